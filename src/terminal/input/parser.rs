//! [`Parser`]: the bytes that a terminal sends to events. It reads nothing and knows no clock: whoever feeds it tells
//! it when the input has been silent.
//!
//! The grammar is that of ECMA-48 with what terminals really send: the same bytes mean the same in whatever pieces they
//! come, and a sequence that means nothing here is swallowed whole. Only the 7-bit forms count: in UTF-8 no terminal
//! sends the others.

use std::mem;
use std::time::Duration;

use super::answer::{Answer, Step};
use super::{Chord, Event, Key, sequences};

/// Silence after which a sequence that was begun is given up. Longer than the gaps that a slow link tears into one, and
/// short enough for somebody who typed its beginning by hand.
const SEQUENCE_PATIENCE: Duration = Duration::from_millis(500);
/// Silence after which the answer to a question for the terminal's ground has made a pause: longer than any within it, and
/// short enough for a key that waits.
const ANSWER_PATIENCE: Duration = Duration::from_millis(100);
/// Silence that ends a paste whose own end never came.
const PASTE_PATIENCE: Duration = Duration::from_secs(1);
/// Bytes of a control sequence that are looked at; those that mean something here are far shorter.
const MAX_CONTROL_BYTES: usize = 64;
/// Bytes of one paste that are kept: more than any field takes, and not enough to fill the memory.
const MAX_PASTE_BYTES: usize = 1 << 20;
/// Bytes of one string sequence that are swallowed: more than any terminal answers. Beyond it something else is wrong.
const MAX_STRING_BYTES: usize = 1 << 16;
/// How the rest of an answer begins whose escape came so long before that it counted as the key. Nobody's fingers send
/// as much in one piece, so right behind that key it is no typing.
const ORPHANS: [&[u8]; 3] = [b"]11;rgb:", b"]11;rgba:", b"]11;#"];
/// What ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

const ESC: u8 = 0x1b;
const CTRL_C: u8 = 0x03;

/// Turns bytes into events. What is not complete waits for the rest.
#[derive(Debug)]
pub struct Parser {
    state: State,
    /// What was collected of a sequence, a character or a paste.
    collected: Vec<u8>,
    /// What came of an answer, which may be no answer.
    answer: Answer,
    /// How long a lone escape is waited with.
    escape: Duration,
    /// The last that counted was an escape, by silence.
    is_behind_escape: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Between sequences: the next byte begins something.
    Ground,
    /// The first bytes of a character of `length` bytes.
    Character { length: usize, alt: bool },
    /// An escape, which may be the key or the beginning of a sequence.
    Escape,
    /// Two of them: the keys, or a sequence with Alt as rxvt sends it.
    TwoEscapes,
    /// After `ESC [` (CSI): parameters follow, then the letter that ends it.
    Control { alt: bool },
    /// `ESC [ [`, with which the Linux console begins its first function keys.
    LinuxFunction,
    /// `ESC [ M`, the mouse in its oldest form: three bytes follow.
    OldMouse,
    /// After `ESC O` (SS3): one character follows.
    Single { alt: bool },
    /// OSC, which is the terminal's answer as far as it has come.
    Answer,
    /// An escape in such an answer: the first half of its end, or a key.
    AnswerEscape,
    /// OSC, DCS, APC, PM or SOS: text for a program, up to its end.
    Text { ends_at_bell: bool, length: usize },
    /// An escape in such a text: the first half of its end.
    TextEscape { ends_at_bell: bool, length: usize },
    /// A bracketed paste, of whose end so many bytes have come.
    Paste { matched: usize },
}

impl Parser {
    /// A parser that waits `escape` for what may follow an escape before it counts as the key.
    pub fn new(escape: Duration) -> Self {
        let (state, answer) = (State::Ground, Answer::default());
        Self { state, collected: Vec::new(), answer, escape, is_behind_escape: false }
    }

