//! What the pages quote: every text between backticks, and every command in a block, is something that trackside shows,
//! takes or keeps, or that the repository has. So a sentence, a key, a flag or a file that is named anew fails here
//! until the page follows.

use std::path::Path;

use trackside::account::table::Column;
use trackside::account::table::filter::{Query, Sight};
use trackside::options::{Attribute, ClipboardRoute, Notify, SOURCES, SymbolSet, ThemeName, ThemePart};
use trackside::tui::keymap::BINDINGS;

use super::pages::{Quote, pages};
use super::shown::Shown;
use super::{help, helps, texts};

/// Texts that are none of trackside's, by whose they are.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("tmux's", &["capture-pane", "set -g allow-passthrough on", "alternate-screen off"]),
    (
        "the shell's and its programs'",
        &["fg", "ulimit -f", "ssh -t", "xterm -e", "kill -STOP", "kill -9", "nohup", "sudo", "SIGCONT", "curl"],
    ),
    (
        "cargo's",
        &[
            "cargo test",
            "cargo install --path .",
            "cargo install --profile dist --path .",
            "cargo run --release",
            "cargo bench --profile dist",
            "cargo bench --profile dist --bench budgets",
            "dev",
            "release",
            "dist",
            "cargo deny --all-features check bans licenses sources",
            "cargo deb",
            "rust-version",
        ],
    ),
    ("Prometheus's labels", &["job", "instance"]),
    ("the shells' own files and functions", &["~/.bashrc", "~/.zshrc", "~/.config/fish/config.fish", "compinit"]),
    ("Rust's", &["unwrap"]),
    ("Debian's", &["apt-get install gcc libc6-dev", "xfonts-base"]),
    ("the terminals'", &["TERM=linux", "LANG=C.UTF-8", "-fn 6x13", "Unsupported screen mode: 1007"]),
    ("names of terminals", &["term", "xterm", "xterm-256color", "rxvt-unicode-256color", "tmux-256color"]),
    ("the tests' own", &["TRACKSIDE_BIN", "TRACKSIDE_PICTURES", "tests/it/**/snapshots/"]),
    ("the XDG folders, without them", &["~/.local/state"]),
    ("curl's forms of NO_PROXY", &[".x", "*.x", "host:port"]),
    ("an example of a name, a version or a field", &["etl-2", "etl-10", "v11.3", "11.3", "db_pw", "licenseKey"]),
    ("a key of the filter, typed wrong", &["platfrom"]),
    ("what other programs read", &["head", "schema", "trackside/1", "check", "record", "restart", "check --for"]),
    ("a line of the journal, which `journal` tests", &["\"outcome\":\"about to be sent\""]),
    ("how a colour is written", &["#rrggbb"]),
    ("an example of a commit", &["Keep the selection while a filter is typed"]),
];

/// Keys of the config file above the profiles.
const TOP_KEYS: [&str; 10] = [
    "default_profile",
    "[keys]",
    "[themes]",
    "[themes.NAME]",
    "[list]",
    "[[views]]",
    "name",
    "filter",
    "sort",
    "columns",
];

/// The flags in a command or a help, without their values.
fn flags(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)));
    words.filter(|word| word.starts_with("--") && word.len() > 2)
}

fn is_flag(name: &str) -> bool {
    flags(&helps()).any(|flag| flag == name)
}

fn is_variable(name: &str) -> bool {
    SOURCES.iter().any(|source| source.variable == Some(name))
}

fn is_key_of_the_config(name: &str) -> bool {
    SOURCES.iter().filter_map(|source| source.key).any(|key| key.name == name) || TOP_KEYS.contains(&name)
}

/// A value that a flag takes, or that counts without one.
fn is_value(text: &str) -> bool {
    let names = [ThemeName::ALL.map(|(name, _)| name).as_slice(), &ClipboardRoute::ALL.map(|(name, _)| name)].concat();
    let parts = ThemePart::ALL.map(|(name, _)| name);
    let painted = [&parts[..], &Attribute::ALL.map(|(name, _)| name), &["base", "plain"]].concat();
    let names =
        [names, Notify::ALL.map(|(name, _)| name).to_vec(), SymbolSet::ALL.map(|(name, _)| name).to_vec(), painted];
    names.concat().contains(&text)
        || Column::of_key(text).is_some()
        || SOURCES.iter().any(|source| source.default == Some(text))
        || help().split_whitespace().any(|word| word == text && word.contains("://"))
}

