//! Journeys through a runner's details by keys: what the operator presses, sees, and what is asked of the outside.

mod changes;
mod over_http;
mod properties;
mod reading;
mod requests;
pub(crate) mod rig;
mod tabs;
mod waiting;

use trackside::account::{News, Request};
use trackside::api::{Cause, Problem};
use trackside::domain::{AccountId, Change, Label, Runner, RunnerId, SettingChange};
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;

use crate::support::Harness;
use crate::support::details::allow_list;
use crate::support::fixtures::{With, problem, runner};

/// The runner whose details most journeys open, third of five in the list.
const NAME: &str = "maia-prod-eu-1";

fn id() -> RunnerId {
    RunnerId::new("id-maia-prod-eu-1")
}

fn usual() -> Runner {
    runner(NAME).update("11.208.3")
}

/// Five runners: AWS Fargate, a streaming one, the usual one, Snowflake, Azure.
fn runners() -> Vec<Runner> {
    vec![
        runner("a-fargate"),
        runner("b-stream").streaming(),
        usual(),
        runner("sf-native").on("snowflake", "native app"),
        runner("wh-load").on("azure", "aks"),
    ]
}

/// The details of the usual runner among the five, with its details read, and nothing asked that was not taken.
fn opened() -> Harness {
    let mut harness = Harness::sized(80, 24).fleet(runners()).keys("jj<enter>").details(id().as_str(), |row| row);
    harness.effects();
    harness
}

/// The same on the tab Allow list, which is read.
fn with_allow_list() -> Harness {
    let read = Message::Account(AccountId::FIRST, News::AllowListRead { id: id(), outcome: Ok(allow_list()) });
    let mut harness = opened().keys("5").send(read);
    harness.effects();
    harness
}

/// The fleet with the usual runner as `change` makes it.
fn with_usual(change: impl FnOnce(Runner) -> Runner) -> Vec<Runner> {
    let mut runners = runners();
    let place = runners.iter().position(|runner| runner.id == id()).unwrap();
    let usual = runners.remove(place);
    runners.insert(place, change(usual));
    runners
}

/// The changes among the effects asked for since the last look.
pub(crate) fn changes(harness: &mut Harness) -> Vec<(RunnerId, Change)> {
    let change_of = |effect| match effect {
        Effect::Account(AccountId::FIRST, Request::Change { id, change, .. }) => Some((id, change)),
        _ => None,
    };
    harness.effects().into_iter().filter_map(change_of).collect()
}

/// What the open tab's number is, from the line of the tabs and the rule below it.
fn tab(harness: &Harness) -> char {
    let text = harness.text();
    let open = text.lines().nth(3).unwrap().split_once('━').unwrap().0.chars().count();
    text.lines().nth(2).unwrap().chars().nth(open).unwrap()
}

/// The name in the first line.
fn shown_runner(harness: &Harness) -> String {
    let text = harness.text();
    let line = text.lines().next().unwrap();
    line.split_once('›').unwrap().1.trim().split("  ").next().unwrap().to_owned()
}

/// The first line under the bar.
fn under_bar(harness: &Harness) -> (usize, String) {
    let text = harness.text();
    let (place, line) = text.lines().enumerate().find(|(_, line)| line.starts_with(" ▌")).unwrap();
    (place, line.trim_start_matches(" ▌ ").trim_matches([' ', '↑', '↓']).to_owned())
}

#[track_caller]
pub(crate) fn assert_says(harness: &Harness, words: &str) {
    assert!(harness.text().contains(words), "{words:?} is not in\n{}", harness.text());
}

#[track_caller]
pub(crate) fn assert_does_not_say(harness: &Harness, words: &str) {
    assert!(!harness.text().contains(words), "{words:?} is in\n{}", harness.text());
}

pub(crate) fn refused(violation: &str) -> Cause {
    Cause::Refused(Problem { violations: vec![Label::from(violation)], ..problem(400, "Bad Request") })
}

pub(crate) fn no_answer() -> Cause {
    Cause::NoAnswer(Label::from("the connection broke"))
}

fn named(name: &str) -> Change {
    Change::Setting(SettingChange::Name(name.to_owned()))
}
