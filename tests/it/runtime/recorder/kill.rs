//! `kill -9` while something is written, again and again: the file opens, is whole, and lacks at most the last second.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;

use super::*;

const NAME: &str = "runtime::recorder::kill::a_kill_costs_at_most_the_last_second";
/// Names the file in a child, and the number to go on from.
const FILE: &str = "TRACKSIDE_TEST_FILE";
const FIRST: &str = "TRACKSIDE_TEST_FIRST";
const LANES: usize = 2;
const KILLS_EACH: usize = 25;

/// Keeps numbers until it is killed, and says each, with the milliseconds since it began, before it hands it over.
fn keep_numbers(path: &Path, first: usize) {
    let location = StoreLocation::File { path: Some(path.to_owned()) };
    let rig = Rig::start(setup(location, Some(90), Timing::default()));
    let began = Instant::now();
    let mut then = Timestamp::now();
    for number in first.. {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "kept {number} {}", began.elapsed().as_millis()).unwrap();
        stdout.flush().unwrap();
        rig.note(number);
        // What the disk has others wait for shows in the time of the next number.
        if number % 50 == 0 {
            fs::write(path.with_extension("probe"), "x").unwrap();
            fs::File::open(path.with_extension("probe")).unwrap().sync_all().unwrap();
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
    child.wait().unwrap();
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

fn kill_again_and_again(lane: usize) {
    let (_folder, path) = file();
    let mut expected = Vec::new();
    for round in 0..KILLS_EACH {
        let after = Duration::from_millis(u64::try_from((lane * 331 + round * 557) % 1_700).unwrap());
        let first = expected.last().map_or(0, |last| last + 1);
        let kept = killed(&path, first, after);
        let (_, end) = *kept.last().unwrap();
        if let Some(other) = other_program(&path) {
            let check: String = other.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
            assert_eq!(check, "ok");
        }
        let found = if path.exists() { numbers(&path) } else { Vec::new() };
        assert!(found.starts_with(&expected), "what was there before is there");
        let new = &found[expected.len()..];
        assert!(new.iter().copied().eq(first..first + new.len()), "no hole: {new:?}");
        // On a machine that had the child wait, its recorder waited too.
        let stall = kept.windows(2).map(|pair| pair[1].1 - pair[0].1).max().unwrap_or(0);
        let allowed = 1_000 + 3 * stall;
        let old = kept.iter().filter(|(_, time)| time + allowed <= end).map(|(number, _)| *number).next_back();
        assert!(old.is_none_or(|old| found.last() >= Some(&old)), "{old:?} was kept {allowed} ms before the end");
        expected = found;
    }
}
