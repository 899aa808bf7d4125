//! [`Runner`]: one runner as the control plane last told of it, from a list entry or from its details.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::order::natural_order;
use super::platform::{Hosting, Platform};
use super::release::Release;
use super::status::Status;
use super::text::Label;

/// A runner's id: opaque text, compared exactly. Cheap to clone; everything on screen is held by it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunnerId(Arc<str>);

impl RunnerId {
    /// Keeps the text as it came.
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The text as it came: for the request's path, never for drawing.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id in a form that may be drawn.
    pub fn label(&self) -> Label {
        Label::from(self.as_str())
    }
}

impl fmt::Debug for RunnerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RunnerId({})", self.label())
    }
}

/// What a runner is for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RunnerType {
    /// Runs pipelines; `data_productivity_cloud` on the wire.
    Maia,
    /// Runs one change-data-capture pipeline.
    Streaming,
    /// A word trackside does not know, kept as it came.
    Other(Label),
}

impl RunnerType {
    /// Reads the wire's word, without regard to case.
    pub fn parse(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "data_productivity_cloud" | "maia" => Self::Maia,
            "streaming" => Self::Streaming,
            _ => Self::Other(Label::from(word)),
        }
    }

    /// The vendor's label, or the word as it came, safe to draw.
    pub fn label(&self) -> &str {
        match self {
            Self::Maia => "Maia",
            Self::Streaming => "Streaming",
            Self::Other(word) => word.safe(),
        }
    }
}

/// A runner. Only the id and the name can be relied on: a list entry may lack every other field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Runner {
    /// The key of everything.
    pub id: RunnerId,
    /// 1 to 30 characters by the documentation, but any length and any characters are accepted.
    pub name: Label,
    /// Up to 500 characters; empty when none was given, `None` when not told.
    pub description: Option<Label>,
    /// What it does now.
    pub status: Option<Status>,
    /// Maia or Streaming; `None` when not told.
    pub runner_type: Option<RunnerType>,
    /// The cloud provider, what it is deployed with, and who hosts it.
    pub platform: Platform,
    /// Whether it is connected now, independent of the status.
    pub connected: Option<bool>,
    /// Whether new versions are taken as they are released.
    pub auto_update: Option<bool>,
    /// Whether only the allow list's projects may use it.
    pub restricted: Option<bool>,
    /// When the pause ends by itself; only told while paused.
    pub paused_until: Option<Timestamp>,
    /// Its version, and what its track offers.
    pub release: Release,
}

impl Runner {
    /// A runner of which nothing but id and name is known.
    pub fn new(id: &str, name: &str) -> Self {
        Self {
            id: RunnerId::new(id),
            name: Label::from(name),
            description: None,
            status: None,
            runner_type: None,
            platform: Platform::default(),
            connected: None,
            auto_update: None,
            restricted: None,
            paused_until: None,
            release: Release::default(),
        }
    }

    /// Whether it is not connected although its status says that it should be: the offline mark.
    ///
    /// Documented for Paused (the service was stopped at the provider meanwhile); also shown wherever else the
    /// status contradicts the connection. Pending, Stopping, Stopped and Unknown runners may well be unconnected.
    pub fn is_offline(&self) -> bool {
        self.connected == Some(false) && matches!(self.status, Some(Status::Paused | Status::Pausing | Status::Running))
    }

    /// Whether an operator should look: not serving as it should, out of support, or cut off.
    ///
    /// Stopped counts: trackside cannot tell whether it was on purpose. An available update alone does not.
    pub fn is_problem(&self) -> bool {
        let by_status =
            matches!(self.status, Some(Status::Unknown | Status::Stopped | Status::Paused | Status::Other(_)));
        by_status || self.is_offline() || self.release.is_out_of_support()
    }

    /// Why details and actions are withheld; `None` for a runner in the customer's own cloud.
    pub fn withheld_reason(&self) -> Option<&'static str> {
        match self.platform.hosting() {
            Hosting::Customer => None,
            Hosting::Matillion => Some("hosted by Matillion: view only, without details in the API"),
            Hosting::Unlisted => Some("platform unknown to trackside: view only, to be safe"),
        }
    }

    /// Whether the entry lacks something that a column shows, so that its details are worth reading.
    pub fn lacks_a_column(&self) -> bool {
        self.withheld_reason().is_none()
            && (self.status.is_none()
                || self.runner_type.is_none()
                || self.connected.is_none()
                || self.platform.provider.is_none()
                || self.platform.deployment.is_none()
                || (self.release.version.is_none() && self.release.latest.is_none())
                || self.release.track.is_none())
    }

    /// `self`, with what it lacks taken from `other`, which was read for the same id.
    #[must_use]
    pub fn filled_from(&self, other: &Self) -> Self {
        Self {
            id: self.id.clone(),
            name: self.name.clone(),
            description: self.description.clone().or_else(|| other.description.clone()),
            status: self.status.clone().or_else(|| other.status.clone()),
            runner_type: self.runner_type.clone().or_else(|| other.runner_type.clone()),
            platform: Platform {
                provider: self.platform.provider.clone().or_else(|| other.platform.provider.clone()),
                deployment: self.platform.deployment.clone().or_else(|| other.platform.deployment.clone()),
            },
            connected: self.connected.or(other.connected),
            auto_update: self.auto_update.or(other.auto_update),
            restricted: self.restricted.or(other.restricted),
            paused_until: self.paused_until.or(other.paused_until),
            release: self.release.clone().or(&other.release),
        }
    }

    /// The order in which a fleet is kept, and which breaks every tie: by name without regard to case, with the
    /// numbers in it as numbers (`etl-2` before `etl-10`), then by the exact name, then by id.
    pub fn name_order(&self, other: &Self) -> Ordering {
        natural_order(self.name.raw(), other.name.raw())
            .then_with(|| self.name.raw().cmp(other.name.raw()))
            .then_with(|| self.id.cmp(&other.id))
    }
}
