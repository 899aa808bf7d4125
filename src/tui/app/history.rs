//! What is said of the history: that it cannot be kept, or can be again. The program goes on without.

use super::App;
use crate::runtime::recorder::Notice;

impl App {
    pub(super) fn history_told(&mut self, notice: Notice) {
        match notice {
            // The journal is in the same folder, and matters more.
            Notice::Failed(_) if self.journal_trouble.is_some() => {}
            Notice::Failed(fault) => self.notify(format!("History cannot be kept: {fault}.")),
            Notice::Restored { merged: 0 } => self.notify("History can be kept again, and lacks nothing."),
            Notice::Restored { merged } => {
                let them = if merged == 1 { "1 list was" } else { &format!("{merged} lists were") };
                self.notify(format!("History can be kept again. Meanwhile {them} merged with later ones."));
            }
            Notice::BegunAnew => self.notify("The history file was moved or deleted. A new file was begun."),
            Notice::ClockSetBack => self.notify("The clock was set back. The history has times later than now."),
            Notice::Answered(answer) => self.store_answered(answer),
        }
    }
}
