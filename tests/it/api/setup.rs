//! Building a client, on machines that lack something.
//!
//! What a client takes from the environment is tested in a process of its own: the tests of this one run side by
//! side, and a variable would be everybody's.

use trackside::api::SetupError;

use super::*;
use crate::support::rerun::{is_rerun, rerun};

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
            "no certificate authorities found on this machine: install the package ca-certificates, set SSL_CERT_FILE, or name a PEM file with --ca-file"
        );
        let extra_roots = Some(include_bytes!("ca.pem").to_vec());
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
async fn requests_to_this_machine_go_to_no_proxy() {
    // Nobody listens on port 1: a request that went there would fail.
    let proxy = "http://127.0.0.1:1";
    let variables = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    if rerun("api::setup::requests_to_this_machine_go_to_no_proxy", &variables.map(|name| (name, proxy))) {
        let server = answering([Reply::json(200, ONE_RUNNER)]).await;
        client(&server).runners(0).await.unwrap();
        // Nor does the secret where only the token endpoint is here.
        let api = remote_settings().api;
        let error = ControlPlane::new(Settings { api, ..settings(&server) }).unwrap().runners(0).await.unwrap_err();
        assert_eq!(error.call, "list runners", "signing in succeeded: {error}");
    }
}

#[tokio::test]
async fn https_proxy_is_honoured_elsewhere() {
    let name = "api::setup::https_proxy_is_honoured_elsewhere";
    let proxy = Server::in_order([Reply::status(502)]).await;
    if is_rerun() {
        let error = ControlPlane::new(remote_settings()).unwrap().runners(0).await.unwrap_err();
        assert!(matches!(error.cause, Cause::Unreachable(_)), "{error}");
        return;
    }
    let address = proxy.url("");
    let roots = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/api/ca.pem");
    let run = tokio::task::spawn_blocking(move || {
        rerun(name, &[("HTTPS_PROXY", &address), ("NO_PROXY", ""), ("SSL_CERT_FILE", roots)]);
    });
    run.await.unwrap();
    assert_eq!(proxy.requests()[0].line(), "CONNECT id.example:443");
    assert!(proxy.requests().iter().all(|request| request.text().is_empty()));
}

#[test]
fn a_ca_file_without_a_usable_certificate_is_refused() {
    let with = |pem: &[u8]| ControlPlane::new(Settings { extra_roots: Some(pem.to_vec()), ..remote_settings() });
    for (pem, words) in [
        (&b""[..], "the CA file holds no certificate in PEM form"),
        (b"rubbish", "the CA file holds no certificate in PEM form"),
        (b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n", "the CA file is not in PEM form"),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "the CA file holds a certificate that cannot be used",
        ),
    ] {
        let error = with(pem).unwrap_err();
        assert!(matches!(error, SetupError::ExtraRoots(_)), "{error:?}");
        assert!(error.to_string().starts_with(words), "{error}");
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
