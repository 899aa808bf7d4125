//! [`Usage`]: one reading of the account: projects, environments with their default runners, schedules, streaming pipelines.
//!
//! "Default runner of" is not "used only by": a schedule or a published pipeline may name another runner, and a
//! streaming pipeline names its runner itself.

use std::cmp::Ordering;

use super::allow_list::ProjectId;
use super::order::natural_order;
use super::runner::{Runner, RunnerId};
use super::text::Label;
use super::work::{Schedule, StreamingPipeline};

/// A project of the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Project {
    /// The id by which allow lists name it.
    pub id: ProjectId,
    /// As people call it.
    pub name: Label,
}

/// An environment of a project. It has no id: project and name are its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Environment {
    /// As people call it.
    pub name: Label,
    /// Its default runner, if the control plane named one by id.
    pub default_runner: Option<RunnerId>,
    /// Its default runner's name, if the control plane told it.
    pub default_runner_name: Option<Label>,
}

/// A project with its environments, as far as they could be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProjectUsage {
    /// The project whose environments these are.
    pub project: Project,
    /// Its environments, in the order in which they came; `None` when they could not be read.
    pub environments: Option<Vec<Environment>>,
    /// Its schedules, in the order in which they came; `None` when they could not be read.
    pub schedules: Option<Vec<Schedule>>,
    /// Its streaming pipelines, in the order in which they came; `None` when they could not be read.
    pub streaming: Option<Vec<StreamingPipeline>>,
}

/// All that was read of the account's projects, in the order of their names without regard to case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Usage {
    /// Every project that the credential may see, in the order said above.
    pub projects: Vec<ProjectUsage>,
}

impl Project {
    /// The order of a list of projects: as of runners: by name, with numbers as numbers, then by the exact name,
    /// then by id.
    pub fn name_order(&self, other: &Self) -> Ordering {
        natural_order(self.name.raw(), other.name.raw())
            .then_with(|| self.name.cmp(&other.name))
            .then_with(|| self.id.cmp(&other.id))
    }
}

impl ProjectUsage {
    /// The project, of which nothing else could be read.
    pub fn new(project: Project) -> Self {
        Self { project, environments: None, schedules: None, streaming: None }
    }
}

impl Environment {
    /// Whether `runner` is its default: by id, and by the name only where no id came.
    pub fn has_default(&self, runner: &Runner) -> bool {
        match &self.default_runner {
            Some(id) => id.as_str().eq_ignore_ascii_case(runner.id.as_str()),
            None => self.default_runner_name.as_ref().is_some_and(|name| name.raw() == runner.name.raw()),
        }
    }
}

impl Usage {
    /// A project with its environments.
    pub fn find(&self, id: &ProjectId) -> Option<&ProjectUsage> {
        self.projects.iter().find(|usage| usage.project.id.as_str().eq_ignore_ascii_case(id.as_str()))
    }

    /// A project's name; its id where the name is not known or blank.
    pub fn name_of(&self, id: &ProjectId) -> Label {
        let found = self.find(id).map(|usage| &usage.project.name).filter(|name| !name.is_blank());
        found.cloned().unwrap_or_else(|| id.label())
    }

    /// Projects whose environments could not be read.
    pub fn unread(&self) -> usize {
        self.projects.iter().filter(|usage| usage.environments.is_none()).count()
    }
}
