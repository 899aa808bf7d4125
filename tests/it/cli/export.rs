//! `trackside export`: what it serves, to whom, and that nobody keeps others from being served.

mod assets;
mod prometheus;
mod unit;

use std::collections::BTreeSet;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use super::*;
use crate::support::account::listed;
use crate::support::patience::{LIMIT, wait_for};

/// Where metrics are served, and by whom.
pub(super) struct Exporter {
    running: Running,
    address: String,
}

/// An answer, its head apart.
#[derive(Debug)]
struct Answer {
    head: String,
    body: String,
}

impl Exporter {
    pub(super) fn of(account: &Account) -> Self {
        Self::started(&["export", "--listen", "127.0.0.1:0"], &account.environment())
    }

    fn started(arguments: &[&str], environment: &[(&str, String)]) -> Self {
        let running = start(arguments, environment);
        let address = wait_for("it serves", || {
            let said = running.said();
            let (_, behind) = said.split_once("Metrics are served at http://")?;
            behind.split_once("/metrics\n").map(|(address, _)| address.to_owned())
        });
        Self { running, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// What a request is answered with, whole: as HTTP/1.0 has it, the end of the connection is that of the answer.
    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let mut stream = self.connect();
        write!(stream, "{method} {path} HTTP/1.0\r\n{headers}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
        Answer { head: head.to_owned(), body: body.to_owned() }
    }

    fn metrics(&self) -> String {
        let Answer { head, body } = self.ask("GET", "/metrics", "");
        assert!(head.starts_with("HTTP/1.0 200 OK\r\n"), "{head}");
        body
    }

    /// Waits until the metrics are so, and answers with them.
    #[track_caller]
    pub(super) fn wait_until(&self, what: &'static str, is_so: impl Fn(&str) -> bool) -> String {
        wait_for(what, || Some(self.metrics()).filter(|metrics| is_so(metrics)))
    }

    /// Waits until every list was read.
    #[track_caller]
    fn wait_until_up(&self) -> String {
        self.wait_until("all is up", |metrics| {
            let ups = lines_of(metrics, "trackside_account_up");
            !ups.is_empty() && ups.iter().all(|line| line.ends_with(" 1"))
        })
    }
}

/// The series of metrics that begin so.
fn lines_of<'a>(metrics: &'a str, name: &str) -> Vec<&'a str> {
    metrics.lines().filter(|line| line.starts_with(name)).collect()
}

/// The names of the metrics.
fn names(metrics: &str) -> BTreeSet<String> {
    let types = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.strip_suffix(" gauge"));
    types.map(str::to_owned).collect()
}

/// The value of an account's metric.
fn value(metrics: &str, name: &str) -> f64 {
    let [line] = lines_of(metrics, name)[..] else { panic!("{name} in {metrics}") };
    line.rsplit_once(' ').unwrap().1.parse().unwrap()
}

/// Two runners: one at work, one that is paused until a time, behind its track and without support.
fn two() -> Account {
    let mut paused = listed("crm", "paused", "11.0.0");
    paused["connected"] = false.into();
    paused["pausedUntil"] = "2026-03-01T00:00:00.000Z".into();
    paused["versionDetails"]["support"] = "UNSUPPORTED".into();
    paused["versionDetails"]["agentUpdateAvailable"] = true.into();
    paused["versionDetails"]["trackVersion"] = "11.2.0".into();
    Account::with(vec![listed("billing", "running", "11.1.0"), paused])
}

