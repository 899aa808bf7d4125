//! What runs on a runner, what comes next, and which environments use the runner by default, as far as the account's
//! projects were read; else which keys read them.

use super::Subject;
use crate::domain::{Action, RunnerType, Runs};
use crate::text::words::{long_duration, time_of_day};
use crate::tui::command::Command;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::content::{Line, wrapped};
use crate::tui::screens::parts::work_words;
use crate::tui::ui::{Piece, Role};

/// Environments that are named.
const NAMED: usize = 6;
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
    let facts = subject.work.facts(std::slice::from_ref(&work), subject.now.wall);
    let mut said = Vec::new();
    let is_streaming = subject.runner.runner_type == Some(RunnerType::Streaming);
    match subject.work.runs(subject.runner) {
        Runs::Seen { .. } if facts.running > 0 || !is_streaming => {
            let longest = facts.longest.as_ref().map(|longest| format!(", longest {}", long_duration(longest.age)));
            let number = work_words::number_running(facts.running, facts.is_at_least);
            said.push((format!("{number}{}", longest.unwrap_or_default()), Role::Text));
        }
        Runs::NotReadable => said.push(("Running pipelines cannot be read".to_owned(), Role::Attention)),
        Runs::Unread | Runs::Seen { .. } => {}
    }
    if let Some(next) = &facts.next {
        let what = if facts.is_next_uncertain { "Next known start" } else { "Next" };
        let (after, at) = (long_duration(next.after), time_of_day(next.at, subject.zone));
        said.push((format!("{what} {} in {after} ({at})", next.name), Role::Text));
    }
    said.extend(facts.streaming.iter().map(|name| (format!("Streams {name}"), Role::Text)));
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
    let details = |context| subject.keymap.key(context, Command::Act(Action::Details));
    let path = match subject.context {
        Context::Details => Vec::new(),
        Context::Summary => vec![subject.keymap.key(Context::Summary, Command::Close), details(Context::List)],
        other => vec![details(other)],
    };
    let keys: Option<Vec<String>> = path
        .into_iter()
        .chain([subject.keymap.key(Context::Details, TAB)])
        .map(|key| key.map(|key| key.to_string()))
        .collect();
    keys.map_or_else(String::new, |keys| message.replacen("{}", &keys.join(", then "), 1))
}
