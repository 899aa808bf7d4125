//! The shapes on the wire, and what they mean in the domain. The wire's word for a runner is "agent".
//!
//! Only `agentId` is needed; every other field may be missing, `null` or of another type, which all mean "not
//! told". Words that trackside does not know are kept as they came.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::{Deserialize, Deserializer, Error};

use super::error::Cause;
use super::lenient::{self, Any, Lenient, Text};
use super::page::{Extent, PAGE_SIZE, RunnerPage};
use crate::domain::{
    CloudProvider, Deployment, Label, Platform, Release, Runner, RunnerId, RunnerType, Status, Support, Version,
    VersionTrack,
};

/// A runner, as a list entry or in full.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are the wire's")]
pub(super) struct Agent<'a> {
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

/// One page of any of the API's lists. An entry that is no object is `None`.
pub(super) struct Page<T> {
    entries: Vec<Lenient<T>>,
    size: Option<u64>,
    total: Option<u64>,
}

#[derive(serde::Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct PageObject<T> {
    #[serde(default = "Option::default", deserialize_with = "lenient::list")]
    results: Option<Vec<Lenient<T>>>,
    #[serde(default, deserialize_with = "lenient::count")]
    size: Option<u64>,
    #[serde(default, deserialize_with = "lenient::count")]
    total: Option<u64>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        match lenient::any::<_, PageObject<T>, Vec<Lenient<T>>>(json)? {
            Any::Object(PageObject { results: Some(entries), size, total }) => Ok(Self { entries, size, total }),
            // Some services leave an empty list out. Without the count of 0 it could be anything, for instance an
            // error with the wrong status, which must not pass for an empty fleet.
            Any::Object(PageObject { results: None, size, total: Some(0) }) => {
                Ok(Self { entries: Vec::new(), size, total: Some(0) })
            }
            // A list without its page object is the whole list, unless it is exactly as long as a page.
            Any::List(entries) => {
                let total = (entries.len() != PAGE_SIZE as usize).then_some(entries.len() as u64);
                Ok(Self { entries, size: None, total })
            }
            _ => Err(D::Error::custom("not a page")),
        }
    }
}

impl Page<Agent<'_>> {
    /// The page as asked for with number `page`. Entries without a usable id are left out and counted.
    pub(super) fn into_runners(self, page: u32) -> RunnerPage {
        let extent = Extent { page, count: self.entries.len(), size: self.size, total: self.total };
        let runners: Vec<_> = self.entries.into_iter().filter_map(|entry| entry.0?.into_runner()).collect();
        RunnerPage {
            unreadable: extent.count - runners.len(),
            runners,
            total: extent.believable_total(),
            is_last: extent.is_last(),
        }
    }
}

impl Agent<'_> {
    /// The runner; `None` without an id that can be asked for.
    ///
    /// A runner without a name is called by its id: a name must be seen, and it should tell two of them apart.
    pub(super) fn into_runner(self) -> Option<Runner> {
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
    pub(super) fn into_runner_with(self, asked: &RunnerId) -> Result<Runner, Cause> {
        let not_understood = |what| Cause::NotUnderstood(Label::from(what));
        let runner = self.into_runner().ok_or_else(|| not_understood("a runner without an id"))?;
        // Acting on it would be acting on the wrong one.
        if !runner.id.as_str().eq_ignore_ascii_case(asked.as_str()) {
            return Err(not_understood("another runner than the one asked for"));
        }
        Ok(Runner { id: asked.clone(), ..runner })
    }
}

/// Whether a request for this id would reach it: `.` and `..` cannot be part of a path.
fn is_usable_id(id: &str) -> bool {
    !matches!(id.trim(), "" | "." | "..")
}

/// A text that says something.
fn said(text: Text<'_>) -> Text<'_> {
    text.filter(|text| !text.trim().is_empty())
}

/// Reads RFC 3339, and without an offset as UTC, which is what the API documents for all its dates.
fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok()?.to_zoned_datetime(TimeZone::UTC).ok().map(|at| at.timestamp()))
}
