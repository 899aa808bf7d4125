//! [`BINDINGS`]: the one table of context, keys, command and help text.
//!
//! The lookup, the footer, the `?` screen and the README's table all come from it; `tests/it/keymap.rs` checks
//! that none is missing, doubled or in conflict. To add a key, add an entry here.

use std::fmt;

use crate::command::Command;

/// Where a key was pressed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Context {
    /// On every screen and over every overlay, after the context's own keys.
    Everywhere,
    /// The runner list.
    List,
    /// The filter's text field.
    Filter,
    /// The sort picker.
    Sort,
    /// The summary of one runner.
    Summary,
    /// A runner's details.
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
    /// A runner's JSON.
    Json,
    /// The action popup.
    Actions,
    /// An action for several runners.
    Bulk,
    /// An action for several runners that cannot be undone, where how many is typed.
    BulkTyped,
    /// The journal.
    Journal,
    /// A request as a command.
    Request,
    /// The list of keys.
    Help,
}

impl Context {
    /// Every context, in the order of the README's table.
    pub const ALL: [Self; 19] = [
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
        Self::Bulk,
        Self::BulkTyped,
        Self::Journal,
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
            Self::Bulk => "Action for several runners",
            Self::BulkTyped => "Number to confirm",
            Self::Journal => "Journal",
            Self::Request => "Request",
            Self::Help => "Help",
        }
    }
}

/// A key without its modifiers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "a key's name is its documentation")]
pub enum Key {
    Char(char),
    Function(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

/// A key with its modifiers. Shift is part of the character (`S`) and of [`Key::BackTab`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// Whether Control is held.
    pub ctrl: bool,
    /// Whether Alt (Meta) is held.
    pub alt: bool,
}

impl Chord {
    /// The key alone.
    pub const fn plain(key: Key) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// A character alone.
    pub const fn char(character: char) -> Self {
        Self::plain(Key::Char(character))
    }

