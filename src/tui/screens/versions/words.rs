//! Support and deadlines in words: the longest form first, so that a line takes the first that fits.

use jiff::Timestamp;

use crate::account::table::versions::{Line, LineName, Types, VersionCount};
use crate::domain::deadline::{Expected, Reason};
use crate::text::words::{count, counted, date, day};
use crate::tui::ui::{Piece, Role, Symbols};

/// A version, or that there is none.
pub(super) fn version(count: &VersionCount) -> &str {
    count
        .version
        .as_ref()
        .map_or("no version", |version| if version.label().trim().is_empty() { "(blank)" } else { version.label() })
}

/// The name of a line.
pub(super) fn line(name: &LineName) -> String {
    let track = name.track.as_deref().unwrap_or("No track reported");
    match name.types {
        Types::All | Types::NotStreaming => track.to_owned(),
        Types::Streaming => format!("{track}, streaming"),
    }
}

/// The state of a version's support in a few words, the longest form first; and what it means.
pub(super) fn support(of: &VersionCount, symbols: &Symbols, now: Timestamp) -> (Vec<String>, Role) {
    let said = |forms: &[&str], role| (forms.iter().map(|form| (*form).to_owned()).collect(), role);
    let sign = symbols.unsupported;
    match of {
        VersionCount { runners, ended: 1.., .. } if of.ended == *runners => {
            (vec![format!("{sign} out of support"), format!("{sign} unsupported")], Role::Bad)
        }
        VersionCount { runners, ended: ended @ 1.., .. } => {
            let part = format!("{sign} {} of {}", count(*ended), count(*runners));
            (vec![format!("{part} out of support"), part], Role::Bad)
        }
        VersionCount { next_at: Some(expected), .. } => ending(*expected, now),
        VersionCount { second_at: Some(expected), .. } => newest(*expected, now),
        VersionCount { runners: 0, .. } => said(&["newest, on no runner", "newest"], Role::Quiet),
        VersionCount { unknown: Some(reason), .. } => said(no_deadline(*reason), Role::Quiet),
        _ => said(&["not known"], Role::Quiet),
    }
}

fn ending(expected: Expected, now: Timestamp) -> (Vec<String>, Role) {
    let forms = match (expected, expected.due_since(now)) {
        (_, Some(since)) => {
            let since = date(since, now);
            let forms = vec![
                format!("supported, end due since {since} (expected)"),
                format!("end due since {since}"),
                format!("due {since}"),
            ];
            return (forms, Role::Attention);
        }
        (Expected::On(on), None) => {
            let on = date(on, now);
            vec![
                format!("supported, expected to end with the next release, {on}"),
                format!("supported, expected end {on}"),
                format!("expected {on}"),
            ]
        }
        (Expected::TwiceAWeek | Expected::Undated, None) => vec![
            "supported, expected to end with the next release".to_owned(),
            "expected end: next release".to_owned(),
            "next release".to_owned(),
        ],
    };
    (forms, Role::Text)
}

fn newest(expected: Expected, now: Timestamp) -> (Vec<String>, Role) {
    let newest = "newest".to_owned();
    if let Some(since) = expected.due_since(now) {
        let since = date(since, now);
        let long = format!("newest, end with the second next release due since {since} (expected)");
        return (vec![long, format!("newest, end due since {since}"), newest], Role::Text);
    }
    let forms = match expected {
        Expected::On(on) => {
            let on = date(on, now);
            vec![
                format!("newest, expected to end with the second next release, {on}"),
                format!("newest, expected end {on}"),
                newest,
            ]
        }
        Expected::TwiceAWeek | Expected::Undated => {
            vec![
                "newest, expected to end with the second next release".to_owned(),
                "newest, supported".to_owned(),
                newest,
            ]
        }
    };
    (forms, Role::Quiet)
}

/// Why no deadline can be told, in a few words.
fn no_deadline(reason: Reason) -> &'static [&'static str] {
    match reason {
        Reason::NoVersion => &["support not known", "not known"],
        Reason::NoSupport => &["support not reported", "not reported"],
        Reason::NoNewest => &["supported, no date: newest not known", "supported, no date", "no date"],
        Reason::Ahead => &["supported, no date: newer than the track", "supported, no date", "no date"],
        Reason::Snowflake => &["no date: no rule known", "no date"],
    }
}

