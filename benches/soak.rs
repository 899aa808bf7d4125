//! A soak: the whole program in a pseudo terminal for half an hour, with several accounts in which runners come and go,
//! control planes that fail in one way after the other, and random keys. At the end it takes no more than at a third of the
//! time, and its rows are those of the control planes. Linux only, for what it reads of the process.
//!
//! `cargo bench --profile dist --bench soak -- soak` runs it; `minutes 6` takes so many instead of 30, `seed 7` repeats the keys and the
//! faults of another run, and `no-keys`, `no-faults` and `no-churn` leave that out, to find what makes a figure grow.
//! Without the word `soak` it says so and ends: `cargo bench` does not take half an hour more. `TRACKSIDE_BIN` names
//! another program than the one that cargo built.
//!
//! A sample of resident memory, descriptors and threads is taken every 10 s, with no popup open, the accounts well and all
//! of them open. The minute at a third of the time and the last one end with a quiet half: faults off, no keys, every
//! connection dropped once so that what a burst has left in the pool does not count, then 20 s for the threads that wait
//! for work. Memory is judged by the medians of these two minutes, descriptors and threads by those of the quiet halves.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use accounts::{Accounts, PROFILES, Row};
use fastrand::Rng;
use figures::{Minute, Sample, judge};
use keys::Fingers;
use program::Program;
use screen::Screen;

#[path = "soak/accounts.rs"]
mod accounts;
#[path = "soak/figures.rs"]
mod figures;
#[path = "soak/keys.rs"]
mod keys;
#[allow(dead_code, reason = "the figures of a minute ask other things of it")]
mod program;
#[path = "soak/screen.rs"]
mod screen;
#[path = "soak/wire.rs"]
mod wire;

/// Of each round, the time in which keys are typed and something is wrong.
const UNREST: Duration = Duration::from_secs(7);
/// And the rest of it, with a sample at its end.
const CALM: Duration = Duration::from_secs(3);
/// Rounds of a minute.
const ROUNDS: u64 = 6;
/// After the rounds of a judged minute, until its quiet samples.
const QUIET: Duration = Duration::from_secs(20);
/// The rows are compared each so many minutes.
const COMPARED_EACH: u64 = 3;
/// Until what is on the screen is what the control planes have, once nothing moves any more.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "soak") {
        say("The soak takes half an hour and runs only when asked: cargo bench --profile dist --bench soak -- soak");
        return ExitCode::SUCCESS;
    }
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let minutes = number("minutes").unwrap_or(30).max(3);
    let seed = number("seed").unwrap_or_else(|| fastrand::u64(..1_000_000));
    say(&format!("{minutes} minutes, seed {seed} (to repeat it: -- soak minutes {minutes} seed {seed})"));
    let has = |word: &str| !arguments.iter().any(|argument| argument == word);
    let unrest = Unrest { keys: has("no-keys"), faults: has("no-faults"), churn: has("no-churn") };
    let failures = Soak::start(seed, unrest).run(minutes);
    for failure in &failures {
        say(&format!("FAILED: {failure}"));
    }
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "the figures are for the terminal")]
fn say(line: &str) {
    println!("{line}");
}

/// What there is of unrest.
#[derive(Clone, Copy)]
struct Unrest {
    keys: bool,
    faults: bool,
    /// Runners come, go and change.
    churn: bool,
}

/// A run.
struct Soak {
    with: Unrest,
    accounts: Accounts,
    screen: Screen,
    rng: Rng,
    home: tempfile::TempDir,
    started: Instant,
    gestures: usize,
    failures: Vec<String>,
    /// Runs the control planes.
    _runtime: tokio::runtime::Runtime,
}

