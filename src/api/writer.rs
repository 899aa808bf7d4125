//! [`Writer`]: every call that changes something or reveals a secret. A program that only reads has none.

use std::fmt;

use reqwest::Method;

use super::answer::Answer;
use super::call::Call;
use super::client::ControlPlane;
use super::connectivity::ConnectivityAnswer;
use super::departure::Departure;
use super::error::{ApiError, Cause};
use super::lenient::Object;
use super::settings::{Settings, SetupError};
use super::wire;
use crate::domain::{AllowListChange, Change, Credentials, RunnerCommand, RunnerId};

/// The control plane, to act on. Clones share one connection pool, one token and one rate limit, also with
/// [`Writer::control_plane`].
///
/// Every call that changes something has a connection of its own, so that it is known when it leaves, and leaves when its
/// [`Departure`] says so. It is sent once, and repeated only after a 401, once and with a new token, as public clients do:
/// that was not carried out. Nor was a 429 (assumed), but by the time that it may be repeated the runner may be another.
/// After a time limit, a broken connection or a 5xx [`ApiError::is_unanswered`] says that it is not known what became of
/// it. Any 2xx is a success, without a body or with JSON or text; a web page, a script or what nobody can read is somebody
/// else's. What was done may show only in a later reading: 202 is what public clients expect of changing and removing a runner; the codes of the other calls are not documented. Which
/// code refuses a call that the runner's status does not allow is not documented either.
///
/// Dropping a method's future takes the call back until it has left, and only gives it up from then on.
#[derive(Clone)]
pub struct Writer(ControlPlane);

impl Writer {
    /// Builds the client, as [`ControlPlane::new`] does.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        ControlPlane::new(settings).map(Self)
    }

    /// The same control plane, to read from.
    pub fn control_plane(&self) -> &ControlPlane {
        &self.0
    }

    /// Changes something of a runner, or removes it: one call.
    ///
    /// A setting is sent alone; the others are not. Documented, with the track in upper case; the page calls the two
    /// switches strings and shows them as booleans: booleans are sent. The calls of the allow list are documented, and only
    /// what the entry of a project means whose last environment was removed is not. Of a command it is documented that
    /// success means "received". That a runner must be Stopped, Pending or Unknown to be removed is known from a public
    /// client; nothing at the cloud provider is deleted.
    pub async fn change(&self, id: &RunnerId, change: &Change, departure: &Departure) -> Result<(), ApiError> {
        self.0.session().tell(&call_of(id, change), departure).await
    }

    /// What a runner signs in with. Documented: the secret can be read again at any time. An answer without either half is
    /// an error.
    pub async fn credentials(&self, id: &RunnerId) -> Result<Credentials, ApiError> {
        let call = Call::get("read the credentials", &credentials_of(id)).revealing();
        self.0.session().ask(&call, credentials_in).await
    }

    /// Replaces a runner's secret and answers with the new one. Documented: the old secret is revoked at once, and the
    /// runner cannot connect again before it was given the new one.
    ///
    /// Should the answer be lost, the secret may have been replaced all the same; [`Writer::credentials`] tells the one
    /// that counts.
    pub async fn refresh_credentials(&self, id: &RunnerId, departure: &Departure) -> Result<Credentials, ApiError> {
        let call = Call::new("refresh the credentials", Method::POST, &credentials_of(id)).revealing();
        self.0.session().ask_once(&call.json(wire::secret_refresh()), departure, credentials_in).await
    }

    /// Has a runner try to connect to `host` and `port`.
    ///
    /// No such call is documented: `path` is where a control plane has one, below its base address, with `{agentId}` where
    /// the runner's id belongs. Request and answer are assumed to be as the web page shows them.
    pub async fn test_connectivity(
        &self,
        id: &RunnerId,
        path: &str,
        (host, port): (&str, u16),
        departure: &Departure,
    ) -> Result<ConnectivityAnswer, ApiError> {
        let call = Call::at_path("test the connection", Method::POST, path, id.as_str());
        let read = |answer: &Answer| wire::connectivity(answer.body()?, answer.json::<Object<_>>()?.0);
        self.0.session().ask_once(&call.json(wire::connectivity_test(host, port)), departure, read).await
    }
}

fn credentials_in(answer: &Answer) -> Result<Credentials, Cause> {
    let pair = answer.json_with_secrets::<Object<wire::CredentialsAnswer<'_>>>()?.0.into_credentials()?;
    answer.hide_from_now_on(&pair.client_secret);
    Ok(pair)
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({})", self.0.session().host())
    }
}

/// The one request of a change.
pub(super) fn call_of(id: &RunnerId, change: &Change) -> Call {
    let runner = ["v1", "agents", id.as_str()];
    match change {
        Change::Setting(change) => Call::new("change the runner", Method::PATCH, &runner).json(wire::update(change)),
        Change::AllowList(change) => of_allow_list(id, change),
        Change::Command(command) => {
            let label = match command {
                RunnerCommand::Restart => "restart the runner",
                RunnerCommand::Pause => "pause the runner",
                RunnerCommand::Resume => "resume the runner",
            };
            let call = Call::new(label, Method::POST, &["v1", "agents", id.as_str(), "commands"]);
            call.json(wire::command(*command))
        }
        Change::Remove => Call::new("remove the runner", Method::DELETE, &runner),
    }
}

fn of_allow_list(id: &RunnerId, change: &AllowListChange) -> Call {
    let call = |method| Call::new("change the allow list", method, &["v1", "agents", id.as_str(), "allowlist"]);
    match change {
        AllowListChange::Add(project) => call(Method::PATCH).json(wire::allow_list(Some(project))),
        AllowListChange::RemoveProject(project) => call(Method::DELETE).query("projectId", &project.as_str()),
        AllowListChange::RemoveEnvironment(project, environment) => {
            call(Method::DELETE).query("projectId", &project.as_str()).query("environmentName", &environment.raw())
        }
        AllowListChange::Clear => call(Method::PUT).json(wire::allow_list(None)),
    }
}

fn credentials_of(id: &RunnerId) -> [&str; 4] {
    ["v1", "agents", id.as_str(), "credentials"]
}
