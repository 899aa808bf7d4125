//! What stands beside the Overview on wide screens: who uses the runner, and what happened lately.

use super::{Known, activity, used_by};
use crate::tui::ui::Piece;

/// The lines, at most `height` of them.
pub(super) fn lines(known: &Known, height: usize) -> Vec<Vec<Piece>> {
    let mut lines = vec![Vec::new()];
    if known.runner.withheld_reason().is_none() {
        lines.extend(used_by::lines(known));
        lines.push(Vec::new());
    }
    let room = height.saturating_sub(lines.len());
    lines.extend(activity::lines(known, room));
    lines
}
