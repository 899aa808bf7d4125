//! Typing the filter with help: earlier filters brought back, and what is typed completed.

use super::State;
use super::history::History;
use crate::account::Accounts;
use crate::account::table::filter::completion::{Candidate, Completion, complete};
use crate::domain::Label;
use crate::text;
use crate::text::words::count;
use crate::tui::command::Command;
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of a candidate at the most.
const WIDEST: usize = 30;

/// What helps to type.
#[derive(Clone, Debug, Default)]
pub(super) struct Typing {
    pub(super) history: History,
    /// What the end of the typed text can become, once somebody asked.
    completing: Option<Completing>,
    /// Rows that the bar went down from where the arrow left the field.
    rows_down: usize,
}

/// Candidates on the screen.
#[derive(Clone, Debug)]
struct Completing {
    /// Bytes of the text before what is completed.
    start: usize,
    candidates: Vec<Candidate>,
    /// The one that was put in.
    at: Option<usize>,
}

impl Completing {
    /// The next candidate, or the one before; behind the last comes the first.
    fn step(&mut self, is_forward: bool) -> Option<String> {
        let last = self.candidates.len().checked_sub(1)?;
        let at = match (self.at, is_forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) if at == last => 0,
            (Some(at), true) => at + 1,
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        };
        self.at = Some(at);
        Some(self.candidates[at].text.clone())
    }
}

impl Typing {
    /// The text was edited: nothing of what was offered for it holds.
    pub(super) fn edited(&mut self) {
        *self = Self { history: std::mem::take(&mut self.history), ..Self::default() };
        self.history.end();
    }

    /// Another command than one that completes came.
    pub(super) fn commanded(&mut self, command: Command) {
        if !matches!(command, Command::Complete | Command::CompleteBack) {
            self.completing = None;
        }
        if matches!(command, Command::OpenFilter | Command::AcceptFilter | Command::CancelFilter) {
            self.edited();
        }
    }
}

impl State {
    /// Whether an earlier filter can be brought back.
    pub fn has_earlier_filters(&self) -> bool {
        !self.typing.history.is_empty()
    }

    /// Takes the filters that the store has.
    pub fn restore_filters(&mut self, text: &str) {
        self.typing.history.restore(text);
    }

    /// The filters that were kept, as the store is to have them, if there is a new one.
    pub fn take_unsaved_filters(&mut self) -> Option<String> {
        self.typing.history.take_unsaved()
    }

    /// Keeps the filter in the history, as its field is left.
    pub(super) fn keep_filter(&mut self) {
        self.typing.history.keep(self.narrowing.field().value());
    }

    /// Brings an earlier filter back; where the bar went down from the field, it goes back up first.
    pub(super) fn earlier_filter(&mut self, accounts: &Accounts) {
        if let Some(rows_down) = self.typing.rows_down.checked_sub(1) {
            self.typing.rows_down = rows_down;
            return self.move_to(self.cursor.saturating_sub(1));
        }
        if self.typing.history.is_empty() {
            return self.move_to(self.cursor.saturating_sub(1));
        }
        if let Some(filter) = self.typing.history.earlier(self.narrowing.field().value()) {
            self.put_filter(&filter, accounts);
        }
    }

    /// Brings a later filter back; where none was brought back, the bar goes down.
    pub(super) fn later_filter(&mut self, accounts: &Accounts) {
        if let Some(filter) = self.typing.history.later() {
            return self.put_filter(&filter, accounts);
        }
        self.typing.rows_down += 1;
        self.move_to(self.cursor.saturating_add(1));
    }

    fn put_filter(&mut self, filter: &str, accounts: &Accounts) {
        self.set_anchor();
        self.narrowing.put(filter);
        self.rework(accounts);
    }

    /// Completes what stands before the cursor: what all candidates begin with, then one after the other.
    pub(super) fn complete(&mut self, is_forward: bool, accounts: &Accounts) {
        let (start, text) = if let Some(completing) = &mut self.typing.completing {
            let Some(text) = completing.step(is_forward) else { return };
            (completing.start, text)
        } else {
            let rows = self.merged.rows(accounts);
            let Completion { start, candidates, common } =
                complete(self.narrowing.field().before_cursor(), &rows, super::sight(accounts, self.now));
            if candidates.len() != 1 {
                self.typing.completing = Some(Completing { start, candidates, at: None });
            }
            (start, common)
        };
        self.set_anchor();
        self.narrowing.complete(start, &text);
        self.typing.history.end();
        self.rework(accounts);
    }

    /// What the typed text can become, in at most `width` cells, while that is asked for.
    pub(super) fn candidates(&self, width: usize, symbols: &Symbols) -> Option<Vec<Piece>> {
        let completing = self.typing.completing.as_ref()?;
        if completing.candidates.is_empty() {
            return Some(vec![Piece::new(text::cut("nothing to complete", width, symbols.ellipsis), Role::Quiet)]);
        }
        let labels: Vec<String> = completing.candidates.iter().map(|candidate| label(candidate, symbols)).collect();
        Some(laid_out(&labels, completing.at, width))
    }
}

fn label(candidate: &Candidate, symbols: &Symbols) -> String {
    text::cut(Label::from(candidate.label.as_str()).safe(), WIDEST, symbols.ellipsis)
}

/// As many labels as have room, from the first on, or with the chosen one in view; then how many more there are.
fn laid_out(labels: &[String], chosen: Option<usize>, width: usize) -> Vec<Piece> {
    let more = |hidden: usize| if hidden > 0 { format!("+{}", count(hidden)) } else { String::new() };
    let cells = |range: std::ops::Range<usize>| range.map(|at| text::width(&labels[at]) + 2).sum::<usize>();
    // The longest run from `first` on that fits, with what is said of the rest.
    let end_from = |first: usize| {
        let fits = |end: &usize| cells(first..*end) + more(labels.len() - (end - first)).len() <= width;
        (first + 1..=labels.len()).rev().find(fits).unwrap_or(first)
    };
    let chosen_at = chosen.unwrap_or(0);
    let first = (0..=chosen_at).find(|first| chosen_at < end_from(*first)).unwrap_or(chosen_at);
    let end = end_from(first);
    let mut pieces = Vec::new();
    for (at, label) in labels.iter().enumerate().take(end).skip(first) {
        pieces.push(Piece::new(label.as_str(), if chosen == Some(at) { Role::Selected } else { Role::Text }));
        pieces.push(Piece::plain("  "));
    }
    pieces.push(Piece::new(more(labels.len() - (end - first)), Role::Quiet));
    pieces
}
