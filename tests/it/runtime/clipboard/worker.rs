//! One way after the other, in order, and clearing.

use trackside::options::ClipboardRoute::{Auto, Native, Off, Osc52, Tmux};
use trackside::terminal::clipboard::osc52;
use trackside::terminal::clipboard::{Cleared, HandedOver, Keeping, NotCopied, Route};

use super::{IN_TMUX, PLAIN, clear, clipboard, close, copy, harmless, secret};

const TOKEN: &str = "\x1b]52;c;dG9rZW4=\x1b\\";

fn emptied() -> String {
    osc52::empty(Route::Terminal).expose().to_owned()
}

#[tokio::test]
async fn a_text_goes_to_the_terminal_through_the_loop() {
    let mut clipboard = clipboard(Auto, PLAIN);
    let (outcome, sequence) = copy(&mut clipboard, harmless("token")).await;
    assert_eq!(outcome, Ok(HandedOver { route: Route::Terminal, keeping: Keeping::Beyond, failed: vec![] }));
    assert_eq!(sequence.as_deref(), Some(TOKEN));
}

#[tokio::test]
async fn the_terminals_limit_holds_inside_tmux_too_and_what_happened_is_said() {
    let mut clipboard = clipboard(Auto, IN_TMUX);
    let (outcome, sequence) = copy(&mut clipboard, harmless(&"x".repeat(osc52::MAX_TEXT_BYTES + 1))).await;
    let reason = "terminals take no more than 74,994 bytes";
    let failed = vec![(Route::Tmux, reason.into()), (Route::TerminalThroughTmux, reason.into())];
    assert_eq!(outcome, Err(NotCopied::Failed(failed)));
    assert_eq!(sequence, None);
}

#[tokio::test]
async fn nothing_is_written_that_was_not_asked_for() {
    let mut clipboard = clipboard(Auto, PLAIN);
    assert_eq!(clear(&mut clipboard).await, (Cleared::HeldAnother, None));
    assert!(copy(&mut clipboard, harmless("token")).await.0.is_ok());
    assert_eq!(clear(&mut clipboard).await, (Cleared::HeldAnother, None));
    assert_eq!(close(clipboard).await, "");
}

#[tokio::test]
async fn what_must_not_stay_is_cleared_once() {
    let mut clipboard = clipboard(Osc52, PLAIN);
    assert!(copy(&mut clipboard, secret("token")).await.0.is_ok());
    assert_eq!(clear(&mut clipboard).await, (Cleared::Asked, Some(emptied())));
    assert_eq!(clear(&mut clipboard).await, (Cleared::HeldAnother, None));
    assert_eq!(close(clipboard).await, "");
}

#[tokio::test]
async fn what_was_copied_last_decides() {
    let mut clipboard = clipboard(Osc52, PLAIN);
    assert!(copy(&mut clipboard, secret("token")).await.0.is_ok());
    assert!(copy(&mut clipboard, harmless("id")).await.0.is_ok());
    assert_eq!(clear(&mut clipboard).await, (Cleared::HeldAnother, None));
    assert!(copy(&mut clipboard, secret("token")).await.0.is_ok());
    assert_eq!(close(clipboard).await, emptied());
}

#[tokio::test]
async fn a_text_that_was_not_copied_leaves_the_one_before_it_to_be_cleared() {
    let mut clipboard = clipboard(Osc52, PLAIN);
    assert!(copy(&mut clipboard, secret("token")).await.0.is_ok());
    for clip in [harmless, secret] {
        let (outcome, sequence) = copy(&mut clipboard, clip(&"x".repeat(osc52::MAX_TEXT_BYTES + 1))).await;
        let reason = "terminals take no more than 74,994 bytes".into();
        assert_eq!(outcome, Err(NotCopied::Failed(vec![(Route::Terminal, reason)])));
        assert_eq!(sequence, None);
    }
    assert_eq!(clear(&mut clipboard).await, (Cleared::Asked, Some(emptied())));
    assert_eq!(clear(&mut clipboard).await, (Cleared::HeldAnother, None));
}

#[tokio::test]
async fn the_end_waits_for_what_is_still_to_be_written() {
    let mut clipboard = clipboard(Osc52, PLAIN);
    assert!(copy(&mut clipboard, harmless("id")).await.0.is_ok());
    clipboard.copy(secret("token"));
    tokio::task::yield_now().await;
    // Its answer has not been taken yet.
    assert_eq!(close(clipboard).await, format!("{TOKEN}{}", emptied()));
}

#[tokio::test]
async fn a_session_without_a_way_says_so() {
    for (wish, session, refusal) in [
        (Off, IN_TMUX, NotCopied::Off),
        (Off, PLAIN, NotCopied::Off),
        (Tmux, PLAIN, NotCopied::NoRoute),
        (Native, PLAIN, NotCopied::NoRoute),
    ] {
        let mut clipboard = clipboard(wish, session);
        assert_eq!(copy(&mut clipboard, secret("token")).await, (Err(refusal), None), "{wish:?}");
        assert_eq!(close(clipboard).await, "");
    }
}

#[tokio::test]
async fn what_is_said_of_a_text_does_not_show_it() {
    let mut clipboard = clipboard(Osc52, PLAIN);
    clipboard.copy(secret("token"));
    let answer = format!("{:?}", clipboard.next().await.unwrap());
    assert!(!answer.contains("token") && !answer.contains("dG9rZW4"), "{answer}");
}

#[tokio::test]
async fn ways_that_are_known_later_count_from_then_on() {
    let mut clipboard = clipboard(Auto, PLAIN);
    clipboard.take_routes(vec![Route::TerminalThroughTmux]);
    let (outcome, _) = copy(&mut clipboard, harmless("token")).await;
    assert_eq!(outcome.unwrap().route, Route::TerminalThroughTmux);
}
