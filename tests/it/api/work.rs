//! Executions, schedules, streaming pipelines and audit events: each call and each fault.

use jiff::Timestamp;
use trackside::api::{Page, Priority, TokenPage};
use trackside::domain::work::Timing;
use trackside::domain::{AuditEvent, Execution, Label, PipelineKey, ProjectId, Runner, Schedule, StreamingPipeline};

use super::*;

fn page_json(results: &str) -> Reply {
    Reply::json(200, format!(r#"{{"page":0,"size":100,"results":[{results}]}}"#))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn project() -> ProjectId {
    ProjectId::new("p/1")
}

async fn executions(body: &str) -> Result<TokenPage<Execution>, ApiError> {
    let server = answering([Reply::json(200, body)]).await;
    client(&server).executions("RUNNING", None, Priority::Operator).await
}

async fn schedules(results: &str) -> Page<Schedule> {
    let server = answering([page_json(results)]).await;
    client(&server).schedules(&project(), 0).await.unwrap()
}

async fn streaming(results: &str) -> Page<StreamingPipeline> {
    let server = answering([page_json(results)]).await;
    client(&server).streaming_pipelines(&project(), 0).await.unwrap()
}

async fn events(results: &str) -> Page<AuditEvent> {
    let server = answering([page_json(results)]).await;
    client(&server).events(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH, 0).await.unwrap()
}

#[tokio::test]
async fn all_are_asked_for_as_documented() {
    let server = answering([Reply::json(200, r#"{"results":[],"total":0,"status":"STREAMING"}"#)]).await;
    let client = client(&server);
    let key = PipelineKey { project: project(), id: Label::from("s 1") };
    client.executions("RUNNING", None, Priority::Operator).await.unwrap();
    client.executions("CANCELLING", Some("a+b/c="), Priority::Background).await.unwrap();
    client.schedules(&project(), 2).await.unwrap();
    client.streaming_pipelines(&project(), 0).await.unwrap();
    client.streaming_status(&key).await.unwrap();
    let (from, to) = ("2026-01-01T00:00:00Z".parse().unwrap(), "2026-01-08T00:00:00.5Z".parse().unwrap());
    client.events(from, to, 1).await.unwrap();
    let lines: Vec<_> = api_requests(&server).iter().map(Request::line).collect();
    assert_eq!(
        lines,
        [
            "GET /dpc/v1/pipeline-executions?status=RUNNING&limit=100",
            "GET /dpc/v1/pipeline-executions?status=CANCELLING&limit=100&paginationToken=a%2Bb%2Fc%3D",
            "GET /dpc/v1/projects/p%2F1/schedules?page=2&size=100",
            "GET /dpc/v1/projects/p%2F1/streaming-pipelines?page=0&size=100",
            "GET /dpc/v1/projects/p%2F1/streaming-pipelines/s%201/status",
            "GET /dpc/v1/events?from=2026-01-01T00%3A00%3A00.000Z&to=2026-01-08T00%3A00%3A00.500Z&page=1&size=100",
        ]
    );
}

#[tokio::test]
async fn an_execution_is_known_by_its_id_and_may_lack_the_rest() {
    let body = r#"{"more":"t-1","results":[
        {"pipelineExecutionId":"x-1","pipelineName":"load/orders-full.orch.yaml","status":"RUNNING",
         "startedAt":"2026-01-05T03:00:02.000Z","environmentName":"prod","projectId":"p-1","trigger":"SCHEDULE",
         "user":"canary-person@example.com","message":"canary-person"},
        {"pipelineExecutionId":"x-2"},
        {"pipelineExecutionId":7,"status":"Running","startedAt":"yesterday","trigger":"BY_HAND","projectId":{}},
        {"pipelineName":"no id"},null,3]}"#;
    let page = executions(body).await.unwrap();
    assert_eq!((page.entries.len(), page.unreadable, page.more.as_deref()), (3, 3, Some("t-1")));
    let first = &page.entries[0];
    assert_eq!((first.pipeline_name().raw(), first.started_at), ("orders-full", Some(at("2026-01-05T03:00:02Z"))));
    assert_eq!((first.project.as_ref().unwrap().as_str(), first.trigger.as_ref().unwrap().raw()), ("p-1", "SCHEDULE"));
    assert_eq!((page.entries[1].pipeline.raw(), page.entries[1].started_at), ("x-2", None));
    assert_eq!((page.entries[2].trigger.as_ref().unwrap().raw(), page.entries[2].started_at), ("BY_HAND", None));
    assert!(!format!("{page:?}").contains("canary-person"), "people's data is not read");
}

#[tokio::test]
async fn no_executions_and_no_list_are_told_apart() {
    for (body, expected) in [
        (r#"{"results":[]}"#, Some((0, None))),
        (r#"{"results":[],"more":""}"#, Some((0, None))),
        (r#"{"results":[],"more":null}"#, Some((0, None))),
        (r#"{"results":[{"pipelineExecutionId":"x"}],"more":5}"#, Some((1, Some("5")))),
        ("{}", None),
        ("[]", None),
        (r#"{"results":{}}"#, None),
        (r#"{"results":[{"name":"no id"}]}"#, None),
        ("<html>", None),
        (r#"{"results":["#, None),
    ] {
        let page = executions(body).await;
        let found = page.as_ref().ok().map(|page| (page.entries.len(), page.more.as_deref()));
        assert_eq!(found, expected, "{body}");
        assert!(expected.is_some() || matches!(page, Err(ApiError { cause: Cause::NotUnderstood(_), .. })), "{body}");
    }
}

#[tokio::test]
async fn schedules_by_cron_by_interval_and_in_odd_shapes() {
    let page = schedules(
        r#"{"scheduleId":"s-1","name":"Nightly","pipelineName":"a.orch.yaml","environmentName":"prod","scheduleEnabled":true,
            "nextRunAt":"2026-01-06T03:00:00.000Z","effectiveFrom":"2026-01-01T00:00:00Z","cronExpression":"0 0 3 ? * * *","cronTimezone":"Europe/Dublin",
            "scalarVariables":{"x":"canary-person"}},
           {"name":"Refunds","scheduleEnabled":"TRUE","intervalExpression":{"interval":"30","unit":"MINUTES"}},
           {"name":"Old","scheduleEnabled":false,"cronExpression":0},
           {"scheduleId":"s-4","cronExpression":null,"intervalExpression":[]},
           {"scheduleEnabled":true},[]"#,
    )
    .await;
    let label = |text: &str| Label::from(text);
    let timings: Vec<_> = page.entries.iter().map(|schedule| schedule.timing.clone()).collect();
    assert_eq!(
        timings,
        [
            Timing::Cron { expression: label("0 0 3 ? * * *"), zone: Some(label("Europe/Dublin")) },
            Timing::Interval { count: 30, unit: label("MINUTES") },
            Timing::Cron { expression: label("0"), zone: None },
            Timing::Unknown,
        ]
    );
    let enabled: Vec<_> = page.entries.iter().map(|schedule| schedule.is_enabled).collect();
    assert_eq!(enabled, [Some(true), Some(true), Some(false), None]);
    assert_eq!(page.entries[0].effective_from, Some(at("2026-01-01T00:00:00Z")));
    assert_eq!((page.entries[0].next_run_at, page.entries[3].name.raw()), (Some(at("2026-01-06T03:00:00Z")), "s-4"));
    assert_eq!(page.unreadable, 2);
    assert!(!format!("{page:?}").contains("canary-person"), "values of customers are not read");
}

#[tokio::test]
async fn a_streaming_pipeline_names_its_runner_and_nothing_of_its_ends_but_the_type() {
    let page = streaming(
        r#"{"streamingPipelineId":"s-1","name":"Orders CDC","agentId":"r-9","advancedProperties":{"a":1},
            "streamingSource":{"type":"db2ibmi","connection":{"host":"canary-person.example"}},"streamingTarget":"abs"},
           {"streamingPipelineId":"s-2"},{"agentId":"r-1"}"#,
    )
    .await;
    let first = &page.entries[0];
    assert_eq!(first.runner.as_ref().map(RunnerId::as_str), Some("r-9"));
    assert_eq!((first.source.clone(), first.target.clone()), (Some(Label::from("db2ibmi")), None));
    assert_eq!((page.entries[1].name.raw(), page.entries[1].runner.clone(), page.unreadable), ("s-2", None, 1));
    assert!(!format!("{page:?}").contains("canary-person"));
}

#[tokio::test]
async fn a_streaming_status_comes_as_it_is() {
    for (body, expected) in [
        (r#"{"status":"STREAMING"}"#, Some("STREAMING")),
        (r#"{"status":"Dreaming","more":1}"#, Some("Dreaming")),
        (r#"{"status":""}"#, None),
        ("{}", None),
        ("[]", None),
    ] {
        let server = answering([Reply::json(200, body)]).await;
        let key = PipelineKey { project: project(), id: Label::from("s-1") };
        let status = client(&server).streaming_status(&key).await;
        assert_eq!(status.as_ref().ok().map(Label::raw), expected, "{body}");
    }
}

#[tokio::test]
async fn audit_events_keep_people_to_themselves() {
    let page = events(
        r#"{"eventId":"e-1","eventName":"agent_paused","eventDescription":"Agent paused by canary-person",
            "eventTimestamp":"2026-01-05T03:00:02.000Z","eventSubjectId":"r-1","eventSubjectName":"ingest",
            "actorId":"auth0|canary-person","actorEmail":"canary-person@example.com","additionalInfo":"canary-person"},
           {"eventName":"new_kind_of_event","actorId":"auth0|x","additionalInfo":{}},
           {"eventId":"e-3"}"#,
    )
    .await;
    assert_eq!((page.entries.len(), page.unreadable), (2, 1));
    let event = &page.entries[0];
    assert_eq!(event.actor.as_ref().unwrap().on_screen(), "canary-person@example.com");
    assert!(event.about(&Runner::new("R-1", "x")).is_some());
    assert_eq!(page.entries[1].actor.as_ref().unwrap().on_screen(), "auth0|x");
    assert_eq!(page.entries[1].name.as_ref().unwrap().raw(), "new_kind_of_event", "as it came");
    assert!(!format!("{page:?}").contains("canary-person"), "{page:?}");
}

/// Each of the calls, as what came of it.
async fn each(server: &Server) -> [Result<(), ApiError>; 5] {
    let client = ControlPlane::new(impatient(server)).unwrap();
    let key = PipelineKey { project: project(), id: Label::from("s-1") };
    let now = Timestamp::UNIX_EPOCH;
    [
        client.executions("RUNNING", None, Priority::Operator).await.map(drop),
        client.schedules(&project(), 0).await.map(drop),
        client.streaming_pipelines(&project(), 0).await.map(drop),
        client.streaming_status(&key).await.map(drop),
        client.events(now, now, 0).await.map(drop),
    ]
}

#[tokio::test]
async fn refusals_of_both_kinds_and_other_faults_name_the_call() {
    const CALLS: [&str; 5] = [
        "list executions",
        "list schedules",
        "list streaming pipelines",
        "read the streaming pipeline",
        "list audit events",
    ];
    let role = || Reply::json(403, r#"{"title":"Forbidden"}"#);
    let address = || Reply::of_type(403, "text/plain", "IP not allowed for any organization");
    for (reply, is_address) in [(role(), false), (address(), true)] {
        let server = answering([reply]).await;
        for (outcome, call) in each(&server).await.into_iter().zip(CALLS) {
            let error = error_of(outcome);
            let Cause::Forbidden(problem) = &error.cause else { panic!("{error}") };
            assert_eq!((error.call, problem.is_address_refused()), (call, is_address));
        }
    }
    let not_found = answering([Reply::json(404, "{}")]).await;
    for outcome in each(&not_found).await {
        assert!(matches!(error_of(outcome).cause, Cause::NotFound(_)));
    }
    let cut = answering([Reply::json(200, r#"{"results":[{"#)]).await;
    for outcome in each(&cut).await {
        assert!(matches!(error_of(outcome).cause, Cause::NotUnderstood(_)));
    }
}

#[tokio::test]
async fn a_429_is_waited_for_and_asked_again() {
    let busy = Reply::json(429, "{}").with("retry-after", "0");
    let good = || Reply::json(200, r#"{"results":[],"total":0,"status":"STREAMING"}"#);
    let server = answering([
        busy.clone(),
        good(),
        busy.clone(),
        good(),
        busy.clone(),
        good(),
        busy.clone(),
        good(),
        busy,
        good(),
    ])
    .await;
    for outcome in each(&server).await {
        assert_eq!(outcome, Ok(()));
    }
    assert_eq!(api_requests(&server).len(), 10);
}
