//! [`Trouble`]: what is wrong with a runner, and how bad that is.

use serde::{Serialize, Serializer};

use crate::domain::{Fact, Facts, Runner, Status};

/// The exit code of monitoring plugins where nothing could be told.
pub(super) const UNKNOWN: u8 = 3;

/// What is wrong with a runner, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Trouble {
    /// Its status is Unknown.
    Unknown,
    /// It is not connected, although its status says that it should be.
    CutOff,
    /// It is stopped.
    Stopped,
    /// The vendor no longer supports its version.
    OutOfSupport,
    /// It is paused. One that is Pausing still works.
    Paused,
    /// By the vendor's rule its version is out of support with the next release.
    ExpectedOutOfSupport,
    /// A newer version is there.
    Update,
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Level {
    Ok,
    Warning,
    Critical,
    /// An account could not be read, or a runner not whole. A critical one elsewhere counts more: it is known.
    Unknown,
}

impl Trouble {
    /// What has to be known of a runner to tell.
    pub(super) const FACTS: Facts =
        Facts::of(&[Fact::Status, Fact::Connected, Fact::Version, Fact::Latest, Fact::Update, Fact::Support]);

    /// Everything that is wrong with a runner.
    pub(super) fn of(runner: &Runner) -> Vec<Self> {
        let release = &runner.release;
        let is_behind = release.version.as_ref().zip(release.latest.as_ref());
        let is_behind = is_behind.is_some_and(|(version, latest)| version.compare(latest).is_lt());
        let is_supported = !release.is_out_of_support() && release.support.is_some();
        let status = runner.status.as_ref();
        let found = [
            (matches!(status, Some(Status::Unknown)), Self::Unknown),
            (runner.is_offline(), Self::CutOff),
            (matches!(status, Some(Status::Stopped)), Self::Stopped),
            (release.is_out_of_support(), Self::OutOfSupport),
            (matches!(status, Some(Status::Paused)), Self::Paused),
            (is_behind && is_supported, Self::ExpectedOutOfSupport),
            (release.has_update(), Self::Update),
        ];
        found.into_iter().filter_map(|(is_so, trouble)| is_so.then_some(trouble)).collect()
    }

    /// How bad it is.
    pub(super) fn level(self) -> Level {
        match self {
            Self::Unknown | Self::CutOff | Self::Stopped | Self::OutOfSupport => Level::Critical,
            Self::Paused | Self::ExpectedOutOfSupport | Self::Update => Level::Warning,
        }
    }

    /// In words that follow a number.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::CutOff => "not connected",
            Self::Stopped => "stopped",
            Self::OutOfSupport => "out of support",
            Self::Paused => "paused",
            Self::ExpectedOutOfSupport => "expected out of support with the next release",
            Self::Update => "update available",
        }
    }

    /// As one word for a program.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::CutOff => "not_connected",
            Self::Stopped => "stopped",
            Self::OutOfSupport => "out_of_support",
            Self::Paused => "paused",
            Self::ExpectedOutOfSupport => "expected_out_of_support",
            Self::Update => "update",
        }
    }
}

impl Level {
    /// As a word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// The exit code of monitoring plugins.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Critical => 2,
            Self::Unknown => UNKNOWN,
        }
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word().to_lowercase())
    }
}

impl Serialize for Trouble {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
