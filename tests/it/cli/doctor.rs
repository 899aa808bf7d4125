//! `trackside doctor`: each thing that may be wrong, against servers on loopback that have it.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use rcgen::generate_simple_self_signed;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::*;
use crate::support::account::{SECRET, listed};
use crate::support::http::{Reply, Request, Server};
use crate::support::pty::trackside;
use crate::support::tmux::clipboards;

fn account() -> Account {
    Account::with(vec![listed("billing", "running", "11.1.0")])
}

/// What the doctor finds in this environment: the exit code, and each line with a single blank between its parts.
fn examined(environment: &[(&str, String)]) -> (Option<i32>, Vec<String>) {
    let ended = start(&["doctor"], environment).ended();
    let text = String::from_utf8(ended.stdout).unwrap();
    assert!(!text.contains(SECRET) && !ended.said.contains(SECRET), "{text}{}", ended.said);
    assert_eq!(ended.said, "");
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    (ended.code, text.lines().map(line).collect())
}

/// The same where something is wrong: the lines that say so.
#[track_caller]
fn failures(environment: &[(&str, String)]) -> Vec<String> {
    let (code, lines) = examined(environment);
    assert_eq!(code, Some(1), "{lines:#?}");
    lines.iter().filter_map(|line| line.strip_prefix("failed ")).map(str::to_owned).collect()
}

