//! The reqwest client: which certificates, proxies, redirects and timeouts it knows.

use std::error::Error;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, retry};

use super::address::BaseUrl;
use super::connecting::Connecting;
use super::settings::{Settings, SetupError};

const USER_AGENT: &str = concat!("trackside/", env!("CARGO_PKG_VERSION"));

/// How long an unused connection is kept: well beyond a poll each minute, so that a quiet hour needs one connection,
/// and less than the 240 s after which the first of the cloud load balancers forget a connection without telling.
const IDLE_CONNECTION: Duration = Duration::from_secs(180);

/// Between probes of an unused connection: NAT tables keep it, and a dead one is noticed before it is used.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// Whether requests to the control plane and to the token endpoint can share a client.
pub(super) fn are_alike(settings: &Settings) -> bool {
    let (one, other) = (&settings.api, &settings.token);
    one.is_loopback() == other.is_loopback()
        && one.is_https() == other.is_https()
        && settings.proxy.is_direct(one) == settings.proxy.is_direct(other)
}

/// What becomes of a connection after its request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Connections {
    /// It is kept for the next.
    Kept,
    /// It is closed: each request has one of its own.
    OneEach,
}

/// A client for requests to `address`, and to addresses that are alike. They are sent within a
/// [`super::connecting::Trip`].
pub(super) fn client(settings: &Settings, address: &BaseUrl, connections: Connections) -> Result<Client, SetupError> {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        // A redirect could carry the token elsewhere.
        .redirect(Policy::none())
        .retry(retry::never())
        .referer(false)
        .https_only(address.is_https())
        .gzip(true)
        // Shared out among the addresses of a name; for all of them and all tries together there is the trip's.
        .connect_timeout(settings.connect_timeout)
        .connector_layer(Connecting)
        .tcp_keepalive(KEEPALIVE)
        .pool_idle_timeout(IDLE_CONNECTION);
    let builder = if connections == Connections::OneEach { builder.pool_max_idle_per_host(0) } else { builder };
    let builder = notice_dead_connections(builder, settings.connect_timeout);
    // Never what reqwest itself finds in the environment: a value that it cannot read it would pass over.
    let builder = builder.no_proxy();
    let builder = match settings.proxy.for_address(address) {
        Some(chosen) => builder.proxy(chosen.proxy),
        None => builder,
    };
    with_roots(builder, settings, address).build().map_err(|error| setup_error(&error))
}

/// After a suspend or a change of network the old connection takes no data: that shows within the time of a new
/// connection, rather than after the whole time limit of the first request.
#[cfg(target_os = "linux")]
fn notice_dead_connections(builder: ClientBuilder, within: Duration) -> ClientBuilder {
    builder.tcp_user_timeout(within)
}

#[cfg(not(target_os = "linux"))]
fn notice_dead_connections(builder: ClientBuilder, _: Duration) -> ClientBuilder {
    builder
}

/// The system's certificates with the extra ones; none at all where nothing is encrypted, because reqwest cannot
/// be built on a machine without them.
fn with_roots(builder: ClientBuilder, settings: &Settings, address: &BaseUrl) -> ClientBuilder {
    if !address.is_https() {
        return builder.tls_certs_only([]);
    }
    match &settings.extra_roots {
        Some(roots) => builder.tls_certs_merge(roots.certificates()),
        None => builder,
    }
}

fn setup_error(error: &reqwest::Error) -> SetupError {
    let reason = std::iter::successors(error.source(), |&error| error.source()).last().map(ToString::to_string);
    match reason {
        // There is no other sign of it than these words of rustls-platform-verifier.
        Some(reason) if reason.contains("No CA certificates") => SetupError::NoRoots,
        reason => SetupError::Other(reason.unwrap_or_else(|| "no reason given".to_owned())),
    }
}
