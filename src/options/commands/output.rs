//! In which forms each command writes what it found, and [`ColorChoice`].

use std::ffi::OsString;

use crate::options::UsageError;
use crate::options::given::Given;

/// In which form `show`, `events` and `config check` write.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TextOrJson {
    /// For people: aligned columns.
    #[default]
    Text,
    /// One JSON document; `docs/headless.md` names its schema.
    Json,
}

/// In which form `list` writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ListForm {
    /// For people: aligned columns.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// Comma-separated values, with a line of titles.
    Csv,
    /// The names alone, one a line.
    Names,
}

/// In which form `history` writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum HistoryForm {
    /// For people: aligned columns.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// Comma-separated values, with a line of titles.
    Csv,
}

/// In which form `check` writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CheckForm {
    /// One line, as monitoring plugins write it.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// The text format of Prometheus.
    Prometheus,
}

// Every form with the name to ask for it.

impl TextOrJson {
    pub(super) const ALL: [(&'static str, Self); 2] = [("text", Self::Text), ("json", Self::Json)];
}

impl ListForm {
    pub(super) const ALL: [(&'static str, Self); 4] =
        [("text", Self::Text), ("json", Self::Json), ("csv", Self::Csv), ("name", Self::Names)];
}

impl HistoryForm {
    pub(super) const ALL: [(&'static str, Self); 3] = [("text", Self::Text), ("json", Self::Json), ("csv", Self::Csv)];
}

impl CheckForm {
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("text", Self::Text), ("json", Self::Json), ("prometheus", Self::Prometheus)];
}

/// The form asked for, of those that the command offers; text where none was.
pub(super) fn form<T: Copy + Default>(given: Option<OsString>, offered: &[(&str, T)]) -> Result<T, UsageError> {
    given.map_or_else(|| Ok(T::default()), |given| Given::new("--output", given).one_of(offered, ""))
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
