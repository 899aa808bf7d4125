//! [`Condition`]: what one term of a filter asks of a runner.

use std::cmp::Ordering;
use std::ops::Range;
use std::time::Duration;

use super::Sight;
use super::marks::{Mark, begins_mark};
use super::needle::Needle;
use super::vocabulary;
use crate::account::fleet::Row;
use crate::account::table::Column;
use crate::account::table::change;
use crate::domain::runner::RunnerType;
use crate::domain::{Fact, Facts, Label, Platform, Runner, Runs, Status, Support, Version, VersionTrack};

/// What a term asks.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Condition {
    /// Nothing yet: it is half typed.
    Nothing,
    /// Somewhere in what the row shows, or in the id or the description.
    Word(Needle),
    /// The same, but no word of trackside's own.
    Literal(Needle),
    /// Something that the screen says in words of its own.
    Mark(Mark),
    /// One of the values begins the field (for a platform and an account: is somewhere in it).
    Field(Field, Vec<Needle>),
    /// The version compares so with another.
    Version(Comparison, Version),
    /// The latest change is less, or more, than this ago.
    Changed(Comparison, Duration),
    /// So many pipelines were seen to run, or more, or fewer.
    Runs(Comparison, usize),
}

/// The fields that take a value, each with its name in the filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Field {
    Status,
    Platform,
    Type,
    Track,
    Version,
    Changed,
    Runs,
    Project,
    Env,
    Account,
}

/// How two values compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Field {
    /// Every field, in the order in which they are listed.
    pub(super) const ALL: [Self; 10] = [
        Self::Status,
        Self::Platform,
        Self::Type,
        Self::Track,
        Self::Version,
        Self::Changed,
        Self::Runs,
        Self::Project,
        Self::Env,
        Self::Account,
    ];

    /// Its name in the filter.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Platform => "platform",
            Self::Type => "type",
            Self::Track => "track",
            Self::Version => "version",
            Self::Changed => "changed",
            Self::Runs => "runs",
            Self::Project => "project",
            Self::Env => "env",
            Self::Account => "account",
        }
    }

    /// Whether its values have an order.
    pub(super) fn is_ordered(self) -> bool {
        matches!(self, Self::Version | Self::Changed | Self::Runs)
    }

    /// Whether it is about the work on the runners, which is read only while something asks for it.
    pub(super) fn is_of_work(self) -> bool {
        matches!(self, Self::Runs | Self::Project | Self::Env)
    }

    /// What it is about that a list may lack.
    fn facts(self) -> Facts {
        match self {
            Self::Status => Facts::of(&[Fact::Status]),
            Self::Platform => Facts::of(&[Fact::Platform]),
            Self::Type => Facts::of(&[Fact::Type]),
            Self::Track => Facts::of(&[Fact::Track]),
            Self::Version => Facts::of(&[Fact::Version]),
            Self::Changed | Self::Runs | Self::Project | Self::Env | Self::Account => Facts::default(),
        }
    }

    /// The column that shows it, if one does.
    fn column(self) -> Option<Column> {
        Some(match self {
            Self::Status => Column::Status,
            Self::Platform => Column::Platform,
            Self::Type => Column::Type,
            Self::Track => Column::Track,
            Self::Version => Column::Version,
            Self::Changed => Column::Changed,
            Self::Runs => Column::Runs,
            Self::Account => Column::Account,
            Self::Project | Self::Env => return None,
        })
    }

    /// Whether the field of `row` is what `value` says.
    pub(super) fn is(self, value: &Needle, row: &Row, sight: Sight) -> bool {
        let runner = &*row.runner;
        let begins = |text: Option<&str>| text.is_some_and(|text| value.begins(text));
        match self {
            Self::Status => begins(runner.status.as_ref().map(Status::label)),
            Self::Type => begins(runner.runner_type.as_ref().map(RunnerType::label)),
            Self::Track => begins(runner.release.track.as_ref().map(VersionTrack::label)),
            Self::Version => begins(runner.release.version.as_ref().map(Version::raw)),
            Self::Platform => platform_has(value, &runner.platform),
            Self::Changed => begins(row.change.as_ref().map(|change| change::word(&change.kind))),
            Self::Runs => match row.work.runs {
                Runs::Seen { count: 0, is_at_least: false } if "none seen".starts_with(value.as_str()) => true,
                Runs::Seen { count: 0, is_at_least: true } | Runs::Unread | Runs::NotReadable => false,
                Runs::Seen { count, .. } => value.as_str().parse() == Ok(count),
            },
            Self::Account => value.is_in(sight.account(row)),
            Self::Project => environments(row).any(|(project, _)| value.is_in(project.raw())),
            Self::Env => environments(row).any(|(_, environment)| value.is_in(environment.raw())),
        }
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl Condition {
    /// Whether it holds for a row.
    pub(super) fn holds(&self, row: &Row, sight: Sight) -> bool {
        let runner = &*row.runner;
        match self {
            Self::Nothing => true,
            Self::Word(needle) => {
                text_has(needle, runner) || begins_mark(needle, row) || account_has(needle, row, sight)
            }
            Self::Literal(needle) => text_has(needle, runner) || account_has(needle, row, sight),
            Self::Mark(mark) => mark.is_of(row),
            Self::Field(field, values) => values.iter().any(|value| field.is(value, row, sight)),
            Self::Version(comparison, other) => {
                let version = runner.release.version.as_ref();
                version.is_some_and(|version| comparison.holds(version.compare(other)))
            }
            // Of what may be more it cannot be said that it is less.
            Self::Runs(comparison, number) => matches!(row.work.runs, Runs::Seen { count, is_at_least }
                if comparison.holds(count.cmp(number)) && !(is_at_least && comparison.holds(Ordering::Less))),
            Self::Changed(comparison, limit) => {
                let change = row.change.as_ref();
                change.is_some_and(|change| comparison.holds(sight.now.saturating_sub(change.at.mono).cmp(limit)))
            }
        }
    }

    /// What it asks for that a list may lack. A word is looked for in descriptions as far as they are known.
    pub(super) fn facts(&self) -> Facts {
        match self {
            Self::Word(needle) | Self::Literal(needle) => vocabulary::facts(needle),
            Self::Mark(mark) => mark.facts(),
            Self::Field(field, _) => field.facts(),
            Self::Version(..) => Facts::of(&[Fact::Version]),
            Self::Nothing | Self::Changed(..) | Self::Runs(..) => Facts::default(),
        }
    }

    /// Whether what a row lacks cannot change what holds for it: more text has the word as well.
    pub(super) fn is_decided(&self, row: &Row, sight: Sight) -> bool {
        let only_grows = matches!(self, Self::Word(_) | Self::Literal(_) | Self::Mark(Mark::Problem));
        !self.facts().are_lacking(&row.runner) || (only_grows && self.holds(row, sight))
    }

    /// Whether it is about the work on the runners.
    pub(super) fn is_of_work(&self) -> bool {
        match self {
            Self::Runs(..) | Self::Mark(Mark::Orphaning) => true,
            Self::Field(field, _) => field.is_of_work(),
            _ => false,
        }
    }

    /// Whether it is about what was seen to change.
    pub(super) fn is_of_changes(&self) -> bool {
        match self {
            Self::Changed(..) | Self::Mark(Mark::Changed) => true,
            Self::Field(field, _) => *field == Field::Changed,
            _ => false,
        }
    }

    /// The column that shows the value which it compares or names, where such values have an order.
    pub(super) fn ordered_column(&self) -> Option<Column> {
        match self {
            Self::Version(..) => Some(Column::Version),
            Self::Changed(..) => Some(Column::Changed),
            Self::Runs(..) => Some(Column::Runs),
            Self::Field(field, _) if field.is_ordered() => field.column(),
            _ => None,
        }
    }

    /// Whether time alone changes what it holds for.
    pub(super) fn is_of_time(&self) -> bool {
        matches!(self, Self::Changed(..))
    }

    /// When time alone changes what it holds for this row, if it does.
    pub(super) fn due(&self, row: &Row) -> Option<Duration> {
        let Self::Changed(_, limit) = self else { return None };
        row.change.as_ref().map(|change| change.at.mono.saturating_add(*limit))
    }

    /// The letters of a cell that it found, as bytes of the cell's `text`.
    pub(super) fn letters(&self, column: Column, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Word(needle) | Self::Literal(needle) => needle.ranges(text, false),
            Self::Mark(mark) => {
                let words = mark.shown_in(column).iter();
                words
                    .map(|word| Needle::new(word).ranges(text, true))
                    .find(|found| !found.is_empty())
                    .unwrap_or_default()
            }
            Self::Field(field, values) if field.column() == Some(column) => {
                let begins = !matches!(field, Field::Platform | Field::Account);
                values.iter().flat_map(|value| value.ranges(text, begins)).collect()
            }
            Self::Nothing | Self::Field(..) | Self::Version(..) | Self::Changed(..) | Self::Runs(..) => Vec::new(),
        }
    }
}

