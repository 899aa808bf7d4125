//! [`UsageReader`]: reads all projects and the environments of each, once.
//!
//! Generic over [`UsageSource`], so that it knows no HTTP and is tested under paused time. A large account has hundreds
//! of projects, and each is a call of its own: the client lets them pass as [`crate::api::Priority::Background`], so that
//! other requests need not wait for them.

use crate::account::News;
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::api::reading::{MAX_LIST_BYTES, MAX_PAGES};
use crate::api::{ApiError, Cause, ControlPlane, Page};
use crate::domain::{Environment, Project, ProjectId, ProjectUsage, Usage};

/// Projects asked for at the same time: one that takes its time does not hold the others up.
pub const AT_A_TIME: usize = 2;
/// Progress is told at most this often, and only when another whole percent is read.
pub const PROGRESS_EVERY: Duration = Duration::from_millis(500);
/// Projects in a row to which no answer came, after which the rest is not asked for.
pub const UNANSWERED_LIMIT: usize = 3;

/// Where projects and environments are read.
pub trait UsageSource: Send + Sync + 'static {
    /// Reads one page of the projects, counted from 0.
    fn projects(&self, page: u32) -> impl Future<Output = Result<Page<Project>, ApiError>> + Send;

    /// Reads one page of a project's environments, counted from 0.
    fn environments(
        &self,
        project: &ProjectId,
        page: u32,
    ) -> impl Future<Output = Result<Page<Environment>, ApiError>> + Send;
}

impl UsageSource for ControlPlane {
    async fn projects(&self, page: u32) -> Result<Page<Project>, ApiError> {
        self.projects(page).await
    }

    async fn environments(&self, project: &ProjectId, page: u32) -> Result<Page<Environment>, ApiError> {
        self.environments(project, page).await
    }
}

/// One reading of all projects and environments. Dropping its future gives it up.
pub struct UsageReader<S> {
    source: Arc<S>,
    news: mpsc::Sender<News>,
}

impl<S: UsageSource> UsageReader<S> {
    /// A reading that has not begun.
    pub fn new(source: Arc<S>, news: mpsc::Sender<News>) -> Self {
        Self { source, news }
    }

    /// Reads everything, and sends [`News::UsageProgressed`] meanwhile.
    ///
    /// An error means that the projects could not be read, or that the sign-in is refused. A project whose environments
    /// cannot be read is there without them; so are all that are left once several calls in a row got no answer.
    pub async fn read(self) -> Result<Arc<Usage>, ApiError> {
        let projects = self.all_pages(|page| self.source.projects(page), |project| project.id.clone()).await?;
        if !projects.is_whole {
            tracing::warn!(projects = projects.entries.len(), "more projects than are read");
        }
        let mut reading = Reading::new(projects.entries);
        let calls = reading.keys().into_iter().map(|(index, id)| self.environments(index, id));
        let mut answers = stream::iter(calls).buffer_unordered(AT_A_TIME);
        let mut unanswered = 0;
        while let Some((index, outcome)) = answers.next().await {
            if let Err(error) = &outcome {
                tracing::warn!(%error, "a project is left without its environments");
            }
            unanswered = match &outcome {
                Err(error) if matches!(error.cause, Cause::SignedOut(_)) => return Err(error.clone()),
                Err(error) if got_no_answer(error) => unanswered + 1,
                _ => 0,
            };
            if unanswered == UNANSWERED_LIMIT {
                break;
            }
            reading.take(index, outcome.ok().flatten());
            if let Some(progress) = reading.due_progress() {
                // Only the end must arrive; waiting here would keep the calls under way from being looked after.
                let _ = self.news.try_send(progress);
            }
        }
        Ok(Arc::new(reading.finish()))
    }

    /// The environments of the project at `place`; `None` where there are more than are read.
    async fn environments(&self, index: usize, id: ProjectId) -> (usize, Result<Option<Vec<Environment>>, ApiError>) {
        let page = |page| self.source.environments(&id, page);
        let list = self.all_pages(page, |environment| environment.name.clone()).await;
        (index, list.map(|list| list.is_whole.then_some(list.entries)))
    }

    /// Reads a list to its end, or to the limit of its pages or bytes. An entry that was on an earlier page already is left out, and a page
    /// that brings nothing new is taken for the end.
    async fn all_pages<T, K: Eq + Hash, F>(
        &self,
        read: impl Fn(u32) -> F,
        key: impl Fn(&T) -> K,
    ) -> Result<List<T>, ApiError>
    where
        F: Future<Output = Result<Page<T>, ApiError>>,
    {
        let (mut entries, mut seen, mut bytes) = (Vec::new(), HashSet::new(), 0_usize);
        for page in 0..MAX_PAGES {
            let answer = read(page).await?;
            bytes = bytes.saturating_add(answer.bytes);
            if bytes > MAX_LIST_BYTES {
                break;
            }
            let before = entries.len();
            entries.extend(answer.entries.into_iter().filter(|entry| seen.insert(key(entry))));
            if answer.is_last || entries.len() == before {
                return Ok(List { entries, is_whole: true });
            }
        }
        Ok(List { entries, is_whole: false })
    }
}

/// Whether the failure is one of the way to the control plane, so that the next call is likely to meet it too.
fn got_no_answer(error: &ApiError) -> bool {
    matches!(error.cause, Cause::Unreachable(_) | Cause::NoAnswer(_) | Cause::TimedOut(_) | Cause::RateLimited(_))
}

/// A list that was read page by page.
struct List<T> {
    entries: Vec<T>,
    /// Whether it was read to its end.
    is_whole: bool,
}

/// What has been read, in the order of the projects' names.
struct Reading {
    projects: Vec<ProjectUsage>,
    /// Which of them have been asked for, and were read or could not be.
    is_read: Vec<bool>,
    read: usize,
    last_report: Instant,
    /// Whole percents told of last.
    percent: usize,
}

impl Reading {
    fn new(mut projects: Vec<Project>) -> Self {
        projects.sort_by(Project::name_order);
        Self {
            is_read: vec![false; projects.len()],
            projects: projects.into_iter().map(|project| ProjectUsage { project, environments: None }).collect(),
            read: 0,
            last_report: Instant::now(),
            percent: 0,
        }
    }

    /// The projects' places and ids.
    fn keys(&self) -> Vec<(usize, ProjectId)> {
        self.projects.iter().map(|usage| usage.project.id.clone()).enumerate().collect()
    }

    fn take(&mut self, index: usize, environments: Option<Vec<Environment>>) {
        self.projects[index].environments = environments;
        self.is_read[index] = true;
        self.read += 1;
    }

    /// How far it is, if it is time to tell. The end is told by the result.
    fn due_progress(&mut self) -> Option<News> {
        let (now, total) = (Instant::now(), self.projects.len());
        let percent = self.read * 100 / total.max(1);
        if self.read == total || percent == self.percent || now - self.last_report < PROGRESS_EVERY {
            return None;
        }
        (self.last_report, self.percent) = (now, percent);
        let read = self.projects.iter().zip(&self.is_read).filter(|(_, is_read)| **is_read);
        let so_far = Arc::new(Usage { projects: read.map(|(usage, _)| usage.clone()).collect() });
        Some(News::UsageProgressed { read: self.read, total, so_far })
    }

    fn finish(self) -> Usage {
        Usage { projects: self.projects }
    }
}
