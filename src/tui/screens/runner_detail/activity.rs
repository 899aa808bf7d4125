//! The Activity tab: a strip of the runner's recent statuses by time, then what was seen and done, newest first.

use super::Known;
use crate::tui::screens::parts::page::{Builder, Page};
use crate::tui::screens::parts::pane::happened;

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let subject = &known.subject;
    let mut page = Builder::new(width, subject.symbols);
    page.show(happened::strip(subject, page.width()));
    page.heading(&happened::since(subject));
    for (index, record) in subject.records.iter().enumerate() {
        let event = happened::event(subject, index, page.width());
        let copy = format!("{} {}", record.at.wall, event.text);
        page.push(&format!("event {}", record.number), event.lines, Some(("Event", &copy)));
    }
    page.push("first seen", vec![happened::first_seen(subject)], None);
    page.finish()
}