impl Soak {
    fn start(seed: u64, with: Unrest) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let accounts = Accounts::start(seed, with.churn, &runtime);
        let home = tempfile::tempdir().expect("a folder");
        accounts.configure(home.path());
        let folder = home.path().to_str().expect("a path");
        let log = home.path().join("trackside.log");
        let environment: [(&str, &str); 6] = [
            ("XDG_CONFIG_HOME", folder),
            // The history is kept, and so is the journal.
            ("XDG_STATE_HOME", folder),
            ("TRACKSIDE_LOG_FILE", log.to_str().expect("a path")),
            // No program is found, so none is started.
            ("PATH", folder),
            ("TZ", "UTC"),
            // Keys come quickly, one by one.
            ("TRACKSIDE_ESCAPE_MS", "10"),
        ];
        let environment = environment.map(|(name, value)| (name, value.to_owned()));
        let program = Program::start(&program::trackside(), &["--all-profiles"], &environment, Screen::size());
        let mut screen = Screen::of(program);
        screen.watch_for(accounts.secrets());
        Self {
            with,
            accounts,
            screen,
            rng: Rng::with_seed(seed),
            home,
            started: Instant::now(),
            gestures: 0,
            failures: Vec::new(),
            _runtime: runtime,
        }
    }

    /// So many minutes; answers with what went wrong.
    fn run(mut self, minutes: u64) -> Vec<String> {
        say("minute  resident MiB  connections  files  threads   faults in it");
        let base = minutes / 3;
        let mut judged = Vec::new();
        for minute in 1..=minutes {
            let is_judged = minute == base || minute == minutes;
            let (figures, faults) = self.minute(is_judged);
            say(&format!("{minute:>6} {}   {}", figures.line(), faults.join(", ")));
            if is_judged {
                judged.push(figures);
            }
            if minute == minutes || minute % COMPARED_EACH == 0 {
                self.compare();
            }
            if !self.is_well() {
                break;
            }
        }
        self.end(base, &judged)
    }

    fn is_well(&self) -> bool {
        self.failures.is_empty() && self.screen.is_well()
    }

    /// A minute with its samples, and what was wrong in it. `is_judged`: its second half is quiet.
    fn minute(&mut self, is_judged: bool) -> (Minute, Vec<String>) {
        let (mut minute, mut faults) = (Minute::default(), Vec::new());
        for round in 0..if is_judged { ROUNDS / 2 } else { ROUNDS } {
            if !self.is_well() {
                return (minute, faults);
            }
            // Early in a minute, so that there is time to read a large list again.
            faults.push(self.unrest(round == 1));
            self.calm(&mut minute);
        }
        if is_judged && self.is_well() {
            self.accounts.drop_connections();
            self.rest(QUIET);
            for _ in 0..5 {
                self.rest(Duration::from_secs(2));
                minute.quiet.push(Sample::of(self.screen.program()));
            }
            minute.all.extend(&minute.quiet);
        }
        (minute, faults)
    }

    /// Something is wrong, runners come and go, and somebody types.
    fn unrest(&mut self, with_profiles: bool) -> String {
        let end = Instant::now() + UNREST;
        if self.with.churn {
            self.accounts.churn(&mut self.rng);
        }
        let fault = if self.with.faults { self.accounts.trouble(&mut self.rng) } else { String::new() };
        let mended = Instant::now() + Duration::from_millis(self.rng.u64(2_000..5_000));
        while self.is_well() && Instant::now() < end {
            if self.with.keys {
                Fingers::on(&mut self.screen, &mut self.rng).gesture(with_profiles);
                self.gestures += 1;
            } else {
                self.screen.during(Duration::from_millis(200));
            }
            self.screen.watch_for(self.accounts.secrets());
            if Instant::now() >= mended {
                self.accounts.mend();
            }
        }
        self.accounts.mend();
        fault
    }

    /// Nothing is wrong, and nothing lies over the list: a sample.
    fn calm(&mut self, minute: &mut Minute) {
        let end = Instant::now() + CALM;
        if self.screen.come_back() {
            self.rest(end.saturating_duration_since(Instant::now()));
        }
        if self.is_well() {
            minute.all.push(Sample::of(self.screen.program()));
        }
    }

    fn rest(&mut self, time: Duration) {
        self.screen.during(time);
        self.screen.watch_for(self.accounts.secrets());
    }

    /// The fleets stand still, and the rows on the screen come to be those of the control planes.
    fn compare(&mut self) {
        self.accounts.mend();
        if !self.is_well() || !self.screen.come_back() {
            return;
        }
        self.accounts.hold(true);
        let end = Instant::now() + PATIENCE;
        let mut began = Instant::now();
        loop {
            let rows = self.screen.rows();
            // An action under way may still send a command.
            let truth = self.accounts.truth();
            let rows = uncut(rows, &truth);
            if rows == truth {
                let seconds = began.elapsed().as_secs_f64();
                say(&format!("       {} rows are those of the control planes (paged in {seconds:.1} s)", rows.len()));
                break;
            }
            if !self.screen.is_well() {
                break;
            }
            if Instant::now() > end {
                self.failures.push(difference(&truth, &rows, &self.screen.text()));
                break;
            }
            // The list is asked for at once, also of an account that waits after a refusal.
            self.screen.read_now(Duration::from_secs(2));
            began = Instant::now();
        }
        self.accounts.hold(false);
    }

    /// Ends the program, and answers with everything that is wrong.
    fn end(mut self, base: u64, judged: &[Minute]) -> Vec<String> {
        let (connections, came) = self.accounts.numbers();
        let (written, seconds) = (self.screen.written() / 1_024, self.started.elapsed().as_secs());
        say(&format!(
            "{seconds} s: {} gestures, {came} runners came, {connections} connections, {written} KiB written",
            self.gestures
        ));
        let mut failures = std::mem::take(&mut self.failures);
        if let [one, other] = judged {
            say(&format!("minute {base} and the last one:"));
            for (line, is_well) in judge(one, other, PROFILES.len()) {
                say(&format!("  {line}"));
                if !is_well {
                    failures.push(line);
                }
            }
        }
        if self.screen.is_well() && self.screen.quit() != Some(0) {
            failures.push("the program did not end as it should when it was asked to".to_owned());
        }
        failures.extend(self.screen.failures().iter().cloned());
        self.read_files(self.home.path(), &mut failures);
        failures
    }

    /// Nothing that the program has kept has a secret in it, and its log no panic; but the config's own files.
    fn read_files(&self, folder: &Path, failures: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                self.read_files(&path, failures);
            } else if path.extension().is_none_or(|extension| extension != "secret") {
                let bytes = fs::read(&path).unwrap_or_default();
                let text = String::from_utf8_lossy(&bytes);
                say(&format!(
                    "  {}: {} KiB",
                    path.strip_prefix(self.home.path()).unwrap_or(&path).display(),
                    bytes.len() / 1_024
                ));
                if self.screen.has_secret(&text) {
                    failures.push(format!("a secret is in {}", path.display()));
                }
                if text.contains("panicked at") {
                    failures.push(format!("a panic is in {}", path.display()));
                }
            }
        }
    }
}

/// The rows with names that had no room replaced by those that they must be of, where account and status are so, too.
fn uncut(rows: BTreeSet<Row>, truth: &BTreeSet<Row>) -> BTreeSet<Row> {
    let whole = |row: Row| {
        let Some((begin, end)) = row.1.split_once('…') else { return row };
        let is_cut = |name: &str| name.starts_with(begin) && name.ends_with(end);
        let is_it = |whole: &&Row| whole.0 == row.0 && whole.2 == row.2 && is_cut(&whole.1);
        truth.iter().find(is_it).cloned().unwrap_or(row)
    };
    rows.into_iter().map(whole).collect()
}

/// What is on the screen alone, and what at the control planes alone, as far as a line has room.
fn difference(truth: &BTreeSet<Row>, rows: &BTreeSet<Row>, screen: &str) -> String {
    let (missing, extra): (Vec<_>, Vec<_>) = (truth.difference(rows).collect(), rows.difference(truth).collect());
    let few = |rows: &[&Row]| format!("{} such as {:?}", rows.len(), &rows[..rows.len().min(5)]);
    format!("the rows differ: not on the screen {}; only there {}; the screen:\n{screen}", few(&missing), few(&extra))
}
