//! [`Setting`]: what an operator may change of a runner itself, what it is checked for, and what must be said before.

use std::fmt;

use super::kind::Kind;
use super::release::VersionTrack;
use super::runner::Runner;
use super::text::make_safe;

/// Longest name, in characters ("Update an agent").
pub const MAX_NAME_CHARS: usize = 30;
/// Longest description, in characters ("Update an agent").
pub const MAX_DESCRIPTION_CHARS: usize = 500;

/// Why nothing can be changed in a program that only reads.
pub const READ_ONLY: &str = "Read-only: nothing can be changed from here";

/// A setting that the vendor's page can change.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Setting {
    /// The name, 1 to 30 characters by the documentation.
    Name,
    /// The description, up to 500 characters by the documentation.
    Description,
    /// Whether new versions are taken as they are released.
    AutoUpdate,
    /// The release line that updates are taken from: Current or Stable.
    Track,
    /// Whether only the allow list's projects may use it.
    Restriction,
    /// The allow list itself.
    AllowList,
}

/// One setting with its new value ("Update an agent"); everything else of the runner stays as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettingChange {
    /// The name: 1 to 30 characters by the documentation.
    Name(String),
    /// The description: up to 500 characters by the documentation; empty takes it away.
    Description(String),
    /// Whether new versions are taken as they are released. Not for Snowflake runners.
    AutoUpdate(bool),
    /// The release line. Not for Snowflake runners; the installed version stays.
    Track(VersionTrack),
    /// Whether only the allow list's projects may use it. Not for streaming runners.
    Restricted(bool),
}

/// Why a typed text cannot be a name or a description.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextFault {
    /// Nothing but blanks, where something is needed.
    Empty,
    /// More characters than allowed: how many there are, and how many may be.
    TooLong(usize, usize),
    /// A blank at the beginning or the end, which nobody would see.
    OuterBlank,
    /// Control characters, line breaks, or characters that cannot be seen.
    Invisible,
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("A runner needs a name."),
            Self::TooLong(length, limit) => write!(f, "{length} characters, but {limit} are allowed."),
            Self::OuterBlank => f.write_str("Remove the blank at the beginning or the end."),
            Self::Invisible => f.write_str("Control characters and invisible characters are not accepted."),
        }
    }
}

impl Setting {
    /// The label of the vendor's form.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Runner name",
            Self::Description => "Description",
            Self::AutoUpdate => "Auto update",
            Self::Track => "Version track",
            Self::Restriction => "Restricted access",
            Self::AllowList => "Allow list",
        }
    }

    /// Why a runner's credentials cannot be regenerated; `None` where they can. They can in every status.
    pub fn refusal_of_regeneration(runner: &Runner, is_read_only: bool) -> Option<&'static str> {
        runner.withheld_reason().or(is_read_only.then_some(READ_ONLY))
    }

    /// Whether such a runner has it at all: what is reported of one that it has not says nothing ("Create a new agent").
    pub fn applies_to(self, runner: &Runner) -> bool {
        !matches!((Kind::of(runner), self), (Kind::Streaming, Self::AutoUpdate | Self::Restriction | Self::AllowList))
    }

    /// Why it cannot be changed for this runner; `None` where it can. The limits are those of "Create a new agent" and
    /// "Update an agent"; the allow list goes with the restriction.
    pub fn refusal(self, runner: &Runner, is_read_only: bool) -> Option<&'static str> {
        if let Some(reason) = runner.withheld_reason() {
            return Some(reason);
        }
        if is_read_only {
            return Some(READ_ONLY);
        }
        match (Kind::of(runner), self) {
            (Kind::Snowflake, Self::Track) => Some("the track of a Snowflake runner cannot be changed"),
            (Kind::Snowflake, Self::AutoUpdate) => {
                Some("auto update of a Snowflake runner cannot be changed (releases come once a month)")
            }
            (Kind::Streaming, Self::AutoUpdate) => Some("streaming runners have no auto update"),
            (Kind::Streaming, Self::Restriction | Self::AllowList) => Some("streaming runners cannot be restricted"),
            _ => None,
        }
    }
}

