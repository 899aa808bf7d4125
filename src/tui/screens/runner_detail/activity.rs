//! The Activity tab: a strip of the runner's recent statuses by time, then what was seen and done, newest first, with the
//! account's audit events about the runner among that. They look apart: what was seen says when, an audit event says who.

use jiff::Timestamp;

use super::Known;
use crate::account::work::MAX_DAYS;
use crate::domain::Events;
use crate::domain::work::{About, AuditEvent};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::audit;
use crate::tui::screens::parts::page::{Builder, Page};
use crate::tui::screens::parts::pane::{happened, joined};
use crate::tui::ui::{Piece, Role};

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let subject = &known.subject;
    let mut page = Builder::new(width, subject.symbols);
    page.show(happened::strip(subject, page.width()));
    page.heading(&happened::since(subject));
    if subject.runner.withheld_reason().is_none() {
        audit_state(&mut page, known);
    }
    let events = known.work().events().value();
    let mut audited = events.into_iter().flat_map(|events| events.of(subject.runner)).enumerate().peekable();
    let entries = joined::entries(subject);
    for (index, entry) in entries.iter().enumerate() {
        while let Some((number, (event, about))) = audited.next_if(|(_, (event, _))| is_newer(event, entry.at)) {
            audit_event(&mut page, known, number, event, about);
        }
        let event = happened::event(subject, &entries, index, page.width());
        let copy = format!("{} {}", entry.at, event.text);
        let name = format!("event {} {}", entry.at.as_millisecond(), event.text);
        page.push(&name, event.lines, Some(("Event", &copy)));
    }
    let beginning = happened::beginning(subject, entries.len());
    if subject.kept.runner.events(&subject.runner.id).is_none() {
        // What came before this run is not known: the older audit events stand below its beginning.
        while let Some((number, (event, about))) =
            audited.next_if(|(_, (event, _))| is_newer(event, subject.first_seen.wall))
        {
            audit_event(&mut page, known, number, event, about);
        }
        page.push("first seen", vec![vec![Piece::new(beginning.as_str(), Role::Quiet)]], None);
    }
    for (number, (event, about)) in audited {
        audit_event(&mut page, known, number, event, about);
    }
    if subject.kept.runner.events(&subject.runner.id).is_some() {
        say(&mut page, &beginning, Role::Quiet);
    }
    page.finish()
}

fn is_newer(event: &AuditEvent, than: Timestamp) -> bool {
    event.at.is_some_and(|at| at > than)
}

/// How far back the audit events reach, or why there are none.
fn audit_state(page: &mut Builder, known: &Known) {
    let (work, subject) = (known.work(), &known.subject);
    let days = work.events().value().map(|events| events.days);
    let more = match days {
        Some(days) if days < MAX_DAYS => {
            clause(known.subject.keymap.key(Context::Details, Command::AddEntry), " ({} reads more)")
        }
        _ => String::new(),
    };
    let number = |events: &Events| events.of(subject.runner).count();
    for (message, role) in audit::state(work, "of this runner", number, &more, subject.zone) {
        say(page, &message, role);
    }
}

/// What the bar passes over, so that it begins on the newest event.
fn say(page: &mut Builder, message: &str, role: Role) {
    let lines = page.wrapped(0, message, role);
    page.show(lines);
}

/// One audit event. What is copied names nobody: time and code.
fn audit_event(page: &mut Builder, known: &Known, number: usize, event: &AuditEvent, about: About) {
    let time = event.at.map_or_else(|| audit::NO_TIME.to_owned(), |at| happened::when(&known.subject, at));
    let head = vec![Piece::new(format!("{time}  "), Role::Quiet)];
    let lines = audit::lines(event, audit::doubt(about), head, page.width());
    let code = audit::code(event);
    let copy = event.at.map_or_else(|| code.clone(), |at| format!("{at} {code}"));
    page.push(&format!("audit {number} {copy}"), lines, Some(("Audit event", &copy)));
}
