//! The program's screen: what is on it, whether it shows what nobody may see, and how to come back to the plain list from
//! wherever random keys have led.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::accounts::{PROFILES, Row};
use crate::program::Program;

/// The size at which rows are compared: every column has room.
const SIZE: (u16, u16) = (200, 60);
const ESC: &str = "\x1b";
const PROFILES_KEY: &str = "\x10";
const READ_NOW: &str = "\x12";
const PAGE_DOWN: &str = "\x1b[6~";
/// More than the longest secret, so that one that comes in two pieces is seen.
const OVERLAP: usize = 256;

/// A running program, and what is on its screen.
pub struct Screen {
    program: Program,
    parser: vt100::Parser,
    /// The end of what was written before.
    tail: Vec<u8>,
    secrets: BTreeSet<String>,
    failures: Vec<String>,
    written: usize,
    /// Of these, how many were there when the screen was looked at; 0 for none of them.
    looked_at: usize,
    size: (u16, u16),
}

/// Without what stood around it, which would say too much.
const LEAKED: &str = "a secret was written to the terminal";

impl Screen {
    /// Watches what the program writes; it was started at 200x60.
    pub fn of(program: Program) -> Self {
        let parser = vt100::Parser::new(SIZE.1.try_into().expect("rows"), SIZE.0.try_into().expect("columns"), 0);
        let (secrets, failures) = (BTreeSet::new(), Vec::new());
        Self { program, parser, tail: Vec::new(), secrets, failures, written: 0, looked_at: 0, size: SIZE }
    }

    /// The size that the program is to be started at.
    pub fn size() -> (u16, u16) {
        SIZE
    }

    /// The program, to be looked at from outside.
    pub fn program(&mut self) -> &mut Program {
        &mut self.program
    }

    /// What went wrong so far.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// How many bytes the program has written.
    pub fn written(&self) -> usize {
        self.written
    }

    /// Whether it goes on.
    pub fn is_well(&self) -> bool {
        self.failures.is_empty()
    }

    /// These must not be seen, nor those of before.
    pub fn watch_for(&mut self, secrets: Vec<String>) {
        let known = self.secrets.len();
        self.secrets.extend(secrets);
        if self.secrets.len() > known {
            self.looked_at = 0;
        }
    }

    /// Whether a text has one of the secrets somewhere.
    pub fn has_secret(&self, text: &str) -> bool {
        self.secrets.iter().any(|secret| text.contains(secret.as_str()))
    }

    fn fail(&mut self, what: String) {
        if !self.failures.contains(&what) {
            self.failures.push(what);
        }
    }

    /// Takes in what is written within `time`, and looks at it.
    pub fn during(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while self.is_well() {
            let left = end.saturating_duration_since(Instant::now());
            let Some(bytes) = self.program.piece(left) else {
                let text = self.text();
                self.fail(format!("the program has closed the terminal, where this was last:\n{text}"));
                return;
            };
            self.take(&bytes);
            if left.is_zero() {
                break;
            }
        }
        self.look();
    }

    fn take(&mut self, bytes: &[u8]) {
        self.written += bytes.len();
        self.parser.process(bytes);
        self.tail.extend_from_slice(bytes);
        let text = String::from_utf8_lossy(&self.tail).into_owned();
        if text.contains("panicked at") {
            self.fail(format!("the program panicked: {}", text.escape_debug()));
        }
        if self.has_secret(&text) {
            self.fail(LEAKED.to_owned());
        }
        self.tail.drain(..self.tail.len().saturating_sub(OVERLAP));
    }

    /// What is put together of several writes shows on the screen alone.
    fn look(&mut self) {
        if self.looked_at == self.written {
            return;
        }
        self.looked_at = self.written;
        let text = self.text();
        if self.has_secret(&text) || self.has_secret(&text.replace('\n', "")) {
            self.fail(LEAKED.to_owned());
        }
    }

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Types, and takes in what is written within `time` from then on.
    pub fn keys(&mut self, keys: &str, time: Duration) {
        self.program.type_in(keys.as_bytes());
        self.during(time);
    }

    /// Waits until the screen is as wanted; answers whether it came to be so within `time`.
    pub fn wait(&mut self, time: Duration, is_wanted: impl Fn(&str) -> bool) -> bool {
        let end = Instant::now() + time;
        while self.is_well() && Instant::now() < end {
            if is_wanted(&self.text()) {
                return true;
            }
            self.during(Duration::from_millis(10));
        }
        false
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.screen_mut().set_size(rows.try_into().expect("rows"), columns.try_into().expect("columns"));
        self.program.resize((columns, rows));
        self.size = (columns, rows);
        self.during(Duration::from_millis(60));
    }

    /// Comes back to the list with every account open and nothing over it; answers whether that was to be had.
    pub fn come_back(&mut self) -> bool {
        if self.size != SIZE {
            self.resize(SIZE.0, SIZE.1);
        }
        for _ in 0..6 {
            for _ in 0..10 {
                self.keys(ESC, Duration::from_millis(40));
            }
            self.settle_list();
            if self.is_list() && self.open_all() {
                // An account that was refused waits for long before it asks again.
                self.read_now(Duration::from_millis(60));
                return true;
            }
            if !self.is_well() {
                return false;
            }
        }
        let text = self.text();
        self.fail(format!("the list did not come back; the screen was:\n{text}"));
        false
    }

