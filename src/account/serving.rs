//! What hangs on each runner, noted in its row whenever a reading says something else.

use std::collections::HashSet;
use std::sync::Arc;

use super::Account;
use super::fleet::RowWork;
use super::work::Unreadable;
use crate::domain::{Label, RunnerId, Running, Usage};

/// What the rows' work was worked out from last.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Noted {
    generation: u64,
    usage: Option<Arc<Usage>>,
    running: Option<Arc<Running>>,
    is_readable: bool,
}

impl Account {
    /// Lets the rows follow what is known of the work. Costs a comparison where nothing is different.
    pub(super) fn note_work(&mut self) {
        let noted = |account: &Self| Noted {
            generation: account.fleet.generation(),
            usage: account.work.remote().value().map(Arc::clone),
            running: account.work.running().value().map(Arc::clone),
            is_readable: account.work.unreadable().is_none(),
        };
        if self.noted == noted(self) {
            return;
        }
        let work = &self.work;
        let orphans: HashSet<&RunnerId> = work.orphans().iter().filter_map(|orphan| orphan.runner.as_ref()).collect();
        let none: Arc<[(Label, Label)]> = Arc::from([]);
        let knows_environments = !matches!(work.unreadable(), Some(Unreadable::NoEnvironments(_)));
        self.fleet.set_work(|runner| {
            let environments = work.defaults_of(runner).filter(|_| knows_environments).map(|found| {
                let named = found.iter().map(|(project, environment)| (project.name.clone(), environment.name.clone()));
                if found.is_empty() { Arc::clone(&none) } else { named.collect() }
            });
            RowWork { runs: work.runs(runner), environments, is_orphaning: orphans.contains(&runner.id) }
        });
        self.noted = noted(self);
    }
}
