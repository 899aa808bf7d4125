//! The terminal's ground: whether it is asked and how, what it answers, and keys among its answers.

use std::collections::HashMap;
use std::ffi::OsString;
use std::time::Duration;

use proptest::prelude::*;
use trackside::terminal::background::{Inquiry, colour, may_become_colour};
use trackside::terminal::host_environment::HostEnvironment;
use trackside::terminal::input::parser::Parser;
use trackside::terminal::input::{Chord, Event, Key};

const LIGHT: [u8; 3] = [0xfd, 0xf6, 0xe3];
const ANSWER: &str = "\u{1b}]11;rgb:fdfd/f6f6/e3e3";

/// What a terminal with these variables is asked.
fn question(variables: &[(&str, &str)]) -> Option<String> {
    let variables: HashMap<&str, &str> = variables.iter().copied().collect();
    let variable = |name: &str| variables.get(name).map(OsString::from);
    let multiplexer = HostEnvironment::read(variable, "linux").multiplexer;
    Inquiry::new(variable, multiplexer, true).ask().map(str::to_owned)
}

#[test]
fn terminals_are_asked_as_their_multiplexers_pass_it_on_and_not_where_they_would_print_it() {
    type Case = (&'static [(&'static str, &'static str)], Option<&'static str>);
    let plain = Some("\u{1b}]11;?\u{7}");
    let wrapped = Some("\u{1b}P\u{1b}]11;?\u{7}\u{1b}\\");
    let cases: [Case; 13] = [
        (&[("TERM", "xterm-256color")], plain),
        (&[("TERM", "rxvt-unicode-256color"), ("COLORFGBG", "0;15")], plain),
        (&[("TERM", "xterm-256color"), ("SSH_TTY", "/dev/pts/1")], plain),
        (&[("TERM", "tmux-256color"), ("TMUX", "/tmp/tmux,1,0")], plain),
        (&[("TERM", "screen-256color"), ("TMUX", "/tmp/tmux,1,0")], plain),
        (&[("TERM", "screen.xterm-256color"), ("STY", "1.pts")], wrapped),
        // A screen on the other side of an SSH connection, whose variables stay there.
        (&[("TERM", "screen")], wrapped),
        // Which of the two is inside the other?
        (&[("TERM", "screen"), ("TMUX", "/tmp/tmux,1,0"), ("STY", "1.pts")], None),
        (&[("TERM", "linux")], None),
        (&[("TERM", "eterm-color")], None),
        (&[("TERM", "dumb")], None),
        (&[("TERM", "")], None),
        (&[], None),
    ];
    for (variables, expected) in cases {
        assert_eq!(question(variables).as_deref(), expected, "{variables:?}");
    }
}

#[test]
fn each_question_takes_one_answer() {
    let xterm = |_: &str| Some(OsString::from("xterm"));
    let none = |name: &str| if name == "TERM" { xterm(name) } else { None };
    let multiplexer = HostEnvironment::read(none, "linux").multiplexer;
    let mut inquiry = Inquiry::new(none, multiplexer, true);
    assert!(!inquiry.is_answered() && inquiry.expected_until().is_none(), "not asked yet");
    assert!(inquiry.ask().is_some() && inquiry.expected_until().is_some());
    assert!(inquiry.is_answered() && !inquiry.is_answered() && inquiry.expected_until().is_none());
    assert!(inquiry.ask().is_some() && inquiry.is_answered(), "again, after somebody else had the terminal");
    let mut unwanted = Inquiry::new(none, multiplexer, false);
    assert!(unwanted.ask().is_none() && !unwanted.is_answered());
}

#[test]
fn a_colour_is_read_as_terminals_write_it() {
    for (text, expected) in [
        ("rgb:fdfd/f6f6/e3e3", Some(LIGHT)),
        ("rgb:FDFD/F6F6/E3E3", Some(LIGHT)),
        ("rgb:fd/f6/e3", Some(LIGHT)),
        ("rgba:fdfd/f6f6/e3e3/ffff", Some(LIGHT)),
        ("#fdf6e3", Some(LIGHT)),
        ("#fdfdf6f6e3e3", Some(LIGHT)),
        ("rgb:f/0/8", Some([255, 0, 136])),
        ("rgb:fff/000/7ff", Some([255, 0, 127])),
        ("#f08", Some([255, 0, 136])),
        ("rgb:ff/ff", None),
        ("rgb:ff/ff/", None),
        ("rgb:ff/ff/ff/ff", None),
        ("rgba:ff/ff/ff", None),
        ("rgba:ff/ff/ff/x", None),
        ("rgb:fffff/0/0", None),
        ("rgb:-1/0/0", None),
        ("rgb:+f/0/0", None),
        ("#", None),
        ("#fdf6e", None),
        ("#é00000", None),
        ("#fffffffffffffff", None),
        ("white", None),
        ("?", None),
        ("", None),
    ] {
        assert_eq!(colour(text.as_bytes()), expected, "{text:?}");
        let is_beginning = (0..=text.len()).all(|end| may_become_colour(&text.as_bytes()[..end]));
        assert!(expected.is_none() || is_beginning, "{text:?}");
    }
}

