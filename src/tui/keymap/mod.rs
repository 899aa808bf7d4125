//! [`BINDINGS`]: the one table of context, keys, command and help text.
//!
//! The lookup, the footer, the `?` screen and the table of `docs/keys.md` all come from it; `tests/it/keymap.rs` checks
//! that none is missing, doubled or in conflict. To add a key, add an entry to `bindings/`. A sentence that names a key
//! looks it up ([`key`], [`clause`]), so that it names another one when the table does.

mod bindings;
mod chords;
mod names;

use std::sync::OnceLock;

use crate::terminal::input::{Chord, Key};
use crate::tui::command::Command;
pub use bindings::BINDINGS;
pub use names::{character, clause, key, special};

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
    /// The list of keys.
    Help,
}

impl Context {
    /// Every context, in the order of the table in `docs/keys.md`.
    pub const ALL: [Self; 32] = [
        Self::List,
        Self::Filter,
        Self::Sort,
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
        Self::Help,
        Self::Everywhere,
    ];

    /// Whether a plain character is text here rather than a key.
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Filter
                | Self::Search
                | Self::Edit
                | Self::Typed
                | Self::BulkTyped
                | Self::Picker
                | Self::EventsFilter
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

/// What `chord` means in `context`: the context's own binding, else the one that counts everywhere.
pub fn lookup(context: Context, chord: Chord) -> Option<Command> {
    let in_context = |wanted: Context| {
        BINDINGS.iter().find(move |binding| binding.context == wanted && binding.keys.contains(&chord))
    };
    in_context(context).or_else(|| in_context(Context::Everywhere)).map(|binding| binding.command)
}

/// The bindings that count in `context`, its own first. Where text is typed, plain characters do not count.
pub fn bindings_of(context: Context) -> impl Iterator<Item = &'static Binding> {
    // Each frame asks, and the table stays as it is.
    static KNOWN: [OnceLock<Vec<&'static Binding>>; Context::ALL.len()] =
        [const { OnceLock::new() }; Context::ALL.len()];
    KNOWN[context as usize].get_or_init(|| counting_in(context).collect()).iter().copied()
}

fn counting_in(context: Context) -> impl Iterator<Item = &'static Binding> {
    let own = BINDINGS.iter().filter(move |binding| binding.context == context);
    let shared = BINDINGS.iter().filter(move |binding| {
        context != Context::Everywhere
            && binding.context == Context::Everywhere
            && usable_keys(context, binding).next().is_some()
            && !own_keys_cover(context, binding)
    });
    own.chain(shared)
}

/// The keys of `binding` that mean it in `context`: where text is typed, a character is none, and neither is one that the
/// context has for something else.
pub fn usable_keys(context: Context, binding: &'static Binding) -> impl Iterator<Item = Chord> {
    let is_text = |chord: &Chord| matches!(chord.key, Key::Char(_)) && !chord.ctrl && !chord.alt;
    let is_own = binding.context == context;
    let is_taken = move |chord: &Chord| {
        !is_own && BINDINGS.iter().any(|other| other.context == context && other.keys.contains(chord))
    };
    binding.keys.iter().copied().filter(move |chord| !(is_taken(chord) || context.takes_text() && is_text(chord)))
}

fn own_keys_cover(context: Context, shared: &Binding) -> bool {
    let own_has =
        |chord: &Chord| BINDINGS.iter().any(|binding| binding.context == context && binding.keys.contains(chord));
    shared.keys.iter().all(own_has)
}
