//! [`Platform`]: where a runner lives, as cloud provider and deployment ("Create a new agent", allowed pairs).

use super::text::Label;

/// A cloud provider. `gcp` and `google_cloud` are one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CloudProvider {
    /// Amazon Web Services.
    Aws,
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Google,
    /// The customer's Snowflake account.
    Snowflake,
    /// A word trackside does not know, kept as it came.
    Other(Label),
}

impl CloudProvider {
    /// Reads the wire's word, without regard to case.
    pub fn parse(word: &str) -> Self {
        match folded(word).as_str() {
            "aws" => Self::Aws,
            "azure" => Self::Azure,
            "gcp" | "googlecloud" => Self::Google,
            "snowflake" => Self::Snowflake,
            _ => Self::Other(Label::from(word)),
        }
    }

    /// The vendor's label, or the word as it came, safe to draw.
    pub fn label(&self) -> &str {
        match self {
            Self::Aws => "AWS",
            Self::Azure => "Azure",
            Self::Google => "Google Cloud",
            Self::Snowflake => "Snowflake",
            Self::Other(word) => word.safe(),
        }
    }
}

/// How a runner is deployed at its provider.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Deployment {
    /// AWS Fargate.
    Fargate,
    /// AWS Elastic Kubernetes Service.
    Eks,
    /// Azure Container App; the wire writes it with a space.
    ContainerApp,
    /// Azure Container Instances, for streaming only.
    Aci,
    /// Azure Kubernetes Service.
    Aks,
    /// Google Kubernetes Engine.
    Gke,
    /// Google Compute Engine, for streaming only.
    Gce,
    /// Snowflake Native App; the wire writes it with a space.
    NativeApp,
    /// A word trackside does not know, kept as it came.
    Other(Label),
}

impl Deployment {
    /// Reads the wire's word; `container app`, `container_app` and `containerapp` are the same.
    pub fn parse(word: &str) -> Self {
        match folded(word).as_str() {
            "fargate" => Self::Fargate,
            "eks" => Self::Eks,
            "containerapp" => Self::ContainerApp,
            "aci" => Self::Aci,
            "aks" => Self::Aks,
            "gke" => Self::Gke,
            "gce" => Self::Gce,
            "nativeapp" => Self::NativeApp,
            _ => Self::Other(Label::from(word)),
        }
    }

    /// The vendor's label, or the word as it came, safe to draw.
    pub fn label(&self) -> &str {
        match self {
            Self::Fargate => "Fargate",
            Self::Eks => "EKS",
            Self::ContainerApp => "Container App",
            Self::Aci => "ACI",
            Self::Aks => "AKS",
            Self::Gke => "GKE",
            Self::Gce => "GCE",
            Self::NativeApp => "Native App",
            Self::Other(word) => word.safe(),
        }
    }
}

/// Who hosts a runner, which decides whether trackside may show details of it and act on it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Hosting {
    /// In the customer's own cloud (Hybrid SaaS): everything is possible.
    Customer,
    /// At Matillion (Full SaaS): listed, without details or actions ("Manage runners").
    Matillion,
    /// A provider or deployment outside the documented table: treated like a hosted one, to be safe.
    Unlisted,
}

/// Where a runner lives. Either half may be missing from a list entry.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Platform {
    /// The cloud provider, if the control plane named one.
    pub provider: Option<CloudProvider>,
    /// The deployment, if the control plane named one.
    pub deployment: Option<Deployment>,
}

impl Platform {
    /// Whether both halves are known and documented together, or what else it is.
    ///
    /// A missing half is no sign of anything: a list entry may lack fields.
    pub fn hosting(&self) -> Hosting {
        let words = [
            self.provider.as_ref().and_then(|provider| match provider {
                CloudProvider::Other(word) => Some(word),
                _ => None,
            }),
            self.deployment.as_ref().and_then(|deployment| match deployment {
                Deployment::Other(word) => Some(word),
                _ => None,
            }),
        ];
        let mut unlisted = words.into_iter().flatten().peekable();
        if unlisted.peek().is_none() {
            return Hosting::Customer;
        }
        // How a hosted runner looks in the API is not documented; its own words are the best sign there is.
        if unlisted.any(|word| ["matillion", "hosted"].iter().any(|sign| folded(word.raw()).contains(sign))) {
            Hosting::Matillion
        } else {
            Hosting::Unlisted
        }
    }