fn is_key(text: &str) -> bool {
    BINDINGS.iter().flat_map(|binding| binding.keys).any(|key| key.to_string() == text)
}

/// A filter that the filter line would understand, beyond plain words.
fn is_filter(text: &str) -> bool {
    text.contains(['=', '<', '>', '!'])
        && text.contains(char::is_alphabetic)
        && Query::parse(text).doubt(&[], Sight::default()).is_none()
}

/// A file or folder of the repository.
fn is_file(text: &str) -> bool {
    text.contains(['.', '/', '-']) && (!text.starts_with('.') || text.starts_with(".ci/")) && root().join(text).exists()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file that trackside reads or writes for its user.
fn is_users_file(text: &str, shown: &Shown) -> bool {
    let name = text.rsplit_once('/').filter(|_| text.starts_with(['~', '$'])).map(|(_, name)| name);
    name.is_some_and(|name| shown.has(name))
}

/// A module of the source or of the tests, or a type right below a part: `domain::Label`, `terminal::emulators::`.
fn is_item(text: &str) -> bool {
    let Some((part, name)) = text.trim_end_matches("::").split_once("::").or_else(|| text.split_once("::")) else {
        return false;
    };
    let module = format!("{part}/{name}").trim_end_matches('/').to_owned();
    let places = [format!("src/{module}"), format!("src/{module}.rs"), format!("tests/it/{module}")];
    let is_type = || {
        let lines = std::fs::read_to_string(root().join(format!("src/{part}/mod.rs"))).unwrap_or_default();
        lines.lines().filter(|line| line.starts_with("pub use")).any(|line| line.contains(name))
    };
    places.iter().any(|place| root().join(place).exists()) || is_type()
}

/// What is wrong with the flags and variables of a command.
fn faults_of_command(command: &str) -> Vec<String> {
    let words: Vec<&str> = command.split('#').next().unwrap_or_default().split_whitespace().collect();
    let variables = words.iter().filter_map(|word| word.split_once('=')).map(|(name, _)| name);
    let variables =
        variables.filter(|name| name.starts_with("TRACKSIDE_") && !is_variable(name) && !is_elsewhere(name));
    let mut found: Vec<String> = variables.map(|name| format!("there is no variable {name}")).collect();
    // Behind `--` they are trackside's.
    let of_trackside = match words.iter().position(|word| *word == "trackside" || word.ends_with("/trackside")) {
        Some(at) => &words[at + 1..],
        None if words.starts_with(&["cargo", "run"]) => {
            words.iter().position(|word| *word == "--").map_or(&[][..], |at| &words[at + 1..])
        }
        None => &[],
    };
    let names = of_trackside.iter().filter_map(|word| flags(word).next());
    found.extend(names.filter(|name| !is_flag(name)).map(|name| format!("there is no flag {name}")));
    found
}

fn is_elsewhere(text: &str) -> bool {
    ELSEWHERE.iter().any(|(_, texts)| texts.contains(&text))
}

/// What is wrong with a quote.
fn faults(quote: &Quote, shown: &Shown) -> Vec<String> {
    let text = quote.text.as_str();
    match quote.block.as_deref() {
        Some("sh") => return faults_of_command(text),
        // `options::profile` reads it.
        Some("toml") => return Vec::new(),
        _ => {}
    }
    if is_elsewhere(text) || text.is_empty() {
        return Vec::new();
    }
    if text.starts_with("trackside ") {
        return faults_of_command(text);
    }
    let first = text.split(' ').next().unwrap_or(text);
    if first.starts_with("--") {
        return if is_flag(first) { Vec::new() } else { vec![format!("there is no flag {first}")] };
    }
    let name = text.split('=').next().unwrap_or(text);
    let is_known = text == "trackside"
        || is_key(text)
        || is_variable(name)
        || is_key_of_the_config(text)
        || is_value(text)
        || is_file(text)
        || is_users_file(text, shown)
        || is_item(text)
        || is_filter(text)
        || shown.has(text);
    if is_known {
        return Vec::new();
    }
    let nearest = shown.nearest(text);
    vec![format!("nothing that trackside shows, takes or keeps. Most like it is\n    {nearest}")]
}

/// The quotes of every page, with its name. Of the changelog those that are not released yet: an older version had other
/// words. The page of keys is compared as a whole (`keymap`).
fn quotes() -> Vec<(String, Quote)> {
    let mut found = Vec::new();
    for page in pages() {
        let headings = page.paragraphs.iter().filter(|paragraph| paragraph.is_label);
        let released = headings.filter(|heading| heading.text.starts_with('[') && !heading.text.contains("Unreleased"));
        let end = released.map(|heading| heading.line).next().unwrap_or(usize::MAX);
        let quotes = page.quotes.into_iter().filter(|quote| quote.line < end && page.name != "docs/keys.md");
        found.extend(quotes.map(|quote| (page.name.clone(), quote)));
    }
    found
}

#[test]
fn every_quote_on_a_page_is_what_trackside_shows_takes_or_keeps() {
    let shown = Shown::new(texts());
    let mut refused = Vec::new();
    for (page, quote) in quotes() {
        let Quote { line, text, .. } = &quote;
        refused.extend(faults(&quote, &shown).into_iter().map(|fault| format!("{page}:{line}: `{text}`: {fault}")));
    }
    assert!(
        refused.is_empty(),
        "{} quotes. Quote what stands there now; what is another program's goes to ELSEWHERE in {}.\n{}",
        refused.len(),
        file!(),
        refused.join("\n")
    );
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let pages = pages();
    let anchors = |name: &str| -> Vec<String> {
        let page = pages.iter().find(|page| page.name == name);
        let labels = page.into_iter().flat_map(|page| &page.paragraphs).filter(|paragraph| paragraph.is_label);
        labels.map(|heading| heading.text.to_lowercase().replace(' ', "-")).collect()
    };
    for page in &pages {
        let folder = Path::new(&page.name).parent().unwrap();
        for (line, target) in page.links.iter().filter(|(_, target)| !target.starts_with("https://")) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { page.name.clone() } else { folder.join(file).display().to_string() };
            let is_there =
                root().join(&path).exists() && (anchor.is_empty() || anchors(&path).iter().any(|a| a == anchor));
            assert!(is_there, "{}:{line}: there is no {target}", page.name);
        }
    }
}

