//! The tab Work and the audit events on the tab Activity: with everything, refused, old, in a pause; and that names of
//! people go with the tab.

use std::fmt::Write;
use std::sync::Arc;

use insta::assert_snapshot;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use trackside::account::{News, WorkNews};
use trackside::api::{ApiError, Cause};
use trackside::domain::work::{AuditEvent, Personal, Timing};
use trackside::domain::{
    Events, Execution, Label, PipelineKey, Runner, RunnerId, Running, Schedule, StreamingPipeline, Usage,
};
use trackside::options::ThemeName;
use trackside::tui::effect::Effect;
use trackside::tui::ui::Symbols;

use super::details::SIZES;
use crate::support::Harness;
use crate::support::details::{project, usage};
use crate::support::fixtures::{SECOND, With, problem, runner, unreachable};

const NAME: &str = "maia-prod-eu-1";
/// Nobody's address, which may be drawn on one tab alone.
const WHO: &str = "grace.canary@invented.example";

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn nightly() -> Schedule {
    let cron = |expression: &str, zone: &str| Timing::Cron {
        expression: Label::from(expression),
        zone: Some(Label::from(zone)),
    };
    Schedule {
        environment: Some(Label::from("finance-prod")),
        is_enabled: Some(true),
        next_run_at: Some(at("2026-11-24T03:00:00Z")),
        timing: cron("0 0 4 * * ?", "Europe/Rome"),
        ..Schedule::new("nightly-load")
    }
}

fn hourly() -> Schedule {
    Schedule {
        environment: Some(Label::from("orders-prod")),
        is_enabled: Some(true),
        next_run_at: Some(at("2026-11-23T18:00:00Z")),
        timing: Timing::Interval { count: 4, unit: Label::from("HOURS") },
        ..Schedule::new("orders-delta")
    }
}

fn everything() -> Usage {
    let mut usage = usage();
    let now = at("2026-11-23T14:03:00Z");
    usage.projects[0].schedules = Some(vec![nightly().with_starts(now)]);
    usage.projects[1].schedules = Some(vec![hourly().with_starts(now)]);
    usage.projects[2].schedules = Some(Vec::new());
    usage.projects[2].environments = Some(Vec::new());
    for entry in &mut usage.projects {
        entry.streaming = Some(Vec::new());
    }
    usage.projects[1].streaming = Some(vec![StreamingPipeline {
        id: Some(Label::from("s-1")),
        name: Label::from("orders changes"),
        runner: Some(RunnerId::new("id-maia-prod-eu-1")),
        source: Some(Label::from("db2ibmi")),
        target: Some(Label::from("abs")),
    }]);
    usage
}

fn running(is_cut: bool) -> Running {
    let run = |number: u8, pipeline: &str, environment: &str, trigger: &str, since: Option<&str>| Execution {
        id: Label::from(number.to_string()),
        pipeline: Label::from(pipeline),
        project: Some(project(number, "").id),
        environment: Some(Label::from(environment)),
        trigger: Some(Label::from(trigger)),
        status: Some(Label::from(if number == 2 { "CANCELLING" } else { "RUNNING" })),
        started_at: since.map(at),
    };
    let executions = vec![
        run(1, "load/orders-full.orch.yaml", "finance-prod", "SCHEDULE", Some("2026-11-23T11:53:00Z")),
        run(2, "marts/sales-mart.orch.yaml", "orders-prod", "API", Some("2026-11-23T14:00:30Z")),
        run(1, "lost.orch.yaml", "gone", "CRON?", None),
    ];
    Running { executions, is_cut }
}

fn work(harness: Harness, news: WorkNews) -> Harness {
    harness.news(News::Work(news))
}

fn opened(harness: Harness, runner: Runner, usage: Usage) -> Harness {
    let harness = harness.fleet(vec![runner]).keys("<enter>6");
    let harness = work(harness, WorkNews::ProjectsRead(Ok(Arc::new(usage))));
    work(harness, WorkNews::RunningRead(Ok(Arc::new(running(false)))))
}

