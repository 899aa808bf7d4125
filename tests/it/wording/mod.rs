//! The sentences of the program: every fixed one is read here, and none may have a form that newcomers stumble over.
//!
//! A sentence is what looks like one (`rules.rs`). What is put together from several texts is seen in its parts alone, so
//! the rules are those that hold for a part too.

mod literals;
mod pages;
mod prose;
mod quotes;
mod rules;
mod shown;

use std::fs;
use std::path::Path;

use trackside::options::{Start, parse};

use crate::tidy::sources;
use literals::literals;
use rules::{Fault, Kind, faults, is_bare_answer, is_odd, is_sentence};

/// Files, or folders, whose texts are clauses: they stand behind a colon or beside a label, and begin small.
const CLAUSES: &[(&str, &str)] = &[
    ("domain/action.rs", "why an action is not possible, beside its label"),
    ("tui/screens/parts/applies.rs", "the same"),
    ("api/", "why something failed, behind what was tried: `Cannot read the runners: ...`"),
    ("domain/warning.rs", "what stays after a removal, in the middle of a sentence"),
    ("domain/setting.rs", "why a setting cannot be changed, behind its name"),
    ("domain/confirmed.rs", "why a request was not sent, behind `Not sent: `"),
    ("domain/parameters.rs", "what a parameter is, beside its name"),
    ("options/arguments.rs", "why a flag is refused, behind its name"),
    ("options/refusal.rs", "the same"),
    ("cli/reason.rs", "why the list cannot be read, behind that it cannot"),
    ("options/profile.rs", "why a key is refused, behind file, line and name"),
    ("options/profiles.rs", "the same"),
    ("options/views.rs", "the same"),
    ("options/request.rs", "why a flag is refused, behind its name"),
    ("runtime/client_secret/", "why no secret came, behind what was to hold it"),
    ("runtime/journal/", "why the journal cannot be written, behind that it cannot"),
    ("files/private.rs", "why a file is refused, behind its name"),
    ("runtime/recorder/worker.rs", "why the history cannot be kept, behind that it cannot"),
    ("store/fault.rs", "the same"),
    ("runtime/outgoing.rs", "why a request was not sent, behind what it was"),
    ("tui/app/applies.rs", "why a key does nothing; `words::sentence` makes a sentence of the reason"),
    ("tui/keymap/bindings/", "what a key does, beside the key"),
    ("tui/keymap/wishes.rs", "why a key of the config file is refused, behind its line"),
    ("tui/keymap/spelling.rs", "why a text is no key, behind its line"),
    ("options/keys.rs", "why a preset is refused, behind its line"),
    ("options/themes.rs", "why a colour is refused, behind its line"),
];

/// Single clauses of other files: where they stand, and what they are.
const SINGLE_CLAUSES: &[(&str, &[&str])] = &[
    ("the state of the link, beside the counts", &["sign-in refused {dot} {}"]),
    (
        "why a runner can only be viewed, beside what is not possible",
        &["platform unknown to trackside: view only, to be safe"],
    ),
    (
        "why a connectivity test is not possible, behind that it is not",
        &[
            "runner version does not support this feature",
            "the runner is {} now: {reason}",
            "none of these runners can be tested now",
            "there is no result to copy yet",
        ],
    ),
    (
        "why a flag, a variable or a file is refused, behind its name",
        &[
            "an empty value names no file",
            "an empty name names no runner",
            "is there and is no file",
            "one of running, paused, stopped, gone, version=V",
            "the value is not valid UTF-8",
            "must be one line without control characters",
            "not set, but {other} is; set both, {way}",
            "a path that starts with / and holds {agentId}",
            "not with --demo, which reads no config file",
            "for the dashboard only; leave this out where there is no screen",
            "filters by what one reading does not have. {reason}",
            "sorts by {key}, which one reading does not have; add --sort",
            "no history is kept, which leaves nothing to record",
            "record: there is no home folder for the history; set HOME or XDG_STATE_HOME",
            "record: {} is recorded already{by}",
            "export: cannot listen on {address} ({})",
            "line {line} has a character that is not UTF-8",
            "is {what}, not a file",
            "is {what}, and a log needs a file",
        ],
    ),
    (
        "why the program does not start, behind its name",
        &["standard output is not a terminal; trackside draws on a screen, not into a pipe or a file"],
    ),
    (
        "why an address cannot be listened on, behind that it cannot",
        &["this machine has no such address", "not permitted; choose a port above 1023"],
    ),
    (
        "why nothing was copied or opened, behind that nothing was",
        &[
            "the clipboard cannot be used",
            "the clipboard did not answer in time",
            "this machine's desktop cannot be reached",
            "this machine has no display",
            "only https addresses are opened",
            "there is no program that opens pages",
        ],
    ),
    (
        "why a key does nothing; `words::sentence` makes a sentence of the reason",
        &[
            "read-only: credentials cannot be shown or copied",
            "credentials cannot be shown, copied or regenerated (allow_reveal = false)",
        ],
    ),
    ("what became of a request or a lookup, behind what was asked", &["the runner is gone", "lookup by id failed"]),
    (
        "what other runners did, behind their number",
        &["was Unknown at first sight too", "were Unknown at first sight too"],
    ),
];

