//! What a sentence looks like, and the forms that none may have.

use std::fmt;

/// The longest sentence, in characters; what stands in for a placeholder counts as one.
const MOST_CHARS: usize = 90;
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
];

/// A form that a sentence may not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    LowerCase,
    Long,
    ItAfterColon,
    TwoColons,
    ItWithoutNoun,
    Odd,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LowerCase => "begins with a small letter",
            Self::Long => "has more than 90 characters",
            Self::ItAfterColon => "has `it` behind a colon",
            Self::TwoColons => "has two colons",
            Self::ItWithoutNoun => "has `it` without its noun",
            Self::Odd => "has words that a newcomer stumbles over",
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

fn is_odd(text: &str) -> bool {
    let text = format!(" {} ", words(text).map(bare).collect::<Vec<_>>().join(" "));
    ODD.iter().any(|odd| text.contains(&format!(" {odd} ")))
}

/// Each form that the text has and may not. A clause, which stands behind a colon or beside a label, may begin small.
pub(super) fn faults(text: &str, may_begin_small: bool) -> Vec<Fault> {
    let text = plain(text);
    let mut found = Vec::new();
    let mut note = |is_so: bool, fault: Fault| {
        if is_so && !found.contains(&fault) {
            found.push(fault);
        }
    };
    let begins_small = |text: &str| text.starts_with(|c: char| c.is_lowercase());
    for (number, sentence) in sentences(&text).into_iter().enumerate() {
        note(begins_small(sentence) && (number > 0 || !may_begin_small) && !text.starts_with(' '), Fault::LowerCase);
        note(sentence.chars().count() > MOST_CHARS, Fault::Long);
        let colons = sentence.matches(": ").count() + usize::from(sentence.ends_with(':'));
        note(colons > 1, Fault::TwoColons);
        note([": it ", ": its "].iter().any(|it| sentence.to_lowercase().contains(it)), Fault::ItAfterColon);
    }
    note(has_it_without_noun(&text), Fault::ItWithoutNoun);
    note(is_odd(&text), Fault::Odd);
    found
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
    ] {
        assert_eq!(faults(text, false).first(), Some(&fault), "{text}");
    }
    assert_eq!(faults("a port is a number from 1 to 65535", true), []);
    assert_eq!(faults("Restart requested. Waiting for the runner to report it.", false), []);
    assert_eq!(faults("Put {name} on {track}? At 07:48, from https://example.com: see there.", false), []);
}

#[test]
fn an_answer_says_what_is_done() {
    assert!(is_bare_answer("yes, Stable") && is_bare_answer("yes, {} {}"));
    assert!(!is_bare_answer("yes, switch to Stable") && !is_bare_answer("[ n  No ]"));
}
