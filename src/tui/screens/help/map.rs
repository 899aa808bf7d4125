//! Which screens there are, and which key opens each from where. The keys are those of the one table.

use super::columns::Block;
use crate::domain::Action;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap};
use crate::tui::ui::Role;

/// From where a screen is opened, and by what. None for the list, which is there from the start, and for what is on every
/// screen.
pub fn openers(screen: Context) -> &'static [(Context, Command)] {
    use Context as C;
    match screen {
        C::Everywhere | C::List => &[],
        C::Filter => &[(C::List, Command::OpenFilter)],
        C::Sort => &[(C::List, Command::OpenSort)],
        C::Columns => &[(C::List, Command::OpenColumns)],
        C::Views => &[(C::List, Command::OpenViews)],
        C::Copy => &[(C::List, Command::OpenCopy), (C::FleetMap, Command::OpenCopy)],
        C::Save => &[(C::List, Command::OpenSave)],
        C::Summary => &[(C::List, Command::OpenSummary)],
        C::Details => &[(C::List, Command::Act(Action::Details)), (C::FleetMap, Command::Act(Action::Details))],
        C::Search => &[(C::Details, Command::OpenSearch)],
        C::Edit => &[(C::Details, Command::Change)],
        C::Typed => &[(C::Details, Command::Regenerate), (C::List, Command::Act(Action::Remove))],
        C::Question => &[(C::List, Command::Act(Action::Restart)), (C::Details, Command::Act(Action::Restart))],
        C::Picker => &[(C::Details, Command::AddEntry)],
        C::Connectivity => {
            &[(C::List, Command::Act(Action::TestConnectivity)), (C::Details, Command::Act(Action::TestConnectivity))]
        }
        C::Json => &[(C::Details, Command::OpenJson)],
        C::Actions => &[(C::List, Command::OpenActions), (C::Details, Command::OpenActions)],
        C::Marked => &[(C::List, Command::OpenActions)],
        C::Leaving => &[(C::List, Command::Quit)],
        C::Guided => &[(C::List, Command::OpenDrain), (C::Details, Command::OpenDrain), (C::Typed, Command::WayOut)],
        C::Bulk => &[(C::List, Command::Act(Action::Restart))],
        C::BulkTyped => &[(C::List, Command::Act(Action::Remove))],
        C::Policy => &[(C::Bulk, Command::OpenPolicy), (C::BulkTyped, Command::OpenPolicy)],
        C::Operations => &[(C::List, Command::OpenOperation), (C::Details, Command::OpenOperation)],
        C::Operation => &[(C::Operations, Command::Choose)],
        C::Journal => &[(C::List, Command::OpenJournal), (C::Details, Command::OpenJournal)],
        C::Orphans => &[(C::List, Command::OpenOrphans)],
        C::Since => &[(C::List, Command::OpenSince)],
        C::Events => &[(C::List, Command::OpenEvents)],
        C::FleetMap => &[(C::List, Command::OpenFleetMap)],
        C::Versions => &[(C::List, Command::OpenVersions)],
        C::EventsFilter => &[(C::Events, Command::OpenFilter)],
        C::Profiles => &[(C::List, Command::OpenProfiles)],
        C::Request => &[(C::Actions, Command::ShowRequest), (C::Question, Command::ShowRequest)],
        C::Palette => &[
            (C::List, Command::OpenPalette),
            (C::Details, Command::OpenPalette),
            (C::FleetMap, Command::OpenPalette),
            (C::Versions, Command::OpenPalette),
        ],
        C::Help => &[(C::Everywhere, Command::OpenHelp)],
    }
}

/// When a key opens the screen, where it opens another one at other times.
fn condition(screen: Context) -> &'static str {
    match screen {
        Context::Marked => ", with hidden marks",
        Context::Leaving => ", while an action is under way",
        Context::Bulk => ", with marks",
        Context::BulkTyped => ", with marks, or with more than five",
        _ => "",
    }
}

/// Where a key counts.
fn place(from: Context) -> String {
    match from {
        Context::Everywhere => "on every screen".to_owned(),
        screen => format!("in {}", screen.title()),
    }
}

/// Each screen with the keys that lead there.
pub(super) fn block(width: usize, keymap: &Keymap) -> Block {
    let mut block = Block::of_names("Screens", width);
    for screen in Context::ALL.into_iter().filter(|screen| *screen != Context::Everywhere) {
        let ways: Vec<String> = openers(screen)
            .iter()
            .filter_map(|(from, command)| Some(format!("{} {}", keymap.key(*from, *command)?, place(*from))))
            .collect();
        let ways = match ways.join(", ") {
            _ if screen == Context::List => "from the start".to_owned(),
            none if none.is_empty() => "no key of its own".to_owned(),
            ways => format!("{ways}{}", condition(screen)),
        };
        block.line(screen.title(), &ways);
    }
    block
}

impl Block {
    /// A screen, and the way there.
    fn line(&mut self, screen: &str, ways: &str) {
        self.entry(screen, Role::Text, ways);
    }
}
