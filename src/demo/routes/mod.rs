//! One request in, one answer out: which endpoint a path means, and what every endpoint has in common.
//!
//! Owns routing, the bearer check, faults that replace an answer, and problem JSON. It waits for nothing and
//! knows no socket: a delay is part of the [`Reply`]. Each group of endpoints has its file; reading input is
//! in `input`, what agents look like in JSON in `agent_json`.

mod agent_json;
mod agents;
mod allowlist;
mod commands;
mod connectivity;
mod credentials;
mod events;
mod extra;
mod input;
mod projects;
mod token;
mod work;

use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::{ALLOW, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Method, StatusCode};
use jiff::Timestamp;
use serde::Serialize;

use super::faults::{FaultKind, Strike};
use super::simulation::Slot;
use super::state::State;

pub(super) const TOKEN_PATH: &str = "/oauth/dpc/token";

const JSON: &str = "application/json";
const PROBLEM_JSON: &str = "application/problem+json";

/// A complete request.
pub(super) struct Call {
    pub(super) method: Method,
    /// Still percent-encoded.
    pub(super) path: String,
    pub(super) query: String,
    /// Empty when there is none.
    pub(super) content_type: String,
    pub(super) bearer: Option<String>,
    pub(super) body: Bytes,
}

/// How much of an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Whole,
    /// The first half, declared as if it were all.
    Truncated,
    /// The first half, then the connection drops.
    Reset,
}

/// A complete answer.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) content_type: Option<&'static str>,
    pub(super) headers: Vec<(HeaderName, String)>,
    pub(super) body: Vec<u8>,
    /// Simulated time until it is sent.
    pub(super) delay: Duration,
    pub(super) ending: Ending,
}

/// What an endpoint returns: either is an answer, `?` ends with a problem.
type Outcome = Result<Reply, Reply>;

/// Problem details (RFC 7807), with the extra list of violations.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    instance: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    violations: &'a [String],
}

impl Reply {
    /// An answer without a body.
    fn empty(status: StatusCode) -> Self {
        Self {
            status,
            content_type: None,
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
            ending: Ending::Whole,
        }
    }

    fn json(status: StatusCode, body: &impl Serialize) -> Self {
        // Serializing own shapes into memory cannot fail: all keys are strings.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { content_type: Some(JSON), body, ..Self::empty(status) }
    }

    /// A problem; `detail` may be empty.
    fn problem(status: StatusCode, call: &Call, detail: &str) -> Self {
        Self::problem_with(status, call, detail, &[])
    }

    fn bad_request(call: &Call, detail: &str, violations: &[String]) -> Self {
        Self::problem_with(StatusCode::BAD_REQUEST, call, detail, violations)
    }

    fn problem_with(status: StatusCode, call: &Call, detail: &str, violations: &[String]) -> Self {
        let problem_type = if status == StatusCode::BAD_REQUEST {
            "https://api.matillion.com/problems/bad-request"
        } else {
            "about:blank"
        };
        let problem = Problem {
            r#type: problem_type,
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail,
            instance: &call.path,
            violations,
        };
        Self { content_type: Some(PROBLEM_JSON), ..Self::json(status, &problem) }
    }

