//! [`Layers`]: what lies below the command line: the environment's variables, and below them the profile.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::given::Given;
use super::profile::{Entry, Profile, Value};
use super::source::{Kind, Source};

/// The environment variables that are set and not empty, and the profile below them.
pub(super) struct Layers {
    variables: HashMap<OsString, OsString>,
    profile: Profile,
}

impl Layers {
    pub(super) fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let variables = variables.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Self { variables, profile: Profile::default() }
    }

    /// Puts `profile` below the variables.
    pub(super) fn put_below(&mut self, profile: Profile) {
        self.profile = profile;
    }

    pub(super) fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(super) fn is_set(&self, source: Source) -> bool {
        source.variable.is_some_and(|name| self.variables.contains_key(OsStr::new(name)))
    }

    /// A variable that is no setting of ours and holds plain words, such as `TERM`.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        self.variables.get(OsStr::new(name)).and_then(|value| value.to_str())
    }

    /// A variable that is no setting of ours, as it came.
    pub(super) fn outside(&self, name: &str) -> Option<OsString> {
        self.variables.get(OsStr::new(name)).cloned()
    }

    /// The value of a setting, where `flag` is what the command line gave for it: the flag's, else the variable's, else
    /// the profile's. Each setting is asked for once.
    pub(super) fn given(&mut self, flag: Option<OsString>, source: Source) -> Option<Given> {
        if let Some(value) = flag {
            return Some(Given::by_flag(source, value));
        }
        self.variable(source).or_else(|| self.in_profile(source))
    }

    /// As [`Layers::given`], for a setting with a default, which is read like any other value.
    pub(super) fn given_or_default(&mut self, flag: Option<OsString>, source: Source) -> Given {
        let default = || Given::new(source.name(), source.default.unwrap_or_default().into());
        self.given(flag, source).unwrap_or_else(default)
    }

    /// The value of a setting's variable. It is taken out, so that no copy of a secret stays behind.
    pub(super) fn variable(&mut self, source: Source) -> Option<Given> {
        let name = source.variable?;
        let value = self.variables.remove(OsStr::new(name))?;
        Some(Given::new(name, value))
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
        let home = self.variables.get(OsStr::new("HOME"));
        match (name.strip_prefix("~/"), home) {
            // Stays empty, which is refused.
            _ if name.is_empty() => OsString::new(),
            (Some(rest), Some(home)) => Path::new(home).join(rest).into_os_string(),
            _ => self.profile.folder.join(name).into_os_string(),
        }
    }
}
