//! [`Source`]: where a setting's value may come from; and [`Given`], the value that counts, with the name of what
//! held it. Every setting goes through here, so that a refusal always names the flag or the variable to mend.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use super::UsageError;
use crate::domain::{Label, Secret};
use crate::ui::text;

/// The longest value that a refusal repeats, in cells; longer ones are cut.
const VALUE_CELLS: usize = 60;
/// The longest reason from elsewhere, in cells.
const REASON_CELLS: usize = 160;

/// Where a setting's value may come from. The flag beats the variable, which beats the default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
    /// With its dashes. `None`: never given as an argument.
    pub flag: Option<&'static str>,
    /// The environment variable; an empty one counts as not set. `None`: the command line only.
    pub variable: Option<&'static str>,
    /// As one would write it. `None`: there is none, or it is no fixed text.
    pub default: Option<&'static str>,
}

impl Source {
    const fn flag(flag: &'static str) -> Self {
        Self { flag: Some(flag), variable: None, default: None }
    }

    const fn variable(variable: &'static str) -> Self {
        Self { flag: None, variable: Some(variable), default: None }
    }

    const fn both(flag: &'static str, variable: &'static str) -> Self {
        Self { flag: Some(flag), variable: Some(variable), default: None }
    }

    /// The first name to mention it by: the flag, else the variable.
    pub(super) fn name(self) -> &'static str {
        self.flag.or(self.variable).unwrap_or_default()
    }

    const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }
}

pub(super) const DEMO: Source = Source::flag("--demo");
pub(super) const DEMO_RUNNERS: Source = Source::flag("--demo-runners");
pub(super) const DEMO_SEED: Source = Source::flag("--demo-seed").or("1");
pub(super) const DEMO_FAULT: Source = Source::flag("--demo-fault");
pub(super) const REGION: Source = Source::both("--region", "TRACKSIDE_REGION");
pub(super) const API_URL: Source = Source::both("--api-url", "TRACKSIDE_API_URL");
pub(super) const TOKEN_URL: Source =
    Source::both("--token-url", "TRACKSIDE_TOKEN_URL").or("https://id.core.matillion.com/oauth/dpc/token");
pub(super) const CLIENT_ID: Source = Source::variable("TRACKSIDE_CLIENT_ID");
pub(super) const CLIENT_SECRET: Source = Source::variable("TRACKSIDE_CLIENT_SECRET");
pub(super) const CONNECTIVITY_PATH: Source = Source::both("--connectivity-path", "TRACKSIDE_CONNECTIVITY_PATH");
pub(super) const CA_FILE: Source = Source::both("--ca-file", "TRACKSIDE_CA_FILE");
pub(super) const REFRESH: Source = Source::both("--refresh", "TRACKSIDE_REFRESH").or("10");
pub(super) const READ_ONLY: Source = Source::both("--read-only", "TRACKSIDE_READ_ONLY");
pub(super) const CLIPBOARD: Source = Source::both("--clipboard", "TRACKSIDE_CLIPBOARD").or("auto");
pub(super) const THEME: Source = Source::both("--theme", "TRACKSIDE_THEME").or("ansi");
pub(super) const NO_COLOR: Source = Source::variable("NO_COLOR");
pub(super) const SYMBOLS: Source = Source::both("--symbols", "TRACKSIDE_SYMBOLS");
pub(super) const LOG_FILE: Source = Source::both("--log-file", "TRACKSIDE_LOG_FILE");

/// Every setting, in the order of the help. The help takes its variables and defaults from here.
pub const SOURCES: [Source; 18] = [
    DEMO,
    DEMO_RUNNERS,
    DEMO_SEED,
    DEMO_FAULT,
    REGION,
    API_URL,
    TOKEN_URL,
    CLIENT_ID,
    CLIENT_SECRET,
    CONNECTIVITY_PATH,
    CA_FILE,
    REFRESH,
    READ_ONLY,
    CLIPBOARD,
    THEME,
    NO_COLOR,
    SYMBOLS,
    LOG_FILE,
];

/// The environment variables that are set and not empty.
pub(super) struct Environment(HashMap<OsString, OsString>);

impl Environment {
    pub(super) fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        Self(variables.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    }

    pub(super) fn is_set(&self, source: Source) -> bool {
        source.variable.is_some_and(|name| self.0.contains_key(OsStr::new(name)))
    }

