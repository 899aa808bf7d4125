//! The question before a restart, a pause or a resume: for whom it is, when it can be answered, and what answers it.

use trackside::account::{News, Request, WorkNews, WorkPart};
use trackside::api::Priority;
use trackside::domain::AccountId;
use trackside::options::ThemeName;
use trackside::tui::keymap::Context;
use trackside::tui::ui::Symbols;

use super::*;

fn is_asking(harness: &Harness) -> bool {
    harness.app.context() == Context::Question
}

#[test]
fn the_runner_is_read_again_and_nothing_is_answered_before_that() {
    for (key, status, change) in COMMANDS {
        let mut harness = list_of(in_status(status)).keys(key);
        assert_eq!(
            harness.effects(),
            [
                Effect::Account(AccountId::FIRST, Request::ReadDetails(id(), Priority::Operator)),
                Effect::Account(AccountId::FIRST, Request::ReadWork(WorkPart::Projects))
            ],
            "{key}"
        );
        assert_says(&harness, "Reading the status again");
        assert_does_not_say(&harness, "[ n  No ]");
        harness = harness.keys("y<enter><tab><enter>jy<enter>");
        assert_eq!(changes(&mut harness), vec![], "{key}");
        assert!(is_asking(&harness), "nor does Enter close it");
        harness = harness.details(id().as_str(), |row| row);
        assert_does_not_say(&harness, "Reading the status again");
        assert_says(&harness, "▌[ n  No ]");
        let mut harness = harness.keys("y");
        assert_eq!(changes(&mut harness), sent(change), "{key}");
    }
}

#[test]
fn keys_that_were_sent_before_the_answers_were_drawn_are_none() {
    for (key, status, change) in COMMANDS {
        let read = |harness: Harness| {
            let details = Message::Account(
                AccountId::FIRST,
                News::DetailsRead { id: id(), outcome: Ok(Box::new(in_status(status))) },
            );
            harness.send_undrawn(details)
        };
        let undrawn =
            |harness: Harness, keys: &str| Harness::key_messages(keys).into_iter().fold(harness, Harness::send_undrawn);
        let mut harness = undrawn(read(list_of(in_status(status)).keys(key)), "y<enter><tab><enter>yy");
        assert_eq!(changes(&mut harness), vec![], "{key}");
        assert!(is_asking(&harness));
        // The first that follows the frame is one.
        let mut harness = harness.send(Message::Drawn).keys("y");
        assert_eq!(changes(&mut harness), sent(change), "{key}");
    }
}

#[test]
fn a_screen_that_was_somebody_elses_has_to_be_drawn_anew_before_an_answer_counts() {
    for (key, status, change) in COMMANDS {
        let asked = list_of(in_status(status)).keys(key).details(id().as_str(), |row| row);
        let lost = asked.send_undrawn(Message::ScreenLost);
        let mut harness = Harness::key_messages("y<tab><enter>y").into_iter().fold(lost, Harness::send_undrawn);
        assert_eq!(changes(&mut harness), vec![], "{key}");
        assert!(is_asking(&harness), "{key}");
        let mut harness = harness.send(Message::Drawn).keys("y");
        assert_eq!(changes(&mut harness), sent(change), "{key}");
    }
}

#[test]
fn a_held_enter_never_opens_and_answers_a_question() {
    for (place, status, _) in [(2, "running", RESTART), (3, "running", PAUSE), (4, "paused", RESUME)] {
        let popup = list_of(in_status(status)).keys("a").keys(&"j".repeat(place));
        // As fast as a keyboard repeats, with the answer of the control plane in between.
        let mut harness = popup.keys("<enter><enter><enter>").details(id().as_str(), |row| row);
        for _ in 0..20 {
            harness = harness.keys("<enter>");
        }
        assert_eq!(changes(&mut harness), vec![]);
    }
}

#[test]
fn enter_leaves_it_and_other_keys_answer_once() {
    for (key, status, change) in COMMANDS {
        for leave in [
            "<enter>",
            "n",
            "q",
            "<esc>",
            "<tab><shift-tab><enter>",
            "lh<enter>",
            "<right><left><enter>",
            "jk<enter>",
            "<shift-tab><enter>",
            "kkk<enter>",
        ] {
            let mut harness = asked_about(status, key).keys(leave);
            assert_eq!((changes(&mut harness), is_asking(&harness)), (vec![], false), "{key}{leave}");
        }
        for answer in [
            "y",
            "<tab><enter>",
            "l<enter>",
            "<right><enter>",
            "j<enter>",
            "<tab><tab><tab><enter>",
            "<down><down><enter>",
        ] {
            let mut harness = asked_about(status, key).slowly(answer);
            assert_eq!(changes(&mut harness), sent(change.clone()), "{key}{answer}");
            assert_says(&harness, "Not sent yet");
            // Held down, or pressed again before the answer.
            let mut harness = harness.keys("yyyy<enter><enter>y<tab><enter>");
            assert_eq!(changes(&mut harness), vec![], "{key}{answer} and again");
        }
        assert_eq!(changes(&mut asked_about(status, key).keys("o")), vec![], "there is no second answer");
    }
}

