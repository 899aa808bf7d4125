//! A scriptable HTTP server on 127.0.0.1: keeps every request exactly as it came, and answers as a script says,
//! down to the byte at which an answer breaks off.
//!
//! It is written from HTTP/1.1 alone, on a bare socket, so that it can do what no HTTP library would: cut answers,
//! drip them, reset connections, send nonsense, say nothing. Each test starts its own; dropping it closes its port
//! and all its connections. A test waits for what the server has seen ([`Server::until`]), never for a while.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// One request, as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The number of its connection, from 0.
    pub(crate) connection: usize,
    pub(crate) method: String,
    /// Path and query, not decoded.
    pub(crate) target: String,
    /// In their order; names in lower case, as HTTP compares them.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The value of a parameter of the query, decoded.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// `GET /path?query`.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

/// One answer: what is sent, how much of it, how fast, and what follows.
#[derive(Clone)]
pub(crate) struct Reply {
    head: Vec<u8>,
    body: Vec<u8>,
    times: usize,
    part: usize,
    pace: Option<Duration>,
    end: End,
}

/// What becomes of the connection.
#[derive(Clone, Copy)]
enum End {
    KeepOpen,
    Close,
    /// Without the usual farewell: the client sees "connection reset".
    Reset,
    /// Nothing more comes, and the connection stays.
    Silence,
}

impl Reply {
    /// A status and a body, with its length and type.
    pub(crate) fn of_type(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let head = format!(
            "HTTP/1.1 {status} Scripted\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        Self { body, ..Self::raw(head) }
    }

    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::of_type(status, "application/json", body)
    }

    /// A status without a body.
    pub(crate) fn status(status: u16) -> Self {
        Self::raw(format!("HTTP/1.1 {status} Scripted\r\ncontent-length: 0\r\n\r\n"))
    }

    /// Exactly these bytes.
    pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { head: bytes.into(), body: Vec::new(), times: 1, part: usize::MAX, pace: None, end: End::KeepOpen }
    }

    /// `chunk` sent `times` times, in HTTP's chunked form and so without a length given before.
    pub(crate) fn chunked(status: u16, chunk: &[u8], times: usize) -> Self {
        let head = format!("HTTP/1.1 {status} Scripted\r\ntransfer-encoding: chunked\r\n\r\n");
        let body = [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat();
        Self { body, times, ..Self::raw(head) }
    }

    /// Nothing at all, while the connection stays.
    pub(crate) fn silence() -> Self {
        Self::raw("").then_silence()
    }

    /// No answer: the connection is reset.
    pub(crate) fn reset() -> Self {
        Self::raw("").then_reset()
    }

    /// With one more header; a header must not be there twice unless a test wants that.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        let end = self.head.len() - 2;
        self.head.splice(end..end, format!("{name}: {value}\r\n").into_bytes());
        self
    }

    /// Only the first `part` bytes of each sending of the body.
    pub(crate) fn only(self, part: usize) -> Self {
        Self { part, ..self }
    }

    /// The body one byte at a time, `pace` apart.
    pub(crate) fn dripping(self, pace: Duration) -> Self {
        Self { pace: Some(pace), ..self }
    }

    pub(crate) fn then_close(self) -> Self {
        Self { end: End::Close, ..self }
    }

    pub(crate) fn then_reset(self) -> Self {
        Self { end: End::Reset, ..self }
    }

    pub(crate) fn then_silence(self) -> Self {
        Self { end: End::Silence, ..self }
    }
}

/// What has happened so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Seen {
    /// Connections accepted.
    pub(crate) connections: usize,
    /// Requests read to their end.
    pub(crate) requests: usize,
    /// Answers that the client did not wait for: it closed the connection while one was being sent.
    pub(crate) hang_ups: usize,
    /// Bytes of answers that the sockets took.
    pub(crate) bytes_sent: usize,
}

/// The server; it runs until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    _listening: JoinSet<()>,
}

struct Shared {
    script: Box<dyn Fn(&Request) -> Reply + Send + Sync>,
    requests: Mutex<Vec<Request>>,
    seen: watch::Sender<Seen>,
}

impl Server {
    /// Answers each request with what `script` makes of it.
    pub(crate) async fn start(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at(0, script).await
    }

