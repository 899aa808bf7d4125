//! A runner's allow list. Who may use a runner must not be guessed: what is no list is an error, not an empty one.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::super::lenient::{Any, any};
use crate::domain::{AllowList, AllowedProject, Label, ProjectId};

/// What a project may use: the named environments, or all where none are named.
type Environments = Option<Vec<Label>>;

/// The answer with the list.
#[derive(serde::Deserialize)]
pub(in crate::api) struct AllowListAnswer {
    projects: Projects,
}

/// The projects in the order in which they came; an id may be there twice.
struct Projects(Vec<(String, Environments)>);

/// What stands for one project.
struct Entry(Environments);

#[derive(serde::Deserialize)]
struct EntryObject {
    #[serde(default)]
    environments: Names,
}

/// Environments by name; none at all where there is no list of them.
#[derive(Default)]
struct Names(Environments);

struct Name(Label);

impl AllowListAnswer {
    /// The list, each project and each environment once.
    pub(in crate::api) fn into_allow_list(self) -> AllowList {
        let mut projects: Vec<AllowedProject> = Vec::new();
        let Projects(mut entries) = self.projects;
        entries.sort_by(|(id, _), (other, _)| id.cmp(other));
        for (id, environments) in entries {
            if let Some(same) = projects.last_mut().filter(|last| last.id.as_str() == id) {
                same.environments = both(same.environments.take(), environments);
            } else {
                projects.push(AllowedProject { id: ProjectId::new(&id), environments: once_each(environments) });
            }
        }
        AllowList { projects }
    }
}

/// What two entries of one project let in together.
fn both(environments: Environments, others: Environments) -> Environments {
    let (Some(mut names), Some(others)) = (environments, others) else { return None };
    names.extend(others);
    once_each(Some(names))
}

fn once_each(environments: Environments) -> Environments {
    environments.map(|names| {
        names.into_iter().fold(Vec::new(), |mut once, name| {
            if !once.contains(&name) {
                once.push(name);
            }
            once
        })
    })
}

impl<'de> Deserialize<'de> for Projects {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_map(ProjectsVisitor)
    }
}

struct ProjectsVisitor;

impl<'de> Visitor<'de> for ProjectsVisitor {
    type Value = Projects;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of projects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Projects, A::Error> {
        let mut entries = Vec::new();
        while let Some(id) = map.next_key::<String>()? {
            if id == "projects" {
                // Not a project of that name, but the documented second wrapping.
                entries.extend(map.next_value::<Projects>()?.0);
            } else {
                entries.push((id, map.next_value::<Entry>()?.0));
            }
        }
        Ok(Projects(entries))
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        match any::<_, EntryObject, IgnoredAny>(json)? {
            Any::Nothing => Ok(Self(None)),
            Any::Object(entry) => Ok(Self(entry.environments.0)),
            Any::Text(_) | Any::List(_) => Err(D::Error::custom("not an entry")),
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        Ok(Self(match any::<_, IgnoredAny, Vec<Name>>(json)? {
            Any::Nothing => None,
            Any::Text(name) => Some(vec![Label::from(&*name)]),
            Any::List(names) => Some(names.into_iter().map(|Name(name)| name).collect()),
            Any::Object(_) => return Err(D::Error::custom("not environments")),
        }))
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        match any::<_, IgnoredAny, IgnoredAny>(json)? {
            Any::Text(name) => Ok(Self(Label::from(&*name))),
            Any::Nothing | Any::Object(_) | Any::List(_) => Err(D::Error::custom("not a name")),
        }
    }
}
