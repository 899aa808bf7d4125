//! What becomes of a regeneration: the new pair, a refusal, no answer, or nobody who looks at it any more.

use trackside::account::Request;
use trackside::api::Problem;
use trackside::domain::AccountId;

use super::*;
use crate::support::fixtures::{SECOND, problem};

/// The question, answered, and the ticket of what was sent.
fn sent() -> (Harness, u64) {
    let mut harness = tab().keys("R").details(id().as_str(), |row| row).keys(NAME).keys("<enter>");
    harness.effects();
    harness = harness.after(SECOND).keys("<enter>");
    let ticket = ticket(&mut harness);
    (harness, ticket)
}

/// The new pair on the screen.
fn regenerated() -> Harness {
    let (harness, ticket) = sent();
    harness.send(read(ticket, Ok(pair())))
}

/// The line of the usual runner in the list.
fn row(harness: &Harness) -> String {
    let text = harness.text();
    text.lines().find(|line| line.contains(NAME) && line.contains("AWS")).unwrap().to_owned()
}

#[test]
fn the_new_pair_is_shown_as_after_revealing_with_what_to_do_next() {
    let mut harness = regenerated();
    assert_shown(&harness);
    assert_says(&harness, "This is the new pair. The old secret is revoked.");
    assert_says(&harness, "Hides in 20 s");
    let harness_below = harness.keys("G");
    assert_says(&harness_below, "What to do now");
    assert_says(&harness_below, "Restart the ECS service there");
    harness = harness_below.keys("c");
    assert!(matches!(&harness.effects()[..], [Effect::Copy(clip)] if clip.text.expose() == SECRET));
    let harness = harness.after(SECOND * 20);
    assert_hidden(&harness, "its time is up");
    assert_says(&harness.keys("G"), "What to do now");
}

#[test]
fn its_way_is_written_down_without_the_pair() {
    let harness = regenerated();
    assert_eq!(harness.journal.len(), 1, "{:?}", harness.journal);
    let journal = format!("{:?}", harness.journal);
    assert!(journal.contains("regenerate the credentials") && !journal.contains("canary"), "{journal}");
    assert!(!format!("{:?}", harness.alerts).contains("canary"));
    let harness = harness.keys("7");
    assert_says(&harness, "Requested from here: Regenerate");
    assert_says(&harness, "Finished after 0s: Regenerate");
    assert_hidden(&harness, "another tab");
}

#[test]
fn the_runner_is_marked_until_it_is_seen_at_work_with_the_new_secret() {
    let harness = regenerated().keys("<esc><esc>").after(SECOND * 9);
    assert!(row(&harness).contains("↻"), "{}", harness.text());
    assert_says(&harness, "Store the new secret in the cloud console, then restart.");
    // Still Running, as before; then cut off; then at work again.
    let harness = harness.fleet(with_status("running")).fleet(with_status("unknown"));
    assert!(row(&harness).contains("↻"), "{}", harness.text());
    let harness = harness.fleet(with_status("pending"));
    assert!(row(&harness).contains("↻"), "{}", harness.text());
    let harness = harness.fleet(with_status("running"));
    assert!(!row(&harness).contains("↻"), "{}", harness.text());
    assert_does_not_say(&harness.keys("<enter>4G"), "What to do now");
}

#[test]
fn a_refusal_is_said_where_it_was_asked_for_and_can_be_tried_again() {
    for (cause, words) in [
        (Cause::Forbidden(problem(403, "Forbidden")), "Forbidden (403)"),
        (Cause::NotFound(problem(404, "Not Found")), "The runner is not there any more."),
        (Cause::Refused(problem(409, "Conflict")), "Conflict (409)"),
        (Cause::Unreachable("connection refused".into()), "connection refused"),
        (Cause::RateLimited(SECOND), "rate"),
    ] {
        let (harness, ticket) = sent();
        let mut harness = harness.send(read(ticket, failed(cause)));
        assert_says(&harness, words);
        assert_asks(&harness, "Type maia-prod-eu-1");
        assert_does_not_say(&harness, "Not sent yet");
        harness.effects();
        harness = harness.after(SECOND * 2).keys("<enter>");
        assert_eq!(harness.effects(), [], "nothing is sent again by itself, or by one Enter");
        harness = harness.after(SECOND * 2).keys("<enter>");
        assert!(
            matches!(&harness.effects()[..], [Effect::Account(AccountId::FIRST, Request::RefreshCredentials { ticket: new, .. })] if *new != ticket)
        );
        assert!(!row(&harness.keys("<esc><esc>")).contains("↻"), "nothing was replaced");
    }
}

#[test]
fn a_refusal_that_nobody_waited_for_is_said_all_the_same() {
    let (harness, ticket) = sent();
    let harness = harness.keys("<esc><esc>").send(read(ticket, failed(Cause::Forbidden(problem(403, "Forbidden")))));
    assert_says(&harness, "Regenerate refused for maia-prod-eu-1: ");
}

