//! Runners that came or went, in the status line: one sentence for all of them, which waits while something else is said
//! there, typed or asked.

use std::sync::Arc;

use super::{App, Notice};
use crate::domain::{AccountId, Named, Runner};
use crate::text::words::{count, counted};
use crate::tui::keymap::Context;

/// Names in a sentence; of more runners only the number is told.
const NAMED: usize = 3;

/// Who came and went, until that was said.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct FleetNews {
    appeared: Group,
    vanished: Group,
    /// The runner that the bar was on until the runner vanished.
    under_bar: Option<String>,
    /// The account that they are of, the last one where they are of several.
    account: Option<AccountId>,
    is_of_several: bool,
}

/// How many runners, and the first of their names.
#[derive(Clone, PartialEq, Debug, Default)]
struct Group {
    number: usize,
    names: Vec<String>,
}

impl Group {
    fn add(&mut self, named: &Named) {
        self.number += 1;
        if self.names.len() < NAMED {
            self.names.push(named.to_string());
        }
    }

    fn named(&self) -> String {
        let more = self.number - self.names.len();
        let more = if more > 0 { format!(" and {} more", count(more)) } else { String::new() };
        format!("{}{more}", self.names.join(", "))
    }
}

impl FleetNews {
    fn is_empty(&self) -> bool {
        self.appeared.number + self.vanished.number == 0
    }

    /// In sentences; `bar_on` is the runner that the bar is on now.
    fn in_words(&self, bar_on: Option<&Named>) -> String {
        let new = counted(self.appeared.number, "new runner");
        let gone = counted(self.vanished.number, "runner");
        let sentences = [(&self.appeared, new), (&self.vanished, format!("{gone} gone"))];
        let told = sentences.into_iter().filter(|(some, _)| some.number > 0);
        let mut told: Vec<String> = told.map(|(some, words)| format!("{words}: {}", some.named())).collect();
        if let Some(gone) = &self.under_bar {
            if self.vanished.number == 1 {
                told.pop();
                told.push(format!("{gone} is gone"));
            }
            told.extend(bar_on.map(|neighbour| format!("The bar is on {neighbour}.")));
        }
        told.join(". ")
    }
}

impl App {
    /// Runners came or went: more of them while that is being said join the sentence.
    pub(super) fn fleet_differs(&mut self, id: AccountId, appeared: &[Arc<Runner>], vanished: &[Arc<Runner>]) {
        // Their rows stand once, and so does what is said of them.
        if self.accounts.same_as(id).is_some() {
            return;
        }
        let account = self.accounts.of(id);
        let fleet = account.fleet();
        let is_more = self.fleet_news.account.replace(id).is_some_and(|before| before != id);
        self.fleet_news.is_of_several |= is_more;
        for runner in appeared {
            self.fleet_news.appeared.add(&fleet.named(runner));
        }
        for runner in vanished {
            self.fleet_news.vanished.add(&fleet.named(runner));
            // The list has not followed yet.
            if self.list.selected().is_some_and(|key| key.account == id && key.id == runner.id) {
                self.fleet_news.under_bar = Some(fleet.named(runner).to_string());
            }
        }
        self.say_fleet_news();
    }

    /// Says who came and went, unless the line is taken.
    pub(super) fn say_fleet_news(&mut self) {
        let is_free = self.notice.as_ref().is_none_or(|notice| notice.is_fleet_news);
        if self.fleet_news.is_empty() || !is_free || !matches!(self.context(), Context::List | Context::Details) {
            return;
        }
        let bar_on = self.list.selected().map(|key| self.accounts.named(key));
        let account = self.fleet_news.account.filter(|_| !self.fleet_news.is_of_several);
        let text = self.fleet_news.in_words(bar_on.as_ref());
        if self.notice.as_ref().is_none_or(|notice| notice.text != text) {
            self.notice = Some(Notice { text, since: self.now, stays: false, is_fleet_news: true, account });
        }
    }

    /// Nothing is said any more: what was said of the fleet is told with that.
    pub(super) fn end_notice(&mut self) {
        if self.notice.take().is_some_and(|notice| notice.is_fleet_news) {
            self.fleet_news = FleetNews::default();
        }
    }
}
