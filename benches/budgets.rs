//! The whole program in a pseudo terminal, against a control plane in another process: the figures that the budgets
//! are about. Linux only, for what it reads of the process.
//!
//! `cargo bench --bench budgets` takes some four minutes, most of them quiet; `-- quick` makes the quiet ones short.
//! `TRACKSIDE_BIN` names another program to measure than the one that cargo built.

use std::fmt::Display;
use std::time::Duration;

use program::{Program, binary};
use trackside::demo::{Demo, Settings};

#[path = "support/program.rs"]
mod program;

fn main() {
    let quick = std::env::args().any(|argument| argument == "quick");
    let quiet = Duration::from_secs(if quick { 11 } else { 60 });
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let demo = |runners: usize| {
        let settings = Settings { runners: Some(runners), living: false, ..Settings::default() };
        runtime.block_on(Demo::start(settings)).expect("the demo")
    };
    let size = std::fs::metadata(binary()).expect("the program").len();
    report("size of the binary, KiB", size / 1_024, "under 10240");
    starts(&demo(50));
    for runners in [20, 2_000, 20_000] {
        keys(&demo(runners), runners);
    }
    for (runners, columns, rows) in [(50, 80, 24), (50, 200, 50), (20_000, 80, 24)] {
        quiet_time(&demo(runners), runners, columns, rows, quiet);
    }
}

#[expect(clippy::print_stdout, reason = "the figures are for the terminal")]
fn report(what: &str, figure: impl Display, budget: &str) {
    println!("{what:<62} {figure:>9}   {budget}");
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1000.0)
}

fn starts(demo: &Demo) {
    let (mut frames, mut rows) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        let program = Program::start(demo, 80, 24);
        frames.push(program.until("Connecting"));
        rows.push(Program::start(demo, 80, 24).until("ads-attribution"));
    }
    frames.sort();
    rows.sort();
    report("first frame after exec, ms (median of 20)", milliseconds(frames[10]), "under 15");
    report("first rows after exec, ms (median of 20)", milliseconds(rows[10]), "round trips and 10");
}

fn keys(demo: &Demo, runners: usize) {
    let mut program = Program::start(demo, 80, 24);
    program.until(&format!("{} runners", with_comma(runners)));
    program.during(Duration::from_secs(3));
    // To the window's edge, then keys that each move the window by one row; in a short list, the bar alone.
    for _ in 0..16 {
        program.key("j");
    }
    let (mut times, mut bytes) = (Vec::new(), Vec::new());
    for number in 0..600 {
        let key = if runners == 20 { ["k", "j"][number % 2] } else { "j" };
        let (time, size) = program.key(key);
        times.push(time);
        bytes.push(size);
    }
    times.sort();
    bytes.sort_unstable();
    report(&format!("{runners} runners: a key's frame, ms (median of 600)"), milliseconds(times[300]), "under 0.6");
    report(&format!("{runners} runners: a key's frame, ms (p99)"), milliseconds(times[594]), "under 5");
    report(&format!("{runners} runners: bytes of a key's frame (median)"), bytes[300], "under 300");
    report(&format!("{runners} runners: bytes of a key's frame (p99)"), bytes[594], "");
}

fn with_comma(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

fn quiet_time(demo: &Demo, runners: usize, columns: u16, rows: u16, quiet: Duration) {
    let program = Program::start(demo, columns, rows);
    program.until(&format!("{} runners", with_comma(runners)));
    program.during(Duration::from_secs(8));
    let (processor, requests) = (program.processor_time(), demo.requests().len());
    let written = program.during(quiet);
    let of = format!("{runners} runners, {columns}x{rows}, {} s quiet", quiet.as_secs());
    report(&format!("{of}: bytes written"), written.len(), "under 1800 a minute");
    let share = (program.processor_time() - processor) / quiet.as_secs_f64() * 100.0;
    report(&format!("{of}: % of one core"), format!("{share:.3}"), "under 0.1 with 50");
    report(&format!("{of}: requests"), demo.requests().len() - requests, "");
    report(&format!("{of}: connections since the start"), demo.connections(), "1");
    let budget = if runners > 50 { "under 60" } else { "under 12" };
    report(&format!("{of}: resident, MiB"), format!("{:.1}", program.resident()), budget);
}
