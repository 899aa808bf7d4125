//! One simulated runner, kept small: 20,000 of them must cost a few megabytes.
//!
//! Owns the words of the contract (status, type, provider and deployment) and what is stored per runner.
//! A generated runner stores no text: its name and description follow from its number, until somebody edits
//! it and it gets [`Own`] data. How runners change is in `life` and `commands`; where they come from in `seed`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::super::random;
use super::release::{Track, Version};

/// The identifier, written as a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::demo) struct AgentId(u128);

impl AgentId {
    /// An id that depends on the seed and a number, in the form of a random (version 4) UUID.
    pub(in crate::demo) fn derived(seed: u64, number: u64) -> Self {
        let high = u128::from(random::hash(seed, &[0x1d_u64, number]));
        let low = u128::from(random::hash(seed, &[0x1e_u64, number]));
        let bits = (high << 64) | low;
        Self(bits & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62))
    }

    /// Reads the usual form with hyphens.
    pub(in crate::demo) fn parse(text: &str) -> Option<Self> {
        is_uuid(text).then(|| u128::from_str_radix(&text.replace('-', ""), 16).ok().map(Self))?
    }

    /// The id that stands for this one in another fleet; in the first it stays as it is.
    pub(in crate::demo) fn in_fleet(self, fleet: u8) -> Self {
        if fleet == 0 { self } else { Self::derived(self.low_half(), u64::from(fleet)) }
    }

    /// The half that tells ids apart, to derive other things from.
    pub(in crate::demo) fn low_half(self) -> u64 {
        u64::try_from(self.0 & u128::from(u64::MAX)).unwrap_or(0)
    }
}

/// Whether a text is a UUID in the usual form, in either letter case.
pub(in crate::demo) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

impl fmt::Display for AgentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |shift: u32, digits: u32| (self.0 >> shift) & ((1 << (digits * 4)) - 1);
        let (first, second, third) = (part(96, 8), part(80, 4), part(64, 4));
        let (fourth, fifth) = (part(48, 4), part(0, 12));
        write!(formatter, "{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{fifth:012x}")
    }
}

/// The documented statuses, and `Other` for a word that no documentation lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::demo) enum Status {
    Pending,
    Running,
    Unknown,
    Stopping,
    Stopped,
    Pausing,
    Paused,
    /// The word is in [`Own::status_word`].
    Other,
}

impl Status {
    pub(in crate::demo) const DOCUMENTED: [Self; 7] =
        [Self::Pending, Self::Running, Self::Unknown, Self::Stopping, Self::Stopped, Self::Pausing, Self::Paused];

    pub(in crate::demo) fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Unknown => "unknown",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Pausing => "pausing",
            Self::Paused => "paused",
            Self::Other => "other",
        }
    }

    /// The documented status of that name, else `Other`.
    pub(in crate::demo) fn from_word(word: &str) -> Self {
        Self::DOCUMENTED.into_iter().find(|status| status.word() == word).unwrap_or(Self::Other)
    }
}

/// Kind of runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum AgentType {
    Maia,
    Streaming,
}

impl AgentType {
    pub(in crate::demo) fn word(self) -> &'static str {
        match self {
            Self::Maia => "data_productivity_cloud",
            Self::Streaming => "streaming",
        }
    }

    pub(in crate::demo) fn from_word(word: &str) -> Option<Self> {
        [Self::Maia, Self::Streaming].into_iter().find(|kind| kind.word() == word)
    }
}

/// Provider and deployment, for the types that may have them: "Create a new agent". `gcp` and `google_cloud`
/// mean the same, and an answer may use either.
const PLATFORMS: [(&str, &str, bool, bool); 13] = [
    ("aws", "fargate", true, true),
    ("aws", "eks", true, true),
    ("azure", "container app", true, false),
    ("azure", "aks", true, true),
    ("azure", "aci", false, true),
    ("gcp", "gke", true, true),
    ("google_cloud", "gke", true, true),
    ("gcp", "gce", false, true),
    ("google_cloud", "gce", false, true),
    ("snowflake", "native app", true, false),
    // Outside the contract: how the service reports its own runners is not public.
    ("matillion", "hosted", false, false),
    ("oracle", "oke", false, false),
    ("oracle", "", false, false),
];

/// A row of the table of platforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) struct Platform(u8);

impl Platform {
    pub(in crate::demo) fn from_words(provider: &str, deployment: &str) -> Option<Self> {
        let row = PLATFORMS.iter().position(|row| row.0 == provider && row.1 == deployment)?;
        u8::try_from(row).ok().map(Self)
    }

    fn row(self) -> (&'static str, &'static str, bool, bool) {
        PLATFORMS[usize::from(self.0)]
    }

    pub(in crate::demo) fn provider(self) -> &'static str {
        self.row().0
    }

    pub(in crate::demo) fn deployment(self) -> &'static str {
        self.row().1
    }

    pub(in crate::demo) fn allows(self, agent_type: AgentType) -> bool {
        match agent_type {
            AgentType::Maia => self.row().2,
            AgentType::Streaming => self.row().3,
        }
    }

    pub(in crate::demo) fn is_snowflake(self) -> bool {
        self.provider() == "snowflake"
    }

    /// Whether customers manage such runners; hosted ones and unknown platforms take no commands.
    pub(in crate::demo) fn is_managed(self) -> bool {
        self.row().2 || self.row().3
    }
}

