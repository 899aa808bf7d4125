//! What happened to a runner, as trackside saw it: a strip of its statuses by time, then what was seen and done, newest
//! first.

use jiff::Timestamp;

use super::Subject;
use crate::account::history::{Record, RecordKind, statuses};
use crate::domain::{Change, Intent, Moment, Status, Version};
use crate::text;
use crate::text::words::{capitalised, day_and_time, span, time_of_day, time_with_seconds};
use crate::tui::screens::parts::content::{Line, wrapped};
use crate::tui::screens::parts::record;
use crate::tui::screens::parts::refusal::in_place_of_an_answer;
use crate::tui::ui::{Piece, Role};

/// Cells of the strip at the most: more cannot be read at a glance.
const LONGEST_STRIP: usize = 60;
/// What a mark of the strip may stand for, in seconds.
const STEPS: [u64; 12] = [10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400];

/// A heading, the strip, and as many events as there is room for in `room` lines of `width` cells.
pub(super) fn lines(subject: &Subject, width: u16, room: usize) -> Vec<Line> {
    let width = usize::from(width);
    let mut lines = vec![vec![Piece::new("Activity", Role::Heading)]];
    lines.extend(strip(subject, width));
    lines.push(Line::new());
    lines.push(vec![Piece::new(since(subject), Role::Quiet)]);
    for index in 0..subject.records.len() {
        if lines.len() >= room {
            break;
        }
        lines.extend(event(subject, index, width).lines);
    }
    lines.push(first_seen(subject));
    lines.truncate(room);
    lines
}

/// Over the events: from when on anything was seen.
pub fn since(subject: &Subject) -> String {
    let seen = subject.first_seen;
    let is_recent = subject.now.since(&seen).as_secs() < 12 * 3_600;
    let at = if is_recent { time_of_day(seen.wall, subject.zone) } else { day_and_time(seen.wall, subject.zone) };
    format!("Seen since {at}, newest first")
}

/// The first event of all.
pub fn first_seen(subject: &Subject) -> Line {
    vec![
        Piece::new(format!("{}  ", when(subject, subject.first_seen.wall)), Role::Quiet),
        Piece::new("First seen", Role::Quiet),
    ]
}

/// A record as it is drawn, and as it is copied.
pub struct Event {
    /// The lines.
    pub lines: Vec<Line>,
    /// The sentence.
    pub text: String,
}

/// The record at `index` of those of the subject, in lines of at most `width` cells.
pub fn event(subject: &Subject, index: usize, width: usize) -> Event {
    let record = subject.records[index];
    let (mut text, role) = message_of(&record.kind, subject);
    if let Some(since) = status_before(&subject.records[index + 1..], &record.kind, subject.first_seen) {
        text = format!("{text}   after {}", span(record.at.since(&since)));
    }
    let time = format!("{}  ", when(subject, record.at.wall));
    let mut indent = Piece::new(time.as_str(), Role::Quiet);
    let rest = text::width(&time);
    let lines = text::wrap(&text, width.saturating_sub(rest))
        .into_iter()
        .map(|part| vec![std::mem::replace(&mut indent, Piece::plain(" ".repeat(rest))), Piece::new(part, role)]);
    Event { lines: lines.collect(), text }
}

/// When the status began that ended with `kind`; `None` where it is no change of status.
fn status_before(older: &[&Record], kind: &RecordKind, first_seen: Moment) -> Option<Moment> {
    matches!(kind, RecordKind::Status { .. }).then_some(())?;
    let began = older.iter().find(|record| matches!(record.kind, RecordKind::Status { .. } | RecordKind::Appeared(_)));
    Some(began.map_or(first_seen, |record| record.at))
}

/// The time; the day too where it was not within the last twelve hours.
pub fn when(subject: &Subject, at: Timestamp) -> String {
    let is_recent = subject.now.wall.duration_since(at).as_secs() < 12 * 3_600;
    if is_recent { time_with_seconds(at, subject.zone) } else { day_and_time(at, subject.zone) }
}

