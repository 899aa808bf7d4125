//! Writing a table down, and putting one into a file: off the loop, which neither waits for a large fleet nor for a disk.

use std::io;
use std::path::{Path, PathBuf};

use crate::account::table::Snapshot;
use crate::domain::Label;
use crate::files::private;
use crate::text::table::TableForm;

/// A table as text.
pub async fn text(table: Snapshot, form: TableForm) -> Option<String> {
    tokio::task::spawn_blocking(move || table.written(form)).await.ok()
}

/// Puts a table into a file that is not there yet. The error is a sentence.
pub async fn save(path: PathBuf, table: Snapshot, form: TableForm) -> Result<(), Label> {
    let written = tokio::task::spawn_blocking(move || {
        private::write_new(&path, &table.written(form)).map_err(|error| Label::from(reason(&path, &error)))
    });
    written.await.unwrap_or_else(|_| Err(Label::from("Writing the table failed inside trackside.")))
}

/// Why a file cannot be written.
fn reason(path: &Path, error: &io::Error) -> String {
    let folder = || path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    match error.kind() {
        io::ErrorKind::AlreadyExists => "A file of this name is there already, and stays as it is.".to_owned(),
        io::ErrorKind::NotFound => format!("There is no folder {}", folder()),
        io::ErrorKind::NotADirectory => format!("No folder: {}", folder()),
        io::ErrorKind::PermissionDenied => format!("No permission to write into {}", folder()),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "The disk is full.".to_owned(),
        _ => format!("The file cannot be written: {error}"),
    }
}
