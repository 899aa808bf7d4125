//! Events: what happened, newest first, over all runs of the program; its filter and its pages.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use crate::support::harness::Setting;
use insta::assert_snapshot;
use trackside::account::{News, Request, WorkNews, WorkPart};
use trackside::api::{ApiError, Cause};
use trackside::domain::work::{AuditEvent, Personal};
use trackside::domain::{Events, Label, Runner};
use trackside::options::{Capabilities, Depth, Ground, ThemeName};
use trackside::runtime::recorder::Query;
use trackside::tui::effect::Effect;
use trackside::tui::ui::{Symbols, Theme};

use super::details::SIZES;
use crate::support::fixtures::{With, hostile_names, numbered, problem, runner};
use crate::support::kept::Kept;

const HOUR: Duration = Duration::from_secs(3_600);

fn fleet(status: &str) -> Vec<Runner> {
    vec![runner("billing-eu"), runner("crm-sync-us").status(status), runner("orders-eks")]
}

/// Something happened in view, an own restart was refused, and two days later somebody looks again.
fn two_runs(columns: u16, rows: u16) -> Kept {
    two_runs_with(columns, rows, |_| {})
}

fn two_runs_with(columns: u16, rows: u16, change: impl Fn(&mut Setting)) -> Kept {
    let kept = Kept::set_up(columns, rows, &change).then(|harness| harness.fleet(fleet("running"))).after(2);
    let kept = kept.then(|harness| harness.fleet(fleet("paused"))).after(2);
    let kept = kept.again_with(48 * HOUR, change).then(|harness| harness.fleet(fleet("stopped"))).after(2);
    kept.then(|harness| harness.fleet(fleet("running"))).after(2)
}

/// A thousand runners, of which each has stopped.
fn thousand() -> Kept {
    let stopped = numbered(1_000).into_iter().map(|runner| runner.status("stopped")).collect();
    Kept::sized(80, 24).then(|harness| harness.fleet(numbered(1_000)).fleet(stopped)).after(2)
}

#[test]
fn what_happened_stands_newest_first_and_what_nobody_saw_has_no_time() {
    let text = two_runs(80, 24).keys("xE").harness.text();
    let lines: Vec<&str> = text.lines().collect();
    let at = |words: &str| lines.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{text}"));
    assert!(at("Stopped → Running") < at("Not watched from 23 Nov, 14:03 to 25 Nov, 14:03."), "{text}");
    assert!(at("Not watched") < at("Paused → Stopped"), "{text}");
    assert!(at("Paused → Stopped") < at("Running → Paused"), "{text}");
    assert!(lines[at("Stopped → Running")].contains("14:03:"), "{text}");
    let unseen = lines[at("Paused → Stopped")];
    assert!(!unseen.contains(':'), "no time is told: {unseen}");
}

#[test]
fn own_actions_are_among_them() {
    let kept = Kept::sized(80, 24).then(|harness| harness.fleet(fleet("running"))).after(2);
    let kept = kept.keys("jr").then(|harness| harness.details("id-crm-sync-us", |runner| runner)).after(2);
    let kept = kept.then(|harness| harness.keys("y").answered(Ok(()))).after(2).keys("E");
    let text = kept.harness.text();
    assert!(text.contains("crm-sync-us") && text.contains("Requested from here: Restart"), "{text}");
}

#[test]
fn a_filter_leaves_those_with_every_word_and_esc_takes_it_back_first() {
    let kept = two_runs(80, 24).keys("xE/CRM paused");
    let text = kept.harness.text();
    assert!(text.contains("Running → Paused") && text.contains("Paused → Stopped"), "{text}");
    assert!(!text.contains("Stopped → Running"), "{text}");
    let kept = kept.keys("<enter>");
    let text = kept.harness.text();
    assert!(text.contains("filter CRM paused  2 of 3"), "{text}");
    let kept = kept.keys("/ nothing<enter>");
    assert!(kept.harness.text().contains("No event has all of these words."), "{}", kept.harness.text());
    let kept = kept.keys("<esc>");
    assert!(kept.harness.text().contains("Stopped → Running"), "{}", kept.harness.text());
    assert!(!kept.keys("<esc>").harness.text().contains("Stopped → Running"));
}

