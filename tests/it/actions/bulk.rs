//! One action for several runners: the question that lists them, and what makes it an answer.

use trackside::account::{News, Request, WorkPart};
use trackside::domain::AccountId;
use trackside::tui::keymap::Context;

use super::*;

/// Runners a, b, c with these statuses.
fn fleet(statuses: [&str; 3]) -> Vec<Runner> {
    ["a", "b", "c"].into_iter().zip(statuses).map(|(name, status)| runner(name).status(status)).collect()
}

fn running() -> Vec<Runner> {
    fleet(["running"; 3])
}

/// All three marked, and asked about with `keys`; the list has not come again.
fn reading(keys: &str) -> Harness {
    let mut harness = nothing_runs(Harness::sized(100, 40).awaiting_work().fleet(running()).keys("*"));
    harness.effects();
    nothing_runs(harness.keys(keys))
}

/// The same with a list of these statuses.
fn asked(keys: &str, statuses: [&str; 3]) -> Harness {
    let mut harness = reading(keys).fleet(fleet(statuses));
    harness.effects();
    harness
}

fn is_running(harness: &Harness) -> bool {
    harness.app.context() == Context::Operation
}

#[test]
fn the_list_is_read_again_first() {
    let mut harness = Harness::sized(100, 40).fleet(running()).keys("*");
    harness.effects();
    let mut harness = harness.keys("r");
    assert_eq!(
        harness.effects(),
        [
            Effect::Account(AccountId::FIRST, Request::PollNow),
            Effect::Account(AccountId::FIRST, Request::ReadWork(WorkPart::Projects))
        ]
    );
    assert_says(&harness, "Restart 3 marked runners?");
    assert_says(&harness, "Reading the list again");
    harness = harness.keys("yyy");
    assert_eq!(changes(&mut harness), vec![]);
    assert_does_not_say(&harness, "[ y  Restart");
    let harness = harness.fleet(running());
    assert_says(&harness, "[ y  Restart 3 ]");
    assert_eq!(changes(&mut harness.keys("y")), [(id_of("a"), RESTART)]);
}

#[test]
fn a_streaming_runner_is_not_restarted_among_several() {
    let fleet = || {
        let mut fleet = running();
        fleet[2] = runner("c").streaming();
        fleet
    };
    let marked = |keys: &str| {
        let mut harness = nothing_runs(Harness::sized(100, 40).awaiting_work().fleet(fleet()).keys("*"));
        harness.effects();
        let mut harness = nothing_runs(harness.keys(keys)).fleet(fleet());
        harness.effects();
        harness
    };
    let harness = marked("r");
    assert_says(&harness, "1 left out");
    assert_says(&harness, "A streaming runner is restarted alone,");
    assert_says(&harness, "[ y  Restart 2 ]");
    // The others' work is queued meanwhile, whatever type they are of.
    assert_says(&marked("p"), "[ y  Pause 3 ]");
}

#[test]
fn a_list_that_was_asked_for_before_does_not_count() {
    let harness = Harness::sized(100, 40).fleet(running()).keys("*").news(News::PollStarted).after(SECOND);
    let list = Arc::new(crate::support::harness::list(running()));
    let harness = harness.keys("r").news(News::RunnersPolled(list));
    assert_says(&harness, "Reading the list again");
    assert_says(&harness.fleet(running()), "[ y  Restart 3 ]");
}

#[test]
fn a_list_that_cannot_be_read_is_said_and_leaves_the_answer_to_the_operator() {
    let mut harness = reading("r").fails(crate::support::fixtures::unreachable(), SECOND);
    assert_says(&harness, "The list could not be read again: ");
    harness.effects();
    let mut harness = harness.keys("y");
    assert_eq!((changes(&mut harness), is_running(&harness)), (vec![], true), "it waits until runners can be read");
    assert_eq!(changes(&mut harness.fleet(running())), [(id_of("a"), RESTART)]);
}

#[test]
fn a_list_held_still_is_read_all_the_same() {
    let mut harness = Harness::sized(100, 40).fleet(running()).keys("f*r");
    assert!(harness.effects().contains(&Effect::Account(AccountId::FIRST, Request::PollNow)));
    let harness = harness.fleet(fleet(["running", "stopped", "running"]));
    assert_says(&harness, "[ y  Restart 2 ]");
    assert_eq!(changes(&mut harness.keys("y")), [(id_of("a"), RESTART)]);
}

