//! Views of the config file in the real program: chosen, changed, kept for the next start, and asked for by name.

use super::*;

const VIEWS: &str = "\
[list]
columns = ['status', 'version', 'track']
[[views]]
name = 'second'
filter = 'prod-2'
[[views]]
name = 'versions'
sort = '-version'
columns = ['version']
";

fn office() -> Office {
    let office = Office::of(&["prod"]);
    let config = fs::read_to_string(office.file("config.toml")).unwrap();
    office.write_config(&format!("{VIEWS}{config}"));
    office
}

#[test]
fn the_last_view_is_found_again_with_its_columns_and_one_that_is_asked_for_counts_more() {
    let office = office();
    let mut session = office.start_with(&[], 100);
    session.wait_for("prod-1").wait_for("TRACK").wait_until_gone("PLATFORM");
    session.keys(",").wait_for("No view").keys("j").wait_until_read();
    session.keys("\r").wait_for("view second").wait_until_gone("prod-1");
    session.keys("w").wait_for("always shown, first");
    session.keys("gjjj ").wait_until_gone("TRACK");
    session.keys("\r").wait_until_gone("always shown, first").wait_for("view second, changed");
    quit(session);

    let mut session = office.start_with(&[], 100);
    session.wait_for("view second, changed").wait_for("prod-2").wait_until_gone("TRACK");
    quit(session);

    let mut session = office.start_with(&["--view", "versions"], 100);
    session.wait_for("view versions").wait_for("prod-1").wait_until_gone("STATUS");
    quit(session);

    let mut session = office.start_with(&["--view", "secnod"], 100);
    session.wait_for("--view: secnod is not one of the views of").wait_for("second, versions");
    assert_eq!(exit_code(&mut session), Some(2));
}
