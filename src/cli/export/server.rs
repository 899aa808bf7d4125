//! HTTP for whoever collects the metrics: a request for each connection, and no more of these at a time than are of use.
//!
//! An answer is written by a thread of its own and sent as it is written: 20,000 runners are 30 MB, of which a few KB are held. The
//! loop only takes the snapshot, so that no signal and no reading waits for whoever reads slowly.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use http_body_util::{Either, Full, StreamBody};
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::header::{ACCEPT, ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};

use crate::cli::metrics::{Format, Snapshot};

/// Connections at a time. One more, and the oldest has to go: whoever holds many open without a use for them keeps nobody out.
pub(super) const MOST_CONNECTIONS: usize = 32;
/// How long a request may take to come.
const REQUEST: Duration = Duration::from_secs(5);
/// How long a connection may last: those who collect give up much sooner.
const CONNECTION: Duration = Duration::from_secs(60);
/// The longest head of a request.
const MOST_HEAD_BYTES: usize = 16 * 1_024;
/// How much of an answer is sent at a time.
const CHUNK_BYTES: usize = 64 * 1_024;
/// How many of these wait for a slow reader.
const CHUNKS_AHEAD: usize = 2;

/// Somebody wants the metrics.
pub(super) type Asked = oneshot::Sender<Snapshot>;

/// Serves whoever connects. Snapshots are asked for by `asks`. Dropping it closes every connection.
pub(super) async fn serve(listener: TcpListener, asks: mpsc::Sender<Asked>) -> Infallible {
    let mut connections = JoinSet::new();
    let mut open: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Either that connection is gone already, or file descriptors are short, which passes.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        open.retain(|connection| !connection.is_finished());
        if open.len() >= MOST_CONNECTIONS
            && let Some(oldest) = open.pop_front()
        {
            oldest.abort();
        }
        open.push_back(connections.spawn(timeout(CONNECTION, connection(stream, asks.clone()))));
    }
}

async fn connection(stream: TcpStream, asks: mpsc::Sender<Asked>) {
    let service = service_fn(move |request| answer(request, asks.clone()));
    // What goes wrong is the client's.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .keep_alive(false)
        .header_read_timeout(REQUEST)
        .max_buf_size(MOST_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(
    request: Request<Incoming>,
    asks: mpsc::Sender<Asked>,
) -> Result<Response<impl Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>>>, Infallible> {
    let path = request.uri().path();
    let response = match (path, request.method()) {
        ("/metrics", &Method::GET) => {
            let format = format_for(&request);
            let (ask, snapshot) = oneshot::channel();
            let _ = asks.send(ask).await;
            match snapshot.await {
                Ok(snapshot) => return Ok(metrics(snapshot, format)),
                // The program ends.
                Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "ending\n"),
            }
        }
        ("/healthz", &Method::GET) => plain(StatusCode::OK, "ok\n"),
        ("/metrics" | "/healthz", _) => {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "GET only\n");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
            response
        }
        _ => plain(StatusCode::NOT_FOUND, "see /metrics\n"),
    };
    Ok(response.map(Either::Left))
}

/// The newer format for whoever asks for it, as Prometheus does; for all others the one that everybody reads.
fn format_for(request: &Request<Incoming>) -> Format {
    let accepted = request.headers().get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let is_taken = |value: &str| value.contains("application/openmetrics-text");
    if accepted.into_iter().any(is_taken) { Format::OpenMetrics } else { Format::Plain }
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

fn metrics<L>(snapshot: Snapshot, format: Format) -> Response<Either<L, impl Body<Data = Bytes, Error = Infallible>>> {
    let (to, mut chunks) = mpsc::channel(CHUNKS_AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut sink = Sink { chunk: String::new(), to };
        // A reader that is gone takes no more.
        let _ = snapshot.write(format, &mut sink).and_then(|()| sink.flush());
    });
    let chunks = stream::poll_fn(move |context| chunks.poll_recv(context));
    let body = StreamBody::new(chunks.map(|chunk| Ok(Frame::data(chunk))));
    let mut response = Response::new(Either::Right(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    response
}

/// Hands on what is written, and waits while the reader has enough to do.
struct Sink {
    chunk: String,
    to: mpsc::Sender<Bytes>,
}

impl Sink {
    fn flush(&mut self) -> fmt::Result {
        let chunk = Bytes::from(std::mem::take(&mut self.chunk));
        self.to.blocking_send(chunk).map_err(|_| fmt::Error)
    }
}

impl fmt::Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.chunk.push_str(text);
        if self.chunk.len() < CHUNK_BYTES { Ok(()) } else { self.flush() }
    }
}
