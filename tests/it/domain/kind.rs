//! Kinds of runners, and one example of each for the other tables.

use trackside::domain::{Cloud, Containers, Kind, Platform, Runner, RunnerType};

use crate::support::fixtures::{With, runner};

/// A Maia runner at this deployment.
pub fn at(containers: Containers) -> Runner {
    let (provider, deployment) = match containers {
        Containers::Fargate => ("aws", "fargate"),
        Containers::Eks => ("aws", "eks"),
        Containers::ContainerApp => ("azure", "container app"),
        Containers::Aks => ("azure", "aks"),
        Containers::Gke => ("google_cloud", "gke"),
    };
    runner("a").on(provider, deployment)
}

pub fn streaming() -> Runner {
    runner("a").streaming().on("gcp", "gce")
}

pub fn snowflake() -> Runner {
    runner("a").on("snowflake", "native app")
}

pub fn hosted() -> Runner {
    runner("a").on("matillion", "hosted")
}

pub fn unlisted() -> Runner {
    runner("a").on("moonbase", "crater")
}

/// Nothing told but id and name.
pub fn bare() -> Runner {
    Runner::new("id-a", "a")
}

/// One runner of each kind there is.
pub fn examples() -> Vec<Runner> {
    let others = [streaming(), snowflake(), hosted(), unlisted(), bare(), runner("a").streaming()];
    Containers::ALL.into_iter().map(at).chain(others).collect()
}

#[test]
fn each_documented_combination_has_its_kind() {
    for (provider, deployment, maia) in [
        ("aws", "fargate", Kind::Maia(Containers::Fargate)),
        ("aws", "eks", Kind::Maia(Containers::Eks)),
        ("azure", "container app", Kind::Maia(Containers::ContainerApp)),
        ("azure", "aks", Kind::Maia(Containers::Aks)),
        ("azure", "aci", Kind::Streaming),
        ("gcp", "gke", Kind::Maia(Containers::Gke)),
        ("gcp", "gce", Kind::Streaming),
    ] {
        let runner = runner("a").on(provider, deployment);
        assert_eq!(Kind::of(&runner), maia, "{provider} {deployment}");
        assert_eq!(Kind::of(&runner.streaming()), Kind::Streaming, "{provider} {deployment}");
    }
    assert_eq!(Kind::of(&snowflake()), Kind::Snowflake);
    assert_eq!(Kind::of(&Runner { runner_type: None, ..snowflake() }), Kind::Snowflake, "there is only one");
}

#[test]
fn a_missing_deployment_or_type_leaves_the_kind_open_unless_the_other_half_decides() {
    let half = |provider: Option<&str>, deployment: Option<&str>| {
        let whole = runner("a").on(provider.unwrap_or("aws"), deployment.unwrap_or("eks")).platform;
        let platform = Platform {
            provider: whole.provider.filter(|_| provider.is_some()),
            deployment: whole.deployment.filter(|_| deployment.is_some()),
        };
        Runner { platform, ..runner("a") }
    };
    assert_eq!(Kind::of(&half(None, Some("aks"))), Kind::Maia(Containers::Aks));
    assert_eq!(Kind::of(&half(None, Some("native app"))), Kind::Snowflake);
    assert_eq!(Kind::of(&half(Some("snowflake"), None)), Kind::Snowflake);
    assert_eq!(Kind::of(&half(None, None).streaming()), Kind::Streaming);
    let unclear = [
        half(Some("aws"), None),
        half(None, None),
        runner("a").on("aws", "gke"),
        runner("a").on("aws", "native app"),
        Runner { runner_type: None, ..runner("a") },
        Runner { runner_type: Some(RunnerType::parse("batch")), ..runner("a") },
    ];
    for runner in unclear {
        assert!(matches!(Kind::of(&runner), Kind::Unclear(_)), "{runner:?}");
    }
}

#[test]
fn hosted_and_unlisted_runners_are_withheld_whatever_their_type() {
    for runner in [hosted(), unlisted()] {
        let reason = runner.withheld_reason().unwrap();
        assert_eq!(Kind::of(&runner), Kind::Withheld(reason));
        assert_eq!(Kind::of(&runner.streaming()), Kind::Withheld(reason));
    }
}

#[test]
fn the_cloud_is_the_one_named_or_else_the_one_implied() {
    for (provider, deployment, cloud) in [
        ("aws", "fargate", Some(Cloud::Aws)),
        ("aws", "lambda", Some(Cloud::Aws)),
        ("moonbase", "aci", Some(Cloud::Azure)),
        ("moonbase", "gce", Some(Cloud::Google)),
        ("snowflake", "native app", Some(Cloud::Snowflake)),
        ("moonbase", "crater", None),
    ] {
        assert_eq!(Cloud::of(&runner("a").on(provider, deployment).platform), cloud, "{provider} {deployment}");
    }
    for containers in Containers::ALL {
        assert_eq!(Cloud::of(&at(containers).platform), Some(containers.cloud()), "{containers:?}");
    }
}
