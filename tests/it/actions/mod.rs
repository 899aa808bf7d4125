//! Actions by keys: what the popup offers, what is asked before, what is sent for whom and how often, and what is told of
//! it until it has ended.

mod alike;
mod bulk;
mod curl;
mod drain;
mod in_reach;
mod marks;
mod over_http;
mod popup;
mod progress;
mod properties;
mod question;
mod removal;
mod several;
mod taken_back;
mod told;
mod work;

use std::sync::Arc;
use trackside::account::{News, WorkNews};
use trackside::domain::{Change, Runner, RunnerCommand, RunnerId, Running, Status};
use trackside::tui::message::Message;

use trackside::api::{ApiError, Cause};
use trackside::tui::effect::Effect;

use crate::details::{assert_does_not_say, assert_says, changes, no_answer, refused};
use crate::support::Harness;
use crate::support::details::usage;
use crate::support::fixtures::{SECOND, With, problem, runner};

/// The runner that most journeys are about; two environments of [`usage`] have it as their default.
const NAME: &str = "maia-prod-eu-1";

const RESTART: Change = Change::Command(RunnerCommand::Restart);
const PAUSE: Change = Change::Command(RunnerCommand::Pause);
const RESUME: Change = Change::Command(RunnerCommand::Resume);

/// The three actions that ask yes or no: the key, the status that allows it, what it sends.
const COMMANDS: [(&str, &str, Change); 3] =
    [("r", "running", RESTART), ("p", "running", PAUSE), ("p", "paused", RESUME)];

fn id() -> RunnerId {
    id_of(NAME)
}

fn id_of(name: &str) -> RunnerId {
    RunnerId::new(&format!("id-{name}"))
}

fn in_status(status: &str) -> Runner {
    runner(NAME).status(status)
}

/// The list with this runner alone, and nothing asked that was not taken.
fn list_of(runner: Runner) -> Harness {
    let mut harness = Harness::sized(100, 40).fleet(vec![runner]);
    harness.effects();
    harness
}

/// The question that `keys` open about the usual runner, which was read again meanwhile. Nothing asked was not taken.
fn asked_about(status: &str, keys: &str) -> Harness {
    let mut harness = list_of(in_status(status)).keys(keys).details(id().as_str(), |row| row);
    harness.effects();
    harness
}

/// The usual runner alone, after this command of it was accepted.
fn accepted(keys: &str, status: &str) -> Harness {
    let mut harness = asked_about(status, keys).keys("y").answered(Ok(()));
    harness.effects();
    harness
}

/// A poll in which the usual runner has this status, and another runner is there too.
fn reports(harness: Harness, status: &str) -> Harness {
    harness.fleet(vec![in_status(status)])
}

/// The account's projects come.
fn knows_usage(harness: Harness) -> Harness {
    harness.news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage())))))
}

/// The account's projects come, and nothing runs in their environments.
pub(crate) fn nothing_runs(harness: Harness) -> Harness {
    let nothing = Running { executions: Vec::new(), is_cut: false };
    knows_usage(harness).news(News::Work(WorkNews::RunningRead(Ok(Arc::new(nothing)))))
}

/// Reading the usual runner again fails.
fn not_read(harness: Harness, cause: Cause) -> Harness {
    let error = ApiError { call: "read the runner", cause };
    harness.news(News::DetailsRead { id: id(), outcome: Err(error) })
}

fn sent(change: Change) -> Vec<(RunnerId, Change)> {
    vec![(id(), change)]
}

/// Asserts that these words are on the screen, wherever a popup wraps them.
#[track_caller]
pub(crate) fn assert_tells(harness: &Harness, words: &str) {
    let flat = harness.text().replace(['│', '\n'], " ");
    let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(words), "{words:?} is not in\n{}", harness.text());
}

/// Two Enters as a hand presses them, a second and a half apart.
fn enter_twice(harness: Harness) -> Harness {
    harness.keys("<enter>").after(SECOND + SECOND / 2).keys("<enter>")
}

/// Nothing is asked for but that the runner is read, to see whether it reports what was asked of it.
#[track_caller]
fn assert_only_watches(effects: &[Effect]) {
    let watching = Effect::Account(
        trackside::domain::AccountId::FIRST,
        trackside::account::Request::ReadDetails(id(), trackside::api::Priority::Watching),
    );
    assert!(effects.iter().all(|effect| *effect == watching), "{effects:?}");
}
