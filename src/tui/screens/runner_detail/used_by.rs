//! The Used by tab: the environments whose default runner this is, by project, with the age of that knowledge, or why
//! it cannot be told.

use super::{Known, Tab};
use crate::api::Cause;
use crate::domain::{Environment, Project, RunnerType};
use crate::text::words::{ago, counted};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause, key};
use crate::tui::screens::parts::page::{Builder, Page};
use crate::tui::screens::parts::refusal::ADDRESS_REFUSED;
use crate::tui::ui::{Piece, Role};

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.symbols);
    if let Some(reason) = known.runner.withheld_reason() {
        page.prose("withheld", reason, Role::Text);
        return page.finish();
    }
    if known.runner.runner_type == Some(RunnerType::Streaming) {
        let message = "A streaming runner serves one streaming pipeline, which names its runner. Streaming pipelines are not read \
                     here. Below are environments that have this runner as their default all the same.";
        page.prose("streaming", message, Role::Text);
        page.blank();
    }
    progress(&mut page, known);
    match known.usage.value() {
        Some(usage) => {
            let found: Vec<_> = usage.defaults_of(known.runner).collect();
            summary(&mut page, known, &found, usage.projects.len());
            environments(&mut page, &found);
            unread(&mut page, usage.unread(), known);
        }
        None if known.usage.error().is_some() => cannot_read(&mut page, known),
        None if known.usage_progress.is_none() && !known.usage.is_loading() => {
            let again = clause(key(Context::Details, Command::PollNow), " {} begins again.");
            page.prose("stopped", &format!("Reading was stopped.{again}"), Role::Text);
        }
        None => {}
    }
    page.finish()
}

fn progress(page: &mut Builder, known: &Known) {
    let stops = clause(key(Context::Details, Command::StopReading), "; {} stops");
    let message = match (known.usage_progress, known.usage.is_loading()) {
        (Some((read, total)), true) => format!("reading {read} of {}{stops}", counted(total, "project")),
        (None, true) => format!("reading the account's projects{stops}"),
        (_, false) => return,
    };
    page.prose("progress", &message, Role::InMotion);
    page.blank();
}

fn summary(page: &mut Builder, known: &Known, found: &[(&Project, &Environment)], projects: usize) {
    let so_far = if known.is_usage_whole { "" } else { " so far" };
    if projects == 0 && known.is_usage_whole {
        let message = "No projects came. Either the account has none, or this API credential may not see any: reading \
                     projects and environments needs the role Super Admin.";
        return page.prose("summary", message, Role::Attention);
    }
    let unread = known.usage.value().map_or(0, |usage| usage.unread());
    let message = match found.len() {
        0 if unread > 0 && !known.usage.is_loading() => {
            format!("Not known: the environments of {} could not be read.", of(unread, projects))
        }
        0 => format!("Not the default runner of any environment{so_far}."),
        number => format!("Default runner of {}{so_far}:", counted(number, "environment")),
    };
    page.prose("summary", &message, Role::Title);
    let age = known.usage.age(known.now).map(ago).unwrap_or_default();
    let again = clause(key(Context::Details, Command::PollNow), "; {} reads again");
    page.note_at(0, &format!("{} read {age}{again}", of(projects - unread, projects)), Role::Quiet);
    if !known.usage.is_loading() {
        match (known.usage.error(), known.is_usage_whole) {
            (Some(error), true) => {
                page.note_at(0, &format!("reading again failed: {}", error.cause), Role::Attention);
            }
            (Some(error), false) => {
                page.note_at(0, &format!("the rest could not be read: {}", error.cause), Role::Attention);
            }
            (None, false) => page.note_at(0, "reading was stopped before the rest was read", Role::Attention),
            (None, true) => {}
        }
    }
    page.note_at(
        0,
        "A schedule or a published pipeline may name another runner than its environment does.",
        Role::Quiet,
    );
}

/// `12 projects`, or `2 of 12 projects`.
fn of(number: usize, all: usize) -> String {
    if number == all { counted(all, "project") } else { format!("{number} of {}", counted(all, "project")) }
}

fn environments(page: &mut Builder, found: &[(&Project, &Environment)]) {
    let mut last = None;
    for (project, environment) in found {
        if last != Some(&project.id) {
            page.blank();
            let name = if project.name.is_blank() { project.id.label() } else { project.name.clone() };
            let lines = page.wrapped(0, name.safe(), Role::Heading);
            page.push(&format!("project {}", project.id.as_str()), lines, Some(("Project", name.raw())));
            last = Some(&project.id);
        }
        let lines = page.wrapped(2, environment.name.safe(), Role::Text);
        let key = format!("environment {} {}", project.id.as_str(), environment.name.raw());
        page.push(&key, lines, Some(("Environment", environment.name.raw())));
    }
}

fn unread(page: &mut Builder, number: usize, known: &Known) {
    if number > 0 && !known.usage.is_loading() {
        page.blank();
        let message = format!(
            "The environments of {} could not be read; they may use this runner too.",
            counted(number, "project")
        );
        page.prose("unread", &message, Role::Attention);
    }
}

/// Why the account's projects cannot be read, and what would help.
pub(super) fn cannot_read(page: &mut Builder, known: &Known) {
    let Some(error) = known.usage.error() else { return };
    page.prose("failed", &format!("Projects and environments could not be read: {}", error.cause), Role::Attention);
    let advice = match &error.cause {
        Cause::Forbidden(problem) if problem.is_address_refused() => ADDRESS_REFUSED.to_owned(),
        Cause::Forbidden(_) => {
            "Reading them needs an API credential with the role Super Admin; Admin is not enough.".to_owned()
        }
        _ => tries_again(),
    };
    page.prose("advice", &advice, Role::Text);
}

/// Which key reads again what could not be read.
pub(super) fn tries_again() -> String {
    clause(key(Context::Details, Command::PollNow), "{} tries again.")
}

/// The same in a few lines, for beside another page: a heading, then the environments.
pub(super) fn lines(known: &Known) -> Vec<Vec<Piece>> {
    let mut lines = vec![vec![Piece::new("Used by", Role::Heading)]];
    let quiet = |message: String| vec![Piece::new(message, Role::Quiet)];
    let tab = key(Context::Details, Command::OpenTab(Tab::UsedBy.number()));
    let see = clause(tab, ", see {}");
    let Some(usage) = known.usage.value() else {
        let is_failed = known.usage.error().is_some();
        let message = if is_failed { format!("could not be read{see}") } else { clause(tab, "{} reads it") };
        lines.push(quiet(format!("  {message}")));
        return lines;
    };
    let mut number = 0;
    for (project, environment) in usage.defaults_of(known.runner) {
        number += 1;
        if number <= 6 {
            let name = Piece::plain(format!("  {}", environment.name));
            lines.push(vec![name, Piece::new(format!("   {}", project.name), Role::Quiet)]);
        }
    }
    match number {
        0 if !known.is_usage_whole => lines.push(quiet(format!("  no environment so far{see}"))),
        0 => lines.push(quiet("  not the default runner of any environment".to_owned())),
        7.. => lines.push(quiet(format!("  and {} more{see}", number - 6))),
        _ => {}
    }
    lines
}
