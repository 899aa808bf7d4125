//! The end of a command, of its own accord or after a signal.

use tokio::time::{Instant, timeout_at};

use super::{LAST_ANSWERS, Session, Stopped};
use crate::account::Account;
use crate::account::operation::{Decision, Operation, Step};
use crate::cli::outcome::{self, NOT_BACK, UNCERTAIN};
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
            if let Err(again) = self.last_answers(id, until, is_sending).await {
                (stopped, until) = (again, Instant::now());
            }
            self.sum_up(id);
        }
        stopped
    }

    /// Nothing came of what is done in an account in time: what has not left is taken back, and what has is told of. Answers with the
    /// exit code.
    ///
    /// # Errors
    ///
    /// A signal came.
    pub(in crate::cli) async fn end_late(&mut self, id: AccountId) -> Result<u8, Stopped> {
        self.frame.report.say("Not in time. Nothing more is sent.");
        self.act(id, |account| account.decide(Decision::End));
        // An answer that did not come in time is not waited for; that a request is taken back is known at once.
        self.last_answers(id, Instant::now() + LAST_ANSWERS, is_taking_back).await?;
        self.sum_up(id);
        let Some(operation) = self.operation(id) else { return Ok(UNCERTAIN) };
        let sent = if is_sending(operation) { UNCERTAIN } else { NOT_BACK };
        Ok(outcome::worse(sent, outcome::code(operation)))
    }

    fn sum_up(&self, id: AccountId) {
        let lines = self.operation(id).map(outcome::summary);
        for line in lines.unwrap_or_default() {
            self.frame.report.say(&line);
        }
    }

    /// Waits as long as the operation of an account `awaits` answers, but no longer than that.
    async fn last_answers(
        &mut self,
        id: AccountId,
        until: Instant,
        awaits: fn(&Operation) -> bool,
    ) -> Result<(), Stopped> {
        while self.operation(id).is_some_and(awaits) {
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

fn is_taking_back(operation: &Operation) -> bool {
    operation.items().iter().any(|item| matches!(item.step(), Step::Sending { has_left: false, .. }))
}
