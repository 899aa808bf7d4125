//! What the config file says of the list: the view to begin with, choosing another one, and choosing columns.

use std::sync::Arc;

use super::App;
use crate::account::table::Columns;
use crate::domain::Label;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::instruction::Width;
use crate::tui::screens::runner_list::{column_chooser, view_picker};

impl App {
    /// Shows what the config file says at the start: without a view, or the one that was asked for.
    pub(super) fn begin_with_view(&mut self) {
        let view = self.config.view.clone();
        self.show_view(view.as_ref());
        self.kept_choice = self.choice();
    }

    /// Shows the view of this name; `None`: what the config file says without one. A name that there is not changes nothing.
    pub fn choose_view(&mut self, name: Option<&Label>) -> Vec<Effect> {
        if name.is_some_and(|name| self.config.views.named(name.raw()).is_none()) {
            return Vec::new();
        }
        self.show_view(name);
        self.moved()
    }

    fn show_view(&mut self, name: Option<&Label>) {
        let view = name.and_then(|name| self.config.views.named(name.raw()));
        let said = self.config.views.arrangement(view);
        self.list.arrange(view.map(|view| view.name.clone()), said, &self.accounts);
    }

    pub(super) fn open_views(&mut self) {
        let state = view_picker::State::new(Arc::clone(&self.config.views), self.list.view());
        self.overlays.push(Overlay::Views(state));
    }

    pub(super) fn open_columns(&mut self) {
        let state = column_chooser::State::new(&self.list, self.accounts.are_several());
        self.overlays.push(Overlay::Columns(state));
    }

    /// Shows these columns, or every column. What stands in a row may be read for that.
    pub(super) fn show_columns(&mut self, columns: Columns, width: Width) {
        self.list.choose_columns(columns, width == Width::Every);
    }
}
