//! What becomes of an accepted action: the wish beside the report, more frequent readings, and how it ends.

use super::*;
use trackside::account::Request;
use trackside::api::Priority;
use trackside::domain::AccountId;

/// The same poll again, until a minute has passed since the action.
fn a_minute_of(harness: Harness, status: &str) -> Harness {
    (0..12).fold(harness, |harness, _| reports(harness.after(SECOND * 5), status))
}

/// Each of these statuses is reported five seconds after the one before, the first five seconds after the action.
fn in_turn(harness: Harness, statuses: &[&str]) -> Harness {
    statuses.iter().fold(harness, |harness, status| reports(harness.after(SECOND * 5), status))
}

/// The mark of a wish in a row.
const ASKED: &str = "↻";

#[test]
fn the_row_shows_the_wish_beside_the_report() {
    for (key, status, change) in COMMANDS {
        let mut harness = asked_about(status, key).keys("y");
        assert_does_not_say(&harness, "done");
        harness = harness.answered(Ok(()));
        assert_says(&harness, " requested. Waiting for ");
        let harness = harness.after(SECOND * 9);
        let row = harness
            .text()
            .lines()
            .find(|line| line.contains("● Running") || line.contains("○ Paused"))
            .unwrap()
            .to_owned();
        assert!(row.contains(ASKED), "{row}");
        let label = Status::parse(status).label().to_owned();
        assert_says(&harness, &format!("{} requested 9s ago. {label} so far.", change.label()));
    }
}

#[test]
fn each_action_ends_with_what_it_leads_to_and_says_how_long_it_took() {
    for (key, status, statuses, words) in [
        ("p", "running", &["pausing", "pausing", "paused"][..], "Pause of maia-prod-eu-1 finished: Paused after 15 s"),
        ("p", "running", &["paused"][..], "Pause of maia-prod-eu-1 finished: Paused after 5 s"),
        ("p", "paused", &["paused", "running"][..], "Resume of maia-prod-eu-1 finished: Running after 10 s"),
        ("p", "pausing", &["running"][..], "Resume of maia-prod-eu-1 finished: Running after 5 s"),
        ("p", "paused", &["stopped"][..], "Resume of maia-prod-eu-1 finished: Stopped after 5 s"),
        ("p", "paused", &["unknown"][..], "Resume of maia-prod-eu-1 finished: Unknown after 5 s"),
        (
            "r",
            "running",
            &["running", "stopping", "unknown", "running"][..],
            "Restart of maia-prod-eu-1 finished: Running again after 20 s",
        ),
        ("r", "unknown", &["unknown", "running"][..], "Restart of maia-prod-eu-1 finished: Running again after 10 s"),
        (
            "r",
            "paused",
            &["paused", "stopping", "paused"][..],
            "Restart of maia-prod-eu-1 finished: Paused again after 15 s",
        ),
    ] {
        let (last, before) = statuses.split_last().unwrap();
        let harness = in_turn(accepted(key, status), before);
        assert!(harness.alerts.is_empty(), "{words}: {:?}", harness.alerts);
        assert_says(&harness, ASKED);
        let harness = in_turn(harness, &[last]);
        assert_says(&harness, words);
        assert_eq!(harness.alerts, [words]);
        assert_does_not_say(&harness, ASKED);
        let text = harness.keys("<enter>7").text();
        assert!(text.contains("Finished after "), "{text}");
    }
}

#[test]
fn a_restart_that_loses_its_connection_for_a_while_is_seen_too() {
    let harness = accepted("r", "running").after(SECOND * 5).fleet(vec![in_status("running").offline()]);
    let harness = in_turn(harness, &["running"]);
    assert_eq!(harness.alerts, ["Restart of maia-prod-eu-1 finished: Running again after 10 s"]);
}

