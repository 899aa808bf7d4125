//! An action for several runners from its plan to its end: the question, its options, the panel, the footer, and what is asked
//! before trackside is left meanwhile.

use std::fmt::Write;
use std::time::Duration;

use insta::assert_snapshot;
use trackside::account::News;
use trackside::api::Cause;
use trackside::domain::{Runner, Version};

use super::details::SIZES;
use super::runs::{projects, running_in, runs, usage_of};
use crate::details::{no_answer, refused};
use crate::support::Harness;
use crate::support::fixtures::{SECOND, With, problem, runner};

const MINUTE: Duration = Duration::from_secs(60);

/// The text at each of the usual sizes, and the picture at 80x24 with its styles.
fn at_every_size(named: Vec<(&str, Harness)>) -> String {
    named.into_iter().fold(String::new(), |mut all, (name, harness)| {
        for (columns, rows) in SIZES {
            let harness = harness.clone().resized(columns, rows);
            let picture = if rows == 24 { harness.frame() } else { harness.text() };
            writeln!(all, "{name}, {columns}x{rows}\n{picture}").unwrap();
        }
        all
    })
}

/// Five runners, of which two cannot be restarted.
fn five() -> Vec<Runner> {
    vec![
        runner("finance-azure").on("azure", "container app"),
        runner("hosted-default").on("matillion", "hosted"),
        runner("legacy-fargate").status("stopped"),
        runner("maia-prod-eu-1").update("11.208.3"),
        runner("orders-eks").on("aws", "eks"),
    ]
}

fn usage() -> News {
    projects(usage_of(&[
        ("Orders", &[("prod", "orders-eks"), ("uat", "orders-eks")]),
        ("Finance", &[("prod", "finance-azure")]),
    ]))
}

/// So many runs in Orders / prod.
fn running(count: usize) -> News {
    runs(running_in(&[("Orders", "prod", count)], false))
}

/// The plan for the five, after `keys` in the list.
fn asked(keys: &str) -> Harness {
    let harness = Harness::sized(80, 24).awaiting_work().fleet(five());
    harness.keys("*").keys(keys).fleet(five()).news(usage()).news(running(1))
}

/// The restart of those three that can be, begun after `keys` in the question; the first request is on its way.
fn begun(keys: &str) -> Harness {
    asked("r").keys(keys).keys("Gy")
}

/// The runner is read two seconds later.
fn read(harness: Harness, name: &str, status: &str) -> Harness {
    harness.after(SECOND * 2).details(&format!("id-{name}"), |row| row.status(status))
}

fn back(harness: Harness, name: &str) -> Harness {
    ["stopping", "running", "running"].into_iter().fold(harness, |harness, status| read(harness, name, status))
}

/// The first is back and the pause over; the second's turn comes.
fn second(keys: &str) -> Harness {
    back(begun(keys).answered(Ok(())), "maia-prod-eu-1").after(SECOND * 30).news(running(0))
}

#[test]
fn the_plan() {
    let none = |runner: Runner| if runner.name.raw() == "hosted-default" { runner } else { runner.status("stopping") };
    let reading = Harness::sized(80, 24).awaiting_work().fleet(five()).keys("*r");
    assert_snapshot!(at_every_size(vec![
        ("reading", reading.clone()),
        ("asked", asked("r")),
        ("answered before its end was in view", asked("r").resized(40, 10).keys("y")),
        ("everything", asked("r").keys("?")),
        ("another plan", asked("r").keys("oljjjlllj<right>jll<esc>")),
        ("a pause", asked("p")),
        ("none allows it", reading.fleet(five().into_iter().map(none).collect()).news(usage()).news(running(0))),
    ]));
}

#[test]
fn the_plan_at_its_end() {
    let at_end = |(columns, rows)| asked("r").resized(columns, rows).keys("G").text();
    let mut all: String = SIZES.into_iter().map(at_end).collect::<Vec<_>>().join("\n");
    let several = at_typed().resized(40, 10).keys("<down><down><down><down><down><down><down><down><down>").text();
    write!(all, "\n{several}").unwrap();
    assert_snapshot!(all);
}

