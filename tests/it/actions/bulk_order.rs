//! One action for several runners, answered: one request each, in order, and what each came to.

use trackside::account::{News, Request};
use trackside::domain::AccountId;
use trackside::tui::keymap::Context;

use super::*;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

fn fleet() -> Vec<Runner> {
    NAMES.map(|name| runner(name).version(&format!("9.{name}"))).to_vec()
}

/// The restart of all four, answered with yes after `keys`; the first request is on its way.
fn begun_after(keys: &str) -> Harness {
    let mut harness = Harness::sized(100, 40).fleet(fleet()).keys("*r").fleet(fleet()).keys(keys);
    harness.effects();
    harness.keys("y")
}

fn begun() -> Harness {
    begun_after("")
}

/// The answer to the only request that is on its way.
fn answer(mut harness: Harness, ticket: u64, outcome: Result<(), Cause>) -> Harness {
    harness.effects();
    let outcome = outcome.map_err(|cause| ApiError { call: "restart the runner", cause });
    let name = NAMES[usize::try_from(ticket).unwrap() - 1];
    harness.news(News::Changed { ticket, id: id_of(name), outcome })
}

/// What stands behind each name.
fn results(harness: &Harness) -> Vec<String> {
    let text = harness.text();
    let of = |name: &str| {
        let line = text.lines().find(|line| line.contains(&format!("│ {name} "))).unwrap();
        line.split('│').nth(1).unwrap().trim().trim_start_matches(name).trim().to_owned()
    };
    NAMES.map(of).to_vec()
}

#[test]
fn the_panel_tells_how_each_runner_ended() {
    let mut harness = begun();
    for ticket in 1..=4 {
        harness = answer(harness, ticket, Ok(()));
    }
    let back = |harness: Harness, name: &str, status: &str| {
        let harness = harness.after(SECOND * 2).details(id_of(name).as_str(), |row| row.status("stopping"));
        harness.after(SECOND * 2).details(id_of(name).as_str(), |row| row.status(status))
    };
    harness = back(harness, "a", "running");
    harness = back(harness, "b", "paused");
    assert_eq!(results(&harness), ["Ended: Running now", "Ended: Paused now", "Accepted", "Accepted"]);
    assert_says(&harness, "4 requests accepted. ↻ marks each runner until it has restarted.");
    harness = back(harness, "c", "running");
    let overdue = harness.clone().after(SECOND * 100);
    assert_says(&overdue, "3 of 4 ended, 1 not reported.");
    assert_eq!(results(&overdue)[3], "Accepted, not reported since");
    harness = back(harness, "d", "running");
    assert_says(&harness, "4 of 4 ended.");
    assert_does_not_say(&harness, "↻ marks");
}

#[test]
fn one_request_each_in_the_order_of_the_rows_the_next_after_the_answer() {
    let mut harness = begun();
    assert_eq!(results(&harness), ["Sending", "Waiting", "Waiting", "Waiting"]);
    for (ticket, name) in (1..).zip(NAMES) {
        let sent = harness.effects();
        let asked = sent.iter().filter_map(|effect| match effect {
            Effect::Account(AccountId::FIRST, Request::Change { ticket, id, change, .. }) => {
                Some((*ticket, id.clone(), change.clone()))
            }
            _ => None,
        });
        assert_eq!(asked.collect::<Vec<_>>(), [(ticket, id_of(name), RESTART)]);
        // Neither time nor keys nor polls send the next.
        harness = harness.keys("yyyjk").after(SECOND * 3).fleet(fleet());
        assert_eq!(changes(&mut harness), vec![]);
        harness = answer(harness, ticket, Ok(()));
    }
    assert_eq!(changes(&mut harness), vec![]);
    assert_eq!(results(&harness), ["Accepted"; 4]);
    assert_says(&harness, "marks each runner until it has restarted.");
    assert_eq!(harness.journal.len(), 4);
    for close in ["<esc>", "<enter>", "q", "O"] {
        let closed = harness.clone().keys(close);
        assert_eq!((closed.app.context(), closed.text().matches('↻').count()), (Context::List, 4), "{close}");
    }
}

