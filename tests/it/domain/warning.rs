//! What is said before an action, by platform, type, status and what is known of the account.

use trackside::domain::guide::cleanup;
use trackside::domain::warning::{MAX_DECISIVE, before_regeneration};
use trackside::domain::{Action, Circumstances, Containers, Release, Runner, Version, Warnings};

use super::kind::{at, bare, examples, hosted, snowflake, streaming};
use crate::support::fixtures::{With, hostile_names, runner};

fn said(action: Action, runner: &Runner) -> String {
    joined(&action.warnings(runner, &Circumstances::default()))
}

fn joined(warnings: &Warnings) -> String {
    warnings.all().map(String::as_str).collect::<Vec<_>>().join("\n")
}

fn check(said: &str, wanted: &[&str], unwanted: &[&str]) {
    for words in wanted {
        assert!(said.contains(words), "{words:?} is not said:\n{said}");
    }
    for words in unwanted {
        assert!(!said.contains(words), "{words:?} is said:\n{said}");
    }
}

#[test]
fn looking_and_testing_need_no_warning() {
    for runner in examples() {
        for action in [Action::Details, Action::TestConnectivity] {
            assert_eq!(action.warnings(&runner, &Circumstances::default()), Warnings::default());
        }
    }
}

#[test]
fn a_restart_says_how_it_goes_and_what_it_relies_on() {
    let always = [
        "Each instance finishes its tasks, stops and is replaced",
        "finishes its open transactions too",
        "Usually takes minutes",
        "new tasks wait in the queue",
        "should not fail",
        "With a single instance, no task starts",
        "scaled to 0",
        "Restart the service in the cloud console instead",
    ];
    let kinds = Containers::ALL.map(at).into_iter();
    for runner in kinds.chain([snowflake(), bare()]) {
        check(&said(Action::Restart, &runner), &always, &["cannot be undone"]);
    }
}

#[test]
fn a_restart_says_that_the_version_may_change_where_it_has_an_image_tag() {
    let by_hand = |runner: Runner| Runner { auto_update: Some(false), ..runner };
    let latest = "to the newest of the track: 11.214.0 now";
    for (runner, wanted, unwanted) in [
        (runner("a").update("11.208.3"), vec!["floating image tag", latest], vec!["auto update off"]),
        (
            by_hand(runner("a").update("11.208.3")),
            vec!["floating image tag", latest, "even with auto update off"],
            vec![],
        ),
        (runner("a"), vec!["floating image tag", "floating image tag may change the version"], vec!["11.214.0"]),
        (
            by_hand(runner("a")),
            vec!["floating image tag may change the version", "even with auto update off"],
            vec!["11.214.0"],
        ),
        (
            Runner { release: Release { update_available: Some(true), ..Release::default() }, ..runner("a") },
            vec!["floating image tag may change the version"],
            vec![],
        ),
        (bare(), vec!["floating image tag may change the version"], vec![]),
        (snowflake().update("1"), vec![], vec!["image"]),
        (streaming().update("1"), vec![], vec!["image"]),
    ] {
        check(&said(Action::Restart, &runner), &wanted, &unwanted);
    }
    for containers in Containers::ALL {
        check(&said(Action::Restart, &at(containers)), &["floating image tag"], &[]);
        let is_ecs = containers == Containers::Fargate;
        let words = said(Action::Restart, &at(containers));
        assert_eq!(
            words.contains("On ECS the version changes only with versionConsistency disabled"),
            is_ecs,
            "{words}"
        );
    }
}

#[test]
fn a_pause_says_what_finishes_what_waits_and_that_it_ends_by_itself() {
    let wanted = [
        "Tasks in progress finish",
        "with its whole transaction",
        "a whole pipeline does not",
        "counts in the duration of a pipeline",
        "queued safely",
        "or are skipped where a schedule forbids two at a time",
        "Resume ends the pause",
        "its own end is shown once Paused",
        "still work on the canvas",
    ];
    for runner in examples().into_iter().filter(|runner| runner.withheld_reason().is_none()) {
        check(&said(Action::Pause, &runner), &wanted, &["cannot be undone"]);
    }
}