fn streams(harness: Harness) -> Harness {
    let key = PipelineKey { project: project(2, "").id, id: Label::from("s-1") };
    work(harness, WorkNews::StreamingRead { key, outcome: Ok(Label::from("SNAPSHOTTING")) })
}

fn forbidden(call: &'static str, title: &str) -> ApiError {
    ApiError { call, cause: Cause::Forbidden(problem(403, title)) }
}

#[test]
fn the_tab_at_each_size_and_look() {
    for (columns, rows) in SIZES {
        let harness = streams(opened(Harness::sized(columns, rows), runner(NAME), everything()));
        let first = harness.frame();
        assert_snapshot!(format!("tab_{columns}x{rows}"), format!("{first}\n{}", harness.keys("G").frame()));
    }
    let looks = [
        ("light", ThemeName::Light, &Symbols::UNICODE),
        ("mono", ThemeName::Mono, &Symbols::UNICODE),
        ("ascii", ThemeName::Mono, &Symbols::ASCII),
    ];
    for (name, theme, symbols) in looks {
        let harness = Harness::with(80, 24, theme, symbols, false);
        assert_snapshot!(format!("tab_{name}"), streams(opened(harness, runner(NAME), everything())).frame());
    }
}

#[test]
fn of_very_many_pipelines_the_longest_are_listed_and_the_rest_is_counted() {
    let mut many = running(false);
    let one = many.executions[0].clone();
    let numbered = |number: usize| Execution { id: Label::from(number.to_string()), ..one.clone() };
    many.executions = (0..250).map(numbered).collect();
    let harness = opened(Harness::sized(100, 250), runner(NAME), everything());
    let text = work(harness, WorkNews::RunningRead(Ok(Arc::new(many)))).text();
    assert!(
        text.contains("250 pipelines run in environments") && text.contains("50 pipelines that began later"),
        "{text}"
    );
    assert_eq!(text.matches("  orders-full ").count(), 200, "{text}");
}

/// The tab in a zone that changes to or from summer time on the day that follows, so many days after the usual one.
fn tab_before_a_change(days: u32) -> Harness {
    let zone = TimeZone::get("Europe/Rome").unwrap();
    let harness = Harness::set_up(100, 30, |setting| setting.config.zone = zone).after(SECOND * 86_400 * days);
    let now = at("2026-11-23T14:03:00Z") + SECOND * 86_400 * days;
    let mut usage = everything();
    for entry in &mut usage.projects {
        entry.schedules = Some(Vec::new());
    }
    let daily = |name: &str, cron: &str, next: Timestamp| Schedule {
        next_run_at: Some(next),
        timing: Timing::Cron { expression: Label::from(cron), zone: Some(Label::from("Europe/Rome")) },
        ..Schedule { name: Label::from(name), ..nightly() }
    };
    let local = |hour: i8| {
        let zone = TimeZone::get("Europe/Rome").unwrap();
        let date = zone.to_datetime(now).date();
        let day = if hour > 15 { date } else { date.tomorrow().unwrap() };
        zone.to_timestamp(day.at(hour, 0, 0, 0)).unwrap()
    };
    usage.projects[0].schedules = Some(vec![
        daily("evening", "0 0 20 * * ?", local(20)).with_starts(now),
        daily("morning", "0 0 9 * * ?", local(9)).with_starts(now),
    ]);
    opened(harness, runner(NAME), usage)
}

