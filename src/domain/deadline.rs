//! [`Deadline`]: when the version of a runner is expected to fall out of support.
//!
//! The rule is the vendor's: of each track the newest release and the one before are supported. The control plane names only
//! the newest, so what follows from the rule is a guess, except that support has ended.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::kind::Kind;
use super::platform::Hosting;
use super::release::{Release, Support, VersionTrack};
use super::runner::Runner;

/// When a version is expected to fall out of support.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deadline {
    /// The control plane says that support has ended.
    Ended,
    /// With the next release of the track: what runs is the one before the newest.
    Next(Expected),
    /// With the second next release of the track: what runs is the newest.
    SecondNext(Expected),
    /// None: Matillion keeps what it hosts at the newest version.
    Never,
    /// Not to be told.
    Unknown(Reason),
}

/// When a release is expected, by the cadence of its track.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// On the first of a month, as releases of Stable are.
    On(Date),
    /// Usually on a Tuesday or a Thursday, as releases of Current are: too loose for a date.
    TwiceAWeek,
    /// The date of the newest release was not told, or the cadence of the track is not known.
    Undated,
}

/// Why no deadline can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// The runner reports no version.
    NoVersion,
    /// The control plane does not say whether the version is supported.
    NoSupport,
    /// The control plane does not name the newest version, or no track.
    NoNewest,
    /// What runs is newer than the newest of the track: it may be of another track.
    Ahead,
    /// For Snowflake no rule is stated.
    Snowflake,
}

impl Deadline {
    /// The deadline of what a runner runs, as far as it is known.
    pub fn of(runner: &Runner) -> Self {
        let release = &runner.release;
        match &release.support {
            _ if runner.platform.hosting() == Hosting::Matillion => Self::Never,
            _ if release.version.is_none() => Self::Unknown(Reason::NoVersion),
            Some(Support::Ended(_)) => Self::Ended,
            _ if Kind::of(runner) == Kind::Snowflake => Self::Unknown(Reason::Snowflake),
            None => Self::Unknown(Reason::NoSupport),
            Some(Support::Supported) => Self::of_supported(release),
        }
    }

    fn of_supported(release: &Release) -> Self {
        let (Some(version), Some(latest), Some(track)) = (&release.version, &release.latest, &release.track) else {
            return Self::Unknown(Reason::NoNewest);
        };
        match () {
            () if version == latest => Self::SecondNext(Expected::release(track, release.latest_released, 2)),
            () if release.is_ahead_of_track() => Self::Unknown(Reason::Ahead),
            () => Self::Next(Expected::release(track, release.latest_released, 1)),
        }
    }

    /// When the release is expected that ends support, if one does.
    pub fn expected(self) -> Option<Expected> {
        match self {
            Self::Next(expected) | Self::SecondNext(expected) => Some(expected),
            Self::Ended | Self::Never | Self::Unknown(_) => None,
        }
    }
}

impl Expected {
    /// When the release of a track is expected that is so many behind the newest one, which came at `newest`.
    fn release(track: &VersionTrack, newest: Option<Timestamp>, number: i8) -> Self {
        match (track, newest) {
            (VersionTrack::Current, _) => Self::TwiceAWeek,
            (VersionTrack::Stable, Some(newest)) => {
                let month = day_of(newest).first_of_month();
                month.checked_add(number.months()).map_or(Self::Undated, Self::On)
            }
            (VersionTrack::Stable, None) | (VersionTrack::Other(_), _) => Self::Undated,
        }
    }

    /// The date that has passed at `now` without the release, if it has one.
    pub fn due_since(self, now: Timestamp) -> Option<Date> {
        if let Self::On(date) = self { Some(date).filter(|date| *date < day_of(now)) } else { None }
    }
}

/// The day of a time, as the control plane dates releases (UTC).
fn day_of(at: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(at).date()
}
