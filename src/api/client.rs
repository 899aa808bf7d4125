//! [`ControlPlane`]: one async method per endpoint, domain values in and domain values out.

use std::fmt;
use std::sync::Arc;

use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;

use super::answer::Answer;
use super::auth::{Auth, bearer};
use super::call::Call;
use super::error::{ApiError, Cause};
use super::lenient::Object;
use super::page::{PAGE_SIZE, RunnerPage};
use super::settings::{Settings, SetupError};
use super::transport::{Errand, Target, Transport};
use super::{wire, words};
use crate::domain::{Runner, RunnerId, Secret};

const ACCOUNT_ID: HeaderName = HeaderName::from_static("account-id");

/// The control plane. Clones share one connection pool, one token and one rate limit.
///
/// Dropping a method's future gives the call up, wherever it is: waiting, or on its way.
#[derive(Clone)]
pub struct ControlPlane(Arc<Shared>);

struct Shared {
    settings: Arc<Settings>,
    account_id: Option<HeaderValue>,
    transport: Transport,
    auth: Auth,
}

impl ControlPlane {
    /// Builds the client. Nothing is sent, but the system's certificates are read from disk: call it off the event
    /// loop.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        let account_id = settings.account_id.as_deref().map(HeaderValue::from_str).transpose();
        let account_id = account_id.map_err(|_| SetupError::AccountId)?;
        let transport = Transport::new(&settings)?;
        let settings = Arc::new(settings);
        let auth = Auth::new(Arc::clone(&settings));
        Ok(Self(Arc::new(Shared { settings, account_id, transport, auth })))
    }

    /// Page `page` (from 0) of the runner list, up to 100 runners. [`RunnerPage::is_last`] says whether there are
    /// more; the service decides, so callers should still put a limit to the pages they read.
    pub async fn runners(&self, page: u32) -> Result<RunnerPage, ApiError> {
        let call = Call::get("list runners", &["v1", "agents"]).query("page", &page).query("size", &PAGE_SIZE);
        let read = |answer: &Answer| Ok(json::<wire::Page<wire::Agent<'_>>>(answer)?.into_runners(page));
        self.ask(&call, read).await
    }

    /// The details of one runner. [`Cause::NotFound`] means that it is not there any more.
    pub async fn runner(&self, id: &RunnerId) -> Result<Runner, ApiError> {
        let call = Call::get("read the runner", &["v1", "agents", id.as_str()]);
        let read = |answer: &Answer| json::<Object<wire::Agent<'_>>>(answer)?.0.into_runner_with(id);
        self.ask(&call, read).await
    }

    /// Until when requests are held back, by the rate limit or after a 429; `None` while they pass.
    ///
    /// A moment in the past also means that they pass: nothing was asked since.
    pub fn subscribe(&self) -> watch::Receiver<Option<Instant>> {
        self.0.transport.gate.subscribe()
    }

    /// Sends `call` and has the whole body of a success read by `read`.
    async fn ask<T>(&self, call: &Call, read: impl FnOnce(&Answer) -> Result<T, Cause>) -> Result<T, ApiError> {
        let answer = self.send(call).await?;
        read(&answer).map_err(|cause| ApiError { call: call.words, cause })
    }

    /// Sends `call`, of which only the success counts: any 2xx is one, whatever comes as its body.
    #[cfg_attr(not(test), expect(dead_code, reason = "the calls that change something come with their screens"))]
    async fn tell(&self, call: &Call) -> Result<(), ApiError> {
        self.send(call).await.map(drop)
    }

    /// Sends `call` until there is a success, with a new token if the first one is refused.
    async fn send(&self, call: &Call) -> Result<Answer, ApiError> {
        // The token comes before the call's own place at the gate: obtaining it is a request too, and a place taken
        // before would be used later than it was counted.
        let mut token = self.0.auth.token(&self.0.transport).await?;
        let mut answer = self.send_with(call, &token).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            // A 401 was not carried out, so this is right for every method.
            self.0.auth.drop_token(&token).await;
            token = self.0.auth.token(&self.0.transport).await?;
            answer = self.send_with(call, &token).await?;
        }
        if answer.is_success() {
            return Ok(answer);
        }
        answer.forget(&token);
        answer.forget(&self.0.settings.client_secret);
        Err(ApiError { call: call.words, cause: answer.refusal() })
    }

    async fn send_with(&self, call: &Call, token: &Secret) -> Result<Answer, ApiError> {
        let failed = |cause| ApiError { call: call.words, cause };
        let mut request = call.request(&self.0.settings.api).map_err(failed)?;
        request.headers_mut().insert(AUTHORIZATION, bearer(token).map_err(failed)?);
        if let Some(account_id) = &self.0.account_id {
            request.headers_mut().insert(ACCOUNT_ID, account_id.clone());
        }
        let errand = Errand {
            words: call.words,
            target: Target::ControlPlane,
            request: &request,
            may_repeat: call.may_repeat(),
        };
        self.0.transport.send(&errand).await.map_err(failed)
    }
}

impl fmt::Debug for ControlPlane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ControlPlane({})", self.0.settings.api.host())
    }
}

/// A whole body of the documented shape, or what it is instead.
fn json<'a, T: Deserialize<'a>>(answer: &'a Answer) -> Result<T, Cause> {
    let body = answer.body()?;
    serde_json::from_slice(body).map_err(|error| Cause::NotUnderstood(words::of_unreadable(body, &error)))
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
