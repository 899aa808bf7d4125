//! Keys, pasted text and the mouse: where they go, and which command they are.

use crate::account::Request;
use tui_input::InputRequest;

use super::{App, Overlay, Removed, ask, detail, on_screen};
use crate::terminal::input::{Chord, Mouse};
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::parts::sending::{Sending, Stage};
use crate::tui::screens::runner_list::{sort_picker, summary};
use crate::tui::screens::{help, journal};
use crate::tui::ui::field;

/// Rows that one turn of the mouse wheel moves.
const WHEEL_ROWS: usize = 3;

impl App {
    /// Where keys go now.
    pub fn context(&self) -> Context {
        match self.overlays.last() {
            Some(overlay) => overlay.context(),
            None => match &self.detail {
                Some(detail) if detail.is_searching() => Context::Search,
                Some(_) => Context::Details,
                None if self.list.is_filtering() => Context::Filter,
                None => Context::List,
            },
        }
    }

    pub(super) fn key(&mut self, chord: Chord) -> Vec<Effect> {
        self.notice = None;
        self.removed = Removed::default();
        let context = self.context();
        if context.takes_text()
            && let Some(request) = field::request(chord)
        {
            return self.edit(request);
        }
        let command = keymap::lookup(context, chord);
        self.is_quit_asked &= matches!(command, Some(Command::Quit | Command::QuitKeepingFrame));
        let effects = match command {
            Some(command) if self.was_on_screen(command, context) => self.command(command),
            Some(_) => self.say(on_screen::too_early(chord)),
            None => self.say(on_screen::no_command(context, chord)),
        };
        // Nothing may lie over a secret, or take the keys that hide it.
        if self.context() != Context::Details {
            self.hide_credentials();
        }
        effects
    }

    fn say(&mut self, words: String) -> Vec<Effect> {
        self.notify(words);
        Vec::new()
    }

    /// Arrows that came faster than anybody presses them. They move, but they neither end on an answer nor change a
    /// value: in a terminal that makes arrows of the mouse wheel, nobody meant that.
    pub(super) fn arrows(&mut self, key: Chord, times: usize) -> Vec<Effect> {
        // What follows at once is part of the same turn of a wheel.
        self.last_move = Some(self.now);
        match self.overlays.last_mut() {
            Some(Overlay::Question(_)) => {
                if let Some(command) = keymap::lookup(Context::Question, key) {
                    self.moves_in_question(command, times);
                }
                Vec::new()
            }
            Some(Overlay::Marked(state)) => {
                state.focus_first();
                Vec::new()
            }
            Some(Overlay::Connectivity) if !self.connectivity.is_on_results() => Vec::new(),
            _ => (0..times).flat_map(|_| self.key(key)).collect(),
        }
    }

    /// Edits the text field that has the keys.
    fn edit(&mut self, request: InputRequest) -> Vec<Effect> {
        match self.overlays.last_mut() {
            Some(Overlay::Edit(state)) => state.edit(request),
            Some(Overlay::Picker(state)) => state.edit(request),
            Some(Overlay::Typed(state)) => state.edit(request),
            Some(Overlay::Bulk(state)) => state.edit(request),
            Some(Overlay::Connectivity) => self.connectivity.edit(request),
            Some(_) => {}
            None if self.detail.is_some() => {
                let (page, height) = self.detail_page();
                if let Some(detail) = &mut self.detail {
                    detail.edit_search(request, &page, height);
                }
            }
            None => {
                self.list.edit_filter(request, &self.fleet);
                return self.moved();
            }
        }
        Vec::new()
    }

    fn command(&mut self, command: Command) -> Vec<Effect> {
        if let Some(effects) = self.refused(command) {
            return effects;
        }
        // What is left on the screen is for others to see.
        if matches!(command, Command::Suspend | Command::QuitKeepingFrame) {
            self.hide_credentials();
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
            Command::Close => return self.close(),
            Command::OpenSort => self.overlays.push(Overlay::Sort(sort_picker::State::default())),
            Command::OpenSummary => self.open_summary(),
            other => return self.command_on_top(other),
        }
        Vec::new()
    }

    /// Quits; with requests that are not sent yet only when asked twice.
    fn quit(&mut self, keep_frame: bool) -> Vec<Effect> {
        let unsent = self.bulk_mut().filter(|state| state.has_unsent()).map_or(0, |state| state.waiting());
        if unsent > 0 && !std::mem::replace(&mut self.is_quit_asked, true) {
            self.notify(format!("{} not sent yet; the same key again quits all the same", counted(unsent, "request")));
            return Vec::new();
        }
        vec![Effect::Quit { keep_frame }]
    }

