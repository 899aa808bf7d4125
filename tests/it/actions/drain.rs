//! The checklists of single runners: a drain from the pause to seen back, and the way out of a removal. They follow what is
//! reported, and send nothing that was not asked about.

use jiff::Timestamp;
use trackside::account::WorkNews;
use trackside::api::ApiError;
use trackside::domain::{Execution, Label, Running};
use trackside::tui::keymap::Context;

use super::*;
use crate::support::details::project;
use crate::support::fixtures::execution;

fn runs(count: usize) -> News {
    let execution = |number| Execution {
        project: Some(project(2, "").id),
        environment: Some(Label::from("orders-prod")),
        ..execution(number)
    };
    let executions = (0..count).map(execution).collect();
    News::Work(WorkNews::RunningRead(Ok(Arc::new(Running { executions, is_cut: false }))))
}

/// The usual runner with its checklist; its projects are known, and nothing runs.
fn drain(columns: u16, rows: u16) -> Harness {
    let fleet = vec![in_status("running").on("aws", "eks")];
    let harness = Harness::sized(columns, rows).awaiting_work().fleet(fleet).keys("D");
    let mut harness = knows_usage(harness).news(runs(0)).after(SECOND);
    harness.effects();
    harness
}

fn paused(until: &str) -> Runner {
    let until: Option<Timestamp> = Some(until.parse().unwrap());
    Runner { paused_until: until, ..in_status("paused").on("aws", "eks") }
}

/// A list in which the runner is like that, a second later.
fn shows(harness: Harness, runner: Runner) -> Harness {
    harness.after(SECOND).fleet(vec![runner])
}

/// Paused until a quarter past three, by this checklist's own question.
fn after_the_pause() -> Harness {
    let asked = drain(100, 40).keys("<enter>").news(runs(0)).details(id().as_str(), |row| row);
    assert_says(&asked, "Pause maia-prod-eu-1?");
    let asked = asked.keys("y");
    let mut harness = asked.answered(Ok(()));
    assert_eq!(changes(&mut harness), sent(PAUSE));
    let harness = shows(harness, in_status("pausing").on("aws", "eks"));
    assert_says(&harness, "[>] Pause the runner. Pausing now");
    shows(harness, paused("2026-11-23T15:15:00Z"))
}

#[test]
fn it_leads_from_the_pause_to_seen_back() {
    let harness = after_the_pause();
    assert_says(&harness, "[x] Pause the runner, 14:03");
    assert_says(&harness, "[>] No run seen in its environments. Reading what runs");
    // What was read before the pause tells nothing of the time after it.
    let harness = shows(harness, paused("2026-11-23T15:15:00Z"));
    assert_says(&harness, "[>] No run seen");
    let harness = shows(harness.news(runs(0)), paused("2026-11-23T15:15:00Z"));
    assert_says(&harness, "[>] Do the work at the provider");
    assert_says(&harness, "kubectl rollout restart deployment/RELEASE-app --namespace NAMESPACE");
    assert_says(&harness, "The pause ends by itself in 72 min.");
    let mut harness = harness.keys("<enter>");
    assert_eq!(changes(&mut harness), vec![], "it is done by hand");
    assert_says(&harness, "[x] Do the work at the provider, your word, 14:03");
    let mut harness =
        harness.keys("<enter>").news(runs(0)).details(id().as_str(), |row| row).keys("y").answered(Ok(()));
    assert_eq!(changes(&mut harness), sent(RESUME));
    let running = || in_status("running").on("aws", "eks");
    let harness = shows(harness, running());
    assert_says(&harness, "[x] Resume the runner before the pause ends");
    assert_says(&harness, "[>] Seen back, in two readings. Running now");
    // Time that passes is no reading, nor is a list that lacks the runner.
    let harness = (0..5).fold(harness, |harness, _| harness.after(SECOND));
    let harness = harness.news(runs(0)).fleet(vec![runner("z-other")]).after(SECOND);
    assert_says(&harness, "[>] Seen back, in two readings. Running now");
    let harness = shows(harness, running());
    assert_says(&harness, "All done.");
    assert_eq!(harness.alerts.last().unwrap(), "Drain of maia-prod-eu-1: all done.");
}

#[test]
fn runs_that_are_seen_are_waited_for_and_read_again() {
    let mut harness = after_the_pause().after(SECOND);
    let reads = |harness: &mut Harness| {
        let is_reading = |effect: &Effect| format!("{effect:?}").contains("Running(Operator)");
        harness.effects().iter().filter(|effect| is_reading(effect)).count()
    };
    assert_eq!(reads(&mut harness), 1);
    let mut harness = harness.news(runs(1)).after(SECOND * 10);
    assert_eq!(reads(&mut harness), 0, "not in a hurry");
    let mut harness = harness.after(SECOND * 10);
    assert_eq!(reads(&mut harness), 1);
    // The operator knows better: that is told as such.
    let harness = harness.keys("<enter>");
    assert_says(&harness, "[x] No run seen in its environments, not waited for, 14:03");
}

#[test]
fn the_end_of_the_pause_is_told_a_quarter_of_an_hour_before_and_once() {
    let harness = after_the_pause().keys("<esc>");
    assert_eq!(harness.app.context(), Context::List);
    let quiet = harness.after(SECOND * 60 * 55);
    assert!(!quiet.alerts.iter().any(|alert| alert.contains("The pause of")), "{:?}", quiet.alerts);
    let harness = quiet.after(SECOND * 60 * 2);
    assert_eq!(harness.alerts.last().unwrap(), "The pause of maia-prod-eu-1 ends in 15 min.");
    assert_says(&harness, "D shows what is left to do.");
    let count = harness.alerts.len();
    assert_eq!(harness.after(SECOND * 60).alerts.len(), count);
}

