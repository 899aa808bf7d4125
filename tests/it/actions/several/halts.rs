//! What halts an action for several runners, and the three decisions: wait on, continue, end.

use super::*;

/// What halts at `a`: the operation, what stands behind `a`, the reason, and whether waiting on is offered.
fn halted() -> Vec<(Several, &'static str, &'static str, bool)> {
    let forbidden = Cause::Forbidden(problem(403, "Forbidden"));
    let answer = |cause| Several::begun().answer("a", Err(cause));
    let accepted = || Several::begun().accepted("a");
    let gone = accepted().then(|harness| harness.only(fleet().split_off(1)));
    vec![
        (answer(refused("no")), "Refused: Bad Request (400); no", "The request to a was refused.", false),
        (answer(forbidden), "Refused: Forbidden (403)", "The request to a was refused.", false),
        (
            answer(Cause::RateLimited(SECOND * 20)),
            "Not sent: rate limit reached, wait 20 s",
            "The request to a was not sent.",
            false,
        ),
        (answer(no_answer()), "No answer: may have arrived", "The request to a may have arrived or not.", false),
        (
            accepted().read("a", "stopped").after(MINUTE * 15),
            "Not back after 15m: Stopped",
            "a is not back in time. Look at its service in the cloud console.",
            true,
        ),
        (
            accepted().read("a", "running").after(MINUTE * 5),
            "Accepted, not seen away yet, 5m",
            "a was not seen to leave Running. The restart may have been quick, or never come.",
            true,
        ),
        (gone, "Not back, gone from the list", "a is not back in time.", false),
    ]
}

#[test]
fn a_runner_that_is_refused_unclear_or_not_back_halts_the_rest() {
    for (several, result, reason, can_wait) in halted() {
        assert!(several.result("a").starts_with(result), "{result}: {:?}", several.results());
        several.assert_says(&format!("Halted. {reason}"));
        let offered =
            format!("{}c continues with 3 more runners, s ends here.", if can_wait { "w waits on, " } else { "" });
        several.assert_says(&offered);
        assert!(
            several.harness.alerts[0].starts_with(&format!("Restart halted. {reason}")),
            "{:?}",
            several.harness.alerts
        );
        assert_eq!(several.harness.alerts.len(), 1, "it is said once");
        let several = several.after(PAUSE_BETWEEN).runs(&[]).keys("yj").then(|harness| harness.fleet(fleet()));
        let several = several.after(MINUTE * 60).runs(&[]);
        assert_eq!(several.names(), ["a"], "{result}");
        assert_eq!(several.harness.alerts.len(), 1, "{:?}", several.harness.alerts);
    }
}

#[test]
fn continuing_leaves_the_runner_and_the_next_ones_turn_comes() {
    for (several, result, ..) in halted() {
        let several = several.keys("c").after(PAUSE_BETWEEN).runs(&[]);
        assert_eq!(several.names(), ["a", "b"], "{result}");
        let several = ["b", "c", "d"].into_iter().fold(several, Several::passes);
        assert_eq!(several.names(), NAMES, "the runner that was left is not asked again");
        several.assert_says("3 back");
        assert_eq!(several.harness.alerts.len(), 2, "{:?}", several.harness.alerts);
    }
    let told: Vec<String> = halted().into_iter().map(|(several, ..)| several.keys("c").result("a")).collect();
    assert_eq!(told[4], "Not back in time: Stopped");
    assert_eq!(told[5], "Accepted, not seen to leave Running for");
}

#[test]
fn ending_sends_nothing_more() {
    for (several, result, ..) in halted() {
        let several = several.keys("s").after(PAUSE_BETWEEN).runs(&[]).after(MINUTE * 60).runs(&[]);
        assert_eq!(several.names(), ["a"], "{result}");
        assert_eq!(several.results()[1..], ["Not sent", "Not sent", "Not sent"]);
        several.assert_says("Ended.");
        assert!(several.harness.alerts[1].starts_with("Restart of 4 runners: "), "{:?}", several.harness.alerts);
        // Nothing is left to decide.
        assert_eq!(several.keys("wcs").names(), ["a"]);
    }
}

#[test]
fn waiting_on_gives_the_runner_as_much_time_again() {
    let late = || Several::begun().accepted("a").read("a", "stopped").after(MINUTE * 15);
    let several = late().keys("w");
    several.assert_says("Continues while this panel is closed.");
    assert!(several.result("a").ends_with("15 min left"), "{:?}", several.results());
    let back = several.clone().read("a", "running").read("a", "running").rested();
    assert_eq!(back.names(), ["a", "b"]);
    let again = several.after(MINUTE * 15);
    again.assert_says("Halted. a is not back in time.");
    assert_eq!(again.harness.alerts.len(), 2, "{:?}", again.harness.alerts);

    let unseen = Several::begun().accepted("a").read("a", "running").after(MINUTE * 5).keys("w");
    let unseen = unseen.after(SECOND * 299);
    assert_eq!(unseen.harness.alerts.len(), 1);
    unseen.after(SECOND).assert_says("Halted. a was not seen to leave Running.");
    // Where the runner has come to its end there is nothing to wait for.
    let refused = Several::begun().answer("a", Err(refused("no"))).keys("w");
    refused.assert_says("Halted. The request to a was refused.");
}

