//! [`AccountOptions`]: what is said of one account: how it is reached, and what may be done with it.

use std::time::Duration;

use super::{GivenFile, Target, UsageError};
use crate::account::Profile;
use crate::api::{BaseUrl, ProxySettings};
use crate::domain::{Label, Tint};

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
