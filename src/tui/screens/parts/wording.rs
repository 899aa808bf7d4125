//! How a question about a change is put: its title, with the runner's name, and the verbs of its answers.

use crate::domain::{Action, AllowListChange, Change, Named, SettingChange, VersionTrack};
use crate::text;
use crate::text::words::named;
use crate::tui::screens::parts::content::Line;
use crate::tui::ui::{Piece, Role};

/// Cells of a title's edge: blanks, and what the frame takes.
const EDGE: usize = 4;
/// Lines of a name that has no room in the title, at the most.
pub const MAX_NAME_LINES: usize = 4;

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

/// What `action` is called where it is told of.
pub fn noun(action: Action) -> &'static str {
    if action == Action::Remove { "Removal" } else { action.label() }
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

/// The name by itself, in lines of at most `width` cells, where the title of the question has no room for all of it: who
/// answers must see which runner is meant. Of a name without end as much as `MAX_NAME_LINES` hold.
pub fn name_in_full(title: &str, runner: &Named, width: usize, ellipsis: &str) -> Vec<Line> {
    let name = named(runner, width * MAX_NAME_LINES, ellipsis);
    let lines = if title.contains(&name) { Vec::new() } else { text::chop(&name, width) };
    lines.into_iter().map(|line| vec![Piece::new(line, Role::Title)]).collect()
}

fn track_words(track: &VersionTrack) -> &'static str {
    match track {
        VersionTrack::Stable => " on Stable",
        VersionTrack::Current => " on Current",
        VersionTrack::Other(_) => " on another track",
    }
}
