//! One turn after the other: what begins the next, in which order they come, and how each runner's end is told.

use trackside::tui::keymap::Context;

use super::*;

#[test]
fn the_next_is_sent_once_the_one_before_was_seen_away_and_twice_back_and_the_pause_is_over() {
    let mut several = Several::begun();
    assert_eq!(several.results(), ["Waits to be sent", "Waiting", "Waiting", "Waiting"]);
    for (index, name) in NAMES.into_iter().enumerate() {
        assert_eq!(several.names(), NAMES[..=index]);
        // Neither time nor keys nor polls send the next.
        several = several.keys("yyyjk").after(SECOND * 3).then(|harness| harness.fleet(fleet()));
        several = several.accepted(name);
        assert_eq!(several.result(name), "Accepted, not seen away yet, 3s");
        several = several.read(name, "running").read(name, "running").read(name, "running");
        assert!(several.result(name).starts_with("Accepted, not seen away yet"), "running all the time is not back");
        several = several.read(name, "stopping");
        assert!(several.result(name).starts_with("Away, Stopping, "), "{:?}", several.results());
        // One good reading is no return, and one between two that are not is none either.
        several = several.read(name, "running").read(name, "unknown").read(name, "running");
        assert!(several.result(name).starts_with("Running, read once more, "), "{:?}", several.results());
        several = several.read(name, "running");
        assert_eq!(several.result(name), format!("Back after 19s with 9.{name}"));
        several = several.after(SECOND * 29).runs(&[]);
        assert_eq!(several.names(), NAMES[..=index], "it is the pause");
        if index < 3 {
            several.assert_says("Next runner in 1 s. Continues while this panel is closed.");
        }
        several = several.after(SECOND).runs(&[]);
    }
    assert_eq!(several.names(), NAMES);
    several.assert_says("Restart of 4 runners: 4 back");
    assert_eq!(several.harness.alerts, ["Restart of 4 runners: 4 back."]);
    assert_eq!(several.harness.journal.len(), 4, "each has a line before it leaves");
    for close in ["<esc>", "<enter>", "q"] {
        assert_eq!(several.clone().keys(close).harness.app.context(), Context::List, "{close}");
    }
}

#[test]
fn a_list_is_a_reading_too() {
    let several = Several::begun().accepted("a");
    let of = |status: &str| {
        let mut fleet = fleet();
        fleet[0] = runner("a").version("9.a").status(status);
        fleet
    };
    let polls = ["stopped", "running", "running"];
    let several = polls
        .into_iter()
        .fold(several, |several, status| several.after(SECOND * 10).then(|harness| harness.fleet(of(status))));
    assert_eq!(several.result("a"), "Back after 30s with 9.a");
    assert_eq!(several.rested().names(), ["a", "b"]);
}

#[test]
fn each_step_of_the_journal_says_which_of_how_many_it_is() {
    let several = NAMES.into_iter().fold(Several::begun(), Several::passes);
    let steps: Vec<_> = several.harness.journal.iter().map(|note| note.step.clone().unwrap()).collect();
    assert_eq!(steps.iter().map(|step| (step.number, step.of)).collect::<Vec<_>>(), [(1, 4), (2, 4), (3, 4), (4, 4)]);
    assert!(steps.iter().all(|step| step.operation == "20261123T140300Z-4711-1"), "{steps:?}");
}

#[test]
fn a_runner_that_is_watched_is_read_every_two_seconds_and_after_a_minute_every_five() {
    let mut several = Several::begun().accepted("a");
    several.others();
    let mut times = Vec::new();
    for second in 0..80 {
        let is_read =
            |effect: &Effect| matches!(effect, Effect::Account(_, Request::ReadDetails(id, _)) if *id == id_of("a"));
        if several.others().iter().any(is_read) || second == 0 {
            times.push(second);
            several = several.then(|harness| harness.details("id-a", |row| row));
        }
        several = several.after(SECOND);
    }
    let expected: Vec<i32> = [0].into_iter().chain((1..60).step_by(2)).chain([64, 69, 74, 79]).collect();
    assert_eq!(times, expected);
}

