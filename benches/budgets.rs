//! The whole program in a pseudo terminal, against control planes in another process: the figures that the budgets are about,
//! and beside it, in the same minute, the bare table of `examples/bare_table.rs`. Ends with a code other than zero where a
//! budget does not hold.
//!
//! `cargo bench --profile dist --bench budgets` measures what is shipped, which the budgets are about. It takes some ten minutes,
//! most of them quiet; `-- quick` makes the quiet ones short, and `-- starts`, `list`, `race`, `keys`, `quiet`, `large` (quiet with
//! 20,000 runners) and `accounts` (one of 4,000 runners, and five) measure that alone.
//! `TRACKSIDE_BIN` names another program to measure than the one that cargo built, and `BARE_TABLE_BIN` another table: both
//! should be of one profile. Where no table is named, it is built.

mod first_list;
mod planes;
#[allow(dead_code, reason = "the soak asks other things of it")]
mod program;
mod race;
mod report;

use std::process::ExitCode;
use std::time::Duration;

use planes::Planes;
use program::{Program, bare_table, trackside};
use report::{Figure, Report, Times, tell};
use tokio::runtime::Runtime;

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (200, 50);
/// What can be measured alone.
const PARTS: [&str; 7] = ["starts", "list", "race", "keys", "quiet", "large", "accounts"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_quick = arguments.iter().any(|argument| argument == "quick");
    let is_in_parts = arguments.iter().any(|argument| PARTS.contains(&argument.as_str()));
    let measures = |part: &str| !is_in_parts || arguments.iter().any(|argument| argument == part);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let mut report = Report::default();
    let size = std::fs::metadata(trackside()).expect("the program").len();
    report.judge("size of the binary", Figure::Mebibytes(size), 10.0);
    let quiet = Duration::from_secs(if is_quick { 11 } else { 60 });
    if measures("starts") {
        starts(&runtime, &mut report);
    }
    if measures("list") {
        first_list::run(&runtime, &mut report);
    }
    if measures("race") {
        race::run(&runtime, &mut report);
    }
    if measures("keys") {
        keys_between_polls(&runtime, [(1, 20_000), (5, 20_000)], &mut report);
    }
    if measures("quiet") {
        quiet_times(&runtime, quiet, &mut report);
    }
    if measures("large") {
        quiet_time(&runtime, (1, 20_000), SMALL, quiet, &mut report);
        quiet_time(&runtime, (5, 20_000), SMALL, quiet, &mut report);
        // So wide that the pane beside the list shows what depends on a runner: projects and what runs are read.
        quiet_time(&runtime, (1, 20_000), LARGE, quiet, &mut report);
    }
    if measures("accounts") {
        let fleets = [(1, 4_000), (5, 20_000)];
        keys_between_polls(&runtime, fleets, &mut report);
        for fleet in fleets {
            quiet_time(&runtime, fleet, SMALL, quiet, &mut report);
        }
    }
    report.end()
}

/// The program with every account of `planes`.
fn start(planes: &Planes, size: (u16, u16), more: &[(&str, &str)]) -> Program {
    let mut environment = planes.environment();
    environment.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Program::start(&trackside(), &["--all-profiles"], &environment, size)
}

fn start_bare(arguments: &[&str]) -> Program {
    Program::start(&bare_table(), arguments, &[], SMALL)
}

/// First frames and first rows, each start beside one of the bare tables.
fn starts(runtime: &Runtime, report: &mut Report) {
    const STARTS: usize = 20;
    let planes = [Planes::start(runtime, 1, 50), Planes::start(runtime, 5, 50)];
    let bare_tables: [&[&str]; 4] = [&["10000"], &["10000", "window"], &["20"], &["20000"]];
    let mut bare: [Times; 4] = Default::default();
    let mut frames: [Times; 2] = Default::default();
    let (mut rows, mut round_trips) = (Times::default(), Times::default());
    for _ in 0..STARTS {
        for (arguments, times) in bare_tables.iter().zip(&mut bare) {
            times.push(start_bare(arguments).until("runner-00000"));
        }
        for (planes, times) in planes.iter().zip(&mut frames) {
            times.push(start(planes, SMALL, &[]).until("onnecting"));
        }
        rows.push(start(&planes[0], SMALL, &[]).until("ads-attribution"));
        round_trips.push(planes[0].round_trips());
    }
    for (arguments, times) in bare_tables.iter().zip(&bare) {
        tell(&format!("bare table {}: first frame", arguments.join(" ")), Figure::Time(times.median()));
    }
    for (accounts, times) in [1, 5].iter().zip(&frames) {
        let what = format!("{accounts} accounts: first frame");
        tell(&what, Figure::Time(times.median()));
        report.judge(&format!("{what}, to the bare table of 10,000"), times.ratio_to(&bare[0]), 1.5);
        tell(&format!("{what}, to that of the window"), times.ratio_to(&bare[1]));
    }
    tell("the token's and the first page's round trips", Figure::Time(round_trips.median()));
    let beyond = rows.median().saturating_sub(frames[0].median());
    let most = round_trips.median() + Duration::from_millis(10);
    report.judge("first rows after the first frame", Figure::Time(beyond), most.as_secs_f64() * 1_000.0);
}

