//! [`Notes`]: what a reading leaves behind beside the options: what counts for each setting and where that came from, and all
//! that is wrong. Every value is noted where it is read, so that `trackside config check` says what a start does.

use std::cell::RefCell;

use super::UsageError;
use super::given::{Given, GivenFile};
use super::source::{self, Source};
use super::target::SecretSource;
use crate::domain::{Label, Secret, shown_id};

/// What stands for a secret that is there.
pub(super) const SET: &str = "set";

/// What kind of thing held the value that counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// An argument of the command line.
    Flag,
    /// A variable of the environment.
    Variable,
    /// The config file.
    File,
    /// Another setting, as the region is what an address comes from.
    Setting,
    /// Nothing: it is the default.
    Default,
}

/// What counts for a setting. It holds no secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// The setting's name: its key in the config file where it has one.
    pub setting: String,
    /// What it is set to, as it was given. `None`: nothing, or what is refused.
    pub value: Option<Label>,
    /// Whether what was given is refused.
    pub is_refused: bool,
    /// What kind of thing held it.
    pub origin: Origin,
    /// The flag, the variable, the place in the config file as `file:line`, or the other setting; safe to print. `None` for a
    /// default.
    pub by: Option<String>,
    /// The setting that counts in its place: of a region only the name counts where an address is given.
    pub behind: Option<String>,
}

impl Counted {
    pub(super) fn new(setting: String, value: Option<&str>, origin: Origin, by: Option<&str>) -> Self {
        let (value, by) = (value.map(Label::from), by.map(str::to_owned));
        Self { setting, value, is_refused: false, origin, by, behind: None }
    }

    /// A value that was given, or is the default.
    pub(super) fn of(source: Source, given: &Given) -> Self {
        let value = given.lossy();
        let value = if source == source::CLIENT_ID { shown_id(&value) } else { value };
        Self::new(source.setting(), Some(&value), given.origin(), given.place())
    }
}

/// What a profile names that only the machine can try, and what must not be shown: also where something else is wrong. `Debug` shows
/// no secret.
#[derive(Debug, Default)]
pub struct OnMachine {
    /// Certificates to trust.
    pub ca_file: Option<GivenFile>,
    /// Where to write a log; with the first profile only.
    pub log_file: Option<GivenFile>,
    /// Where the secret comes from.
    pub client_secret: Option<SecretSource>,
    /// The credential's id, which may be the secret in the wrong place.
    pub client_id: Option<Secret>,
}

/// All that is wrong, in the order in which it was found, and nothing of it twice.
#[derive(Default)]
pub(super) struct Faults(RefCell<Vec<UsageError>>);

impl Faults {
    /// `result` as it is, where what is wrong is kept.
    pub(super) fn note<T>(&self, result: Result<T, UsageError>) -> Result<T, UsageError> {
        if let Err(error) = &result {
            let mut faults = self.0.borrow_mut();
            if !faults.contains(error) {
                faults.push(error.clone());
            }
        }
        result
    }

    /// The first of all that is wrong, if anything is.
    pub(super) fn first(&self) -> Result<(), UsageError> {
        self.0.borrow().first().map_or(Ok(()), |first| Err(first.clone()))
    }

    pub(super) fn into_all(self) -> Vec<UsageError> {
        self.0.into_inner()
    }
}

/// See the module.
#[derive(Default)]
pub(super) struct Notes {
    counted: RefCell<Vec<Counted>>,
    on_machine: RefCell<OnMachine>,
    pub(super) faults: Faults,
}

impl Notes {
    /// Notes what counts for a setting.
    pub(super) fn count(&self, counted: Counted) {
        self.counted.borrow_mut().push(counted);
    }

    /// What is worked out for a setting of which nothing is said.
    pub(super) fn settle(&self, source: Source, value: &str) {
        let mut counted = self.counted.borrow_mut();
        let unsaid = counted.iter_mut().find(|counted| {
            counted.setting == source.setting() && counted.origin == Origin::Default && counted.value.is_none()
        });
        if let Some(unsaid) = unsaid {
            unsaid.value = Some(Label::from(value));
        }
    }

    /// Keeps what only the machine can try.
    pub(super) fn keep(&self, put: impl FnOnce(&mut OnMachine)) {
        put(&mut self.on_machine.borrow_mut());
    }

    /// Says of the last that was noted for `source` that another counts in its place.
    pub(super) fn put_behind(&self, source: Source, other: Source) {
        let mut counted = self.counted.borrow_mut();
        if let Some(last) = counted.iter_mut().rfind(|counted| counted.setting == source.setting()) {
            last.behind = Some(other.setting());
        }
    }

    /// What counts, all that is wrong, and what only the machine can try.
    pub(super) fn into_all(self) -> (Vec<Counted>, Vec<UsageError>, OnMachine) {
        (self.counted.into_inner(), self.faults.into_all(), self.on_machine.into_inner())
    }
}
