//! The name of each context in `[keys]` of the config file, and which contexts keep their keys.

use super::{Binding, Context};
use crate::tui::command::Command;

impl Context {
    /// Its name in the config file, and in `docs/keys.md`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::List => "list",
            Self::Filter => "filter",
            Self::Sort => "sort",
            Self::Columns => "columns",
            Self::Views => "views",
            Self::Copy => "copy",
            Self::Save => "table-file",
            Self::Summary => "summary",
            Self::Details => "details",
            Self::Search => "search",
            Self::Edit => "edit",
            Self::Typed => "typed",
            Self::Question => "question",
            Self::Picker => "picker",
            Self::Connectivity => "connectivity",
            Self::Json => "json",
            Self::Actions => "actions",
            Self::Marked => "marked",
            Self::Leaving => "leaving",
            Self::Guided => "guided",
            Self::Bulk => "bulk",
            Self::BulkTyped => "bulk-typed",
            Self::Policy => "policy",
            Self::Operation => "operation",
            Self::Operations => "operations",
            Self::Journal => "journal",
            Self::Orphans => "orphans",
            Self::Since => "since",
            Self::Events => "events",
            Self::FleetMap => "fleet-map",
            Self::Versions => "versions",
            Self::EventsFilter => "events-filter",
            Self::Profiles => "profiles",
            Self::Request => "request",
            Self::Palette => "palette",
            Self::Help => "help",
        }
    }

    /// Whether its own keys stay as they are in the table, whatever the config file says: where text is typed, and where
    /// something is asked. Nobody may have to look for the way out of a question, or confirm with a key that moves elsewhere.
    pub fn keeps_its_keys(self) -> bool {
        self.takes_text() || matches!(self, Self::Question | Self::Bulk | Self::Policy | Self::Marked | Self::Leaving)
    }
}

impl Binding {
    /// Whether its keys stay as they are in the table.
    pub fn keeps_its_keys(&self) -> bool {
        // The one way to end the program that is the same everywhere.
        self.context.keeps_its_keys() || self.context == Context::Everywhere && self.command == Command::Quit
    }
}
