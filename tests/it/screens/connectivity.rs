//! The form that tests connectivity: what it says while it is filled in, while it waits, and of every outcome.

use std::fmt::Write;
use std::time::Duration;

use insta::assert_snapshot;
use trackside::api::{Cause, Problem};
use trackside::domain::{Label, Runner, Verdict};
use trackside::options::ThemeName;
use trackside::tui::ui::Symbols;

use crate::support::Harness;
use crate::support::connectivity::{Tests, form};
use crate::support::fixtures::{SECOND, With, hostile_names, problem, runner, unreachable};

const TARGET: &str = "pg.acme.internal<tab>5432";

fn usual() -> Vec<Runner> {
    vec![runner("maia-prod-eu-1").update("11.208.3"), runner("orders-stream").streaming()]
}

fn opened() -> Harness {
    form(usual(), 80, 24)
}

fn here_only() -> Harness {
    let harness = Harness::set_up(80, 24, |setting| setting.profile.has_connectivity_path = false);
    harness.fleet(usual()).keys("t")
}

fn too_old() -> Cause {
    let detail = Label::from("Runner task failed: The runner version does not support this feature");
    Cause::Refused(Problem { detail: Some(detail), ..problem(400, "Bad Request") })
}

fn seconds(tenths: u64) -> Duration {
    Duration::from_millis(tenths * 100)
}

/// Pictures at 80x24, and the text alone at 40x10.
fn at_both_sizes<'a>(named: impl IntoIterator<Item = (&'a str, Harness)>) -> String {
    let mut all = String::new();
    for (name, harness) in named {
        let harness = harness.resized(80, 24);
        writeln!(all, "{name}\n{}", harness.frame()).unwrap();
        writeln!(all, "{name}, 40x10\n{}", harness.resized(40, 10).text()).unwrap();
    }
    all
}

#[test]
fn filling_in() {
    assert_snapshot!(at_both_sizes(vec![
        ("empty", opened()),
        ("enter on nothing", opened().keys("<enter>")),
        ("invalid", opened().keys("bad_host<tab>70000")),
        ("no port yet", opened().keys("pg.acme.internal<enter>")),
        ("an international name", opened().keys("bücher.example<tab>")),
        ("a name longer than a name can be", opened().keys(&"long-label.".repeat(30))),
        ("common ports", opened().keys("pg.acme.internal<tab><down><down>")),
        ("from the runner", opened().keys("<tab><tab>")),
        ("from this machine", opened().keys("<tab><tab> ")),
        ("from this machine only", here_only()),
        ("why from this machine only", here_only().keys("<tab><tab>")),
    ]));
}

#[test]
fn waiting_and_not_waiting() {
    let paused = vec![runner("maia-prod-eu-1").status("paused")];
    let sent = || opened().keys(TARGET).keys("<enter>").after(seconds(60));
    assert_snapshot!(at_both_sizes(vec![
        ("running", sent()),
        ("stopped", sent().keys("<ctrl-x>")),
        ("closed", sent().keys("<esc>")),
        ("opened for another meanwhile", sent().keys("<esc>jt<enter>")),
        ("not running any more", opened().keys(TARGET).fleet(paused.clone())),
        ("not running any more, and enter", opened().keys(TARGET).fleet(paused).keys("<enter>")),
        ("gone", opened().keys(TARGET).only(vec![runner("another")]).keys("<enter>")),
    ]));
}

#[test]
fn outcomes() {
    let tested = |verdict, tenths| opened().keys(TARGET).tested("<enter>", verdict, seconds(tenths));
    let failed = |cause| opened().keys(TARGET).untested("<enter>", &cause);
    let mut unknown_version = usual();
    unknown_version[0].release.version = None;
    unknown_version[0].release.latest = None;
    assert_snapshot!(at_both_sizes(vec![
        ("success", tested(Verdict::Success, 21)),
        ("timeout", tested(Verdict::Timeout, 300)),
        (
            "not as before",
            tested(Verdict::Success, 6).after(SECOND * 600).tested("<enter>", Verdict::Timeout, seconds(300)),
        ),
        ("refused by the host", tested(Verdict::Refused, 1)),
        ("another word", tested(Verdict::parse("MAYBE\u{1b}[2J, AND A LONG STORY"), 3)),
        ("from here", opened().keys(TARGET).keys("<tab> ").tested("<enter>", Verdict::NameNotFound, seconds(1))),
        ("unsupported", failed(too_old())),
        ("unsupported, version not known", form(unknown_version, 80, 24).keys(TARGET).untested("<enter>", &too_old()),),
        ("not allowed", failed(Cause::Forbidden(problem(403, "Forbidden")))),
        ("not found", failed(Cause::NotFound(problem(404, "Not Found")))),
        ("control plane not reached", failed(unreachable().cause)),
        ("no answer", failed(Cause::TimedOut(SECOND * 30))),
    ]));
}

