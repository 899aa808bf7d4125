//! The reading of projects and environments under paused time, with a scripted account.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use trackside::account::{News, WorkNews};

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use trackside::api::reading::MAX_PAGES;
use trackside::api::{ApiError, Cause, Page, Priority, TokenPage};
use trackside::domain::{
    AuditEvent, Environment, Execution, Label, PipelineKey, Project, ProjectId, ProjectUsage, RunnerId, Schedule,
    StreamingPipeline, Usage,
};

use trackside::runtime::work::WorkSource;
use trackside::runtime::work::projects::{AT_A_TIME, PROGRESS_EVERY, ProjectsReader, REFUSED_LIMIT, UNANSWERED_LIMIT};

use crate::support::fixtures::{SECOND, problem};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

type Projects = Result<Page<Project>, ApiError>;
type Environments = Result<Page<Environment>, ApiError>;
type EnvironmentScript = Box<dyn Fn(&str, u32) -> Environments + Send + Sync>;

type ScheduleScript = Box<dyn Fn(&str, u32) -> Result<Page<Schedule>, ApiError> + Send + Sync>;

/// An account that answers as its scripts say, each call after `latency`.
struct Account {
    projects: Box<dyn Fn(u32) -> Projects + Send + Sync>,
    environments: EnvironmentScript,
    latency: Box<dyn Fn(&str) -> Duration + Send + Sync>,
    schedules: ScheduleScript,
    calls: Mutex<Vec<(String, Instant)>>,
    /// Calls for schedules and streaming pipelines.
    others: Mutex<Vec<String>>,
    under_way: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Account {
    /// An account of `count` projects, 100 on a page, each with the environment `prod`.
    fn of(count: usize) -> Self {
        let projects = move |page: u32| {
            let from = page as usize * 100;
            let to = count.min(from + 100);
            Ok(Page { total: Some(count as u64), ..page_of((from..to).map(numbered), to == count) })
        };
        Self {
            projects: Box::new(projects),
            environments: Box::new(|_, _| Ok(page_of([environment("prod")], true))),
            latency: Box::new(|_| Duration::ZERO),
            schedules: Box::new(|_, _| Ok(page_of([], true))),
            calls: Mutex::default(),
            others: Mutex::default(),
            under_way: AtomicUsize::default(),
            most_at_once: AtomicUsize::default(),
        }
    }

    fn with_environments(self, script: impl Fn(&str, u32) -> Environments + Send + Sync + 'static) -> Self {
        Self { environments: Box::new(script), ..self }
    }

    fn with_projects(self, script: impl Fn(u32) -> Projects + Send + Sync + 'static) -> Self {
        Self { projects: Box::new(script), ..self }
    }

    fn with_latency(self, latency: impl Fn(&str) -> Duration + Send + Sync + 'static) -> Self {
        Self { latency: Box::new(latency), ..self }
    }

    async fn call(&self, what: String) {
        let under_way = self.under_way.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_at_once.fetch_max(under_way, Ordering::Relaxed);
        let latency = (self.latency)(&what);
        self.calls.lock().unwrap().push((what, Instant::now()));
        tokio::time::sleep(latency).await;
        self.under_way.fetch_sub(1, Ordering::Relaxed);
    }

    fn asked(&self) -> Vec<String> {
        self.calls.lock().unwrap().iter().map(|(what, _)| what.clone()).collect()
    }

    fn call_times(&self) -> Vec<Instant> {
        self.calls.lock().unwrap().iter().map(|(_, at)| *at).collect()
    }
}

impl WorkSource for Account {
    async fn projects(&self, page: u32) -> Projects {
        self.call(format!("projects {page}")).await;
        (self.projects)(page)
    }

    async fn environments(&self, project: &ProjectId, page: u32) -> Environments {
        self.call(format!("{} {page}", project.as_str())).await;
        (self.environments)(project.as_str(), page)
    }

    async fn schedules(&self, project: &ProjectId, page: u32) -> Result<Page<Schedule>, ApiError> {
        self.others.lock().unwrap().push(format!("schedules {} {page}", project.as_str()));
        (self.schedules)(project.as_str(), page)
    }

    async fn streaming(&self, project: &ProjectId, page: u32) -> Result<Page<StreamingPipeline>, ApiError> {
        self.others.lock().unwrap().push(format!("streaming {} {page}", project.as_str()));
        Ok(page_of([], true))
    }

