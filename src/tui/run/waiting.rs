//! What the loop waits for: whichever comes first, signals before keys and keys before all else.

use std::io;

use super::{Loop, TICK};
use crate::account::News;
use crate::runtime::tasks::{Service, TaskEnd};
use crate::terminal::clipboard::Answer;
use crate::terminal::input::Stamped;
use crate::terminal::signals::Signal;
use crate::tui::message::Message;

/// Whatever wakes the loop.
pub(super) enum Wake {
    /// What a task answers.
    Message(Message),
    Input(Stamped),
    Clipboard(Answer),
    Signal(Signal),
    TaskEnded(TaskEnd<Service>),
    Tick,
    Rested,
    /// The terminal has taken everything that was written; why it cannot, if it cannot.
    Drained(io::Result<()>),
    TerminalGone,
}

impl Loop {
    /// Waits for news. Safe to drop while it waits: nothing is taken from a source before it is returned.
    pub(super) async fn next_news(&mut self) -> Wake {
        let rest_at = self.rest_at;
        let due = self.app.next_due().map_or(self.next_tick, |due| self.next_tick.min(self.clock.when(&due)));
        let rested = async {
            match rest_at {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let input = async {
            match &mut self.input {
                Some(input) => input.next().await,
                None => std::future::pending().await,
            }
        };
        let output = self.terminal.backend_mut().writer_mut();
        let drained = async { if output.is_stalled() { output.drain().await } else { std::future::pending().await } };
        tokio::select! {
            // Signals always win. Then keys: nothing that happens behind the screen may keep the operator waiting.
            biased;
            signal = self.signals.next() => Wake::Signal(signal),
            event = input => match event {
                Some(event) => Wake::Input(event),
                None => self.terminal_gone().await,
            },
            outcome = drained => Wake::Drained(outcome),
            () = tokio::time::sleep_until(due) => Wake::Tick,
            () = rested => Wake::Rested,
            // The loop holds a sender itself, so the mailbox never closes.
            Some(message) = self.mailbox.recv() => Wake::Message(message),
            Some(notice) = self.notices.recv() => Wake::Message(notice.into()),
            Some(notice) = self.history.recv() => Wake::Message(Message::History(notice)),
            (account, news) = self.links.next() => match news {
                // There is no other to turn to.
                News::NotOpened(reason) if self.links.count() == 1 => {
                    Wake::TaskEnded(TaskEnd::Failed(anyhow::Error::msg(reason.to_string())))
                }
                news => Wake::Message(Message::Account(account, news)),
            },
            Some(answer) = self.clipboard.next() => Wake::Clipboard(answer),
            Some(end) = self.tasks.next_end() => Wake::TaskEnded(end),
        }
    }

    /// A terminal that went away also sends a signal, which says more.
    async fn terminal_gone(&mut self) -> Wake {
        self.end_signal().await.map_or(Wake::TerminalGone, |number| Wake::Signal(Signal::End(number)))
    }

    /// The signal to end that comes along with the end of the terminal; `CONT` comes, too, and may be first.
    pub(super) async fn end_signal(&mut self) -> Option<i32> {
        let end = async {
            loop {
                if let Signal::End(number) = self.signals.next().await {
                    return number;
                }
            }
        };
        tokio::time::timeout(TICK, end).await.ok()
    }

    /// News that is there already.
    pub(super) async fn news_at_hand(&mut self) -> Option<Wake> {
        tokio::select! {
            biased;
            news = self.next_news() => Some(news),
            () = std::future::ready(()) => None,
        }
    }
}