impl SettingChange {
    /// Which setting it changes.
    pub fn setting(&self) -> Setting {
        match self {
            Self::Name(_) => Setting::Name,
            Self::Description(_) => Setting::Description,
            Self::AutoUpdate(_) => Setting::AutoUpdate,
            Self::Track(_) => Setting::Track,
            Self::Restricted(_) => Setting::Restriction,
        }
    }

    /// The new value in words, safe to draw.
    pub fn value(&self) -> String {
        let on_off = |on: bool| if on { "on" } else { "off" }.to_owned();
        match self {
            Self::Name(text) | Self::Description(text) if text.is_empty() => "empty".to_owned(),
            Self::Name(text) | Self::Description(text) => make_safe(text).into_owned(),
            Self::AutoUpdate(on) | Self::Restricted(on) => on_off(*on),
            Self::Track(track) => track.label().to_owned(),
        }
    }

    /// Whether the control plane reports the runner as this change makes it.
    pub fn is_reported_by(&self, runner: &Runner) -> bool {
        match self {
            Self::Name(name) => runner.name.raw() == name,
            Self::Description(text) => runner.description.as_ref().is_some_and(|told| told.raw() == text),
            Self::AutoUpdate(on) => runner.auto_update == Some(*on),
            Self::Track(track) => runner.release.track.as_ref() == Some(track),
            Self::Restricted(on) => runner.restricted == Some(*on),
        }
    }

    /// What it will do and what it will not, a sentence each ("Manage runners", "Runner updates", "Restrict a runner"), the
    /// most important first.
    pub fn consequences(&self) -> &'static [&'static str] {
        match self {
            Self::Name(_) | Self::Description(_) => &[],
            Self::AutoUpdate(true) => &[
                "New versions are installed as they are released on the track.",
                "With fewer than two instances each update is an outage.",
            ],
            Self::AutoUpdate(false) => &[
                "New versions are installed by hand from now on. An old version falls out of support.",
                "A restart may still update: a floating image tag pulls the newest image of the track.",
            ],
            Self::Track(VersionTrack::Stable) => &[
                "The installed version stays.",
                "Change the image address at the provider too, or the runner may show as out of support.",
                "Pipelines made with features newer than Stable may break.",
            ],
            Self::Track(_) => &[
                "The installed version stays.",
                "Change the image address at the provider too, or the runner may show as out of support.",
            ],
            Self::Restricted(true) => &[
                "Only the projects and environments of the allow list may use the runner.",
                "How far the vendor enforces this when pipelines run is not documented.",
            ],
            Self::Restricted(false) => {
                &["Every project may use the runner from then on.", "The allow list is kept, but not enforced."]
            }
        }
    }
}

/// Whether a typed text can be a runner's name.
pub fn check_name(text: &str) -> Result<(), TextFault> {
    if text.trim().is_empty() {
        return Err(TextFault::Empty);
    }
    check(text, MAX_NAME_CHARS)
}

/// Whether a typed text can be a description; an empty one takes the description away.
pub fn check_description(text: &str) -> Result<(), TextFault> {
    check(text, MAX_DESCRIPTION_CHARS)
}

/// Whether there is anything that cannot be seen, besides what joins characters or keeps them apart: some scripts are not
/// written without that. Alone it is nothing.
fn has_unseen(text: &str) -> bool {
    let is_joiner = |c: char| matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}');
    let seen: String = text.chars().filter(|c| !is_joiner(*c)).collect();
    make_safe(&seen) != seen || (seen.trim().is_empty() && !text.trim().is_empty())
}

fn check(text: &str, limit: usize) -> Result<(), TextFault> {
    let length = text.chars().count();
    if length > limit {
        Err(TextFault::TooLong(length, limit))
    } else if text.trim().len() != text.len() {
        Err(TextFault::OuterBlank)
    } else if has_unseen(text) {
        Err(TextFault::Invisible)
    } else {
        Ok(())
    }
}
