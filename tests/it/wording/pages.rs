//! The pages: README, `docs/` and their like, as paragraphs of plain words, and what they quote.

use std::fs;
use std::path::Path;

/// A paragraph, an item of a list, a heading or a cell of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Paragraph {
    /// Its first line, from 1.
    pub(super) line: usize,
    /// Its words in one line; what is quoted is between backticks.
    pub(super) text: String,
    /// It stands in a table, or is a heading: a label is enough.
    pub(super) is_label: bool,
}

/// A text between backticks, or a line of a block of code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Quote {
    /// Its line, from 1.
    pub(super) line: usize,
    /// The text, in one line.
    pub(super) text: String,
    /// What language the block of code is in. `None`: it stands in a sentence.
    pub(super) block: Option<String>,
}

/// A page of the repository.
pub(super) struct Page {
    /// From the repository's root: `docs/keys.md`.
    pub(super) name: String,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) quotes: Vec<Quote>,
    /// Where its links lead, with their lines.
    pub(super) links: Vec<(usize, String)>,
}

/// Every page that is about trackside.
pub(super) fn pages() -> Vec<Page> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inside = |folder: &str| {
        let names = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        let names = names.map(|name| format!("{folder}{}", name.to_str().unwrap()));
        names.filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "md")).collect::<Vec<_>>()
    };
    let mut names = [inside(""), inside("docs/")].concat();
    names.sort();
    names.into_iter().map(|name| page(&fs::read_to_string(root.join(&name)).unwrap(), name)).collect()
}

fn page(text: &str, name: String) -> Page {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut quotes = Vec::new();
    let mut block: Option<String> = None;
    // Whether the line before leaves its paragraph open.
    let mut is_open = false;
    for (line, text) in (1..).zip(text.lines()) {
        if let Some(fence) = text.trim_start().strip_prefix("```") {
            block = block.is_none().then(|| fence.to_owned());
            is_open = false;
        } else if block.is_some() {
            quotes.push(Quote { line, text: text.trim().to_owned(), block: block.clone() });
        } else if text.trim().is_empty() || text.starts_with("<!--") || text.starts_with("|-") {
            is_open = false;
        } else if let Some(row) = text.strip_prefix('|') {
            let row = row.replace("\\|", "\u{2758}");
            let cells = row.split('|').map(|cell| cell.trim().replace('\u{2758}', "|"));
            let cells = cells.filter(|cell| !cell.is_empty());
            paragraphs.extend(cells.map(|text| Paragraph { line, text, is_label: true }));
            is_open = false;
        } else if let Some(heading) = text.strip_prefix('#') {
            let text = heading.trim_start_matches('#').trim().to_owned();
            paragraphs.push(Paragraph { line, text, is_label: true });
            is_open = false;
        } else if let (true, false, Some(open)) = (is_open, text.starts_with("- "), paragraphs.last_mut()) {
            open.text += " ";
            open.text += text.trim();
        } else {
            let text = text.strip_prefix("- ").unwrap_or(text).trim().to_owned();
            paragraphs.push(Paragraph { line, text, is_label: false });
            is_open = true;
        }
    }
    let source: Vec<&str> = text.lines().collect();
    for paragraph in &mut paragraphs {
        paragraph.text = without_marks(&paragraph.text);
        let mut line = paragraph.line;
        for text in paragraph.text.split('`').skip(1).step_by(2) {
            // A quote may be broken where its line ends, but not within its first word.
            let begins = format!("`{}", text.split([' ', '|']).next().unwrap_or_default());
            let further = source[line - 1..].iter().position(|candidate| candidate.contains(&begins));
            line += further.unwrap_or(0);
            quotes.push(Quote { line, text: text.to_owned(), block: None });
        }
    }
    let links = (1..).zip(&source).flat_map(|(line, text)| {
        let ends = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        ends.map(move |(target, _)| (line, target.to_owned()))
    });
    Page { links: links.collect(), name, paragraphs, quotes }
}

/// Without what makes words bold, italic, a link or a picture.
fn without_marks(text: &str) -> String {
    let mut plain = String::new();
    for (number, part) in text.split('`').enumerate() {
        if number > 0 {
            plain.push('`');
        }
        if number % 2 == 1 {
            plain.push_str(part);
            continue;
        }
        let part = part.replace("**", "").replace("![", "[");
        plain.push_str(&part.replace(" *", " ").replace("* ", " "));
    }
    // The words of a link without where it leads.
    let mut text = String::new();
    let mut rest = plain.as_str();
    while let Some(at) = rest.find("](") {
        let end = rest[at..].find(')').map_or(rest.len(), |end| at + end + 1);
        let words = &rest[..at];
        let open = words.rfind('[').unwrap_or(0);
        text = text + &words[..open] + words[open..].trim_start_matches('[');
        rest = &rest[end..];
    }
    text + rest
}

#[test]
fn a_page_is_read_as_it_is_shown() {
    let text = "# A `page`\n\nOne **paragraph** of\ntwo [lines](there.md).\n- An item\n  that goes `on`\n- another\n\n| a `x\\|y` | |\n|---|---|\n\n```sh\nls -l\n```\n";
    let Page { paragraphs, quotes, links, .. } = page(text, String::new());
    assert_eq!(links, [(4, "there.md".to_owned())]);
    let texts: Vec<(usize, &str, bool)> =
        paragraphs.iter().map(|found| (found.line, found.text.as_str(), found.is_label)).collect();
    assert_eq!(
        texts,
        [
            (1, "A `page`", true),
            (3, "One paragraph of two lines.", false),
            (5, "An item that goes `on`", false),
            (7, "another", false),
            (9, "a `x|y`", true),
        ]
    );
    let texts: Vec<(usize, &str, Option<&str>)> =
        quotes.iter().map(|found| (found.line, found.text.as_str(), found.block.as_deref())).collect();
    assert_eq!(texts, [(13, "ls -l", Some("sh")), (1, "page", None), (6, "on", None), (9, "x|y", None)]);
}
