//! [`Look`]: the one command that shows at the provider what became of a runner whose status is Unknown.
//!
//! The commands are the providers' own. What they are asked about follows from how a runner is deployed ("Create a new
//! agent"); the names of cluster, service and group are not in the API, so they stand in capitals.

use super::platform::{CloudProvider, Deployment, Platform};

/// A command for the operator's shell, or for a Snowflake worksheet.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Look {
    /// The command; what is in capitals is the operator's to fill in, but for SQL.
    pub command: &'static str,
    /// What to read in its answer, a sentence.
    pub shows: &'static str,
    /// Whether it is worked out from the provider alone: no page or template of the vendor describes such a runner.
    pub is_expected: bool,
}

const KUBERNETES: Look = Look {
    command: "kubectl get pods --namespace NAMESPACE",
    shows: "Shows whether pods run, restart, or cannot pull their image.",
    is_expected: false,
};

impl Look {
    /// The command for a platform; `None` where nothing is known of how such a runner is deployed.
    pub fn at(platform: &Platform) -> Option<Self> {
        Some(match (&platform.provider, platform.deployment.as_ref()) {
            (_, Some(Deployment::Fargate)) => Self {
                command: "aws ecs describe-services --cluster CLUSTER --services SERVICE",
                shows: "Shows how many tasks run, and the latest events of the service.",
                is_expected: false,
            },
            (_, Some(Deployment::Eks | Deployment::Aks | Deployment::Gke)) => KUBERNETES,
            (_, Some(Deployment::ContainerApp)) => Self {
                command: "az containerapp replica list --name APP --resource-group GROUP",
                shows: "Shows which replicas run, and why others do not.",
                is_expected: false,
            },
            (_, Some(Deployment::Aci)) => Self {
                command: "az container show --name CONTAINER --resource-group GROUP",
                shows: "Shows the state of the container and its latest events.",
                is_expected: true,
            },
            (_, Some(Deployment::Gce)) => Self {
                command: "gcloud compute instances describe INSTANCE --zone ZONE",
                shows: "Shows whether the virtual machine runs.",
                is_expected: true,
            },
            (_, Some(Deployment::NativeApp)) | (Some(CloudProvider::Snowflake), None) => Self {
                command: "SHOW SERVICES IN ACCOUNT;",
                shows: "Shows the status of the services of the Native App.",
                is_expected: true,
            },
            (_, Some(Deployment::Other(_)) | None) => return None,
        })
    }
}
