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

/// Draws a field with its prompt, scrolled so that the cursor is in view; answers where the cursor stands.
pub fn draw(painter: &mut Painter, area: Rect, prompt: &str, input: &Input) -> (u16, u16) {
    let used = painter.text(area, prompt, Role::Key);
    let field = Rect { x: area.x + used, width: area.width.saturating_sub(used), ..area };
    let scroll = input.visual_scroll(usize::from(field.width.saturating_sub(1)));
    painter.text(field, &skip_cells(input.value(), scroll), Role::Text);
    let x = input.visual_cursor().saturating_sub(scroll);
    (field.x + u16::try_from(x).unwrap_or(0).min(field.width.saturating_sub(1)), area.y)
}

/// `text` without its first `cells` cells.
fn skip_cells(text: &str, cells: usize) -> String {
    let mut skipped = 0;
    text.graphemes(true)
        .skip_while(|grapheme| {
            let before = skipped;
            skipped += text::width(grapheme);
            before < cells
        })
        .collect()
}
