//! `trackside doctor`: looks for what keeps trackside from working, a line each, with the cause. Nothing is changed, and what is
//! written can be shown to others: no secret, no person, no runner.
//!
//! ```text
//! finding.rs     what was found, as lines
//! account.rs     an account: what is said of it, and how far it can be reached
//! way.rs         the way to it: proxy, names, addresses
//! access.rs      what it lets the credential do, and why not
//! screen.rs      the terminal, its colours, the ways to the clipboard
//! trial.rs       the clipboard tried with a word that the operator pastes
//! remembered.rs  what worked before, and is kept
//! ```

mod access;
mod account;
mod finding;
mod remembered;
mod screen;
mod trial;
mod way;

use futures_util::future::join_all;

use super::frame::{self, FAILURE, Frame, SUCCESS};
use super::session::Stopped;
use super::stdout::{self, Stdout};
use crate::domain::Redactor;
use crate::options::{ColorChoice, DoctorOptions, Options};
use crate::runtime::WatchSetup;
use crate::runtime::connectivity::ThisMachine;
use crate::terminal::host_environment::HostEnvironment;
use crate::terminal::signals;
use account::Patient;
use finding::{Finding, State, lines};

/// Looks for what is wrong with the accounts of `setup`, which `options` describe. Answers with the exit code.
pub fn run(doctor: &DoctorOptions, options: &Options, setup: &WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |mut frame| {
        examine(&mut frame, doctor, options, setup).await.unwrap_or_else(|Stopped(code)| code)
    })
}

async fn examine(
    frame: &mut Frame,
    doctor: &DoctorOptions,
    options: &Options,
    setup: &WatchSetup,
) -> Result<u8, Stopped> {
    for warning in &setup.warnings {
        frame.report.say(warning);
    }
    let mut is_well = show(frame, &account::configuration(options)).await?;
    let patients = options.accounts.iter().zip(&setup.accounts).map(|(options, setup)| Patient { options, setup });
    // Beside each other: one that does not answer keeps none of the others.
    let found = join_all(patients.map(|patient| patient.examined(&ThisMachine)));
    let found = tokio::select! {
        biased;
        number = frame.end_signal() => return Err(Stopped::by(number)),
        found = found => found,
    };
    for findings in found {
        is_well &= show(frame, &findings).await?;
    }
    let session = HostEnvironment::read(|name| std::env::var_os(name), std::env::consts::OS);
    let terminal = screen::Terminal::look(session);
    let known = remembered::known(frame, &setup.history).await?;
    is_well &= show(frame, &screen::findings(&doctor.screen, &terminal, &known)).await?;
    if let Some(wish) = doctor.tries {
        let found = trial::tried(frame, wish, &terminal, (&setup.history, setup.opened)).await?;
        is_well &= show(frame, &[found]).await?;
    }
    Ok(if is_well { SUCCESS } else { FAILURE })
}

/// Writes what was found. Answers whether nothing of it is wrong.
async fn show(frame: &mut Frame, findings: &[Finding]) -> Result<bool, Stopped> {
    let text = lines(findings, Stdout::look(ColorChoice::Auto));
    stdout::print(frame, text).await?;
    Ok(findings.iter().all(|finding| finding.state != State::Failed))
}
