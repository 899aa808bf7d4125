//! What is read for the details, and how often: counted over an hour, and for the account's projects.

use std::sync::Arc;
use std::time::Duration;
use trackside::account::{News, Request, WorkNews, WorkPart};
use trackside::domain::{AccountId, Environment, ProjectUsage, Usage};

use trackside::api::ApiError;
use trackside::tui::effect::Effect;

use super::*;
use crate::support::details::{environment, project, usage};
use crate::support::fixtures::{SECOND, platform};
use crate::support::patience::Patience;

/// Answers what is asked for, at once and with success, until nothing is; answers with what was asked.
fn answer_all(mut harness: Harness) -> (Harness, Vec<Effect>) {
    let mut asked = Vec::new();
    let mut patience = Patience::until("nothing is asked for any more");
    loop {
        patience.turn();
        let effects = harness.effects();
        if effects.is_empty() {
            return (harness, asked);
        }
        for effect in effects {
            harness = match &effect {
                Effect::Account(AccountId::FIRST, Request::ReadDetails(id, _)) => {
                    harness.details(id.as_str(), |row| row)
                }
                Effect::Account(AccountId::FIRST, Request::ReadAllowList(id)) => {
                    harness.news(News::AllowListRead { id: id.clone(), outcome: Ok(allow_list()) })
                }
                Effect::Account(AccountId::FIRST, Request::ReadWork(WorkPart::Projects)) => {
                    harness.news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage())))))
                }
                _ => harness,
            };
            asked.push(effect);
        }
    }
}

/// Whether it reads what runs, or audit events: counted with the account's work.
fn is_of_work(effect: &Effect) -> bool {
    let Effect::Account(_, Request::ReadWork(part)) = effect else { return false };
    matches!(part, WorkPart::Running(_) | WorkPart::Events { .. })
}

/// How many readings of details, allow lists and projects there are among the effects.
fn counts(asked: &[Effect]) -> [usize; 3] {
    let of = |is_it: fn(&Effect) -> bool| asked.iter().filter(|effect| is_it(effect)).count();
    [
        of(|effect| matches!(effect, Effect::Account(AccountId::FIRST, Request::ReadDetails(..)))),
        of(|effect| matches!(effect, Effect::Account(AccountId::FIRST, Request::ReadAllowList(_)))),
        of(|effect| matches!(effect, Effect::Account(AccountId::FIRST, Request::ReadWork(WorkPart::Projects)))),
    ]
}

fn forbidden() -> ApiError {
    ApiError { call: "list projects", cause: Cause::Forbidden(problem(403, "Forbidden")) }
}

#[test]
fn opening_a_runner_reads_what_its_tab_needs() {
    for (tab, expected) in [
        ("1", [1, 0, 0]),
        ("2", [1, 0, 0]),
        ("3", [1, 0, 0]),
        ("4", [1, 0, 0]),
        ("5", [1, 1, 1]),
        ("6", [1, 0, 1]),
        ("7", [1, 0, 0]),
    ] {
        let harness = Harness::sized(80, 24).fleet(runners()).keys("jj<enter>").keys(tab);
        let (harness, asked) = answer_all(harness);
        let of_work = asked.iter().filter(|effect| is_of_work(effect)).count();
        assert_eq!(of_work, usize::from(matches!(tab, "6" | "7")), "what runs, or audit events: tab {tab}");
        let is_counted = |effect: &Effect| *effect != Effect::WatchForRest && !is_of_work(effect);
        let asked: Vec<Effect> = asked.into_iter().filter(is_counted).collect();
        assert_eq!(counts(&asked), expected, "tab {tab}");
        assert_eq!(asked.len(), expected.iter().sum::<usize>(), "and nothing else: {asked:?}");
        // To and fro, nothing is read again while it is fresh.
        let (_, asked) = answer_all(harness.keys("1234567").after(SECOND * 5).keys("7654321"));
        let [details, lists, usages] = counts(&asked);
        assert_eq!(details, 0);
        assert_eq!((lists + expected[1], usages + expected[2]), (1, 1), "each once in all: {asked:?}");
    }
}

#[test]
fn a_runner_of_which_the_list_tells_little_is_read_as_urgently_as_the_operator_wants_it() {
    let bare = Runner { platform: platform("aws", "fargate"), ..Runner::new("id-bare", "bare") };
    let harness = Harness::sized(80, 24).fleet(vec![bare]).keys("<enter>");
    let (_, asked) = answer_all(harness);
    assert_eq!(counts(&asked), [2, 0, 0], "once in the background, which is given up for the operator: {asked:?}");
}

