//! [`History`]: the filters that were kept, and which of them is in the field.

use crate::domain::secret::may_be_secret;
use crate::domain::text::make_safe;
use crate::store::filters::{MOST, apart, joined};

/// Filters that were kept with Enter, in this run and before.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    /// The newest first, none twice.
    filters: Vec<String>,
    walk: Option<Walk>,
    /// Whether the store lacks the newest.
    is_unsaved: bool,
}

/// Where somebody is who looks for an earlier filter.
#[derive(Clone, Debug)]
struct Walk {
    /// What was being typed.
    typed: String,
    /// The one in the field, among those that are not what was being typed.
    at: usize,
}

impl History {
    /// Whether there is nothing to bring back.
    pub(super) fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// Takes a filter that was kept; none that holds something like a secret, or that could not be shown as it is.
    pub(super) fn keep(&mut self, filter: &str) {
        self.end();
        let filter = filter.trim();
        if filter.is_empty() || make_safe(filter) != filter || may_be_secret(filter) {
            return;
        }
        self.filters.retain(|known| known != filter);
        self.filters.insert(0, filter.to_owned());
        self.filters.truncate(MOST);
        self.is_unsaved = true;
    }

    /// The filter before the one in the field, which is `typed` at first. `None`: there is none.
    pub(super) fn earlier(&mut self, typed: &str) -> Option<String> {
        let typed = self.walk.as_ref().map_or(typed, |walk| &walk.typed).to_owned();
        let at = self.walk.as_ref().map_or(0, |walk| walk.at + 1);
        let filter = self.at(&typed, at)?;
        self.walk = Some(Walk { typed, at });
        Some(filter)
    }

    /// The filter after the one in the field; behind the newest what was being typed. `None`: none was brought back.
    pub(super) fn later(&mut self) -> Option<String> {
        let Walk { typed, at } = self.walk.take()?;
        let Some(at) = at.checked_sub(1) else { return Some(typed) };
        let filter = self.at(&typed, at)?;
        self.walk = Some(Walk { typed, at });
        Some(filter)
    }

    /// The filter in the field is the one that is typed on.
    pub(super) fn end(&mut self) {
        self.walk = None;
    }

    /// That of what was being typed nothing is brought back.
    fn at(&self, typed: &str, at: usize) -> Option<String> {
        self.filters.iter().filter(|filter| *filter != typed.trim()).nth(at).cloned()
    }

    /// Takes what the store has: it is older than what was kept in this run.
    pub(super) fn restore(&mut self, text: &str) {
        for filter in apart(text) {
            if !self.filters.contains(&filter) && !may_be_secret(&filter) {
                self.filters.push(filter);
            }
        }
        self.filters.truncate(MOST);
    }

    /// What the store is to have, once after each that was kept.
    pub(super) fn take_unsaved(&mut self) -> Option<String> {
        let is_unsaved = std::mem::take(&mut self.is_unsaved);
        is_unsaved.then(|| joined(self.filters.iter().map(String::as_str)))
    }
}