fn parser() -> Parser {
    Parser::new(Duration::from_millis(50))
}

/// What these pieces mean, one read after the other, and then silence for as long as the parser waits.
fn read<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Vec<Event> {
    let (mut parser, mut events) = (parser(), Vec::new());
    pieces.into_iter().for_each(|piece| parser.feed(piece.as_bytes(), &mut events));
    silence(&mut parser, &mut events);
    events
}

fn silence(parser: &mut Parser, events: &mut Vec<Event>) {
    for _ in 0..9 {
        if parser.patience().is_some() {
            parser.silence(events);
        }
    }
    assert_eq!(parser.patience(), None, "it ends");
}

/// Without the answer, which may be whole before its last digit.
fn typed_of(mut events: Vec<Event>) -> Vec<Event> {
    events.retain(|event| !matches!(event, Event::Ground(_)));
    events
}

fn keys(text: &str) -> Vec<Event> {
    text.chars().map(|character| Event::Key(Chord::char(character))).collect()
}

#[test]
fn an_answer_is_one_event_and_never_keys() {
    let ground = vec![Event::Ground(LIGHT)];
    for (bytes, expected) in [
        (format!("{ANSWER}\u{7}"), ground.clone()),
        (format!("{ANSWER}\u{1b}\\"), ground.clone()),
        ("\u{1b}]11;#fdf6e3\u{7}".to_owned(), ground.clone()),
        // Its end is cut in half, or lost.
        (format!("{ANSWER}\u{1b}"), ground.clone()),
        (ANSWER.to_owned(), ground.clone()),
        (format!("{ANSWER}\u{1b}j"), [ground.clone(), keys("j")].concat()),
        (format!("{ANSWER}\u{1b}[B"), [ground.clone(), vec![Event::Key(Chord::plain(Key::Down))]].concat()),
        (format!("{ANSWER}\u{7}{ANSWER}\u{7}"), [ground.clone(), ground].concat()),
        // Nonsense, and answers to what was not asked.
        ("\u{1b}]11;\u{7}".to_owned(), vec![]),
        ("\u{1b}]11;nonsense\u{7}".to_owned(), vec![]),
        ("\u{1b}]11;rgb:zz/zz/zz\u{1b}\\".to_owned(), vec![]),
        ("\u{1b}]11;rgb:ff/ff\u{7}".to_owned(), vec![]),
        ("\u{1b}]11;?\u{7}".to_owned(), vec![]),
        (format!("\u{1b}]11;{}\u{7}", "quit ".repeat(50)), vec![]),
        ("\u{1b}]10;rgb:ff/ff/ff\u{7}".to_owned(), vec![]),
        ("\u{1b}]111;rgb:ff/ff/ff\u{7}".to_owned(), vec![]),
        ("\u{1b}]1;rgb:ff/ff/ff\u{7}".to_owned(), vec![]),
        ("\u{1b}]lshell\u{1b}\\".to_owned(), vec![]),
    ] {
        assert_eq!(read([bytes.as_str()]), expected, "{bytes:?}");
    }
}

#[test]
fn a_key_behind_an_answer_without_an_end_counts() {
    let whole = ANSWER.len();
    for end in 2..whole {
        let begun = &ANSWER[..end];
        for typed in ["j", "jk", "/xyz", "q\r", "é", "y"] {
            let expected: Vec<Event> = read([typed]);
            // In the same read, in one of its own, and after a pause, in which also `/` and `e` are none of its bytes.
            if !typed.starts_with('/') {
                assert_eq!(typed_of(read([begun, typed])), expected, "{begun:?} {typed:?}");
                assert_eq!(typed_of(read([&*format!("{begun}{typed}")])), expected, "{begun:?} {typed:?}");
            }
            let (mut parser, mut events) = (parser(), Vec::new());
            parser.feed(begun.as_bytes(), &mut events);
            parser.silence(&mut events);
            parser.feed(typed.as_bytes(), &mut events);
            silence(&mut parser, &mut events);
            assert_eq!(typed_of(events), expected, "{begun:?}, a pause, {typed:?}");
        }
        // Esc, and ctrl-c, which goes before everything.
        let esc = Event::Key(Chord::plain(Key::Esc));
        let is_whole = begun.strip_prefix("\u{1b}]11;").is_some_and(|text| colour(text.as_bytes()).is_some());
        assert_eq!(read([begun, "\u{1b}"]).contains(&esc), !is_whole, "{begun:?}");
        assert_eq!(read([begun, "\u{3}"]), [Event::Key(Chord::ctrl('c'))], "{begun:?}");
    }
}

