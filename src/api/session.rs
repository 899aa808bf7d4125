//! [`Session`]: what all calls share, and how a call becomes an answer: with a token, and with a new one if the first is
//! refused.

use std::sync::Arc;

use jiff::SignedDuration;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use reqwest::{Method, Request, StatusCode};
use tokio::sync::watch;
use tokio::time::Instant;

use super::answer::{Answer, Reveals};
use super::auth::{Auth, bearer};
use super::call::Call;
use super::departure::Departure;
use super::error::{ApiError, Cause, SIGN_IN};
use super::priority::Priority;
use super::settings::{Settings, SetupError};
use super::transport::{Host, HttpRequest, Transport};
use crate::domain::Secret;

const ACCOUNT_ID: HeaderName = HeaderName::from_static("account-id");

/// One connection pool, one token and one rate limit.
pub(super) struct Session {
    settings: Arc<Settings>,
    account_id: Option<HeaderValue>,
    transport: Transport,
    auth: Auth,
}

impl Session {
    /// Reads the system's certificates.
    pub(super) fn new(settings: Settings) -> Result<Self, SetupError> {
        let account_id = settings.account_id.as_deref().map(HeaderValue::from_str).transpose();
        let account_id = account_id.map_err(|_| SetupError::AccountId)?;
        settings.redactor.add(&settings.client_secret);
        let settings = Arc::new(settings);
        let transport = Transport::new(Arc::clone(&settings))?;
        let auth = Auth::new(Arc::clone(&settings));
        Ok(Self { settings, account_id, transport, auth })
    }

    /// Until when requests are held back.
    pub(super) fn subscribe(&self) -> watch::Receiver<Option<Instant>> {
        self.transport.gate.subscribe()
    }

    /// The control plane's host.
    pub(super) fn host(&self) -> &str {
        self.settings.api.host()
    }

    /// Has a token that should work: obtains one where there is none.
    pub(super) async fn sign_in(&self) -> Result<(), ApiError> {
        self.auth.token(&self.transport).await.map(drop)
    }

    /// Asks for the address itself, without a token and without a body. Whatever is answered, somebody is there.
    pub(super) async fn knock(&self, host: Host) -> Result<(), ApiError> {
        let (call, address) = match host {
            Host::ControlPlane => ("reach the control plane", &self.settings.api),
            Host::TokenEndpoint => (SIGN_IN, &self.settings.token),
        };
        let http = Request::new(Method::GET, address.url().clone());
        let priority = Priority::Operator;
        let request = HttpRequest { call, host, priority, http: &http, departure: None, reveals: Reveals::Always };
        self.transport.send(&request).await.map(drop).map_err(|cause| ApiError { call, cause })
    }

    /// How far this machine's clock is ahead of whoever answered last.
    pub(super) fn clock_lead(&self) -> Option<SignedDuration> {
        self.transport.server_clock.lead()
    }

    /// Sends `call`, which changes nothing, and has the whole body of a success read by `read`.
    pub(super) async fn ask<T>(
        &self,
        call: &Call,
        read: impl FnOnce(&Answer) -> Result<T, Cause>,
    ) -> Result<T, ApiError> {
        let answer = self.send(call, None).await?;
        read(&answer).map_err(|cause| ApiError { call: call.label, cause })
    }

    /// Sends `call`, which changes something, once `departure` lets it leave; reads as [`Session::ask`] does.
    pub(super) async fn ask_once<T>(
        &self,
        call: &Call,
        departure: &Departure,
        read: impl FnOnce(&Answer) -> Result<T, Cause>,
    ) -> Result<T, ApiError> {
        let answer = self.send(call, Some(departure)).await?;
        read(&answer).map_err(|cause| ApiError { call: call.label, cause })
    }

    /// Sends `call`, which changes something and of which only the success counts: see [`Answer::is_acceptance`].
    pub(super) async fn tell(&self, call: &Call, departure: &Departure) -> Result<(), ApiError> {
        let answer = self.send(call, Some(departure)).await?;
        answer.is_acceptance().map_err(|cause| ApiError { call: call.label, cause })
    }

    /// Sends `call` until there is a success, with a new token if the first one is refused.
    async fn send(&self, call: &Call, departure: Option<&Departure>) -> Result<Answer, ApiError> {
        // The token comes before the call's own place at the gate: obtaining it is a request too, and a place taken
        // before would be used later than it was counted.
        let mut token = self.auth.token(&self.transport).await?;
        let mut answer = self.send_with(call, departure, &token).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            // A 401 was not carried out, so this is right for every method: the vendor's clients repeat once.
            if let Some(departure) = departure {
                departure.came_back();
            }
            self.auth.drop_token(&token).await;
            token = self.auth.token(&self.transport).await?;
            answer = self.send_with(call, departure, &token).await?;
        }
        if answer.is_success() {
            return Ok(answer);
        }
        Err(ApiError { call: call.label, cause: answer.refusal() })
    }

    async fn send_with(&self, call: &Call, departure: Option<&Departure>, token: &Secret) -> Result<Answer, ApiError> {
        let failed = |cause| ApiError { call: call.label, cause };
        let mut request = call.request(&self.settings.api).map_err(failed)?;
        request.headers_mut().insert(AUTHORIZATION, bearer(token).map_err(failed)?);
        if let Some(account_id) = &self.account_id {
            request.headers_mut().insert(ACCOUNT_ID, account_id.clone());
        }
        let reveals = if call.reveals { Reveals::Always } else { Reveals::Nothing };
        let request = HttpRequest {
            call: call.label,
            host: Host::ControlPlane,
            priority: call.priority,
            http: &request,
            departure,
            reveals,
        };
        self.transport.send(&request).await.map_err(failed)
    }
}
