//! What is said of a copy, how long it may stay, and what became of clearing it.

use std::time::Duration;

use trackside::runtime::recorder::{Answer, Found, Notice, Query};
use trackside::store::Choice;
use trackside::terminal::clipboard::{Cleared, HandedOver, Keeping, NotCopied, Route};

use super::*;
use crate::support::fixtures::SECOND;

fn copied(what: &str, clear_after: Option<Duration>, outcome: Result<Route, NotCopied>) -> Message {
    let outcome = outcome.map(|route| HandedOver { route, keeping: Keeping::Beyond, failed: Vec::new() });
    Message::Copied { what: what.to_owned(), clear_after, outcome }
}

fn secret_copied(route: Route) -> Message {
    copied("Client secret", Some(SECOND * 45), Ok(route))
}

/// The tab after the secret was handed over, and after the notice of that.
fn handed_over() -> Harness {
    let mut harness = tab().send(secret_copied(Route::Terminal));
    harness.effects();
    harness
}

#[test]
fn what_became_of_a_copy_is_said_and_no_more() {
    for (route, words) in [
        (Route::Native, "Client secret is in this machine's clipboard"),
        (Route::Tmux, "Client secret sent to your terminal through tmux. Paste once to check."),
        (Route::Terminal, "Client secret sent to your terminal. Paste once to check."),
        (Route::TerminalThroughTmux, "Client secret sent to your terminal by OSC 52. Paste once to check."),
        (
            Route::TerminalThroughScreen,
            "Client secret sent to your terminal by OSC 52 through screen. Paste once to check.",
        ),
    ] {
        let harness = tab().send(secret_copied(route));
        assert_says(&harness, words);
        assert_says(&harness, "Clipboard clears in 45 s.");
        assert_does_not_say(&harness, "secret copied");
    }
    for (keeping, words) in [
        (Keeping::UntilTheEnd, "Runner ID is in this machine's clipboard until trackside ends"),
        (Keeping::AtLeastUntilTheEnd, "Runner ID is in this machine's clipboard at least until trackside ends"),
    ] {
        let handed = HandedOver { route: Route::Native, keeping, failed: Vec::new() };
        let what = "Runner ID".to_owned();
        assert_says(&tab().send(Message::Copied { what, clear_after: None, outcome: Ok(handed) }), words);
    }
    let failed = NotCopied::Failed(vec![(Route::Tmux, "tmux was not found".into())]);
    for (outcome, words) in [
        (NotCopied::Off, "Copying is off (--clipboard off)."),
        (NotCopied::NoRoute, "No way to a clipboard from here"),
        (failed, "Client secret not copied: your terminal through tmux: tmux was not found"),
    ] {
        let harness = Harness::sized(160, 45);
        let harness = tab_in(harness).send(copied("Client secret", Some(SECOND * 45), Err(outcome)));
        assert_says(&harness, words);
        assert_does_not_say(&harness.after(SECOND * 9), "to be cleared");
    }
}

#[test]
fn the_countdown_is_on_the_tab_on_the_others_and_in_the_list() {
    let harness = handed_over().after(SECOND * 10);
    assert_says(&harness, "Clipboard clears in 35 s.");
    assert_says(&harness, "Clipboard clears in 35 s. Client secret sent to your terminal");
    assert_does_not_say(&harness, "No secret is in memory");
    let harness = harness.keys("1").after(SECOND);
    assert_says(&harness, "Clipboard clears in 34 s.");
    let harness = harness.keys("<esc>").after(SECOND);
    assert_says(&harness, "Clipboard clears in 33 s.");
    let harness = harness.resized(80, 24).send(Message::FocusLost).after(SECOND);
    assert_says(&harness, "in 32s");
}