#[test]
fn names_and_reasons_are_listed_and_those_not_allowed_left_out() {
    let harness = asked("r", ["running", "stopped", "paused"]);
    assert_says(&harness, "│ a ");
    assert_tells(&harness, "1 left out b Stopped. Start the service at the provider");
    assert_says(&harness, "[ y  Restart 2 ]");
    let mut hosted = running();
    hosted[1] = runner("b").on("matillion", "hosted");
    let harness = reading("r").fleet(hosted);
    assert_tells(&harness, "Hosted by Matillion: view only, without");
    let harness = reading("r").only(running().split_off(1));
    assert_tells(&harness, "1 left out a The runner is gone");
    assert_says(&harness, "[ y  Restart 2 ]");
}

#[test]
fn where_none_is_allowed_there_is_nothing_to_answer() {
    for keys in ["r", "p"] {
        let mut harness = asked(keys, ["stopping"; 3]);
        assert_says(&harness, "None of them allows this now.");
        harness = harness.keys("yyy");
        assert_eq!((changes(&mut harness), is_running(&harness)), (vec![], false));
        assert_eq!(harness.keys("<esc>").app.context(), Context::List);
    }
}

#[test]
fn p_asks_for_what_any_of_them_allows() {
    for (statuses, title) in [
        (["running", "paused", "paused"], "Pause 3 marked runners?"),
        (["stopped", "paused", "pausing"], "Resume 3 marked runners?"),
        (["stopped", "stopped", "unknown"], "Pause 3 marked runners?"),
    ] {
        let harness = Harness::sized(100, 40).fleet(fleet(statuses)).keys("*p");
        assert_says(&harness, title);
    }
}

#[test]
fn enter_alone_does_nothing_and_every_way_out_leaves_them() {
    for leave in ["<enter>", "n", "q", "<esc>"] {
        let mut harness = asked("r", ["running"; 3]).keys(leave);
        assert_eq!((changes(&mut harness), harness.app.context()), (vec![], Context::List), "{leave}");
    }
    for keys in ["o", "ol<esc>", "<tab><tab>", "jjj", "s", "ss"] {
        let mut harness = asked("r", ["running"; 3]).keys(keys);
        assert_eq!(changes(&mut harness), vec![], "{keys}");
    }
}

#[test]
fn keys_that_were_sent_before_it_was_drawn_are_no_answers() {
    let poll = |harness: Harness, runners: Vec<Runner>| {
        let list = Arc::new(crate::support::harness::list(runners));
        harness
            .send_undrawn(Message::Account(AccountId::FIRST, News::PollStarted))
            .send_undrawn(Message::Account(AccountId::FIRST, News::RunnersPolled(list)))
    };
    let y = |harness: Harness| harness.send_undrawn(Harness::key_messages("y").remove(0));
    let mut harness = y(poll(reading("r"), running()));
    assert_eq!(changes(&mut harness), vec![]);
    let mut harness = y(harness.send(Message::Drawn));
    assert_eq!(changes(&mut harness).len(), 1);
    // One that was left out would be sent for by now, and nobody saw that.
    let before = || asked("r", ["running", "stopped", "running"]);
    let mut harness = y(poll(before().after(SECOND), running()));
    assert_eq!(changes(&mut harness), vec![]);
    // A poll that changes nothing takes no answer away.
    let mut harness = y(poll(before().after(SECOND), fleet(["running", "stopped", "running"])));
    assert_eq!(changes(&mut harness).len(), 1);
}

#[test]
fn the_question_follows_what_is_reported() {
    let harness = asked("r", ["running"; 3]).fleet(fleet(["running", "stopping", "running"]));
    assert_tells(&harness, "b Stopping.");
    assert_says(&harness, "[ y  Restart 2 ]");
    let harness = harness.fleet(running());
    assert_says(&harness, "[ y  Restart 3 ]");
}

#[test]
fn who_depends_on_each_stands_beside_its_name() {
    let fleet = || vec![runner(NAME), runner("maia-prod-eu-2"), runner("x")];
    let harness = Harness::sized(100, 40).fleet(fleet()).keys("*r").fleet(fleet());
    assert_says(&harness, "Reading the environments");
    let harness = knows_usage(harness);
    assert_tells(&harness, "maia-prod-eu-1 Default runner of 3 environments");
    assert_tells(&harness, "maia-prod-eu-2 Default runner of 1 environment");
    assert_tells(&harness, "new tasks wait in the queue");
}

/// The removal of all three, asked about, with a pause behind it.
fn removal() -> Harness {
    asked("<ctrl-d>", ["stopped"; 3]).after(SECOND * 2)
}

