//! OSC 52, the escape sequence by which a terminal takes a text into its clipboard, and its way through tmux and GNU
//! screen. Only says what to write: the loop writes it, between two frames.
//!
//! The sequence is xterm's: `ESC ] 52 ; c ; TEXT ST`, with the text in base64 and `c` for the clipboard
//! (<https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::clipboard::Route;
use crate::domain::Secret;

/// The longest text that terminals take, in bytes: a sequence of 100,000 bytes with the text in base64, which hterm's
/// `osc52.sh` names as the limit.
pub const LONGEST: usize = 74_994;
/// What GNU screen takes at a time, in bytes. It drops the rest of anything longer: than 768 bytes today, than 256 in
/// version 4.0.
const SCREEN_CHUNK: usize = 240;
/// Takes nothing as the text, which empties the clipboard of most terminals, and then something that is no base64,
/// which is how xterm's own description empties it.
const NOTHING: [&str; 2] = ["", "!"];

/// The sequence that hands `text` over on `route`; `None` if the text is too long for terminals.
///
/// It holds the text, so it is as secret as that.
pub fn hand_over(text: &Secret, route: Route) -> Option<Secret> {
    let text = text.expose().as_bytes();
    (text.len() <= LONGEST).then(|| {
        // Enough for all of it: a String that grows leaves copies behind.
        let mut encoded = String::with_capacity(text.len().div_ceil(3) * 4);
        BASE64_STANDARD.encode_string(text, &mut encoded);
        let encoded = Secret::new(encoded);
        Secret::new(sequence(encoded.expose(), route))
    })
}

/// The sequence that asks the terminal on `route` to empty its clipboard.
pub fn empty(route: Route) -> Secret {
    Secret::new(NOTHING.map(|nothing| sequence(nothing, route)).concat())
}

fn sequence(encoded: &str, route: Route) -> String {
    let mut sequence = String::with_capacity(encoded.len() + encoded.len() / SCREEN_CHUNK * 4 + 64);
    match route {
        Route::TerminalThroughTmux => {
            // tmux passes on what stands in `ESC P tmux ; ... ST`, with each ESC of it doubled.
            sequence.extend(["\x1bPtmux;\x1b\x1b]52;c;", encoded, "\x1b\x1b\\\x1b\\"]);
        }
        Route::TerminalThroughScreen => {
            // screen passes on what stands in `ESC P ... ST` as it is. An ST of ours would end that too early, so the
            // sequence ends with BEL, which terminals take as well.
            sequence.push_str("\x1bP\x1b]52;c;");
            for (index, chunk) in chunks(encoded).enumerate() {
                if index > 0 {
                    sequence.push_str("\x1b\\\x1bP");
                }
                sequence.push_str(chunk);
            }
            sequence.push_str("\x07\x1b\\");
        }
        Route::Terminal | Route::Tmux | Route::Native => sequence.extend(["\x1b]52;c;", encoded, "\x1b\\"]),
    }
    sequence
}

/// Base64 in pieces that screen takes, with room for what stands around them.
fn chunks(encoded: &str) -> impl Iterator<Item = &str> {
    let ends = (0..encoded.len()).step_by(SCREEN_CHUNK).map(|start| (start, encoded.len().min(start + SCREEN_CHUNK)));
    // All of base64 is ASCII, so every place is between two characters.
    ends.filter_map(|(start, end)| encoded.get(start..end))
}
