//! OSC 52, the escape sequence by which a terminal takes a text into its clipboard. Only says what to write: the loop
//! writes it, between two frames.
//!
//! The sequence is xterm's: `ESC ] 52 ; c ; TEXT ST`, with the text in base64 and `c` for the clipboard
//! (<https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::domain::Secret;
use crate::terminal::clipboard::Route;
use crate::terminal::host_environment::Multiplexer;
use crate::terminal::passthrough;

/// The longest text that terminals take, in bytes: a sequence of 100,000 bytes with the text in base64, which hterm's
/// `osc52.sh` names as the limit.
pub const MAX_TEXT_BYTES: usize = 74_994;
/// Takes nothing as the text, which empties the clipboard of most terminals, and then something that is no base64,
/// which is how xterm's own description empties it.
const NOTHING: [&str; 2] = ["", "!"];

/// The sequence that executor `text` over on `route`; `None` if the text is too long for terminals.
///
/// It holds the text, so it is as secret as that.
pub fn hand_over(text: &Secret, route: Route) -> Option<Secret> {
    let text = text.expose().as_bytes();
    (text.len() <= MAX_TEXT_BYTES).then(|| {
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
    let multiplexer = match route {
        Route::TerminalThroughTmux => Multiplexer::Tmux,
        Route::TerminalThroughScreen => Multiplexer::Screen,
        Route::Terminal | Route::Tmux | Route::Native => Multiplexer::None,
    };
    passthrough::osc("52;c;", encoded, passthrough::ST, multiplexer)
}
