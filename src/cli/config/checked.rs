//! [`Checked`]: what was found, in texts that hold no secret, as JSON has it.

use std::path::Path;

use serde::Serialize;

use super::{keys, themes};
use crate::cli::json;
use crate::domain::{HIDDEN, Label, Redactor};
use crate::options::{Counted, FaceReview, Origin, ProfileReview, Review};

/// The row of the file, whose name only the machine knows.
const CONFIG: &str = "config";
const CLIENT_ID: &str = "client_id";
const COMMAND: &str = "client_secret_command";

/// What was found.
#[derive(Serialize)]
pub(super) struct Checked {
    schema: &'static str,
    file: File,
    pub(super) profiles: Vec<Profile>,
    pub(super) keys: Vec<Setting>,
    pub(super) themes: Vec<Setting>,
    pub(super) views: Vec<Setting>,
    faults: Vec<String>,
    lacking: Vec<String>,
    #[serde(skip)]
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct File {
    path: Option<String>,
    exists: bool,
}

/// What counts in a profile.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the keys of the JSON, as its schema has them")]
pub(super) struct Profile {
    pub(super) profile: Option<String>,
    pub(super) opened: bool,
    pub(super) settings: Vec<Setting>,
}

/// What counts for a setting.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the keys of the JSON, as its schema has them")]
pub(super) struct Setting {
    pub(super) setting: String,
    pub(super) value: Option<String>,
    pub(super) refused: bool,
    origin: &'static str,
    pub(super) source: Option<String>,
    pub(super) behind: Option<String>,
    /// Stands behind the value in a text.
    #[serde(skip)]
    pub(super) remark: Option<&'static str>,
}

/// What all of it is made with.
struct Maker<'a> {
    path: Option<&'a Path>,
    redactor: &'a Redactor,
}

impl Checked {
    /// The config file's name, as it is shown.
    pub(super) fn path(&self) -> Option<&str> {
        self.file.path.as_deref()
    }

    /// Without the secrets that `redactor` knows.
    pub(super) fn of(
        (review, face): (&Review, &FaceReview),
        path: Option<&Path>,
        faults: &[String],
        redactor: &Redactor,
    ) -> Self {
        let maker = Maker { path, redactor };
        Self {
            schema: json::SCHEMA,
            file: File {
                path: path.map(|path| maker.clean(&path.to_string_lossy())),
                exists: path.is_some_and(Path::exists),
            },
            profiles: review.profiles.iter().map(|profile| maker.profile(profile)).collect(),
            keys: keys::rows(&review.keys, &face.keys).iter().map(|row| maker.named(row)).collect(),
            themes: themes::rows(&review.themes).iter().map(|row| maker.named(row)).collect(),
            views: review.views.iter().map(|row| maker.named(row)).collect(),
            faults: faults.iter().map(|fault| maker.clean(fault)).collect(),
            lacking: review.lacking.iter().map(|lacking| maker.clean(&lacking.to_string())).collect(),
            warnings: face.keys.warnings.iter().chain(&face.themes).map(|warning| maker.clean(warning)).collect(),
        }
    }

    /// All that is wrong, safe to print.
    pub(super) fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Keys that may never arrive, and colours that are hard to read; safe to print.
    pub(super) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What profiles lack that are not opened, safe to print.
    pub(super) fn lacking(&self) -> &[String] {
        &self.lacking
    }
}

impl Maker<'_> {
    fn clean(&self, text: &str) -> String {
        self.redactor.clean(text).into_owned()
    }

    fn profile(&self, profile: &ProfileReview) -> Profile {
        let setting = |counted: &Counted| self.setting(counted, self.value(counted, profile));
        Profile {
            profile: profile.name.as_ref().map(|name| self.clean(name.raw())),
            opened: profile.is_opened,
            settings: profile.counted.iter().map(setting).collect(),
        }
    }

    /// The name of a command, a theme or a view, which nobody had to look at, may be a secret in the wrong place.
    fn named(&self, counted: &Counted) -> Setting {
        let value = counted.value.as_ref().map(|value| self.clean(value.raw()));
        Setting { setting: self.clean(&counted.setting), ..self.setting(counted, value) }
    }

    fn setting(&self, counted: &Counted, value: Option<String>) -> Setting {
        Setting {
            setting: counted.setting.clone(),
            value,
            refused: counted.is_refused,
            origin: match counted.origin {
                Origin::Flag => "flag",
                Origin::Variable => "variable",
                Origin::File => "file",
                Origin::Setting => "setting",
                Origin::Default => "default",
            },
            source: counted.by.as_deref().map(|by| self.clean(by)),
            behind: counted.behind.clone(),
            remark: match counted.setting.as_str() {
                COMMAND => Some("not run"),
                CONFIG if !self.path.is_some_and(Path::exists) => Some("not there"),
                _ => None,
            },
        }
    }

    /// What a setting is set to; the file's name is that on this machine.
    fn value(&self, counted: &Counted, profile: &ProfileReview) -> Option<String> {
        let id = profile.on_machine.client_id.as_ref().filter(|_| counted.setting == CLIENT_ID);
        // Of what is the secret as well, the end is too much.
        if id.is_some_and(|id| self.clean(id.expose()) != id.expose()) {
            return Some(HIDDEN.to_owned());
        }
        let of_machine = || self.path.filter(|_| counted.setting == CONFIG).map(|path| path.to_string_lossy().into());
        let value = counted.value.as_ref().map(Label::raw).map(str::to_owned).or_else(of_machine);
        value.map(|value| self.clean(&value))
    }
}
