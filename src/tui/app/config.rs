//! [`Config`]: what the state needs of the options.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::api::BaseUrl;
use crate::options::{AccountOptions, DashboardOptions, Target};
use crate::terminal::clipboard::Route;
use crate::tui::ui::Theme;

/// What does not change while the program runs, but for the theme: the terminal may report its ground.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself, in another place")]
pub struct Config {
    /// The process's number: with it operations of several runs are told apart.
    pub process: u32,
    /// The control plane's host, or `demo`, safe to draw.
    pub origin: String,
    /// Whether nothing may be changed from here.
    pub read_only: bool,
    /// How often the list is read.
    pub refresh: Duration,
    /// The styles and glyphs, as far as the terminal can show them, on its ground as far as that is known.
    pub theme: Theme,
    /// The operator's time zone, for times of day.
    pub zone: TimeZone,
    /// The account's id, a UUID, where the operator told it.
    pub account_id: Option<String>,
    /// The region's name, as `eu1`, where it is known.
    pub region: Option<String>,
    /// Whether credentials may be shown, copied and regenerated; never while read-only.
    pub allow_reveal: bool,
    /// Whether what is seen and done is kept beyond the end of the program.
    pub keeps_history: bool,
    /// For how long credentials are shown.
    pub reveal: Duration,
    /// After how long a copied secret is cleared from the clipboard.
    pub clipboard_clear: Duration,
    /// The control plane's base address; `None` for the demo, whose address is known only once it runs.
    pub api: Option<BaseUrl>,
    /// The ways to the clipboard, the first to be tried first; the runtime knows them.
    pub routes: Vec<Route>,
    /// Whether the operator told a path for connectivity tests, so that a runner can make them.
    pub has_connectivity_path: bool,
}

impl Config {
    /// As the options ask for it, in the time zone of this machine, and with no way to the clipboard yet: those are found
    /// when the program runs.
    pub fn new(account: &AccountOptions, options: &DashboardOptions) -> Self {
        let (theme, api) = (Theme::of(options.look), account.target.api());
        let host = api.map_or("demo", BaseUrl::host);
        let origin = match &account.profile {
            Some(profile) => format!("{profile} {} {host}", theme.symbols.dot),
            None => host.to_owned(),
        };
        Self {
            process: std::process::id(),
            origin,
            read_only: account.read_only,
            refresh: account.refresh,
            theme,
            zone: TimeZone::system(),
            account_id: account.account_id.clone(),
            region: account.region.clone(),
            allow_reveal: account.allow_reveal,
            keeps_history: account.history_days.is_some(),
            reveal: options.reveal,
            clipboard_clear: options.clipboard_clear,
            api: api.cloned(),
            routes: Vec::new(),
            // The demo knows its own path.
            has_connectivity_path: account.connectivity_path.is_some() || matches!(account.target, Target::Demo { .. }),
        }
    }
}
