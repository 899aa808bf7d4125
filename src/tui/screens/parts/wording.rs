//! How a question about a change is put: its title, with the runner's name, and the verbs of its answers.

use crate::domain::{Action, AllowListChange, Change, Named, SettingChange, VersionTrack};
use crate::text;
use crate::text::words::named;

/// Cells of a title's edge: blanks, and what the frame takes.
const EDGE: usize = 4;

/// An answer's verb: on its button, and in the footer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verb {
    /// `Switch to Stable`.
    pub button: &'static str,
    /// `switch to Stable`.
    pub hint: &'static str,
}

/// The verb of the answer that sends `change`.
pub fn verb(change: &Change) -> Verb {
    let (button, hint) = match change {
        Change::Setting(change) => match change {
            SettingChange::Name(_) | SettingChange::Description(_) => ("Save", "save"),
            SettingChange::AutoUpdate(true) => ("Turn on", "turn on"),
            SettingChange::AutoUpdate(false) => ("Turn off", "turn off"),
            SettingChange::Track(VersionTrack::Stable) => ("Switch to Stable", "switch to Stable"),
            SettingChange::Track(VersionTrack::Current) => ("Switch to Current", "switch to Current"),
            SettingChange::Track(VersionTrack::Other(_)) => ("Switch", "switch"),
            SettingChange::Restricted(true) => ("Restrict", "restrict"),
            SettingChange::Restricted(false) => ("Allow all", "allow all"),
        },
        Change::AllowList(change) => match change {
            AllowListChange::Add(_) => ("Add", "add"),
            AllowListChange::RemoveProject(_) => ("Remove the project", "remove project"),
            AllowListChange::RemoveEnvironment(..) => ("Remove the environment", "remove environment"),
            AllowListChange::Clear => ("Empty the list", "empty"),
        },
        Change::Command(_) | Change::Remove => return Action::of(change).map_or(SEND, of_action),
    };
    Verb { button, hint }
}

const SEND: Verb = Verb { button: "Send", hint: "send" };

/// The verb of the answer that begins `action`.
pub fn of_action(action: Action) -> Verb {
    let (button, hint) = match action {
        Action::Restart => ("Restart", "restart"),
        Action::Pause => ("Pause", "pause"),
        Action::Resume => ("Resume", "resume"),
        Action::Remove => ("Remove", "remove"),
        Action::Details | Action::TestConnectivity => return SEND,
    };
    Verb { button, hint }
}

/// The title of a question that leads to one of `changes`, for a window of `width` cells: what stands before the name and
/// behind it is never cut.
pub fn title(changes: &[Change], runner: &Named, width: usize, ellipsis: &str) -> String {
    let several = changes.len() > 1;
    let (before, behind) = match changes.first() {
        Some(Change::Setting(change)) => match change {
            SettingChange::Name(_) => ("Rename ", ""),
            SettingChange::Description(_) => ("Change description of ", ""),
            SettingChange::AutoUpdate(_) if several => ("Auto update of ", ""),
            SettingChange::AutoUpdate(true) => ("Turn on auto update of ", ""),
            SettingChange::AutoUpdate(false) => ("Turn off auto update of ", ""),
            SettingChange::Track(_) if several => ("Which track for ", ""),
            SettingChange::Track(track) => ("Put ", track_words(track)),
            SettingChange::Restricted(_) if several => ("Restrict ", ""),
            SettingChange::Restricted(true) => ("Restrict ", " to its allow list"),
            SettingChange::Restricted(false) => ("Let every project use ", ""),
        },
        Some(Change::AllowList(change)) => match change {
            AllowListChange::Add(_) => ("Add to allow list of ", ""),
            AllowListChange::Clear => ("Empty allow list of ", ""),
            AllowListChange::RemoveProject(_) | AllowListChange::RemoveEnvironment(..) => {
                ("Remove from allow list of ", "")
            }
        },
        Some(change @ (Change::Command(_) | Change::Remove)) => {
            return titled(Action::of(change).map_or(SEND, of_action).button, runner, "", width, ellipsis);
        }
        None => ("", ""),
    };
    titled(before.trim_end(), runner, behind, width, ellipsis)
}

/// `BEFORE NAME BEHIND?`, with the name cut where all of it has no room.
pub fn titled(before: &str, runner: &Named, behind: &str, width: usize, ellipsis: &str) -> String {
    let room = width.saturating_sub(text::width(before) + text::width(behind) + EDGE);
    format!("{before} {}{behind}?", named(runner, room, ellipsis))
}

fn track_words(track: &VersionTrack) -> &'static str {
    match track {
        VersionTrack::Stable => " on Stable",
        VersionTrack::Current => " on Current",
        VersionTrack::Other(_) => " on another track",
    }
}
