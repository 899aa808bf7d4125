//! [`Transport`]: sends requests, each through the gate, and repeats those that may be repeated.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use jiff::Timestamp;
use reqwest::{Client, Request, StatusCode};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tracing::debug;

use super::answer::{Answer, Limits, Reading, Reveals};
use super::connecting::Trip;
use super::departure::Departure;
use super::error::Cause;
use super::excerpt;
use super::failure::Failure;
use super::gate::Gate;
use super::http::{self, Connections};
use super::priority::Priority;
use super::proxy::Chosen;
use super::server_clock::ServerClock;
use super::settings::{Settings, SetupError};

/// How often a request that changes nothing is repeated after a 429.
const TRIES_AFTER_429: usize = 4;

/// How often a request that changes nothing is repeated after a failure which may pass.
const TRIES_AFTER_FAILURE: usize = 2;

/// How long after an answer its connection is surely back in the pool; the least that tokio's timers can wait.
const RETURN_OF_CONNECTION: Duration = Duration::from_millis(1);

/// Whom a request is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Host {
    ControlPlane,
    TokenEndpoint,
}

/// The connections, and the gate before them.
pub(super) struct Transport {
    settings: Arc<Settings>,
    control_plane: Client,
    token_endpoint: Client,
    /// For what changes something, each on a connection of its own: made with the first of them, because it reads the
    /// system's certificates once more.
    changing: OnceLock<Client>,
    pub(super) gate: Gate,
    limits: Limits,
    /// When the last answer was read.
    last_answer: Mutex<Option<Instant>>,
    pub(super) server_clock: ServerClock,
}

/// A request, and what must be known to send it.
pub(super) struct HttpRequest<'a> {
    /// What it is for, in the operator's words.
    pub(super) call: &'static str,
    pub(super) host: Host,
    /// How urgent it is, each time it is sent.
    pub(super) priority: Priority,
    pub(super) http: &'a Request,
    /// Who is asked before it leaves, where it changes something: such a request is never repeated here. `None` where
    /// sending it twice does no more than sending it once.
    pub(super) departure: Option<&'a Departure>,
    /// What of its answers may hold secrets that nobody knows yet.
    pub(super) reveals: Reveals,
}

impl Transport {
    /// Loads the certificates, which reads files.
    pub(super) fn new(settings: Arc<Settings>) -> Result<Self, SetupError> {
        let control_plane = http::client(&settings, &settings.api, Connections::Kept)?;
        let token_endpoint = if http::are_alike(&settings) {
            control_plane.clone()
        } else {
            http::client(&settings, &settings.token, Connections::Kept)?
        };
        Ok(Self {
            control_plane,
            token_endpoint,
            changing: OnceLock::new(),
            gate: Gate::new(settings.rate_limit_per_minute, settings.shortest_pause),
            limits: Limits {
                connect_timeout: settings.connect_timeout,
                request_timeout: settings.request_timeout,
                response_limit: settings.response_limit,
            },
            settings,
            last_answer: Mutex::default(),
            server_clock: ServerClock::default(),
        })
    }

    /// Sends a request until there is an answer that repeating would not better.
    ///
    /// A 429 closes the gate for everyone. A request that changes nothing is repeated after the pause, and also after a
    /// failure that may pass; one that changes something is not, whatever happens: its caller is told.
    pub(super) async fn send(&self, request: &HttpRequest<'_>) -> Result<Answer, Cause> {
        let may_repeat = request.departure.is_none();
        let mut delays = may_repeat.then(short_delays).into_iter().flatten();
        let mut tries_after_429 = if may_repeat { TRIES_AFTER_429 } else { 0 };
        let mut connect_by = None;
        loop {
            let pass = self.gate.pass(request.priority).await;
            let by = *connect_by.get_or_insert_with(|| Instant::now() + self.limits.connect_timeout);
            let outcome = self.attempt(request, by).await;
            let is_transient = match &outcome {
                Ok(answer) if answer.status == StatusCode::TOO_MANY_REQUESTS => {
                    let pause = self.gate.refused(pass, answer.retry_after);
                    tries_after_429 = match usize::checked_sub(tries_after_429, 1) {
                        Some(left) => left,
                        None => return Err(Cause::RateLimited(pause)),
                    };
                    connect_by = None;
                    continue;
                }
                Ok(answer) => {
                    self.gate.answered(pass);
                    answer.is_transient()
                }
                Err(failure) => failure.is_transient,
            };
            if !outcome.as_ref().is_err_and(Failure::is_of_connecting) {
                connect_by = None;
            }
            match delays.next().filter(|_| is_transient) {
                Some(delay) => sleep(delay).await,
                None => return outcome.map_err(|failure| failure.cause),
            }
        }
    }

