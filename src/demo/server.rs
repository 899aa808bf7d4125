//! Listening and HTTP: connections, request bodies, sending answers, and spoiling them where a fault says so.
//!
//! Owns the sockets and every wait. It knows no endpoint: `routes` turns a complete request into a complete
//! answer. An idle server has no timer and no task that wakes up.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::routes::{self, Call, Ending, Reply};
use super::state::State;
use super::{RecordedRequest, lock};

/// Largest request body. The largest documented one, an allow list, stays far below.
const BODY_LIMIT: usize = 64 * 1_024;
/// How much of a body is recorded.
const RECORD_LIMIT: usize = 4 * 1_024;

/// Accepts connections until the task is aborted, which closes them all.
pub(super) async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Either that connection is gone already, or file descriptors are short, which passes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        lock(&state).connections += 1;
        while connections.try_join_next().is_some() {}
        let state = Arc::clone(&state);
        connections.spawn(async move {
            let service = service_fn(move |request| answer(request, Arc::clone(&state)));
            // Errors are the client's, or were asked for as a fault.
            let _ = http1::Builder::new()
                .keep_alive(true)
                .header_read_timeout(None)
                .max_buf_size(BODY_LIMIT)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(request: Request<Incoming>, state: Arc<Mutex<State>>) -> Result<Response<ReplyBody>, Infallible> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) => Err(error.is::<LengthLimitError>()),
    };
    let path_and_query = head.uri.path_and_query().map_or("/", |whole| whole.as_str()).to_owned();
    let call = Call {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        content_type: text_of(&head.headers, &CONTENT_TYPE),
        bearer: bearer(&head.headers),
        body: body.as_ref().cloned().unwrap_or_default(),
    };
    let (reply, wait) = {
        let mut state = lock(&state);
        state.record(RecordedRequest {
            method: call.method.to_string(),
            path: path_and_query,
            body: recorded_body(&call),
        });
        state.catch_up();
        let reply = match body {
            Ok(_) => routes::answer(&mut state, &call),
            Err(is_too_large) => routes::unreadable(&call, is_too_large),
        };
        let wait = state.in_real_time(reply.delay) + state.latency;
        (reply, wait)
    };
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    Ok(into_response(reply))
}

/// Only bodies of API calls: token requests carry the client's secret, also those to a mistaken path.
fn recorded_body(call: &Call) -> String {
    if !call.path.starts_with("/v1/") {
        return String::new();
    }
    let kept = &call.body[..call.body.len().min(RECORD_LIMIT)];
    String::from_utf8_lossy(kept).into_owned()
}

fn text_of(headers: &HeaderMap, name: &hyper::header::HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = text_of(headers, &AUTHORIZATION);
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn into_response(reply: Reply) -> Response<ReplyBody> {
    let Reply { status, content_type, headers, mut body, ending, .. } = reply;
    let whole = body.len();
    if ending != Ending::Whole {
        body.truncate(whole / 2);
    }
    let breaks = ending == Ending::Reset;
    let mut response = Response::new(ReplyBody { rest: Some(Bytes::from(body)), breaks, has_flushed: false });
    *response.status_mut() = status;
    let into = response.headers_mut();
    if let Some(content_type) = content_type {
        into.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            into.insert(name, value);
        }
    }
    if breaks {
        // At least one byte is missing, also where the answer has no body.
        into.insert(CONTENT_LENGTH, HeaderValue::from(whole.max(1)));
    }
    response
}

/// The body of an answer; it may break off with an error after its data, which closes the connection.
struct ReplyBody {
    rest: Option<Bytes>,
    breaks: bool,
    has_flushed: bool,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(rest) = self.rest.take_if(|rest| !rest.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(rest))));
        }
        if !self.breaks {
            return Poll::Ready(None);
        }
        if !self.has_flushed {
            // One turn of the connection, in which the head and the first half go out.
            self.has_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.breaks = false;
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }

    fn is_end_stream(&self) -> bool {
        !self.breaks && self.rest.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        if self.breaks {
            return SizeHint::new(); // the header says what was promised
        }
        SizeHint::with_exact(self.rest.as_ref().map_or(0, |rest| rest.len() as u64))
    }
}
