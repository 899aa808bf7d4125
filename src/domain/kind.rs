//! [`Kind`]: which of the vendor's rules hold for a runner, decided once from its type and platform.
//!
//! Which deployment goes with which provider and type is the table of "Create a new agent".

use super::platform::{CloudProvider, Deployment, Platform};
use super::runner::{Runner, RunnerType};

/// What a runner is as far as installing it and its limits go.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A Maia runner in containers of the customer's cloud.
    Maia(Containers),
    /// A streaming runner: its own image, its own parameters, fewer settings.
    Streaming,
    /// A Native App in the customer's Snowflake account.
    Snowflake,
    /// Hosted, or on a platform that trackside does not know; with the reason why it is only viewed.
    Withheld(&'static str),
    /// In the customer's cloud, but too little of it was told, or what was told is no documented combination.
    /// With the reason; no rule about kinds applies, the control plane decides.
    Unclear(&'static str),
}

/// What runs the containers of a Maia runner.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Containers {
    /// An ECS service on AWS Fargate.
    Fargate,
    /// Kubernetes on AWS.
    Eks,
    /// An Azure Container App.
    ContainerApp,
    /// Kubernetes on Azure.
    Aks,
    /// Kubernetes on Google Cloud.
    Gke,
}

/// Whose cloud a runner lives in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cloud {
    /// Amazon Web Services.
    Aws,
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Google,
    /// Snowflake.
    Snowflake,
}

impl Kind {
    /// The kind of this runner.
    ///
    /// ACI and GCE are documented for streaming only, so they decide where the type says otherwise or nothing.
    pub fn of(runner: &Runner) -> Self {
        if let Some(reason) = runner.withheld_reason() {
            return Self::Withheld(reason);
        }
        let Platform { provider, deployment } = &runner.platform;
        let clouds =
            (provider.as_ref().and_then(Cloud::of_provider), deployment.as_ref().and_then(Cloud::of_deployment));
        match clouds {
            (Some(told), Some(implied)) if told != implied => {
                Self::Unclear("Cloud provider and deployment of this runner do not belong together.")
            }
            (Some(Cloud::Snowflake), _) | (_, Some(Cloud::Snowflake)) => Self::Snowflake,
            _ => Self::by_type(runner.runner_type.as_ref(), deployment.as_ref()),
        }
    }

    fn by_type(runner_type: Option<&RunnerType>, deployment: Option<&Deployment>) -> Self {
        match (runner_type, deployment) {
            (Some(RunnerType::Streaming), _) | (_, Some(Deployment::Aci | Deployment::Gce)) => Self::Streaming,
            (Some(RunnerType::Other(_)), _) => {
                Self::Unclear("The type of this runner is unknown to this version of trackside.")
            }
            (None, _) => Self::Unclear("The control plane did not report the type of this runner."),
            (Some(RunnerType::Maia), deployment) => deployment
                .and_then(Containers::of)
                .map_or(Self::Unclear("The control plane did not report how this runner is deployed."), Self::Maia),
        }
    }
}

impl Containers {
    /// Every deployment of Maia runners in containers.
    pub const ALL: [Self; 5] = [Self::Fargate, Self::Eks, Self::ContainerApp, Self::Aks, Self::Gke];

    fn of(deployment: &Deployment) -> Option<Self> {
        match deployment {
            Deployment::Fargate => Some(Self::Fargate),
            Deployment::Eks => Some(Self::Eks),
            Deployment::ContainerApp => Some(Self::ContainerApp),
            Deployment::Aks => Some(Self::Aks),
            Deployment::Gke => Some(Self::Gke),
            Deployment::Aci | Deployment::Gce | Deployment::NativeApp | Deployment::Other(_) => None,
        }
    }

    /// Whose cloud it is.
    pub fn cloud(self) -> Cloud {
        match self {
            Self::Fargate | Self::Eks => Cloud::Aws,
            Self::ContainerApp | Self::Aks => Cloud::Azure,
            Self::Gke => Cloud::Google,
        }
    }

    /// Whether it is installed with the vendor's Helm chart.
    pub fn is_kubernetes(self) -> bool {
        matches!(self, Self::Eks | Self::Aks | Self::Gke)
    }
}

impl Cloud {
    /// The cloud that the control plane named, or that the deployment implies; `None` when neither was told or is
    /// known.
    pub fn of(platform: &Platform) -> Option<Self> {
        let Platform { provider, deployment } = platform;
        provider.as_ref().and_then(Self::of_provider).or_else(|| deployment.as_ref().and_then(Self::of_deployment))
    }

    fn of_provider(provider: &CloudProvider) -> Option<Self> {
        match provider {
            CloudProvider::Aws => Some(Self::Aws),
            CloudProvider::Azure => Some(Self::Azure),
            CloudProvider::Google => Some(Self::Google),
            CloudProvider::Snowflake => Some(Self::Snowflake),
            CloudProvider::Other(_) => None,
        }
    }

    fn of_deployment(deployment: &Deployment) -> Option<Self> {
        match deployment {
            Deployment::Fargate | Deployment::Eks => Some(Self::Aws),
            Deployment::ContainerApp | Deployment::Aci | Deployment::Aks => Some(Self::Azure),
            Deployment::Gke | Deployment::Gce => Some(Self::Google),
            Deployment::NativeApp => Some(Self::Snowflake),
            Deployment::Other(_) => None,
        }
    }
}
