//! [`Patient`]: one account, looked at from what is said of it to what it answers.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::Instant;

use super::access::{Access, Asked, advice};
use super::finding::{Finding, Sink};
use super::way::{self, Stop};
use crate::api::{ApiError, Cause, ControlPlane, Priority};
use crate::cli::reason::reason;
use crate::domain::shown_id;
use crate::options::{AccountOptions, Options, SecretSource, Target};
use crate::runtime::AccountSetup;
use crate::runtime::connectivity::Network;
use crate::text::words::{capitalised, span};

/// A clock that is off by more than this is said to be wrong: a `Date` has whole seconds, and an answer takes its time.
const CLOCK: Duration = Duration::from_secs(60);
/// To so many seconds it is told.
const ROUNDED: u64 = 10;

/// An account that is looked at.
pub(super) struct Patient<'a> {
    pub(super) options: &'a AccountOptions,
    pub(super) setup: &'a AccountSetup,
}

/// What runs.
pub(super) fn program() -> Finding {
    let version = format!("{} on {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    Finding::well("trackside", version)
}

/// Which file counts.
pub(super) fn configuration(options: &Options) -> Finding {
    match &options.config {
        Some(path) => Finding::well("Configuration", path.to_string_lossy()),
        None => Finding::well("Configuration", "No config file; flags and variables alone"),
    }
}

/// Accounts that are asked for and cannot be read, with why.
pub(super) fn refused(options: &Options) -> Vec<Finding> {
    let refused = options.others.iter().filter_map(|other| Some((other.name.safe(), other.account.as_ref().err()?)));
    refused.map(|(name, refusal)| Finding::failed("Account", format!("{name}: {refusal}"))).collect()
}

impl Patient<'_> {
    /// Tells everything that can be found, as far as it gets.
    pub(super) async fn examined(self, network: &impl Network, sink: Sink) {
        sink.tell(self.account());
        sink.tell(self.credential());
        let stops = match &self.options.target {
            Target::Demo { .. } => Vec::new(),
            Target::ControlPlane { api, token, .. } => {
                way::tried(network, &self.options.proxy, [api, token], &sink).await
            }
        };
        // Reads the secret and the certificates, or has read them.
        match (self.setup.link.connect)().await {
            // Boxed: it holds four calls that are made beside each other.
            Ok(client) => Box::pin(self.answers(client.control_plane(), &stops, &sink)).await,
            Err(error) => {
                sink.tell(Finding::failed("Opening", format!("{error:#}")));
                for about in ["TLS", "Clock", "Token", "Access"] {
                    sink.tell(Finding::skipped(about, "Nothing can be sent"));
                }
            }
        }
    }

    fn account(&self) -> Finding {
        let label = self.setup.profile.label();
        let text = match &self.options.region {
            Some(region) if self.options.profile.is_some() => format!("{label}, region {region}"),
            _ => label.to_owned(),
        };
        Finding::well("Account", text)
    }

    /// Who signs in, and where the secret comes from.
    fn credential(&self) -> Finding {
        const ABOUT: &str = "Credential";
        let Target::ControlPlane { client_id, client_secret, .. } = &self.options.target else {
            return Finding::well(ABOUT, "That of the demo");
        };
        let secret = match client_secret {
            SecretSource::Given(_) => "from the environment".to_owned(),
            SecretSource::File(file) => format!("from {}", file.path.display()),
            SecretSource::Command { .. } => "from a command".to_owned(),
        };
        Finding::well(ABOUT, format!("Client id {}, secret {secret}", shown_id(client_id)))
    }

    /// What the control plane answers.
    async fn answers(&self, control_plane: &ControlPlane, stops: &[Stop<'_>], sink: &Sink) {
        let (api, token) = tokio::join!(control_plane.knock_at_api(), control_plane.knock_at_token_endpoint());
        for (stop, knocked) in stops.iter().zip([&api, &token]) {
            sink.tell(stop.spoken_to(knocked.as_ref()));
        }
        sink.tell(clock(control_plane.clock_lead()));
        let is_silent =
            |knocked: &Result<(), ApiError>| matches!(knocked, Err(ApiError { cause: Cause::Unreachable(_), .. }));
        if is_silent(&token) {
            sink.tell(Finding::skipped("Token", "The token endpoint cannot be spoken to"));
            sink.tell(Finding::skipped("Access", "Nothing can be read without a token"));
            return;
        }
        let began = Instant::now();
        let signed_in = control_plane.sign_in().await;
        sink.tell(of_token(signed_in.as_ref().map(|()| began.elapsed())));
        let why_not = match &signed_in {
            Err(_) => Some("Nothing can be read without a token"),
            Ok(()) if is_silent(&api) => Some("The API cannot be spoken to"),
            Ok(()) => None,
        };
        if let Some(why_not) = why_not {
            sink.tell(Finding::skipped("Access", why_not));
            return;
        }
        let access = Access {
            region: self.options.region.as_deref(),
            families: stops.first().map_or(&[], Stop::families),
            has_proxy: stops.first().is_some_and(Stop::has_proxy),
        };
        let asked = Box::pin(Asked::of(control_plane)).await;
        for finding in access.findings(&asked) {
            sink.tell(finding);
        }
        if asked.runners.is_ok() {
            sink.tell(round_trip(control_plane).await);
        }
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

fn of_token(signed_in: Result<Duration, &ApiError>) -> Finding {
    const ABOUT: &str = "Token";
    match signed_in {
        Ok(took) => Finding::well(ABOUT, format!("Signed in after {} ms", took.as_millis())),
        Err(error) => {
            let advice = match &error.cause {
                Cause::SignedOut(_) => "Check client_id and the secret, and whether the credential was removed.",
                Cause::Refused(_) => "Check the address of the token endpoint.",
                cause => advice(cause),
            };
            Finding::failed(ABOUT, format!("{}. {advice}", capitalised(&reason(error))))
        }
    }
}

/// How long an answer takes on a connection that is there.
async fn round_trip(control_plane: &ControlPlane) -> Finding {
    const ABOUT: &str = "Round trip";
    let began = Instant::now();
    match control_plane.runners_unless(None, 0, Priority::Operator).await {
        Ok(_) => Finding::well(ABOUT, format!("{} ms for a page of runners", began.elapsed().as_millis())),
        Err(error) => {
            let text = format!("{}. {}", capitalised(&reason(&error)), advice(&error.cause));
            Finding::failed(ABOUT, text)
        }
    }
}
