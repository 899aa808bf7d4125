//! The product's client against the demo: what runs, what comes next, who did what, and what a role may not read.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc;
use trackside::account::{News, WorkNews, WorkPart};
use trackside::api::{ApiError, BaseUrl, Cause, ControlPlane, Priority, Settings as ApiSettings};
use trackside::demo::{Demo, Fault, Settings};
use trackside::domain::{Events, Join, Runner, Running, Secret, Usage};
use trackside::runtime::work;

struct Rig {
    demo: Demo,
    client: Arc<ControlPlane>,
}

impl Rig {
    async fn start(settings: Settings) -> Self {
        let demo = Demo::start(settings).await.unwrap();
        let address = |url: String| BaseUrl::parse(&url).unwrap();
        let secret = Secret::new(demo.client_secret().to_owned());
        let mut settings =
            ApiSettings::new(address(demo.api_url()), address(demo.token_url()), demo.client_id().to_owned(), secret);
        // What fills in is spread over the minute; a test has no minute.
        settings.rate_limit_per_minute = 100_000;
        Self { client: Arc::new(ControlPlane::new(settings).unwrap()), demo }
    }

    /// Reads a part, as the link does. Answers with what was refused on the way, too.
    async fn read(&self, part: WorkPart) -> (WorkNews, Vec<ApiError>) {
        let (news, mut told) = mpsc::channel(1_024);
        let answer = work::read(part, Arc::clone(&self.client), &news, Timestamp::now()).await;
        drop(news);
        let mut refused = Vec::new();
        while let Some(message) = told.recv().await {
            if let News::Work(WorkNews::Refused(error)) = message {
                refused.push(error);
            }
        }
        (answer, refused)
    }

    async fn usage(&self) -> Result<Arc<Usage>, ApiError> {
        let (WorkNews::ProjectsRead(outcome), _) = self.read(WorkPart::Projects).await else { panic!() };
        outcome
    }

    async fn running(&self) -> Result<Arc<Running>, ApiError> {
        let (WorkNews::RunningRead(outcome), _) = self.read(WorkPart::Running(Priority::Operator)).await else {
            panic!()
        };
        outcome
    }

    async fn events(&self) -> Result<Arc<Events>, ApiError> {
        let (WorkNews::EventsRead { outcome, .. }, _) = self.read(WorkPart::Events { days: 90 }).await else {
            panic!()
        };
        outcome
    }

    async fn runners(&self) -> Vec<Runner> {
        self.client.runners(0).await.unwrap().entries
    }
}

#[tokio::test]
async fn pipelines_run_on_runners_and_schedules_come_next() {
    let rig = Rig::start(Settings::default()).await;
    let (usage, running) = (rig.usage().await.unwrap(), rig.running().await.unwrap());
    assert!(running.executions.len() > 3 && !running.is_cut);
    let join = Join::new(usage, running);
    let runners = rig.runners().await;
    let busy: Vec<&Runner> = runners.iter().filter(|runner| join.count(runner) > 0).collect();
    assert!(busy.len() > 3, "{}", busy.len());
    let work: Vec<_> = runners.iter().map(|runner| join.of(runner)).collect();
    let schedules: Vec<_> = work.iter().flat_map(|work| &work.schedules).collect();
    assert!(schedules.len() > 10);
    let enabled = || schedules.iter().filter(|(_, schedule)| schedule.is_enabled == Some(true));
    assert!(enabled().all(|(_, schedule)| schedule.starts.known_until.is_some()), "each can be worked out");
    assert!(enabled().all(|(_, schedule)| schedule.starts.at.first().copied() == schedule.next_run_at));
    let streaming: Vec<_> = work.iter().flat_map(|work| &work.streaming).collect();
    assert!(!streaming.is_empty());
    let (project, pipeline) = streaming[0];
    let key = trackside::domain::PipelineKey { project: project.id.clone(), id: pipeline.id.clone().unwrap() };
    let (WorkNews::StreamingRead { outcome, .. }, _) = rig.read(WorkPart::Streaming(key)).await else { panic!() };
    assert!(!outcome.unwrap().is_blank());
}

#[tokio::test]
async fn audit_events_tell_of_colleagues_who_are_invented() {
    let rig = Rig::start(Settings::default()).await;
    let events = rig.events().await.unwrap();
    let runners = rig.runners().await;
    assert!(events.of(&runners[0]).count() > 0);
    for (event, _) in events.of(&runners[0]) {
        let actor = event.actor.as_ref().unwrap().on_screen();
        assert!(actor.ends_with("@invented.example"), "{actor}");
    }
}

#[tokio::test]
async fn a_role_that_may_not_read_something_can_be_trained() {
    let with = |fault: &str| {
        let faults: Vec<Fault> = vec![fault.parse().unwrap()];
        Rig::start(Settings { faults, ..Settings::default() })
    };
    let is_refused = |error: &ApiError| matches!(error.cause, Cause::Forbidden(_));
    let rig = with("403-projects=1").await;
    assert!(is_refused(&rig.usage().await.unwrap_err()) && rig.running().await.is_ok());
    let rig = with("403-executions=1").await;
    assert!(is_refused(&rig.running().await.unwrap_err()) && rig.usage().await.is_ok());
    let rig = with("403-events=1").await;
    assert!(is_refused(&rig.events().await.unwrap_err()) && rig.running().await.is_ok());
    let rig = with("403-schedules=1").await;
    let (answer, refused) = rig.read(WorkPart::Projects).await;
    assert!(matches!(answer, WorkNews::ProjectsRead(Ok(_))) && refused.len() == 1 && is_refused(&refused[0]));
    assert!(!rig.runners().await.is_empty(), "everything else works on");
    assert!(!rig.demo.requests().is_empty());
}
