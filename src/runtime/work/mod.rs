//! What is read of the work on the runners: projects, executions, streaming pipelines, audit events.
//!
//! Generic over [`WorkSource`], so that it knows no HTTP and is tested under paused time.
//!
//! ```text
//! projects.rs  projects, environments, schedules and streaming pipelines, once
//! running.rs   the executions that run now
//! events.rs    the audit events of some days
//! pages.rs     a list to its end, or to its limit
//! ```

pub mod events;
mod pages;
pub mod projects;
pub mod running;

use jiff::Timestamp;

use crate::account::{WorkNews, WorkPart};
use crate::api::{ApiError, ControlPlane, Page, Priority, TokenPage};
use crate::domain::{
    AuditEvent, Environment, Execution, Label, PipelineKey, Project, ProjectId, Schedule, StreamingPipeline,
};

/// An answer of the control plane.
type Answer<T> = Result<T, ApiError>;

/// Where the work is read. Pages are counted from 0.
pub trait WorkSource: Send + Sync + 'static {
    /// Reads one page of the projects.
    fn projects(&self, page: u32) -> impl Future<Output = Answer<Page<Project>>> + Send;

    /// Reads one page of a project's environments.
    fn environments(&self, project: &ProjectId, page: u32) -> impl Future<Output = Answer<Page<Environment>>> + Send;

    /// Reads one page of a project's schedules.
    fn schedules(&self, project: &ProjectId, page: u32) -> impl Future<Output = Answer<Page<Schedule>>> + Send;

    /// Reads one page of a project's streaming pipelines.
    fn streaming(&self, project: &ProjectId, page: u32)
    -> impl Future<Output = Answer<Page<StreamingPipeline>>> + Send;

    /// Reads executions with a status: the first, or those that a token stands for.
    fn executions(
        &self,
        status: &'static str,
        more: Option<&str>,
        priority: Priority,
    ) -> impl Future<Output = Answer<TokenPage<Execution>>> + Send;

    /// Reads what a streaming pipeline does.
    fn streaming_status(&self, key: &PipelineKey) -> impl Future<Output = Answer<Label>> + Send;

    /// Reads one page of the audit events between two times.
    fn events(
        &self,
        from: Timestamp,
        to: Timestamp,
        page: u32,
    ) -> impl Future<Output = Answer<Page<AuditEvent>>> + Send;
}

impl WorkSource for ControlPlane {
    async fn projects(&self, page: u32) -> Answer<Page<Project>> {
        self.projects(page).await
    }

    async fn environments(&self, project: &ProjectId, page: u32) -> Answer<Page<Environment>> {
        self.environments(project, page).await
    }

    async fn schedules(&self, project: &ProjectId, page: u32) -> Answer<Page<Schedule>> {
        self.schedules(project, page).await
    }

    async fn streaming(&self, project: &ProjectId, page: u32) -> Answer<Page<StreamingPipeline>> {
        self.streaming_pipelines(project, page).await
    }

    async fn executions(
        &self,
        status: &'static str,
        more: Option<&str>,
        priority: Priority,
    ) -> Answer<TokenPage<Execution>> {
        self.executions(status, more, priority).await
    }

    async fn streaming_status(&self, key: &PipelineKey) -> Answer<Label> {
        self.streaming_status(key).await
    }

    async fn events(&self, from: Timestamp, to: Timestamp, page: u32) -> Answer<Page<AuditEvent>> {
        self.events(from, to, page).await
    }
}

/// Reads one part, and answers with what became of it. `now` is the time of day.
pub async fn read<S: WorkSource>(
    part: WorkPart,
    source: std::sync::Arc<S>,
    news: &tokio::sync::mpsc::Sender<crate::account::News>,
    now: Timestamp,
) -> WorkNews {
    match part {
        WorkPart::Projects => {
            WorkNews::ProjectsRead(projects::ProjectsReader::new(source, news.clone(), now).read().await)
        }
        WorkPart::Running(priority) => WorkNews::RunningRead(running::read(&*source, priority).await),
        WorkPart::Streaming(key) => {
            let outcome = source.streaming_status(&key).await;
            WorkNews::StreamingRead { key, outcome }
        }
        WorkPart::Events { days } => WorkNews::EventsRead { days, outcome: events::read(&*source, days, now).await },
    }
}