#[test]
fn the_strip_across_a_change_of_summer_time() {
    // 28 March 2027 has 23 hours there, 31 October has 25.
    for (name, days) in [("23", 124), ("24", 100), ("25", 341)] {
        let harness = tab_before_a_change(days);
        let text = harness.text();
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let hours = lines.iter().position(|line| line.iter().collect::<String>().contains("18    21")).expect(&text);
        let column = |hour: &str| {
            let joined: String = lines[hours].iter().collect();
            joined.find(hour).unwrap_or_else(|| panic!("{hour}: {text}"))
        };
        // A start at 9:00 stands under that hour, whatever the night took or gave.
        assert_eq!(lines[hours + 1][column("09")], '1', "{name}\n{text}");
        assert_eq!(lines[hours + 1][column("18") + 4], '1', "{name}\n{text}");
        assert!(text.contains("20:00  evening") && text.contains("09:00  morning"), "{name}\n{text}");
        assert_snapshot!(format!("tab_day_of_{name}_hours"), text);
    }
}

#[test]
fn what_a_pause_meets() {
    for (until, expected) in [
        ("2026-11-24T02:40:00Z", "Pause ends 20 min before nightly-load (03:00)"),
        ("2026-11-24T03:30:00Z", "nightly-load (03:00) falls into the pause: may queue or be skipped"),
    ] {
        let paused = Runner { paused_until: Some(at(until)), ..runner(NAME).status("paused") };
        let harness = opened(Harness::sized(120, 45), paused, everything());
        assert!(harness.text().contains(expected), "{}", harness.text());
    }
}

#[test]
fn nothing_is_promised_where_not_every_start_is_known() {
    let mut unknown = everything();
    unknown.projects[0].schedules =
        Some(vec![Schedule { timing: Timing::Unknown, ..nightly() }.with_starts(at("2026-11-23T14:03:00Z"))]);
    let harness = opened(Harness::sized(120, 45), runner(NAME), unknown);
    assert!(harness.text().contains("At least these: of 1 schedule not every start is known"), "{}", harness.text());
    assert!(!harness.text().contains("Quietest"), "{}", harness.text());
    let mut unread = everything();
    unread.projects[2].schedules = None;
    let harness = opened(Harness::sized(120, 45), runner(NAME), unread);
    assert!(!harness.text().contains("Quietest"), "{}", harness.text());
    let mut hidden = everything();
    hidden.projects[2].environments = None;
    let harness = opened(Harness::sized(120, 45), runner(NAME), hidden);
    assert!(harness.text().contains("Schedules of 1 project could not be read"), "{}", harness.text());
    assert!(!harness.text().contains("Quietest"), "{}", harness.text());
}

#[test]
fn what_cannot_be_read_says_so_in_its_part() {
    let mut frames = String::new();
    let of = |harness: Harness, news| work(harness, news).frame();
    let open = || opened(Harness::sized(100, 30), runner(NAME), everything());
    let mut put = |name: &str, frame: String| writeln!(frames, "{name}\n{frame}").unwrap();
    put("role", of(open(), WorkNews::RunningRead(Err(forbidden("list executions", "Forbidden")))));
    let address = forbidden("list executions", "IP not allowed for any organization");
    put("address", of(open(), WorkNews::RunningRead(Err(address))));
    put("cut", of(open(), WorkNews::RunningRead(Ok(Arc::new(running(true))))));
    put("old", of(open().after(SECOND * 400), WorkNews::RunningRead(Err(unreachable()))));
    let harness = Harness::sized(100, 30).fleet(vec![runner(NAME)]).keys("<enter>6");
    let harness = work(harness, WorkNews::Refused(forbidden("list schedules", "Forbidden")));
    let harness = work(harness, WorkNews::Refused(forbidden("list streaming pipelines", "Forbidden")));
    put("schedules", of(harness, WorkNews::ProjectsRead(Ok(Arc::new(usage())))));
    assert_snapshot!(frames);
}

fn events(is_cut: bool) -> Events {
    let event = |time: &str, id: Option<&str>, name: &str, actor: Option<&str>| AuditEvent {
        at: Some(at(time)),
        name: Some(Label::from(name)),
        description: None,
        actor: actor.map(Personal::new),
        subject_id: id.map(Personal::new),
        subject_name: None,
    };
    let id = Some("id-maia-prod-eu-1");
    Events {
        events: vec![
            event("2026-11-23T14:03:20Z", id, "agent_paused", Some(WHO)),
            event("2026-11-23T09:12:00Z", id, "frobnicated_agent", None),
            event("2026-11-22T09:12:00Z", None, "agent_created", Some(WHO)),
            event("2026-11-21T09:12:00Z", Some("another"), "agent_restarted", Some(WHO)),
        ],
        days: 7,
        is_cut,
    }
}

