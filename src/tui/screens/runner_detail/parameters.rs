//! The Parameters tab: what an installation is configured with, filled in as far as it is known.

use super::Known;
use crate::domain::parameters::{Parameter, ParameterValue, parameters};
use crate::text;
use crate::tui::screens::parts::page::{Builder, Page};
use crate::tui::ui::{Piece, Role};

/// Cells of a parameter's name, with the blanks behind.
const NAME: usize = 28;
/// Cells of a value in a table.
const VALUE: usize = 40;
/// From this many cells on, name, value and meaning stand beside each other.
const WIDE: usize = 120;

/// The page at a width.
pub fn page(known: &Known, width: u16) -> Page {
    let mut page = Builder::new(width, known.symbols);
    match parameters(known.runner, &known.account) {
        Ok(parameters) => {
            let message =
                "The API does not tell these: built from the runner, your settings and the vendor's templates.";
            page.show(page.wrapped(0, message, Role::Quiet));
            page.heading("Required");
            parameters.iter().filter(|one| one.is_required).for_each(|one| parameter(&mut page, one));
            page.heading("Optional; changing one needs a restart of the runner");
            parameters.iter().filter(|one| !one.is_required).for_each(|one| parameter(&mut page, one));
        }
        Err(reason) => page.prose("none", reason, Role::Text),
    }
    page.finish()
}

fn parameter(page: &mut Builder, one: &Parameter) {
    let copy = one.value.text().map(|text| (one.name, text));
    let (value, role, note) = match &one.value {
        ParameterValue::Known(label) => (label.safe().to_owned(), Role::Text, None),
        ParameterValue::Default(text) => ((*text).to_owned(), Role::Text, Some("as the vendor's templates set it")),
        ParameterValue::StoredSecret { location } => ("secret".to_owned(), Role::Quiet, Some(*location)),
        ParameterValue::Missing { how } => ("not known".to_owned(), Role::Attention, Some(*how)),
        ParameterValue::Unset => ("not set".to_owned(), Role::Quiet, None),
    };
    if page.width() >= WIDE && text::width(&value) < VALUE {
        // Beside each other: a table.
        let beside = NAME + VALUE;
        let message = note.map_or_else(|| one.meaning.to_owned(), |note| format!("{}; {note}", one.meaning));
        let mut lines = page.wrapped(beside, &message, Role::Quiet);
        if let Some(first) = lines.first_mut() {
            let cells = [Piece::plain(format!("{:<NAME$}", one.name)), Piece::new(format!("{value:<VALUE$}"), role)];
            drop(first.splice(..1, cells));
        }
        return page.push(one.name, lines, copy);
    }
    let narrow = page.is_narrow();
    let indent = if narrow { 2 } else { NAME };
    let mut lines = page.wrapped(indent, &value, role);
    if narrow {
        lines.insert(0, vec![Piece::plain(one.name)]);
    } else if let Some(first) = lines.first_mut().and_then(|line| line.first_mut()) {
        *first = Piece::plain(format!("{:<NAME$}", one.name));
    }
    page.push(one.name, lines, copy);
    page.note_at(indent, one.meaning, Role::Quiet);
    if let Some(note) = note {
        page.note_at(indent, note, Role::Quiet);
    }
}
