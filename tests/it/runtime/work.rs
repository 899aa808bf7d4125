//! The reading of what runs and of audit events, with scripted answers.

use std::sync::Mutex;

use jiff::Timestamp;
use trackside::api::{ApiError, Cause, Page, Priority, TokenPage};
use trackside::domain::{
    AuditEvent, Environment, Execution, Label, PipelineKey, Project, ProjectId, Schedule, StreamingPipeline,
};
use trackside::runtime::work::{WorkSource, events, running};

use crate::support::fixtures::problem;

type Answer<T> = Result<T, ApiError>;
type Script = Box<dyn Fn(&str, Option<&str>) -> Answer<TokenPage<Execution>> + Send + Sync>;

/// Answers executions as its script says, and audit events page by page without an end.
struct Source {
    executions: Script,
    last_page: u32,
    calls: Mutex<Vec<String>>,
}

impl Source {
    fn with(executions: impl Fn(&str, Option<&str>) -> Answer<TokenPage<Execution>> + Send + Sync + 'static) -> Self {
        Self { executions: Box::new(executions), last_page: u32::MAX, calls: Mutex::default() }
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }
}

impl WorkSource for Source {
    async fn projects(&self, _: u32) -> Answer<Page<Project>> {
        unreachable!()
    }

    async fn environments(&self, _: &ProjectId, _: u32) -> Answer<Page<Environment>> {
        unreachable!()
    }

    async fn schedules(&self, _: &ProjectId, _: u32) -> Answer<Page<Schedule>> {
        unreachable!()
    }

    async fn streaming(&self, _: &ProjectId, _: u32) -> Answer<Page<StreamingPipeline>> {
        unreachable!()
    }

    async fn executions(&self, status: &'static str, more: Option<&str>, _: Priority) -> Answer<TokenPage<Execution>> {
        self.calls.lock().unwrap().push(format!("{status} {}", more.unwrap_or("-")));
        (self.executions)(status, more)
    }

    async fn streaming_status(&self, _: &PipelineKey) -> Answer<Label> {
        unreachable!()
    }

    async fn events(&self, from: Timestamp, to: Timestamp, page: u32) -> Answer<Page<AuditEvent>> {
        self.calls.lock().unwrap().push(format!("{from} {to} {page}"));
        let event = AuditEvent {
            at: Some(from + jiff::SignedDuration::from_mins(i64::from(page))),
            name: None,
            description: None,
            actor: None,
            subject_id: None,
            subject_name: None,
        };
        Ok(Page { entries: vec![event], total: None, is_last: page == self.last_page, unreadable: 0, bytes: 0 })
    }
}

fn execution(id: &str, status: Option<&str>) -> Execution {
    Execution {
        id: Label::from(id),
        pipeline: Label::from(id),
        project: None,
        environment: None,
        trigger: None,
        status: status.map(Label::from),
        started_at: None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "an answer of a script, which may be a failure")]
fn page(executions: impl IntoIterator<Item = Execution>, more: Option<&str>) -> Answer<TokenPage<Execution>> {
    let entries = executions.into_iter().collect();
    Ok(TokenPage { entries, more: more.map(str::to_owned), unreadable: 0, bytes: 0 })
}

fn forbidden() -> ApiError {
    ApiError { call: "list executions", cause: Cause::Forbidden(problem(403, "Forbidden")) }
}

#[tokio::test]
async fn two_calls_read_what_runs_in_the_whole_account() {
    let source = Source::with(|status, _| page([execution(status, Some(status))], None));
    let read = running::read(&source, Priority::Operator).await.unwrap();
    assert_eq!(source.calls(), ["RUNNING -", "CANCELLING -"]);
    assert_eq!((read.executions.len(), read.is_cut), (2, false));
}

#[tokio::test]
async fn tokens_are_followed_once_each_and_never_for_ever() {
    let pages = |status: &str, more: Option<&str>| match (status, more) {
        ("RUNNING", None) => page([execution("1", None)], Some("t-1")),
        ("RUNNING", Some("t-1")) => page([execution("2", None), execution("1", None)], Some("t-2")),
        ("RUNNING", _) => page([execution("3", Some("running"))], Some("t-1")),
        _ => page([execution("2", Some("CANCELLING"))], None),
    };
    let source = Source::with(pages);
    let read = running::read(&source, Priority::Background).await.unwrap();
    assert_eq!(source.calls(), ["RUNNING -", "RUNNING t-1", "RUNNING t-2", "CANCELLING -"]);
    let ids: Vec<_> = read.executions.iter().map(|execution| execution.id.raw()).collect();
    assert_eq!((ids, read.is_cut), (vec!["1", "2", "3"], true), "each once, and a circle may have left some out");

    let endless = Source::with(|status, more| {
        let number = more.map_or(0, |more| more.parse::<u32>().unwrap()) + 1;
        page([execution(&format!("{status} {number}"), None)], Some(&number.to_string()))
    });
    let read = running::read(&endless, Priority::Background).await.unwrap();
    assert_eq!(endless.calls().len(), 2 * running::MAX_CALLS as usize);
    assert!(read.is_cut, "at least so many");
}

#[tokio::test]
async fn what_does_not_run_is_left_out_and_what_cannot_be_read_is_missed() {
    let source = Source::with(|_, _| {
        let page = page([execution("1", Some("SUCCESS")), execution("2", Some("RUNNING"))], None)?;
        Ok(TokenPage { unreadable: 1, ..page })
    });
    let read = running::read(&source, Priority::Background).await.unwrap();
    assert_eq!((read.executions.len(), read.is_cut), (1, true));
}

#[tokio::test]
async fn a_refusal_is_one_and_a_status_that_is_not_known_costs_nothing_else() {
    let refused = Source::with(|_, _| Err(forbidden()));
    assert_eq!(running::read(&refused, Priority::Background).await, Err(forbidden()));
    assert_eq!(refused.calls().len(), 1);
    let unknown = Source::with(|status, _| match status {
        "RUNNING" => page([execution("1", None)], None),
        _ => Err(ApiError { call: "list executions", cause: Cause::Refused(problem(400, "Bad Request")) }),
    });
    let read = running::read(&unknown, Priority::Background).await.unwrap();
    assert_eq!((read.executions.len(), read.is_cut), (1, true));
}

#[tokio::test]
async fn audit_events_are_read_back_so_many_days_newest_first_and_not_without_an_end() {
    let now: Timestamp = "2026-01-08T12:00:00Z".parse().unwrap();
    let source = Source { last_page: 2, ..Source::with(|_, _| page([], None)) };
    let read = events::read(&source, 7, now).await.unwrap();
    assert_eq!(source.calls()[0], "2026-01-01T12:00:00Z 2026-01-08T12:00:00Z 0");
    assert_eq!((read.events.len(), read.days, read.is_cut), (3, 7, false));
    assert!(read.events.is_sorted_by(|one, other| one.at >= other.at));
    let endless = Source::with(|_, _| page([], None));
    let read = events::read(&endless, 90, now).await.unwrap();
    assert_eq!((endless.calls().len(), read.is_cut), (events::MAX_PAGES as usize, true));
}
