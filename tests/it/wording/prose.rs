//! The sentences that stand outside of the screen: those of the pages, and those of the help that `--help` prints.

use super::help;
use super::pages::pages;
use super::rules::{Kind, faults};

/// Single sentences of a page that a rule does not fit, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// What each flag does, in one line, with the flag; without its variable and default.
fn of_flags(help: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in help.lines().take_while(|line| !line.starts_with("Environment only")) {
        if let Some(words) = line.strip_prefix("          ") {
            let Some((_, text)) = found.last_mut() else { continue };
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(words);
        } else if line.trim_start().starts_with('-') {
            found.push((line.trim().to_owned(), String::new()));
        }
    }
    for (_, text) in &mut found {
        let end = text.find(" [env: ").or_else(|| text.find(" [default: ")).unwrap_or(text.len());
        text.truncate(end);
    }
    found
}

/// With `…` for what is quoted, as that may begin small and is not counted.
fn without_quotes(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(number, part)| if number % 2 == 0 { part } else { "…" }).collect()
}

#[test]
fn no_sentence_of_a_page_has_a_form_that_newcomers_stumble_over() {
    let mut refused = Vec::new();
    let mut count = 0;
    for page in pages() {
        for paragraph in &page.paragraphs {
            let text = without_quotes(&paragraph.text);
            count += 1;
            if EXCEPTIONS.iter().any(|(known, _)| text.contains(known)) {
                continue;
            }
            let kind = if paragraph.is_label { Kind::Label } else { Kind::Paragraph };
            for fault in faults(&text, kind) {
                refused.push(format!("{}:{}: {fault}: {text}", page.name, paragraph.line));
            }
        }
    }
    assert!(count > 500, "only {count} are found");
    assert!(refused.is_empty(), "{} paragraphs:\n{}", refused.len(), refused.join("\n"));
}

#[test]
fn every_exception_of_a_page_is_still_one() {
    let pages = pages();
    let texts: Vec<String> =
        pages.iter().flat_map(|page| &page.paragraphs).map(|found| without_quotes(&found.text)).collect();
    for (known, reason) in EXCEPTIONS {
        assert!(texts.iter().any(|text| text.contains(known)), "`{known}` is no longer there ({reason})");
    }
}

#[test]
fn what_a_flag_does_reads_as_a_label() {
    let flags = of_flags(&help());
    assert_eq!(flags.iter().filter(|(_, text)| text.is_empty()).count(), 0, "{flags:?}");
    assert!(flags.len() >= 20, "only {} are found", flags.len());
    let faults = flags.iter().flat_map(|(flag, text)| {
        faults(text, Kind::Help).into_iter().map(move |fault| format!("{flag}: {fault}: {text}"))
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
