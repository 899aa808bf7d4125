//! [`AccountOptions`]: what is said of one account: how it is reached, and what may be done with it.

use std::time::Duration;

use super::{GivenFile, Target};
use crate::api::ProxySettings;
use crate::domain::Label;

/// How one account is reached, and what may be done with it. `Debug` shows no secret.
#[derive(Debug)]
pub struct AccountOptions {
    /// What to connect to.
    pub target: Target,
    /// The profile's name. `None`: there is none, as with the demo.
    pub profile: Option<Label>,
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
