//! Connectivity tests: what can be typed and pasted, and what a result is called and looks like.

mod properties;

use std::io::ErrorKind;
use std::net::IpAddr;
use std::time::Duration;

use trackside::api::ConnectivityAnswer;
use trackside::domain::connectivity::{
    COMMON_PORTS, EndpointFault, Pasted, PortFault, is_unsupported_by_version, split_paste,
};
use trackside::domain::{ConnectivityReport, Endpoint, Label, Origin, Port, RunnerId, Verdict};

fn port(number: u16) -> Port {
    Port::new(number).unwrap()
}

fn host(text: &str) -> Result<String, EndpointFault> {
    Endpoint::parse(text).map(|endpoint| endpoint.host().to_owned())
}

fn report(verdict: Verdict, from: Origin) -> ConnectivityReport {
    let endpoint = Endpoint::parse("db.example").unwrap();
    ConnectivityReport { from, endpoint, port: port(5432), verdict, took: Duration::from_secs(1), raw: None }
}

fn runner() -> Origin {
    Origin::Runner(RunnerId::new("r-1"))
}

#[test]
fn host_names_are_read_as_rfc_1123_has_them() {
    let (label, long) = ("a".repeat(63), format!("{}.", "a".repeat(61)).repeat(4));
    let longest = format!("{long}abcde");
    assert_eq!(longest.len(), 253);
    for (text, expected) in [
        ("db", Ok("db")),
        ("localhost", Ok("localhost")),
        ("pg.acme.internal", Ok("pg.acme.internal")),
        ("  PG.Acme.Internal\n", Ok("pg.acme.internal")),
        ("acme-prod.eu-west-1.snowflakecomputing.com", Ok("acme-prod.eu-west-1.snowflakecomputing.com")),
        ("3com.com", Ok("3com.com")),
        ("1.2.3.4.example", Ok("1.2.3.4.example")),
        ("r3---sn-x.example", Ok("r3---sn-x.example")),
        ("db.example.", Ok("db.example.")),
        (&label, Ok(label.as_str())),
        (&longest, Ok(longest.as_str())),
        (&format!("{longest}."), Ok(&format!("{longest}."))),
        ("", Err(EndpointFault::Empty)),
        (" \t ", Err(EndpointFault::Empty)),
        ("two words", Err(EndpointFault::Blank)),
        ("two\nlines", Err(EndpointFault::Blank)),
        ("a\u{a0}b", Err(EndpointFault::Blank)),
        (".", Err(EndpointFault::EmptyLabel)),
        (".db", Err(EndpointFault::EmptyLabel)),
        ("db..example", Err(EndpointFault::EmptyLabel)),
        ("db..", Err(EndpointFault::EmptyLabel)),
        ("-db", Err(EndpointFault::OuterHyphen)),
        ("db-", Err(EndpointFault::OuterHyphen)),
        ("db.-example", Err(EndpointFault::OuterHyphen)),
        (&"a".repeat(64), Err(EndpointFault::LongLabel)),
        (&format!("{longest}f"), Err(EndpointFault::TooLong)),
        (&"漢".repeat(1000), Err(EndpointFault::TooLong)),
        ("my_db", Err(EndpointFault::Character('_'))),
        ("db,other", Err(EndpointFault::Character(','))),
        ("a%20b", Err(EndpointFault::Character('%'))),
        ("*", Err(EndpointFault::Character('*'))),
        ("\u{1b}db", Err(EndpointFault::Character('\u{1b}'))),
        ("db:5432", Err(EndpointFault::HasPort)),
        ("db:", Err(EndpointFault::HasPort)),
        ("[::1]:443", Err(EndpointFault::HasPort)),
        ("db:port", Err(EndpointFault::NotIpv6)),
        ("https://db.example", Err(EndpointFault::HasMore)),
        ("db.example/path", Err(EndpointFault::HasMore)),
        ("user@db.example", Err(EndpointFault::HasMore)),
        ("db\\instance", Err(EndpointFault::HasMore)),
    ] {
        assert_eq!(host(text), expected.map(str::to_owned), "{text:?}");
    }
}