#[test]
fn hidden_and_sorted_rows_are_sent_for_in_the_order_of_the_question() {
    let harness = Harness::sized(100, 40).fleet(fleet()).keys("I*/version=9.b<enter>r<down><enter>").fleet(fleet());
    let mut harness = harness.keys("y");
    let mut order = Vec::new();
    for _ in NAMES {
        order.extend(changes(&mut harness.clone()).last().map(|(id, _)| id.as_str().to_owned()));
        harness = harness.answered(Ok(()));
    }
    assert_eq!(order[0], "id-b", "those that are shown come first");
    let text = harness.text();
    let place = |id: &str| text.find(&format!("│ {} ", id.trim_start_matches("id-"))).unwrap();
    assert!(order.is_sorted_by_key(|id| place(id)), "{order:?}\n{text}");
    assert_eq!(order.len(), 4);
}

#[test]
fn a_failure_does_not_stop_the_others() {
    let forbidden = Cause::Forbidden(problem(403, "Forbidden"));
    let mut harness = answer(begun(), 1, Err(refused("no")));
    harness = answer(harness, 2, Err(forbidden));
    harness = answer(harness, 3, Err(no_answer()));
    assert_eq!(changes(&mut harness.clone()), [(id_of("d"), RESTART)]);
    let harness = answer(harness, 4, Ok(()));
    let results = results(&harness);
    assert!(results[0].starts_with("Refused: Bad Request (400); no"), "{results:?}");
    assert!(results[1].starts_with("Refused: Forbidden (403)"), "{results:?}");
    assert_tells(&harness, "API credential needs the role Super Admin");
    assert_eq!(results[2..], ["No answer: may have arrived", "Accepted"]);
    assert_eq!(harness.journal.len(), 4, "each has a line before it leaves");
    // The activity tells them apart too.
    let text = harness.keys("<esc>gjj<enter>7").text();
    assert!(text.contains("No answer, may have arrived: Restart") && !text.contains("Failed:"), "{text}");
}

#[test]
fn a_failure_stops_the_rest_where_the_operator_says_so() {
    for keys in ["s", "sss"] {
        for cause in [refused("no"), no_answer()] {
            let mut harness = answer(answer(begun_after(keys), 1, Ok(())), 2, Err(cause));
            assert_eq!(changes(&mut harness), vec![]);
            assert_eq!(results(&harness)[2..], ["Not sent", "Not sent"]);
            assert_says(&harness, "marks the runner until it has restarted.");
        }
    }
    let harness = answer(begun_after("ss"), 1, Err(refused("no")));
    assert_eq!(results(&harness)[1..], ["Sending", "Waiting", "Waiting"]);
    assert_says(
        &Harness::sized(100, 40).fleet(fleet()).keys("*r").fleet(fleet()).keys("s"),
        "s [x] Stop at the first failure",
    );
}

#[test]
fn stopping_takes_back_the_one_that_waits_and_a_429_is_told_as_not_sent() {
    for stop in ["s", "<ctrl-x>"] {
        let mut harness = answer(begun(), 1, Err(Cause::RateLimited(SECOND * 20)));
        assert_eq!(results(&harness)[0], "Not sent: rate limit reached, wait 20 s");
        assert_tells(&harness, "wait 20 s");
        harness.effects();
        harness = harness.keys(stop);
        assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::TakeBack(2))]);
        assert_eq!(harness.clone().keys(stop).effects(), [], "it was stopped");
        harness = answer(harness, 2, Err(Cause::TakenBack));
        assert_eq!(changes(&mut harness), vec![]);
        assert_eq!(results(&harness)[1..], ["Not sent", "Not sent", "Not sent"]);
        assert_says(&harness, "4 not sent");
    }

    // The last one that is on its way is taken back too.
    let mut harness = answer(answer(answer(begun(), 1, Ok(())), 2, Ok(())), 3, Ok(()));
    harness.effects();
    harness = harness.keys("s");
    assert_eq!(
        (harness.effects(), harness.app.context()),
        (vec![Effect::Account(AccountId::FIRST, Request::TakeBack(4))], Context::Operation)
    );
}

#[test]
fn stopping_stops_what_was_not_sent_and_nothing_else() {
    let mut harness = answer(begun(), 1, Ok(())).keys("s");
    assert_eq!(results(&harness), ["Accepted", "Sending", "Not sent", "Not sent"]);
    harness = answer(harness, 2, Ok(()));
    assert_eq!(changes(&mut harness), vec![]);
    assert_eq!(results(&harness), ["Accepted", "Accepted", "Not sent", "Not sent"]);
    let harness = harness.keys("<esc>");
    assert_eq!((harness.app.context(), harness.text().matches('↻').count()), (Context::List, 2));
}