#[test]
fn older_pages_are_read_as_the_window_comes_to_them_and_no_others() {
    let pages = |kept: &Kept| kept.asked.iter().filter(|query| matches!(query, Query::Events { .. })).count();
    let kept = thousand().keys("E");
    assert_eq!(pages(&kept), 1, "the newest page is enough for a window");
    let text = kept.harness.text();
    assert!(text.contains("runner-00999") && !text.contains("runner-00790"), "{text}");
    let kept = kept.keys("G");
    assert!(pages(&kept) > 1, "the end of a page is where the next begins");
    let kept = (0..6).fold(kept, |kept, _| kept.keys("G"));
    assert!(kept.harness.text().contains("runner-00000"), "{}", kept.harness.text());
    // A filter that nothing passes reads on until there is nothing more.
    let kept = thousand().keys("E/runner-00003<enter>");
    assert!(kept.harness.text().contains("filter runner-00003  1 of 1,000"), "{}", kept.harness.text());
}

#[test]
fn what_happens_meanwhile_joins_at_the_top() {
    let kept = two_runs(80, 24).keys("xE").then(|harness| harness.fleet(fleet("pausing"))).after(2);
    let text = kept.harness.text();
    let first = text.lines().find(|line| line.contains("crm-sync-us  ") && line.contains("14:03:")).unwrap();
    assert!(first.contains("Running → Pausing"), "{text}");
    assert_eq!(text.matches("Running → Paused").count(), 1, "{text}");
}

#[test]
fn events_at_every_size_and_in_ascii() {
    let mut frames = String::new();
    for (columns, rows) in SIZES {
        writeln!(frames, "{}", two_runs(columns, rows).keys("xE").harness.frame()).unwrap();
    }
    writeln!(frames, "{}", two_runs(80, 24).keys("xE/crm").harness.frame()).unwrap();
    let ascii = Kept::set_up(80, 24, |setting| setting.config.theme = Theme::new(ThemeName::Mono, &Symbols::ASCII));
    let ascii = ascii.then(|harness| harness.fleet(fleet("running")).fleet(fleet("paused"))).after(2).keys("E");
    writeln!(frames, "{}", ascii.harness.frame()).unwrap();
    assert_snapshot!("events", frames);
}

#[test]
fn the_worst_names_fit() {
    let named: Vec<Runner> = hostile_names().iter().map(|name| runner(name)).collect();
    for (columns, rows) in SIZES {
        let kept = Kept::sized(columns, rows).then(|harness| harness.fleet(named.clone())).after(2).keys("E");
        kept.harness.frame();
    }
}

#[test]
fn the_newest_stand_below_the_rows_where_these_leave_room() {
    let lines = |columns, rows, count| {
        let changed = || numbered(count).into_iter().map(|runner| runner.status("paused")).collect();
        let kept = Kept::sized(columns, rows).then(|harness| harness.fleet(numbered(count)));
        let text = kept.after(2).then(|harness| harness.fleet(changed())).after(2).harness.text();
        (text.contains("Events (E lists all)"), text.matches("Running → Paused").count())
    };
    assert_eq!(lines(100, 30, 10), (true, 2));
    assert_eq!(lines(100, 45, 10), (true, 5));
    assert_eq!(lines(100, 45, 3), (true, 3), "no more than there are");
    for (columns, rows, count) in [(80, 24, 3), (40, 10, 3), (100, 30, 19), (100, 45, 1_000)] {
        assert!(!lines(columns, rows, count).0, "{count} at {columns}x{rows}");
    }
}

/// Nobody's address, which may be drawn alone.
const WHO: &str = "grace.canary@invented.example";