    fn with_header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Answers a request, faults included.
pub(super) fn answer(state: &mut State, call: &Call) -> Reply {
    if call.path == TOKEN_PATH {
        return token::answer(state, call);
    }
    let Some(strike) = state.faults.next(&call.path) else {
        return answer_api(state, call);
    };
    match strike.kind {
        FaultKind::InternalError => Reply::problem(StatusCode::INTERNAL_SERVER_ERROR, call, ""),
        FaultKind::Unavailable => unavailable(call, strike),
        FaultKind::TooManyRequests => too_many_requests(call, strike),
        FaultKind::Unauthorized => unauthorized(call),
        FaultKind::Forbidden(_) => {
            Reply::problem(StatusCode::FORBIDDEN, call, "The role of this API credential lacks the permission.")
        }
        FaultKind::Slow => {
            let mut reply = answer_api(state, call);
            reply.delay += strike.delay;
            reply
        }
        FaultKind::Reset => Reply { ending: Ending::Reset, ..answer_api(state, call) },
        FaultKind::Truncated => Reply { ending: Ending::Truncated, ..answer_api(state, call) },
    }
}

/// The answer to a request whose body could not be read.
pub(super) fn unreadable(call: &Call, is_too_large: bool) -> Reply {
    if is_too_large {
        return Reply::problem(StatusCode::PAYLOAD_TOO_LARGE, call, "The request body is too large.");
    }
    Reply::bad_request(call, "Failed to read request. Please check your request body.", &[])
}

fn unavailable(call: &Call, strike: Strike) -> Reply {
    if strike.number.is_multiple_of(2) {
        return Reply::problem(StatusCode::SERVICE_UNAVAILABLE, call, "The service is being updated.");
    }
    Reply {
        content_type: Some("text/html"),
        body: b"<html><head><title>503 Service Temporarily Unavailable</title></head>\
                <body><center><h1>503 Service Temporarily Unavailable</h1></center></body></html>\r\n"
            .to_vec(),
        ..Reply::empty(StatusCode::SERVICE_UNAVAILABLE)
    }
}

/// The unit of `Retry-After` is not documented, so clients must take both forms.
fn too_many_requests(call: &Call, strike: Strike) -> Reply {
    let wait = if strike.number.is_multiple_of(2) {
        let until = Timestamp::now().saturating_add(strike.retry_after).unwrap_or(Timestamp::MAX);
        until.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    } else {
        strike.retry_after.as_secs().to_string()
    };
    Reply::problem(StatusCode::TOO_MANY_REQUESTS, call, "").with_header(RETRY_AFTER, wait)
}

fn unauthorized(call: &Call) -> Reply {
    Reply::problem(StatusCode::UNAUTHORIZED, call, "").with_header(WWW_AUTHENTICATE, "Bearer")
}

fn not_found(call: &Call, what: &str) -> Reply {
    Reply::problem(StatusCode::NOT_FOUND, call, &format!("No such {what}."))
}

fn answer_api(state: &mut State, call: &Call) -> Reply {
    let now = state.simulation.now();
    if !call.bearer.as_ref().is_some_and(|token| state.tokens.accepts(token, now)) {
        return unauthorized(call);
    }
    route(state, call).unwrap_or_else(|problem| problem)
}

/// The agent that a path names.
enum Target {
    Runner(Slot),
    /// Place among the verbatim ones.
    Extra(usize),
}

fn route(state: &mut State, call: &Call) -> Outcome {
    let segments: Vec<String> = call.path.split('/').skip(1).map(input::percent_decoded).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let method = call.method.as_str();
    match (segments.as_slice(), method) {
        (["v1", "agents"], "GET") => agents::list(state, call),
        (["v1", "agents"], "POST") => agents::create(state, call),
        (["v1", "agents"], _) => Err(method_not_allowed(call, "GET, POST")),
        (["v1", "projects"], "GET") => projects::list(state, call),
        (["v1", "projects", id, "environments"], "GET") => projects::environments(state, call, id),
        (["v1", "projects", id, "schedules"], "GET") => work::schedules(state, call, id),
        (["v1", "projects", id, "streaming-pipelines"], "GET") => work::streaming(state, call, id),
        (["v1", "projects", id, "streaming-pipelines", pipeline, "status"], "GET") => {
            work::status(state, call, id, pipeline)
        }
        (["v1", "pipeline-executions"], "GET") => work::executions(state, call),
        (["v1", "events"], "GET") => events::list(state, call),
        (
            ["v1", "projects" | "events" | "pipeline-executions"]
            | ["v1", "projects", _, "environments" | "schedules" | "streaming-pipelines"]
            | ["v1", "projects", _, "streaming-pipelines", _, "status"],
            _,
        ) => Err(method_not_allowed(call, "GET")),
        (["v1", "agents", id, rest @ ..], _) if rest.len() < 2 => {
            let resource = rest.first().copied().unwrap_or_default();
            let allowed = match resource {
                "" if rest.is_empty() => "GET, PATCH, DELETE",
                "commands" | "connectivity-tests" => "POST",
                "credentials" => "GET, POST",
                "allowlist" => "GET, PUT, PATCH, DELETE",
                _ => return Err(not_found(call, "resource")),
            };
            if !allowed.split(", ").any(|allowed| allowed == method) {
                return Err(method_not_allowed(call, allowed));
            }
            match target(state, id) {
                Some(Target::Runner(slot)) => route_runner(state, call, slot, resource),
                Some(Target::Extra(index)) => extra::answer(state, call, index, resource),
                None => Err(not_found(call, "agent")),
            }
        }
        _ => Err(not_found(call, "resource")),
    }
}

fn method_not_allowed(call: &Call, allowed: &str) -> Reply {
    Reply::problem(StatusCode::METHOD_NOT_ALLOWED, call, "").with_header(ALLOW, allowed)
}

fn target(state: &State, id: &str) -> Option<Target> {
    if let Some(slot) = state.simulation.slot_of(id) {
        return Some(Target::Runner(slot));
    }
    let index = state
        .extras
        .iter()
        .position(|extra| extra.agent.get("agentId").and_then(serde_json::Value::as_str) == Some(id))?;
    Some(Target::Extra(index))
}

/// The method was checked against the resource already.
fn route_runner(state: &mut State, call: &Call, slot: Slot, resource: &str) -> Outcome {
    match (resource, call.method.as_str()) {
        ("commands", _) => commands::send(state, call, slot),
        ("connectivity-tests", _) => connectivity::test(state, call, slot),
        ("credentials", "GET") => credentials::show(state, call, slot),
        ("credentials", _) => credentials::refresh(state, call, slot),
        ("allowlist", _) => allowlist::of_runner(state, call, slot),
        (_, "PATCH") => agents::update(state, call, slot),
        (_, "DELETE") => agents::delete(state, call, slot),
        _ => Ok(agents::show(state, slot)),
    }
}
