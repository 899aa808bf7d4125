//! Text fields: what is typed or pasted is what they keep, and it is drawn with the cursor in its place at any width.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use trackside::domain::{Change, Label, Runner, RunnerId, SettingChange};
use trackside::options::ThemeName;
use trackside::text;
use trackside::tui::ui::field::Field;
use trackside::tui::ui::{Painter, Symbols, Theme, field};
use tui_input::InputRequest;
use unicode_segmentation::UnicodeSegmentation;

use crate::details::changes;
use crate::support::Harness;
use crate::support::details::{open, with_answers};
use crate::support::fixtures::{SECOND, With, runner};

/// Devanagari with a virama and vowel signs, Persian with a non-joiner, Thai, an accent of its own, a family of joiners, a
/// flag, a heart with a selector.
const TEXTS: [&str; 7] = [
    "\u{939}\u{93f}\u{928}\u{94d}\u{926}\u{940}",
    "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
    "\u{e01}\u{e33}\u{e25}\u{e31}\u{e07}",
    "cafe\u{301}",
    "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{1f1e9}\u{1f1ea} x",
    "\u{2764}\u{fe0f}",
];

fn typed(text: &str) -> Field {
    let mut field = Field::default();
    text.chars().for_each(|character| field.edit(InputRequest::InsertChar(character)));
    field
}

fn pasted(text: &str) -> Field {
    let mut field = Field::default();
    field.paste(text);
    field
}

#[test]
fn every_field_keeps_combining_marks_and_joiners() {
    for text in TEXTS {
        assert_eq!((typed(text).value(), pasted(text).value()), (text, text));
        // The filter, the search, a name, a description, a confirmation, the allow list's choice, an endpoint.
        let list = || Harness::sized(80, 24).fleet(vec![runner("a")]);
        for harness in [list().keys("/").keys(text), list().pasted(text)] {
            assert_eq!(harness.app.list().filter_label().raw(), text.trim());
        }
        let shown = Label::from(text);
        for (keys, pastes) in [("<enter>/", true), ("<enter>/", false), ("t", true), ("t", false)] {
            let harness = list().keys(keys);
            let harness = if pastes { harness.pasted(text) } else { harness.keys(text) };
            let drawn = harness.text();
            assert!(drawn.replace(' ', "").contains(&shown.safe().replace(' ', "")), "{keys} {text}:\n{drawn}");
        }
        for (keys, of) in [
            ("<enter><ctrl-u>", SettingChange::Name as fn(String) -> _),
            ("j<enter><ctrl-u>", SettingChange::Description),
        ] {
            let field = || with_answers(open(runner("a"), (80, 24)), "id-a").keys("1gg").keys(keys);
            for mut harness in [field().keys(text).keys("<enter>y"), field().pasted(text).keys("<enter>y")] {
                let sent = changes(&mut harness);
                assert_eq!(
                    sent,
                    [(RunnerId::new("id-a"), Change::Setting(of(text.to_owned())))],
                    "{text}:\n{}",
                    harness.text()
                );
            }
        }
    }
}

#[test]
fn a_runner_with_such_a_name_can_be_removed_by_typing_or_pasting_it() {
    // Drawn by their code points, these can be typed as they are drawn too.
    for name in TEXTS.into_iter().chain(["a\u{202e}b\u{1b}c", "zero\u{200b}width"]) {
        let fleet = vec![Runner { id: RunnerId::new("id-1"), ..runner(name).status("stopped") }];
        let asked = || {
            let mut harness = Harness::sized(100, 40).fleet(fleet.clone()).keys("<ctrl-d>").details("id-1", |row| row);
            harness.effects();
            harness
        };
        let shown = Label::from(name);
        let mut ways = vec![asked().pasted(shown.safe())];
        // A control character cannot be typed or pasted into one line.
        if !name.contains('\u{1b}') {
            ways.extend([asked().keys(name), asked().pasted(name)]);
        }
        for harness in ways {
            let mut harness = harness.keys("<enter>").after(SECOND * 2).keys("<enter>");
            assert_eq!(
                changes(&mut harness),
                [(RunnerId::new("id-1"), Change::Remove)],
                "{name:?}\n{}",
                harness.text()
            );
        }
    }
    // Too long to type: the beginning of the id does.
    let id = "6d0f3a52-0000-4000";
    let long = Runner { id: RunnerId::new(id), ..runner(&"x".repeat(10_000)).status("stopped") };
    let harness = Harness::sized(100, 40).fleet(vec![long]).keys("<ctrl-d>").details(id, |row| row);
    assert!(
        harness.text().contains("The name is too long to type: type the beginning of the id."),
        "{}",
        harness.text()
    );
    let mut harness = harness.keys("6d0f3a52<enter>").after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), [(RunnerId::new(id), Change::Remove)]);
}

