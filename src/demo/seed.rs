//! Where the fleet comes from: the hand-made runners of `assets/demo/fleet.json`, then generated ones.
//!
//! Owns the shape of the asset, whose words are explained in it, and the mix of a generated fleet. What the
//! runners do afterwards is the business of `simulation`.

use std::collections::{BTreeMap, HashMap};
use std::io;

use jiff::Timestamp;
use serde::Deserialize;

use super::projects::{Environment, Project};
use super::random::Dice;
use super::simulation::{
    AgentId, AgentType, Behaviour, Own, Platform, Reported, Runner, Simulation, Slot, Status, Track, Version,
};

const FLEET: &str = include_str!("../../assets/demo/fleet.json");

/// The largest fleet on offer.
pub(super) const MAX_RUNNERS: usize = 20_000;
/// The longest name that the contract allows, in characters.
const LONGEST_NAME: usize = 30;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asset {
    #[serde(rename = "about")]
    _about: Vec<String>,
    runners: Vec<RunnerEntry>,
    projects: Vec<ProjectEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunnerEntry {
    id: String,
    name: String,
    description: String,
    provider: String,
    deployment: String,
    #[serde(rename = "type", default)]
    agent_type: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    connected: Option<bool>,
    #[serde(default)]
    track: Option<String>,
    version: String,
    #[serde(default)]
    auto_update: bool,
    #[serde(default)]
    restricted: bool,
    #[serde(default)]
    paused_minutes: Option<u64>,
    #[serde(default)]
    image_tag: ImageTag,
    #[serde(default)]
    summary: Summary,
    #[serde(default)]
    behaviour: Behaviour,
    #[serde(default)]
    allow_list: BTreeMap<String, Option<Vec<String>>>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ImageTag {
    #[default]
    Floating,
    Pinned,
    /// The tag floats, but ECS starts replacements from the digest that it had at the last deployment.
    Digest,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Summary {
    #[default]
    Usual,
    Sparse,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectEntry {
    id: String,
    name: String,
    description: String,
    environments: Vec<EnvironmentEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvironmentEntry {
    name: String,
    runner: String,
}

/// The fleet of a start, and the projects that use it.
///
/// `runners`: how many; `None` for the hand-made ones alone, which also come first in a larger fleet. More
/// than 20,000 are cut to 20,000. `fleet` is which of several, each with ids of its own. An error names the entry of the
/// asset that is wrong.
pub(super) fn fleet(
    runners: Option<usize>,
    start: Timestamp,
    seed: u64,
    fleet: u8,
    living: bool,
) -> io::Result<(Simulation, Vec<Project>)> {
    let asset: Asset = serde_json::from_str(FLEET).map_err(io::Error::other)?;
    let wanted = runners.unwrap_or(asset.runners.len()).min(MAX_RUNNERS);
    let mut simulation = Simulation::new(start, seed, living);
    simulation.reserve(wanted);
    let mut slots: HashMap<String, Slot> = HashMap::new();
    for (number, entry) in (0..).zip(asset.runners).take(wanted) {
        let name = entry.name.clone();
        let runner = hand_made(number, entry, &simulation)
            .and_then(|runner| in_fleet(runner, fleet))
            .ok_or_else(|| io::Error::other(format!("fleet.json: runner {name} uses an unknown word")))?;
        slots.insert(name, simulation.add(runner));
    }
    let mut dice = Dice::new(seed ^ 0x5eed);
    for number in simulation.len()..wanted {
        let runner = generated(number, seed, &simulation, &mut dice)
            .and_then(|runner| in_fleet(runner, fleet))
            .ok_or_else(|| io::Error::other("the table of generated platforms names an unknown one"))?;
        simulation.add(runner);
    }
    simulation.come_alive();
    let projects = asset.projects.into_iter().map(|entry| {
        let id = id_in_fleet(&entry.id, fleet);
        let id =
            id.ok_or_else(|| io::Error::other(format!("fleet.json: the id of project {} is no UUID", entry.name)))?;
        Ok(Project { id, ..project(entry, &slots) })
    });
    let projects = projects.collect::<io::Result<_>>()?;
    Ok((simulation, projects))
}

/// A runner as it is in this fleet: with an id and projects of that, and with its number behind a name that has room for it.
fn in_fleet(mut runner: Runner, fleet: u8) -> Option<Runner> {
    if fleet == 0 {
        return Some(runner);
    }
    runner.id = runner.id.in_fleet(fleet);
    if let Some(own) = runner.own.as_deref_mut() {
        let name = format!("{}-{}", own.name, u16::from(fleet) + 1);
        if name.chars().count() <= LONGEST_NAME {
            own.name = name;
        }
        let allowed = std::mem::take(&mut own.allow_list).into_iter();
        own.allow_list =
            allowed.map(|(project, names)| Some((id_in_fleet(&project, fleet)?, names))).collect::<Option<_>>()?;
    }
    Some(runner)
}

fn id_in_fleet(id: &str, fleet: u8) -> Option<String> {
    if fleet == 0 { Some(id.to_owned()) } else { Some(AgentId::parse(id)?.in_fleet(fleet).to_string()) }
}

fn project(entry: ProjectEntry, slots: &HashMap<String, Slot>) -> Project {
    let environments = entry
        .environments
        .into_iter()
        .map(|environment| Environment {
            name: environment.name,
            default_runner: slots.get(&environment.runner).copied(),
        })
        .collect();
    Project { id: entry.id, name: entry.name, description: entry.description, environments }
}

fn hand_made(number: u32, entry: RunnerEntry, simulation: &Simulation) -> Option<Runner> {
    let track = entry.track.as_deref().map_or(Some(Track::Current), Track::from_word)?;
    let releases = simulation.releases().of(track);
    let reported = match entry.version.as_str() {
        "latest" => Reported::Version(releases.latest),
        "previous" => Reported::Version(releases.previous),
        "unreported" => Reported::Nothing,
        "absent" => Reported::NoBlock,
        number => Reported::Version(Version::parse(number)?),
    };
    let status_word = entry.status.unwrap_or_else(|| Status::Running.word().to_owned());
    Some(Runner {
        id: AgentId::parse(&entry.id)?,
        number,
        status: Status::from_word(&status_word),
        agent_type: entry.agent_type.as_deref().map_or(Some(AgentType::Maia), AgentType::from_word)?,
        platform: Platform::from_words(&entry.provider, &entry.deployment)?,
        track,
        reported,
        behaviour: entry.behaviour,
        connected: entry.connected.unwrap_or(true),
        auto_update: entry.auto_update,
        restricted: entry.restricted,
        sparse_summary: entry.summary == Summary::Sparse,
        floating_tag: entry.image_tag == ImageTag::Floating,
        paused_until: entry.paused_minutes.map(|minutes| minutes * 60_000),
        own: Some(Box::new(Own {
            name: entry.name,
            description: entry.description,
            status_word,
            allow_list: entry.allow_list,
            secret_number: 0,
        })),
        ..Runner::blank()
    })
}

/// Platforms of generated runners; a platform that stands here twice is twice as frequent.
const MIX: [(&str, &str, AgentType); 12] = [
    ("aws", "fargate", AgentType::Maia),
    ("aws", "fargate", AgentType::Maia),
    ("aws", "eks", AgentType::Maia),
    ("aws", "eks", AgentType::Streaming),
    ("azure", "container app", AgentType::Maia),
    ("azure", "aks", AgentType::Maia),
    ("azure", "aci", AgentType::Streaming),
    ("gcp", "gke", AgentType::Maia),
    ("gcp", "gke", AgentType::Maia),
    ("google_cloud", "gke", AgentType::Maia),
    ("google_cloud", "gce", AgentType::Streaming),
    ("snowflake", "native app", AgentType::Maia),
];

/// A runner that follows from its number and the seed. Seven in eight run.
fn generated(number: usize, seed: u64, simulation: &Simulation, dice: &mut Dice) -> Option<Runner> {
    let number = u32::try_from(number).ok()?;
    let (provider, deployment, agent_type) = *dice.pick(&MIX);
    let status = match dice.below(64) {
        0..56 => Status::Running,
        56..58 => Status::Paused,
        58..61 => Status::Stopped,
        61..63 => Status::Unknown,
        _ => Status::Pending,
    };
    let track = if dice.below(3) == 0 { Track::Stable } else { Track::Current };
    let releases = simulation.releases().of(track);
    let reported = match (status, dice.below(10)) {
        (Status::Pending, _) => Reported::Nothing,
        (_, 0..6) => Reported::Version(releases.latest),
        (_, 6..9) => Reported::Version(releases.previous),
        _ => Reported::Version(Version::new(10, 440, 2)),
    };
    Some(Runner {
        id: AgentId::derived(seed, u64::from(number)),
        number,
        status,
        agent_type,
        platform: Platform::from_words(provider, deployment)?,
        track,
        reported,
        connected: matches!(status, Status::Running | Status::Paused),
        auto_update: agent_type == AgentType::Maia && dice.below(2) == 0,
        restricted: agent_type == AgentType::Maia && dice.below(5) == 0,
        paused_until: (status == Status::Paused).then(|| dice.between(5, 240) * 60_000),
        ..Runner::blank()
    })
}