#[test]
fn a_runner_that_comes_back_late_leaves_the_decision_open_and_says_so() {
    let several = Several::begun().accepted("a").read("a", "stopped").after(MINUTE * 15);
    let several = several.read("a", "running").read("a", "running").rested();
    assert_eq!(several.names(), ["a"]);
    several.assert_says("Halted. a was late, and is back now.");
    assert!(several.result("a").starts_with("Back after 15m"), "{:?}", several.results());
    assert_eq!(several.keys("c").rested().names(), ["a", "b"]);
}

#[test]
fn ending_takes_back_what_has_not_left_and_watches_what_has() {
    for stop in ["s", "<ctrl-x>"] {
        let mut several = Several::begun();
        several.others();
        several = several.keys(stop);
        assert_eq!(several.others(), [takes_back(1)]);
        several = several.keys(stop);
        assert_eq!(several.others(), [], "it was stopped");
        let several = several.answer("a", Err(Cause::TakenBack));
        assert_eq!(several.results(), ["Not sent"; 4]);
        several.assert_says("Restart of 4 runners: 4 not sent");

        let several = Several::begun().then(|harness| harness.news(News::Departed(1))).accepted("a").keys(stop);
        several.assert_says("Nothing more is sent. Runners that were asked are still watched.");
        let back = several.clone().back("a").rested();
        assert_eq!((back.names(), back.result("a").as_str()), (vec!["a"], "Back after 6s with 9.a"));
        assert_eq!(back.harness.alerts, ["Restart of 4 runners: 1 back, 3 not sent."]);
        // Once more, and nobody watches either.
        let held = several.clone().keys(stop);
        assert_eq!(held.result("a"), "Accepted, not seen away yet, 0s", "the key may be held down");
        let left = several.after(SECOND * 2).keys(stop);
        assert_eq!(left.result("a"), "Accepted, not watched to its end");
        assert_eq!(left.harness.alerts, ["Restart of 4 runners: 1 not watched, 3 not sent."]);
    }
    // A runner that is late once it has ended halts nothing.
    let several = Several::begun().accepted("a").read("a", "stopped").keys("s").after(MINUTE * 15);
    assert_eq!(several.result("a"), "Not back in time: Stopped");
    assert_eq!(several.harness.alerts, ["Restart of 4 runners: 1 not back, 3 not sent."]);
}

#[test]
fn a_request_that_left_before_the_end_was_asked_for_is_told_as_answered() {
    let several = Several::begun().keys("s").then(|harness| harness.news(News::Departed(1))).accepted("a");
    assert!(several.result("a").starts_with("Accepted"), "{:?}", several.results());
    assert_eq!(several.back("a").result("a"), "Back after 6s with 9.a");
}

#[test]
fn of_two_at_a_time_the_first_trouble_is_asked_about_and_the_other_one_is_watched() {
    let several = Several::begun_after("ol<esc>");
    assert_eq!(several.names(), ["a", "b"]);
    let several = several.accepted("b").answer("a", Err(refused("no"))).back("b");
    several.assert_says("Halted. The request to a was refused.");
    assert!(several.result("b").starts_with("Back after "), "{:?}", several.results());
    let several = several.rested();
    assert_eq!(several.names(), ["a", "b"]);
    assert_eq!(several.keys("c").after(SECOND).runs(&[]).names(), NAMES, "both places are free");
}

#[test]
fn a_halt_while_the_panel_is_closed_is_told_until_a_key_is_pressed() {
    let several = Several::begun().keys("<esc>").answer("a", Err(refused("no")));
    several.assert_says("Restart halted. The request to a was refused. Press O to decide.");
    assert_eq!(several.footer().as_deref(), Some("O Restart 1 of 4, halted"));
    let late = Several::begun().accepted("a").keys("<esc>").read("a", "stopped").after(MINUTE * 15);
    assert_eq!(late.footer().as_deref(), Some("O Restart 1 of 4, halted · a 15m"));
    let opened = several.after(SECOND * 30).keys("O");
    opened.assert_says("c continues with 3 more runners, s ends here.");
    assert_eq!(opened.keys("c").after(SECOND).runs(&[]).names(), ["a", "b"]);
}

#[test]
fn a_task_that_dies_leaves_its_runner_unknown() {
    let several = Several::begun().answer("a", Err(Cause::NoAnswer("a fault inside trackside".into())));
    assert_eq!(several.result("a"), "No answer: may have arrived");
    several.assert_says("Halted. The request to a may have arrived or not.");
}

#[test]
fn the_activity_tells_outcomes_apart() {
    let several = Several::begun().answer("a", Err(no_answer())).keys("c");
    let text = several.keys("<esc>g<enter>7").harness.text();
    assert!(text.contains("No answer, may have arrived: Restart") && !text.contains("Failed:"), "{text}");
    let several = Several::begun().answer("a", Err(Cause::Forbidden(problem(403, "Forbidden"))));
    several.assert_says("API credential needs the role Super Admin");
}
