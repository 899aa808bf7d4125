//! The action popup, the questions before actions, several at once, marks, the request and the journal. Each at the usual
//! size, most of them also where popups take the whole screen.

use std::fmt::Write;
use std::sync::Arc;
use trackside::account::{News, WorkNews};
use trackside::domain::{Label, Runner, RunnerId};

use insta::assert_snapshot;
use trackside::api::Cause;
use trackside::options::ThemeName;
use trackside::tui::message::Message;
use trackside::tui::ui::Symbols;

use super::frames;
use crate::details::{no_answer, refused};
use crate::support::Harness;
use crate::support::details::usage;
use crate::support::fixtures::{SECOND, With, fleet, problem, runner, unreachable};
use crate::support::patience::Patience;

/// Pictures at 80x24, and the text alone at 40x10.
fn at_both_sizes(named: Vec<(&str, Harness)>) -> String {
    named.into_iter().fold(String::new(), |mut all, (name, harness)| {
        writeln!(all, "{name}\n{}", harness.frame()).unwrap();
        writeln!(all, "{name}, 40x10\n{}", harness.resized(40, 10).text()).unwrap();
        all
    })
}

/// The usual fleet with the bar on the runner of this name, and the projects known.
fn at(name: &str) -> Harness {
    on(Harness::sized(80, 24), name)
}

fn on(harness: Harness, name: &str) -> Harness {
    let mut harness = harness.fleet(fleet());
    let mut patience = Patience::until("the bar is on the runner");
    while harness.selected().as_deref() != Some(name) {
        patience.turn();
        harness = harness.keys("j");
    }
    harness
}

fn knows_usage(harness: Harness) -> Harness {
    harness.news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage())))))
}

/// What these keys ask about the runner of this name, which was read again.
fn asked(name: &str, keys: &str) -> Harness {
    knows_usage(at(name).keys(keys)).details(&format!("id-{name}"), |row| row)
}

#[test]
fn the_popup() {
    let read_only = on(Harness::with(80, 24, ThemeName::Ansi, &Symbols::UNICODE, true), "maia-prod-eu-1");
    let all = at_both_sizes(vec![
        ("running", at("maia-prod-eu-1").keys("ajj")),
        ("paused", at("finance-azure").keys("a")),
        ("paused and not connected", at("finance-azure-dr").keys("ajj")),
        ("pending", at("gke-analytics-b").keys("a")),
        ("hosted", at("hosted-default").keys("aj")),
        ("an unlisted platform", at("wh-load-05").keys("ajjj")),
        ("read-only", read_only.keys("aj")),
        ("three marked", at("legacy-fargate").keys("<space><space><space>ajj")),
        ("gone", at("maia-prod-eu-1").keys("a").only(vec![runner("another")])),
    ]);
    assert_snapshot!(all);
}

#[test]
fn the_popup_in_a_large_terminal_and_over_the_details() {
    let large = on(Harness::sized(160, 45), "maia-prod-eu-1");
    assert_snapshot!(frames(vec![("list", large.clone().keys("ajj")), ("details", large.keys("<enter>ajj"))]));
}

#[test]
fn questions_before_a_restart() {
    let names = ["maia-prod-eu-1", "maia-prod-us-2", "finance-azure", "orders-stream", "sf-native-01", "sf-native-02"];
    assert_snapshot!(at_both_sizes(names.map(|name| (name, asked(name, "r"))).to_vec()));
}

#[test]
fn questions_before_a_pause_and_a_resume() {
    let until = |runner: Runner| Runner { paused_until: Some("2026-11-23T16:30:00Z".parse().unwrap()), ..runner };
    let with_end = at("finance-azure").keys("p").details("id-finance-azure", until);
    assert_snapshot!(at_both_sizes(vec![
        ("pause", asked("maia-prod-eu-1", "p")),
        ("resume from Pausing", asked("maia-prod-us-1", "p")),
        ("resume, with the end of the pause", knows_usage(with_end)),
        ("resume, not connected", asked("finance-azure-dr", "p")),
    ]));
}

#[test]
fn a_question_on_its_way() {
    let name = "maia-prod-eu-1";
    let id = RunnerId::new("id-maia-prod-eu-1");
    let answered = |answer| asked(name, "p").keys("y").answered(answer);
    let error = trackside::api::ApiError { call: "read the runner", cause: no_answer() };
    let unread = at(name).keys("p").news(News::DetailsRead { id, outcome: Err(error) });
    let paused = |row: Runner| row.status("paused");
    let all = at_both_sizes(vec![
        ("reading", at(name).keys("p")),
        ("not read, projects unknown", unread),
        ("another status", asked(name, "r").details("id-maia-prod-eu-1", paused)),
        ("not possible any more", asked(name, "p").details("id-maia-prod-eu-1", paused)),
        ("gone", asked(name, "p").only(vec![runner("another")])),
        ("on yes", asked(name, "p").keys("<tab>")),
        ("sending", asked(name, "p").keys("y")),
        ("refused", answered(Err(refused("command: the agent is busy")))),
        ("not allowed", answered(Err(Cause::Forbidden(problem(403, "Forbidden"))))),
        ("missing", answered(Err(Cause::NotFound(problem(404, "Not Found"))))),
        ("no answer", answered(Err(no_answer()))),
        ("accepted", answered(Ok(()))),
        ("without a journal", asked(name, "p").send(Message::JournalFailed("no space left".into()))),
    ]);
    assert_snapshot!(all);
}

/// Two Enters as a hand presses them.
fn entered_twice(harness: Harness) -> Harness {
    harness.keys("<enter>").after(SECOND * 2).keys("<enter>")
}