    /// What keys of the list have switched is switched back.
    fn settle_list(&mut self) {
        let short = Duration::from_millis(100);
        let text = self.text();
        let first = text.lines().next().unwrap_or_default().to_owned();
        if first.contains("frozen") {
            self.keys("f", short);
        }
        if text.lines().take(6).any(|line| line.contains("H AGO") || line.contains("D AGO")) {
            self.keys("T", short);
        }
        if first.contains("runners") {
            self.keys("\x05", short);
        }
    }

    /// Asks for the lists at once, and gives them `time`.
    pub fn read_now(&mut self, time: Duration) {
        self.keys(READ_NOW, time);
    }

    /// Whether the list's titles are where they belong, and no popup over it.
    fn is_list(&self) -> bool {
        let text = self.text();
        text.lines().take(8).any(|line| line.contains("RUNNER") && line.contains("STATUS")) && !text.contains('╭')
    }

    /// Where the titles of a list of several accounts stand: the row, and the columns of runner, account, status and platform.
    fn titles(&self) -> Option<(u16, [u16; 4])> {
        let text = self.text();
        let (row, line) = (0..).zip(text.lines().take(8)).find(|(_, line)| line.contains("RUNNER"))?;
        let place = |title: &str| {
            let before = line.find(title).map(|at| &line[..at])?;
            u16::try_from(before.chars().count()).ok()
        };
        Some((row, [place("RUNNER")?, place("ACCOUNT")?, place("STATUS")?, place("PLATFORM")?]))
    }

    /// Opens every profile that is not open.
    fn open_all(&mut self) -> bool {
        let patience = Duration::from_secs(3);
        self.keys(PROFILES_KEY, Duration::ZERO);
        if !self.wait(patience, |text| text.contains("─ Profiles ─")) {
            return false;
        }
        let text = self.text();
        // Between the popup's edges; beside it are rows of the list, which begin with another name.
        let is_of = |part: &str, name: &str| part.trim_start_matches(['▌', '✓', ' ']).starts_with(&format!("{name} "));
        let part = |name: &str| text.lines().flat_map(|line| line.split('│')).find(|part| is_of(part, name));
        let is_open = |name: &str| part(name).is_some_and(|part| !part.contains("not open "));
        let open = PROFILES.map(|(name, _)| is_open(name));
        let number = open.iter().filter(|is_open| **is_open).count();
        if number == PROFILES.len() {
            self.keys(ESC, Duration::from_millis(60));
            return self.wait(patience, |text| !text.contains("─ Profiles ─"));
        }
        // Those that are open are marked with the first mark, unless there is but one.
        let keys = open.map(|is_open| if is_open && number > 1 { "j" } else { " " }).concat();
        self.keys(&format!("g{keys}"), Duration::from_millis(60));
        if !self.wait(patience, |text| text.contains("Opens small, middle, large.")) {
            return false;
        }
        self.keys("\r", Duration::from_millis(60));
        self.wait(patience, |text| !text.contains("─ Profiles ─"))
    }

    /// Every row of the list, by paging through it from top to bottom.
    pub fn rows(&mut self) -> BTreeSet<Row> {
        self.keys("1g", Duration::from_millis(150));
        let mut rows = BTreeSet::new();
        let mut place = place_of_bar(&self.text());
        loop {
            rows.extend(self.rows_here());
            self.keys(PAGE_DOWN, Duration::ZERO);
            let before = place.clone();
            if !self.wait(Duration::from_millis(500), |text| place_of_bar(text) != before) {
                return rows;
            }
            // The rest of the frame.
            self.during(Duration::from_millis(8));
            place = place_of_bar(&self.text());
        }
    }

    fn rows_here(&self) -> Vec<Row> {
        let Some((titles, [runner, account, status, platform])) = self.titles() else { return Vec::new() };
        let column = |from: u16, to: u16| {
            let lines = self.parser.screen().rows(from, to - from).skip(usize::from(titles) + 1);
            lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
        };
        let cells = column(runner, account).into_iter().zip(column(account, status)).zip(column(status, platform));
        let row = |((runner, account), status): ((String, String), String)| {
            let word = status.split_whitespace().nth(1)?.to_lowercase();
            let is_row = PROFILES.iter().any(|(name, _)| *name == account);
            is_row.then_some((account, runner, word))
        };
        cells.filter_map(row).collect()
    }

    /// Ends the program as a user does, also where it asks what becomes of an action; answers with its exit code.
    pub fn quit(&mut self) -> Option<i32> {
        self.program.type_in(b"\x03");
        let end = Instant::now() + Duration::from_secs(10);
        let mut answered = Instant::now();
        while let Some(bytes) = self.program.piece(Duration::from_millis(50)) {
            self.take(&bytes);
            let text = self.text();
            if text.contains(" under way?") && answered.elapsed() > Duration::from_millis(300) {
                self.program.type_in(if text.contains("▌ Quit now") { b"\r" } else { b"j" });
                answered = Instant::now();
            }
            if Instant::now() > end {
                break;
            }
        }
        self.program.ended_within(Duration::from_secs(5)).and_then(|status| status.code())
    }
}

/// Where the bar is, as the line below the rows says: `12/4,550`.
fn place_of_bar(text: &str) -> String {
    let is_place = |word: &&str| word.split_once('/').is_some_and(|(at, of)| is_number(at) && is_number(of));
    text.split_whitespace().rfind(|word| is_place(word)).unwrap_or_default().to_owned()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == ',')
}