/// What no user of the program reads, or what is not in its own words.
const NOT_READ: &[(&str, &str)] = &[
    ("demo/routes/", "the answers of a control plane, in the words of the vendor's"),
    ("demo/simulation/", "the same"),
    ("store/reading.rs", "questions to the database"),
    ("store/writing.rs", "statements for the database"),
    ("store/watched.rs", "the same"),
    ("store/pruning.rs", "the same"),
    ("store/schema.rs", "the tables, with their remarks"),
    ("store/encoding.rs", "words of the file, which are read back"),
    ("demo/seed.rs", "mistakes in what is built in, which a test finds"),
];

/// Files that are being rewritten.
const NOT_YET: &[&str] = &[];

/// Single texts that a rule does not fit, each with the reason.
const EXCEPTIONS: &[(&str, &str)] =
    &[("waits for its new secret", "what the filter finds: the words of a row, where the runner is named")];

/// What the text of these is for: the log file, a mistake in the program, a lint, the compiler.
const NOT_SHOWN: &[&str] = &[
    "debug!",
    "trace!",
    "info!",
    "warn!",
    "error!",
    "expect",
    "expect_err",
    "panic!",
    "unreachable!",
    "assert!",
    "assert_eq!",
    "debug_assert!",
    "debug_assert_eq!",
    "#[expect",
    "#[allow",
    "#[cfg",
    "#[serde",
    "#[doc",
];

/// What is called with a label, and what with something to say: the innermost brackets of a text tell.
const LABELS: [&str; 4] = ["field", "heading", "group", "binding"];
const NOTICES: [&str; 4] = ["notify", "note", "note_at", "prose"];

/// Where a text stands: the file below `src/`, and its line.
struct Text {
    file: String,
    line: usize,
    wording: String,
    /// What opened the innermost brackets that it stands in.
    by: String,
}

/// What `--help` prints.
fn help() -> String {
    help_of(&["--help"])
}

/// What every help says, those of the commands too.
fn helps() -> String {
    let dashboard = help();
    let commands =
        dashboard.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| line.starts_with("  "));
    let names: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"record"), "{names:?}");
    let of_commands: Vec<String> = names.iter().map(|name| help_of(&[name, "--help"])).collect();
    format!("{dashboard}\n{}", of_commands.join("\n"))
}

fn help_of(arguments: &[&str]) -> String {
    let args = std::iter::once("trackside").chain(arguments.iter().copied());
    match parse(args.map(Into::into), []) {
        Ok(Start::Print(text)) => text,
        other => panic!("{other:?}"),
    }
}

/// The lines of a text, each with its number from 0. A paragraph that goes on in the next line is one.
fn lines(text: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        let goes_on = |before: &str| before.starts_with(char::is_alphanumeric) && !before.ends_with(['.', ':']);
        match found.last_mut() {
            Some((_, before)) if goes_on(before) && line.starts_with(char::is_alphanumeric) => {
                *before = format!("{before} {line}");
            }
            _ => found.push((number, line.to_owned())),
        }
    }
    found
}

/// Every text of the program that a user may read.
fn texts() -> Vec<Text> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for path in sources(&root) {
        let file = path.strip_prefix(&root).unwrap().display().to_string();
        if file.ends_with("tests.rs") || NOT_READ.iter().any(|(place, _)| file.starts_with(place)) {
            continue;
        }
        for literal in literals(&fs::read_to_string(&path).unwrap()) {
            if literal.inside.iter().any(|name| NOT_SHOWN.contains(&name.as_str())) {
                continue;
            }
            let by = literal.inside.last().cloned().unwrap_or_default();
            for (number, wording) in lines(&literal.text) {
                let (file, by) = (file.clone(), by.clone());
                found.push(Text { file, line: literal.line + number, wording, by });
            }
        }
    }
    found
}

