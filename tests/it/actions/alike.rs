//! Two runners with names that can be taken for each other: wherever one is named, the beginning of its id stands beside.

use super::*;
use trackside::account::News;
use trackside::api::{Progress, RunnerList};
use trackside::domain::AccountId;

const FIRST: &str = "6d0f3a52-0001";
const SECOND_ID: &str = "9c44e100-0002";

fn of(id: &str, name: &str) -> Runner {
    Runner { id: RunnerId::new(id), ..runner(name).status("stopped") }
}

/// Both, the other one with the Cyrillic letter for the first.
fn two() -> Vec<Runner> {
    vec![of(FIRST, "ingest"), of(SECOND_ID, "inge\u{455}t")]
}

fn running() -> Vec<Runner> {
    two().into_iter().map(|runner| runner.status("running")).collect()
}

fn at(fleet: Vec<Runner>, keys: &str) -> Harness {
    let mut harness = Harness::sized(110, 40).fleet(fleet).keys(keys);
    harness.effects();
    harness
}

fn removal() -> Harness {
    let mut harness = at(two(), "<ctrl-d>").details(FIRST, |row| row);
    harness.effects();
    harness
}

#[test]
fn the_id_stands_beside_the_name_wherever_something_is_asked_or_listed() {
    for (keys, words) in [
        ("a", "ingest (6d0f3a52)"),
        ("i", "ingest (6d0f3a52)"),
        ("r", "Restart ingest (6d0f3a52)?"),
        ("p", "Pause ingest (6d0f3a52)?"),
        ("t", "Test connectivity from ingest (6d0f3a52)"),
        ("<enter>u", "Turn off auto update of ingest (6d0f3a52)?"),
        ("<ctrl-d>", "Type ingest 6d0f3a52"),
        ("<enter>4R", "Type ingest 6d0f3a52"),
        ("*r", "ingest (6d0f3a52) "),
        ("*r", "inge\u{455}t (9c44e100) "),
        ("*/9c44e100<enter>r", "hidden by the filter: ingest (6d0f3a52)"),
    ] {
        assert_tells(&at(running(), keys), words);
    }
    let started = at(running(), "*tdb.example<tab>5432<enter>");
    assert_tells(&started, "ingest (6d0f3a52)");
    // Alone it needs nothing.
    assert_tells(&at(vec![of(FIRST, "ingest").status("running")], "r"), "Restart ingest?");
    // A long name gives way, the id does not.
    let long = "n".repeat(80);
    let fleet = [of(FIRST, &long), of(SECOND_ID, &long)];
    for keys in ["*r", "*<ctrl-d>", "r"] {
        assert_tells(&at(fleet.iter().cloned().map(|runner| runner.status("running")).collect(), keys), "n (6d0f3a52)");
    }
}

/// The words of a popup in one line without a blank, wherever it wraps them.
fn without_blanks(harness: &Harness) -> String {
    harness.text().chars().filter(|character| !character.is_whitespace() && *character != '│').collect()
}

#[test]
fn names_that_differ_only_in_the_middle_stand_in_full_on_every_question() {
    // As long as a name may be, and one that no vendor would take.
    for (before, behind) in
        [("warehouse-lo", "-east-production"), ("a-cluster-of-the-warehouse-", "-of-the-group-for-reports")]
    {
        let name = |middle: &str| format!("{before}{middle}{behind}");
        let fleet = || vec![of(FIRST, &name("-a")), of(SECOND_ID, &name("-b"))];
        let running = || fleet().into_iter().map(|runner| runner.status("running")).collect::<Vec<_>>();
        for (columns, rows) in [(30, 10), (34, 12), (40, 10), (40, 24), (60, 20), (80, 24)] {
            for keys in ["r", "p", "<ctrl-d>", "*r", "<enter>u", "<enter>4R"] {
                let harness = Harness::sized(columns, rows).fleet(running()).keys(keys);
                let shown = without_blanks(&harness.clone().details(FIRST, |row| row));
                assert!(shown.contains(&name("-a")), "{keys} at {columns}x{rows}:\n{}", harness.text());
            }
        }
    }
}

#[test]
fn names_that_are_cut_in_the_list_do_not_look_alike() {
    for (one, other) in [
        ("warehouse-loading-a-production", "warehouse-loading-b-production"),
        ("warehouse-loading-production-a", "warehouse-loading-production-b"),
    ] {
        for columns in [30, 34, 40, 60, 80, 100, 120, 140, 160] {
            let harness = Harness::sized(columns, 24).fleet(vec![of(FIRST, one), of(SECOND_ID, other)]);
            let text = harness.text();
            let names =
                text.lines().filter_map(|line| line.split_once("war")?.1.split_once(" ■")).map(|(name, _)| name);
            let names: Vec<&str> = names.collect();
            assert!(names.len() == 2 && names[0] != names[1], "{columns}:\n{text}");
        }
    }
}

#[test]
fn the_typed_name_alone_does_not_do() {
    assert_tells(&removal(), "Another runner's name looks like this one: type the beginning of the id as well.");
    for words in ["ingest", "inge\u{455}t", "ingest 9c44e100", "ingest 6d0f3a5", "6d0f3a52", "inge\u{455}t 6d0f3a52"] {
        let mut harness = enter_twice(removal().keys(words));
        assert_eq!(changes(&mut harness), vec![], "{words}");
    }
    for words in ["ingest 6d0f3a52", "ingest (6d0f3a52)"] {
        let mut harness = enter_twice(removal().keys(words));
        assert_eq!(changes(&mut harness), [(RunnerId::new(FIRST), Change::Remove)], "{words}");
    }
}

