//! A text field of one line: which keys edit it, and how it is drawn. The editing itself is tui-input's.

use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};
use unicode_segmentation::UnicodeSegmentation;

use super::painter::Painter;
use super::text;
use super::theme::Role;
use crate::domain::Label;
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

/// Types a character into a field that holds at most `limit` of them; line breaks, controls and what cannot be seen
/// become blanks.
pub fn insert(input: &mut Input, character: char, limit: usize) {
    if input.value().chars().count() < limit {
        let is_visible = text::width(Label::from(character.to_string()).safe()) <= 2 && !character.is_control();
        input.handle(InputRequest::InsertChar(if is_visible { character } else { ' ' }));
    }
}

/// Draws a field with its prompt, scrolled so that the cursor is in view; answers where the cursor stands. What is
/// edited may have come from outside: it is drawn as a [`Label`] is.
pub fn draw(painter: &mut Painter, area: Rect, prompt: &str, input: &Input) -> (u16, u16) {
    let used = painter.text(area, prompt, Role::Key);
    let field = Rect { x: area.x + used, width: area.width.saturating_sub(used), ..area };
    let value = input.value();
    let before_cursor: String = value.chars().take(input.cursor()).collect();
    let cursor = text::width(Label::from(before_cursor).safe());
    let label = Label::from(value);
    let (shown, skipped) = skip_cells(label.safe(), (cursor + 1).saturating_sub(usize::from(field.width)));
    painter.text(field, shown, Role::Text);
    let x = cursor.saturating_sub(skipped);
    (field.x + u16::try_from(x).unwrap_or(0).min(field.width.saturating_sub(1)), area.y)
}

/// `text` without its first `cells` cells, or a few more where a wide character stands there; and how many those are.
fn skip_cells(text: &str, cells: usize) -> (&str, usize) {
    let mut skipped = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        if skipped >= cells {
            return (&text[start..], skipped);
        }
        skipped += text::width(grapheme);
    }
    ("", skipped)
}