#[test]
fn a_resumption_says_what_starts_and_what_does_not() {
    let paused = runner("a").status("paused");
    let untold = Runner { connected: None, ..paused.clone() };
    for (runner, wanted, unwanted) in [
        (paused.clone(), vec!["Queued tasks start at once", "burst"], vec!["Not connected"]),
        (
            paused.clone().offline(),
            vec!["Not connected: queued work will not start", "Stopped", "Unknown"],
            vec!["burst", "may not arrive"],
        ),
        (untold, vec!["if the runner is connected", "The connection was not reported", "burst"], vec![]),
    ] {
        check(&said(Action::Resume, &runner), &wanted, &unwanted);
    }
    let known = Circumstances { pause_ends: Some("15:00, in 57m") };
    let with_end = joined(&Action::Resume.warnings(&paused, &known));
    check(&with_end, &["the pause ends by itself: 15:00, in 57m."], &[]);
    check(&said(Action::Resume, &paused), &[], &["ends by itself"]);
}

#[test]
fn a_command_that_may_come_to_nothing_says_why() {
    let not_sure = "Status Unknown: the command may not arrive";
    let untold = Runner { status: None, ..runner("a") };
    for (action, runner, wanted, unwanted) in [
        (Action::Restart, runner("a"), vec![], vec!["Unknown", "Not connected", "Streaming", "decides"]),
        (Action::Restart, runner("a").offline(), vec!["Not connected: the command may not arrive"], vec![]),
        (Action::Pause, runner("a").offline(), vec!["Not connected: the command may not arrive"], vec![]),
        (Action::Restart, runner("a").status("unknown"), vec![not_sure], vec![]),
        (Action::Restart, runner("a").status("paused"), vec!["should stay paused"], vec![]),
        (Action::Pause, runner("a").status("ODD\u{1b}"), vec!["Status ODD^[ is not known"], vec!["\u{1b}"]),
        (Action::Pause, untold, vec!["The status was not reported"], vec![]),
        (
            Action::Restart,
            streaming(),
            vec!["Streaming runner: the control plane may refuse.", "May interrupt the streaming pipeline: stop"],
            vec!["queue", "should not fail", "instance"],
        ),
        (Action::Pause, streaming(), vec!["Streaming runner: the control plane may refuse."], vec![]),
        (Action::Resume, streaming(), vec!["Streaming runner: the control plane may refuse."], vec![]),
        (Action::Remove, streaming(), vec![], vec!["Streaming runner"]),
    ] {
        check(&said(action, &runner), &wanted, &unwanted);
    }
}

#[test]
fn a_removal_says_first_what_its_status_means() {
    let stop = "stop the service at the cloud provider first";
    let interrupt = "Running and scheduled pipelines may be interrupted";
    for (status, first) in [
        ("running", Some("Running: ")),
        ("stopping", Some("Stopping: ")),
        ("pausing", Some("Pausing: ")),
        ("paused", Some("Paused: ")),
        ("odd", Some("The runner may be at work: ")),
        ("unknown", None),
        ("pending", None),
        ("stopped", None),
    ] {
        let warnings = Action::Remove.warnings(&runner("a").status(status), &Circumstances::default());
        match first {
            Some(first) => {
                assert!(warnings.decisive[0].starts_with(first), "{status}: {}", warnings.decisive[0]);
                check(&warnings.decisive[0], &[stop], &[]);
                check(&joined(&warnings), &[interrupt, "may refuse"], &[]);
            }
            None => check(&joined(&warnings), &[], &[interrupt, "may refuse"]),
        }
    }
    check(&said(Action::Remove, &runner("a").status("unknown")), &["Unknown, so maybe at work", stop], &[]);
    check(&said(Action::Remove, &Runner { status: None, ..runner("a") }), &["The runner may be at work", stop], &[]);
}

