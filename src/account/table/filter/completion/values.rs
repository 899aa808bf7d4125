//! The values that a field can be asked for: those that are documented, and those that the fleet has.

use std::collections::HashSet;

use crate::account::fleet::Listed;
use crate::account::table::change;
use crate::account::table::filter::Sight;
use crate::account::table::filter::condition::{Field, platform_has};
use crate::account::table::filter::doubt::PLATFORMS;
use crate::account::table::filter::needle::Needle;
use crate::domain::{Label, Platform, RunnerType, Status, Version, VersionTrack};

/// The values of a field, in the order in which they are offered. Goes over the rows once.
pub(super) fn of(field: Field, rows: &[Listed], sight: Sight) -> Vec<String> {
    match field {
        Field::Status => {
            let known = Status::DOCUMENTED.iter().map(Status::label);
            lower(known, of_rows(rows, |listed| listed.row.runner.status.as_ref().map(Status::label)))
        }
        Field::Type => {
            let known = [RunnerType::Maia, RunnerType::Streaming];
            let found = of_rows(rows, |listed| listed.row.runner.runner_type.as_ref().map(RunnerType::label));
            lower(known.iter().map(RunnerType::label), found)
        }
        Field::Track => {
            let known = [VersionTrack::Current, VersionTrack::Stable];
            let found = of_rows(rows, |listed| listed.row.runner.release.track.as_ref().map(VersionTrack::label));
            lower(known.iter().map(VersionTrack::label), found)
        }
        Field::Platform => platforms(rows),
        Field::Version => versions(rows),
        Field::Changed => change::WORDS.map(str::to_owned).to_vec(),
        Field::Runs => Vec::new(),
        Field::Account => sorted(of_rows(rows, |listed| Some(sight.account(listed.row)))),
        Field::Project => sorted(of_environments(rows, |(project, _)| project)),
        Field::Env => sorted(of_environments(rows, |(_, environment)| environment)),
    }
}

fn of_rows<'a>(rows: &'a [Listed], value: impl Fn(&'a Listed) -> Option<&'a str>) -> HashSet<&'a str> {
    rows.iter().filter_map(value).collect()
}

/// What is drawn as it came: anything else would not be found by what can be typed.
fn of_environments<'a>(rows: &'a [Listed], value: impl Fn(&'a (Label, Label)) -> &'a Label) -> HashSet<&'a str> {
    let environments = rows.iter().filter_map(|listed| listed.row.work.environments.as_ref());
    let labels = environments.flat_map(|environments| environments.iter().map(&value));
    labels.filter(|label| label.raw() == label.safe()).map(Label::raw).collect()
}

fn sorted(values: HashSet<&str>) -> Vec<String> {
    let mut values: Vec<String> = values.into_iter().map(str::to_owned).collect();
    values.sort_by_cached_key(|value| (value.to_lowercase(), value.clone()));
    values
}

/// The documented words first, then others from A to Z; in small letters, as they are mostly typed.
fn lower<'a>(known: impl Iterator<Item = &'a str>, found: HashSet<&str>) -> Vec<String> {
    let mut values: Vec<String> = known.map(str::to_lowercase).collect();
    for other in sorted(found) {
        let other = other.to_lowercase();
        if !values.contains(&other) {
            values.push(other);
        }
    }
    values
}

/// The short names of the list, and what else of the vendor's words finds something.
fn platforms(rows: &[Listed]) -> Vec<String> {
    let platforms: HashSet<&Platform> = rows.iter().map(|listed| &listed.row.runner.platform).collect();
    let names = platforms.iter().filter_map(|platform| platform.short_name());
    let finds = |word: &&str| {
        let needle = Needle::new(word);
        platforms.iter().any(|platform| platform_has(&needle, platform))
    };
    let words = PLATFORMS.into_iter().filter(finds);
    let mut values: Vec<String> =
        sorted(words.chain(names).collect()).iter().map(|value| value.to_lowercase()).collect();
    values.dedup();
    values
}

/// The newest first.
fn versions(rows: &[Listed]) -> Vec<String> {
    let versions = rows.iter().filter_map(|listed| listed.row.runner.release.version.as_ref());
    let known: HashSet<&Version> = versions.filter(|version| version.raw() == version.label()).collect();
    let mut known: Vec<&Version> = known.into_iter().collect();
    known.sort_by(|one, other| other.compare(one).then_with(|| one.raw().cmp(other.raw())));
    known.into_iter().map(|version| version.raw().to_owned()).collect()
}
