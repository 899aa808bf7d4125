//! Platforms: spellings, names, and who hosts.

use trackside::domain::{CloudProvider, Deployment, Hosting, Platform};
use trackside::text::width;

fn platform(provider: Option<&str>, deployment: Option<&str>) -> Platform {
    Platform { provider: provider.map(CloudProvider::parse), deployment: deployment.map(Deployment::parse) }
}

#[test]
fn the_documented_pairs_have_their_names() {
    for (provider, deployment, short, full) in [
        ("aws", "fargate", "AWS Fargate", "AWS Fargate"),
        ("aws", "eks", "AWS EKS", "AWS EKS"),
        ("azure", "container app", "Azure ACA", "Azure Container App"),
        ("azure", "container_app", "Azure ACA", "Azure Container App"),
        ("AZURE", "ContainerApp", "Azure ACA", "Azure Container App"),
        ("azure", "aci", "Azure ACI", "Azure ACI (streaming)"),
        ("azure", "aks", "Azure AKS", "Azure AKS"),
        ("gcp", "gke", "GCP GKE", "Google Cloud GKE"),
        ("google_cloud", "GKE", "GCP GKE", "Google Cloud GKE"),
        ("gcp", "gce", "GCP GCE", "Google Cloud GCE (streaming)"),
        ("snowflake", "native app", "Snowflake", "Snowflake (Native App)"),
    ] {
        let platform = platform(Some(provider), Some(deployment));
        assert_eq!(platform.hosting(), Hosting::Customer, "{provider} {deployment}");
        assert_eq!(platform.short_name(), Some(short));
        assert_eq!(platform.full_name().as_deref(), Some(full));
        assert!(width(short) <= 11, "{short} does not fit its column");
    }
}

#[test]
fn a_missing_half_is_no_sign_of_hosting() {
    for (provider, deployment, short) in [
        (Some("aws"), None, Some("AWS")),
        (Some("gcp"), None, Some("GCP")),
        (None, Some("aks"), Some("Azure AKS")),
        (None, None, None),
    ] {
        let platform = platform(provider, deployment);
        assert_eq!((platform.hosting(), platform.short_name()), (Hosting::Customer, short));
    }
}

#[test]
fn what_is_not_documented_is_hosted_or_unlisted() {
    for (provider, deployment, hosting, short) in [
        ("matillion", "hosted", Hosting::Matillion, "Hosted"),
        ("aws", "Matillion Hosted", Hosting::Matillion, "Hosted"),
        ("MATILLION_HOSTED", "saas", Hosting::Matillion, "Hosted"),
        ("moonbase", "crater", Hosting::Unlisted, "moonbase"),
        ("aws", "lambda\u{1b}", Hosting::Unlisted, "lambda^["),
    ] {
        let platform = platform(Some(provider), Some(deployment));
        assert_eq!((platform.hosting(), platform.short_name()), (hosting, Some(short)), "{provider} {deployment}");
    }
}
