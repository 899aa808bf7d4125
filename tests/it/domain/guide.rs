//! The Deployment tab, and what is left to do at the provider.

use std::collections::HashSet;

use trackside::domain::guide::{Certainty, SIZES, cleanup, console, guide, installation, secret_steps};
use trackside::domain::{Containers, Platform, Release, Runner, VersionTrack};

use super::kind::{at, bare, examples, hosted, snowflake, streaming, unlisted};
use crate::support::fixtures::runner;

fn on_track(runner: Runner, track: Option<&str>) -> Runner {
    Runner { release: Release { track: track.map(VersionTrack::parse), ..Release::default() }, ..runner }
}

#[test]
fn each_deployment_has_its_guides_the_best_first() {
    let table: [(Runner, &[(&str, Certainty)]); 7] = [
        (
            at(Containers::Fargate),
            &[
                ("docs.maia.ai/docs/guides/runner-installation-cloudformation-quick-create", Certainty::Documented),
                ("github.com/matillion-public/deployment-library", Certainty::Documented),
            ],
        ),
        (
            at(Containers::Eks),
            &[
                ("docs.maia.ai/docs/guides/eks-deployment-guide", Certainty::Assumed),
                ("docs.matillion.com/data-productivity-cloud/agent/docs/eks-deployment-guide", Certainty::Older),
                ("docs.maia.ai/docs/guides/kubernetes-deployment-guide", Certainty::Documented),
                ("github.com/matillion-public/deployment-library", Certainty::Documented),
            ],
        ),
        (
            at(Containers::ContainerApp),
            &[
                ("docs.maia.ai/docs/guides/azure-arm-runner-install", Certainty::Documented),
                ("github.com/matillion-public/deployment-library", Certainty::Documented),
            ],
        ),
        (
            at(Containers::Aks),
            &[
                ("docs.maia.ai/docs/guides/aks-deployment-guide", Certainty::Documented),
                ("docs.maia.ai/docs/guides/kubernetes-deployment-guide", Certainty::Documented),
                ("github.com/matillion-public/deployment-library", Certainty::Documented),
            ],
        ),
        (
            at(Containers::Gke),
            &[
                ("docs.maia.ai/docs/guides/gke-deployment-guide", Certainty::Documented),
                ("docs.maia.ai/docs/guides/kubernetes-deployment-guide", Certainty::Documented),
                ("github.com/matillion-public/deployment-library", Certainty::Documented),
            ],
        ),
        (streaming(), &[("docs.maia.ai/docs/streaming/create-streaming-agent", Certainty::Documented)]),
        (snowflake(), &[("docs.maia.ai/docs/guides/snowflake-runner-install", Certainty::Documented)]),
    ];
    for (runner, expected) in table {
        let found: Vec<_> = installation(&runner).iter().map(|link| (link.url, link.certainty)).collect();
        let expected: Vec<_> = expected.iter().map(|(url, certainty)| (format!("https://{url}"), *certainty)).collect();
        assert!(found.iter().map(|(url, _)| *url).eq(expected.iter().map(|(url, _)| url.as_str())), "{found:?}");
        assert!(found.iter().map(|(_, sure)| sure).eq(expected.iter().map(|(_, sure)| sure)), "{found:?}");
        assert_eq!(guide(&runner, None).map(|guide| guide.links).unwrap_or_default().is_empty(), runner == snowflake());
    }
}

#[test]
fn the_images_tag_is_the_track() {
    for (containers, repository, others) in [
        (Containers::Fargate, "public.ecr.aws/matillion/etl-agent", 0),
        (Containers::Eks, "public.ecr.aws/matillion/etl-agent", 0),
        (Containers::ContainerApp, "matillion.azurecr.io/cloud-agent", 0),
        (Containers::Aks, "matillion.azurecr.io/cloud-agent", 0),
        (Containers::Gke, "us-docker.pkg.dev/maia-492711/maia-runners/maia-runner", 2),
    ] {
        for (track, tag, is_known) in [
            (Some("CURRENT"), "current", true),
            (Some("stable"), "stable", true),
            (Some("beta; rm -rf"), "<track>", false),
            (None, "<track>", false),
        ] {
            let guide = guide(&on_track(at(containers), track), None).unwrap();
            let image = guide.image.unwrap();
            assert_eq!((image.address.as_str(), image.is_track_known), (&*format!("{repository}:{tag}"), is_known));
            assert_eq!(image.alternatives.len(), others);
            assert!(image.alternatives.iter().all(|other| other.ends_with(&format!("/maia-runner:{tag}"))));
            assert!(guide.apply_version[0].contains(tag), "{:?}", guide.apply_version);
        }
    }
    assert_eq!(guide(&streaming(), None).unwrap().image, None);
}

#[test]
fn the_accounts_region_decides_where_the_google_image_is() {
    for (region, repository) in [
        ("us1", "us-docker.pkg.dev/maia-492711/maia-runners/maia-runner"),
        ("eu1", "europe-docker.pkg.dev/maia-492711/maia-runners/maia-runner"),
        ("au1", "australia-southeast1-docker.pkg.dev/maia-492711/maia-runners/maia-runner"),
    ] {
        let image = guide(&at(Containers::Gke), Some(region)).unwrap().image.unwrap();
        assert!(image.address.starts_with(&format!("{repository}:")) && image.alternatives.is_empty(), "{image:?}");
    }
    // Elsewhere the region decides nothing, and a region that is not known leaves all of them.
    let image = |containers, region| guide(&at(containers), region).unwrap().image.unwrap();
    assert_eq!(image(Containers::Eks, Some("eu1")), image(Containers::Eks, None));
    assert_eq!(image(Containers::Gke, Some("mars")), image(Containers::Gke, None));
}

