//! Results in lines: a test that has ended, a runner's part in a round of several, and what such a round comes to.

use crate::account::connectivity::{Done, Part, Progress, Round, Target};
use crate::domain::Moment;
use crate::text;
use crate::text::words::{named, seconds, span, time_of_day, time_with_seconds};
use crate::text::{cut, width, wrap};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::refusal::{Refusal, is_too_old};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::{Piece, Role, Symbols};

/// Below this many cells a line leaves out when it was.
pub(super) const NARROW_BELOW: usize = 56;
/// Cells for a result's word at the most.
pub(super) const WORD: usize = 14;
/// Cells for who tested it at the most.
pub(super) const MARK: usize = 18;

/// How wide the parts of a result's line are, in cells.
pub(super) struct Columns {
    pub(super) width: usize,
    pub(super) word: usize,
    pub(super) mark: usize,
}

/// Cells for a runner's name in a round of several, at the most.
pub(super) fn name_limit(width: usize) -> usize {
    if width < NARROW_BELOW { width / 3 } else { width / 2 }
}

/// The result in a word, and how it looks.
pub(super) fn word(done: &Done) -> (String, Role) {
    match done.report() {
        Some(report) if report.verdict.is_success() => (report.verdict.label().to_owned(), Role::Good),
        Some(report) => (report.verdict.label().to_owned(), Role::Bad),
        None => ("no result".to_owned(), Role::Attention),
    }
}

fn glyph_and_word(done: &Done, cells: usize, symbols: &Symbols) -> [Piece; 2] {
    let (word, role) = word(done);
    let glyph = match role {
        Role::Good => symbols.success,
        Role::Bad => symbols.failure,
        _ => symbols.unknown,
    };
    let word = padded(&cut(&word, cells, symbols.ellipsis), cells);
    [Piece::new(format!("{glyph} "), role), Piece::new(word, role)]
}

/// A test that has ended in a line: result, target, who if that matters, when, how long.
pub(super) fn row(done: &Done, mark: Option<&str>, columns: &Columns, scene: &Scene) -> Line {
    let is_narrow = columns.width < NARROW_BELOW;
    let took = format!("{:>7}", seconds(done.took));
    let mut tail = Vec::new();
    if !is_narrow {
        if columns.mark > 0 {
            let mark = cut(mark.unwrap_or_default(), columns.mark.min(MARK), scene.symbols.ellipsis);
            tail.push(Piece::plain(format!("  {}", padded(&mark, columns.mark.min(MARK)))));
        }
        tail.push(Piece::new(format!("  {} ", time_with_seconds(done.at.wall, scene.zone)), Role::Quiet));
    }
    tail.push(Piece::plain(took));
    let word = columns.word.min(WORD);
    let used: usize = tail.iter().map(|piece| width(&piece.text)).sum();
    let gap = if is_narrow { " " } else { "  " };
    let room = columns.width.saturating_sub(2 + word + gap.len() + used);
    let target = padded(&target_text(&done.target, room, scene.symbols), room);
    let [glyph, word] = glyph_and_word(done, word, scene.symbols);
    let mut line = vec![glyph, word, Piece::plain(format!("{gap}{target}"))];
    line.append(&mut tail);
    line
}

/// A test that has ended, at length: its line, what it was before, and what it means.
pub(super) fn of_done(done: &Done, mark: Option<&str>, width: usize, scene: &Scene) -> Vec<Line> {
    let columns = Columns { width, word: text::width(&word(done).0), mark: 0 };
    let mut lines = vec![row(done, None, &columns, scene)];
    if let Some(mark) = mark {
        lines.extend(wrapped(&format!("from {mark}"), Role::Text, 2, width));
    }
    if let Some((was, at)) = &done.before {
        let at = time_of_day(at.wall, scene.zone);
        lines.extend(wrapped(&format!("was {} {at}", was.label()), Role::Attention, 2, width));
    }
    match &done.result {
        Ok(report) => lines.extend(wrapped(report.meaning(), Role::Text, 2, width)),
        Err(error) => {
            let refusal = Refusal::of_test(error, done.runner.as_deref());
            lines.extend(refusal.lines().flat_map(|(message, role)| wrapped(&message, role, 2, width)));
        }
    }
    lines
}