#[test]
fn no_sentence_has_a_form_that_newcomers_stumble_over() {
    let texts: Vec<Text> = texts();
    let sentences: Vec<&Text> = texts.iter().filter(|text| is_sentence(&text.wording)).collect();
    assert!(sentences.len() > 300, "only {} are found", sentences.len());
    let mut refused = Vec::new();
    for Text { file, line, wording: text, .. } in sentences {
        if NOT_YET.iter().any(|place| file.starts_with(place)) || EXCEPTIONS.iter().any(|(known, _)| known == text) {
            continue;
        }
        let is_clause = CLAUSES.iter().any(|(place, _)| file.starts_with(place))
            || SINGLE_CLAUSES.iter().any(|(_, known)| known.contains(&text.as_str()));
        for fault in faults(text, if is_clause { Kind::Clause } else { Kind::Whole }) {
            refused.push(format!("src/{file}:{line}: {fault}: {text}"));
        }
    }
    let phrases = texts.iter().filter(|text| text.wording.contains(' ') && !is_sentence(&text.wording));
    let odd = phrases.filter(|text| is_odd(&text.wording));
    refused.extend(odd.map(|text| format!("src/{}:{}: {}: {}", text.file, text.line, Fault::Odd, text.wording)));
    let list = refused.join("\n");
    assert!(refused.is_empty(), "{} sentences (what stands behind a colon: SINGLE_CLAUSES):\n{list}", refused.len());
}

#[test]
fn no_label_ends_with_a_full_stop_and_every_notice_does() {
    let texts = texts();
    let of = |callers: &[&str]| {
        let found = texts.iter().filter(|text| callers.contains(&text.by.as_str()) && text.wording.contains(' '));
        found.map(|text| (format!("src/{}:{}", text.file, text.line), text.wording.as_str())).collect::<Vec<_>>()
    };
    let (labels, notices) = (of(&LABELS), of(&NOTICES));
    assert!(labels.len() > 100 && notices.len() > 3, "only {} and {} are found", labels.len(), notices.len());
    let stopped: Vec<_> = labels.iter().filter(|(_, text)| text.ends_with('.') && !text.ends_with("..")).collect();
    assert!(stopped.is_empty(), "labels: {stopped:#?}");
    let is_open = |text: &str| is_sentence(text) && !text.ends_with(['.', '?', '!', '}', ':']);
    let open: Vec<_> = notices.iter().filter(|(_, text)| is_open(text)).collect();
    assert!(open.is_empty(), "notices: {open:#?}");
}

#[test]
fn every_answer_says_what_is_done() {
    let is_known = |text: &Text| {
        NOT_YET.iter().any(|place| text.file.starts_with(place))
            || EXCEPTIONS.iter().any(|(known, _)| *known == text.wording)
    };
    let bare = texts().into_iter().filter(|text| is_bare_answer(&text.wording) && !is_known(text));
    let bare: Vec<String> = bare.map(|text| format!("src/{}:{}: {}", text.file, text.line, text.wording)).collect();
    assert!(bare.is_empty(), "an answer is a verb:\n{}", bare.join("\n"));
}

#[test]
fn every_exception_is_still_one() {
    let texts = texts();
    for (known, reason) in EXCEPTIONS {
        assert!(texts.iter().any(|text| text.wording == *known), "{known} is no longer there ({reason})");
    }
    for (reason, known) in
        SINGLE_CLAUSES.iter().flat_map(|(reason, known)| known.iter().map(move |text| (reason, text)))
    {
        assert!(texts.iter().any(|text| text.wording == **known), "{known} is no longer there ({reason})");
    }
    let is_needed = |place: &str| {
        let inside = texts.iter().filter(|text| text.file.starts_with(place) && is_sentence(&text.wording));
        let differs = |text: &Text| faults(&text.wording, Kind::Whole) != faults(&text.wording, Kind::Clause);
        inside.into_iter().any(differs)
    };
    let idle: Vec<_> = CLAUSES.iter().filter(|(place, _)| !is_needed(place)).collect();
    assert!(idle.is_empty(), "no clause is there any more: {idle:#?}");
}

#[test]
fn a_paragraph_of_a_text_is_one_line() {
    assert_eq!(
        lines("A flag beats\nits variable.\nNext:\n  a  one\nlast"),
        [(0, "A flag beats its variable."), (2, "Next:"), (3, "  a  one"), (4, "last")]
            .map(|(number, line)| (number, line.to_owned()))
    );
}