#[test]
fn the_popup_and_its_keys_ask_the_same() {
    for keys in ["ajj<enter>", "ar", "<enter>r", "<enter>ar"] {
        let mut harness = asked_about("running", keys);
        assert_says(&harness, "Restart maia-prod-eu-1?");
        harness = harness.keys("y");
        assert_eq!(changes(&mut harness), sent(RESTART), "{keys}");
    }
}

#[test]
fn a_failed_reading_is_said_and_leaves_the_answer_to_the_operator() {
    for (key, status, change) in COMMANDS {
        let harness = not_read(list_of(in_status(status)).keys(key), no_answer());
        assert_tells(&harness, "The status could not be read again: the connection broke");
        let mut harness = harness.keys("y");
        assert_eq!(changes(&mut harness), sent(change), "{key}");
    }
    let harness = not_read(list_of(in_status("running")).keys("r"), Cause::NoAnswer("trackside itself failed".into()));
    assert_tells(&harness, "The status could not be read again: trackside itself failed");
}

#[test]
fn what_the_status_became_is_said_whenever_it_changes() {
    // Between the row and the reading.
    let harness = list_of(in_status("running")).keys("r").details(id().as_str(), |row| row.status("paused"));
    assert_tells(&harness, "The status changed from Running to Paused meanwhile.");
    assert_eq!(changes(&mut harness.keys("y")), sent(RESTART), "a paused runner can be restarted");
    // After the reading, by a poll.
    let harness = reports(asked_about("running", "r"), "unknown");
    assert_tells(&harness, "The status changed from Running to Unknown meanwhile.");
    assert_tells(&harness, "Status Unknown: the command may not arrive");
    let harness = reports(harness, "running");
    assert_does_not_say(&harness, "changed from");
}

#[test]
fn a_change_that_was_not_drawn_yet_takes_the_answer_away() {
    let poll = |harness: Harness| {
        let list = crate::support::harness::list(vec![in_status("unknown")]);
        harness
            .send_undrawn(Message::Account(AccountId::FIRST, News::PollStarted))
            .send_undrawn(Message::Account(AccountId::FIRST, News::RunnersPolled(Arc::new(list))))
    };
    let key = |harness: Harness| harness.send_undrawn(Harness::key_messages("y").remove(0));
    let mut harness = key(poll(asked_about("running", "r").after(SECOND)));
    assert_eq!(changes(&mut harness), vec![], "it answered a question about a running runner");
    let mut harness = key(harness.send(Message::Drawn));
    assert_eq!(changes(&mut harness), sent(RESTART));
}

#[test]
fn its_button_follows_the_table() {
    for (key, status, other, reason) in [
        ("r", "running", "stopping", "Stopping. Wait for Stopped"),
        ("p", "running", "paused", "Already paused"),
        ("p", "paused", "running", "Only a paused runner can be resumed"),
    ] {
        let by_poll = reports(asked_about(status, key), other);
        let by_reading = list_of(in_status(status)).keys(key).details(id().as_str(), |row| row.status(other));
        for mut harness in [by_poll, by_reading] {
            assert_tells(&harness, &format!("Not possible any more. {reason}."));
            assert_does_not_say(&harness, "[ y");
            assert_does_not_say(&harness, "tab choose");
            harness = harness.keys("yy<tab><enter><enter>");
            assert_eq!(changes(&mut harness), vec![], "{key}");
            assert!(is_asking(&harness), "it can be read");
            // And back.
            let harness = reports(harness, status);
            assert_says(&harness, "[ y");
            assert_eq!(changes(&mut harness.keys("y")).len(), 1);
        }
    }
}