#[test]
fn while_not_every_runner_was_read_no_name_alone_does() {
    use crate::support::harness::list;
    const WHY: &str = "Not every runner was read, so another may have this name";
    let part = || list(vec![of(FIRST, "ingest")]);
    let loading = News::PollProgressed(Progress { read: 1, total: Some(2), so_far: Some(Arc::new(part())) });
    let loading = || Harness::sized(110, 40).news(News::PollStarted).news(loading.clone());
    let cut = || Harness::sized(110, 40).list(RunnerList { is_cut: true, ..part() });
    let left_out = || Harness::sized(110, 40).list(RunnerList { unreadable: 1, ..part() });
    for harness in [loading(), cut(), left_out()] {
        let asked = harness.keys("<ctrl-d>").details(FIRST, |row| row);
        assert_tells(&asked, WHY);
        assert_tells(&asked, "Type ingest 6d0f3a52");
        let mut harness = enter_twice(asked.clone().keys("ingest"));
        assert_eq!(changes(&mut harness), vec![]);
        let mut harness = enter_twice(asked.keys("ingest 6d0f3a52"));
        assert_eq!(changes(&mut harness), [(RunnerId::new(FIRST), Change::Remove)]);
    }
    // The rest of the list changes nothing of what is asked, unless a namesake comes with it that the id does not tell.
    let typing = loading().keys("<ctrl-d>").details(FIRST, |row| row).keys("ingest 6d0f3a52");
    for rest in [vec![of(FIRST, "ingest")], two()] {
        let mut harness = enter_twice(typing.clone().fleet(rest));
        assert_eq!(changes(&mut harness), [(RunnerId::new(FIRST), Change::Remove)]);
    }
    let mut harness = enter_twice(typing.fleet(vec![of(FIRST, "ingest"), of("6d0f3a52-0002", "ingest")]));
    assert_eq!(changes(&mut harness), vec![]);
    // Read whole, the name does.
    assert_does_not_say(&at(vec![of(FIRST, "ingest")], "<ctrl-d>"), "6d0f3a52");
}

#[test]
fn what_is_told_of_it_names_it_so_and_so_does_what_is_told_after_it_is_gone() {
    let harness = enter_twice(removal().keys("ingest 6d0f3a52")).answered(Ok(()));
    assert_says(&harness, "Removal of ingest (6d0f3a52) requested");
    let harness = harness.after(SECOND).only(vec![of(SECOND_ID, "inge\u{455}t")]);
    assert_says(&harness, ": ingest (6d0f3a52)");
    assert_eq!(harness.alerts, ["Removed ingest (6d0f3a52)."]);
}

#[test]
fn another_runner_that_takes_the_name_meanwhile_starts_the_question_anew() {
    let alone = || {
        let mut harness = at(vec![of(FIRST, "ingest")], "<ctrl-d>").details(FIRST, |row| row);
        harness.effects();
        harness
    };
    let harness = alone().keys("ingest<enter>").after(SECOND * 2).fleet(two());
    assert_tells(&harness.clone().keys("<pgup><pgup>"), "Another runner has a name like this one now");
    let mut harness = harness.keys("<enter>").after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![]);
    assert_tells(&harness, "Type ingest 6d0f3a52");
}

#[test]
fn a_renaming_takes_the_answer_under_the_bar_and_what_was_in_view_back() {
    let renamed = || vec![of(FIRST, "egress").status("running"), of("b", "b").status("running")];
    let first = || vec![of(FIRST, "aaa").status("running"), of("b", "b").status("running")];
    let list =
        || Message::Account(AccountId::FIRST, News::RunnersPolled(Arc::new(crate::support::harness::list(renamed()))));
    let asked = || at(first(), "r").details(FIRST, |row| row);
    let key = |keys: &str| Harness::key_messages(keys).remove(0);
    let poll = |harness: Harness| {
        harness.send_undrawn(Message::Account(AccountId::FIRST, News::PollStarted)).send_undrawn(list())
    };
    let mut harness = poll(asked()).send_undrawn(key("y"));
    assert_eq!(changes(&mut harness), vec![], "it was not drawn with this name");
    let mut harness = asked().keys("<tab>").news(News::PollStarted).send(list());
    assert_tells(&harness, "aaa was renamed to egress since then: the question starts anew.");
    harness = harness.keys("<enter>");
    assert_eq!(changes(&mut harness), vec![], "the bar is on No again");
    // Several: the list stands with both names.
    let mut harness = at(first(), "*r").fleet(first()).after(SECOND);
    harness.effects();
    let mut harness = poll(harness).send_undrawn(key("y"));
    assert_eq!(changes(&mut harness), vec![]);
    let mut harness = harness.send_undrawn(Message::Drawn);
    assert_tells(&harness, "egress");
    assert_tells(&harness, "Renamed, was aaa");
    harness = harness.keys("y");
    assert_eq!(changes(&mut harness).len(), 1);
}

#[test]
fn a_runner_that_is_renamed_before_its_turn_is_left_out() {
    let fleet = |second: &str| vec![of("a", "a").status("running"), of("b", second).status("running")];
    let asked = nothing_runs(Harness::sized(110, 40).awaiting_work().fleet(fleet("b")).keys("*r").fleet(fleet("b")));
    let mut harness = asked.keys("y");
    assert_eq!(changes(&mut harness.clone()).len(), 1);
    harness = harness.fleet(fleet("zz")).answered(Ok(()));
    for status in ["stopping", "running", "running"] {
        harness = harness.after(SECOND * 2).details("a", |row| row.status(status));
    }
    harness = nothing_runs(harness.after(SECOND * 30));
    assert_tells(&harness, "Left out: renamed to zz since then");
    assert_eq!(changes(&mut harness).len(), 1, "the first alone");
}