#[test]
fn every_metric_of_every_runner_is_served_in_the_order_of_the_rows() {
    let account = two();
    let exporter = Exporter::of(&account);
    let metrics = exporter.wait_until_up();
    let host = account.url().replace("http://", "").trim_end_matches('/').to_owned();
    let metrics = metrics.replace(&host, "HOST");
    assert_eq!(
        lines_of(&metrics, "trackside_runner_status"),
        [("billing", "running"), ("crm", "paused")]
            .map(|(name, is)| {
                let statuses = ["running", "pending", "pausing", "paused", "stopping", "stopped", "unknown", "other"];
                statuses.map(|status| {
                    let label = format!("account=\"HOST\",runner=\"{name}\",id=\"id-{name}\",status=\"{status}\"");
                    format!("trackside_runner_status{{{label}}} {}", u8::from(status == is))
                })
            })
            .concat()
    );
    let labels = |name: &str| format!("{{account=\"HOST\",runner=\"{name}\",id=\"id-{name}\"}}");
    for (metric, billing, crm) in [("connected", 1, 0), ("update_available", 0, 1), ("supported", 1, 0)] {
        let metric = format!("trackside_runner_{metric}");
        let expected = [format!("{metric}{} {billing}", labels("billing")), format!("{metric}{} {crm}", labels("crm"))];
        assert_eq!(lines_of(&metrics, &metric), expected);
    }
    let info = "trackside_runner_info{account=\"HOST\",runner=\"crm\",id=\"id-crm\",platform=\"AWS Fargate\",\
        type=\"Maia\",version=\"11.0.0\",latest=\"11.2.0\",track=\"Current\"} 1";
    assert_eq!(lines_of(&metrics, "trackside_runner_info")[1], info);
    assert_eq!(lines_of(&metrics, "trackside_account_up"), ["trackside_account_up{account=\"HOST\"} 1"]);
    let now = jiff::Timestamp::now().as_duration().as_secs_f64();
    let read = value(&metrics, "trackside_account_last_success_timestamp_seconds");
    assert!((now - 60.0..=now + 1.0).contains(&read), "{read} and {now}");
    assert!((0.0..60.0).contains(&value(&metrics, "trackside_account_poll_seconds")));
    assert_eq!(names(&metrics).len(), 9, "{metrics}");
    // Nothing but reading went on.
    let asked = account.requests();
    assert!(asked.iter().all(|line| line.starts_with("GET /v1/agents") || line == "POST /token"), "{asked:?}");
}

#[test]
fn a_runner_that_vanished_and_a_status_that_was_leave_no_series() {
    let account = two();
    let exporter = Exporter::of(&account);
    assert!(exporter.wait_until_up().contains("runner=\"crm\""));
    // Nobody says that it is gone for good: that the list lacks it is enough.
    account.refuse(Some(("/v1/agents/id-crm", 500, "{}")));
    account.set(vec![listed("billing", "stopped", "11.1.0")]);
    let metrics = exporter.wait_until("the runner is gone", |metrics| !metrics.contains("crm"));
    let set: Vec<&str> =
        lines_of(&metrics, "trackside_runner_status").into_iter().filter(|line| line.ends_with(" 1")).collect();
    assert!(set.len() == 1 && set[0].contains("status=\"stopped\""), "{set:?}");
}

#[test]
fn while_an_account_is_down_nothing_is_told_of_its_runners() {
    let mut account = two();
    let exporter = Exporter::of(&account);
    exporter.wait_until_up();
    account.go_away();
    let down = |metrics: &str| lines_of(metrics, "trackside_account_up").iter().all(|line| line.ends_with(" 0"));
    let metrics = exporter.wait_until("the account is down", down);
    assert_eq!(lines_of(&metrics, "trackside_runner_"), [""; 0]);
    let read = value(&metrics, "trackside_account_last_success_timestamp_seconds");
    assert!(read > 0.0 && exporter.ask("GET", "/healthz", "").body == "ok\n");
    account.come_back();
    let metrics = exporter.wait_until_up();
    assert!(value(&metrics, "trackside_account_last_success_timestamp_seconds") > read);
    assert_eq!(lines_of(&metrics, "trackside_runner_info").len(), 2);
    exporter.running.wait_for("The list can be read again after ");
    let ended = exporter.running.terminate();
    assert_eq!(ended.code, Some(0));
    let lines: Vec<&str> = ended.said.lines().skip(1).collect();
    assert!(
        lines[0] == "The list was read: 2 runners." && lines[1].starts_with("The list cannot be read: "),
        "{lines:?}"
    );
    assert!(lines[2].starts_with("The list can be read again after "), "{lines:?}");
}

