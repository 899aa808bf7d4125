//! What happens to a runner by another way before its turn comes.

use super::*;

/// What `keys` ask of the runner under the bar while the first of the four has no answer yet.
fn meanwhile(keys: &str) -> Several {
    let several = Several::begun().keys("<esc>").keys(keys);
    let id = several.harness.app.list().selected().unwrap().id.clone();
    let several = several.then(|harness| harness.details(id.as_str(), |row| row)).runs(&[]);
    several.keys("y")
}

/// The answer to the request with this ticket, for the runner `name`.
fn answered(several: Several, (ticket, name): (u64, &str), outcome: Result<(), Cause>) -> Several {
    let outcome = outcome.map_err(|cause| ApiError { call: "change the runner", cause });
    several.then(|harness| harness.news(News::Changed { ticket, id: id_of(name), outcome }))
}

#[test]
fn one_that_was_asked_the_same_is_left_out_when_its_turn_comes() {
    let several = meanwhile("gjjr");
    assert_eq!(several.names(), ["a", "c"]);
    let several = answered(answered(several, (2, "c"), Ok(())), (1, "a"), Ok(())).back("a").rested();
    let several = several.passes("b");
    assert_eq!(several.names(), ["a", "c", "b", "d"]);
    several.keys("O").assert_says("c Left out: requested separately since this began");
}

#[test]
fn one_whose_turn_comes_when_it_is_not_possible_any_more_is_left_out() {
    let now = vec![runner("a"), runner("b").status("stopped"), runner("d")];
    let several = Several::begun().then(|harness| harness.only(now)).accepted("a").back("a").rested();
    assert_eq!(several.names(), ["a", "d"]);
    several.assert_says("b Left out: stopped. Start the service at the provider");
    several.assert_says("c Left out, gone");
    assert_eq!(several.passes("d").harness.alerts, ["Restart of 4 runners: 2 back, 2 left out."]);
}

#[test]
fn a_runner_asked_again_while_its_turn_is_unanswered_keeps_nobody_waiting() {
    // The same runner is restarted from its own question, which says so.
    let harness = Several::begun().keys("<esc>gr").harness;
    assert_says(&harness, "Another action is sending to this runner: Restart of 4 runners.");
    let several = meanwhile("gr");
    assert_eq!(several.names(), ["a", "a"]);
    let several = answered(several, (1, "a"), Ok(()));
    let several = answered(several, (2, "a"), Ok(()));
    assert_eq!(several.harness.app.context(), trackside::tui::keymap::Context::List, "the question has its answer");
    assert_eq!(several.back("a").rested().names(), ["a", "a", "b"], "the others have their turn");
}

#[test]
fn a_turn_passes_a_runner_whose_other_command_has_no_answer() {
    let several = answered(meanwhile("gjp"), (1, "a"), Ok(())).back("a").rested();
    assert_eq!(several.names(), ["a", "b", "c"]);
    let several = answered(several, (2, "b"), Err(Cause::TimedOut(SECOND)));
    assert_says(&several.harness, "No answer came. The request may have arrived or not.");
    several.keys("<esc>O").assert_says("b Left out: another request to this runner has no answer yet");
}

#[test]
fn a_turn_passes_a_runner_that_was_asked_the_same_and_has_reported_it() {
    let several = answered(meanwhile("gjjjr"), (2, "d"), Ok(())).read("d", "stopped").read("d", "running");
    let several = answered(several, (1, "a"), Ok(())).back("a").rested().passes("b").passes("c");
    assert_eq!(several.names(), ["a", "d", "b", "c"], "d was asked once");
    several.keys("O").assert_says("3 back, 1 left out");
}

#[test]
fn what_waits_to_be_sent_is_taken_back_once_its_runner_is_another() {
    let stopping = |name: &str| {
        let of = |runner: Runner| if runner.name.raw() == name { runner.status("stopping") } else { runner };
        fleet().into_iter().map(of).collect::<Vec<_>>()
    };
    let mut several = Several::begun();
    several.others();
    several = several.then(|harness| harness.fleet(stopping("a")));
    assert!(several.others().contains(&takes_back(1)));
    several = several.answer("a", Err(Cause::TakenBack));
    assert_eq!(several.result("a"), "Not sent: Stopping. Wait for Stopped");
    several.assert_says("Halted. The request to a was not sent.");
    assert_eq!(several.keys("c").after(SECOND).runs(&[]).names(), ["a", "b"], "the next one goes");
    // A namesake of all the others appears while the first is on its way.
    let mut doubled = fleet();
    doubled.extend(
        fleet().into_iter().skip(1).map(|r| Runner { id: RunnerId::new(&format!("other-{}", r.id.as_str())), ..r }),
    );
    let several = Several::begun().accepted("a").then(|harness| harness.fleet(doubled)).back("a").rested();
    assert_eq!(several.names(), ["a"], "none is the one that was asked about");
    several.assert_says("another runner has a name");
}
