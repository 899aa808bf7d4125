//! [`Patient`]: one account, looked at from what is said of it to what it answers.

use std::path::Path;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::Instant;

use super::access::{Access, Asked};
use super::finding::Finding;
use super::way::{self, Way};
use crate::api::{ApiError, BaseUrl, Cause, ControlPlane, Priority};
use crate::cli::reason::reason;
use crate::options::{AccountOptions, Options, SecretSource, Target};
use crate::runtime::AccountSetup;
use crate::runtime::connectivity::Network;
use crate::text::words::{capitalised, span};

/// A clock that is off by more than this is said to be wrong: a `Date` has whole seconds, and an answer takes its time.
const CLOCK: Duration = Duration::from_secs(60);
/// To so many seconds it is told.
const ROUNDED: u64 = 10;
/// The shown beginning of a credential's id, in characters: enough to tell it from others.
const ID_SHOWN: usize = 8;

/// An account that is looked at.
pub(super) struct Patient<'a> {
    pub(super) options: &'a AccountOptions,
    pub(super) setup: &'a AccountSetup,
}

/// What runs, and which file counts.
pub(super) fn configuration(options: &Options) -> Vec<Finding> {
    let text = match &options.config {
        Some(path) => shown(path),
        None => "No config file; flags and variables alone".to_owned(),
    };
    let version = format!("{} on {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    vec![Finding::well("trackside", version), Finding::well("Configuration", text)]
}

/// A path with the operator's home, which names them, as `~`.
fn shown(path: &Path) -> String {
    let inside = std::env::var_os("HOME").and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned));
    inside.map_or_else(|| path.display().to_string(), |inside| format!("~/{}", inside.display()))
}

impl Patient<'_> {
    /// Everything that can be found, as far as it gets.
    pub(super) async fn examined(self, network: &impl Network) -> Vec<Finding> {
        let mut findings = vec![self.account()];
        let way = match &self.options.target {
            Target::Demo { .. } => None,
            Target::ControlPlane { api, token, .. } => {
                Some((way::tried(network, &self.options.proxy, api, token).await, api))
            }
        };
        // Reads the secret and the certificates, or has read them.
        let client = (self.setup.link.connect)().await;
        findings.push(self.credential(client.as_ref().err()));
        if let Some((way, _)) = &way {
            findings.extend(way.findings.iter().cloned());
        }
        match client {
            Ok(client) => {
                // Boxed: it holds four calls that are made beside each other.
                findings.extend(Box::pin(self.answers(client.control_plane(), way.as_ref())).await);
            }
            Err(_) => findings.push(Finding::skipped("Token", "Nothing to sign in with")),
        }
        findings
    }

    fn account(&self) -> Finding {
        let label = self.setup.profile.label();
        Finding::well(
            "Account",
            match &self.options.region {
                Some(region) if self.options.profile.is_some() => format!("{label}, region {region}"),
                _ => label.to_owned(),
            },
        )
    }

    /// Who signs in, and where the secret comes from; or why it cannot be had.
    fn credential(&self, failure: Option<&anyhow::Error>) -> Finding {
        const ABOUT: &str = "Credential";
        if let Some(error) = failure {
            return Finding::failed(ABOUT, format!("{}.", capitalised(&format!("{error:#}")).trim_end_matches('.')));
        }
        let Target::ControlPlane { client_id, client_secret, .. } = &self.options.target else {
            return Finding::well(ABOUT, "That of the demo");
        };
        let secret = match client_secret {
            SecretSource::Given(_) => "from the environment".to_owned(),
            SecretSource::File(file) => format!("from {}", shown(&file.path)),
            SecretSource::Command { .. } => "from a command".to_owned(),
        };
        let begin: String = client_id.chars().take(ID_SHOWN).collect();
        let cut = if client_id.chars().count() > ID_SHOWN { "…" } else { "" };
        Finding::well(ABOUT, format!("Client id {begin}{cut}, secret {secret}"))
    }

    /// What the control plane answers.
    async fn answers(&self, control_plane: &ControlPlane, way: Option<&(Way, &BaseUrl)>) -> Vec<Finding> {
        let began = Instant::now();
        let signed_in = control_plane.sign_in().await;
        let took = began.elapsed();
        let mut findings: Vec<Finding> =
            way.iter().map(|(way, api)| connection(way, api, signed_in.as_ref())).collect();
        findings.push(clock(control_plane.clock_lead()));
        findings.push(token(
            signed_in.as_ref().map(|()| took),
            way.is_none_or(|(way, api)| way.is_open && !api.is_https()),
        ));
        if signed_in.is_err() {
            findings.push(Finding::skipped("Access", "Nothing can be read without a token"));
            return findings;
        }
        let access = Access {
            region: self.options.region.as_deref(),
            families: way.map_or(&[], |(way, _)| &way.families),
            has_proxy: way.is_some_and(|(way, _)| way.proxy.is_some()),
        };
        let asked = Box::pin(Asked::of(control_plane)).await;
        findings.extend(access.findings(&asked));
        if asked.runners.is_ok() {
            findings.push(round_trip(control_plane).await);
        }
        findings
    }
}