/// Seven runners, so that their number is typed.
fn at_typed() -> Harness {
    let fleet = || (1..=7).map(|number| runner(&format!("warehouse-load-{number}"))).collect::<Vec<_>>();
    let harness = Harness::sized(80, 24).awaiting_work().fleet(fleet()).keys("*r").fleet(fleet());
    harness.news(usage()).news(running(0)).after(SECOND * 2)
}

#[test]
fn the_number_typed_for_more_than_five() {
    assert_snapshot!(at_every_size(vec![
        ("asked", at_typed()),
        ("typed", at_typed().keys("restart 7")),
        ("armed", at_typed().keys("restart 7<enter>").after(SECOND * 2)),
    ]));
}

#[test]
fn the_options() {
    let at = |keys: &str| asked("r").keys("o").keys(keys);
    assert_snapshot!(at_every_size(vec![
        ("at a time", at("")),
        ("deadline", at("jl")),
        ("pause", at("jjh")),
        ("runs", at("jjjllll")),
        ("a refusal", at("jjjjl")),
        ("what makes a restart", at("jjjjjl")),
        ("of a removal", asked("<ctrl-d>").keys("<tab>jl")),
    ]));
}

#[test]
fn the_panel_under_way() {
    let departed = begun("").news(News::Departed(1)).after(SECOND * 3);
    let accepted = begun("").answered(Ok(()));
    let last = second("").answered(Ok(()));
    let last = back(last, "finance-azure").after(SECOND * 30);
    assert_snapshot!(at_every_size(vec![
        ("waits to be sent", begun("")),
        ("no answer yet", departed),
        ("not seen away", accepted.clone().after(SECOND * 4)),
        ("away", read(accepted.clone(), "maia-prod-eu-1", "stopping").after(SECOND * 40)),
        ("the pause", back(accepted, "maia-prod-eu-1").after(SECOND * 5)),
        ("reading what runs", last.clone()),
        ("with runs", last.news(running(2)).after(SECOND * 50)),
        ("two at a time", begun("ol<esc>")),
        ("ending", second("").answered(Ok(())).keys("s")),
    ]));
}

#[test]
fn the_panel_halted() {
    let accepted = || second("").answered(Ok(()));
    let late = read(accepted(), "finance-azure", "stopped").after(MINUTE * 15);
    assert_snapshot!(at_every_size(vec![
        ("refused", second("").answered(Err(refused("command: the agent is busy")))),
        ("not allowed", second("").answered(Err(Cause::Forbidden(problem(403, "Forbidden"))))),
        ("not sent", second("").answered(Err(Cause::RateLimited(SECOND * 20)))),
        ("unclear", second("").answered(Err(no_answer()))),
        ("not seen away", read(accepted(), "finance-azure", "running").after(MINUTE * 5)),
        ("not back", late.clone()),
        ("waited on", late.clone().keys("w")),
        ("late, and back", ["running"; 2].into_iter().fold(late, |late, status| read(late, "finance-azure", status))),
    ]));
}

/// Twelve runners, which come to every end there is.
fn twelve() -> Vec<Runner> {
    let of = |number: usize| {
        let mut runner = runner(&format!("load-{number:02}")).version("11.213.9");
        runner.release.latest = Some(Version::new("11.214.0"));
        runner
    };
    (1..=12).map(of).collect()
}

