//! [`Feed`]: what every command listens to: signals, the links to its accounts, trouble with the log; and whatever else it waits for.

use std::pin::pin;

use super::frame::Frame;
use crate::account::News;
use crate::domain::{AccountId, Moment};
use crate::runtime::clock::Clock;
use crate::runtime::journal::JournalWriter;
use crate::runtime::links::Links;
use crate::runtime::{WatchSetup, log};

/// The links to the accounts of a command, and the time.
pub(super) struct Feed {
    pub(super) links: Links,
    clock: Clock,
    log_troubles: Option<log::Troubles>,
}

/// Whatever wakes the loop of a command.
pub(super) enum Wake<T> {
    Signal(i32),
    News(AccountId, News),
    /// What this command alone waits for.
    Own(T),
}

impl Feed {
    /// Says what there is to know of the surroundings, and opens the accounts of `setup`. `journal` writes down what is sent.
    pub(super) fn start(setup: WatchSetup, journal: JournalWriter, frame: &Frame) -> Self {
        for warning in &setup.warnings {
            frame.report.say(warning);
        }
        let links = setup.accounts.into_iter().map(|account| account.link).collect();
        let links = Links::new(links, setup.opened, journal, frame.runtime.clone());
        Self { links, clock: Clock::start(), log_troubles: setup.log_troubles }
    }

    /// What time it is.
    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Waits for whatever comes next, `own` among it. Trouble with the log is said meanwhile. Safe to drop while it waits, if
    /// `own` is.
    pub(super) async fn next<T>(&mut self, frame: &mut Frame, own: impl Future<Output = T>) -> Wake<T> {
        let mut own = pin!(own);
        loop {
            let trouble = async {
                match &mut self.log_troubles {
                    Some(troubles) => troubles.recv().await,
                    None => None,
                }
            };
            let sentence = tokio::select! {
                biased;
                number = frame.end_signal() => return Wake::Signal(number),
                own = &mut own => return Wake::Own(own),
                (id, news) = self.links.next() => return Wake::News(id, news),
                Some(sentence) = trouble => sentence,
            };
            frame.report.say(&sentence);
        }
    }
}