    /// Closes what is on top, and takes back what it has not sent yet; what has left goes on, and its answer is told all
    /// the same.
    fn close(&mut self) -> Vec<Effect> {
        self.keep_draft();
        if let Some(sending) = self.overlays.last_mut().and_then(Overlay::sending) {
            let Sending { ticket, stage } = *sending;
            self.overlays.pop();
            if stage == Stage::Left {
                self.notify("The request had been sent already: its answer will be told here.");
            }
            // Also of one that left: a refusal may bring it back, and then it must not leave again.
            return vec![ask(Request::TakeBack(ticket))];
        }
        match self.overlays.last_mut() {
            Some(Overlay::Bulk(state)) => {
                let ticket = state.sending();
                if !state.stop() {
                    self.overlays.pop();
                }
                return ticket.map(Request::TakeBack).map(ask).into_iter().collect();
            }
            Some(Overlay::Picker(state)) => {
                if !state.back() {
                    self.overlays.pop();
                }
            }
            Some(Overlay::Connectivity) if self.connectivity.is_running() => return self.connectivity.stop(),
            Some(_) => {
                self.overlays.pop();
            }
            None => return self.command_in_details(Command::Close),
        }
        Vec::new()
    }

    /// Commands that mean something else on each overlay; what the one on top does not know stops there.
    fn command_on_top(&mut self, command: Command) -> Vec<Effect> {
        if self.overlays.is_empty()
            && let Some(effects) = self.command_for_action(command)
        {
            return effects;
        }
        let (page, last) = self.scroll_limits();
        match self.overlays.last_mut() {
            Some(Overlay::Sort(state)) => {
                if command == Command::Choose {
                    let order = self.list.order().chosen(state.choice());
                    self.list.sort(order, &self.fleet);
                    self.overlays.pop();
                } else if !state.update(command) {
                    self.list.update(command, &self.fleet);
                    if matches!(command, Command::SortByColumn(_)) {
                        self.overlays.pop();
                    }
                }
                self.moved()
            }
            Some(
                Overlay::Summary(summary::State { scroll, .. })
                | Overlay::Help(help::State { scroll, .. })
                | Overlay::Journal(journal::State { scroll, .. }),
            ) => {
                scroll.take(command, page, last);
                Vec::new()
            }
            Some(Overlay::Json(state)) => {
                match (command, &state.text) {
                    (Command::CopyAll, Some(Ok(json))) => return vec![detail::copy("The JSON", json.clone())],
                    _ => state.scroll.take(command, page, last),
                };
                Vec::new()
            }
            Some(Overlay::Request(state)) => {
                if command == Command::CopyAll {
                    return vec![detail::copy("The request", state.command.clone())];
                }
                state.scroll.take(command, page, last);
                Vec::new()
            }
            Some(Overlay::Actions(_)) => self.command_in_actions(command),
            Some(Overlay::Marked(_)) => self.command_in_marked(command),
            Some(Overlay::Bulk(_)) => self.command_in_bulk(command),
            Some(Overlay::Edit(_)) => self.command_in_edit(command),
            Some(Overlay::Question(_)) => self.command_in_question(command),
            Some(Overlay::Picker(_)) => self.command_in_picker(command),
            Some(Overlay::Typed(_)) => self.command_in_typed(command),
            Some(Overlay::Connectivity) => self.command_in_connectivity(command),
            None if self.detail.is_some() => self.command_in_details(command),
            None if self.list.update(command, &self.fleet) => {
                self.list.set_page(usize::from(self.layout().rows.height));
                self.moved()
            }
            None => Vec::new(),
        }
    }

    fn poll_now(&mut self) -> Vec<Effect> {
        self.awaits_asked_poll = self.connection.is_frozen();
        self.notify(if self.detail.is_some() { "reading now" } else { "reading the list now" });
        let mut effects = vec![ask(Request::PollNow)];
        effects.extend(self.read_tab_again());
        effects
    }

    fn toggle_mouse(&mut self) -> Vec<Effect> {
        self.window.has_mouse = !self.window.has_mouse;
        self.notify(if self.window.has_mouse {
            "trackside has the mouse: click selects, the wheel moves; m gives it back"
        } else {
            "the terminal has the mouse again"
        });
        vec![Effect::CaptureMouse(self.window.has_mouse)]
    }

    fn toggle_freeze(&mut self) -> Vec<Effect> {
        let freeze = !self.connection.is_frozen();
        self.awaits_asked_poll = false;
        self.connection.set_frozen(freeze, self.now);
        vec![if freeze { ask(Request::PausePolling) } else { ask(Request::ResumePolling) }]
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Effect> {
        match self.context() {
            Context::Filter => {
                self.list.paste_filter(text, &self.fleet);
                self.moved()
            }
            Context::List => {
                // A pasted text is never a series of keys; in the list it can only be meant as a filter.
                self.list.update(Command::OpenFilter, &self.fleet);
                self.list.paste_filter(text, &self.fleet);
                self.moved()
            }
            Context::Edit | Context::Picker | Context::Typed | Context::BulkTyped | Context::Connectivity => {
                match self.overlays.last_mut() {
                    Some(Overlay::Edit(state)) => state.paste(text),
                    Some(Overlay::Picker(state)) => state.paste(text),
                    Some(Overlay::Typed(state)) => state.paste(text),
                    Some(Overlay::Bulk(state)) => state.paste(text),
                    Some(Overlay::Connectivity) => self.connectivity.paste(text),
                    _ => {}
                }
                Vec::new()
            }
            Context::Search => {
                let (page, height) = self.detail_page();
                if let Some(detail) = &mut self.detail {
                    detail.paste_search(text.trim_end_matches(['\r', '\n']), &page, height);
                }
                Vec::new()
            }
            _ => Vec::new(),
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
