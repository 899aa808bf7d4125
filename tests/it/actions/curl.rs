//! The request as a command, and the journal: what the operator can look up.

use trackside::tui::keymap::Context;

use super::*;

#[test]
fn y_in_the_popup_shows_the_request_of_the_line_under_the_bar() {
    for (keys, words) in [
        ("ajjy", "curl -X POST"),
        ("ajjy", r#"{"command":"RESTART"}"#),
        ("ajjjy", r#"{"command":"PAUSE"}"#),
        ("ajjjjy", r#"{"command":"RESUME"}"#),
        ("ajjjjjy", "curl -X DELETE"),
    ] {
        let mut harness = list_of(in_status("running")).keys(keys);
        assert_eq!(harness.app.context(), Context::Request);
        assert_says(&harness, words);
        assert_says(&harness, "Bearer $TOKEN");
        assert_says(&harness, "/v1/agents/id-maia-prod-eu-1");
        assert_eq!(changes(&mut harness), vec![], "to look is not to send");
        for close in ["<esc>", "q", "y", "<ctrl-y>"] {
            assert_eq!(harness.clone().keys(close).app.context(), Context::Actions, "{close}");
        }
        harness = harness.keys("c");
        assert!(matches!(harness.effects().as_slice(), [Effect::Copy(clip)] if clip.clear_after.is_none()));
    }
    for keys in ["ay", "ajy"] {
        let harness = list_of(in_status("running")).keys(keys);
        assert_says(&harness, "This item sends no request.");
        assert_does_not_say(&harness, "y request");
    }
}

#[test]
fn ctrl_y_in_a_question_shows_its_request_and_leaves_the_question_as_it_was() {
    for (key, status, change) in COMMANDS {
        let mut harness = asked_about(status, key).keys("<tab><ctrl-y>");
        assert_says(&harness, "curl -X POST");
        harness = harness.keys("y");
        assert_eq!((changes(&mut harness), harness.app.context()), (vec![], Context::Question), "{key}");
        let mut harness = harness.keys("<enter>");
        assert_eq!(changes(&mut harness), sent(change), "the bar is where it was");
    }
    let mut harness = asked_about("stopped", "<ctrl-d>").keys(NAME).keys("<ctrl-y>");
    assert_says(&harness, "curl -X DELETE");
    harness = enter_twice(harness.keys("<esc>"));
    assert_eq!(changes(&mut harness), sent(Change::Remove));
}

#[test]
fn for_several_it_is_one_line_for_each_that_would_be_sent() {
    let fleet = || vec![runner("a"), runner("b").status("stopped"), runner("c")];
    let mut harness = Harness::sized(100, 40).fleet(fleet()).keys("*r").fleet(fleet()).keys("<ctrl-y>");
    let text = harness.text();
    assert_eq!(text.matches("curl -X POST").count(), 2, "{text}");
    assert!(text.contains("id-a") && text.contains("id-c") && !text.contains("id-b/"), "{text}");
    harness.effects();
    assert_eq!(changes(&mut harness.keys("y")), vec![]);
}

#[test]
fn an_id_that_tries_something_is_quoted_and_drawn_safely() {
    let hostile = Runner { id: RunnerId::new("x'; rm -rf / \u{1b}[2J\u{202e}"), ..in_status("running") };
    let harness = list_of(hostile).keys("ajjy");
    assert_does_not_say(&harness, "\u{1b}");
    assert_does_not_say(&harness, "; rm -rf /");
}

fn journal(outcome: Result<Vec<&str>, &str>) -> Harness {
    let outcome = outcome.map(|lines| lines.into_iter().map(Into::into).collect()).map_err(Into::into);
    list_of(in_status("running")).keys("L").send(Message::JournalRead(outcome))
}

#[test]
fn the_journal_is_read_when_it_is_opened_and_scrolls() {
    let mut harness = list_of(in_status("running")).keys("L");
    assert_eq!((harness.effects(), harness.app.context()), (vec![Effect::ReadJournal], Context::Journal));
    assert_says(&harness, "Reading.");
    assert_says(&journal(Ok(vec![])), "No request was sent from here yet.");
    assert_says(&journal(Err("no such file")), "The journal cannot be read: no such file");
    let lines: Vec<String> = (0..100).map(|number| format!("entry {number:03}")).collect();
    let harness = journal(Ok(lines.iter().map(String::as_str).collect()));
    assert_says(&harness, "entry 000");
    assert_says(&harness.clone().keys("G"), "entry 099");
    assert_does_not_say(&harness.clone().keys("<pgdn>"), "entry 000");
    for close in ["<esc>", "q", "L"] {
        assert_eq!(harness.clone().keys(close).app.context(), Context::List);
    }
    // What comes when nobody waits any more opens nothing; and the details have the key too.
    let harness = list_of(in_status("running")).keys("L<esc>").send(Message::JournalRead(Ok(vec!["late".into()])));
    assert_does_not_say(&harness, "late");
    assert_eq!(list_of(in_status("running")).keys("<enter>L").app.context(), Context::Journal);
}

#[test]
fn lines_of_the_journal_are_drawn_safely() {
    let harness = journal(Ok(vec!["\u{1b}[2Jgone\u{202e}", "\u{9b}31m"]));
    assert!(!harness.text().contains(['\u{1b}', '\u{202e}', '\u{9b}']));
}
