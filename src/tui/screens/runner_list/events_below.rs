//! The newest events, below the rows of a high screen.

use super::State;
use super::view::Scene;
use crate::account::difference::Event;
use crate::domain::AccountId;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::kept::Kept;
use crate::tui::screens::parts::kept::event_line::event_line;
use crate::tui::ui::layout::ListLayout;
use crate::tui::ui::painter::line;
use crate::tui::ui::{Painter, Piece, Role};

impl State {
    /// Lines below the rows for what happened last, where the rows leave room for them: none on screens that are not high.
    pub fn event_lines(&self, layout: &ListLayout) -> u16 {
        let wanted = match layout.footer.bottom() {
            0..30 => return 0,
            30..45 => 2,
            _ => 5,
        };
        // A blank line, and one that says what they are.
        let needed = self.shown.len() + 2 + usize::from(wanted);
        if !self.shown.is_empty() && needed <= usize::from(layout.rows.height) { wanted } else { 0 }
    }
}

/// What happened last, below the rows, where they leave room for it.
pub(super) fn draw(state: &State, scene: &Scene, layout: &ListLayout, painter: &mut Painter) {
    let most = usize::from(state.event_lines(layout));
    let events = newest(scene, most);
    let number = events.len();
    let Some(first) = u16::try_from(number).ok().filter(|number| *number > 0) else { return };
    let first = layout.rows.height.saturating_sub(first);
    let more = clause(scene.keymap.key(Context::List, Command::OpenEvents), " ({} lists all)");
    let title = [Piece::new(" Events", Role::Heading), Piece::new(more, Role::Quiet)];
    painter.pieces(line(layout.rows, first.saturating_sub(1)), &title);
    let symbols = painter.theme().symbols;
    for (row, (account, event)) in (first..).zip(events) {
        let work = scene.accounts.of(account).work();
        let label = scene.accounts.are_several().then(|| scene.accounts.label(account));
        let pieces = event_line(event, label, work.value(), scene.now, scene.zone, symbols);
        painter.pieces(line(layout.rows, row), &pieces);
    }
}

/// The newest of all accounts, newest first.
fn newest<'a>(scene: &Scene<'a>, most: usize) -> Vec<(AccountId, &'a Event)> {
    let of_one = |kept: &'a Kept| kept.events.newest_first().iter().take(most).map(|event| (kept.account(), event));
    let mut events: Vec<(AccountId, &Event)> = scene.stored.iter().flat_map(of_one).collect();
    events.sort_by_key(|(_, event)| std::cmp::Reverse(event.at));
    events.truncate(most);
    events
}
