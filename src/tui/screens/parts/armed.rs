//! Presses of a key with time between them: one that is held down does not count as two.

use std::time::Duration;

use crate::domain::Moment;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};

/// A key that comes sooner after another may be the same one, held down: keyboards wait up to a second before they
/// repeat a key, and most terminals do not tell that they do.
const HELD_FOR: Duration = Duration::from_secs(1);

/// What is said in `context` once the first Enter counted, the last of them at `last_enter`: how to `verb`.
pub fn armed_message(
    (keymap, context): (&Keymap, Context),
    verb: &str,
    last_enter: Option<Moment>,
    now: Moment,
) -> String {
    let after = if is_held(last_enter, now) { " (after 1 s)" } else { "" };
    format!("{} {verb}{after}", clause(keymap.special(context, Command::Save), "Press {} again to"))
}

/// Whether a key at `now` may be the one at `last_press`, held down.
pub fn is_held(last_press: Option<Moment>, now: Moment) -> bool {
    last_press.is_some_and(|last| now.since(&last) < HELD_FOR)
}
