//! The store's figures: what a poll of 20,000 runners writes, how long a timeline takes to open, how large a month is.
//!
//! `cargo bench --profile dist --bench store` takes some two minutes, most of them to invent a history; `-- quick` invents a
//! shorter one. `dist` is the profile of what is shipped: with any other, SQLite itself is not optimised.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use trackside::account::observation::{Listing, Observation};
use trackside::domain::timeline::Window;
use trackside::domain::{AccountId, Label, Runner, RunnerId, Status, Version};
use trackside::store::{Entry, Identity, Store};

const MANY: usize = 20_000;

#[expect(clippy::print_stdout, reason = "the figures are for the terminal")]
fn report(what: &str, figure: impl Display, budget: &str) {
    println!("{what:<66} {figure:>10}   {budget}");
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1_000.0)
}

fn fleet(size: usize) -> Vec<Arc<Runner>> {
    let runner = |number: usize| {
        let mut runner =
            Runner::new(&format!("6d0f3a52-0000-4000-8000-{number:012}"), &format!("etl-prod-eu-{number:05}"));
        runner.status = Some(Status::Running);
        runner.connected = Some(true);
        runner.release.version = Some(Version::new(Label::from("11.214.0")));
        Arc::new(runner)
    };
    (0..size).map(runner).collect()
}

/// Lists of a fleet, each with some runners changed since the one before.
struct Watcher {
    store: Store,
    rows: Vec<Arc<Runner>>,
    now: Timestamp,
    last: Option<Timestamp>,
    next: usize,
}

impl Watcher {
    fn new(path: &Path, size: usize, since: Timestamp) -> Self {
        std::fs::write(path, "").expect("a file");
        let identity = Identity { api: "https://eu1.api.example/dpc".to_owned(), ..Identity::default() };
        let store = Store::open(path, &[identity]).expect("a store");
        Self { store, rows: fleet(size), now: since, last: None, next: 0 }
    }

    /// A list that comes so much later, with so many runners in another status.
    fn list(&mut self, later: SignedDuration, changed: usize) -> Duration {
        self.now += later;
        for _ in 0..changed {
            let index = self.next % self.rows.len();
            self.next += 7_919;
            let mut runner = (*self.rows[index]).clone();
            let is_paused = runner.status == Some(Status::Paused);
            runner.status = Some(if is_paused { Status::Running } else { Status::Paused });
            self.rows[index] = Arc::new(runner);
        }
        let listing = Listing {
            asked: self.now,
            at: self.now,
            since: self.last.replace(self.now),
            reach: self.now - SignedDuration::from_secs(80),
            rows: (changed > 0 || self.next == 0).then(|| self.rows.clone().into()),
            missing: Vec::new(),
            is_whole: true,
        };
        let entry = [Entry::Observed(AccountId::FIRST, Observation::Listed(listing))];
        let began = Instant::now();
        self.store.write(&entry, self.now).expect("it is written");
        began.elapsed()
    }
}

fn size(path: &Path) -> u64 {
    let of = |suffix: &str| std::fs::metadata(format!("{}{suffix}", path.display())).map_or(0, |found| found.len());
    of("") + of("-wal")
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn polls(path: &Path) {
    let mut watcher = Watcher::new(path, MANY, Timestamp::now() - SignedDuration::from_hours(24));
    report("20,000 runners: the first list of all, ms", milliseconds(watcher.list(SignedDuration::ZERO, 0)), "");
    watcher.next = 1;
    let changed = (0..50).map(|_| watcher.list(SignedDuration::from_secs(10), MANY / 100)).collect();
    report("20,000 runners: a list with 1 % changed, ms (median of 50)", milliseconds(median(changed)), "off the loop");
    let same = (0..50).map(|_| watcher.list(SignedDuration::from_secs(10), 0)).collect();
    report(
        "20,000 runners: a list with nothing changed, ms (median of 50)",
        milliseconds(median(same)),
        "off the loop",
    );
    let before = size(path);
    for _ in 0..100 {
        watcher.list(SignedDuration::from_secs(10), MANY / 100);
    }
    let growth = (size(path) - before) / 100;
    report("20,000 runners: bytes of a list with 1 % changed (of 100)", growth, "");
}

fn month(path: &Path) {
    let mut watcher = Watcher::new(path, 50, Timestamp::now() - SignedDuration::from_hours(24 * 30));
    watcher.list(SignedDuration::ZERO, 0);
    watcher.next = 1;
    // Ten changes of each a day; and a gap a day, in which nobody watched.
    for change in 0..50 * 10 * 30 {
        if change % 500 == 0 {
            watcher.last = None;
        }
        watcher.list(SignedDuration::from_secs(172), 1);
    }
    drop(watcher);
    report("50 runners, 10 changes a day each: KiB of a month", size(path) / 1_024, "under 5120");
}

fn timelines(path: &Path, days: i64) {
    let since = Timestamp::now() - SignedDuration::from_hours(24 * days);
    let mut watcher = Watcher::new(path, MANY, since);
    watcher.list(SignedDuration::ZERO, 0);
    watcher.next = 1;
    // Each runner twice a day.
    for _ in 0..days * 24 {
        watcher.list(SignedDuration::from_hours(1), MANY / 12);
    }
    report(&format!("20,000 runners x {days} days, 2 changes a day each: MiB"), size(path) / 1_048_576, "");
    let ids: Vec<RunnerId> = watcher.rows.iter().map(|row| row.id.clone()).collect();
    let to = watcher.now;
    for (name, hours) in [("1 h", 1), ("24 h", 24), ("7 d", 168)] {
        let window = Window { from: to - SignedDuration::from_hours(hours), to, cells: 60 };
        for (of, ids) in [("the 50 rows on the screen", &ids[9_000..9_050]), ("all", &ids[..])] {
            let began = Instant::now();
            let strips = watcher.store.timeline(AccountId::FIRST, ids, &window).expect("strips");
            assert_eq!(strips.len(), ids.len());
            let budget = if ids.len() == 50 { "under 100" } else { "behind them" };
            report(&format!("a timeline of {name}: {of}, ms"), milliseconds(began.elapsed()), budget);
        }
    }
    let began = Instant::now();
    let events = watcher.store.events(AccountId::FIRST, None, 100).expect("events");
    assert_eq!(events.len(), 100);
    report("the newest 100 events, ms", milliseconds(began.elapsed()), "");
    let began = Instant::now();
    let limit = since + SignedDuration::from_hours(24);
    let mut steps = Vec::new();
    loop {
        let step = Instant::now();
        let is_more = watcher.store.prune(AccountId::FIRST, limit).expect("a step");
        steps.push(step.elapsed());
        if !is_more {
            break;
        }
    }
    let longest = steps.iter().max().copied().unwrap_or_default();
    report(&format!("taking a day away: {} steps, ms", steps.len()), milliseconds(began.elapsed()), "");
    report("the longest of these steps, ms", milliseconds(longest), "under 50");
}

fn main() {
    let days = if std::env::args().any(|argument| argument == "quick") { 7 } else { 90 };
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| -> PathBuf { folder.path().join(name) };
    polls(&file("polls.sqlite3"));
    month(&file("month.sqlite3"));
    timelines(&file("timelines.sqlite3"), days);
}
