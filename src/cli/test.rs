//! `trackside test`: whether a host and port can be reached, from this machine or from runners.

use std::fmt::Write;
use std::time::Duration;

use super::frame::{self, FAILURE, SUCCESS, code_of};
use super::reason::reason;
use super::session::{Session, Stopped};
use super::show::chosen;
use super::stdout;
use crate::account::connectivity::{Done, Target, Tester};
use crate::account::turns::{Outcome, Stage};
use crate::domain::{AccountId, ConnectivityReport, Origin, Redactor, RunnerKey};
use crate::options::TestOptions;
use crate::runtime::WatchSetup;
use crate::runtime::connectivity::{self, ThisMachine};
use crate::terminal::signals;
use crate::text::words::capitalised;

/// Tests from this machine, for which no account is needed: no secret is read, for which a command may ask a passphrase. Answers with the exit code.
pub fn run_here(options: &TestOptions, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |mut frame| {
        let report = tokio::select! {
            biased;
            number = frame.end_signal() => return code_of(number),
            report = connectivity::test(&ThisMachine, options.endpoint.clone(), options.port) => report,
        };
        let text = format!("this machine: {}\n", of_report(&report, report.took));
        let code = if report.verdict.is_success() { SUCCESS } else { FAILURE };
        stdout::print(&mut frame, text).await.map_or_else(|Stopped(code)| code, |_| code)
    })
}

/// Tests from runners. Answers with the exit code.
pub fn run(options: &TestOptions, setup: WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |frame| {
        let mut session = Session::start(setup, frame);
        test(&mut session, options).await.unwrap_or_else(|Stopped(code)| code)
    })
}

async fn test(session: &mut Session, options: &TestOptions) -> Result<u8, Stopped> {
    let mut by_account: Vec<(AccountId, Vec<Tester>)> = Vec::new();
    session.read_lists().await?;
    for text in &options.from {
        let RunnerKey { account, id } = chosen(session, text)?;
        let name = session.accounts.named(&RunnerKey { account, id: id.clone() });
        let tester = Tester { from: Origin::Runner(id), name };
        match by_account.iter_mut().find(|(known, _)| *known == account) {
            Some((_, testers)) if testers.contains(&tester) => {}
            Some((_, testers)) => testers.push(tester),
            None => by_account.push((account, vec![tester])),
        }
    }
    let mut code = SUCCESS;
    for (id, testers) in by_account {
        let target = Target { endpoint: options.endpoint.clone(), port: options.port };
        session.ask(id, |account| account.start_tests(target, testers));
        while session.accounts.get(id).is_some_and(|account| account.tests().is_under_way()) {
            session.step().await?;
        }
        let (text, are_all_reached) = results(session, id);
        if !are_all_reached {
            code = FAILURE;
        }
        stdout::print(&mut session.frame, text).await?;
    }
    Ok(code)
}

/// A line for each tester, and whether each reached it.
fn results(session: &Session, id: AccountId) -> (String, bool) {
    let Some(round) = session.accounts.get(id).and_then(|account| account.tests().round()) else {
        return (String::new(), false);
    };
    let mut text = String::new();
    let mut are_all_reached = true;
    for part in round.parts() {
        let (line, is_reached) = match part.stage() {
            Stage::Ended(Outcome::Done(done)) => of_one(done),
            Stage::Ended(Outcome::LeftOut(why)) => (format!("Not tested. {}", capitalised(&why.reason())), false),
            _ => ("Not tested".to_owned(), false),
        };
        are_all_reached &= is_reached;
        let _ = writeln!(text, "{}: {line}", named(session, id, &part.work));
    }
    (text, are_all_reached)
}

/// Who tested, as a line names it: a runner with its account where there are several.
fn named(session: &Session, id: AccountId, tester: &Tester) -> String {
    match tester.from {
        Origin::Runner(_) if session.accounts.are_several() => {
            format!("{} in {}", tester.name, session.accounts.label(id))
        }
        _ => tester.name.to_string(),
    }
}

fn of_one(done: &Done) -> (String, bool) {
    match &done.result {
        Ok(report) => (of_report(report, done.took), report.verdict.is_success()),
        Err(error) => (format!("Not tested: {}", reason(error)), false),
    }
}

fn of_report(report: &ConnectivityReport, took: Duration) -> String {
    format!("{} after {} ms", report.verdict.label(), took.as_millis())
}
