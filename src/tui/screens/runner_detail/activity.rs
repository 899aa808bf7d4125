//! The Activity tab: a strip of the runner's recent statuses by time, then what was seen and done, newest first.

use std::time::Duration;

use jiff::Timestamp;

use super::Known;
use crate::account::history::{Record, RecordKind, statuses};
use crate::domain::{Intent, Moment, Status, Version};
use crate::text;
use crate::text::words::{day_and_time, span, time_of_day, time_with_seconds};
use crate::tui::screens::parts::page::{Builder, Page};
use crate::tui::screens::parts::record;
use crate::tui::ui::{Piece, Role};

/// Cells of the strip at the most: more cannot be read at a glance.
const LONGEST_STRIP: usize = 60;
/// What a mark of the strip may stand for, in seconds.
const STEPS: [u64; 12] = [10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400];

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.symbols);
    strip(&mut page, known);
    page.heading("Since trackside saw it first, newest first");
    for (index, record) in known.records.iter().enumerate() {
        let before = status_before(&known.records[index + 1..], &record.kind, known.first_seen);
        push_record(&mut page, known, record, before.map(|since| record.at.since(&since)));
    }
    let seen = format!("{}  first seen", when(known, known.first_seen.wall));
    page.push("first seen", vec![vec![Piece::new(seen, Role::Quiet)]], None);
    page.finish()
}

/// When the status began that ended with `kind`; `None` where it is no change of status.
fn status_before(older: &[&Record], kind: &RecordKind, first_seen: Moment) -> Option<Moment> {
    matches!(kind, RecordKind::Status { .. }).then_some(())?;
    let began = older.iter().find(|record| matches!(record.kind, RecordKind::Status { .. } | RecordKind::Appeared(_)));
    Some(began.map_or(first_seen, |record| record.at))
}

/// The time; the day too where it was not within the last twelve hours.
fn when(known: &Known, at: Timestamp) -> String {
    let is_recent = known.now.wall.duration_since(at).as_secs() < 12 * 3_600;
    if is_recent { time_with_seconds(at, known.zone) } else { day_and_time(at, known.zone) }
}

fn push_record(page: &mut Builder, known: &Known, record: &Record, after: Option<Duration>) {
    let time = when(known, record.at.wall);
    let (mut message, role) = message_of(&record.kind, known);
    if let Some(after) = after {
        message = format!("{message}   after {}", span(after));
    }
    let indent = text::width(&time) + 2;
    let mut lines = page.wrapped(indent, &message, role);
    if let Some(first) = lines.first_mut().and_then(|line| line.first_mut()) {
        *first = Piece::new(format!("{time}  "), Role::Quiet);
    }
    page.push(&format!("event {}", record.number), lines, Some(("Event", &format!("{} {message}", record.at.wall))));
}

/// A record as a message, safe to draw, and what it means.
fn message_of(kind: &RecordKind, known: &Known) -> (String, Role) {
    let becomes = known.symbols.becomes;
    let what = |intent: &Intent| intent.phrase(known.usage.value().map(AsRef::as_ref));
    match kind {
        RecordKind::Appeared(status) => {
            (format!("new in the list, {}", status.as_ref().map_or("status not told", Status::label)), Role::Text)
        }
        RecordKind::Vanished => ("Removed: the control plane has no such runner".to_owned(), Role::Attention),
        RecordKind::Status { from, to } => (format!("{} {becomes} {}", from.label(), to.label()), role_of(Some(to))),
        RecordKind::Connected(true) => ("connected".to_owned(), Role::Good),
        RecordKind::Connected(false) => ("no longer connected".to_owned(), Role::Attention),
        RecordKind::Version { from, to } => {
            let from = from.as_ref().map_or("none", Version::label);
            (format!("version {from} {becomes} {}", to.label()), Role::Text)
        }
        RecordKind::Setting { setting, from, to } => {
            let shown = |value: &str| if value.trim().is_empty() { "none".to_owned() } else { value.to_owned() };
            (format!("{}: {} {becomes} {}", setting.label(), shown(from), shown(to)), Role::Text)
        }
        RecordKind::Asked(intent) => (format!("asked from here: {}", what(intent)), Role::InMotion),
        RecordKind::Reported { intent, after } => {
            (format!("done: {}, reported after {}", what(intent), span(*after)), Role::Good)
        }
        RecordKind::Unanswered { intent, cause } => {
            (format!("not known whether it arrived: {}: {cause}", what(intent)), Role::Attention)
        }
        RecordKind::NotSent { intent, cause } => (format!("not sent: {}: {cause}", what(intent)), Role::Attention),
        RecordKind::Refused { intent, cause } => (format!("failed: {}: {cause}", what(intent)), Role::Bad),
        RecordKind::Overdue { intent, overdue } => {
            (format!("failed: {}: {}", what(intent), record::overdue_phrase(overdue)), Role::Bad)
        }
        RecordKind::GoneMeanwhile(intent) => (format!("failed: {}: {}", what(intent), record::GONE), Role::Bad),
    }
}

fn role_of(status: Option<&Status>) -> Role {
    status.map_or(Role::Quiet, |status| status.severity().into())
}

/// One mark for each step of time, the newest at the right: the glyph of the status that needs attention most of those
/// that the runner had in it. Steps begin at round times, so that the marks stand still until a new one comes.
fn strip(page: &mut Builder, known: &Known) {
    let statuses = statuses(&known.records, known.runner.status.as_ref(), known.first_seen);
    let room = page.width().clamp(1, LONGEST_STRIP);
    let (step, marks) = marks(&statuses, known.now.wall, known.first_seen.wall, room);
    let mut legend: Vec<Option<&Status>> = Vec::new();
    let mut line: Vec<Piece> = Vec::new();
    for status in marks.iter().copied() {
        if !legend.contains(&status) {
            legend.push(status);
        }
        let (glyph, role) = (known.symbols.status(status), role_of(status));
        match line.last_mut().filter(|piece| piece.role == role) {
            Some(piece) => piece.text.push_str(glyph),
            None => line.push(Piece::new(glyph, role)),
        }
    }
    let began = time_of_day(start_of_step(known.first_seen.wall, step, 0), known.zone);
    let ends = format!("{began}{:>1$}", "now", marks.len().saturating_sub(began.len()).max(4));
    let meaning =
        format!("each mark is {}: the status in it that needs attention most", span(Duration::from_secs(step)));
    let mut message: Vec<Piece> = Vec::new();
    for status in legend {
        message.push(Piece::new(known.symbols.status(status), role_of(status)));
        message.push(Piece::new(format!(" {}   ", status.map_or("not told", Status::label)), Role::Quiet));
    }
    let lines = vec![line, vec![Piece::new(ends, Role::Quiet)], message, vec![Piece::new(meaning, Role::Quiet)]];
    page.show(lines);
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

/// The newest events in a line each, for beside another page.
pub(super) fn lines(known: &Known, room: usize) -> Vec<Vec<Piece>> {
    let mut lines = vec![vec![Piece::new("This session", Role::Heading)]];
    for record in known.records.iter().take(room.saturating_sub(2)) {
        let (message, role) = message_of(&record.kind, known);
        let time = Piece::new(format!("  {}  ", time_with_seconds(record.at.wall, known.zone)), Role::Quiet);
        lines.push(vec![time, Piece::new(message, role)]);
    }
    let first = format!("  {}  first seen", time_with_seconds(known.first_seen.wall, known.zone));
    lines.push(vec![Piece::new(first, Role::Quiet)]);
    lines
}
