//! [`AccountOptions`]: what is said of one account: how it is reached, and what may be done with it.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::UsageError;
use super::arguments::{ControlPlane, Watching};
use super::commands::Name;
use super::demos::Demos;
use super::given::{Given, GivenFile};
use super::layers::Layers;
use super::notes::Origin;
use super::source::{self, Source};
use super::target::{self, Target, Told};
use super::themes::Themes;
use crate::account::Profile;
use crate::api::{BaseUrl, ProxySettings};
use crate::domain::{Label, Tint};

/// Seconds between two readings of the list.
const REFRESH: RangeInclusive<u64> = 1..=3600;
/// Requests per minute; the vendor documents 1,000 as the most.
const RATE_LIMIT: RangeInclusive<u32> = 10..=1000;
/// Requests per minute to the demo, which has nothing to protect.
const DEMO_RATE_LIMIT: u32 = 100_000;
/// Days that are kept; ten years are as good as all.
const HISTORY_DAYS: RangeInclusive<u16> = 0..=3_650;
/// Whether anything is kept, by the name to ask for it.
const HISTORY: [(&str, bool); 2] = [("on", true), ("off", false)];
/// What a variable may say for yes and no.
const SWITCH: [(&str, bool); 6] =
    [("1", true), ("true", true), ("yes", true), ("0", false), ("false", false), ("no", false)];

/// How one account is reached, and what may be done with it. `Debug` shows no secret.
#[derive(Debug)]
pub struct AccountOptions {
    /// What to connect to.
    pub target: Target,
    /// The profile's name. `None`: there is none, as with the demo.
    pub profile: Option<Label>,
    /// The ground of what names the account on the screen.
    pub tint: Option<Tint>,
    /// The region's name, as `eu1`: ASCII letters, digits and hyphens. `None`: only an address was given, or it is the demo.
    pub region: Option<String>,
    /// The account's id, one word of ASCII characters. `None`: it was not given, or it is the demo.
    pub account_id: Option<String>,
    /// Whether the account's id goes along with each request; only where there is one.
    pub send_account_id: bool,
    /// Requests in any minute, 10 to 1,000; with the demo so many that they are never held back.
    pub rate_limit_per_minute: u32,
    /// The time between two readings of the runner list, 1 s to an hour.
    pub refresh: Duration,
    /// Whether nothing may be changed from here.
    pub read_only: bool,
    /// For how many days what was seen and done is kept, 1 to 3,650. `None`: nothing is.
    pub history_days: Option<u16>,
    /// Whether a runner's secret may be shown and copied. Where nothing is said, not where it is read-only.
    pub allow_reveal: bool,
    /// Path of the connectivity test below the base address, with `{agentId}` to be filled in. `None`: tests can only
    /// be made from this machine. With the demo always `None`: it knows its own.
    pub connectivity_path: Option<String>,
    /// PEM certificates to trust besides the system's. `None` with the demo.
    pub ca_file: Option<GivenFile>,
    /// Through which proxy requests go. With the demo through none.
    pub proxy: ProxySettings,
}

/// A profile of the config file that is not opened at the start.
#[derive(Debug)]
pub struct OtherProfile {
    /// Its name.
    pub name: Label,
    /// What it says, or why that cannot be read: a line that names the file with line and key.
    pub account: Result<AccountOptions, UsageError>,
}

impl From<&AccountOptions> for Profile {
    fn from(options: &AccountOptions) -> Self {
        let api = options.target.api();
        Self {
            name: options.profile.clone(),
            host: api.map_or("demo", BaseUrl::host).to_owned(),
            tint: options.tint,
            is_read_only: options.read_only,
            allows_reveal: options.allow_reveal,
            refresh: options.refresh,
            requests_per_minute: options.rate_limit_per_minute,
            region: options.region.clone(),
            account_id: options.account_id.clone(),
            api: api.cloned(),
            // The demo knows its own path.
            has_connectivity_path: options.connectivity_path.is_some() || matches!(options.target, Target::Demo { .. }),
            keeps_history: options.history_days.is_some(),
            refusal: None,
        }
    }
}

impl From<&OtherProfile> for Profile {
    fn from(other: &OtherProfile) -> Self {
        match &other.account {
            Ok(account) => Self::from(account),
            Err(refusal) => Self {
                name: Some(other.name.clone()),
                is_read_only: true,
                refusal: Some(Label::from(refusal.to_string())),
                ..Self::default()
            },
        }
    }
}

/// What the command line says of every account, and the config file outside of its profiles.
pub(super) struct Shared {
    pub(super) command: Name,
    /// Whether it is read to be told of: nothing is started.
    pub(super) is_review: bool,
    pub(super) control_plane: ControlPlane,
    pub(super) watching: Watching,
    pub(super) themes: Themes,
}

/// What an account is reached by.
#[derive(Clone, Copy)]
pub(super) enum Reach<'a> {
    /// The demo at this place.
    Demo(&'a Demos, u8),
    /// A control plane, which has to be told.
    ControlPlane(Told),
}

