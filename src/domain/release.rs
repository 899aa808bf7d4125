//! [`Release`]: which version a runner reports, what its track offers, and whether it is still supported.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::order::version_order;
use super::text::Label;

/// A runner's version. The format is not documented: opaque text, except for sorting.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Version(Label);

impl Version {
    /// Keeps the text as it came.
    pub fn new(text: impl Into<Label>) -> Self {
        Self(text.into())
    }

    /// The text, safe to draw.
    pub fn label(&self) -> &str {
        self.0.safe()
    }

    /// The text as it came.
    pub fn raw(&self) -> &str {
        self.0.raw()
    }

    /// Order by numbers where there are numbers, so that 11.9 comes before 11.208; a leading `v` says nothing, and a
    /// pre-release comes before its release. For sorting only: whether an update exists is the control plane's to say
    /// ([`Release::update_available`]).
    pub fn compare(&self, other: &Self) -> Ordering {
        version_order(self.raw(), other.raw())
    }
}

/// A release line. Lower case in answers, upper case in the update request.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum VersionTrack {
    /// About two releases a week.
    Current,
    /// One release a month.
    Stable,
    /// A word trackside does not know, kept as it came.
    Other(Label),
}

impl VersionTrack {
    /// Reads the wire's word, without regard to case.
    pub fn parse(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "current" => Self::Current,
            "stable" => Self::Stable,
            _ => Self::Other(Label::from(word)),
        }
    }

    /// The vendor's label, or the word as it came, safe to draw.
    pub fn label(&self) -> &str {
        match self {
            Self::Current => "Current",
            Self::Stable => "Stable",
            Self::Other(word) => word.safe(),
        }
    }
}

/// Whether the vendor still supports the version. Only `SUPPORTED` is documented: any other word is a warning.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Support {
    /// The vendor supports it (`SUPPORTED`).
    Supported,
    /// Anything else, kept as it came; the web page says "Out of support".
    Ended(Label),
}

impl Support {
    /// Reads the wire's word; `None` for an empty one.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim() {
            "" => None,
            known if known.eq_ignore_ascii_case("supported") => Some(Self::Supported),
            _ => Some(Self::Ended(Label::from(word))),
        }
    }
}

/// What is known of a runner's version. Every field may be missing, as before the first connection.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Release {
    /// The version that the runner reports.
    pub version: Option<Version>,
    /// Whether the control plane says that a newer one is there; it has the last word, versions are not compared.
    pub update_available: Option<bool>,
    /// The vendor's support for this version.
    pub support: Option<Support>,
    /// The release line the runner is on.
    pub track: Option<VersionTrack>,
    /// The newest version on the track.
    pub latest: Option<Version>,
    /// When the newest version was released.
    pub latest_released: Option<Timestamp>,
}

impl Release {
    /// "Update available", by the control plane's own flag.
    pub fn has_update(&self) -> bool {
        self.update_available == Some(true)
    }

    /// "Out of support": a support word came, and it is not `SUPPORTED`.
    pub fn is_out_of_support(&self) -> bool {
        matches!(self.support, Some(Support::Ended(_)))
    }

    /// Whether what runs is newer than the newest of its track, as after a change of the track.
    pub fn is_ahead_of_track(&self) -> bool {
        let both = self.version.as_ref().zip(self.latest.as_ref());
        both.is_some_and(|(version, latest)| version.compare(latest).is_gt())
    }

    /// The track in a sentence, where a version is ahead of it.
    pub fn ahead_of(&self) -> Option<String> {
        let track = self.track.as_ref().filter(|_| self.is_ahead_of_track())?;
        Some(format!("Newer than the latest of {}: deploy the image of {0}, or switch the track", track.label()))
    }

    /// `self`, with what is missing taken from `other`.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            version: self.version.or_else(|| other.version.clone()),
            update_available: self.update_available.or(other.update_available),
            support: self.support.or_else(|| other.support.clone()),
            track: self.track.or_else(|| other.track.clone()),
            latest: self.latest.or_else(|| other.latest.clone()),
            latest_released: self.latest_released.or(other.latest_released),
        }
    }
}