/// The version under the bar in a sentence, the longest form first.
pub(super) fn sentence(of: &VersionCount, line_name: &LineName, now: Timestamp) -> Vec<String> {
    let mut forms = match of {
        VersionCount { ended: ended @ 1.., runners, .. } if ended == runners => {
            vec!["The control plane says: out of support.".to_owned(), "Out of support.".to_owned()]
        }
        VersionCount { ended: ended @ 1.., runners, .. } => {
            vec![format!("{} of {} are out of support.", count(*ended), counted(*runners, "runner"))]
        }
        VersionCount { next_at: Some(expected), .. } => end("next", *expected, now),
        VersionCount { second_at: Some(expected), .. } => end("second next", *expected, now),
        VersionCount { runners: 0, .. } => vec!["The newest of the track, on no runner yet.".to_owned()],
        VersionCount { unknown: Some(reason), .. } => vec![why(*reason).to_owned()],
        _ => vec!["Support is not known.".to_owned()],
    };
    // Where only some of the runners have a date, that is said with it.
    let others = of.without_date;
    if others > 0 && others < of.runners {
        let whole =
            format!("{} No date is known for {} of {}.", forms[0], count(others), counted(of.runners, "runner"));
        forms.insert(0, whole);
    }
    forms.insert(0, format!("{} on {}: {}", version(of), line(line_name), forms[0]));
    forms
}

/// When support is expected to end, and with which release.
fn end(which: &str, expected: Expected, now: Timestamp) -> Vec<String> {
    let long = format!("Support is expected to end with the {which} release");
    let short = format!("Expected end: {which} release");
    let when = match (expected, expected.due_since(now)) {
        (_, Some(since)) => format!(", due since {}", date(since, now)),
        (Expected::On(on), None) => format!(", {}", date(on, now)),
        (Expected::TwiceAWeek | Expected::Undated, None) => String::new(),
    };
    let cadence = if expected == Expected::TwiceAWeek { " Usually Tuesday or Thursday." } else { "" };
    vec![format!("{long}{when}.{cadence}"), format!("{long}{when}."), format!("{short}{when}."), format!("{short}.")]
}

fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::NoVersion => "No version reported: support is not known.",
        Reason::NoSupport => "The control plane does not tell the support.",
        Reason::NoNewest => "Supported. No date: newest not reported.",
        Reason::Ahead => "Supported. No date: newer than the track.",
        Reason::Snowflake => "No date: no rule is stated for Snowflake.",
    }
}

/// How many runners of a line fall out of support with its next release, the longest form first.
pub(super) fn next(of: &Line, now: Timestamp) -> Vec<String> {
    let number = of.next();
    let falls = if number == 1 { "falls" } else { "fall" };
    let name = of.name.track.as_deref().unwrap_or_default();
    let when = match of.next_at() {
        Some(expected) if let Some(since) = expected.due_since(now) => format!("due since {}", date(since, now)),
        Some(Expected::On(on)) => format!("expected {}", date(on, now)),
        Some(Expected::TwiceAWeek) => "expected, usually Tuesday or Thursday".to_owned(),
        Some(Expected::Undated) | None => "expected, no date".to_owned(),
    };
    let short = when.split(", ").next().unwrap_or_default();
    vec![
        format!("{} {falls} out of support with the next {name} release ({when}).", counted(number, "runner")),
        format!("{} {falls} out of support with the next release ({short}).", count(number)),
        format!("{} {falls} out next ({short}).", count(number)),
    ]
}

/// The newest versions of a line, where the control plane names any.
pub(super) fn named_newest(of: &Line) -> Vec<Piece> {
    let quiet = |text: String| Piece::new(text, Role::Quiet);
    match of.newest.as_slice() {
        [] => vec![quiet("  newest not reported".to_owned())],
        [(version, released)] => {
            let released = released.map_or_else(String::new, |at| format!(" of {}", day(at)));
            vec![quiet("  newest ".to_owned()), Piece::plain(version.label()), quiet(released)]
        }
        several => vec![quiet(format!("  {} versions are named as the newest", count(several.len())))],
    }
}
