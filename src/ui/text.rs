//! Width in cells, cutting and wrapping: by grapheme, never by byte or char.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Whether `text` is printable ASCII only: one byte, one character, one cell.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Width of `text` on the terminal, in cells.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The longest prefix of whole graphemes that is at most `limit` cells wide, and its width. Stops reading there, so
/// that a name of ten thousand characters costs no more than one of thirty.
fn prefix(text: &str, limit: usize) -> (&str, usize) {
    let mut used = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        let cells = grapheme.width();
        if used + cells > limit {
            return (&text[..start], used);
        }
        used += cells;
    }
    (text, used)
}

/// `text` if it is at most `limit` cells wide, else as much of it as fits with `ellipsis` (one cell) behind.
pub fn cut(text: &str, limit: usize, ellipsis: &str) -> String {
    let (whole, _) = prefix(text, limit);
    if whole.len() == text.len() {
        return text.to_owned();
    }
    if limit == 0 {
        return String::new();
    }
    let (start, _) = prefix(text, limit.saturating_sub(width(ellipsis)));
    format!("{start}{ellipsis}")
}

/// `text` in lines of at most `limit` cells, broken at blanks, and inside a word only where it is longer than a line.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let gap = usize::from(!line.is_empty());
        if width(&line) + gap + width(word) <= limit {
            if gap == 1 {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while width(rest) > limit {
            let (mut head, _) = prefix(rest, limit);
            if head.is_empty() {
                // One grapheme is wider than the line: it goes alone, and is cut when drawn.
                head = rest.graphemes(true).next().unwrap_or(rest);
            }
            lines.push(head.to_owned());
            rest = &rest[head.len()..];
        }
        rest.clone_into(&mut line);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}
