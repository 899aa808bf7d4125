//! What is told of an action that was refused, or of which nobody knows; and what is written down.

use trackside::account::{News, Request};
use trackside::api::Priority;
use trackside::domain::{AccountId, JournalNote};
use trackside::tui::keymap::Context;

use super::*;

/// The answer to the usual runner's restart.
fn restarted(answer: Result<(), Cause>) -> Harness {
    asked_about("running", "r").keys("y").answered(answer)
}

#[test]
fn a_refusal_stands_in_the_question_with_the_control_planes_words() {
    let conflict = Cause::Refused(trackside::api::Problem {
        detail: Some("It is being updated.".into()),
        ..problem(409, "Conflict")
    });
    for (cause, words) in [
        (refused("agentStatus: must be running"), vec!["Bad Request (400)", "agentStatus: must be running"]),
        (conflict, vec!["It is being updated. (409)"]),
        (Cause::Forbidden(problem(403, "Forbidden")), vec!["Forbidden (403)", "needs the role Super Admin or Admin"]),
        (Cause::NotFound(problem(404, "Not Found")), vec!["The runner is not there any more."]),
        (Cause::Unreachable("connection refused".into()), vec!["connection refused"]),
    ] {
        let mut harness = restarted(Err(cause.clone()));
        assert_eq!(harness.effects().len(), 1, "nothing is read: nothing was changed");
        for part in &words {
            assert_says(&harness, part);
        }
        assert_eq!(harness.app.context(), Context::Question);
        assert_does_not_say(&harness, "↻");
        harness = harness.after(SECOND * 100);
        assert_eq!(changes(&mut harness), vec![], "it is not sent again by itself");
        let mut harness = restarted(Err(cause)).keys("<enter>");
        harness.effects();
        assert_eq!(harness.app.context(), Context::List, "the bar is on No again");
    }
}

#[test]
fn a_key_that_is_still_held_when_the_refusal_comes_does_not_send_again() {
    let answer = |harness: Harness| {
        let error = ApiError { call: "restart the runner", cause: refused("no") };
        harness.send_undrawn(Message::Account(
            AccountId::FIRST,
            News::Changed { ticket: 1, id: id(), outcome: Err(error) },
        ))
    };
    let harness = answer(asked_about("running", "r").keys("y"));
    let mut harness = Harness::key_messages("yyy").into_iter().fold(harness, Harness::send_undrawn);
    assert_eq!(changes(&mut harness).len(), 1, "the refusal was not on the screen yet");
    // By hand it can be asked for again, once the key was let go.
    let mut harness = harness.send(Message::Drawn).after(SECOND).keys("y");
    assert_eq!(changes(&mut harness), sent(RESTART));
}

#[test]
fn no_answer_is_told_as_not_known_and_the_runner_is_read_and_nothing_sent_again() {
    let mut harness = restarted(Err(no_answer()));
    assert_eq!(
        harness.effects()[1..],
        [Effect::Account(AccountId::FIRST, Request::ReadDetails(id(), Priority::Watching))]
    );
    assert_says(&harness, "No answer came. The request may have arrived or not.");
    for _ in 0..100 {
        harness = harness.after(SECOND).details(id().as_str(), |row| row);
        let effects = harness.effects();
        assert_only_watches(&effects);
    }
    assert_eq!(harness.alerts, ["Restart of maia-prod-eu-1: still Running after 60 s, never left that status"]);
    // It may have arrived all the same.
    let harness = restarted(Err(no_answer())).details(id().as_str(), |row| row.status("stopping"));
    let harness = harness.after(SECOND * 2).details(id().as_str(), |row| row.status("running"));
    assert_eq!(harness.alerts, ["Restart of maia-prod-eu-1 finished: Running again after 2 s"]);
    let text = harness.keys("<esc><enter>7").text();
    assert!(text.contains("No answer, may have arrived: Restart") && !text.contains("Failed"), "{text}");
}

