//! [`Settings`]: what a client of the control plane must know before its first request.

use std::time::Duration;

use super::address::BaseUrl;
use super::proxy::ProxySettings;
use super::roots::ExtraRoots;
use crate::domain::{Redactor, Secret};

/// What a [`super::ControlPlane`] is built from. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The base address: requests go to `<api>/v1/agents` and so on.
    pub api: BaseUrl,
    /// The whole address of the token endpoint.
    pub token: BaseUrl,
    /// The audience that the token is asked for.
    pub audience: String,
    /// The API credential's id.
    pub client_id: String,
    /// The API credential's secret; it goes to [`Settings::token`] and nowhere else.
    pub client_secret: Secret,
    /// Sent as the header `account-id` with each call where it is there. The vendor's own Terraform provider sends
    /// it; no documentation asks for it.
    pub account_id: Option<String>,
    /// Where a runner's connectivity is tested, below [`Settings::api`], with `{agentId}` for its id. No documentation
    /// names such a path.
    pub connectivity_path: Option<String>,
    /// Certificates to trust besides the system's.
    pub extra_roots: Option<ExtraRoots>,
    /// Through which proxy requests go.
    pub proxy: ProxySettings,
    /// Requests allowed in any 60 seconds, the token's included; 0 counts as 1.
    pub rate_limit_per_minute: u32,
    /// The shortest pause after a 429, whatever it asks for; doubled while 429s go on.
    pub shortest_pause: Duration,
    /// Time to make a connection, name lookup and TLS included, however many addresses and tries that takes.
    pub connect_timeout: Duration,
    /// Time for one whole request, from the first byte sent to the last byte read. Waiting for the rate limit, for a
    /// token or before a repetition does not count.
    pub request_timeout: Duration,
    /// The largest answer that is read, in bytes after decompression.
    pub response_limit: u64,
    /// What is hidden in everything that is made of an answer. Learns the secret, each token and what runners sign in
    /// with; the log is to be written through the same.
    pub redactor: Redactor,
}

impl Settings {
    /// The audience that the vendor's documentation names.
    pub const AUDIENCE: &str = "https://api.matillion.com";

    /// Settings with the product's defaults for everything else.
    pub fn new(api: BaseUrl, token: BaseUrl, client_id: String, client_secret: Secret) -> Self {
        Self {
            api,
            token,
            audience: Self::AUDIENCE.to_owned(),
            client_id,
            client_secret,
            account_id: None,
            connectivity_path: None,
            extra_roots: None,
            proxy: ProxySettings::default(),
            rate_limit_per_minute: 500,
            shortest_pause: Duration::from_secs(1),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            response_limit: 16 * 1024 * 1024,
            redactor: Redactor::default(),
        }
    }
}

/// Why no client could be built. The sentence is meant for standard error, behind the program's name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SetupError {
    /// The machine has no certificate authorities, as in bare containers.
    #[error(
        "No certificate authorities found on this machine. Install the package ca-certificates, set SSL_CERT_FILE, or name a PEM file with --ca-file."
    )]
    NoRoots,
    /// The account id cannot be sent as a header.
    #[error("The account id holds characters that cannot be sent.")]
    AccountId,
    /// Anything else, which is not known to happen.
    #[error("Cannot set up HTTP: {0}")]
    Other(String),
}