#[test]
fn a_new_version_is_applied_in_the_words_of_the_platform() {
    for (containers, words) in [
        (Containers::Fargate, &["task definition", "new deployment", "how ECS works"]),
        (Containers::ContainerApp, &["az containerapp update", "new revision", "Expected"]),
        (Containers::Eks, &["helm upgrade", "kubectl rollout restart", "Helm chart"]),
        (Containers::Aks, &["helm upgrade", "kubectl rollout restart", "Helm chart"]),
        (Containers::Gke, &["helm upgrade", "kubectl rollout restart", "Helm chart"]),
    ] {
        let steps = guide(&at(containers), None).unwrap().apply_version;
        assert_eq!(steps.len(), words.len());
        assert!(steps.iter().zip(words).all(|(step, word)| step.contains(word)), "{steps:?}");
    }
    assert!(guide(&streaming(), None).unwrap().apply_version[0].contains("not public"));
}

#[test]
fn runners_without_the_tab_say_why() {
    for (runner, reason) in [
        (snowflake(), "A Native App"),
        (hosted(), "hosted by Matillion"),
        (unlisted(), "platform unknown"),
        (bare(), "The control plane did not report the type of this runner."),
        (Runner { platform: Platform::default(), ..runner("a") }, "The control plane did not report how"),
    ] {
        let said = guide(&runner, None).unwrap_err();
        assert!(said.starts_with(reason), "{said}");
    }
}

#[test]
fn console_and_cleanup_follow_the_cloud() {
    for (runner, in_console, in_cleanup) in [
        (at(Containers::Fargate), Some("aws.amazon.com/console/"), vec!["aws.amazon.com/console/"]),
        (at(Containers::Aks), Some("portal.azure.com/#home"), vec!["portal.azure.com/#home"]),
        (at(Containers::Gke), Some("console.cloud.google.com/"), vec!["console.cloud.google.com/"]),
        (streaming(), Some("console.cloud.google.com/"), vec!["console.cloud.google.com/"]),
        (snowflake(), Some("app.snowflake.com/"), vec!["docs.snowflake.com/en/snowpark-container-services"]),
        (
            bare(),
            None,
            vec![
                "aws.amazon.com/console/",
                "portal.azure.com/#home",
                "console.cloud.google.com/",
                "docs.snowflake.com/en/snowpark-container-services",
            ],
        ),
        (hosted(), None, vec![]),
        (unlisted(), None, vec![]),
    ] {
        let address = |url: &'static str| url.trim_start_matches("https://");
        assert_eq!(console(&runner).map(|link| address(link.url)), in_console);
        assert_eq!(cleanup(&runner).iter().map(|link| address(link.url)).collect::<Vec<_>>(), in_cleanup);
    }
}

#[test]
fn new_credentials_have_steps_at_each_provider() {
    for (runner, words) in [
        (at(Containers::Fargate), vec!["Secrets Manager", "client_secret", "Restart the ECS service"]),
        (at(Containers::ContainerApp), vec!["OAUTH_CLIENT_SECRET", "Settings", "Restart the Container App"]),
        (at(Containers::Eks), vec!["<release>-config", "Helm", "kubectl rollout restart"]),
        (at(Containers::Aks), vec!["<release>-config", "Helm", "kubectl rollout restart"]),
        (at(Containers::Gke), vec!["<release>-config", "Helm", "kubectl rollout restart"]),
        (snowflake(), vec!["Snowflake section", "<app>.SECRETS"]),
        (streaming(), vec!["The guide", "Restart the service"]),
        (bare(), vec!["The guide", "Restart the service"]),
        (hosted(), vec![]),
        (unlisted(), vec![]),
    ] {
        let steps = secret_steps(&runner);
        assert_eq!(steps.len(), words.len(), "{steps:?}");
        assert!(steps.iter().zip(words).all(|(step, word)| step.contains(word)), "{steps:?}");
    }
}

#[test]
fn every_link_is_https_and_named_once_in_its_list() {
    for runner in examples() {
        for links in [installation(&runner), cleanup(&runner)] {
            assert!(links.iter().all(|link| link.url.starts_with("https://") && !link.title.is_empty()), "{links:?}");
            let addresses: HashSet<_> = links.iter().map(|link| link.url).collect();
            assert_eq!(addresses.len(), links.len(), "{links:?}");
        }
        assert!(console(&runner).is_none_or(|link| link.url.starts_with("https://")));
    }
}

#[test]
fn sizes_double_and_keep_four_gib_for_each_cpu() {
    assert_eq!(SIZES.map(|size| size.name), ["small", "medium", "large", "xlarge"]);
    assert_eq!(SIZES.map(|size| size.cpus), [1, 2, 4, 8]);
    assert!(SIZES.iter().all(|size| size.memory_gib == 4 * size.cpus));
}
