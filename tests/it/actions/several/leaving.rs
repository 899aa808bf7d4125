//! Quitting while an action for several runners is under way: the question, and its three answers.

use trackside::tui::keymap::Context;

use super::*;

/// The operation with the first request accepted, and the question about quitting open.
fn asked_to_quit(quit: &str) -> Several {
    let mut several = Several::begun().accepted("a").keys("<esc>");
    several.others();
    several.keys(quit)
}

#[test]
fn quitting_asks_first_wherever_the_panel_is() {
    for quit in ["q", "<ctrl-c>", "Q"] {
        let mut several = asked_to_quit(quit);
        assert_eq!((several.others(), several.harness.app.context()), (vec![], Context::Leaving), "{quit}");
        several.assert_says("Restart in demo: 0 of 4 runners ended.");
        several.assert_says("▌ End after this runner, then quit");
        several.assert_says("Sends nothing more.");
        several.clone().keys("<down>").assert_says("▌ Quit now");
        several.clone().slow("<down><down>").assert_says("▌ Stay");
    }
    let several = Several::begun().keys("<ctrl-c>");
    assert_eq!(several.harness.app.context(), Context::Leaving, "from the panel too");
    // A question that is not answered holds nobody back, and neither does what has ended.
    let mut harness = asked("r").keys("<ctrl-c>");
    assert!(quits(&harness.effects()));
    let mut ended = Several::begun().keys("s").answer("a", Err(Cause::TakenBack)).keys("<esc>q");
    assert!(quits(&ended.others()));
}

#[test]
fn staying_changes_nothing() {
    for stay in ["<esc>", "q"] {
        let several = asked_to_quit("q").keys(stay);
        assert_eq!(several.harness.app.context(), Context::List, "{stay}");
        assert_eq!(several.back("a").rested().names(), ["a", "b"]);
    }
    let mut several = asked_to_quit("q").slow("<down><down><enter>");
    assert!(!quits(&several.others()));
    assert_eq!(several.back("a").rested().names(), ["a", "b"]);
}

#[test]
fn after_this_runner_nothing_more_is_sent_and_it_quits_once_the_runner_is_back() {
    let mut several = asked_to_quit("q").keys("<enter>");
    assert_eq!((several.others(), several.harness.app.context()), (vec![], Context::List));
    several.assert_says("Nothing more is sent. Quits once the asked runners are back. q quits now.");
    several = several.read("a", "stopping").read("a", "running");
    assert!(!quits(&several.others()), "one good reading is not back");
    several = several.read("a", "running");
    assert!(quits(&several.others()));
    assert_eq!(several.names(), ["a"]);
    assert_eq!(several.harness.alerts, ["Restart of 4 runners: 1 back, 3 not sent."]);
    // One that is late is not left unseen; another q does not wait for it.
    let mut late = asked_to_quit("q").keys("<enter>").read("a", "stopped").after(MINUTE * 15);
    assert!(!quits(&late.others()));
    late.assert_says("Not quitting: a was not seen back.");
    assert!(quits(&late.keys("<esc>q").others()));
    let mut again = asked_to_quit("q").keys("<enter>").keys("q");
    assert!(quits(&again.others()));
}

#[test]
fn where_nobody_is_away_it_quits_at_once() {
    let mut resting = Several::begun().accepted("a").back("a").keys("<esc>q");
    resting.assert_says("▌ End here, then quit");
    resting.assert_says("Restart in demo: 1 of 4 runners ended.");
    resting.others();
    resting = resting.keys("<enter>");
    assert!(quits(&resting.others()));
    assert_eq!(resting.names(), ["a"]);
    let mut halted = Several::begun().answer("a", Err(refused("no"))).keys("<esc>q<enter>");
    assert!(quits(&halted.others()));
    // What has not left is taken back first.
    let mut unsent = Several::begun().keys("<esc>q");
    unsent.others();
    unsent = unsent.keys("<enter>");
    assert_eq!(unsent.others(), [takes_back(1)]);
    unsent = unsent.answer("a", Err(Cause::TakenBack));
    assert!(quits(&unsent.others()));
}

#[test]
fn quitting_now_leaves_everything_as_it_is() {
    for (quit, keep_frame) in [("q", false), ("Q", true)] {
        let mut several = asked_to_quit(quit).keys("<down><enter>");
        assert_eq!(several.others(), [Effect::Quit { keep_frame }]);
        assert_eq!(several.names(), ["a"]);
    }
}

#[test]
fn arrows_in_a_row_stay_on_the_answer_that_leaves_nothing_unseen() {
    let several = asked_to_quit("q").keys("<down><down>");
    several.assert_says("▌ End after this runner, then quit");
}