#[test]
fn an_hour_of_open_details_reads_the_runner_once_a_poll_and_the_rest_when_it_is_old() {
    // 3,600 s at a refresh of 10 s are 360 polls.
    for (tab, expected) in [
        ("1", [360, 0, 0]),
        ("2", [360, 0, 0]),
        ("3", [360, 0, 0]),
        ("4", [360, 0, 0]),
        ("5", [360, 60, 6]),
        ("6", [360, 0, 6]),
        ("7", [360, 0, 0]),
    ] {
        let harness = Harness::sized(80, 24).fleet(runners()).keys("jj<enter>").keys(tab);
        let (mut harness, _) = answer_all(harness);
        let mut asked = Vec::new();
        for second in 1..=3_600 {
            harness = harness.after(SECOND);
            if second % 10 == 0 {
                harness = harness.fleet(runners());
            }
            let answered = answer_all(harness);
            harness = answered.0;
            asked.extend(answered.1);
        }
        assert_eq!(counts(&asked), expected, "tab {tab}");
        assert_eq!(asked.len(), expected.iter().sum::<usize>(), "and nothing else");
    }
}

#[test]
fn an_answer_that_takes_its_time_holds_the_next_reading_back() {
    let mut harness = opened().fleet(runners());
    assert_eq!(counts(&harness.effects()), [1, 0, 0]);
    for _ in 0..20 {
        harness = harness.after(SECOND * 10).fleet(runners());
    }
    assert_eq!(harness.effects(), vec![], "the one that was asked for is not answered yet");
    harness = harness.details(id().as_str(), |row| row).after(SECOND * 10).fleet(runners());
    assert_eq!(counts(&harness.effects()), [1, 0, 0]);
}

#[test]
fn a_link_that_is_down_is_not_asked_for_details() {
    let mut harness = opened().fails(crate::support::fixtures::unreachable(), SECOND * 8);
    for _ in 0..60 {
        harness = harness.after(SECOND).fails(crate::support::fixtures::unreachable(), SECOND * 8);
    }
    assert_eq!(harness.effects(), vec![]);
}

#[test]
fn the_projects_are_kept_for_ten_minutes_over_all_runners() {
    let (mut harness, asked) = answer_all(opened().keys("6"));
    assert_eq!(counts(&asked), [0, 0, 1]);
    harness = harness.keys("J5K6<esc><enter>6");
    let (harness, asked) = answer_all(harness.after(SECOND * 599).keys("5").keys("6"));
    assert_eq!(counts(&asked)[2], 0, "{asked:?}");
    assert_says(&harness, "3 projects read 9m ago");
    let (harness, asked) = answer_all(harness.after(SECOND).keys("1").keys("6"));
    assert_eq!(counts(&asked)[2], 1);
    assert_says(&harness, "3 projects read just now");
    let (_, asked) = answer_all(harness.keys("<ctrl-r>"));
    assert_eq!(counts(&asked)[2], 1, "ctrl-r reads them whatever their age");
}

#[test]
fn reading_the_projects_is_told_and_can_be_stopped() {
    let progress = |read| {
        Message::Account(
            AccountId::FIRST,
            News::Work(WorkNews::Progressed { read, total: 120, so_far: Arc::new(usage()) }),
        )
    };
    let mut harness = opened().keys("6");
    let asked = harness.effects();
    assert_eq!(counts(&asked), [0, 0, 1], "{asked:?}");
    assert_says(&harness, "Reading the account's projects (s stops)");
    harness = harness.send(progress(12));
    assert_says(&harness, "Reading 12 of 120 projects (s stops)");
    assert_eq!(harness.effects(), vec![]);
    harness = harness.keys("<ctrl-r>");
    assert_eq!(counts(&harness.effects())[2], 0, "it is being read");
    harness = harness.keys("s");
    assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::StopWork)]);
    assert_says(&harness, "Stopped reading projects. ctrl-r starts again.");
    // What was on its way comes too late, and nothing begins by itself.
    harness = harness.send(progress(13)).news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(Usage::default())))));
    assert_says(&harness, "Reading was stopped before the rest was read");
    for _ in 0..70 {
        harness = harness.after(SECOND * 10).fleet(runners()).details(id().as_str(), |row| row).keys("56");
    }
    assert_eq!(counts(&harness.effects())[2], 0);
    harness = harness.keys("s<ctrl-r>");
    assert_eq!(counts(&harness.effects())[2], 1, "s alone does nothing when nothing is read");
}

