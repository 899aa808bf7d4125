//! [`Transport`]: sends requests, each through the gate, and repeats those that may be repeated.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use reqwest::{Client, Request, StatusCode};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tracing::debug;

use super::answer::{Answer, Limits};
use super::error::Cause;
use super::failure::Failure;
use super::gate::Gate;
use super::http;
use super::settings::{Settings, SetupError};
use crate::domain::Redactor;

/// How often a request is repeated after a 429.
const TRIES_AFTER_429: usize = 4;

/// The first wait after a 429 that does not say how long; the next ones double.
const PAUSE_WHEN_NOT_TOLD: Duration = Duration::from_secs(5);

/// How often a request that changes nothing is repeated after a failure which may pass.
const TRIES_AFTER_FAILURE: usize = 2;

/// How long after an answer its connection is surely back in the pool; the least that tokio's timers can wait.
const RETURN_OF_CONNECTION: Duration = Duration::from_millis(1);

/// Whom a request is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    ControlPlane,
    TokenEndpoint,
}

/// The connections, and the gate before them.
pub(super) struct Transport {
    control_plane: Client,
    token_endpoint: Client,
    pub(super) gate: Gate,
    limits: Limits,
    redactor: Redactor,
    /// When the last answer was read.
    last_answer: Mutex<Option<Instant>>,
}

/// A request, and what must be known to send it.
pub(super) struct Errand<'a> {
    /// What it is for, in the operator's words.
    pub(super) words: &'static str,
    pub(super) target: Target,
    pub(super) request: &'a Request,
    /// Whether sending it twice does no more than sending it once.
    pub(super) may_repeat: bool,
}

impl Transport {
    /// Loads the certificates, which reads files.
    pub(super) fn new(settings: &Settings) -> Result<Self, SetupError> {
        let control_plane = http::client(settings, &settings.api)?;
        let token_endpoint = if http::are_alike(&settings.api, &settings.token) {
            control_plane.clone()
        } else {
            http::client(settings, &settings.token)?
        };
        Ok(Self {
            control_plane,
            token_endpoint,
            gate: Gate::new(settings.rate_limit_per_minute),
            limits: Limits {
                connect_timeout: settings.connect_timeout,
                request_timeout: settings.request_timeout,
                response_limit: settings.response_limit,
            },
            redactor: settings.redactor.clone(),
            last_answer: Mutex::default(),
        })
    }

    /// Sends a request until there is an answer that repeating would not better.
    ///
    /// A 429 closes the gate for everyone, and the request is repeated after the pause whatever its method: it
    /// was not carried out. A failure that may pass is followed by another try only where that does no harm.
    pub(super) async fn send(&self, errand: &Errand<'_>) -> Result<Answer, Cause> {
        let mut pauses = pauses().enumerate();
        let mut delays = errand.may_repeat.then(short_delays).into_iter().flatten();
        loop {
            self.gate.pass().await;
            let outcome = self.attempt(errand).await;
            if let Ok(answer) = &outcome
                && answer.status == StatusCode::TOO_MANY_REQUESTS
                && let Some((number, pause)) = pauses.next()
            {
                let pause = answer.retry_after.unwrap_or(pause);
                self.gate.close_for(pause);
                if number == TRIES_AFTER_429 {
                    return Err(Cause::RateLimited(pause));
                }
                continue;
            }
            let is_transient = match &outcome {
                Ok(answer) => answer.is_transient(),
                Err(failure) => failure.is_transient,
            };
            match delays.next().filter(|_| is_transient) {
                Some(delay) => sleep(delay).await,
                None => return outcome.map_err(|failure| failure.cause),
            }
        }
    }

    /// One request, one answer, within the time limit.
    async fn attempt(&self, errand: &Errand<'_>) -> Result<Answer, Failure> {
        self.let_connection_return().await;
        let start = Instant::now();
        let mut outcome = self.exchange(errand, start + self.limits.request_timeout).await;
        if let Err(failure) = &mut outcome {
            failure.hide(&self.redactor);
        }
        // The call's words stand for the address, which may hold names.
        let call = errand.words;
        let method = errand.request.method().as_str();
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

    async fn exchange(&self, errand: &Errand<'_>, deadline: Instant) -> Result<Answer, Failure> {
        let client = match errand.target {
            Target::ControlPlane => &self.control_plane,
            Target::TokenEndpoint => &self.token_endpoint,
        };
        let request = errand.request.try_clone().expect("every body is in memory, none is a stream");
        let response = timeout_at(deadline, client.execute(request))
            .await
            .map_err(|_| Failure::timed_out(self.limits.request_timeout))?
            .map_err(|error| Failure::of(&error, self.limits.connect_timeout))?;
        let answer = Answer::read(response, deadline, self.limits, &self.redactor).await;
        *self.last_answer() = Some(Instant::now());
        Ok(answer)
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

/// The waits of one request after 429s that do not say how long.
fn pauses() -> impl Iterator<Item = Duration> {
    std::iter::successors(Some(PAUSE_WHEN_NOT_TOLD), |pause| Some(*pause * 2))
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
        let transport = Transport::new(&settings).unwrap();
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
    fn a_pause_that_is_not_told_doubles_from_five_seconds() {
        let seconds: Vec<_> = pauses().take(TRIES_AFTER_429).map(|pause| pause.as_secs()).collect();
        assert_eq!(seconds, [5, 10, 20, 40]);
    }

    #[test]
    fn the_delays_after_a_failure_are_two_and_short() {
        for _ in 0..100 {
            let delays: Vec<_> = short_delays().map(|delay| delay.as_millis()).collect();
            assert!(matches!(delays[..], [250..=500, 500..=1000]), "{delays:?}");
        }
    }
}
