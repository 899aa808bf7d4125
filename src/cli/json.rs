//! JSON: what a command found, as `docs/headless.schema.json` describes it. Values are what came, so that they can be compared; but no
//! character that a terminal would act on stands in the text: it is written as an escape.

use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::account::Profile;
use crate::account::fleet::Row;
use crate::domain::text::make_safe;
use crate::domain::{Runner, Support};

/// What every document names as its schema.
pub(super) const SCHEMA: &str = "trackside/1";

/// A runner.
#[derive(Serialize)]
pub(super) struct RunnerJson<'a> {
    account: &'a str,
    id: &'a str,
    name: &'a str,
    description: Option<&'a str>,
    status: Option<&'a str>,
    connected: Option<bool>,
    platform: PlatformJson<'a>,
    #[serde(rename = "type")]
    runner_type: Option<&'a str>,
    version: VersionJson<'a>,
    auto_update: Option<bool>,
    restricted: Option<bool>,
    paused_until: Option<Timestamp>,
}

#[derive(Serialize)]
struct PlatformJson<'a> {
    name: Option<&'a str>,
    provider: Option<&'a str>,
    deployment: Option<&'a str>,
}

#[derive(Serialize)]
struct VersionJson<'a> {
    installed: Option<&'a str>,
    latest: Option<&'a str>,
    update_available: Option<bool>,
    supported: Option<bool>,
    track: Option<&'a str>,
}

impl<'a> RunnerJson<'a> {
    /// Of a row of that account.
    pub(super) fn of(row: &'a Row, profile: &'a Profile) -> Self {
        let runner: &Runner = &row.runner;
        let (platform, release) = (&runner.platform, &runner.release);
        Self {
            account: profile.label(),
            id: runner.id.as_str(),
            name: runner.name.raw(),
            description: runner.description.as_ref().map(super::super::domain::text::Label::raw),
            status: runner.status.as_ref().map(super::super::domain::status::Status::label),
            connected: runner.connected,
            platform: PlatformJson {
                name: platform.short_name(),
                provider: platform.provider.as_ref().map(super::super::domain::platform::CloudProvider::label),
                deployment: platform.deployment.as_ref().map(super::super::domain::platform::Deployment::label),
            },
            runner_type: runner.runner_type.as_ref().map(super::super::domain::runner::RunnerType::label),
            version: VersionJson {
                installed: release.version.as_ref().map(super::super::domain::release::Version::raw),
                latest: release.latest.as_ref().map(super::super::domain::release::Version::raw),
                update_available: release.update_available,
                supported: release.support.as_ref().map(|support| *support == Support::Supported),
                track: release.track.as_ref().map(super::super::domain::release::VersionTrack::label),
            },
            auto_update: runner.auto_update,
            restricted: runner.restricted,
            paused_until: runner.paused_until,
        }
    }
}

/// A document over many lines, with a line end.
pub(super) fn document(value: &impl Serialize) -> String {
    written(value, Escaping(PrettyFormatter::new()))
}

/// A document on one line, with a line end.
pub(super) fn line(value: &impl Serialize) -> String {
    written(value, Escaping(CompactFormatter))
}

fn written<F: Formatter>(value: &impl Serialize, formatter: F) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // Neither can fail: the keys are texts, and a vector takes everything.
    let _ = value.serialize(&mut serializer);
    bytes.push(b'\n');
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes every character that is not safe to print as an escape. JSON itself wants that of the first 32 only; but 155 begins a control
/// sequence as well, and others turn the direction of a text around.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut safe = 0;
        for (at, character) in fragment.char_indices() {
            let text = &fragment[at..at + character.len_utf8()];
            if character.is_ascii_graphic() || character == ' ' || make_safe(text) == text {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[safe..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            safe = at + character.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[safe..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_that_a_terminal_would_act_on_is_written_and_each_is_read_back() {
        let hostile = "a\x1b[2J\u{9b}31m\u{202e}\u{200b}\u{7f}\n\"\\é日\u{e0001}\u{301}";
        for text in [document(&hostile), line(&hostile)] {
            assert_eq!(serde_json::from_str::<String>(&text).unwrap(), hostile);
            assert_eq!(make_safe(text.trim_end()), text.trim_end());
            assert!(text.contains("é日"), "{text}");
        }
    }
}