#[test]
fn a_removal_says_what_stays_where_and_links_it() {
    for (runner, stays, url) in [
        (at(Containers::Fargate), "the ECS service stays", "https://aws.amazon.com/console/"),
        (at(Containers::Eks), "the Kubernetes installation stays", "https://aws.amazon.com/console/"),
        (at(Containers::ContainerApp), "the Container App stays", "https://portal.azure.com/#home"),
        (at(Containers::Aks), "the Kubernetes installation stays", "https://portal.azure.com/#home"),
        (at(Containers::Gke), "the Kubernetes installation stays", "https://console.cloud.google.com/"),
        (streaming(), "the virtual machine stays", "https://console.cloud.google.com/"),
        (runner("a").on("azure", "aci"), "the container instance stays", "https://portal.azure.com/#home"),
        (runner("a").streaming(), "the deployment stays", "https://aws.amazon.com/console/"),
        (snowflake(), "the Native App stays", "https://docs.snowflake.com/en/snowpark-container-services"),
        (bare(), "the deployment stays", "https://portal.azure.com/#home"),
    ] {
        let said = said(Action::Remove, &runner);
        check(&said, &["Only the definition goes", stays, "keeps costing money", url], &[]);
        assert_eq!(said.matches("https://").count(), cleanup(&runner).len(), "{said}");
        let is_snowflake = said.contains("deletes the secrets in the app's default secrets schema");
        assert_eq!(is_snowflake, runner == snowflake(), "{said}");
        let decisive = Action::Remove.warnings(&runner, &Circumstances::default()).decisive;
        let undone = "Cannot be undone: a new runner gets a new id and new credentials.";
        assert_eq!(decisive.iter().rev().nth(1).unwrap(), undone, "before what stays, after what to do first");
    }
}

#[test]
fn new_credentials_are_warned_of_by_what_the_runner_is_doing() {
    let always = [
        "old secret is revoked at once",
        "Nothing runs until the new secret is stored and the runner is restarted at the provider",
        "Until then the status is Unknown",
        "no command reaches a disconnected runner",
        "must not be shared",
    ];
    for (status, first, unwanted) in [
        ("running", "Running: disconnected at once. Make sure that no pipeline runs", vec![]),
        ("stopping", "Stopping: disconnected at once", vec!["Make sure"]),
        ("pausing", "Pausing: disconnected at once", vec!["Make sure"]),
        ("paused", "Paused: disconnected at once", vec!["Make sure"]),
        ("unknown", "The runner may be at work", vec!["Make sure"]),
        ("odd", "The runner may be at work", vec!["Make sure"]),
        ("pending", "The old secret", vec!["disconnected at once"]),
        ("stopped", "The old secret", vec!["disconnected at once"]),
    ] {
        let warnings = before_regeneration(&runner("a").status(status));
        assert!(warnings.decisive[0].starts_with(first), "{status}: {}", warnings.decisive[0]);
        check(&joined(&warnings), &always, &unwanted);
    }
}

#[test]
fn three_sentences_at_the_most_are_decisive_and_none_is_long() {
    let statuses = ["pending", "running", "unknown", "stopping", "stopped", "pausing", "paused", "odd"];
    for runner in examples().into_iter().filter(|example| *example != hosted()) {
        for status in statuses {
            for runner in [runner.clone().status(status), runner.clone().status(status).offline()] {
                let known = Circumstances { pause_ends: Some("23 Nov, 16:30") };
                let all = Action::ALL.map(|action| action.warnings(&runner, &known));
                for warnings in all.into_iter().chain([before_regeneration(&runner)]) {
                    assert!(warnings.decisive.len() <= MAX_DECISIVE, "{warnings:?}");
                    assert!(warnings.all().all(|sentence| sentence.chars().count() <= 90), "{warnings:?}");
                }
            }
        }
    }
}

#[test]
fn names_from_outside_cannot_disturb_or_hide_a_warning() {
    for name in hostile_names() {
        let hostile = Runner {
            release: Release { latest: Some(Version::new(name.as_str())), ..runner("a").update("1").release },
            ..runner("a")
        };
        let hostile = hostile.status(&name);
        let known = Circumstances { pause_ends: None };
        for action in Action::ALL {
            for warning in action.warnings(&hostile, &known).all() {
                assert!(!warning.chars().any(char::is_control), "{warning:?}");
                assert!(warning.chars().count() < 700, "{} characters", warning.chars().count());
            }
        }
    }
}

#[test]
fn each_warning_is_a_sentence_and_none_is_said_twice() {
    for runner in examples().into_iter().filter(|example| *example != hosted()) {
        for action in Action::ALL {
            let warnings = action.warnings(&runner, &Circumstances::default());
            let warnings: Vec<&String> = warnings.all().collect();
            for (place, warning) in warnings.iter().enumerate() {
                let is_link = warning.contains("https://");
                assert!(is_link || warning.ends_with(['.', ':']), "{warning}");
                assert!(!warnings[..place].contains(warning), "{warning}");
            }
        }
    }
}