/// Keys without a pause while polls of large fleets, each with its number of accounts, are read and merged.
fn keys_between_polls(runtime: &Runtime, fleets: [(u8, usize); 2], report: &mut Report) {
    // The rate limit lets the next pages through only by then.
    let time = Duration::from_secs(60);
    for (accounts, runners) in fleets {
        let planes = Planes::start(runtime, accounts, runners);
        let runners = with_comma(runners);
        let mut program = start(&planes, SMALL, &[]);
        program.until(&format!("{runners} runners"));
        let (mut times, begun) = (Times::default(), std::time::Instant::now());
        let requests = planes.requests();
        while begun.elapsed() < time {
            times.push(program.key(["j", "k"][times.count() % 2]).whole);
        }
        let what = format!("{runners} runners, {accounts} accounts: a key's frame while the list is read");
        tell(&format!("{what} (median)"), Figure::Time(times.median()));
        report.judge(&format!("{what} (p99)"), Figure::Time(times.p99()), 16.0);
        tell(&format!("{what}: requests meanwhile"), Figure::Count(planes.requests() - requests));
    }
}

/// What a quiet time costs.
struct Quiet {
    bytes: f64,
    /// Of one core.
    share: f64,
}

fn quiet_times(runtime: &Runtime, time: Duration, report: &mut Report) {
    let one = quiet_time(runtime, (1, 50), SMALL, time, report);
    let five = quiet_time(runtime, (5, 50), SMALL, time, report);
    quiet_time(runtime, (1, 50), LARGE, time, report);
    // Ten in a hundred for each of four more.
    report.judge("quiet: bytes of five accounts, to those of one", Figure::Ratio(five.bytes / one.bytes), 1.4);
    report.judge("quiet: processor time of five accounts, to that of one", Figure::Ratio(five.share / one.share), 1.4);
}

fn quiet_time(
    runtime: &Runtime,
    (accounts, runners): (u8, usize),
    size: (u16, u16),
    time: Duration,
    report: &mut Report,
) -> Quiet {
    let planes = Planes::start(runtime, accounts, runners);
    let program = start(&planes, size, &[]);
    program.until(&format!("{} runners", with_comma(runners)));
    program.during(Duration::from_secs(8));
    let (processor, requests, connections) = (program.processor_time(), planes.requests(), planes.connections());
    let written = program.during(time);
    let used = program.processor_time().saturating_sub(processor);
    let (columns, rows) = size;
    let of = format!("{} runners, {accounts} accounts, {columns}x{rows}, quiet", with_comma(runners));
    #[expect(clippy::cast_precision_loss, reason = "a minute's bytes")]
    let quiet = Quiet { bytes: written as f64, share: used.as_secs_f64() / time.as_secs_f64() };
    let a_minute = 60.0 / time.as_secs_f64();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a minute's bytes")]
    report.judge(&format!("{of}: written in a minute"), Figure::Bytes((quiet.bytes * a_minute) as usize), 900.0);
    report.judge(&format!("{of}: of one core"), Figure::Percent(quiet.share * 100.0), 0.05);
    tell(&format!("{of}: requests"), Figure::Count(planes.requests() - requests));
    // The first list of a large fleet is read over several at a time; what is made then serves from there on.
    let connections = Figure::Count(planes.connections() - connections);
    report.judge(&format!("{of}: connections made"), connections, 0.0);
    let most = if runners > 50 { 40.0 } else { 12.0 };
    report.judge(&format!("{of}: resident"), Figure::Mebibytes(program.resident()), most);
    quiet
}

fn with_comma(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}