#[test]
fn an_error_in_answer_is_no_missing_answer_and_a_second_restart_is_called_so() {
    let failure = || Cause::Server(problem(503, "Service Unavailable"));
    let harness = restarted(Err(failure()));
    assert_tells(&harness, "The control plane answered with an error. The request may have arrived or not.");
    assert_does_not_say(&harness, "No answer");
    assert_eq!(harness.text().matches("Service Unavailable").count(), 1);
    assert_says(&harness, "May already have arrived: y sends a second restart.");
    let harness = asked_about("running", "r").keys("y<esc>").answered(Err(failure()));
    assert_tells(&harness, "Restart of maia-prod-eu-1: error in answer. The request may have arrived.");
    // Also where it was accepted; of what is another command nothing is said.
    let harness = restarted(Ok(()));
    assert_does_not_say(&harness.clone().keys("p"), "sends a second");
    assert_says(&harness.keys("r"), "Already requested: y sends a second restart.");
}

#[test]
fn an_answer_to_a_question_that_was_left_is_told_with_the_name() {
    let left = |answer| asked_about("running", "r").keys("y<esc>").answered(answer);
    for (answer, words) in [
        (Ok(()), "Restart of maia-prod-eu-1 requested. Waiting for the runner to report it."),
        (Err(refused("no")), "Restart of maia-prod-eu-1 refused: Bad Request (400); no"),
        (Err(no_answer()), "Restart of maia-prod-eu-1: no answer. The request may have arrived."),
    ] {
        assert_tells(&left(answer), words);
    }
}

#[test]
fn a_refused_removal_keeps_the_name_and_needs_both_enters_again() {
    let asked = || asked_about("running", "<ctrl-d>").keys(NAME);
    let mut harness = enter_twice(asked()).answered(Err(refused("it is running")));
    assert_eq!(harness.effects().len(), 1);
    assert_says(&harness, "it is running");
    let mut harness = harness.after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![]);
    let mut harness = harness.after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), sent(Change::Remove));
    let harness = enter_twice(asked()).answered(Err(Cause::Forbidden(problem(403, "Forbidden"))));
    assert_says(&harness, "Super Admin or Admin");
    let mut harness = enter_twice(asked()).answered(Err(no_answer()));
    assert_says(&harness, "No answer came. The request may have arrived or not.");
    assert_eq!(
        harness.effects()[1..],
        [Effect::Account(AccountId::FIRST, Request::ReadDetails(id(), Priority::Watching))]
    );
}

#[test]
fn what_is_to_be_written_down_goes_with_the_request() {
    for (key, status, change) in COMMANDS {
        let harness = asked_about(status, key).keys("y");
        let note = JournalNote { name: NAME.into(), action: change.phrase(None), may_be_missing: false, step: None };
        assert_eq!(harness.journal, [note]);
    }
    let harness = enter_twice(asked_about("stopped", "<ctrl-d>").keys(NAME));
    assert_eq!((harness.journal[0].name.raw(), harness.journal[0].action.as_str()), (NAME, "remove"));
}

#[test]
fn only_who_saw_that_the_journal_cannot_be_written_does_something_without_it() {
    let failed = || Message::JournalFailed("no space left".into());
    let may_be_missing = |harness: &Harness| harness.journal.last().unwrap().may_be_missing;
    assert!(may_be_missing(&asked_about("running", "r").send(failed()).keys("y")));
    // It failed after the last frame.
    assert!(!may_be_missing(&asked_about("running", "r").send_undrawn(failed()).keys("y")));
    // It works again.
    assert!(!may_be_missing(&asked_about("running", "r").send(failed()).send(Message::JournalRestored).keys("y")));
    let removal = enter_twice(asked_about("stopped", "<ctrl-d>").send(failed()).keys(NAME));
    assert!(may_be_missing(&removal));
    let harness = asked_about("running", "r").send(failed()).send(Message::JournalRestored);
    assert_does_not_say(&harness, "cannot be written");
}

#[test]
fn what_was_not_sent_is_told_as_not_sent_with_when_to_try_again() {
    let too_many = || Cause::RateLimited(SECOND * 20);
    let words = "Not sent: rate limit reached, wait 20 s.";
    let mut harness = restarted(Err(too_many()));
    assert_eq!(harness.effects().len(), 1, "nothing is read: nothing was changed");
    assert_says(&harness, words);
    assert_does_not_say(&harness, "↻");
    harness = harness.after(SECOND * 100);
    assert_eq!(changes(&mut harness), vec![], "it is not sent again by itself");
    assert_tells(&harness.keys("<esc><enter>7"), "Not sent: Restart (rate limit reached");
    assert_says(&enter_twice(asked_about("stopped", "<ctrl-d>").keys(NAME)).answered(Err(too_many())), words);

    let harness = asked_about("running", "r").keys("y<esc>").answered(Err(Cause::TakenBack));
    assert_says(&harness, "Restart not sent to maia-prod-eu-1: taken back in time");
    assert_does_not_say(&harness, "↻");
}