#[test]
fn every_action_has_its_own_return() {
    for (keys, before, away, back, words) in [
        ("p", "running", "pausing", "paused", "Paused after 6s"),
        ("p", "paused", "paused", "running", "Running after 6s"),
        ("p", "paused", "paused", "stopped", "Stopped after 6s: queued work does not start"),
    ] {
        let runners = || NAMES.map(|name| runner(name).status(before)).to_vec();
        let several = Several::of(asked_of(keys, runners(), &[]).keys("y")).accepted("a");
        let several = several.read("a", away).read("a", back).read("a", back);
        several.assert_says(&format!("a {words}"));
        assert_eq!(several.rested().names(), ["a", "b"], "{words}");
    }
    // A paused runner that is restarted stays paused.
    let fleet = || NAMES.map(|name| runner(name).status("paused")).to_vec();
    let several = Several::of(asked_of("r", fleet(), &[]).keys("y")).accepted("a");
    let several = several.read("a", "stopping").read("a", "paused").read("a", "paused");
    assert!(several.result("a").starts_with("Back after 6s"), "{:?}", several.results());
}

#[test]
fn fewest_runs_come_first_and_then_fewest_environments() {
    let loads = [("a", 2), ("b", 0), ("c", 1), ("d", 0)];
    let harness = asked_of("r", fleet(), &[("b", "b")]).news(runs(&loads));
    let text = harness.text();
    let place = |name: &str| text.find(&format!("│ {name}   ")).unwrap();
    assert!(["d", "b", "c", "a"].is_sorted_by_key(|name| place(name)), "{text}");
    assert_tells(&harness, "b Default runner of 2 environments");
    assert_tells(&harness, "a 2 run; default runner of 1 environment");
    let several = ["d", "b", "c"].into_iter().fold(Several::of(harness.keys("y")), Several::passes);
    assert_eq!(several.names(), ["d", "b", "c", "a"]);
}

#[test]
fn another_order_is_another_question() {
    let asked = asked("r");
    let hasty = asked.clone().send_undrawn(Message::Account(AccountId::FIRST, runs(&[("a", 1)])));
    let mut hasty = hasty.send_undrawn(Harness::key_messages("y").remove(0));
    assert_eq!(changes(&mut hasty), vec![], "nobody saw that a comes last");
    assert_eq!(changes(&mut asked.news(runs(&[("a", 1)])).keys("y")), [(id_of("b"), RESTART)]);
}

#[test]
fn one_with_runs_waits_for_their_end_and_is_left_out_when_that_takes_too_long() {
    let busy = || Several::begun().accepted("a").back("a").after(PAUSE_BETWEEN).runs(&[("b", 2)]);
    assert_eq!(busy().names(), ["a"]);
    assert_eq!(busy().result("b"), "Waits for 2 runs to end, 0s");
    let mut several = busy();
    several.others();
    several = several.after(SECOND * 19);
    assert!(!several.others().iter().any(is_reading_of_runs));
    several = several.after(SECOND);
    assert!(several.others().iter().any(is_reading_of_runs), "every 20 s");
    let ended = several.clone().runs(&[]);
    assert_eq!(ended.names(), ["a", "b"]);
    // What was read long ago does not count.
    let late = several.runs(&[("b", 1)]).after(MINUTE * 30);
    assert_eq!(late.names(), ["a"]);
    let late = late.runs(&[("b", 1)]);
    assert_eq!(late.result("b"), "Left out: 1 run had not ended");
    // Nothing was sent: there is nothing to rest from.
    assert_eq!(late.runs(&[]).names(), ["a", "c"]);
}

