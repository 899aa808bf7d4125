//! Projects and their environments: who uses a runner.
//!
//! Owns plain data, read from the asset by `seed` and fixed from then on. Names of runners are not copied:
//! `routes::projects` looks them up, so a renamed or removed runner shows.

use super::simulation::Slot;

/// A project, its environments in the order of the answer.
#[derive(Debug, Clone)]
pub(super) struct Project {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) environments: Vec<Environment>,
}

/// An environment has no id; its name identifies it within the project.
#[derive(Debug, Clone)]
pub(super) struct Environment {
    pub(super) name: String,
    /// `None` when the runner is not part of a fleet that was cut short.
    pub(super) default_runner: Option<Slot>,
}
