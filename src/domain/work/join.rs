//! [`Join`]: environments to runners, and what hangs on them. Made once for each reading; to look a runner up costs the
//! same at 20,000 runners as at 20.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::allow_list::ProjectId;
use super::super::runner::{Runner, RunnerId};
use super::super::text::Label;
use super::super::usage::{Environment, Project, ProjectUsage, Usage};
use super::execution::{Execution, Running};
use super::schedule::Schedule;
use super::streaming::StreamingPipeline;

/// How many pipelines run in the environments that default to a runner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Runs {
    /// Neither projects nor executions have been read yet.
    Unread,
    /// They cannot be read: refused, or the credential sees no projects.
    NotReadable,
    /// So many were seen.
    Seen {
        /// 0: none seen, which is not the same as none.
        count: usize,
        /// Whether there may be more: reading stopped at its limit.
        is_at_least: bool,
    },
}

/// What is known of one runner, in the order of the projects' names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RunnerWork<'a> {
    /// The environments that default to it, by project.
    pub environments: Vec<(&'a Project, &'a Environment)>,
    /// What runs in them, the longest first; those whose start was not told last.
    pub running: Vec<(&'a Project, &'a Execution)>,
    /// The schedules that start something in them.
    pub schedules: Vec<(&'a Project, &'a Schedule)>,
    /// The streaming pipelines that name the runner themselves.
    pub streaming: Vec<(&'a Project, &'a StreamingPipeline)>,
}

/// What hangs on one runner, by indexes into the reading.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Served {
    environments: Vec<(usize, usize)>,
    schedules: Vec<(usize, usize)>,
    streaming: Vec<(usize, usize)>,
    /// With the project's index, in the order of the reading.
    running: Vec<(usize, usize)>,
}

/// How a default runner is named: by id, and by name only where no id came.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Key {
    /// In lower case.
    Id(Box<str>),
    Name(Box<str>),
}

/// A project by its id in lower case, and an environment by its name.
type EnvironmentKey = (Box<str>, Box<str>);

/// Who serves what, by one reading of the projects and one of the executions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Join {
    usage: Arc<Usage>,
    running: Arc<Running>,
    /// The default runner of each environment that has one.
    owners: HashMap<EnvironmentKey, Key>,
    projects: HashMap<Box<str>, usize>,
    served: HashMap<Key, Served>,
    unassigned: usize,
}

impl Join {
    /// Joins a reading of the projects with one of the executions.
    pub fn new(usage: Arc<Usage>, running: Arc<Running>) -> Self {
        let mut join = Self { usage, ..Self::default() };
        join.take_projects();
        join.take_running(running);
        join
    }

    /// The same projects with another reading of the executions.
    pub fn take_running(&mut self, running: Arc<Running>) {
        self.running = running;
        self.unassigned = 0;
        for served in self.served.values_mut() {
            served.running.clear();
        }
        for (index, execution) in self.running.executions.iter().enumerate() {
            let found = self.owner_of(execution.project.as_ref(), execution.environment.as_ref().map(Label::raw));
            match found.and_then(|(project, key)| Some((project, self.served.get_mut(&key)?))) {
                Some((project, served)) => served.running.push((project, index)),
                None => self.unassigned += 1,
            }
        }
    }

    fn take_projects(&mut self) {
        let usage = Arc::clone(&self.usage);
        for (project, entry) in usage.projects.iter().enumerate() {
            self.projects.insert(lower(entry.project.id.as_str()), project);
            for (index, environment) in entry.environments.iter().flatten().enumerate() {
                let Some(key) = key_of(environment) else { continue };
                self.owners.insert(environment_key(&entry.project.id, environment.name.raw()), key.clone());
                self.served.entry(key).or_default().environments.push((project, index));
            }
            for (index, schedule) in entry.schedules.iter().flatten().enumerate() {
                let environment = schedule.environment.as_ref().map(Label::raw);
                if let Some((_, key)) = self.owner_of(Some(&entry.project.id), environment) {
                    self.served.entry(key).or_default().schedules.push((project, index));
                }
            }
            for (index, pipeline) in entry.streaming.iter().flatten().enumerate() {
                if let Some(runner) = &pipeline.runner {
                    let key = Key::Id(lower(runner.as_str()));
                    self.served.entry(key).or_default().streaming.push((project, index));
                }
            }
        }
    }

