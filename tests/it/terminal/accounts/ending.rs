//! Several accounts, and the program ends: asked to, by a signal, or killed.

use super::*;

const FIVE: [&str; 5] = ["alfa", "beta", "gamma", "delta", "omega"];

#[test]
fn a_signal_ends_it_with_its_own_code_whatever_the_accounts_are_at() {
    let mut office = Office::of(&FIVE);
    office.plane_mut("beta").go_away();
    office.plane("gamma").fail(Fault::Endless);
    office.plane("delta").fail(Fault::Limited);
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let mut session = office.start(&["--all-profiles"]);
        session.wait_for("alfa-1").wait_for("omega-1").wait_for("beta  offline");
        session.signal(signal);
        assert_eq!(exit_code(&mut session), Some(code), "{signal:?}");
        session.assert_restored();
    }
    let mut session = office.start(&["--all-profiles"]);
    session.wait_for("alfa-1").wait_for("omega-1");
    quit(session);
    office.assert_nothing_sent_but_to(&[]);
}

/// A killed program loses at most the last half second of what it learned; never what it was about to send.
fn wait_until_kept(office: &Office) {
    wait_until("the operations are kept", || {
        let Ok(file) = rusqlite::Connection::open(office.file("history.sqlite3")) else { return false };
        let count = "SELECT count(DISTINCT operation) FROM steps";
        file.query_row(count, [], |row| row.get::<_, i64>(0)).is_ok_and(|count| count == 2)
    });
}

#[test]
fn killed_with_an_operation_in_each_of_two_it_offers_both_and_sends_nothing_by_itself() {
    let office = Office::of(&["alfa", "beta"]);
    for plane in &office.planes {
        plane.fail(Fault::Silent);
    }
    let mut session = office.start(&["--all-profiles"]);
    session.wait_for("alfa-1").wait_for("beta-1").keys("*").wait_for("4 marked").keys("r");
    session.wait_for("Restart 2 marked runners?").wait_for("[ y  Restart 2 ]").keys("y");
    wait_until("the first is sent", || office.plane("alfa").commands().len() == 1);
    session.wait_for(" beta ─").wait_for("Restart 2 marked runners?").wait_for("[ y  Restart 2 ]").keys("y");
    for plane in &office.planes {
        wait_until("a command to come", || plane.commands().len() == 1);
    }
    wait_until_kept(&office);
    session.signal(Signal::KILL).end();

    let mut session = office.start(&["--all-profiles"]);
    session.wait_for("alfa-1").wait_for("beta-1").wait_for("was interrupted after");
    session.wait_for("Operations");
    session.wait("both are offered", |seen| (seen.text().matches("interrupted,").count() == 2).then_some(()));
    for plane in &office.planes {
        plane.wait_for_polls(2);
        assert_eq!(plane.commands(), [format!("{}-1 RESTART", plane.name)], "nothing is sent by the start alone");
        plane.fail(Fault::None);
    }
    // Only the one that is told goes on.
    session.keys("\r").wait_for("trackside ended meanwhile").wait_for("c continues").keys("c").wait_for("Ended.");
    let sent: usize = office.planes.iter().map(|plane| plane.commands().len()).sum();
    assert_eq!(sent, 3, "{:?}", office.planes.iter().map(Plane::commands).collect::<Vec<_>>());
    quit(session);
}

#[test]
fn what_names_no_account_is_one_line_and_code_2() {
    let office = Office::of(&["one", "two"]);
    let config = fs::read_to_string(office.file("config.toml")).unwrap();
    for (arguments, config, words) in [
        (vec!["--profile", "one,unknown"], config.clone(), "unknown"),
        (vec!["--profile", "one,two", "--region", "eu1"], config.clone(), "--region"),
        (vec!["--all-profiles", "--profile", "one"], config.clone(), "--all-profiles"),
        (vec![], format!("default_profile = ['one', 'nobody']\n{config}"), "nobody"),
        (vec!["--profile", "two"], format!("{config}color = 'pink'\n"), "pink"),
        (vec![], config, "several profiles"),
    ] {
        office.write_config(&config);
        let mut session = office.start(&arguments);
        assert_eq!(exit_code(&mut session), Some(2), "{arguments:?}: {}", session.text());
        let text = session.text();
        assert!(text.contains(words) && text.trim().lines().count() == 1, "{arguments:?}: {text}");
        assert!(!session.bytes().windows(8).any(|window| window == b"\x1b[?1049h"), "nothing was started");
    }
    assert!(office.planes.iter().all(|plane| plane.requests() == 0));
}
