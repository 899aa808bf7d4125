//! Which proxy requests go through, and what is said of one that is written wrongly or does not answer.

use std::collections::HashMap;
use std::ffi::OsString;

use trackside::api::{ExtraRoots, ProxyError, ProxySettings};

use super::*;

fn read(variables: &[(&str, &str)]) -> Result<ProxySettings, ProxyError> {
    let variables: HashMap<&str, &str> = variables.iter().copied().collect();
    ProxySettings::read(|name| variables.get(name).map(OsString::from))
}

fn is_direct(variables: &[(&str, &str)], address: &str) -> bool {
    read(variables).unwrap().is_direct(&BaseUrl::parse(address).unwrap())
}

#[test]
fn a_value_that_cannot_be_read_is_refused_by_name_and_never_repeated() {
    for (value, reason) in [
        ("http://user:hush@proxy:3128 ", "holds a blank or a control character, perhaps at its end"),
        ("http://user:hush@proxy:3128\r", "holds a blank or a control character, perhaps at its end"),
        ("\"http://user:hush@proxy:3128\"", "holds quotation marks"),
        ("'http://user:hush@proxy:3128'", "holds quotation marks"),
        ("user:hush@proxy:3128", "has no scheme; write http:// before the host"),
        ("proxy:3128", "has no scheme; write http:// before the host"),
        ("socks5://user:hush@proxy:1080", "names a SOCKS proxy; only http:// and https:// are supported"),
        ("ftp://user:hush@proxy", "must start with http:// or https://"),
        ("http://user:hush@proxy:port", "is not a web address (invalid port number)"),
        ("http://", "is not a web address (empty host)"),
        ("http://user:hush@proxy/path", "must end with the port, without a path"),
    ] {
        for variable in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            let error = read(&[(variable, value)]).unwrap_err();
            assert_eq!((error.variable, error.reason.as_str()), (variable, reason), "{value:?}");
            assert!(!format!("{error:?}").contains("hush"), "{error:?}");
        }
    }
}

#[test]
fn exceptions_that_cannot_be_read_are_refused_by_name_where_there_is_a_proxy() {
    for (value, reason) in [
        ("x, 10.0.0.0/99", "holds a / that is not in a network such as 10.0.0.0/8"),
        ("10.0.0/8", "holds a / that is not in a network such as 10.0.0.0/8"),
        ("https://api.example", "holds a / that is not in a network such as 10.0.0.0/8"),
        ("*api.example", "holds a * that neither stands alone nor before a dot, as in *.example.com"),
        ("api.*", "holds a * that neither stands alone nor before a dot, as in *.example.com"),
        ("*.", "holds a * that neither stands alone nor before a dot, as in *.example.com"),
        ("api.example:99999", "holds a port that is no number from 0 to 65535"),
        ("api.example:", "holds a port that is no number from 0 to 65535"),
    ] {
        for variable in ["no_proxy", "NO_PROXY"] {
            let error = read(&[("https_proxy", "http://proxy:1"), (variable, value)]).unwrap_err();
            assert_eq!((error.variable, error.reason.as_str()), (variable, reason), "{value:?}");
            assert!(read(&[(variable, value)]).is_ok(), "there is no proxy");
        }
    }
}

#[test]
fn what_is_read_shows_no_password() {
    let settings = read(&[("https_proxy", "http://user:hush@proxy:3128"), ("no_proxy", "x")]).unwrap();
    let shown = format!("{settings:?}");
    assert!(
        shown.contains("proxy:3128 (https_proxy)") && !shown.contains("hush") && !shown.contains("user"),
        "{shown}"
    );
}

#[test]
fn variables_count_in_the_order_of_curl() {
    let bad = "bad";
    let good = "http://proxy:1";
    // The first that is set counts, and an empty one is not set; what does not count is not read.
    for (variables, named) in [
        (vec![("https_proxy", good), ("HTTPS_PROXY", bad)], Some("https_proxy")),
        (vec![("https_proxy", ""), ("HTTPS_PROXY", good)], Some("HTTPS_PROXY")),
        (vec![("HTTPS_PROXY", good), ("all_proxy", bad)], Some("HTTPS_PROXY")),
        (vec![("all_proxy", good), ("ALL_PROXY", bad)], Some("all_proxy")),
        (vec![("ALL_PROXY", good)], Some("ALL_PROXY")),
        (vec![("http_proxy", good), ("HTTP_PROXY", good)], None),
        (vec![], None),
    ] {
        let settings = read(&variables).unwrap();
        let shown = format!("{settings:?}");
        assert_eq!(named.is_some(), !settings.is_direct(&BaseUrl::parse("https://api.example").unwrap()), "{shown}");
        assert!(named.is_none_or(|name| shown.contains(&format!("({name})"))), "{shown}");
    }
    assert!(is_direct(&[("https_proxy", good), ("no_proxy", "api.example"), ("NO_PROXY", "x")], "https://api.example"));
    assert!(!is_direct(
        &[("https_proxy", good), ("no_proxy", "x"), ("NO_PROXY", "api.example")],
        "https://api.example"
    ));
}

