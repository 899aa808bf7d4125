//! The Allow list tab: whether the runner is restricted, and who may use it while it is.

use std::sync::Arc;

use super::{Known, overview, used_by};
use crate::account::pending::Stage;
use crate::domain::{AllowList, AllowedProject, Change, Label, ProjectUsage, Setting, Usage};
use crate::text::words::{ago, counted, span};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause, key};
use crate::tui::screens::parts::page::{Builder, ItemTarget, Page};
use crate::tui::ui::{Piece, Role};

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.symbols);
    if let Some(reason) = known.runner.withheld_reason() {
        page.prose("withheld", reason, Role::Text);
        return page.finish();
    }
    overview::switch(&mut page, known, Setting::Restriction, known.runner.restricted);
    if let Some(message) = meaning(known) {
        page.note(message, Role::Quiet);
    }
    page.heading("Projects and environments");
    match (known.allow_list.value(), known.allow_list.error()) {
        (Some(list), error) => {
            entries(&mut page, known, list);
            if let Some(error) = error {
                let age = known.allow_list.age(known.now).map(ago).unwrap_or_default();
                let message = format!("read {age}; it could not be read again: {}", error.cause);
                page.prose("stale", &message, Role::Attention);
            }
        }
        (None, Some(error)) => {
            page.prose("failed", &format!("It could not be read: {}", error.cause), Role::Attention);
            page.prose("again", &used_by::tries_again(), Role::Text);
        }
        (None, None) => page.prose("reading", "reading the allow list", Role::Quiet),
    }
    asked(&mut page, known);
    page.finish()
}

fn meaning(known: &Known) -> Option<&'static str> {
    let is_empty = known.allow_list.value().map(|list| list.projects.is_empty());
    match (known.runner.restricted?, is_empty) {
        (true, Some(true)) => Some("nobody may use it: it is restricted, and the list is empty"),
        (true, _) => Some("only the projects and environments below may use it"),
        (false, _) => Some("every project may use it; the list is kept, but not enforced"),
    }
}

fn entries(page: &mut Builder, known: &Known, list: &AllowList) {
    if list.projects.is_empty() {
        page.prose("empty", "The list is empty.", Role::Text);
    }
    let usage = known.usage.value().map(Arc::as_ref);
    let mut projects: Vec<_> =
        list.projects.iter().map(|entry| (entry, usage.and_then(|u| u.find(&entry.id)))).collect();
    projects.sort_by_key(|(entry, found)| name(entry, *found).to_lowercase());
    for (entry, found) in projects {
        project(page, known, entry, found, known.is_usage_whole);
    }
    names_note(page, known, usage);
}

/// Why there are ids in place of names.
fn names_note(page: &mut Builder, known: &Known, usage: Option<&Usage>) {
    if usage.is_none() && known.usage.error().is_some() {
        page.blank();
        page.prose("names", "Names cannot be shown, ids are:", Role::Quiet);
        used_by::cannot_read(page, known);
    } else if let Some((read, total)) = known.usage_progress {
        page.blank();
        page.prose("names", &format!("reading names: {read} of {}", counted(total, "project")), Role::Quiet);
    } else if !known.is_usage_whole && !known.usage.is_loading() {
        page.blank();
        let reads = clause(key(Context::Details, Command::PollNow), "; {} reads them");
        page.prose("names", &format!("not all names were read{reads}"), Role::Quiet);
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
        let message =
            format!("{} not among the account's projects: deleted, or not visible to you", known.symbols.unsupported);
        lines.extend(mark(message, Role::Attention));
    }
    match &entry.environments {
        None => lines.extend(mark("All environments".to_owned(), Role::Text)),
        Some(names) if names.is_empty() => {
            let message = "no environment is listed; whether that means none or all is not documented".to_owned();
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
            Some((format!("{} no such environment in the project", known.symbols.unsupported), Role::Attention))
        }
        (true, Some(environment)) if environment.has_default(known.runner) => {
            Some(("this is its default runner".to_owned(), Role::Quiet))
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
    for pending in known.pending.of(&known.runner.id) {
        if !matches!(pending.change, Change::AllowList(_)) {
            continue;
        }
        let (mark, age) = (known.symbols.asked, span(known.now.since(&pending.sent)));
        let what = pending.change.phrase(known.usage.value().map(Arc::as_ref));
        let (message, role) = match pending.stage {
            Stage::Waiting | Stage::Sent => (format!("{mark} asking to {what}"), Role::InMotion),
            Stage::Accepted => (format!("{mark} asked {age} ago to {what}, not in the list yet"), Role::InMotion),
            Stage::Unanswered => {
                (format!("{mark} asked {age} ago to {what}, not known whether it arrived"), Role::Attention)
            }
            Stage::Overdue => (format!("{mark} asked {age} ago to {what}, still not in the list"), Role::Attention),
        };
        page.blank();
        page.prose(&format!("asked {}", pending.ticket), &message, role);
    }
}
