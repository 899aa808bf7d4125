//! What the sequences of terminals mean: those of xterm and VTE, kitty and its keyboard protocol, rxvt, the Linux console.
//! A sequence that is not known is nothing, which is how the terminal's own answers are no keys.
//!
//! Sources: xterm's "Control Sequences" (<https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>), kitty's
//! "Comprehensive keyboard handling" (<https://sw.kovidgoyal.net/kitty/keyboard-protocol/>), urxvt(7).

use super::{Chord, Event, Key, Mouse};

/// What is held along with a key.
#[derive(Clone, Copy, Default)]
struct Held {
    shift: bool,
    alt: bool,
    ctrl: bool,
}

/// What `CSI parameters last` means; `alt` where another escape stood before it.
pub(super) fn control(parameters: &[u8], last: u8, alt: bool) -> Option<Event> {
    let text = std::str::from_utf8(parameters).ok()?;
    if let Some(mouse) = text.strip_prefix('<') {
        return sgr_mouse(mouse, last);
    }
    // What stands behind another mark, or ends with one in the middle, is an answer or a report.
    if !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':')) {
        return None;
    }
    match (text, last) {
        ("", b'I') => return Some(Event::FocusGained),
        ("", b'O') => return Some(Event::FocusLost),
        (_, b'M') => return rxvt_mouse(text),
        _ => {}
    }
    let fields: Vec<&str> = text.split(';').collect();
    let held = held(fields.get(1).copied().unwrap_or_default())?;
    let held = Held { alt: held.alt || alt, ..held };
    let chord = match last {
        b'u' => coded(fields.first().copied()?, fields.get(2).copied(), held)?,
        // With its modifiers third: `CSI 27 ; modifiers ; code ~`, as xterm writes keys that have no sequence.
        b'~' if fields.first() == Some(&"27") && fields.len() == 3 => coded(fields[2], None, held)?,
        b'~' | b'$' | b'^' | b'@' => {
            let ctrl = held.ctrl || matches!(last, b'^' | b'@');
            chord(numbered(number(fields.first().copied()?)?)?, Held { ctrl, ..held })
        }
        b'Z' => chord(Key::BackTab, held),
        // rxvt's arrows with Shift.
        b'a'..=b'd' => chord(arrow(last.to_ascii_uppercase())?, held),
        // The position of the cursor has the same end as F3, and always two numbers.
        b'R' if !text.is_empty() => return None,
        _ => chord(lettered(last)?, held),
    };
    Some(Event::Key(chord))
}

/// What `ESC O last` means.
pub(super) fn single(last: u8, alt: bool) -> Option<Event> {
    let held = Held { alt, ..Held::default() };
    let chord = match last {
        // rxvt's arrows with Control.
        b'a'..=b'd' => chord(arrow(last.to_ascii_uppercase())?, Held { ctrl: true, ..held }),
        b'M' => chord(Key::Enter, held),
        b'X' => chord(Key::Char('='), held),
        // The keypad: its signs and digits stand 64 further on.
        b'j'..=b'y' => chord(Key::Char(char::from(last - 64)), held),
        _ => chord(lettered(last)?, held),
    };
    Some(Event::Key(chord))
}

/// What the mouse did, as `CSI M` and three bytes tell.
pub(super) fn old_mouse(button: u8, column: u8, row: u8) -> Option<Event> {
    let cell = |byte: u8| u16::from(byte).checked_sub(33);
    mouse(u16::from(button).checked_sub(32)?, cell(column)?, cell(row)?)
}

fn chord(key: Key, held: Held) -> Chord {
    Chord { key, ctrl: held.ctrl, alt: held.alt }
}

fn number(field: &str) -> Option<u32> {
    field.split(':').next()?.parse().ok()
}

/// The modifiers of a key: 1 and a bit for each. `None` for what is no key of ours: one let go, which would count twice,
/// and one with a modifier that belongs to the desktop.
fn held(field: &str) -> Option<Held> {
    const RELEASED: &str = "3";
    let mut parts = field.split(':');
    let bits = parts.next().and_then(|bits| bits.parse::<u32>().ok()).unwrap_or(1).checked_sub(1)?;
    let has = |bit: u32| bits & bit != 0;
    let is_elsewhere = has(8) || has(16);
    if parts.next() == Some(RELEASED) || is_elsewhere {
        return None;
    }
    Some(Held { shift: has(1), alt: has(2) || has(32), ctrl: has(4) })
}

