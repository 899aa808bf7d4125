//! The point of no return: when a request that changes something is asked whether it may leave, and what is known of it
//! before and after.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;
use trackside::api::Problem;
use trackside::domain::{Change, Label};

use super::*;

/// Says when it is asked, and lets nothing leave before it is told to.
struct Door {
    asked: Arc<Notify>,
    opened: Arc<Semaphore>,
}

impl Door {
    fn new() -> (Self, Departure) {
        let (asked, opened) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
        let door = Self { asked: Arc::clone(&asked), opened: Arc::clone(&opened) };
        let departure = Departure::asking(move || {
            asked.notify_one();
            let opened = Arc::clone(&opened);
            async move {
                opened.acquire().await.unwrap().forget();
                Ok(())
            }
        });
        (door, departure)
    }
}

fn removal(server: &Server, departure: &Departure) -> tokio::task::JoinHandle<Result<(), ApiError>> {
    let (operator, departure) = (operator(server), departure.clone());
    tokio::spawn(async move { operator.change(&id("r-1"), &Change::Remove, &departure).await })
}

#[tokio::test]
async fn it_is_asked_when_the_connection_is_there_and_nothing_was_sent_on_it() {
    let server = answering([Reply::status(202)]).await;
    let (door, departure) = Door::new();
    let removal = removal(&server, &departure);
    door.asked.notified().await;
    server.until(|seen| seen.connections == 2).await;
    assert_eq!((api_requests(&server).len(), departure.has_left()), (0, false));
    door.opened.add_permits(1);
    removal.await.unwrap().unwrap();
    assert_eq!((api_requests(&server).len(), departure.has_left()), (1, true));
}

#[tokio::test]
async fn what_is_dropped_before_it_leaves_never_arrives() {
    let server = answering([Reply::status(202)]).await;
    let (door, departure) = Door::new();
    let removal = removal(&server, &departure);
    door.asked.notified().await;
    removal.abort();
    assert!(removal.await.unwrap_err().is_cancelled());
    door.opened.add_permits(1);
    // What comes next arrives behind anything that was sent before.
    operator(&server).change(&id("r-2"), &Change::Remove, &Departure::at_once()).await.unwrap();
    let lines: Vec<_> = api_requests(&server).iter().map(Request::line).collect();
    assert_eq!(lines, ["DELETE /dpc/v1/agents/r-2"]);
    assert!(!departure.has_left());
}

#[tokio::test]
async fn what_may_not_leave_ends_with_the_reason_and_nothing_on_the_wire() {
    let server = answering([Reply::status(202)]).await;
    let reason = Cause::NotSent(Label::from("the runner was renamed"));
    let departure = Departure::asking({
        let reason = reason.clone();
        move || std::future::ready(Err(reason.clone()))
    });
    let error = error_of(operator(&server).change(&id("r-1"), &Change::Remove, &departure).await);
    assert_eq!((error.call, &error.cause, error.is_unanswered()), ("remove the runner", &reason, false));
    assert_eq!((api_requests(&server).len(), departure.has_left()), (0, false));
}

#[tokio::test]
async fn the_repetition_after_a_401_is_asked_about_too() {
    let server = answering([Reply::status(401), Reply::status(202)]).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let departure = Departure::asking({
        let asked = Arc::clone(&asked);
        move || {
            let is_first = asked.fetch_add(1, Ordering::Relaxed) == 0;
            let refusal = Cause::NotSent(Label::from("taken back"));
            std::future::ready(if is_first { Ok(()) } else { Err(refusal) })
        }
    });
    let error = error_of(operator(&server).change(&id("r-1"), &Change::Remove, &departure).await);
    assert_eq!(error.cause, Cause::NotSent(Label::from("taken back")));
    assert_eq!((api_requests(&server).len(), asked.load(Ordering::Relaxed)), (1, 2));
    assert!(!departure.has_left(), "a 401 carried nothing out");
}

