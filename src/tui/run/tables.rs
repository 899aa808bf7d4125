//! Tables that leave the program: their text is made by a task, and goes to the clipboard by way of the state, or into a file.

use std::path::PathBuf;

use super::Loop;
use crate::account::table::Snapshot;
use crate::domain::{Label, Secret};
use crate::runtime::table_file;
use crate::runtime::tasks::Service;
use crate::terminal::clipboard::Clip;
use crate::text::table::TableForm;
use crate::tui::message::Message;

impl Loop {
    pub(super) fn copy_table(&mut self, what: String, table: Snapshot, form: TableForm) {
        let messages = self.messages.clone();
        self.tasks.spawn(Service::Table, async move {
            let message = match table_file::text(table, form).await {
                Some(text) => Message::TableWritten(Clip { what, text: Secret::new(text), clear_after: None }),
                None => Message::TaskFailed(Service::Table.label()),
            };
            // The loop is gone only when the program ends.
            let _ = messages.send(message).await;
        });
    }

    pub(super) fn save_table(&mut self, path: PathBuf, table: Snapshot, form: TableForm) {
        let messages = self.messages.clone();
        self.tasks.spawn(Service::Table, async move {
            let rows = table.rows();
            let outcome: Result<(), Label> = table_file::save(path.clone(), table, form).await;
            let _ = messages.send(Message::TableSaved { path, rows, outcome }).await;
        });
    }
}
