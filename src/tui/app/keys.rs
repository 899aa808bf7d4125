//! Keys, pasted text and the mouse: where they go, and which command they are.

use tui_input::InputRequest;

use super::boards::InPlace;
use super::{App, Removed, on_screen};
use crate::account::Account;
use crate::terminal::input::{Chord, Mouse};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Context, clause};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::runner_list::sort_picker;
use crate::tui::screens::{help, orphans};
use crate::tui::ui::field;

/// Rows that one turn of the mouse wheel moves.
const WHEEL_ROWS: usize = 3;

impl App {
    /// Where keys go now.
    pub fn context(&self) -> Context {
        match self.overlays.last() {
            Some(overlay) => overlay.context(),
            None => self.context_below(),
        }
    }

    /// Where keys go once nothing lies over the screen.
    pub(super) fn context_below(&self) -> Context {
        match &self.detail {
            Some(detail) if detail.is_searching() => Context::Search,
            Some(_) => Context::Details,
            None if let Some(screen) = self.in_place => screen.context(),
            None if self.list.is_filtering() => Context::Filter,
            None => Context::List,
        }
    }

    pub(super) fn key(&mut self, chord: Chord) -> Vec<Effect> {
        self.end_notice();
        self.removed = Removed::default();
        let context = self.context();
        if context.takes_text()
            && let Some(request) = field::request(chord)
        {
            return self.edit(request);
        }
        let command = self.config.keymap.lookup(context, chord);
        let effects = match command {
            Some(command) if self.was_on_screen(command, context) => self.command(command),
            Some(_) => self.answer(on_screen::too_early(chord)),
            None => self.answer(on_screen::no_command(context, chord, &self.config.keymap)),
        };
        // Nothing may lie over a secret, or take the keys that hide it.
        if self.context() != Context::Details {
            self.hide_credentials();
        }
        effects
    }

    pub(super) fn answer(&mut self, message: String) -> Vec<Effect> {
        self.notify(message);
        Vec::new()
    }

    /// Arrows that came faster than anybody presses them. They move, but they neither end on an answer nor change a
    /// value: in a terminal that makes arrows of the mouse wheel, nobody meant that.
    pub(super) fn arrows(&mut self, key: Chord, times: usize) -> Vec<Effect> {
        // What follows at once is part of the same turn of a wheel.
        self.last_move = Some(self.now);
        let arrow = self.config.keymap.lookup(self.context(), key);
        if self.rush(arrow, times) {
            return Vec::new();
        }
        // The wheel of a mouse is for rows: nobody looks for an earlier filter with it.
        let row = match arrow {
            Some(Command::EarlierFilter) => Some(Command::Up),
            Some(Command::LaterFilter) => Some(Command::Down),
            _ => None,
        };
        let once = |app: &mut Self| if let Some(row) = row { app.command(row) } else { app.key(key) };
        (0..times).flat_map(|_| once(self)).collect()
    }

    /// Edits the text field that has the keys.
    fn edit(&mut self, request: InputRequest) -> Vec<Effect> {
        if self.edit_overlay(request) {
            return Vec::new();
        }
        if self.detail.is_none() {
            self.list.edit_filter(request, &self.accounts);
            return self.moved();
        }
        let (page, height) = self.detail_page();
        if let Some(detail) = &mut self.detail {
            detail.edit_search(request, &page, height);
        }
        Vec::new()
    }

    pub(super) fn command(&mut self, command: Command) -> Vec<Effect> {
        if let Some(effects) = self.refused(command) {
            return effects;
        }
        // What is left on the screen is for others to see.
        if matches!(command, Command::Suspend | Command::QuitKeepingFrame) {
            self.hide_credentials();
        }
        if command == Command::QuitKeepingFrame {
            self.accounts.iter_mut().for_each(Account::forget_events);
        }
        match command {
            Command::Quit | Command::QuitKeepingFrame => return self.quit(command == Command::QuitKeepingFrame),
            Command::Suspend => return vec![Effect::Suspend],
            Command::PollNow => return self.poll_now(),
            Command::ToggleMouse => return self.toggle_mouse(),
            Command::ToggleFreeze => return self.toggle_freeze(),
            Command::OpenHelp => {
                let state = help::State { context: self.context(), scroll: Scroll::default() };
                self.overlays.push(Overlay::Help(state));
            }
            Command::OpenJournal => return self.open_journal(),
            Command::OpenOrphans => {
                self.accounts.iter_mut().for_each(Account::read_work_if_due);
                self.overlays.push(Overlay::Orphans(orphans::State::default()));
            }
            Command::OpenSince => self.open_since(),
            Command::OpenFleetMap => self.open_in_place(InPlace::Map),
            Command::OpenVersions => self.open_in_place(InPlace::Versions),
            Command::OpenEvents => self.open_events(),
            Command::OpenProfiles => self.open_profiles(),
            Command::OpenPalette => self.open_palette(),
            Command::OpenCopy => self.open_copy(),
            Command::OpenSave => self.open_save(),
            Command::OpenOperation => self.open_operation(),
            Command::OpenDrain => self.open_drain(),
            Command::Close => {
                return self.close_overlay().unwrap_or_else(|| self.close_screen());
            }
            Command::OpenSort => self
                .overlays
                .push(Overlay::Sort(sort_picker::State::at(self.list.order(), self.accounts.are_several()))),
            Command::OpenColumns => self.open_columns(),
            Command::OpenViews => self.open_views(),
            Command::OpenSummary => self.open_summary(),
            other => return self.command_on_top(other),
        }
        Vec::new()
    }

