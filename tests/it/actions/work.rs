//! What runs, in the first line of each question: seen, none seen, not readable, late; and that no answer counts before it
//! stood there.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use trackside::account::WorkNews;
use trackside::domain::work::{Schedule, Starts};
use trackside::domain::{Environment, Execution, Label, Project, ProjectId, ProjectUsage, Running, Usage};

use trackside::tui::keymap::Context;

use super::*;
use crate::support::fixtures::{execution, unreachable};

const HALF: std::time::Duration = std::time::Duration::from_millis(500);

/// A project whose environment `prod` defaults to the usual runner, with a schedule that starts in 14 minutes.
fn projects() -> Arc<Usage> {
    let environment = Environment { name: Label::from("prod"), default_runner: Some(id()), default_runner_name: None };
    let schedule = Schedule {
        environment: Some(Label::from("prod")),
        starts: Starts {
            at: vec!["2026-11-23T14:17:30Z".parse().unwrap()],
            known_until: Some("2026-11-25T00:00:00Z".parse().unwrap()),
        },
        ..Schedule::new("nightly-load")
    };
    let project = Project { id: ProjectId::new("p-0"), name: Label::from("Orders") };
    let usage = ProjectUsage {
        environments: Some(vec![environment]),
        schedules: Some(vec![schedule]),
        ..ProjectUsage::new(project)
    };
    Arc::new(Usage { projects: vec![usage] })
}

/// So many executions in `prod`, the first since 2 h 10 min.
fn running(count: usize) -> Arc<Running> {
    let execution = |number: usize| Execution {
        started_at: (number == 0).then(|| "2026-11-23T11:53:00Z".parse().unwrap()),
        ..execution(number)
    };
    Arc::new(Running { executions: (0..count).map(execution).collect(), is_cut: false })
}

fn projects_read() -> News {
    News::Work(WorkNews::ProjectsRead(Ok(projects())))
}

fn runs(count: usize) -> News {
    News::Work(WorkNews::RunningRead(Ok(running(count))))
}

fn unreadable() -> News {
    let cause = Cause::Forbidden(problem(403, "Forbidden"));
    News::Work(WorkNews::RunningRead(Err(ApiError { call: "list executions", cause })))
}

/// The question that `keys` open, after the runner was read again; what runs is not read yet.
fn asked(status: &str, keys: &str) -> Harness {
    let harness = Harness::sized(100, 40).awaiting_work().fleet(vec![in_status(status)]);
    let mut harness = harness.keys(keys).details(id().as_str(), |row| row);
    harness.effects();
    harness
}

/// Where `words` stand in the frame.
fn line_of(harness: &Harness, words: &str) -> usize {
    harness.text().lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{}", harness.text()))
}

#[test]
fn a_question_opens_with_what_runs_and_what_comes_next() {
    let mut harness = asked("running", "r").news(projects_read());
    assert_says(&harness, "Reading what runs");
    assert_does_not_say(&harness, "[ n  No ]");
    assert_eq!(changes(&mut harness), vec![]);
    let mut harness = harness.keys("y");
    assert_eq!(changes(&mut harness), vec![], "the answer waits");
    let mut harness = harness.news(runs(3));
    assert_says(&harness, "3 pipelines run in environments that default to it, the longest");
    assert_says(&harness, "for 2 h 10 min (orders-full, prod); next nightly-load in 14 min");
    harness = harness.keys("y");
    assert_eq!(changes(&mut harness), vec![(id(), RESTART)]);
}

#[test]
fn none_seen_is_said_as_none_seen() {
    let harness = asked("running", "r").news(projects_read()).news(runs(0));
    assert_says(&harness, "None seen running in environments that default to it; next");
    assert_says(&harness, "nightly-load in 14 min");
    let one = harness.news(runs(1));
    assert_says(&one, "1 pipeline runs in environments that default to it, for 2 h 10 min");
}

