//! Bytes of a terminal to events: what each key sends, sequences in pieces, and what is no key.

use std::time::Duration;

use proptest::prelude::*;
use trackside::terminal::input::parser::Parser;
use trackside::terminal::input::{Chord, Event, Key, Mouse, join_arrows};

fn parser() -> Parser {
    Parser::new(Duration::from_millis(50))
}

/// What these bytes mean, in one piece and without what a silence would make of their end.
fn read(bytes: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    parser().feed(bytes, &mut events);
    events
}

fn in_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Event> {
    let (mut parser, mut events) = (parser(), Vec::new());
    pieces.into_iter().for_each(|piece| parser.feed(piece, &mut events));
    events
}

/// The same, and then silence for as long as the parser waits.
fn until_silence(bytes: &[u8]) -> Vec<Event> {
    let (mut parser, mut events) = (parser(), Vec::new());
    parser.feed(bytes, &mut events);
    if parser.patience().is_some() {
        parser.silence(&mut events);
    }
    events
}

fn keys(chords: &[Chord]) -> Vec<Event> {
    chords.iter().copied().map(Event::Key).collect()
}

const fn ctrl(key: Key) -> Chord {
    Chord { key, ctrl: true, alt: false }
}

const fn alt(key: Key) -> Chord {
    Chord { key, ctrl: false, alt: true }
}

#[test]
fn each_key_is_told_from_what_terminals_send_for_it() {
    let plain = Chord::plain;
    let table: &[(&[&str], Chord)] = &[
        (&["q"], Chord::char('q')),
        (&["é", "\u{1b}[233u"], Chord::char('é')),
        (&["漢"], Chord::char('漢')),
        (&["🦀"], Chord::char('🦀')),
        (&["\u{3}", "\u{1b}[99;5u", "\u{1b}[27;5;99~", "\u{1b}[99;5:1u", "\u{1b}[1089::99;5u"], Chord::ctrl('c')),
        (&["\0", "\u{1b}[32;5u"], Chord::ctrl(' ')),
        (&["\u{1c}"], Chord::ctrl('\\')),
        (&["\n"], Chord::ctrl('j')),
        (&["\r", "\u{1b}OM", "\u{1b}[13u", "\u{1b}[57414u"], plain(Key::Enter)),
        (&["\t", "\u{1b}[9u"], plain(Key::Tab)),
        (&["\u{1b}[Z", "\u{1b}[9;2u"], plain(Key::BackTab)),
        (&["\u{7f}", "\u{8}", "\u{1b}[127u", "\u{1b}[8u"], plain(Key::Backspace)),
        (&["\u{1b}[27u"], plain(Key::Esc)),
        (&["\u{1b}[A", "\u{1b}OA", "\u{1b}[1;2A", "\u{1b}[a", "\u{1b}[1;1:2A", "\u{1b}[57419u"], plain(Key::Up)),
        (&["\u{1b}[B", "\u{1b}OB", "\u{1b}[1;129B"], plain(Key::Down)),
        (&["\u{1b}[C", "\u{1b}OC"], plain(Key::Right)),
        (&["\u{1b}[D", "\u{1b}OD"], plain(Key::Left)),
        (&["\u{1b}[1;5D", "\u{1b}Od"], ctrl(Key::Left)),
        (&["\u{1b}[1;3C", "\u{1b}\u{1b}[C", "\u{1b}\u{1b}OC", "\u{1b}[1;33C"], alt(Key::Right)),
        (&["\u{1b}[H", "\u{1b}OH", "\u{1b}[1~", "\u{1b}[7~", "\u{1b}[7$"], plain(Key::Home)),
        (&["\u{1b}[F", "\u{1b}OF", "\u{1b}[4~", "\u{1b}[8~"], plain(Key::End)),
        (&["\u{1b}[5~"], plain(Key::PageUp)),
        (&["\u{1b}[6~"], plain(Key::PageDown)),
        (&["\u{1b}[3~", "\u{1b}[3$"], plain(Key::Delete)),
        (&["\u{1b}[3;5~", "\u{1b}[3^"], ctrl(Key::Delete)),
        (&["\u{1b}OP", "\u{1b}[P", "\u{1b}[11~", "\u{1b}[[A"], plain(Key::Function(1))),
        (&["\u{1b}[15~", "\u{1b}[[E"], plain(Key::Function(5))),
        (&["\u{1b}[24~"], plain(Key::Function(12))),
        (&["\u{1b}b"], alt(Key::Char('b'))),
        (&["\u{1b}\u{7f}"], alt(Key::Backspace)),
        (&["\u{1b}é"], alt(Key::Char('é'))),
        (&["\u{1b}[97;2u", "\u{1b}[97:65;2u", "\u{1b}[97;2;65u", "A"], Chord::char('A')),
        (&["\u{1b}Op", "0"], Chord::char('0')),
    ];
    for (sequences, chord) in table {
        for sequence in *sequences {
            assert_eq!(read(sequence.as_bytes()), keys(&[*chord]), "{sequence:?}");
        }
    }
}