/// What the footer says, from the key that opens the panel on.
fn footer(harness: &Harness) -> Option<String> {
    let text = harness.text();
    let line = text.lines().last().unwrap();
    line.find("O Restart").map(|at| line[at..].trim_end().to_owned())
}

#[test]
fn closing_the_panel_ends_nothing_and_the_footer_says_what_is_under_way() {
    for close in ["<esc>", "q", "<enter>", "O"] {
        let mut harness = begun();
        harness.effects();
        harness = harness.keys(close).after(SECOND * 5);
        assert_eq!((harness.effects(), harness.app.context()), (vec![], Context::List), "{close}");
        assert_eq!(footer(&harness).as_deref(), Some("O Restart: 0 of 4 answered · a 5s"));
        harness = answer(harness, 1, Ok(()));
        assert_eq!(changes(&mut harness), [(id_of("b"), RESTART)], "the next goes");
        assert_eq!(footer(&harness).as_deref(), Some("O Restart: 1 of 4 answered · b 0s"));
        assert_eq!(harness.journal.len(), 2);
        // The panel is where it was, as far as things are by now.
        let harness = harness.keys("O");
        assert_eq!((harness.app.context(), footer(&harness)), (Context::Operation, None));
        assert_eq!(results(&harness), ["Accepted", "Sending", "Waiting", "Waiting"]);
        assert_says(&harness, "One runner after another, also while this panel is closed.");
    }
    // Also over the details, and at a narrow terminal without the runner.
    let harness = begun().keys("<esc><enter>").after(SECOND);
    assert_eq!(harness.app.context(), Context::Details);
    assert_eq!(footer(&harness).as_deref(), Some("O Restart: 0 of 4 answered · a 1s"));
    assert_eq!(harness.clone().keys("O").app.context(), Context::Operation);
    let narrow = begun().keys("<esc>").resized(40, 12);
    assert_eq!(footer(&narrow).as_deref(), Some("O Restart: 0 of 4 answered"));
    assert_says(&narrow, "? help");
}

#[test]
fn what_ended_while_the_panel_was_closed_is_told_and_kept() {
    let mut harness = begun().keys("<esc>");
    for ticket in 1..=4 {
        let outcome = if ticket == 2 { Err(refused("no")) } else { Ok(()) };
        harness = answer(harness, ticket, outcome);
        if ticket == 2 {
            assert_says(&harness, "Restart of b refused: Bad Request (400); no");
        }
    }
    assert_says(&harness, "Restart of 4 runners: 3 accepted, 1 refused. O shows each runner.");
    let harness = harness.after(SECOND * 20);
    assert_says(&harness, "O shows each runner.");
    assert_eq!(footer(&harness), None, "nothing is under way");
    let harness = harness.keys("O");
    assert_eq!(results(&harness)[0], "Accepted");
    assert!(results(&harness)[1].starts_with("Refused: "));
    // Where it was seen, nothing more is said of it.
    let seen = answer(begun().keys("s"), 1, Ok(())).keys("<esc>");
    assert_does_not_say(&seen, "shows each runner");
}

#[test]
fn one_operation_at_a_time() {
    let mut harness = begun().keys("<esc>*");
    harness.effects();
    for key in ["r", "p", "<ctrl-d>"] {
        let mut again = harness.clone().keys(key);
        assert_eq!((again.effects(), again.app.context()), (vec![], Context::List), "{key}");
        assert_says(&again, "Restart of 4 runners is still under way. O shows how far.");
    }
    // One runner is another matter, and its question says what is to come.
    for (keys, waits) in [("<esc>gr", false), ("<esc>gjr", true)] {
        let single = harness.clone().keys(keys);
        assert_eq!(single.app.context(), Context::Question);
        let words = "This runner waits for its turn in another action: Restart of 4 runners.";
        let text = single.text().replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.contains(words), waits, "{text}");
    }
    // Once it has ended, the next can be asked for, and takes its place.
    let ended = (1..=4).fold(harness, |harness, ticket| answer(harness, ticket, Ok(())));
    let mut harness = ended.keys("p").fleet(fleet()).keys("y");
    assert_eq!(changes(&mut harness).last(), Some(&(id_of("a"), PAUSE)));
    assert_says(&harness, "Pause of 4 runners");
}

