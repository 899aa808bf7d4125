//! A runner, which the wire calls an agent.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::super::error::Cause;
use super::super::lenient::{self, Text};
use super::{is_usable_id, said};
use crate::domain::{
    CloudProvider, Deployment, Label, Platform, Release, Runner, RunnerId, RunnerType, Status, Support, Version,
    VersionTrack,
};

/// A runner, as a list entry or in full.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are the wire's")]
pub(in crate::api) struct Agent<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    agent_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    description: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    agent_status: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    agent_type: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    cloud_provider: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    deployment: Text<'a>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    connected: Option<bool>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    enable_auto_updates: Option<bool>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    restricted_access: Option<bool>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    paused_until: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::object")]
    version_details: VersionDetails<'a>,
}

#[derive(serde::Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct VersionDetails<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    agent_version: Text<'a>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    agent_update_available: Option<bool>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    support: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    track_name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    track_version: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    track_release_date: Text<'a>,
}

impl Agent<'_> {
    /// The runner; `None` without an id that can be asked for.
    ///
    /// A runner without a name is called by its id: a name must be seen, and it should tell two of them apart.
    pub(in crate::api) fn into_runner(self) -> Option<Runner> {
        let id = self.agent_id.filter(|id| is_usable_id(id))?;
        let name = said(self.name).unwrap_or_else(|| id.clone());
        let versions = self.version_details;
        Some(Runner {
            description: self.description.as_deref().map(Label::from),
            status: said(self.agent_status).map(|word| Status::parse(&word)),
            runner_type: said(self.agent_type).map(|word| RunnerType::parse(&word)),
            platform: Platform {
                provider: said(self.cloud_provider).map(|word| CloudProvider::parse(&word)),
                deployment: said(self.deployment).map(|word| Deployment::parse(&word)),
            },
            connected: self.connected,
            auto_update: self.enable_auto_updates,
            restricted: self.restricted_access,
            paused_until: said(self.paused_until).and_then(|date| timestamp(&date)),
            release: Release {
                version: said(versions.agent_version).map(|text| Version::new(&*text)),
                update_available: versions.agent_update_available,
                support: said(versions.support).and_then(|word| Support::parse(&word)),
                track: said(versions.track_name).map(|word| VersionTrack::parse(&word)),
                latest: said(versions.track_version).map(|text| Version::new(&*text)),
                latest_released: said(versions.track_release_date).and_then(|date| timestamp(&date)),
            },
            ..Runner::new(&id, &name)
        })
    }
}

impl Agent<'_> {
    /// The runner, as the answer to a question for `asked`.
    pub(in crate::api) fn into_runner_with(self, asked: &RunnerId) -> Result<Runner, Cause> {
        let not_understood = |what| Cause::NotUnderstood(Label::from(what));
        let runner = self.into_runner().ok_or_else(|| not_understood("a runner without an id"))?;
        // Acting on it would be acting on the wrong one.
        if !runner.id.as_str().eq_ignore_ascii_case(asked.as_str()) {
            return Err(not_understood("another runner than the one asked for"));
        }
        Ok(Runner { id: asked.clone(), ..runner })
    }
}

/// Reads RFC 3339, and without an offset as UTC, which is what the API documents for all its dates.
fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok()?.to_zoned_datetime(TimeZone::UTC).ok().map(|at| at.timestamp()))
}
