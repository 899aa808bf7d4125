//! What happened to a runner, as trackside saw it: a strip of its statuses by time, then what was seen and done, newest
//! first. From the store, where that has told it, by whichever run of the program it was seen; else from what this run saw.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Subject;
use super::joined::{Entry, entries};
use crate::account::history::{RecordKind, course};
use crate::domain::timeline::Strip;
use crate::domain::{Change, Intent, Moment, Status, Usage, Version};
use crate::text;
use crate::text::words::{capitalised, count, second_or_day, span, time_or_day};
use crate::tui::screens::parts::content::{Line, wrapped};
use crate::tui::screens::parts::kept::runner::{CELLS, MAX_EVENTS, SpanStrip};
use crate::tui::screens::parts::kept::strip;
use crate::tui::screens::parts::kept::strips::Span;
use crate::tui::screens::parts::record;
use crate::tui::screens::parts::refusal::in_place_of_an_answer;
use crate::tui::ui::{Piece, Role, Symbols};

/// A heading, the strip, and as many events as there is room for in `room` lines of `width` cells.
pub(super) fn lines(subject: &Subject, width: u16, room: usize) -> Vec<Line> {
    let width = usize::from(width);
    let mut lines = vec![vec![Piece::new("Activity", Role::Heading)]];
    lines.extend(strip(subject, width));
    lines.push(Line::new());
    lines.push(vec![Piece::new(since(subject), Role::Quiet)]);
    let entries = entries(subject);
    for index in 0..entries.len() {
        if lines.len() >= room {
            break;
        }
        lines.extend(event(subject, &entries, index, width).lines);
    }
    lines.extend(wrapped(&beginning(subject, entries.len()), Role::Quiet, width));
    lines.truncate(room);
    lines
}

/// Over the events: from when on anything was seen, where no store tells more.
pub fn since(subject: &Subject) -> String {
    if subject.kept.runner.events(&subject.runner.id).is_some() {
        return "Newest first".to_owned();
    }
    let at = time_or_day(subject.first_seen.wall, subject.now.wall, subject.zone);
    format!("Seen since {at}, newest first")
}

/// Why the store cannot tell more, if so.
fn trouble(subject: &Subject) -> Option<String> {
    let fault = subject.kept.runner.fault(&subject.runner.id)?;
    Some(format!("The history cannot be read: {fault}."))
}

/// Below `number` events: what there is before them.
pub fn beginning(subject: &Subject, number: usize) -> String {
    match subject.kept.runner.events(&subject.runner.id) {
        None => format!("{}  First seen", when(subject, subject.first_seen.wall)),
        Some(events) if events.len() >= MAX_EVENTS => format!("Only the newest {} are listed.", count(MAX_EVENTS)),
        Some(_) if number == 0 => "No change is in the history yet.".to_owned(),
        Some(_) => "No earlier change is known.".to_owned(),
    }
}

/// An event as it is drawn, and as it is copied.
pub struct Event {
    /// The lines.
    pub lines: Vec<Line>,
    /// The sentence.
    pub text: String,
}

/// The one at `index` of `entries`, in lines of at most `width` cells.
pub fn event(subject: &Subject, entries: &[Entry], index: usize, width: usize) -> Event {
    let entry = &entries[index];
    let (mut text, role) = message_of(entry.kind, subject.work.value(), subject.symbols);
    if let Some(since) = status_before(subject, entries, index) {
        text = format!("{text}   after {}", span(entry.at.duration_since(since).unsigned_abs()));
    }
    let time = match entry.unseen_since {
        Some(_) => UNSEEN.to_owned(),
        None => when(subject, entry.at),
    };
    let mut indent = Piece::new(format!("{time}  "), Role::Quiet);
    let rest = text::width(&indent.text);
    let lines = text::wrap(&text, width.saturating_sub(rest))
        .into_iter()
        .map(|part| vec![std::mem::replace(&mut indent, Piece::plain(" ".repeat(rest))), Piece::new(part, role)]);
    Event { lines: lines.collect(), text }
}

/// When the status began that ended with the entry at `index`, where both were seen.
fn status_before(subject: &Subject, entries: &[Entry], index: usize) -> Option<Timestamp> {
    let is_seen = |entry: &Entry| entry.unseen_since.is_none();
    let ended = Some(&entries[index]).filter(|entry| is_seen(entry));
    ended.filter(|entry| matches!(entry.kind, RecordKind::Status { .. }))?;
    let older = entries[index + 1..].iter();
    let began = older.clone().find(|entry| matches!(entry.kind, RecordKind::Status { .. } | RecordKind::Appeared(_)));
    match began {
        Some(began) => Some(began.at).filter(|_| is_seen(began)),
        // What came before is not known, where the store has told all that it has.
        None => Some(subject.first_seen.wall).filter(|_| subject.kept.runner.events(&subject.runner.id).is_none()),
    }
}

