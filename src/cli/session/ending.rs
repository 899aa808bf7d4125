//! The end of a command, of its own accord or after a signal.

use tokio::time::{Instant, timeout_at};

use super::{LAST_ANSWERS, Session, Stopped};
use crate::account::Account;
use crate::account::operation::{Decision, Operation, Step};
use crate::cli::outcome;
use crate::domain::AccountId;

impl Session {
    /// A signal came while something is done: what has not left is taken back, and what has is told of.
    pub(in crate::cli) async fn stop_sending(&mut self, stopped: Stopped) -> Stopped {
        let under_way: Vec<AccountId> = self
            .accounts
            .iter()
            .filter(|account| account.operation().is_some_and(Operation::is_under_way))
            .map(Account::id)
            .collect();
        for id in under_way {
            self.act(id, |account| account.decide(Decision::End));
            // What is on its way has its answer soon, or is told as not known.
            let until = Instant::now() + LAST_ANSWERS;
            while self.operation(id).is_some_and(is_sending) {
                if timeout_at(until, self.step_without_signals()).await.is_err() {
                    break;
                }
            }
            let Some(operation) = self.operation(id) else { continue };
            for line in outcome::summary(operation) {
                self.frame.report.say(&line);
            }
        }
        stopped
    }

    async fn step_without_signals(&mut self) {
        let (id, news) = self.feed.links.next().await;
        self.take(id, news);
    }

    /// Writes down what is left, and closes the links.
    pub(in crate::cli) async fn close(&mut self) {
        self.feed.links.close_all();
        if let Some(acting) = &mut self.acting {
            acting.keeping.close().await;
        }
    }
}

fn is_sending(operation: &Operation) -> bool {
    operation.items().iter().any(|item| matches!(item.step(), Step::Sending { .. }))
}
