//! What is said before an action, by platform, type, status and what is known of the account.

use trackside::domain::guide::cleanup;
use trackside::domain::warning::before_regeneration;
use trackside::domain::{
    Action, Circumstances, Containers, Environment, Label, Project, ProjectId, ProjectUsage, Release, Runner, RunnerId,
    Usage, Version,
};

use super::kind::{at, bare, examples, hosted, snowflake, streaming};
use crate::support::fixtures::{With, hostile_names, runner};

fn said(action: Action, runner: &Runner) -> String {
    action.warnings(runner, &Circumstances::default()).join("\n")
}

fn check(said: &str, wanted: &[&str], unwanted: &[&str]) {
    for words in wanted {
        assert!(said.contains(words), "{words:?} is not said:\n{said}");
    }
    for words in unwanted {
        assert!(!said.contains(words), "{words:?} is said:\n{said}");
    }
}

/// Projects of which each has these environments with `runner` as their default; `None` could not be read.
fn usage(projects: &[(&str, Option<&[&str]>)]) -> Usage {
    let environment = |name: &&str| Environment {
        name: Label::from(*name),
        default_runner: Some(RunnerId::new("id-a")),
        default_runner_name: None,
    };
    let project = |(name, environments): &(&str, Option<&[&str]>)| ProjectUsage {
        environments: environments.map(|names| names.iter().map(environment).collect()),
        ..ProjectUsage::new(Project { id: ProjectId::new(name), name: Label::from(*name) })
    };
    Usage { projects: projects.iter().map(project).collect() }
}

#[test]
fn looking_and_testing_need_no_warning() {
    for runner in examples() {
        for action in [Action::Details, Action::TestConnectivity] {
            assert!(action.warnings(&runner, &Circumstances::default()).is_empty());
        }
    }
}

#[test]
fn a_restart_says_how_it_goes_and_what_it_relies_on() {
    let always = [
        "finishes its tasks or open transactions",
        "usually takes minutes",
        "New tasks wait in the queue",
        "should not fail",
        "With a single instance, no task starts",
        "scaled to 0",
        "Restart the service in the cloud console instead",
    ];
    let kinds = Containers::ALL.map(at).into_iter();
    for runner in kinds.chain([snowflake(), streaming(), bare()]) {
        check(&said(Action::Restart, &runner), &always, &["cannot be undone"]);
    }
}

#[test]
fn a_restart_says_that_the_version_may_change_where_it_has_an_image_tag() {
    let by_hand = |runner: Runner| Runner { auto_update: Some(false), ..runner };
    let latest = "to the newest of its track: 11.214.0 now";
    for (runner, wanted, unwanted) in [
        (runner("a").update("11.208.3"), vec!["floating image tag", latest], vec!["auto update off"]),
        (
            by_hand(runner("a").update("11.208.3")),
            vec!["floating image tag", "newest of its track, even with auto update off: 11.214.0 now"],
            vec![],
        ),
        (runner("a"), vec!["floating image tag", "its version may change"], vec!["11.214.0"]),
        (by_hand(runner("a")), vec!["its version may change", "even with auto update off"], vec!["11.214.0"]),
        (
            Runner { release: Release { update_available: Some(true), ..Release::default() }, ..runner("a") },
            vec!["its version may change"],
            vec![],
        ),
        (bare(), vec!["its version may change"], vec![]),
        (snowflake().update("1"), vec![], vec!["image"]),
        (streaming().update("1"), vec![], vec!["image"]),
    ] {
        check(&said(Action::Restart, &runner), &wanted, &unwanted);
    }
    for containers in Containers::ALL {
        check(&said(Action::Restart, &at(containers)), &["floating image tag"], &[]);
        let is_ecs = containers == Containers::Fargate;
        let words = said(Action::Restart, &at(containers));
        assert_eq!(words.contains("On ECS only with versionConsistency disabled"), is_ecs, "{words}");
    }
}

#[test]
fn a_pause_says_what_finishes_what_waits_and_that_it_ends_by_itself() {
    let wanted = [
        "Tasks in progress finish",
        "a whole transaction",
        "not whole pipelines",
        "counts in their duration",
        "queued safely",
        "or are skipped where a schedule forbids two at a time",
        "ends by itself",
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
        (paused.clone(), vec!["Queued tasks start at once", "burst"], vec!["not connected"]),
        (
            paused.clone().offline(),
            vec!["not connected, so queued work will not start", "Stopped", "Unknown"],
            vec!["burst", "may not arrive"],
        ),
        (untold, vec!["if it is connected, which the control plane has not told", "burst"], vec![]),
    ] {
        check(&said(Action::Resume, &runner), &wanted, &unwanted);
    }
    let known = Circumstances { pause_ends: Some("15:00, in 57m"), ..Circumstances::default() };
    let with_end = Action::Resume.warnings(&paused, &known).join("\n");
    check(&with_end, &["the pause ends by itself: 15:00, in 57m."], &[]);
    check(&said(Action::Resume, &paused), &[], &["ends by itself"]);
}

