//! The panel closed, or with something else on top: the operation is the account's, and what it comes to is told.

use trackside::tui::keymap::Context;

use super::*;

#[test]
fn closing_the_panel_ends_nothing_and_the_footer_says_what_is_under_way() {
    for close in ["<esc>", "q", "<enter>"] {
        let mut several = Several::begun();
        several.others();
        several = several.keys(close).after(SECOND * 5);
        assert_eq!((several.others(), several.harness.app.context()), (vec![], Context::List), "{close}");
        assert_eq!(several.footer().as_deref(), Some("O Restart 1 of 4 · a 5s"));
        several = several.accepted("a").back("a");
        assert_eq!(several.footer().as_deref(), Some("O Restart 2 of 4"), "the pause");
        several = several.rested();
        assert_eq!(several.names(), ["a", "b"], "the next goes");
        assert_eq!(several.footer().as_deref(), Some("O Restart 2 of 4 · b 0s"));
        several = several.after(MINUTE);
        assert_eq!(several.footer().as_deref(), Some("O Restart 2 of 4 · b 1m"));
        // The panel is where it was, as far as things are by then.
        let several = several.keys("O");
        assert_eq!((several.harness.app.context(), several.footer()), (Context::Operation, None));
        assert_eq!(several.result("a"), "Back after 11s with 9.a");
        several.assert_says("Continues while this panel is closed.");
    }
    // Also over the details, and at a narrow terminal without the runner.
    let several = Several::begun().keys("<esc><enter>").after(SECOND);
    assert_eq!(several.harness.app.context(), Context::Details);
    assert_eq!(several.footer().as_deref(), Some("O Restart 1 of 4 · a 1s"));
    assert_eq!(several.keys("O").harness.app.context(), Context::Operation);
    let narrow = Several::begun().keys("<esc>").then(|harness| harness.resized(40, 12));
    assert_eq!(narrow.footer().as_deref(), Some("O Restart 1 of 4"));
    narrow.assert_says("? help");
}

#[test]
fn what_ended_while_the_panel_was_closed_is_told_and_kept() {
    let several = Several::begun().keys("<esc>").passes("a").answer("b", Err(refused("no")));
    let several = several.keys("Oc<esc>").after(SECOND).runs(&[]).passes("c").passes("d");
    assert_eq!(several.names(), NAMES);
    let told = "Restart of 4 runners: 3 back, 1 refused.";
    assert_eq!(several.harness.alerts.last().unwrap(), told);
    several.assert_says(&format!("{told} O shows each runner."));
    let several = several.after(SECOND * 20);
    several.assert_says("O shows each runner.");
    assert_eq!(several.footer(), None, "nothing is under way");
    let several = several.keys("O<enter>");
    assert!(several.result("b").starts_with("Refused: "));
    several.assert_says("Ended.");
    // Where it was seen, nothing more is said of it.
    let seen = Several::begun().keys("s").answer("a", Err(Cause::TakenBack)).keys("<esc>");
    assert_does_not_say(&seen.harness, "shows each runner");
}

#[test]
fn a_runner_of_it_is_not_told_by_itself_as_well() {
    let several = Several::begun().accepted("a");
    assert_does_not_say(&several.harness, "requested. Waiting for");
    let several = several.back("a").keys("<esc>");
    assert_does_not_say(&several.harness, "finished: Running again");
    assert!(several.harness.alerts.is_empty(), "{:?}", several.harness.alerts);
    // Nor is it late by itself, as one that was asked alone is after a minute.
    let several = Several::begun().accepted("a").keys("<esc>").read("a", "stopped").after(MINUTE * 2);
    assert!(several.harness.alerts.is_empty(), "{:?}", several.harness.alerts);
}

#[test]
fn one_operation_at_a_time() {
    let mut several = Several::begun().keys("<esc>*");
    several.others();
    for key in ["r", "p", "<ctrl-d>"] {
        let mut again = several.clone().keys(key);
        assert_eq!((again.others(), again.harness.app.context()), (vec![], Context::List), "{key}");
        again.assert_says("Restart of 4 runners is still under way. O shows how far.");
    }
    // One runner is another matter, and its question says what is to come.
    for (keys, waits) in [("<esc>gr", false), ("<esc>gjr", true)] {
        let single = several.clone().keys(keys);
        assert_eq!(single.harness.app.context(), Context::Question);
        let words = "This runner waits for its turn in another action: Restart of 4 runners.";
        let text = single.harness.text().replace(['│', '\n'], " ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.contains(words), waits, "{text}");
    }
    // Once it has ended, the next can be asked for, and takes its place.
    let ended = NAMES.into_iter().fold(several, Several::passes);
    let next = ended.then(|harness| harness.keys("p").fleet(fleet()).news(runs(&[]))).keys("y");
    assert_eq!(next.sent.last().map(|(_, name)| name.as_str()), Some("a"));
    next.assert_says("Pause of 4 runners");
}

#[test]
fn nothing_is_shown_where_nothing_was_begun() {
    let mut harness = Harness::sized(100, 40).fleet(fleet()).keys("O");
    assert_eq!((changes(&mut harness), harness.app.context()), (vec![], Context::Operations));
    assert_eq!(harness.keys("<esc>").app.context(), Context::List);
}

#[test]
fn what_lies_over_it_does_not_stop_it() {
    let several = Several::begun().keys("?").passes("a");
    assert_eq!(several.names(), ["a", "b"]);
    let several = several.passes("b").keys("<esc>");
    assert!(several.results()[..2].iter().all(|result| result.starts_with("Back after")), "{:?}", several.results());
}

#[test]
fn the_key_of_the_panel_opens_what_was_begun_last() {
    let several = Several::begun().keys("s").answer("a", Err(Cause::TakenBack)).keys("<esc>");
    assert_eq!(several.clone().keys("O").harness.app.context(), Context::Operations);
    assert_eq!(several.clone().keys("O<enter>").harness.app.context(), Context::Operation);
    let mut harness = several.harness.after(SECOND).keys("t").pasted("db.example:5432").keys("<enter>");
    let ticket = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(AccountId::FIRST, Request::TestConnectivity { ticket, .. }) => Some(ticket),
        _ => None,
    });
    let failed = ApiError { call: "test", cause: Cause::TimedOut(SECOND) };
    let outcome = Err(failed);
    let harness = harness.keys("<esc>").news(News::ConnectivityTested { ticket: ticket.unwrap(), outcome });
    assert_eq!(harness.keys("O").app.context(), Context::Connectivity);
}

#[test]
fn the_panel_shows_the_requests_of_all_that_are_not_left_out() {
    let fleet = || vec![runner("a"), runner("b").status("stopped"), runner("c"), runner("d")];
    let several = Several::of(asked_of("r", fleet(), &[]).keys("y")).keys("<ctrl-y>");
    let text = several.harness.text();
    assert_eq!(text.matches("curl -X POST").count(), 3, "{text}");
    assert!(!text.contains("id-b/"), "{text}");
    assert_eq!(several.keys("y<esc>").names(), ["a"]);
}
