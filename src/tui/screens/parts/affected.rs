//! [`Affected`]: who depends on what is asked about, as far as that was read; and [`Place`], where in a question that stands,
//! below what runs there.
//!
//! The place has as many lines whatever is known, so that no answer moves when more is. While something is still read, or
//! could not be, that is said in the same place.

use super::content::{Line, at_most};
use super::scene::Scene;
use super::work_line::{About, Pause, WAIT, WorkLine};
use crate::account::work::Work;
use crate::domain::kind::Kind;
use crate::domain::{Label, Moment, Runner};
use crate::text;
use crate::text::words::counted;
use crate::tui::ui::{Piece, Role, Symbols};

/// From this many rows of the screen on there is room for the whole sentence that says what runs.
const ROOMY_FROM: u16 = 20;
/// Lines for what a pause has to do with what starts.
const PAUSE_LINES: usize = 2;
/// Cells of a project's or an environment's name at the most.
const NAME: usize = 24;

/// The place of a question that says whom an answer affects: what runs, then who depends on it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Place {
    /// When the question opened.
    opened: Option<Moment>,
    /// What the question has to do with a pause.
    pause: Pause,
    /// What runs, as it was known last.
    work: Option<WorkLine>,
    /// Who depends on it, as it was known last.
    affected: Option<Affected>,
}

impl Place {
    /// Takes what is known by `now`. Says whether it is something else than was known before.
    pub fn follow(&mut self, runners: &[&Runner], work: &Work, pause: Pause, now: Moment) -> bool {
        let opened = *self.opened.get_or_insert(now);
        let (line, affected) = (WorkLine::of(runners, work, About { opened, pause }, now), Affected::of(runners, work));
        let is_other = self.work.as_ref().is_some_and(|before| before.says_other_than(&line))
            || self.affected.as_ref().is_some_and(|before| *before != affected);
        (self.work, self.affected, self.pause) = (Some(line), Some(affected), pause);
        is_other
    }

    /// Whether an answer waits for what runs.
    pub fn is_awaited(&self) -> bool {
        self.work.as_ref().is_none_or(WorkLine::is_awaited)
    }

    /// Until when it does.
    pub fn waits_until(&self) -> Option<Moment> {
        self.opened.filter(|_| self.is_awaited()).map(|opened| opened.plus(WAIT))
    }

    /// What a pause has to do with what starts, in a sentence, where that is no part of [`Place::lines`]: on a popup that
    /// takes the whole screen, whose answers stand at its end wherever the sentences between end.
    pub fn pause(&self, scene: &Scene) -> Option<String> {
        self.work.as_ref().filter(|_| scene.is_whole_screen_popup()).and_then(|line| line.pause(scene.zone))
    }

    /// Its lines, as many whatever is known: what is left of them is blank.
    pub fn lines(&self, width: usize, scene: &Scene) -> Vec<Line> {
        let (is_whole_screen, symbols) = (scene.is_whole_screen_popup(), scene.symbols);
        let (of_work, all) = match (is_whole_screen, scene.area.height >= ROOMY_FROM) {
            (true, _) => (1, 2),
            (false, false) => (2, 4),
            (false, true) => (3, 5),
        };
        let work = self.work.iter().flat_map(|line| line.lines(width, of_work, symbols));
        let affected = self.affected.iter().flat_map(|affected| affected.lines(width, is_whole_screen, symbols));
        let mut lines: Vec<Line> = work.chain(affected).filter(|line| !is_blank(line)).collect();
        // Not while nothing is known at all: then there is no place.
        if lines.is_empty() {
            return lines;
        }
        let mut height = all;
        if self.pause != Pause::None && !is_whole_screen {
            let note = self.work.as_ref().and_then(|line| line.pause(scene.zone)).unwrap_or_default();
            lines.extend(at_most(PAUSE_LINES, &note, Role::Attention, width, symbols));
            height += PAUSE_LINES;
        }
        lines.resize(height, Line::new());
        lines
    }
}

fn is_blank(line: &Line) -> bool {
    line.iter().all(|piece| piece.text.is_empty())
}

/// Who depends on a runner, or on any of several.
#[derive(Clone, PartialEq, Debug)]
pub struct Affected {
    /// The environments that have it as their default runner: `Orders / orders-prod`, safe to draw.
    environments: Vec<String>,
    reading: Reading,
    /// Whether a streaming pipeline depends on it.
    has_pipeline: bool,
}

