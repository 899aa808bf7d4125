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

/// `text` without anything that a terminal would have to read as UTF-8: a question mark in each cell of what is no
/// ASCII, so that the width stays.
pub fn to_ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if grapheme.is_ascii() {
            plain.push_str(grapheme);
        } else {
            plain.extend(std::iter::repeat_n('?', width(grapheme)));
        }
    }
    plain
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

/// The same with the middle cut out, so that both ends stay.
pub fn cut_middle(text: &str, limit: usize, ellipsis: &str) -> String {
    let (whole, _) = prefix(text, limit);
    let room = limit.saturating_sub(width(ellipsis));
    if whole.len() == text.len() || room < 2 {
        return cut(text, limit, ellipsis);
    }
    let (start, used) = prefix(text, room - room / 2);
    let (mut end, mut left) = (text.len(), room - used);
    for (at, grapheme) in text.grapheme_indices(true).rev().take(limit) {
        if grapheme.width() > left {
            break;
        }
        (end, left) = (at, left - grapheme.width());
    }
    format!("{start}{ellipsis}{}", &text[end..])
}

/// `text` in lines of at most `limit` cells, broken at blanks, and inside a word only where it is longer than a line.
/// Blanks inside a line stay as many as they are.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut gap = 0;
    for (index, word) in text.split(' ').enumerate() {
        gap += usize::from(index > 0);
        if word.is_empty() {
            continue;
        }
        let blanks = std::mem::take(&mut gap);
        if width(&line) + blanks + width(word) <= limit && (!line.is_empty() || lines.is_empty()) {
            line.extend(std::iter::repeat_n(' ', blanks));
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut parts = chop(word, limit);
        line = parts.pop().unwrap_or_default();
        lines.append(&mut parts);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// `text` in lines of at most `limit` cells, each filled before the next: for text whose every blank counts.
pub fn chop(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    let mut lines = Vec::new();
    let mut rest = text;
    while width(rest) > limit {
        let (mut head, _) = prefix(rest, limit);
        if head.is_empty() {
            // One grapheme is wider than the line: it goes alone, and is cut when drawn.
            head = rest.graphemes(true).next().unwrap_or(rest);
        }
        lines.push(head.to_owned());
        rest = &rest[head.len()..];
    }
    lines.push(rest.to_owned());
    lines
}