    /// Takes the bytes that came, and adds what they mean to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Event>) {
        // By itself, as no part of a text comes: the key, at once, although the end of a paste did not come.
        if matches!(self.state, State::Paste { .. }) && bytes == [CTRL_C] {
            self.reset();
            return out.push(key(Chord::ctrl('c')));
        }
        let mut bytes = bytes;
        if mem::take(&mut self.is_behind_escape) && ORPHANS.iter().any(|orphan| bytes.starts_with(orphan)) {
            self.state = State::Answer;
            bytes = &bytes[1..];
        }
        for byte in bytes {
            self.byte(*byte, out);
        }
    }

    /// For how long nothing may come before [`Self::silence`] is due; `None` while nothing waits.
    pub fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground | State::Character { .. } => None,
            State::Escape | State::TwoEscapes => Some(self.escape),
            State::Paste { .. } => Some(PASTE_PATIENCE),
            State::Answer if self.answer.may_wait() => Some(SEQUENCE_PATIENCE.max(self.escape * 4)),
            State::Answer | State::AnswerEscape => Some(ANSWER_PATIENCE.max(self.escape * 2)),
            // A link so slow that an escape needs longer tears sequences apart as well.
            _ => Some(SEQUENCE_PATIENCE.max(self.escape * 4)),
        }
    }

    /// Nothing came for as long as [`Self::patience`] said: what was an escape is the key, a sequence that was begun is
    /// none, and a paste ends with what has come of it.
    pub fn silence(&mut self, out: &mut Vec<Event>) {
        match self.state {
            State::Paste { matched } => self.paste_without_end(matched, out),
            State::Ground | State::Character { .. } => return,
            State::Escape => {
                self.is_behind_escape = true;
                out.push(key(Chord::plain(Key::Esc)));
            }
            State::Answer if !self.answer.pause() => return,
            State::Answer => return self.give_up_answer(out),
            State::AnswerEscape => {
                // Some terminals forget the second half of the end.
                let is_end = self.answer.colour().is_some();
                self.give_up_answer(out);
                if !is_end {
                    out.push(key(Chord::plain(Key::Esc)));
                }
                return;
            }
            State::TwoEscapes => out.extend([key(Chord::plain(Key::Esc)), key(Chord::plain(Key::Esc))]),
            _ => {}
        }
        self.reset();
    }

    /// Forgets what was begun.
    pub fn reset(&mut self) {
        self.state = State::Ground;
        self.collected.clear();
        // A paste may have made it large.
        self.collected.shrink_to(MAX_CONTROL_BYTES);
        self.answer.take();
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Event>) {
        match self.state {
            State::Paste { matched, .. } => self.pasted(byte, matched, out),
            // However far a sequence came: this key always counts.
            _ if byte == CTRL_C => {
                self.reset();
                out.push(key(Chord::ctrl('c')));
            }
            State::Ground => self.ground(byte, false, out),
            State::Character { length, alt } => self.character(byte, length, alt, out),
            State::Escape => self.escaped(byte, false, out),
            State::TwoEscapes => self.escaped(byte, true, out),
            State::Control { alt } => self.control(byte, alt, out),
            State::LinuxFunction => {
                self.reset();
                match byte {
                    b'A'..=b'E' => out.push(key(Chord::plain(Key::Function(byte - b'A' + 1)))),
                    _ => self.abort(byte, out),
                }
            }
            State::OldMouse => self.old_mouse(byte, out),
            State::Single { alt } => self.single(byte, alt, out),
            State::Answer => self.answer(byte, out),
            State::AnswerEscape => self.answer_escape(byte, out),
            State::Text { ends_at_bell, length } => self.text(byte, ends_at_bell, length),
            State::TextEscape { ends_at_bell, length } => self.text_escape(byte, ends_at_bell, length, out),
        }
    }

    fn ground(&mut self, byte: u8, alt: bool, out: &mut Vec<Event>) {
        self.state = State::Ground;
        let chord = match byte {
            ESC => return self.state = State::Escape,
            0 => Chord::ctrl(' '),
            // What some terminals send for Backspace, and others for Backspace with Control.
            0x08 | 0x7f => Chord::plain(Key::Backspace),
            b'\t' => Chord::plain(Key::Tab),
            b'\r' => Chord::plain(Key::Enter),
            0x01..=0x1a => Chord::ctrl(char::from(byte - 1 + b'a')),
            0x1c..=0x1f => Chord::ctrl(char::from(byte - 0x1c + b'\\')),
            b' '..=b'~' => Chord::char(char::from(byte)),
            0xc2..=0xdf => return self.begin_character(byte, 2, alt),
            0xe0..=0xef => return self.begin_character(byte, 3, alt),
            0xf0..=0xf4 => return self.begin_character(byte, 4, alt),
            // No character begins so.
            _ => return,
        };
        out.push(key(Chord { alt, ..chord }));
    }

    fn begin_character(&mut self, byte: u8, length: usize, alt: bool) {
        self.collected.clear();
        self.collected.push(byte);
        self.state = State::Character { length, alt };
    }

    fn character(&mut self, byte: u8, length: usize, alt: bool, out: &mut Vec<Event>) {
        if !(0x80..=0xbf).contains(&byte) {
            // The character was cut short; the byte is the beginning of something else.
            self.reset();
            return self.ground(byte, false, out);
        }
        self.collected.push(byte);
        if self.collected.len() < length {
            return;
        }
        let character = std::str::from_utf8(&self.collected).ok().and_then(|text| text.chars().next());
        if let Some(character) = character.filter(|character| !character.is_control()) {
            out.push(key(Chord { alt, ..Chord::char(character) }));
        }
        self.reset();
    }

    /// The byte behind an escape.
    fn escaped(&mut self, byte: u8, alt: bool, out: &mut Vec<Event>) {
        self.collected.clear();
        self.state = match byte {
            ESC if alt => {
                // The first of three can only have been the key.
                out.push(key(Chord::plain(Key::Esc)));
                State::TwoEscapes
            }
            ESC => State::TwoEscapes,
            b'[' => State::Control { alt },
            b'O' => State::Single { alt },
            b']' => State::Answer,
            b'P' | b'X' | b'^' | b'_' => State::Text { ends_at_bell: false, length: 0 },
            // The end of a text that was given up.
            b'\\' => State::Ground,
            _ => {
                if alt {
                    out.push(key(Chord::plain(Key::Esc)));
                }
                return self.ground(byte, true, out);
            }
        };
    }

    fn control(&mut self, byte: u8, alt: bool, out: &mut Vec<Event>) {
        match byte {
            // rxvt ends a key with Shift so, where everybody else goes on.
            b'$' if !self.collected.is_empty() && self.collected.iter().all(u8::is_ascii_digit) => {}
            0x20..=0x3f => {
                if self.collected.len() < MAX_CONTROL_BYTES {
                    self.collected.push(byte);
                }
                return;
            }
            b'[' if self.collected.is_empty() => return self.state = State::LinuxFunction,
            b'M' if self.collected.is_empty() => return self.state = State::OldMouse,
            0x40..=0x7e => {}
            _ => {
                self.reset();
                return self.abort(byte, out);
            }
        }
        let parameters = mem::take(&mut self.collected);
        self.state = State::Ground;
        if (parameters.as_slice(), byte) == (b"200", b'~') {
            self.state = State::Paste { matched: 0 };
        } else {
            out.extend(sequences::control(&parameters, byte, alt));
        }
    }

    /// A byte that belongs to no sequence breaks the open one off: another may begin, or a character. A control
    /// character goes with the sequence.
    fn abort(&mut self, byte: u8, out: &mut Vec<Event>) {
        if byte == ESC || byte >= 0x80 {
            self.ground(byte, false, out);
        }
    }

    fn old_mouse(&mut self, byte: u8, out: &mut Vec<Event>) {
        if byte < b' ' {
            self.reset();
            return self.abort(byte, out);
        }
        self.collected.push(byte);
        if let [button, column, row] = *self.collected {
            out.extend(sequences::old_mouse(button, column, row));
            self.reset();
        }
    }

    fn single(&mut self, byte: u8, alt: bool, out: &mut Vec<Event>) {
        match byte {
            b'0'..=b'9' | b';' if self.collected.len() < MAX_CONTROL_BYTES => return self.collected.push(byte),
            0x20..=0x7e => out.extend(sequences::single(byte, alt)),
            _ => {
                self.reset();
                return self.abort(byte, out);
            }
        }
        self.reset();
    }

    fn answer(&mut self, byte: u8, out: &mut Vec<Event>) {
        match byte {
            ESC => self.state = State::AnswerEscape,
            0x07 => self.end_answer(out),
            0x18 | 0x1a => self.reset(),
            _ => {
                if let Step::Text(length) = self.answer.push(byte) {
                    self.answer.take();
                    self.state = State::Text { ends_at_bell: true, length };
                }
            }
        }
    }

    fn answer_escape(&mut self, byte: u8, out: &mut Vec<Event>) {
        if byte == b'\\' {
            return self.end_answer(out);
        }
        // Either the escape was an end of which half is missing, or it begins something else and there is no end.
        let is_end = self.answer.colour().is_some() && !matches!(byte, b'[' | b'O' | b']' | ESC);
        self.give_up_answer(out);
        if !is_end {
            self.state = State::Escape;
        }
        self.byte(byte, out);
    }

    fn end_answer(&mut self, out: &mut Vec<Event>) {
        out.extend(self.answer.colour().map(Event::Ground));
        self.reset();
    }

    fn give_up_answer(&mut self, out: &mut Vec<Event>) {
        let (colour, keys) = self.answer.take().give_up();
        self.reset();
        out.extend(colour.map(Event::Ground));
        for byte in keys {
            self.byte(byte, out);
        }
    }

    fn text(&mut self, byte: u8, ends_at_bell: bool, length: usize) {
        self.state = match byte {
            ESC => State::TextEscape { ends_at_bell, length },
            0x07 if ends_at_bell => State::Ground,
            // Cancel and substitute end every sequence.
            0x18 | 0x1a => State::Ground,
            _ if length >= MAX_STRING_BYTES => State::Ground,
            _ => State::Text { ends_at_bell, length: length + 1 },
        };
    }

    fn text_escape(&mut self, byte: u8, ends_at_bell: bool, length: usize, out: &mut Vec<Event>) {
        match byte {
            b'\\' => self.state = State::Ground,
            // Another sequence begins: the text had no end.
            b'[' | b'O' | b']' | b'P' | b'X' | b'^' | b'_' => self.escaped(byte, false, out),
            ESC => self.state = State::TextEscape { ends_at_bell, length },
            _ => self.text(byte, ends_at_bell, length),
        }
    }

    fn pasted(&mut self, byte: u8, matched: usize, out: &mut Vec<Event>) {
        if byte == PASTE_END[matched] {
            if matched + 1 < PASTE_END.len() {
                return self.state = State::Paste { matched: matched + 1 };
            }
            self.state = State::Ground;
            return self.hand_over_paste(out);
        }
        // Not the end after all. No byte of it but the first can begin it anew.
        self.keep(&PASTE_END[..matched]);
        let begins = byte == PASTE_END[0];
        if !begins {
            self.keep(&[byte]);
        }
        self.state = State::Paste { matched: usize::from(begins) };
    }

    fn hand_over_paste(&mut self, out: &mut Vec<Event>) {
        let text = mem::take(&mut self.collected);
        if !text.is_empty() {
            out.push(Event::Pasted(String::from_utf8_lossy(&text).into_owned()));
        }
    }

    fn paste_without_end(&mut self, matched: usize, out: &mut Vec<Event>) {
        self.keep(&PASTE_END[..matched]);
        // Whoever gave up waiting pressed it.
        let is_left = self.collected.last() == Some(&CTRL_C);
        self.hand_over_paste(out);
        out.push(Event::PasteUnfinished);
        if is_left {
            out.push(key(Chord::ctrl('c')));
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = MAX_PASTE_BYTES.saturating_sub(self.collected.len());
        self.collected.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

fn key(chord: Chord) -> Event {
    Event::Key(chord)
}
