//! What a sentence looks like, and the forms that none may have.

use std::fmt;

/// The longest sentence on the screen, in characters; what stands in for a placeholder counts as one.
const MOST_CHARS: usize = 90;
/// The longest sentence of a page, whose lines have up to 120 characters: what needs more than a line and a half is a list,
/// or two sentences. What is quoted counts as one character.
const MOST_CHARS_OF_A_PAGE: usize = 180;
/// The fewest words of a sentence.
const LEAST_WORDS: usize = 4;

/// Verbs that a sentence without an end mark is known by.
const VERBS: [&str; 44] = [
    "is", "are", "was", "were", "be", "been", "can", "cannot", "could", "may", "must", "will", "would", "has", "have",
    "had", "does", "did", "do", "takes", "gets", "holds", "stays", "needs", "shows", "starts", "stops", "ends",
    "finds", "reads", "runs", "uses", "allows", "waits", "belongs", "names", "came", "gone", "failed", "refused",
    "stopped", "took", "finished", "tells",
];

/// What stands before a noun that `it` can mean.
const BEFORE_NOUNS: [&str; 14] =
    ["a", "an", "the", "this", "that", "your", "no", "another", "each", "every", "one", "only", "same", "old"];

/// Nouns that `it` can mean where nothing stands before them. A placeholder is one too.
const NOUNS: [&str; 8] = ["trackside", "tmux", "tracks", "config", "pausing", "profile", "regenerating", "account's"];

/// What begins an answer of a question that is a button: behind `yes,` stands what is done.
const DEEDS: &[&str] = &[
    "switch",
    "turn",
    "restrict",
    "let",
    "empty",
    "remove",
    "add",
    "restart",
    "pause",
    "resume",
    "save",
    "regenerate",
    "change",
    "put",
];

/// Words that only this project would use, and turns of phrase that newcomers stumbled over.
const ODD: &[&str] = &[
    "is told",
    "not told",
    "tells it",
    "to tell it",
    "does it",
    "do it",
    "asked to",
    "go on",
    "goes on",
    "go on with",
    "in place of",
    "the order around",
    "reads it",
    "stay where they are",
    "all the same",
    "by now",
    "should they",
    "past tmux",
    "past screen",
    "leaves everything",
    "leave everything",
    "wish",
    "deed",
    "errand",
    "mood",
    "at its provider",
    "ground",
    "namesake",
    "tell of",
    "tells of",
    "asked past",
];

/// Names that are written small, also where a sentence begins.
const SMALL_NAMES: [&str; 7] = ["trackside", "tmux", "xterm", "rxvt-unicode", "kitty", "alacritty", "mosh"];

/// What a text is, which decides on what it may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// It stands by itself on the screen, or in what is printed.
    Whole,
    /// It stands behind a colon or beside a label, and may begin small.
    Clause,
    /// A paragraph of a page.
    Paragraph,
    /// A heading or a cell of a table, on a page: it may begin small and has no end mark.
    Label,
    /// What a flag does, in the help: no end mark.
    Help,
}

/// A form that a sentence may not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    LowerCase,
    Long,
    ItAfterColon,
    TwoColons,
    ItWithoutNoun,
    Odd,
    NoEnd,
    EndOfLabel,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LowerCase => "begins with a small letter",
            Self::Long => "has too many characters (90 on the screen, 180 on a page)",
            Self::ItAfterColon => "has `it` behind a colon",
            Self::TwoColons => "has two colons",
            Self::ItWithoutNoun => "has `it` without its noun",
            Self::Odd => "has words that a newcomer stumbles over",
            Self::NoEnd => "ends without an end mark, although a sentence before has one",
            Self::EndOfLabel => "is a label or a clause, and ends with a full stop",
        })
    }
}

/// The text with each `{placeholder}` as one character; `{{` and `}}` are braces.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(behind) = rest.strip_prefix("{{") {
            rest = behind;
        } else {
            plain.push('…');
            rest = rest.find('}').map_or("", |end| &rest[end + 1..]);
        }
    }
    plain + rest
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.chars().any(|c| c.is_alphabetic() || c == '…'))
}

/// A word without the marks around it, in small letters.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '…').to_lowercase()
}

/// The sentences of a text, each with its end mark.
fn sentences(text: &str) -> Vec<&str> {
    let ends = text.match_indices([' ', '\n']).map(|(at, _)| at);
    let is_end = |before: &str| {
        let said = before.trim_end_matches(['.', '?', '!']);
        said.len() < before.len() && !said.is_empty() && !said.ends_with(' ')
    };
    let ends = ends.filter(|at| is_end(&text[..*at]));
    let mut from = 0;
    let mut found = Vec::new();
    for end in ends.chain([text.len()]) {
        found.push(text[from..end].trim());
        from = end;
    }
    found.into_iter().filter(|sentence| !sentence.is_empty()).collect()
}

/// Whether a text is one that is read as a sentence: words enough, and an end mark or a verb. Labels, words of the wire,
/// the header of a table and what a format is made of are none.
pub(super) fn is_sentence(text: &str) -> bool {
    let text = plain(text);
    if words(&text).count() < LEAST_WORDS {
        return false;
    }
    let ends = sentences(&text).iter().any(|sentence| sentence.ends_with(['.', '?', '!']));
    ends || words(&text).any(|word| VERBS.contains(&bare(word).as_str()))
}

fn has_it_without_noun(text: &str) -> bool {
    let words: Vec<String> = words(text).map(bare).collect();
    let names = |word: &String| {
        let word = word.as_str();
        word.contains('…') || word.ends_with("'s") || BEFORE_NOUNS.contains(&word) || NOUNS.contains(&word)
    };
    words.iter().enumerate().any(|(at, word)| matches!(word.as_str(), "it" | "its") && !words[..at].iter().any(names))
}

