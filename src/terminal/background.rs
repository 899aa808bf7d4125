//! [`Inquiry`]: the question for the terminal's ground (OSC 11), and [`colour`], which reads the answer.
//!
//! Nothing waits for the answer: it comes along with what is typed (`input/`), and until then the program draws as for a
//! ground that is not known. An answer that comes late counts too, as a slow link's screen is to be read as well as any
//! other; but only one for each question, so that nobody else's report changes the colours.
//!
//! Sent with BEL at its end: terminals answer with the end they were asked with, and rxvt-unicode up to 9.30 cuts the
//! other one in half. Through tmux it is sent as it is: from 3.4 on tmux answers by itself, before it drops the question. The
//! way past tmux is not taken, for the terminal's answer would be typed into whichever pane is in front then. GNU screen is
//! asked past itself: it would keep a question of its window and send it again with every look at that window, also when
//! the shell is back there to which the answers are typed.

use std::ffi::OsString;
use std::time::Duration;

use tokio::time::Instant;

use super::host_environment::Multiplexer;
use super::passthrough;
use crate::options::Rgb;

/// Beginnings of the names of terminals that are not asked: the Linux console has no answer, and Emacs' `term` prints what
/// it does not know (<https://github.com/systemd/systemd/issues/41973>).
const NEVER_ASKED: [&str; 3] = ["linux", "eterm", "dumb"];

/// For so long after the question its answer is still waited for before somebody else gets to read the terminal.
const PATIENCE: Duration = Duration::from_millis(300);

/// Whether and how the terminal is asked, and whether it has answered.
#[derive(Debug)]
pub struct Inquiry {
    question: Option<String>,
    /// When it was asked what it has not answered.
    asked: Option<Instant>,
}

impl Inquiry {
    /// What can be asked where these environment variables are set, the terminal being behind this multiplexer. A variable
    /// that is empty says nothing. `is_wanted` is whether the answer would change anything.
    pub fn new(variable: impl Fn(&str) -> Option<OsString>, multiplexer: Multiplexer, is_wanted: bool) -> Self {
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
        let term = variable("TERM").unwrap_or_default();
        let term = term.to_string_lossy();
        let may_be_asked = cfg!(unix) && !term.is_empty() && !NEVER_ASKED.iter().any(|name| term.starts_with(name));
        // One of the two is inside the other, and it cannot be told which.
        let is_nested = is_set("TMUX") && is_set("STY");
        let question = (is_wanted && may_be_asked && !is_nested).then(|| match multiplexer {
            Multiplexer::None | Multiplexer::Tmux => passthrough::osc("11;", "?", passthrough::BEL, Multiplexer::None),
            Multiplexer::Screen => passthrough::osc("11;", "?", passthrough::BEL, multiplexer),
        });
        Self { question, asked: None }
    }

    /// The bytes to ask with, if the terminal is to be asked. It counts as asked from here on.
    pub fn ask(&mut self) -> Option<&str> {
        self.asked = self.question.is_some().then(Instant::now);
        self.question.as_deref()
    }

    /// Whether an answer that has come is to a question, and the first to it.
    pub fn is_answered(&mut self) -> bool {
        self.asked.take().is_some()
    }

    /// Until when the terminal is not handed on for the sake of an answer on its way. `None`: at once.
    pub fn expected_until(&self) -> Option<Instant> {
        self.asked.map(|asked| asked + PATIENCE)
    }
}

/// The colour that a terminal reports, as X11 writes colours: `rgb:R/G/B` or `rgba:R/G/B/A` with one to four hexadecimal
/// digits for each, or `#` with the digits of all three. `None` for anything else.
pub fn colour(text: &[u8]) -> Option<Rgb> {
    let text = std::str::from_utf8(text).ok()?;
    if let Some(digits) = text.strip_prefix('#') {
        let each = digits.len() / 3;
        let is_whole = digits.is_ascii() && digits.len() % 3 == 0;
        return is_whole.then(|| rgb([0, 1, 2].map(|place| &digits[place * each..(place + 1) * each])))?;
    }
    let parts: Vec<&str> = match (text.strip_prefix("rgb:"), text.strip_prefix("rgba:")) {
        (Some(parts), _) => parts.split('/').collect(),
        (_, Some(parts)) => {
            let (parts, alpha) = parts.rsplit_once('/')?;
            shade(alpha)?;
            parts.split('/').collect()
        }
        (None, None) => return None,
    };
    rgb(parts.try_into().ok()?)
}

fn rgb(parts: [&str; 3]) -> Option<Rgb> {
    let [red, green, blue] = parts.map(shade);
    Some([red?, green?, blue?])
}

/// One to four hexadecimal digits, of which the largest number means the brightest shade, as 0 to 255.
fn shade(digits: &str) -> Option<u8> {
    let is_shade = matches!(digits.len(), 1..=4) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = is_shade.then(|| u32::from_str_radix(digits, 16).ok())??;
    let brightest = (1_u32 << (4 * digits.len())) - 1;
    u8::try_from((value * 255 + brightest / 2) / brightest).ok()
}

/// Whether `text` may be the beginning of what [`colour`] reads, or all of it.
pub fn may_become_colour(text: &[u8]) -> bool {
    let are_digits = |part: &[u8], most| part.len() <= most && part.iter().all(u8::is_ascii_hexdigit);
    let are_parts = |rest: &[u8], most| {
        let parts: Vec<&[u8]> = rest.split(|byte| *byte == b'/').collect();
        let (last, whole) = parts.split_last().unwrap_or((&rest, &[]));
        parts.len() <= most && are_digits(last, 4) && whole.iter().all(|part| !part.is_empty() && are_digits(part, 4))
    };
    match text {
        [b'#', digits @ ..] => are_digits(digits, 12),
        [b'r', b'g', b'b', b':', rest @ ..] => are_parts(rest, 3),
        [b'r', b'g', b'b', b'a', b':', rest @ ..] => are_parts(rest, 4),
        _ => b"rgb:".starts_with(text) || b"rgba:".starts_with(text),
    }
}