#[test]
fn what_cannot_be_read_is_said_with_the_reason_and_can_be_answered() {
    let harness = asked("running", "r").news(projects_read()).news(unreadable());
    assert_says(&harness, "What runs cannot be read: role or IP allow list (403)");
    assert_eq!(changes(&mut harness.keys("y")), vec![(id(), RESTART)]);
    let none = News::Work(WorkNews::ProjectsRead(Ok(Arc::new(Usage::default()))));
    let harness = asked("running", "r").news(none).news(runs(0));
    assert_says(&harness, "What runs cannot be read: the credential sees no projects");
    let failed = News::Work(WorkNews::ProjectsRead(Err(unreachable())));
    let harness = asked("running", "r").news(failed);
    assert_says(&harness, "What runs cannot be read: connection refused");
}

#[test]
fn what_is_late_is_waited_for_a_second_and_fills_in_without_moving_the_answer() {
    let mut harness = asked("running", "r").news(projects_read());
    harness = harness.after(HALF);
    assert_does_not_say(&harness, "[ n  No ]");
    let due = harness.app.next_due().expect("a tick is wanted when the second is over");
    assert!(due.mono <= HALF * 2, "{due:?}");
    harness = harness.after(HALF);
    assert_says(&harness, "What runs is not known yet. The reading continues.");
    assert_eq!(harness.app.next_due(), None);
    let answers = line_of(&harness, "[ n  No ]");
    assert_eq!(changes(&mut harness.clone().keys("y")), vec![(id(), RESTART)]);
    // A key that was pressed before the line filled in answers what was on the screen before.
    let read = Message::Account(trackside::domain::AccountId::FIRST, runs(3));
    let mut late = harness.send_undrawn(read);
    late = late.send_undrawn(Harness::key_messages("y").remove(0));
    assert_eq!(changes(&mut late), vec![]);
    late = late.send_undrawn(Message::Drawn);
    assert_says(&late, "3 pipelines run");
    assert_eq!(line_of(&late, "[ n  No ]"), answers);
    assert_eq!(changes(&mut late.keys("y")), vec![(id(), RESTART)]);
}

#[test]
fn a_removal_waits_for_it_too() {
    let mut harness = asked("stopped", "<ctrl-d>").news(projects_read()).pasted(NAME).keys("<enter>");
    harness = harness.after(HALF).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![]);
    harness = harness.after(HALF).keys("<enter>");
    assert_says(&harness, "What runs is not known yet");
    harness = harness.news(runs(2)).after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![], "what was armed before the line filled in is not");
    harness = harness.after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![(id(), Change::Remove)]);
}

#[test]
fn several_are_told_together_and_each_in_its_row() {
    let other = runner("other").status("running");
    let harness = Harness::sized(100, 40).awaiting_work().fleet(vec![in_status("running"), other]);
    let mut harness = harness.keys("*r").fleet(vec![in_status("running"), runner("other").status("running")]);
    assert_does_not_say(&harness, "[ n  No ]");
    harness = harness.news(projects_read()).news(runs(3));
    assert_says(&harness, "3 pipelines run in environments that default to these runners, the");
    assert_says(&harness, "3 run; default runner of 1 environment");
    assert_says(&harness, "[ y  Restart 2 ]");
}

#[test]
fn a_pause_is_compared_with_the_schedules() {
    let harness = asked("running", "p").news(projects_read()).news(runs(0));
    assert_says(&harness, "nightly-load (14:17) falls into a pause that is not over by then:");
    for (until, words) in [
        ("2026-11-23T14:07:00Z", "The pause ends 10 min before nightly-load."),
        ("2026-11-23T15:00:00Z", "nightly-load (14:17) falls into the pause: may queue or be"),
    ] {
        let paused = Runner { paused_until: Some(until.parse().unwrap()), ..in_status("paused") };
        let harness = Harness::sized(100, 40).awaiting_work().fleet(vec![paused]);
        let harness = harness.keys("p").details(id().as_str(), |row| row).news(projects_read()).news(runs(0));
        assert_says(&harness, words);
    }
}

/// What may come while a question is open.
#[derive(Clone, Copy, Debug)]
enum Step {
    Projects,
    Runs(usize),
    Unreadable,
    List,
    Details,
    Time,
    /// As long as a key that is held does not count.
    Pause,
    Draw,
    Yes,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Projects),
        1 => (0..4_usize).prop_map(Step::Runs),
        1 => Just(Step::Unreadable),
        1 => Just(Step::List),
        2 => Just(Step::Details),
        2 => Just(Step::Time),
        2 => Just(Step::Pause),
        3 => Just(Step::Draw),
        4 => Just(Step::Yes),
    ]
}

