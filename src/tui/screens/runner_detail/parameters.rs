//! The Parameters tab: what an installation is configured with, filled in as far as it is known.

use super::Known;
use crate::domain::parameters::{Parameter, ParameterValue, parameters};
use crate::text::words::capitalised;
use crate::tui::screens::parts::page::{Builder, Page};
use crate::tui::ui::{Piece, Role};

/// Cells of a parameter's name, with the blanks behind.
const NAME: usize = 28;

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.subject.symbols);
    match parameters(known.subject.runner, &known.account) {
        Ok(parameters) => {
            let message =
                "Worked out from the runner, your settings and the vendor's templates. The API has no parameters.";
            page.show(page.wrapped(0, message, Role::Quiet));
            page.heading("Required");
            parameters.iter().filter(|one| one.is_required).for_each(|one| parameter(&mut page, one));
            page.heading("Optional (a change needs a restart of the runner)");
            parameters.iter().filter(|one| !one.is_required).for_each(|one| parameter(&mut page, one));
        }
        Err(reason) => page.prose("none", &capitalised(reason), Role::Text),
    }
    page.finish()
}

fn parameter(page: &mut Builder, one: &Parameter) {
    let copy = one.value.text().map(|text| (one.name, text));
    let (value, role, note) = match &one.value {
        ParameterValue::Known(label) => (label.safe().to_owned(), Role::Text, None),
        ParameterValue::Default(text) => {
            ((*text).to_owned(), Role::Text, Some("As the vendor's templates set the value"))
        }
        ParameterValue::StoredSecret { location } => ("Secret".to_owned(), Role::Quiet, Some(*location)),
        ParameterValue::Missing { how } => ("Not known".to_owned(), Role::Attention, Some(*how)),
        ParameterValue::Unset => ("Not set".to_owned(), Role::Quiet, None),
    };
    let narrow = page.is_narrow();
    let indent = if narrow { 2 } else { NAME };
    let mut lines = page.wrapped(indent, &value, role);
    if narrow {
        lines.insert(0, vec![Piece::new(one.name, Role::Quiet)]);
    } else if let Some(first) = lines.first_mut().and_then(|line| line.first_mut()) {
        *first = Piece::new(format!("{:<NAME$}", one.name), Role::Quiet);
    }
    page.push(one.name, lines, copy);
    page.note_at(indent, &capitalised(one.meaning), Role::Quiet);
    if let Some(note) = note {
        page.note_at(indent, &capitalised(note), Role::Quiet);
    }
}
