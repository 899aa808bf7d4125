//! What a preset has other than the table: only that.

use super::Context;
use super::chords::{ENTER, ESC, TEXT_PAGE_DOWN, TEXT_PAGE_UP};
use crate::domain::Action;
use crate::options::KeyPreset;
use crate::terminal::input::Chord;
use crate::tui::command::Command;

/// A command in a context, with all of its keys there.
type Entry = (Context, Command, &'static [Chord]);

/// For hands that know vim: ctrl-d and ctrl-u page everywhere, y copies, e shows the raw text. So no key of the list removes a
/// runner: that is left to the menu.
const VIM: &[Entry] = {
    use Command as C;
    use Context::{Details, FleetMap, Guided, Help, Json, List, Orphans, Request, Summary, Versions};
    &[
        (List, C::PageDown, TEXT_PAGE_DOWN),
        (List, C::PageUp, TEXT_PAGE_UP),
        (List, C::Act(Action::Remove), &[]),
        (List, C::CopyField, &[Chord::char('y'), Chord::char('c')]),
        (Summary, C::PageDown, TEXT_PAGE_DOWN),
        (Summary, C::PageUp, TEXT_PAGE_UP),
        (Help, C::PageDown, TEXT_PAGE_DOWN),
        (Help, C::PageUp, TEXT_PAGE_UP),
        (FleetMap, C::PageDown, TEXT_PAGE_DOWN),
        (FleetMap, C::PageUp, TEXT_PAGE_UP),
        (FleetMap, C::CopyField, &[Chord::char('y'), Chord::char('c')]),
        (Versions, C::PageDown, TEXT_PAGE_DOWN),
        (Versions, C::PageUp, TEXT_PAGE_UP),
        (Details, C::CopyField, &[Chord::char('y'), Chord::char('c')]),
        (Details, C::CopyAll, &[Chord::char('Y'), Chord::char('C')]),
        (Details, C::OpenJson, &[Chord::char('e')]),
        (Details, C::Change, &[ENTER]),
        (Json, C::CopyAll, &[Chord::char('y'), Chord::char('c')]),
        (Json, C::Close, &[ESC, Chord::char('q'), Chord::char('e')]),
        (Guided, C::CopyField, &[Chord::char('y'), Chord::char('c')]),
        (Guided, C::CopyAll, &[Chord::char('Y'), Chord::char('C')]),
        (Orphans, C::CopyAll, &[Chord::char('y'), Chord::char('c')]),
        (Request, C::CopyAll, &[Chord::char('y'), Chord::char('c')]),
        (Request, C::Close, &[ESC, Chord::char('q'), Chord::ctrl('y')]),
    ]
};

/// What the preset has other than the table.
pub(super) fn of(preset: KeyPreset) -> &'static [Entry] {
    match preset {
        KeyPreset::Default => &[],
        KeyPreset::Vim => VIM,
    }
}
