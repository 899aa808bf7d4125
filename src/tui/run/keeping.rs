//! What is kept beyond the end of the program, without the secrets that somebody may have typed into it.

use super::Loop;
use crate::store::{Choice, Entry, filters};

impl Loop {
    /// Keeps something, but no filter in which a known secret was typed.
    pub(super) fn keep(&mut self, entry: Entry) {
        let entry = match entry {
            Entry::Chosen(Choice::Filters, text) => {
                let is_clean = |filter: &&String| *self.redactor.clean(filter) == **filter;
                let filters = filters::apart(&text);
                Entry::Chosen(Choice::Filters, filters::joined(filters.iter().filter(is_clean).map(String::as_str)))
            }
            other => other,
        };
        self.recorder.keep(entry);
    }
}
