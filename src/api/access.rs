//! [`Client`]: the control plane as this run of the program may use it: to read from, or to act on as well.

use std::sync::Arc;

use tokio::sync::SetOnce;
use tokio::time::Instant;

use super::{ApiError, Cause, ControlPlane, Departure, Operator, Settings, SetupError};
use crate::domain::{Change, ConnectivityReport, Credentials, Endpoint, Label, Port, RunnerId};

/// The client, once it is made: that happens off the loop. Whoever needs it before waits for it.
pub type SharedClient = Arc<SetOnce<Client>>;

/// One control plane. Clones share its connections, its token and its rate limit.
///
/// Read-only is a type: such a client has no [`Operator`], there is no way to one from a [`ControlPlane`], and without
/// one no call that changes something or reveals a secret can be written down.
#[derive(Clone, Debug)]
pub struct Client {
    control_plane: Arc<ControlPlane>,
    operator: Option<Operator>,
    /// Where connectivity is tested from a runner, below the base address.
    connectivity_path: Option<Arc<str>>,
}

impl Client {
    /// Builds the client, without an [`Operator`] where `is_read_only`. Nothing is sent, but the system's certificates
    /// are read from disk: call it off the event loop.
    pub fn new(settings: Settings, is_read_only: bool) -> Result<Self, SetupError> {
        let connectivity_path = settings.connectivity_path.as_deref().map(Arc::from);
        if is_read_only {
            let control_plane = Arc::new(ControlPlane::new(settings)?);
            return Ok(Self { control_plane, operator: None, connectivity_path });
        }
        let operator = Operator::new(settings)?;
        Ok(Self {
            control_plane: Arc::new(operator.control_plane().clone()),
            operator: Some(operator),
            connectivity_path,
        })
    }

    /// The client that cannot change anything.
    pub fn control_plane(&self) -> &Arc<ControlPlane> {
        &self.control_plane
    }

    /// Has something of a runner changed: one call, as [`Operator`] makes it. Read-only it sends nothing and answers with
    /// [`Cause::NotSent`].
    pub async fn change(&self, id: &RunnerId, change: &Change, departure: &Departure) -> Result<(), ApiError> {
        self.operator("change the runner")?.change(id, change, departure).await
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
        let operator = self.operator(CALL)?;
        let refusal = || ApiError { call: CALL, cause: Cause::NotSent(Label::from("no connectivity path is set")) };
        let path = self.connectivity_path.as_ref().ok_or_else(refusal)?;
        let began = Instant::now();
        let answer = operator.test_connectivity(&id, path, (endpoint.host(), port.number()), departure).await?;
        Ok(answer.into_report(id, endpoint, port, began.elapsed()))
    }

    /// What a runner signs in with. Read-only it sends nothing, as [`Client::change`].
    pub async fn credentials(&self, id: &RunnerId) -> Result<Credentials, ApiError> {
        self.operator("read the credentials")?.credentials(id).await
    }

    /// Has a runner's secret replaced. Read-only it sends nothing, as [`Client::change`].
    pub async fn refresh_credentials(&self, id: &RunnerId, departure: &Departure) -> Result<Credentials, ApiError> {
        self.operator("refresh the credentials")?.refresh_credentials(id, departure).await
    }

    fn operator(&self, call: &'static str) -> Result<&Operator, ApiError> {
        let refusal = || ApiError { call, cause: Cause::NotSent(Label::from("trackside runs read-only")) };
        self.operator.as_ref().ok_or_else(refusal)
    }
}