#[tokio::test]
async fn a_401_is_told_as_soon_as_it_came_and_not_once_there_is_a_token() {
    let tokens = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.path() {
        TOKEN_PATH if tokens.fetch_add(1, Ordering::Relaxed) == 0 => grant(),
        TOKEN_PATH => Reply::silence(),
        _ => Reply::status(401),
    })
    .await;
    let back = Arc::new(Notify::new());
    let departure = Departure::telling(|| std::future::ready(Ok(())), {
        let back = Arc::clone(&back);
        move || back.notify_one()
    });
    let removal = removal(&server, &departure);
    back.notified().await;
    assert!(!departure.has_left() && departure.take_back());
    removal.abort();
}

#[tokio::test]
async fn what_was_wanted_back_while_it_was_away_does_not_leave_again_after_a_401() {
    let wanted = Arc::new(std::sync::Mutex::new(None::<Departure>));
    let server = signing_in({
        let wanted = Arc::clone(&wanted);
        move |_| {
            let departure = wanted.lock().unwrap().clone().unwrap();
            assert!(!departure.take_back() && departure.has_left(), "it had left");
            Reply::status(401)
        }
    })
    .await;
    let departure = Departure::telling(|| std::future::ready(Ok(())), || panic!("it waits no more"));
    *wanted.lock().unwrap() = Some(departure.clone());
    let error = error_of(operator(&server).change(&id("r-1"), &Change::Remove, &departure).await);
    assert_eq!((error.cause, api_requests(&server).len()), (Cause::TakenBack, 1));
    assert!(!departure.has_left());
}

#[tokio::test]
async fn a_departure_that_takes_too_long_is_known_not_to_have_left() {
    let server = answering([Reply::status(202)]).await;
    let (_door, departure) = Door::new();
    let error = error_of(hasty_operator(&server).change(&id("r-1"), &Change::Remove, &departure).await);
    assert!(!error.is_unanswered(), "{error:?}");
    assert_eq!(api_requests(&server).len(), 0);
}

#[tokio::test]
async fn a_request_that_left_and_was_not_answered_is_not_known_to_have_arrived() {
    let server = answering([Reply::silence()]).await;
    let departure = Departure::at_once();
    let error = error_of(hasty_operator(&server).change(&id("r-1"), &Change::Remove, &departure).await);
    assert!(error.is_unanswered() && departure.has_left(), "{error:?}");
    let (server, departure) = (answering([Reply::status(409)]).await, Departure::at_once());
    let error = error_of(operator(&server).change(&id("r-1"), &Change::Remove, &departure).await);
    assert!(matches!(error.cause, Cause::Refused(Problem { status: 409, .. })), "{error:?}");
}

/// An address of this machine at which nothing is accepted and nothing refused, as behind a firewall that drops packets,
/// for as long as what comes with it is kept.
pub(crate) async fn black_hole() -> (SocketAddr, impl Drop) {
    struct Held(#[expect(dead_code, reason = "kept for its sockets")] (tokio::net::TcpListener, Vec<TcpStream>));
    impl Drop for Held {
        fn drop(&mut self) {}
    }
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    // Until the queue of those that nobody accepts is full.
    let mut queued = Vec::new();
    while let Ok(stream) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        queued.push(stream.unwrap());
    }
    (address, Held((listener, queued)))
}

#[tokio::test]
async fn no_connection_is_told_after_the_time_for_all_tries_together() {
    const LIMIT: Duration = Duration::from_secs(2);
    let (address, _held) = black_hole().await;
    let server = answering([Reply::status(202)]).await;
    let api = BaseUrl::parse(&format!("http://{address}/dpc")).unwrap();
    let operator = Writer::new(Settings { connect_timeout: LIMIT, api, ..settings(&server) }).unwrap();
    let start = Instant::now();
    let error = operator.control_plane().runners(0).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot list runners: no connection within 2 s");
    // Three tries would take three times as long.
    assert!((LIMIT..LIMIT * 2).contains(&start.elapsed()), "{:?}", start.elapsed());

    let departure = Departure::at_once();
    let error = operator.change(&id("r-1"), &Change::Remove, &departure).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot remove the runner: no connection within 2 s");
    assert!(!departure.has_left() && !error.is_unanswered());
}
