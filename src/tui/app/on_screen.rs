//! [`OnScreen`]: what was on the screen when the key at hand was read.
//!
//! The rule: a key is an answer to the last frame that was drawn before the key was read. Moves, text, and what only
//! looks, are taken whenever they come. A key that acts on a runner counts only if that runner's row or details were in
//! that frame; a key that answers a dialog only if the dialog was, as it is now.

use std::collections::VecDeque;
use std::time::Duration;

use super::App;
use crate::domain::{Action, Label, RunnerKey};
use crate::terminal::input::{Chord, Key};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::overlay::{Dialog, Overlay};
use crate::tui::ui::layout;

/// Frames whose runners are remembered. A key is rarely older than the frame that was being drawn when it was read.
const REMEMBERED: usize = 4;

/// Two moves that are meant are further apart than this.
const IN_A_ROW: Duration = Duration::from_millis(100);

/// What the last frames showed, and how old the key at hand is.
#[derive(Clone, Debug, Default)]
pub(super) struct OnScreen {
    /// Frames drawn so far.
    frames: u64,
    /// Frames that had been drawn when the key at hand was read; `None`: all of them.
    read_at: Option<u64>,
    /// The runners in view, each time with the first frame that showed them; the newest last.
    runners: VecDeque<(u64, Vec<RunnerKey>)>,
    /// The dialog on top, and the first frame that showed it as it was drawn last.
    dialog: Option<(OnTop, u64)>,
}

/// The dialog on top, as it was drawn.
#[derive(Clone, PartialEq, Debug)]
struct OnTop {
    /// Dialogs up to it.
    depth: usize,
    dialog: Dialog,
}

/// What must have been in the frame that a key answers.
enum Need {
    Nothing,
    Runner,
    Dialog,
}

fn need(command: Command, context: Context, on_top: Option<&Overlay>) -> Need {
    use Command as C;
    match (on_top, context) {
        (Some(overlay), _) if overlay.wants_an_answer() => match command {
            C::Act(Action::Details) => Need::Nothing,
            C::Yes | C::Other | C::Choose | C::Save | C::Act(_) => Need::Dialog,
            _ => Need::Nothing,
        },
        (None, Context::List | Context::Details) if command.acts_on_a_runner() => Need::Runner,
        _ => Need::Nothing,
    }
}

impl OnScreen {
    /// What comes from here on was read when so many frames had been drawn.
    pub(super) fn read(&mut self, frames: u64) {
        self.read_at = Some(frames);
    }

    /// Whatever was drawn so far is on the screen no more.
    fn forget(&mut self) {
        self.runners.clear();
        self.dialog = None;
    }

    fn read_at(&self) -> u64 {
        self.read_at.unwrap_or(self.frames)
    }

    fn had_runner(&self, key: &RunnerKey) -> bool {
        let read_at = self.read_at();
        let frame = self.runners.iter().rev().find(|(since, _)| *since <= read_at);
        frame.is_some_and(|(_, runners)| runners.contains(key))
    }

    fn had_dialog(&self, dialog: &OnTop) -> bool {
        self.dialog.as_ref().is_some_and(|(drawn, since)| drawn == dialog && *since <= self.read_at())
    }

    fn drawn(&mut self, runners: impl Iterator<Item = RunnerKey>, dialog: Option<OnTop>, is_new: bool) {
        self.frames += 1;
        let frame = self.frames;
        let runners: Vec<RunnerKey> = runners.collect();
        if self.runners.back().is_none_or(|(_, before)| *before != runners) {
            self.runners.push_back((frame, runners));
            if self.runners.len() > REMEMBERED {
                self.runners.pop_front();
            }
        }
        let since = match (self.dialog.take(), &dialog) {
            (Some((before, since)), Some(now)) if before == *now && !is_new => since,
            _ => frame,
        };
        self.dialog = dialog.map(|dialog| (dialog, since));
    }
}

