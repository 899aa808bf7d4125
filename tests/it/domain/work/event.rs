//! Audit events: about whom, in which order, and what is never printed of them.

use trackside::domain::work::About;
use trackside::domain::{AuditEvent, Events, Personal, Runner};

use super::*;

fn event(name: &str, id: Option<&str>, subject: Option<&str>) -> AuditEvent {
    AuditEvent {
        at: None,
        name: Some(Label::from(name)),
        description: Some(Personal::new("by canary-person")),
        actor: Some(Personal::new("canary-person@example.com")),
        subject_id: id.map(Personal::new),
        subject_name: subject.map(Personal::new),
    }
}

#[test]
fn an_event_is_about_a_runner_by_id_else_by_name_else_by_its_code() {
    let runner = Runner::new("r-1", "ingest");
    for (code, id, name, about) in [
        ("x", Some("R-1"), None, Some(About::Id)),
        ("agent_paused", Some("r-2"), Some("ingest"), None),
        ("x", None, Some("ingest"), Some(About::Name)),
        ("x", Some(" "), Some("ingest"), Some(About::Name)),
        ("agent_paused", None, Some("other"), None),
        ("AGENT_created", None, None, Some(About::Runners)),
        ("hub_user_login", None, None, None),
    ] {
        assert_eq!(event(code, id, name).about(&runner), about, "{code} {id:?} {name:?}");
    }
}

#[test]
fn they_are_sorted_newest_first_and_those_without_a_time_are_last() {
    let timed = |name: &str, time: Option<&str>| AuditEvent { at: time.map(at), ..event(name, Some("r-1"), None) };
    let mut events = Events {
        events: vec![
            timed("old", Some("2026-01-01T00:00:00Z")),
            timed("untimed", None),
            timed("new", Some("2026-01-03T00:00:00Z")),
        ],
        ..Events::default()
    };
    events.sort();
    let runner = Runner::new("r-1", "ingest");
    let names: Vec<_> = events.of(&runner).map(|(event, _)| event.name.as_ref().unwrap().raw()).collect();
    assert_eq!(names, ["new", "old", "untimed"]);
    assert_eq!(events.oldest(), Some(at("2026-01-01T00:00:00Z")));
}

#[test]
fn nobody_is_named_where_it_was_not_asked_for() {
    let event = event("agent_paused", Some("canary-person"), Some("canary-person"));
    let printed = format!("{event:?} {:#?}", Events { events: vec![event.clone()], ..Events::default() });
    assert!(!printed.contains("canary-person") && printed.contains("agent_paused"), "{printed}");
    assert_eq!(event.actor.unwrap().on_screen(), "canary-person@example.com");
    assert_eq!(Personal::new("a\u{1b}[2Jb").on_screen(), "a^[[2Jb");
}
