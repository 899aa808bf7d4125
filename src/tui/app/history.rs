//! What is said of the history: that it cannot be kept, or can be again. The program goes on without.

use super::App;
use crate::runtime::recorder::Notice;

impl App {
    pub(super) fn history_told(&mut self, notice: Notice) {
        match notice {
            Notice::Answered(answer) => self.store_answered(answer),
            Notice::Elsewhere { account, .. } => self.operation_is_elsewhere(account),
            // Where that failed, it is told as what it is; the journal has the intent in any case.
            Notice::Flushed { ticket, .. } => {
                let noted = self.accounts.iter_mut().map(|account| (account.id(), account.noted(ticket)));
                let noted: Vec<_> = noted.collect();
                let effects: Vec<_> = noted.into_iter().flat_map(|(id, happened)| self.react(id, happened)).collect();
                self.outbox.extend(effects);
            }
            // The journal is in the same folder, and matters more.
            Notice::Failed(_) if self.journal_trouble.is_some() => {}
            notice => {
                if let Some(sentence) = notice.sentence() {
                    self.notify(sentence);
                }
            }
        }
    }
}