#[test]
fn a_lost_answer_says_what_may_have_happened_and_offers_the_way_out() {
    for cause in [
        Cause::TimedOut(SECOND * 30),
        Cause::NoAnswer("the connection broke".into()),
        Cause::Server(Problem { status: 502, ..Problem::default() }),
        Cause::NotUnderstood("no client secret".into()),
        Cause::TooLarge(5),
    ] {
        let lost = || {
            let (harness, ticket) = sent();
            harness.send(read(ticket, failed(cause.clone())))
        };
        assert_says(&lost(), "The old secret of maia-prod-eu-1 may be revoked. See the tab Credentials.");
        // It is said until it is settled, whatever else happens.
        let later = lost().keys("4").resized(80, 24).send(Message::FocusLost).keys("14").after(SECOND * 60);
        assert_says(
            &later,
            "Whether the secret was replaced is not known. The old one may be dead. x reads the secret that",
        );
        assert_says(&later.keys("G"), "What to do now");
        let harness = lost();
        let harness = answered(harness.keys("x"), Ok(pair()));
        assert_shown(&harness);
        assert_does_not_say(&harness, "may be dead");
        let harness = harness.keys("7");
        assert_says(&harness, "may have arrived: Regenerate");
        assert!(row(&harness.keys("<esc>")).contains("↻"));
    }
}

#[test]
fn a_pair_that_nobody_looks_at_is_wiped_and_its_making_said() {
    type Way = fn(Harness) -> Harness;
    let ways: [(&str, Way); 6] = [
        ("closed", |harness| harness.keys("<esc>")),
        ("closed, and on another tab", |harness| harness.keys("<esc>1")),
        ("closed, and at another runner", |harness| harness.keys("<esc>J")),
        ("closed, and in the list", |harness| harness.keys("<esc><esc>")),
        ("closed, and here again", |harness| harness.keys("<esc><esc><enter>4")),
        ("another window in front", |harness| harness.send(Message::FocusLost)),
    ];
    for (name, way) in ways {
        let (harness, ticket) = sent();
        let harness = way(harness).send(read(ticket, Ok(pair())));
        assert_hidden(&harness, name);
        assert_says(&harness, "New secret for maia-prod-eu-1. See the tab Credentials.");
        assert_does_not_say(&harness, "Type maia-prod-eu-1");
        let harness = harness.send(Message::FocusGained).keys("<esc><esc><esc>");
        assert!(row(&harness).contains("↻"), "{name}");
    }
}

#[test]
fn a_pair_of_a_runner_that_vanished_is_not_shown() {
    let rest = runners().into_iter().filter(|runner| runner.id != id()).collect();
    let (harness, ticket) = sent();
    let harness = harness.only(rest).send(read(ticket, Ok(pair())));
    assert_hidden(&harness, "gone");
}

#[test]
fn a_new_pair_that_does_not_fit_is_said_to_be_there() {
    let (harness, ticket) = sent();
    let harness = harness.send(read(ticket, Ok(pair_of(ID, &"canary".repeat(800)))));
    assert_hidden(&harness, "too long");
    assert_says(&harness, "New secret for maia-prod-eu-1. See the tab Credentials.");
    assert_says(&harness, "The credentials do not fit on this screen. Copying still works.");
}

#[test]
fn one_is_on_its_way_at_a_time_and_what_it_shows_is_not_the_old_pair() {
    let (harness, ticket) = sent();
    let mut harness = harness.keys("<esc>R");
    assert_says(&harness, "A secret is being replaced; wait for the answer");
    assert_eq!(
        harness.effects(),
        [Effect::Account(AccountId::FIRST, Request::TakeBack(ticket))],
        "if it has not left, it never does"
    );
    assert_says(&harness, "Regenerating");
    harness = harness.keys("xci");
    assert_eq!(harness.effects(), []);
    // Opened anew, the pair can be asked for; should it be the old one, it goes when the new one is there.
    let mut harness = harness.keys("<esc><enter>4");
    harness.effects();
    let harness = answered(harness.keys("x"), Ok(pair()));
    assert_shown(&harness);
    assert_hidden(&harness.send(read(ticket, Ok(pair()))), "the old one");
}

#[test]
fn a_task_that_dies_does_not_lose_a_secret_that_another_replaces() {
    let (harness, ticket) = sent();
    let mut harness = harness.send(Message::TaskFailed("copying"));
    assert_eq!(harness.effects(), [], "what is on its way stays on its way");
    assert_shown(&harness.send(read(ticket, Ok(pair()))));
}

#[test]
fn a_request_that_fails_inside_trackside_is_a_lost_answer() {
    let (harness, ticket) = sent();
    let cause = Cause::NoAnswer("a fault inside trackside".into());
    let lost = Err(ApiError { call: "refresh the credentials", cause });
    let harness = harness.news(News::CredentialsRead { ticket, id: id(), outcome: lost });
    assert_says(&harness, "The old one may be dead. x reads the secret that counts now.");
    let harness = harness.send(read(ticket, Ok(pair())));
    assert_hidden(&harness, "nobody waits for it any more");
    assert_shown(&answered(harness.keys("x"), Ok(pair())));
}
