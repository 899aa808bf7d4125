//! Versions and the two tracks they are released on.
//!
//! Owns what "latest", "supported" and "update available" mean for the simulated service. It decides no
//! times: `life` says when a version is released.

use jiff::civil::Date;

use super::super::random::Dice;

/// A version, such as 10.520.1. Ordered as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::demo) struct Version {
    major: u8,
    minor: u16,
    patch: u8,
}

impl Version {
    pub(in crate::demo) const fn new(major: u8, minor: u16, patch: u8) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `10.520.1`; `None` for anything else.
    pub(in crate::demo) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let version = Self {
            major: parts.next()?.parse().ok()?,
            minor: parts.next()?.parse().ok()?,
            patch: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(version)
    }

    /// Whether runners of this version can test connectivity. Since which version the real ones can is not
    /// public; the demo's rule.
    pub(in crate::demo) fn tests_connectivity(self) -> bool {
        self >= Self::new(10, 480, 0)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The release lines that the vendor documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::demo) enum Track {
    Current,
    Stable,
}

impl Track {
    /// The word in answers; the update request alone has it in upper case.
    pub(in crate::demo) fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Stable => "stable",
        }
    }

    pub(in crate::demo) fn from_word(word: &str) -> Option<Self> {
        [Self::Current, Self::Stable].into_iter().find(|track| track.word() == word)
    }
}

/// What is released on one track.
#[derive(Debug, Clone)]
pub(in crate::demo) struct Releases {
    pub(in crate::demo) latest: Version,
    pub(in crate::demo) previous: Version,
    /// When the latest came out, as the API writes it.
    pub(in crate::demo) date: String,
    /// When it came out, in milliseconds of the simulation; 0 for those released before its start.
    pub(super) released_at: u64,
}

impl Releases {
    /// Only the newest release of a track and the one before it are supported.
    pub(in crate::demo) fn supports(&self, version: Version) -> bool {
        version == self.latest || version == self.previous
    }

    fn replace(&mut self, version: Version, at: u64, date: String) {
        self.previous = std::mem::replace(&mut self.latest, version);
        self.released_at = at;
        self.date = date;
    }
}

/// Both tracks.
#[derive(Debug, Clone)]
pub(in crate::demo) struct ReleaseCalendar {
    current: Releases,
    stable: Releases,
}

impl ReleaseCalendar {
    /// The state on `today`: Stable comes out on the 1st of the month, Current about twice a week.
    pub(super) fn starting(today: Date) -> Self {
        let midnight = |date: Date| format!("{date}T00:00:00.000Z");
        Self {
            current: Releases {
                latest: Version::new(10, 533, 0),
                previous: Version::new(10, 531, 2),
                date: midnight(today.saturating_sub(jiff::Span::new().days(2))),
                released_at: 0,
            },
            stable: Releases {
                latest: Version::new(10, 520, 1),
                previous: Version::new(10, 512, 0),
                date: midnight(today.first_of_month()),
                released_at: 0,
            },
        }
    }

    pub(in crate::demo) fn of(&self, track: Track) -> &Releases {
        match track {
            Track::Current => &self.current,
            Track::Stable => &self.stable,
        }
    }

    /// Releases a version on `track`. What becomes Stable has been Current before, and is its last but one.
    pub(super) fn release(&mut self, track: Track, at: u64, date: String, dice: &mut Dice) {
        match track {
            Track::Current => {
                let latest = self.current.latest;
                let step = if dice.below(4) == 0 { 2 } else { 1 };
                let patch = u8::from(dice.below(3) == 0);
                let next = Version::new(latest.major, latest.minor.saturating_add(step), patch);
                self.current.replace(next, at, date);
            }
            Track::Stable if self.current.previous > self.stable.latest => {
                self.stable.replace(self.current.previous, at, date);
            }
            Track::Stable => {}
        }
    }
}
