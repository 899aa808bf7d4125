//! [`Layers`]: what lies below the command line: the environment's variables, and below them a profile.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::UsageError;
use super::given::Given;
use super::profile::{Entry, Profile, Value};
use super::source::{self, Kind, Source};
use crate::domain::Secret;

/// The environment variables that are set and not empty.
pub(super) struct Variables(HashMap<OsString, OsString>);

impl Variables {
    pub(super) fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        Self(variables.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The variables with `profile` below them.
    pub(super) fn above<'a>(&'a mut self, profile: &'a Profile) -> Layers<'a> {
        Layers { variables: self, profile }
    }

    pub(super) fn is_set(&self, source: Source) -> bool {
        source.variable.is_some_and(|name| self.0.contains_key(OsStr::new(name)))
    }

    /// A variable that is no setting of ours and holds plain words, such as `TERM`.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        self.0.get(OsStr::new(name)).and_then(|value| value.to_str())
    }

    /// A variable that is no setting of ours, as it came.
    pub(super) fn outside(&self, name: &str) -> Option<OsString> {
        self.0.get(OsStr::new(name)).cloned()
    }

    /// The value of a setting's variable.
    pub(super) fn given(&self, source: Source) -> Option<Given> {
        let name = source.variable?;
        let value = self.0.get(OsStr::new(name))?;
        Some(Given::new(name, value.clone()))
    }

    /// As if the variables of `sources` were not set.
    pub(super) fn forget(&mut self, sources: &[Source]) {
        for name in sources.iter().filter_map(|source| source.variable) {
            self.0.remove(OsStr::new(name));
        }
    }
}

/// The environment variables, and a profile below them.
pub(super) struct Layers<'a> {
    variables: &'a mut Variables,
    profile: &'a Profile,
}

impl Layers<'_> {
    pub(super) fn profile(&self) -> &Profile {
        self.profile
    }

    pub(super) fn variables(&self) -> &Variables {
        self.variables
    }

    /// The value of a setting, where `flag` is what the command line gave for it: the flag's, else the variable's, else
    /// the profile's.
    pub(super) fn given(&self, flag: Option<&OsString>, source: Source) -> Option<Given> {
        if let Some(value) = flag {
            return Some(Given::by_flag(source, value.clone()));
        }
        self.variable(source).or_else(|| self.in_profile(source))
    }

    /// As [`Layers::given`], for a setting with a default, which is read like any other value.
    pub(super) fn given_or_default(&self, flag: Option<&OsString>, source: Source) -> Given {
        self.given(flag, source).unwrap_or_else(|| Given::by_default(source))
    }

    /// The value of a setting's variable.
    pub(super) fn variable(&self, source: Source) -> Option<Given> {
        self.variables.given(source)
    }

    /// The secret that a variable holds, with its name. It is taken out, so that no copy stays behind.
    pub(super) fn secret(&mut self) -> Result<Option<(String, Secret)>, UsageError> {
        let name = source::CLIENT_SECRET.name();
        let value = self.variables.0.remove(OsStr::new(name));
        value.map(|value| Ok((name.to_owned(), Given::new(name, value).secret()?))).transpose()
    }

    /// The value that the profile has for a setting; a file's name with its folder.
    pub(super) fn in_profile(&self, source: Source) -> Option<Given> {
        let key = source.key?;
        let Entry { at, value: Value::Text(text) } = self.profile.entry(key)? else { return None };
        let value = if key.kind == Kind::Path { self.path_of(text) } else { text.into() };
        Some(Given::new(at.clone(), value))
    }

    /// The command that the profile has for a setting, with its place.
    pub(super) fn command(&self, source: Source) -> Option<(String, Vec<String>)> {
        match self.profile.entry(source.key?)? {
            Entry { at, value: Value::Command(argv) } => Some((at.clone(), argv.clone())),
            Entry { .. } => None,
        }
    }

    /// A file's name as it stands in the config file, which means a file beside it; `~/` is the operator's home.
    fn path_of(&self, name: &str) -> OsString {
        let home = self.variables.0.get(OsStr::new("HOME"));
        match (name.strip_prefix("~/"), home) {
            // Stays empty, which is refused.
            _ if name.is_empty() => OsString::new(),
            (Some(rest), Some(home)) => Path::new(home).join(rest).into_os_string(),
            _ => self.profile.beside(name).into_os_string(),
        }
    }
}
