//! Which addresses secrets may be sent to.

use trackside::api::BaseUrl;

#[test]
fn https_and_loopback_are_accepted() {
    for (text, host, is_loopback) in [
        ("https://eu1.api.matillion.com/dpc", "eu1.api.matillion.com", false),
        ("https://eu1.api.matillion.com/dpc/", "eu1.api.matillion.com", false),
        (" https://EU1.api.matillion.com ", "eu1.api.matillion.com", false),
        ("https://api.example:8443/", "api.example:8443", false),
        ("https://10.0.0.1", "10.0.0.1", false),
        ("http://127.0.0.1:4010", "127.0.0.1:4010", true),
        ("http://127.9.8.7", "127.9.8.7", true),
        ("http://[::1]:4010/dpc", "[::1]:4010", true),
        ("http://localhost:4010", "localhost:4010", true),
        ("http://LOCALHOST", "localhost", true),
        ("https://localhost", "localhost", true),
    ] {
        let address = BaseUrl::parse(text).unwrap();
        assert_eq!((address.host(), address.is_loopback()), (host, is_loopback), "{text}");
    }
}

#[test]
fn everything_else_is_refused_with_a_reason_that_holds_none_of_it() {
    for (text, reason) in [
        ("http://eu1.api.matillion.com", "must start with https:// (http:// is for 127.0.0.1"),
        ("http://10.0.0.1", "localhost only"),
        ("http://0.0.0.0", "localhost only"),
        ("http://128.0.0.1", "localhost only"),
        ("http://[::ffff:127.0.0.1]", "localhost only"),
        ("http://[::2]", "localhost only"),
        ("http://localhost.evil.example", "localhost only"),
        ("http://127.0.0.1.evil.example", "localhost only"),
        ("http://127.0.0.1@evil.example", "must not hold a user"),
        ("https://user:hunter2@api.example", "must not hold a user or a password"),
        ("https://:hunter2@api.example", "must not hold a user or a password"),
        ("https://api.example/dpc?key=hunter2", "must end with a path"),
        ("https://api.example/dpc#hunter2", "must end with a path"),
        ("ftp://api.example", "must start with https://"),
        ("file:///etc/passwd", "must start with https://"),
        ("api.example", "is not a web address"),
        ("https://", "is not a web address"),
        ("https://user:hunter2@api.example:port", "is not a web address"),
        ("", "is not a web address"),
    ] {
        let error = BaseUrl::parse(text).unwrap_err();
        assert!(error.contains(reason), "{text}: {error}");
        assert!(!error.contains("hunter2") && !error.contains('\n'), "{text}: {error}");
    }
}

#[test]
fn an_address_prints_as_it_is_asked() {
    assert_eq!(BaseUrl::parse("https://api.example/dpc/").unwrap().to_string(), "https://api.example/dpc/");
}
