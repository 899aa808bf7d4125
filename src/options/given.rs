//! [`Given`]: the value that counts for a setting, with the name of what held it. Every value goes through here, so
//! that a refusal always names the flag, the variable, or the file with line and key, that is to be mended.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::UsageError;
use super::notes::Origin;
use super::source::Source;
use crate::domain::secret::may_be_secret;
use crate::domain::{Label, Secret};
use crate::text;

/// The longest value that a refusal repeats, in cells; longer ones are cut.
const VALUE_CELLS: usize = 60;
/// The longest reason from elsewhere, in cells.
pub(super) const REASON_CELLS: usize = 160;

/// A file that was named, with the name of what named it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GivenFile {
    /// Its path, as it is opened: relative to the working directory, if it is relative.
    pub path: PathBuf,
    /// The flag, the variable, or the config file with line and key; safe to print.
    pub by: String,
}

impl GivenFile {
    /// One line that says what is wrong with the file, as in `--ca-file: cannot read a.pem: no such file`, where
    /// `words` are `cannot read` and `reason` the rest.
    pub fn refusal(&self, message: &str, reason: impl Display) -> String {
        let reason = cut(&reason.to_string(), REASON_CELLS);
        format!("{}: {message} {}: {reason}", self.by, Label::from(self.path.to_string_lossy().as_ref()))
    }
}

/// A setting's value as it was given, with the name of what held it.
pub(super) struct Given {
    name: Cow<'static, str>,
    value: OsString,
    origin: Origin,
}

impl Given {
    /// An argument of the command line.
    pub(super) fn new(name: impl Into<Cow<'static, str>>, value: OsString) -> Self {
        Self { name: name.into(), value, origin: Origin::Flag }
    }

    /// The same from elsewhere.
    pub(super) fn from(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// A value from the command line.
    pub(super) fn by_flag(source: Source, value: OsString) -> Self {
        Self::new(source.name(), value)
    }

    /// The value that counts where none is given.
    pub(super) fn by_default(source: Source) -> Self {
        Self::new(source.name(), source.default.unwrap_or_default().into()).from(Origin::Default)
    }

    /// What held the value.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What kind of thing held the value.
    pub(super) fn origin(&self) -> Origin {
        self.origin
    }

    /// Where the value stands: the name of what held it, of the config file only `file:line`. `None` for a default.
    pub(super) fn place(&self) -> Option<&str> {
        match self.origin {
            Origin::Default => None,
            Origin::File => Some(self.name.rsplit_once(": ").map_or(self.name(), |(place, _)| place)),
            _ => Some(&self.name),
        }
    }

    /// The value, for whoever shows it once it is known to be right.
    pub(super) fn lossy(&self) -> String {
        self.value.to_string_lossy().into_owned()
    }

    /// What `read` makes of the value, with the name of what held it.
    pub(super) fn with_name<T>(
        self,
        read: impl FnOnce(Self) -> Result<T, UsageError>,
    ) -> Result<(String, T), UsageError> {
        let name = self.name().to_owned();
        read(self).map(|value| (name, value))
    }

    /// The value as a file name, which is no text: any bytes will do.
    pub(super) fn file(self) -> Result<GivenFile, UsageError> {
        if self.value.is_empty() {
            return Err(UsageError::about(&self.name, "an empty value names no file"));
        }
        Ok(GivenFile { path: PathBuf::from(self.value), by: self.name.into_owned() })
    }

    /// The value as text, with the name of what held it.
    fn text(self) -> Result<(Cow<'static, str>, String), UsageError> {
        match self.value.into_string() {
            Ok(text) => Ok((self.name, text)),
            Err(_) => Err(UsageError::about(&self.name, "the value is not valid UTF-8")),
        }
    }

    /// The value as a secret: moved, not copied.
    pub(super) fn secret(self) -> Result<Secret, UsageError> {
        Ok(Secret::new(self.text()?.1))
    }

    /// The names in the value, between commas.
    pub(super) fn names(self) -> Result<Vec<Self>, UsageError> {
        let origin = self.origin;
        let (by, text) = self.text()?;
        Ok(text.split(',').map(|name| Self::new(by.clone(), name.into()).from(origin)).collect())
    }

    /// What `read` makes of the value. Where it makes nothing, the refusal is that of [`Given::refuse`].
    pub(super) fn read<T>(self, wanted: impl Display, read: impl FnOnce(&str) -> Option<T>) -> Result<T, UsageError> {
        let (name, text) = self.text()?;
        read(&text).ok_or_else(|| is_not(&name, &text, wanted))
    }

    /// The refusal `<name>: <value> is not <wanted>`.
    pub(super) fn refuse(self, wanted: impl Display) -> UsageError {
        self.text().map_or_else(|error| error, |(name, text)| is_not(&name, &text, wanted))
    }

    /// What `read` makes of the value, where the value may hold a password and so is never repeated: the refusal
    /// is `<name>: the value <reason>`.
    pub(super) fn read_unseen<T>(self, read: impl FnOnce(&str) -> Result<T, String>) -> Result<T, UsageError> {
        let (name, text) = self.text()?;
        read(&text).map_err(|reason| UsageError::about(&name, format_args!("the value {}", cut(&reason, REASON_CELLS))))
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

    /// The value as whole seconds in `range`.
    pub(super) fn seconds(self, range: RangeInclusive<u64>) -> Result<Duration, UsageError> {
        self.whole_number("of seconds ", range).map(Duration::from_secs)
    }

    /// The value as whole milliseconds in `range`.
    pub(super) fn milliseconds(self, range: RangeInclusive<u64>) -> Result<Duration, UsageError> {
        self.whole_number("of milliseconds ", range).map(Duration::from_millis)
    }
}

fn is_not(name: &str, text: &str, wanted: impl Display) -> UsageError {
    UsageError::about(name, format_args!("{} is not {wanted}", shown(text)))
}

/// A value from outside as a refusal may repeat it: safe to print and not too long. What looks like a secret that was put in the
/// wrong place is only counted.
pub(super) fn shown(value: &str) -> String {
    match value.trim() {
        "" => "an empty value".to_owned(),
        word if may_be_secret(word) => format!("a value of {} characters", word.chars().count()),
        _ => cut(value, VALUE_CELLS),
    }
}

/// Text from outside, safe to print and at most `cells` wide.
pub(super) fn cut(outside: &str, cells: usize) -> String {
    text::cut(Label::from(outside).safe(), cells, "…")
}