#[test]
fn a_command_that_may_come_to_nothing_says_why() {
    let not_sure = "whether the command arrives is not sure";
    let untold = Runner { status: None, ..runner("a") };
    for (action, runner, wanted, unwanted) in [
        (Action::Restart, runner("a"), vec![], vec!["Unknown", "not connected", "streaming", "decides"]),
        (Action::Restart, runner("a").offline(), vec!["not connected: the command may not arrive"], vec![]),
        (Action::Pause, runner("a").offline(), vec!["not connected: the command may not arrive"], vec![]),
        (Action::Restart, runner("a").status("unknown"), vec![not_sure], vec![]),
        (Action::Restart, runner("a").status("paused"), vec!["should stay paused"], vec![]),
        (Action::Pause, runner("a").status("ODD\u{1b}"), vec!["Its status ODD^[ is not one"], vec!["\u{1b}"]),
        (Action::Pause, untold, vec!["has not told its status"], vec![]),
        (Action::Restart, streaming(), vec!["do not cover streaming runners", "may be refused"], vec![]),
        (Action::Pause, streaming(), vec!["do not cover streaming runners"], vec![]),
        (Action::Resume, streaming(), vec!["do not cover streaming runners"], vec![]),
        (Action::Remove, streaming(), vec![], vec!["may be refused"]),
    ] {
        check(&said(action, &runner), &wanted, &unwanted);
    }
}

#[test]
fn a_removal_says_first_what_its_status_means() {
    let stop = "stop its service at the cloud provider first";
    let interrupt = "Running and scheduled pipelines may be interrupted";
    for (status, first) in [
        ("running", Some("It is Running: ")),
        ("stopping", Some("It is Stopping: ")),
        ("pausing", Some("It is Pausing: ")),
        ("paused", Some("It is Paused: ")),
        ("odd", Some("It may be at work: ")),
        ("unknown", None),
        ("pending", None),
        ("stopped", None),
    ] {
        let warnings = Action::Remove.warnings(&runner("a").status(status), &Circumstances::default());
        match first {
            Some(first) => {
                assert!(warnings[0].starts_with(first), "{status}: {}", warnings[0]);
                check(&warnings[0], &[stop, interrupt, "may refuse"], &[]);
            }
            None => check(&warnings.join("\n"), &[], &[interrupt, "may refuse"]),
        }
    }
    check(&said(Action::Remove, &runner("a").status("unknown")), &["may still be at work", "Stop its service"], &[]);
    check(&said(Action::Remove, &Runner { status: None, ..runner("a") }), &["It may be at work", stop], &[]);
}

#[test]
fn a_removal_says_what_stays_where_and_links_it() {
    for (runner, stays, url) in [
        (at(Containers::Fargate), "its ECS service", "https://aws.amazon.com/console/"),
        (at(Containers::Eks), "its installation in the Kubernetes cluster", "https://aws.amazon.com/console/"),
        (at(Containers::ContainerApp), "its Container App", "https://portal.azure.com/#home"),
        (at(Containers::Aks), "its installation in the Kubernetes cluster", "https://portal.azure.com/#home"),
        (at(Containers::Gke), "its installation in the Kubernetes cluster", "https://console.cloud.google.com/"),
        (streaming(), "its virtual machine", "https://console.cloud.google.com/"),
        (runner("a").on("azure", "aci"), "its container instance", "https://portal.azure.com/#home"),
        (runner("a").streaming(), "everything that was deployed", "https://aws.amazon.com/console/"),
        (snowflake(), "the Native App", "https://docs.snowflake.com/en/snowpark-container-services"),
        (bare(), "everything that was deployed", "https://portal.azure.com/#home"),
    ] {
        let said = said(Action::Remove, &runner);
        check(&said, &["Only its definition is removed", stays, "keeps costing money", url], &[]);
        assert_eq!(said.matches("https://").count(), cleanup(&runner).len(), "{said}");
        let is_snowflake = said.contains("deletes the secrets kept in its default secrets schema");
        assert_eq!(is_snowflake, runner == snowflake(), "{said}");
        assert!(said.ends_with("It cannot be undone: a new runner gets a new id and new credentials."), "{said}");
    }
}