/// Tests of both runners, some of them without a result.
fn with_history() -> Harness {
    opened()
        .keys(TARGET)
        .tested("<enter>", Verdict::Success, seconds(21))
        .untested("<enter>", &Cause::Forbidden(problem(403, "Forbidden")))
        .tested("<enter>", Verdict::Timeout, seconds(300))
        .keys("<tab> ")
        .tested("<enter>", Verdict::Refused, seconds(1))
        .keys(" <esc>jt")
        .keys("<ctrl-u>kafka-1.a-cluster-with-a-name-that-goes-on.and-on.acme.internal<tab><ctrl-u>9092")
        .tested("<enter>", Verdict::Success, seconds(4))
        .keys("<esc>kt")
}

#[test]
fn results() {
    let many = (0..12).fold(opened().keys(TARGET), |form, _| form.tested("<enter>", Verdict::Success, seconds(10)));
    assert_snapshot!(at_both_sizes(vec![
        ("opened again", with_history()),
        ("bar on another runner's", with_history().keys("<shift-tab>")),
        ("bar on one without a result", with_history().keys("<shift-tab><down><down><down>")),
        ("repeated", with_history().keys("<shift-tab><enter>").after(SECOND)),
        ("more than fit", many.keys("<shift-tab><end>")),
    ]));
}

fn seven() -> Vec<Runner> {
    let names = ["a-load", "b-paused", "c-load", "d-with-a-name-of-thirty-chars-", "e-load", "f-load", "g-load"];
    let all = names.map(runner).into_iter();
    all.map(|runner| if runner.name.raw() == "b-paused" { runner.status("paused") } else { runner }).collect()
}

/// All of them asked, and the first few answered, each in its own way.
fn grid(answers: usize) -> Harness {
    let mut form = Harness::sized(80, 24).fleet(seven()).keys("*t").keys(TARGET).keys("<enter>");
    let mut tests = form.asked();
    for number in 0..answers {
        let test = tests.remove(0);
        form = form.after(SECOND).send(match number {
            1 => test.with(Verdict::Timeout, seconds(300)),
            2 => test.failed(too_old()),
            3 => test.failed(unreachable().cause),
            _ => test.with(Verdict::Success, seconds(6)),
        });
        tests.extend(form.asked());
    }
    form
}

#[test]
fn several_runners() {
    let again = || {
        let first = Harness::sized(80, 24).fleet(seven()).keys("*t").keys(TARGET);
        first.tested("<enter>", Verdict::Success, seconds(6)).tested("<enter>", Verdict::Timeout, seconds(300))
    };
    assert_snapshot!(at_both_sizes(vec![
        ("opened", Harness::sized(80, 24).fleet(seven()).keys("*t")),
        ("begun", grid(0)),
        ("some answers", grid(3)),
        ("all answers", grid(6)),
        ("stopped", grid(0).keys("<ctrl-x>")),
        ("closed", grid(3).keys("<esc>")),
        ("not as before", again()),
        ("bar on one that was left out", grid(6).keys("<shift-tab><shift-tab><down>")),
        ("bar on one without a result", grid(6).keys("<shift-tab><shift-tab><down><down><down>")),
        ("bar on an earlier one", again().keys("<tab><tab><end>")),
        ("from here", Harness::sized(80, 24).fleet(seven()).keys("*t").keys(TARGET).keys("<tab> <enter>")),
    ]));
}

#[test]
fn texts_that_try_something() {
    let names = hostile_names();
    let of_name = |name: &str| vec![Runner { name: Label::from(name), ..runner("x") }];
    let all: Vec<(String, Harness)> = names
        .iter()
        .filter(|name| name.len() < 100 || name.starts_with('漢'))
        .map(|name| {
            let form = form(of_name(name), 80, 24).pasted("a.example:1").tested("<enter>", Verdict::Success, SECOND);
            (Label::from(name.as_str()).safe().chars().take(20).collect(), form.keys("<esc>t<shift-tab>"))
        })
        .collect();
    let mut text = String::new();
    for (name, harness) in &all {
        writeln!(text, "{name}\n{}", harness.text()).unwrap();
    }
    assert_snapshot!(text);
}

#[test]
fn in_ascii_without_colour_and_on_a_large_screen() {
    let fill = |harness: Harness| {
        harness.keys("t").keys(TARGET).tested("<enter>", Verdict::Success, seconds(21)).keys("<ctrl-u>5433").tested(
            "<enter>",
            Verdict::Timeout,
            seconds(300),
        )
    };
    let ascii = Harness::with(80, 24, ThemeName::Mono, &Symbols::ASCII, false).fleet(usual());
    assert_snapshot!("ascii", fill(ascii).frame());
    assert_snapshot!("large", fill(Harness::sized(160, 45).fleet(usual())).frame());
}