#[test]
fn a_key_let_go_and_a_key_of_the_desktop_are_none() {
    for sequence in ["\u{1b}[97;1:3u", "\u{1b}[1;1:3A", "\u{1b}[113;9u", "\u{1b}[57441u", "\u{1b}[2~", "\u{1b}[57358u"]
    {
        assert_eq!(read(sequence.as_bytes()), [], "{sequence:?}");
    }
}

#[test]
fn the_mouse_and_the_focus_are_told() {
    let pressed = Event::Mouse(Mouse::Pressed { column: 4, row: 9 });
    let (up, down) = (Event::Mouse(Mouse::WheelUp), Event::Mouse(Mouse::WheelDown));
    for (sequence, events) in [
        ("\u{1b}[<0;5;10M", vec![pressed.clone()]),
        ("\u{1b}[<0;5;10m", vec![]),
        ("\u{1b}[32;5;10M", vec![pressed.clone()]),
        ("\u{1b}[M %*", vec![pressed]),
        ("\u{1b}[<64;5;10M", vec![up.clone()]),
        ("\u{1b}[<69;5;10M", vec![down.clone()]),
        ("\u{1b}[97;5;10M", vec![down]),
        ("\u{1b}[M`%*", vec![up]),
        ("\u{1b}[<35;5;10M", vec![]),
        ("\u{1b}[<0;0;0M", vec![]),
        ("\u{1b}[I\u{1b}[O", vec![Event::FocusGained, Event::FocusLost]),
    ] {
        assert_eq!(read(sequence.as_bytes()), events, "{sequence:?}");
    }
}

#[test]
fn an_escape_counts_only_after_a_silence() {
    let esc = Chord::plain(Key::Esc);
    for (bytes, before, after) in [
        ("\u{1b}", vec![], vec![esc]),
        ("\u{1b}\u{1b}", vec![], vec![esc, esc]),
        ("\u{1b}\u{1b}\u{1b}", vec![esc], vec![esc, esc, esc]),
        ("j\u{1b}", vec![Chord::char('j')], vec![Chord::char('j'), esc]),
    ] {
        assert_eq!(read(bytes.as_bytes()), keys(&before), "{bytes:?}");
        assert_eq!(until_silence(bytes.as_bytes()), keys(&after), "{bytes:?}");
    }
    let mut parser = Parser::new(Duration::from_millis(150));
    assert_eq!(parser.patience(), None);
    parser.feed(b"\x1b", &mut Vec::new());
    assert_eq!(parser.patience(), Some(Duration::from_millis(150)));
    parser.feed(b"[", &mut Vec::new());
    assert!(parser.patience() >= Some(Duration::from_millis(500)), "the rest of a sequence has longer");
}

#[test]
fn a_sequence_that_has_no_end_becomes_nothing_and_keys_count_after_it() {
    for begun in
        ["\u{1b}[", "\u{1b}[1;", "\u{1b}O", "\u{1b}]", "\u{1b}]11;rgb", "\u{1b}P1", "\u{1b}_a", "\u{1b}^a\u{1b}"]
    {
        let (mut parser, mut events) = (parser(), Vec::new());
        parser.feed(begun.as_bytes(), &mut events);
        while parser.patience().is_some() {
            parser.silence(&mut events);
        }
        assert_eq!((events.len(), parser.patience()), (0, None), "{begun:?}");
        parser.feed(b"j", &mut events);
        assert_eq!(events, keys(&[Chord::char('j')]), "{begun:?}");
    }
}

