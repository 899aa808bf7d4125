//! Faults on request: which API call fails, and in which way.
//!
//! Owns the vocabulary (`KIND=RATE`) and the decision, which depends on the seed and on a count of the API
//! calls only, so a run with faults can be repeated. It breaks nothing itself: `routes` answers in the place
//! of the endpoint, `server` spoils or delays the answer.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::random;

/// What a credential's role may not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resource {
    /// Projects, and everything below them.
    Projects,
    /// Executions.
    Executions,
    /// Schedules.
    Schedules,
    /// Audit events.
    Events,
}

impl Resource {
    /// Whether a path is of it.
    fn is_at(self, path: &str) -> bool {
        match self {
            Self::Projects => path.starts_with("/v1/projects"),
            Self::Executions => path.starts_with("/v1/pipeline-executions"),
            Self::Schedules => path.ends_with("/schedules"),
            Self::Events => path.starts_with("/v1/events"),
        }
    }
}

/// What goes wrong with an API call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// `500`: the service failed; problem JSON.
    InternalError,
    /// `503`: unavailable; every other one is an HTML page, as a proxy would answer.
    Unavailable,
    /// `429`: rate limit, with `Retry-After` of 2 to 5 seconds, alternately as seconds and as HTTP date.
    TooManyRequests,
    /// `401`: the API refuses a token that is valid.
    Unauthorized,
    /// `403-projects` and so on: the credential's role may not read it; problem JSON. Befalls only such calls.
    Forbidden(Resource),
    /// `slow`: the right answer, 2 to 8 simulated seconds late.
    Slow,
    /// `reset`: carried out, but the connection drops in the middle of the answer.
    Reset,
    /// `truncated`: carried out, but the JSON ends in its middle. `Content-Length` fits the cut body.
    Truncated,
}

impl FaultKind {
    /// Every kind, in the order of the help text.
    pub const ALL: [Self; 11] = [
        Self::InternalError,
        Self::Unavailable,
        Self::TooManyRequests,
        Self::Unauthorized,
        Self::Forbidden(Resource::Projects),
        Self::Forbidden(Resource::Executions),
        Self::Forbidden(Resource::Schedules),
        Self::Forbidden(Resource::Events),
        Self::Slow,
        Self::Reset,
        Self::Truncated,
    ];

    /// The word used on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::InternalError => "500",
            Self::Unavailable => "503",
            Self::TooManyRequests => "429",
            Self::Unauthorized => "401",
            Self::Forbidden(Resource::Projects) => "403-projects",
            Self::Forbidden(Resource::Executions) => "403-executions",
            Self::Forbidden(Resource::Schedules) => "403-schedules",
            Self::Forbidden(Resource::Events) => "403-events",
            Self::Slow => "slow",
            Self::Reset => "reset",
            Self::Truncated => "truncated",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// A kind of fault and the share of API calls that it befalls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// What the answer is turned into.
    pub kind: FaultKind,
    /// Share of API calls, from 0.0 (none) to 1.0 (every one).
    pub rate: f64,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.kind, self.rate)
    }
}

/// Why a text is no fault; the message lists what is accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseFaultError {
    /// There is no `=`.
    #[error("`{0}` is not of the form KIND=RATE, for example 503=0.1; kinds are {kinds}", kinds = kinds())]
    NoRate(String),
    /// The part before `=` is no kind.
    #[error("`{0}` is no kind of fault; kinds are {kinds}", kinds = kinds())]
    UnknownKind(String),
    /// The part after `=` is no number from 0.0 to 1.0.
    #[error("`{0}` is no rate; a rate is a number from 0.0 (never) to 1.0 (every API call)")]
    BadRate(String),
}

fn kinds() -> String {
    FaultKind::ALL.map(FaultKind::word).join(", ")
}

impl FromStr for Fault {
    type Err = ParseFaultError;

    /// Reads `KIND=RATE`, for example `slow=0.25`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, rate) = text.split_once('=').ok_or_else(|| ParseFaultError::NoRate(text.to_owned()))?;
        let kind = FaultKind::ALL
            .into_iter()
            .find(|candidate| candidate.word().eq_ignore_ascii_case(kind.trim()))
            .ok_or_else(|| ParseFaultError::UnknownKind(kind.to_owned()))?;
        match rate.trim().parse::<f64>() {
            Ok(rate) if (0.0..=1.0).contains(&rate) => Ok(Self { kind, rate }),
            _ => Err(ParseFaultError::BadRate(rate.to_owned())),
        }
    }
}

/// The faults in force, and the counts that make them repeatable.
#[derive(Debug)]
pub(super) struct FaultPlan {
    seed: u64,
    faults: Vec<Fault>,
    calls: u64,
    struck: u64,
}

/// A fault that befalls one call, with the numbers that vary from one to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strike {
    pub(super) kind: FaultKind,
    /// Counts up with every strike: what alternates goes by its last bit.
    pub(super) number: u64,
    /// 2 to 5 seconds, for `Retry-After`.
    pub(super) retry_after: Duration,
    /// 2 to 8 simulated seconds, for a slow answer.
    pub(super) delay: Duration,
}

impl FaultPlan {
    pub(super) fn new(seed: u64, faults: Vec<Fault>) -> Self {
        Self { seed, faults, calls: 0, struck: 0 }
    }

    /// Replaces the faults. The counts go on, so nothing that was drawn is drawn again.
    pub(super) fn set(&mut self, faults: Vec<Fault>) {
        self.faults = faults;
    }

    /// Counts an API call and says what befalls it. The first fault that applies wins.
    pub(super) fn next(&mut self, path: &str) -> Option<Strike> {
        self.calls += 1;
        let (seed, calls) = (self.seed, self.calls);
        let kind = (0_u64..)
            .zip(&self.faults)
            .filter(|(_, fault)| !matches!(fault.kind, FaultKind::Forbidden(resource) if !resource.is_at(path)))
            .find(|(index, fault)| random::falls_under(random::hash(seed, &[0xfa_u64, calls, *index]), fault.rate))
            .map(|(_, fault)| fault.kind)?;
        self.struck += 1;
        let drawn = random::hash(seed, &[0xfb_u64, calls]);
        Some(Strike {
            kind,
            number: self.struck,
            retry_after: Duration::from_secs(2 + drawn % 4),
            delay: Duration::from_millis(2_000 + (drawn >> 8) % 6_001),
        })
    }
}
