//! `trackside export`: reads accounts as `record` does, and serves what it knows as metrics, until a signal.
//!
//! ```text
//! mod.rs      the loop: news to the accounts, snapshots to whoever asks
//! server.rs   HTTP: connections, paths, and answers that are written while they are sent
//! ```
//!
//! It keeps nothing, and has no way to change anything. It works on whatever goes wrong with the accounts, unless none is left:
//! each could not be opened, or its credentials are refused for good.

mod server;

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpListener};

use tokio::sync::mpsc;

use super::feed::Wake;
use super::frame::{self, FAILURE, Frame, Refusal, SUCCESS, code_of, is_ordinary};
use super::metrics::{self, Snapshot};
use super::watches::Watches;
use crate::domain::Redactor;
use crate::options::ExportOptions;
use crate::runtime::WatchSetup;
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
    watches: Watches,
    asked: mpsc::Receiver<Asked>,
}

impl Exporter {
    fn start(setup: WatchSetup, frame: Frame, asked: mpsc::Receiver<Asked>, address: SocketAddr) -> Self {
        let watches = Watches::start(setup, frame, metrics::FACTS);
        let report = &watches.frame.report;
        report.say(&format!("Metrics are served at http://{address}/metrics"));
        if !is_loopback(address.ip()) {
            report.say(&format!("Whoever reaches {address} from another machine can read the names of the runners."));
        }
        Self { watches, asked }
    }

    async fn run(mut self) -> u8 {
        loop {
            let asked = async {
                match self.asked.recv().await {
                    Some(asked) => asked,
                    // Whoever serves lasts as long as this.
                    None => std::future::pending().await,
                }
            };
            match self.watches.next(asked).await {
                Wake::Signal(number) if is_ordinary(number) => return SUCCESS,
                Wake::Signal(number) => return code_of(number),
                // What was observed is for a history, which is not kept here.
                Wake::News(id, news) => drop(self.watches.take(id, news)),
                Wake::Own(asked) => {
                    // Whoever asked may be gone.
                    let _ = asked.send(Snapshot::of(self.watches.accounts()));
                }
            }
            if !self.watches.is_any_open() {
                return FAILURE;
            }
        }
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
