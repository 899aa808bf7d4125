//! Trying a connection from this machine: names resolved, every address tried, one verdict.
//!
//! Generic over [`Network`], so that the rules are tested under paused time. Addresses are tried in the manner of Happy
//! Eyeballs (RFC 8305): the families take turns, and the next address does not wait for the one before to fail.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout, timeout_at};

use crate::domain::{ConnectivityReport, Endpoint, Label, Origin, Port, Verdict};

/// For resolving the name and all its addresses together.
pub const TIMEOUT: Duration = Duration::from_secs(10);
/// How long an address has for itself before the next one is tried beside it (RFC 8305, section 8).
pub const STAGGER: Duration = Duration::from_millis(250);

/// What it takes to try a connection.
pub trait Network: Send + Sync + 'static {
    /// All addresses of a name, the preferred one first.
    fn resolve(&self, host: &str, port: u16) -> impl Future<Output = io::Result<Vec<SocketAddr>>> + Send;

    /// Connects to an address, and lets the connection go again.
    fn connect(&self, address: SocketAddr) -> impl Future<Output = io::Result<()>> + Send;
}

/// The network as the system has it: its resolver, its routes.
#[derive(Clone, Copy, Debug)]
pub struct ThisMachine;

impl Network for ThisMachine {
    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        // On a thread of its own: the system's resolver blocks.
        lookup_host((host, port)).await.map(Iterator::collect)
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<()> {
        TcpStream::connect(address).await.map(drop)
    }
}

/// Tries to connect to `endpoint` and `port` from this machine. Takes at most [`TIMEOUT`]; dropping the future gives the
/// test up.
///
/// One connection is a success, whatever becomes of the other addresses. Where they fail differently, the most telling
/// failure counts: refused, then host unreachable, then no answer, then no network for the address, then all else.
pub async fn test(network: &impl Network, endpoint: Endpoint, port: Port) -> ConnectivityReport {
    let began = Instant::now();
    let deadline = began + TIMEOUT;
    let addresses = match endpoint.address() {
        Some(address) => Ok(vec![SocketAddr::new(address, port.number())]),
        None => resolved(network, (endpoint.host(), port.number()), deadline).await,
    };
    let verdict = match addresses {
        Err(verdict) => verdict,
        Ok(addresses) => connected(network, addresses, deadline).await.err().unwrap_or(Verdict::Success),
    };
    ConnectivityReport { from: Origin::ThisMachine, endpoint, port, verdict, took: began.elapsed(), raw: None }
}

/// What connecting to a host shows: how many addresses it has, and what becomes of a connection in each family of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reach {
    /// How many addresses the name has; 1 where it is an address itself.
    pub addresses: usize,
    /// After what time a connection was there over IPv4, or why none was. `None`: it has no such address.
    pub v4: Option<Result<Duration, Verdict>>,
    /// The same over IPv6.
    pub v6: Option<Result<Duration, Verdict>>,
}

impl Reach {
    /// Whether a connection was made at all.
    pub fn is_reached(&self) -> bool {
        [&self.v4, &self.v6].into_iter().any(|family| matches!(family, Some(Ok(_))))
    }
}

/// Tries both families of addresses of a host beside each other. Takes at most [`TIMEOUT`]; dropping the future gives it up.
///
/// # Errors
///
/// The name has no address, or no DNS answers.
pub async fn reach(network: &impl Network, host: &str, port: u16) -> Result<Reach, Verdict> {
    let deadline = Instant::now() + TIMEOUT;
    let addresses = match host.parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, port)],
        Err(_) => resolved(network, (host, port), deadline).await?,
    };
    let count = addresses.len();
    let (v6, v4): (Vec<_>, Vec<_>) = addresses.into_iter().partition(SocketAddr::is_ipv6);
    let (v4, v6) = tokio::join!(of_family(network, v4, deadline), of_family(network, v6, deadline));
    Ok(Reach { addresses: count, v4, v6 })
}

