//! What was sent from a dialog: one of open, sent and refused, and what is said of it.

use trackside::tui::keymap::{Context, Keymap};
use trackside::tui::screens::parts::instruction::Instruction;
use trackside::tui::screens::parts::refusal::Refusal;
use trackside::tui::screens::parts::submission::Submission;
use trackside::tui::ui::Role;

const WAITING: &str = "Not sent yet: esc takes the request back.";
const TAKING_BACK: &str = "The runner has changed: the request is being taken back.";
const LEFT: &str = "Sent. Waiting for the answer.";

/// News of the request.
type Step = fn(&mut Submission);

fn sent() -> Submission {
    let mut submission = Submission::default();
    submission.sent(7);
    submission
}

fn refused() -> Submission {
    let mut submission = sent();
    submission.refused(Refusal::note("It was refused.".to_owned()));
    submission
}

#[test]
fn a_request_is_followed_until_its_answer() {
    let steps: [(Step, &str); 5] = [
        (|_| {}, WAITING),
        (|submission| submission.departed(7), LEFT),
        (|submission| submission.came_back(7), WAITING),
        (|submission| submission.is_taken_back(7), TAKING_BACK),
        (|submission| submission.departed(7), LEFT),
    ];
    let mut submission = sent();
    for (step, words) in steps {
        step(&mut submission);
        assert_eq!(submission.messages(Context::Question, &Keymap::default()), [(words.to_owned(), Role::InMotion)]);
        assert_eq!(submission.ticket(), Some(7));
        assert!(submission.is_sending() && !submission.is_refused());
    }
}

#[test]
fn news_of_another_request_changes_nothing() {
    for mut submission in [Submission::default(), sent(), refused()] {
        let before = submission.clone();
        submission.departed(8);
        submission.is_taken_back(8);
        submission.came_back(8);
        assert_eq!(submission, before);
        assert!(!submission.waits_for(8));
    }
}

#[test]
fn what_left_and_was_refused_can_be_sent_again() {
    let mut submission = refused();
    assert_eq!(
        submission.messages(Context::Question, &Keymap::default()),
        [("It was refused.".to_owned(), Role::Attention)]
    );
    assert!(submission.is_refused() && !submission.is_sending());
    submission.departed(7);
    assert!(submission.is_refused(), "the answer came before that it left");
    submission.sent(8);
    assert_eq!(submission.messages(Context::Question, &Keymap::default()), [(WAITING.to_owned(), Role::InMotion)]);
    assert!(submission.waits_for(8));
}

#[test]
fn a_refusal_is_forgotten_and_a_request_is_not() {
    let mut submission = refused();
    submission.forget_refusal();
    assert_eq!(submission, Submission::default());
    assert_eq!(submission.messages(Context::Question, &Keymap::default()), []);
    let mut submission = sent();
    submission.forget_refusal();
    assert_eq!(submission, sent());
}

#[test]
fn closing_takes_back_only_what_waits_for_its_answer() {
    assert_eq!(sent().close(), [Instruction::Close, Instruction::TakeBack(7)]);
    assert_eq!(Submission::default().close(), [Instruction::Close]);
    assert_eq!(refused().close(), [Instruction::Close]);
}