#[test]
fn international_names_become_what_dns_is_asked_for() {
    for (text, expected) in [
        ("bücher.example", Ok("xn--bcher-kva.example")),
        ("BÜCHER.example", Ok("xn--bcher-kva.example")),
        ("xn--bcher-kva.example", Ok("xn--bcher-kva.example")),
        ("東京。example", Ok("xn--1lqs71d.example")),
        ("straße.example", Ok("xn--strae-oqa.example")),
        ("ｄｂ.example", Ok("db.example")),
        // Written in other digits it still is an address.
        ("１０.0.0.７", Ok("10.0.0.7")),
        ("１０.0", Err(EndpointFault::NotIpv4)),
        ("xn--a", Err(EndpointFault::International)),
        ("a\u{202e}b.example", Err(EndpointFault::International)),
        ("-ü.example", Err(EndpointFault::International)),
        ("ü..example", Err(EndpointFault::International)),
        ("ü_.example", Err(EndpointFault::Character('_'))),
    ] {
        assert_eq!(host(text), expected.map(str::to_owned), "{text:?}");
    }
}

#[test]
fn addresses_are_read_strictly_and_written_in_their_shortest_form() {
    for (text, expected) in [
        ("10.0.0.7", Ok("10.0.0.7")),
        ("127.0.0.1", Ok("127.0.0.1")),
        ("::1", Ok("::1")),
        ("[::1]", Ok("::1")),
        ("2001:0DB8:0:0:0:0:0:1", Ok("2001:db8::1")),
        ("[2001:db8::a]", Ok("2001:db8::a")),
        ("::ffff:10.0.0.7", Ok("::ffff:10.0.0.7")),
        ("10.0.0", Err(EndpointFault::NotIpv4)),
        ("10", Err(EndpointFault::NotIpv4)),
        ("256.0.0.1", Err(EndpointFault::NotIpv4)),
        ("010.0.0.1", Err(EndpointFault::NotIpv4)),
        ("10.0.0.7.", Err(EndpointFault::NotIpv4)),
        ("1.2.3.4.5", Err(EndpointFault::NotIpv4)),
        ("db.7", Err(EndpointFault::NotIpv4)),
        ("0x7f000001", Err(EndpointFault::NotIpv4)),
        ("0x7f.1", Err(EndpointFault::NotIpv4)),
        ("127.0X1", Err(EndpointFault::NotIpv4)),
        ("2001:db8:", Err(EndpointFault::NotIpv6)),
        ("1::2::3", Err(EndpointFault::NotIpv6)),
        ("[::1", Err(EndpointFault::NotIpv6)),
        ("[::1]x", Err(EndpointFault::NotIpv6)),
        ("[10.0.0.7]", Err(EndpointFault::NotIpv6)),
        ("[db]", Err(EndpointFault::NotIpv6)),
        ("fe80::1%eth0", Err(EndpointFault::Zone)),
        ("[fe80::1%2]", Err(EndpointFault::Zone)),
        ("0.0.0.0", Err(EndpointFault::NoPeer)),
        ("::", Err(EndpointFault::NoPeer)),
        ("224.0.0.1", Err(EndpointFault::NoPeer)),
        ("ff02::1", Err(EndpointFault::NoPeer)),
        ("255.255.255.255", Err(EndpointFault::NoPeer)),
    ] {
        assert_eq!(host(text), expected.map(str::to_owned), "{text:?}");
    }
}

#[test]
fn an_endpoint_knows_whether_it_is_an_address_and_stands_before_its_port() {
    for (text, is_address, with_port) in [
        ("db.example", false, "db.example:5432"),
        ("bücher.example", false, "xn--bcher-kva.example:5432"),
        ("10.0.0.7", true, "10.0.0.7:5432"),
        ("[2001:db8::1]", true, "[2001:db8::1]:5432"),
    ] {
        let endpoint = Endpoint::parse(text).unwrap();
        assert_eq!(endpoint.with_port(port(5432)), with_port);
        assert_eq!(endpoint.address(), endpoint.host().parse::<IpAddr>().ok());
        assert_eq!(endpoint.address().is_some(), is_address);
        assert_eq!(endpoint.to_string(), endpoint.host());
    }
}