#[test]
fn the_rest_of_an_answer_may_come_late() {
    for end in 2..ANSWER.len() {
        let (mut parser, mut events) = (parser(), Vec::new());
        parser.feed(&ANSWER.as_bytes()[..end], &mut events);
        if colour(ANSWER[..end].strip_prefix("\u{1b}]11;").unwrap_or_default().as_bytes()).is_some() {
            continue;
        }
        parser.silence(&mut events);
        assert!(parser.patience() >= Some(Duration::from_millis(500)), "{end}");
        parser.feed(&ANSWER.as_bytes()[end..], &mut events);
        parser.feed(b"\x07", &mut events);
        assert_eq!(events, [Event::Ground(LIGHT)], "{end}");
    }
}

#[test]
fn an_answer_whose_escape_counted_as_the_key_is_no_typing() {
    let esc = Event::Key(Chord::plain(Key::Esc));
    let after_esc = |pieces: &[&str]| {
        let (mut parser, mut events) = (parser(), Vec::new());
        parser.feed(b"\x1b", &mut events);
        parser.silence(&mut events);
        assert_eq!(events, std::slice::from_ref(&esc));
        for piece in pieces {
            parser.feed(piece.as_bytes(), &mut events);
        }
        silence(&mut parser, &mut events);
        events.split_off(1)
    };
    let rest = &ANSWER[1..];
    for end in ["\u{7}", "\u{1b}\\", ""] {
        assert_eq!(after_esc(&[&format!("{rest}{end}")]), [Event::Ground(LIGHT)], "{end:?}");
        assert_eq!(after_esc(&[&rest[..12], &rest[12..], end]), [Event::Ground(LIGHT)], "{end:?}");
    }
    assert_eq!(after_esc(&["]11;#fdf6e3\u{7}j"]), [vec![Event::Ground(LIGHT)], keys("j")].concat());
    // What somebody types: `]` alone, an answer's letters one by one, or anything once another key came.
    for typed in [&["]"][..], &["]", "1", "1", ";", "r"], &["]11;"], &["j", "]11;rgb:"]] {
        assert_eq!(after_esc(typed), keys(&typed.concat()), "{typed:?}");
    }
    assert_eq!(read(["]11;rgb:"]), keys("]11;rgb:"), "without the key");
}

proptest! {
    #[test]
    fn however_an_answer_is_torn_the_keys_around_it_are_whole(
        before in "[a-z0-9/:#é]{0,8}",
        after in "[a-z0-9/:#é]{0,8}",
        colour in proptest::sample::select(vec!["rgb:fdfd/f6f6/e3e3", "rgba:fd/f6/e3/ff", "#fdf6e3"]),
        end in proptest::sample::select(vec!["\u{7}", "\u{1b}\\"]),
        lengths in proptest::collection::vec(1usize..9, 1..20),
    ) {
        let stream = format!("{before}\u{1b}]11;{colour}{end}{after}");
        let (mut parser, mut events) = (parser(), Vec::new());
        let mut rest = stream.as_bytes();
        for length in lengths.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, later) = rest.split_at((*length).min(rest.len()));
            parser.feed(piece, &mut events);
            rest = later;
        }
        silence(&mut parser, &mut events);
        prop_assert_eq!(events, [keys(&before), vec![Event::Ground(LIGHT)], keys(&after)].concat());
    }

    #[test]
    fn whatever_is_typed_behind_a_part_of_an_answer_comes_out_in_its_order(
        end in 2..ANSWER.len(),
        typed in "[a-z0-9/:#é]{1,16}",
    ) {
        let (mut parser, mut events) = (parser(), Vec::new());
        parser.feed(&ANSWER.as_bytes()[..end], &mut events);
        parser.silence(&mut events);
        parser.feed(typed.as_bytes(), &mut events);
        silence(&mut parser, &mut events);
        // Digits that make a whole answer of it all cannot be told from one.
        let text = format!("{}{typed}", &ANSWER[..end]);
        prop_assume!(colour(text.strip_prefix("\u{1b}]11;").unwrap_or_default().as_bytes()).is_none());
        prop_assert_eq!(typed_of(events), keys(&typed));
    }
}
