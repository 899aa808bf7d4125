//! What a cell says in words alone, at full length: for what is written or copied, and read without the screen.

use crate::account::fleet::Row;
use crate::account::table::{Column, change};
use crate::domain::{Label, Release, Runner, RunnerType, Runs, Version, VersionTrack};

/// What a column says of a row of the account `account`; `None` where nothing is known. A time is in UTC.
pub fn cell(column: Column, row: &Row, account: &str) -> Option<String> {
    let runner = &*row.runner;
    match column {
        Column::Runner => Some(runner.name.safe().to_owned()).filter(|name| !name.trim().is_empty()),
        // What it reports is not known before it was looked up.
        Column::Status if row.is_missing() => Some("missing".to_owned()),
        Column::Status => status(runner),
        Column::Platform => platform(runner),
        Column::Type => runner.runner_type.as_ref().map(RunnerType::label).map(str::to_owned),
        Column::Version => version(runner),
        Column::Update => release(&runner.release),
        Column::Track => runner.release.track.as_ref().map(VersionTrack::label).map(str::to_owned),
        Column::Changed => row.change.as_ref().map(|last| {
            let at = last.at.wall.strftime("%Y-%m-%dT%H:%M:%SZ");
            format!("{at} {}", change::word(&last.kind)).trim_end().to_owned()
        }),
        Column::Runs => match row.work.runs {
            Runs::Unread => None,
            Runs::NotReadable => Some("not readable".to_owned()),
            Runs::Seen { count, is_at_least } => Some(format!("{count}{}", if is_at_least { "+" } else { "" })),
        },
        Column::Account => Some(Label::from(account).safe().to_owned()),
    }
}

/// The status, and that a paused runner is cut off.
pub fn status(runner: &Runner) -> Option<String> {
    let offline = if runner.is_offline() { " offline" } else { "" };
    runner.status.as_ref().map(|status| format!("{}{offline}", status.label()))
}

/// The platform's short name.
pub fn platform(runner: &Runner) -> Option<String> {
    runner.platform.short_name().map(str::to_owned)
}

/// The version that there is to update to, if there is one.
pub fn update(release: &Release) -> Option<String> {
    let latest = || release.latest.as_ref().map_or("available".to_owned(), |latest| latest.label().to_owned());
    release.has_update().then(latest)
}

fn version(runner: &Runner) -> Option<String> {
    let managed = || runner.withheld_reason().map(|_| "managed".to_owned());
    runner.release.version.as_ref().map(Version::label).map(str::to_owned).or_else(managed)
}

/// The version to update to, and that what runs is out of support.
fn release(release: &Release) -> Option<String> {
    let support = release.is_out_of_support().then(|| "out of support".to_owned());
    let said: Vec<String> = update(release).into_iter().chain(support).collect();
    (!said.is_empty()).then(|| said.join(", "))
}
