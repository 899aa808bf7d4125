//! The keys of a runner's details and the search in them.

use super::super::chords::{BOTTOM, DOWN, ENTER, ESC, PALETTE, TEXT_PAGE_DOWN, TEXT_PAGE_UP, TOP, UP};
use super::super::{Binding, Context};
use super::{act, binding};
use crate::domain::Action;
use crate::terminal::input::{Chord, Key};
use crate::tui::command::Command;

pub(super) const BINDINGS: &[Binding] = {
    use Command as C;
    use Context::{Details, Search};
    &[
        binding(
            Details,
            &[Chord::plain(Key::Tab), Chord::char(']'), Chord::char('l'), Chord::plain(Key::Right)],
            C::NextTab,
            Some("next tab"),
            "next tab",
        ),
        binding(
            Details,
            &[Chord::plain(Key::BackTab), Chord::char('['), Chord::char('h'), Chord::plain(Key::Left)],
            C::PreviousTab,
            None,
            "previous tab",
        ),
        binding(
            Details,
            &[ENTER, Chord::char('e')],
            C::Change,
            Some("change"),
            "change the selected line, or open its page",
        ),
        binding(
            Details,
            &[Chord::char('+')],
            C::AddEntry,
            Some("add"),
            "add to the allow list; on Activity, read more days",
        ),
        binding(
            Details,
            &[Chord::char('-'), Chord::plain(Key::Delete)],
            C::RemoveEntry,
            Some("remove"),
            "remove the selected line from the allow list",
        ),
        binding(Details, &[Chord::char('E')], C::RemoveAll, None, "empty the allow list"),
        binding(Details, &[Chord::char('s')], C::StopReading, Some("stop"), "stop reading projects and environments"),
        binding(Details, &[Chord::char('D')], C::OpenDrain, None, "drain: a checklist from pause to seen back"),
        binding(Details, &[Chord::char('o')], C::OpenLink, Some("open"), "open the selected page in a browser"),
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
            "copy the selected line; on Credentials the secret, unseen",
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
            "list the actions for the runner",
        ),
        act(Details, &[Chord::char('r')], Action::Restart, "restart, asks first"),
        act(Details, &[Chord::char('p')], Action::Pause, "pause or resume, asks first"),
        act(Details, &[Chord::char('t')], Action::TestConnectivity, "test an outbound connection of the runner"),
        binding(
            Details,
            &[Chord::char('O')],
            C::OpenOperation,
            None,
            "show the progress of actions on several runners",
        ),
        binding(
            Details,
            &[Chord::char('L')],
            C::OpenJournal,
            None,
            "list the requests sent from here, in this run and before",
        ),
        binding(Details, &[Chord::char('/')], C::OpenSearch, Some("find"), "find in the page"),
        binding(Details, &[Chord::char('n')], C::FindNext, Some("next"), "next match"),
        binding(Details, &[Chord::char('N')], C::FindPrevious, None, "previous match"),
        binding(Details, &[Chord::char('y')], C::OpenJson, Some("JSON"), "show the runner's JSON, as received"),
        binding(Details, &[Chord::char('J')], C::NextRunner, None, "next runner, on the same tab"),
        binding(Details, &[Chord::char('K')], C::PreviousRunner, None, "previous runner, on the same tab"),
        binding(Details, &[Chord::char('1')], C::OpenTab(1), None, "the tab Overview"),
        binding(Details, &[Chord::char('2')], C::OpenTab(2), None, "the tab Deployment"),
        binding(Details, &[Chord::char('3')], C::OpenTab(3), None, "the tab Parameters"),
        binding(Details, &[Chord::char('4')], C::OpenTab(4), None, "the tab Credentials"),
        binding(Details, &[Chord::char('5')], C::OpenTab(5), None, "the tab Allow list"),
        binding(Details, &[Chord::char('6')], C::OpenTab(6), None, "the tab Work"),
        binding(Details, &[Chord::char('7')], C::OpenTab(7), None, "the tab Activity"),
        binding(Details, DOWN, C::Down, None, "next field"),
        binding(Details, UP, C::Up, None, "previous field"),
        binding(Details, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Details, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Details, TOP, C::Top, None, "to the top"),
        binding(Details, BOTTOM, C::Bottom, None, "to the end"),
        binding(Details, PALETTE, C::OpenPalette, Some("commands"), "find a command, runner, view or profile"),
        binding(Search, &[ENTER], C::AcceptSearch, Some("keep"), "keep what was searched for, and go back to the page"),
        binding(Search, &[ESC], C::CancelSearch, Some("cancel"), "back to where the search began"),
        binding(Search, &[Chord::plain(Key::Down)], C::FindNext, Some("next"), "next match"),
        binding(Search, &[Chord::plain(Key::Up)], C::FindPrevious, None, "previous match"),
    ]
};
