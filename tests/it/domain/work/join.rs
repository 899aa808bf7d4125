//! The join of environments with runners, as a table; the environments that point nowhere; the facts for a question.

use std::sync::Arc;
use std::time::Duration;

use trackside::domain::release::Support;
use trackside::domain::work::orphan::orphans;
use trackside::domain::work::{OrphanReason, WorkFacts};
use trackside::domain::{Join, Label, Release, Runner, RunnerId, Running, Status, StreamingPipeline, Usage};

use super::*;

fn joined(projects: Vec<ProjectUsage>, executions: Vec<Execution>) -> Join {
    Join::new(Arc::new(Usage { projects }), Arc::new(Running { executions, is_cut: false }))
}

#[test]
fn executions_are_counted_for_the_default_runner_of_their_environment() {
    let one = || vec![usage_of("p", vec![environment("prod", Some("r-1"), None)])];
    let named = |name: &str| vec![usage_of("p", vec![environment("prod", None, Some(name))])];
    let run = |environment: &str| execution("x-1", "p", environment, None);
    let two_environments =
        || vec![usage_of("p", vec![environment("dev", Some("r-1"), None), environment("prod", Some("r-1"), None)])];
    for (what, projects, executions, count, unassigned) in [
        ("no project seen", vec![], vec![run("prod")], 0, 1),
        ("nothing runs", one(), vec![], 0, 0),
        ("by id", one(), vec![run("prod")], 1, 0),
        (
            "a runner's id in another case",
            vec![usage_of("p", vec![environment("prod", Some("R-1"), None)])],
            vec![run("prod")],
            1,
            0,
        ),
        ("a project's id in another case", one(), vec![execution("x", "P", "prod", None)], 1, 0),
        ("an environment in another case is another one", one(), vec![run("PROD")], 0, 1),
        ("by name", named("ingest"), vec![run("prod")], 1, 0),
        ("a name in another case is another runner's", named("Ingest"), vec![run("prod")], 0, 0),
        (
            "the id decides over the name",
            vec![usage_of("p", vec![environment("prod", Some("r-2"), Some("ingest"))])],
            vec![run("prod")],
            0,
            0,
        ),
        (
            "an environment without a runner",
            vec![usage_of("p", vec![environment("prod", None, None)])],
            vec![run("prod")],
            0,
            1,
        ),
        (
            "a runner that is gone",
            vec![usage_of("p", vec![environment("prod", Some("r-9"), None)])],
            vec![run("prod")],
            0,
            0,
        ),
        ("an environment that is gone", one(), vec![run("old")], 0, 1),
        ("a project that is gone", one(), vec![execution("x", "q", "prod", None)], 0, 1),
        ("no project told", one(), vec![Execution { project: None, ..run("prod") }], 0, 1),
        ("no environment told", one(), vec![Execution { environment: None, ..run("prod") }], 0, 1),
        ("several environments", two_environments(), vec![run("dev"), run("prod"), run("prod")], 3, 0),
        ("the same pipeline twice", one(), vec![run("prod"), execution("x-2", "p", "prod", None)], 2, 0),
    ] {
        let join = joined(projects, executions);
        let runner = Runner::new("r-1", "ingest");
        assert_eq!((join.count(&runner), join.unassigned()), (count, unassigned), "{what}");
        assert_eq!(join.of(&runner).running.len(), count, "{what}");
        assert_eq!(join.count(&Runner::new("r-7", "other")), 0, "{what}");
    }
}

#[test]
fn a_later_reading_of_the_executions_replaces_the_one_before() {
    let projects = vec![usage_of("p", vec![environment("prod", Some("r-1"), None)])];
    let mut join = joined(projects, vec![execution("x", "p", "prod", None), execution("y", "q", "prod", None)]);
    join.take_running(Arc::new(Running { executions: vec![execution("z", "p", "prod", None)], is_cut: true }));
    assert_eq!((join.count(&Runner::new("r-1", "a")), join.unassigned(), join.is_cut()), (1, 0, true));
    join.take_running(Arc::default());
    assert_eq!(join.count(&Runner::new("r-1", "a")), 0);
}

