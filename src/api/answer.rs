//! [`Answer`]: what came back, read within limits of size and time, before anybody asks what it means.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use super::body::{Body, Kind};
use super::error::{Cause, Problem};
use super::failure::Failure;
use super::known_page::Fingerprint;
use super::retry_after::retry_after;
use super::{excerpt, problem};
use crate::domain::{Label, Redactor, Secret};

/// How much of an error's body is read: it is only for its words.
const ERROR_LIMIT: u64 = 1024 * 1024;

/// The byte order mark in UTF-8, which JSON does not have but some proxies add.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What of the answers to a request may hold secrets that nobody knows yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reveals {
    Nothing,
    /// Any answer, whatever its status and form.
    Always,
    /// In an answer with a status of 200 to 299.
    InSuccess,
}

/// How an answer is read.
pub(super) struct Reading<'a> {
    pub(super) deadline: Instant,
    pub(super) limits: Limits,
    /// What is made of the answer holds no secret that this knows.
    pub(super) redactor: &'a Redactor,
    pub(super) reveals: Reveals,
}

/// What an answer says that its body is.
#[derive(PartialEq, Eq)]
enum Media {
    /// The answer has no content type.
    Unknown,
    Json,
    PlainText,
    WebPage,
    /// Anything else, by its name, without secrets.
    Other(Label),
}

/// What one answer may cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) connect_timeout: Duration,
    pub(super) request_timeout: Duration,
    pub(super) response_limit: u64,
}

/// An answer, whatever its status.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// How long it asks to wait before anything else is sent.
    pub(super) retry_after: Option<Duration>,
    /// The host that a redirect leads to.
    leads_to: Option<String>,
    media: Media,
    body: Body,
    /// Why `body` is not all of it.
    pub(super) incomplete: Option<Failure>,
}

impl Answer {
    /// Reads `response` to its end, until the deadline.
    pub(super) async fn read(response: Response, reading: &Reading<'_>) -> Self {
        let &Reading { deadline, limits, redactor, reveals } = reading;
        let kind = match (reveals, response.status().is_success()) {
            (Reveals::Always, _) | (Reveals::InSuccess, true) => Kind::Sealed,
            (_, true) => Kind::Data,
            (_, false) => Kind::Words,
        };
        let leads_to = if kind == Kind::Sealed { None } else { leads_to(&response, redactor) };
        let mut answer = Self {
            status: response.status(),
            retry_after: retry_after(response.headers(), Timestamp::now()),
            leads_to,
            media: Media::of(&response, redactor),
            body: Body::new(kind, redactor.clone()),
            incomplete: None,
        };
        answer.incomplete = answer.read_body(response, deadline, limits).await.err();
        match &mut answer.incomplete {
            None => answer.body.end(),
            Some(failure) => {
                failure.hide(redactor);
                answer.body.cut();
            }
        }
        answer
    }

    async fn read_body(&mut self, mut response: Response, deadline: Instant, limits: Limits) -> Result<(), Failure> {
        let limit = limits.response_limit.min(if self.is_success() { u64::MAX } else { ERROR_LIMIT });
        let too_large = Failure::too_large(limit);
        if response.content_length().is_some_and(|length| length > limit) && self.is_success() {
            return Err(too_large);
        }
        loop {
            let chunk = timeout_at(deadline, response.chunk())
                .await
                .map_err(|_| Failure::timed_out(limits.request_timeout))?
                .map_err(|error| Failure::of(&error, limits.connect_timeout, None))?;
            let Some(chunk) = chunk else { return Ok(()) };
            if self.body.length() as u64 + chunk.len() as u64 > limit {
                return Err(too_large);
            }
            self.body.push(&chunk);
        }
    }

    pub(super) fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// Whether the same request may succeed in a moment.
    pub(super) fn is_transient(&self) -> bool {
        let overloaded = matches!(self.status.as_u16(), 500 | 502 | 503 | 504);
        // One that says when to come back is not asked again before.
        (overloaded && self.retry_after.is_none())
            || (self.is_success() && self.incomplete.as_ref().is_some_and(|failure| failure.is_transient))
    }