#[test]
fn one_that_was_asked_the_same_meanwhile_is_left_out_when_its_turn_comes() {
    let mut harness = begun().keys("<esc>jj").after(SECOND).keys("r").details("id-c", |row| row);
    harness.effects();
    harness = harness.keys("y");
    let mut asked = harness.clone();
    assert_eq!(changes(&mut asked), [(id_of("c"), RESTART)]);
    harness = harness.answered(Ok(()));
    for ticket in [1, 3] {
        harness = harness.news(News::Changed { ticket, id: id_of("a"), outcome: Ok(()) });
    }
    assert!(changes(&mut harness.clone()).contains(&(id_of("d"), RESTART)));
    let harness = harness.keys("O");
    assert_tells(&harness, "c Left out: requested separately since this began");
}

#[test]
fn nothing_is_shown_where_nothing_was_begun() {
    let harness = Harness::sized(100, 40).fleet(fleet()).keys("O");
    assert_eq!(harness.app.context(), Context::List);
    assert_says(&harness, "No action on marked runners and no test has begun yet.");
}

#[test]
fn one_whose_turn_comes_when_it_is_not_possible_any_more_is_left_out() {
    let now = vec![runner("a"), runner("b").status("stopped"), runner("d")];
    let mut harness = answer(begun().only(now), 1, Ok(()));
    assert_eq!(changes(&mut harness.clone()), [(id_of("d"), RESTART)]);
    harness = answer(harness, 2, Ok(()));
    assert_tells(&harness, "b Left out: stopped. Start the service at the provider");
    assert_tells(&harness, "c Left out, gone");
    assert!(results(&harness)[3].starts_with("Sending") || results(&harness)[3].starts_with("Accepted"));
}

#[test]
fn quitting_with_unsent_requests_asks_first() {
    for quit in ["<ctrl-c>", "Q"] {
        let mut harness = begun();
        harness.effects();
        let mut harness = harness.keys(quit);
        assert_eq!(harness.effects(), vec![], "{quit}");
        assert_says(&harness, "4 requests not sent yet. Press the key again to quit without sending.");
        let again = harness.clone().keys(quit).effects();
        assert!(matches!(again.as_slice(), [Effect::Quit { .. }]), "{again:?}");
        // Another key in between takes it back; without anything unsent it quits at once.
        let mut harness = harness.keys("j").keys(quit);
        assert_eq!(harness.effects(), vec![], "{quit}");
        let mut closed = harness.clone().keys("<esc>");
        closed.effects();
        assert_eq!(closed.keys(quit).effects(), vec![], "wherever its panel is");
        let mut harness = harness.keys("s");
        harness.effects();
        assert!(matches!(harness.keys(quit).effects().as_slice(), [Effect::Quit { .. }]));
    }
    // A question that is not answered holds nobody back.
    let mut harness = Harness::sized(100, 40).fleet(fleet()).keys("*r").fleet(fleet());
    harness.effects();
    assert!(matches!(harness.keys("<ctrl-c>").effects().as_slice(), [Effect::Quit { .. }]));
}

#[test]
fn what_lies_over_it_does_not_stop_it() {
    let harness = begun().keys("?");
    let mut harness = answer(harness, 1, Ok(()));
    assert_eq!(changes(&mut harness.clone()), [(id_of("b"), RESTART)]);
    harness = answer(harness, 2, Ok(())).keys("<esc>");
    assert_eq!(results(&harness)[..3], ["Accepted", "Accepted", "Sending"]);
}

#[test]
fn a_task_that_dies_leaves_its_runner_unknown() {
    let failed = Cause::NoAnswer("a fault inside trackside".into());
    let harness = answer(begun(), 1, Err(failed));
    assert_eq!(results(&harness)[0], "No answer: may have arrived");
}

#[test]
fn several_removals_leave_with_the_list() {
    let mut harness = Harness::sized(140, 40).fleet(fleet()).keys("<space><space><ctrl-d>").fleet(fleet());
    harness = enter_twice(harness.after(SECOND * 2).keys("remove 2"));
    harness = harness.answered(Ok(()));
    assert_eq!(changes(&mut harness.clone()), [(id_of("a"), Change::Remove), (id_of("b"), Change::Remove)]);
    let harness = harness.answered(Ok(())).keys("<esc>").after(SECOND * 3).only(fleet().split_off(2));
    assert_says(&harness, "Removed. Clean up at https://aws.amazon.com/console/. Runners: a, b");
    assert_eq!(harness.alerts, ["Removed a.", "Removed b."]);
}

