//! [`Client`]: the control plane as this run of the program may use it: to read from, or to act on as well.

use std::sync::Arc;

use tokio::sync::SetOnce;
use tokio::time::Instant;

use super::{ApiError, Cause, ControlPlane, Departure, Settings, SetupError, Writer};
use crate::domain::{Change, ConnectivityReport, Credentials, Endpoint, Label, Port, RunnerId};

/// The client, once it is made: that happens off the loop. Whoever needs it before waits for it.
pub type SharedClient = Arc<SetOnce<Client>>;

/// One control plane. Clones share its connections, its token and its rate limit.
///
/// Read-only is a type: such a client has no [`Writer`], there is no way to one from a [`ControlPlane`], and without
/// one no call that changes something or reveals a secret can be written down.
#[derive(Clone, Debug)]
pub struct Client {
    control_plane: Arc<ControlPlane>,
    writer: Option<Writer>,
    /// Where connectivity is tested from a runner, below the base address.
    connectivity_path: Option<Arc<str>>,
}

impl Client {
    /// Builds the client, without an [`Writer`] where `is_read_only`. Nothing is sent, but the system's certificates
    /// are read from disk: call it off the event loop.
    pub fn new(settings: Settings, is_read_only: bool) -> Result<Self, SetupError> {
        let connectivity_path = settings.connectivity_path.as_deref().map(Arc::from);
        if is_read_only {
            let control_plane = Arc::new(ControlPlane::new(settings)?);
            return Ok(Self { control_plane, writer: None, connectivity_path });
        }
        let writer = Writer::new(settings)?;
        Ok(Self { control_plane: Arc::new(writer.control_plane().clone()), writer: Some(writer), connectivity_path })
    }

    /// The client that cannot change anything.
    pub fn control_plane(&self) -> &Arc<ControlPlane> {
        &self.control_plane
    }

    /// Has something of a runner changed: one call, as [`Writer`] makes it. Read-only it sends nothing and answers with
    /// [`Cause::NotSent`].
    pub async fn change(&self, id: &RunnerId, change: &Change, departure: &Departure) -> Result<(), ApiError> {
        self.writer("change the runner")?.change(id, change, departure).await
    }

    /// Has a runner try a connection, where a path is configured for that. Read-only it sends nothing, as
    /// [`Client::change`].
    pub async fn test_connectivity(
        &self,
        id: RunnerId,
        (endpoint, port): (Endpoint, Port),
        departure: &Departure,
    ) -> Result<ConnectivityReport, ApiError> {
        const CALL: &str = "test the connection";
        let writer = self.writer(CALL)?;
        let refusal = || ApiError { call: CALL, cause: Cause::NotSent(Label::from("connectivity_path is not set")) };
        let path = self.connectivity_path.as_ref().ok_or_else(refusal)?;
        let began = Instant::now();
        let answer = writer.test_connectivity(&id, path, (endpoint.host(), port.number()), departure).await?;
        Ok(answer.into_report(id, endpoint, port, began.elapsed()))
    }

    /// What a runner signs in with. Read-only it sends nothing, as [`Client::change`].
    pub async fn credentials(&self, id: &RunnerId) -> Result<Credentials, ApiError> {
        self.writer("read the credentials")?.credentials(id).await
    }

    /// Has a runner's secret replaced. Read-only it sends nothing, as [`Client::change`].
    pub async fn refresh_credentials(&self, id: &RunnerId, departure: &Departure) -> Result<Credentials, ApiError> {
        self.writer("refresh the credentials")?.refresh_credentials(id, departure).await
    }

    fn writer(&self, call: &'static str) -> Result<&Writer, ApiError> {
        let refusal = || ApiError { call, cause: Cause::NotSent(Label::from("read-only")) };
        self.writer.as_ref().ok_or_else(refusal)
    }
}