#[test]
fn it_is_for_the_runner_it_opened_for_whatever_the_list_became() {
    let fleet = || vec![runner("a"), runner("b"), runner("c")];
    let renamed = |name: &str, to: &str| Runner { name: to.into(), ..runner(name) };
    for (key, change) in [("r", RESTART), ("p", PAUSE)] {
        let mut harness = Harness::sized(100, 40).fleet(fleet()).keys("j").keys(key);
        harness = harness.fleet(vec![renamed("c", "0"), renamed("a", "b"), renamed("b", "zz")]);
        harness = harness.details("id-b", |row| row);
        assert_says(&harness, " zz?");
        harness.effects();
        let mut harness = harness.keys("y");
        assert_eq!(changes(&mut harness), vec![(id_of("b"), change)], "{key}");
        // If it vanished, nothing is sent, and nobody else gets it.
        let harness = Harness::sized(100, 40).fleet(fleet()).keys("j").keys(key).details("id-b", |row| row);
        let harness = harness.only(vec![runner("a"), renamed("c", "b")]);
        assert_tells(&harness, "The control plane has no such runner any more");
        assert_eq!(changes(&mut harness.keys("y<tab><enter>")), vec![], "{key}");
    }
}

#[test]
fn it_says_first_who_depends_on_the_runner_and_whether_that_is_still_read() {
    for (key, status, _) in COMMANDS {
        let harness = asked_about(status, key);
        assert_says(&harness, "Reading the environments");
        assert_does_not_say(&harness, "could not be read");
        let error = ApiError { call: "list projects", cause: Cause::Forbidden(problem(403, "Forbidden")) };
        assert_says(
            &asked_about(status, key).news(News::Work(WorkNews::ProjectsRead(Err(error)))),
            "Environments could not be read",
        );
        let known = knows_usage(harness.clone());
        assert_says(&known, "Default runner of 3 environments, 1 project could not be read");
        assert_says(&known, "Finance / finance-prod, Orders / orders-prod, Orders / orders-uat");
        // Nothing moves when it comes.
        let row_of = |harness: &Harness| harness.text().lines().position(|line| line.contains("[ n  No ]"));
        assert_eq!(row_of(&harness), row_of(&known), "{key}");
    }
}

#[test]
fn who_depends_on_the_runner_must_have_been_drawn_before_an_answer_counts() {
    let known = || News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage()))));
    for (key, status, change) in COMMANDS {
        let asked = asked_about(status, key).send_undrawn(Message::Account(AccountId::FIRST, known()));
        let mut harness = asked.send_undrawn(Harness::key_messages("y").remove(0));
        assert_eq!(changes(&mut harness), vec![], "{key}");
        let mut harness = harness.send(Message::Drawn).keys("y");
        assert_eq!(changes(&mut harness), sent(change.clone()), "{key}");
        // The same again takes no answer away.
        let asked = knows_usage(asked_about(status, key)).send_undrawn(Message::Account(AccountId::FIRST, known()));
        let mut harness = asked.send_undrawn(Harness::key_messages("y").remove(0));
        assert_eq!(changes(&mut harness), sent(change), "{key}");
    }
}

#[test]
fn it_says_what_the_action_does() {
    for (key, status, decisive, more) in [
        (
            "r",
            "running",
            vec!["Each instance finishes its tasks, stops and is replaced.", "new tasks wait in the queue"],
            vec!["should not fail", "scaled to 0"],
        ),
        (
            "p",
            "running",
            vec!["queued safely", "Resume ends the pause"],
            vec!["a whole pipeline does not", "Scheduled runs queue too"],
        ),
        ("p", "paused", vec!["Queued tasks start at once: expect a burst."], vec![]),
    ] {
        let harness = asked_about(status, key);
        let opened = harness.clone().keys("?");
        for part in decisive {
            assert_tells(&harness, part);
            assert_tells(&opened, part);
        }
        for part in more {
            assert_does_not_say(&harness, part);
            assert_tells(&opened, part);
            assert_does_not_say(&opened.clone().keys("?"), part);
        }
    }
    let paused = || Runner { paused_until: Some("2026-11-23T16:30:00Z".parse().unwrap()), ..in_status("paused") };
    let harness = list_of(paused()).keys("p").details(id().as_str(), |row| row);
    assert_tells(&harness, "Without a resume the pause ends by itself: 23 Nov, 16:30.");
    let harness = list_of(paused().offline()).keys("p").details(id().as_str(), |row| row);
    assert_tells(&harness, "queued work will not start.");
}

#[test]
fn every_question_reads_who_depends_on_the_runner_and_says_so() {
    for keys in ["r", "p", "<enter>u", "<enter>/version track<enter><enter>"] {
        let mut harness = Harness::sized(100, 40).fleet(vec![in_status("running")]);
        harness.effects();
        let mut harness = harness.keys(keys);
        let effects = harness.effects();
        let is_question = harness.text().contains("[ n  No ]") || harness.text().contains("Reading the status again");
        assert!(is_question, "{keys}:\n{}", harness.text());
        let reads = Effect::Account(AccountId::FIRST, Request::ReadWork(WorkPart::Projects));
        assert!(effects.contains(&reads), "{keys}: {effects:?}");
        assert_says(&harness, "Reading the environments");
        assert_tells(&knows_usage(harness), "Finance / finance-prod");
    }
}

