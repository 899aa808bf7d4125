//! [`BINDINGS`]: the one table of context, keys, command and help text; and [`Keymap`]: the keys that count in this run,
//! which are those of the table but for what `[keys]` of the config file asks for.
//!
//! The lookup, the footer and the `?` screen come from the map, the table of `docs/keys.md` from the table;
//! `tests/it/keymap/` checks that none is missing, doubled or in conflict. To add a key, add an entry to `bindings/`. A
//! sentence that names a key looks it up in the map ([`Keymap::key`], [`clause`]), so that it names another one when the
//! map does. There may be several maps in one process: whoever needs one is handed it.
//!
//! ```text
//! bindings/      the table
//! chords.rs      keys that the table has in many contexts
//! commands.rs    the name of each command in the config file
//! contexts.rs    the name of each context there, and which of them keep their keys
//! map.rs         the map: what a key means, and which keys mean something
//! names.rs       the keys that sentences name
//! presets.rs     what a preset has other than the table
//! spelling.rs    how a key is written in the config file
//! wishes.rs      what the config file asks for to a map, or all that is wrong with it
//! clashes.rs     two commands with one key
//! ```

mod bindings;
mod chords;
mod clashes;
mod commands;
mod contexts;
mod map;
mod names;
mod presets;
mod spelling;
mod wishes;

use crate::terminal::input::Chord;
use crate::tui::command::Command;
pub use bindings::BINDINGS;
pub use map::{Bound, Keymap, Lossy};
pub use names::clause;
pub use spelling::{Misspelt, spelt};
pub use wishes::review;

/// Where a key was pressed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Context {
    /// On every screen and over every overlay, after the context's own keys.
    Everywhere,
    /// The runner list, with no text field open.
    List,
    /// The filter's text field.
    Filter,
    /// The choice of the column to sort by.
    Sort,
    /// The choice of the columns.
    Columns,
    /// The choice of the view.
    Views,
    /// The choice of what to copy.
    Copy,
    /// The text field of the file that the table is written to.
    Save,
    /// The summary of one runner.
    Summary,
    /// A runner's details, whatever the tab.
    Details,
    /// The search's text field.
    Search,
    /// The text field of a name or a description.
    Edit,
    /// A question that is answered with the runner's name.
    Typed,
    /// A question before a change.
    Question,
    /// The choice of what to add to an allow list.
    Picker,
    /// The form that tests connectivity.
    Connectivity,
    /// A runner as the control plane sent it, over the details.
    Json,
    /// The menu of actions, for one runner or those that are marked.
    Actions,
    /// Whom an action is for, where marks are hidden.
    Marked,
    /// What becomes of an operation when the program is left.
    Leaving,
    /// A runner's checklist.
    Guided,
    /// An action for several runners.
    Bulk,
    /// An action for several runners, where how many is typed: it cannot be undone, or they are more than five.
    BulkTyped,
    /// How such an action goes on.
    Policy,
    /// What is under way for several runners, or has ended.
    Operation,
    /// The operations of the account.
    Operations,
    /// The list of what was done from here.
    Journal,
    /// The environments that point nowhere.
    Orphans,
    /// What is different from the last time.
    Since,
    /// What happened to the runners.
    Events,
    /// The list's runners as a map.
    FleetMap,
    /// Which versions run.
    Versions,
    /// The filter of what happened.
    EventsFilter,
    /// The profiles.
    Profiles,
    /// A request as a command.
    Request,
    /// Every command, and runners and profiles.
    Palette,
    /// The list of keys.
    Help,
}

impl Context {
    /// Every context, in the order of the table in `docs/keys.md`.
    pub const ALL: [Self; 37] = [
        Self::List,
        Self::Filter,
        Self::Sort,
        Self::Columns,
        Self::Views,
        Self::Copy,
        Self::Save,
        Self::Summary,
        Self::Details,
        Self::Search,
        Self::Edit,
        Self::Typed,
        Self::Question,
        Self::Picker,
        Self::Connectivity,
        Self::Json,
        Self::Actions,
        Self::Marked,
        Self::Leaving,
        Self::Guided,
        Self::Bulk,
        Self::BulkTyped,
        Self::Policy,
        Self::Operation,
        Self::Operations,
        Self::Journal,
        Self::Orphans,
        Self::Since,
        Self::Events,
        Self::FleetMap,
        Self::Versions,
        Self::EventsFilter,
        Self::Profiles,
        Self::Request,
        Self::Palette,
        Self::Help,
        Self::Everywhere,
    ];

    /// Whether a plain character is text here rather than a key.
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Filter
                | Self::Save
                | Self::Search
                | Self::Edit
                | Self::Typed
                | Self::BulkTyped
                | Self::Picker
                | Self::EventsFilter
                | Self::Palette
                | Self::Connectivity
        )
    }

    /// The heading over its keys.
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::List => "Runner list",
            Self::Filter => "Filter",
            Self::Sort => "Sort",
            Self::Columns => "Columns",
            Self::Views => "Views",
            Self::Copy => "Copy",
            Self::Save => "Table to a file",
            Self::Summary => "Runner summary",
            Self::Details => "Runner details",
            Self::Search => "Find",
            Self::Edit => "Name or description",
            Self::Typed => "Name to confirm",
            Self::Question => "Question",
            Self::Picker => "Add to the allow list",
            Self::Connectivity => "Test connectivity",
            Self::Json => "JSON",
            Self::Actions => "Actions",
            Self::Marked => "Hidden marks",
            Self::Guided => "Drain, or the way out",
            Self::Leaving => "Leaving while an action is under way",
            Self::Bulk => "Action for several runners",
            Self::BulkTyped => "Number to confirm",
            Self::Policy => "Options of an action for several",
            Self::Operation => "Several runners under way",
            Self::Operations => "Operations",
            Self::Journal => "Journal",
            Self::Orphans => "Environments that point nowhere",
            Self::Since => "Since you were last here",
            Self::Events => "Events",
            Self::FleetMap => "Fleet map",
            Self::Versions => "Versions",
            Self::EventsFilter => "Filter of events",
            Self::Profiles => "Profiles",
            Self::Request => "Request",
            Self::Palette => "Palette",
            Self::Help => "Help",
        }
    }
}

/// One entry of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where the keys count.
    pub context: Context,
    /// The keys, the one to show first.
    pub keys: &'static [Chord],
    /// What they mean there.
    pub command: Command,
    /// The help text: an imperative without a full stop.
    pub help: &'static str,
    /// The word in the footer, for the few that stand there; table order is footer order.
    pub hint: Option<&'static str>,
}