    /// The whole body of a success.
    pub(super) fn body(&self) -> Result<&[u8], Cause> {
        match &self.incomplete {
            Some(failure) => Err(failure.cause.clone()),
            // Some services put a byte order mark before their JSON.
            None => Ok(self.body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.body)),
        }
    }

    /// What the whole body of a success is recognised by, without anything of it being read; `None` where it is not whole.
    pub(super) fn fingerprint(&self) -> Option<Fingerprint> {
        (self.incomplete.is_none() && self.is_success()).then(|| self.body.fingerprint())
    }

    /// Whether it is a web page: none of the control plane's answers is one, but a proxy's, a portal's and a gateway's are,
    /// whatever their status.
    fn is_web_page(&self) -> bool {
        self.media == Media::WebPage || excerpt::is_markup(&self.body)
    }

    /// Whether a success says that a change was accepted, which needs no body. An error where somebody else seems to have
    /// answered: with a web page, with what is neither JSON nor text, or with what nobody can read.
    ///
    /// What is only cut was the service's own.
    pub(super) fn is_acceptance(&self) -> Result<(), Cause> {
        let unreadable = |what: Label| Err(Cause::NotUnderstood(what));
        if self.is_web_page() {
            return unreadable(self.page());
        }
        let is_empty = self.body.length() == 0;
        match (&self.media, &self.incomplete) {
            (_, Some(Failure { cause: cause @ Cause::NotUnderstood(_), .. })) => Err(cause.clone()),
            (Media::Other(name), cut) if !is_empty || cut.is_some() => {
                unreadable(self.with_status(&format!("{} instead of JSON", name.raw())))
            }
            _ if excerpt::is_text(&self.body) => Ok(()),
            _ => unreadable(self.with_status(excerpt::not_text(&self.body).raw())),
        }
    }

    /// What the web page is, in a few words.
    fn page(&self) -> Label {
        let unnamed = if self.body.length() == 0 { "an empty web page" } else { "a web page" };
        let page = excerpt::of_text(&self.body);
        self.with_status(page.as_ref().map_or(unnamed, Label::raw))
    }

    fn with_status(&self, what: &str) -> Label {
        Label::from(format!("{what} ({})", self.status.as_u16()))
    }

    /// What a success is in place of the documented JSON.
    fn unreadable(&self, body: &[u8], error: &serde_json::Error) -> Cause {
        let is_markup = excerpt::is_markup(&self.body);
        Cause::NotUnderstood(if is_markup { self.page() } else { excerpt::of_unreadable(body, error) })
    }

    /// The whole body of a success, of the documented shape, or what it is instead.
    pub(super) fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Cause> {
        let body = self.body()?;
        serde_json::from_slice(body).map_err(|error| self.unreadable(body, &error))
    }

    /// The same of an answer that consists of secrets. They are in no error.
    pub(super) fn json_with_secrets<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Cause> {
        self.body()?;
        let came = self.body.with_secrets();
        serde_json::from_slice(came.strip_prefix(BYTE_ORDER_MARK).unwrap_or(came))
            .map_err(|error| self.unreadable(came, &error))
    }

    /// `secret`, which came with this answer, is in nothing that is made of a later one.
    pub(super) fn hide_from_now_on(&self, secret: &Secret) {
        self.body.redactor().add(secret);
    }

    /// What a status that is no success means for a call to the control plane.
    pub(super) fn refusal(&self) -> Cause {
        match self.status.as_u16() {
            300..=399 => Cause::NotUnderstood(self.redirect()),
            401 => Cause::SignedOut(self.problem()),
            403 => Cause::Forbidden(self.problem()),
            // Only the control plane knows whether it has something.
            404 if self.is_web_page() => Cause::NotUnderstood(self.page()),
            404 => Cause::NotFound(self.problem()),
            500.. => Cause::Server(self.problem()),
            400..=499 => Cause::Refused(self.problem()),
            _ => Cause::NotUnderstood(Label::from(format!("status {}", self.status.as_u16()))),
        }
    }

    /// The words of an error's body.
    pub(super) fn problem(&self) -> Problem {
        problem::read(self.status, &self.body)
    }

    fn redirect(&self) -> Label {
        match &self.leads_to {
            Some(host) => excerpt::line(&format!("a redirect to {host} (not followed)")),
            None => Label::from(format!("status {}", self.status.as_u16())),
        }
    }
}

impl Media {
    fn of(response: &Response, redactor: &Redactor) -> Self {
        let told = response.headers().get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let told = told.unwrap_or_default();
        let name = told.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match name.as_str() {
            "" => Self::Unknown,
            "text/plain" => Self::PlainText,
            "text/html" | "application/xhtml+xml" => Self::WebPage,
            json if json.ends_with("/json") || json.ends_with("+json") => Self::Json,
            other => Self::Other(excerpt::line(&redactor.clean(other))),
        }
    }
}

/// Without what `redactor` knows, which a host's name holds in lower case at the most.
fn leads_to(response: &Response, redactor: &Redactor) -> Option<String> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let target = response.url().join(&redactor.clean(location)).ok()?;
    target.host_str().map(|host| redactor.clean(host).into_owned())
}
