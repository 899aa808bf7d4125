//! Keys in all the programs that are compared, in turns: whatever else the machine does meets all of them.

use std::time::Duration;

use tokio::runtime::Runtime;

use crate::planes::Planes;
use crate::program::Program;
use crate::report::{Figure, Report, Times, tell};
use crate::{SMALL, start, start_bare, with_comma};

/// Keys of one program before it is the next one's turn.
const TURN: usize = 19;
/// Turns of each program in each course.
const TURNS: usize = 30;
/// Pages in one direction.
const PAGES: usize = 40;
/// Rows that are fewer than a window's: nothing scrolls there.
const FEW: usize = 20;
const SIZES: [usize; 3] = [FEW, 2_000, 20_000];

/// Which keys are pressed.
#[derive(Clone, Copy)]
enum Course {
    /// The bar over the first rows and back, which is the same in a list of any length.
    Walk,
    /// Each key moves the window by one row.
    Scroll,
    /// Each key moves it by a page.
    Page,
}

impl Course {
    fn key(self, number: usize) -> &'static str {
        let is_back = |length: usize| (number / length) % 2 == 1;
        match self {
            Self::Walk if is_back(TURN) => "k",
            Self::Walk | Self::Scroll => "j",
            Self::Page if is_back(PAGES) => "\x1b[5~",
            Self::Page => "\x1b[6~",
        }
    }
}

/// How the keys of a course went.
#[derive(Default)]
struct Samples {
    first: Times,
    whole: Times,
    bytes: Vec<usize>,
}

/// A program, and its keys.
struct Contestant<'a> {
    name: String,
    rows: usize,
    program: Program,
    walk: Samples,
    scroll: Samples,
    page: Samples,
    /// What it asks, for as long as it runs.
    _planes: Option<Planes<'a>>,
}

impl<'a> Contestant<'a> {
    fn new(name: String, rows: usize, program: Program, planes: Option<Planes<'a>>) -> Self {
        let (walk, scroll, page) = Default::default();
        Self { name, rows, program, walk, scroll, page, _planes: planes }
    }

    /// A bare table, of the window's rows alone if it is a `window`.
    fn bare(rows: usize, is_window: bool) -> Self {
        let number = rows.to_string();
        let (arguments, name) = if is_window {
            (vec![number.as_str(), "window"], format!("bare table, window of {}", with_comma(rows)))
        } else {
            (vec![number.as_str()], format!("bare table of {}", with_comma(rows)))
        };
        let program = start_bare(&arguments);
        program.until("runner-00000");
        Self::new(name, rows, program, None)
    }

    fn trackside(runtime: &'a Runtime, accounts: u8, rows: usize) -> Self {
        let planes = Planes::start(runtime, accounts, rows);
        // Nothing is polled while keys are measured.
        let program = start(&planes, SMALL, &[("TRACKSIDE_REFRESH", "3600")]);
        program.until(&format!("{} runners", with_comma(rows)));
        program.during(Duration::from_secs(3));
        Self::new(format!("{} runners, {accounts} accounts", with_comma(rows)), rows, program, Some(planes))
    }

    fn samples(&self, course: Course) -> &Samples {
        match course {
            Course::Walk => &self.walk,
            Course::Scroll => &self.scroll,
            Course::Page => &self.page,
        }
    }

    fn take_a_turn(&mut self, course: Course, turn: usize) {
        if self.rows == FEW && !matches!(course, Course::Walk) {
            return;
        }
        let samples = match course {
            Course::Walk => &mut self.walk,
            Course::Scroll => &mut self.scroll,
            Course::Page => &mut self.page,
        };
        for number in turn * TURN..(turn + 1) * TURN {
            let answer = self.program.key(course.key(number));
            samples.first.push(answer.first);
            samples.whole.push(answer.whole);
            samples.bytes.push(answer.bytes);
        }
    }
}

/// The bare tables, then trackside with each fleet in one account and in five.
pub fn run(runtime: &Runtime, report: &mut Report) {
    let bare = [(10_000, false), (10_000, true), (FEW, false), (2_000, false), (20_000, false)];
    let bare = bare.map(|(rows, is_window)| Contestant::bare(rows, is_window));
    let number = bare.len();
    let ours = [1, 5].into_iter().flat_map(|accounts| SIZES.map(|rows| Contestant::trackside(runtime, accounts, rows)));
    let mut all: Vec<Contestant> = bare.into_iter().chain(ours).collect();
    for course in [Course::Walk, Course::Scroll, Course::Page] {
        if matches!(course, Course::Scroll) {
            // To the window's edge, from where each key moves the window.
            for contestant in &mut all {
                (0..24).for_each(|_| contestant.program.press("j"));
            }
        }
        for turn in 0..TURNS {
            for contestant in &mut all {
                contestant.take_a_turn(course, turn);
            }
        }
    }
    let (bare, ours) = all.split_at(number);
    growth(bare, ours, report);
    against_bare("a scrolling key", Course::Scroll, bare, ours, report);
    against_bare("a page", Course::Page, bare, ours, report);
    bytes(ours, report);
}

fn growth(bare: &[Contestant], ours: &[Contestant], report: &mut Report) {
    for Contestant { name, walk, .. } in bare {
        tell(&format!("{name}: a key's frame"), Figure::Time(walk.first.median()));
    }
    let least = &ours[0].walk.first;
    for Contestant { name, walk, .. } in ours {
        tell(&format!("{name}: a key's frame"), Figure::Time(walk.first.median()));
        report.judge(&format!("{name}: a key's frame, to 20 in one"), walk.first.ratio_to(least), 1.2);
    }
}

/// The design's measure is the table of 10,000 rows; that of the window alone is told beside it.
fn against_bare(what: &str, course: Course, bare: &[Contestant], ours: &[Contestant], report: &mut Report) {
    let tell_of = |Contestant { name, .. }: &Contestant, samples: &Samples| {
        tell(&format!("{name}: {what}"), Figure::Time(samples.first.median()));
        tell(&format!("{name}: {what}, until it is whole"), Figure::Time(samples.whole.median()));
        tell(&format!("{name}: {what} (p99)"), Figure::Time(samples.whole.p99()));
    };
    for contestant in bare.iter().filter(|contestant| contestant.rows > FEW) {
        tell_of(contestant, contestant.samples(course));
    }
    let [all, window] = [0, 1].map(|place| &bare[place].samples(course).first);
    for contestant in ours.iter().filter(|contestant| contestant.rows > FEW) {
        let (samples, name) = (contestant.samples(course), &contestant.name);
        tell_of(contestant, samples);
        report.judge(&format!("{name}: {what}, to the bare table"), samples.first.ratio_to(all), 1.1);
        tell(&format!("{name}: {what}, to that of the window"), samples.first.ratio_to(window));
    }
}

fn bytes(ours: &[Contestant], report: &mut Report) {
    for Contestant { name, scroll, .. } in ours.iter().filter(|contestant| contestant.rows > FEW) {
        let mut bytes = scroll.bytes.clone();
        bytes.sort_unstable();
        report.judge(&format!("{name}: bytes of a scrolling key"), Figure::Bytes(bytes[bytes.len() / 2]), 250.0);
        tell(&format!("{name}: bytes of a scrolling key (p99)"), Figure::Bytes(bytes[bytes.len() * 99 / 100]));
    }
}
