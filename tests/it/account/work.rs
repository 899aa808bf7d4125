//! What is read of the work on the runners, and when; what is known of it then.

use std::sync::Arc;
use std::time::Duration;

use trackside::account::work::{FIRST_DAYS, Unreadable};
use trackside::account::{Account, Happened, News, Request, WorkNews, WorkPart};
use trackside::api::{ApiError, Cause, Priority, RunnerList};
use trackside::domain::work::WorkFacts;
use trackside::domain::{
    AccountId, Environment, Events, Execution, Label, Moment, PipelineKey, Project, ProjectId, ProjectUsage, Runner,
    RunnerId, RunnerKey, Running, Runs, Status, Usage,
};

use crate::support::fixtures::{execution, problem};
use crate::support::harness::profile;

/// How often the list is read.
const REFRESH: u64 = 10;
/// Projects of the account.
const PROJECTS: usize = 12;

fn at(seconds: u64) -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap()).plus(Duration::from_secs(seconds))
}

fn account() -> Account {
    Account::new(AccountId::FIRST, profile(REFRESH, false), 0, at(0))
}

fn key(id: &str) -> RunnerKey {
    RunnerKey::new(AccountId::FIRST, RunnerId::new(id))
}

fn list() -> News {
    let stopped = Runner { status: Some(Status::Stopped), ..Runner::new("r-2", "orders") };
    let runners = vec![Arc::new(Runner::new("r-1", "ingest")), Arc::new(stopped)];
    News::RunnersPolled(Arc::new(RunnerList { runners, ..RunnerList::default() }))
}

/// Projects of which the first defaults to `r-1` and the second to `r-2`, which is stopped; none for 0.
fn usage(projects: usize) -> Arc<Usage> {
    let project = |number: usize| {
        let environment = Environment {
            name: Label::from("prod"),
            default_runner: Some(RunnerId::new(&format!("r-{}", number + 1))),
            default_runner_name: None,
        };
        let project = Project { id: ProjectId::new(&format!("p-{number}")), name: Label::from("p") };
        ProjectUsage { environments: Some(vec![environment]), ..ProjectUsage::new(project) }
    };
    Arc::new(Usage { projects: (0..projects).map(project).collect() })
}

/// So many executions of the first project.
fn running(count: usize, is_cut: bool) -> Arc<Running> {
    let execution =
        |number: usize| Execution { started_at: Some("2026-11-23T13:03:00Z".parse().unwrap()), ..execution(number) };
    Arc::new(Running { executions: (0..count).map(execution).collect(), is_cut })
}

fn work(news: WorkNews) -> News {
    News::Work(news)
}

fn projects_read(count: usize) -> News {
    work(WorkNews::ProjectsRead(Ok(usage(count))))
}

fn running_read(count: usize) -> News {
    work(WorkNews::RunningRead(Ok(running(count, false))))
}

fn forbidden(call: &'static str) -> ApiError {
    ApiError { call, cause: Cause::Forbidden(problem(403, "Forbidden")) }
}

/// What the list says of what runs on a runner.
fn runs(account: &Account, id: &str) -> Runs {
    account.fleet().at(&key(id)).unwrap().work.runs
}

/// What a question says of runners.
fn facts(account: &Account, ids: &[&str]) -> WorkFacts {
    let works: Vec<_> = ids.iter().map(|id| account.work_of(&key(id))).collect();
    account.work().facts(&works, at(0).wall)
}

fn reads(account: &mut Account) -> Vec<WorkPart> {
    let part = |request| match request {
        Request::ReadWork(part) => Some(part),
        _ => None,
    };
    account.take_requests().into_iter().filter_map(part).collect()
}

const IN_BACKGROUND: WorkPart = WorkPart::Running(Priority::Background);
const FOR_A_QUESTION: WorkPart = WorkPart::Running(Priority::Operator);

/// Requests of an hour in which the list is read every ten seconds, each reading being answered at once: those for projects
/// and what is in them, and those for executions.
fn requests_of_an_hour(is_shown: bool, refused: bool) -> (usize, usize) {
    let (mut account, mut of_projects, mut of_runs) = (account(), 0, 0);
    account.show_work(is_shown);
    for second in (0..3_600).step_by(10) {
        account.tick(at(second));
        account.update(list());
        for part in reads(&mut account) {
            match part {
                WorkPart::Projects => {
                    of_projects += 1 + 3 * PROJECTS;
                    account.update(projects_read(PROJECTS));
                }
                WorkPart::Running(_) if refused => {
                    of_runs += 1;
                    account.update(work(WorkNews::RunningRead(Err(forbidden("list executions")))));
                }
                WorkPart::Running(_) => {
                    of_runs += 2;
                    account.update(running_read(1));
                }
                other => panic!("{other:?}"),
            }
        }
    }
    (of_projects, of_runs)
}