#[test]
fn a_pause_that_ends_too_soon_is_said_and_asked_for_anew() {
    let running = || in_status("running").on("aws", "eks");
    let at_work = after_the_pause().keys("<enter>");
    assert_says(&at_work, "[>] Do the work at the provider");
    // Restarted at the provider, it is away for a while, and still paused.
    for status in ["unknown", "paused"] {
        let harness = shows(at_work.clone(), in_status(status).on("aws", "eks"));
        assert_says(&harness, "[>] Do the work at the provider");
    }
    for harness in [after_the_pause(), at_work] {
        let harness = shows(harness, running());
        assert_says(&harness, "[>] Pause the runner. Running again: the pause has ended");
        let harness = shows(harness, paused("2026-11-23T15:15:00Z"));
        assert_says(&harness, "[x] Pause the runner, 14:03");
        assert_does_not_say(&harness, "has ended");
    }
}

#[test]
fn it_stays_until_it_is_dismissed_and_can_be_copied() {
    let mut harness = after_the_pause().keys("C");
    let copied = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Copy(clip) => Some(clip.text.expose().to_owned()),
        _ => None,
    });
    let copied = copied.unwrap();
    for part in
        ["Drain maia-prod-eu-1", "[x] Pause the runner, 14:03", "kubectl rollout restart deployment/RELEASE-app"]
    {
        assert!(copied.contains(part), "{part} in {copied}");
    }
    let harness = harness.keys("<esc>D");
    assert_says(&harness, "[x] Pause the runner, 14:03");
    let harness = harness.keys("<ctrl-x>D");
    assert_says(&harness, "[>] Pause the runner. Paused now");
}

#[test]
fn a_removal_of_a_running_runner_offers_the_way_out() {
    let fleet = |status: &str| vec![in_status(status).on("aws", "fargate"), runner("z-other")];
    let asked = |status: &str| {
        let harness = Harness::sized(100, 40).awaiting_work().fleet(fleet(status)).keys("<ctrl-d>");
        knows_usage(harness).news(runs(0)).details(id().as_str(), |row| row)
    };
    assert_does_not_say(&asked("stopped"), "shows the way out");
    let harness = asked("running");
    assert_says(&harness, "tab shows the way out");
    let mut harness = harness.keys("<tab>");
    assert_eq!(harness.app.context(), Context::Guided);
    assert_says(&harness, "[>] Pause the runner. Running now");
    assert_tells(&harness, "aws ecs update-service --cluster CLUSTER --service SERVICE --desired-count 0");
    assert_eq!(changes(&mut harness), vec![]);
    // It is stopped at the provider: nothing needs a pause any more.
    let harness = harness.after(SECOND).fleet(fleet("stopped"));
    assert_says(&harness, "[-] Pause the runner, not needed");
    let harness = harness.keys("<enter>").after(SECOND).fleet(fleet("stopped"));
    assert_says(&harness, "[>] Remove the runner");
    let asked = harness.keys("<enter>").news(runs(0)).details(id().as_str(), |row| row);
    let mut harness = enter_twice(asked.keys(NAME)).answered(Ok(()));
    assert_eq!(changes(&mut harness), sent(Change::Remove));
    let harness = harness.after(SECOND).only(vec![runner("z-other")]);
    assert_says(&harness, "[x] Remove the runner, 14:03");
    assert_says(&harness, "[>] Clean up at the provider");
    assert_says(&harness, "AWS console: https://aws.amazon.com/console/");
    let harness = harness.after(SECOND * 600);
    assert_says(&harness, "[>] Clean up at the provider");
    assert_says(&harness.keys("<enter>"), "All done.");
}

#[test]
fn what_was_not_seen_before_a_runner_was_gone_is_not_told() {
    let fleet = || vec![in_status("running").on("aws", "fargate"), runner("z-other")];
    let harness = Harness::sized(100, 40).fleet(fleet()).keys("<ctrl-d>").details(id().as_str(), |row| row);
    let harness = harness.keys("<tab>").after(SECOND).only(vec![runner("z-other")]).after(SECOND);
    for step in ["Pause the runner", "No run seen in its environments", "Stop the service at the provider"] {
        assert_says(&harness, &format!("[-] {step}, not needed"));
    }
    assert_says(&harness, "[x] Remove the runner, 14:03");
}

#[test]
fn hosted_runners_have_none_and_what_cannot_be_read_is_said() {
    let harness = Harness::sized(100, 40).fleet(vec![runner("h").on("matillion", "hosted")]).keys("D");
    assert_eq!(harness.app.context(), Context::List);
    let unreadable = || {
        let cause = Cause::Forbidden(problem(403, "Forbidden"));
        News::Work(WorkNews::RunningRead(Err(ApiError { call: "list executions", cause })))
    };
    let harness = after_the_pause().news(unreadable());
    assert_says(&shows(harness, paused("2026-11-23T15:15:00Z")), "Runs cannot be read: look yourself");
}

#[test]
fn it_reads_well_at_every_size() {
    use std::fmt::Write;
    let mut text = String::new();
    for (columns, rows) in [(160, 45), (80, 24), (40, 10)] {
        writeln!(text, "{columns}x{rows}\n{}", drain(columns, rows).frame()).unwrap();
    }
    insta::assert_snapshot!("drain_sizes", text);
}
