//! Connections tried from this machine: real sockets on loopback, and addresses that fail on purpose under paused time.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use tokio::net::TcpListener;
use trackside::domain::{Endpoint, Origin, Port, Verdict};
use trackside::runtime::connectivity::{connect_any, from_this_machine};

fn port(number: u16) -> Port {
    Port::new(number).unwrap()
}

#[tokio::test]
async fn a_port_that_accepts_is_a_success_in_both_families_and_by_name() {
    for (bound, endpoint) in [("127.0.0.1:0", "127.0.0.1"), ("[::1]:0", "::1"), ("127.0.0.1:0", "localhost")] {
        let Ok(listener) = TcpListener::bind(bound).await else { continue };
        let number = listener.local_addr().unwrap().port();
        let report = from_this_machine(Endpoint::parse(endpoint).unwrap(), port(number)).await;
        assert_eq!(report.verdict, Verdict::Success, "{endpoint}");
        assert_eq!((report.from, report.port), (Origin::ThisMachine, port(number)));
        listener.accept().await.unwrap();
    }
}

#[tokio::test]
async fn a_port_where_nothing_listens_is_refused() {
    let number = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let report = from_this_machine(Endpoint::parse("127.0.0.1").unwrap(), port(number)).await;
    assert_eq!(report.verdict, Verdict::Refused);
}

fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

const SIX: &str = "[2001:db8::1]:443";
const FOUR: &str = "192.0.2.1:443";

type Attempt = Pin<Box<dyn Future<Output = io::Result<()>>>>;

/// What an attempt to reach each family comes to; `None` never ends.
async fn tried(six: Option<io::Result<()>>, four: Option<io::Result<()>>) -> Verdict {
    let outcome = std::cell::RefCell::new((six, four));
    connect_any(addresses(&[FOUR, SIX]), |address| -> Attempt {
        let mut outcome = outcome.borrow_mut();
        let result = if address.is_ipv6() { outcome.0.take() } else { outcome.1.take() };
        Box::pin(async move {
            match result {
                Some(result) => result,
                None => std::future::pending().await,
            }
        })
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn the_first_success_of_either_family_counts_and_of_failures_the_one_that_tells_most() {
    use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable, TimedOut};
    let failed = |kind: io::ErrorKind| Some(Err(io::Error::from(kind)));
    let success = || Some(Ok(()));
    for (six, four, expected) in [
        (success(), None, Verdict::Success),
        (None, success(), Verdict::Success),
        (failed(NetworkUnreachable), success(), Verdict::Success),
        (failed(NetworkUnreachable), failed(ConnectionRefused), Verdict::Refused),
        (failed(ConnectionRefused), failed(TimedOut), Verdict::Refused),
        (failed(NetworkUnreachable), failed(TimedOut), Verdict::Timeout),
        (failed(HostUnreachable), failed(NetworkUnreachable), Verdict::Unreachable),
    ] {
        assert_eq!(tried(six, four).await, expected);
    }
}

#[tokio::test]
async fn a_name_without_an_address_is_not_found() {
    assert_eq!(connect_any(vec![], |_| async { Ok(()) }).await, Verdict::NameNotFound);
}

#[tokio::test(start_paused = true)]
async fn each_further_address_is_tried_a_little_later_without_giving_up_the_one_before() {
    let began = tokio::time::Instant::now();
    let tries = std::cell::RefCell::new(Vec::new());
    let tries = &tries;
    let verdict = connect_any(addresses(&[FOUR, "192.0.2.2:443", SIX]), |address| async move {
        tries.borrow_mut().push((address, began.elapsed()));
        tokio::time::sleep(Duration::from_secs(2)).await;
        if address.is_ipv6() { Ok(()) } else { Err(io::ErrorKind::TimedOut.into()) }
    })
    .await;
    assert_eq!((verdict, began.elapsed()), (Verdict::Success, Duration::from_secs(2)));
    let milliseconds: Vec<_> = tries.borrow().iter().map(|(address, at)| (address.is_ipv6(), at.as_millis())).collect();
    assert_eq!(milliseconds, [(true, 0), (false, 250), (false, 500)]);
}