    /// One request, one answer, within the time limits.
    async fn attempt(&self, request: &HttpRequest<'_>, connect_by: Instant) -> Result<Answer, Failure> {
        self.let_connection_return().await;
        let start = Instant::now();
        let trip = Trip { connect_by, departure: request.departure.cloned() };
        let mut outcome = trip.of(self.exchange(request, start + self.limits.request_timeout)).await;
        if let Err(failure) = &mut outcome {
            failure.hide(&self.settings.redactor);
        }
        if let (Err(failure), Some(departure)) = (&mut outcome, request.departure) {
            failure.settle(departure.has_left());
        }
        // The call's words stand for the address, which may hold names.
        let call = request.call;
        let method = request.http.method().as_str();
        let millis = start.elapsed().as_millis();
        match &outcome {
            Ok(Answer { status, incomplete: None, .. }) => {
                debug!(call, method, status = status.as_u16(), millis, "answered");
            }
            Ok(Answer { status, incomplete: Some(failure), .. }) => {
                debug!(call, method, status = status.as_u16(), millis, cause = ?failure.cause, "answered in part");
            }
            Err(failure) => debug!(call, method, millis, cause = ?failure.cause, "not answered"),
        }
        outcome
    }

    async fn exchange(&self, request: &HttpRequest<'_>, deadline: Instant) -> Result<Answer, Failure> {
        let client = match request.host {
            Host::ControlPlane if request.departure.is_some() => self.changing()?,
            Host::ControlPlane => &self.control_plane,
            Host::TokenEndpoint => &self.token_endpoint,
        };
        let copy = request.http.try_clone().expect("every body is in memory, none is a stream");
        let response = timeout_at(deadline, client.execute(copy))
            .await
            .map_err(|_| Failure::timed_out(self.limits.request_timeout))?
            .map_err(|error| Failure::of(&error, self.limits.connect_timeout, self.proxy(request.host).as_ref()))?;
        self.server_clock.note(response.headers(), Timestamp::now());
        let reading =
            Reading { deadline, limits: self.limits, redactor: &self.settings.redactor, reveals: request.reveals };
        let answer = Answer::read(response, &reading).await;
        *self.last_answer() = Some(Instant::now());
        Ok(answer)
    }

    /// The proxy that requests go through.
    fn proxy(&self, host: Host) -> Option<Chosen> {
        let address = match host {
            Host::ControlPlane => &self.settings.api,
            Host::TokenEndpoint => &self.settings.token,
        };
        self.settings.proxy.for_address(address)
    }

    /// The client for what changes something.
    fn changing(&self) -> Result<&Client, Failure> {
        if let Some(client) = self.changing.get() {
            return Ok(client);
        }
        let made = http::client(&self.settings, &self.settings.api, Connections::OneEach);
        let made = made.map_err(|error| Failure::not_sent(excerpt::line(&error.to_string())))?;
        Ok(self.changing.get_or_init(|| made))
    }

    /// A connection goes back to the pool in a task of its own, a little after its answer was read. A request that
    /// is faster than that makes a second connection, which is then kept for nothing: with two workers, and 200
    /// polls without a pause, one time in three. None was seen with this millisecond.
    async fn let_connection_return(&self) {
        let last_answer = *self.last_answer();
        if let Some(last_answer) = last_answer {
            sleep_until(last_answer + RETURN_OF_CONNECTION).await;
        }
    }

    fn last_answer(&self) -> MutexGuard<'_, Option<Instant>> {
        self.last_answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// About a quarter and half a second, each up to twice that, so that clients that failed together do not come
/// back together.
fn short_delays() -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(250))
        .with_factor(2.0)
        .with_max_times(TRIES_AFTER_FAILURE)
        .with_jitter()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::BaseUrl;
    use crate::domain::Secret;

    #[tokio::test(start_paused = true)]
    async fn a_request_waits_a_moment_for_the_connection_of_the_last_answer_and_no_longer() {
        let address = BaseUrl::parse("http://127.0.0.1:1").unwrap();
        let secret = Secret::new(String::new());
        let settings = Settings::new(address.clone(), address, String::new(), secret);
        let transport = Transport::new(Arc::new(settings)).unwrap();
        let waited = async || {
            let start = Instant::now();
            transport.let_connection_return().await;
            start.elapsed()
        };
        assert_eq!(waited().await, Duration::ZERO);
        *transport.last_answer() = Some(Instant::now());
        assert_eq!(waited().await, RETURN_OF_CONNECTION);
        assert_eq!(waited().await, Duration::ZERO);
    }

    #[test]
    fn the_delays_after_a_failure_are_two_and_short() {
        for _ in 0..100 {
            let delays: Vec<_> = short_delays().map(|delay| delay.as_millis()).collect();
            assert!(matches!(delays[..], [250..=500, 500..=1000]), "{delays:?}");
        }
    }
}
