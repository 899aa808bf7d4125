//! [`Target`]: what to connect to, from the flags, variables and keys that say so.

use std::ffi::OsString;

use super::UsageError;
use super::arguments::ControlPlane;
use super::commands::Name;
use super::given::{Given, GivenFile};
use super::layers::Layers;
use super::notes::Origin;
use super::source::{self, Source};
use crate::api::{BaseUrl, Settings};
use crate::domain::Secret;

/// The control planes that have a name, with their base addresses.
pub(super) const REGIONS: [(&str, &str); 3] = [
    ("eu1", "https://eu1.api.matillion.com/dpc"),
    ("us1", "https://us1.api.matillion.com/dpc"),
    // Known from the vendor's own client; the published pages list the two above.
    ("au1", "https://au1.api.matillion.com/dpc"),
];
/// What says which account it is, and so is for one profile alone.
pub(super) const IDENTIFYING: [Source; 5] =
    [source::REGION, source::API_URL, source::TOKEN_URL, source::CLIENT_ID, source::CLIENT_SECRET];

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
        /// Which of the demo's fleets, from 0: no two have a runner in common.
        fleet: u8,
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
        /// Where the API credential's secret comes from.
        client_secret: SecretSource,
    },
}

impl Target {
    /// The base address of the API; `None` for the demo, which has one only once it runs.
    pub fn api(&self) -> Option<&BaseUrl> {
        match self {
            Self::Demo { .. } => None,
            Self::ControlPlane { api, .. } => Some(api),
        }
    }
}

/// Where the API credential's secret comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SecretSource {
    /// The environment held it.
    Given(Secret),
    /// A file holds it.
    File(GivenFile),
    /// A command prints it.
    Command {
        /// The program, never empty, and its arguments; no shell reads them.
        argv: Vec<String>,
        /// The config file with line and key, safe to print.
        by: String,
    },
}

/// Where it may be said which account it is.
#[derive(Clone, Copy)]
pub(super) enum Told {
    /// In flags, variables and the profile: it is the only account that this command opens.
    Anywhere(Name),
    /// The same where what would be opened is told of, and nothing is opened.
    InReview,
    /// In the profile alone.
    InProfile,
}

/// The control plane with its region's name, as far as it is known.
pub(super) fn control_plane(
    flags: &ControlPlane,
    layers: &mut Layers,
    told: Told,
) -> Result<(Target, Option<String>), UsageError> {
    let token =
        layers.read_or_default(flags.token_url.as_ref(), source::TOKEN_URL, |given| given.read_unseen(BaseUrl::parse));
    let address = address(flags, layers);
    let audience = layers.read(None, source::AUDIENCE, |given| given.read(ONE_WORD, one_word));
    layers.settle(source::AUDIENCE, Settings::AUDIENCE);
    let credentials = credentials(layers, told);
    let credentials = layers.noted(credentials);
    let (api, region) = layers.noted(address?.ok_or_else(|| no_address(layers, told)))?;
    let (client_id, client_secret) = credentials?;
    let audience = audience?.unwrap_or_else(|| Settings::AUDIENCE.to_owned());
    Ok((Target::ControlPlane { api, token: token?, audience, client_id, client_secret }, region))
}

fn no_address(layers: &Layers, told: Told) -> UsageError {
    match told {
        Told::Anywhere(_) | Told::InReview => {
            let regions = REGIONS.map(|(name, _)| name).join(", ");
            let way =
                format_args!("missing; give one of {regions} here, in TRACKSIDE_REGION or a profile, or use --api-url");
            UsageError::about(source::REGION.name(), way).of_lack()
        }
        Told::InProfile => lacking(layers, "region or api_url; add one of them"),
    }
}

/// The address asked for, or that of the region asked for, with the region's name.
fn address(flags: &ControlPlane, layers: &Layers) -> Result<Option<(BaseUrl, Option<String>)>, UsageError> {
    // An address beats a region given in the same way, but one that lies in the environment or in the profile does not
    // beat the region typed for this run. Nor does the region of another layer say anything of the address.
    let flag = |source, value: &Option<OsString>| value.clone().map(|value| Given::by_flag(source, value));
    let mut each = [
        (flag(source::REGION, &flags.region), flag(source::API_URL, &flags.api_url)),
        (layers.variable(source::REGION), layers.variable(source::API_URL)),
        (layers.in_profile(source::REGION), layers.in_profile(source::API_URL)),
    ]
    .into_iter();
    while let Some((region, api_url)) = each.next() {
        if let Some(api_url) = api_url {
            let api = layers.read_given(source::API_URL, api_url, |given| given.read_unseen(BaseUrl::parse));
            let region = region.map(|given| {
                layers.read_given(source::REGION, given, |given| given.read("a region's name, as eu1", region_name))
            });
            if region.is_none() {
                let below = each.find_map(|(region, _)| region);
                if below.is_none() {
                    layers.count_wrong_type(source::REGION);
                }
                layers.count_unread(source::REGION, below, region_name);
            }
            layers.put_behind(source::REGION, source::API_URL);
            return Ok(Some((api?, region.transpose()?)));
        }
        if let Some(region) = region {
            let (name, address) = layers.read_given(source::REGION, region, |given| {
                let addresses = REGIONS.map(|(name, address)| (name, (name, address)));
                given.one_of(&addresses, "; for another control plane use --api-url")
            })?;
            layers.count(source::API_URL, Some(address), Origin::Setting, Some(&source::REGION.setting()));
            let api = BaseUrl::parse(address).map_err(|reason| UsageError::about(address, reason))?;
            return Ok(Some((api, Some(name.to_owned()))));
        }
    }
    layers.count_wrong_type(source::REGION);
    layers.count_wrong_type(source::API_URL);
    Ok(None)
}