/// The questions: the runners' status, the keys that open it, what is typed or pasted into it, and its yes.
const ASKED: [(&str, &str, &str, &str); 5] = [
    ("running", "r", "", "y"),
    ("running", "p", "", "y"),
    ("running", "*r", "", "y"),
    ("stopped", "<ctrl-d>", NAME, "<enter>"),
    ("stopped", "*<ctrl-d>", "remove 2", "<enter>"),
];

const LINES: [&str; 4] =
    ["in environments that default to", "What runs cannot be read", "What runs is not known", "None seen running"];

/// What a frame says of what runs, whatever the ages in it are: how many, or why that is not known.
fn said(frame: &str) -> Option<String> {
    let line = frame.lines().find(|line| LINES.iter().any(|words| line.contains(words)))?;
    let inside = line.split('│').nth(1).unwrap_or(line).trim();
    Some(inside.split([',', ';']).next().unwrap_or_default().to_owned())
}

/// Takes the steps one by one until something is sent. `Ok` says whether it was; `Err` is the frame that was answered,
/// where that did not say what runs, or said something else than the question does by then.
fn answer((status, keys, typed, yes): (&str, &str, &str, &str), steps: &[Step]) -> Result<bool, String> {
    let fleet = || vec![in_status(status), runner("other").status(status)];
    let account = trackside::domain::AccountId::FIRST;
    let mut harness = Harness::sized(100, 40).awaiting_work().fleet(fleet()).keys(keys);
    if keys.starts_with('*') {
        harness = harness.fleet(fleet());
    }
    if yes == "<enter>" {
        // That much of the order is another test's.
        harness = harness.details(id().as_str(), |row| row).pasted(typed);
    }
    let mut drawn = harness.text();
    for step in steps {
        let news = |news| Message::Account(account, news);
        let now = matches!(step, Step::Yes).then(|| said(&harness.text())).flatten();
        harness = match *step {
            Step::Projects => harness.send_undrawn(news(projects_read())),
            Step::Runs(count) => harness.send_undrawn(news(runs(count))),
            Step::Unreadable => harness.send_undrawn(news(unreadable())),
            Step::List => harness.fleet(fleet()),
            Step::Details => {
                let outcome = Ok(Box::new(in_status(status)));
                harness.send_undrawn(news(News::DetailsRead { id: id(), outcome }))
            }
            Step::Time => harness.after_undrawn(HALF),
            Step::Pause => harness.after_undrawn(SECOND * 2),
            Step::Draw => harness.send_undrawn(Message::Drawn),
            Step::Yes => harness.send_undrawn(Harness::key_messages(yes).remove(0)),
        };
        // Several wait for the end of what runs; that they were answered shows in their panel.
        if !changes(&mut harness).is_empty() || harness.app.context() == Context::Operation {
            let shown = said(&drawn);
            return if shown.is_some() && shown == now { Ok(true) } else { Err(format!("{now:?}\n{drawn}")) };
        }
        if matches!(step, Step::Draw | Step::List) {
            drawn = harness.text();
        }
    }
    Ok(false)
}

/// Whatever comes in whatever order: what was answered was asked in a frame that said what runs, or why not.
#[test]
fn no_answer_is_taken_that_did_not_show_what_runs() {
    const CASES: u32 = 256;
    let mut failures = Vec::new();
    for asked in ASKED {
        let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
        let mut runner = TestRunner::new(config);
        let sent = std::cell::Cell::new(0);
        let steps = proptest::collection::vec(step(), 12..40);
        let outcome = runner.run(&steps, |steps| {
            let is_sent = answer(asked, &steps).map_err(TestCaseError::fail)?;
            sent.set(sent.get() + u32::from(is_sent));
            Ok(())
        });
        if let Err(error) = outcome {
            failures.push(format!("{asked:?}: {error}"));
        } else if sent.get() * 6 < CASES {
            // It says nothing where nothing is ever sent. Of removals it is one case in four: of so many, hardly by chance fewer than one in six.
            failures.push(format!("{asked:?}: {} of {CASES} were sent", sent.get()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
