//! [`guide`]: how a runner is installed and updated at its provider, and what is left to do there by hand.
//!
//! Addresses are those of the vendor's pages and of its public deployment library. Direct addresses of templates are
//! not public, so the guides are linked. Steps at a provider are worked out from how the provider works where the
//! vendor's pages have none; such lists say so.

use std::borrow::Cow;

use super::kind::{Cloud, Containers, Kind};
use super::release::VersionTrack;
use super::runner::Runner;

/// How sure it is that a link leads where it says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Certainty {
    /// The vendor's pages name it.
    Documented,
    /// It follows from the pattern of its neighbours, or is common knowledge.
    Assumed,
    /// It was the vendor's page before a newer one.
    Older,
}

impl Certainty {
    /// The word shown beside a link; `None` where there is nothing to add.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Documented => None,
            Self::Assumed => Some("address assumed"),
            Self::Older => Some("older page"),
        }
    }
}

/// A page to open or copy.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DocLink {
    /// What is there, in a few words.
    pub title: &'static str,
    /// An https address of the vendor's or the provider's pages.
    pub url: &'static str,
    /// How sure the address is.
    pub certainty: Certainty,
}

impl DocLink {
    const fn new(title: &'static str, url: &'static str, certainty: Certainty) -> Self {
        Self { title, url, certainty }
    }
}

/// Where the containers' image is pulled from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageAddress {
    /// Registry, repository and tag. The tag is the track; `<track>` where the track is not known.
    pub address: String,
    /// The same image for accounts of other regions, in the same form. Empty where the region decides or does not matter.
    pub alternatives: Vec<String>,
    /// Whether the runner's track is one with an image tag of its name.
    pub is_track_known: bool,
}

/// What the Deployment tab shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guide {
    /// Guides and templates for this deployment, the best one first. Never empty.
    pub links: Vec<DocLink>,
    /// The image; `None` for streaming runners, whose image is not public.
    pub image: Option<ImageAddress>,
    /// How a new version or another track gets installed, in order, one line each.
    pub apply_version: Vec<Cow<'static, str>>,
    /// The provider's own console; `None` when the provider is not known.
    pub console: Option<DocLink>,
    /// See [`secret_steps`].
    pub secret_steps: &'static [&'static str],
    /// See [`cleanup`].
    pub cleanup: &'static [DocLink],
}

/// A size of instance that the vendor's templates offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// The word for it in the vendor's templates: `small`.
    pub name: &'static str,
    /// Virtual processors of one instance.
    pub cpus: u8,
    /// Memory in GiB.
    pub memory_gib: u8,
}

/// The sizes of the vendor's templates, the smallest first.
pub const SIZES: [Size; 4] = [
    Size { name: "small", cpus: 1, memory_gib: 4 },
    Size { name: "medium", cpus: 2, memory_gib: 8 },
    Size { name: "large", cpus: 4, memory_gib: 16 },
    Size { name: "xlarge", cpus: 8, memory_gib: 32 },
];

/// Instances that the vendor's templates start; with fewer, an update is an outage.
pub const DEFAULT_INSTANCES: u8 = 2;

/// The vendor's page on new credentials, with a section for each provider.
pub const CREDENTIALS_PAGE: DocLink = DocLink::new(
    "Refreshing a runner's credentials",
    "https://docs.maia.ai/docs/guides/refresh-credentials",
    Certainty::Documented,
);

const LIBRARY: DocLink = DocLink::new(
    "Terraform modules and Helm chart",
    "https://github.com/matillion-public/deployment-library",
    Certainty::Documented,
);
const KUBERNETES: DocLink = DocLink::new(
    "Guide for any Kubernetes",
    "https://docs.maia.ai/docs/guides/kubernetes-deployment-guide",
    Certainty::Documented,
);
const FARGATE: [DocLink; 2] = [
    DocLink::new(
        "CloudFormation quick create",
        "https://docs.maia.ai/docs/guides/runner-installation-cloudformation-quick-create",
        Certainty::Documented,
    ),
    LIBRARY,
];
const CONTAINER_APP: [DocLink; 2] = [
    DocLink::new("ARM template", "https://docs.maia.ai/docs/guides/azure-arm-runner-install", Certainty::Documented),
    LIBRARY,
];
const EKS: [DocLink; 4] = [
    DocLink::new("EKS guide", "https://docs.maia.ai/docs/guides/eks-deployment-guide", Certainty::Assumed),
    DocLink::new(
        "EKS guide",
        "https://docs.matillion.com/data-productivity-cloud/agent/docs/eks-deployment-guide",
        Certainty::Older,
    ),
    KUBERNETES,
    LIBRARY,
];
const AKS: [DocLink; 3] = [
    DocLink::new("AKS guide", "https://docs.maia.ai/docs/guides/aks-deployment-guide", Certainty::Documented),
    KUBERNETES,
    LIBRARY,
];
const GKE: [DocLink; 3] = [
    DocLink::new("GKE guide", "https://docs.maia.ai/docs/guides/gke-deployment-guide", Certainty::Documented),
    KUBERNETES,
    LIBRARY,
];
const STREAMING: [DocLink; 1] = [DocLink::new(
    "Creating a streaming runner",
    "https://docs.maia.ai/docs/streaming/create-streaming-agent",
    Certainty::Documented,
)];
const SNOWFLAKE: [DocLink; 1] = [DocLink::new(
    "Installing the Native App",
    "https://docs.maia.ai/docs/guides/snowflake-runner-install",
    Certainty::Documented,
)];