#[test]
fn requests_per_hour() {
    assert_eq!(requests_of_an_hour(false, false), (0, 0), "nothing shows it, nothing is read");
    assert_eq!(
        requests_of_an_hour(true, false),
        (6 * 37, 360 * 2),
        "12 projects every ten minutes, two calls for each list"
    );
    assert_eq!(requests_of_an_hour(true, true), (6 * 37, 6), "a refusal is taken for one for ten minutes");
}

#[test]
fn a_question_reads_what_runs_once_and_before_what_is_read_in_the_background() {
    let mut account = account();
    account.update(list());
    account.ask_work();
    assert_eq!(reads(&mut account), [WorkPart::Projects, FOR_A_QUESTION]);
    account.ask_work();
    account.show_work(true);
    assert_eq!(reads(&mut account), [], "it is under way");
    account.update(projects_read(2));
    account.update(running_read(0));
    account.update(list());
    assert_eq!(reads(&mut account), [IN_BACKGROUND]);
    account.ask_work();
    assert_eq!(reads(&mut account), [FOR_A_QUESTION], "not behind what fills in");
    account.show_work(false);
    account.update(running_read(0));
    account.update(list());
    assert_eq!(reads(&mut account), []);
}

#[test]
fn the_projects_are_read_again_after_ten_minutes_and_not_after_they_failed() {
    let mut account = account();
    account.read_work_if_due();
    account.update(projects_read(1));
    assert_eq!(reads(&mut account), [WorkPart::Projects]);
    for (seconds, expected) in [(599, 0), (600, 1)] {
        account.tick(at(seconds));
        account.read_work_if_due();
        assert_eq!(reads(&mut account).len(), expected, "{seconds}");
    }
    account.update(work(WorkNews::ProjectsRead(Err(forbidden("list projects")))));
    account.tick(at(6_000));
    account.read_work_if_due();
    assert_eq!(reads(&mut account), []);
    account.read_work();
    assert_eq!(reads(&mut account), [WorkPart::Projects], "the operator tries again");
}

#[test]
fn runs_are_a_number_or_none_seen_or_not_readable() {
    let failed = |cause| ApiError { call: "list executions", cause };
    let no_answer = || failed(Cause::NoAnswer(Label::from("the connection broke")));
    let seen = |count, is_at_least| Runs::Seen { count, is_at_least };
    let cut = || work(WorkNews::RunningRead(Ok(running(100, true))));
    for (what, news, expected) in [
        ("nothing read", vec![], Runs::Unread),
        ("only projects", vec![projects_read(2)], Runs::Unread),
        ("only executions", vec![running_read(2)], Runs::Unread),
        ("none seen", vec![projects_read(2), running_read(0)], seen(0, false)),
        ("some", vec![running_read(3), projects_read(2)], seen(3, false)),
        ("at least", vec![projects_read(2), cut()], seen(100, true)),
        ("no projects seen", vec![projects_read(0), running_read(3)], Runs::NotReadable),
        (
            "projects refused",
            vec![work(WorkNews::ProjectsRead(Err(forbidden("list projects")))), running_read(1)],
            Runs::NotReadable,
        ),
        (
            "executions refused",
            vec![projects_read(2), work(WorkNews::RunningRead(Err(forbidden("list executions"))))],
            Runs::NotReadable,
        ),
        ("never an answer", vec![projects_read(2), work(WorkNews::RunningRead(Err(no_answer())))], Runs::NotReadable),
        (
            "no answer any more",
            vec![projects_read(2), running_read(3), work(WorkNews::RunningRead(Err(no_answer())))],
            seen(3, false),
        ),
    ] {
        let mut account = account();
        account.update(list());
        account.ask_work();
        for news in news {
            account.update(news);
        }
        assert_eq!(runs(&account, "r-1"), expected, "{what}");
        assert_eq!(account.work().unreadable().is_some(), expected == Runs::NotReadable, "{what}");
    }
}

#[test]
fn the_facts_of_several_runners_are_told_together() {
    let mut account = account();
    account.update(list());
    account.ask_work();
    account.update(projects_read(2));
    account.update(running_read(3));
    let facts = facts(&account, &["r-1", "r-2"]);
    assert_eq!((facts.running, facts.longest.unwrap().age), (3, Duration::from_secs(3_600)));
    assert_eq!(account.work_of(&key("r-1")).running.len(), 3);
    assert!(account.work_of(&key("r-9")).is_empty());
    let others = RunnerKey::new(AccountId(1), RunnerId::new("r-1"));
    assert!(account.work_of(&others).is_empty(), "another account's");
}

#[test]
fn a_refusal_is_told_once_until_it_ends() {
    let mut account = account();
    account.update(list());
    account.show_work(true);
    let refused = |happened: Vec<Happened>| {
        happened.into_iter().filter(|happened| matches!(happened, Happened::WorkRefused(_))).count()
    };
    let executions = || work(WorkNews::RunningRead(Err(forbidden("list executions"))));
    assert_eq!([refused(account.update(executions())), refused(account.update(executions()))], [1, 0]);
    assert_eq!(account.work().unreadable(), Some(Unreadable::Failed(&forbidden("list executions"))));
    account.update(running_read(1));
    assert_eq!(refused(account.update(executions())), 1);

    let schedules = || work(WorkNews::Refused(forbidden("list schedules")));
    assert_eq!(refused(account.update(schedules())), 1);
    account.update(projects_read(1));
    assert!(account.work().refusal("list schedules").is_some());
    account.read_work();
    assert_eq!(refused(account.update(schedules())), 0);
    account.update(projects_read(1));
    account.read_work();
    account.update(projects_read(1));
    assert!(account.work().refusal("list schedules").is_none(), "it may be read again");
}

