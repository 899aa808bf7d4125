//! `kill -9` while something is written, again and again: the file opens, is whole, and lacks at most the last second.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;

use super::*;

const NAME: &str = "runtime::recorder::kill::a_kill_costs_at_most_the_last_second";
/// Names the file in a child, and the number to go on from.
const FILE: &str = "TRACKSIDE_TEST_FILE";
const FIRST: &str = "TRACKSIDE_TEST_FIRST";
const LANES: usize = 2;
const KILLS_EACH: usize = 25;
/// Between two numbers of a child that does not have to wait.
const MAX_STEP_MILLIS: u128 = 50;

/// Keeps numbers until it is killed, and says each, with the milliseconds since it began, before it hands it over.
fn keep_numbers(path: &Path, first: usize) {
    let location = StoreLocation::File { path: Some(path.to_owned()) };
    let rig = Rig::start(setup(location, Some(90), Timing::default()));
    // The file's own folder may not be there yet.
    let probe = path.ancestors().skip(1).find(|folder| folder.exists()).unwrap().join(format!("probe {first}"));
    let began = Instant::now();
    let mut then = Timestamp::now();
    for number in first.. {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "kept {number} {}", began.elapsed().as_millis()).unwrap();
        stdout.flush().unwrap();
        rig.note(number);
        // What the disk has others wait for shows in the time of the next number.
        if number % 50 == 0 {
            fs::write(&probe, "x").unwrap();
            fs::File::open(&probe).unwrap().sync_all().unwrap();
        }
        // Lists too, so that a batch writes into every table.
        if number % 100 == 0 {
            let now = Timestamp::now();
            let status = if number % 200 == 0 { "running" } else { "paused" };
            let runners = numbered(20).into_iter().map(|runner| runner.status(status)).collect();
            rig.recorder.keep(listing(now, Some(then), runners));
            then = now;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Starts a child that goes on from `first`, kills it after so long, and answers with the numbers it kept, each with its time.
fn killed(path: &Path, first: usize, after: Duration) -> Vec<(usize, u128)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(FILE, path)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let read = |line: &str| {
        let (number, time) = line.strip_prefix("kept ")?.split_once(' ')?;
        Some((number.parse().ok()?, time.parse().ok()?))
    };
    let mut kept = Vec::new();
    while kept.is_empty() {
        kept.extend(read(&lines.next().unwrap().unwrap()));
    }
    thread::sleep(after);
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(9), "it worked until it was killed");
    kept.extend(lines.map_while(Result::ok).filter_map(|line| read(&line)));
    kept
}

#[tokio::test]
async fn a_kill_costs_at_most_the_last_second() {
    if let Some(path) = std::env::var_os(FILE) {
        let first = std::env::var(FIRST).unwrap().parse().unwrap();
        return keep_numbers(Path::new(&path), first);
    }
    let lanes = (0..LANES).map(|lane| thread::spawn(move || kill_again_and_again(lane)));
    for lane in lanes.collect::<Vec<_>>() {
        lane.join().unwrap();
    }
}

/// The numbers with the time in which the child could work: while a machine has it wait, its recorder waits too, and nothing
/// is kept.
fn without_stalls(kept: &[(usize, u128)]) -> Vec<(usize, u128)> {
    let mut worked = 0;
    let mut before = kept[0].1;
    let steps = kept.iter().map(|(number, time)| {
        worked += (time - before).min(MAX_STEP_MILLIS);
        before = *time;
        (*number, worked)
    });
    steps.collect()
}

fn kill_again_and_again(lane: usize) {
    let (_folder, path) = file();
    let mut expected = Vec::new();
    for round in 0..KILLS_EACH {
        let after = Duration::from_millis(u64::try_from((lane * 331 + round * 557) % 1_700).unwrap());
        let first = expected.last().map_or(0, |last| last + 1);
        let kept = killed(&path, first, after);
        if let Some(other) = other_program(&path) {
            let check: String = other.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
            assert_eq!(check, "ok");
        }
        let found = if path.exists() { numbers(&path) } else { Vec::new() };
        assert!(found.starts_with(&expected), "what was there before is there");
        let new = &found[expected.len()..];
        assert!(new.iter().copied().eq(first..first + new.len()), "no hole: {new:?}");
        let kept = without_stalls(&kept);
        let (_, end) = *kept.last().unwrap();
        let old = kept.iter().filter(|(_, time)| time + 1_000 <= end).map(|(number, _)| *number).next_back();
        assert!(old.is_none_or(|old| found.last() >= Some(&old)), "{old:?} was kept more than a second before the end");
        expected = found;
    }
}