/// The content of the Deployment tab. The error says why there is none.
///
/// The image of Google Cloud is that of the account's `region`; all of them where the region is not known.
pub fn guide(runner: &Runner, region: Option<&str>) -> Result<Guide, &'static str> {
    let (image, apply_version) = match Kind::of(runner) {
        Kind::Maia(containers) => {
            let image = image(containers, runner.release.track.as_ref(), region);
            let steps = apply_version(containers, &image);
            (Some(image), steps)
        }
        Kind::Streaming => (None, vec![Cow::Borrowed(STREAMING_VERSION)]),
        Kind::Snowflake => {
            return Err("A Native App is installed and updated in Snowflake, without a template.");
        }
        Kind::Withheld(reason) | Kind::Unclear(reason) => return Err(reason),
    };
    Ok(Guide {
        links: installation(runner).to_vec(),
        image,
        apply_version,
        console: console(runner),
        secret_steps: secret_steps(runner),
        cleanup: cleanup(runner),
    })
}

/// Guides and templates that install such a runner; also for Snowflake, which has no Deployment tab. Empty for
/// hosted runners and where the kind is not known.
pub fn installation(runner: &Runner) -> &'static [DocLink] {
    match Kind::of(runner) {
        Kind::Maia(Containers::Fargate) => &FARGATE,
        Kind::Maia(Containers::Eks) => &EKS,
        Kind::Maia(Containers::ContainerApp) => &CONTAINER_APP,
        Kind::Maia(Containers::Aks) => &AKS,
        Kind::Maia(Containers::Gke) => &GKE,
        Kind::Streaming => &STREAMING,
        Kind::Snowflake => &SNOWFLAKE,
        Kind::Withheld(_) | Kind::Unclear(_) => &[],
    }
}

/// By the account's region.
const GOOGLE_IMAGES: [(&str, &str); 3] = [
    ("us1", "us-docker.pkg.dev/maia-492711/maia-runners/maia-runner"),
    ("eu1", "europe-docker.pkg.dev/maia-492711/maia-runners/maia-runner"),
    ("au1", "australia-southeast1-docker.pkg.dev/maia-492711/maia-runners/maia-runner"),
];

fn image(containers: Containers, track: Option<&VersionTrack>, region: Option<&str>) -> ImageAddress {
    let tag = match track {
        Some(VersionTrack::Current) => Some("current"),
        Some(VersionTrack::Stable) => Some("stable"),
        Some(VersionTrack::Other(_)) | None => None,
    };
    let tagged = |repository: &str| format!("{repository}:{}", tag.unwrap_or("<track>"));
    let of_region = GOOGLE_IMAGES.iter().find(|(name, _)| Some(*name) == region);
    let (repository, others) = match (containers, of_region) {
        (Containers::Fargate | Containers::Eks, _) => ("public.ecr.aws/matillion/etl-agent", &[][..]),
        (Containers::ContainerApp | Containers::Aks, _) => ("matillion.azurecr.io/cloud-agent", &[][..]),
        (Containers::Gke, Some((_, image))) => (*image, &[][..]),
        (Containers::Gke, None) => (GOOGLE_IMAGES[0].1, &GOOGLE_IMAGES[1..]),
    };
    ImageAddress {
        address: tagged(repository),
        alternatives: others.iter().map(|(_, other)| tagged(other)).collect(),
        is_track_known: tag.is_some(),
    }
}

const STREAMING_VERSION: &str = "The image of streaming runners is not public. Follow the guide for a new version.";