#[test]
fn it_is_cleared_once_when_its_time_is_up_wherever_the_operator_is() {
    for keys in ["", "1", "<esc>", "<esc><esc>", "?", "R"] {
        let mut harness = handed_over().keys(keys).after(SECOND * 44);
        let clears = |harness: &mut Harness| {
            harness.effects().into_iter().filter(|effect| *effect == Effect::ClearClipboard).count()
        };
        assert_eq!(clears(&mut harness), 0, "{keys}");
        harness = harness.after(SECOND);
        assert_eq!(clears(&mut harness), 1, "{keys}");
        harness = harness.after(SECOND * 100);
        assert_eq!(clears(&mut harness), 0, "{keys}");
        assert_does_not_say(&harness, "to be cleared");
    }
}

#[test]
fn what_became_of_clearing_is_said_and_no_more() {
    for (cleared, words) in [
        (Cleared::Emptied, "Clipboard cleared."),
        (Cleared::HeldAnother, "Clipboard left alone: another text was copied since then."),
        (Cleared::Asked, "Terminal told to clear the clipboard (terminals send no confirmation)."),
        (Cleared::Failed, "Clipboard not cleared. Clear the clipboard yourself."),
    ] {
        let harness = handed_over().after(SECOND * 45).send(Message::ClipboardCleared(cleared));
        assert_says(&harness, words);
        let harness = handed_over().keys("<esc>").after(SECOND * 45).send(Message::ClipboardCleared(cleared));
        assert_says(&harness, words);
    }
}

#[test]
fn what_is_copied_after_it_takes_its_place() {
    let harness = handed_over().after(SECOND * 30);
    let mut again = harness.send(copied("Client ID", Some(SECOND * 45), Ok(Route::Terminal))).after(SECOND * 44);
    assert_eq!(again.effects(), []);
    assert_says(&again, "Clipboard clears in 1 s.");
    again = again.after(SECOND);
    assert_eq!(again.effects(), [Effect::ClearClipboard]);
    let harmless = handed_over().send(copied("Runner name", None, Ok(Route::Terminal)));
    assert_does_not_say(&harmless, "to be cleared");
    let mut harmless = harmless.after(SECOND * 60);
    assert_eq!(harmless.effects(), [], "a text that may stay is not cleared");
}

#[test]
fn a_copy_that_failed_leaves_the_one_before_it_to_be_cleared() {
    let mut harness =
        handed_over().after(SECOND * 30).send(copied("Client ID", Some(SECOND * 45), Err(NotCopied::NoRoute)));
    assert_says(&harness, "No way to a clipboard from here");
    harness = harness.after(SECOND * 15);
    assert_eq!(harness.effects(), [Effect::ClearClipboard]);
}

#[test]
fn the_ways_are_told_before_anything_is_copied() {
    let with = |routes: Vec<Route>| tab_in(Harness::set_up(80, 24, |setting| setting.config.routes = routes));
    assert_says(&with(vec![Route::Native]), "Copies go to this machine's clipboard.");
    let both = with(vec![Route::Tmux, Route::TerminalThroughTmux]);
    assert_says(&both, "Copies go to your terminal through tmux (your terminal by OSC 52 if");
    assert_says(&with(Vec::new()), "There is no way to a clipboard from here.");
}

#[test]
fn the_way_that_worked_before_is_told_once_the_store_has_it() {
    let mut harness = Harness::set_up(80, 24, |setting| setting.profile.keeps_history = true).after(SECOND);
    let ticket = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Ask { ticket, query: Query::Choices } => Some(ticket),
        _ => None,
    });
    let outcome = Ok(Found::Choices(vec![(Choice::Clipboard, "foot=osc52".to_owned())]));
    let answer = Answer { ticket: ticket.expect("the store is asked"), outcome };
    let mut harness = harness.send(Message::History(Notice::Answered(answer)));
    assert!(harness.effects().contains(&Effect::UseKnownRoutes("foot=osc52".to_owned())));
    let harness = tab_in(harness.send(Message::RoutesKnown(vec![Route::Terminal, Route::Tmux])));
    assert_says(&harness, "Copies go to your terminal (your terminal through tmux if");
}
