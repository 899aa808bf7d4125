//! [`Field`]: a text field of one line. Which keys edit it, what it keeps of what is typed, and how it is drawn. The
//! editing itself is tui-input's, which moves and deletes by grapheme.

use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};
use unicode_segmentation::UnicodeSegmentation;

use super::painter::Painter;
use super::role::Role;
use crate::domain::Label;
use crate::terminal::input::{Chord, Key};
use crate::text;

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

/// A text that is typed, and where the cursor stands in it.
///
/// Every character is kept as it was typed or pasted, combining marks and joiners too; only controls and line ends become
/// blanks, as there is one line. What cannot be seen is drawn by name, as in every [`Label`].
#[derive(Clone, Debug)]
pub struct Field {
    input: Input,
    /// Characters that it holds at the most; more are not taken.
    limit: usize,
    /// Whether all of it is selected: what is typed or pasted next takes its place.
    is_selected: bool,
}

impl Default for Field {
    /// An empty field for as much as anybody types: 200 characters.
    fn default() -> Self {
        Self::new(200)
    }
}

impl Field {
    /// An empty field for at most `limit` characters.
    pub fn new(limit: usize) -> Self {
        Self { input: Input::default(), limit, is_selected: false }
    }

    /// A field with `text` in it as it is, whatever its length, and the cursor behind; it takes at most `limit` characters.
    pub fn holding(text: &str, limit: usize) -> Self {
        Self { input: Input::new(text.to_owned()), ..Self::new(limit) }
    }

    /// The text as it was typed, not safe to draw as it is.
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// Empties the field; the limit stays.
    pub fn clear(&mut self) {
        self.input.reset();
        self.is_selected = false;
    }

    /// Puts `text` in the place of what is there.
    pub fn set(&mut self, text: &str) {
        self.clear();
        self.paste(text);
    }

    /// The text before the cursor.
    pub fn before_cursor(&self) -> &str {
        let text = self.value();
        let end = text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(start, _)| start);
        &text[..end]
    }

    /// Puts `text` in the place of what stands from the byte `start` on before the cursor, which is behind it then. Does nothing
    /// where there is no room for that.
    pub fn replace_before_cursor(&mut self, start: usize, text: &str) {
        let before = self.before_cursor();
        let Some(kept) = before.get(..start) else { return };
        let head = format!("{kept}{text}");
        let whole = format!("{head}{}", &self.value()[before.len()..]);
        if whole.chars().count() <= self.limit && !whole.contains(char::is_control) {
            self.input = Input::new(whole).with_cursor(head.chars().count());
            self.is_selected = false;
        }
    }

    /// Selects what is there, so that what is typed or pasted next takes its place.
    pub fn select(&mut self) {
        self.input.handle(InputRequest::GoToEnd);
        self.is_selected = !self.value().is_empty();
    }

    /// Whether all of it is selected.
    pub fn is_selected(&self) -> bool {
        self.is_selected
    }

    /// Edits the text, or moves in it.
    pub fn edit(&mut self, request: InputRequest) {
        use InputRequest as R;
        let takes_its_place = match request {
            R::InsertChar(_) | R::DeletePrevChar | R::DeleteNextChar | R::DeletePrevWord | R::DeleteNextWord => true,
            _ => request == R::DeleteTillEnd,
        };
        if std::mem::take(&mut self.is_selected) && takes_its_place {
            self.input.reset();
            if !matches!(request, R::InsertChar(_)) {
                return;
            }
        }
        match request {
            R::InsertChar(character) => self.insert(character),
            other => {
                self.input.handle(other);
            }
        }
    }

    /// Puts pasted text in at the cursor: as many whole graphemes of it as there is room for.
    pub fn paste(&mut self, text: &str) {
        if !text.is_empty() && std::mem::take(&mut self.is_selected) {
            self.input.reset();
        }
        for grapheme in text.graphemes(true) {
            if grapheme.chars().count() > self.room() {
                return;
            }
            grapheme.chars().for_each(|character| self.insert(character));
        }
    }

    fn room(&self) -> usize {
        self.limit.saturating_sub(self.value().chars().count())
    }

    fn insert(&mut self, character: char) {
        if self.room() > 0 {
            let ends_line = matches!(character, '\u{2028}' | '\u{2029}');
            let kept = if character.is_control() || ends_line { ' ' } else { character };
            self.input.handle(InputRequest::InsertChar(kept));
        }
    }

    /// Cells before the cursor, when all of the text is drawn. Within a grapheme, as where what was typed joins what
    /// follows, it stands at its beginning.
    pub fn cells_before_cursor(&self) -> usize {
        let text = self.value();
        let cursor = text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(start, _)| start);
        let ends = text.grapheme_indices(true).map(|(start, grapheme)| start + grapheme.len());
        let end = ends.take_while(|end| *end <= cursor).last().unwrap_or(0);
        cells(Label::from(&text[..end]).safe())
    }
}

/// Draws a field with its prompt, scrolled so that the cursor is in view; answers where the cursor stands. What is
/// edited may have come from outside: it is drawn as a [`Label`] is.
pub fn draw(painter: &mut Painter, area: Rect, prompt: &str, typed: &Field) -> (u16, u16) {
    let used = painter.text(area, prompt, Role::Key);
    let field = Rect { x: area.x + used, width: area.width.saturating_sub(used), ..area };
    let cursor = typed.cells_before_cursor();
    let label = Label::from(typed.value());
    let (shown, skipped) = skip_cells(label.safe(), (cursor + 1).saturating_sub(usize::from(field.width)));
    painter.text(field, shown, if typed.is_selected { Role::Selected } else { Role::Text });
    let x = cursor.saturating_sub(skipped);
    (field.x + u16::try_from(x).unwrap_or(0).min(field.width.saturating_sub(1)), area.y)
}

/// Cells that `text` takes when it is drawn, grapheme by grapheme.
fn cells(text: &str) -> usize {
    text.graphemes(true).map(text::width).sum()
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