fn audit(time: &str, subject: (Option<&str>, Option<&str>), code: &str) -> AuditEvent {
    AuditEvent {
        at: Some(time.parse().unwrap()),
        name: Some(Label::from(code)),
        description: None,
        actor: Some(Personal::new(WHO)),
        subject_id: subject.0.map(Personal::new),
        subject_name: subject.1.map(Personal::new),
    }
}

/// Of a runner by id and by name, of one that is gone, of runners, of something else; before, between and after what was kept.
fn audit_log() -> Events {
    let mut events = vec![
        audit("2026-11-25T14:03:05Z", (Some("ID-CRM-SYNC-US"), None), "agent_restarted"),
        audit("2026-11-24T10:00:00Z", (None, Some("orders-eks")), "agent_paused"),
        audit("2026-11-24T09:00:00Z", (Some("id-old-one"), Some("old-one")), "agent_deleted"),
        audit("2026-11-22T10:00:00Z", (None, None), "agent_created"),
        audit("2026-11-24T11:00:00Z", (Some("a-project"), Some("Customer 360")), "project_renamed"),
    ];
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    Events { events, days: 7, is_cut: false }
}

fn audited(kept: Kept, outcome: Result<Events, ApiError>) -> Kept {
    let news = WorkNews::EventsRead { days: 7, outcome: outcome.map(Arc::new) };
    kept.then(|harness| harness.news(News::Work(news)))
}

fn at(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words} in\n{text}"))
}

#[test]
fn audit_events_about_runners_are_among_them_by_time() {
    let kept = two_runs(100, 45).keys("xE");
    assert!(kept.harness.text().contains("Reading the account's audit events"), "{}", kept.harness.text());
    let text = audited(kept, Ok(audit_log())).harness.text();
    assert!(text.contains("4 audit events of runners in 7 days"), "{text}");
    let order = [
        "Stopped → Running",
        "Audit  agent_restarted",
        "Not watched from",
        "Paused → Stopped",
        "Audit  agent_paused",
        "Audit  agent_deleted",
        "Before that:",
        "Running → Paused",
        "Audit  agent_created",
    ];
    let lines = order.map(|words| at(&text, words));
    assert!(lines.is_sorted(), "{lines:?}\n{text}");
    let line = |words: &str| text.lines().nth(at(&text, words)).unwrap();
    let after = |words: &str| text.lines().skip(at(&text, words) + 1).take(2).collect::<String>();
    assert!(line("agent_restarted").contains("crm-sync-us"), "by the name in the list: {text}");
    assert!(line("agent_paused").contains("orders-eks") && after("agent_paused").contains("Matched by name"), "{text}");
    assert!(line("agent_deleted").contains("old-one") && after("agent_deleted").contains("Not in the list"), "{text}");
    assert!(after("agent_created").contains("none named"), "{text}");
    assert!(after("agent_created").contains(&format!("By {WHO}")), "{text}");
    assert!(!text.contains("project_renamed"), "{text}");
}

#[test]
fn the_filter_has_words_of_audit_events_too() {
    let kept = audited(two_runs(80, 24).keys("xE"), Ok(audit_log())).keys("/AUDIT crm<enter>");
    let text = kept.harness.text();
    assert!(text.contains("filter AUDIT crm  1 of 7") && text.contains("agent_restarted"), "{text}");
    assert!(!text.contains("Stopped → Running") && !text.contains("agent_created"), "{text}");
    let text = kept.keys("<esc>/canary<enter>").harness.text();
    assert!(text.contains("filter canary  4 of 7"), "{text}");
}

#[test]
fn an_audit_event_older_than_what_was_read_waits() {
    let old = audit("2026-11-22T10:00:00Z", (Some("id-runner-00007"), None), "agent_created");
    let log = || Events { events: vec![old.clone()], days: 7, is_cut: false };
    let kept = audited(thousand().keys("E/runner-00007"), Ok(log()));
    // The filter reads on to the end, and there it is.
    assert!(kept.harness.text().contains("agent_created"), "{}", kept.harness.text());
    let kept = audited(thousand().keys("E"), Ok(log())).keys("G");
    let text = kept.harness.text();
    assert!(text.contains("runner-00790") || text.contains("runner-00800"), "{text}");
    assert!(!text.contains("agent_created"), "it is older than the page: {text}");
    let kept = (0..6).fold(kept, |kept, _| kept.keys("G"));
    let text = kept.harness.text();
    assert!(at(&text, "runner-00000") < at(&text, "agent_created"), "{text}");
}