#[test]
fn a_confirmation_that_does_not_match_says_where_it_begins_to_differ() {
    let fleet = |name: &str| vec![Runner { id: RunnerId::new("id-1"), ..runner(name).status("stopped") }];
    for (name, typed, words) in [
        ("ingest", "inhest", "Differs from character 3 on: \"h\" typed, \"g\" expected."),
        ("ingest", "ingest1", "Too much from character 7 on: \"1\"."),
        ("in gest", "ingest", "Differs from character 3 on: \"g\" typed, a blank expected."),
        ("ingest", "\u{456}ngest", "Differs from character 1 on: \"\u{456}\" (U+0456) typed, \"i\" (U+0069) expected."),
        ("ingest", "INGEST", "Differs from character 1 on: \"I\" typed, \"i\" expected."),
        ("ingest", "ing", ""),
        ("ingest", "", ""),
        ("ingest", "ingest", ""),
        ("cafe\u{301}", "caf\u{e9}", ""),
        ("\u{939}\u{93f}", "\u{939}", ""),
    ] {
        let harness =
            Harness::sized(100, 40).fleet(fleet(name)).keys("<ctrl-d>").details("id-1", |row| row).keys(typed);
        let flat = harness.text().replace(['│', '\n'], " ");
        let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
        let says = |words: &str| flat.contains(words);
        assert!(
            if words.is_empty() { !says("Differs") && !says("Too much") } else { says(words) },
            "{name} {typed}:\n{}",
            harness.text()
        );
    }
    let several = |typed: &str| {
        let fleet = || ["a", "b"].map(|name| runner(name).status("stopped")).to_vec();
        Harness::sized(100, 40).fleet(fleet()).keys("*<ctrl-d>").fleet(fleet()).keys(typed).text()
    };
    assert!(several("remove 3").contains("Differs from character 8 on: \"3\" typed, \"2\" expected."));
    assert!(!several("remove").contains("Differs"));
}

#[test]
fn controls_and_line_ends_become_blanks() {
    let text = "a\r\nb\tc\u{1b}d\u{2028}e\u{0}f\u{9b}g";
    assert_eq!(pasted(text).value(), "a  b c d e f g");
    assert_eq!(typed(text).value(), "a  b c d e f g");
}

#[test]
fn a_field_takes_no_more_than_its_limit_and_no_part_of_a_grapheme() {
    let mut field = Field::new(4);
    field.paste("abc\u{1f469}\u{200d}\u{1f467}");
    assert_eq!(field.value(), "abc");
    field.paste("de");
    assert_eq!(field.value(), "abcd");
    let held = Field::holding("longer than that", 4);
    assert_eq!(held.value(), "longer than that");
}

#[test]
fn what_is_selected_gives_way_to_what_comes() {
    let selected = || {
        let mut field = pasted("kept");
        field.select();
        assert!(field.is_selected());
        field
    };
    for (edit, expected) in [
        (InputRequest::InsertChar('x'), "x"),
        (InputRequest::DeletePrevChar, ""),
        (InputRequest::DeleteNextChar, ""),
        (InputRequest::DeletePrevWord, ""),
        (InputRequest::DeleteTillEnd, ""),
        (InputRequest::DeleteLine, ""),
        (InputRequest::GoToPrevChar, "kept"),
        (InputRequest::GoToEnd, "kept"),
    ] {
        let mut field = selected();
        field.edit(edit);
        assert_eq!((field.value(), field.is_selected()), (expected, false), "{edit:?}");
    }
    let mut field = selected();
    field.paste("new");
    assert_eq!(field.value(), "new");
    let mut empty = Field::default();
    empty.select();
    assert!(!empty.is_selected());
}

fn request() -> impl Strategy<Value = InputRequest> {
    use InputRequest as R;
    prop_oneof![
        6 => "[ab \u{301}\u{94d}\u{200d}\u{200c}\u{1f469}\u{6f22}\u{1f1e9}\u{fe0f}\u{202e}\u{644}\u{627}]"
            .prop_map(|text| R::InsertChar(text.chars().next().unwrap())),
        4 => prop::sample::select(vec![
            R::GoToPrevChar, R::GoToNextChar, R::GoToStart, R::GoToEnd, R::DeletePrevChar, R::DeleteNextChar,
            R::GoToPrevWord, R::GoToNextWord, R::DeletePrevWord,
        ]),
    ]
}

fn cells(text: &str) -> usize {
    text.graphemes(true).map(text::width).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_typed_is_what_is_kept(text in "\\PC{0,60}") {
        let expected: String =
            text.chars().map(|c| if matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
        let (typed, pasted) = (typed(&text), pasted(&text));
        prop_assert_eq!((typed.value(), pasted.value()), (expected.as_str(), expected.as_str()));
    }

    #[test]
    fn the_cursor_moves_by_grapheme(text in "[ab\u{301}\u{94d}\u{200d}\u{1f469}\u{6f22}\u{1f1e9}]{0,30}") {
        let mut field = pasted(&text);
        let before = field.cells_before_cursor();
        prop_assert_eq!(before, cells(Label::from(text.as_str()).safe()));
        let mut places = vec![before];
        for _ in text.graphemes(true) {
            field.edit(InputRequest::GoToPrevChar);
            places.push(field.cells_before_cursor());
        }
        prop_assert_eq!(*places.last().unwrap(), 0);
        for _ in text.graphemes(true) {
            field.edit(InputRequest::DeleteNextChar);
        }
        prop_assert_eq!(field.value(), "");
    }

    #[test]
    fn it_is_drawn_with_the_cursor_in_its_place_at_any_width(requests in prop::collection::vec(request(), 0..60), width in 1..40_u16) {
        let mut field = Field::default();
        for request in requests {
            field.edit(request);
        }
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        let theme = Theme::new(ThemeName::Ansi, &Symbols::UNICODE);
        let (x, y) = field::draw(&mut Painter::new(&mut buffer, &theme), area, "", &field);
        prop_assert!(x < width && y == 0);
        // Before the cursor stand the cells of the text before it, from whichever on.
        let before = Label::from(field.value());
        let all: String = before.safe().to_owned();
        let drawn: String = (0..x).map(|x| buffer[(x, 0)].symbol()).collect();
        let drawn: String = drawn.replace(' ', "");
        prop_assert!(all.replace(' ', "").contains(&drawn), "{drawn:?} of {all:?} at {x}");
    }
}