/// Whether a text has words that only this project would use, or a turn of phrase that newcomers stumbled over.
pub(super) fn is_odd(text: &str) -> bool {
    let text = format!(" {} ", words(text).map(bare).collect::<Vec<_>>().join(" "));
    ODD.iter().any(|odd| text.contains(&format!(" {odd} ")))
}

/// Each form that the text has and may not.
pub(super) fn faults(text: &str, kind: Kind) -> Vec<Fault> {
    let text = plain(text);
    let mut found = Vec::new();
    let mut note = |is_so: bool, fault: Fault| {
        if is_so && !found.contains(&fault) {
            found.push(fault);
        }
    };
    let (may_begin_small, most_chars) = match kind {
        Kind::Whole | Kind::Help => (false, MOST_CHARS),
        Kind::Clause => (true, MOST_CHARS),
        Kind::Paragraph => (false, MOST_CHARS_OF_A_PAGE),
        Kind::Label => (true, MOST_CHARS_OF_A_PAGE),
    };
    let sentences = sentences(&text);
    for (number, sentence) in sentences.iter().enumerate() {
        let is_small = begins_small(sentence) && !text.starts_with(' ');
        note(is_small && (number > 0 || !may_begin_small), Fault::LowerCase);
        note(sentence.chars().count() > most_chars, Fault::Long);
        let colons = sentence.matches(": ").count() + usize::from(sentence.ends_with(':'));
        note(colons > 1, Fault::TwoColons);
        note([": it ", ": its "].iter().any(|it| sentence.to_lowercase().contains(it)), Fault::ItAfterColon);
    }
    note(has_it_without_noun(&text), Fault::ItWithoutNoun);
    note(is_odd(&text), Fault::Odd);
    let has_end = text.ends_with(|c: char| !(c.is_alphanumeric() || ",;-%".contains(c)) || c == '…');
    note(sentences.len() > 1 && !has_end && kind != Kind::Clause, Fault::NoEnd);
    let is_label = matches!(kind, Kind::Label | Kind::Help) && sentences.len() == 1;
    let is_clause = kind == Kind::Clause && begins_small(&text) && sentences.len() == 1;
    note((is_label || is_clause) && text.ends_with('.') && !text.ends_with(".."), Fault::EndOfLabel);
    found
}

fn begins_small(sentence: &str) -> bool {
    let first = sentence.split([' ', ',', ';', ':', '.']).next().unwrap_or_default();
    let is_name = SMALL_NAMES.contains(&first.strip_suffix("'s").unwrap_or(first));
    sentence.starts_with(|c: char| c.is_lowercase()) && !is_name
}

/// Whether a text is the answer of a question that does not say what is done.
pub(super) fn is_bare_answer(text: &str) -> bool {
    let answer = text.strip_prefix("yes, ").or_else(|| text.strip_prefix("Yes, "));
    answer.is_some_and(|answer| !answer.split(' ').next().is_some_and(|verb| DEEDS.contains(&verb)))
}

#[test]
fn a_sentence_has_words_enough_and_a_verb_or_an_end() {
    for sentence in
        ["The runner is gone", "{name} was removed meanwhile", "Sent. Waiting for an answer.", "Put {} on {}?"]
    {
        assert!(is_sentence(sentence), "{sentence}");
    }
    for other in
        ["Out of support", "{}: {}", "kubectl get pods --namespace NAMESPACE", "{time}  {name}  {action}", "gone."]
    {
        assert!(!is_sentence(other), "{other}");
    }
}

#[test]
fn each_form_is_refused() {
    let long = format!("A {} end.", "word ".repeat(20));
    for (text, fault) in [
        ("the clipboard was cleared", Fault::LowerCase),
        ("The runner is gone. nothing was sent.", Fault::LowerCase),
        (long.as_str(), Fault::Long),
        ("Remove the runner: it is gone", Fault::ItAfterColon),
        ("{action}: not done: {reason}", Fault::TwoColons),
        ("Not sent: what follows is this:", Fault::TwoColons),
        ("It is paused already.", Fault::ItWithoutNoun),
        ("With these steps its secret is replaced", Fault::ItWithoutNoun),
        ("{key} goes on with the runners", Fault::Odd),
        ("Stopped. Start the service", Fault::NoEnd),
    ] {
        assert_eq!(faults(text, Kind::Whole).first(), Some(&fault), "{text}");
    }
    assert_eq!(faults("Number of the runners.", Kind::Help), [Fault::EndOfLabel]);
    assert_eq!(faults("the runner is gone.", Kind::Clause), [Fault::EndOfLabel]);
    assert_eq!(faults("as it should be.", Kind::Label), [Fault::ItWithoutNoun, Fault::EndOfLabel]);
    assert_eq!(faults("tmux passes the bell on. trackside's title is drawn.", Kind::Paragraph), []);
    assert_eq!(faults(&format!("{} end.", "Word ".repeat(20)), Kind::Paragraph), []);
    assert_eq!(faults("a port is a number from 1 to 65535", Kind::Clause), []);
    assert_eq!(faults("Restart requested. Waiting for the runner to report it.", Kind::Whole), []);
    assert_eq!(faults("Put {name} on {track}? At 07:48, from https://example.com: see there.", Kind::Whole), []);
}

#[test]
fn an_answer_says_what_is_done() {
    assert!(is_bare_answer("yes, Stable") && is_bare_answer("yes, {} {}"));
    assert!(!is_bare_answer("yes, switch to Stable") && !is_bare_answer("[ n  No ]"));
}
