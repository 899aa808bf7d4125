//! [`Group`]: what keys are for, in the order in which a newcomer needs them.

use crate::domain::Action;
use crate::tui::command::Command;

/// What a key is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Group {
    Move,
    Look,
    Find,
    Act,
    Answer,
    Screen,
    Leave,
}

impl Group {
    /// All of them, in their order.
    pub(super) const ALL: [Self; 7] =
        [Self::Move, Self::Look, Self::Find, Self::Act, Self::Answer, Self::Screen, Self::Leave];

    /// The heading over its keys.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Look => "Look closer",
            Self::Find => "Find and sort",
            Self::Act => "Act",
            Self::Answer => "Fill in and answer",
            Self::Screen => "Screen",
            Self::Leave => "Leave",
        }
    }

    /// What a command is for.
    #[rustfmt::skip]
    pub(super) fn of(command: Command) -> Self {
        use Command as C;
        match command {
            C::Up | C::Down | C::Left | C::Right | C::PageUp | C::PageDown | C::Top | C::Bottom | C::NextTab | C::PreviousTab |
            C::OpenTab(_) | C::NextRunner | C::PreviousRunner | C::NextField | C::PreviousField => Self::Move,
            C::Act(Action::Details) | C::OpenSummary | C::OpenJson | C::OpenLink | C::OpenOperation | C::OpenJournal | C::OpenOrphans |
            C::OpenProfiles | C::OpenSince | C::OpenEvents | C::OpenFleetMap | C::OpenVersions | C::ToggleTimeline | C::LongerSpan | C::ShorterSpan |
            C::ShowRequest | C::OpenHelp | C::Reveal => Self::Look,
            C::OpenFilter | C::OpenPalette | C::ClearFilter | C::OpenSort | C::InvertSort | C::SortByColumn(_) | C::ToggleProblems | C::OpenViews |
            C::EarlierFilter | C::LaterFilter | C::Complete | C::CompleteBack |
            C::OpenSearch | C::FindNext | C::FindPrevious => Self::Find,
            C::Act(_) | C::OpenActions | C::ToggleMark | C::MarkRange | C::MarkAll | C::CopyField | C::CopyAll | C::OpenCopy | C::OpenSave |
            C::CopyId | C::Regenerate | C::Change | C::ToggleAutoUpdate | C::AddEntry | C::RemoveEntry |
            C::RemoveAll | C::OpenDrain | C::WayOut | C::Dismiss | C::StopReading | C::StopOperation => Self::Act,
            C::AcceptFilter | C::CancelFilter | C::AcceptSearch | C::CancelSearch | C::Choose | C::Save | C::Yes |
            C::Other | C::ToggleMore | C::OpenPolicy | C::WaitOn | C::GoOn => Self::Answer,
            C::ReadSecret | C::PollNow | C::ToggleFreeze | C::ToggleMouse | C::ToggleCompact |
            C::OpenColumns | C::ToggleColumn | C::MoveUp | C::MoveDown | C::ResetColumns | C::ToggleAllColumns => Self::Screen,
            C::Close | C::Quit | C::QuitKeepingFrame | C::Suspend => Self::Leave,
        }
    }
}