#[test]
fn after_a_minute_without_a_change_that_is_said_once() {
    for (key, status, words) in [
        ("p", "running", "Pause of maia-prod-eu-1: still Running after 60 s"),
        ("p", "paused", "Resume of maia-prod-eu-1: still Paused after 60 s"),
        ("r", "running", "Restart of maia-prod-eu-1: still Running after 60 s, never left that status"),
    ] {
        let mut harness = a_minute_of(accepted(key, status), status);
        let words = words.to_owned();
        assert_says(&harness, &words);
        harness.effects();
        harness = a_minute_of(harness, status);
        assert_eq!(harness.alerts, [words.as_str()]);
        assert!(
            !harness
                .effects()
                .contains(&Effect::Account(AccountId::FIRST, Request::ReadDetails(id(), Priority::Watching))),
            "and it is read no more on its own"
        );
        assert_says(&harness.keys("<enter>7"), "Failed: ");
    }
    let harness = in_turn(accepted("r", "running"), &["stopping"]);
    let harness = a_minute_of(harness, "unknown");
    assert_eq!(harness.alerts, ["Restart of maia-prod-eu-1: still Unknown after 60 s"]);
    // What is reported late is done all the same.
    let harness = reports(harness.after(SECOND * 60), "running");
    assert_eq!(harness.alerts.last().unwrap(), "Restart of maia-prod-eu-1 finished: Running again after 2 min");
}

#[test]
fn it_is_read_every_two_seconds_until_it_has_ended() {
    let mut harness = accepted("p", "running").details(id().as_str(), |row| row);
    let mut reads = Vec::new();
    for second in 1..=70 {
        harness = harness.after(SECOND);
        let effects = harness.effects();
        assert_only_watches(&effects);
        if !effects.is_empty() {
            reads.push(second);
            harness = harness.details(id().as_str(), |row| row);
        }
    }
    assert_eq!(reads, (1..60).step_by(2).collect::<Vec<_>>());
    let mut harness = accepted("p", "running").details(id().as_str(), |row| row.status("paused"));
    harness.effects();
    assert_eq!(harness.alerts, ["Pause of maia-prod-eu-1 finished: Paused after 0 s"], "a reading ends it like a poll");
    assert_eq!(harness.after(SECOND * 2).effects(), vec![]);
}

#[test]
fn a_report_from_before_the_answer_ends_nothing() {
    let harness = asked_about("running", "p").keys("y");
    let harness = reports(harness.after(SECOND), "paused");
    assert!(harness.alerts.is_empty(), "who paused it is not known yet");
}

#[test]
fn several_runners_are_under_way_at_once_and_told_apart() {
    let names = ["a", "b", "c"];
    let fleet = |statuses: [&str; 3]| -> Vec<Runner> {
        names.into_iter().zip(statuses).map(|(name, status)| runner(name).status(status)).collect()
    };
    let mut harness = Harness::sized(100, 40).fleet(fleet(["running", "running", "paused"]));
    for (keys, name) in [("p", "a"), ("jr", "b"), ("jp", "c")] {
        let asked = harness.keys(keys).details(&format!("id-{name}"), |row| row);
        harness = asked.keys("y").answered(Ok(())).after(SECOND);
        assert_eq!(changes(&mut harness).len(), 1);
    }
    assert_eq!(harness.text().matches(ASKED).count(), 3);
    for name in names {
        harness = harness.details(&format!("id-{name}"), |row| row);
    }
    harness.effects();
    let mut harness = harness.after(SECOND * 2);
    let reads = harness.effects();
    assert_eq!(
        reads,
        names.map(|name| Effect::Account(AccountId::FIRST, Request::ReadDetails(id_of(name), Priority::Watching)))
    );
    let harness = harness.fleet(fleet(["paused", "stopping", "running"]));
    assert_eq!(harness.alerts, ["Pause of a finished: Paused after 5 s", "Resume of c finished: Running after 3 s"]);
    let harness = harness.after(SECOND * 5).fleet(fleet(["paused", "running", "running"]));
    assert_eq!(harness.alerts.last().unwrap(), "Restart of b finished: Running again after 9 s");
    assert_eq!(harness.text().matches(ASKED).count(), 0);
}

/// The removal of the usual runner, accepted; another runner is there.
fn removing(usual: &Runner) -> Harness {
    let fleet = vec![usual.clone(), runner("z-other")];
    let asked = Harness::sized(100, 40).fleet(fleet).keys("<ctrl-d>").details(id().as_str(), |row| row);
    let mut harness = enter_twice(asked.keys(NAME)).answered(Ok(()));
    assert_eq!(changes(&mut harness), sent(Change::Remove));
    harness
}

