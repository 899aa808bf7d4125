//! Connections tried from this machine: every address of the name, both families, the first that succeeds.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::Instant;

use crate::domain::{ConnectivityReport, Endpoint, Origin, Port, Verdict};

/// For the whole of a test, the look-up of the name included.
pub const LIMIT: Duration = Duration::from_secs(10);
/// Each further address is tried this long after the one before it, as RFC 8305 recommends.
const STAGGER: Duration = Duration::from_millis(250);

/// Tries a TCP connection from this machine, and closes it at once.
pub async fn from_this_machine(endpoint: Endpoint, port: Port) -> ConnectivityReport {
    let began = Instant::now();
    let work = async {
        match addresses(&endpoint, port).await {
            Some(addresses) => {
                connect_any(addresses, |address| async move { TcpStream::connect(address).await.map(drop) }).await
            }
            None => Verdict::NameNotFound,
        }
    };
    let verdict = tokio::time::timeout(LIMIT, work).await.unwrap_or(Verdict::Timeout);
    ConnectivityReport { from: Origin::ThisMachine, endpoint, port, verdict, took: began.elapsed(), raw: None }
}

/// All addresses of an endpoint; `None` where its name has none.
async fn addresses(endpoint: &Endpoint, port: Port) -> Option<Vec<SocketAddr>> {
    if let Some(address) = endpoint.address() {
        return Some(vec![SocketAddr::new(address, port.number())]);
    }
    let found: Vec<SocketAddr> = lookup_host((endpoint.host(), port.number())).await.ok()?.collect();
    (!found.is_empty()).then_some(found)
}

/// The families in turn, IPv6 first, each in its own order.
fn interleaved(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let (six, four): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| matches!(address.ip(), IpAddr::V6(_)));
    let longer = six.len().max(four.len());
    (0..longer).flat_map(|at| [six.get(at).copied(), four.get(at).copied()]).flatten().collect()
}

/// Tries one address after the other, each a little after the one before, without giving those up; the first success
/// counts, and where there is none, the failure that tells most.
pub async fn connect_any<F>(addresses: Vec<SocketAddr>, connect: impl Fn(SocketAddr) -> F) -> Verdict
where
    F: Future<Output = io::Result<()>>,
{
    let mut attempts: FuturesUnordered<_> = interleaved(addresses)
        .into_iter()
        .zip(0u32..)
        .map(|(address, place)| {
            let attempt = connect(address);
            async move {
                tokio::time::sleep(STAGGER * place).await;
                attempt.await
            }
        })
        .collect();
    let mut worst: Option<Verdict> = None;
    while let Some(outcome) = attempts.next().await {
        match outcome {
            Ok(()) => return Verdict::Success,
            Err(error) => {
                let verdict = Verdict::of_failure(error.kind());
                worst = Some(worst.filter(|worst| telling(worst) <= telling(&verdict)).unwrap_or(verdict));
            }
        }
    }
    worst.unwrap_or(Verdict::NameNotFound)
}

/// Rank of a failure: a refusal proves that the host is there; that a family has no route proves nothing where the other
/// one was tried in vain.
fn telling(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Refused => 0,
        Verdict::Timeout => 1,
        Verdict::Unreachable => 2,
        _ => 3,
    }
}