/// A runner's part in a round of several, in a line.
pub(super) fn of_grid(part: &Part, columns: &Columns, scene: &Scene) -> Line {
    let symbols = scene.symbols;
    let cells = columns.mark.min(name_limit(columns.width));
    let name = padded(&named(&part.work.name, cells, symbols.ellipsis), cells);
    let mut line = vec![Piece::plain(format!("{name}  "))];
    match part.progress() {
        Progress::Waiting => line.push(Piece::new("  waiting", Role::Quiet)),
        Progress::UnderWay(since) => {
            line.push(Piece::new(format!("{} testing {}", symbols.asked, elapsed(since, scene)), Role::InMotion));
        }
        Progress::LeftOut(why) => {
            let message = format!("{} not tested: {}", symbols.absent, why.reason());
            line.push(Piece::new(message, Role::Quiet));
        }
        Progress::Stopped => line.push(Piece::new(format!("{} stopped waiting", symbols.absent), Role::Quiet)),
        Progress::Done(done) => {
            let short = match &done.result {
                Ok(_) => seconds(done.took),
                Err(error) if is_too_old(error) => "version too old".to_owned(),
                Err(error) => error.short(),
            };
            let cells = width(&word(done).0).clamp(7, WORD);
            line.extend(glyph_and_word(done, cells, symbols));
            line.push(Piece::plain(format!("  {short}")));
            if let Some((was, at)) = &done.before {
                let message = format!("  was {} {}", was.label(), time_of_day(at.wall, scene.zone));
                line.push(Piece::new(message, Role::Attention));
            }
        }
    }
    line
}

/// A round of several runners in two lines: what is tested, and how far it is.
pub(super) fn of_several(round: &Round, width: usize, scene: &Scene) -> Vec<Line> {
    let count = |is_it: fn(Progress) -> bool| round.parts().iter().filter(|part| is_it(part.progress())).count();
    let answered = |is_it: fn(&Done) -> bool| {
        round.parts().iter().filter(|part| part.done().is_some_and(|done| is_it(done))).count()
    };
    let symbols = scene.symbols;
    let good = answered(|done| done.report().is_some_and(|report| report.verdict.is_success()));
    let bad = answered(|done| done.report().is_some_and(|report| !report.verdict.is_success()));
    let unknown = answered(|done| done.report().is_none());
    let numbers = [
        (format!("{} {good}", symbols.success), good, Role::Good),
        (format!("{} {bad}", symbols.failure), bad, Role::Bad),
        (format!("{} {unknown}", symbols.unknown), unknown, Role::Attention),
    ];
    let counted = [
        ("not tested", count(|progress| matches!(progress, Progress::LeftOut(_) | Progress::Stopped))),
        ("under way", count(|progress| matches!(progress, Progress::UnderWay(_)))),
        ("waiting", count(|progress| progress == Progress::Waiting)),
    ];
    let message = counted.into_iter().map(|(message, number)| (format!("{number} {message}"), number, Role::Text));
    let mut numbers_line = Vec::new();
    for (message, _, role) in numbers.into_iter().chain(message).filter(|(_, number, _)| *number > 0) {
        if !numbers_line.is_empty() {
            numbers_line.push(Piece::plain("  "));
        }
        numbers_line.push(Piece::new(message, role));
    }
    let target = target_text(&round.target, width.saturating_sub(10), symbols);
    let at = time_of_day(round.started.wall, scene.zone);
    vec![vec![Piece::new(target, Role::Title), Piece::new(format!("  {at}"), Role::Quiet)], numbers_line]
}

/// Host and port in at most `room` cells: of a long host the beginning.
pub(super) fn target_text(target: &Target, room: usize, symbols: &Symbols) -> String {
    let whole = target.endpoint.with_port(target.port);
    if width(&whole) <= room {
        return whole;
    }
    let port = format!(":{}", target.port);
    format!("{}{port}", cut(target.endpoint.host(), room.saturating_sub(port.len()), symbols.ellipsis))
}

pub(super) fn elapsed(since: Moment, scene: &Scene) -> String {
    span(scene.now.since(&since))
}

fn padded(text: &str, cells: usize) -> String {
    format!("{text}{}", " ".repeat(cells.saturating_sub(width(text))))
}

/// `words` in lines of at most `width` cells, indented; none where there are no words.
pub(super) fn wrapped(message: &str, role: Role, indent: usize, width: usize) -> Vec<Line> {
    if message.is_empty() {
        return Vec::new();
    }
    let lines = wrap(message, width.saturating_sub(indent)).into_iter();
    lines.map(|line| vec![Piece::plain(" ".repeat(indent)), Piece::new(line, role)]).collect()
}
