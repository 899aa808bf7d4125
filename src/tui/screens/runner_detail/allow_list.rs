//! The Allow list tab: whether the runner is restricted, and who may use it while it is.

use std::sync::Arc;

use super::{Known, overview, work};
use crate::account::pending::Stage;
use crate::domain::{AllowList, AllowedProject, Change, Label, ProjectUsage, Setting, Usage};
use crate::text::words::{ago, capitalised, counted, span};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::page::{Builder, ItemTarget, Page};
use crate::tui::ui::{Piece, Role};

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.subject.symbols);
    if let Some(reason) = known.subject.runner.withheld_reason() {
        page.prose("withheld", &capitalised(reason), Role::Text);
        return page.finish();
    }
    overview::switch(&mut page, known, Setting::Restriction, known.subject.runner.restricted);
    if let Some(message) = meaning(known) {
        page.note(message, Role::Quiet);
    }
    page.heading("Projects and environments");
    match (known.allow_list.value(), known.allow_list.error()) {
        (Some(list), error) => {
            entries(&mut page, known, list);
            if let Some(error) = error {
                let age = known.allow_list.age(known.subject.now).map(ago).unwrap_or_default();
                let message = format!("Read {age}. Reading again failed: {}", error.cause);
                page.prose("stale", &message, Role::Attention);
            }
        }
        (None, Some(error)) => {
            page.prose("failed", &format!("The allow list could not be read: {}", error.cause), Role::Attention);
            page.prose("again", &work::tries_again(known), Role::Text);
        }
        (None, None) => page.prose("reading", "Reading the allow list", Role::Quiet),
    }
    asked(&mut page, known);
    page.finish()
}

fn meaning(known: &Known) -> Option<&'static str> {
    let is_empty = known.allow_list.value().map(|list| list.projects.is_empty());
    match (known.subject.runner.restricted?, is_empty) {
        (true, Some(true)) => Some("Nobody may use the runner: access is restricted, and the list is empty."),
        (true, _) => Some("Only the projects and environments below may use the runner."),
        (false, _) => Some("Every project may use the runner. The list is kept, not enforced."),
    }
}

fn entries(page: &mut Builder, known: &Known, list: &AllowList) {
    if list.projects.is_empty() {
        page.prose("empty", "The list is empty.", Role::Text);
    }
    let usage = known.usage().value().map(Arc::as_ref);
    let mut projects: Vec<_> =
        list.projects.iter().map(|entry| (entry, usage.and_then(|u| u.find(&entry.id)))).collect();
    projects.sort_by_key(|(entry, found)| name(entry, *found).to_lowercase());
    for (entry, found) in projects {
        project(page, known, entry, found, known.work().is_whole());
    }
    names_note(page, known, usage);
}

/// Why there are ids in place of names.
fn names_note(page: &mut Builder, known: &Known, usage: Option<&Usage>) {
    if usage.is_none() && known.usage().error().is_some() {
        page.blank();
        page.prose("names", "Names cannot be shown, so these are IDs.", Role::Quiet);
        work::cannot_read(page, known);
    } else if let Some((read, total)) = known.work().progress() {
        page.blank();
        page.prose("names", &format!("Reading names: {read} of {}", counted(total, "project")), Role::Quiet);
    } else if !known.work().is_whole() && !known.usage().is_loading() {
        page.blank();
        let reads = clause(known.subject.keymap.key(Context::Details, Command::PollNow), " ({} reads the rest)");
        page.prose("names", &format!("Not all names were read{reads}"), Role::Quiet);
    }
}

fn name(entry: &AllowedProject, found: Option<&ProjectUsage>) -> String {
    match found {
        Some(usage) if !usage.project.name.is_blank() => usage.project.name.safe().to_owned(),
        _ => entry.id.label().safe().to_owned(),
    }
}

fn project(
    page: &mut Builder,
    known: &Known,
    entry: &AllowedProject,
    found: Option<&ProjectUsage>,
    is_account_known: bool,
) {
    let key = format!("project {}", entry.id.as_str());
    let mut lines = page.wrapped(0, &name(entry, found), Role::Title);
    let mark = |message: String, role| -> Vec<Vec<Piece>> { page.wrapped(2, &message, role) };
    if is_account_known && found.is_none() {
        let message = format!(
            "{} Not among the account's projects: deleted, or not visible to you",
            known.subject.symbols.attention
        );
        lines.extend(mark(message, Role::Attention));
    }
    match &entry.environments {
        None => lines.extend(mark("All environments".to_owned(), Role::Text)),
        Some(names) if names.is_empty() => {
            let message = "No environment is listed. Whether that means none or all is not documented.".to_owned();
            lines.extend(mark(message, Role::Attention));
        }
        Some(_) => {}
    }
    page.push(&key, lines, Some(("Project ID", entry.id.label().raw())));
    page.target(ItemTarget::Project(entry.id.clone()));
    for name in entry.environments.iter().flatten() {
        environment(page, known, entry, name, found.filter(|_| is_account_known));
    }
}

fn environment(page: &mut Builder, known: &Known, entry: &AllowedProject, name: &Label, found: Option<&ProjectUsage>) {
    let environments = found.and_then(|usage| usage.environments.as_ref());
    let environment = environments.and_then(|all| all.iter().find(|environment| environment.name == *name));
    let mut lines = page.wrapped(2, name.safe(), Role::Text);
    let note = match (environments.is_some(), environment) {
        (true, None) => {
            Some((format!("{} No such environment in the project", known.subject.symbols.attention), Role::Attention))
        }
        (true, Some(environment)) if environment.has_default(known.subject.runner) => {
            Some(("Default runner here".to_owned(), Role::Quiet))
        }
        _ => None,
    };
    if let Some((message, role)) = note
        && let Some(line) = lines.last_mut()
    {
        line.push(Piece::new(format!("   {message}"), role));
    }
    page.push(&format!("environment {} {}", entry.id.as_str(), name.raw()), lines, Some(("Environment", name.raw())));
    page.target(ItemTarget::Environment(entry.id.clone(), name.clone()));
}

/// What was asked for and is not in the list yet.
fn asked(page: &mut Builder, known: &Known) {
    for pending in known.pending.of(&known.subject.runner.id) {
        if !matches!(pending.change, Change::AllowList(_)) {
            continue;
        }
        let (mark, age) = (known.subject.symbols.asked, span(known.subject.now.since(&pending.sent)));
        let what = pending.change.phrase(known.usage().value().map(Arc::as_ref));
        let (message, role) = match pending.stage {
            Stage::Waiting | Stage::Sent => (format!("{mark} Requesting: {what}"), Role::InMotion),
            Stage::Accepted => (format!("{mark} Requested {age} ago, not in the list yet: {what}"), Role::InMotion),
            Stage::Unanswered => {
                (format!("{mark} Requested {age} ago, not known whether the request arrived: {what}"), Role::Attention)
            }
            Stage::Overdue => (format!("{mark} Requested {age} ago, still not in the list: {what}"), Role::Attention),
        };
        page.blank();
        page.prose(&format!("asked {}", pending.ticket), &message, role);
    }
}