#[test]
fn every_flag_of_the_help_is_on_a_page() {
    let quotes = quotes();
    for flag in flags(&help()) {
        let is_quoted = |quote: &Quote| flags(&quote.text).any(|quoted| quoted == flag);
        assert!(quotes.iter().any(|(_, quote)| is_quoted(quote)), "no page has {flag}");
    }
}

#[test]
fn what_is_another_programs_is_still_quoted() {
    let quotes = quotes();
    for (whose, text) in ELSEWHERE.iter().flat_map(|(whose, texts)| texts.iter().map(move |text| (whose, text))) {
        let is_quoted = |quote: &Quote| quote.text == *text || quote.block.is_some() && quote.text.contains(text);
        assert!(quotes.iter().any(|(_, quote)| is_quoted(quote)), "no page quotes `{text}` any more ({whose})");
    }
}

#[test]
fn a_quote_that_is_nothing_is_refused_with_what_is_most_like_it() {
    let shown = Shown::new(vec![super::Text {
        file: "tui/a.rs".to_owned(),
        line: 7,
        wording: "Restart requested. Waiting for {name}.".to_owned(),
        by: String::new(),
    }]);
    let faults = |text: &str, block: Option<&str>| {
        faults(&Quote { line: 1, text: text.to_owned(), block: block.map(str::to_owned) }, &shown)
    };
    assert_eq!(faults("Restart requested. Waiting for orders-eks.", None), [""; 0]);
    let fault = faults("Restart asked for. Waiting for orders-eks.", None).join("");
    assert!(fault.ends_with("src/tui/a.rs:7: `Restart requested. Waiting for {name}.`"), "{fault}");
    for (text, block) in [
        ("--refesh 3", None),
        ("ctrl-q", None),
        ("TRACKSIDE_NOTHING", None),
        ("status=bogus", None),
        ("src/nothing.rs", None),
        ("domain::Nothing", None),
        ("trackside --refesh", None),
        ("trackside --refesh", Some("sh")),
        ("cargo run --release -- --refesh", Some("sh")),
        ("export TRACKSIDE_NOTHING=1", Some("sh")),
        ("Nothing like that", Some("text")),
    ] {
        assert_eq!(faults(text, block).len(), 1, "{text}");
    }
}
