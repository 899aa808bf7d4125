//! `trackside doctor`: looks for what keeps trackside from working, a line each, with the cause. Nothing is changed, and what is
//! written can be shown to others: no secret, no person, no runner.
//!
//! ```text
//! finding.rs     what was found, as lines
//! account.rs     an account: what is said of it, and how far it can be reached
//! way.rs         the way to it: proxy, names, addresses, TLS
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

use std::pin::pin;

use futures_util::future::join_all;
use tokio::sync::mpsc;

use super::frame::{self, FAILURE, Frame, SUCCESS};
use super::session::Stopped;
use super::stdout::{self, Stdout};
use crate::domain::Redactor;
use crate::options::{ColorChoice, DoctorOptions, FaceReview, Options};
use crate::runtime::WatchSetup;
use crate::runtime::connectivity::ThisMachine;
use crate::terminal::host_environment::HostEnvironment;
use crate::terminal::signals;
use account::Patient;
use finding::{Finding, Sink, State, lines};

/// Looks for what is wrong with the accounts of `setup`, which `options` describe. Answers with the exit code.
pub fn run(doctor: &DoctorOptions, face: &FaceReview, options: &Options, setup: &WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor.clone(), async |frame| {
        let mut look = Look { frame, redactor, is_well: true };
        match look.examine((doctor, face), options, setup).await {
            Err(Stopped(code)) => code,
            Ok(()) if look.is_well => SUCCESS,
            Ok(()) => FAILURE,
        }
    })
}

/// What can be told where the options cannot be read, with why: what runs, and where. Answers with the exit code.
pub fn refused(refusal: &str) -> u8 {
    let redactor = Redactor::default();
    frame::run(signals::ignored(), redactor.clone(), async |frame| {
        let mut look = Look { frame, redactor, is_well: true };
        // Whatever follows the first line is a text of its own.
        let (first, more) = refusal.split_once('\n').unwrap_or((refusal, ""));
        let terminal = screen::Terminal::look(session());
        let findings = [account::program(), Finding::failed("Configuration", first), screen::of_terminal(&terminal)];
        let shown = look.show(&findings).await;
        if !more.is_empty() {
            look.frame.report.say(more.trim_start_matches('\n'));
        }
        shown.map_or_else(|Stopped(code)| code, |()| FAILURE)
    })
}

fn session() -> HostEnvironment {
    HostEnvironment::read(|name| std::env::var_os(name), std::env::consts::OS)
}

/// A look under way.
struct Look {
    frame: Frame,
    redactor: Redactor,
    /// Whether nothing was found that is wrong.
    is_well: bool,
}

impl Look {
    async fn examine(
        &mut self,
        (doctor, face): (&DoctorOptions, &FaceReview),
        options: &Options,
        setup: &WatchSetup,
    ) -> Result<(), Stopped> {
        for warning in &setup.warnings {
            self.frame.report.say(warning);
        }
        self.show(&[account::program(), account::configuration(options)]).await?;
        self.show(&account::refused(options)).await?;
        self.accounts(options, setup).await?;
        let terminal = screen::Terminal::look(session());
        self.show(&screen::findings(&doctor.screen, &face.themes, &terminal)).await?;
        self.show(&screen::keys(&doctor.screen, &face.keys)).await?;
        let found = if let Some(wish) = doctor.tries {
            trial::tried(&mut self.frame, wish, &terminal, (&setup.history, setup.opened)).await?
        } else {
            let known = remembered::known(&mut self.frame, &setup.history).await?;
            screen::clipboard(&doctor.screen, &terminal, &known)
        };
        self.show(&[found]).await
    }

    /// Looks at every account beside the others: one that does not answer keeps none of them. Each is shown once it is whole; a
    /// single one line by line.
    async fn accounts(&mut self, options: &Options, setup: &WatchSetup) -> Result<(), Stopped> {
        let (sender, mut found) = mpsc::unbounded_channel();
        let patients: Vec<_> = options.accounts.iter().zip(&setup.accounts).enumerate().collect();
        let mut waiting: Vec<Vec<Finding>> = vec![Vec::new(); patients.len()];
        let is_one = patients.len() == 1;
        let examined = patients.into_iter().map(|(place, (options, setup))| {
            Patient { options, setup }.examined(&ThisMachine, Sink::new(place, sender.clone()))
        });
        let mut examined = pin!(join_all(examined));
        drop(sender);
        let mut is_under_way = true;
        loop {
            let next = tokio::select! {
                biased;
                number = self.frame.end_signal() => {
                    // What was found so far may be all that there is to learn.
                    self.show(&waiting.concat()).await?;
                    return Err(Stopped::by(number));
                }
                next = found.recv() => next,
                _ = &mut examined, if is_under_way => {
                    is_under_way = false;
                    continue;
                }
            };
            let Some((place, finding)) = next else { return Ok(()) };
            let is_whole = finding.is_none();
            waiting[place].extend(finding);
            if is_whole || is_one {
                self.show(&std::mem::take(&mut waiting[place])).await?;
            }
        }
    }

    /// Writes what was found.
    async fn show(&mut self, findings: &[Finding]) -> Result<(), Stopped> {
        self.is_well &= findings.iter().all(|finding| finding.state != State::Failed);
        let text = lines(findings, Stdout::look(ColorChoice::Auto));
        let text = finding::without_home(&self.redactor.clean(&text));
        stdout::print(&mut self.frame, text).await.map(drop)
    }
}
