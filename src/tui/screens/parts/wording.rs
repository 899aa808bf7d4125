//! How a question about a change is put: its title, with the runner's name, and the verbs of its answers.

use crate::domain::{Action, AllowListChange, Change, Named, SettingChange, VersionTrack};
use crate::text;
use crate::text::words::named;

/// Cells of a title's edge: blanks, and what the frame takes.
const EDGE: usize = 4;

/// The verb of the answer that sends `change`, as the footer has it; a button begins with a capital.
pub fn verb(change: &Change) -> &'static str {
    match change {
        Change::Setting(change) => match change {
            SettingChange::Name(_) | SettingChange::Description(_) => "save",
            SettingChange::AutoUpdate(true) => "turn on",
            SettingChange::AutoUpdate(false) => "turn off",
            SettingChange::Track(VersionTrack::Stable) => "switch to Stable",
            SettingChange::Track(VersionTrack::Current) => "switch to Current",
            SettingChange::Track(VersionTrack::Other(_)) => "switch",
            SettingChange::Restricted(true) => "restrict",
            SettingChange::Restricted(false) => "allow all",
        },
        Change::AllowList(change) => match change {
            AllowListChange::Add(_) => "add",
            AllowListChange::RemoveProject(_) => "remove project",
            AllowListChange::RemoveEnvironment(..) => "remove environment",
            AllowListChange::Clear => "empty list",
        },
        Change::Command(_) | Change::Remove => Action::of(change).map_or("send", of_action),
    }
}

/// The same for the answer that begins `action`.
pub fn of_action(action: Action) -> &'static str {
    match action {
        Action::Restart => "restart",
        Action::Pause => "pause",
        Action::Resume => "resume",
        Action::Remove => "remove",
        Action::Details | Action::TestConnectivity => "send",
    }
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
            return titled(change.label(), runner, "", width, ellipsis);
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
