//! [`Marks`]: which runners are marked, and the range that is being marked.

use std::collections::HashSet;

use crate::domain::RunnerId;

/// The runners that are marked, also those that are not shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    ids: HashSet<RunnerId>,
    range: Option<Range>,
}

/// A range from where it began to the bar, wherever that is by now.
#[derive(Clone, Debug)]
struct Range {
    start: RunnerId,
    /// What was marked before.
    before: HashSet<RunnerId>,
}

impl Marks {
    pub(super) fn ids(&self) -> &HashSet<RunnerId> {
        &self.ids
    }

    pub(super) fn contains(&self, id: &RunnerId) -> bool {
        self.ids.contains(id)
    }

    /// Whether a range is being marked.
    pub(super) fn is_ranging(&self) -> bool {
        self.range.is_some()
    }

    /// Leaves what is marked at that.
    pub(super) fn end_range(&mut self) {
        self.range = None;
    }

    /// Takes all marks away, and ends a range.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Marks a runner, or takes its mark away.
    pub(super) fn toggle(&mut self, id: RunnerId) {
        if !self.ids.remove(&id) {
            self.ids.insert(id);
        }
        self.end_range();
    }

    /// Begins a range at the runner under the bar, or ends one.
    pub(super) fn toggle_range(&mut self, selected: Option<&RunnerId>) {
        self.range = match self.range.take() {
            Some(_) => None,
            None => selected.map(|id| Range { start: id.clone(), before: self.ids.clone() }),
        };
    }

    /// While a range is marked, it goes from where it began to the `cursor` in what is `shown`.
    pub(super) fn extend_range<'a>(&mut self, shown: impl Iterator<Item = &'a RunnerId> + Clone, cursor: usize) {
        let Some(range) = &self.range else { return };
        let Some(start) = shown.clone().position(|id| *id == range.start) else { return };
        let (from, to) = (start.min(cursor), start.max(cursor));
        self.ids.clone_from(&range.before);
        self.ids.extend(shown.take(to + 1).skip(from).cloned());
    }

    /// Marks everything that is shown, or nothing of it where all of it was.
    pub(super) fn toggle_all<'a>(&mut self, shown: impl Iterator<Item = &'a RunnerId> + Clone) {
        self.end_range();
        if shown.clone().all(|id| self.ids.contains(id)) {
            for id in shown {
                self.ids.remove(id);
            }
        } else {
            self.ids.extend(shown.cloned());
        }
    }

    /// Forgets runners that are not there any more. A range that lost its beginning stays as it is.
    pub(super) fn retain(&mut self, is_there: impl Fn(&RunnerId) -> bool) {
        self.ids.retain(|id| is_there(id));
        if let Some(range) = &mut self.range {
            range.before.retain(|id| is_there(id));
        }
        self.range.take_if(|range| !is_there(&range.start));
    }
}
