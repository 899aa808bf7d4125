//! An action goes to the account on the screen and to no other, also where two have runners of the same id.

use super::*;

/// Two accounts in which `id-1` is another runner each.
fn two() -> Office {
    let office = Office::of(&["east", "west"]);
    for plane in &office.planes {
        let runners = [
            ("id-1".to_owned(), "first"),
            (format!("{}-id-2", plane.name), "second"),
            (format!("{}-id-3", plane.name), "third"),
        ];
        let named = |(id, name): &(String, &str)| (id.clone(), format!("{}-{name}", plane.name));
        plane.fleet.lock().unwrap().runners = runners.iter().map(named).collect();
    }
    office
}

fn start(office: &Office) -> Session {
    let mut session = office.start(&["--profile", "east,west"]);
    session.wait_for("east-first").wait_for("west-first");
    session
}

/// Narrows the list to this runner.
fn only(session: &mut Session, name: &str) {
    if session.text().contains("─ filter ") {
        session.keys(ESC).wait_until_gone("─ filter ");
    }
    session.keys(&format!("/{name}\r")).wait_for(&format!("filter {name}"));
    session.wait("the runner alone", |seen| seen.text().contains("1/1").then_some(()));
}

/// Asks with `key`, and reads which account the question names.
fn ask(session: &mut Session, key: &str, question: &str, account: &str) {
    session.keys(key).wait_for(question).wait_for("[ n  No ]");
    let title = session.wait("the title", |seen| {
        let text = seen.text();
        text.lines().find(|line| line.contains(question)).map(str::to_owned)
    });
    assert!(title.contains(&format!(" {account} ─")), "{title}");
}

#[test]
fn from_the_list_and_from_the_details_it_goes_to_the_account_of_the_row() {
    let office = two();
    let mut session = start(&office);
    only(&mut session, "west-first");
    ask(&mut session, "r", "Restart west-first?", "west");
    session.keys("y").wait_for("Restart of west-first finished");
    assert_eq!(office.plane("west").commands(), ["id-1 RESTART"]);
    office.assert_nothing_sent_but_to(&["west"]);
    session.keys("\r").wait_for("Overview").wait_for("west");
    ask(&mut session, "p", "Pause west-first?", "west");
    session.keys("y").wait_for("Pause of west-first finished");
    session.keys(ESC).wait_until_gone("Overview");
    only(&mut session, "east-first");
    session.wait_until_gone("Paused").keys("\r").wait_for("Overview");
    ask(&mut session, "r", "Restart east-first?", "east");
    session.keys("y").wait_for("Restart of east-first finished").keys(ESC).wait_until_gone("Overview");
    ask(&mut session, "p", "Pause east-first?", "east");
    session.keys("y").wait_for("Pause of east-first finished");
    assert_eq!(office.plane("west").commands(), ["id-1 RESTART", "id-1 PAUSE"]);
    assert_eq!(office.plane("east").commands(), ["id-1 RESTART", "id-1 PAUSE"]);
    quit(session);
}

#[test]
fn marks_in_both_are_two_plans_one_after_the_other() {
    let office = two();
    let mut session = start(&office);
    session.keys("*").wait_for("6 marked").keys("r");
    session.wait_for("Restart 3 marked runners?").wait_for(" east ─").wait_for("[ y  Restart 3 ]").keys("y");
    session.wait_for(" west ─").wait_for("Restart 3 marked runners?").wait_for("[ y  Restart 3 ]");
    assert_eq!(office.plane("west").commands(), Vec::<String>::new(), "nothing is sent before its own yes");
    session.keys("y");
    for plane in &office.planes {
        wait_until("the first is sent", || !plane.commands().is_empty());
    }
    session.signal(Signal::TERM);
    assert_eq!(exit_code(&mut session), Some(143));
    for plane in &office.planes {
        assert_eq!(plane.commands(), ["id-1 RESTART"]);
    }
}

#[test]
fn the_journal_names_account_and_address_and_the_history_keeps_them_apart() {
    let office = two();
    let mut session = start(&office);
    for account in ["east", "west"] {
        let name = format!("{account}-first");
        only(&mut session, &name);
        ask(&mut session, "r", &format!("Restart {name}?"), account);
        session.keys("y").wait_for(&format!("Restart of {name} finished"));
    }
    session.keys("L").wait_for("Journal").wait_for("east").wait_for("west").keys("q");
    quit(session);
    let text = fs::read_to_string(office.journal()).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4, "{text}");
    for (index, line) in lines.iter().enumerate() {
        let plane = &office.planes[index / 2];
        assert_eq!((line["profile"].as_str(), line["api"].as_str()), (Some(plane.name), Some(&*plane.url())), "{text}");
    }

    for (account, other) in [("east", "west"), ("west", "east")] {
        let mut session = office.start(&["--profile", account]);
        session.wait_for(&format!("{account}-first")).keys("E").wait_for("Events").wait_for("Restart");
        let rows = session.text();
        assert!(rows.contains(&format!("{account}-first")) && !rows.contains(&format!("{other}-first")), "{rows}");
        session.keys("q");
        quit(session);
    }
    let mut session = start(&office);
    session.keys("E").wait_for("Events").wait_for("Restart");
    session.wait("both", |seen| {
        ["east", "west"].iter().all(|name| seen.text().contains(&format!("{name}-first"))).then_some(())
    });
    quit(session);
}