async fn of_family(
    network: &impl Network,
    addresses: Vec<SocketAddr>,
    deadline: Instant,
) -> Option<Result<Duration, Verdict>> {
    if addresses.is_empty() {
        return None;
    }
    let began = Instant::now();
    Some(connected(network, addresses, deadline).await.map(|()| began.elapsed()))
}

/// The addresses of a name, one at least.
async fn resolved(
    network: &impl Network,
    (host, port): (&str, u16),
    deadline: Instant,
) -> Result<Vec<SocketAddr>, Verdict> {
    match timeout_at(deadline, network.resolve(host, port)).await {
        Ok(Ok(addresses)) if addresses.is_empty() => Err(Verdict::NameNotFound),
        Ok(resolved) => resolved.map_err(|error| of_resolver(&error)),
        Err(_) => Err(no_dns()),
    }
}

/// Connects to one of the addresses. The most telling failure counts.
async fn connected(network: &impl Network, addresses: Vec<SocketAddr>, deadline: Instant) -> Result<(), Verdict> {
    let mut failure = None;
    match timeout_at(deadline, try_all(network, in_turns(addresses), &mut failure)).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Verdict::of_failure(failure.unwrap_or(ErrorKind::Other))),
        // What was still under way had no answer.
        Err(_) => Err(Verdict::of_failure(more_telling(failure, ErrorKind::TimedOut))),
    }
}

/// Whether one of the addresses takes a connection. The most telling failure so far is kept in `failure`, where it is
/// found also when the time is over.
async fn try_all(network: &impl Network, mut addresses: VecDeque<SocketAddr>, failure: &mut Option<ErrorKind>) -> bool {
    let mut attempts = FuturesUnordered::new();
    loop {
        if let Some(address) = addresses.pop_front() {
            attempts.push(network.connect(address));
        }
        let next = attempts.next();
        let ended = if addresses.is_empty() {
            next.await
        } else {
            match timeout(STAGGER, next).await {
                Ok(ended) => ended,
                Err(_) => continue,
            }
        };
        match ended {
            Some(Ok(())) => return true,
            Some(Err(error)) => *failure = Some(more_telling(*failure, error.kind())),
            None => return false,
        }
    }
}

/// The addresses, each once, with the families taking turns and the first one's family beginning.
fn in_turns(addresses: Vec<SocketAddr>) -> VecDeque<SocketAddr> {
    let is_first_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (mut first, mut second): (VecDeque<_>, VecDeque<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == is_first_v6);
    let mut turns = VecDeque::new();
    while !(first.is_empty() && second.is_empty()) {
        for family in [&mut first, &mut second] {
            if let Some(address) = family.pop_front()
                && !turns.contains(&address)
            {
                turns.push_back(address);
            }
        }
    }
    turns
}

fn more_telling(before: Option<ErrorKind>, now: ErrorKind) -> ErrorKind {
    before.filter(|before| telling(*before) >= telling(now)).unwrap_or(now)
}

/// How much a failure says of the endpoint. A refusal comes from the host itself. That it cannot be reached was found
/// out on the way there. Silence is what a firewall makes of it. That there is no network for it mostly says that this
/// machine lacks one of the two families, and everything else is about this machine too.
fn telling(failure: ErrorKind) -> u8 {
    match failure {
        ErrorKind::ConnectionRefused => 4,
        ErrorKind::HostUnreachable => 3,
        ErrorKind::TimedOut => 2,
        ErrorKind::NetworkUnreachable => 1,
        _ => 0,
    }
}

/// What a failure to resolve a name means. Rust gives it no kind, so the system's words must do: only those for a DNS that
/// did not answer say nothing of the name (glibc, musl, macOS).
fn of_resolver(error: &io::Error) -> Verdict {
    let message = error.to_string().to_lowercase();
    let is_silence = ["temporary failure", "try again"].iter().any(|said| message.contains(said));
    if is_silence { no_dns() } else { Verdict::NameNotFound }
}

fn no_dns() -> Verdict {
    Verdict::Other(Label::from("no answer from DNS"))
}
