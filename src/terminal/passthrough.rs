//! Escape sequences for the operator's terminal, on their way through tmux and GNU screen, which would keep them.

use super::host_environment::Multiplexer;

/// ST, which ends a sequence.
pub const ST: &str = "\x1b\\";
/// BEL, which terminals take as an end as well.
pub const BEL: &str = "\x07";
/// What GNU screen is given at a time, in bytes. It drops the rest of anything longer: than 768 bytes today, than 256
/// in version 4.0.
const SCREEN_CHUNK: usize = 240;

/// The sequence `ESC ] START BODY END`, as the terminal behind `around` is to be sent it.
///
/// `start` and `body` hold no control characters, and `end` is [`ST`] or [`BEL`]. Made in one piece that never grows,
/// so that no copies are left behind if it is secret.
pub fn osc(start: &str, body: &str, end: &str, multiplexer: Multiplexer) -> String {
    let mut sequence = String::with_capacity(body.len() + body.len() / SCREEN_CHUNK * 5 + start.len() + 64);
    match multiplexer {
        Multiplexer::None => sequence.extend(["\x1b]", start, body, end]),
        Multiplexer::Tmux => {
            // tmux passes on what stands in `ESC P tmux ; ... ST`, with each ESC of it doubled.
            let end = if end == ST { "\x1b\x1b\\" } else { end };
            sequence.extend(["\x1bPtmux;\x1b\x1b]", start, body, end, ST]);
        }
        Multiplexer::Screen => {
            // screen passes on what stands in `ESC P ... ST` as it is. An ST of ours would end that too early, so the
            // sequence always ends with BEL.
            sequence.extend(["\x1bP\x1b]", start]);
            let mut left = SCREEN_CHUNK.saturating_sub(start.len());
            for character in body.chars() {
                if character.len_utf8() > left {
                    sequence.extend([ST, "\x1bP"]);
                    left = SCREEN_CHUNK;
                }
                sequence.push(character);
                left -= character.len_utf8();
            }
            sequence.extend([BEL, ST]);
        }
    }
    sequence
}
