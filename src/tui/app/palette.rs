//! The palette: opening it over a screen, letting it follow, and taking what was chosen there on the screen below: as if its
//! key was pressed, and for the runner that was under the bar when the palette was opened or for none.

use std::sync::Arc;

use super::{App, on_screen};
use crate::domain::{AccountId, Label, RunnerKey};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::Context;
use crate::tui::overlay::Overlay;
use crate::tui::screens::palette::offers::{self, Offer, Standing};
use crate::tui::screens::palette::{self, Below, State};
use crate::tui::screens::parts::applies::Applies;
use crate::tui::screens::parts::entry::Entry;
use crate::tui::screens::parts::page::{Item, Page};
use crate::tui::screens::parts::refusal::GONE;

impl App {
    /// Opens the palette over the list, the details or what is in the list's place.
    pub(super) fn open_palette(&mut self) {
        let below = self.below();
        let mut offers = offers::all(&self.config.keymap, below.context);
        self.with_standing(&below, |standing| {
            for offer in &mut offers {
                offer.standing = standing(offer);
            }
        });
        let state = State::over(below, offers, Arc::clone(&self.config.views), self.recent.entries(), &self.accounts);
        self.overlays.push(Overlay::Palette(Box::new(state)));
    }

    /// The palette, while it is open, for tests.
    pub fn palette(&self) -> Option<&State> {
        self.overlays
            .iter()
            .find_map(|overlay| if let Overlay::Palette(state) = overlay { Some(&**state) } else { None })
    }

    fn below(&self) -> Below {
        let runner = match &self.detail {
            Some(detail) => Some(detail.key().clone()),
            None => self.list.selected().cloned(),
        };
        let marks = if self.detail.is_some() { 0 } else { self.list.marks().len() };
        let named = runner.as_ref().map(|key| self.accounts.named(key));
        Below { context: self.context_below(), runner, named, marks }
    }

    /// Lets the palette follow what was typed; and what can be done on the screen below, where that may be something else than it
    /// was: with 20,000 marked runners that is more work than a key should make.
    pub(super) fn follow_palette(&mut self, is_news: bool) {
        let Some(at) = self.overlays.iter().position(|overlay| matches!(overlay, Overlay::Palette(_))) else { return };
        // Held apart while the rest of the state is looked at.
        let mut overlay = self.overlays.remove(at);
        if let Some(state) = overlay.palette_mut() {
            if is_news {
                let before = state.below().clone();
                self.with_standing(&before, |standing| state.follow_below(standing));
            }
            state.follow_typed(&self.accounts);
        }
        self.overlays.insert(at, overlay);
    }

    /// Hands over what tells whether a command can be taken on the screen below, which was `before` when the palette was opened.
    fn with_standing(&self, before: &Below, take: impl FnOnce(&dyn Fn(&Offer) -> Standing)) {
        let page = if self.detail.is_some() { self.detail_page().0 } else { Page::default() };
        let item = self.detail.as_ref().and_then(|detail| detail.cursor().item(&page));
        let now = self.below();
        take(&|offer| match self.departure(offer.command(), before, &now) {
            Some(reason) => Standing::Not(reason.into()),
            None => self.standing(offer, item),
        });
    }

    fn standing(&self, offer: &Offer, item: Option<&Item>) -> Standing {
        use Command::{Bottom, Down, Left, PageDown, PageUp, Right, Top, Up};
        let command = offer.command();
        if !offer.is_here {
            return match command {
                Command::OpenTab(_) if self.can_open_a_tab() => Standing::Ready,
                _ => Standing::Elsewhere(offer.binding.context),
            };
        }
        match self.applies_below(command, item) {
            _ if command == Command::PollNow => Standing::Ready,
            Applies::Yes | Applies::Unlisted => Standing::Ready,
            Applies::NotYet(reason) => Standing::Not(reason.into()),
            Applies::No(Some(reason)) => Standing::Not(reason),
            Applies::No(None) => match command {
                Up | Down | Left | Right | PageUp | PageDown | Top | Bottom => Standing::Ready,
                _ => Standing::Not("Does nothing now".into()),
            },
        }
    }

    /// Whether a tab of the details can be opened from here, with the details.
    fn can_open_a_tab(&self) -> bool {
        matches!(self.context_below(), Context::List | Context::FleetMap) && self.list.selected().is_some()
    }

    /// Takes what was chosen in the palette on top, which is done with.
    pub(super) fn take_from_palette(&mut self, entry: &Entry) -> Vec<Effect> {
        let Some(Overlay::Palette(state)) = self.overlays.pop() else { return Vec::new() };
        let effects = match entry {
            Entry::Command(command) => match self.obstacle(*command, state.below()) {
                Some(message) => return self.answer(message),
                None => self.take_command(*command),
            },
            Entry::View(name) => self.show_in_view(name),
            Entry::Profile(id) => return self.open_profile(*id),
            Entry::Runner(key) => self.open_found(key),
        };
        self.recent.chosen(entry);
        effects
    }

    /// Why a command is not taken on the screen below: that is another one than it was, or the runner that was under its bar is
    /// not there any more, or was not on the screen.
    fn obstacle(&self, command: Command, before: &Below) -> Option<String> {
        let now = self.below();
        if let Some(reason) = self.departure(command, before, &now) {
            return Some(format!("{reason}."));
        }
        if self.was_on_screen(command, now.context) {
            return None;
        }
        self.config.keymap.key(Context::Palette, Command::Choose).map(on_screen::too_early)
    }

    /// Why a command would be for something else than it was `before`.
    fn departure(&self, command: Command, before: &Below, now: &Below) -> Option<&'static str> {
        if now.context != before.context {
            return Some("Another screen came up below");
        }
        let marks_count = palette::subject(command)?;
        if marks_count && (now.marks > 0) != (before.marks > 0) {
            return Some("The marked runners are gone");
        }
        let is_for_marks = marks_count && now.marks > 0;
        if is_for_marks || now.runner == before.runner {
            return None;
        }
        let is_gone = before.runner.as_ref().is_some_and(|key| self.accounts.at(key).is_none());
        Some(if is_gone { GONE } else { "The bar is on another runner now" })
    }

    fn take_command(&mut self, command: Command) -> Vec<Effect> {
        if matches!(command, Command::OpenTab(_)) && self.can_open_a_tab() {
            let Some(key) = self.list.selected().cloned() else { return Vec::new() };
            let mut effects = self.open_details(&key);
            effects.extend(self.command(command));
            return effects;
        }
        self.command(command)
    }

    /// Opens a runner's details; the list's bar goes along where it is shown there.
    fn open_found(&mut self, key: &RunnerKey) -> Vec<Effect> {
        if self.accounts.at(key).is_none() {
            self.tell(key.account, format!("{GONE}."));
            return Vec::new();
        }
        let mut effects = self.open_details(key);
        effects.extend(self.moved());
        effects
    }

    /// Shows the list so; the details give way to it, and what is in its place follows its rows.
    fn show_in_view(&mut self, name: &Label) -> Vec<Effect> {
        if self.detail.is_some() {
            self.close_details();
        }
        self.choose_view(Some(name))
    }

    /// Opens a profile alone, as the list of profiles does.
    fn open_profile(&mut self, id: AccountId) -> Vec<Effect> {
        if self.accounts.number() == 1 && self.accounts.get(id).is_some() {
            let label = self.accounts.label(id);
            return self.answer(format!("{label} is open already."));
        }
        self.open_accounts(vec![id])
    }
}