#[test]
fn esc_takes_back_what_has_not_left_and_says_when_it_was_too_late() {
    let mut waiting = asked_about("running", "r").keys("y");
    assert_says(&waiting, "Not sent yet: esc takes the request back.");
    waiting.effects();
    let mut left = waiting.clone().keys("<esc>");
    assert_eq!(left.effects(), [Effect::Account(AccountId::FIRST, Request::TakeBack(1))]);
    assert_eq!(left.app.context(), Context::List);
    // It left meanwhile.
    let left = left.news(News::Departed(1));
    assert_says(&left, "Too late to stop: Restart was already sent to maia-prod-eu-1.");

    let sent = waiting.news(News::Departed(1));
    assert_says(&sent, "Sent. Waiting for the answer.");
    let mut given_up = sent.clone().keys("<esc>");
    assert_eq!(
        given_up.effects(),
        [Effect::Account(AccountId::FIRST, Request::TakeBack(1))],
        "a refusal that brings it back is the end of it"
    );
    assert_says(&given_up, "The request was already sent. The answer will be shown here.");

    // A 401 brought it back: it waits for a new token.
    let back = sent.news(News::CameBack(1));
    assert_says(&back, "Not sent yet: esc takes the request back.");
    let mut back = back.keys("<esc>");
    assert_eq!(back.effects(), [Effect::Account(AccountId::FIRST, Request::TakeBack(1))]);
    assert_does_not_say(&back, "had been sent already");
}

#[test]
fn a_task_that_dies_takes_nothing_with_it_but_what_it_carried() {
    let mut harness = asked_about("running", "r").keys("y");
    harness.effects();
    let mut harness = harness.send(Message::TaskFailed("Copying"));
    assert_eq!(harness.effects(), []);
    assert_says(&harness, "Not sent yet");
    assert_says(&harness, "Copying failed (a fault inside trackside).");
    let harness = harness.news(News::Departed(1)).news(News::Changed { ticket: 1, id: id(), outcome: Ok(()) });
    assert_says(&harness, "Restart of maia-prod-eu-1 requested. Waiting for");
}

#[test]
fn a_removal_is_taken_back_by_esc_and_quitting_leaves_it_to_the_runtime() {
    let mut harness = enter_twice(asked_about("stopped", "<ctrl-d>").keys(NAME));
    harness.effects();
    assert_eq!(harness.clone().keys("<esc>").effects(), [Effect::Account(AccountId::FIRST, Request::TakeBack(1))]);
    assert_eq!(harness.keys("<ctrl-c>").effects(), [Effect::Quit { keep_frame: false }]);
}

#[test]
fn before_anything_is_done_it_is_said_that_the_journal_cannot_be_written() {
    let failed = |harness: Harness| harness.send(Message::JournalFailed("no space left".into()));
    assert_says(&failed(list_of(in_status("running"))), "The journal cannot be written: no space left");
    let words = "This will not be in the journal, which cannot be written: no space left";
    for (key, status, _) in COMMANDS {
        assert_tells(&failed(list_of(in_status(status))).keys(key), words);
        // Also where it comes to light while the question is open.
        assert_tells(&failed(asked_about(status, key)), words);
    }
    assert_tells(&failed(list_of(in_status("stopped"))).keys("<ctrl-d><pgup><pgup>"), words);
    let fleet = vec![runner("a"), runner("b")];
    let harness = failed(Harness::sized(100, 40).fleet(fleet.clone()).keys("*r")).fleet(fleet);
    assert_tells(&harness, words);
}

#[test]
fn a_task_that_dies_holds_no_question_for_ever() {
    let failed = || Err(Cause::NoAnswer("a fault inside trackside".into()));
    let harness = asked_about("running", "r").keys("y").answered(failed());
    assert_says(&harness, "No answer came. The request may have arrived or not.");
    let harness = enter_twice(asked_about("stopped", "<ctrl-d>").keys(NAME)).answered(failed());
    assert_says(&harness, "No answer came. The request may have arrived or not.");
}