/// What `keys` ask of the runner under the bar while the first of the four has no answer yet.
fn meanwhile(keys: &str) -> Harness {
    let mut harness = begun().keys("<esc>").keys(keys);
    let id = harness.app.list().selected().unwrap().id.clone();
    harness = harness.details(id.as_str(), |row| row);
    harness.effects();
    harness.keys("y")
}

#[test]
fn a_runner_asked_again_while_its_turn_is_unanswered_keeps_nobody_waiting() {
    // The same runner is restarted from its own question, which says so.
    let harness = begun().keys("<esc>gr");
    assert_says(&harness, "Another action is sending to this runner: Restart of 4 runners.");
    let harness = meanwhile("gr");
    let mut harness = answer(harness, 1, Ok(()));
    assert_eq!(changes(&mut harness), vec![(id_of("b"), RESTART)], "the others have their turn");
    let harness = harness.news(News::Changed { ticket: 2, id: id_of("a"), outcome: Ok(()) });
    assert_eq!(harness.app.context(), Context::List, "and the question has its answer");
}

#[test]
fn a_turn_passes_a_runner_whose_other_command_has_no_answer() {
    let harness = meanwhile("gjp");
    let mut harness = answer(harness, 1, Ok(()));
    assert_eq!(changes(&mut harness), vec![(id_of("c"), RESTART)]);
    let refused = ApiError { call: "pause the runner", cause: Cause::TimedOut(SECOND) };
    let harness = harness.news(News::Changed { ticket: 2, id: id_of("b"), outcome: Err(refused) });
    assert_says(&harness, "No answer came. The request may have arrived or not.");
}

#[test]
fn a_turn_passes_a_runner_that_was_asked_the_same_and_has_reported_it() {
    let mut harness = meanwhile("gjjjr");
    harness.effects();
    let harness = harness.news(News::Changed { ticket: 2, id: id_of("d"), outcome: Ok(()) });
    let away = harness.details("id-d", |row| row.status("stopped"));
    let mut harness = answer(away.after(SECOND).details("id-d", |row| row.status("running")), 1, Ok(()));
    for (ticket, name) in [(3, "b"), (4, "c")] {
        harness = harness.news(News::Changed { ticket, id: id_of(name), outcome: Ok(()) });
    }
    assert!(!changes(&mut harness).iter().any(|(id, _)| *id == id_of("d")));
    assert_says(&harness.keys("O"), "3 accepted, 1 left out");
}

#[test]
fn a_turn_says_how_long_ago_the_yes_was() {
    let mut harness = begun();
    harness.effects();
    let mut harness = answer(harness.after(SECOND * 7), 1, Ok(()));
    let age = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(AccountId::FIRST, Request::Change { age, .. }) => Some(age),
        _ => None,
    });
    assert_eq!(age, Some(SECOND * 7));
}

#[test]
fn quitting_asks_also_for_the_last_request_while_it_waits_to_be_sent() {
    let mut harness = begun();
    for ticket in 1..4 {
        harness = harness.news(News::Departed(ticket));
        harness = answer(harness, ticket, Ok(()));
    }
    harness.effects();
    let asked = harness.clone().keys("<ctrl-c>");
    assert_says(&asked, "1 request not sent yet");
    let quit = |mut harness: Harness| harness.effects().contains(&Effect::Quit { keep_frame: false });
    assert!(!quit(asked.clone()) && quit(asked.keys("<ctrl-c>")));
    assert!(quit(harness.news(News::Departed(4)).keys("<ctrl-c>")), "only its answer is waited for");
}

#[test]
fn the_key_of_the_panel_opens_what_was_begun_last() {
    let mut harness = begun().keys("s");
    harness = answer(harness, 1, Ok(())).keys("<esc>");
    assert_eq!(harness.clone().keys("O").app.context(), Context::Operation);
    let mut harness = harness.after(SECOND).keys("t").pasted("db.example:5432").keys("<enter>");
    let ticket = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(AccountId::FIRST, Request::TestConnectivity { ticket, .. }) => Some(ticket),
        _ => None,
    });
    let failed = ApiError { call: "test", cause: Cause::TimedOut(SECOND) };
    let outcome = Err(failed);
    let harness = harness.keys("<esc>").news(News::ConnectivityTested { ticket: ticket.unwrap(), outcome });
    assert_eq!(harness.keys("O").app.context(), Context::Connectivity);
}