fn credentials(layers: &mut Layers, told: Told) -> Result<(String, SecretSource), UsageError> {
    let id = layers.read(None, source::CLIENT_ID, |given| given.with_name(|given| given.read_unseen(one_line)));
    let secret = client_secret(layers)?;
    layers.keep(|kept| {
        kept.client_id = id.as_ref().ok().and_then(|id| id.as_ref()).map(|(_, id)| Secret::new(id.clone()));
        kept.client_secret = secret.as_ref().map(|(_, secret)| secret.clone());
    });
    match (id?, secret, told) {
        (Some((_, id)), Some((_, secret)), _) => Ok((id, secret)),
        (Some((by, _)), None, Told::Anywhere(_) | Told::InReview) => {
            let way = "or client_secret_file or client_secret_command in a profile";
            Err(missing(source::CLIENT_SECRET, &by, way))
        }
        (None, Some((by, _)), Told::Anywhere(_) | Told::InReview) => {
            Err(missing(source::CLIENT_ID, &by, "or client_id in a profile"))
        }
        (None, None, Told::Anywhere(command)) => Err(UsageError::no_credentials(command).of_lack()),
        (Some(_), None, Told::InProfile) => {
            Err(lacking(layers, "a secret; add client_secret_file or client_secret_command"))
        }
        (None, Some(_), Told::InProfile) => Err(lacking(layers, "client_id; add it")),
        (None, None, Told::InReview) if layers.profile().name.is_none() => {
            Err(UsageError::new(NO_CREDENTIALS.to_owned()).of_lack())
        }
        (None, None, Told::InProfile | Told::InReview) => {
            Err(lacking(layers, "credentials; add client_id, and client_secret_file or client_secret_command"))
        }
    }
}

/// In one line where no profile is read.
const NO_CREDENTIALS: &str = "no credentials; set TRACKSIDE_CLIENT_ID and TRACKSIDE_CLIENT_SECRET, or write a profile with client_id and a secret key";

/// What an id is: it has something, and no line break or other control character, which come of a slip.
fn one_line(text: &str) -> Result<String, String> {
    match text {
        "" => Err("is empty".to_owned()),
        _ if text.chars().any(char::is_control) => Err("must be one line without control characters".to_owned()),
        _ => Ok(text.to_owned()),
    }
}

/// A profile that has to say everything itself lacks this.
fn lacking(layers: &Layers, what: &str) -> UsageError {
    UsageError::about(&layers.profile().at, format_args!("lacks {what}")).of_lack()
}

fn missing(source: Source, other: &str, way: &str) -> UsageError {
    UsageError::about(source.name(), format_args!("not set, but {other} is; set both, {way}")).of_lack()
}

/// Where the secret comes from, and what says so. The variable beats a file, which beats a command.
fn client_secret(layers: &mut Layers) -> Result<Option<(String, SecretSource)>, UsageError> {
    if let Some((by, secret)) = layers.secret()? {
        return Ok(Some((by, SecretSource::Given(secret))));
    }
    layers.count_wrong_type(source::CLIENT_SECRET_FILE);
    if let Some(given) = layers.in_profile(source::CLIENT_SECRET_FILE) {
        let file = layers.read_given(source::CLIENT_SECRET_FILE, given, Given::file)?;
        return Ok(Some((file.by.clone(), SecretSource::File(file))));
    }
    layers.count_wrong_type(source::CLIENT_SECRET_COMMAND);
    let command = layers.command(source::CLIENT_SECRET_COMMAND);
    Ok(command.map(|(by, argv)| (by.clone(), SecretSource::Command { argv, by })))
}

/// What an account's id and an audience are: both are sent as they are.
pub(super) const ONE_WORD: &str = "one word of printable ASCII characters";

pub(super) fn one_word(text: &str) -> Option<String> {
    (!text.is_empty() && text.chars().all(|character| character.is_ascii_graphic())).then(|| text.to_owned())
}

fn region_name(text: &str) -> Option<String> {
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '-';
    (!text.is_empty() && text.chars().all(is_name)).then(|| text.to_owned())
}

/// The path is appended to the base address: it must not be able to change the host, and must say which runner.
pub(super) fn path_with_runner(given: Given) -> Result<String, UsageError> {
    given.read("a path that starts with / and holds {agentId}", |path| {
        let is_plain = path.chars().all(|character| character.is_ascii_graphic());
        (path.starts_with('/') && path.contains("{agentId}") && is_plain).then(|| path.to_owned())
    })
}
