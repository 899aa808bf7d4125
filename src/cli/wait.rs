//! `trackside wait`: until a runner is as it was to be, read as politely as the dashboard does.

use tokio::time::Instant;

use super::frame::{self, SUCCESS};
use super::outcome::NOT_BACK;
use super::session::{Session, Stopped};
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
    let until = options.timeout.map(|timeout| Instant::now() + timeout);
    session.read_lists().await?;
    let key = match chosen(session, &options.runner) {
        Err(Stopped(NO_RUNNER)) if options.goal == WaitGoal::Gone => return Ok(SUCCESS),
        key => key?,
    };
    session.look_up_missing = true;
    loop {
        if is_there(session, &key, &options.goal) {
            return Ok(SUCCESS);
        }
        let Some(until) = until else {
            session.step().await?;
            continue;
        };
        let Ok(step) = tokio::time::timeout_at(until, session.step()).await else {
            let row = session.accounts.at(&key);
            let status = row.and_then(|row| row.runner.status.as_ref()).map_or("not reported", Status::label);
            session.frame.report.say(&format!("Not in time. The status is {status}."));
            return Ok(NOT_BACK);
        };
        step?;
    }
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