#[test]
fn what_runs_and_cannot_be_read_keeps_nobody_waiting_where_the_question_said_so() {
    let forbidden = || {
        let cause = Cause::Forbidden(problem(403, "Forbidden"));
        News::Work(WorkNews::RunningRead(Err(ApiError { call: "list executions", cause })))
    };
    let harness = asked("r").news(forbidden());
    assert_tells(&harness, "What runs cannot be read, so no runner waits for runs to end.");
    let several = Several::of(harness.keys("y")).accepted("a").back("a").after(PAUSE_BETWEEN);
    assert_eq!(several.names(), ["a", "b"]);
    // What fails later is tried again, and in the end the runner is left out.
    let unreachable = || {
        let error = crate::support::fixtures::unreachable();
        News::Work(WorkNews::RunningRead(Err(error)))
    };
    let several =
        Several::begun().accepted("a").back("a").after(PAUSE_BETWEEN).then(|harness| harness.news(unreachable()));
    assert_eq!((several.names(), several.result("b").as_str()), (vec!["a"], "Reading what runs"));
    // After a machine slept, once more.
    let several = several.after(MINUTE * 30);
    assert_eq!(several.result("b"), "Reading what runs");
    let several = several.then(|harness| harness.news(unreachable())).after(SECOND);
    assert_eq!(several.result("b"), "Left out: what runs could not be read in");
}

#[test]
fn hidden_and_sorted_rows_have_their_turns_in_the_order_of_the_question() {
    let harness = Harness::sized(100, 40).awaiting_work().fleet(fleet()).keys("I*/version=9.b<enter>r<down><enter>");
    let harness = harness.fleet(fleet()).news(projects(&[])).news(runs(&[]));
    let text = harness.text();
    let place = |name: &str| text.find(&format!("│ {name} ")).unwrap();
    let mut names = NAMES;
    names.sort_by_key(|name| place(name));
    assert_eq!(names[0], "b", "those that are shown come first");
    let mut harness = harness;
    harness.effects();
    let several = names.into_iter().fold(Several::of(harness.keys("y")), Several::passes);
    assert_eq!(several.names(), names);
}

#[test]
fn a_turn_says_how_long_ago_the_yes_was() {
    let mut several = Several::begun();
    several = several.accepted("a").back("a");
    several.harness = several.harness.after(PAUSE_BETWEEN).news(runs(&[]));
    let age = several.harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(AccountId::FIRST, Request::Change { age, .. }) => Some(age),
        _ => None,
    });
    assert_eq!(age, Some(PAUSE_BETWEEN + SECOND * 6));
}

#[test]
fn one_that_was_back_and_is_away_again_holds_the_next_one() {
    let several = Several::begun().accepted("a").back("a").read("a", "stopped").rested();
    assert_eq!(several.names(), ["a"]);
    assert_eq!(several.read("a", "running").runs(&[]).names(), ["a", "b"]);
}

#[test]
fn while_the_control_plane_cannot_be_read_nothing_is_sent_and_nothing_is_late() {
    let failing =
        |several: Several| several.then(|harness| harness.fails(crate::support::fixtures::unreachable(), SECOND));
    let several = failing(Several::begun().accepted("a").back("a")).after(MINUTE).runs(&[]);
    assert_eq!(several.names(), ["a"]);
    let several = several.then(|harness| harness.fleet(fleet())).after(SECOND).runs(&[]);
    assert_eq!(several.names(), ["a", "b"]);
    let several = failing(Several::begun().accepted("a").read("a", "stopping")).after(MINUTE * 20);
    assert!(several.harness.alerts.is_empty(), "{:?}", several.harness.alerts);
}

#[test]
fn several_removals_leave_with_the_list() {
    let mut harness = Harness::sized(140, 40).fleet(fleet()).keys("<space><space><ctrl-d>").fleet(fleet());
    harness = nothing_runs(harness).after(SECOND * 2).keys("remove 2");
    harness.effects();
    let several = Several::of(enter_twice(harness)).accepted("a");
    assert_eq!(several.names(), ["a"], "the first is to be gone before");
    let several = several.after(SECOND * 3).then(|harness| harness.only(fleet().split_off(1)));
    several.assert_says("Removed, gone after 3s");
    several.assert_says("Removed. Clean up at https://aws.amazon.com/console/. Runners: a");
    let several = several.rested().accepted("b").keys("<esc>").after(SECOND * 3);
    let several = several.then(|harness| harness.only(fleet().split_off(2)));
    assert_eq!(several.names(), ["a", "b"]);
    several.assert_says("Removal of 2 runners: 2 removed. Clean up at https://aws.amazon.com/console/ O shows each");
    assert_eq!(several.harness.alerts, ["Removal of 2 runners: 2 removed."]);
}