#[test]
fn what_is_excepted_is_reached_directly() {
    for (exceptions, direct, proxied) in [
        ("*", vec!["https://api.example", "https://10.0.0.1"], vec![]),
        (
            "api.example",
            vec!["https://api.example", "https://API.example", "https://eu1.api.example"],
            vec!["https://notapi.example", "https://example"],
        ),
        (".api.example", vec!["https://eu1.api.example", "https://api.example"], vec!["https://notapi.example"]),
        ("*.api.example", vec!["https://eu1.api.example"], vec!["https://other.example"]),
        ("other, api.example", vec!["https://api.example"], vec!["https://x.example"]),
        ("other api.example", vec!["https://api.example"], vec!["https://x.example"]),
        ("api.example:8443", vec!["https://api.example:8443"], vec!["https://api.example"]),
        ("api.example:443", vec!["https://api.example"], vec!["https://api.example:8443"]),
        ("10.1.2.3", vec!["https://10.1.2.3"], vec!["https://10.1.2.4"]),
        ("10.1.2.3:8443", vec!["https://10.1.2.3:8443"], vec!["https://10.1.2.3"]),
        ("10.0.0.0/8", vec!["https://10.200.1.1"], vec!["https://11.0.0.1", "https://api.example"]),
        ("fd00::1", vec!["https://[fd00::1]"], vec!["https://[fd00::2]"]),
        ("[fd00::1]:8443", vec!["https://[fd00::1]:8443"], vec!["https://[fd00::1]"]),
        ("fd00::/8", vec!["https://[fd00:1::7]"], vec!["https://[fe80::1]"]),
        (",, .", vec![], vec!["https://api.example"]),
    ] {
        let variables = [("HTTPS_PROXY", "http://proxy:1"), ("NO_PROXY", exceptions)];
        for address in direct {
            assert!(is_direct(&variables, address), "{exceptions}: {address} goes through the proxy");
        }
        for address in proxied {
            assert!(!is_direct(&variables, address), "{exceptions}: {address} goes past the proxy");
        }
    }
    for here in ["https://127.0.0.1:1", "https://localhost", "http://[::1]:1"] {
        assert!(is_direct(&[("ALL_PROXY", "http://proxy:1")], here), "{here}");
    }
}

fn through(proxy: &str) -> Settings {
    let address = |text| BaseUrl::parse(text).unwrap();
    let secret = Secret::new(SECRET.to_owned());
    let mut settings =
        Settings::new(address("https://api.example/dpc"), address("https://id.example/token"), "c".to_owned(), secret);
    settings.proxy = read(&[("HTTPS_PROXY", proxy)]).unwrap();
    settings.extra_roots = Some(ExtraRoots::read(include_bytes!("ca.pem")).unwrap());
    settings
}

#[tokio::test]
async fn a_proxy_that_is_dead_or_refuses_is_named_as_the_proxy() {
    let gone = Server::in_order([]).await;
    let dead = gone.url("").replace("http://", "http://user:hush@");
    drop(gone);
    let error = ControlPlane::new(through(&dead)).unwrap().runners(0).await.unwrap_err();
    let words = error.to_string();
    assert!(words.starts_with("cannot sign in: the proxy 127.0.0.1:"), "{words}");
    assert!(words.ends_with("(HTTPS_PROXY) makes no connection (connection refused)"), "{words}");
    assert!(!words.contains("hush"));

    let refusing = Server::in_order([Reply::status(407), Reply::status(407), Reply::status(407)]).await;
    let error = ControlPlane::new(through(&refusing.url(""))).unwrap().runners(0).await.unwrap_err();
    let words = error.to_string();
    assert!(words.contains("(HTTPS_PROXY) makes no connection (") && words.contains("proxy auth"), "{words}");
    assert!(matches!(error.cause, Cause::Unreachable(_)), "{error:?}");
}

#[tokio::test]
async fn a_proxy_that_speaks_no_tls_where_its_address_says_so_is_named() {
    let plain = Server::in_order([Reply::raw("HTTP/1.1 400 Bad Request\r\n\r\n").then_close()]).await;
    let address = plain.url("").replace("http://", "https://user:hush@");
    let error = ControlPlane::new(through(&address)).unwrap().runners(0).await.unwrap_err();
    let words = error.to_string();
    assert!(words.starts_with("cannot sign in: the proxy 127.0.0.1:"), "{words}");
    assert!(
        words.ends_with("(HTTPS_PROXY) or the server behind that does not speak TLS; try http:// for the proxy"),
        "{words}"
    );
    assert!(!words.contains("hush"));
}

#[tokio::test]
async fn requests_go_through_the_proxy_and_the_password_goes_to_it_alone() {
    let proxy = Server::in_order([Reply::status(502), Reply::status(502), Reply::status(502)]).await;
    let address = proxy.url("").replace("http://", "http://user:hush@");
    ControlPlane::new(through(&address)).unwrap().runners(0).await.unwrap_err();
    let first = &proxy.requests()[0];
    assert_eq!(first.line(), "CONNECT id.example:443");
    assert_eq!(first.header("proxy-authorization"), Some("Basic dXNlcjpodXNo"));
    assert!(proxy.requests().iter().all(|request| request.text().is_empty()));
}