#[test]
fn environments_that_point_nowhere_follow_the_list_and_the_projects() {
    let mut account = account();
    account.update(list());
    assert!(account.work().orphans().is_empty());
    account.read_work();
    account.update(projects_read(3));
    let found: Vec<_> = account.work().orphans().iter().map(|orphan| orphan.runner_name.to_string()).collect();
    assert_eq!(found, ["orders", "r-3"], "one is stopped, one is gone");
    let runs = |id| Arc::new(Runner { status: Some(Status::Running), ..Runner::new(id, id) });
    let runners = ["r-1", "r-2", "r-3"].map(runs);
    account.update(News::RunnersPolled(Arc::new(RunnerList { runners: runners.into(), ..RunnerList::default() })));
    assert!(account.work().orphans().is_empty());
}

#[test]
fn audit_events_are_read_when_asked_for_and_dropped_when_nobody_looks() {
    let mut account = account();
    let events =
        |days| work(WorkNews::EventsRead { days, outcome: Ok(Arc::new(Events { days, ..Events::default() })) });
    account.read_events(FIRST_DAYS);
    account.read_events(FIRST_DAYS);
    assert_eq!(reads(&mut account), [WorkPart::Events { days: 7 }]);
    account.read_events(500);
    assert_eq!(reads(&mut account), [WorkPart::Events { days: 90 }], "more, and no more than there are");
    account.update(events(7));
    assert!(account.work().events().value().is_none(), "another answer is waited for");
    account.update(events(90));
    account.read_events(FIRST_DAYS);
    assert_eq!((reads(&mut account), account.work().events().value().unwrap().days), (vec![], 90));
    account.forget_events();
    assert!(account.work().events().value().is_none());
    account.update(events(90));
    assert!(account.work().events().value().is_none(), "a late answer finds nobody");

    account.read_events(FIRST_DAYS);
    account.update(work(WorkNews::EventsRead { days: 7, outcome: Err(forbidden("list audit events")) }));
    account.forget_events();
    reads(&mut account);
    account.read_events(30);
    assert_eq!(reads(&mut account), [], "a refusal is remembered");
}

#[test]
fn a_streaming_status_is_one_call_on_demand() {
    let mut account = account();
    let pipeline = PipelineKey { project: ProjectId::new("p"), id: Label::from("s-1") };
    account.read_streaming_status(&pipeline);
    account.read_streaming_status(&pipeline);
    assert_eq!(reads(&mut account), [WorkPart::Streaming(pipeline.clone())]);
    account.update(work(WorkNews::StreamingRead { key: pipeline.clone(), outcome: Ok(Label::from("STREAMING")) }));
    let status = account.work().streaming_status(&pipeline).and_then(|status| status.value());
    assert_eq!(status.map(Label::raw), Some("STREAMING"));
}

#[test]
fn no_more_audit_events_are_read_once_nobody_looks() {
    let mut account = account();
    account.forget_events();
    account.read_events(FIRST_DAYS);
    account.forget_events();
    account.forget_events();
    assert_eq!(account.take_requests(), [Request::ReadWork(WorkPart::Events { days: 7 }), Request::StopEvents]);
}

#[test]
fn where_environments_cannot_be_read_no_number_is_told_as_if_it_were_all() {
    let seen = |unread: &[usize]| {
        let mut usage = Usage::clone(&usage(2));
        for project in unread {
            usage.projects[*project].environments = None;
        }
        let mut account = account();
        account.update(list());
        account.read_work();
        account.update(work(WorkNews::ProjectsRead(Ok(Arc::new(usage)))));
        account.read_runs();
        account.update(running_read(3));
        account
    };
    let told = |account: &Account| ["r-1", "r-2"].map(|id| runs(account, id));
    let of = |count, is_at_least| Runs::Seen { count, is_at_least };
    let whole = seen(&[]);
    assert_eq!((told(&whole), whole.work().unreadable()), ([of(3, false), of(0, false)], None));
    let part = seen(&[1]);
    assert_eq!((told(&part), part.work().unreadable()), ([of(3, true), of(0, true)], None));
    let facts = facts(&part, &["r-1"]);
    assert!(facts.is_at_least && facts.is_next_uncertain, "{facts:?}");
    let none = seen(&[0, 1]);
    let expected = Some(Unreadable::NoEnvironments(2));
    assert_eq!((told(&none), none.work().unreadable()), ([Runs::NotReadable; 2], expected));
    let row = none.fleet().at(&key("r-1")).unwrap();
    assert_eq!(row.work.environments, None, "a filter by project says that nothing is known");
}