#[test]
fn the_footer_names_the_answers_at_every_size() {
    for (key, status, verb) in [("r", "running", "restart"), ("p", "running", "pause"), ("p", "paused", "resume")] {
        for (columns, rows) in [(40, 10), (80, 24), (160, 45)] {
            let harness = asked_about(status, key).resized(columns, rows);
            assert_says(&harness, &format!("n no  y {verb}  tab choose"));
            assert_says(&harness, "[ n  No ] [ y  ");
        }
    }
}

#[test]
fn read_only_refuses_with_the_reason_wherever_it_is_asked() {
    for keys in [
        "r",
        "p",
        "<ctrl-d>",
        "ar",
        "ap",
        "a<ctrl-d>",
        "ajj<enter>",
        "ajjjjj<enter>",
        "<enter>r",
        "<enter>p",
        "<enter>ar",
    ] {
        let harness =
            Harness::with(100, 40, ThemeName::Ansi, &Symbols::UNICODE, true).fleet(vec![in_status("running")]);
        let mut harness = harness.keys(keys);
        assert_says(&harness, "Read-only: nothing can be changed from here");
        assert!(!is_asking(&harness), "{keys}");
        harness = harness.keys("y<enter>");
        assert_eq!(changes(&mut harness), vec![], "{keys}");
    }
    // For several too, and nothing is even asked.
    let harness = Harness::with(100, 40, ThemeName::Ansi, &Symbols::UNICODE, true);
    let harness = harness.fleet(vec![runner("a"), runner("b")]);
    for keys in ["*r", "*p", "*<ctrl-d>", "*ajj<enter>"] {
        let mut harness = harness.clone().keys(keys);
        assert_says(&harness, "Read-only");
        harness = harness.keys("y");
        assert_eq!((changes(&mut harness), harness.app.context()), (vec![], Context::List), "{keys}");
    }
}

#[test]
fn a_frozen_list_does_not_hold_a_question_back() {
    let mut harness = list_of(in_status("running")).keys("fr").details(id().as_str(), |row| row);
    harness.effects();
    assert_eq!(changes(&mut harness.keys("y")), sent(RESTART));
}

#[test]
fn y_counts_only_once_all_that_decides_was_in_view() {
    for (key, status, change) in COMMANDS.into_iter().take(2) {
        let low = || asked_about(status, key).resized(30, 8).send(Message::Drawn);
        let asked = || {
            let mut harness =
                Harness::sized(30, 8).fleet(vec![in_status(status)]).keys(key).details(id().as_str(), |row| row);
            harness.effects();
            harness
        };
        for hasty in ["yyyo", "<tab><enter>", "?y", "??y"] {
            let mut harness = asked().slowly(hasty);
            assert_eq!(changes(&mut harness), vec![], "{key}{hasty}");
            assert_says(&harness, "Read to the end first: PgDn");
        }
        let harness = asked().keys("yyyo");
        for way in ["GGGGGGGy", "GGGGGGG<pgup>y", "GGGGGGG<tab><enter>"] {
            let way = way.replace('G', "<pgdn>");
            assert_eq!(changes(&mut harness.clone().slowly(&way)), sent(change.clone()), "{key}{way}");
        }
        // What was in view before it was made smaller counts.
        assert_eq!(changes(&mut low().keys("y")), sent(change), "{key}");
    }
}

#[test]
fn a_yes_that_is_held_down_does_not_answer_the_question_that_comes_back() {
    for answer in [no_answer(), refused("it is running")] {
        let harness = asked_about("running", "r").keys("y");
        // A keyboard waits for half a second, then it repeats the key 30 times a second.
        let mut harness = harness.after(SECOND / 2).keys("y").answered(Err(answer));
        harness.effects();
        for _ in 0..60 {
            harness = harness.after(SECOND / 30).keys("y");
            assert_eq!(changes(&mut harness), vec![]);
        }
        assert_says(&harness, "Let the key go, and press it again after 1 s");
        // What the question says of its runner changes, and the key still does not count.
        harness = harness.fleet(vec![in_status("running").described("other")]).fleet(vec![in_status("paused")]);
        assert_says(&harness, "Let the key go, and press it again after 1 s");
        harness = harness.after(SECOND).keys("y");
        assert_eq!(changes(&mut harness), sent(RESTART), "{}", harness.text());
    }
}
