//! [`Layers`]: what lies below the command line: the environment's variables, and below them a profile. Whatever is read of
//! them is noted ([`Notes`]).

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::UsageError;
use super::given::Given;
use super::notes::{Counted, Notes, OnMachine, Origin, SET};
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
        Layers { variables: self, profile, notes: Notes::default() }
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
        Some(Given::new(name, value.clone()).from(Origin::Variable))
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
    notes: Notes,
}

impl Layers<'_> {
    pub(super) fn profile(&self) -> &Profile {
        self.profile
    }

    pub(super) fn variables(&self) -> &Variables {
        self.variables
    }

    /// What `how` makes of a setting, where `flag` is what the command line gave for it: of the flag's value, else the
    /// variable's, else the profile's.
    pub(super) fn read<T>(
        &self,
        flag: Option<&OsString>,
        source: Source,
        how: impl FnOnce(Given) -> Result<T, UsageError>,
    ) -> Result<Option<T>, UsageError> {
        let Some(given) = self.given(flag, source) else {
            self.count(source, None, Origin::Default, None);
            return Ok(None);
        };
        self.read_given(source, given, how).map(Some)
    }

    /// As [`Layers::read`], for a setting with a default, which is read like any other value.
    pub(super) fn read_or_default<T>(
        &self,
        flag: Option<&OsString>,
        source: Source,
        how: impl FnOnce(Given) -> Result<T, UsageError>,
    ) -> Result<T, UsageError> {
        let given = self.given(flag, source).unwrap_or_else(|| Given::by_default(source));
        self.read_given(source, given, how)
    }

    /// What `how` makes of a value, which is the one that counts.
    pub(super) fn read_given<T>(
        &self,
        source: Source,
        given: Given,
        how: impl FnOnce(Given) -> Result<T, UsageError>,
    ) -> Result<T, UsageError> {
        let counted = Counted::of(source, &given);
        let read = self.noted(how(given));
        // What is refused may be a secret in the wrong place.
        self.notes.count(if read.is_ok() { counted } else { Counted { value: None, is_refused: true, ..counted } });
        read
    }

    /// Notes what counts for a setting that is read in a way of its own.
    pub(super) fn count(&self, source: Source, value: Option<&str>, origin: Origin, by: Option<&str>) {
        self.notes.count(Counted::new(source.setting(), value, origin, by));
    }

    /// Notes a value that is there and not read, as far as `how` takes it; what is no such value may be a secret in the wrong place.
    pub(super) fn count_unread(&self, source: Source, given: Option<Given>, how: fn(&str) -> Option<String>) {
        let Some(given) = given else { return self.count(source, None, Origin::Default, None) };
        self.count(source, how(&given.lossy()).as_deref(), given.origin(), given.place());
    }

    /// The same of what is no setting of ours.
    pub(super) fn count_outside(&self, name: &str, value: &str, variable: &str) {
        self.notes.count(Counted::new(name.to_owned(), Some(value), Origin::Variable, Some(variable)));
    }

    /// What is worked out for a setting of which nothing is said.
    pub(super) fn settle(&self, source: Source, value: &str) {
        self.notes.settle(source, value);
    }

    /// `result` as it is, where what is wrong is noted.
    pub(super) fn noted<T>(&self, result: Result<T, UsageError>) -> Result<T, UsageError> {
        self.notes.faults.note(result)
    }

    /// The first of all that is wrong, once everything was read.
    pub(super) fn sound(&self) -> Result<(), UsageError> {
        self.notes.faults.first()
    }

    /// What was noted while it was read.
    pub(super) fn into_notes(self) -> Notes {
        self.notes
    }

    fn given(&self, flag: Option<&OsString>, source: Source) -> Option<Given> {
        let by_flag = flag.map(|value| Given::by_flag(source, value.clone()));
        let above = by_flag.or_else(|| self.variable(source));
        if above.is_none() {
            self.count_wrong_type(source);
        }
        above.or_else(|| self.in_profile(source))
    }

    /// Notes a value of the profile that has the wrong type, which was said, as what would count. Of a setting the first note counts.
    pub(super) fn count_wrong_type(&self, source: Source) {
        if let Some(entry) = self.wrong_type(source) {
            let given = Given::new(entry.at.clone(), OsString::new()).from(Origin::File);
            self.notes.count(Counted { value: None, is_refused: true, ..Counted::of(source, &given) });
        }
    }

    /// The entry of the profile for a setting, if that has the wrong type.
    pub(super) fn wrong_type(&self, source: Source) -> Option<&Entry> {
        self.profile.entry(source.key?).filter(|entry| matches!(entry.value, Value::WrongType))
    }

    /// Keeps what only the machine can try.
    pub(super) fn keep(&self, put: impl FnOnce(&mut OnMachine)) {
        self.notes.keep(put);
    }

    /// Says that `other` counts in the place of `source`, which was noted.
    pub(super) fn put_behind(&self, source: Source, other: Source) {
        self.notes.put_behind(source, other);
    }

    /// The value of a setting's variable.
    pub(super) fn variable(&self, source: Source) -> Option<Given> {
        self.variables.given(source)
    }

    /// The secret that a variable holds, with its name. It is taken out, so that no copy stays behind.
    pub(super) fn secret(&mut self) -> Result<Option<(String, Secret)>, UsageError> {
        let name = source::CLIENT_SECRET.name();
        let Some(value) = self.variables.0.remove(OsStr::new(name)) else { return Ok(None) };
        self.count(source::CLIENT_SECRET, Some(SET), Origin::Variable, Some(name));
        self.noted(Given::new(name, value).secret()).map(|secret| Some((name.to_owned(), secret)))
    }

    /// The value that the profile has for a setting; a file's name with its folder.
    pub(super) fn in_profile(&self, source: Source) -> Option<Given> {
        let key = source.key?;
        let Entry { at, value: Value::Text(text) } = self.profile.entry(key)? else { return None };
        let value = if key.kind == Kind::Path { self.path_of(text) } else { text.into() };
        Some(Given::new(at.clone(), value).from(Origin::File))
    }

    /// The command that the profile has for a setting, with its place.
    pub(super) fn command(&self, source: Source) -> Option<(String, Vec<String>)> {
        match self.profile.entry(source.key?)? {
            Entry { at, value: Value::Command(argv) } => {
                // Only the program: an argument may be anything.
                let program = argv.first().map_or("", String::as_str).into();
                self.notes.count(Counted::of(source, &Given::new(at.clone(), program).from(Origin::File)));
                Some((at.clone(), argv.clone()))
            }
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