#[test]
fn a_key_behind_a_broken_sequence_is_itself() {
    let down = Chord::plain(Key::Down);
    for (bytes, expected) in [
        ("\u{1b}[1;\u{1b}[B", vec![down]),
        ("\u{1b}O\u{1b}[B", vec![down]),
        ("\u{1b}]11;\u{1b}[B", vec![down]),
        ("\u{1b}[\u{3}", vec![Chord::ctrl('c')]),
        ("\u{1b}P\u{3}", vec![Chord::ctrl('c')]),
        ("\u{1b}\u{3}", vec![Chord::ctrl('c')]),
        ("\u{1b}[é", vec![Chord::char('é')]),
        ("\u{1b}]11;a\u{18}j", vec![Chord::char('j')]),
    ] {
        assert_eq!(read(bytes.as_bytes()), keys(&expected), "{bytes:?}");
    }
    // A character that was cut short.
    assert_eq!(read(b"\xe6\xbcj\xff\x80j"), keys(&[Chord::char('j'), Chord::char('j')]));
}

#[test]
fn a_paste_whose_end_never_comes_ends_by_itself_and_says_so() {
    let (mut parser, mut events) = (parser(), Vec::new());
    parser.feed(b"\x1b[200~a\x03b\x1b[20", &mut events);
    assert_eq!(events, [], "ctrl-c is text there");
    assert_eq!(parser.patience(), Some(Duration::from_secs(1)));
    parser.silence(&mut events);
    assert_eq!(parser.patience(), None);
    let [Event::Pasted(text), Event::PasteUnfinished] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(text, "a\u{3}b\u{1b}[20");
    events.clear();
    // Its end, should it come after all, is no key.
    parser.feed(b"j\x1b[201~k", &mut events);
    assert_eq!(events, keys(&[Chord::char('j'), Chord::char('k')]));
}

#[test]
fn ctrl_c_counts_in_a_paste_whose_end_never_comes() {
    // By itself, as a key comes: at once. Behind the text: as soon as it is known that there is no end.
    let (mut parser, mut events) = (parser(), Vec::new());
    parser.feed(b"\x1b[200~hello", &mut events);
    parser.feed(b"\x03", &mut events);
    parser.feed(b"j", &mut events);
    assert_eq!(events, keys(&[Chord::ctrl('c'), Chord::char('j')]));
    events.clear();
    parser.feed(b"\x1b[200~hello\x03", &mut events);
    parser.silence(&mut events);
    assert_eq!(events.last(), Some(&Event::Key(Chord::ctrl('c'))));
}

#[test]
fn a_huge_paste_is_cut_and_leaves_no_keys() {
    let text = "q".repeat(3 << 20);
    let events = read(format!("\u{1b}[200~{text}\u{1b}[201~j").as_bytes());
    let [Event::Pasted(pasted), last] = events.as_slice() else { panic!("{} events", events.len()) };
    assert_eq!((pasted.len(), last), (1 << 20, &Event::Key(Chord::char('j'))));
}

#[test]
fn arrows_in_one_piece_are_one_event() {
    let down = Chord::plain(Key::Down);
    let joined = |bytes: &str, has_arrow: bool| {
        let mut events = read(bytes.as_bytes());
        let now = join_arrows(&mut events, has_arrow);
        (events, now)
    };
    let arrows = |times| Event::Arrows { key: down, times };
    assert_eq!(joined("\u{1b}[B", false), (keys(&[down]), true));
    assert_eq!(joined("\u{1b}[B", true), (vec![arrows(1)], true));
    assert_eq!(joined("\u{1b}[B\u{1b}OB\u{1b}[B", false), (vec![arrows(3)], true));
    assert_eq!(joined("jj", true), (keys(&[Chord::char('j'), Chord::char('j')]), true));
    assert_eq!(joined("jj", false), (keys(&[Chord::char('j'), Chord::char('j')]), false));
    let (mixed, _) = joined("\u{1b}[B\u{1b}[Aj\u{1b}[B\u{1b}[B", false);
    let up = Event::Arrows { key: Chord::plain(Key::Up), times: 1 };
    assert_eq!(mixed, [Event::Key(down), up, Event::Key(Chord::char('j')), arrows(2)]);
}

