//! The Credentials tab: in its place, and honest about what it cannot do yet.

use super::Known;
use crate::domain::guide::{self, CREDENTIALS_PAGE};
use crate::screens::page::{Builder, Page};
use crate::ui::Role;

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.symbols);
    if let Some(reason) = known.runner.withheld_reason() {
        page.prose("withheld", reason, Role::Text);
        return page.finish();
    }
    page.prose("state", "This version of trackside does not show, copy or regenerate a runner's credentials yet. Nothing secret was fetched.", Role::Text);
    page.blank();
    page.prose("where", "Use the runner's page in the web interface, or the vendor's guide:", Role::Text);
    page.push(CREDENTIALS_PAGE.url, page.wrapped(2, CREDENTIALS_PAGE.url, Role::Key), Some(("address", CREDENTIALS_PAGE.url)));
    let steps = guide::secret_steps(known.runner);
    if !steps.is_empty() {
        page.heading("After a secret was regenerated");
        for (number, step) in (1..).zip(steps) {
            page.push(&format!("step {number}"), page.wrapped(0, &format!("{number}. {step}"), Role::Text), Some(("step", step)));
        }
    }
    page.finish()
}