#[test]
fn ports_are_numbers_from_1_to_65535() {
    for (text, expected) in [
        ("1", Ok(1)),
        ("443", Ok(443)),
        ("65535", Ok(65535)),
        (" 5432 ", Ok(5432)),
        ("0443", Ok(443)),
        ("", Err(PortFault::Empty)),
        ("  ", Err(PortFault::Empty)),
        ("0", Err(PortFault::OutOfRange)),
        ("65536", Err(PortFault::OutOfRange)),
        ("99999999999999999999", Err(PortFault::OutOfRange)),
        ("-1", Err(PortFault::NotDigits)),
        ("+443", Err(PortFault::NotDigits)),
        ("4 43", Err(PortFault::NotDigits)),
        ("https", Err(PortFault::NotDigits)),
        ("４４３", Err(PortFault::NotDigits)),
        ("443.0", Err(PortFault::NotDigits)),
    ] {
        assert_eq!(Port::parse(text).map(Port::number), expected, "{text:?}");
    }
    assert_eq!(Port::new(0), None);
    assert!(COMMON_PORTS.into_iter().all(|number| Port::new(number).is_some()));
}

#[test]
fn faults_are_said_in_a_clause_that_fits_beside_a_field() {
    let endpoint = [
        (EndpointFault::Empty, "Type a host name or an IP address."),
        (EndpointFault::Blank, "A host name has no blanks."),
        (EndpointFault::HasPort, "The port has a field of its own."),
        (EndpointFault::HasMore, "Type the host without scheme, user and path."),
        (EndpointFault::NotIpv4, "An IPv4 address has four numbers from 0 to 255."),
        (EndpointFault::NotIpv6, "This is not an IPv6 address."),
        (EndpointFault::Zone, "Leave out the zone (from the % sign on)."),
        (EndpointFault::NoPeer, "No connection can be made to this address."),
        (EndpointFault::EmptyLabel, "A dot stands between two parts of a name."),
        (EndpointFault::LongLabel, "At most 63 characters fit between two dots."),
        (EndpointFault::TooLong, "A host name has at most 253 characters."),
        (EndpointFault::OuterHyphen, "A hyphen stands inside a part of a name."),
        (EndpointFault::Character('_'), "A host name has no _."),
        (EndpointFault::Character('\u{1b}'), "A host name has no ^[."),
        (EndpointFault::International, "This is not a valid international host name."),
    ];
    let port = [
        (PortFault::Empty, "Type a number from 1 to 65535."),
        (PortFault::NotDigits, "Digits only."),
        (PortFault::OutOfRange, "A port is a number from 1 to 65535."),
    ];
    let said = endpoint.map(|(fault, words)| (fault.to_string(), words)).into_iter();
    for (said, words) in said.chain(port.map(|(fault, words)| (fault.to_string(), words))) {
        assert_eq!(said, words);
        assert!(said.len() <= 48, "{said}");
    }
}

