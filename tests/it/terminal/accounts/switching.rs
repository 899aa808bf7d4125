//! Other profiles opened in the place of those that are open: who is asked from then on, and whose secret is read.

use super::*;

/// Three control planes whose secrets come from a command that counts how often it ran.
fn three() -> Office {
    let office = Office::of(&["one", "two", "three"]);
    office.configure(|name| {
        let count = office.file(&format!("{name}.count"));
        let secret = office.file(&format!("{name}.secret"));
        let script = r#"echo ran >> "$0"; cat "$1""#;
        format!("client_secret_command = ['sh', '-c', '{script}', '{}', '{}']\n", count.display(), secret.display())
    });
    office
}

/// How often the secret of a profile was asked for.
fn ran(office: &Office, name: &str) -> usize {
    fs::read_to_string(office.file(&format!("{name}.count"))).map_or(0, |text| text.lines().count())
}

/// Opens the profile at `place` alone.
fn switch(session: &mut Session, place: usize, name: &str) {
    session.keys(PROFILES);
    at_profile(session, place, name);
    session.wait_for(&format!("Opens {name} alone.")).keys("\r").wait_until_gone("Profiles");
    session.wait_for(&format!("{name}-1"));
}

#[test]
fn a_switch_ends_the_requests_to_the_old_one_and_reads_the_new_ones_secret_once() {
    let office = three();
    for name in ["one", "two"] {
        office.keep_secret(name);
    }
    let mut session = office.start(&["--profile", "one"]);
    session.wait_for("one-1").keys("/-1\r").wait_for("filter -1").keys("2").wait_for("STATUS ▲");
    assert_eq!(["one", "two", "three"].map(|name| ran(&office, name)), [1, 0, 0]);
    assert_eq!((office.plane("two").requests(), office.plane("three").requests()), (0, 0));

    switch(&mut session, 1, "two");
    let asked = office.plane("one").requests();
    session.wait_until_gone("one-1").wait_for("filter -1").wait_for("STATUS ▲").wait_for("two · 127.0.0.1");
    office.plane("two").wait_for_polls(3);
    assert_eq!(office.plane("one").requests(), asked, "nothing more comes to the one that was closed");
    assert_eq!(["one", "two", "three"].map(|name| ran(&office, name)), [1, 1, 0]);

    switch(&mut session, 0, "one");
    let asked = office.plane("two").requests();
    office.plane("one").wait_for_polls(3);
    assert_eq!(office.plane("two").requests(), asked);
    assert_eq!(["one", "two", "three"].map(|name| ran(&office, name)), [2, 1, 0]);
    assert_eq!(office.plane("three").requests(), 0);
    office.assert_nothing_sent_but_to(&[]);
    quit(session);
}

#[test]
fn one_more_is_opened_beside_the_others_which_go_on_as_they_were() {
    let office = three();
    for name in ["one", "two", "three"] {
        office.keep_secret(name);
    }
    let mut session = office.start(&["--profile", "one,two"]);
    session.wait_for("one-1").wait_for("two-1").keys(PROFILES);
    at_profile(&mut session, 2, "three");
    session.keys(" ").wait_for("Opens one, two, three.").keys("\r").wait_until_gone("Profiles");
    session.wait_for("three-1").wait_for("one-1").wait_for("two-1");
    assert_eq!(["one", "two", "three"].map(|name| ran(&office, name)), [1, 1, 1]);
    let tokens = ["one", "two", "three"].map(|name| office.plane(name).requests_for("/token"));
    assert_eq!(tokens, [1, 1, 1], "those that were open stay signed in");
    // And one less.
    session.keys(PROFILES);
    at_profile(&mut session, 0, "one");
    session.keys(" ").wait_for("Opens two, three.").keys("\r").wait_until_gone("one-1");
    let asked = office.plane("one").requests();
    office.plane("three").wait_for_polls(3);
    assert_eq!(office.plane("one").requests(), asked);
    quit(session);
}

#[test]
fn a_command_that_hangs_is_ended_when_its_profile_is_closed_again() {
    let office = Office::of(&["good", "stuck"]);
    let pid = office.file("pid");
    office.configure(|name| match name {
        "stuck" => {
            format!("client_secret_command = ['sh', '-c', 'echo $$ > \"$0\"; exec sleep 600', '{}']\n", pid.display())
        }
        _ => String::new(),
    });
    let mut session = office.start(&["--profile", "good"]);
    session.wait_for("good-1").keys(PROFILES);
    at_profile(&mut session, 0, "good");
    session.keys("  ").wait_for("Opens good, stuck.").keys("\r").wait_until_gone("Profiles");
    wait_until("the command runs", || has(&pid, "\n"));
    // The others go on meanwhile.
    office.plane("good").wait_for_polls(2);
    office.plane("good").set("good-2", "paused");
    session.wait_for("Paused").wait_for("stuck  connecting");
    let process = Path::new("/proc").join(fs::read_to_string(&pid).unwrap().trim());
    assert!(process.exists() || !cfg!(target_os = "linux"));
    session.keys(PROFILES);
    at_profile(&mut session, 1, "stuck");
    session.keys(" ").wait_for("Opens good").keys("\r").wait_until_gone("stuck");
    wait_until("the command has ended", || !process.exists());
    assert_eq!(office.plane("stuck").requests(), 0);
    quit(session);
}

#[test]
fn two_profiles_of_the_same_account_are_told_once_and_have_their_rows_once() {
    let office = Office::of(&["first", "other"]);
    let again = office.plane("first").profile().replace("profiles.first", "profiles.again");
    let config = fs::read_to_string(office.file("config.toml")).unwrap();
    office.write_config(&format!("{config}{again}client_secret_file = 'first.secret'\n"));
    let mut session = office.start(&["--all-profiles"]);
    let said = "again is the same account as first. The rows stand once, under first.";
    session.wait_for(said).wait_for("again  same as first").wait_for("other-1");
    assert_eq!(rows(&session, "first-1"), 1, "{}", session.text());
    session.keys("j").wait_until_gone(said);
    office.plane("first").wait_for_polls(4);
    let written = String::from_utf8_lossy(&session.bytes()).into_owned();
    assert_eq!(written.matches("is the same account as").count(), 1);
    session.keys("*r").wait_for("Restart 2 marked runners?").keys("n").wait_for("Not asked for other either.");
    session.keys(PROFILES);
    at_profile(&mut session, 2, "again");
    session.wait_for("The same account as first. The rows stand once.");
    office.assert_nothing_sent_but_to(&[]);
    quit(session);
}
