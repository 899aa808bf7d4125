//! The Deployment tab: guides to copy or open, the image address, and what to do at the provider.

use super::Known;
use crate::domain::guide::{self, DEFAULT_INSTANCES, DocLink, SIZES};
use crate::text::words::capitalised;
use crate::tui::screens::parts::page::{Builder, ItemTarget, Page};
use crate::tui::ui::{Piece, Role};

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.subject.symbols);
    match guide::guide(known.subject.runner, known.account.region) {
        Ok(guide) => sections(&mut page, &guide),
        Err(reason) => page.prose("none", &capitalised(reason), Role::Text),
    }
    page.finish()
}

fn sections(page: &mut Builder, guide: &guide::Guide) {
    page.heading("Guides and templates");
    guide.links.iter().for_each(|found| link(page, found));
    if let Some(image) = &guide.image {
        page.heading("Image");
        page.push("image", page.wrapped(0, &image.address, Role::Text), Some(("Image address", &image.address)));
        for other in &image.alternatives {
            page.push(other, page.wrapped(0, other, Role::Text), Some(("Image address", other)));
        }
        if !image.is_track_known {
            page.note_at(0, "The tag is the version track. The control plane does not report that.", Role::Quiet);
        }
    }
    steps(page, "To apply a new version or another track", &guide.apply_version);
    steps(page, "After regenerating: where the new secret goes", guide.secret_steps);
    if guide.image.is_some() {
        page.heading("Sizes in the vendor's templates");
        let sizes = SIZES.map(|size| format!("{} {} vCPU, {} GiB", size.name, size.cpus, size.memory_gib));
        let message = format!("{}. Instances by default: {DEFAULT_INSTANCES}.", capitalised(&sizes.join("; ")));
        page.prose("sizes", &message, Role::Text);
    }
    if let Some(console) = &guide.console {
        page.heading("At the cloud provider");
        link(page, console);
    }
}

pub(super) fn link(page: &mut Builder, link: &DocLink) {
    let certainty = link.certainty.label().map(|word| format!("   {word}")).unwrap_or_default();
    let mut lines = page.wrapped(0, &format!("{}{certainty}", link.title), Role::Text);
    lines.extend(page.wrapped(2, link.url, Role::Key));
    page.push(link.url, lines, Some(("Address", link.url)));
    page.target(ItemTarget::Link(link.url));
}

pub(super) fn steps(page: &mut Builder, heading: &str, steps: &[impl AsRef<str>]) {
    if steps.is_empty() {
        return;
    }
    page.heading(heading);
    for (number, step) in (1..).zip(steps) {
        let mut lines = page.wrapped(3, &capitalised(step.as_ref()), Role::Text);
        if let Some(first) = lines.first_mut().and_then(|line| line.first_mut()) {
            *first = Piece::new(format!("{number}. "), Role::Quiet);
        }
        page.push(&format!("{heading} {number}"), lines, Some(("Step", step.as_ref())));
    }
}
