//! Whether the screen shows something of the work on the runners, which is read only while it does.

use super::App;
use crate::tui::overlay::Overlay;

impl App {
    /// Whether it does: the list in its column, its filter or its order; a question in its first line; the open tab.
    pub(super) fn shows_work(&self) -> bool {
        let fleet = self.account.fleet();
        let has_rows = fleet.is_complete() && !fleet.rows().is_empty();
        let is_in_list = self.detail.is_none() && self.list.asks_for_work(&self.layout());
        has_rows && (is_in_list || self.overlays.iter().any(Overlay::says_what_runs)) || self.tab_shows_work()
    }
}