#[test]
fn environments_that_depend_on_it_are_named_and_counted() {
    let many = ["a", "b", "c", "d", "e", "f", "g"];
    for (projects, expected) in [
        (vec![], "No environment has it as its default runner."),
        (vec![("Orders", Some(&["prod"][..]))], "Default runner of 1 environment: Orders / prod."),
        (
            vec![("Orders", Some(&["prod", "uat"][..])), ("Finance", Some(&["prod"][..]))],
            "Default runner of 3 environments: Orders / prod, Orders / uat, Finance / prod.",
        ),
        (vec![("P", Some(&many[..5]))], "Default runner of 5 environments: P / a, P / b, P / c, P / d, P / e."),
        (
            vec![("P", Some(&many[..]))],
            "Default runner of 7 environments: P / a, P / b, P / c, P / d, P / e, and 2 more.",
        ),
        (vec![("Orders", None)], "The environments of 1 project could not be read."),
        (
            vec![("Orders", None), ("Finance", None), ("P", Some(&many[..1]))],
            "Default runner of 1 environment: P / a.\nThe environments of 2 projects could not be read.",
        ),
    ] {
        let usage = usage(&projects);
        let known = Circumstances { usage: Some(&usage), ..Circumstances::default() };
        for action in [Action::Restart, Action::Pause, Action::Resume] {
            let said = action.warnings(&runner("a"), &known).join("\n");
            assert!(said.ends_with(expected), "{action:?}: {said}");
        }
        let said = before_regeneration(&runner("a"), &known).join("\n");
        assert!(said.ends_with(expected), "{said}");
    }
}

#[test]
fn a_removal_says_that_its_environments_need_another_runner() {
    for (environments, expected) in [
        (&["prod"][..], "Orders / prod. It needs another one."),
        (&["prod", "uat"], "Orders / uat. They need another one."),
    ] {
        let usage = usage(&[("Orders", Some(environments))]);
        let known = Circumstances { usage: Some(&usage), ..Circumstances::default() };
        check(&Action::Remove.warnings(&runner("a"), &known).join("\n"), &[expected], &[]);
    }
}

#[test]
fn what_could_not_be_read_is_not_passed_over() {
    for action in [Action::Restart, Action::Pause, Action::Resume, Action::Remove] {
        check(&said(action, &runner("a")), &["as their default runner could not be read"], &["No environment"]);
        // A streaming runner has a pipeline and no environments.
        check(
            &said(action, &streaming()),
            &["The streaming pipeline that names this runner"],
            &["environment", "could not be read"],
        );
    }
}

#[test]
fn new_credentials_are_warned_of_by_what_the_runner_is_doing() {
    let always = [
        "old secret is revoked at once",
        "Until the new one is stored and the runner restarted, its status is Unknown",
        "restart must be done at its provider",
        "must not be shared",
    ];
    for (status, first, unwanted) in [
        ("running", "It is Running, and will be disconnected at once: make sure that no pipeline runs", vec![]),
        ("stopping", "It is Stopping, and will be disconnected at once", vec!["make sure"]),
        ("pausing", "It is Pausing, and will be disconnected at once", vec!["make sure"]),
        ("paused", "It is Paused, and will be disconnected at once", vec!["make sure"]),
        ("unknown", "It may be at work", vec!["make sure"]),
        ("odd", "It may be at work", vec!["make sure"]),
        ("pending", "The old secret", vec!["be disconnected at once"]),
        ("stopped", "The old secret", vec!["be disconnected at once"]),
    ] {
        let warnings = before_regeneration(&runner("a").status(status), &Circumstances::default());
        assert!(warnings[0].starts_with(first), "{status}: {}", warnings[0]);
        check(&warnings.join("\n"), &always, &unwanted);
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
        let usage = usage(&[(&name, Some(&[&name, &name, &name, &name, &name, &name]))]);
        let known = Circumstances { usage: Some(&usage), ..Circumstances::default() };
        for action in Action::ALL {
            for warning in action.warnings(&hostile, &known) {
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
            for (place, warning) in warnings.iter().enumerate() {
                let is_link = warning.contains("https://");
                assert!(is_link || warning.ends_with(['.', ':']), "{warning}");
                assert!(!warnings[..place].contains(warning), "{warning}");
            }
        }
    }
}
