//! The Work tab: what runs in the environments that default to the runner, what comes next, its streaming pipeline, and
//! the environments themselves. Whatever cannot be read says so in its own part.
//!
//! ```text
//! running.rs       what runs now
//! upcoming.rs      the next 24 hours: strip, quietest stretch, schedules
//! pause.rs         a pause compared with them
//! streaming.rs     the pipelines that name the runner themselves
//! environments.rs  who defaults to it, by project
//! ```

pub(super) mod environments;
mod pause;
mod running;
mod streaming;
mod upcoming;

pub(super) use environments::{cannot_read, tries_again};

use super::Known;
use crate::api::{ApiError, Cause};
use crate::domain::{Label, Project, RunnerType};
use crate::text::words::{capitalised, sentence};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::page::{Builder, Page};
use crate::tui::screens::parts::refusal::ADDRESS_REFUSED;
use crate::tui::ui::{Role, Symbols};

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.subject.symbols);
    if let Some(reason) = known.subject.runner.withheld_reason() {
        page.prose("withheld", &capitalised(reason), Role::Text);
        return page.finish();
    }
    environments::progress(&mut page, known);
    match known.work().value() {
        Some(usage) if usage.projects.is_empty() && known.work().is_whole() => {
            let message = "No projects came. The account has none, or this API credential may not see any. \
                           Projects and environments need the role Super Admin.";
            page.prose("summary", message, Role::Attention);
        }
        Some(usage) => {
            let work = known.work().of(known.subject.runner);
            let is_streaming = known.subject.runner.runner_type == Some(RunnerType::Streaming);
            if is_streaming || !work.streaming.is_empty() {
                streaming::section(&mut page, known, &work.streaming);
            }
            if !is_streaming || !work.running.is_empty() {
                running::section(&mut page, known, &work.running);
            }
            if !is_streaming || !work.schedules.is_empty() {
                upcoming::section(&mut page, known, &work);
            }
            environments::section(&mut page, known, usage, &work.environments);
        }
        None if known.usage().error().is_some() => cannot_read(&mut page, known),
        None if known.work().progress().is_none() && !known.usage().is_loading() => {
            let again =
                clause(known.subject.keymap.key(Context::Details, Command::PollNow), " Press {} to begin again.");
            page.prose("stopped", &format!("Reading was stopped.{again}"), Role::Text);
        }
        None => {}
    }
    page.finish()
}

/// `Finance › finance-prod`, safe to draw.
fn place(project: &Project, environment: Option<&Label>, symbols: &Symbols) -> String {
    let project = if project.name.is_blank() { project.id.label() } else { project.name.clone() };
    match environment {
        Some(environment) => format!("{project} {} {environment}", symbols.crumb),
        None => project.to_string(),
    }
}

/// Says in a part's place why the part cannot be read, with what would help: both reasons where either may be it.
fn cannot_be_read(page: &mut Builder, known: &Known, key: &str, what: &str, error: &ApiError) {
    page.prose(key, &format!("{what} cannot be read: {}", error.cause), Role::Attention);
    let advice = match &error.cause {
        Cause::Forbidden(problem) if problem.is_address_refused() => ADDRESS_REFUSED.to_owned(),
        Cause::Forbidden(_) => {
            "The credential's role may lack the permission, or this machine's address is not allowed.".to_owned()
        }
        _ => sentence(&tries_again(known)),
    };
    page.note_at(0, &advice, Role::Text);
}