    /// Commands that mean something else on each overlay; what the one on top does not know stops there.
    fn command_on_top(&mut self, command: Command) -> Vec<Effect> {
        if !self.overlays.is_empty() {
            return self.command_in_overlay(command);
        }
        if let Some(effects) = self.command_for_action(command) {
            return effects;
        }
        if self.detail.is_some() {
            return self.command_in_details(command);
        }
        // Whether the list stands there or the map.
        if command == Command::CopyField {
            return self.copy_name();
        }
        if let Some(screen) = self.in_place {
            return self.command_in_place(screen, command);
        }
        if !self.list.update(command, &self.accounts) {
            return Vec::new();
        }
        self.list.set_page(usize::from(self.layout().rows.height));
        if matches!(command, Command::ToggleTimeline | Command::LongerSpan | Command::ShorterSpan) {
            self.say_timeline();
        }
        self.moved()
    }

    fn close_screen(&mut self) -> Vec<Effect> {
        match self.in_place {
            Some(screen) if self.detail.is_none() => self.command_in_place(screen, Command::Close),
            _ => self.command_in_details(Command::Close),
        }
    }

    fn poll_now(&mut self) -> Vec<Effect> {
        self.notify(if self.detail.is_some() { "Reading now." } else { "Reading the list now." });
        match &self.detail {
            Some(detail) => {
                if let Some(account) = self.accounts.get_mut(detail.key().account) {
                    account.poll_now();
                }
            }
            None => self.accounts.iter_mut().for_each(Account::poll_now),
        }
        self.read_tab_again();
        Vec::new()
    }

    fn toggle_mouse(&mut self) -> Vec<Effect> {
        self.window.has_mouse = !self.window.has_mouse;
        let back = clause(self.config.keymap.key(self.context(), Command::ToggleMouse), " {} gives the mouse back.");
        self.notify(if self.window.has_mouse {
            format!("Mouse on. Click selects, the wheel moves.{back}")
        } else {
            "Mouse off. The terminal has the mouse again.".to_owned()
        });
        vec![Effect::CaptureMouse(self.window.has_mouse)]
    }

    fn toggle_freeze(&mut self) -> Vec<Effect> {
        let is_frozen = self.is_frozen();
        self.accounts.iter_mut().for_each(|account| account.set_frozen(!is_frozen));
        Vec::new()
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Effect> {
        match self.context() {
            Context::Filter => {
                self.list.paste_filter(text, &self.accounts);
                self.moved()
            }
            Context::List => {
                // A pasted text is never a series of keys; in the list it can only be meant as a filter.
                self.list.update(Command::OpenFilter, &self.accounts);
                self.list.paste_filter(text, &self.accounts);
                self.moved()
            }
            Context::Search => {
                let (page, height) = self.detail_page();
                if let Some(detail) = &mut self.detail {
                    detail.paste_search(text.trim_end_matches(['\r', '\n']), &page, height);
                }
                Vec::new()
            }
            _ => {
                self.paste_into_overlay(text);
                Vec::new()
            }
        }
    }

    pub(super) fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        if !self.window.has_mouse {
            return Vec::new();
        }
        match mouse {
            Mouse::WheelUp => {
                (0..WHEEL_ROWS).flat_map(|_| self.command_on_top(Command::Up)).last().into_iter().collect()
            }
            Mouse::WheelDown => {
                (0..WHEEL_ROWS).flat_map(|_| self.command_on_top(Command::Down)).last().into_iter().collect()
            }
            Mouse::Pressed { column, row } => {
                if self.detail.is_some() {
                    self.select_line_in_details(column, row);
                    return Vec::new();
                }
                if let Some(screen) = self.in_place.filter(|_| self.overlays.is_empty()) {
                    return self.press_in_place(screen, column, row);
                }
                let rows = self.layout().rows;
                if self.overlays.is_empty() && rows.contains((column, row).into()) {
                    self.list.select_line(usize::from(row - rows.y));
                    return self.moved();
                }
                Vec::new()
            }
        }
    }
}