/// Whether the control plane could be spoken to: behind the name, the address and the proxy comes TLS.
fn connection(way: &Way, api: &BaseUrl, signed_in: Result<&(), &ApiError>) -> Finding {
    const ABOUT: &str = "TLS";
    match signed_in {
        _ if !api.is_https() => Finding::well(ABOUT, "Not used: the address is this machine's own"),
        Err(ApiError { cause: Cause::Unreachable(_), .. }) if !way.is_open => {
            Finding::skipped(ABOUT, "The host was not reached")
        }
        Err(error @ ApiError { cause: Cause::Unreachable(_), .. }) => {
            Finding::failed(ABOUT, format!("{}.", capitalised(&reason(error))))
        }
        _ => Finding::well(ABOUT, "Certificate accepted"),
    }
}

fn clock(lead: Option<SignedDuration>) -> Finding {
    const ABOUT: &str = "Clock";
    let Some(lead) = lead else { return Finding::skipped(ABOUT, "No answer told the time") };
    let off = lead.unsigned_abs();
    if off <= CLOCK {
        return Finding::well(ABOUT, "This machine and the control plane agree");
    }
    let side = if lead.is_negative() { "behind" } else { "ahead of" };
    // An answer takes its time: seconds would say more than is known.
    let about = Duration::from_secs((off.as_secs() + ROUNDED / 2) / ROUNDED * ROUNDED);
    let text = format!("About {} {side} the control plane's. Set the clock of this machine.", span(about));
    Finding::failed(ABOUT, text)
}

/// What came of signing in. Where `is_news` is false, why nothing was reached has been said already.
fn token(signed_in: Result<Duration, &ApiError>, is_news: bool) -> Finding {
    const ABOUT: &str = "Token";
    match signed_in {
        Err(ApiError { cause: Cause::Unreachable(_), .. }) if !is_news => {
            Finding::skipped(ABOUT, "The token endpoint was not reached")
        }
        Ok(took) => Finding::well(ABOUT, format!("Signed in after {} ms", took.as_millis())),
        Err(error) => {
            let advice = match &error.cause {
                Cause::SignedOut(_) => " Check client_id and the secret, and whether the credential was removed.",
                Cause::Refused(_) | Cause::NotUnderstood(_) => " Check the address of the token endpoint.",
                _ => "",
            };
            Finding::failed(ABOUT, format!("{}.{advice}", capitalised(&reason(error))))
        }
    }
}

/// How long an answer takes on a connection that is there.
async fn round_trip(control_plane: &ControlPlane) -> Finding {
    const ABOUT: &str = "Round trip";
    let began = Instant::now();
    match control_plane.runners_unless(None, 0, Priority::Operator).await {
        Ok(_) => Finding::well(ABOUT, format!("{} ms for a page of runners", began.elapsed().as_millis())),
        Err(error) => Finding::failed(ABOUT, format!("{}.", capitalised(&reason(&error)))),
    }
}