#[test]
fn a_removal_is_typed_with_the_number_and_entered_twice() {
    assert_says(&removal(), "Type remove 3");
    assert_eq!(removal().app.context(), Context::BulkTyped);
    for words in ["", "remove", "remove 2", "remove 33", "3", "y", "yes", "Remove 3"] {
        let mut harness = enter_twice(removal().keys(words));
        assert_eq!(changes(&mut harness), vec![], "{words:?}");
    }
    for harness in [removal().keys("remove 3"), removal().pasted("remove 3\n"), removal().keys("remove 3 ")] {
        let mut harness = harness.keys("<enter>");
        assert_eq!(changes(&mut harness), vec![], "the first only arms it");
        assert_says(&harness, "Press enter again to remove");
        let mut held = harness.clone();
        for _ in 0..100 {
            held = held.after(SECOND / 30).keys("<enter>");
        }
        assert_eq!(changes(&mut held), vec![], "held down, it is not the second one");
        let mut harness = harness.after(SECOND * 2).keys("<enter>");
        assert_eq!(changes(&mut harness), [(id_of("a"), Change::Remove)]);
    }
}

#[test]
fn the_number_follows_who_is_left() {
    let harness = removal().keys("remove 3<enter>");
    let mut harness = harness.only(fleet(["stopped"; 3]).split_off(1)).after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![]);
    assert_says(&harness, "Type remove 2");
    let mut harness = enter_twice(harness.keys("<backspace>2").after(SECOND * 2));
    assert_eq!(changes(&mut harness), [(id_of("b"), Change::Remove)]);
}

/// So many running runners, marked and asked about.
fn many(count: usize, keys: &str, rows: u16) -> Harness {
    let fleet = || (0..count).map(|number| runner(&format!("r{number:02}"))).collect::<Vec<_>>();
    let mut harness = Harness::sized(100, rows).fleet(fleet()).keys("*").keys(keys).fleet(fleet());
    harness.effects();
    harness
}

#[test]
fn more_than_five_ask_for_their_number_whatever_the_action() {
    for (key, verb, change) in
        [("r", "restart", RESTART), ("p", "pause", PAUSE), ("<ctrl-d>", "remove", Change::Remove)]
    {
        let harness = many(6, key, 40);
        assert_eq!(harness.app.context(), Context::BulkTyped, "{key}");
        assert_says(&harness, &format!("Type {verb} 6"));
        for keys in ["y", "yy<enter>", "<enter><enter>", &format!("{verb} 5<enter>"), &format!("{verb} 6")] {
            assert_eq!(changes(&mut harness.clone().keys(keys)), vec![], "{key}{keys}");
        }
        let mut harness = enter_twice(harness.keys(&format!("{verb} 6")));
        assert_eq!(changes(&mut harness), [(id_of("r00"), change)], "{key}");
    }
    for key in ["r", "p"] {
        assert_eq!(many(5, key, 40).app.context(), Context::Bulk, "{key}");
    }
    assert_says(
        &Harness::sized(100, 40).fleet((0..6).map(|n| runner(&format!("r{n}"))).collect()).keys("*a"),
        "6 of 6 runners. Type how many to confirm",
    );
    // What is left out does not count; and a field that was there stays, so that keys keep their meaning.
    let with_stopped = |stopped: usize| {
        let status = move |number| if number < stopped { "stopped" } else { "running" };
        (0..6).map(|number| runner(&format!("r{number:02}")).status(status(number))).collect::<Vec<_>>()
    };
    let asked = |stopped| Harness::sized(100, 40).fleet(with_stopped(0)).keys("*r").fleet(with_stopped(stopped));
    assert_eq!(asked(1).app.context(), Context::Bulk);
    let harness = asked(0).keys("restart 6").fleet(with_stopped(1));
    assert_eq!(harness.app.context(), Context::BulkTyped);
    assert_says(&harness, "Type restart 5");
    assert_eq!(changes(&mut enter_twice(harness)), vec![], "not what was typed");
}

#[test]
fn y_counts_only_once_the_end_of_the_question_was_in_view() {
    let mut harness = many(5, "r", 10).keys("yyy");
    assert_eq!(changes(&mut harness), vec![]);
    assert_says(&harness, "Read to the end first: PgDn");
    assert_does_not_say(&harness.clone().keys("j"), "Read to the end first");
    for way in ["G", "<pgdn><pgdn><pgdn><pgdn>", "Gg"] {
        assert_eq!(changes(&mut harness.clone().keys(way).keys("y")), [(id_of("r00"), RESTART)], "{way}");
    }
    // Keys that came before it was drawn have not read anything.
    let mut hasty = harness.clone();
    for message in Harness::key_messages("Gy") {
        hasty = hasty.send_undrawn(message);
    }
    assert_eq!(changes(&mut hasty), vec![]);
    // A list that says something else takes it back.
    let fleet: Vec<_> = (0..5)
        .map(|number| runner(&format!("r{number:02}")).status(if number == 0 { "stopped" } else { "running" }))
        .collect();
    let mut harness = harness.keys("Gg").fleet(fleet).keys("y");
    assert_eq!(changes(&mut harness), vec![]);
    assert_eq!(changes(&mut harness.keys("Gy")).len(), 1);
}
