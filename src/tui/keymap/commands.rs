//! The name of each command in `[keys]` of the config file. A name is a promise: who has it in a file relies on it.

use crate::domain::Action;
use crate::tui::command::Command;

/// By the column's number, counted from 1.
const SORTS: [&str; 10] = [
    "sort-by-column-1",
    "sort-by-column-2",
    "sort-by-column-3",
    "sort-by-column-4",
    "sort-by-column-5",
    "sort-by-column-6",
    "sort-by-column-7",
    "sort-by-column-8",
    "sort-by-column-9",
    "sort-by-column-10",
];
/// By the tab's number, counted from 1.
const TABS: [&str; 7] =
    ["open-tab-1", "open-tab-2", "open-tab-3", "open-tab-4", "open-tab-5", "open-tab-6", "open-tab-7"];

impl Command {
    /// Its name in the config file, and in `docs/keys.md`.
    #[rustfmt::skip]
    pub fn name(self) -> &'static str {
        let numbered = |names: &[&'static str], number: u8| {
            usize::from(number).checked_sub(1).and_then(|place| names.get(place)).copied().unwrap_or("")
        };
        match self {
            Self::Quit => "quit", Self::QuitKeepingFrame => "quit-keeping-frame", Self::Suspend => "suspend",
            Self::OpenHelp => "open-help", Self::OpenPalette => "open-palette", Self::Close => "close", Self::Up => "up", Self::Down => "down",
            Self::Left => "left", Self::Right => "right",
            Self::PageUp => "page-up", Self::PageDown => "page-down", Self::Top => "top", Self::Bottom => "bottom",
            Self::OpenFilter => "open-filter", Self::AcceptFilter => "accept-filter",
            Self::CancelFilter => "cancel-filter", Self::ClearFilter => "clear-filter", Self::EarlierFilter => "earlier-filter", Self::LaterFilter => "later-filter", Self::Complete => "complete",
            Self::CompleteBack => "complete-back", Self::OpenSort => "open-sort",
            Self::Choose => "choose", Self::InvertSort => "invert-sort",
            Self::SortByColumn(number) => numbered(&SORTS, number), Self::ToggleProblems => "toggle-problems",
            Self::ToggleCompact => "toggle-compact", Self::ToggleAllColumns => "toggle-all-columns",
            Self::OpenColumns => "open-columns", Self::ToggleColumn => "toggle-column", Self::MoveUp => "move-up",
            Self::MoveDown => "move-down", Self::ResetColumns => "reset-columns", Self::OpenViews => "open-views",
            Self::OpenSummary => "open-summary", Self::OpenTab(number) => numbered(&TABS, number),
            Self::NextTab => "next-tab", Self::PreviousTab => "previous-tab", Self::NextRunner => "next-runner",
            Self::PreviousRunner => "previous-runner", Self::OpenSearch => "open-search",
            Self::AcceptSearch => "accept-search", Self::CancelSearch => "cancel-search", Self::FindNext => "find-next",
            Self::FindPrevious => "find-previous", Self::CopyField => "copy-field", Self::CopyAll => "copy-all",
            Self::OpenCopy => "open-copy", Self::OpenSave => "open-save",
            Self::OpenJson => "open-json", Self::Reveal => "reveal", Self::CopyId => "copy-id",
            Self::Regenerate => "regenerate", Self::Change => "change", Self::ToggleAutoUpdate => "toggle-auto-update",
            Self::OpenLink => "open-link", Self::AddEntry => "add-entry", Self::RemoveEntry => "remove-entry",
            Self::RemoveAll => "remove-all", Self::StopReading => "stop-reading", Self::Save => "save",
            Self::Yes => "yes", Self::Other => "other", Self::ToggleMore => "toggle-more",
            Self::OpenActions => "open-actions", Self::Act(action) => of_action(action),
            Self::ShowRequest => "show-request", Self::ToggleMark => "toggle-mark", Self::MarkRange => "mark-range",
            Self::MarkAll => "mark-all", Self::OpenPolicy => "open-policy", Self::WaitOn => "wait-on",
            Self::GoOn => "go-on", Self::OpenDrain => "open-drain", Self::WayOut => "way-out",
            Self::Dismiss => "dismiss", Self::OpenOperation => "open-operation",
            Self::StopOperation => "stop-operation", Self::OpenJournal => "open-journal",
            Self::OpenSince => "open-since", Self::OpenEvents => "open-events",
            Self::OpenFleetMap => "open-fleet-map", Self::OpenVersions => "open-versions",
            Self::ToggleTimeline => "toggle-timeline", Self::LongerSpan => "longer-span",
            Self::ShorterSpan => "shorter-span", Self::OpenOrphans => "open-orphans",
            Self::OpenProfiles => "open-profiles", Self::ReadSecret => "read-secret", Self::PollNow => "poll-now",
            Self::ToggleFreeze => "toggle-freeze", Self::ToggleMouse => "toggle-mouse", Self::NextField => "next-field",
            Self::PreviousField => "previous-field",
        }
    }
}

fn of_action(action: Action) -> &'static str {
    match action {
        Action::Details => "open-details",
        Action::TestConnectivity => "test-connectivity",
        Action::Restart => "restart",
        // They share a key.
        Action::Pause | Action::Resume => "pause",
        Action::Remove => "remove",
    }
}
