//! [`Mark`]: what the screen says of a runner in words of its own, and the words that find it.

use super::needle::Needle;
use crate::account::fleet::Row;
use crate::account::table::Column;
use crate::account::table::change;
use crate::domain::{Fact, Facts, Severity, Status, Support};

/// Something that is true of a runner or is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    Update,
    Unsupported,
    Supported,
    Offline,
    Connected(bool),
    Missing,
    Problem,
    InMotion,
    StatusNotTold,
    Restricted,
    AutoUpdate(bool),
    Pause,
    ViewOnly,
    NoDescription,
    NoName,
    NewSecret,
    Changed,
    Orphaning,
}

/// The words of the list, its header, the side pane and the details that are no value of a field, each with what it names.
/// A word that stands here finds that and nothing else; in quotes it is a text like any other.
pub(super) const WORDS: [(&str, Mark); 38] = [
    ("update", Mark::Update),
    ("updates", Mark::Update),
    ("update available", Mark::Update),
    ("updates available", Mark::Update),
    ("unsupported", Mark::Unsupported),
    ("out of support", Mark::Unsupported),
    ("supported", Mark::Supported),
    ("offline", Mark::Offline),
    ("connected", Mark::Connected(true)),
    ("not connected", Mark::Connected(false)),
    ("missing", Mark::Missing),
    ("problem", Mark::Problem),
    ("problems", Mark::Problem),
    ("problems only", Mark::Problem),
    ("in motion", Mark::InMotion),
    ("not reported", Mark::StatusNotTold),
    ("restricted", Mark::Restricted),
    ("restricted access", Mark::Restricted),
    ("allow list", Mark::Restricted),
    ("auto update", Mark::AutoUpdate(true)),
    ("auto update on", Mark::AutoUpdate(true)),
    ("auto update off", Mark::AutoUpdate(false)),
    ("paused until", Mark::Pause),
    ("view only", Mark::ViewOnly),
    ("managed", Mark::ViewOnly),
    ("hosted by matillion", Mark::ViewOnly),
    ("no description", Mark::NoDescription),
    ("no name", Mark::NoName),
    ("(no name)", Mark::NoName),
    ("new secret", Mark::NewSecret),
    ("waits for its new secret", Mark::NewSecret),
    ("? missing", Mark::Missing),
    ("changed", Mark::Changed),
    ("last change", Mark::Changed),
    ("orphans", Mark::Orphaning),
    ("orphan", Mark::Orphaning),
    ("point nowhere", Mark::Orphaning),
    ("points nowhere", Mark::Orphaning),
];

/// Blanks in the longest of [`WORDS`], and one.
pub(super) const MOST_WORDS: usize = 5;

impl Mark {
    /// What `words`, in lower case with one blank between two, name.
    pub(super) fn named(words: &str) -> Option<Self> {
        WORDS.iter().find(|(name, _)| *name == words).map(|(_, mark)| *mark)
    }

    /// Whether it is true of the runner.
    pub(super) fn is_of(self, row: &Row) -> bool {
        let runner = &*row.runner;
        match self {
            Self::Update => runner.release.has_update(),
            Self::Unsupported => runner.release.is_out_of_support(),
            Self::Supported => runner.release.support == Some(Support::Supported),
            Self::Offline => runner.is_offline(),
            Self::Connected(is_connected) => runner.connected == Some(is_connected),
            Self::Missing => row.is_missing(),
            Self::Problem => row.is_problem(),
            Self::InMotion => runner.status.as_ref().is_some_and(|status| status.severity() == Severity::InMotion),
            Self::StatusNotTold => runner.status.is_none(),
            Self::Restricted => runner.restricted == Some(true),
            Self::AutoUpdate(is_on) => runner.auto_update == Some(is_on),
            Self::Pause => runner.paused_until.is_some(),
            Self::ViewOnly => runner.withheld_reason().is_some(),
            Self::NoDescription => runner.description.as_ref().is_some_and(crate::domain::Label::is_blank),
            Self::NoName => runner.name.is_blank(),
            Self::NewSecret => row.new_secret.is_some(),
            Self::Changed => row.change.is_some(),
            Self::Orphaning => row.work.is_orphaning,
        }
    }

    /// What it is about that a list may lack.
    pub(super) fn facts(self) -> Facts {
        match self {
            Self::Update => Facts::of(&[Fact::Update]),
            Self::Unsupported | Self::Supported => Facts::of(&[Fact::Support]),
            Self::Offline => Facts::of(&[Fact::Status, Fact::Connected]),
            Self::Connected(_) => Facts::of(&[Fact::Connected]),
            Self::Problem => Facts::of(&[Fact::Status, Fact::Connected, Fact::Support]),
            Self::InMotion | Self::StatusNotTold => Facts::of(&[Fact::Status]),
            Self::Restricted => Facts::of(&[Fact::Restricted]),
            Self::AutoUpdate(_) => Facts::of(&[Fact::AutoUpdate]),
            Self::Pause => Facts::of(&[Fact::PausedUntil]),
            Self::ViewOnly => Facts::of(&[Fact::Platform]),
            Self::NoDescription => Facts::of(&[Fact::Description]),
            Self::Missing | Self::NoName | Self::NewSecret | Self::Changed | Self::Orphaning => Facts::default(),
        }
    }

    /// The words that stand for it in a cell of this column.
    pub(super) fn shown_in(self, column: Column) -> &'static [&'static str] {
        match (self, column) {
            (Self::Unsupported, Column::Update) => &["out of support", "unsupported"],
            (Self::Offline, Column::Status) => &["offline"],
            (Self::Missing, Column::Status) => &["missing"],
            (Self::StatusNotTold, Column::Status) => &["not reported"],
            (Self::ViewOnly, Column::Version) => &["managed"],
            _ => &[],
        }
    }
}

/// Whether a word of those that a row shows as marks begins with `needle`: so that what is half typed of them, and those
/// that are also words of names, find their rows too.
pub(super) fn begins_mark(needle: &Needle, row: &Row) -> bool {
    let release = &row.runner.release;
    let status = row.runner.status.as_ref();
    let severity = status.map(Status::severity);
    let marks = [
        ("out of support", release.is_out_of_support()),
        ("unsupported", release.is_out_of_support()),
        ("old", release.is_out_of_support()),
        ("update available", release.has_update()),
        ("offline", row.runner.is_offline()),
        ("missing", row.is_missing()),
        ("in motion", severity == Some(Severity::InMotion)),
        ("other", severity.is_none_or(|severity| severity == Severity::Neutral)),
        ("managed", row.runner.withheld_reason().is_some()),
        ("new secret", row.new_secret.is_some()),
    ];
    let is_shown = marks.into_iter().any(|(words, is_true)| is_true && needle.begins_word(words));
    is_shown || row.change.as_ref().is_some_and(|change| needle.begins_word(change::word(&change.kind)))
}
