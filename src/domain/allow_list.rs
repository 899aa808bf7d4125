//! [`AllowList`]: the projects and environments that may use a restricted runner. Not the account's IP allow list.

use std::fmt;
use std::sync::Arc;

use super::text::Label;

/// A project's id: opaque text, a UUID by the documentation. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProjectId(Arc<str>);

impl ProjectId {
    /// Keeps the text as it came.
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The text as it came: for requests and comparing, never for drawing.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id in a form that may be drawn.
    pub fn label(&self) -> Label {
        Label::from(self.as_str())
    }
}

impl fmt::Debug for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProjectId({})", self.label())
    }
}

/// Who may use a runner while it is restricted; kept, but not enforced, while it is not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AllowList {
    /// In the order of their ids, each id once.
    pub projects: Vec<AllowedProject>,
}

/// One project of an allow list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AllowedProject {
    /// The project's id; its name is looked up in the account's projects.
    pub id: ProjectId,
    /// Its environments, by name and each once; they have no id. `None` is "All environments". An empty list is what
    /// stays when the last environment is removed: whether it means none or all is not documented.
    pub environments: Option<Vec<Label>>,
}

/// A change of an allow list, as the control plane offers them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AllowListChange {
    /// Add a project with all its environments, or some environments of it. Never with an empty list.
    Add(AllowedProject),
    /// Remove a project with everything listed for it.
    RemoveProject(ProjectId),
    /// Remove one environment; the project's entry stays.
    RemoveEnvironment(ProjectId, Label),
    /// Remove everything: with the restriction on, nobody may use the runner then.
    Clear,
}

impl AllowList {
    /// The entry of a project.
    pub fn find(&self, id: &ProjectId) -> Option<&AllowedProject> {
        self.projects.iter().find(|project| project.id == *id)
    }

    /// Whether the list already is as `change` makes it.
    pub fn reflects(&self, change: &AllowListChange) -> bool {
        match change {
            AllowListChange::Add(added) => self.find(&added.id).is_some_and(|entry| entry.covers(added)),
            AllowListChange::RemoveProject(id) => self.find(id).is_none(),
            AllowListChange::RemoveEnvironment(id, name) => !self.find(id).is_some_and(|entry| entry.names(name)),
            AllowListChange::Clear => self.projects.is_empty(),
        }
    }
}

impl AllowedProject {
    /// Whether the environment is listed by its name.
    pub fn names(&self, environment: &Label) -> bool {
        self.environments.as_ref().is_some_and(|names| names.contains(environment))
    }

    /// Whether everything that `other` lets in is let in by `self` too.
    fn covers(&self, other: &Self) -> bool {
        match (&self.environments, &other.environments) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(names), Some(others)) => others.iter().all(|name| names.contains(name)),
        }
    }
}
