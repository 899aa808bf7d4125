//! [`Profile`]: what is said of an account, and does not change while the account is open.

use std::time::Duration;

use crate::api::BaseUrl;
use crate::domain::{Label, Tint};

/// What is said of an account. It holds nothing secret.
#[derive(Clone, PartialEq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself, in another place")]
pub struct Profile {
    /// The profile's name. `None`: there is none, as with the demo.
    pub name: Option<Label>,
    /// The control plane's host, or `demo`, safe to draw.
    pub host: String,
    /// The ground of what names the account on the screen, so that it is not taken for another.
    pub tint: Option<Tint>,
    /// Whether nothing may be changed from here.
    pub is_read_only: bool,
    /// Whether credentials may be shown, copied and regenerated; never while read-only.
    pub allows_reveal: bool,
    /// How often the list is read.
    pub refresh: Duration,
    /// Requests a minute that the account allows; 0 where none are made.
    pub requests_per_minute: u32,
    /// The region's name, as `eu1`, where it is known.
    pub region: Option<String>,
    /// The account's id, a UUID, where the operator told it.
    pub account_id: Option<String>,
    /// The control plane's base address; `None` for the demo, whose address is known only once it runs.
    pub api: Option<BaseUrl>,
    /// Whether a path for connectivity tests is known, so that a runner can make them.
    pub has_connectivity_path: bool,
    /// Whether what is seen and done is kept beyond the end of the program.
    pub keeps_history: bool,
    /// Why the account cannot be opened as its profile stands: a line that names the file with line and key. `None`: it can.
    pub refusal: Option<Label>,
}

impl Profile {
    /// The account in a sentence: the profile's name, else the API's host.
    pub fn label(&self) -> &str {
        self.name.as_ref().map_or(self.host.as_str(), Label::safe)
    }

    /// The account with where it is: `prod · eu1.api.matillion.com`, with `dot` between; only the host without a profile.
    pub fn origin(&self, dot: &str) -> String {
        self.name.as_ref().map_or_else(|| self.host.clone(), |name| format!("{name} {dot} {}", self.host))
    }
}
