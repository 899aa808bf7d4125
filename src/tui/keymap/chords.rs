//! Keys that mean the same in many contexts, the one to show first.

use crate::terminal::input::{Chord, Key};

pub(super) const UP: &[Chord] = &[Chord::char('k'), Chord::plain(Key::Up)];
pub(super) const DOWN: &[Chord] = &[Chord::char('j'), Chord::plain(Key::Down)];
pub(super) const PAGE_UP: &[Chord] = &[Chord::plain(Key::PageUp), Chord::ctrl('b')];
pub(super) const PAGE_DOWN: &[Chord] = &[Chord::plain(Key::PageDown), Chord::ctrl('f')];
/// Where text is read, these scroll too, as everywhere in a terminal.
pub(super) const TEXT_PAGE_UP: &[Chord] = &[Chord::plain(Key::PageUp), Chord::ctrl('b'), Chord::ctrl('u')];
pub(super) const TEXT_PAGE_DOWN: &[Chord] = &[Chord::plain(Key::PageDown), Chord::ctrl('f'), Chord::ctrl('d')];
/// Between the buttons of a question.
pub(super) const NEXT: &[Chord] = &[Chord::plain(Key::Tab), Chord::plain(Key::Right), Chord::char('l')];
pub(super) const PREVIOUS: &[Chord] = &[Chord::plain(Key::BackTab), Chord::plain(Key::Left), Chord::char('h')];
pub(super) const TOP: &[Chord] = &[Chord::char('g'), Chord::plain(Key::Home)];
pub(super) const BOTTOM: &[Chord] = &[Chord::char('G'), Chord::plain(Key::End)];
/// Opens the palette, from every screen that is no window over another.
pub(super) const PALETTE: &[Chord] = &[Chord::char(':')];
pub(super) const ESC: Chord = Chord::plain(Key::Esc);
pub(super) const ENTER: Chord = Chord::plain(Key::Enter);
