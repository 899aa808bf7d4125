//! Text from answers, made short: one line, safe to draw, never the whole of a page.

use crate::domain::Label;

/// The longest line that is made of an answer, in characters.
const LINE: usize = 300;

/// How much of a text is looked at: far more than a line, far less than what a server may send.
const LOOKED_AT: usize = 64 * 1024;

/// `text` on one line: runs of white space become one blank, and what is longer than 300 characters is cut.
pub(super) fn line(text: &str) -> Label {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        for character in (length > 0).then_some(' ').into_iter().chain(word.chars()) {
            if length == LINE - 1 {
                line.push('…');
                return Label::from(line);
            }
            line.push(character);
            length += 1;
        }
    }
    Label::from(line)
}

/// Whether somebody can read this: it holds next to nothing that is no character, and no control characters but those of
/// texts and terminals. An empty body is one.
///
/// Compressed bodies that nobody asked for are not, nor is UTF-16; a text in Latin-1 is.
pub(super) fn is_text(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT)]);
    let (mut characters, mut broken) = (0, 0);
    for character in text.chars() {
        if matches!(character, '\0'..='\x06' | '\x0e'..='\x1a' | '\x1c'..='\x1f') {
            return false;
        }
        characters += 1;
        broken += usize::from(character == char::REPLACEMENT_CHARACTER);
    }
    broken * 3 <= characters
}

/// What is said of a body that is not text.
pub(super) fn not_text(body: &[u8]) -> Label {
    Label::from(format!("not text ({} bytes)", body.len()))
}

/// The words of a body that is not JSON; `None` where there are none. A web page is told by its title.
pub(super) fn of_text(body: &[u8]) -> Option<Label> {
    if !is_text(body) {
        return Some(not_text(body));
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT)]);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return None;
    }
    if !text.starts_with('<') {
        return Some(line(text));
    }
    Some(match title(text) {
        Some(title) => line(&format!("a web page: {title}")),
        None => Label::from("a web page"),
    })
}

/// What an answer is, if it is neither a web page nor the documented JSON; `error` is what reading it as such said.
///
/// Nothing of the answer is in it, and the error's own text is not used: it quotes from the answer.
pub(super) fn of_unreadable(body: &[u8], error: &serde_json::Error) -> Label {
    if !is_text(body) {
        return not_text(body);
    }
    let Ok(text) = std::str::from_utf8(body) else { return Label::from("text that is not UTF-8") };
    let text = text.trim();
    if text.is_empty() {
        Label::from("an empty answer")
    } else if error.is_eof() {
        Label::from("JSON that ends too early")
    } else if error.is_data() {
        Label::from("JSON of another shape")
    } else if text.starts_with(['{', '[']) {
        Label::from(format!("broken JSON, at line {} column {}", error.line(), error.column()))
    } else {
        Label::from("text that is not JSON")
    }
}

/// Whether a body begins as a web page does.
pub(super) fn is_markup(body: &[u8]) -> bool {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start().starts_with(b"<")
}

/// What stands between `<title>` and `</title>`, the usual entities resolved.
fn title(page: &str) -> Option<String> {
    // Same length in bytes, so that positions agree.
    let lower = page.to_ascii_lowercase();
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let mut title = page[start..end].trim().to_owned();
    for (entity, meant) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
    {
        title = title.replace(entity, meant);
    }
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_of_at_most_300_characters() {
        assert_eq!(line(" a\r\n\tb  c ").raw(), "a b c");
        assert_eq!(line(&"é".repeat(299)).raw().chars().count(), 299);
        assert_eq!(line(&"é".repeat(300)).raw().chars().count(), 300);
        let cut = line(&"long ".repeat(1000));
        assert_eq!(cut.raw().chars().count(), 300);
        assert!(cut.raw().ends_with('…'));
        assert_eq!(line("\u{1b}[2Jclear").safe(), "^[[2Jclear");
    }

    #[test]
    fn a_web_page_is_told_by_its_title() {
        for (page, expected) in [
            ("<html><head><TITLE>Sign in &amp; go</TITLE>", "a web page: Sign in & go"),
            ("<!doctype html>\n<title lang=en>\n 502\n Bad Gateway </title>", "a web page: 502 Bad Gateway"),
            ("<html><title></title>", "a web page"),
            ("<html><title>never ends", "a web page"),
            ("<html><p>none", "a web page"),
        ] {
            assert_eq!(of_text(page.as_bytes()).unwrap().raw(), expected);
        }
        assert_eq!(of_text(b" \r\n"), None);
        assert_eq!(of_text("\u{feff}busy".as_bytes()).unwrap().raw(), "busy");
        assert_eq!(of_text(b"caf\xe9").unwrap().raw(), "caf\u{fffd}");
    }

    #[test]
    fn what_nobody_can_read_is_told_by_its_size() {
        let brotli = b"\x0b\x07\x80you sent too much\x03";
        let deflate = b"\x78\x9c\xab\x56\x4a\x49\x2d\x49\xcc\xcc\x51\xb2\x52\xaa\x05\x00\x1a\x4f\x03\x9e";
        let utf_16: Vec<u8> = "busy".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for body in [&brotli[..], deflate, &utf_16, b"\xff\xfe"] {
            assert_eq!(of_text(body).unwrap().raw(), format!("not text ({} bytes)", body.len()));
        }
        for text in [&b"caf\xe9"[..], "日本語のエラー".as_bytes(), b"\x1b[31mred\x07\r\n", b""] {
            assert!(is_text(text), "{text:?}");
        }
    }
}