/// A record as a message, safe to draw, and what it means.
fn message_of(kind: &RecordKind, subject: &Subject) -> (String, Role) {
    let becomes = subject.symbols.becomes;
    let what = |intent: &Intent| phrase(intent, subject);
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
fn phrase(intent: &Intent, subject: &Subject) -> String {
    match intent {
        Intent::Change(Change::Setting(change)) => format!("{} {}", change.setting().label(), change.value()),
        Intent::Change(change @ Change::AllowList(_)) => capitalised(&change.phrase(subject.work.value())),
        Intent::Change(Change::Command(_) | Change::Remove) | Intent::NewSecret => intent.label().to_owned(),
    }
}

fn role_of(status: Option<&Status>) -> Role {
    status.map_or(Role::Quiet, |status| status.severity().into())
}

/// One mark for each step of time, the newest at the right: the glyph of the worst status that the runner had in it. Steps
/// begin at round times, so that the marks stand still until a new one comes. Then what the marks mean.
pub fn strip(subject: &Subject, width: usize) -> Vec<Line> {
    let statuses = statuses(&subject.records, subject.runner.status.as_ref(), subject.first_seen);
    let (step, marks) = marks(&statuses, subject.now.wall, subject.first_seen.wall, width.clamp(1, LONGEST_STRIP));
    let mut legend: Vec<Option<&Status>> = Vec::new();
    let mut line = Line::new();
    for status in marks.iter().copied() {
        if !legend.contains(&status) {
            legend.push(status);
        }
        let (glyph, role) = (subject.symbols.status(status), role_of(status));
        match line.last_mut().filter(|piece| piece.role == role) {
            Some(piece) => piece.text.push_str(glyph),
            None => line.push(Piece::new(glyph, role)),
        }
    }
    let began = time_of_day(start_of_step(subject.first_seen.wall, step, 0), subject.zone);
    let ends = format!("{began}{:>1$}", "now", marks.len().saturating_sub(began.len()).max(4));
    let mut meanings = Line::new();
    for status in legend {
        meanings.push(Piece::new(subject.symbols.status(status), role_of(status)));
        meanings.push(Piece::new(format!(" {}   ", status.map_or("Not reported", Status::label)), Role::Quiet));
    }
    let rule = format!("One mark = {}, worst status wins", step_in_words(step));
    let mut lines = vec![line, vec![Piece::new(ends, Role::Quiet)], meanings];
    lines.extend(wrapped(&rule, Role::Quiet, width));
    lines
}

/// `10 s`, `5 min`, `2 h`, `1 d`.
fn step_in_words(step: u64) -> String {
    match step {
        0..60 => format!("{step} s"),
        60..3_600 => format!("{} min", step / 60),
        3_600..86_400 => format!("{} h", step / 3_600),
        _ => format!("{} d", step / 86_400),
    }
}

fn start_of_step(at: Timestamp, step: u64, ahead: i64) -> Timestamp {
    let step = i64::try_from(step).unwrap_or(1);
    let start = (at.as_second().div_euclid(step) + ahead) * step;
    Timestamp::from_second(start).unwrap_or(at)
}

/// The seconds that a mark stands for, and the marks, oldest first. `statuses` is newest first, each with its beginning.
fn marks<'a>(
    statuses: &[(Moment, Option<&'a Status>)],
    now: Timestamp,
    first: Timestamp,
    room: usize,
) -> (u64, Vec<Option<&'a Status>>) {
    let steps_in = |step: u64| {
        let step = i64::try_from(step).unwrap_or(1);
        usize::try_from(now.as_second().div_euclid(step) - first.as_second().div_euclid(step) + 1).unwrap_or(1)
    };
    let step = STEPS.into_iter().find(|step| steps_in(*step) <= room).unwrap_or(STEPS[STEPS.len() - 1]);
    let number = steps_in(step).min(room);
    let marks = (0..number).rev().map(|back| {
        let ahead = i64::try_from(back).unwrap_or(0);
        let (begin, end) = (start_of_step(now, step, -ahead), start_of_step(now, step, 1 - ahead));
        // Newest first: each status lasted until the one before it in the list began.
        let mut until = Timestamp::MAX;
        let mut worst: Option<Option<&Status>> = None;
        for (since, status) in statuses {
            if since.wall < end && until > begin {
                let rank = |status: Option<&Status>| status.map_or(u8::MAX, Status::attention_rank);
                worst = Some(worst.filter(|worst| rank(*worst) <= rank(*status)).unwrap_or(*status));
            }
            until = since.wall;
        }
        worst.flatten()
    });
    (step, marks.collect())
}
