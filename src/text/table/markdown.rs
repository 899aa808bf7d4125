//! [`markdown`]: a table as GitHub's Markdown has them. What a cell says is text and nothing else: no markup, no link, no HTML,
//! and no column more.

/// What begins something in Markdown, or ends a cell; an at sign begins a mention, a dollar sign a formula.
const MARKUP: &str = "\\`*_[]<>|~&@$";

/// The titles, and the rows.
pub fn markdown(titles: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = line(titles.iter().map(|title| as_text(title)));
    text.push_str(&line(titles.iter().map(|_| "---".to_owned())));
    for row in rows {
        text.push_str(&line(row.iter().map(|cell| as_text(cell))));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut line = String::from("|");
    for cell in cells {
        line.push(' ');
        line.push_str(&cell);
        line.push_str(" |");
    }
    line.push('\n');
    line
}

/// `cell` with a backslash before each sign that means something. A line end would end the row, and is a blank.
fn as_text(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len() + 8);
    for (at, character) in cell.char_indices() {
        if MARKUP.contains(character) || begins_address(cell, at, character) {
            text.push('\\');
        }
        text.push(if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') { ' ' } else { character });
    }
    text
}

/// Whether what stands at `at` makes an address of the words around: many pages make a link of one without being asked.
fn begins_address(cell: &str, at: usize, character: char) -> bool {
    let follows = |word: &[u8]| {
        let before = &cell.as_bytes()[..at];
        before.len() >= word.len() && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
    };
    match character {
        ':' => cell[at + 1..].starts_with("//") || follows(b"mailto") || follows(b"xmpp"),
        '.' => follows(b"www"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_and_nothing_else() {
        for (cell, expected) in [
            ("maia-prod-eu-1", "maia-prod-eu-1"),
            ("11.208.3", "11.208.3"),
            ("a|b", "a\\|b"),
            ("a\\|b", "a\\\\\\|b"),
            ("*bold* _and_ `code`", "\\*bold\\* \\_and\\_ \\`code\\`"),
            ("[here](http://x)", "\\[here\\](http\\://x)"),
            ("<img src=x>", "\\<img src=x\\>"),
            ("mailto:a@b.example", "mailto\\:a\\@b.example"),
            ("2026-11-23T14:03:00Z", "2026-11-23T14:03:00Z"),
            ("www.evil.example", "www\\.evil.example"),
            ("@everyone &lt;", "\\@everyone \\&lt;"),
            ("two\nlines\r", "two lines "),
            ("日本", "日本"),
        ] {
            assert_eq!(as_text(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn a_table_has_titles_a_rule_and_its_rows() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let text = markdown(&row(["Runner", "Status"]), [row(["a|b", "Running"])].into_iter());
        assert_eq!(text, "| Runner | Status |\n| --- | --- |\n| a\\|b | Running |\n");
    }
}
