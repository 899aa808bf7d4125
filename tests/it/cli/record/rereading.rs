//! What the list lacks of a runner is read by its id, one runner after the other, and again in time: the list does not say that it
//! has changed.

use std::time::Duration;

use trackside::account::{News, Request};
use trackside::api::{ApiError, Cause, Priority, RunnerList};
use trackside::cli::record::rereading::AGAIN;
use trackside::cli::record::watch::Watch;
use trackside::domain::{AccountId, Fact, Facts, Label, Moment, Runner, RunnerId};

use super::*;
use crate::support::fixtures::{With, runner};
use crate::support::harness::profile;

/// A watch that serves whether runners are connected, and a clock that goes on by a second with each news.
struct Rig(Watch, Moment);

impl Rig {
    fn new() -> Self {
        let start = Moment::start("2026-11-23T14:03:00Z".parse().unwrap());
        Self(Watch::new(AccountId::FIRST, profile(10, true), start).with(Facts::of(&[Fact::Connected])), start)
    }

    /// Whom it asks for after this news.
    fn take(&mut self, news: News) -> Vec<String> {
        self.1 = self.1.plus(Duration::from_secs(1));
        let asked = self.0.take(news, self.1).requests.into_iter().map(|request| match request {
            Request::ReadDetails(id, Priority::Background) => id.as_str().to_owned(),
            other => panic!("{other:?}"),
        });
        asked.collect()
    }

    fn list(&mut self, runners: &[Runner]) -> Vec<String> {
        let runners = runners.iter().cloned().map(Arc::new).collect();
        self.take(News::RunnersPolled(Arc::new(RunnerList { runners, ..RunnerList::default() })))
    }

    fn details(&mut self, of: &Runner) -> Vec<String> {
        let whole = Runner { connected: Some(false), ..of.clone() };
        self.take(News::DetailsRead { id: of.id.clone(), outcome: Ok(Box::new(whole)) })
    }

    fn connected(&self, id: &RunnerId) -> Option<bool> {
        self.0.account().row(id).unwrap().runner.connected
    }
}

fn lean(name: &str) -> Runner {
    Runner { connected: None, ..runner(name) }
}

fn id(name: &str) -> String {
    runner(name).id.as_str().to_owned()
}

#[test]
fn those_that_lack_something_are_read_one_after_the_other_and_again_after_a_minute() {
    let (mut rig, a, c) = (Rig::new(), lean("a"), lean("c"));
    let list = [a.clone(), runner("b"), c.clone()];
    assert_eq!(rig.list(&list), [id("a")]);
    assert_eq!(rig.list(&list), [""; 0], "one at a time");
    assert_eq!(rig.details(&a), [id("c")]);
    assert_eq!(rig.connected(&a.id), Some(false));
    assert_eq!(rig.details(&c), [""; 0]);
    assert_eq!(rig.list(&list), [""; 0], "read just now");
    rig.1 = rig.1.plus(AGAIN);
    assert_eq!(rig.list(&list), [id("a")]);
    let failed = ApiError { call: "read the runner", cause: Cause::NoAnswer(Label::from("it broke")) };
    let failed = News::DetailsRead { id: a.id.clone(), outcome: Err(failed) };
    assert_eq!(rig.take(failed), [id("c")], "a failure holds nobody up");
    assert_eq!(rig.details(&c), [""; 0]);
}

#[test]
fn an_entry_that_changes_is_read_at_once() {
    let (mut rig, a) = (Rig::new(), lean("a"));
    assert_eq!(rig.list(std::slice::from_ref(&a)), [id("a")]);
    assert_eq!(rig.details(&a), [""; 0]);
    let changed = a.status("paused");
    assert_eq!(rig.list(std::slice::from_ref(&changed)), [id("a")]);
}

#[test]
fn whole_entries_and_those_without_details_are_not_read() {
    let mut rig = Rig::new();
    let hosted = lean("hosted").on("matillion", "hosted");
    assert_eq!(rig.list(&[runner("a"), hosted]), [""; 0]);
}