    /// The project's index and the default runner of one of its environments, matched by project id and exact name.
    fn owner_of(&self, project: Option<&ProjectId>, environment: Option<&str>) -> Option<(usize, Key)> {
        let (project, environment) = (project?, environment?);
        let key = self.owners.get(&environment_key(project, environment))?;
        Some((*self.projects.get(&lower(project.as_str()))?, key.clone()))
    }

    /// What hangs on `runner`: by its id, and by its name where environments name it so and by no id.
    fn served(&self, runner: &Runner) -> impl Iterator<Item = &Served> {
        let keys = [Key::Id(lower(runner.id.as_str())), Key::Name(runner.name.raw().into())];
        keys.into_iter().filter_map(|key| self.served.get(&key))
    }

    /// How many executions run in environments that default to `runner`.
    pub fn count(&self, runner: &Runner) -> usize {
        self.served(runner).map(|served| served.running.len()).sum()
    }

    /// Everything that hangs on `runner`.
    pub fn of(&self, runner: &Runner) -> RunnerWork<'_> {
        // What names it by id and what names it by name, as one.
        let mut served = Served::default();
        for part in self.served(runner) {
            served.environments.extend(&part.environments);
            served.schedules.extend(&part.schedules);
            served.streaming.extend(&part.streaming);
            served.running.extend(&part.running);
        }
        for indexes in [&mut served.environments, &mut served.schedules, &mut served.streaming] {
            indexes.sort_unstable();
        }
        self.sort_longest_first(&mut served.running);
        RunnerWork {
            environments: self.found(served.environments, |entry| entry.environments.as_deref()),
            schedules: self.found(served.schedules, |entry| entry.schedules.as_deref()),
            streaming: self.found(served.streaming, |entry| entry.streaming.as_deref()),
            running: served
                .running
                .into_iter()
                .filter_map(|(at, index)| {
                    Some((&self.usage.projects.get(at)?.project, self.running.executions.get(index)?))
                })
                .collect(),
        }
    }

    /// What the indexes of project and entry stand for.
    fn found<'a, T>(
        &'a self,
        indexes: Vec<(usize, usize)>,
        part: impl Fn(&'a ProjectUsage) -> Option<&'a [T]>,
    ) -> Vec<(&'a Project, &'a T)> {
        let found = |(at, index): (usize, usize)| {
            let entry = self.usage.projects.get(at)?;
            Some((&entry.project, part(entry)?.get(index)?))
        };
        indexes.into_iter().filter_map(found).collect()
    }

    /// Those whose start was not told last.
    fn sort_longest_first(&self, running: &mut [(usize, usize)]) {
        running.sort_by_key(|&(_, index)| {
            let started_at = self.running.executions.get(index).and_then(|execution| execution.started_at);
            (started_at.is_none(), started_at)
        });
    }

    /// Executions of environments that were not seen, or that have no default runner.
    pub fn unassigned(&self) -> usize {
        self.unassigned
    }

    /// Whether there are more executions than were read.
    pub fn is_cut(&self) -> bool {
        self.running.is_cut
    }

    /// What it was made of.
    pub fn usage(&self) -> &Arc<Usage> {
        &self.usage
    }
}

impl RunnerWork<'_> {
    /// Whether nothing of it was seen.
    pub fn is_empty(&self) -> bool {
        *self == RunnerWork::default()
    }
}

fn key_of(environment: &Environment) -> Option<Key> {
    let by_id = environment.default_runner.as_ref().map(RunnerId::as_str).map(|id| Key::Id(lower(id)));
    by_id.or_else(|| environment.default_runner_name.as_ref().map(|name| Key::Name(name.raw().into())))
}

fn environment_key(project: &ProjectId, environment: &str) -> EnvironmentKey {
    (lower(project.as_str()), environment.into())
}

fn lower(id: &str) -> Box<str> {
    id.to_ascii_lowercase().into_boxed_str()
}
