//! JSON: what a command found, as `docs/headless.schema.json` describes it. Values are what came, so that they can be compared; but no
//! character that a terminal would act on stands in the text: it is written as an escape.

use std::fmt::Write;

use jiff::Timestamp;
use serde::Serialize;

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
    // It cannot fail: the keys are texts.
    escaped(&serde_json::to_string_pretty(value).unwrap_or_default())
}

/// A document on one line, with a line end.
pub(super) fn line(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string(value).unwrap_or_default())
}

/// With every character that is not safe to print as an escape. JSON itself wants that of the first 32 only; but 155 begins a control
/// sequence as well, and others turn the direction of a text around. Outside of texts there are none but line ends.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        let mut text = [0; 4];
        let text = character.encode_utf8(&mut text);
        if matches!(character, ' '..='~' | '\n') || make_safe(text) == *text {
            escaped.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // A string takes everything.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    escaped.push('\n');
    escaped
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
