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
fn one_request_each_in_the_order_of_the_rows_the_next_after_the_answer() {
    let mut harness = begun();
    assert_eq!(results(&harness), ["sending", "waits", "waits", "waits"]);
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
    assert_eq!(results(&harness), ["asked"; 4]);
    assert_says(&harness, "done; what was asked for is marked until it is reported");
    assert_eq!(harness.journal.len(), 4);
    for close in ["<esc>", "<enter>", "q", "n"] {
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
    assert!(results[0].starts_with("failed: refused: Bad Request (400); no"), "{results:?}");
    assert!(results[1].starts_with("failed: not allowed: Forbidden (403)"), "{results:?}");
    assert_tells(&harness, "API credential needs the role Super Admin");
    assert_eq!(results[2..], ["not known whether it arrived", "asked"]);
    assert_eq!(harness.journal.len(), 4, "each has a line before it leaves");
    // The activity tells them apart too.
    let text = harness.keys("<esc>gjj<enter>7").text();
    assert!(text.contains("not known whether it arrived: restart it") && !text.contains("failed:"), "{text}");
}

#[test]
fn a_failure_stops_the_rest_where_the_operator_says_so() {
    for keys in ["s", "sss"] {
        for cause in [refused("no"), no_answer()] {
            let mut harness = answer(answer(begun_after(keys), 1, Ok(())), 2, Err(cause));
            assert_eq!(changes(&mut harness), vec![]);
            assert_eq!(results(&harness)[2..], ["not sent", "not sent"]);
            assert_says(&harness, "done; ");
        }
    }
    let harness = answer(begun_after("ss"), 1, Err(refused("no")));
    assert_eq!(results(&harness)[1..], ["sending", "waits", "waits"]);
    assert_says(
        &Harness::sized(100, 40).fleet(fleet()).keys("*r").fleet(fleet()).keys("s"),
        "s [x] stop at the first failure",
    );
}

#[test]
fn esc_takes_back_the_one_that_waits_and_a_429_is_told_as_not_sent() {
    let mut harness = answer(begun(), 1, Err(Cause::RateLimited(SECOND * 20)));
    assert_eq!(results(&harness)[0], "not sent: rate limit reached, try again");
    assert_tells(&harness, "in 20 s");
    harness.effects();
    harness = harness.keys("<esc>");
    assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::TakeBack(2))]);
    harness = answer(harness, 2, Err(Cause::TakenBack));
    assert_eq!(changes(&mut harness), vec![]);
    assert_eq!(results(&harness)[1..], ["not sent", "not sent", "not sent"]);
    assert_says(&harness, "4 not sent");

    // The last one that is on its way is taken back before the panel closes.
    let mut harness = answer(answer(answer(begun(), 1, Ok(())), 2, Ok(())), 3, Ok(()));
    harness.effects();
    harness = harness.keys("<esc>");
    assert_eq!(
        (harness.effects(), harness.app.context()),
        (vec![Effect::Account(AccountId::FIRST, Request::TakeBack(4))], Context::Bulk)
    );
    assert_eq!(harness.keys("<esc>").app.context(), Context::List);
}

#[test]
fn esc_stops_what_was_not_sent_and_nothing_else() {
    let mut harness = answer(begun(), 1, Ok(())).keys("<esc>");
    assert_eq!(results(&harness), ["asked", "sending", "not sent", "not sent"]);
    harness = answer(harness, 2, Ok(()));
    assert_eq!(changes(&mut harness), vec![]);
    assert_eq!(results(&harness), ["asked", "asked", "not sent", "not sent"]);
    let harness = harness.keys("<esc>");
    assert_eq!((harness.app.context(), harness.text().matches('↻').count()), (Context::List, 2));
    // Closed while the last one is on its way: its answer is told all the same.
    let harness = answer(begun().keys("<esc><esc>"), 1, Err(refused("no")));
    assert_eq!(harness.app.context(), Context::List);
    assert_says(&harness, "a: could not restart it: refused: Bad Request (400); no");
}

#[test]
fn one_whose_turn_comes_when_it_is_not_possible_any_more_is_left_out() {
    let now = vec![runner("a"), runner("b").status("stopped"), runner("d")];
    let mut harness = answer(begun().only(now), 1, Ok(()));
    assert_eq!(changes(&mut harness.clone()), [(id_of("d"), RESTART)]);
    harness = answer(harness, 2, Ok(()));
    assert_tells(&harness, "b left out: it has stopped: start it at its provider");
    assert_tells(&harness, "c left out: gone");
    assert!(results(&harness)[3].starts_with("sending") || results(&harness)[3].starts_with("asked"));
}

#[test]
fn quitting_with_unsent_requests_asks_first() {
    for quit in ["<ctrl-c>", "Q"] {
        let mut harness = begun();
        harness.effects();
        let mut harness = harness.keys(quit);
        assert_eq!(harness.effects(), vec![], "{quit}");
        assert_says(&harness, "3 requests not sent yet; the same key again quits all the same");
        let again = harness.clone().keys(quit).effects();
        assert!(matches!(again.as_slice(), [Effect::Quit { .. }]), "{again:?}");
        // Another key in between takes it back; without anything unsent it quits at once.
        let mut harness = harness.keys("j").keys(quit);
        assert_eq!(harness.effects(), vec![], "{quit}");
        let mut harness = harness.keys("<esc>");
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
    assert_eq!(results(&harness)[..3], ["asked", "asked", "sending"]);
}

#[test]
fn a_task_that_dies_leaves_its_runner_unknown() {
    let failed = Cause::NoAnswer("trackside itself failed".into());
    let harness = answer(begun(), 1, Err(failed));
    assert_eq!(results(&harness)[0], "not known whether it arrived");
}

#[test]
fn several_removals_leave_with_the_list() {
    let mut harness = Harness::sized(140, 40).fleet(fleet()).keys("<space><space><ctrl-d>").fleet(fleet());
    harness = enter_twice(harness.after(SECOND * 2).keys("remove 2"));
    harness = harness.answered(Ok(()));
    assert_eq!(changes(&mut harness.clone()), [(id_of("a"), Change::Remove), (id_of("b"), Change::Remove)]);
    let harness = harness.answered(Ok(())).keys("<esc>").after(SECOND * 3).only(fleet().split_off(2));
    assert_says(&harness, "removed; clean up at https://aws.amazon.com/console/: a, b");
    assert_eq!(harness.alerts, ["a is removed", "b is removed"]);
}