/// Names and ids of a control plane that means no good.
fn hostile() -> Account {
    let names =
        ["a\u{1b}]0;x\u{7}", "b\n# EOF\ntrackside_account_up 1", "c\"} 1 \\", "d\u{202e}\u{0}\u{85}\u{2028}", ""];
    let mut runners: Vec<_> = names.iter().map(|name| listed(name, "running", "1\n1")).collect();
    // Two ids that are written alike.
    for id in ["same\u{1b}", "same^["] {
        let mut one = listed("twin", "\u{1b}[31mred\n", "11.1.0");
        one["agentId"] = id.into();
        one["agentType"] = "\"\\\n".into();
        runners.push(one);
    }
    Account::with(runners)
}

/// Every line is a comment or a whole series with at most one of each name and labels.
fn assert_well_formed(metrics: &str) {
    assert!(metrics.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}' && c != '\u{2028}'), "{metrics:?}");
    let series = regex::Regex::new(r#"^trackside_[a-z_]+\{([a-z]+="([^"\\]|\\["\\n])*",?)+\} [0-9.e+-]+$"#).unwrap();
    let mut seen = BTreeSet::new();
    for line in metrics.lines().filter(|line| !line.starts_with("# ")) {
        assert!(series.is_match(line), "{line}");
        assert!(seen.insert(line.rsplit_once(' ').unwrap().0), "twice: {line}");
    }
}

#[test]
fn names_from_outside_can_add_nothing_and_break_nothing() {
    let account = hostile();
    let exporter = Exporter::of(&account);
    exporter.wait_until_up();
    for accept in ["", "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n"] {
        let metrics = exporter.ask("GET", "/metrics", accept).body;
        assert_well_formed(&metrics);
        assert_eq!(lines_of(&metrics, "trackside_account_up").len(), 1);
        assert_eq!(lines_of(&metrics, "trackside_runner_info").len(), 6, "{metrics}");
        assert_eq!(metrics.lines().filter(|line| line.starts_with("# EOF")).count(), usize::from(!accept.is_empty()));
        let others = lines_of(&metrics, "trackside_runner_status").into_iter();
        assert_eq!(others.filter(|line| line.ends_with("status=\"other\"} 1")).count(), 1);
    }
    // What `check` writes is the same.
    let checked = start(&["check", "-o", "prometheus"], &account.environment()).ended();
    let text = String::from_utf8(checked.stdout).unwrap();
    assert_well_formed(&text);
    assert_eq!(lines_of(&text, "trackside_runner_"), lines_of(&exporter.metrics(), "trackside_runner_"));
}

#[test]
fn two_accounts_are_told_apart() {
    let exporter = Exporter::started(&["export", "--demo", "--demo-accounts", "2", "--listen", "127.0.0.1:0"], &[]);
    let metrics = exporter.wait_until_up();
    assert_well_formed(&metrics);
    assert_eq!(lines_of(&metrics, "trackside_account_up").len(), 2);
    assert_eq!(lines_of(&metrics, "trackside_runner_info").len(), 84);
}

#[test]
fn there_are_two_paths_and_one_method() {
    let account = two();
    let exporter = Exporter::of(&account);
    let health = exporter.ask("GET", "/healthz", "");
    assert!(health.head.starts_with("HTTP/1.0 200 ") && health.body == "ok\n", "{health:?}");
    for path in ["/", "/metrics/", "/metric", "/v1/agents", "/healthz/x"] {
        assert!(exporter.ask("GET", path, "").head.starts_with("HTTP/1.0 404 "), "{path}");
    }
    for (method, path) in [("POST", "/metrics"), ("DELETE", "/metrics"), ("PUT", "/healthz"), ("HEAD", "/metrics")] {
        let answer = exporter.ask(method, path, "");
        assert!(answer.head.starts_with("HTTP/1.0 405 ") && answer.head.contains("allow: GET"), "{method} {answer:?}");
    }
    assert!(exporter.ask("GET", "/metrics?x=1", "").head.starts_with("HTTP/1.0 200 "));
    let plain = exporter.ask("GET", "/metrics", "Accept: text/plain\r\n");
    assert!(plain.head.contains("content-type: text/plain; version=0.0.4; charset=utf-8"), "{plain:?}");
    let newer = exporter.ask("GET", "/metrics", "Accept: application/openmetrics-text\r\n");
    let name = "content-type: application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert!(newer.head.contains(name) && newer.body.ends_with("\n# EOF\n"), "{newer:?}");
}

#[test]
fn whoever_is_slow_keeps_nobody_out() {
    let account = two();
    let exporter = Exporter::of(&account);
    exporter.wait_until_up();
    // More than it holds, all without a whole request.
    let slow: Vec<TcpStream> = (0..80)
        .map(|index| {
            let mut stream = exporter.connect();
            let half: &[u8] = if index % 2 == 0 { b"" } else { b"GET /metrics HTTP/1.1\r\nX: " };
            stream.write_all(half).unwrap();
            stream
        })
        .collect();
    assert_eq!(lines_of(&exporter.metrics(), "trackside_account_up").len(), 1);
    // The oldest had to go; the newest too, once its request did not come in time.
    for mut stream in slow {
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        assert!(read.is_err() || !answer.starts_with(b"HTTP/1.1 200"), "{answer:?}");
    }
    // A head without an end.
    let mut endless = exporter.connect();
    let line = [b"X: ".as_slice(), &[b'x'; 1_000], b"\r\n"].concat();
    let _ = endless.write_all(b"GET /metrics HTTP/1.1\r\n");
    wait_until("a head without an end is refused", || endless.write_all(&line).is_err());
    assert!(exporter.metrics().contains("trackside_account_up"));
}

#[test]
fn whoever_does_not_read_stops_nothing() {
    // More than the buffers of a connection hold.
    let exporter = Exporter::started(&["export", "--demo", "--demo-runners", "3000", "--listen", "127.0.0.1:0"], &[]);
    exporter.wait_until("all runners are there", |metrics| lines_of(metrics, "trackside_runner_info").len() == 3_000);
    let mut unread = exporter.connect();
    unread.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
    assert_eq!(lines_of(&exporter.metrics(), "trackside_runner_info").len(), 3_000);
    // It ends at once, too.
    let ended = exporter.running.terminate();
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[test]
fn an_address_that_is_taken_or_none_is_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let account = two();
    let ended = start(&["export", "--listen", &address], &account.environment()).ended();
    let line = format!("trackside: export: cannot listen on {address} (another program listens there)\n");
    assert_eq!((ended.code, ended.said, ended.stdout), (Some(1), line, Vec::new()));
    assert_eq!(account.requests(), [""; 0], "nothing was asked before");
    for wrong in ["localhost:9824", "9824", "127.0.0.1", "", "127.0.0.1:99999", "http://127.0.0.1:1"] {
        let ended = start(&["export", "--listen", wrong], &account.environment()).ended();
        assert!(ended.code == Some(2) && ended.said.lines().count() == 1, "{wrong}: {ended:?}");
        assert!(ended.said.ends_with("is not an address and a port, as 127.0.0.1:9824 or [::1]:9824\n"), "{ended:?}");
    }
}

#[test]
fn an_address_that_other_machines_reach_is_warned_of() {
    let account = two();
    let exporter = Exporter::started(&["export", "--listen", "0.0.0.0:0"], &account.environment());
    let line =
        format!("Whoever reaches {} from another machine can read the names of the runners.\n", exporter.address);
    exporter.running.wait_for(&line);
    assert!(!Exporter::of(&account).running.said().contains("Whoever"));
}

#[test]
fn a_signal_ends_it() {
    let account = two();
    for (signal, code) in [(Signal::TERM, 0), (Signal::INT, 0), (Signal::HUP, 0), (Signal::USR1, 138)] {
        let exporter = Exporter::of(&account);
        exporter.running.signal(signal);
        assert_eq!(exporter.running.ended().code, Some(code), "{signal:?}");
    }
}

#[test]
fn refused_credentials_end_it_as_they_end_a_recorder() {
    let account = two();
    account.refuse(Some(("/token", 401, "{}")));
    let ended = start(&["export", "--listen", "127.0.0.1:0"], &account.environment()).ended();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.said.contains("credentials refused (401). Check the client id and its secret."), "{ended:?}");
    assert!(!account.home.path().join("trackside").exists(), "no history is kept");
}
