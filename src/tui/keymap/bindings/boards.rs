//! The keys of the screens in the list's place: the fleet map, the versions.

use super::super::chords::{BOTTOM, DOWN, ENTER, ESC, PAGE_DOWN, PAGE_UP, PALETTE, TOP, UP};
use super::super::{Binding, Context};
use super::binding;
use crate::domain::Action;
use crate::terminal::input::{Chord, Key};
use crate::tui::command::Command;

const LEFT: &[Chord] = &[Chord::char('h'), Chord::plain(Key::Left)];
const RIGHT: &[Chord] = &[Chord::char('l'), Chord::plain(Key::Right)];

pub(super) const BINDINGS: &[Binding] = {
    use Command as C;
    use Context::{FleetMap, Versions};
    &[
        binding(FleetMap, &[ENTER], C::Act(Action::Details), Some("details"), "open the runner's details"),
        binding(
            FleetMap,
            &[Chord::plain(Key::Tab)],
            C::NextTab,
            Some("group"),
            "group by the next of account, platform, track and status",
        ),
        binding(FleetMap, &[Chord::plain(Key::BackTab)], C::PreviousTab, None, "group by the one before"),
        binding(FleetMap, LEFT, C::Left, None, "select the runner to the left, or the last of the line above"),
        binding(FleetMap, DOWN, C::Down, None, "select the runner below"),
        binding(FleetMap, UP, C::Up, None, "select the runner above"),
        binding(FleetMap, RIGHT, C::Right, None, "select the runner to the right, or the first of the line below"),
        binding(FleetMap, &[Chord::char('c')], C::CopyField, None, "copy the runner's name"),
        binding(
            FleetMap,
            &[Chord::char('Y')],
            C::OpenCopy,
            None,
            "copy a field, or the table as text, CSV or Markdown",
        ),
        binding(FleetMap, PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(FleetMap, PAGE_UP, C::PageUp, None, "one page up"),
        binding(FleetMap, TOP, C::Top, None, "select the first runner"),
        binding(FleetMap, BOTTOM, C::Bottom, None, "select the last runner"),
        binding(
            FleetMap,
            &[ESC, Chord::char('q'), Chord::char('F')],
            C::Close,
            Some("list"),
            "go back to the list, with its bar on the same runner",
        ),
        binding(FleetMap, PALETTE, C::OpenPalette, Some("commands"), "find a command, runner, view or profile"),
        binding(Versions, &[ENTER], C::Choose, Some("show runners"), "filter the list to the version"),
        binding(Versions, DOWN, C::Down, Some("next"), "select the next version"),
        binding(Versions, UP, C::Up, None, "select the previous version"),
        binding(Versions, PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Versions, PAGE_UP, C::PageUp, None, "one page up"),
        binding(Versions, TOP, C::Top, None, "select the first version"),
        binding(Versions, BOTTOM, C::Bottom, None, "select the last version"),
        binding(Versions, &[ESC, Chord::char('q'), Chord::char('V')], C::Close, Some("list"), "go back to the list"),
        binding(Versions, PALETTE, C::OpenPalette, Some("commands"), "find a command, runner, view or profile"),
    ]
};
