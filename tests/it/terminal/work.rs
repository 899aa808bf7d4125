//! What runs, in the real program against the demo: in the list, in a question, on its tab, among the events; and what an
//! operator sees who may not read it.

use super::actions::{ask, at};
use super::*;

/// The demo with the list sorted by what runs, once that was read, and the bar on the runner with the most.
fn by_runs(arguments: &[&str], extra: &[(&str, &str)]) -> Session {
    let mut session = demo(arguments, 120, 40, extra);
    session.keys("9").wait("a number of runs on top", |seen| under_runs(&seen.text())?.first()?.parse::<u32>().ok());
    session
}

/// The cells under the title of the column Runs, from the top.
fn under_runs(text: &str) -> Option<Vec<String>> {
    let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let titles = lines.iter().position(|line| line.iter().collect::<String>().contains("RUNS"))?;
    let joined: String = lines[titles].iter().collect();
    let at = joined[..joined.find("RUNS")?].chars().count();
    let rows = lines[titles + 1..].iter().take_while(|line| !line.contains(&'─'));
    let cells = rows.map(|line| line.iter().skip(at).take(4).collect::<String>().trim().to_owned());
    Some(cells.filter(|cell| !cell.is_empty()).collect())
}

/// The name in the row under the bar.
fn selected(session: &Session) -> String {
    let text = session.text();
    let row = text.lines().find(|line| line.starts_with('▌')).unwrap_or_else(|| panic!("no bar in\n{text}"));
    row.split_whitespace().nth(1).unwrap().to_owned()
}

fn quit(mut session: Session) {
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn the_list_goes_by_what_runs_and_shows_what_points_nowhere() {
    let mut session = by_runs(&[], &[]);
    let cells = under_runs(&session.text()).unwrap();
    assert!(session.text().contains("RUNS▼"), "{}", session.text());
    let numbers: Vec<u32> = cells.iter().map_while(|cell| cell.parse().ok()).collect();
    assert!(numbers.len() > 1 && numbers.is_sorted_by(|one, next| one >= next), "{cells:?}");
    session.keys("/runs>0\r").wait_for("filter runs>0 ·").wait("numbers alone", |seen| {
        let cells = under_runs(&seen.text())?;
        (!cells.is_empty() && cells.iter().all(|cell| cell.parse::<u32>().is_ok_and(|number| number > 0))).then_some(())
    });
    session.keys("\u{1b}").wait_until_gone("filter runs>0");
    session.wait_for("nowhere").keys("o").wait_for("DEFAULT RUNNER").wait_for("out of support").keys("\u{1b}");
    session.wait_until_gone("DEFAULT RUNNER").keys("/project=\"Customer 360\"\r").wait_for("crm-sync-us");
    quit(session);
}

#[test]
fn a_question_says_what_runs_before_it_can_be_answered() {
    let mut session = by_runs(&[], &[]);
    let name = selected(&session);
    session.keys("r").wait_for(&format!("Restart {name}?")).wait_for("in environments that default to it");
    session.wait_for("[ n  No ]").keys("y").wait_for("Restart requested");
    quit(session);
}

#[test]
fn what_may_not_be_read_is_said_in_the_same_place_and_the_work_goes_on() {
    let line_of = |session: &Session, words: &str| session.text().lines().position(|line| line.contains(words));
    let place = {
        let mut session = at("crm-sync-us");
        ask(&mut session, "r", "Restart crm-sync-us?");
        session.wait_for("in environments that default to it");
        let place = line_of(&session, "Restart crm-sync-us?").unwrap();
        quit(session);
        place
    };
    for (fault, words) in [
        ("403-projects=1", "What runs cannot be read: role or IP allow list (403)"),
        ("403-executions=1", "What runs cannot be read: role or IP allow list (403)"),
        ("403-schedules=1", "in environments that default to it"),
    ] {
        let mut session = demo(&["--demo-fault", fault], 120, 40, &[]);
        session.keys("/crm-sync-us\r").wait_for("filter crm-sync-us");
        session.keys("r").wait_for("Restart crm-sync-us?").wait_for(words).wait_for("[ n  No ]");
        assert_eq!(line_of(&session, "Restart crm-sync-us?"), Some(place), "{fault}\n{}", session.text());
        session.keys("y").wait_for("◑ Stopping").wait_for("Restart of crm-sync-us finished");
        quit(session);
    }
}

#[test]
fn an_own_pause_is_among_the_audit_events() {
    let mut session = at("loyalty-points");
    session.wait_for("● Running");
    ask(&mut session, "p", "Pause loyalty-points?");
    session
        .keys("y")
        .wait_for("○ Paused")
        .keys("\r7")
        .wait_for("Audit  Agent pause requested")
        .wait_for("api-operator@example.com");
    // Among what happened to all runners too, for as long as that is open.
    session.keys("\u{1b}").wait_until_gone("api-operator@example.com").keys("E").wait_for("of runners in 7 days");
    session.keys("/audit loyalty\r").wait_for("filter audit loyalty").wait_for("Audit  Agent pause requested");
    session.wait_for("By api-operator@example.com").keys("\u{1b}\u{1b}").wait_until_gone("api-operator@example.com");
    quit(session);
    let mut session = demo(&["--demo-fault", "403-events=1"], 120, 40, &[]);
    session
        .keys("/loyalty-points\r")
        .wait_for("filter loyalty-points")
        .keys("\r7")
        .wait_for("Audit events cannot be read");
    quit(session);
}

/// The tab Work of a runner of the demo that schedules start something on.
fn tab(extra: &[(&str, &str)]) -> Session {
    let mut session = demo_in("billing-us", extra);
    session.keys("/crm-sync-us\r").wait_for("filter crm-sync-us").keys("\r6").wait_for("Customer 360");
    session.wait_for("Next 24 h");
    session
}

fn demo_in(first: &str, extra: &[(&str, &str)]) -> Session {
    let mut session = trackside(&["--demo"], 120, 40, extra);
    session.wait_for(first);
    session
}

#[test]
fn the_strip_of_a_day_reads_in_colour_without_and_in_ascii() {
    let coloured = tab(&[]);
    assert!(coloured.text().contains('━'), "{}", coloured.text());
    quit(coloured);
    let plain = tab(&[("NO_COLOR", "1")]);
    assert!(plain.text().contains('━'), "{}", plain.text());
    for parameters in sgr_parameters(&plain.bytes()) {
        let is_colour = |code: &str| matches!(code.parse::<u16>(), Ok(30..=49 | 58 | 59 | 90..=107));
        assert!(!parameters.iter().any(|code| is_colour(code)), "a colour was set: {parameters:?}");
    }
    quit(plain);
    let ascii = tab(&[("LC_ALL", "C")]);
    assert!(ascii.bytes().is_ascii());
    quit(ascii);
}
