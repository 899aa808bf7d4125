//! The options of the plan: what each says in the question, and what it does.

use trackside::tui::keymap::Context;

use super::*;

/// The keys that choose a value once the options are open: from the first option on.
const CHOICES: [(&str, &str); 11] = [
    ("", "One at a time: each seen back within 15 min, then the next after 30 s."),
    ("l", "2 at a time: each seen back within 15 min, then another after 30 s."),
    ("llll", "5 at a time: each seen back within 15 min, then another after 30 s."),
    ("jh", "One at a time: each seen back within 5 min, then the next after 30 s."),
    ("jjh", "One at a time: each seen back within 15 min, then the next."),
    ("jjjh", "A runner with runs waits for their end; after 10 min it is left out."),
    ("jjjlll", "Does not wait for runs to end."),
    ("jjjllll", "A runner that has runs when its turn comes is left out."),
    ("jjjjl", "Stops at a runner that takes longer. A refusal stops nothing."),
    ("jjjjjl", "A restart that is not seen within 5 min counts as ended."),
    ("jjjjjll", "At the end, runners without their track's newest version are named."),
];

#[test]
fn each_choice_is_a_sentence_of_the_plan() {
    for (keys, words) in CHOICES {
        for back in ["<esc>", "<enter>", "q", "o"] {
            let harness = asked("r").keys("o");
            assert_eq!(harness.app.context(), Context::Policy);
            let harness = harness.keys(keys).keys(back);
            assert_eq!(harness.app.context(), Context::Bulk);
            assert_tells(&harness, words);
        }
    }
    // At an end the last value stays.
    assert_tells(&asked("r").keys("ollllllllll<esc>"), "5 at a time");
    assert_tells(&asked("r").keys("ohhh<esc>"), "One at a time");
}

#[test]
fn the_options_send_nothing_and_a_plan_that_is_another_is_read_again() {
    let mut harness = asked("r").keys("o").keys("y");
    assert_eq!((changes(&mut harness), harness.app.context()), (vec![], Context::Policy));
    let mut hasty = Harness::key_messages("<esc>y").into_iter().fold(harness.clone(), Harness::send_undrawn);
    assert_eq!(changes(&mut hasty), vec![], "the plan was not drawn since");
    assert_eq!(changes(&mut harness.keys("<esc>y")), [(id_of("a"), RESTART)]);
    // Where the end is out of view it is to be read again.
    let mut small = asked("r").resized(60, 12).keys("Gol<esc>y");
    assert_eq!(changes(&mut small), vec![]);
    assert_eq!(changes(&mut small.keys("Gy")).len(), 2);
}

#[test]
fn only_a_restart_has_a_word_about_what_makes_one() {
    for (keys, status, has_it) in [("r", "running", true), ("p", "running", false), ("p", "paused", false)] {
        let fleet = || NAMES.map(|name| runner(name).status(status)).to_vec();
        let text = asked_of(keys, fleet(), &[]).keys("o").text();
        assert_eq!(text.contains("Restart ends"), has_it, "{text}");
    }
    // What was queued starts with a resume: it waits for nothing.
    let paused = NAMES.map(|name| runner(name).status("paused")).to_vec();
    assert_tells(&asked_of("p", paused, &[]), "Does not wait for runs to end.");
}

#[test]
fn as_many_are_away_as_the_plan_says_and_no_two_that_serve_one_project() {
    let several = Several::begun_after("oll<esc>");
    assert_eq!(several.names(), ["a", "b", "c"]);
    let several = several.accepted("a").accepted("b").accepted("c").back("b");
    assert_eq!(several.names().len(), 3);
    assert_eq!(several.rested().names(), ["a", "b", "c", "d"]);
    // An environment of a's project defaults to b as well: c goes with a, and b after them.
    let harness = asked_of("r", fleet(), &[("a", "b")]).keys("ol<esc>y");
    let several = Several::of(harness);
    assert_eq!(several.names(), ["a", "c"]);
    let several = several.accepted("a").accepted("c").back("c").rested();
    assert_eq!(several.names(), ["a", "c", "d"]);
    assert_eq!(several.back("a").rested().names(), ["a", "c", "d", "b"]);
    // Where nobody knows whom they serve, one at a time it stays.
    let harness = Harness::sized(100, 40).fleet(fleet()).keys("*r").fleet(fleet()).keys("olllljjjlll<esc>");
    assert_eq!(Several::of(harness.keys("y")).names(), ["a"]);
}