/// How far the account's environments are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reading {
    /// They need not be: what is asked about has none.
    NotNeeded,
    UnderWay,
    /// It was stopped, or never begun.
    NotRead,
    Failed,
    /// They were read, those of so many projects excepted.
    Done {
        unread: usize,
    },
}

impl Affected {
    /// What is known of those who depend on any of `runners`.
    pub fn of(runners: &[&Runner], work: &Work) -> Self {
        let (streaming, others): (Vec<&Runner>, Vec<&Runner>) =
            runners.iter().copied().partition(|runner| Kind::of(runner) == Kind::Streaming);
        let mut environments: Vec<String> = Vec::new();
        for runner in &others {
            for (project, environment) in work.defaults_of(runner).unwrap_or_default() {
                let name = format!("{} / {}", shortened(&project.name), shortened(&environment.name));
                if !environments.contains(&name) {
                    environments.push(name);
                }
            }
        }
        let reading = match work.value() {
            _ if others.is_empty() && !streaming.is_empty() => Reading::NotNeeded,
            Some(usage) if work.is_whole() => Reading::Done { unread: usage.unread() },
            _ if work.remote().is_loading() => Reading::UnderWay,
            _ if work.remote().error().is_some() => Reading::Failed,
            _ => Reading::NotRead,
        };
        Self { environments, reading, has_pipeline: !streaming.is_empty() }
    }

    /// The place, as high as it always is for a question that may take the whole screen or may not: what is known in a
    /// line, and the names in another one where there is room for that.
    pub fn lines(&self, width: usize, is_whole_screen: bool, symbols: &Symbols) -> Vec<Line> {
        let (message, role) = self.message(is_whole_screen);
        if is_whole_screen {
            let names = self.names(width.saturating_sub(text::width(&message) + 2));
            let all = if names.is_empty() { message } else { format!("{message}: {names}") };
            return vec![vec![Piece::new(text::cut(&all, width, symbols.ellipsis), role)]];
        }
        let message = vec![Piece::new(text::cut(&message, width, symbols.ellipsis), role)];
        vec![message, vec![Piece::new(text::cut(&self.names(width), width, symbols.ellipsis), role)]]
    }

    fn message(&self, is_short: bool) -> (String, Role) {
        let number = counted(self.environments.len(), "environment");
        let of = if is_short { "Default of " } else { "Default runner of " };
        match (self.reading, self.environments.len()) {
            (Reading::NotNeeded, _) => ("Used by a streaming pipeline".to_owned(), Role::Attention),
            (Reading::UnderWay, 0) => ("Reading the environments".to_owned(), Role::InMotion),
            (Reading::UnderWay, _) => (format!("{of}{number} so far, reading on"), Role::Attention),
            (Reading::NotRead, 0) => ("Environments were not read".to_owned(), Role::Quiet),
            (Reading::NotRead, _) => (format!("{of}{number}, others were not read"), Role::Attention),
            (Reading::Failed, 0) => ("Environments could not be read".to_owned(), Role::Attention),
            (Reading::Failed, _) => (format!("{of}{number}, others could not be read"), Role::Attention),
            (Reading::Done { unread: 0 }, 0) if self.has_pipeline => {
                ("Used by a streaming pipeline".to_owned(), Role::Attention)
            }
            (Reading::Done { unread: 0 }, 0) => {
                (format!("None seen: {}no environment", of.to_lowercase()), Role::Quiet)
            }
            (Reading::Done { unread: 0 }, _) => (format!("{of}{number}"), Role::Attention),
            (Reading::Done { unread }, 0) => {
                (format!("None seen, {} could not be read", counted(unread, "project")), Role::Attention)
            }
            (Reading::Done { unread }, _) => {
                (format!("{of}{number}, {} could not be read", counted(unread, "project")), Role::Attention)
            }
        }
    }

    /// As many names as there is room for in `room` cells, and how many more there are.
    fn names(&self, room: usize) -> String {
        let all = &self.environments;
        let of_first = |shown: usize| {
            let more = all.len() - shown;
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{}{rest}", all[..shown].join(", "))
        };
        let fits = (1..=all.len()).rev().map(of_first).find(|names| text::width(names) <= room);
        fits.or_else(|| all.first().map(|_| of_first(1))).unwrap_or_default()
    }
}

fn shortened(name: &Label) -> String {
    text::cut(name.safe(), NAME, "...")
}