#[test]
fn leaving_the_details_stops_the_reading_and_coming_back_begins_anew() {
    let mut harness = opened().keys("6");
    harness.effects();
    harness = harness.keys("<esc>");
    assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::StopWork)]);
    harness = harness.keys("<enter>6");
    assert_eq!(counts(&harness.effects())[2], 1);
    // From tab to tab and to the next runner it goes on.
    harness = harness.keys("1J6K7");
    assert!(!harness.effects().contains(&Effect::Account(AccountId::FIRST, Request::StopWork)));
}

#[test]
fn a_credential_that_may_not_see_projects_is_told_which_role_it_needs_and_not_asked_again() {
    let mut harness = opened().keys("6");
    harness.effects();
    harness = harness.news(News::Work(WorkNews::ProjectsRead(Err(forbidden()))));
    assert_says(&harness, "Forbidden (403)");
    assert_says(&harness, "role Super Admin; Admin is not");
    for _ in 0..70 {
        harness = harness.after(SECOND * 10).fleet(runners()).keys("56");
    }
    harness = harness.keys("<esc><enter>6J6");
    assert_eq!(counts(&harness.effects())[2], 0);
    harness = harness.keys("<ctrl-r>");
    assert_eq!(counts(&harness.effects())[2], 1, "the operator may try again");
    let harness = harness.news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage())))));
    assert_says(&harness, "Not known: the environments of 1 of 3 projects could not be read.");
}

/// An account of `count` projects, each with two environments of which the first has the usual runner as its default.
fn account(count: usize) -> Usage {
    let environments = |name: &str| -> Vec<Environment> {
        vec![environment(&format!("{name}-prod"), NAME), environment(&format!("{name}-uat"), "another")]
    };
    let of = |number: usize| {
        let name = format!("project-{number:03}");
        let mut project = project(1, &name);
        project.id = trackside::domain::ProjectId::new(&format!("p-{number}"));
        ProjectUsage { environments: Some(environments(&name)), ..ProjectUsage::new(project) }
    };
    Usage { projects: (0..count).map(of).collect() }
}

#[test]
fn accounts_of_no_one_and_five_hundred_projects() {
    let of = |count| opened().keys("6").news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(account(count))))));
    assert_says(&of(0), "need the role Super Admin");
    let one = of(1);
    assert_says(&one, "Default runner of 1 environment:");
    assert_says(&one, "1 project read just now");
    let many = of(500);
    assert_says(&many, "Default runner of 500 environments:");
    assert_says(&many, "500 projects read just now");
    let end = many.keys("G");
    assert_says(&end, "project-499-prod");
    let found = end.keys("/project-250-prod<enter>");
    assert_says(&found, "1 of 1 found");
    assert_eq!(under_bar(&found).1, "project-250-prod");
}

#[test]
fn a_runner_that_was_removed_is_asked_for_no_more() {
    let others = || vec![runner("another")];
    let mut harness = with_allow_list().only(others());
    harness.effects();
    for _ in 0..60 {
        harness = harness.after(SECOND * 10).fleet(others()).keys("1").keys("5");
    }
    let of_it = |effect: &Effect| {
        matches!(effect, Effect::Account(AccountId::FIRST, Request::ReadDetails(..) | Request::ReadAllowList(_)))
    };
    assert_eq!(harness.effects().into_iter().find(of_it), None);
    assert!(harness.app.fleet().find(&id()).is_none());
    let after = Duration::from_secs(600);
    assert_eq!(counts(&harness.after(after).effects()), [0, 0, 0]);
}

#[test]
fn a_blank_in_front_of_nothing_does_not_move_the_choice_to_all_environments() {
    let harness =
        with_allow_list().news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage()))))).keys("+<enter><down>");
    let chosen = |harness: &Harness| harness.text().lines().find(|line| line.contains('▌')).map(str::to_owned);
    let before = chosen(&harness);
    let harness = harness.keys("<space>");
    assert_eq!(chosen(&harness), before);
    assert_says(&harness.keys("zzz"), "! zzz, which the project does not have");
}
