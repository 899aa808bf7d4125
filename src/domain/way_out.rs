//! [`ProviderStep`]: what is done to a runner's service at its provider, where no command of the control plane reaches: stopping
//! it, or starting it anew.
//!
//! The commands are the providers' own. What they are told follows from how a runner is deployed ("Create a new agent"); names
//! that are not in the API stand in capitals.

use super::platform::{CloudProvider, Deployment, Platform};

/// Something to be done at the provider.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ProviderStep {
    /// What it does, a sentence.
    pub message: &'static str,
    /// The command for the operator's shell or worksheet; `None` where only the console does it.
    pub command: Option<&'static str>,
}

impl ProviderStep {
    /// How the service is started anew, with its image pulled again where the provider does that.
    pub fn restart(platform: &Platform) -> Self {
        let (message, command) = match (&platform.provider, platform.deployment.as_ref()) {
            (_, Some(Deployment::Fargate)) => (
                "Force a new deployment of the ECS service.",
                Some("aws ecs update-service --cluster CLUSTER --service SERVICE --force-new-deployment"),
            ),
            (_, Some(Deployment::Eks | Deployment::Aks | Deployment::Gke)) => (
                "Restart the pods of the deployment.",
                Some("kubectl rollout restart deployment/RELEASE-app --namespace NAMESPACE"),
            ),
            (_, Some(Deployment::ContainerApp)) => (
                "Create a new revision of the Container App.",
                Some("az containerapp update --name APP --resource-group GROUP --revision-suffix SUFFIX"),
            ),
            (_, Some(Deployment::Aci)) => (
                "Restart the container instance.",
                Some("az container restart --name CONTAINER --resource-group GROUP"),
            ),
            (_, Some(Deployment::Gce)) => {
                ("Restart the virtual machine.", Some("gcloud compute instances reset INSTANCE --zone ZONE"))
            }
            (_, Some(Deployment::NativeApp)) | (Some(CloudProvider::Snowflake), None) => {
                ("Restart the app's service in Snowsight.", None)
            }
            (_, Some(Deployment::Other(_)) | None) => ("Restart the service where the runner is deployed.", None),
        };
        Self { message, command }
    }

    /// How the service is stopped, so that the control plane takes a removal.
    pub fn stop(platform: &Platform) -> Self {
        let (message, command) = match (&platform.provider, platform.deployment.as_ref()) {
            (_, Some(Deployment::Fargate)) => (
                "Scale the ECS service to no tasks.",
                Some("aws ecs update-service --cluster CLUSTER --service SERVICE --desired-count 0"),
            ),
            (_, Some(Deployment::Eks | Deployment::Aks | Deployment::Gke)) => (
                "Scale the deployment to no pods.",
                Some("kubectl scale deployment/RELEASE-app --namespace NAMESPACE --replicas 0"),
            ),
            (_, Some(Deployment::ContainerApp)) => ("Stop the Container App in the Azure portal.", None),
            (_, Some(Deployment::Aci)) => {
                ("Stop the container instance.", Some("az container stop --name CONTAINER --resource-group GROUP"))
            }
            (_, Some(Deployment::Gce)) => {
                ("Stop the virtual machine.", Some("gcloud compute instances stop INSTANCE --zone ZONE"))
            }
            (_, Some(Deployment::NativeApp)) | (Some(CloudProvider::Snowflake), None) => {
                ("Stop the app's service in Snowsight.", None)
            }
            (_, Some(Deployment::Other(_)) | None) => ("Stop the service where the runner is deployed.", None),
        };
        Self { message, command }
    }
}