    async fn executions(
        &self,
        _: &'static str,
        _: Option<&str>,
        _: Priority,
    ) -> Result<TokenPage<Execution>, ApiError> {
        unreachable!("not read with the projects")
    }

    async fn streaming_status(&self, _: &PipelineKey) -> Result<Label, ApiError> {
        unreachable!("not read with the projects")
    }

    async fn events(&self, _: Timestamp, _: Timestamp, _: u32) -> Result<Page<AuditEvent>, ApiError> {
        unreachable!("not read with the projects")
    }
}

fn page_of<T>(entries: impl IntoIterator<Item = T>, is_last: bool) -> Page<T> {
    Page { entries: entries.into_iter().collect(), total: None, is_last, unreadable: 0, bytes: 0 }
}

fn project(id: &str, name: &str) -> Project {
    Project { id: ProjectId::new(id), name: Label::from(name) }
}

/// Project 7 has the id `p007` and a name whose order is its number, whatever the case of its first letter.
fn numbered(number: usize) -> Project {
    let case = if number.is_multiple_of(2) { 'n' } else { 'N' };
    project(&format!("p{number:03}"), &format!("{case}umber {number:03}"))
}

fn environment(name: &str) -> Environment {
    Environment { name: Label::from(name), default_runner: Some(RunnerId::new("r-1")), default_runner_name: None }
}

fn failing(cause: Cause) -> ApiError {
    ApiError { call: "list environments", cause }
}

fn no_answer() -> Environments {
    Err(failing(Cause::NoAnswer(Label::from("the connection broke"))))
}

/// A whole reading: its outcome and the news on the way.
async fn read(account: Account) -> (Arc<Account>, Result<Arc<Usage>, ApiError>, Vec<News>) {
    let account = Arc::new(account);
    let (news, mut told) = mpsc::channel(1024);
    let outcome = ProjectsReader::new(Arc::clone(&account), news, NOW).read().await;
    let mut messages = Vec::new();
    while let Some(message) = told.recv().await {
        messages.push(message);
    }
    (account, outcome, messages)
}

/// The ids of the projects without environments.
fn unread(usage: &Usage) -> Vec<&str> {
    let without = |usage: &&ProjectUsage| usage.environments.is_none();
    usage.projects.iter().filter(without).map(|usage| usage.project.id.as_str()).collect()
}

fn names(usage: &Usage) -> Vec<&str> {
    usage.projects.iter().map(|usage| usage.project.name.raw()).collect()
}

#[tokio::test(start_paused = true)]
async fn an_account_without_projects_is_one_call() {
    let (account, outcome, news) = read(Account::of(0)).await;
    assert_eq!((account.asked(), outcome, news), (vec!["projects 0".to_owned()], Ok(Arc::default()), vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_project_is_one_more_call() {
    let (account, outcome, news) = read(Account::of(1)).await;
    let environments = Some(vec![environment("prod")]);
    let usage = Usage {
        projects: vec![ProjectUsage {
            environments,
            schedules: Some(Vec::new()),
            streaming: Some(Vec::new()),
            ..ProjectUsage::new(numbered(0))
        }],
    };
    assert_eq!((account.asked(), outcome), (vec!["projects 0".to_owned(), "p000 0".to_owned()], Ok(Arc::new(usage))));
    assert_eq!(news, [], "no progress for what is over at once");
}

#[tokio::test(start_paused = true)]
async fn five_hundred_projects_are_read_once_each_and_two_at_a_time() {
    let (account, outcome, _) = read(Account::of(500).with_latency(|_| SECOND / 4)).await;
    let usage = outcome.unwrap();
    assert_eq!((usage.projects.len(), usage.unread()), (500, 0));
    assert_eq!(names(&usage), (0..500).map(|number| numbered(number).name.raw().to_owned()).collect::<Vec<_>>());

    let mut asked = account.asked();
    assert_eq!(asked.len(), 505, "5 pages of projects and one of environments each");
    asked.sort();
    asked.dedup();
    assert_eq!(asked.len(), 505, "nothing is asked twice");
    assert_eq!(account.most_at_once.load(Ordering::Relaxed), AT_A_TIME);
}

#[tokio::test(start_paused = true)]
async fn progress_is_told_now_and_then_with_what_was_read() {
    for (count, millis) in [(500, 480), (100, 4_000), (7, 12_000), (2000, 2)] {
        let started = Instant::now();
        let (_, outcome, news) = read(Account::of(count).with_latency(move |_| Duration::from_millis(millis))).await;
        assert_eq!(outcome.unwrap().projects.len(), count);
        let most = started.elapsed().div_duration_f64(PROGRESS_EVERY);
        assert!(!news.is_empty() && news.len() <= 99, "{count}: {}", news.len());
        #[expect(clippy::cast_precision_loss, reason = "at most 99")]
        let told = news.len() as f64;
        assert!(told <= most, "{count}: {told} in {:?}", started.elapsed());
        let mut last = 0;
        for message in news {
            let News::Work(WorkNews::Progressed { read, total, so_far }) = message else { panic!("{message:?}") };
            assert!(read * 100 / count > last * 100 / count, "{count}: {last}, then {read}");
            assert!(read < count, "the end is told by the result");
            assert_eq!((total, so_far.projects.len(), so_far.unread()), (count, read, 0));
            let order = |one: &ProjectUsage, other: &ProjectUsage| one.project.name_order(&other.project).is_le();
            assert!(so_far.projects.is_sorted_by(order));
            last = read;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_project_that_takes_its_time_does_not_hold_the_others_up() {
    let slow = |what: &str| if what == "p000 0" { SECOND * 600 } else { Duration::ZERO };
    let (account, outcome, _) = read(Account::of(50).with_latency(slow)).await;
    assert_eq!(outcome.unwrap().unread(), 0);
    let times = account.call_times();
    assert!(*times.last().unwrap() - times[0] < SECOND * 20);
}

#[tokio::test(start_paused = true)]
async fn a_project_whose_environments_cannot_be_read_is_there_without_them() {
    for cause in [
        Cause::NotFound(problem(404, "Not Found")),
        Cause::Forbidden(problem(403, "Forbidden")),
        Cause::Refused(problem(400, "Bad Request")),
        Cause::Server(problem(503, "Service Unavailable")),
        Cause::NotUnderstood(Label::from("a web page")),
        Cause::TooLarge(16),
        Cause::NotSent(Label::from("an id that cannot be part of an address")),
        Cause::NoAnswer(Label::from("the connection broke")),
        Cause::Unreachable(Label::from("connection refused")),
        Cause::TimedOut(SECOND * 30),
        Cause::RateLimited(SECOND),
    ] {
        let error = failing(cause.clone());
        let one_fails = move |id: &str, _| {
            if id == "p004" { Err(error.clone()) } else { Ok(page_of([environment("prod")], true)) }
        };
        let (account, outcome, _) = read(Account::of(9).with_environments(one_fails)).await;
        assert_eq!(unread(&outcome.unwrap()), ["p004"], "{cause:?}");
        assert_eq!(account.asked().len(), 10, "{cause:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_however_many_stop_nothing() {
    let refused = |_: &str, _| Err(failing(Cause::Forbidden(problem(403, "Forbidden"))));
    let (account, outcome, _) = read(Account::of(120).with_environments(refused)).await;
    assert_eq!((outcome.unwrap().unread(), account.asked().len()), (120, 122));
}

#[tokio::test(start_paused = true)]
async fn projects_that_cannot_be_listed_are_the_whole_outcome() {
    for cause in [
        Cause::Forbidden(problem(403, "Forbidden")),
        Cause::SignedOut(problem(401, "Unauthorized")),
        Cause::Unreachable(Label::from("connection refused")),
        Cause::Server(problem(500, "Internal Server Error")),
    ] {
        for failing_page in [0, 1] {
            let error = failing(cause.clone());
            let told = error.clone();
            let list = move |page: u32| {
                if page == failing_page { Err(told.clone()) } else { Ok(page_of((0..100).map(numbered), false)) }
            };
            let (account, outcome, news) = read(Account::of(0).with_projects(list)).await;
            assert_eq!((outcome, news), (Err(error), vec![]));
            assert_eq!(account.asked().len(), failing_page as usize + 1, "no project is asked for");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_is_refused_on_the_way_ends_it_with_that_error() {
    let error = failing(Cause::SignedOut(problem(401, "Unauthorized")));
    let told = error.clone();
    let signed_out =
        move |id: &str, _| if id >= "p010" { Err(told.clone()) } else { Ok(page_of([environment("prod")], true)) };
    let (account, outcome, _) = read(Account::of(100).with_environments(signed_out)).await;
    assert_eq!(outcome, Err(error));
    assert!(account.asked().len() <= 1 + 10 + AT_A_TIME, "{:?}", account.asked());
}

#[tokio::test(start_paused = true)]
async fn a_broken_network_ends_it_and_keeps_what_was_read() {
    for cause in [
        Cause::Unreachable(Label::from("connection refused")),
        Cause::NoAnswer(Label::from("the connection broke")),
        Cause::TimedOut(SECOND * 30),
        Cause::RateLimited(SECOND),
    ] {
        let error = failing(cause);
        let breaks =
            move |id: &str, _| if id >= "p020" { Err(error.clone()) } else { Ok(page_of([environment("prod")], true)) };
        let (account, outcome, _) = read(Account::of(100).with_environments(breaks)).await;
        let usage = outcome.unwrap();
        assert_eq!((usage.projects.len(), usage.unread()), (100, 80));
        assert_eq!(unread(&usage)[0], "p020");
        let asked = account.asked().len() - 1 - 20;
        assert!((UNANSWERED_LIMIT..UNANSWERED_LIMIT + AT_A_TIME).contains(&asked), "{asked} calls went nowhere");
    }
}

#[tokio::test(start_paused = true)]
async fn trouble_that_passes_does_not_end_it() {
    // Two of three break, but never three in a row; a refusal is an answer too.
    let flaky = |id: &str, _| match id[1..].parse::<usize>().unwrap() % 6 {
        2 => Ok(page_of([environment("prod")], true)),
        5 => Err(failing(Cause::NotFound(problem(404, "Not Found")))),
        _ => no_answer(),
    };
    let (account, outcome, _) = read(Account::of(60).with_environments(flaky)).await;
    assert_eq!((outcome.unwrap().unread(), account.asked().len()), (50, 61));
}

#[tokio::test(start_paused = true)]
async fn environments_are_read_to_their_last_page_or_not_at_all() {
    let two_pages = |id: &str, page: u32| match (id, page) {
        ("p001", 1) => Err(failing(Cause::Server(problem(500, "Internal Server Error")))),
        (_, 0) => Ok(page_of([environment("dev"), environment("prod")], false)),
        _ => Ok(page_of([environment("prod"), environment("test")], true)),
    };
    let (account, outcome, _) = read(Account::of(2).with_environments(two_pages)).await;
    let usage = outcome.unwrap();
    let found = usage.projects[0].environments.as_ref().unwrap();
    assert_eq!(found, &["dev", "prod", "test"].map(environment), "each once, in the order in which they came");
    assert_eq!((unread(&usage), account.asked().len()), (vec!["p001"], 5));
}

#[tokio::test(start_paused = true)]
async fn lists_without_an_end_are_left_at_the_page_limit() {
    let limit = MAX_PAGES as usize;
    let account = Account::of(1).with_environments(|_, page| Ok(page_of([environment(&page.to_string())], false)));
    let (account, outcome, _) = read(account).await;
    assert_eq!((outcome.unwrap().unread(), account.asked().len()), (1, 1 + limit), "some of them are not all of them");

    let list = |page: u32| Ok(page_of([numbered(page as usize)], false));
    let (account, outcome, _) = read(Account::of(0).with_projects(list)).await;
    assert_eq!((outcome.unwrap().projects.len(), account.asked().len()), (limit, 2 * limit));
}

#[tokio::test(start_paused = true)]
async fn lists_that_repeat_themselves_end_with_the_first_page_that_brings_nothing_new() {
    let account = Account::of(0).with_projects(|_| Ok(page_of((0..3).map(numbered), false)));
    let account = account.with_environments(|_, _| Ok(page_of([environment("prod")], false)));
    let (account, outcome, _) = read(account).await;
    let usage = outcome.unwrap();
    assert_eq!((usage.projects.len(), usage.unread(), account.asked().len()), (3, 0, 2 + 3 * 2));
}

#[tokio::test(start_paused = true)]
async fn projects_come_in_the_order_of_their_names_without_regard_to_case() {
    let list = [("1", "beta"), ("2", "Alpha"), ("4", "Ümlaut"), ("3", "BETA"), ("5", "ümlaut b"), ("0", "beta")];
    let list = move |_| Ok(page_of(list.map(|(id, name)| project(id, name)), true));
    let (_, outcome, _) = read(Account::of(0).with_projects(list)).await;
    let usage = outcome.unwrap();
    let ids: Vec<&str> = usage.projects.iter().map(|usage| usage.project.id.as_str()).collect();
    assert_eq!(ids, ["2", "3", "0", "1", "4", "5"]);
}

#[tokio::test(start_paused = true)]
async fn a_reading_that_is_given_up_asks_for_nothing_more() {
    let account = Arc::new(Account::of(100).with_latency(|_| SECOND));
    let (news, mut told) = mpsc::channel(1024);
    let reader = ProjectsReader::new(Arc::clone(&account), news, NOW);
    let task: JoinHandle<_> = tokio::spawn(reader.read());
    assert!(matches!(told.recv().await, Some(News::Work(WorkNews::Progressed { .. }))));
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    let asked = account.asked().len();
    assert!(asked < 101);
    tokio::time::sleep(SECOND * 600).await;
    assert_eq!((account.asked().len(), told.recv().await), (asked, None));
}

#[tokio::test(start_paused = true)]
async fn nobody_who_takes_the_news_keeps_nobody_from_reading() {
    let account = Arc::new(Account::of(200));
    let (news, _kept) = mpsc::channel(1);
    let outcome = ProjectsReader::new(account, news, NOW).read().await;
    assert_eq!(outcome.unwrap().unread(), 0);
}

#[tokio::test(start_paused = true)]
async fn schedules_and_streaming_pipelines_are_one_call_each_for_a_project() {
    let (account, outcome, _) = read(Account::of(7)).await;
    let usage = outcome.unwrap();
    assert!(usage.projects.iter().all(|usage| usage.schedules.is_some() && usage.streaming.is_some()));
    assert_eq!((account.asked().len(), account.others.lock().unwrap().len()), (8, 14), "1 + 3 for each project");
}

#[tokio::test(start_paused = true)]
async fn schedules_come_with_their_starts() {
    let next = NOW + jiff::SignedDuration::from_mins(14);
    let schedule = Schedule { is_enabled: Some(true), next_run_at: Some(next), ..Schedule::new("nightly") };
    let account = Account { schedules: Box::new(move |_, _| Ok(page_of([schedule.clone()], true))), ..Account::of(1) };
    let (_, outcome, _) = read(account).await;
    let usage = outcome.unwrap();
    assert_eq!(usage.projects[0].schedules.as_ref().unwrap()[0].starts.at, [next]);
}

#[tokio::test(start_paused = true)]
async fn schedules_that_are_refused_are_told_once_and_not_asked_for_again() {
    let refused = ApiError { call: "list schedules", cause: Cause::Forbidden(problem(403, "Forbidden")) };
    let told = refused.clone();
    let account = Account { schedules: Box::new(move |_, _| Err(told.clone())), ..Account::of(50) };
    let (account, outcome, news) = read(account).await;
    let usage = outcome.unwrap();
    assert_eq!(usage.unread(), 0, "everything else is read all the same");
    assert!(usage.projects.iter().all(|usage| usage.schedules.is_none() && usage.streaming.is_some()));
    let asked = account.others.lock().unwrap().iter().filter(|call| call.starts_with("schedules")).count();
    assert!((REFUSED_LIMIT..REFUSED_LIMIT + AT_A_TIME).contains(&asked), "{asked}");
    let refusals = news.iter().filter(|news| matches!(news, News::Work(WorkNews::Refused(error)) if *error == refused));
    assert_eq!(refusals.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn schedules_of_one_project_that_are_refused_say_nothing_of_the_others() {
    let refused = ApiError { call: "list schedules", cause: Cause::Forbidden(problem(403, "Forbidden")) };
    let one = move |id: &str, _| if id == "p004" { Err(refused.clone()) } else { Ok(page_of([], true)) };
    let (_, outcome, _) = read(Account { schedules: Box::new(one), ..Account::of(20) }).await;
    let unread: Vec<_> = outcome
        .unwrap()
        .projects
        .iter()
        .filter(|usage| usage.schedules.is_none())
        .map(|usage| usage.project.id.clone())
        .collect();
    assert_eq!(unread, [ProjectId::new("p004")]);
}