/// The account that `layers` describe, which have its profile.
pub(super) fn read(shared: &Shared, layers: &mut Layers, reach: Reach) -> Result<AccountOptions, UsageError> {
    let Shared { command, control_plane, watching, .. } = shared;
    let real = match &reach {
        Reach::Demo(..) => Ok(Real::default()),
        Reach::ControlPlane(_) => Real::read(control_plane, layers),
    };
    let rate_limit = layers.read_or_default(None, source::RATE_LIMIT, |given| given.whole_number("", RATE_LIMIT));
    let tint = layers.read(None, source::COLOR, |given| given.one_of(&Tint::ALL, ""));
    let refresh = layers.read_or_default(watching.refresh.as_ref(), source::REFRESH, |given| given.seconds(REFRESH));
    // Whoever only looks has no way to change anything.
    let read_only = read_only(watching.read_only, layers).map(|is_so| is_so || !command.may_change());
    let history_days = history_days(*command, layers);
    let allow_reveal = switch(layers, source::ALLOW_REVEAL, !matches!(read_only, Ok(true)));
    let is_demo = matches!(reach, Reach::Demo(..));
    // Last: what is missing matters only once what is there is right.
    let target = match reach {
        Reach::Demo(demos, place) => Ok((demos.target(place), None)),
        Reach::ControlPlane(told) => target::control_plane(control_plane, layers, told),
    };
    // Everything was read; the first fault is the one that is told.
    layers.sound()?;
    let (real, (target, region)) = (real?, target?);
    Ok(AccountOptions {
        target,
        profile: layers.profile().name.clone(),
        tint: tint?,
        region,
        account_id: real.account_id,
        send_account_id: real.send_account_id,
        rate_limit_per_minute: if is_demo { DEMO_RATE_LIMIT } else { rate_limit? },
        refresh: refresh?,
        read_only: read_only?,
        history_days: history_days?,
        allow_reveal: allow_reveal?,
        connectivity_path: real.connectivity_path,
        ca_file: real.ca_file,
        proxy: real.proxy,
    })
}

/// What counts only for a real control plane. The default one is the demo's.
#[derive(Default)]
struct Real {
    connectivity_path: Option<String>,
    ca_file: Option<GivenFile>,
    account_id: Option<String>,
    send_account_id: bool,
    proxy: ProxySettings,
}

impl Real {
    fn read(flags: &ControlPlane, layers: &Layers) -> Result<Self, UsageError> {
        let path = layers.read(flags.connectivity_path.as_ref(), source::CONNECTIVITY_PATH, target::path_with_runner);
        let ca_file = layers.read(flags.ca_file.as_ref(), source::CA_FILE, Given::file);
        layers.keep(|kept| kept.ca_file = ca_file.as_ref().ok().cloned().flatten());
        let account_id = layers.read(None, source::ACCOUNT_ID, |given| given.read(target::ONE_WORD, target::one_word));
        let send = layers
            .read_or_default(None, source::SEND_ACCOUNT_ID, |given| given.with_name(|given| given.one_of(&SWITCH, "")));
        let proxy = proxy(layers);
        let (account_id, (by, send_account_id)) = (account_id?, send?);
        if send_account_id && account_id.is_none() && layers.wrong_type(source::ACCOUNT_ID).is_none() {
            return layers.noted(Err(UsageError::about(&by, "needs account_id too")));
        }
        Ok(Self { connectivity_path: path?, ca_file: ca_file?, account_id, send_account_id, proxy: proxy? })
    }
}

fn proxy(layers: &Layers) -> Result<ProxySettings, UsageError> {
    let outside = |name: &str| layers.variables().outside(name);
    let proxy = ProxySettings::read(outside)
        .map_err(|error| UsageError::about(error.variable, format_args!("the value {}", error.reason)));
    let proxy = layers.noted(proxy)?;
    if let Some((address, variable)) = proxy.address() {
        layers.count_outside("proxy", &address, variable);
    }
    if let Some(variable) = proxy.exceptions_by() {
        let value = outside(variable).unwrap_or_default();
        layers.count_outside("no_proxy", &value.to_string_lossy(), variable);
    }
    Ok(proxy)
}

fn switch(layers: &Layers, source: Source, default: bool) -> Result<bool, UsageError> {
    let read = layers.read(None, source, |given| given.one_of(&SWITCH, ""));
    layers.settle(source, if default { "true" } else { "false" });
    Ok(read?.unwrap_or(default))
}

/// A protected profile is read-only whatever else is said.
fn read_only(flag: bool, layers: &Layers) -> Result<bool, UsageError> {
    let is_protected = switch(layers, source::PROTECTED, false);
    if flag {
        // The flag beats the others, which are looked at all the same.
        layers.count(source::READ_ONLY, Some("true"), Origin::Flag, source::READ_ONLY.flag);
    }
    let is_asked = switch(layers, source::READ_ONLY, false);
    Ok(is_protected? || is_asked? || flag)
}

/// For how many days the history is kept; `None` where nothing is, which is a mistake where nothing else is to be done.
fn history_days(command: Name, layers: &Layers) -> Result<Option<u16>, UsageError> {
    let history =
        layers.read_or_default(None, source::HISTORY, |given| given.with_name(|given| given.one_of(&HISTORY, "")));
    let days = layers.read_or_default(None, source::HISTORY_DAYS, |given| {
        given.with_name(|given| given.whole_number("of days ", HISTORY_DAYS))
    });
    let ((by_history, is_on), (by_days, days)) = (history?, days?);
    let kept = Some(days).filter(|days| is_on && *days > 0);
    if command == Name::Record && kept.is_none() {
        let name = if is_on { by_days } else { by_history };
        return layers.noted(Err(UsageError::about(&name, "no history is kept, which leaves nothing to record")));
    }
    Ok(kept)
}
