//! [`ProjectsReader`]: reads all projects, and the environments, schedules and streaming pipelines of each, once.
//!
//! A large account has hundreds of projects, and each is three calls of its own: the client lets them pass as
//! [`crate::api::Priority::Background`], so that other requests need not wait for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{WorkSource, pages};
use crate::account::{News, WorkNews};
use crate::api::{ApiError, Cause};
use crate::domain::{Environment, Project, ProjectId, ProjectUsage, Schedule, StreamingPipeline, Usage};

/// Projects asked for at the same time: one that takes its time does not hold the others up.
pub const AT_A_TIME: usize = 2;
/// Progress is told at most this often, and only when another whole percent is read.
pub const PROGRESS_EVERY: Duration = Duration::from_millis(500);
/// Projects in a row to which no answer came, after which the rest is not asked for.
pub const UNANSWERED_LIMIT: usize = 3;

/// Refusals (403) in a row after which schedules, or streaming pipelines, are not asked for any more: the role lacks the
/// permission for all of them.
pub const REFUSED_LIMIT: usize = 2;

/// One reading of the projects and what is in them. Dropping its future gives it up.
pub struct ProjectsReader<S> {
    source: Arc<S>,
    news: mpsc::Sender<News>,
    /// From when on the starts of schedules are worked out.
    now: Timestamp,
    schedules: Refusals,
    streaming: Refusals,
}

/// The refusals of one kind of call, in a row.
#[derive(Default)]
struct Refusals(AtomicUsize);

/// What was read of one project.
#[derive(Default)]
struct Contents {
    environments: Option<Vec<Environment>>,
    schedules: Option<Vec<Schedule>>,
    streaming: Option<Vec<StreamingPipeline>>,
    /// What could not be read of it, the environments first.
    errors: Vec<ApiError>,
}

impl<S: WorkSource> ProjectsReader<S> {
    /// A reading that has not begun, at the time of day `now`.
    pub fn new(source: Arc<S>, news: mpsc::Sender<News>, now: Timestamp) -> Self {
        Self { source, news, now, schedules: Refusals::default(), streaming: Refusals::default() }
    }

    /// Reads everything, and sends [`WorkNews::Progressed`] meanwhile; and [`WorkNews::Refused`] at the end for each kind of
    /// call that was refused.
    ///
    /// An error means that the projects could not be read, or that the sign-in is refused. A project whose environments
    /// cannot be read is there without them; so are all that are left once several calls in a row got no answer.
    pub async fn read(self) -> Result<Arc<Usage>, ApiError> {
        let projects = pages::all(|page| self.source.projects(page), |project| project.id.clone()).await?;
        if !projects.is_whole {
            tracing::warn!(projects = projects.entries.len(), "more projects than are read");
        }
        let mut reading = Reading::new(projects.entries);
        let calls = reading.keys().into_iter().map(|(index, id)| self.contents(index, id));
        let mut answers = stream::iter(calls).buffer_unordered(AT_A_TIME);
        let (mut unanswered, mut refused) = (0, Vec::<ApiError>::new());
        while let Some((index, contents)) = answers.next().await {
            for error in &contents.errors {
                tracing::warn!(%error, "a project is left without a part");
                let is_refusal = matches!(error.cause, Cause::Forbidden(_));
                if is_refusal && refused.iter().all(|other| other.call != error.call) {
                    refused.push(error.clone());
                }
            }
            let lost =
                contents.errors.iter().find(|error| matches!(error.cause, Cause::SignedOut(_)) || got_no_answer(error));
            unanswered = match lost {
                Some(error) if matches!(error.cause, Cause::SignedOut(_)) => return Err(error.clone()),
                Some(error) if got_no_answer(error) => unanswered + 1,
                _ => 0,
            };
            if unanswered == UNANSWERED_LIMIT {
                break;
            }
            reading.take(index, contents);
            if let Some(progress) = reading.due_progress() {
                // Only the end must arrive; waiting here would keep the calls under way from being looked after.
                let _ = self.news.try_send(progress);
            }
        }
        for error in refused {
            // The loop is gone only when the program ends.
            let _ = self.news.send(News::Work(WorkNews::Refused(error))).await;
        }
        Ok(Arc::new(reading.finish()))
    }

    /// The contents of the project at `index`. `None` where there is more of a kind than is read. What comes after a call
    /// that got no answer is not asked for.
    async fn contents(&self, index: usize, id: ProjectId) -> (usize, Contents) {
        let mut contents = Contents::default();
        let page = |page| self.source.environments(&id, page);
        match pages::all(page, |environment| environment.name.clone()).await {
            Ok(list) => contents.environments = list.is_whole.then_some(list.entries),
            Err(error) => contents.errors.push(error),
        }
        if !contents.is_lost() && self.schedules.may_ask() {
            let page = |page| self.source.schedules(&id, page);
            let key = |schedule: &Schedule| {
                let Schedule { name, pipeline, environment, next_run_at, .. } = schedule;
                (name.clone(), pipeline.clone(), environment.clone(), *next_run_at)
            };
            match self.schedules.noting(pages::all(page, key).await) {
                Ok(list) => {
                    let with_starts = list.entries.into_iter().map(|schedule| schedule.with_starts(self.now));
                    contents.schedules = list.is_whole.then(|| with_starts.collect());
                }
                Err(error) => contents.errors.push(error),
            }
        }
        if !contents.is_lost() && self.streaming.may_ask() {
            let page = |page| self.source.streaming(&id, page);
            let key = |pipeline: &StreamingPipeline| (pipeline.id.clone(), pipeline.name.clone());
            match self.streaming.noting(pages::all(page, key).await) {
                Ok(list) => contents.streaming = list.is_whole.then_some(list.entries),
                Err(error) => contents.errors.push(error),
            }
        }
        (index, contents)
    }
}

impl Refusals {
    fn may_ask(&self) -> bool {
        self.0.load(Ordering::Relaxed) < REFUSED_LIMIT
    }

    fn noting<T>(&self, outcome: Result<T, ApiError>) -> Result<T, ApiError> {
        match &outcome {
            Err(ApiError { cause: Cause::Forbidden(_), .. }) => {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
            _ => self.0.store(0, Ordering::Relaxed),
        }
        outcome
    }
}

impl Contents {
    /// Whether a call got no answer, or the sign-in is refused, so that the next would fare no better.
    fn is_lost(&self) -> bool {
        let is_lost = |error: &ApiError| got_no_answer(error) || matches!(error.cause, Cause::SignedOut(_));
        self.errors.iter().any(is_lost)
    }
}

/// Whether the failure is one of the way to the control plane, so that the next call is likely to meet it too.
fn got_no_answer(error: &ApiError) -> bool {
    matches!(error.cause, Cause::Unreachable(_) | Cause::NoAnswer(_) | Cause::TimedOut(_) | Cause::RateLimited(_))
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
            projects: projects.into_iter().map(ProjectUsage::new).collect(),
            read: 0,
            last_report: Instant::now(),
            percent: 0,
        }
    }

    /// The projects' places and ids.
    fn keys(&self) -> Vec<(usize, ProjectId)> {
        self.projects.iter().map(|usage| usage.project.id.clone()).enumerate().collect()
    }

    fn take(&mut self, index: usize, contents: Contents) {
        let Contents { environments, schedules, streaming, .. } = contents;
        let entry = &mut self.projects[index];
        (entry.environments, entry.schedules, entry.streaming) = (environments, schedules, streaming);
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
        Some(News::Work(WorkNews::Progressed { read: self.read, total, so_far }))
    }

    fn finish(self) -> Usage {
        Usage { projects: self.projects }
    }
}
