//! [`Target`]: what to connect to, from the flags and variables that say so.

use std::ffi::OsString;

use super::UsageError;
use super::arguments::{ControlPlane, Demo};
use super::source::{self, Environment, Given, Source};
use crate::api::{BaseUrl, Settings};
use crate::domain::Secret;

/// The control planes that have a name, with their base addresses.
const REGIONS: [(&str, &str); 2] =
    [("eu1", "https://eu1.api.matillion.com/dpc"), ("us1", "https://us1.api.matillion.com/dpc")];
/// The largest fleet of the demo.
const MOST_RUNNERS: usize = 20_000;

/// What to connect to.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one in the process, and it is moved a few times")]
pub enum Target {
    /// A control plane that runs inside this program.
    Demo {
        /// Size of its fleet, up to 20,000. `None`: the hand-made one.
        runners: Option<usize>,
        /// The same seed tells the same story.
        seed: u64,
        /// Faults as `KIND=RATE`, in the order given. Only this form has been checked.
        faults: Vec<String>,
    },
    /// The vendor's, or another at an address.
    ControlPlane {
        /// The base address of its API.
        api: BaseUrl,
        /// The whole address of the token endpoint.
        token: BaseUrl,
        /// The audience that the token is asked for.
        audience: String,
        /// The API credential's id.
        client_id: String,
        /// The API credential's secret.
        client_secret: Secret,
    },
}

pub(super) fn demo(flags: Demo, environment: &mut Environment) -> Result<Target, UsageError> {
    let runners = environment.given(flags.demo_runners, source::DEMO_RUNNERS);
    Ok(Target::Demo {
        runners: runners.map(|given| given.whole_number("", 0..=MOST_RUNNERS)).transpose()?,
        seed: environment.given_or_default(flags.demo_seed, source::DEMO_SEED).whole_number("", 0..=u64::MAX)?,
        faults: flags.demo_fault.into_iter().map(fault).collect::<Result<_, _>>()?,
    })
}

fn fault(value: OsString) -> Result<String, UsageError> {
    Given::by_flag(source::DEMO_FAULT, value).read("of the form KIND=RATE, as in 503=0.1", |text| {
        let (kind, rate) = text.split_once('=')?;
        (!kind.is_empty() && !rate.is_empty()).then(|| text.to_owned())
    })
}

pub(super) fn control_plane(flags: ControlPlane, environment: &mut Environment) -> Result<Target, UsageError> {
    let token = environment.given_or_default(flags.token_url, source::TOKEN_URL).read_unseen(BaseUrl::parse)?;
    let api = api(flags.region, flags.api_url, environment)?;
    let (client_id, client_secret) = credentials(environment)?;
    let Some(api) = api else {
        let regions = REGIONS.map(|(name, _)| name).join(" or ");
        let way = format_args!("missing; give {regions} here or in TRACKSIDE_REGION, or an address with --api-url");
        return Err(UsageError::about(source::REGION.name(), way));
    };
    Ok(Target::ControlPlane { api, token, audience: Settings::AUDIENCE.to_owned(), client_id, client_secret })
}

/// The address asked for, or that of the region asked for.
fn api(
    region: Option<OsString>,
    api_url: Option<OsString>,
    environment: &mut Environment,
) -> Result<Option<BaseUrl>, UsageError> {
    // An address beats a region, but one that lies in the environment does not beat the region typed for this run.
    let is_region_typed = region.is_some() && api_url.is_none();
    if !is_region_typed && let Some(given) = environment.given(api_url, source::API_URL) {
        return given.read_unseen(BaseUrl::parse).map(Some);
    }
    let Some(given) = environment.given(region, source::REGION) else { return Ok(None) };
    let address = given.one_of(&REGIONS, "; give the address of another control plane with --api-url")?;
    BaseUrl::parse(address).map(Some).map_err(|reason| UsageError::about(address, reason))
}

fn credentials(environment: &mut Environment) -> Result<(String, Secret), UsageError> {
    let mut given = |source| environment.given(None, source);
    let missing = |source: Source, other: Source| {
        UsageError::about(source.name(), format_args!("not set, but {} is; both are needed", other.name()))
    };
    match (given(source::CLIENT_ID), given(source::CLIENT_SECRET)) {
        (Some(id), Some(secret)) => Ok((id.any_text()?, secret.secret()?)),
        (Some(_), None) => Err(missing(source::CLIENT_SECRET, source::CLIENT_ID)),
        (None, Some(_)) => Err(missing(source::CLIENT_ID, source::CLIENT_SECRET)),
        (None, None) => Err(UsageError::no_credentials()),
    }
}

/// The path is appended to the base address: it must not be able to change the host, and must say which runner.
pub(super) fn path_with_runner(given: Given) -> Result<String, UsageError> {
    given.read("a path that starts with / and has {agentId} in it", |path| {
        let is_plain = path.chars().all(|character| character.is_ascii_graphic());
        (path.starts_with('/') && path.contains("{agentId}") && is_plain).then(|| path.to_owned())
    })
}
