//! Moving between tabs, runners and the list, while what is shown lives on.

use trackside::account::{News, Request};
use trackside::api::Priority;
use trackside::domain::AccountId;
use trackside::tui::effect::Effect;

use super::*;
use crate::support::fixtures::{SECOND, fleet, numbered};

#[test]
fn tabs_by_number_and_in_turn() {
    for (keys, expected) in [
        ("", '1'),
        ("3", '3'),
        ("7", '7'),
        ("71", '1'),
        ("<tab>", '2'),
        ("]", '2'),
        ("l", '2'),
        ("<right>", '2'),
        ("<shift-tab>", '7'),
        ("[", '7'),
        ("h", '7'),
        ("<left>", '7'),
        ("<tab><tab><shift-tab>", '2'),
        ("7<tab>", '1'),
        ("5]]]hl", '1'),
        ("38", '3'),
        ("30", '3'),
    ] {
        assert_eq!(tab(&opened().keys(keys)), expected, "after {keys:?}");
    }
}

#[test]
fn a_tab_that_does_not_apply_is_hidden_and_the_numbers_stay() {
    let snowflake = || opened().keys("J");
    assert_eq!(shown_runner(&snowflake()), "sf-native");
    let harness = snowflake();
    assert_does_not_say(&harness, "2 Deploy");
    assert_says(&harness, " 3 Param");
    for (keys, expected) in [("2", '1'), ("3", '3'), ("<tab>", '3'), ("3<shift-tab>", '1'), ("7<tab>", '1')] {
        assert_eq!(tab(&snowflake().keys(keys)), expected, "after {keys:?}");
    }
    // The tab that was asked for comes back with a runner that has it.
    let harness = opened().keys("2J");
    assert_eq!((tab(&harness), shown_runner(&harness)), ('1', "sf-native".to_owned()));
    let harness = harness.keys("J");
    assert_eq!((tab(&harness), shown_runner(&harness)), ('2', "wh-load".to_owned()));
}

#[test]
fn to_the_next_runner_on_the_same_tab_and_no_further_than_the_ends() {
    let names = ["a-fargate", "b-stream", NAME, "sf-native", "wh-load"];
    let harness = opened().keys("7");
    for (keys, place) in [("K", 1), ("KK", 0), ("KKKK", 0), ("J", 3), ("JJJJJ", 4), ("JK", 2)] {
        let harness = Harness::sized(80, 24).fleet(runners()).keys("jj<enter>7").keys(keys);
        assert_eq!((shown_runner(&harness), tab(&harness)), (names[place].to_owned(), '7'), "after {keys}");
    }
    assert_eq!(shown_runner(&harness), NAME);
}

#[test]
fn at_the_ends_nothing_is_read_again() {
    let mut harness = Harness::sized(80, 24).fleet(vec![usual()]).keys("<enter>jj");
    harness.effects();
    let before = under_bar(&harness);
    harness = harness.keys("JJKK");
    assert_eq!((harness.effects(), under_bar(&harness)), (vec![], before), "and the bar stays");
}

#[test]
fn neighbours_are_those_of_the_filtered_list_in_its_order() {
    let harness = Harness::sized(80, 24).fleet(fleet()).keys("/wh<enter>Ig<enter>6");
    let shown: Vec<String> =
        harness.app.list().shown_ids().map(|key| key.id.as_str().trim_start_matches("id-").to_owned()).collect();
    assert_eq!((shown.len(), shown[0].as_str()), (6, "wh-load-06"));
    let mut harness = harness;
    for name in &shown {
        assert_eq!((shown_runner(&harness), tab(&harness)), (name.clone(), '6'));
        harness = harness.keys("J");
    }
    assert_eq!(shown_runner(&harness), shown[5], "and no further");
}

#[test]
fn no_runner_is_passed_over_when_the_open_one_leaves_the_filter() {
    let stopped = |names: &[&str]| -> Vec<Runner> {
        let all = ["a", "b", "c", "d"].map(runner);
        all.into_iter()
            .map(|runner| if names.contains(&runner.name.raw()) { runner.status("stopped") } else { runner })
            .collect()
    };
    let mut harness =
        Harness::sized(80, 24).fleet(stopped(&["a", "b", "c", "d"])).keys("/status=stopped<enter><enter>");
    for (left, next) in [(&["b", "c", "d"][..], "b"), (&["c", "d"], "c"), (&["d"], "d")] {
        harness = harness.fleet(stopped(left)).keys("J");
        assert_eq!(shown_runner(&harness), next);
    }
    let harness = Harness::sized(80, 24).fleet(stopped(&["a", "b", "c", "d"])).keys("/status=stopped<enter>jj<enter>");
    assert_eq!(shown_runner(&harness.fleet(stopped(&["a", "b", "d"])).keys("K")), "b");
}

#[test]
fn esc_goes_back_to_the_list_as_it_was_left() {
    let list = || Harness::sized(80, 24).fleet(numbered(60)).keys("/runner-000<enter>7II").keys(&"j".repeat(30));
    let before = list();
    let after = list().keys("<enter>5jj/x<enter><esc>7<esc>");
    assert_eq!(after.text(), before.text());
    assert_eq!(after.app.list().window(), before.app.list().window());
    assert_eq!(after.selected(), before.selected());
    // From a neighbour it goes to that neighbour.
    let harness = list().keys("<enter>J<esc>");
    assert_eq!(harness.selected(), list().keys("j").selected());
    assert_eq!(harness.app.list().window(), list().keys("j").app.list().window());
}

