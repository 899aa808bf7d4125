//! Everything the requests of one demo share: fleet, projects, tokens, faults, records.
//!
//! Owns the clock that turns real time into simulated time, lazily: the fleet moves on when a request comes,
//! so an idle demo costs nothing. `routes` reads and changes it; `server` holds the lock.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};
use std::{fmt, io};

use jiff::Timestamp;
use serde_json::Value;

use super::audit::AuditLog;
use super::faults::FaultPlan;
use super::projects::Project;
use super::simulation::{AllowList, Simulation};
use super::work::Work;
use super::{RecordedRequest, Settings, random, seed};

/// Lifetime of a token in simulated seconds: "Authentication", 30 minutes.
pub(super) const TOKEN_SECONDS: u64 = 1_800;
/// Tokens in force at a time; the oldest go first.
const MAX_TOKENS: usize = 100;
const MAX_REQUESTS: usize = 1_000;
/// Longest leap of simulated time at once, so that a machine that slept for months wakes up quickly.
const MAX_LEAP: Duration = Duration::from_secs(7 * 24 * 3_600);

/// The credentials that the token endpoint accepts, and the tokens it gave out.
pub(super) struct Tokens {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    /// With the end of each, in milliseconds of the simulation.
    issued: VecDeque<(String, u64)>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tokens").field("issued", &self.issued.len()).finish_non_exhaustive()
    }
}

impl Tokens {
    fn new() -> Self {
        let drawn = random::secret();
        Self { client_id: format!("demo-{}", &drawn[..12]), client_secret: random::secret(), issued: VecDeque::new() }
    }

    /// A new token, valid for [`TOKEN_SECONDS`] from `now`.
    pub(super) fn issue(&mut self, now: u64) -> String {
        self.issued.retain(|(_, until)| *until > now);
        if self.issued.len() == MAX_TOKENS {
            self.issued.pop_front();
        }
        let token = format!("demo.{}", random::secret());
        self.issued.push_back((token.clone(), now + TOKEN_SECONDS * 1_000));
        token
    }

    /// Every token in force.
    pub(super) fn in_force(&self) -> impl Iterator<Item = &str> {
        self.issued.iter().map(|(token, _)| token.as_str())
    }

    pub(super) fn accepts(&self, token: &str, now: u64) -> bool {
        self.issued.iter().any(|(issued, until)| issued == token && *until > now)
    }
}

/// An agent that a test gave verbatim, with what the API keeps about it elsewhere.
#[derive(Debug)]
pub(super) struct Extra {
    pub(super) agent: Value,
    pub(super) allow_list: AllowList,
    pub(super) secret_number: u64,
}

/// The whole demo.
#[derive(Debug)]
pub(super) struct State {
    pub(super) seed: u64,
    pub(super) speed: u32,
    pub(super) simulation: Simulation,
    pub(super) projects: Vec<Project>,
    pub(super) extras: Vec<Extra>,
    pub(super) tokens: Tokens,
    pub(super) faults: FaultPlan,
    pub(super) audit: AuditLog,
    pub(super) work: Work,
    /// Runners created so far, to derive ids from.
    pub(super) created: u64,
    pub(super) requests: VecDeque<RecordedRequest>,
    pub(super) connections: usize,
    /// How much later each answer comes.
    pub(super) latency: Duration,
    /// Simulated time stands still.
    pub(super) is_held: bool,
    last: SystemTime,
}

impl State {
    pub(super) fn new(settings: Settings) -> io::Result<Self> {
        let Settings { runners, seed, fleet, faults, speed, extra, living, latency } = settings;
        let (simulation, projects) = seed::fleet(runners, Timestamp::now(), seed, fleet, living)?;
        Ok(Self {
            seed,
            speed: speed.max(1),
            audit: AuditLog::with_history(&simulation, seed),
            work: Work::new(&simulation, &projects, seed, living),
            simulation,
            projects,
            extras: extra
                .into_iter()
                .map(|agent| Extra { agent, allow_list: AllowList::new(), secret_number: 0 })
                .collect(),
            tokens: Tokens::new(),
            faults: FaultPlan::new(seed, faults),
            created: 0,
            requests: VecDeque::new(),
            connections: 0,
            latency,
            is_held: false,
            last: SystemTime::now(),
        })
    }

    /// Lets the fleet catch up with the clock. The wall clock is used because pauses end at a time of day,
    /// also after the machine has slept; where it was set back, time stands still for that one request. While it is held,
    /// time is lost and not made up for.
    pub(super) fn catch_up(&mut self) {
        let now = SystemTime::now();
        let elapsed = now.duration_since(self.last).unwrap_or(Duration::ZERO);
        self.last = now;
        if self.is_held {
            return;
        }
        self.simulation.advance((elapsed.saturating_mul(self.speed)).min(MAX_LEAP));
        self.work.follow(&mut self.simulation, &self.projects);
        self.audit.record_colleagues(&mut self.simulation);
    }

    /// Real time for simulated time.
    pub(super) fn in_real_time(&self, simulated: Duration) -> Duration {
        simulated / self.speed
    }

    pub(super) fn record(&mut self, request: RecordedRequest) {
        if self.requests.len() == MAX_REQUESTS {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }
}
