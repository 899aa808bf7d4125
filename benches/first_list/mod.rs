//! How long the first whole list of a large fleet takes that is far away, and how long curl takes for the same pages with as many
//! connections.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::planes::Planes;
use crate::report::{Figure, Report, Times, tell};

const RUNNERS: usize = 20_000;
const LATENCY: Duration = Duration::from_millis(40);
/// From exec to the whole list on the screen, in milliseconds.
const IN_TIME: f64 = 3_500.0;
const TURNS: usize = 3;

/// The program and curl in turn. Where there is no curl, there is no ratio.
pub fn run(runtime: &Runtime, report: &mut Report) {
    let planes = Planes::at(runtime, 1, RUNNERS, LATENCY);
    let (mut ours, mut curls) = (Times::default(), Times::default());
    for _ in 0..TURNS {
        ours.push(crate::start(&planes, crate::SMALL, &[]).until("20,000 runners"));
        curls.extend(curl(&planes));
    }
    let what = "20,000 runners, 40 ms away: the first whole list";
    report.judge(what, Figure::Time(ours.median()), IN_TIME);
    if curls.count() > 0 {
        tell("curl for the same pages, four at a time", Figure::Time(curls.median()));
        report.judge(&format!("{what}, to curl"), ours.ratio_to(&curls), 1.2);
    }
}

/// All pages, thrown away; with the token's round trip before them.
fn curl(planes: &Planes) -> Option<Duration> {
    let begun = Instant::now();
    let (list, token) = planes.list_and_token();
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--fail", "--parallel", "--parallel-max", "4", "--noproxy", "*", "--header"]);
    curl.arg(format!("Authorization: Bearer {token}"));
    for page in 0..RUNNERS / 100 {
        curl.args(["--output", "/dev/null"]).arg(format!("{list}?page={page}&size=100"));
    }
    let status = curl.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    status.success().then(|| begun.elapsed())
}
