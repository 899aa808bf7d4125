//! Random keys, as gestures of one who tries everything: seeded, so that a run can be repeated as far as the program's own
//! times allow.
//!
//! None of them leaves the program or stops it, and none types what would be sent beyond this machine: text is typed only
//! where its field is seen to be open.

use std::time::Duration;

use fastrand::Rng;

use crate::screen::Screen;

const MOVES: [&str; 14] =
    ["j", "k", "j", "k", "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~", "\x06", "\x02", "g", "G", "J", "K"];
const SORTS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "I", "S"];
/// What opens something over the list or beside it, or switches how it looks.
const OPENERS: [&str; 17] = ["?", "i", "E", "H", "L", "O", "o", "S", "a", "T", "w", "f", "!", "m", "D", "\x05", "\x10"];
/// What is done in details and popups, beside moving.
const WITHIN: [&str; 18] =
    ["\t", "\x1b[Z", "1", "2", "3", "4", "5", "6", "7", "+", "-", "y", "x", "c", "C", "n", "N", "\x19"];
const FILTERS: [&str; 12] = [
    "eu",
    "status=paused",
    "!running",
    "account=large",
    "account=small orders",
    "version<11",
    "status=unknown",
    "visitor",
    "東京",
    "no such runner at all",
    "\x1b[200~pasted\ntext \u{202e}\x1b[201~",
    "((\\ = = !",
];
const ENTER: &str = "\r";
const ESC: &str = "\x1b";

/// Between two keys of somebody in a hurry.
const PAUSE: Duration = Duration::from_millis(25);
/// Until what a key opens is there.
const OPENS: Duration = Duration::from_millis(300);

/// Somebody at the keyboard.
pub struct Fingers<'a> {
    rng: &'a mut Rng,
    screen: &'a mut Screen,
}

impl<'a> Fingers<'a> {
    /// Types into this screen.
    pub fn on(screen: &'a mut Screen, rng: &'a mut Rng) -> Self {
        Self { rng, screen }
    }

    /// One gesture; `with_profiles`: it may open other profiles.
    pub fn gesture(&mut self, with_profiles: bool) {
        match self.rng.u8(0..100) {
            0..30 => self.some_of(&MOVES, 12),
            30..40 => self.some_of(&SORTS, 2),
            40..52 => self.filter(),
            52..64 => self.look_into(),
            64..76 => self.details(),
            76..82 => self.act(),
            82..86 => self.act_on_several(),
            86..92 => self.resize(),
            92..94 => self.mouse(),
            94..96 => self.test_connectivity(),
            96..98 if with_profiles => self.other_profiles(),
            _ => self.one_of(&["\x12", ESC, "v", " ", "*"]),
        }
    }

    fn key(&mut self, key: &str) {
        self.screen.keys(key, PAUSE);
    }

    fn one_of(&mut self, keys: &[&str]) {
        let key = keys[self.rng.usize(0..keys.len())];
        self.key(key);
    }

    fn some_of(&mut self, keys: &[&str], most: usize) {
        for _ in 0..self.rng.usize(1..=most) {
            self.one_of(keys);
        }
    }

    fn esc(&mut self) {
        for _ in 0..self.rng.usize(1..=3) {
            // One after the other: two at once are another key.
            self.key(ESC);
        }
    }

    fn shows(&mut self, text: &str) -> bool {
        self.screen.wait(OPENS, |screen| screen.contains(text))
    }

    /// Types a filter or what to find, key by key, where there is a field for it.
    fn filter(&mut self) {
        self.key("/");
        if !self.screen.wait(OPENS, |text| text.contains("filter: ") || text.contains("find: ")) {
            return;
        }
        let text = FILTERS[self.rng.usize(0..FILTERS.len())];
        if text.starts_with(ESC) {
            self.key(text);
        } else {
            text.chars().for_each(|c| self.key(&c.to_string()));
        }
        if self.rng.bool() {
            self.key(ENTER);
            self.some_of(&MOVES, 6);
        }
        if self.rng.u8(0..4) > 0 {
            self.esc();
        }
    }

    fn look_into(&mut self) {
        self.one_of(&OPENERS);
        self.some_of(&MOVES, 8);
        if self.rng.u8(0..3) == 0 {
            self.some_of(&WITHIN, 3);
        }
        if self.rng.u8(0..5) > 0 {
            self.esc();
        }
    }

    fn details(&mut self) {
        self.key(ENTER);
        for _ in 0..self.rng.usize(1..8) {
            self.some_of(&WITHIN, 3);
            self.some_of(&MOVES, 5);
        }
        if self.rng.u8(0..3) == 0 {
            self.filter();
        }
        self.esc();
    }

    /// Restarts, pauses or resumes a runner, with the question's answer; or turns its auto update on or off.
    fn act(&mut self) {
        self.esc();
        self.some_of(&MOVES, 4);
        self.one_of(&["r", "p", "u", "p"]);
        if self.shows("[ n  No ]") {
            self.one_of(&["y", "y", "y", "n", "?", "\x19", ESC]);
        }
    }

    fn act_on_several(&mut self) {
        self.esc();
        for _ in 0..self.rng.usize(2..=4) {
            self.key(" ");
        }
        self.one_of(&["r", "p"]);
        self.screen.during(OPENS);
        self.one_of(&["y", "y", "o", "n", "\x19"]);
        if self.rng.bool() {
            self.some_of(&["O", "j", "s", "w", "c", ENTER], 5);
        }
        self.esc();
    }

    fn resize(&mut self) {
        let (columns, rows) = (self.rng.u16(40..=200), self.rng.u16(10..=60));
        self.screen.resize(columns, rows);
    }

    /// A click or a turn of the wheel somewhere; nothing where the mouse is the terminal's.
    fn mouse(&mut self) {
        let (x, y) = (self.rng.u16(1..=200), self.rng.u16(1..=60));
        let button = [0, 64, 65][self.rng.usize(0..3)];
        self.key(&format!("\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m"));
    }

    /// From the runner, which is a part of the demo.
    fn test_connectivity(&mut self) {
        self.esc();
        self.key("t");
        if self.shows("Endpoint") {
            self.key("127.0.0.1");
            self.some_of(&["\t", "\x1b[B", ENTER, ENTER, "\x18"], 5);
        }
        self.esc();
    }

    fn other_profiles(&mut self) {
        self.esc();
        self.key("\x10");
        if self.shows("─ Profiles ─") {
            self.key("g");
            self.some_of(&["j", "j", " ", "R"], 4);
            self.key(ENTER);
            self.screen.during(OPENS);
        }
    }
}
