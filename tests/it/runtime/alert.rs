//! What is written to draw attention, byte for byte.

use trackside::options::Notify;
use trackside::terminal::alert::sequence;
use trackside::terminal::host_environment::Multiplexer;

#[test]
fn each_way_has_its_bytes() {
    for (way, multiplexer, expected) in [
        (Notify::Off, Multiplexer::None, None),
        (Notify::Off, Multiplexer::Tmux, None),
        (Notify::Bell, Multiplexer::None, Some("\x07")),
        (Notify::Bell, Multiplexer::Tmux, Some("\x07")),
        (Notify::Bell, Multiplexer::Screen, Some("\x07")),
        (Notify::Osc9, Multiplexer::None, Some("\x1b]9;done: restart it\x07")),
        (Notify::Osc9, Multiplexer::Tmux, Some("\x1bPtmux;\x1b\x1b]9;done: restart it\x07\x1b\\")),
        (Notify::Osc9, Multiplexer::Screen, Some("\x1bP\x1b]9;done: restart it\x07\x1b\\")),
        (Notify::Osc777, Multiplexer::None, Some("\x1b]777;notify;trackside;done: restart it\x07")),
        (Notify::Osc777, Multiplexer::Tmux, Some("\x1bPtmux;\x1b\x1b]777;notify;trackside;done: restart it\x07\x1b\\")),
        (Notify::Osc777, Multiplexer::Screen, Some("\x1bP\x1b]777;notify;trackside;done: restart it\x07\x1b\\")),
    ] {
        assert_eq!(
            sequence(way, "done: restart it", multiplexer, false).as_deref(),
            expected,
            "{way:?} {multiplexer:?}"
        );
    }
}

#[test]
fn a_name_cannot_end_the_sequence_nor_start_another() {
    let hostile = "4;3;\x07\x1b]52;c;eA==\x1b\\\u{9d}\u{202e}\n";
    let body = "4,3,^G^[]52,c,eA==^[\\<U+009D><U+202E>^J";
    assert_eq!(sequence(Notify::Osc9, hostile, Multiplexer::None, false).unwrap(), format!("\x1b]9;{body}\x07"));
    assert_eq!(
        sequence(Notify::Osc777, hostile, Multiplexer::None, false).unwrap(),
        format!("\x1b]777;notify;trackside;{body}\x07")
    );
}

#[test]
fn a_long_text_is_cut_to_200_characters() {
    for (length, kept, end) in [(200, 200, ""), (201, 199, "…"), (100_000, 199, "…")] {
        let expected = format!("\x1b]9;{}{end}\x07", "é".repeat(kept));
        assert_eq!(sequence(Notify::Osc9, &"é".repeat(length), Multiplexer::None, false).unwrap(), expected);
    }
}

#[test]
fn screen_gets_it_in_pieces_that_it_takes() {
    for text in ["é".repeat(200), "漢".repeat(100), "x".repeat(200)] {
        let wrapped = sequence(Notify::Osc777, &text, Multiplexer::Screen, false).unwrap();
        let pieces: Vec<&str> =
            wrapped.strip_prefix("\x1bP").unwrap().strip_suffix("\x1b\\").unwrap().split("\x1b\\\x1bP").collect();
        assert!(pieces.iter().all(|piece| piece.len() <= 255), "{wrapped:?}");
        assert_eq!(pieces.concat(), sequence(Notify::Osc777, &text, Multiplexer::None, false).unwrap());
    }
}

#[test]
fn where_nothing_but_ascii_is_read_nothing_else_is_sent() {
    let sent = sequence(Notify::Osc9, "paused: données 数据", Multiplexer::None, true).unwrap();
    assert_eq!(sent, "\x1b]9;paused: donn?es ????\x07");
}
