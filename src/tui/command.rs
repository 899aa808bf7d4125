//! [`Command`]: everything a key can mean. Keys are mapped to commands in [`crate::tui::keymap`]; what a command does
//! is decided by the screen or overlay that gets it.

use crate::domain::Action;

/// What the operator asked for with a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// End the program; with requests that are not sent yet only when asked twice.
    Quit,
    /// End the program and leave the last frame on the ordinary screen.
    QuitKeepingFrame,
    /// Stop the process as a shell job; `fg` brings it back.
    Suspend,
    /// List the keys of the screen it was asked on.
    OpenHelp,
    /// Find a command, a runner or a profile by some of its letters.
    OpenPalette,
    /// Close what is on top.
    Close,
    /// Select the row above, or scroll one line up.
    Up,
    /// Select the row below, or scroll one line down.
    Down,
    /// Move the bar to the left.
    Left,
    /// Move the bar to the right.
    Right,
    /// Move the bar or scroll upwards by what the window shows.
    PageUp,
    /// Move the bar or scroll downwards by what the window shows.
    PageDown,
    /// Select the first row, or scroll to the beginning.
    Top,
    /// Select the last row, or scroll to the end.
    Bottom,
    /// Type a filter, which narrows the list with each character.
    OpenFilter,
    /// Keep the typed filter and go back to the rows.
    AcceptFilter,
    /// Leave the filter's field with the filter as it was before.
    CancelFilter,
    /// Take the filter away, or the problems switch if there is no filter.
    ClearFilter,
    /// Put in the filter that was kept before.
    EarlierFilter,
    /// Put in the filter that was kept after it; behind the newest the one that was being typed, and else select the row below.
    LaterFilter,
    /// Complete what is typed of a filter, or put in the next of what it can become.
    Complete,
    /// Put in what stands before that.
    CompleteBack,
    /// Choose the column to sort by.
    OpenSort,
    /// Take the choice under the bar.
    Choose,
    /// Turn the order around.
    InvertSort,
    /// Sort by the column with this number, counted from 1 in the order of the full table.
    SortByColumn(u8),
    /// Show only runners that someone should look at.
    ToggleProblems,
    /// Leave one header line, for more rows.
    ToggleCompact,
    /// Choose which columns there are, and in which order.
    OpenColumns,
    /// Show the column under the bar, or hide it.
    ToggleColumn,
    /// Move what is under the bar one place up.
    MoveUp,
    /// Move what is under the bar one place down.
    MoveDown,
    /// The columns as the config file or the view has them.
    ResetColumns,
    /// Every column at its shortest, in place of the preview.
    ToggleAllColumns,
    /// Choose a view of the config file.
    OpenViews,
    /// What the selected runner's status and platform mean, and all that is known of it.
    OpenSummary,
    /// The tab with this number, counted from 1.
    OpenTab(u8),
    /// The next tab that the runner has; behind the last the first. In a question the next answer.
    NextTab,
    /// The tab before that the runner has; before the first the last. In a question the answer before.
    PreviousTab,
    /// The next runner of the list, on the same tab.
    NextRunner,
    /// The runner before in the list, on the same tab.
    PreviousRunner,
    /// Type what to search for.
    OpenSearch,
    /// Keep what was searched for and go back to the page.
    AcceptSearch,
    /// Leave the search where it began.
    CancelSearch,
    /// The next place that holds what is searched for.
    FindNext,
    /// The place before that holds what is searched for.
    FindPrevious,
    /// Copy what is under the bar.
    CopyField,
    /// Copy all parameters as lines of `KEY=VALUE`.
    CopyAll,
    /// Choose what to copy of a runner, or of the table.
    OpenCopy,
    /// Write the table to a file.
    OpenSave,
    /// What the control plane says of the runner, word for word.
    OpenJson,
    /// Show the credentials, or hide them.
    Reveal,
    /// Copy the client id without showing it.
    CopyId,
    /// Replace the client secret.
    Regenerate,
    /// Change what is under the bar, or open it.
    Change,
    /// Turn auto update on or off.
    ToggleAutoUpdate,
    /// Open the page under the bar in a browser.
    OpenLink,
    /// Add to the allow list.
    AddEntry,
    /// Remove what is under the bar from the allow list.
    RemoveEntry,
    /// Remove everything from the allow list.
    RemoveAll,
    /// Stop reading projects and environments.
    StopReading,
    /// Send what was typed.
    Save,
    /// Do what the question asks.
    Yes,
    /// Do the other thing that the question offers.
    Other,
    /// Say all that can be said before an answer, or again only what decides.
    ToggleMore,
    /// List what can be done with the runner, or with those that are marked.
    OpenActions,
    /// An action of the vendor's menu, by its key ([`Action::key`]): which one it means of those that share it follows from
    /// the runners ([`Action::meant`]).
    Act(Action),
    /// Show the request that would be sent.
    ShowRequest,
    /// Mark the runner under the bar, or take its mark away.
    ToggleMark,
    /// Mark from here to wherever the bar goes, or leave it at that.
    MarkRange,
    /// Mark every runner that is shown, or none.
    MarkAll,
    /// Choose how an action for several runners goes on.
    OpenPolicy,
    /// Wait once more as long for the runner at which the operation halted.
    WaitOn,
    /// Leave the runner at which the operation halted, and go on with the next.
    GoOn,
    /// Show the checklist that takes a runner out of work and back.
    OpenDrain,
    /// Show the checklist that takes a runner out of work and away.
    WayOut,
    /// Drop what is shown.
    Dismiss,
    /// Show what is under way for several runners, or has ended last.
    OpenOperation,
    /// Send no more of what is under way, the second time wait for nothing any more; and wait for no test any more.
    StopOperation,
    /// What was done from here, in this run and before.
    OpenJournal,
    /// What is different from the last time.
    OpenSince,
    /// What happened to the runners, newest first.
    OpenEvents,
    /// The list's runners as a map, a cell each.
    OpenFleetMap,
    /// Which versions run, by track.
    OpenVersions,
    /// A strip by time in place of the columns, or the columns again.
    ToggleTimeline,
    /// Strips over more time.
    LongerSpan,
    /// Strips over less time.
    ShorterSpan,
    /// List the environments that point nowhere.
    OpenOrphans,
    /// List the profiles, to open others.
    OpenProfiles,
    /// Read a profile's secret again.
    ReadSecret,
    /// Read the list now.
    PollNow,
    /// Hold the screen still, or let it live again.
    ToggleFreeze,
    /// Take the mouse from the terminal, or give it back.
    ToggleMouse,
    /// The next field of a form.
    NextField,
    /// The field of a form before.
    PreviousField,
}