#[test]
fn all_that_hangs_on_a_runner_comes_in_the_order_of_the_projects_the_longest_run_first() {
    let now = at("2026-01-05T12:00:00Z");
    let schedules =
        |names: &[&str]| Some(names.iter().map(|name| schedule(name, every(1, "DAYS"), None, now)).collect());
    let pipeline = |runner: Option<&str>| StreamingPipeline {
        id: Some(Label::from("s-1")),
        name: Label::from("Orders CDC"),
        runner: runner.map(RunnerId::new),
        source: None,
        target: None,
    };
    let one = ProjectUsage {
        schedules: schedules(&["nightly", "hourly"]),
        streaming: Some(vec![pipeline(Some("R-2")), pipeline(None)]),
        ..usage_of("a", vec![environment("dev", Some("r-2"), None), environment("prod", Some("r-1"), None)])
    };
    let two = ProjectUsage {
        schedules: schedules(&["other"]),
        ..usage_of("b", vec![environment("prod", Some("r-1"), None)])
    };
    let runs = vec![
        execution("1", "a", "prod", Some("2026-01-05T11:00:00Z")),
        execution("2", "b", "prod", None),
        execution("3", "b", "prod", Some("2026-01-05T09:50:00Z")),
    ];
    let join = joined(vec![one, two], runs);
    let (first, second) = (Runner::new("r-1", "one"), Runner::new("r-2", "two"));
    let work = join.of(&first);
    let environments: Vec<_> = work.environments.iter().map(|(p, e)| format!("{} {}", p.id.as_str(), e.name)).collect();
    assert_eq!(environments, ["a prod", "b prod"]);
    let running: Vec<_> = work.running.iter().map(|(_, execution)| execution.id.raw()).collect();
    assert_eq!(running, ["3", "1", "2"]);
    let names: Vec<_> = work.schedules.iter().map(|(_, schedule)| schedule.name.raw()).collect();
    assert_eq!(names, ["nightly", "hourly", "other"]);
    assert!(work.streaming.is_empty());
    assert_eq!(join.of(&second).streaming.len(), 1, "a streaming pipeline names its runner itself");
    assert!(join.of(&Runner::new("r-3", "three")).is_empty());
}

#[test]
fn environments_that_point_nowhere() {
    let stopped = Runner { status: Some(Status::Stopped), ..Runner::new("r-s", "stopped") };
    let old = Runner {
        release: Release { support: Support::parse("UNSUPPORTED"), ..Release::default() },
        ..Runner::new("r-o", "old")
    };
    let fleet = [Runner::new("r-1", "fine"), stopped, old];
    let usage = Usage {
        projects: vec![
            usage_of(
                "p",
                vec![
                    environment("a", Some("R-1"), None),
                    environment("b", Some("r-s"), None),
                    environment("c", Some("r-o"), None),
                    environment("d", Some("r-9"), Some("was here")),
                    environment("e", Some("r-8"), None),
                    environment("f", None, Some("fine")),
                    environment("g", None, Some("gone")),
                    environment("h", None, None),
                ],
            ),
            ProjectUsage::new(project("unread")),
        ],
    };
    let found = |is_whole| -> Vec<(String, OrphanReason, String)> {
        let found = orphans(&usage, |id| fleet.iter().find(|runner| runner.id == *id), fleet.iter(), is_whole);
        found.into_iter().map(|o| (o.environment.to_string(), o.reason, o.runner_name.to_string())).collect()
    };
    let row = |name: &str, reason, runner: &str| (name.to_owned(), reason, runner.to_owned());
    let known = [row("b", OrphanReason::Stopped, "stopped"), row("c", OrphanReason::Unsupported, "old")];
    assert_eq!(found(false), known, "what is not in a list that is cut may be there all the same");
    let gone = [
        row("d", OrphanReason::Gone, "was here"),
        row("e", OrphanReason::Gone, "r-8"),
        row("g", OrphanReason::Gone, "gone"),
    ];
    assert_eq!(found(true), [&known[..], &gone[..]].concat());
}

#[test]
fn the_facts_of_a_question() {
    let now = at("2026-01-05T12:00:00Z");
    let nightly = schedule("nightly-load", every(1, "DAYS"), Some("2026-01-05T12:14:00Z"), now);
    let one =
        ProjectUsage { schedules: Some(vec![nightly]), ..usage_of("a", vec![environment("prod", Some("r-1"), None)]) };
    let two = usage_of("b", vec![environment("dev", Some("r-2"), None)]);
    let runs = vec![
        execution("1", "a", "prod", Some("2026-01-05T09:50:00Z")),
        execution("2", "b", "dev", Some("2026-01-05T13:00:00Z")),
        execution("3", "b", "dev", None),
    ];
    let join = joined(vec![one, two], runs);
    let works = [join.of(&Runner::new("r-1", "one")), join.of(&Runner::new("r-2", "two"))];
    let facts = WorkFacts::new(&works, true, now);
    assert_eq!((facts.running, facts.is_at_least, facts.is_next_uncertain), (3, true, false));
    let longest = facts.longest.unwrap();
    assert_eq!(
        (longest.pipeline.raw(), longest.environment.unwrap().raw(), longest.age),
        ("orders-full", "prod", Duration::from_secs(130 * 60))
    );
    let next = facts.next.unwrap();
    assert_eq!((next.name.raw(), next.after), ("nightly-load", Duration::from_secs(14 * 60)));
    let second = WorkFacts::new(&works[1..], false, now);
    assert_eq!(second.longest.unwrap().age, Duration::ZERO, "a clock that is off makes no age negative");
    assert_eq!(WorkFacts::new(&[], false, now), WorkFacts::default(), "none seen");
}