/// An account whose server answers like this; its environment without that.
fn scripted(
    script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> (Runtime, Server, Vec<(&'static str, String)>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(script));
    let environment = vec![
        ("TRACKSIDE_API_URL", server.url("/")),
        ("TRACKSIDE_TOKEN_URL", server.url("/token")),
        ("TRACKSIDE_CLIENT_ID", "client-1-of-several".to_owned()),
        ("TRACKSIDE_CLIENT_SECRET", SECRET.to_owned()),
    ];
    (runtime, server, environment)
}

fn with(mut environment: Vec<(&'static str, String)>, name: &'static str, value: &str) -> Vec<(&'static str, String)> {
    environment.retain(|(known, _)| *known != name);
    environment.push((name, value.to_owned()));
    environment
}

/// A page of a list with one entry.
fn page(request: &Request) -> Reply {
    let body = match request.path() {
        "/token" => return token(),
        "/v1/pipeline-executions" | "/v1/events" => r#"{"page":0,"size":100,"total":0,"results":[]}"#,
        _ => r#"{"page":0,"size":100,"total":1,"results":[{"id":"1","agentId":"a","name":"x"}]}"#,
    };
    Reply::json(200, body)
}

fn token() -> Reply {
    Reply::json(200, r#"{"access_token":"t","expires_in":1800}"#)
}

#[test]
fn where_all_is_well_each_line_says_so() {
    let (_runtime, _server, environment) = scripted(page);
    let (code, lines) = examined(&environment);
    assert_eq!(code, Some(0), "{lines:#?}");
    let is_there = |start: &str| assert!(lines.iter().any(|line| line.starts_with(start)), "{start}: {lines:#?}");
    for start in [
        "ok trackside 0.",
        "ok Configuration No config file; flags and variables alone",
        "ok Account 127.0.0.1:",
        "ok Credential Client id …eral, secret from the environment",
        "ok Proxy 127.0.0.1:",
        "ok DNS 127.0.0.1 is an address",
        "ok Network 127.0.0.1 port ",
        "ok TLS Not used for 127.0.0.1:",
        "ok Token Signed in after ",
        "ok Runners 1",
        "ok Projects 1",
        "ok Executions Can be read",
        "ok Audit events Can be read",
        "ok Round trip ",
        "skipped Terminal Standard output is not a terminal.",
    ] {
        is_there(start);
    }
    let demo = start(&["doctor", "--demo", "--demo-accounts", "2"], &[]).ended();
    assert_eq!(demo.code, Some(0), "{}", String::from_utf8_lossy(&demo.stdout));
}

#[test]
fn a_theme_of_the_config_file_is_named_with_what_is_hard_to_read_in_it() {
    let (_runtime, _server, environment) = scripted(page);
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(&config, "[themes.mine]\nbase = 'dark'\nkey = '#4a4f57'\n").unwrap();
    let environment = with(environment, "TRACKSIDE_CONFIG", config.to_str().unwrap());
    let environment = with(with(environment, "TRACKSIDE_THEME", "mine"), "TERM", "xterm-direct");
    let (code, lines) = examined(&environment);
    assert_eq!(code, Some(0), "such a theme is accepted: {lines:#?}");
    for line in [
        "ok Colours Theme mine, which is painted over dark",
        "note Colours The theme mine: key has a contrast of 2.1, 4.5 is easy to read.",
    ] {
        assert!(lines.iter().any(|known| known == line), "{line}: {lines:#?}");
    }
}

#[test]
fn a_secret_that_is_refused_and_one_that_cannot_be_had() {
    let account = account();
    account.refuse(Some(("/token", 401, r#"{"error":"Ann may not"}"#)));
    let advice = "Check client_id and the secret, and whether the credential was removed.";
    assert_eq!(failures(&account.environment()), [format!("Token Credentials refused (401). {advice}")]);

    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let profile = |host: &str| {
        format!(
            "[profiles.a]\napi_url = \"{host}\"\ntoken_url = \"{host}token\"\nclient_id = \"c\"\nclient_secret_file = \"s\"\n"
        )
    };
    std::fs::write(&config, profile(&account.url())).unwrap();
    std::fs::write(folder.path().join("s"), SECRET).unwrap();
    std::fs::set_permissions(folder.path().join("s"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let found = failures(&[("TRACKSIDE_CONFIG", config.to_str().unwrap().to_owned())]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("Opening ") && found[0].contains("chmod 600"), "{found:?}");
}

#[test]
fn a_refusal_is_told_by_its_cause() {
    let account = account();
    let none = "Projects None seen, so what depends on a runner cannot be shown. \
                Needs the role Super Admin (Manage all projects and environments), where the account has any.";
    assert_eq!(failures(&account.environment()), [none]);

    account.refuse(Some(("/v1/projects", 403, "{}")));
    let role = "Projects Not allowed for this credential (403). \
                Needs the role Super Admin (Manage all projects and environments).";
    assert_eq!(failures(&account.environment()), [role]);

    account.refuse(Some(("/v1/agents", 403, "IP not allowed for any organization")));
    let found = failures(&account.environment());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("Access This machine's address is not on the account's IP allow list (403).")
            && found[0].ends_with("Reached over IPv4: the entry must be of that kind."),
        "{found:?}"
    );
}

#[test]
fn where_every_call_is_refused_the_likely_causes_are_named_as_likely() {
    for (status, words) in [
        (
            403,
            "Every call is refused (403). Most likely the role of the credential, the account's IP allow list, or the account",
        ),
        (401, "The new token is refused (401). Most likely the account lives in another region than eu1."),
        (
            404,
            "Nothing is found at this address (404). Check api_url; or the account lives in another region than eu1.",
        ),
    ] {
        let (_runtime, _server, environment) =
            scripted(move |request| if request.path() == "/token" { token() } else { Reply::json(status, "{}") });
        let found = failures(&with(environment, "TRACKSIDE_REGION", "eu1"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&format!("Access {words}")), "{found:?}");
    }
}

#[test]
fn a_clock_that_is_ten_minutes_off_is_told() {
    for (off, side) in [(600, "10m behind"), (-600, "10m ahead of")] {
        let (_runtime, _server, environment) = scripted(move |request| {
            let date = Timestamp::now() + SignedDuration::from_secs(off);
            let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&date).unwrap();
            page(request).with("date", &date)
        });
        let found = failures(&environment);
        assert_eq!(found, [format!("Clock About {side} the control plane's. Set the clock of this machine.")]);
    }
}

#[test]
fn a_host_that_is_not_there_is_told_by_what_is_missing() {
    let mut account = account();
    let environment = account.environment();
    account.go_away();
    let found = failures(&environment);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("Network 127.0.0.1 port ") && found[0].contains(": IPv4 refused. Check"), "{found:?}");

    // A name that no resolver asks anybody about.
    let name = format!("https://{}.example/", "a".repeat(64));
    let environment = with(with(environment, "TRACKSIDE_API_URL", &name), "TRACKSIDE_TOKEN_URL", &name);
    let found = failures(&environment);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("DNS aaaa") && found[0].contains("no address. Check the region"), "{found:?}");
}

#[test]
fn a_proxy_that_does_not_let_through_is_told() {
    let environment = |port: u16| {
        let environment = with(account().environment(), "TRACKSIDE_API_URL", "https://control-plane.example/");
        let environment = with(environment, "TRACKSIDE_TOKEN_URL", "https://control-plane.example/token");
        with(environment, "HTTPS_PROXY", &format!("http://user:{SECRET}@127.0.0.1:{port}"))
    };
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let found = failures(&environment(closed));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("Network 127.0.0.1 port ") && found[0].ends_with("The proxy does not answer there."),
        "{found:?}"
    );

    let (_runtime, server, _) = scripted(|_| Reply::status(407));
    let found = failures(&environment(server.port()));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("Proxy control-plane.example: The proxy 127.0.0.1:")
            && found[0].contains("proxy authorization required"),
        "{found:?}"
    );
}

#[test]
fn a_certificate_of_an_unknown_authority_is_told() {
    let shown = generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(shown.signing_key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![shown.cert.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = format!("https://{}/", listener.local_addr().unwrap());
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    let both = with(account().environment(), "TRACKSIDE_API_URL", &address);
    let found = failures(&with(both, "TRACKSIDE_TOKEN_URL", &address));
    let words = "The server's certificate is self-signed or from an unknown authority; use --ca-file.";
    let host = address.trim_start_matches("https://").trim_end_matches('/');
    assert_eq!(found, [format!("TLS {host}: {words}")]);
    // The API alone: the token endpoint is another host.
    let (_runtime, server, environment) = scripted(page);
    let found = failures(&with(environment, "TRACKSIDE_API_URL", &address));
    assert_eq!(found, [format!("TLS {host}: {words}")], "{}", server.port());
}

#[test]
fn a_signal_ends_the_look_and_without_a_terminal_no_word_is_tried() {
    let account = account();
    account.fall_silent();
    let running = start(&["doctor"], &account.environment());
    wait_until("runners are asked for", || account.requests().iter().any(|line| line.starts_with("GET /v1/agents")));
    running.signal(Signal::TERM);
    assert_eq!(running.ended().code, Some(143));
    let ended = start(&["doctor", "--demo", "--clipboard"], &[]).ended();
    let text = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.code, Some(1));
    assert!(text.contains("Needs a terminal, to show the word and to have it pasted."), "{text}");
}

#[test]
fn a_word_that_is_pasted_proves_a_way_which_is_kept() {
    let (_runtime, _server, environment) = scripted(page);
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap().to_owned();
    let environment = with(environment, "XDG_STATE_HOME", &state);
    let extra: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut doctor = trackside(&["doctor", "--clipboard"], 100, 40, &extra);
    doctor.wait_for("Way osc52: paste here, then press Enter.");
    let word = BASE64_STANDARD.decode(clipboards(&doctor.bytes()).pop().unwrap()).unwrap();
    doctor.keys(std::str::from_utf8(&word).unwrap()).keys("\r");
    doctor.wait_for("osc52 works. Kept for this terminal: the dashboard takes this way first.");
    assert_eq!(doctor.end().code(), Some(0));
    let history = folder.path().join("trackside/history.sqlite3");
    assert_eq!(ask(&history, "SELECT value FROM choices WHERE name = 'clipboard'"), ["xterm-256color=osc52"]);

    let mut plain = trackside(&["doctor"], 100, 40, &extra);
    plain.wait_for("osc52 worked here before.");
    assert_eq!(plain.end().code(), Some(0));
    let mut again = trackside(&["doctor", "--clipboard", "osc52"], 100, 40, &extra);
    again.wait_for("Way osc52: paste here");
    again.keys("something else\r");
    again.wait_for("No word came back by osc52.");
    assert_eq!(again.end().code(), Some(1));
}

#[test]
fn what_a_secret_stands_in_is_not_shown_and_neither_is_the_home() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_str().unwrap();
    let (_runtime, _server, environment) = scripted(page);
    // The id and the secret mixed up.
    let environment = with(with(environment, "TRACKSIDE_CLIENT_ID", SECRET), "HOME", path);
    let (_, lines) = examined(&environment);
    assert!(lines.iter().any(|line| line.starts_with("ok Credential ")), "{lines:#?}");
    let config = home.path().join("config.toml");
    std::fs::write(&config, "[profiles.a]\nregion = \"eu1\"\nclient_id = \"c\"\nclient_secret_file = \"s\"\n").unwrap();
    let environment = [("HOME", path.to_owned()), ("TRACKSIDE_CONFIG", config.to_str().unwrap().to_owned())];
    let ended =
        start(&["doctor", "--api-url", "http://127.0.0.1:9/", "--token-url", "http://127.0.0.1:9/"], &environment);
    let ended = ended.ended();
    let text = String::from_utf8(ended.stdout).unwrap();
    assert!(text.contains("~/config.toml") && text.contains("~/s") && !text.contains(path), "{text}");
}

#[test]
fn options_that_cannot_be_read_are_a_part_of_the_answer() {
    let without = start(&["doctor"], &[]).ended();
    let text = String::from_utf8(without.stdout).unwrap();
    assert_eq!(without.code, Some(1));
    assert!(text.contains("failed   Configuration   no credentials; doctor signs in"), "{text}");
    assert!(without.said.contains("trackside doctor --demo"), "{}", without.said);

    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let (_runtime, server, _) = scripted(page);
    let (api, token) = (server.url("/"), server.url("/token"));
    let good = format!(
        "api_url = \"{api}\"\ntoken_url = \"{token}\"\nclient_id = \"c\"\n\
                        client_secret_command = [\"echo\", \"x\"]\n"
    );
    std::fs::write(&config, format!("[profiles.good]\n{good}[profiles.bad]\nregion = \"eu1\"\n")).unwrap();
    let environment = [("TRACKSIDE_CONFIG", config.to_str().unwrap().to_owned())];
    let ended = start(&["doctor", "--all-profiles"], &environment).ended();
    let text = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.code, Some(1));
    assert!(text.contains("failed   Account         bad: ") && text.contains("lacks credentials"), "{text}");
    assert!(text.contains("ok       Runners         1"), "the other one is looked at: {text}");
}

#[test]
fn an_account_that_does_not_answer_keeps_none_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let (_runtime, server, _) = scripted(page);
    let (_other, silent, _) = scripted(|_| Reply::silence());
    let profile = |name: &str, server: &Server| {
        let (api, token) = (server.url("/"), server.url("/token"));
        format!(
            "[profiles.{name}]\napi_url = \"{api}\"\ntoken_url = \"{token}\"\nclient_id = \"c\"\n\
                 client_secret_command = [\"echo\", \"x\"]\n"
        )
    };
    std::fs::write(&config, profile("silent", &silent) + &profile("good", &server)).unwrap();
    let environment = [("TRACKSIDE_CONFIG", config.to_str().unwrap().to_owned())];
    let running = start(&["doctor", "--all-profiles"], &environment);
    let written = || String::from_utf8(running.written()).unwrap();
    wait_until("the good one is shown", || written().contains("Round trip"));
    assert!(!written().contains("silent"));
    running.signal(Signal::INT);
    let ended = running.ended();
    let text = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.code, Some(130));
    assert!(text.contains("Account         silent"), "what was found so far is shown: {text}");
}
