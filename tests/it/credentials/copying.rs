//! Copying: unseen or while shown, exactly what it is, and only as long as somebody wants it.

use trackside::terminal::clipboard::Clip;

use super::*;
use crate::support::fixtures::SECOND;

fn clip(what: &str, text: &str) -> Effect {
    Effect::Copy(Clip { what: what.to_owned(), text: secret(text), clear_after: Some(SECOND * 45) })
}

#[test]
fn c_and_i_fetch_once_copy_once_and_show_nothing() {
    for (key, what, text) in [("c", "Client secret", SECRET), ("i", "Client ID", ID)] {
        let mut harness = tab().keys(key);
        assert_hidden(&harness, "asked for");
        assert_says(&harness, "Reading the credentials");
        let ticket = ticket(&mut harness);
        harness = harness.keys(key).send(read(ticket, Ok(pair())));
        assert_hidden(&harness, "handed on");
        assert_eq!(harness.effects(), [clip(what, text)]);
        harness = harness.send(read(ticket, Ok(pair())));
        assert_eq!(harness.effects(), [], "the same answer twice");
        assert_hidden(&harness, "handed on");
    }
}

#[test]
fn what_is_shown_is_copied_without_asking_and_stays_shown() {
    let mut harness = revealed().after(SECOND * 3).keys("c");
    assert_eq!(harness.effects(), [clip("Client secret", SECRET)]);
    harness = harness.keys("i");
    assert_eq!(harness.effects(), [clip("Client ID", ID)]);
    assert_shown(&harness);
    assert_says(&harness, "Hides in 17 s");
}

#[test]
fn a_copy_is_made_although_the_operator_is_on_the_way_to_paste_it() {
    let mut harness = tab().keys("c");
    let ticket = ticket(&mut harness);
    harness = harness.send(Message::FocusLost).resized(100, 30).send(read(ticket, Ok(pair())));
    assert_eq!(harness.effects(), [clip("Client secret", SECRET)]);
    assert_hidden(&harness, "handed on");
}

#[test]
fn a_copy_that_the_operator_turned_away_from_is_not_made() {
    for keys in ["<esc>", "1", "J", "?", "/", "R", "<ctrl-z>"] {
        let mut harness = tab().keys("c");
        let ticket = ticket(&mut harness);
        let mut harness = harness.keys(keys);
        harness.effects();
        harness = harness.send(read(ticket, Ok(pair())));
        assert_eq!(harness.effects(), [], "{keys}");
        assert_hidden(&harness, keys);
    }
}

#[test]
fn any_value_is_copied_as_it_is() {
    for text in ["two\nlines \u{1b}[2J", " blanks ", "sécret 漢\u{202e}", &"x".repeat(5000), "=cmd|' /C calc'!A0"] {
        let mut harness = answered(tab().keys("c"), Ok(pair_of("", text)));
        assert_eq!(harness.effects(), [clip("Client secret", text)]);
    }
}