/// What is special about a hand-made runner. The words stand in `assets/demo/fleet.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::demo) enum Behaviour {
    #[default]
    Ordinary,
    /// Nothing happens to it by itself.
    HoldsStill,
    /// Stays unknown after a restart: its provider starts no replacement.
    NeverReturns,
    /// Its owner allows no restart: the command is refused.
    RefusesRestart,
    /// Was created, and is never deployed: it stays pending.
    NeverConnects,
    /// Its service was stopped at the provider while it was paused; resuming leads to stopped.
    StoppedWhilePaused,
    /// Its instance was lost while it was paused; resuming leads to unknown.
    LostWhilePaused,
}

/// What the version block of an answer contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Reported {
    Version(Version),
    /// Track data only: it has not connected yet.
    Nothing,
    /// No version block at all.
    NoBlock,
}

/// Entries by project id; `None` stands for all environments of the project.
pub(in crate::demo) type AllowList = BTreeMap<String, Option<Vec<String>>>;

/// What only hand-made and edited runners need to store.
#[derive(Debug, Clone, Default)]
pub(in crate::demo) struct Own {
    pub(in crate::demo) name: String,
    pub(in crate::demo) description: String,
    /// For [`Status::Other`].
    pub(in crate::demo) status_word: String,
    pub(in crate::demo) allow_list: AllowList,
    /// How often the secret was replaced.
    pub(in crate::demo) secret_number: u64,
}

/// A runner with its life: what it is, and what it does next.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the contract or of the asset")]
pub(in crate::demo) struct Runner {
    pub(in crate::demo) id: AgentId,
    /// Place in the whole generated fleet; name and description follow from it.
    pub(in crate::demo) number: u32,
    pub(in crate::demo) own: Option<Box<Own>>,
    pub(in crate::demo) status: Status,
    pub(in crate::demo) agent_type: AgentType,
    pub(in crate::demo) platform: Platform,
    pub(in crate::demo) track: Track,
    pub(in crate::demo) reported: Reported,
    pub(in crate::demo) behaviour: Behaviour,
    pub(in crate::demo) connected: bool,
    pub(in crate::demo) auto_update: bool,
    pub(in crate::demo) restricted: bool,
    /// Its list entry lacks versionDetails and connected.
    pub(in crate::demo) sparse_summary: bool,
    /// A restart takes the newest version of the track.
    pub(in crate::demo) floating_tag: bool,
    /// End of the pause in milliseconds of the simulation; kept while a paused runner restarts.
    pub(in crate::demo) paused_until: Option<u64>,
    /// Pipelines that it works on.
    pub(in crate::demo) runs: u32,
    /// Counts up when something overtakes what was planned for this runner.
    pub(in crate::demo) plan: u32,
    /// Its slot is not given to another one, so events of the past find nothing to change.
    pub(in crate::demo) is_removed: bool,
}

const AREAS: [&str; 16] = [
    "orders", "finance", "sales", "ingest", "claims", "billing", "crm", "stock", "ads", "hr", "risk", "web", "iot",
    "supply", "loyalty", "audit",
];
const PLACES: [&str; 12] =
    ["emea", "us-east", "us-west", "apac", "uk", "dach", "nordics", "latam", "prod", "dr", "test", "batch"];

impl Runner {
    /// A runner of no particular kind, to be completed: created, not connected.
    pub(in crate::demo) fn blank() -> Self {
        Self {
            id: AgentId(0),
            number: 0,
            own: None,
            status: Status::Pending,
            agent_type: AgentType::Maia,
            platform: Platform(0),
            track: Track::Current,
            reported: Reported::Nothing,
            behaviour: Behaviour::Ordinary,
            connected: false,
            auto_update: false,
            restricted: false,
            sparse_summary: false,
            floating_tag: true,
            paused_until: None,
            runs: 0,
            plan: 0,
            is_removed: false,
        }
    }

    fn area_and_place(&self) -> (&'static str, &'static str) {
        let number = usize::try_from(random::mix(u64::from(self.number)) >> 32).unwrap_or(0);
        (AREAS[number % AREAS.len()], PLACES[number / AREAS.len() % PLACES.len()])
    }

    pub(in crate::demo) fn name(&self) -> Cow<'_, str> {
        if let Some(own) = &self.own {
            Cow::Borrowed(&own.name)
        } else {
            let (area, place) = self.area_and_place();
            Cow::Owned(format!("{area}-{place}-{:05}", self.number))
        }
    }

    pub(in crate::demo) fn description(&self) -> Cow<'_, str> {
        if let Some(own) = &self.own {
            Cow::Borrowed(&own.description)
        } else {
            let (area, place) = self.area_and_place();
            Cow::Owned(format!("Pipelines of {area}, {place}"))
        }
    }

    pub(in crate::demo) fn status_word(&self) -> &str {
        match (&self.own, self.status) {
            (Some(own), Status::Other) => &own.status_word,
            (_, status) => status.word(),
        }
    }

    /// The runner's own data, made of what was derived until now when it had none.
    pub(in crate::demo) fn own_mut(&mut self) -> &mut Own {
        let derived = match self.own {
            Some(_) => Own::default(),
            None => {
                Own { name: self.name().into_owned(), description: self.description().into_owned(), ..Own::default() }
            }
        };
        self.own.get_or_insert_with(|| Box::new(derived))
    }
}
