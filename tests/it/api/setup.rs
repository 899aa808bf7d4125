//! Building a client, on machines that lack something.
//!
//! What a client takes from the environment is tested in a process of its own: the tests of this one run side by
//! side, and a variable would be everybody's.

use trackside::api::SetupError;

use super::*;
use crate::support::rerun::rerun;

fn remote_settings() -> Settings {
    let address = |text| BaseUrl::parse(text).unwrap();
    let secret = Secret::new(SECRET.to_owned());
    Settings::new(address("https://api.example/dpc"), address("https://id.example/token"), "c".to_owned(), secret)
}

/// The variables of a machine without certificate authorities.
const BARE: [(&str, &str); 2] = [("SSL_CERT_FILE", "/nonexistent/ca.pem"), ("SSL_CERT_DIR", "/nonexistent")];

#[test]
fn a_machine_without_certificates_is_advised() {
    if rerun("api::setup::a_machine_without_certificates_is_advised", &BARE) {
        let error = ControlPlane::new(remote_settings()).unwrap_err();
        assert_eq!(error, SetupError::NoRoots);
        assert_eq!(
            error.to_string(),
            "No certificate authorities found on this machine. Install the package ca-certificates, set SSL_CERT_FILE, or name a PEM file with --ca-file."
        );
        let extra_roots = Some(trackside::api::ExtraRoots::read(include_bytes!("ca.pem")).unwrap());
        ControlPlane::new(Settings { extra_roots, ..remote_settings() }).unwrap();
    }
}

#[tokio::test]
async fn a_client_for_this_machine_needs_no_certificates() {
    if rerun("api::setup::a_client_for_this_machine_needs_no_certificates", &BARE) {
        let server = answering([Reply::json(200, ONE_RUNNER)]).await;
        client(&server).runners(0).await.unwrap();
    }
}

#[tokio::test]
async fn what_reqwest_finds_in_the_environment_counts_for_nothing() {
    // Nobody listens on port 1: a request that went there would fail.
    let proxy = "http://127.0.0.1:1";
    let variables = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    if rerun(
        "api::setup::what_reqwest_finds_in_the_environment_counts_for_nothing",
        &variables.map(|name| (name, proxy)),
    ) {
        let server = answering([Reply::json(200, ONE_RUNNER)]).await;
        client(&server).runners(0).await.unwrap();
    }
}

#[test]
fn an_account_id_that_is_no_header_is_refused() {
    let account_id = Some("a\r\nb: c".to_owned());
    assert_eq!(ControlPlane::new(Settings { account_id, ..remote_settings() }).unwrap_err(), SetupError::AccountId);
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let settings = remote_settings();
    assert_eq!(settings.audience, "https://api.matillion.com");
    assert_eq!(settings.rate_limit_per_minute, 500);
    assert_eq!(settings.connect_timeout, Duration::from_secs(10));
    assert_eq!(settings.request_timeout, Duration::from_secs(30));
    assert_eq!(settings.response_limit, 16 * 1024 * 1024);
    assert!(settings.account_id.is_none() && settings.extra_roots.is_none());
}