fn with_events(harness: Harness, is_cut: bool) -> Harness {
    let harness = harness.fleet(vec![runner(NAME)]).keys("<enter>7").after(SECOND * 30);
    let harness = harness.fleet(vec![runner(NAME).status("paused")]);
    work(harness, WorkNews::EventsRead { days: 7, outcome: Ok(Arc::new(events(is_cut))) })
}

#[test]
fn audit_events_among_what_was_seen() {
    let mut frames = String::new();
    for (columns, rows) in [(40, 10), (80, 24)] {
        writeln!(frames, "{}", with_events(Harness::sized(columns, rows), true).frame()).unwrap();
    }
    let harness = Harness::sized(80, 24).fleet(vec![runner(NAME)]).keys("<enter>7");
    let refused = Err(forbidden("list audit events", "Forbidden"));
    writeln!(frames, "{}", work(harness, WorkNews::EventsRead { days: 7, outcome: refused }).frame()).unwrap();
    assert_snapshot!(frames);
}

/// The text of a copy, which prints nothing of itself.
fn copied(effect: &Effect) -> Option<String> {
    let Effect::Copy(clip) = effect else { return None };
    Some(clip.text.expose().to_owned())
}

#[test]
fn names_of_people_are_on_their_tab_alone_and_go_with_the_tab() {
    let mut harness = with_events(Harness::sized(80, 24), false);
    harness.effects();
    assert!(harness.text().contains(WHO));
    // Nothing that is copied or asked for names anybody.
    harness = harness.keys("gcjcjcjcjc");
    let effects = harness.effects();
    let texts: Vec<String> = effects.iter().filter_map(copied).collect();
    assert!(!texts.is_empty() && !format!("{texts:?} {effects:?}").contains("canary"), "{texts:?} {effects:?}");
    for way in ["1", "<esc>", "6"] {
        let harness = with_events(Harness::sized(80, 24), false).keys(way);
        assert!(!harness.text().contains("canary"), "after {way}");
        let again = harness.keys(if way == "<esc>" { "<enter>7" } else { "7" });
        assert!(again.text().contains("Reading the account's audit events"), "after {way}: {}", again.text());
    }
}

#[test]
fn what_names_people_is_in_no_state_once_the_tab_was_left() {
    let opened = || {
        let events = Arc::new(events(false));
        let harness = Harness::sized(80, 24).fleet(vec![runner(NAME)]).keys("<enter>7");
        let news = WorkNews::EventsRead { days: 7, outcome: Ok(Arc::clone(&events)) };
        (work(harness, news), events)
    };
    for (way, keys) in [("another tab", "1"), ("the list", "<esc>"), ("what runs", "6"), ("the next tab", "<tab>")] {
        let (mut harness, events) = opened();
        harness.effects();
        assert!(Arc::strong_count(&events) > 1, "{way}: it is kept while the tab is open");
        let harness = harness.keys(keys);
        assert_eq!(Arc::strong_count(&events), 1, "{way}");
        // What was under way finds nobody either.
        let late = WorkNews::EventsRead { days: 7, outcome: Ok(Arc::clone(&events)) };
        let harness = work(harness, late);
        assert_eq!(Arc::strong_count(&events), 1, "{way}, late");
        assert!(!harness.text().contains("canary"));
    }
    // Nor when the runner is gone, or the account is asked for something else meanwhile.
    let (mut harness, events) = opened();
    harness.effects();
    let harness = harness.only(vec![runner("another")]).keys("<esc>");
    assert_eq!(Arc::strong_count(&events), 1, "{}", harness.text());
}
