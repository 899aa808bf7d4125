//! The Activity tab: a strip of the runner's recent statuses by time, then what was seen and done, newest first, with the
//! account's audit events about the runner among that. They look apart: what was seen says when, an audit event says who.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Known;
use crate::account::work::MAX_DAYS;
use crate::api::{Cause, calls};
use crate::domain::work::{About, AuditEvent, Personal};
use crate::text;
use crate::text::words::{capitalised, counted, day_and_time};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause, key};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::page::{Builder, Page};
use crate::tui::screens::parts::pane::happened;
use crate::tui::screens::parts::refusal::ADDRESS_REFUSED;
use crate::tui::ui::{Piece, Role};

/// What stands before every audit event.
const MARK: &str = "Audit";

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
    let entries = happened::entries(subject);
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
    let remote = known.work().events();
    let refusal = known.work().refusal(calls::LIST_EVENTS);
    if let Some(error) = refusal.or(remote.error()) {
        say(page, &format!("Audit events cannot be read: {}", error.cause), Role::Attention);
        match &error.cause {
            Cause::Forbidden(problem) if problem.is_address_refused() => say(page, ADDRESS_REFUSED, Role::Text),
            Cause::Forbidden(_) => {
                let advice = "The role may lack View Audit Events, or this machine's address is not allowed.";
                say(page, advice, Role::Text);
            }
            _ => {}
        }
        return;
    }
    let Some(events) = remote.value() else {
        say(page, "Reading the account's audit events", Role::InMotion);
        return;
    };
    let number = events.of(known.subject.runner).count();
    let seen = if number == 0 { "No audit event seen".to_owned() } else { counted(number, "audit event") };
    let reads = if events.days < MAX_DAYS {
        clause(key(Context::Details, Command::AddEntry), " ({} reads more)")
    } else {
        String::new()
    };
    let more = if remote.is_loading() { ", reading more".to_owned() } else { reads };
    let message = format!("{seen} of this runner in {}{more}", counted(usize::from(events.days), "day"));
    say(page, &message, Role::Quiet);
    if let Some(oldest) = events.oldest().filter(|_| events.is_cut) {
        let until = day(oldest, known.subject.zone);
        say(page, &format!("Audit events until {until}: one reading takes no more"), Role::Attention);
    }
}

/// What the bar passes over, so that it begins on the newest event.
fn say(page: &mut Builder, message: &str, role: Role) {
    let lines = page.wrapped(0, message, role);
    page.show(lines);
}

/// One audit event. What is copied names nobody: time and code.
fn audit_event(page: &mut Builder, known: &Known, number: usize, event: &AuditEvent, about: About) {
    let subject = &known.subject;
    let code = event.name.as_ref().map_or_else(|| "event without a name".to_owned(), ToString::to_string);
    let what = event.description.as_ref().map(Personal::on_screen).filter(|text| !text.trim().is_empty());
    let what = what.map_or_else(|| code.clone(), capitalised);
    let by = event.actor.as_ref().map(Personal::on_screen).filter(|actor| !actor.trim().is_empty());
    let by = by.map(|actor| format!("By {actor}"));
    let doubt = match about {
        About::Id => None,
        About::Name => Some("Matched by name"),
        About::Runners => Some("About runners, none named"),
    };
    let time = event.at.map_or_else(|| "no time".to_owned(), |at| happened::when(subject, at));
    let head = format!("{time}  {MARK}  ");
    let indent = text::width(&head);
    let mut lines: Vec<Line> = Vec::new();
    let mut put = |message: &str, role: Role| {
        for part in text::wrap(message, page.width().saturating_sub(indent)) {
            let line = if lines.is_empty() {
                vec![Piece::new(format!("{time}  "), Role::Quiet), Piece::new(format!("{MARK}  "), Role::Key)]
            } else {
                vec![Piece::plain(" ".repeat(indent))]
            };
            lines.push(line.into_iter().chain([Piece::new(part, role)]).collect());
        }
    };
    put(&what, Role::Text);
    let aside = [by.as_deref(), doubt].into_iter().flatten().collect::<Vec<_>>().join(". ");
    if !aside.is_empty() {
        put(&aside, Role::Quiet);
    }
    let copy = event.at.map_or_else(|| code.clone(), |at| format!("{at} {code}"));
    page.push(&format!("audit {number} {copy}"), lines, Some(("Audit event", &copy)));
}

/// `3 Jan`, where the operator is.
fn day(at: Timestamp, zone: &TimeZone) -> String {
    let shown = day_and_time(at, zone);
    shown.split(',').next().unwrap_or_default().to_owned()
}