#[test]
fn what_is_pasted_goes_to_its_fields() {
    for (text, endpoint, port) in [
        ("db.example:5432", "db.example", Some("5432")),
        ("  db.example:5432\n", "db.example", Some("5432")),
        ("\"db.example:5432\"", "db.example", Some("5432")),
        ("<https://db.example>", "db.example", Some("443")),
        ("db.example:", "db.example", None),
        ("10.0.0.7:443", "10.0.0.7", Some("443")),
        ("[2001:db8::1]:443", "2001:db8::1", Some("443")),
        ("[2001:db8::1]", "2001:db8::1", None),
        ("db.example/path", "db.example", None),
        ("//db.example/path", "db.example", None),
        ("user@db.example", "db.example", None),
        ("http://db.example", "db.example", Some("80")),
        ("HTTPS://DB.example/a/b?c=d:1#e@f", "DB.example", Some("443")),
        ("https://db.example:8443/x", "db.example", Some("8443")),
        ("https://user:pass@db.example/x", "db.example", Some("443")),
        ("https://[2001:db8::1]/x", "2001:db8::1", Some("443")),
        ("https://[2001:db8::1]:8443/x", "2001:db8::1", Some("8443")),
        ("ftp://db.example", "db.example", Some("21")),
        ("foo://db.example", "db.example", None),
        ("kafka-1.acme:9092,kafka-2.acme:9093", "kafka-1.acme", Some("9092")),
        ("mongodb+srv://user:p@cluster0.mongodb.net/db", "cluster0.mongodb.net", None),
        ("postgres://u:p@db.example/db", "db.example", Some("5432")),
        ("jdbc:postgresql://db.example/orders", "db.example", Some("5432")),
        ("jdbc:postgresql://db.example:6432/orders?ssl=true", "db.example", Some("6432")),
        ("JDBC:MySQL://one.example:3307,two.example:3308/db", "one.example", Some("3307")),
        (
            "jdbc:redshift://cluster.x.eu-west-1.redshift.amazonaws.com/dev",
            "cluster.x.eu-west-1.redshift.amazonaws.com",
            Some("5439"),
        ),
        ("jdbc:snowflake://acme.snowflakecomputing.com/?db=x", "acme.snowflakecomputing.com", Some("443")),
        ("jdbc:sqlserver://db.example;databaseName=x", "db.example", Some("1433")),
        ("jdbc:sqlserver://db.example:14330;encrypt=true", "db.example", Some("14330")),
        ("jdbc:sqlserver://db.example\\SQLEXPRESS:14330;x=y", "db.example", Some("14330")),
        ("jdbc:sqlserver://db.example\\SQLEXPRESS;x=y", "db.example", Some("1433")),
        ("jdbc:oracle:thin:@//db.example:1522/service", "db.example", Some("1522")),
        ("jdbc:oracle:thin:@//db.example/service", "db.example", Some("1521")),
        ("jdbc:oracle:thin:@db.example:1522:SID", "db.example", Some("1522")),
        ("jdbc:oracle:thin:scott/tiger@//db.example:1522/service", "db.example", Some("1522")),
        ("jdbc:oracle:thin:@tcps://db.example:2484/service", "db.example", Some("2484")),
        // The fields say what is wrong with these.
        ("db.example:99999", "db.example", Some("99999")),
        ("https://my_db/x", "my_db", Some("443")),
    ] {
        let expected = Pasted { endpoint: endpoint.to_owned(), port: port.map(str::to_owned) };
        assert_eq!(split_paste(text), Some(expected), "{text}");
    }
}

#[test]
fn what_has_nothing_to_split_is_pasted_as_it_is() {
    for text in [
        "",
        "db.example",
        " db.example ",
        "10.0.0.7",
        "2001:db8::1",
        "::1",
        ":443",
        "db.example:https",
        "db:1:2",
        "two words:1",
        "[::1",
        "[::1]x",
        "file:///etc/hosts",
        "https://",
        "mailto:a",
        "jdbc:sqlite:/tmp/x.db",
        "jdbc:oracle:thin",
        "jdbc:",
        "jdbcé",
        "://db.example:1:2",
    ] {
        assert_eq!(split_paste(text), None, "{text:?}");
    }
}

#[test]
fn verdicts_have_the_vendors_words_or_plain_ones() {
    let other = || Verdict::Other(Label::from("DNS\u{1b}"));
    for (word, verdict, label) in [
        ("SUCCESS", Verdict::Success, "SUCCESS"),
        ("success ", Verdict::Success, "SUCCESS"),
        ("TIMEOUT", Verdict::Timeout, "TIMEOUT"),
        ("REFUSED", Verdict::Refused, "refused"),
        ("NAME_NOT_FOUND", Verdict::NameNotFound, "name not found"),
        ("UNREACHABLE", Verdict::Unreachable, "unreachable"),
        ("DNS\u{1b}", other(), "DNS^["),
        ("", Verdict::Other(Label::default()), ""),
    ] {
        let read = Verdict::parse(word);
        assert_eq!((&read, read.label()), (&verdict, label), "{word:?}");
        assert_eq!(Verdict::parse(read.word()), verdict);
        assert_eq!(read.is_success(), label == "SUCCESS");
    }
}