#[test]
fn removals_of_every_platform() {
    let names = ["legacy-fargate", "finance-azure-dr", "gke-analytics-a", "sf-native-02", "orders-stream-dr"];
    let all = names.map(|name| (name, asked(name, "<ctrl-d>").keys("<pgup><pgup>").resized(80, 34)));
    assert_snapshot!(frames(all.to_vec()));
}

#[test]
fn a_removal_in_its_stages() {
    let name = "legacy-fargate";
    let asked = || asked(name, "<ctrl-d>");
    let sent = || entered_twice(asked().keys(name));
    let others = || fleet().into_iter().filter(|runner| runner.name.raw() != name).collect::<Vec<_>>();
    let all = at_both_sizes(vec![
        ("reading", at(name).keys("<ctrl-d>")),
        ("asked", asked()),
        ("part of the name", asked().keys("legacy-far")),
        ("another name", asked().keys("legacy-fargate2")),
        ("the name", asked().keys(name)),
        ("the first enter", asked().keys(name).keys("<enter>")),
        (
            "another status",
            asked().keys(name).keys("<enter>").details("id-legacy-fargate", |row| row.status("running")),
        ),
        ("sending", sent()),
        ("refused", sent().answered(Err(refused("agentStatus: must be stopped")))),
        ("no answer", sent().answered(Err(no_answer()))),
        ("accepted", sent().answered(Ok(()))),
        ("removed", sent().answered(Ok(())).after(SECOND * 3).only(others())),
        ("gone", asked().keys(name).only(others())),
    ]);
    assert_snapshot!(all);
}

/// Five marked runners of which two can be restarted.
fn five(keys: &str) -> Harness {
    knows_usage(at("legacy-fargate").keys("<space><space><space><space><space>").keys(keys))
}

#[test]
fn several_before_the_question_can_be_answered() {
    let asked = || five("r").fleet(fleet());
    let gone = || fleet().into_iter().filter(|runner| runner.name.raw() != "maia-prod-eu-2").collect::<Vec<_>>();
    let all = at_both_sizes(vec![
        ("reading", five("r")),
        ("asked", asked()),
        ("answered before its end was in view", asked().keys("y")),
        ("asked, at the end", asked().keys("G")),
        ("the list could not be read", five("r").fails(unreachable(), SECOND).keys("G")),
        ("one is gone", five("r").only(gone())),
        ("none allows it", at("legacy-fargate").keys("<space>G<space>").keys("p").only(vec![])),
    ]);
    assert_snapshot!(all);
}

#[test]
fn several_removals() {
    let asked = || five("<ctrl-d>").fleet(fleet()).after(SECOND);
    let all = at_both_sizes(vec![
        ("asked", asked()),
        ("typed", asked().keys("remove 5")),
        ("armed", asked().keys("remove 5<enter>")),
        ("begun", entered_twice(asked().keys("remove 5"))),
    ]);
    assert_snapshot!(all);
}

#[test]
fn marks_and_rows_under_way() {
    let marked = || at("finance-azure-dr").keys("<space>j<space>");
    let under_way = asked("maia-prod-eu-1", "r").keys("y").answered(Ok(())).after(SECOND * 9);
    let wide = on(Harness::sized(160, 45), "maia-prod-eu-1").keys("r").details("id-maia-prod-eu-1", |row| row);
    assert_snapshot!(frames(vec![
        ("marks", marked()),
        ("a range", marked().keys("vjj")),
        ("hidden", marked().keys("/aws<enter>")),
        ("under way", under_way),
        ("under way in a large terminal", wide.keys("y").answered(Ok(())).after(SECOND * 20)),
    ]));
}

#[test]
fn the_request_and_the_journal() {
    let lines = [
        "2026-11-23 14:02:10  maia-prod-eu-1  restart it  accepted  demo  ops@laptop",
        "2026-11-23 13:58:01  finance-azure  pause it  not done: the agent is busy (409)  demo  ops@laptop",
        "2026-11-22 09:11:45  \u{1b}[2Jold\u{202e}  remove it  not answered: the connection broke  demo  ops@laptop",
    ];
    let journal = |outcome| at("maia-prod-eu-1").keys("L").send(Message::JournalRead(outcome));
    assert_snapshot!(at_both_sizes(vec![
        ("of a pause", at("maia-prod-eu-1").keys("ajjjy")),
        ("of a removal", asked("legacy-fargate", "<ctrl-d>").keys("<ctrl-y>")),
        ("of several", five("r").fleet(fleet()).keys("<ctrl-y>")),
        ("reading the journal", at("maia-prod-eu-1").keys("L")),
        ("the journal", journal(Ok(lines.iter().map(|line| Label::from(*line)).collect()))),
        ("an empty one", journal(Ok(vec![]))),
        ("an unreadable one", journal(Err("no such file".into()))),
    ]));
}

#[test]
fn in_ascii_and_without_colours() {
    let start = || on(Harness::with(80, 24, ThemeName::Mono, &Symbols::ASCII, false), "maia-prod-eu-1");
    let asked = |keys: &str| start().keys(keys).details("id-maia-prod-eu-1", |row| row);
    let all = frames(vec![
        ("popup", start().keys("ajj")),
        ("question", asked("r")),
        ("removal", asked("<ctrl-d>").keys("maia-prod-eu-1<enter>")),
        ("marks", start().keys("<space><space>")),
        ("several", start().keys("<space><space>r").fleet(fleet()).keys("y").answered(Err(refused("no")))),
        ("under way", asked("r").keys("y").answered(Ok(()))),
    ]);
    assert!(all.is_ascii());
    assert_snapshot!(all);
}
