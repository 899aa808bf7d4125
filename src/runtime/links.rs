//! [`Links`]: the ways to all accounts that can be opened: which of them are open, and what comes from those.

use std::future::poll_fn;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

use super::journal::JournalWriter;
use super::link::{Closed, Link, LinkSetup};
use crate::account::{News, Request};
use crate::domain::AccountId;

/// The links of the program.
pub struct Links {
    /// Of every account that can be opened, by its id.
    setups: Vec<LinkSetup>,
    /// Those that are open.
    open: Vec<(AccountId, Link)>,
    /// Which of them is asked first for news: each in turn, so that one that floods starves no other.
    turn: usize,
    /// What was closed, and is not over.
    closed: Vec<Closed>,
    journal: JournalWriter,
    runtime: Handle,
}

impl Links {
    /// Opens the first `opened` accounts of `setups`, which are all that can be opened, by their ids. Their tasks run on
    /// `runtime`, and `journal` writes down what is sent.
    pub fn new(setups: Vec<LinkSetup>, opened: usize, journal: JournalWriter, runtime: Handle) -> Self {
        let mut links = Self { setups, open: Vec::new(), turn: 0, closed: Vec::new(), journal, runtime };
        for id in (0..=u8::MAX).take(opened).map(AccountId) {
            links.open(id);
        }
        links
    }

    /// How many accounts can be opened.
    pub fn count(&self) -> usize {
        self.setups.len()
    }

    /// Whether any account is open.
    pub fn is_any_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Opens an account. One that is open begins anew: with the secret that was read again before, or one that is read now.
    pub fn open(&mut self, id: AccountId) {
        let made = self.find(id).and_then(Link::take_renewed);
        self.close(id);
        if let Some(setup) = self.setups.get(usize::from(id.0)) {
            self.open.push((id, Link::start(setup.clone(), made, &self.journal, &self.runtime)));
        }
    }

    /// Reads the secret of an open account again, while all goes on with the one before. Once that is told, `open` begins anew with
    /// it, or `forget_secret` wipes it.
    pub fn read_secret(&mut self, id: AccountId) {
        if let Some(link) = self.find(id) {
            link.read_secret();
        }
    }

    /// The secret that was read again is not wanted any more.
    pub fn forget_secret(&mut self, id: AccountId) {
        drop(self.find(id).and_then(Link::take_renewed));
    }

    fn find(&mut self, id: AccountId) -> Option<&mut Link> {
        self.open.iter_mut().find(|(open, _)| *open == id).map(|(_, link)| link)
    }

    /// Closes an account: nothing is read any more, nothing that waits is sent, and its secret is forgotten. What has left is
    /// let finish, so that the journal gets its outcome. Nothing more is told of it.
    pub fn close(&mut self, id: AccountId) {
        if let Some(index) = self.open.iter().position(|(open, _)| *open == id) {
            let (_, link) = self.open.remove(index);
            self.closed.push(link.close());
        }
    }

    /// Does what an account wants to be done; nothing while it is closed.
    pub fn perform(&mut self, id: AccountId, request: Request) {
        if let Some(link) = self.find(id) {
            link.perform(request);
        }
    }

    /// What comes next, and from which account. One that could not be opened says so, and is closed. Safe to drop while it
    /// waits.
    pub async fn next(&mut self) -> (AccountId, News) {
        poll_fn(|context| self.poll_next(context)).await
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<(AccountId, News)> {
        self.closed.retain_mut(|closed| closed.poll_end(context).is_pending());
        let count = self.open.len();
        for index in (self.turn..self.turn + count).map(|turn| turn % count) {
            let (id, link) = &mut self.open[index];
            if let Poll::Ready(news) = link.poll_next(context) {
                let id = *id;
                self.turn = index + 1;
                if matches!(news, News::NotOpened(_)) {
                    self.close(id);
                }
                return Poll::Ready((id, news));
            }
        }
        Poll::Pending
    }

    /// The program ends: what waits to be sent never is, and how far the rest came is written down.
    pub fn close_all(&mut self) {
        self.closed.extend(self.open.drain(..).map(|(_, link)| link.finish()));
        // Kept: whatever is being sent goes on for as long as the program does.
        self.closed.iter_mut().for_each(Closed::end);
    }
}
