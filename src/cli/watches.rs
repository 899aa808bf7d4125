//! [`Watches`]: the accounts of a command that watches until a signal, each with what is said of watching it.

use std::sync::Arc;

use super::feed::{Feed, Wake};
use super::frame::Frame;
use super::record::watch::Watch;
use crate::account::{Account, News, Observation};
use crate::domain::{AccountId, Facts};
use crate::runtime::WatchSetup;
use crate::runtime::journal::JournalWriter;

/// The accounts as they are watched.
pub(super) struct Watches {
    pub(super) frame: Frame,
    feed: Feed,
    by_id: Vec<Watch>,
}

impl Watches {
    /// Begins to watch every account of `setup`; where the list lacks one of these things, a runner is read by its id. Nothing can be
    /// changed in them.
    pub(super) fn start(setup: WatchSetup, frame: Frame, facts: Facts) -> Self {
        let ids = (0..=u8::MAX).map(AccountId);
        let profiles: Vec<_> = ids.zip(setup.accounts.iter().map(|account| Arc::clone(&account.profile))).collect();
        // Nothing is sent that would be written down.
        let feed = Feed::start(setup, JournalWriter::default(), &frame);
        let by_id = profiles.into_iter().map(|(id, profile)| Watch::new(id, profile, feed.now()).with(facts)).collect();
        Self { frame, feed, by_id }
    }

    /// The accounts, as they are known.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.by_id.iter().map(Watch::account)
    }

    /// Whether there is anything left to watch: no account could be opened, or its credentials are refused for good.
    pub(super) fn is_any_open(&self) -> bool {
        self.feed.links.is_any_open()
    }

    /// Waits for whatever comes next, `own` among it. Safe to drop while it waits, if `own` is.
    pub(super) async fn next<T>(&mut self, own: impl Future<Output = T>) -> Wake<T> {
        self.feed.next(&mut self.frame, own).await
    }

    /// Takes news of an account: says what there is to say of it, and answers with what is to be kept.
    pub(super) fn take(&mut self, id: AccountId, news: News) -> Vec<Observation> {
        let several = self.by_id.len() > 1;
        let now = self.feed.now();
        // Each account that is open has one.
        let Some(watch) = self.by_id.get_mut(usize::from(id.0)) else { return Vec::new() };
        let step = watch.take(news, now);
        for request in step.requests {
            self.feed.links.perform(id, request);
        }
        for line in step.lines {
            self.frame.report.say(&if several { format!("{}: {line}", watch.label()) } else { line });
        }
        if step.is_over {
            self.feed.links.close(id);
        }
        step.observations
    }

    /// Nothing is watched any more.
    pub(super) fn close(&mut self) {
        self.feed.links.close_all();
    }
}
