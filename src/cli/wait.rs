//! `trackside wait`: until a runner is as it was to be, read as politely as the dashboard does.

use super::frame::{self, SUCCESS};
use super::outcome::NOT_BACK;
use super::runners::{self, Found};
use super::session::{Session, Stopped, in_time};
use super::show::{NO_RUNNER, chosen};
use crate::domain::{Redactor, Runner, RunnerKey, Status};
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
    while !is_there(session, &key, &options.goal) {
        session.step().await?;
    }
    Ok(SUCCESS)
}

/// Whether the newest reading says so. While the list cannot be read nothing is known.
fn is_there(session: &Session, key: &RunnerKey, goal: &WaitGoal) -> bool {
    match session.accounts.at(key) {
        None => *goal == WaitGoal::Gone,
        Some(row) if row.is_missing() => false,
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
