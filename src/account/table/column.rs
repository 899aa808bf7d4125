//! [`Column`]: the columns of the table of runners: their names, and what rows are sorted by. What a cell says, each face knows.

use std::time::Duration;

use crate::account::fleet::Row;
use crate::domain::{Fact, Facts, Runner, RunnerType, Runs, Version, VersionTrack};

/// A column of the runner list, by its place in [`Column::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "each is named after what it shows")]
pub enum Column {
    Runner,
    Status,
    Platform,
    Type,
    Version,
    Update,
    Track,
    Changed,
    Runs,
    Account,
}

/// What a column is to both faces.
pub struct Sorting {
    /// The name in a sentence.
    pub name: &'static str,
    /// Which end comes first when sorted by it.
    pub order_note: &'static str,
    /// What rows are sorted by.
    pub order: SortBy,
}

/// What rows are sorted by; ties are broken by name, then id.
pub enum SortBy {
    /// The name and the id themselves.
    Name,
    /// A number, the smallest first.
    Number(fn(&Row) -> u64),
    /// A number, the largest first; rows without one come last.
    Largest(fn(&Row) -> Option<u64>),
    /// A word, from A to Z; rows without one come last.
    Word(fn(&Runner) -> Option<&str>),
    /// A version, the oldest first; rows without one come last.
    Version(fn(&Runner) -> Option<&Version>),
}

/// The most slips of the fingers that a name is known by.
const MOST_SLIPS: usize = 2;

/// Which end comes first of words.
const A_TO_Z: &str = "A to Z";

/// In the order of [`Column::ALL`].
static SORTINGS: [Sorting; 10] = [
    Sorting { name: "Runner", order_note: A_TO_Z, order: SortBy::Name },
    Sorting {
        name: "Status",
        order_note: "needs attention first",
        order: SortBy::Number(|row| row.runner.status.as_ref().map_or(8, |status| status.attention_rank().into())),
    },
    Sorting { name: "Platform", order_note: A_TO_Z, order: SortBy::Word(|runner| runner.platform.short_name()) },
    Sorting {
        name: "Type",
        order_note: A_TO_Z,
        order: SortBy::Word(|runner| runner.runner_type.as_ref().map(RunnerType::label)),
    },
    Sorting {
        name: "Version",
        order_note: "oldest first",
        order: SortBy::Version(|runner| runner.release.version.as_ref()),
    },
    Sorting {
        name: "Update",
        order_note: "out of support first",
        order: SortBy::Number(|row| match &row.runner.release {
            release if release.is_out_of_support() => 0,
            release if release.has_update() => 1,
            _ => 2,
        }),
    },
    Sorting {
        name: "Track",
        order_note: A_TO_Z,
        order: SortBy::Word(|runner| runner.release.track.as_ref().map(VersionTrack::label)),
    },
    Sorting {
        name: "Last change",
        order_note: "latest first",
        order: SortBy::Number(|row| latest_first(row.change.as_ref().map(|change| change.at.mono))),
    },
    Sorting {
        name: "Runs",
        order_note: "most first",
        order: SortBy::Largest(|row| match row.work.runs {
            Runs::Seen { count, .. } => u64::try_from(count).ok(),
            Runs::NotReadable | Runs::Unread => None,
        }),
    },
    Sorting {
        name: "Account",
        order_note: "in the order of the header",
        order: SortBy::Number(|row| row.account.0.into()),
    },
];

impl Column {
    /// Every column, in the order of the number keys.
    pub const ALL: [Self; 10] = [
        Self::Runner,
        Self::Status,
        Self::Platform,
        Self::Type,
        Self::Version,
        Self::Update,
        Self::Track,
        Self::Changed,
        Self::Runs,
        Self::Account,
    ];

    /// Every column, in the order in which they are shown where nobody says another: the account stands behind the runner.
    pub const USUAL: [Self; 10] = [
        Self::Runner,
        Self::Account,
        Self::Status,
        Self::Platform,
        Self::Type,
        Self::Version,
        Self::Update,
        Self::Track,
        Self::Changed,
        Self::Runs,
    ];

    /// The name in the config file and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Runner => "runner",
            Self::Status => "status",
            Self::Platform => "platform",
            Self::Type => "type",
            Self::Version => "version",
            Self::Update => "update",
            Self::Track => "track",
            Self::Changed => "changed",
            Self::Runs => "runs",
            Self::Account => "account",
        }
    }

    /// The column of this name in the config file and on the command line.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// The column that such a name may have meant, with a slip of the fingers.
    pub fn like(key: &str) -> Option<Self> {
        let slips = |column: &Self| strsim::osa_distance(&key.to_lowercase(), column.key());
        Self::ALL.into_iter().min_by_key(slips).filter(|column| slips(column) <= MOST_SLIPS)
    }

    /// Whether one reading of the list does not have it: the runners must be watched, or what runs there be read.
    pub fn is_watched(self) -> bool {
        matches!(self, Self::Changed | Self::Runs)
    }

    /// Its name, and what rows are sorted by.
    pub fn sorting(self) -> &'static Sorting {
        &SORTINGS[self as usize]
    }

    /// The name in a sentence.
    pub fn name(self) -> &'static str {
        self.sorting().name
    }

    /// What rows are sorted by that a list may lack.
    pub fn facts(self) -> Facts {
        match self {
            Self::Status => Facts::of(&[Fact::Status]),
            Self::Platform => Facts::of(&[Fact::Platform]),
            Self::Type => Facts::of(&[Fact::Type]),
            Self::Version => Facts::of(&[Fact::Version]),
            Self::Update => Facts::of(&[Fact::Update, Fact::Support]),
            Self::Track => Facts::of(&[Fact::Track]),
            Self::Runner | Self::Changed | Self::Runs | Self::Account => Facts::default(),
        }
    }
}

fn latest_first(changed: Option<Duration>) -> u64 {
    changed.map_or(u64::MAX, |at| u64::MAX - 1 - u64::try_from(at.as_millis()).unwrap_or(u64::MAX - 1))
}
