//! Projects and their environments, as the lists that say who uses a runner have them.

use serde::Deserialize;

use super::super::lenient::{self, Text};
use super::{is_usable_id, said};
use crate::domain::{Environment, Label, Project, ProjectId, RunnerId};

/// A project of the account.
#[derive(Deserialize)]
pub(in crate::api) struct ProjectEntry<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    name: Text<'a>,
}

/// An environment of a project.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct EnvironmentEntry<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    default_agent_id: Text<'a>,
    /// The documentation's prose spells it so, its example as above. No alias: both at once would be a mistake to serde.
    #[serde(borrow, default, deserialize_with = "lenient::text", rename = "defaultAgentID")]
    default_agent_id_in_prose: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    default_agent_name: Text<'a>,
}

impl ProjectEntry<'_> {
    /// The project; `None` without an id that can be asked for. One without a name is called by its id.
    pub(in crate::api) fn into_project(self) -> Option<Project> {
        let id = self.id.filter(|id| is_usable_id(id))?;
        let name = said(self.name).map_or_else(|| Label::from(&*id), |name| Label::from(&*name));
        Some(Project { id: ProjectId::new(&id), name })
    }
}

impl EnvironmentEntry<'_> {
    /// The environment; `None` without a name, which is all it is known by.
    pub(in crate::api) fn into_environment(self) -> Option<Environment> {
        let id = said(self.default_agent_id).or_else(|| said(self.default_agent_id_in_prose));
        Some(Environment {
            name: Label::from(&*said(self.name)?),
            default_runner: id.map(|id| RunnerId::new(&id)),
            default_runner_name: said(self.default_agent_name).map(|name| Label::from(&*name)),
        })
    }
}
