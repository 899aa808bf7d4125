//! What draws the operator's attention to something that has ended: the bell, or a notification of the desktop. Only
//! says what to write: the loop writes it, between two frames.
//!
//! OSC 9 is iTerm2's `ESC ] 9 ; TEXT BEL` (<https://iterm2.com/documentation-escape-codes.html>), OSC 777 is
//! rxvt-unicode's `ESC ] 777 ; notify ; TITLE ; TEXT BEL`.

use super::host_environment::Multiplexer;
use super::passthrough::{self, BEL};
use crate::domain::text::make_safe;
use crate::options::Notify;
use crate::text::to_ascii;

/// The longest text of a notification, in characters; a longer one is cut.
const MAX_TEXT_CHARS: usize = 200;

/// What is to be written for `text`; `None` where nothing was asked for. The bell is rung by tmux and GNU screen too,
/// and says nothing. `is_ascii` is whether nothing else may be sent.
pub fn sequence(way: Notify, text: &str, multiplexer: Multiplexer, is_ascii: bool) -> Option<String> {
    let body = || if is_ascii { to_ascii(&body(text)) } else { body(text) };
    let osc = |start| Some(passthrough::osc(start, &body(), BEL, multiplexer));
    match way {
        Notify::Off => None,
        Notify::Bell => Some(BEL.to_owned()),
        Notify::Osc9 => osc("9;"),
        Notify::Osc777 => osc("777;notify;trackside;"),
    }
}

/// The text without anything that could act on a terminal. A semicolon would separate fields: some terminals take
/// `9;4;...`, which a runner's name may begin with, for a progress bar.
fn body(text: &str) -> String {
    let safe = make_safe(text);
    let is_long = safe.chars().nth(MAX_TEXT_CHARS).is_some();
    let kept = safe.chars().take(if is_long { MAX_TEXT_CHARS - 1 } else { MAX_TEXT_CHARS });
    kept.map(|character| if character == ';' { ',' } else { character }).chain(is_long.then_some('…')).collect()
}