#[test]
fn a_shorter_deadline_halts_sooner_and_no_pause_is_none() {
    let several = Several::begun_after("ojh<esc>").accepted("a").read("a", "stopped").after(SECOND * 297);
    assert!(several.harness.alerts.is_empty());
    several.after(SECOND * 3).assert_says("Halted. a is not back in time.");
    let several = Several::begun_after("ojjh<esc>").accepted("a").back("a");
    assert_eq!(several.names(), ["a", "b"], "what was read of runs is young enough");
}

#[test]
fn runs_are_not_waited_for_or_leave_their_runner_out() {
    let mut several = Several::begun_after("ojjjlll<esc>").accepted("a").back("a");
    several.others();
    several = several.runs(&[("b", 3)]).after(PAUSE_BETWEEN);
    assert_eq!(several.names(), ["a", "b"]);
    assert!(!several.others().iter().any(is_reading_of_runs));
    let several = Several::begun_after("ojjjllll<esc>").accepted("a").back("a").after(PAUSE_BETWEEN).runs(&[("b", 3)]);
    assert_eq!(several.result("b"), "Left out: 3 runs had not ended");
    assert_eq!(several.runs(&[]).names(), ["a", "c"]);
}

#[test]
fn a_refusal_that_stops_nothing_is_told_and_the_next_ones_turn_comes() {
    let several = Several::begun_after("ojjjjl<esc>").answer("a", Err(refused("no")));
    assert_eq!(several.names(), ["a", "b"]);
    assert_eq!(several.result("a"), "Refused: Bad Request (400); no");
    assert!(several.harness.alerts.is_empty());
    // What is unclear, and what is late, halts in any case.
    several.clone().answer("b", Err(no_answer())).assert_says("Halted. The request to b may have arrived or not.");
    several.accepted("b").read("b", "stopped").after(MINUTE * 15).assert_says("Halted. b is not back in time.");
}

#[test]
fn a_restart_that_need_not_be_seen_ends_after_five_minutes() {
    let several = Several::begun_after("ojjjjjl<esc>").accepted("a").read("a", "running").after(MINUTE * 5);
    several.assert_says("a Accepted, not seen to leave Running for 5m");
    assert!(several.harness.alerts.is_empty());
    assert_eq!(several.rested().names(), ["a", "b"]);
}

#[test]
fn a_restart_that_is_to_update_says_which_version_came() {
    let latest = |name: &str, version: &str| {
        let mut runner = runner(name).version(version);
        runner.release.latest = Some(trackside::domain::Version::new("10.1"));
        runner
    };
    let fleet = || NAMES.map(|name| latest(name, "9.0")).to_vec();
    let several = Several::of(asked_of("r", fleet(), &[]).keys("ojjjjjll<esc>y")).accepted("a");
    let several = several.read("a", "stopped");
    let as_of = |version: &'static str| move |row: Runner| latest(row.name.raw(), version).status("running");
    let reads = |several: Several, version: &'static str| {
        (0..2).fold(several, |several, _| {
            several.then(|harness| harness.after(SECOND * 2).details("id-a", as_of(version)))
        })
    };
    let updated = reads(several.clone(), "10.1");
    assert_eq!(updated.result("a"), "Back after 6s with 10.1");
    let old = reads(several, "9.0");
    assert_eq!(old.result("a"), "Back after 6s with 9.0, not 10.1");
    old.assert_says("Restart of 4 runners: 1 with another version");
    assert_eq!(old.rested().names(), ["a", "b"]);
}

#[test]
fn the_number_that_is_typed_keeps_its_options_behind_tab() {
    let fleet = || (0..6).map(|number| runner(&format!("r{number}"))).collect::<Vec<_>>();
    let harness = Harness::sized(100, 40).awaiting_work().fleet(fleet()).keys("*r").fleet(fleet());
    let harness = harness.news(projects(&[])).news(runs(&[])).after(SECOND * 2).keys("restart 6");
    let harness = harness.keys("<tab>").keys("l").keys("<esc>");
    assert_eq!(harness.app.context(), Context::BulkTyped);
    assert_tells(&harness, "2 at a time");
    let mut harness = enter_twice(harness);
    assert_eq!(
        changes(&mut harness),
        [(id_of("r0"), RESTART), (id_of("r1"), RESTART)],
        "what was typed is still there"
    );
}
