//! What runs on a runner, what comes next, and which environments use the runner by default, as far as the account's
//! projects were read; else which keys read them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Subject;
use crate::domain::work::Upcoming;
use crate::domain::{Action, RunnerType, Runs};
use crate::text::words::{counted, long_duration, time_of_day};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, key};
use crate::tui::screens::parts::content::{Line, wrapped};
use crate::tui::ui::{Piece, Role};

/// Environments that are named.
const NAMED: usize = 6;
/// How far ahead the next start is looked for.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// The number of the tab that reads them all.
const TAB: Command = Command::OpenTab(6);

/// A heading, then the environments in lines of at most `width` cells. None for a runner that is only listed.
pub(super) fn lines(subject: &Subject, width: u16) -> Vec<Line> {
    if subject.runner.withheld_reason().is_some() {
        return Vec::new();
    }
    let mut lines = vec![vec![Piece::new("Work", Role::Heading)]];
    let mut say = |message: &str, role| lines.extend(wrapped(message, role, usize::from(width)));
    let Some(found) = subject.work.defaults_of(subject.runner) else {
        let (message, role) = unread(subject);
        say(&message, role);
        return lines;
    };
    for (message, role) in now_and_next(subject) {
        say(&message, role);
    }
    let so_far = if subject.work.is_whole() { "" } else { " so far" };
    if found.is_empty() {
        say(&format!("Not the default runner of any environment{so_far}"), Role::Quiet);
    }
    for (project, environment) in found.iter().take(NAMED) {
        lines
            .push(vec![Piece::plain(environment.name.safe()), Piece::new(format!("   {}", project.name), Role::Quiet)]);
    }
    if found.len() > NAMED {
        let names = sentence(subject, " {} names them");
        lines.push(vec![Piece::new(format!("And {} more.{names}", found.len() - NAMED), Role::Quiet)]);
    }
    lines
}

/// What runs, what comes next, and what streams: a sentence each, as far as that is known.
fn now_and_next(subject: &Subject) -> Vec<(String, Role)> {
    let work = subject.work.of(subject.runner);
    let now = subject.now.wall;
    let mut said = Vec::new();
    let is_streaming = subject.runner.runner_type == Some(RunnerType::Streaming);
    match subject.work.runs(subject.runner) {
        Runs::Seen { count: 0, .. } if !is_streaming => said.push(("None seen running".to_owned(), Role::Text)),
        Runs::Seen { count, is_at_least } if count > 0 => {
            let longest = work.running.first().and_then(|(_, execution)| execution.age(now));
            let longest = longest.map(|age| format!(", longest {}", long_duration(age))).unwrap_or_default();
            let at_least = if is_at_least { "At least " } else { "" };
            let verb = if count == 1 { "runs" } else { "run" };
            said.push((format!("{at_least}{} {verb}{longest}", counted(count, "pipeline")), Role::Text));
        }
        Runs::NotReadable => said.push(("Running pipelines cannot be read".to_owned(), Role::Attention)),
        Runs::Unread | Runs::Seen { .. } => {}
    }
    let upcoming =
        Upcoming::of(work.schedules.iter().copied(), now, now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX));
    if let Some(next) = upcoming.starts.first() {
        let after = Duration::try_from(next.at.duration_since(now)).unwrap_or_default();
        let at = time_of_day(next.at, subject.zone);
        said.push((format!("Next {} in {} ({at})", next.schedule.name, long_duration(after)), Role::Text));
    }
    for (_, pipeline) in &work.streaming {
        said.push((format!("Streams {}", pipeline.name), Role::Text));
    }
    said
}

/// What is said before anything was read.
fn unread(subject: &Subject) -> (String, Role) {
    let work = subject.work;
    if work.remote().is_loading() {
        let message = match work.progress() {
            Some((read, total)) => format!("Reading projects: {read} of {total}"),
            None => "Reading the account's projects".to_owned(),
        };
        return (message, Role::InMotion);
    }
    if work.remote().error().is_some() {
        let says = sentence(subject, " {} says why");
        return (format!("Not known. The account's projects could not be read.{says}"), Role::Attention);
    }
    (sentence(subject, "Press {} to read which environments use the runner"), Role::Quiet)
}

/// `message` with the keys that open the tab, one after the other, in the place of `{}`; empty where there are none.
fn sentence(subject: &Subject, message: &str) -> String {
    let details = |context| key(context, Command::Act(Action::Details));
    let path = match subject.context {
        Context::Details => Vec::new(),
        Context::Summary => vec![key(Context::Summary, Command::Close), details(Context::List)],
        other => vec![details(other)],
    };
    let keys: Option<Vec<String>> =
        path.into_iter().chain([key(Context::Details, TAB)]).map(|key| key.map(|key| key.to_string())).collect();
    keys.map_or_else(String::new, |keys| message.replacen("{}", &keys.join(", then "), 1))
}
