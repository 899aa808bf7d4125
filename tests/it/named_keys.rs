//! Sentences that name a key look it up: what they name has a key where they name it, and none is written by hand.

use std::fs;
use std::path::Path;

use trackside::tui::command::Command;
use trackside::tui::keymap::{BINDINGS, Binding, Context, Keymap, clause};

use crate::tidy::sources;

#[test]
fn a_name_is_the_key_to_show_or_the_one_that_suits_the_sentence() {
    let keymap = Keymap::default();
    let name = |chord: Option<trackside::terminal::input::Chord>| chord.map(|chord| chord.to_string());
    for (context, command, first, letter, other) in [
        (Context::List, Command::PollNow, Some("ctrl-r"), None, Some("ctrl-r")),
        (Context::List, Command::OpenHelp, Some("?"), Some("?"), Some("F1")),
        // Where text is typed, a letter is no key.
        (Context::Filter, Command::OpenHelp, Some("F1"), None, Some("F1")),
        (Context::Question, Command::Close, Some("n"), Some("n"), Some("esc")),
        (Context::Bulk, Command::Close, Some("n"), Some("n"), Some("esc")),
        (Context::Question, Command::Save, None, None, None),
    ] {
        assert_eq!(name(keymap.key(context, command)).as_deref(), first, "{context:?} {command:?}");
        assert_eq!(name(keymap.character(context, command)).as_deref(), letter, "{context:?} {command:?}");
        assert_eq!(name(keymap.special(context, command)).as_deref(), other, "{context:?} {command:?}");
    }
}

#[test]
fn a_clause_without_a_key_is_left_out() {
    let keymap = Keymap::default();
    assert_eq!(clause(keymap.key(Context::List, Command::PollNow), "; {} reads again"), "; ctrl-r reads again");
    assert_eq!(clause(keymap.key(Context::Question, Command::Save), "; {} saves"), "");
}

/// The source of what draws and says something, besides the table of keys itself.
fn spoken() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: std::path::PathBuf| (path.display().to_string(), fs::read_to_string(&path).unwrap());
    // Without a screen there is no key.
    let is_other = |path: &String| ["/keymap/", "/terminal/input/", "/cli/"].iter().any(|part| path.contains(part));
    sources(&root).into_iter().map(read).filter(|(path, _)| !is_other(path)).collect()
}

/// What stands in the source as the context and the command of a key that is named: `("Details", "PollNow")`.
fn named() -> Vec<(String, String)> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
    let mut found = Vec::new();
    for (_, code) in spoken() {
        for function in ["key(", "character(", "special("] {
            for (at, _) in code.match_indices(&format!("{function}Context::")) {
                let context = &code[at + function.len() + "Context::".len()..];
                let Some((_, command)) = context.split_once("Command::") else { continue };
                found.push((word(context), word(command)));
            }
        }
    }
    found
}

#[test]
fn each_command_that_a_sentence_names_has_a_key_there() {
    let named = named();
    assert!(named.len() > 20, "only {} are found", named.len());
    let keymap = Keymap::default();
    for (context, command) in named {
        let context = Context::ALL.into_iter().find(|known| format!("{known:?}") == context).unwrap();
        let is_meant = |binding: &Binding| {
            let name = format!("{:?}", binding.command);
            name == command || name.starts_with(&format!("{command}("))
        };
        assert!(
            keymap.bindings_of(context).iter().any(|bound| is_meant(bound.binding)),
            "{command} has no key in {context:?}"
        );
    }
}

/// The texts in quotes of a line of code; not of a comment.
fn quoted(line: &str) -> Vec<&str> {
    let code = line.trim_start();
    if code.starts_with("//") { Vec::new() } else { code.split('"').skip(1).step_by(2).collect() }
}

/// Whether a text names a key: a special one anywhere, a character where something that it does follows.
fn names_a_key(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches([';', ',', '.', ':'])).collect();
    let is_special = |word: &&str| {
        matches!(*word, "esc" | "enter" | "shift-tab" | "PgUp" | "PgDn" | "F1" | "F5") || word.starts_with("ctrl-")
    };
    let is_character = |pair: &[&str]| {
        let is_key = pair[0].len() == 1 && !matches!(pair[0], "a" | "A" | "I" | "=" | "%" | "#");
        let does = pair[1].len() > 2 && pair[1].ends_with('s') && pair[1].chars().all(|c| c.is_ascii_lowercase());
        is_key && does
    };
    words.iter().any(is_special) || words.windows(2).any(is_character)
}

#[test]
fn no_sentence_names_a_key_by_hand() {
    assert!(names_a_key("stopped ctrl-r starts again.") && names_a_key("; c copies it") && !names_a_key("its tab"));
    // What is no key of the table: a file's words, and a term of the filter.
    let is_other = |path: &str| {
        ["/options/", "/demo/", "/cli/", "/filter.rs", "/redactor/"].iter().any(|part| path.contains(part))
    };
    let mut found = Vec::new();
    for (path, code) in spoken().into_iter().filter(|(path, _)| !is_other(path)) {
        for (number, line) in code.lines().enumerate() {
            let texts = quoted(line).into_iter().filter(|text| names_a_key(text));
            found.extend(texts.map(|text| format!("{path}:{}: {text}", number + 1)));
        }
    }
    assert!(found.is_empty(), "look the key up (keymap::clause):\n{}", found.join("\n"));
}

#[test]
fn no_help_text_names_a_key() {
    for binding in BINDINGS {
        let names: Vec<String> = BINDINGS.iter().flat_map(|other| other.keys).map(ToString::to_string).collect();
        let is_key = |word: &str| word != "a" && names.iter().any(|name| name == word && name != "-");
        let is_sign = |word: &str| word.len() == 1 && !word.starts_with(|first: char| first.is_ascii_digit());
        let is_named = |word: &str| is_sign(word) && is_key(word) || word.starts_with("ctrl-");
        assert!(!binding.help.split_whitespace().any(is_named), "{:?} would be wrong with other keys", binding.help);
    }
}
