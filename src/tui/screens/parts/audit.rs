//! The account's audit events, as every screen writes them. They name people: they are drawn, and nothing else.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::account::work::Work;
use crate::api::{Cause, calls};
use crate::domain::Events;
use crate::domain::work::{About, AuditEvent, Personal};
use crate::text;
use crate::text::words::{capitalised, counted, day_and_time};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::refusal::ADDRESS_REFUSED;
use crate::tui::ui::{Piece, Role};

/// What stands before every audit event.
pub const MARK: &str = "Audit";
/// Where an audit event has no time.
pub const NO_TIME: &str = "no time";

/// How far back they reach, or why there are none. `number` counts those of `whose` is spoken: `of this runner`. `more`
/// says which key reads more days.
pub fn state(
    work: &Work,
    whose: &str,
    number: impl FnOnce(&Events) -> usize,
    more: &str,
    zone: &TimeZone,
) -> Vec<(String, Role)> {
    let remote = work.events();
    if let Some(error) = work.refusal(calls::LIST_EVENTS).or(remote.error()) {
        let mut said = vec![(format!("Audit events cannot be read: {}", error.cause), Role::Attention)];
        match &error.cause {
            Cause::Forbidden(problem) if problem.is_address_refused() => {
                said.push((ADDRESS_REFUSED.to_owned(), Role::Text));
            }
            Cause::Forbidden(_) => {
                let advice = "The role may lack View Audit Events, or this machine's address is not allowed.";
                said.push((advice.to_owned(), Role::Text));
            }
            _ => {}
        }
        return said;
    }
    let Some(events) = remote.value() else {
        return vec![("Reading the account's audit events".to_owned(), Role::InMotion)];
    };
    let seen = match number(events) {
        0 => "No audit event seen".to_owned(),
        number if events.is_cut => format!("At least {}", counted(number, "audit event")),
        number => counted(number, "audit event"),
    };
    let more = if remote.is_loading() { ", reading more" } else { more };
    let message = format!("{seen} {whose} in {}{more}", counted(usize::from(events.days), "day"));
    let mut said = vec![(message, Role::Quiet)];
    if let Some(oldest) = events.oldest().filter(|_| events.is_cut) {
        let until = day(oldest, zone);
        said.push((format!("Audit events until {until}: one reading takes no more"), Role::Attention));
    }
    said
}

/// An event's code, which names nobody.
pub fn code(event: &AuditEvent) -> String {
    event.name.as_ref().map_or_else(|| "event without a name".to_owned(), ToString::to_string)
}

/// What happened.
pub fn what(event: &AuditEvent) -> String {
    let what = event.description.as_ref().map(Personal::on_screen).filter(|text| !text.trim().is_empty());
    what.map_or_else(|| code(event), capitalised)
}

/// Who did it, and how sure it is whom it is about.
pub fn aside(event: &AuditEvent, doubt: Option<&str>) -> String {
    let by = event.actor.as_ref().map(Personal::on_screen).filter(|actor| !actor.trim().is_empty());
    let by = by.map(|actor| format!("By {actor}"));
    [by.as_deref(), doubt].into_iter().flatten().collect::<Vec<_>>().join(". ")
}

/// Why it may be about another runner.
pub fn doubt(about: About) -> Option<&'static str> {
    match about {
        About::Id => None,
        About::Name => Some("Matched by name"),
        About::Runners => Some("About runners, none named"),
    }
}

/// An event behind `head`, in lines of at most `width` cells. Who did it stands under the mark: an address is long.
pub fn lines(event: &AuditEvent, doubt: Option<&str>, mut head: Line, width: usize) -> Vec<Line> {
    let under = head.iter().map(|piece| text::width(&piece.text)).sum::<usize>();
    head.push(Piece::new(format!("{MARK}  "), Role::Key));
    let indent = under + MARK.len() + 2;
    let mut head = Some(head);
    let mut lines: Vec<Line> = Vec::new();
    for (message, role, indent) in [(what(event), Role::Text, indent), (aside(event, doubt), Role::Quiet, under)] {
        if message.is_empty() {
            continue;
        }
        for part in text::wrap(&message, width.saturating_sub(indent)) {
            let start = head.take().unwrap_or_else(|| vec![Piece::plain(" ".repeat(indent))]);
            lines.push([start, vec![Piece::new(part, role)]].concat());
        }
    }
    lines
}

/// `3 Jan`, where the operator is.
fn day(at: Timestamp, zone: &TimeZone) -> String {
    let shown = day_and_time(at, zone);
    shown.split(',').next().unwrap_or_default().to_owned()
}