/// A restart of the twelve that is to update them: every outcome once.
fn every_outcome() -> Harness {
    let served = usage_of(&[("Late", &[("prod", "load-12")])]);
    let harness = Harness::sized(80, 24).awaiting_work().fleet(twelve()).keys("*r").fleet(twelve());
    let harness = harness.news(projects(served)).news(runs(running_in(&[], false))).after(SECOND * 2);
    // No pause, 10 min for runs, and the newest version is to come.
    let harness = harness.keys("<tab>jjhjhjjll<esc>restart 12<enter>").after(SECOND * 2).keys("<enter>");
    let updated = |harness: Harness, name: &str, version: &'static str| {
        let harness = read(harness.answered(Ok(())), name, "stopping");
        (0..2).fold(harness, |harness, _| {
            let as_of = |row: Runner| {
                let mut runner = row.version(version).status("running");
                runner.release.latest = Some(Version::new("11.214.0"));
                runner
            };
            harness.after(SECOND * 2).details(&format!("id-{name}"), as_of)
        })
    };
    let next = |harness: Harness| harness.after(SECOND).news(runs(running_in(&[], false)));
    let harness = next(updated(harness, "load-01", "11.214.0"));
    let harness = next(updated(harness, "load-02", "11.213.9"));
    let harness = read(harness.answered(Ok(())), "load-03", "stopped").after(MINUTE * 15).keys("c");
    let harness = read(next(harness).answered(Ok(())), "load-04", "running").after(MINUTE * 5).keys("c");
    let harness = next(next(harness).answered(Err(refused("command: the agent is busy"))).keys("c"));
    let harness = next(harness.answered(Err(no_answer())).keys("c"));
    let harness = harness.answered(Err(Cause::RateLimited(SECOND * 20)));
    let stopping = |runner: Runner| if runner.name.raw() == "load-08" { runner.status("stopping") } else { runner };
    let harness = next(harness.fleet(twelve().into_iter().map(stopping).collect()).keys("c"));
    let harness =
        harness.answered(Ok(())).only(twelve().into_iter().filter(|row| row.name.raw() != "load-09").collect());
    next(harness.keys("c")).answered(Ok(())).keys("s").after(SECOND * 2).keys("s")
}

#[test]
fn the_panel_ended() {
    let good = ["finance-azure", "orders-eks"]
        .into_iter()
        .fold(second(""), |harness, name| back(harness.answered(Ok(())), name).after(SECOND * 30).news(running(0)));
    let ended = every_outcome();
    let outcomes = ended.clone().resized(160, 45).text();
    for words in ["with 11.214.0", "11.213.9, not", "Not back in time", "not seen to leave", "Refused: "] {
        assert!(outcomes.contains(words), "{words}: {outcomes}");
    }
    assert_snapshot!(at_every_size(vec![
        ("all back", good),
        ("every outcome", ended.clone()),
        ("at the end", ended.clone().resized(80, 24).keys("G")),
        ("closed", ended.keys("<esc>")),
    ]));
    let removed = asked("<ctrl-d>").after(SECOND * 2).keys("remove 4<enter>").after(SECOND * 2).keys("<enter>");
    assert_snapshot!(
        "the_panel_of_a_removal",
        at_every_size(vec![("removal", removed.answered(Ok(())).after(SECOND))])
    );
}

#[test]
fn the_footer_and_notices_while_the_panel_is_closed() {
    let closed = |harness: Harness| harness.keys("<esc>");
    let late = || read(second("").answered(Ok(())), "finance-azure", "stopped");
    assert_snapshot!(at_every_size(vec![
        ("under way", closed(begun("").answered(Ok(()))).after(MINUTE)),
        ("over the details", closed(begun("").answered(Ok(()))).keys("<enter>").after(MINUTE)),
        ("halted", closed(late()).after(MINUTE * 15)),
        ("ended", back(closed(begun("").answered(Ok(())).keys("s")), "maia-prod-eu-1")),
        ("another is asked for", closed(begun("")).keys("*r")),
        ("its runner is asked about", closed(begun("")).keys("Gr").details("id-orders-eks", |row| row)),
    ]));
}

#[test]
fn leaving_while_it_is_under_way() {
    let asked = || begun("").answered(Ok(())).keys("<esc>q");
    assert_snapshot!(at_every_size(vec![
        ("asked", asked()),
        ("now", asked().keys("<down>")),
        ("stay", asked().slowly("<down><down>")),
        ("nobody is away", back(begun("").answered(Ok(())), "maia-prod-eu-1").keys("<ctrl-c>")),
        ("after this runner", asked().keys("<enter>")),
    ]));
}

#[test]
fn hidden_marks_are_asked_about_first() {
    let hidden = Harness::sized(80, 24).fleet(five()).keys("<space><space><space>/orders<enter>r");
    assert_snapshot!(at_every_size(vec![
        ("under the bar", hidden.clone()),
        ("all", hidden.slowly("<down>")),
        ("in view", Harness::sized(80, 24).fleet(five()).keys("*/orders<enter>r")),
    ]));
}
