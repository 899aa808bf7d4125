//! The end of a command, of its own accord or after a signal.

use tokio::time::{Instant, timeout_at};

use super::{LAST_ANSWERS, Session, Stopped};
use crate::account::Account;
use crate::account::operation::{Decision, Operation, Step};
use crate::cli::outcome;
use crate::domain::AccountId;

impl Session {
    /// A signal came while something is done: what has not left is taken back, and what has is told of. A second signal ends the
    /// wait for answers.
    pub(in crate::cli) async fn stop_sending(&mut self, mut stopped: Stopped) -> Stopped {
        let under_way: Vec<AccountId> = self
            .accounts
            .iter()
            .filter(|account| account.operation().is_some_and(Operation::is_under_way))
            .map(Account::id)
            .collect();
        let mut until = Instant::now() + LAST_ANSWERS;
        for id in under_way {
            self.act(id, |account| account.decide(Decision::End));
            if self.operation(id).is_some_and(is_sending) {
                self.frame.report.say("Waiting up to 2 s for the answer. A second signal ends the wait.");
            }
            // What is on its way has its answer soon, or is told as not known.
            if let Err(again) = self.last_answers(id, until).await {
                (stopped, until) = (again, Instant::now());
            }
            let Some(operation) = self.operation(id) else { continue };
            for line in outcome::summary(operation) {
                self.frame.report.say(&line);
            }
        }
        stopped
    }

    /// Waits until nothing of an account is on its way, but no longer than that.
    async fn last_answers(&mut self, id: AccountId, until: Instant) -> Result<(), Stopped> {
        while self.operation(id).is_some_and(is_sending) {
            match timeout_at(until, self.step()).await {
                Ok(step) => drop(step?),
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// Writes down what is left, and closes the links. Answers with a signal that came meanwhile: it is not waited for that all is
    /// written.
    pub(in crate::cli) async fn close(&mut self) -> Option<Stopped> {
        self.feed.links.close_all();
        let acting = self.acting.as_mut()?;
        tokio::select! {
            biased;
            () = acting.keeping.close() => None,
            number = self.frame.end_signal() => Some(Stopped::by(number)),
        }
    }
}

fn is_sending(operation: &Operation) -> bool {
    operation.items().iter().any(|item| matches!(item.step(), Step::Sending { .. }))
}
