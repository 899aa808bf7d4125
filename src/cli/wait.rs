//! `trackside wait`: until a runner is as it was to be, read as politely as the dashboard does.

use super::frame::{self, SUCCESS};
use super::outcome::NOT_BACK;
use super::runners::{self, Found};
use super::session::{Session, Stopped, in_time};
use super::show::{NO_RUNNER, chosen};
use crate::account::Happened;
use crate::api::Priority;
use crate::domain::{Fact, Facts, Redactor, Runner, RunnerKey, Status};
use crate::options::{WaitGoal, WaitOptions};
use crate::runtime::WatchSetup;
use crate::terminal::signals;

/// Waits. Answers with the exit code.
pub fn run(options: &WaitOptions, setup: WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |frame| {
        let mut session = Session::start(setup, frame);
        wait(&mut session, options).await.unwrap_or_else(|Stopped(code)| code)
    })
}

async fn wait(session: &mut Session, options: &WaitOptions) -> Result<u8, Stopped> {
    // Also while a request gets no answer.
    if let Some(ended) = in_time(options.timeout, until_there(session, options)).await {
        return ended;
    }
    let line = match runners::find(session, &options.runner) {
        _ if !session.are_read() => "Not in time. The list was not read.".to_owned(),
        Found::One(key) => {
            let row = session.accounts.at(&key);
            let status = row.and_then(|row| row.runner.status.as_ref()).map_or("not reported", Status::label);
            format!("Not in time. The status is {status}.")
        }
        Found::None | Found::Several(_) => "Not in time. The status is not reported.".to_owned(),
    };
    session.frame.report.say(&line);
    Ok(NOT_BACK)
}

async fn until_there(session: &mut Session, options: &WaitOptions) -> Result<u8, Stopped> {
    session.read_lists().await?;
    let key = match chosen(session, &options.runner) {
        Err(Stopped(NO_RUNNER)) if options.goal == WaitGoal::Gone => return Ok(SUCCESS),
        key => key?,
    };
    session.look_up_missing = true;
    let facts = facts(&options.goal);
    read_what_the_list_lacks(session, &key, facts);
    while !is_there(session, &key, &options.goal) {
        let (id, happened) = session.step().await?;
        let is_list_read = happened.iter().any(|happened| matches!(happened, Happened::ListRead { .. }));
        if id == key.account && is_list_read {
            read_what_the_list_lacks(session, &key, facts);
        }
    }
    Ok(SUCCESS)
}

/// What of a runner tells whether it is there, and a list may lack.
fn facts(goal: &WaitGoal) -> Facts {
    match goal {
        WaitGoal::Status(Status::Running) => Facts::of(&[Fact::Status, Fact::Connected]),
        WaitGoal::Status(_) => Facts::of(&[Fact::Status]),
        WaitGoal::Version(_) => Facts::of(&[Fact::Version]),
        WaitGoal::Gone => Facts::default(),
    }
}

/// Reads the runner by its id, where its entry in the list lacks what is waited for: with each list, as the entry stays the same
/// whatever becomes of that.
fn read_what_the_list_lacks(session: &mut Session, key: &RunnerKey, facts: Facts) {
    if session.accounts.at(key).is_some_and(|row| row.listed_lacks(facts)) {
        session.ask(key.account, |account| account.read_runner(&key.id, Priority::Watching));
    }
}

/// Whether the newest reading says so. While the list cannot be read nothing is known.
fn is_there(session: &Session, key: &RunnerKey, goal: &WaitGoal) -> bool {
    match session.accounts.at(key) {
        None => *goal == WaitGoal::Gone,
        // Its details may say otherwise: the entry has changed since they were read.
        Some(row) if row.is_missing() || row.lacks_since_change(facts(goal)) => false,
        Some(row) => reports(&row.runner, goal),
    }
}

fn reports(runner: &Runner, goal: &WaitGoal) -> bool {
    match goal {
        WaitGoal::Status(Status::Running) => runner.status == Some(Status::Running) && runner.connected != Some(false),
        WaitGoal::Status(status) => runner.status.as_ref() == Some(status),
        WaitGoal::Version(version) => runner.release.version.as_ref().is_some_and(|is| is.compare(version).is_eq()),
        WaitGoal::Gone => false,
    }
}
