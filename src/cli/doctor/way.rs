//! The way to a control plane, as far as it can be tried without signing in: which proxy, whether names have addresses, and
//! whether those can be reached over IPv4 and IPv6.

use std::fmt::Write;
use std::net::IpAddr;
use std::time::Duration;

use super::finding::Finding;
use crate::api::{BaseUrl, Hop, ProxySettings};
use crate::domain::Verdict;
use crate::runtime::connectivity::{Network, Reach, reach};
use crate::text::words::counted;

/// What the way shows.
pub(super) struct Way {
    pub(super) findings: Vec<Finding>,
    /// Whether every host was reached.
    pub(super) is_open: bool,
    /// The proxy, where there is one for the API.
    pub(super) proxy: Option<Hop>,
    /// The families in which the API, or the proxy to it, can be reached: `IPv4`, `IPv6`.
    pub(super) families: Vec<&'static str>,
}

/// Tries the way to the API and to the token endpoint.
pub(super) async fn tried(network: &impl Network, proxy: &ProxySettings, api: &BaseUrl, token: &BaseUrl) -> Way {
    let mut way = Way { findings: Vec::new(), is_open: true, proxy: proxy.hop(api), families: Vec::new() };
    way.findings.push(match &way.proxy {
        Some(hop) => Finding::well("Proxy", &hop.label),
        None => Finding::well("Proxy", "None"),
    });
    let mut tried: Vec<(String, u16)> = Vec::new();
    for address in [api, token] {
        let hop = proxy.hop(address);
        let (host, port) = match &hop {
            Some(hop) => (hop.host.clone(), hop.port),
            None => (address.name().to_owned(), address.port()),
        };
        if tried.iter().any(|known| *known == (host.clone(), port)) {
            continue;
        }
        let reached = reach(network, &host, port).await;
        if tried.is_empty() {
            way.families = reached.as_ref().map(families).unwrap_or_default();
        }
        way.is_open &= reached.as_ref().is_ok_and(Reach::is_reached);
        way.findings.extend(of_host(&host, port, hop.as_ref(), &reached));
        tried.push((host, port));
    }
    way
}

fn families(reach: &Reach) -> Vec<&'static str> {
    let reached = |family: &Option<Result<Duration, Verdict>>| matches!(family, Some(Ok(_)));
    [(reached(&reach.v4), "IPv4"), (reached(&reach.v6), "IPv6")]
        .into_iter()
        .filter_map(|(is_reached, name)| is_reached.then_some(name))
        .collect()
}

fn of_host(host: &str, port: u16, hop: Option<&Hop>, reached: &Result<Reach, Verdict>) -> Vec<Finding> {
    let reach = match reached {
        Ok(reach) => reach,
        Err(verdict) => {
            let advice = match (verdict, hop) {
                (Verdict::NameNotFound, Some(_)) => "Check the variable that names the proxy.",
                (Verdict::NameNotFound, None) => "Check the region or the address, and the DNS of this machine.",
                _ => "Check the network and the DNS of this machine.",
            };
            let what = if *verdict == Verdict::NameNotFound { "no address" } else { verdict.label() };
            return vec![
                Finding::failed("DNS", format!("{host}: {what}. {advice}")),
                Finding::skipped("Network", format!("{host}: no address to connect to")),
            ];
        }
    };
    let dns = match host.parse::<IpAddr>() {
        Ok(_) => format!("{host} is an address"),
        Err(_) => format!("{host}: {}", counted(reach.addresses, "address")),
    };
    vec![Finding::well("DNS", dns), network(host, port, hop, reach)]
}

fn network(host: &str, port: u16, hop: Option<&Hop>, reach: &Reach) -> Finding {
    let mut text = format!("{host} port {port}: ");
    let mut gap = "";
    for (name, family) in [("IPv4", &reach.v4), ("IPv6", &reach.v6)] {
        let _ = match family {
            None => continue,
            Some(Ok(took)) => write!(text, "{gap}{name} after {} ms", took.as_millis()),
            Some(Err(verdict)) => write!(text, "{gap}{name} {}", verdict.label()),
        };
        gap = ", ";
    }
    if reach.is_reached() {
        return Finding::well("Network", text);
    }
    let advice = match hop {
        Some(_) => "The proxy does not answer there.",
        None => "Check the address, the firewall, and whether a proxy is needed (HTTPS_PROXY).",
    };
    Finding::failed("Network", format!("{text}. {advice}"))
}
