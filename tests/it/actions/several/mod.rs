//! One action for several runners, answered with yes: [`Several`] drives it. Each runner has its turn, is seen back, and only
//! then the next one's turn comes.

mod closed;
mod halts;
mod leaving;
mod meanwhile;
mod options;
mod turns;

use std::time::Duration;

use trackside::account::{Request, WorkPart};
use trackside::domain::{AccountId, Environment, Execution, Label, Project, ProjectId, ProjectUsage, Running, Usage};

use super::*;
use crate::support::fixtures::execution;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];
/// Between the end of one runner and the next request.
const PAUSE_BETWEEN: Duration = Duration::from_secs(30);
const MINUTE: Duration = Duration::from_secs(60);

fn fleet() -> Vec<Runner> {
    NAMES.map(|name| runner(name).version(&format!("9.{name}"))).to_vec()
}

/// Every runner has a project of its own with one environment; and what else these projects have.
fn projects(more: &[(&str, &str)]) -> News {
    let project = |name: &str| {
        let others = more.iter().filter(|(project, _)| *project == name).map(|(_, runner)| *runner);
        let environment = |(number, runner): (usize, &str)| Environment {
            name: Label::from(format!("env-{number}")),
            default_runner: Some(id_of(runner)),
            default_runner_name: None,
        };
        let project = Project { id: ProjectId::new(name), name: Label::from(name) };
        let environments = std::iter::once(name).chain(others).enumerate().map(environment).collect();
        ProjectUsage { environments: Some(environments), schedules: Some(Vec::new()), ..ProjectUsage::new(project) }
    };
    News::Work(WorkNews::ProjectsRead(Ok(Arc::new(Usage { projects: NAMES.map(project).to_vec() }))))
}

/// So many runs in the environments of these runners.
fn runs(of: &[(&str, usize)]) -> News {
    let executions = of.iter().flat_map(|(name, count)| {
        (0..*count).map(move |number| Execution {
            id: Label::from(format!("{name}-{number}")),
            project: Some(ProjectId::new(name)),
            environment: Some(Label::from("env-0")),
            ..execution(number)
        })
    });
    let running = Running { executions: executions.collect(), is_cut: false };
    News::Work(WorkNews::RunningRead(Ok(Arc::new(running))))
}

/// The question about all four, drawn, with nothing that runs.
fn asked(keys: &str) -> Harness {
    asked_of(keys, fleet(), &[])
}

fn asked_of(keys: &str, fleet: Vec<Runner>, more: &[(&str, &str)]) -> Harness {
    let harness = Harness::sized(100, 40).awaiting_work().fleet(fleet.clone());
    let mut harness = harness.keys("*").keys(keys).fleet(fleet).news(projects(more)).news(runs(&[]));
    harness.effects();
    harness
}

/// An operation as a test drives it.
#[derive(Clone)]
struct Several {
    harness: Harness,
    /// The requests so far, in order: each with its ticket and its runner's name.
    sent: Vec<(u64, String)>,
    /// All else that was asked for since it was last taken.
    others: Vec<Effect>,
}

impl Several {
    /// The restart of all four, answered with yes after `keys` in its question.
    fn begun_after(keys: &str) -> Self {
        Self::of(asked("r").keys(keys).keys("y"))
    }

    /// The same with the usual options; the first request is on its way.
    fn begun() -> Self {
        Self::begun_after("")
    }

    fn of(harness: Harness) -> Self {
        Self { harness, sent: Vec::new(), others: Vec::new() }.then(|harness| harness)
    }

    /// Something happens, and what it asks for is noted.
    fn then(mut self, change: impl FnOnce(Harness) -> Harness) -> Self {
        self.harness = change(self.harness);
        for effect in self.harness.effects() {
            if let Effect::Account(AccountId::FIRST, Request::Change { ticket, id, .. }) = &effect {
                self.sent.push((*ticket, id.as_str().trim_start_matches("id-").to_owned()));
            } else {
                self.others.push(effect);
            }
        }
        self
    }

    fn keys(self, keys: &str) -> Self {
        self.then(|harness| harness.keys(keys))
    }

    fn slow(self, keys: &str) -> Self {
        self.then(|harness| harness.slowly(keys))
    }

    fn after(self, time: Duration) -> Self {
        self.then(|harness| harness.after(time))
    }

    /// What runs is read: so many runs in the environments of these.
    fn runs(self, of: &[(&str, usize)]) -> Self {
        self.then(|harness| harness.news(runs(of)))
    }

    /// The answer to the last request for this runner.
    fn answer(self, name: &str, outcome: Result<(), Cause>) -> Self {
        let (ticket, _) = self.sent.iter().rev().find(|(_, other)| other == name).expect("it was sent").clone();
        let outcome = outcome.map_err(|cause| ApiError { call: "restart the runner", cause });
        self.then(|harness| harness.news(News::Changed { ticket, id: id_of(name), outcome }))
    }

    fn accepted(self, name: &str) -> Self {
        self.answer(name, Ok(()))
    }

    /// The runner is read two seconds later, in this status.
    fn read(self, name: &str, status: &str) -> Self {
        self.then(|harness| harness.after(SECOND * 2).details(id_of(name).as_str(), |row| row.status(status)))
    }

    /// The runner is seen away, and twice at work.
    fn back(self, name: &str) -> Self {
        self.read(name, "stopping").read(name, "running").read(name, "running")
    }

    /// The pause is over, and nothing runs where the next one's turn comes.
    fn rested(self) -> Self {
        self.after(PAUSE_BETWEEN).runs(&[])
    }

    /// The runner's request is accepted, it comes back, and the next one's turn comes.
    fn passes(self, name: &str) -> Self {
        self.accepted(name).back(name).rested()
    }

    /// The names of those whose request was sent, in order.
    fn names(&self) -> Vec<&str> {
        self.sent.iter().map(|(_, name)| name.as_str()).collect()
    }

    /// What else was asked for since this was called last.
    fn others(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.others)
    }

    /// What stands behind each name in the panel.
    fn results(&self) -> Vec<String> {
        let text = self.harness.text();
        let of = |name: &str| {
            let is_its = |line: &&str| line.contains(&format!("│ {name} "));
            let line = text.lines().find(is_its).unwrap_or_else(|| panic!("{name}:\n{text}"));
            line.split('│').nth(1).unwrap().trim().trim_start_matches(name).trim().to_owned()
        };
        NAMES.map(of).to_vec()
    }

    fn result(&self, name: &str) -> String {
        let place = NAMES.iter().position(|other| *other == name).unwrap();
        self.results().remove(place)
    }

    #[track_caller]
    fn assert_says(&self, words: &str) {
        assert_tells(&self.harness, words);
    }

    /// What the footer says of it, from the key that opens the panel on.
    fn footer(&self) -> Option<String> {
        let text = self.harness.text();
        let line = text.lines().last().unwrap();
        line.find("O Restart").map(|at| line[at..].trim_end().to_owned())
    }
}

fn is_reading_of_runs(effect: &Effect) -> bool {
    matches!(effect, Effect::Account(AccountId::FIRST, Request::ReadWork(WorkPart::Running(_))))
}

fn takes_back(ticket: u64) -> Effect {
    Effect::Account(AccountId::FIRST, Request::TakeBack(ticket))
}

fn quits(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Quit { .. }))
}
