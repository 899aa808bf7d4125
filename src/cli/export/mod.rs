//! `trackside export`: reads accounts as `record` does, and serves what it knows as metrics, until a signal.
//!
//! ```text
//! mod.rs      the loop: news to the accounts, lines to standard error, snapshots to whoever asks
//! server.rs   HTTP: connections, paths, and answers that are written while they are sent
//! ```
//!
//! It keeps nothing, and has no way to change anything. It works on whatever goes wrong with the accounts, unless none is left:
//! each could not be opened, or its credentials are refused for good.

mod server;

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::frame::{self, FAILURE, Frame, Refusal, SUCCESS, code_of, is_ordinary};
use super::metrics::Snapshot;
use super::record::watch::Watch;
use crate::account::News;
use crate::domain::{AccountId, Redactor};
use crate::options::ExportOptions;
use crate::runtime::clock::Clock;
use crate::runtime::journal::JournalWriter;
use crate::runtime::links::Links;
use crate::runtime::{WatchSetup, log};
use crate::terminal::signals::{self, Ignored};
use server::Asked;

/// What was made sure of before anything else.
#[derive(Debug)]
pub struct Claim {
    listener: TcpListener,
    /// Asked first: whatever listens for a signal ends that it is ignored.
    ignored: Ignored,
}

/// Begins to listen, before anything else is done or asked: an address that another program has is known at once.
///
/// # Errors
///
/// Why nobody can be served there.
pub fn claim(options: &ExportOptions) -> Result<Claim, Refusal> {
    let ignored = signals::ignored();
    let address = options.listen;
    let listener = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    match listener {
        Ok(listener) => Ok(Claim { listener, ignored }),
        Err(error) => {
            let line = format!("export: cannot listen on {address} ({})", cause(&error));
            Err(Refusal { code: FAILURE, line })
        }
    }
}

fn cause(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => "another program listens there".to_owned(),
        ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
        ErrorKind::PermissionDenied => "not permitted; choose a port above 1023".to_owned(),
        _ => error.to_string(),
    }
}

/// Serves until the end. Answers with the exit code.
pub fn run(setup: WatchSetup, claim: Claim, redactor: Redactor) -> u8 {
    frame::run(claim.ignored, redactor, async |frame| {
        let listening = claim.listener.local_addr().and_then(|address| {
            let listener = tokio::net::TcpListener::from_std(claim.listener)?;
            Ok((listener, address))
        });
        match listening {
            Ok((listener, address)) => {
                let (asks, asked) = mpsc::channel(server::MOST_CONNECTIONS);
                let exporter = Exporter::start(setup, frame, asked, address);
                tokio::select! {
                    code = exporter.run() => code,
                    never = server::serve(listener, asks) => match never {},
                }
            }
            Err(error) => {
                frame.report.say(&format!("Nobody can be served: {error}."));
                FAILURE
            }
        }
    })
}

struct Exporter {
    frame: Frame,
    clock: Clock,
    /// By the ids of the accounts.
    watches: Vec<Watch>,
    links: Links,
    asked: mpsc::Receiver<Asked>,
    log_troubles: Option<log::Troubles>,
}

/// Whatever wakes the loop.
enum Wake {
    Signal(i32),
    News(AccountId, News),
    Asked(Asked),
    LogTrouble(String),
}

impl Exporter {
    fn start(setup: WatchSetup, frame: Frame, asked: mpsc::Receiver<Asked>, address: SocketAddr) -> Self {
        let WatchSetup { accounts, opened, warnings, log_troubles, .. } = setup;
        for warning in &warnings {
            frame.report.say(warning);
        }
        frame.report.say(&format!("Metrics are served at http://{address}/metrics"));
        if !is_loopback(address.ip()) {
            let line = format!("Whoever reaches {address} from another machine can read the names of the runners.");
            frame.report.say(&line);
        }
        let clock = Clock::start();
        let ids = (0..=u8::MAX).map(AccountId);
        let profiles = ids.zip(accounts.iter().map(|account| Arc::clone(&account.profile)));
        let watches = profiles.map(|(id, profile)| Watch::new(id, profile, clock.now())).collect();
        let setups = accounts.into_iter().map(|account| account.link).collect();
        // Nothing is sent that would be written down.
        let links = Links::new(setups, opened, JournalWriter::default(), frame.runtime.clone());
        Self { frame, clock, watches, links, asked, log_troubles }
    }

    async fn run(mut self) -> u8 {
        loop {
            match self.next().await {
                Wake::Signal(number) if is_ordinary(number) => return SUCCESS,
                Wake::Signal(number) => return code_of(number),
                Wake::News(id, news) => self.take(id, news),
                Wake::Asked(asked) => {
                    // Whoever asked may be gone.
                    let _ = asked.send(Snapshot::of(self.watches.iter().map(Watch::account)));
                }
                Wake::LogTrouble(sentence) => self.frame.report.say(&sentence),
            }
            if !self.links.is_any_open() {
                return FAILURE;
            }
        }
    }

    /// Waits for whatever comes next. Safe to drop while it waits.
    async fn next(&mut self) -> Wake {
        let trouble = async {
            match &mut self.log_troubles {
                Some(troubles) => troubles.recv().await,
                None => None,
            }
        };
        tokio::select! {
            biased;
            number = self.frame.end_signal() => Wake::Signal(number),
            Some(asked) = self.asked.recv() => Wake::Asked(asked),
            (id, news) = self.links.next() => Wake::News(id, news),
            Some(sentence) = trouble => Wake::LogTrouble(sentence),
        }
    }

    fn take(&mut self, id: AccountId, news: News) {
        let several = self.watches.len() > 1;
        // Each account that is open has one.
        let Some(watch) = self.watches.get_mut(usize::from(id.0)) else { return };
        // What it observed is for a history, which is not kept here.
        let step = watch.take(news, self.clock.now());
        for request in step.requests {
            self.links.perform(id, request);
        }
        for line in step.lines {
            self.frame.report.say(&if several { format!("{}: {line}", watch.label()) } else { line });
        }
        if step.is_over {
            self.links.close(id);
        }
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
