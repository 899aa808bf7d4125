//! The Credentials tab: in its place, and honest about what it cannot do yet.

use super::{Known, deployment};
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
    let state = "This version of trackside does not show, copy or regenerate a runner's credentials yet. Nothing secret \
                 was fetched.";
    page.prose("state", state, Role::Text);
    page.heading("Until then");
    deployment::link(&mut page, &CREDENTIALS_PAGE);
    deployment::steps(&mut page, "After its secret was regenerated", guide::secret_steps(known.runner));
    page.finish()
}
