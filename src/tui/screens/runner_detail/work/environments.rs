//! The environments whose default runner this is, by project, with the age of that knowledge, or why they cannot be told.

use super::Known;
use crate::api::Cause;
use crate::domain::{Environment, Project, Usage};
use crate::text::words::{ago, counted};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::page::Builder;
use crate::tui::screens::parts::refusal::ADDRESS_REFUSED;
use crate::tui::ui::Role;

/// The environments, under a heading.
pub(super) fn section(page: &mut Builder, known: &Known, usage: &Usage, found: &[(&Project, &Environment)]) {
    page.heading("Environments");
    summary(page, known, found, usage.projects.len());
    environments(page, found);
    unread(page, known.work().without_environments(), known);
}

/// How far the reading of the projects is, while it goes on.
pub(super) fn progress(page: &mut Builder, known: &Known) {
    let stops = clause(known.subject.keymap.key(Context::Details, Command::StopReading), " ({} stops)");
    let message = match (known.work().progress(), known.usage().is_loading()) {
        (Some((read, total)), true) => format!("Reading {read} of {}{stops}", counted(total, "project")),
        (None, true) => format!("Reading the account's projects{stops}"),
        (_, false) => return,
    };
    page.prose("progress", &message, Role::InMotion);
    page.blank();
}

fn summary(page: &mut Builder, known: &Known, found: &[(&Project, &Environment)], projects: usize) {
    let so_far = if known.work().is_whole() { "" } else { " so far" };
    let unread = known.work().without_environments();
    let message = match found.len() {
        0 if unread > 0 && !known.usage().is_loading() => {
            format!("Not known: the environments of {} could not be read.", of(unread, projects))
        }
        0 => format!("Not the default runner of any environment{so_far}."),
        number => format!("Default runner of {}{so_far}:", counted(number, "environment")),
    };
    page.prose("summary", &message, Role::Title);
    let age = known.usage().age(known.subject.now).map(ago).unwrap_or_default();
    let again = clause(known.subject.keymap.key(Context::Details, Command::PollNow), " ({} reads again)");
    page.note_at(0, &format!("{} read {age}{again}", of(projects - unread, projects)), Role::Quiet);
    if !known.usage().is_loading() {
        match (known.usage().error(), known.work().is_whole()) {
            (Some(error), true) => {
                page.note_at(0, &format!("Reading again failed: {}", error.cause), Role::Attention);
            }
            (Some(error), false) => {
                page.note_at(0, &format!("The rest could not be read: {}", error.cause), Role::Attention);
            }
            (None, false) => page.note_at(0, "Reading was stopped before the rest was read.", Role::Attention),
            (None, true) => {}
        }
    }
    page.note_at(
        0,
        "A schedule or a published pipeline may name another runner than the environment does.",
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
    if number > 0 && !known.usage().is_loading() {
        page.blank();
        let message = format!(
            "The environments of {} could not be read; they may use this runner too.",
            counted(number, "project")
        );
        page.prose("unread", &message, Role::Attention);
    }
}

/// Why the account's projects cannot be read, and what would help.
pub(in super::super) fn cannot_read(page: &mut Builder, known: &Known) {
    let Some(error) = known.usage().error() else { return };
    page.prose("failed", &format!("Projects and environments could not be read: {}", error.cause), Role::Attention);
    let advice = match &error.cause {
        Cause::Forbidden(problem) if problem.is_address_refused() => ADDRESS_REFUSED.to_owned(),
        Cause::Forbidden(_) => {
            "Reading them needs an API credential with the role Super Admin; Admin is not enough.".to_owned()
        }
        _ => tries_again(known),
    };
    page.prose("advice", &advice, Role::Text);
}

/// Which key reads again what could not be read.
pub(in super::super) fn tries_again(known: &Known) -> String {
    clause(known.subject.keymap.key(Context::Details, Command::PollNow), "Press {} to try again.")
}
