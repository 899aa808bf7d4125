//! [`ControlPlane`]: every call that only reads, one async method per endpoint, domain values in and domain values out.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::time::Instant;

use super::answer::Answer;
use super::call::Call;
use super::calls;
use super::error::{ApiError, Cause};
use super::known_page::{Fingerprint, PageRead};
use super::lenient::Object;
use super::page::{PAGE_SIZE, Page, TokenPage};
use super::priority::Priority;
use super::session::Session;
use super::settings::{Settings, SetupError};
use super::transport::Host;
use super::wire;
use crate::domain::{
    AllowList, AuditEvent, Environment, Execution, Label, PipelineKey, Project, ProjectId, Runner, RunnerId, Schedule,
    StreamingPipeline,
};

/// The control plane, to read from. Clones share one connection pool, one token and one rate limit.
///
/// There is no way from here to an [`super::Writer`]: what is handed only this changes nothing, and sees no runner's
/// secret. Every call is documented as far as its method does not say otherwise, and any 2xx is a success.
///
/// Dropping a method's future gives the call up, wherever it is: waiting, or on its way.
#[derive(Clone)]
pub struct ControlPlane(Arc<Session>);

impl ControlPlane {
    /// Builds the client. Nothing is sent, but the system's certificates are read from disk: call it off the event
    /// loop.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        Session::new(settings).map(|session| Self(Arc::new(session)))
    }

    /// Asks the address of the API for nothing, without a token: an error says that nobody answers there, or why nobody can be spoken to.
    /// Not documented, and so of no other meaning.
    pub async fn knock_at_api(&self) -> Result<(), ApiError> {
        self.0.knock(Host::ControlPlane).await
    }

    /// The same at the token endpoint.
    pub async fn knock_at_token_endpoint(&self) -> Result<(), ApiError> {
        self.0.knock(Host::TokenEndpoint).await
    }

    /// Signs in, where that is not done yet: what each call does by itself.
    pub async fn sign_in(&self) -> Result<(), ApiError> {
        self.0.sign_in().await
    }

    /// How far this machine's clock is ahead of the one of whoever answered last (the token endpoint or the control plane), with
    /// an error of a second and of the time that the answer took; negative where it is behind. `None` before the first answer, and
    /// where none told its time.
    pub fn clock_lead(&self) -> Option<SignedDuration> {
        self.0.clock_lead()
    }

    /// Page `page` (from 0) of the runner list, up to 100 runners. [`Page::is_last`] says whether there are more; the
    /// service decides, so callers should still put a limit to the pages they read.
    ///
    /// The list is documented as one of summaries; which fields they lack is not, so only id and name are relied on.
    pub async fn runners(&self, page: u32) -> Result<Page<Runner>, ApiError> {
        self.0.ask(&runners(page, Priority::List), |answer| runners_of(answer, page)).await
    }

    /// The same, as urgently as that, for whoever has read the page before: an answer that is `known` is not read again.
    pub async fn runners_unless(
        &self,
        known: Option<Fingerprint>,
        page: u32,
        priority: Priority,
    ) -> Result<PageRead, ApiError> {
        let read = |answer: &Answer| {
            let fingerprint = answer.fingerprint();
            if fingerprint.is_some() && fingerprint == known {
                return Ok(PageRead::Same);
            }
            Ok(PageRead::Other { page: runners_of(answer, page)?, fingerprint })
        };
        self.0.ask(&runners(page, priority), read).await
    }

    /// The details of one runner, as urgently as whoever reads them says. [`Cause::NotFound`] means that it is not there
    /// any more.
    pub async fn runner(&self, id: &RunnerId, priority: Priority) -> Result<Runner, ApiError> {
        self.0.ask(&details(id).at(priority), |answer| runner_of(answer, id)).await
    }

    /// What the control plane says of one runner, word for word: JSON with two blanks per level and the keys in the
    /// order in which they came. It is checked to be that runner's.
    ///
    /// No secret is documented to be in it. Should there be one, it is not shown: the value of every key that speaks of
    /// a secret, password, token or credential is `"[hidden]"`, at any depth.
    pub async fn runner_json(&self, id: &RunnerId) -> Result<String, ApiError> {
        let read = |answer: &Answer| runner_of(answer, id).and_then(|_| Ok(wire::shown(answer.json()?)));
        self.0.ask(&details(id), read).await
    }

    /// Who may use one runner while it is restricted. What cannot be read as an allow list is an error, never an empty
    /// list.
    ///
    /// The documented answer has the projects below `projects` twice (`{"projects":{"projects":{…}}}`), the documented
    /// request once: both are read. That an entry without `environments` means all of them is assumed, from the web
    /// page's "All environments".
    pub async fn allow_list(&self, id: &RunnerId) -> Result<AllowList, ApiError> {
        let call = Call::get("read the allow list", &["v1", "agents", id.as_str(), "allowlist"]);
        let read = |answer: &Answer| Ok(answer.json::<Object<wire::AllowListAnswer>>()?.0.into_allow_list());
        self.0.ask(&call, read).await
    }

    /// Page `page` (from 0) of the account's projects, as [`ControlPlane::runners`] pages its list.
    ///
    /// A credential with the role Admin may not see all projects, by the documented roles; whether it gets a
    /// [`Cause::Forbidden`] or a shorter list is not documented.
    pub async fn projects(&self, page: u32) -> Result<Page<Project>, ApiError> {
        let call = Call::page(calls::LIST_PROJECTS, &["v1", "projects"], page).at(Priority::Background);
        self.0.ask(&call, |answer| wire::List::page(answer, page, wire::ProjectEntry::into_project)).await
    }

    /// Page `page` (from 0) of a project's environments, each with its default runner as far as the control plane names
    /// one: public clients have seen entries without, and the documentation spells the field in two ways.
    pub async fn environments(&self, project: &ProjectId, page: u32) -> Result<Page<Environment>, ApiError> {
        let segments = ["v1", "projects", project.as_str(), "environments"];
        let call = Call::page(calls::LIST_ENVIRONMENTS, &segments, page).at(Priority::Background);
        self.0.ask(&call, |answer| wire::List::page(answer, page, wire::EnvironmentEntry::into_environment)).await
    }

    /// Page `page` (from 0) of a project's schedules. An account has 1,000 at most, by the documentation.
    pub async fn schedules(&self, project: &ProjectId, page: u32) -> Result<Page<Schedule>, ApiError> {
        let segments = ["v1", "projects", project.as_str(), "schedules"];
        let call = Call::page(calls::LIST_SCHEDULES, &segments, page).at(Priority::Background);
        self.0.ask(&call, |answer| wire::List::page(answer, page, wire::ScheduleEntry::into_schedule)).await
    }

    /// Page `page` (from 0) of a project's streaming pipelines, each with the runner that runs it.
    pub async fn streaming_pipelines(
        &self,
        project: &ProjectId,
        page: u32,
    ) -> Result<Page<StreamingPipeline>, ApiError> {
        let segments = ["v1", "projects", project.as_str(), "streaming-pipelines"];
        let call = Call::page(calls::LIST_STREAMING, &segments, page).at(Priority::Background);
        self.0.ask(&call, |answer| wire::List::page(answer, page, wire::StreamingEntry::into_pipeline)).await
    }

    /// What a streaming pipeline does now, as the word came.
    pub async fn streaming_status(&self, key: &PipelineKey) -> Result<Label, ApiError> {
        let segments = ["v1", "projects", key.project.as_str(), "streaming-pipelines", key.id.raw(), "status"];
        self.0.ask(&Call::get("read the streaming pipeline", &segments), wire::StatusAnswer::status).await
    }

    /// Executions of the whole account with this status, newest start first: the first of them, or those that `more`, which
    /// came with the ones before, stands for. They name no runner.
    ///
    /// Whether a status may be repeated is not documented: each is asked for on its own.
    pub async fn executions(
        &self,
        status: &'static str,
        more: Option<&str>,
        priority: Priority,
    ) -> Result<TokenPage<Execution>, ApiError> {
        let call = Call::get(calls::LIST_EXECUTIONS, &["v1", "pipeline-executions"]).at(priority);
        let call = call.query("status", &status).query("limit", &PAGE_SIZE);
        let call = if let Some(more) = more { call.query("paginationToken", &more) } else { call };
        self.0.ask(&call, wire::ExecutionList::page).await
    }

    /// Page `page` (from 0) of the audit events between two times, at most 90 days back. Their order is not documented.
    pub async fn events(&self, from: Timestamp, to: Timestamp, page: u32) -> Result<Page<AuditEvent>, ApiError> {
        let time = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        let call = Call::get(calls::LIST_EVENTS, &["v1", "events"]).query("from", &time(from)).query("to", &time(to));
        let call = call.query("page", &page).query("size", &PAGE_SIZE);
        self.0.ask(&call, |answer| wire::List::page(answer, page, wire::EventEntry::into_event)).await
    }

    /// Until when requests are held back, by the rate limit or after a 429; `None` while they pass.
    ///
    /// A moment in the past also means that they pass: nothing was asked since.
    pub fn subscribe(&self) -> watch::Receiver<Option<Instant>> {
        self.0.subscribe()
    }

    /// What an [`super::Writer`] sends its calls with.
    pub(super) fn session(&self) -> &Session {
        &self.0
    }
}

impl fmt::Debug for ControlPlane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ControlPlane({})", self.0.host())
    }
}

fn runners(page: u32, priority: Priority) -> Call {
    Call::page("list runners", &["v1", "agents"], page).at(priority)
}

fn runners_of(answer: &Answer, page: u32) -> Result<Page<Runner>, Cause> {
    wire::List::page(answer, page, wire::Agent::into_runner)
}

fn details(id: &RunnerId) -> Call {
    Call::get("read the runner", &["v1", "agents", id.as_str()])
}

fn runner_of(answer: &Answer, id: &RunnerId) -> Result<Runner, Cause> {
    answer.json::<Object<wire::Agent<'_>>>()?.0.into_runner_with(id)
}