#[test]
fn a_failed_attempt_has_its_verdict() {
    for (kind, verdict) in [
        (ErrorKind::TimedOut, Verdict::Timeout),
        (ErrorKind::ConnectionRefused, Verdict::Refused),
        (ErrorKind::HostUnreachable, Verdict::Unreachable),
        (ErrorKind::NetworkUnreachable, Verdict::Unreachable),
        (ErrorKind::ConnectionReset, Verdict::Other(Label::from("connection reset"))),
        (ErrorKind::PermissionDenied, Verdict::Other(Label::from("permission denied"))),
    ] {
        assert_eq!(Verdict::of_failure(kind), verdict);
    }
}

#[test]
fn what_a_result_means_depends_on_who_tried() {
    for (verdict, from_runner, from_here) in [
        (Verdict::Success, "The runner opened", "This machine opened"),
        (Verdict::Timeout, "Check the runner's network", "No answer to this machine"),
        (Verdict::Refused, "nothing accepts connections", "nothing accepts connections"),
        (Verdict::NameNotFound, "The runner's DNS", "This machine's DNS"),
        (Verdict::Unreachable, "The runner's network", "This machine has no route"),
        (Verdict::Other(Label::from("x")), "Shown as received", "This machine could not try"),
    ] {
        let is_about_here = !matches!(verdict, Verdict::Refused | Verdict::Other(_));
        let here = report(verdict.clone(), Origin::ThisMachine).meaning();
        assert!(report(verdict, runner()).meaning().contains(from_runner));
        assert!(here.contains(from_here), "{here}");
        assert_eq!(here.contains("runner's"), is_about_here, "{here}");
    }
}

#[test]
fn a_report_is_copied_in_the_vendors_shape() {
    let made = report(Verdict::Success, Origin::ThisMachine);
    assert_eq!(made.to_json(), r#"{"result":"SUCCESS","host":"db.example","port":5432}"#);
    let v6 = ConnectivityReport { endpoint: Endpoint::parse("[2001:db8::1]").unwrap(), ..made.clone() };
    assert_eq!(v6.to_json(), r#"{"result":"SUCCESS","host":"2001:db8::1","port":5432}"#);
    let refused = ConnectivityReport { verdict: Verdict::Refused, ..made };
    assert_eq!(refused.to_json(), r#"{"result":"REFUSED","host":"db.example","port":5432}"#);
}

#[test]
fn an_answer_is_copied_as_it_came() {
    let raw = r#"{ "result": "TIMEOUT", "host": "db.example", "port": 5432, "took": 9 }"#;
    let answer = ConnectivityAnswer { result: Label::from("TIMEOUT"), host: None, port: None, raw: raw.to_owned() };
    let (id, took) = (RunnerId::new("r-1"), Duration::from_secs(9));
    let report = answer.into_report(id, Endpoint::parse("db.example").unwrap(), port(5432), took);
    assert_eq!((&report.verdict, &report.from, report.took), (&Verdict::Timeout, &runner(), took));
    assert_eq!(report.to_json(), raw);
}

#[test]
fn a_runner_that_is_too_old_is_told_by_the_vendors_sentence() {
    for (text, is_unsupported) in [
        ("Runner task failed: The runner version does not support this feature", true),
        ("Runner task failed: the RUNNER version does  not\nsupport this feature. (422)", true),
        ("Only a running agent can test connectivity.", false),
        ("this feature", false),
        ("", false),
    ] {
        assert_eq!(is_unsupported_by_version(text), is_unsupported, "{text}");
    }
}