#[test]
fn a_removed_runner_leaves_with_the_list_and_the_notice_has_the_links() {
    for (provider, deployment, link) in [
        ("aws", "fargate", "https://aws.amazon.com/console/"),
        ("azure", "aks", "https://portal.azure.com/#home"),
        ("gcp", "gke", "https://console.cloud.google.com/"),
        ("snowflake", "native app", "https://docs.snowflake.com/en/snowpark-container-services"),
    ] {
        let usual = in_status("stopped").on(provider, deployment);
        let harness = removing(&usual);
        assert_says(&harness, NAME);
        // The runner is not found any more: that is no reason to take it out, but to read the list.
        let mut harness = not_read(harness, Cause::NotFound(problem(404, "Not Found")));
        assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::PollNow)]);
        assert_says(&harness, NAME);
        let harness = harness.after(SECOND * 3).fleet(vec![runner("z-other")]);
        let notice = format!("Removed. Clean up at {link}. Runners: ");
        assert_says(&harness, &notice);
        assert_eq!(harness.alerts, ["Removed maia-prod-eu-1."]);
        assert_eq!(harness.selected().as_deref(), Some("z-other"));
        assert_says(&harness.resized(80, 24), link);
        let missing = removing(&usual).fleet(vec![runner("z-other")]);
        assert_does_not_say(&missing, "clean up");
        let harness = missing.gone(id().as_str()).after(SECOND * 60);
        assert_says(&harness, &notice);
        assert_does_not_say(&harness.keys("j"), link);
    }
}

#[test]
fn removals_one_after_the_other_are_told_together_until_a_key_is_pressed() {
    let fleet = || vec![runner("a"), runner("b").on("azure", "aks"), runner("c"), runner("d")];
    let mut harness = Harness::sized(140, 40).fleet(fleet());
    for (move_to, name) in [("g", "a"), ("gj", "b"), ("gjj", "c")] {
        let asked = harness.keys(move_to).keys("<ctrl-d>").details(&format!("id-{name}"), |row| row);
        harness = enter_twice(asked.keys(name)).answered(Ok(()));
        assert_eq!(changes(&mut harness), [(id_of(name), Change::Remove)]);
        harness = harness.after(SECOND * 2);
    }
    let harness = harness.only(fleet().split_off(2)).only(fleet().split_off(3));
    assert_says(
        &harness,
        "Removed. Clean up at https://aws.amazon.com/console/ https://portal.azure.com/#home. Runners: a, b, c",
    );
    let alerts = ["Removed a.", "Removed b.", "Removed c."];
    assert_eq!(harness.alerts, alerts);
}

#[test]
fn a_removal_whose_answer_comes_after_the_list_is_done() {
    let fleet = vec![in_status("stopped"), runner("z-other")];
    let asked = Harness::sized(100, 40).fleet(fleet).keys("<ctrl-d>").details(id().as_str(), |row| row);
    let sending = || enter_twice(asked.clone().keys(NAME));
    let others = || vec![runner("z-other")];
    for answer in [Ok(()), Err(no_answer())] {
        let harness = sending().only(others());
        assert!(harness.alerts.is_empty(), "somebody else may have removed it");
        let harness = harness.answered(answer);
        assert_eq!(harness.alerts, ["Removed maia-prod-eu-1."]);
        assert_eq!(harness.journal[0].name.raw(), NAME, "the journal still knows its name");
        let harness = harness.after(SECOND * 100);
        assert_eq!(harness.alerts.len(), 1, "and nothing is overdue");
    }
    // Refused, it was somebody else; and one that is back is not removed.
    assert!(sending().only(others()).answered(Err(refused("no"))).alerts.is_empty());
    let back = vec![in_status("stopped"), runner("z-other")];
    assert!(sending().only(others()).fleet(back).answered(Ok(())).alerts.is_empty());
}

#[test]
fn a_removal_that_is_not_carried_out_is_said_after_a_minute() {
    let mut harness = removing(&in_status("stopped"));
    for _ in 0..12 {
        harness = harness.after(SECOND * 5).fleet(vec![in_status("stopped"), runner("z-other")]);
    }
    assert_eq!(harness.alerts, ["Removal of maia-prod-eu-1: still Stopped after 60 s"]);
    assert_says(&harness, NAME);
}

#[test]
fn a_command_to_a_runner_that_is_removed_meanwhile_ends_with_a_word() {
    for (key, status, change) in COMMANDS {
        let harness = accepted(key, status).after(SECOND * 5).only(vec![runner("z-other")]);
        let words = format!("{} of maia-prod-eu-1: the runner is gone", change.label());
        assert_says(&harness, &words);
        assert_eq!(harness.alerts, [words.as_str()]);
        assert_eq!(harness.after(SECOND * 100).alerts.len(), 1);
    }
}
