//! The side pane: what a runner is, who depends on it, what happened. One for the list, for every tab of the details and for
//! the summary, which is the same as a popup. It reads the records and environments of its runner, and no others.

mod about;
pub mod dependents;
pub mod happened;
pub mod joined;

use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use crate::account::fleet::{Absence, Companions, Fleet, LastChange, Row, StatusChange};
use crate::account::history::{History, Record};
use crate::account::work::Work;
use crate::domain::timeline::Watched;
use crate::domain::{Moment, Runner};
use crate::tui::keymap::{Context, Keymap};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::kept::Kept;
use crate::tui::ui::painter::line;
use crate::tui::ui::{Painter, Piece, Role, Symbols};

/// From this many cells on, sections stand side by side.
const TWO_FROM: u16 = 96;
/// Lines that are kept for what happened, however much there is to say before it.
const LEAST_HAPPENED: usize = 9;

/// A part of the pane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// What the runner is, and what its status calls for.
    About,
    /// Which environments use it by default.
    Dependents,
    /// Its statuses by time, then what was seen and done.
    Happened,
}

impl Section {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::About, Self::Dependents, Self::Happened];
}

/// What is around a runner: what all panes are worked out from.
pub struct Surroundings<'a> {
    /// The account in words, where there are several.
    pub account: Option<&'a str>,
    /// The runners that it is one of.
    pub fleet: &'a Fleet,
    /// The account's projects, as far as they were read.
    pub work: &'a Work,
    /// What the store told.
    pub kept: &'a Kept,
    /// Where keys go, so that a sentence names the right one.
    pub context: Context,
    /// What time it is.
    pub now: Moment,
    /// The operator's time zone.
    pub zone: &'a TimeZone,
    /// The theme's glyphs.
    pub symbols: &'a Symbols,
    /// The keys that count.
    pub keymap: &'a Keymap,
}

/// Whom a pane is about.
pub struct Subject<'a> {
    /// The account in words, where there are several.
    pub account: Option<&'a str>,
    /// The runner as it was last known.
    pub runner: &'a Runner,
    /// Since when the list lacks it, while it does.
    pub absence: Option<Absence>,
    /// The latest change that was seen.
    pub change: Option<&'a LastChange>,
    /// The latest change of its status that was seen.
    pub status_change: Option<&'a StatusChange>,
    /// When trackside first saw it.
    pub first_seen: Moment,
    /// Who of the same platform is Unknown since the same minutes, while the runner is.
    pub companions: Option<Companions<'a>>,
    /// What was seen and done of it, newest first.
    pub records: Vec<&'a Record>,
    /// When lists came, oldest first.
    pub watched: &'a [Watched],
    /// The account's projects, as far as they were read.
    pub work: &'a Work,
    /// What the store told.
    pub kept: &'a Kept,
    /// Where keys go, so that a sentence names the right one.
    pub context: Context,
    /// What time it is.
    pub now: Moment,
    /// The operator's time zone.
    pub zone: &'a TimeZone,
    /// The theme's glyphs.
    pub symbols: &'a Symbols,
    /// The keys that count.
    pub keymap: &'a Keymap,
}

impl<'a> Subject<'a> {
    /// The runner of a row.
    pub fn of(row: &'a Row, history: &'a History, around: &Surroundings<'a>) -> Self {
        Self {
            account: around.account,
            runner: &row.runner,
            absence: row.absence(),
            change: row.change.as_deref(),
            status_change: row.status_change.as_deref(),
            first_seen: row.first_seen,
            companions: around.fleet.companions(row),
            records: history.of(&row.runner.id).collect(),
            watched: history.watched(),
            work: around.work,
            kept: around.kept,
            context: around.context,
            now: around.now,
            zone: around.zone,
            symbols: around.symbols,
            keymap: around.keymap,
        }
    }

    /// Whether the screen's header says name, status, platform, type and version already.
    fn is_headed(&self) -> bool {
        self.context == Context::Details
    }

    /// Whether what the runner reports may not be so any more.
    fn is_missing(&self) -> bool {
        self.absence.is_some_and(|absence| absence.is_missing())
    }
}

/// Draws sections into `area`, whose first column is a divider: below each other, or in two columns where they are
/// too long for one and there is room.
pub fn draw(subject: &Subject, sections: &[Section], area: Rect, painter: &mut Painter) {
    if area.width == 0 {
        return;
    }
    let is_wide = area.width >= TWO_FROM && sections.len() > 1;
    let is_too_low = || whole(subject, sections, area.width.saturating_sub(3)).len() > usize::from(area.height);
    let split = if is_wide && is_too_low() { sections.len() - 1 } else { sections.len() };
    let (left, right) = sections.split_at(split);
    let mut rest = area;
    for (sections, width) in [(left, if right.is_empty() { area.width } else { area.width / 2 }), (right, area.width)] {
        let width = width.min(rest.width);
        let column = Rect { width, ..rest };
        rest = Rect { x: rest.x + width, width: rest.width - width, ..rest };
        if sections.is_empty() || column.width == 0 {
            continue;
        }
        painter.divider(column);
        let inside = Rect { x: column.x + 2, width: column.width.saturating_sub(3), ..column };
        let lines = fitting(subject, sections, inside.width, usize::from(inside.height));
        for (row, pieces) in (0..inside.height).zip(lines) {
            painter.pieces(line(inside, row), &pieces);
        }
    }
}

/// The sections as a whole, in lines of at most `width` cells.
pub fn whole(subject: &Subject, sections: &[Section], width: u16) -> Vec<Line> {
    fitting(subject, sections, width, usize::MAX)
}

/// The same in at most `height` lines: what the runner is gives way to who depends on it and to what happened last.
fn fitting(subject: &Subject, sections: &[Section], width: u16, height: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let dependents =
        if sections.contains(&Section::Dependents) { dependents::lines(subject, width) } else { Vec::new() };
    for section in sections {
        if *section == Section::Dependents && dependents.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        match section {
            Section::About => {
                let mut about = about::lines(subject, width);
                let kept = if sections.contains(&Section::Happened) { LEAST_HAPPENED + 1 } else { 0 };
                let room = height.saturating_sub(dependents.len() + 1 + kept).max(height / 3);
                if about.len() > room {
                    about.truncate(room.saturating_sub(1));
                    about.push(vec![Piece::new(subject.symbols.ellipsis, Role::Quiet)]);
                }
                lines.extend(about);
            }
            Section::Dependents => lines.extend(dependents.iter().cloned()),
            Section::Happened => lines.extend(happened::lines(subject, width, height.saturating_sub(lines.len()))),
        }
    }
    lines
}