    /// The same at a port that is free again; 0 is any.
    pub(crate) async fn start_at(port: u16, script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, seen) = (Mutex::default(), watch::Sender::default());
        let shared = Arc::new(Shared { script: Box::new(script), requests, seen });
        let mut listening = JoinSet::new();
        listening.spawn(listen(listener, Arc::clone(&shared)));
        Self { address, shared, _listening: listening }
    }

    /// Answers with `replies` in their order, and with the last one ever after.
    pub(crate) async fn in_order(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::start(in_order(replies)).await
    }

    /// The address of `path` on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Every request so far, in the order in which they came.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// The requests whose path ends so.
    pub(crate) fn requests_for(&self, path: &str) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.path().ends_with(path)).collect()
    }

    pub(crate) fn seen(&self) -> Seen {
        *self.shared.seen.borrow()
    }

    /// Waits until `reached` holds of what has happened. A hang here is a failed test: the runner's time limit
    /// ends it.
    pub(crate) async fn until(&self, reached: impl FnMut(&Seen) -> bool) -> Seen {
        *self.shared.seen.subscribe().wait_for(reached).await.unwrap()
    }
}

/// A script of `replies` in their order, and of the last one ever after.
pub(crate) fn in_order(replies: impl IntoIterator<Item = Reply>) -> impl Fn(&Request) -> Reply + Send + Sync + 'static {
    let mut replies: Vec<_> = replies.into_iter().collect();
    replies.reverse();
    let replies = Mutex::new(replies);
    move |_| {
        let mut replies = replies.lock().unwrap();
        let next = replies.last().cloned().unwrap();
        if replies.len() > 1 {
            replies.pop();
        }
        next
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    // Ends with this task, and every connection with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let mut connection = 0;
        shared.seen.send_modify(|seen| {
            connection = seen.connections;
            seen.connections += 1;
        });
        connections.spawn(serve(stream, connection, Arc::clone(&shared)));
    }
}

/// Answers one connection's requests, one after the other.
async fn serve(mut stream: TcpStream, connection: usize, shared: Arc<Shared>) {
    // Head and body are separate writes, which must not wait for each other's acknowledgement.
    stream.set_nodelay(true).unwrap();
    let mut unread = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut unread, connection).await {
        let reply = (shared.script)(&request);
        shared.requests.lock().unwrap().push(request);
        shared.seen.send_modify(|seen| seen.requests += 1);
        let is_taken = send(&mut stream, &reply, &shared).await;
        match reply.end {
            _ if !is_taken => {
                shared.seen.send_modify(|seen| seen.hang_ups += 1);
                return;
            }
            End::KeepOpen => {}
            End::Close => return,
            End::Reset => {
                stream.set_zero_linger().unwrap();
                return;
            }
            End::Silence => {
                // Until the client has enough of it.
                while stream.read(&mut [0; 64]).await.is_ok_and(|length| length > 0) {}
                shared.seen.send_modify(|seen| seen.hang_ups += 1);
                return;
            }
        }
    }
}

/// Reads one request; `None` at the end of the connection. `unread` keeps what came behind the last one.
async fn read_request(stream: &mut TcpStream, unread: &mut Vec<u8>, connection: usize) -> Option<Request> {
    let head_length = loop {
        if let Some(end) = unread.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        read_more(stream, unread).await?;
        if !unread[0].is_ascii_uppercase() {
            // TLS, for instance: told in plain HTTP, as the usual servers do.
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            return None;
        }
    };
    let head = String::from_utf8(unread.drain(..head_length).collect()).unwrap();
    let mut lines = head.lines();
    let mut first = lines.next().unwrap().split(' ');
    let mut request = Request {
        connection,
        method: first.next().unwrap().to_owned(),
        target: first.next().unwrap().to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: Vec::new(),
    };
    let body_length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    while unread.len() < body_length {
        read_more(stream, unread).await?;
    }
    request.body = unread.drain(..body_length).collect();
    Some(request)
}

async fn read_more(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<()> {
    stream.read_buf(unread).await.is_ok_and(|length| length > 0).then_some(())
}

/// Sends a reply; `false` if the client closed the connection before it was all sent.
async fn send(stream: &mut TcpStream, reply: &Reply, shared: &Shared) -> bool {
    let body = &reply.body[..reply.part.min(reply.body.len())];
    if !write(stream, &reply.head, shared).await {
        return false;
    }
    for _ in 0..reply.times {
        let pieces = if reply.pace.is_some() { 1 } else { body.len().max(1) };
        for piece in body.chunks(pieces) {
            if !write(stream, piece, shared).await {
                return false;
            }
            if let Some(pace) = reply.pace {
                tokio::time::sleep(pace).await;
            }
        }
    }
    let is_chunked = reply.head.windows(8).any(|window| window == b" chunked");
    !is_chunked || write(stream, b"0\r\n\r\n", shared).await
}

async fn write(stream: &mut TcpStream, bytes: &[u8], shared: &Shared) -> bool {
    let is_taken = stream.write_all(bytes).await.is_ok();
    if is_taken && !bytes.is_empty() {
        shared.seen.send_modify(|seen| seen.bytes_sent += bytes.len());
    }
    is_taken
}
