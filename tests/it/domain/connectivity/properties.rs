//! Properties of what is typed and pasted, over generated input.

use std::net::IpAddr;

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::domain::connectivity::{Pasted, split_paste};
use trackside::domain::{ConnectivityReport, Endpoint, Label, Origin, Port, Verdict};

use super::{port, report};

/// Host names, addresses, and texts that are nearly one.
fn host_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?(\\.[a-z]([a-z0-9-]{0,8}[a-z0-9])?){0,3}",
        any::<[u8; 4]>().prop_map(|bytes| IpAddr::from(bytes).to_string()),
        any::<[u16; 8]>().prop_map(|parts| IpAddr::from(parts).to_string()),
        "[a-z0-9.:\\[\\]%_üß漢-]{0,20}",
    ]
}

fn is_loose_host(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
        || text.split('.').all(|label| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_an_endpoint_can_be_sent(text in prop_oneof![any::<String>(), host_text()]) {
        let Ok(endpoint) = Endpoint::parse(&text) else { return Ok(()) };
        let host = endpoint.host();
        prop_assert!(!host.is_empty() && host.len() <= 254);
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':');
        prop_assert!(host.chars().all(allowed), "{host:?}");
        prop_assert_eq!(&Endpoint::parse(host), &Ok(endpoint.clone()), "reading it again changes nothing");
        if host.contains(':') {
            prop_assert_eq!(&Endpoint::parse(&format!("[{host}]")), &Ok(endpoint.clone()));
        } else {
            prop_assert_eq!(&Endpoint::parse(&host.to_uppercase()), &Ok(endpoint.clone()));
        }
        // What is shown can be pasted.
        let pasted = split_paste(&endpoint.with_port(port(7))).unwrap();
        prop_assert_eq!(Endpoint::parse(&pasted.endpoint), Ok(endpoint));
        prop_assert_eq!(pasted.port.as_deref(), Some("7"));
    }

    #[test]
    fn whatever_is_typed_a_port_is_the_number_that_was_typed(text in prop_oneof![any::<String>(), "[0-9 +-]{0,7}"]) {
        if let Ok(port) = Port::parse(&text) {
            prop_assert!(port.number() > 0);
            prop_assert_eq!(text.trim().trim_start_matches('0'), port.to_string());
        }
    }

    #[test]
    fn every_port_is_read(number in 1..=u16::MAX) {
        prop_assert_eq!(Port::parse(&number.to_string()).map(Port::number), Ok(number));
    }

    #[test]
    fn any_paste_is_split_without_a_panic_and_its_port_is_digits(
        text in prop_oneof![
            any::<String>(),
            vec(prop::sample::select(vec!["jdbc:", "oracle:", "https", "://", "//", "@", ":", "[", "]", "1", "db", "/", "\\", ",", ";", "é", "::"]), 0..12)
                .prop_map(|parts| parts.concat()),
        ],
    ) {
        if let Some(pasted) = split_paste(&text) {
            prop_assert!(!pasted.endpoint.is_empty() && !pasted.endpoint.contains(char::is_whitespace));
            prop_assert!(pasted.port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())));
        }
    }

    #[test]
    fn a_url_is_split_into_host_and_port_and_its_secrets_are_left_behind(
        scheme in prop::sample::select(vec!["", "https://", "jdbc:postgresql://", "jdbc:mysql://", "x+y://"]),
        user in prop::sample::select(vec!["", "user@", "user:s3cret@", "s3cret@"]),
        host in host_text().prop_filter("a host", |text| is_loose_host(text)),
        number in 1..=u16::MAX,
        path in prop::sample::select(vec!["", "/", "/db?password=s3cret", "?s3cret", "#s3cret", ";password=s3cret"]),
    ) {
        let bracketed = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        let pasted = split_paste(&format!("{scheme}{user}{bracketed}:{number}{path}"));
        prop_assert_eq!(pasted, Some(Pasted { endpoint: host, port: Some(number.to_string()) }));
    }

    #[test]
    fn any_report_is_valid_json_that_says_the_same(word in any::<String>(), number in 1..=u16::MAX) {
        let made = ConnectivityReport {
            verdict: Verdict::Other(Label::from(word.as_str())),
            port: port(number),
            ..report(Verdict::Success, Origin::ThisMachine)
        };
        let read: serde_json::Value = serde_json::from_str(&made.to_json()).unwrap();
        prop_assert_eq!(read, serde_json::json!({"result": word, "host": "db.example", "port": number}));
    }
}