fn arrow(letter: u8) -> Option<Key> {
    Some(match letter {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        _ => return None,
    })
}

fn lettered(letter: u8) -> Option<Key> {
    Some(match letter {
        b'F' => Key::End,
        b'H' => Key::Home,
        b'P'..=b'S' => Key::Function(letter - b'P' + 1),
        _ => return arrow(letter),
    })
}

fn numbered(number: u32) -> Option<Key> {
    let function = |first: u32, name: u32| u8::try_from(number - first + name).ok().map(Key::Function);
    Some(match number {
        1 | 7 => Key::Home,
        3 => Key::Delete,
        4 | 8 => Key::End,
        5 => Key::PageUp,
        6 => Key::PageDown,
        11..=15 => return function(11, 1),
        17..=21 => return function(17, 6),
        23..=24 => return function(23, 11),
        _ => return None,
    })
}

/// A key by its code, `code:shifted:base`, with the text that it types where the terminal tells. Without Control the
/// text is what counts; with it the key of the layout that letters stand on.
fn coded(code: &str, text: Option<&str>, held: Held) -> Option<Chord> {
    let mut alternates = code.split(':').map(|code| code.parse::<u32>().ok());
    let code = alternates.next()??;
    let (shifted, base) = (alternates.next().flatten(), alternates.next().flatten());
    let key = match code {
        8 | 127 => Key::Backspace,
        9 if held.shift => Key::BackTab,
        9 => Key::Tab,
        13 | 57414 => Key::Enter,
        27 => Key::Esc,
        57399..=57408 => Key::Char(char::from_digit(code - 57399, 10)?),
        57409..=57413 => Key::Char(char::from(b"./*-+"[usize::try_from(code - 57409).ok()?])),
        57417 => Key::Left,
        57418 => Key::Right,
        57419 => Key::Up,
        57420 => Key::Down,
        57421 => Key::PageUp,
        57422 => Key::PageDown,
        57423 => Key::Home,
        57424 => Key::End,
        57426 => Key::Delete,
        // Kitty's codes for keys that type nothing.
        0xe000..=0xf8ff => return None,
        _ => Key::Char(typed(code, [text.and_then(number), shifted, base], held)?),
    };
    Some(chord(key, held))
}

fn typed(code: u32, [text, shifted, base]: [Option<u32>; 3], held: Held) -> Option<char> {
    let character = if held.ctrl {
        // With Control, terminals disagree on the letter's case.
        char::from_u32(if code < 0x80 { code } else { base.unwrap_or(code) })?.to_ascii_lowercase()
    } else if let Some(told) = text.or(shifted.filter(|_| held.shift)) {
        char::from_u32(told)?
    } else if held.shift {
        char::from_u32(code)?.to_ascii_uppercase()
    } else {
        char::from_u32(code)?
    };
    (!character.is_control()).then_some(character)
}

/// `CSI < button ; column ; row`, ended by `M` for pressed and `m` for let go.
fn sgr_mouse(text: &str, last: u8) -> Option<Event> {
    let [button, column, row] = three(text)?;
    if last != b'M' {
        return None;
    }
    mouse(button, column.checked_sub(1)?, row.checked_sub(1)?)
}

/// `CSI button ; column ; row M`, the button 32 too high.
fn rxvt_mouse(text: &str) -> Option<Event> {
    let [button, column, row] = three(text)?;
    mouse(button.checked_sub(32)?, column.checked_sub(1)?, row.checked_sub(1)?)
}

fn three(text: &str) -> Option<[u16; 3]> {
    let numbers: Vec<u16> = text.split(';').map_while(|field| field.parse().ok()).collect();
    numbers.try_into().ok()
}

/// Bits 2 to 4 of a button are the modifiers; 32 says that the mouse moved, 64 that it is the wheel.
fn mouse(button: u16, column: u16, row: u16) -> Option<Event> {
    const MODIFIERS: u16 = 4 | 8 | 16;
    let mouse = match button & !MODIFIERS {
        0 => Mouse::Pressed { column, row },
        64 => Mouse::WheelUp,
        65 => Mouse::WheelDown,
        _ => return None,
    };
    Some(Event::Mouse(mouse))
}