impl Command {
    /// Whether it acts on the runner under the bar, or on the open one, so that the runner must have been on the screen when
    /// the key was pressed. To look at a runner acts on none.
    #[rustfmt::skip]
    pub fn acts_on_a_runner(self) -> bool {
        match self {
            Self::Act(action) => action != Action::Details,
            Self::CopyField | Self::CopyAll | Self::OpenCopy | Self::Reveal | Self::CopyId | Self::Regenerate |
            Self::Change | Self::ToggleAutoUpdate | Self::AddEntry | Self::RemoveEntry | Self::RemoveAll
            | Self::OpenDrain | Self::OpenActions | Self::ToggleMark | Self::MarkRange => true,
            // Written out, so that nobody who adds a command forgets to say.
            Self::Quit | Self::QuitKeepingFrame | Self::Suspend | Self::OpenHelp | Self::Close |
            Self::Up | Self::Down | Self::Left | Self::Right | Self::OpenFleetMap | Self::OpenVersions | Self::OpenPalette | Self::PageUp | Self::PageDown | Self::Top | Self::Bottom |
            Self::OpenFilter | Self::AcceptFilter | Self::CancelFilter | Self::ClearFilter |
            Self::EarlierFilter | Self::LaterFilter | Self::Complete | Self::CompleteBack | Self::OpenSave |
            Self::OpenSort | Self::Choose | Self::InvertSort | Self::SortByColumn(_) |
            Self::OpenColumns | Self::ToggleColumn | Self::MoveUp | Self::MoveDown | Self::ResetColumns | Self::OpenViews |
            Self::ToggleProblems | Self::ToggleCompact | Self::ToggleAllColumns | Self::OpenSummary |
            Self::OpenTab(_) | Self::NextTab | Self::PreviousTab | Self::NextRunner |
            Self::PreviousRunner | Self::OpenSearch | Self::AcceptSearch | Self::CancelSearch |
            Self::FindNext | Self::FindPrevious | Self::OpenJson | Self::OpenLink | Self::StopReading |
            Self::Save | Self::Yes | Self::Other | Self::ToggleMore | Self::ShowRequest | Self::MarkAll | Self::OpenPolicy | Self::WaitOn | Self::GoOn | Self::WayOut | Self::Dismiss
            | Self::OpenOperation | Self::StopOperation | Self::OpenJournal | Self::OpenOrphans | Self::PollNow |
            Self::OpenProfiles | Self::ReadSecret | Self::OpenSince | Self::OpenEvents | Self::ToggleTimeline | Self::LongerSpan | Self::ShorterSpan |
            Self::ToggleFreeze | Self::ToggleMouse | Self::NextField | Self::PreviousField => false,
        }
    }
}