/// The time; the day too where that is another one.
pub fn when(subject: &Subject, at: Timestamp) -> String {
    time_of(at, subject.now, subject.zone)
}

/// In place of a time where nobody watched.
pub const UNSEEN: &str = "Not watched";

/// As [`when`], for whoever has no subject.
pub fn time_of(at: Timestamp, now: Moment, zone: &TimeZone) -> String {
    second_or_day(at, now.wall, zone)
}

/// A record as a message, safe to draw, and what it means. `usage` names the projects.
pub fn message_of(kind: &RecordKind, usage: Option<&Usage>, symbols: &Symbols) -> (String, Role) {
    let becomes = symbols.becomes;
    let what = |intent: &Intent| phrase(intent, usage);
    match kind {
        RecordKind::Appeared(status) => {
            (format!("New in the list, {}", status.as_ref().map_or("status not reported", Status::label)), Role::Text)
        }
        RecordKind::Vanished => ("Removed. The control plane has no such runner.".to_owned(), Role::Attention),
        RecordKind::Status { from, to } => (format!("{} {becomes} {}", from.label(), to.label()), role_of(Some(to))),
        RecordKind::Connected(true) => ("Connected".to_owned(), Role::Good),
        RecordKind::Connected(false) => ("No longer connected".to_owned(), Role::Attention),
        RecordKind::Version { from, to } => {
            let from = from.as_ref().map_or("none", Version::label);
            (format!("Version {from} {becomes} {}", to.label()), Role::Text)
        }
        RecordKind::Setting { setting, from, to } => {
            let shown = |value: &str| if value.trim().is_empty() { "none".to_owned() } else { value.to_owned() };
            (format!("{} {} {becomes} {}", setting.label(), shown(from), shown(to)), Role::Text)
        }
        RecordKind::Asked(intent) => (format!("Requested from here: {}", what(intent)), Role::InMotion),
        RecordKind::Reported { intent, after } => {
            (format!("Finished after {}: {}", span(*after), what(intent)), Role::Good)
        }
        RecordKind::Unanswered { intent, cause } => {
            let came = in_place_of_an_answer(cause);
            (format!("{came}, may have arrived: {} ({cause})", what(intent)), Role::Attention)
        }
        RecordKind::NotSent { intent, cause } => (format!("Not sent: {} ({cause})", what(intent)), Role::Attention),
        RecordKind::Refused { intent, cause } => (format!("Refused: {} ({cause})", what(intent)), Role::Bad),
        RecordKind::Overdue { intent, overdue } => {
            (format!("Failed: {} ({})", what(intent), record::overdue_phrase(overdue)), Role::Bad)
        }
        RecordKind::GoneMeanwhile(intent) => (format!("Failed: {} ({})", what(intent), record::GONE), Role::Bad),
    }
}

/// What was asked for, as a label: `Restart`, `Version track Stable`, `Add Finance with all environments`.
fn phrase(intent: &Intent, usage: Option<&Usage>) -> String {
    match intent {
        Intent::Change(Change::Setting(change)) => format!("{} {}", change.setting().label(), change.value()),
        Intent::Change(change @ Change::AllowList(_)) => capitalised(&change.phrase(usage)),
        Intent::Change(Change::Command(_) | Change::Remove) | Intent::NewSecret => intent.label().to_owned(),
    }
}

fn role_of(status: Option<&Status>) -> Role {
    status.map_or(Role::Quiet, |status| status.severity().into())
}

/// A mark for each step of time, the newest at the right: the status in it that needs attention most, blank where nobody
/// watched. Then what the marks mean, and for how much of the watched time the runner was serving.
pub fn strip(subject: &Subject, width: usize) -> Vec<Line> {
    let shown = subject.kept.runner.strip(&subject.runner.id).cloned().unwrap_or_else(|| seen_strip(subject));
    let mut lines = strip::lines(&shown, width, subject.zone, subject.symbols);
    lines.extend(trouble(subject).into_iter().flat_map(|message| wrapped(&message, Role::Attention, width)));
    lines
}

/// The strip of what this run saw alone.
fn seen_strip(subject: &Subject) -> SpanStrip {
    let is_short = subject.now.since(&subject.first_seen).as_secs() < 3_600;
    let span = if is_short { Span::Hour } else { Span::Day };
    let window = span.window(subject.now.wall, CELLS);
    let course = course(&subject.records, subject.runner);
    SpanStrip { span, window, strip: Strip::fold(&window, &course, subject.watched) }
}