    /// A variable that is no setting of ours and holds plain words, such as `TERM`.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        self.0.get(OsStr::new(name)).and_then(|value| value.to_str())
    }

    /// The value of a setting, where `flag` is what the command line gave for it: the flag's, else the variable's. It
    /// is taken out, so that no copy of a secret stays behind: each setting is asked for once.
    pub(super) fn given(&mut self, flag: Option<OsString>, source: Source) -> Option<Given> {
        if let (Some(name), Some(value)) = (source.flag, flag) {
            return Some(Given { name, value });
        }
        let name = source.variable?;
        let value = self.0.remove(OsStr::new(name))?;
        Some(Given { name, value })
    }

    /// As [`Environment::given`], for a setting with a default, which is read like any other value.
    pub(super) fn given_or_default(&mut self, flag: Option<OsString>, source: Source) -> Given {
        let default = || Given { name: source.name(), value: source.default.unwrap_or_default().into() };
        self.given(flag, source).unwrap_or_else(default)
    }
}

/// A setting's value as it was given, with the name of the flag or variable that held it.
pub(super) struct Given {
    name: &'static str,
    value: OsString,
}

impl Given {
    /// A value that came by a flag without a variable.
    pub(super) fn by_flag(source: Source, value: OsString) -> Self {
        Self { name: source.name(), value }
    }

    /// The value as a file name, which is no text: any bytes will do.
    pub(super) fn path(self) -> Result<PathBuf, UsageError> {
        if self.value.is_empty() {
            return Err(UsageError::about(self.name, "an empty value names no file"));
        }
        Ok(PathBuf::from(self.value))
    }

    /// The value as text, with the name of what held it.
    fn text(self) -> Result<(&'static str, String), UsageError> {
        match self.value.into_string() {
            Ok(text) => Ok((self.name, text)),
            Err(_) => Err(UsageError::about(self.name, "the value is not valid UTF-8")),
        }
    }

    /// The value as text that needs no check.
    pub(super) fn any_text(self) -> Result<String, UsageError> {
        Ok(self.text()?.1)
    }

    /// The value as a secret: moved, not copied.
    pub(super) fn secret(self) -> Result<Secret, UsageError> {
        self.any_text().map(Secret::new)
    }

    /// What `read` makes of the value. Where it makes nothing, the refusal is `<name>: <value> is not <wanted>`.
    pub(super) fn read<T>(self, wanted: impl Display, read: impl FnOnce(&str) -> Option<T>) -> Result<T, UsageError> {
        let (name, text) = self.text()?;
        read(&text).ok_or_else(|| UsageError::about(name, format_args!("{} is not {wanted}", shown(&text))))
    }

    /// What `read` makes of the value, where the value may hold a password and so is never repeated: the refusal
    /// is `<name>: the value <reason>`.
    pub(super) fn read_unseen<T>(self, read: impl FnOnce(&str) -> Result<T, String>) -> Result<T, UsageError> {
        let (name, text) = self.text()?;
        read(&text).map_err(|reason| UsageError::about(name, format_args!("the value {}", cut(&reason, REASON_CELLS))))
    }

    /// The entry of `table` that the value names; `more` is what a refusal says behind the names.
    pub(super) fn one_of<T: Copy>(self, table: &[(&str, T)], more: &str) -> Result<T, UsageError> {
        let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        self.read(format_args!("one of {}{more}", names.join(", ")), |text| {
            table.iter().find(|(name, _)| *name == text).map(|(_, value)| *value)
        })
    }

    /// The value as a whole number in `range`. `unit` is empty, or says what is counted, with a blank behind.
    pub(super) fn whole_number<T>(self, unit: &str, range: RangeInclusive<T>) -> Result<T, UsageError>
    where
        T: FromStr + PartialOrd + Display,
    {
        let (least, most) = (range.start(), range.end());
        self.read(format_args!("a whole number {unit}from {least} to {most}"), |text| {
            text.parse().ok().filter(|number| range.contains(number))
        })
    }
}

/// A value from outside as a refusal may repeat it: safe to print and not too long.
pub(super) fn shown(value: &str) -> String {
    if value.trim().is_empty() { "an empty value".to_owned() } else { cut(value, VALUE_CELLS) }
}

fn cut(outside: &str, cells: usize) -> String {
    text::cut(Label::from(outside).safe(), cells, "…")
}
