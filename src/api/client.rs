//! [`ControlPlane`]: one async method per endpoint, domain values in and domain values out.

use tokio::sync::watch;
use tokio::time::Instant;

use super::error::{ApiError, Cause};
use super::page::RunnerPage;
use super::settings::{Settings, SetupError};
use crate::domain::{Label, Runner, RunnerId};

/// The control plane. Clones share one connection pool, one token and one rate limit.
#[derive(Clone, Debug)]
pub struct ControlPlane {
    settings: Settings,
}

impl ControlPlane {
    /// Builds the client. Nothing is sent, but the system's certificates are read from disk: call it off the event loop.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        Ok(Self { settings })
    }

    /// Page `page` (from 0) of the runner list, up to 100 runners.
    pub async fn runners(&self, page: u32) -> Result<RunnerPage, ApiError> {
        let _ = page;
        Err(ApiError { call: "list runners", cause: Cause::NotUnderstood(Label::from("not built yet")) })
    }

    /// The details of one runner.
    pub async fn runner(&self, id: &RunnerId) -> Result<Runner, ApiError> {
        let _ = id;
        Err(ApiError { call: "read the runner", cause: Cause::NotUnderstood(Label::from("not built yet")) })
    }

    /// Until when requests are held back, by the rate limit or by a 429; `None` while they pass.
    ///
    /// A moment in the past also means that they pass: nothing was asked since.
    pub fn subscribe(&self) -> watch::Receiver<Option<Instant>> {
        watch::channel(None).1
    }
}
