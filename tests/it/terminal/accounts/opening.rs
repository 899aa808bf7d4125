//! Profiles that cannot be opened: the others are, what to mend is said, and mended it comes up; and secrets stay secret.

use super::*;

/// A command that notes its environment and its arguments, and prints the secret where it is there.
const ASKS: &str = r#"env > "$0"; tr "\000" " " < /proc/$$/cmdline >> "$0"; exec cat "$1""#;

/// One profile that is well, and three that cannot be opened.
fn four() -> Office {
    let office = Office::of(&["well", "missing", "shared", "broken"]);
    let told = office.file("told");
    let secret = office.file("broken.secret");
    office.configure(|name| match name {
        "broken" => {
            format!("client_secret_command = ['sh', '-c', '{ASKS}', '{}', '{}']\n", told.display(), secret.display())
        }
        _ => String::new(),
    });
    for name in ["missing", "broken"] {
        fs::remove_file(office.file(&format!("{name}.secret"))).unwrap();
    }
    fs::set_permissions(office.file("shared.secret"), fs::Permissions::from_mode(0o644)).unwrap();
    office
}

#[test]
fn the_others_open_and_what_is_mended_comes_up_with_its_secret_read_again() {
    let office = four();
    let log = office.file("log");
    let mut session = office.start(&["--all-profiles", "--log-file", log.to_str().unwrap()]);
    session.wait_for("well-1");
    for name in ["missing", "shared", "broken"] {
        session.wait_for(&format!("{name}  not opened"));
    }
    session.keys(PROFILES);
    for (place, name, words) in
        [(1, "missing", "missing.secret"), (2, "shared", "chmod 600"), (3, "broken", "run it by hand")]
    {
        at_profile(&mut session, place, name);
        session.wait_for("Not open: ").wait_for("config.toml:").wait_for(words);
        // Nothing is mended yet. The notice, which the keys took away, comes again with the end of the reading.
        session.wait_until_gone("is not open: ").keys("R").wait_for(&format!("{name} is not open: "));
        session.wait_for(words).wait_for(&format!("{name}  not opened"));
        assert_eq!(office.plane(name).requests(), 0);
        office.keep_secret(name);
        session.keys("R").wait_for(&format!("{name}-1")).wait_until_gone(&format!("{name}  not opened"));
        assert_eq!(office.plane(name).requests_for("/token"), 1);
    }
    session.keys(ESC).wait_until_gone("Profiles");
    for name in ["well", "missing", "shared", "broken"] {
        assert_eq!(rows(&session, &format!("{name}-1")), 1, "{}", session.text());
        let token = &office.plane(name).server.as_ref().unwrap().requests_for("/token")[0];
        assert!(token.text().contains(&secret(name)), "each has its own secret");
    }
    // Of those that stayed open nothing was asked anew.
    assert_eq!(office.plane("well").requests_for("/token"), 1);
    let told = office.file("told");
    wait_until("the command has noted everything", || has(&told, "broken.secret"));
    quit(session);
    office.assert_nothing_sent_but_to(&[]);
}

#[test]
fn no_secret_is_on_the_screen_in_the_log_or_with_the_command_of_another_profile() {
    let office = four();
    for name in ["missing", "shared"] {
        office.keep_secret(name);
    }
    let log = office.file("log");
    let mut session = office.start(&["--all-profiles", "--log-file", log.to_str().unwrap()]);
    session.wait_for("well-1").wait_for("missing-1").wait_for("shared-1").wait_for("broken  not opened");
    office.keep_secret("broken");
    session.keys(PROFILES);
    at_profile(&mut session, 3, "broken");
    session.keys("R").wait_for("broken-1");
    // Refused ones are said in words of the service.
    office.plane("well").fail(Fault::SignedOut);
    session.wait_for("well  signed out");
    let process = Path::new("/proc").join(session.pid().as_raw_nonzero().to_string());
    let own = ["environ", "cmdline"].map(|file| process.join(file));
    let written = session.bytes();
    for name in ["well", "missing", "shared", "broken"] {
        let secret = secret(name);
        assert!(!String::from_utf8_lossy(&written).contains(&secret), "{name}: on the screen");
        for file in own.iter().chain([&log, &office.file("told"), &office.journal(), &office.file("history.sqlite3")]) {
            assert!(!has(file, &secret), "{name}: {}", file.display());
        }
    }
    assert!(has(&office.file("told"), "PATH=") && has(&log, "list runners"));
    quit(session);
    assert!(!has(&log, "canary"));
}

#[test]
fn where_none_can_be_opened_the_first_reason_is_one_line() {
    let office = four();
    let mut session = office.start(&["--profile", "shared,missing"]);
    assert_eq!(exit_code(&mut session), Some(2));
    let text = session.text();
    assert!(text.contains("mode 0644") && text.trim().lines().count() == 1, "{text}");
    assert!(office.planes.iter().all(|plane| plane.requests() == 0));
}

#[test]
fn one_that_cannot_be_opened_while_the_program_runs_leaves_the_others_as_they_are() {
    let office = four();
    let mut session = office.start(&["--profile", "well"]);
    session.wait_for("well-1").keys(PROFILES);
    at_profile(&mut session, 0, "well");
    session.keys("  ").wait_for("Opens well, missing.").keys("\r").wait_until_gone("Profiles");
    session.wait_for("missing is not open: ").wait_for("missing  not opened").wait_for("well-1");
    office.plane("well").wait_for_polls(2);
    office.plane("well").set("well-2", "paused");
    session.wait_for("Paused");
    assert_eq!(office.plane("missing").requests(), 0);
    quit(session);
}