    /// A character with Control.
    pub const fn ctrl(character: char) -> Self {
        Self { key: Key::Char(character), ctrl: true, alt: false }
    }
}

impl fmt::Display for Chord {
    /// The key as the footer and the help write it: `ctrl-r`, `PgUp`, `space`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        match self.key {
            Key::Char(' ') => f.write_str("space"),
            Key::Char(character) => write!(f, "{character}"),
            Key::Function(number) => write!(f, "F{number}"),
            Key::Enter => f.write_str("enter"),
            Key::Esc => f.write_str("esc"),
            Key::Tab => f.write_str("tab"),
            Key::BackTab => f.write_str("shift-tab"),
            Key::Backspace => f.write_str("backspace"),
            Key::Delete => f.write_str("delete"),
            Key::Up => f.write_str("up"),
            Key::Down => f.write_str("down"),
            Key::Left => f.write_str("left"),
            Key::Right => f.write_str("right"),
            Key::Home => f.write_str("home"),
            Key::End => f.write_str("end"),
            Key::PageUp => f.write_str("PgUp"),
            Key::PageDown => f.write_str("PgDn"),
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

const fn binding(
    context: Context,
    keys: &'static [Chord],
    command: Command,
    hint: Option<&'static str>,
    help: &'static str,
) -> Binding {
    Binding { context, keys, command, help, hint }
}

const UP: &[Chord] = &[Chord::char('k'), Chord::plain(Key::Up)];
const DOWN: &[Chord] = &[Chord::char('j'), Chord::plain(Key::Down)];
const PAGE_UP: &[Chord] = &[Chord::plain(Key::PageUp), Chord::ctrl('b')];
const PAGE_DOWN: &[Chord] = &[Chord::plain(Key::PageDown), Chord::ctrl('f')];
/// Where text is read, these scroll too, as everywhere in a terminal.
const TEXT_PAGE_UP: &[Chord] = &[Chord::plain(Key::PageUp), Chord::ctrl('b'), Chord::ctrl('u')];
const TEXT_PAGE_DOWN: &[Chord] = &[Chord::plain(Key::PageDown), Chord::ctrl('f'), Chord::ctrl('d')];
const TOP: &[Chord] = &[Chord::char('g'), Chord::plain(Key::Home)];
const BOTTOM: &[Chord] = &[Chord::char('G'), Chord::plain(Key::End)];
const ESC: Chord = Chord::plain(Key::Esc);
const ENTER: Chord = Chord::plain(Key::Enter);

/// Every key of the program.
pub const BINDINGS: &[Binding] = {
    use Command as C;
    use Context::{
        Actions, Bulk, BulkTyped, Connectivity, Details, Edit, Everywhere, Filter, Help, Journal, Json, List, Picker,
        Question, Request, Search, Sort, Summary, Typed,
    };
    &[
        binding(List, &[ENTER, Chord::char('d')], C::OpenDetails, Some("details"), "open the runner's details"),
        binding(
            List,
            &[Chord::char('i')],
            C::OpenSummary,
            None,
            "show what is known of the runner, and what its status and platform mean",
        ),
        binding(
            List,
            &[Chord::char('a'), Chord::char('.')],
            C::OpenActions,
            Some("actions"),
            "list what can be done with the runner, or with those that are marked",
        ),
        binding(
            List,
            &[Chord::char('/')],
            C::OpenFilter,
            Some("filter"),
            "filter: word, !word, status=paused and more",
        ),
        binding(
            List,
            &[ESC],
            C::ClearFilter,
            Some("show all"),
            "end the range, then clear the marks, the filter, the problems switch",
        ),
        binding(
            List,
            &[Chord::char('!')],
            C::ToggleProblems,
            Some("problems"),
            "show only runners to look at, or all again",
        ),
        binding(
            List,
            &[Chord::char(' ')],
            C::ToggleMark,
            Some("mark"),
            "mark the runner for an action, or take its mark away",
        ),
        binding(
            List,
            &[Chord::char('v')],
            C::MarkRange,
            None,
            "mark from here to wherever the bar goes; again ends it",
        ),
        binding(List, &[Chord::char('*')], C::MarkAll, None, "mark every runner that is shown, or none"),
        binding(List, &[Chord::char('r')], C::Restart, None, "restart, asks first"),
        binding(List, &[Chord::char('p')], C::PauseOrResume, None, "pause or resume, asks first"),
        binding(List, &[Chord::char('t')], C::TestConnectivity, None, "test an outbound connection of the runner"),
        binding(List, &[Chord::ctrl('d')], C::RemoveRunner, None, "remove the runner, asks for its name"),
        binding(
            List,
            &[Chord::char('L')],
            C::OpenJournal,
            None,
            "list what was done from here, in this run and before",
        ),
        binding(List, &[Chord::char('S')], C::OpenSort, Some("sort"), "choose the column to sort by"),
        binding(List, &[Chord::char('I')], C::InvertSort, None, "turn the order around"),
        binding(List, &[Chord::char('1')], C::SortByColumn(1), None, "sort by Runner"),
        binding(List, &[Chord::char('2')], C::SortByColumn(2), None, "sort by Status, what needs attention first"),
        binding(List, &[Chord::char('3')], C::SortByColumn(3), None, "sort by Platform"),
        binding(List, &[Chord::char('4')], C::SortByColumn(4), None, "sort by Type"),
        binding(List, &[Chord::char('5')], C::SortByColumn(5), None, "sort by Version, oldest first"),
        binding(List, &[Chord::char('6')], C::SortByColumn(6), None, "sort by Track"),
        binding(List, &[Chord::char('7')], C::SortByColumn(7), None, "sort by Changed, latest first"),
        binding(List, DOWN, C::Down, None, "select the next runner"),
        binding(List, UP, C::Up, None, "select the previous runner"),
        binding(List, PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(List, PAGE_UP, C::PageUp, None, "one page up"),
        binding(List, TOP, C::Top, None, "select the first runner"),
        binding(List, BOTTOM, C::Bottom, None, "select the last runner"),
        binding(
            List,
            &[Chord::char('f')],
            C::ToggleFreeze,
            Some("freeze"),
            "hold the list still, or let it live again",
        ),
        binding(List, &[Chord::char('w')], C::ToggleAllColumns, None, "show all columns, in place of the preview"),
        binding(List, &[Chord::ctrl('e')], C::ToggleCompact, None, "leave one header line, for more rows"),
        binding(List, &[Chord::char('q')], C::Quit, Some("quit"), "quit"),
        binding(Filter, &[ENTER], C::AcceptFilter, Some("keep"), "keep the filter and go back to the rows"),
        binding(Filter, &[ESC], C::CancelFilter, Some("cancel"), "leave with the filter as it was before"),
        binding(Filter, &[Chord::plain(Key::Down)], C::Down, None, "select the next runner"),
        binding(Filter, &[Chord::plain(Key::Up)], C::Up, None, "select the previous runner"),
        binding(Filter, &[Chord::plain(Key::PageDown)], C::PageDown, None, "one page down"),
        binding(Filter, &[Chord::plain(Key::PageUp)], C::PageUp, None, "one page up"),
        binding(Sort, &[ENTER], C::Choose, Some("sort"), "sort by the column under the bar"),
        binding(Sort, DOWN, C::Down, Some("choose"), "the next column"),
        binding(Sort, UP, C::Up, None, "the previous column"),
        binding(Sort, &[Chord::char('I')], C::InvertSort, Some("invert"), "turn the order around"),
        binding(Sort, &[Chord::char('1')], C::SortByColumn(1), None, "sort by Runner"),
        binding(Sort, &[Chord::char('2')], C::SortByColumn(2), None, "sort by Status"),
        binding(Sort, &[Chord::char('3')], C::SortByColumn(3), None, "sort by Platform"),
        binding(Sort, &[Chord::char('4')], C::SortByColumn(4), None, "sort by Type"),
        binding(Sort, &[Chord::char('5')], C::SortByColumn(5), None, "sort by Version"),
        binding(Sort, &[Chord::char('6')], C::SortByColumn(6), None, "sort by Track"),
        binding(Sort, &[Chord::char('7')], C::SortByColumn(7), None, "sort by Changed"),
        binding(Sort, &[ESC, Chord::char('q'), Chord::char('S')], C::Close, Some("close"), "close, and keep the order"),
        binding(Summary, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Summary, UP, C::Up, None, "scroll up"),
        binding(Summary, PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Summary, PAGE_UP, C::PageUp, None, "one page up"),
        binding(Summary, TOP, C::Top, None, "to the top"),
        binding(Summary, BOTTOM, C::Bottom, None, "to the end"),
        binding(Summary, &[ESC, Chord::char('q'), ENTER, Chord::char('i')], C::Close, Some("close"), "close"),
        binding(
            Details,
            &[Chord::plain(Key::Tab), Chord::char(']'), Chord::char('l'), Chord::plain(Key::Right)],
            C::NextTab,
            Some("tab"),
            "the next tab",
        ),
        binding(
            Details,
            &[Chord::plain(Key::BackTab), Chord::char('['), Chord::char('h'), Chord::plain(Key::Left)],
            C::PreviousTab,
            None,
            "the tab before",
        ),
        binding(
            Details,
            &[ENTER, Chord::char('e')],
            C::Change,
            Some("change"),
            "change what is under the bar, or open its page",
        ),
        binding(Details, &[Chord::char('+')], C::AddEntry, Some("add"), "add to the allow list"),
        binding(
            Details,
            &[Chord::char('-'), Chord::plain(Key::Delete)],
            C::RemoveEntry,
            Some("remove"),
            "remove what is under the bar from the allow list",
        ),
        binding(Details, &[Chord::char('E')], C::RemoveAll, None, "empty the allow list"),
        binding(Details, &[Chord::char('s')], C::StopReading, Some("stop"), "stop reading projects and environments"),
        binding(Details, &[Chord::char('o')], C::OpenLink, Some("open"), "open the page under the bar in a browser"),
        binding(Details, &[Chord::char('C')], C::CopyAll, Some("copy all"), "copy all parameters as KEY=VALUE lines"),
        binding(
            Details,
            &[Chord::char('x')],
            C::Reveal,
            Some("reveal"),
            "show the credentials for a while, or hide them",
        ),
        binding(
            Details,
            &[Chord::char('c')],
            C::CopyField,
            Some("copy"),
            "copy what is under the bar; the client secret, unseen, on its tab",
        ),
        binding(Details, &[Chord::char('i')], C::CopyId, Some("copy ID"), "copy the client ID without showing it"),
        binding(
            Details,
            &[Chord::char('R')],
            C::Regenerate,
            Some("regenerate"),
            "replace the client secret, asks for the name",
        ),
        binding(Details, &[Chord::char('u')], C::ToggleAutoUpdate, None, "turn auto update on or off, asks first"),
        binding(Details, &[ESC, Chord::char('q')], C::Close, Some("back"), "end the search, then go back to the list"),
        binding(
            Details,
            &[Chord::char('a'), Chord::char('.')],
            C::OpenActions,
            Some("actions"),
            "list what can be done with the runner",
        ),
        binding(Details, &[Chord::char('r')], C::Restart, None, "restart, asks first"),
        binding(Details, &[Chord::char('p')], C::PauseOrResume, None, "pause or resume, asks first"),
        binding(Details, &[Chord::char('t')], C::TestConnectivity, None, "test an outbound connection of the runner"),
        binding(
            Details,
            &[Chord::char('L')],
            C::OpenJournal,
            None,
            "list what was done from here, in this run and before",
        ),
        binding(Details, &[Chord::char('/')], C::OpenSearch, Some("find"), "find in the page"),
        binding(Details, &[Chord::char('n')], C::FindNext, Some("next"), "the next place found"),
        binding(Details, &[Chord::char('N')], C::FindPrevious, None, "the place found before"),
        binding(
            Details,
            &[Chord::char('y')],
            C::OpenJson,
            Some("JSON"),
            "show the runner's JSON as the control plane sent it",
        ),
        binding(Details, &[Chord::char('J')], C::NextRunner, None, "the next runner, on the same tab"),
        binding(Details, &[Chord::char('K')], C::PreviousRunner, None, "the runner before, on the same tab"),
        binding(Details, &[Chord::char('1')], C::OpenTab(1), None, "the tab Overview"),
        binding(Details, &[Chord::char('2')], C::OpenTab(2), None, "the tab Deployment"),
        binding(Details, &[Chord::char('3')], C::OpenTab(3), None, "the tab Parameters"),
        binding(Details, &[Chord::char('4')], C::OpenTab(4), None, "the tab Credentials"),
        binding(Details, &[Chord::char('5')], C::OpenTab(5), None, "the tab Allow list"),
        binding(Details, &[Chord::char('6')], C::OpenTab(6), None, "the tab Used by"),
        binding(Details, &[Chord::char('7')], C::OpenTab(7), None, "the tab Activity"),
        binding(Details, DOWN, C::Down, None, "the next field"),
        binding(Details, UP, C::Up, None, "the field before"),
        binding(Details, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Details, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Details, TOP, C::Top, None, "to the top"),
        binding(Details, BOTTOM, C::Bottom, None, "to the end"),
        binding(Search, &[ENTER], C::AcceptSearch, Some("keep"), "go on in the page; n and N find more"),
        binding(Search, &[ESC], C::CancelSearch, Some("cancel"), "go back to where the search began"),
        binding(Search, &[Chord::plain(Key::Down)], C::FindNext, Some("next"), "the next place found"),
        binding(Search, &[Chord::plain(Key::Up)], C::FindPrevious, None, "the place found before"),
        binding(Edit, &[ENTER], C::Save, Some("save"), "send the change"),
        binding(Edit, &[ESC], C::Close, Some("cancel"), "leave everything as it is"),
        binding(
            Typed,
            &[ENTER],
            C::Save,
            Some("go on"),
            "go on once the name is typed; again, after a second, does it",
        ),
        binding(Typed, &[Chord::plain(Key::Up), Chord::plain(Key::PageUp)], C::PageUp, None, "read what is above"),
        binding(Typed, &[Chord::plain(Key::Down), Chord::plain(Key::PageDown)], C::PageDown, None, "back to the field"),
        binding(Typed, &[Chord::ctrl('y')], C::ShowRequest, None, "show the request that would be sent"),
        binding(Typed, &[ESC], C::Close, Some("cancel"), "leave everything as it is"),
        binding(Question, &[Chord::char('y')], C::Yes, None, "do it"),
        binding(Question, &[Chord::char('o')], C::Other, None, "do the other thing that is offered"),
        binding(
            Question,
            &[Chord::char('n'), ESC, Chord::char('q')],
            C::Close,
            Some("leave it"),
            "leave everything as it is",
        ),
        binding(
            Question,
            &[Chord::plain(Key::Tab), Chord::char('j'), Chord::plain(Key::Down)],
            C::Down,
            Some("choose"),
            "the next answer",
        ),
        binding(
            Question,
            &[Chord::plain(Key::BackTab), Chord::char('k'), Chord::plain(Key::Up)],
            C::Up,
            None,
            "the answer before",
        ),
        binding(Question, &[Chord::ctrl('y')], C::ShowRequest, None, "show the request that would be sent"),
        binding(Question, &[ENTER], C::Choose, Some("answer"), "take the answer under the bar, No at first"),
        binding(Question, &[Chord::plain(Key::PageDown)], C::PageDown, Some("more"), "read what is below"),
        binding(Question, &[Chord::plain(Key::PageUp)], C::PageUp, None, "read what is above"),
        binding(Picker, &[ENTER], C::Choose, Some("choose"), "take what is under the bar"),
        binding(Picker, &[Chord::plain(Key::Down), Chord::plain(Key::Tab)], C::Down, None, "the next one"),
        binding(Picker, &[Chord::plain(Key::Up), Chord::plain(Key::BackTab)], C::Up, None, "the one before"),
        binding(Picker, &[Chord::plain(Key::PageDown)], C::PageDown, None, "one page down"),
        binding(Picker, &[Chord::plain(Key::PageUp)], C::PageUp, None, "one page up"),
        binding(Picker, &[ESC], C::Close, Some("back"), "go back to the projects, then leave"),
        binding(Connectivity, &[ENTER], C::Save, Some("test"), "test; on an earlier result, test that again"),
        binding(
            Connectivity,
            &[Chord::plain(Key::Tab)],
            C::NextField,
            Some("next"),
            "the next field, and the results behind the last",
        ),
        binding(Connectivity, &[Chord::plain(Key::BackTab)], C::PreviousField, None, "the field before"),
        binding(
            Connectivity,
            &[Chord::plain(Key::Down)],
            C::Down,
            None,
            "the next field or result; in Port the next common port",
        ),
        binding(
            Connectivity,
            &[Chord::plain(Key::Up)],
            C::Up,
            None,
            "the field or result before; in Port the common port before",
        ),
        binding(Connectivity, &[Chord::plain(Key::PageDown)], C::PageDown, None, "one page of results down"),
        binding(Connectivity, &[Chord::plain(Key::PageUp)], C::PageUp, None, "one page of results up"),
        binding(Connectivity, &[Chord::ctrl('y')], C::CopyAll, Some("copy JSON"), "copy the result as JSON"),
        binding(
            Connectivity,
            &[ESC],
            C::Close,
            Some("close"),
            "stop waiting; else close, and keep what is typed for the next time",
        ),
        binding(Json, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Json, UP, C::Up, None, "scroll up"),
        binding(Json, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Json, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Json, TOP, C::Top, None, "to the top"),
        binding(Json, BOTTOM, C::Bottom, None, "to the end"),
        binding(Json, &[Chord::char('c')], C::CopyAll, Some("copy"), "copy all of it"),
        binding(Json, &[ESC, Chord::char('q'), Chord::char('y')], C::Close, Some("close"), "close"),
        binding(Actions, &[ENTER], C::Choose, Some("do it"), "do what is under the bar"),
        binding(Actions, DOWN, C::Down, None, "the next action"),
        binding(Actions, UP, C::Up, None, "the action before"),
        binding(Actions, &[Chord::char('d')], C::OpenDetails, None, "open the runner's details"),
        binding(Actions, &[Chord::char('t')], C::TestConnectivity, None, "test an outbound connection"),
        binding(Actions, &[Chord::char('r')], C::Restart, None, "restart, asks first"),
        binding(Actions, &[Chord::char('p')], C::PauseOrResume, None, "pause or resume, asks first"),
        binding(Actions, &[Chord::ctrl('d')], C::RemoveRunner, None, "remove, asks for the name"),
        binding(Actions, &[Chord::char('y')], C::ShowRequest, Some("request"), "show the request that would be sent"),
        binding(
            Actions,
            &[ESC, Chord::char('q'), Chord::char('a'), Chord::char('.')],
            C::Close,
            Some("close"),
            "close",
        ),
        binding(Bulk, &[Chord::char('y')], C::Yes, None, "do it for all that are not left out"),
        binding(
            Bulk,
            &[Chord::char('n'), ESC, Chord::char('q'), ENTER],
            C::Close,
            Some("leave, stop"),
            "leave everything as it is; while it runs, send no more",
        ),
        binding(Bulk, &[Chord::char('s')], C::ToggleStop, None, "stop at the first failure, or go on"),
        binding(Bulk, &[Chord::ctrl('y')], C::ShowRequest, None, "show the requests that would be sent"),
        binding(Bulk, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Bulk, UP, C::Up, None, "scroll up"),
        binding(Bulk, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Bulk, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Bulk, TOP, C::Top, None, "to the top"),
        binding(Bulk, BOTTOM, C::Bottom, None, "to the end"),
        binding(
            BulkTyped,
            &[ENTER],
            C::Save,
            Some("go on"),
            "go on once the words are typed; again, after a second, does it",
        ),
        binding(BulkTyped, &[Chord::plain(Key::Tab)], C::ToggleStop, None, "stop at the first failure, or go on"),
        binding(BulkTyped, &[ESC], C::Close, Some("cancel"), "leave everything as it is"),
        binding(BulkTyped, &[Chord::ctrl('y')], C::ShowRequest, None, "show the requests that would be sent"),
        binding(BulkTyped, &[Chord::plain(Key::Down)], C::Down, None, "scroll down"),
        binding(BulkTyped, &[Chord::plain(Key::Up)], C::Up, None, "scroll up"),
        binding(Journal, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Journal, UP, C::Up, None, "scroll up"),
        binding(Journal, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Journal, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Journal, TOP, C::Top, None, "to the top"),
        binding(Journal, BOTTOM, C::Bottom, None, "to the end"),
        binding(Journal, &[ESC, Chord::char('q'), Chord::char('L')], C::Close, Some("close"), "close"),
        binding(Request, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Request, UP, C::Up, None, "scroll up"),
        binding(Request, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Request, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Request, TOP, C::Top, None, "to the top"),
        binding(Request, BOTTOM, C::Bottom, None, "to the end"),
        binding(Request, &[Chord::char('c')], C::CopyAll, Some("copy"), "copy it"),
        binding(
            Request,
            &[ESC, Chord::char('q'), Chord::char('y'), Chord::ctrl('y')],
            C::Close,
            Some("close"),
            "close",
        ),
        binding(Help, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Help, UP, C::Up, None, "scroll up"),
        binding(Help, PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Help, PAGE_UP, C::PageUp, None, "one page up"),
        binding(Help, TOP, C::Top, None, "to the top"),
        binding(Help, BOTTOM, C::Bottom, None, "to the end"),
        binding(
            Help,
            &[ESC, Chord::char('q'), Chord::char('?'), Chord::plain(Key::Function(1))],
            C::Close,
            Some("close"),
            "close",
        ),
        binding(
            Everywhere,
            &[Chord::char('?'), Chord::plain(Key::Function(1))],
            C::OpenHelp,
            Some("help"),
            "list the keys of this screen",
        ),
        binding(
            Everywhere,
            &[Chord::ctrl('r'), Chord::plain(Key::Function(5))],
            C::PollNow,
            Some("retry"),
            "read the list now",
        ),
        binding(
            Everywhere,
            &[Chord::char('m')],
            C::ToggleMouse,
            None,
            "let trackside have the mouse, or give it back to the terminal",
        ),
        binding(Everywhere, &[Chord::ctrl('z')], C::Suspend, None, "suspend; fg brings it back"),
        binding(
            Everywhere,
            &[Chord::char('Q')],
            C::QuitKeepingFrame,
            None,
            "quit and leave the last frame on the screen",
        ),
        binding(Everywhere, &[Chord::ctrl('c')], C::Quit, None, "quit"),
    ]
};

/// What `chord` means in `context`: the context's own binding, else the one that counts everywhere.
pub fn lookup(context: Context, chord: Chord) -> Option<Command> {
    let in_context = |wanted: Context| {
        BINDINGS.iter().find(move |binding| binding.context == wanted && binding.keys.contains(&chord))
    };
    in_context(context).or_else(|| in_context(Context::Everywhere)).map(|binding| binding.command)
}

/// The bindings that count in `context`, its own first. Where text is typed, plain characters do not count.
pub fn bindings_of(context: Context) -> impl Iterator<Item = &'static Binding> {
    let own = BINDINGS.iter().filter(move |binding| binding.context == context);
    let shared = BINDINGS.iter().filter(move |binding| {
        context != Context::Everywhere
            && binding.context == Context::Everywhere
            && usable_keys(context, binding).next().is_some()
            && !own_keys_cover(context, binding)
    });
    own.chain(shared)
}

/// The keys of `binding` that are keys, not text, in `context`.
pub fn usable_keys(context: Context, binding: &'static Binding) -> impl Iterator<Item = Chord> {
    let is_text = |chord: &Chord| matches!(chord.key, Key::Char(_)) && !chord.ctrl && !chord.alt;
    binding.keys.iter().copied().filter(move |chord| !(context.takes_text() && is_text(chord)))
}

fn own_keys_cover(context: Context, shared: &Binding) -> bool {
    let own_has =
        |chord: &Chord| BINDINGS.iter().any(|binding| binding.context == context && binding.keys.contains(chord));
    shared.keys.iter().all(own_has)
}
