//! The embedded demo control plane: real HTTP on 127.0.0.1, with a fleet that lives.
//!
//! Owns a small server that answers like the documented control plane ("agents" are runners), for training,
//! for tests, and for a first look without an account. It imports nothing else of the crate and is written
//! from the documented contract alone, so that a misreading of the contract shows as a failing test instead
//! of being shared by both sides. It never leaves the machine and keeps nothing.
//!
//! ```text
//! server.rs       listening, HTTP, bodies, spoiling answers on request   (the only hyper)
//! routes/         one request to one answer; a file per group of endpoints
//! state.rs        what requests share; simulated time catches up here
//! simulation/     the runners: pure, no clock, no HTTP
//! seed.rs         assets/demo/fleet.json and generated runners       faults.rs  what fails, and when
//! work.rs         what runs and what comes next, by environments   projects.rs  who uses a runner
//! audit.rs        the audit log                                     random.rs    repeatable numbers
//! hands.rs        what whoever holds a demo may do and see that no caller can
//! ```
//!
//! What may go wrong with a restart of several runners is there at every start, always with the same ones:
//!
//! | Runner | What a restart comes to |
//! |---|---|
//! | `stock-forecast` | stays unknown and not connected: its cluster has no room for a replacement |
//! | `legacy-dwh-us` | comes back with its old version: the image is pinned |
//! | `dr-drill-2024` | comes back with its old version: ECS keeps the digest of the last deployment |
//! | `hr-reporting` | refused, with a reason |
//! | `crm-sync-eu`, `crm-sync-us` | both come back; they serve one project, and each may serve the other's environments |
//! | `finance-azure`, `hr-reporting` | both may serve the environment `prod` of Finance, by their allow lists |
//!
//! Everything else that is behind its track comes back with the track's version.

mod audit;
mod faults;
mod hands;
mod projects;
mod random;
mod routes;
mod seed;
mod server;
mod simulation;
mod state;
mod work;

/// Runners that are made by hand, and the first ones of a larger fleet: they have a history, projects and streaming pipelines.
const HAND_MADE: usize = 42;
/// Demo colleagues; that they are invented shows in what a screen has of them.
const COLLEAGUES: [&str; 3] = ["ada@invented.example", "grace@invented.example", "jo@invented.example"];

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fmt, io};

use serde_json::Value;
use tokio::task::JoinHandle;

pub use faults::{Fault, FaultKind, ParseFaultError, Resource};
use state::State;

/// How the demo behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Number of runners, up to 20,000 (more are cut to that). `None`: the 42 hand-made ones. They come first
    /// in a larger fleet, and a smaller number takes the first of them.
    pub runners: Option<usize>,
    /// The same seed tells the same story.
    pub seed: u64,
    /// Which fleet, from 0, so that several demos are several accounts: no two have the id of a runner or a project in
    /// common. In the second, the names of hand-made runners end with `-2` where there is room for it, and so on.
    pub fleet: u8,
    /// What goes wrong with API calls; the first that applies to a call wins.
    pub faults: Vec<Fault>,
    /// Simulated seconds per real second, at least 1. It also divides the delays of slow answers and the
    /// lifetime of tokens, but not `Retry-After`, which clients wait for by their own clock.
    pub speed: u32,
    /// Further agents, listed after the fleet word for word, whatever they contain. Those that are objects
    /// with an `agentId` can be read, changed, commanded and removed, at once and without simulation.
    pub extra: Vec<Value>,
    /// Whether anything happens that nobody asked for. If not, the fleet holds still except for what commands
    /// bring about.
    pub living: bool,
    /// How much later each answer comes than it is ready, in real time: the way to a control plane that is far.
    pub latency: Duration,
}

impl Default for Settings {
    /// The hand-made fleet, living, in real time, without faults.
    fn default() -> Self {
        Self {
            runners: None,
            seed: 1,
            fleet: 0,
            faults: Vec::new(),
            speed: 1,
            extra: Vec::new(),
            living: true,
            latency: Duration::ZERO,
        }
    }
}

/// A request as it arrived. Headers are not kept, nor are bodies of token requests: both carry secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// Path with query, as sent.
    pub path: String,
    /// The body as text, cut after 4 KiB; empty outside `/v1/`.
    pub body: String,
}

/// A running demo control plane. Dropping it stops the server and closes its connections.
pub struct Demo {
    state: Arc<Mutex<State>>,
    address: std::net::SocketAddr,
    client_id: String,
    client_secret: String,
    server: JoinHandle<()>,
}

impl Demo {
    /// Listens on a free port of 127.0.0.1 and serves from a task of the current tokio runtime, which needs
    /// I/O and time enabled.
    ///
    /// # Errors
    ///
    /// When no port can be opened, or when the embedded fleet cannot be read, which a test rules out.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let state = State::new(settings)?;
        let (client_id, client_secret) = (state.tokens.client_id.clone(), state.tokens.client_secret.clone());
        let state = Arc::new(Mutex::new(state));
        let listener = tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let server = tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Ok(Self { state, address, client_id, client_secret, server })
    }

    /// Base address of the API, without a final slash; requests go to `<api_url>/v1/agents` and so on.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Address of the token endpoint, on the same port.
    pub fn token_url(&self) -> String {
        format!("http://{}{}", self.address, routes::TOKEN_PATH)
    }

    /// The client id that the token endpoint accepts; another one on every start.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The secret that belongs to [`Demo::client_id`]; another one on every start.
    pub fn client_secret(&self) -> &str {
        &self.client_secret
    }

    /// Path of the connectivity test below [`Demo::api_url`], with `{agentId}` to be filled in. The public
    /// contract has no such endpoint; this one is the demo's own.
    pub fn connectivity_path(&self) -> &'static str {
        "/v1/agents/{agentId}/connectivity-tests"
    }

    /// The newest 1,000 requests, oldest first, token requests included.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().requests.iter().cloned().collect()
    }

    /// Replaces the faults, for every API call from now on.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.lock().faults.set(faults);
    }

    /// TCP connections accepted so far.
    pub fn connections(&self) -> usize {
        self.lock().connections
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.server.abort(); // drops the connections with it
    }
}

impl fmt::Debug for Demo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Demo").field("address", &self.address).finish_non_exhaustive()
    }
}

/// A panic of another request does not end the demo.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
