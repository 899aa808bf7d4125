//! What a frame and a merged poll cost within the process, and whether that holds as the fleet grows: each figure at 20,
//! 2,000 and 20,000 runners, in one account and in five, with its ratio to 20 in one. Ends with a code other than zero where a
//! budget does not hold. `frame.rs` has the details.
//!
//! `cargo bench --profile dist --bench growth` takes some seconds.

mod fleet;
#[allow(dead_code, reason = "the whole program has more kinds of figures")]
mod report;

use std::process::ExitCode;
use std::time::Instant;

use trackside::account::{News, WorkNews};
use trackside::domain::{AccountId, Running};
use trackside::terminal::input::{Chord, Key};
use trackside::tui::app::App;
use trackside::tui::message::Message;

use fleet::{SIZES, Walk, app, changed, draw, lists, merge, terminal};
use report::{Figure, Report, Times, tell};

const ACCOUNTS: [usize; 2] = [1, 5];
/// Where a window has more rows than the smallest fleet, the smallest that fills it: fewer rows are another frame.
const TALL_SIZES: [usize; 3] = [200, 2_000, 20_000];
/// The same for a map.
const FULL_SIZES: [usize; 3] = [2_000, 6_000, 20_000];
/// Lines of a map that the bar walks over.
const LINES: usize = 12;
/// Keys of one fleet before it is the next one's turn: whatever else the machine does meets all of them.
const TURN: usize = 38;
const TURNS: usize = 40;
const POLLS: usize = 100;
/// A frame of a screen that is drawn sixty times a second, in milliseconds.
const IN_TIME: f64 = 16.0;

fn main() -> ExitCode {
    let mut report = Report::default();
    frames("80x24", (80, 24), SIZES, &mut report);
    frames("160x45", (160, 45), TALL_SIZES, &mut report);
    in_place(&mut report);
    palettes(&mut report);
    merges(&mut report);
    report.end()
}

/// A fleet, the bar in it, and how long its keys took.
struct Contestant {
    name: String,
    walk: Walk,
    times: Times,
}

impl Contestant {
    /// The bar walks over so many rows.
    fn new(accounts: usize, runners: usize, walked: usize, size: (u16, u16)) -> Self {
        let mut app = app(&lists(accounts, runners));
        app.update(Message::Resized { columns: size.0, rows: size.1 });
        show_what_runs(&mut app);
        Self {
            name: format!("{runners} runners, {accounts} accounts"),
            walk: Walk::new(app, terminal(size.0, size.1), walked),
            times: Times::default(),
        }
    }

    /// The same on a screen that `key` opens in the list's place.
    fn opened(accounts: usize, runners: usize, key: char) -> Self {
        let mut app = app(&lists(accounts, runners));
        app.update(Message::Key(Chord::char(key)));
        app.update(Message::Key(Chord::char('g')));
        Self {
            name: format!("{runners} runners, {accounts} accounts"),
            walk: Walk::new(app, terminal(80, 24), LINES),
            times: Times::default(),
        }
    }

    fn take_a_turn(&mut self) {
        for _ in 0..TURN {
            let pressed = Instant::now();
            self.walk.step();
            self.times.push(pressed.elapsed());
        }
    }
}

/// The screens in the list's place: a key of each and its frame. A map that is full, as every runner has a cell: the smallest fleet that
/// fills the window is compared with.
fn in_place(report: &mut Report) {
    for (what, key, sizes) in [("the map", 'F', FULL_SIZES), ("the versions", 'V', SIZES)] {
        let fleets = ACCOUNTS.into_iter().flat_map(|accounts| sizes.map(|runners| (accounts, runners)));
        let open = |(accounts, runners)| Contestant::opened(accounts, runners, key);
        compare(&format!("{what} at 80x24"), fleets.map(open).collect(), sizes[0], report);
    }
}

/// The column of what runs is there where there is room for it.
fn show_what_runs(app: &mut App) {
    let running = WorkNews::RunningRead(Ok(Running::default().into()));
    app.update(Message::Account(AccountId::FIRST, News::Work(running)));
}

fn frames(what: &str, size: (u16, u16), sizes: [usize; 3], report: &mut Report) {
    let fleets = ACCOUNTS.into_iter().flat_map(|accounts| sizes.map(|runners| (accounts, runners)));
    let contestants = fleets.map(|(accounts, runners)| Contestant::new(accounts, runners, sizes[0], size));
    compare(what, contestants.collect(), sizes[0], report);
}

/// Each against the first, whose fleet is the smallest one in one account.
fn compare(what: &str, mut contestants: Vec<Contestant>, smallest: usize, report: &mut Report) {
    for _ in 0..TURNS {
        contestants.iter_mut().for_each(Contestant::take_a_turn);
    }
    let Some((first, others)) = contestants.split_first() else { return };
    tell(&format!("{what}, {}: a key and its frame", first.name), Figure::Time(first.times.median()));
    for Contestant { name, times, .. } in others {
        tell(&format!("{what}, {name}: a key and its frame"), Figure::Time(times.median()));
        let against = format!("{what}, {name}: to {smallest} in one account");
        report.judge(&against, times.ratio_to(&first.times), 1.2);
    }
}

/// What is typed into the palette, and taken back: from what every runner matches to what few do.
const TYPED: &str = "runner 0199";
const TIMES_TYPED: usize = 20;

/// Letters of the palette, each with its frame; and a poll while it is open.
fn palettes(report: &mut Report) {
    for accounts in ACCOUNTS {
        for runners in SIZES {
            let lists = lists(accounts, runners);
            let (mut app, mut terminal) = (app(&lists), terminal(80, 24));
            app.update(Message::Key(Chord::char(':')));
            let keys = TYPED.chars().map(Chord::char).chain(TYPED.chars().map(|_| Chord::plain(Key::Backspace)));
            let keys: Vec<Chord> = keys.collect();
            let mut times = Times::default();
            for key in keys.iter().cycle().take(keys.len() * TIMES_TYPED) {
                let pressed = Instant::now();
                app.update(Message::Key(*key));
                draw(&mut terminal, &app);
                times.push(pressed.elapsed());
            }
            let what = format!("{runners} runners, {accounts} accounts: a letter of the palette and its frame");
            tell(&format!("{what} (median)"), Figure::Time(times.median()));
            report.judge(&format!("{what} (p99)"), Figure::Time(times.p99()), IN_TIME);
        }
    }
}

/// Polls that find one runner in a hundred changed, or changed back, in a list sorted by version, and while another screen is in the
/// list's place.
fn merges(report: &mut Report) {
    for (screen, key) in [("", '5'), (" in the map", 'F'), (" in the versions", 'V')] {
        merges_in(screen, key, report);
    }
}

fn merges_in(screen: &str, key: char, report: &mut Report) {
    for accounts in ACCOUNTS {
        for runners in SIZES {
            let before = lists(accounts, runners);
            let polls = [changed(&before[0]), before[0].clone()];
            let (mut app, mut terminal) = (app(&before), terminal(80, 24));
            app.update(Message::Key(Chord::char(key)));
            let mut times = Times::default();
            for list in polls.iter().cycle().take(POLLS) {
                let begun = Instant::now();
                merge(&mut app, &mut terminal, list);
                times.push(begun.elapsed());
            }
            let what = format!("{runners} runners, {accounts} accounts: a poll of one is merged and drawn{screen}");
            tell(&format!("{what} (median)"), Figure::Time(times.median()));
            report.judge(&format!("{what} (p99)"), Figure::Time(times.p99()), IN_TIME);
        }
    }
}
