//! [`RowWork`]: what hangs on a runner, as the list shows it, sorts by it and filters by it. Worked out when a reading
//! comes, not for a frame.

use std::sync::Arc;

use super::{Fleet, Row};
use crate::domain::{Label, Runner, Runs};

/// What hangs on a runner.
#[derive(Clone, PartialEq, Debug)]
pub struct RowWork {
    /// How many pipelines run in environments that default to it.
    pub runs: Runs,
    /// The environments that default to it, each with its project's name before its own; `None` before they were read.
    pub environments: Option<Arc<[(Label, Label)]>>,
    /// Whether environments point to it in vain: it is stopped, or out of support.
    pub is_orphaning: bool,
}

impl Default for RowWork {
    fn default() -> Self {
        Self { runs: Runs::Unread, environments: None, is_orphaning: false }
    }
}

impl Fleet {
    /// Notes what hangs on each runner. Where that is something else than before, the rows have changed.
    pub fn set_work(&mut self, of: impl Fn(&Runner) -> RowWork) {
        let set = |row: &mut Row| {
            let work = of(&row.runner);
            let is_other = row.work != work;
            row.work = work;
            is_other
        };
        let others = self.rows.iter_mut().map(set).filter(|is_other| *is_other).count();
        self.generation += u64::from(others > 0);
    }
}