/// The environments that default to a row's runner, with their projects.
fn environments(row: &Row) -> impl Iterator<Item = &(Label, Label)> {
    row.work.environments.iter().flat_map(|environments| environments.iter())
}

fn account_has(needle: &Needle, row: &Row, sight: Sight) -> bool {
    sight.names_accounts && needle.is_in(sight.account(row))
}

/// Whether it stands in what a platform is called.
pub(super) fn platform_has(needle: &Needle, platform: &Platform) -> bool {
    platform.short_name().is_some_and(|name| needle.is_in(name))
        || platform.provider.as_ref().is_some_and(|provider| needle.is_in(provider.label()))
        || platform.deployment.as_ref().is_some_and(|deployment| needle.is_in(deployment.label()))
}

fn text_has(needle: &Needle, runner: &Runner) -> bool {
    let release = &runner.release;
    needle.is_in(runner.name.raw())
        || runner.description.as_ref().is_some_and(|description| needle.is_in(description.raw()))
        || needle.is_in(runner.id.as_str())
        || runner.status.as_ref().is_some_and(|status| needle.is_in(status.label()))
        || platform_has(needle, &runner.platform)
        || runner.runner_type.as_ref().is_some_and(|runner_type| needle.is_in(runner_type.label()))
        || release.version.as_ref().is_some_and(|version| needle.is_in(version.raw()))
        || release.track.as_ref().is_some_and(|track| needle.is_in(track.label()))
        // The row shows the newest version where it is another.
        || (release.has_update() && release.latest.as_ref().is_some_and(|latest| needle.is_in(latest.raw())))
        || matches!(&release.support, Some(Support::Ended(word)) if needle.is_in(word.raw()))
}