#[test]
fn a_search_is_ended_before_the_details_are_left() {
    let harness = opened().keys("/version<enter>");
    assert_says(&harness, "1 of 4 found");
    let harness = harness.keys("<esc>");
    assert_does_not_say(&harness, "found");
    assert_eq!(tab(&harness), '1');
    assert_says(&harness.keys("<esc>"), "5 runners");
    // Typing it again begins where the bar is, and Esc leads back there.
    let harness = opened().keys("jjj");
    let before = under_bar(&harness);
    let harness = harness.keys("/runner id");
    assert_says(&harness, "1 of 1 found");
    assert_eq!(under_bar(&harness.keys("<esc>")), before);
}

#[test]
fn a_pasted_text_is_searched_for_and_is_no_series_of_keys() {
    let harness = opened().keys("/").pasted("Auto\nupdate");
    assert_says(&harness, "find: Auto update");
    let mut harness = opened().pasted("uy7q");
    assert_eq!((tab(&harness), harness.effects()), ('1', vec![]), "pasted into the page it does nothing");
}

#[test]
fn the_bar_keeps_its_field_and_its_line_while_notes_come_and_go_above_it() {
    let harness = opened().keys("jjjjjjjjjj");
    let before = under_bar(&harness);
    let harness = harness.after(SECOND * 10).fleet(with_usual(|runner| runner.status("unknown").described("new")));
    assert_says(&harness, "Changed 14:03:10");
    assert_eq!(under_bar(&harness), before, "two notes came above it");
    let paused = |runner: Runner| Runner { paused_until: Some("2026-11-23T16:00:00Z".parse().unwrap()), ..runner };
    let harness = harness.after(SECOND * 10).fleet(with_usual(|runner| paused(runner.status("paused").offline())));
    assert_eq!(under_bar(&harness), before, "fields and notes came above it");
    let harness = harness.after(SECOND * 10).fleet(with_usual(|runner| runner));
    assert_eq!(under_bar(&harness), before, "and went");
}

#[test]
fn the_bar_keeps_its_event_while_newer_ones_come_above_it() {
    let mut harness = opened();
    for word in ["unknown", "running"].into_iter().cycle().take(20) {
        harness = harness.after(SECOND * 60).fleet(with_usual(|runner| runner.status(word)));
    }
    let harness = harness.keys("7jjj");
    let before = under_bar(&harness);
    assert!(before.1.contains("14:20:00  Running → Unknown"), "{before:?}");
    let harness = harness.after(SECOND * 60).fleet(with_usual(|runner| runner.status("stopped")));
    assert_eq!(under_bar(&harness), before);
}

#[test]
fn a_runner_that_vanished_stays_and_says_so_until_it_is_back() {
    let others: Vec<Runner> = runners().into_iter().filter(|runner| runner.id != id()).collect();
    let mut harness = opened().keys("jj").after(SECOND * 30).only(others.clone());
    harness.effects();
    harness = harness.fleet(others.clone());
    let before = under_bar(&harness);
    assert_says(&harness, "Removed at 14:03");
    assert_eq!(harness.effects(), vec![], "and is read no more");
    harness = harness.after(SECOND * 60).fleet(others);
    assert_says(&harness, "Removed at 14:03");
    assert_eq!((shown_runner(&harness), under_bar(&harness)), (NAME.to_owned(), before));
    for keys in ["u", "<enter>", "5+", "5-", "5E", "k<enter>"] {
        let mut harness =
            Harness::sized(80, 24).fleet(runners()).keys("jj<enter>jj").only(vec![runner("x")]).keys(keys);
        assert_eq!(changes(&mut harness), vec![]);
        assert_does_not_say(&harness, "╭");
    }
    harness = harness.after(SECOND * 10).fleet(with_usual(|runner| runner.status("stopped")));
    assert_does_not_say(&harness, "Removed at");
    assert_says(&harness, "■ Stopped");
    assert_eq!(
        harness.effects(),
        vec![Effect::Account(AccountId::FIRST, Request::ReadDetails(id(), Priority::Operator))],
        "and is read again"
    );
}

#[test]
fn a_runner_of_which_neither_the_control_plane_nor_its_list_knows_is_gone() {
    let missing = Cause::NotFound(problem(404, "Not Found"));
    let error = trackside::api::ApiError { call: "read the runner", cause: missing };
    let harness = opened().news(News::DetailsRead { id: id(), outcome: Err(error) });
    assert_does_not_say(&harness, "Removed at");
    let others: Vec<Runner> = runners().into_iter().filter(|runner| runner.id != id()).collect();
    assert_says(&harness.fleet(others), "Removed at 14:03");
}

#[test]
fn hosted_and_unlisted_runners_are_shown_and_nothing_of_them_is_read_or_changed() {
    for (provider, deployment, words) in
        [("matillion", "hosted", "osted by Matillion"), ("moonbase", "crater", "latform unknown to trackside")]
    {
        let fleet = || vec![runner("a").on(provider, deployment)];
        let mut harness = Harness::sized(80, 24).fleet(fleet()).keys("<enter>");
        assert_says(&harness, words);
        harness = harness.keys("5").fleet(fleet()).keys("6").fleet(fleet()).keys("1").after(SECOND * 60).fleet(fleet());
        assert_eq!(harness.effects(), vec![], "nothing is read");
        for keys in ["u", "<enter>", "j<enter>", "5+", "5E", "5-"] {
            let mut harness = Harness::sized(80, 24).fleet(fleet()).keys("<enter>").keys(keys);
            assert_does_not_say(&harness, "╭");
            assert_eq!(harness.effects(), vec![], "after {keys}");
        }
        let mut harness = Harness::sized(80, 24).fleet(fleet()).keys("<enter>5<ctrl-r>6<ctrl-r>");
        assert_eq!(
            harness.effects(),
            vec![
                Effect::Account(AccountId::FIRST, Request::PollNow),
                Effect::Account(AccountId::FIRST, Request::PollNow)
            ],
            "the list alone is read again"
        );
    }
}
