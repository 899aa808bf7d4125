//! Comma-separated values. What a spreadsheet would take for a formula is made a text.

use csv::{Terminator, WriterBuilder};

/// What a cell begins with that a spreadsheet computes.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The titles, and the rows.
pub fn written(titles: Option<Vec<String>>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(Vec::new());
    for row in titles.into_iter().chain(rows) {
        // A vector takes everything, and all rows are of one length.
        let _ = writer.write_record(row.iter().map(|cell| as_text(cell)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn as_text(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formula_is_computed() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let rows = [row(["a,b", "say \"hi\""]), row(["=1+1", "-2"]), row(["", "é"])];
        let text = written(Some(row(["runner", "note"])), rows.into_iter());
        assert_eq!(text, "runner,note\n\"a,b\",\"say \"\"hi\"\"\"\n'=1+1,'-2\n,é\n");
    }
}
