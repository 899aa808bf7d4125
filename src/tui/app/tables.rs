//! Copying from the list, and writing its table to a file. The table is taken as it is; its text is made elsewhere.

use std::path::{Path, PathBuf};

use super::App;
use super::detail::copy;
use crate::domain::{Label, RunnerKey};
use crate::text::table::TableForm;
use crate::text::words::{counted, named};
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::{copy as copying, save};

/// Cells of a runner's name in a sentence that has more to say.
const NAME: usize = 30;

impl App {
    /// Copies the name of the runner under the bar.
    pub(super) fn copy_name(&mut self) -> Vec<Effect> {
        let Some(row) = self.list.selected_row(&self.accounts) else { return Vec::new() };
        let (field, text) = copying::usual(row);
        vec![self.copy_of(&row.key(), field, text)]
    }

    /// A wish to copy a field of a runner; what becomes of that names the runner, and its account where there are several.
    pub(super) fn copy_of(&self, key: &RunnerKey, field: &str, text: String) -> Effect {
        let name = named(&self.accounts.named(key), NAME, self.config.theme.symbols.ellipsis);
        let of_several = self.accounts.are_several();
        let account = if of_several { format!(" ({})", self.accounts.label(key.account)) } else { String::new() };
        copy(&format!("{field} of {name}{account}"), text)
    }

    /// Opens the choice of what to copy.
    pub(super) fn open_copy(&mut self) {
        if let Some(row) = self.list.selected_row(&self.accounts) {
            self.overlays.push(Overlay::Copy(copying::State::new(row.key(), row)));
        }
    }

    /// Opens the field for the name of a file.
    pub(super) fn open_save(&mut self) {
        let day = self.config.zone.to_datetime(self.now.wall).date();
        let name = format!("runners-{day}{}", TableForm::Csv.ending());
        self.overlays.push(Overlay::Save(save::State::new(&name, self.config.folders.clone())));
    }

    /// A wish to copy the table as it is now.
    pub(super) fn copy_table(&self, form: TableForm) -> Vec<Effect> {
        let table = self.list.snapshot(&self.layout(), &self.accounts);
        let what = format!("Table of {} ({})", counted(table.rows(), "runner"), form.label());
        vec![Effect::CopyTable { what, table, form }]
    }

    /// A wish to write the table as it is now.
    pub(super) fn save_table(&self, path: PathBuf, form: TableForm) -> Vec<Effect> {
        vec![Effect::SaveTable { path, table: self.list.snapshot(&self.layout(), &self.accounts), form }]
    }

    /// Takes what became of writing: the field closes once the file is there.
    pub(super) fn table_saved(&mut self, path: &Path, rows: usize, outcome: Result<(), Label>) {
        let waits = |overlay: &Overlay| matches!(overlay, Overlay::Save(state) if state.waits_for(path));
        match outcome {
            Ok(()) => {
                self.overlays.retain(|overlay| !waits(overlay));
                let path = Label::from(path.display().to_string());
                self.notify(format!("{} written to {path}", counted(rows, "runner")));
            }
            Err(reason) => match self.overlays.iter_mut().find(|overlay| waits(overlay)) {
                Some(Overlay::Save(state)) => state.refused(reason),
                _ => self.notify(format!("The table was not written. {reason}")),
            },
        }
    }
}
