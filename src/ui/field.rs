//! Which keys edit a text field; the editing itself is tui-input's.

use tui_input::InputRequest;

use crate::keymap::{Chord, Key};

/// What `chord` does to the text; `None` for a key that is not the field's.
pub fn request(chord: Chord) -> Option<InputRequest> {
    let by_word = chord.ctrl || chord.alt;
    Some(match (chord.key, chord.ctrl, chord.alt) {
        (Key::Char(character), false, false) => InputRequest::InsertChar(character),
        (Key::Char('u'), true, false) => InputRequest::DeleteLine,
        (Key::Char('w'), true, false) => InputRequest::DeletePrevWord,
        (Key::Char('k'), true, false) => InputRequest::DeleteTillEnd,
        (Key::Char('b'), false, true) => InputRequest::GoToPrevWord,
        (Key::Char('f'), false, true) => InputRequest::GoToNextWord,
        (Key::Backspace, ..) if by_word => InputRequest::DeletePrevWord,
        (Key::Backspace, ..) => InputRequest::DeletePrevChar,
        (Key::Delete, ..) if by_word => InputRequest::DeleteNextWord,
        (Key::Delete, ..) => InputRequest::DeleteNextChar,
        (Key::Left, ..) if by_word => InputRequest::GoToPrevWord,
        (Key::Left, ..) => InputRequest::GoToPrevChar,
        (Key::Right, ..) if by_word => InputRequest::GoToNextWord,
        (Key::Right, ..) => InputRequest::GoToNextChar,
        (Key::Home, ..) => InputRequest::GoToStart,
        (Key::End, ..) => InputRequest::GoToEnd,
        _ => return None,
    })
}