#[test]
fn what_names_people_goes_when_the_events_close() {
    let events = Arc::new(audit_log());
    let news = || News::Work(WorkNews::EventsRead { days: 7, outcome: Ok(Arc::clone(&events)) });
    let mut kept = two_runs(100, 45).keys("x");
    let mut harness = kept.harness.keys("E");
    let asks = |effect: &Effect| matches!(effect, Effect::Account(_, Request::ReadWork(WorkPart::Events { days: 7 })));
    assert_eq!(harness.effects().iter().filter(|effect| asks(effect)).count(), 1, "7 days, once");
    let mut harness = harness.news(news());
    assert!(harness.text().contains(WHO));
    let effects = harness.effects();
    assert!(!format!("{effects:?}").contains("canary"), "{effects:?}");
    let harness = harness.keys("<esc>");
    assert_eq!(Arc::strong_count(&events), 1, "nobody has them once they were closed");
    let harness = harness.news(news());
    assert_eq!(Arc::strong_count(&events), 1, "nor what comes late");
    assert!(!harness.text().contains("canary"), "the lines below the list are the store's alone");
    kept.harness = harness;
    let text = kept.keys("E").harness.text();
    assert!(!text.contains("canary") && text.contains("Reading the account's audit events"), "{text}");
}

#[test]
fn a_refusal_and_a_reading_that_stopped_are_said() {
    let forbidden = || ApiError { call: "list audit events", cause: Cause::Forbidden(problem(403, "Forbidden")) };
    let text = audited(two_runs(100, 45).keys("xE"), Err(forbidden())).harness.text();
    assert_eq!(text.matches("Audit events cannot be read: ").count(), 1, "{text}");
    assert!(text.contains("View Audit Events") && text.contains("Stopped → Running"), "{text}");
    let cut = Events { is_cut: true, ..audit_log() };
    let text = audited(two_runs(100, 45).keys("xE"), Ok(cut)).harness.text();
    assert!(text.contains("At least 4 audit events of runners in 7 days"), "{text}");
}

#[test]
fn names_that_differ_in_the_middle_stay_apart() {
    let name = |middle: &str| format!("maia-production-europe-west-{middle}-of-the-fleet-primary-runner");
    let fleet = |status: &str| ["red", "blu"].map(|middle| runner(&name(middle)).status(status)).to_vec();
    let kept = Kept::sized(80, 24).then(|harness| harness.fleet(fleet("running")).fleet(fleet("paused"))).after(2);
    let text = kept.keys("E").harness.text();
    // The rows of the list behind have them too.
    let events: String = text.lines().filter(|line| line.contains("Running → Paused")).collect();
    assert!(events.contains("red") && events.contains("blu"), "{text}");
}

#[test]
fn audit_events_in_every_look() {
    let theme = |name: &str| {
        let (depth, ground) =
            if name == "light" { (Depth::Indexed, Ground::Light) } else { (Depth::None, Ground::Unknown) };
        Theme::on(Capabilities { depth, ground, ..Capabilities::FULL }, ThemeName::Ansi, &Symbols::UNICODE)
    };
    let mut frames = String::new();
    for (name, columns, rows) in [("light", 80, 24), ("NO_COLOR", 80, 24), ("NO_COLOR", 40, 10)] {
        let kept = two_runs_with(columns, rows, |setting| setting.config.theme = theme(name)).keys("xE");
        writeln!(frames, "{name}\n{}", audited(kept, Ok(audit_log())).harness.frame()).unwrap();
    }
    assert_snapshot!("events_looks", frames);
}
