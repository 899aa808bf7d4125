//! What of a filter cannot be meant so: keys and operators that do not exist, and values that no runner can have. Each in
//! a line that fits under a filter of 80 columns, safe to draw.

use super::Sight;
use super::condition::{Condition, Field};
use super::needle::Needle;
use crate::account::fleet::Listed;
use crate::account::table::change;
use crate::domain::{Label, RunnerType, Runs, Status, VersionTrack};

/// The names of platforms, as the vendor and the list write them.
pub(super) const PLATFORMS: [&str; 14] = [
    "AWS",
    "Azure",
    "GCP",
    "Google Cloud",
    "Snowflake",
    "Hosted",
    "Fargate",
    "EKS",
    "Container App",
    "ACA",
    "ACI",
    "AKS",
    "GKE",
    "GCE",
];

pub(super) fn unknown_key(name: &str) -> String {
    // One slip of the fingers: a letter too many, too few, another, or two exchanged.
    let is_near = |field: &Field| strsim::osa_distance(&name.to_lowercase(), field.name()) <= 1;
    if let Some(field) = Field::ALL.into_iter().find(is_near) {
        return format!("No filter key {}. Did you mean {}?", Label::from(name), field.name());
    }
    let keys = Field::ALL.map(Field::name).join(" ");
    format!("No filter key {}: {keys}", Label::from(name))
}

pub(super) fn unknown_operator(field: Field, operator: &str) -> String {
    let operators = if field.is_ordered() { "= != < <= > >=" } else { "= and !=" };
    format!("No operator {operator} for {}: there are {operators}", field.name())
}

pub(super) fn several_operators(field: Field) -> String {
    let example = if field == Field::Version { "version>10 version<11" } else { "changed>1h changed<2h" };
    let name = field.name();
    if field.is_ordered() {
        format!("Two operators for {name}: write two terms, as in {example}")
    } else {
        format!("Two operators for {name}: write one, as in {name}=a,b for a or b")
    }
}

pub(super) fn unknown_version(value: &str) -> String {
    format!("No version {}: write a number, as in version<10.5", Label::from(value))
}

pub(super) fn time_without_unit(value: &str) -> String {
    format!("No unit behind {value}: write s, m, h or d, as in changed<{value}m")
}

pub(super) fn unknown_time(value: &str) -> String {
    format!("No time {}: write 30s, 10m, 2h or 1d", Label::from(value))
}

pub(super) fn unknown_number(value: &str) -> String {
    format!("No number {}: write one, as in runs>0", Label::from(value))
}

/// That a term asks for a value which is neither one of the vendor's nor one that a runner has.
pub(super) fn of_values(condition: &Condition, rows: &[Listed], sight: Sight) -> Option<String> {
    if condition.is_of_work()
        && let Some(doubt) = of_work(condition, rows)
    {
        return Some(doubt);
    }
    let Condition::Field(field, values) = condition else { return None };
    let is_any = |value: &Needle| rows.iter().any(|listed| field.is(value, listed.row, sight));
    // One whose rows are not there yet is an account all the same.
    let is_account = |value: &Needle| sight.profiles.iter().any(|profile| value.is_in(profile.label()));
    let is_named = |value: &Needle| is_known(*field, value) || *field == Field::Account && is_account(value);
    let is_unknown = |value: &&Needle| !is_named(value) && !is_any(value);
    let value = Label::from(values.iter().find(is_unknown)?.as_str());
    let (what, known) = match field {
        Field::Status => ("status", Status::DOCUMENTED.map(|status| status.label().to_lowercase()).join(" ")),
        Field::Platform => ("platform", PLATFORMS.map(str::to_lowercase).join(" ")),
        Field::Type => ("type", "maia streaming".to_owned()),
        Field::Track => ("track", "current stable".to_owned()),
        Field::Changed if value.raw().starts_with(|first: char| first.is_ascii_digit()) => {
            ("change", format!("write changed<{value}"))
        }
        Field::Changed => ("change", change::WORDS.join(" ")),
        Field::Runs if value.raw().bytes().all(|byte| byte.is_ascii_digit()) => return None,
        Field::Runs => return Some(unknown_number(value.raw())),
        // Of no runner at all nothing can be said.
        Field::Project | Field::Env if rows.is_empty() => return None,
        Field::Project => return Some(format!("No environment of a project {value} defaults to a runner in the list")),
        Field::Env => return Some(format!("No environment {value} defaults to a runner in the list")),
        Field::Account => {
            let known = sight.profiles.iter().map(|profile| profile.label().to_owned());
            ("account", known.collect::<Vec<_>>().join(" "))
        }
        Field::Version => return None,
    };
    Some(format!("No {what} {value}: {known}"))
}

/// That what a term asks of the work on the runners is not known of any.
fn of_work(condition: &Condition, rows: &[Listed]) -> Option<String> {
    let is_of_runs = matches!(condition, Condition::Runs(..) | Condition::Field(Field::Runs, _));
    let is_number = |value: &Needle| value.as_str().bytes().all(|byte| byte.is_ascii_digit());
    // What can be no number is the greater mistake.
    let is_mistaken = matches!(condition, Condition::Field(Field::Runs, values)
        if !values.iter().all(|value| is_number(value) || is_known(Field::Runs, value)));
    if rows.is_empty() || is_mistaken {
        return None;
    }
    if !is_of_runs {
        let is_unread = rows.iter().all(|listed| listed.row.work.environments.is_none());
        return is_unread.then(|| "Projects are not read yet, or cannot be".to_owned());
    }
    if rows.iter().all(|listed| listed.row.work.runs == Runs::NotReadable) {
        return Some("What runs cannot be read".to_owned());
    }
    rows.iter().all(|listed| listed.row.work.runs == Runs::Unread).then(|| "What runs is not read yet".to_owned())
}

fn is_known(field: Field, value: &Needle) -> bool {
    match field {
        Field::Status => Status::DOCUMENTED.iter().any(|status| value.begins(status.label())),
        Field::Platform => PLATFORMS.iter().any(|name| value.is_in(name)),
        Field::Type => [RunnerType::Maia, RunnerType::Streaming].iter().any(|known| value.begins(known.label())),
        Field::Track => [VersionTrack::Current, VersionTrack::Stable].iter().any(|known| value.begins(known.label())),
        Field::Changed => change::WORDS.iter().any(|word| value.begins(word)),
        // Its form is not documented.
        Field::Version => true,
        Field::Runs => "none seen".starts_with(value.as_str()),
        Field::Project | Field::Env | Field::Account => false,
    }
}
