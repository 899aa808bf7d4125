//! The keys of what is only read, and what counts everywhere.

use super::super::chords::{BOTTOM, DOWN, ESC, PAGE_DOWN, PAGE_UP, TEXT_PAGE_DOWN, TEXT_PAGE_UP, TOP, UP};
use super::super::{Binding, Context};
use super::binding;
use crate::terminal::input::{Chord, Key};
use crate::tui::command::Command;

pub(super) const BINDINGS: &[Binding] = {
    use Command as C;
    use Context::{Everywhere, Help, Journal, Json, Orphans, Request};
    &[
        binding(Json, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Json, UP, C::Up, None, "scroll up"),
        binding(Json, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Json, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Json, TOP, C::Top, None, "to the top"),
        binding(Json, BOTTOM, C::Bottom, None, "to the end"),
        binding(Json, &[Chord::char('c')], C::CopyAll, Some("copy"), "copy the JSON"),
        binding(Json, &[ESC, Chord::char('q'), Chord::char('y')], C::Close, Some("close"), "close"),
        binding(Journal, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Journal, UP, C::Up, None, "scroll up"),
        binding(Journal, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Journal, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Journal, TOP, C::Top, None, "to the top"),
        binding(Journal, BOTTOM, C::Bottom, None, "to the end"),
        binding(Journal, &[ESC, Chord::char('q'), Chord::char('L')], C::Close, Some("close"), "close"),
        binding(Orphans, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Orphans, UP, C::Up, None, "scroll up"),
        binding(Orphans, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Orphans, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Orphans, TOP, C::Top, None, "to the top"),
        binding(Orphans, BOTTOM, C::Bottom, None, "to the end"),
        binding(Orphans, &[Chord::char('c')], C::CopyAll, Some("copy"), "copy the list, with tabs between its columns"),
        binding(Orphans, &[ESC, Chord::char('q'), Chord::char('o')], C::Close, Some("close"), "close"),
        binding(Request, DOWN, C::Down, Some("scroll"), "scroll down"),
        binding(Request, UP, C::Up, None, "scroll up"),
        binding(Request, TEXT_PAGE_DOWN, C::PageDown, None, "one page down"),
        binding(Request, TEXT_PAGE_UP, C::PageUp, None, "one page up"),
        binding(Request, TOP, C::Top, None, "to the top"),
        binding(Request, BOTTOM, C::Bottom, None, "to the end"),
        binding(Request, &[Chord::char('c')], C::CopyAll, Some("copy"), "copy the request"),
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
            "use the mouse in trackside, or leave the mouse to the terminal",
        ),
        binding(Everywhere, &[Chord::ctrl('z')], C::Suspend, None, "suspend; fg brings trackside back"),
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
