//! Accounts that are not well, each in its own way, beside one that is.

use std::time::Instant;

use rcgen::generate_simple_self_signed;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use super::*;

/// A server whose certificate nobody trusts; answers with its port.
fn untrusted(runtime: &Runtime) -> u16 {
    let shown = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(shown.signing_key.serialize_der());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![shown.cert.der().clone()], key.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    port
}

/// Keys move the bar and a filter is typed, each seen before the next; the longest that one took.
fn type_around(session: &mut Session) -> Duration {
    let mut longest = Duration::ZERO;
    let mut type_one = |session: &mut Session, keys: &str, shown: &str| {
        let began = Instant::now();
        session.keys(keys).wait_for(shown);
        longest = longest.max(began.elapsed());
    };
    for _ in 0..5 {
        type_one(session, "j", "2/");
        type_one(session, "k", "1/");
        type_one(session, "/", "filter:");
        type_one(session, "w", "filter: w");
        type_one(session, "ell-2", "filter: well-2");
        type_one(session, "\r", "filter well-2");
        session.keys(ESC).wait_until_gone("filter well-2");
    }
    longest
}

const ALL: [&str; 5] = ["well", "away", "out", "limited", "endless"];

#[test]
fn each_with_another_fault_from_the_start_changes_nothing_for_the_one_that_is_well() {
    let mut office = Office::of(&ALL);
    office.plane_mut("away").go_away();
    office.plane("out").fail(Fault::SignedOut);
    office.plane("limited").fail(Fault::Limited);
    office.plane("endless").fail(Fault::Endless);
    let port = untrusted(&office.planes[0].runtime);
    office.configure(|_| String::new());
    let config = fs::read_to_string(office.file("config.toml")).unwrap();
    office.write_config(&format!(
        "{config}[profiles.forged]\napi_url = 'https://127.0.0.1:{port}'\ntoken_url = 'https://127.0.0.1:{port}/token'\n\
         client_id = 'client-forged'\nclient_secret_file = 'well.secret'\nrefresh_seconds = 1\n"
    ));
    let mut session = office.start(&["--all-profiles"]);
    session.wait_for("well-1").wait_for("well-2");
    session.wait_for("away  offline").wait_for("out  signed out").wait_for("limited  limit");
    session.wait_for("endless  no answer").wait_for("forged  offline");

    // The rows follow the polls, and each key is seen at once.
    office.plane("well").set("well-2", "paused");
    session.wait_for("Paused");
    let before = office.plane("well").requests_for("/v1/agents");
    let longest = type_around(&mut session);
    let polls = office.plane("well").requests_for("/v1/agents") - before;
    assert!(polls <= 30, "{polls} polls of a second each went by; the longest key took {longest:?}");
    office.plane("well").wait_for_polls(2);
    office.plane("well").set("well-2", "running");
    session.wait_for("● 2 running");

    session.keys("/well-1\r").wait_for("filter well-1").keys("r").wait_for("Restart well-1?").wait_for("[ n  No ]");
    session.keys("y").wait_for("Restart of well-1 finished");
    session.keys(ESC).wait_until_gone("filter well-1");
    assert_eq!(office.plane("well").commands(), ["well-1 RESTART"]);
    office.assert_nothing_sent_but_to(&["well"]);

    office.plane_mut("away").come_back();
    session.wait_for("away-1").wait_for("well-1").wait_until_gone("away  offline");
    // Who was refused is not asked again and again.
    let requests = |name: &str| office.plane(name).requests();
    let polls = office.plane("well").requests_for("/v1/agents");
    let told = format!(
        "out {}, limited {}, endless {}, well {polls}",
        requests("out"),
        requests("limited"),
        requests("endless")
    );
    assert_eq!(office.plane("out").requests_for("/v1/agents"), 0, "{told}");
    assert_eq!(office.plane("limited").requests_for("/v1/agents"), 1, "{told}");
    assert!(requests("out") < polls && requests("endless") < polls, "{told}");
    quit(session);
}

#[test]
fn rows_stay_when_their_account_fails_later_and_are_read_again_when_it_is_well() {
    let mut office = Office::of(&ALL);
    let mut session = office.start(&["--profile", "well,away,out,limited", "--profile", "endless"]);
    for name in ALL {
        session.wait_for(&format!("{name}-1")).wait_for(&format!("{name}-2"));
    }
    office.plane_mut("away").go_away();
    office.plane("out").fail(Fault::SignedOut);
    office.plane("limited").fail(Fault::Limited);
    office.plane("endless").fail(Fault::Endless);
    session.wait_for("away  offline").wait_for("out  signed out").wait_for("limited  limit");
    session.wait_for("endless  slow");
    office.plane("well").set("well-1", "paused");
    session.wait_for("Paused");
    for name in ALL {
        assert_eq!(rows(&session, &format!("{name}-1")), 1, "{name}\n{}", session.text());
    }
    // What is mended is seen without a key, the new state of its rows too.
    office.plane("away").set("away-1", "paused");
    office.plane_mut("away").come_back();
    session.wait_until_gone("away  offline").wait_for("○ 2 paused");
    office.assert_nothing_sent_but_to(&[]);
    quit(session);
}

#[test]
fn one_in_which_all_is_lost_says_of_each_why() {
    let office = Office::of(&["out", "limited"]);
    office.plane("out").fail(Fault::SignedOut);
    office.plane("limited").fail(Fault::Limited);
    let mut session = office.start_with(&["--all-profiles"], 80);
    session.wait_for("out: ").wait_for("limited: ");
    quit(session);
}