/// A piece of what a terminal sends, with what it must mean; `None` where only the rule about pieces is tested.
fn piece() -> impl Strategy<Value = (Vec<u8>, Option<Vec<Event>>)> {
    let character = any::<char>().prop_filter("a key of its own", |c| !c.is_control());
    let text = "[a-z0-9;:?=+/ \u{e9}\u{6f22}]{0,30}";
    prop_oneof![
        character.prop_map(|c| (c.to_string().into_bytes(), Some(keys(&[Chord::char(c)])))),
        ("[\\]P_^X]", text).prop_map(|(kind, text)| (format!("\u{1b}{kind}{text}\u{1b}\\").into_bytes(), Some(vec![]))),
        text.prop_map(|text| (format!("\u{1b}]{text}\u{7}").into_bytes(), Some(vec![]))),
        // Whatever is pasted, but its own end.
        any::<String>().prop_filter("the end", |text| !text.contains("\u{1b}[201~")).prop_map(|text| {
            let pasted = if text.is_empty() { vec![] } else { vec![Event::Pasted(text.clone())] };
            (format!("\u{1b}[200~{text}\u{1b}[201~").into_bytes(), Some(pasted))
        }),
        // Reports, with a mark in front or in the middle.
        ("[?>=][0-9;]{0,9}[a-z]").prop_map(|rest| (format!("\u{1b}[{rest}").into_bytes(), Some(vec![]))),
        ("[0-9]{1,3};[0-9]{1,3}R").prop_map(|rest| (format!("\u{1b}[{rest}").into_bytes(), Some(vec![]))),
        proptest::sample::select(vec!["\u{1b}[B", "\u{1b}OB", "\u{1b}[57420u"])
            .prop_map(|key| (key.as_bytes().to_vec(), Some(keys(&[Chord::plain(Key::Down)])))),
        proptest::collection::vec(any::<u8>(), 0..12).prop_map(|bytes| (bytes, None)),
    ]
}

fn cut(bytes: &[u8], lengths: &[usize]) -> Vec<Vec<u8>> {
    let (mut rest, mut pieces) = (bytes, Vec::new());
    for length in lengths.iter().cycle().map(|length| length + 1) {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at(length.min(rest.len()));
        pieces.push(piece.to_vec());
        rest = after;
    }
    pieces
}

proptest! {
    #[test]
    fn any_bytes_mean_the_same_in_whatever_pieces_they_come(
        stream in proptest::collection::vec(piece(), 0..20),
        lengths in proptest::collection::vec(0usize..9, 1..20),
    ) {
        let bytes: Vec<u8> = stream.into_iter().flat_map(|(bytes, _)| bytes).collect();
        let pieces = cut(&bytes, &lengths);
        prop_assert_eq!(in_pieces(pieces.iter().map(Vec::as_slice)), read(&bytes));
        prop_assert_eq!(in_pieces(bytes.chunks(1)), read(&bytes));
    }

    #[test]
    fn what_is_whole_means_what_it_is_and_nothing_else(
        stream in proptest::collection::vec(piece(), 0..20),
        lengths in proptest::collection::vec(0usize..9, 1..20),
    ) {
        let whole = stream.into_iter().filter_map(|(bytes, meaning)| Some((bytes, meaning?)));
        let (bytes, meanings): (Vec<Vec<u8>>, Vec<Vec<Event>>) = whole.unzip();
        let pieces = cut(&bytes.concat(), &lengths);
        prop_assert_eq!(in_pieces(pieces.iter().map(Vec::as_slice)), meanings.concat());
    }

    #[test]
    fn any_bytes_and_any_silence_end_where_keys_count(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (mut parser, mut events) = (parser(), Vec::new());
        for piece in bytes.chunks(7) {
            parser.feed(piece, &mut events);
            parser.silence(&mut events);
        }
        parser.reset();
        events.clear();
        parser.feed(b"j", &mut events);
        prop_assert_eq!(events, keys(&[Chord::char('j')]));
    }
}
