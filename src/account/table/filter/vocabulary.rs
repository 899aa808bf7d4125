//! In the words of which facts a text may stand: most texts are names, and tell nothing of what a list lacks.

use super::doubt::PLATFORMS;
use super::needle::Needle;
use crate::domain::{Fact, Facts, RunnerType, Status, VersionTrack};

/// Words of the screen that a row may show, each with what it is about.
const MARKS: [(&str, &[Fact]); 8] = [
    ("out of support", &[Fact::Support]),
    ("unsupported", &[Fact::Support]),
    ("old", &[Fact::Support]),
    ("update available", &[Fact::Update]),
    ("offline", &[Fact::Status, Fact::Connected]),
    ("in motion", &[Fact::Status]),
    ("other", &[Fact::Status]),
    ("managed", &[Fact::Platform]),
];

/// What may have `needle` in its words, of all that a row shows: by the vendor's words, those of the screen, and the look of a version.
pub(super) fn facts(needle: &Needle) -> Facts {
    let is_in_one = |words: &[&str]| words.iter().any(|word| needle.is_in(word));
    let is_platform = |part: &str| PLATFORMS.iter().any(|name| Needle::new(part).is_in(name));
    let statuses: Vec<&str> = Status::DOCUMENTED.iter().map(Status::label).collect();
    let found = [
        (is_in_one(&statuses), Fact::Status),
        // A name of several words is one of a provider and one of its service.
        (needle.as_str().split(' ').all(is_platform), Fact::Platform),
        (is_in_one(&[RunnerType::Maia.label(), RunnerType::Streaming.label()]), Fact::Type),
        (is_in_one(&[VersionTrack::Current.label(), VersionTrack::Stable.label()]), Fact::Track),
        (looks_like_version(needle.as_str()), Fact::Version),
        (looks_like_version(needle.as_str()), Fact::Latest),
    ];
    let facts = found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, fact)| Facts::of(&[fact]));
    let marks = MARKS.iter().filter(|(words, _)| needle.begins_word(words)).map(|(_, facts)| Facts::of(facts));
    facts.chain(marks).collect()
}

/// Whether it begins as a version does, or any part of one.
fn looks_like_version(text: &str) -> bool {
    let text = text.strip_prefix('v').unwrap_or(text);
    text.starts_with(|first: char| first.is_ascii_digit() || first == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_what_a_row_shows() {
        let of = |text: &str| facts(&Needle::new(text));
        for name in ["crm", "billing-eu", "r-09", "emea", "etl-2"] {
            assert_eq!(of(name), Facts::default(), "{name}");
        }
        assert_eq!(of("unsup"), Facts::of(&[Fact::Support]));
        assert_eq!(of("11.2"), Facts::of(&[Fact::Version, Fact::Latest]));
        assert_eq!(of("v11"), of("11"));
        assert_eq!(of("fargate"), Facts::of(&[Fact::Platform]));
        assert_eq!(of("aws fargate"), Facts::of(&[Fact::Platform]));
        assert_eq!(of("paus"), Facts::of(&[Fact::Status]));
        assert_eq!(of("offline"), Facts::of(&[Fact::Status, Fact::Connected]));
        assert_eq!(of("stable"), Facts::of(&[Fact::Track]));
    }
}