    /// A name of at most 11 cells for the known platforms, for the table; `None` when neither half is known.
    pub fn short_name(&self) -> Option<&str> {
        use {CloudProvider as P, Deployment as D};
        if self.hosting() == Hosting::Matillion {
            return Some("Hosted");
        }
        Some(match (self.provider.as_ref(), self.deployment.as_ref()) {
            (_, Some(D::Fargate)) => "AWS Fargate",
            (_, Some(D::Eks)) => "AWS EKS",
            (_, Some(D::ContainerApp)) => "Azure ACA",
            (_, Some(D::Aci)) => "Azure ACI",
            (_, Some(D::Aks)) => "Azure AKS",
            (_, Some(D::Gke)) => "GCP GKE",
            (_, Some(D::Gce)) => "GCP GCE",
            (_, Some(D::NativeApp)) | (Some(P::Snowflake), None) => "Snowflake",
            (Some(P::Google), None) => "GCP",
            (Some(provider @ P::Other(_)), _) | (Some(provider), None) => provider.label(),
            (_, Some(deployment)) => deployment.label(),
            (None, None) => return None,
        })
    }

    /// The name in full, as the vendor's page shows it; `None` when neither half is known.
    pub fn full_name(&self) -> Option<String> {
        if self.hosting() == Hosting::Matillion {
            return Some("Matillion Hosted".to_owned());
        }
        Some(match (self.provider.as_ref(), self.deployment.as_ref()) {
            (Some(CloudProvider::Snowflake), Some(Deployment::NativeApp)) => "Snowflake (Native App)".to_owned(),
            (Some(provider), Some(deployment @ (Deployment::Aci | Deployment::Gce))) => {
                format!("{} {} (streaming)", provider.label(), deployment.label())
            }
            (Some(provider), Some(deployment)) => format!("{} {}", provider.label(), deployment.label()),
            (Some(provider), None) => provider.label().to_owned(),
            (None, Some(deployment)) => deployment.label().to_owned(),
            (None, None) => return None,
        })
    }

    /// The platform in a sentence, for an operator who has not met it.
    pub fn meaning(&self) -> &'static str {
        match self.hosting() {
            Hosting::Matillion => "Runs at Matillion (Full SaaS). Listed here without details and actions.",
            Hosting::Unlisted => "Platform unknown to this version of trackside. View only, to be safe.",
            Hosting::Customer => match self.deployment {
                Some(Deployment::Fargate) => {
                    "Containers in the customer's AWS account, run by an ECS service on Fargate."
                }
                Some(Deployment::Eks) => "Pods in a Kubernetes cluster on AWS.",
                Some(Deployment::ContainerApp) => "An Azure Container App in the customer's subscription.",
                Some(Deployment::Aci) => "An Azure container instance, for one streaming pipeline.",
                Some(Deployment::Aks) => "Pods in a Kubernetes cluster on Azure.",
                Some(Deployment::Gke) => "Pods in a Kubernetes cluster on Google Cloud.",
                Some(Deployment::Gce) => "A virtual machine on Google Cloud, for one streaming pipeline.",
                Some(Deployment::NativeApp) => {
                    "A Native App in the customer's Snowflake account. Its track and auto update are fixed."
                }
                Some(Deployment::Other(_)) | None => {
                    "In the customer's own cloud. How the runner is deployed was not in the answer."
                }
            },
        }
    }
}

/// Lower case without blanks, underscores and dashes: the form in which spellings of one word agree.
fn folded(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
}