impl App {
    /// A frame was drawn: what was asked in it has been seen, if there was room for it.
    pub(super) fn was_drawn(&mut self) {
        let is_seen = !layout::is_too_small(self.area);
        let says_trouble = self.overlays.last().is_some_and(Overlay::says_that_the_journal_fails);
        if let Some(trouble) = &mut self.journal_trouble {
            trouble.is_shown = is_seen && says_trouble;
        }
        // Worked out only for what has an end to be read to: other windows may be long.
        let is_read = self.overlays.last().is_some_and(Overlay::is_read_to_the_end);
        let last = if is_read { self.window_on_top().last } else { 0 };
        let is_new = self.overlays.last_mut().is_some_and(|overlay| overlay.drawn(is_seen, last));
        let dialog = self.dialog();
        // Either the details stand there or the rows.
        let open = self.detail.as_ref().map(|detail| detail.key().clone());
        let rows = if open.is_some() { 0 } else { usize::MAX };
        let in_view = self.list.visible_keys().take(rows).cloned().chain(open);
        let shown = if is_seen { usize::MAX } else { 0 };
        self.on_screen.drawn(in_view.take(shown), dialog, is_new);
    }

    /// Whatever was drawn, nobody sees it now.
    pub(super) fn screen_lost(&mut self) {
        self.conceal_credentials();
        if let Some(trouble) = &mut self.journal_trouble {
            trouble.is_shown = false;
        }
        for overlay in &mut self.overlays {
            overlay.drawn(false, 0);
        }
        self.on_screen.forget();
    }

    fn dialog(&self) -> Option<OnTop> {
        let dialog = self.overlays.last()?.dialog();
        Some(OnTop { depth: self.overlays.len(), dialog })
    }

    /// Whether a move between answers is one of a row: it follows another one faster than anybody means it, or was read
    /// before it could be seen where the bar is. So come the turn of a mouse wheel in a terminal that makes keys of it, in
    /// whatever pieces, and a key held down; neither may choose an answer.
    pub(super) fn is_move_in_a_row(&mut self) -> bool {
        let before = self.last_move.replace(self.now);
        let is_seen = self.dialog().is_some_and(|dialog| self.on_screen.had_dialog(&dialog));
        !is_seen || before.is_some_and(|before| self.now.since(&before) < IN_A_ROW)
    }

    /// Whether what `command` would act on, or answer, was on the screen when its key was read.
    pub(super) fn was_on_screen(&self, command: Command, context: Context) -> bool {
        match need(command, context, self.overlays.last()) {
            Need::Nothing => true,
            Need::Dialog => self.dialog().is_some_and(|dialog| self.on_screen.had_dialog(&dialog)),
            // Marked runners were in view when they were marked.
            Need::Runner => match (&self.detail, self.list.selected()) {
                (Some(detail), _) => self.on_screen.had_runner(detail.key()),
                (None, Some(key)) => self.on_screen.had_runner(key),
                (None, None) => true,
            },
        }
    }
}

/// What is said of a key that was pressed before that was on the screen which it would act on.
pub(super) fn too_early(chord: Chord) -> String {
    format!("The screen changed after {chord} was pressed. Press {chord} again.")
}

/// What is said of a key that means nothing here.
pub(super) fn no_command(context: Context, chord: Chord, keymap: &Keymap) -> String {
    let shown = Label::from(chord.to_string());
    match chord.key {
        // Which no command has: the keyboard is set to another script.
        Key::Char(character) if !character.is_ascii() => {
            let lists = clause(keymap.special(context, Command::OpenHelp), " {} lists them.");
            format!("{} is no command: commands are Latin letters.{lists}", shown.safe())
        }
        _ => {
            let lists = clause(keymap.key(context, Command::OpenHelp), " {} lists the keys.");
            format!("{} does nothing here.{lists}", shown.safe())
        }
    }
}
