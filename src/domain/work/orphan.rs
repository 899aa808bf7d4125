//! [`Orphan`]: an environment that points nowhere: its default runner is gone, stopped or out of support.

use std::collections::HashMap;

use super::super::allow_list::ProjectId;
use super::super::runner::{Runner, RunnerId};
use super::super::status::Status;
use super::super::text::Label;
use super::super::usage::{Environment, Usage};

/// Why an environment's default runner cannot serve it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OrphanReason {
    /// There is no such runner in the list.
    Gone,
    /// It is stopped.
    Stopped,
    /// Its version is out of support.
    Unsupported,
}

/// An environment that points nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Orphan {
    /// The project's id.
    pub project: ProjectId,
    /// The project, as people call it.
    pub project_name: Label,
    /// The environment.
    pub environment: Label,
    /// The runner's id: of the one in the list, else as the environment has it; `None` where it has a name only.
    pub runner: Option<RunnerId>,
    /// The runner, as people call it: its name in the list, else the one that the environment has, else its id.
    pub runner_name: Label,
    /// What is the matter with it.
    pub reason: OrphanReason,
}

/// The environments of `usage` whose default runner is gone, stopped or out of support, in the order of the projects.
/// `find` looks a runner up by its exact id; `runners` are all of them, looked through only for those whom that does not find.
///
/// Where the list `is_whole` a runner that is not in it is gone; otherwise nothing is said of it. An environment without a
/// default runner is none: those of projects that the service hosts have none.
pub fn orphans<'a>(
    usage: &Usage,
    find: impl Fn(&RunnerId) -> Option<&'a Runner>,
    runners: impl Iterator<Item = &'a Runner>,
    is_whole: bool,
) -> Vec<Orphan> {
    let mut missing = Missing::default();
    for environment in usage.projects.iter().flat_map(|entry| entry.environments.iter().flatten()) {
        match (&environment.default_runner, &environment.default_runner_name) {
            (Some(id), _) if find(id).is_none() => {
                missing.ids.insert(id.as_str().to_ascii_lowercase(), None);
            }
            (None, Some(name)) => {
                missing.names.insert(name.raw(), None);
            }
            _ => {}
        }
    }
    missing.look_for(runners);
    let find = |environment: &Environment| match (&environment.default_runner, &environment.default_runner_name) {
        (Some(id), _) => {
            Some(find(id).or_else(|| missing.ids.get(&id.as_str().to_ascii_lowercase()).copied().flatten()))
        }
        (None, Some(name)) => Some(missing.names.get(name.raw()).copied().flatten()),
        (None, None) => None,
    };
    let mut orphans = Vec::new();
    for entry in &usage.projects {
        for environment in entry.environments.iter().flatten() {
            let Some(found) = find(environment) else { continue };
            let Some(reason) = found.map_or(is_whole.then_some(OrphanReason::Gone), reason_of) else { continue };
            let named = found.map(|runner| runner.name.clone()).or_else(|| environment.default_runner_name.clone());
            let runner = found.map(|runner| runner.id.clone()).or_else(|| environment.default_runner.clone());
            let id_label = || runner.as_ref().map(RunnerId::label).unwrap_or_default();
            orphans.push(Orphan {
                project: entry.project.id.clone(),
                project_name: entry.project.name.clone(),
                environment: environment.name.clone(),
                runner_name: named.unwrap_or_else(id_label),
                runner,
                reason,
            });
        }
    }
    orphans
}

/// Runners that are looked for among all, which costs little where few are missing: not a copy of every id.
#[derive(Default)]
struct Missing<'a, 'u> {
    /// By ids in lower case.
    ids: HashMap<String, Option<&'a Runner>>,
    names: HashMap<&'u str, Option<&'a Runner>>,
}

impl<'a> Missing<'a, '_> {
    fn look_for(&mut self, runners: impl Iterator<Item = &'a Runner>) {
        if self.ids.is_empty() && self.names.is_empty() {
            return;
        }
        for runner in runners {
            let id = runner.id.as_str();
            let found = if id.bytes().any(|byte| byte.is_ascii_uppercase()) {
                self.ids.get_mut(&id.to_ascii_lowercase())
            } else {
                self.ids.get_mut(id)
            };
            if let Some(found) = found {
                *found = Some(runner);
            }
            if let Some(found) = self.names.get_mut(runner.name.raw()) {
                *found = Some(runner);
            }
        }
    }
}

fn reason_of(runner: &Runner) -> Option<OrphanReason> {
    if runner.status == Some(Status::Stopped) {
        return Some(OrphanReason::Stopped);
    }
    runner.release.is_out_of_support().then_some(OrphanReason::Unsupported)
}