/// Only `az containerapp update` and the Helm upgrade stand in the vendor's library in so many words.
fn apply_version(containers: Containers, image: &ImageAddress) -> Vec<Cow<'static, str>> {
    let address = &image.address;
    let (_, tag) = address.rsplit_once(':').unwrap_or_default();
    let track = match tag {
        "stable" => "Stable",
        "current" => "Current",
        _ => "another track",
    };
    let (change, again, honest) = match containers {
        Containers::Fargate => (
            format!(
                "After a switch to {track}: add a revision of the ECS task definition with the image {address}. Then update the service to that revision."
            ),
            "Same track: force a new deployment of the service. A restart alone keeps the image where versionConsistency is enabled, the default of AWS.",
            "Pause the runner first: Fargate may end a stopping task before its work is done. These steps are expected from how ECS works.",
        ),
        Containers::ContainerApp => (
            format!(
                "After a switch to {track}: az containerapp update --name <app> --resource-group <group> --image {address}"
            ),
            "Same track: create a new revision, for instance with another --revision-suffix. Its replicas pull the image.",
            "Both replace the old revision. Expected: the new revision pulls the newest image of the tag.",
        ),
        Containers::Eks | Containers::Aks | Containers::Gke => (
            format!(
                "After a switch to {track}: set dpcAgent.dpcAgent.image.tag to {tag} in Helm. Then run helm upgrade."
            ),
            "Same track: kubectl rollout restart deployment/<release>-app. New pods pull the newest image.",
            "Names are those of the vendor's Helm chart. Another template may have other names.",
        ),
    };
    vec![change.into(), again.into(), honest.into()]
}

/// The console of the runner's cloud; `None` when its provider was not told or is not known.
pub fn console(runner: &Runner) -> Option<DocLink> {
    Some(match Cloud::of(&runner.platform)? {
        Cloud::Aws => AWS_CONSOLE,
        Cloud::Azure => AZURE_PORTAL,
        Cloud::Google => GOOGLE_CONSOLE,
        Cloud::Snowflake => DocLink::new("Snowsight", "https://app.snowflake.com/", Certainty::Assumed),
    })
}

const AWS_CONSOLE: DocLink = DocLink::new("AWS console", "https://aws.amazon.com/console/", Certainty::Documented);
const AZURE_PORTAL: DocLink = DocLink::new("Azure portal", "https://portal.azure.com/#home", Certainty::Documented);
const GOOGLE_CONSOLE: DocLink =
    DocLink::new("Google Cloud console", "https://console.cloud.google.com/", Certainty::Documented);

/// Where to look for what a removed runner leaves behind, in the order of clouds.
const CLEANUP: [DocLink; 4] = [
    AWS_CONSOLE,
    AZURE_PORTAL,
    GOOGLE_CONSOLE,
    DocLink::new(
        "Snowpark Container Services",
        "https://docs.snowflake.com/en/snowpark-container-services",
        Certainty::Documented,
    ),
];

/// Where to clean up by hand after a removal, which deletes nothing at the provider ("Manage runners").
/// All places when the provider is not known; empty for runners that cannot be removed from here.
pub fn cleanup(runner: &Runner) -> &'static [DocLink] {
    if runner.withheld_reason().is_some() {
        return &[];
    }
    match Cloud::of(&runner.platform) {
        Some(Cloud::Aws) => &CLEANUP[0..1],
        Some(Cloud::Azure) => &CLEANUP[1..2],
        Some(Cloud::Google) => &CLEANUP[2..3],
        Some(Cloud::Snowflake) => &CLEANUP[3..4],
        None => &CLEANUP,
    }
}

/// What to do at the provider with regenerated credentials, in order, one line each ("Refresh credentials"; for
/// Kubernetes the Helm chart). Empty for runners whose credentials cannot be regenerated from here.
pub fn secret_steps(runner: &Runner) -> &'static [&'static str] {
    match Kind::of(runner) {
        Kind::Maia(Containers::Fargate) => &[
            "Open AWS Secrets Manager, at the secret that the ECS task definition names. The vendor's templates call the secret matillion-oauth-credentials.",
            "Replace the value of client_secret and keep its name. Replace client_id too if the id is new.",
            "Restart the ECS service there. A restart from here cannot reach a disconnected runner.",
        ],
        Kind::Maia(Containers::ContainerApp) => &[
            "Open the Container App, then Containers. The variable OAUTH_CLIENT_SECRET names the secret. The vendor's templates call the secret matillion-client-secret.",
            "Open Settings, then Secrets, and give that secret the new value. Do the same for the client id if the id is new.",
            "Restart the Container App there. A restart from here cannot reach a disconnected runner.",
        ],
        Kind::Maia(Containers::Eks | Containers::Aks | Containers::Gke) => &[
            "Put the new secret into the Kubernetes Secret <release>-config, key OAUTH_CLIENT_SECRET. Change OAUTH_CLIENT_ID too if the id is new.",
            "Change the Helm values as well, or the next upgrade brings the old secret back.",
            "Restart the pods with kubectl rollout restart deployment/<release>-app. A restart from here cannot reach a disconnected runner.",
        ],
        Kind::Snowflake => &[
            "Follow the Snowflake section of the vendor's page on refreshing credentials.",
            "The app keeps secrets in <app>.SECRETS. Unless renamed, <app> is MATILLION_DATA_PRODUCTIVITY_CLOUD.",
        ],
        Kind::Streaming | Kind::Unclear(_) => &[
            "Store the new client id and secret where this installation keeps them. The guide says where.",
            "Restart the service in the cloud console. A restart from here cannot reach a disconnected runner.",
        ],
        Kind::Withheld(_) => &[],
    }
}
