//! [`Output`] and [`ColorChoice`]: how a command writes what it found.

use std::ffi::OsString;

use crate::options::UsageError;
use crate::options::given::Given;

/// In which form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Output {
    /// For people: aligned columns.
    Text,
    /// One JSON document; `docs/headless.md` names its schema.
    Json,
    /// Comma-separated values, with a line of titles.
    Csv,
    /// The names alone, one a line.
    Name,
    /// The text format of Prometheus.
    Prometheus,
}

impl Output {
    /// Every form with the name to ask for it.
    const ALL: [(&'static str, Self); 5] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("csv", Self::Csv),
        ("name", Self::Name),
        ("prometheus", Self::Prometheus),
    ];

    /// Their names.
    pub(super) fn names(offered: &[Self]) -> Vec<String> {
        let offered = Self::ALL.iter().filter(|(_, output)| offered.contains(output));
        offered.map(|(name, _)| (*name).to_owned()).collect()
    }

    /// The form asked for, which must be one of `offered`.
    pub(super) fn read(given: Option<OsString>, offered: &[Self]) -> Result<Self, UsageError> {
        let Some(given) = given else { return Ok(Self::Text) };
        let table: Vec<(&str, Self)> = Self::ALL.into_iter().filter(|(_, output)| offered.contains(output)).collect();
        Given::new("--output", given).one_of(&table, "")
    }
}

/// Whether what is written has colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColorChoice {
    /// Where standard output is a terminal that has them, and `NO_COLOR` is not set.
    Auto,
    /// In any case.
    Always,
    /// Not at all.
    Never,
}

impl ColorChoice {
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("auto", Self::Auto), ("always", Self::Always), ("never", Self::Never)];

    /// The choice, `auto` where none was made.
    pub(super) fn read(given: Option<OsString>) -> Result<Self, UsageError> {
        given.map_or(Ok(Self::Auto), |given| Given::new("--color", given).one_of(&Self::ALL, ""))
    }
}
