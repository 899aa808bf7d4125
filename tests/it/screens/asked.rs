//! Every question with what runs: seen, none seen, not readable, late; and that no answer moves when it comes.

use std::fmt::Write;

use insta::assert_snapshot;
use trackside::account::News;
use trackside::api::Cause;
use trackside::domain::work::{Schedule, Starts};
use trackside::domain::{Execution, Label, ProjectId, Runner, Running, Usage};

use super::details::SIZES;
use super::runs::{projects, runs, runs_fail, usage_of};
use crate::support::Harness;
use crate::support::fixtures::{SECOND, With, problem, runner};

const NAME: &str = "maia-prod-eu-1";

/// The questions: the status of the runners, the keys that open it, whether it is about several.
const QUESTIONS: [(&str, &str, &str, bool); 9] = [
    ("restart", "running", "r", false),
    ("pause", "running", "p", false),
    ("remove", "stopped", "<ctrl-d>", false),
    ("regenerate", "running", "<enter>4R", false),
    ("track", "running", "<enter>/version track<enter><enter>", false),
    ("restriction", "running", "<enter>5<enter>", false),
    ("restart several", "running", "*r", true),
    ("pause several", "running", "*p", true),
    ("remove several", "stopped", "*<ctrl-d>", true),
];

/// An environment `dev` that defaults to the usual runner, and a schedule in it that starts in 17 minutes.
fn served() -> News {
    let mut usage = usage_of(&[("Orders", &[("dev", NAME), ("uat", NAME)]), ("Stock", &[("prod", "other")])]);
    let starts = Starts {
        at: vec!["2026-11-23T14:20:30Z".parse().unwrap()],
        known_until: Some("2026-11-25T00:00:00Z".parse().unwrap()),
    };
    usage.projects[0].schedules =
        Some(vec![Schedule { environment: Some(Label::from("dev")), starts, ..Schedule::new("every-20-min prod") }]);
    projects(usage)
}

/// So many runs, the first for 1 h 40 min.
fn running(count: usize) -> News {
    let execution = |number: usize| Execution {
        id: Label::from(number.to_string()),
        pipeline: Label::from("stock/stock-forecast.orch.yaml"),
        project: Some(ProjectId::new("p-Orders")),
        environment: Some(Label::from("dev")),
        trigger: None,
        status: None,
        started_at: (number == 0).then(|| "2026-11-23T12:23:00Z".parse().unwrap()),
    };
    runs(Running { executions: (0..count).map(execution).collect(), is_cut: false })
}

/// What may come: its name, the news, and the words that the question says then in a wide popup.
fn answers() -> Vec<(&'static str, Vec<News>, &'static str)> {
    let forbidden = |title| runs_fail(Cause::Forbidden(problem(403, title)));
    vec![
        ("work", vec![served(), running(2)], "2 pipelines run in environments that default to"),
        ("none seen", vec![served(), running(0)], "None seen running in environments that default to"),
        ("role", vec![served(), forbidden("Forbidden")], "What runs cannot be read: role or IP allow list (403)"),
        (
            "address",
            vec![served(), forbidden("IP not allowed for any organization")],
            "What runs cannot be read: IP allow list (403)",
        ),
        (
            "no project",
            vec![projects(Usage::default()), running(0)],
            "What runs cannot be read: the credential sees no projects",
        ),
        ("late", vec![], "What runs is not known yet. The reading continues."),
    ]
}

/// A question just opened, of which everything but what runs was read.
fn asked((_, status, keys, is_several): (&str, &str, &str, bool), size: (u16, u16)) -> Harness {
    let fleet = || -> Vec<Runner> { vec![runner(NAME).status(status), runner("other").status(status)] };
    let harness = Harness::sized(size.0, size.1).awaiting_work().fleet(fleet()).keys(keys);
    if is_several { harness.fleet(fleet()) } else { harness.details(&format!("id-{NAME}"), |row| row) }
}

/// With that answered, or after the second for it.
fn answered(harness: Harness, news: Vec<News>) -> Harness {
    let harness = if news.is_empty() { harness.after(SECOND) } else { harness };
    news.into_iter().fold(harness, Harness::news)
}

/// A frame's words in a row, without what a popup draws around them.
fn flat(harness: &Harness) -> String {
    let text = harness.text();
    let inside = text.lines().map(|line| match (line.find('│'), line.rfind('│')) {
        (Some(left), Some(right)) if left < right => &line[left..right],
        _ => line,
    });
    let joined = inside.collect::<Vec<_>>().join(" ").replace('│', " ");
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row in which the answers begin: the buttons, the field, or what stands there while they wait.
fn foot(harness: &Harness) -> Option<usize> {
    let text = harness.text();
    let lines: Vec<&str> = text.lines().collect();
    let at = |words: &str| lines.iter().rposition(|line| line.contains(words));
    at("[ n  No ]").or_else(|| at("Type "))
}

#[test]
fn each_question_says_what_runs_in_the_same_place_and_no_answer_moves() {
    for question in QUESTIONS {
        for size in [(80, 24), (100, 30), (160, 45)] {
            let late = asked(question, size).after(SECOND);
            let before = foot(&late).unwrap_or_else(|| panic!("{question:?}\n{}", late.text()));
            for (what, news, words) in answers() {
                let harness = answered(asked(question, size), news.clone());
                assert!(flat(&harness).contains(words), "{question:?} {what} {size:?}\n{}", harness.text());
                assert_eq!(foot(&harness), Some(before), "{question:?} {what} {size:?}\n{}", harness.text());
                // Whenever it comes.
                let harness = answered(late.clone(), news);
                assert_eq!(foot(&harness), Some(before), "late {question:?} {what} {size:?}\n{}", harness.text());
            }
        }
    }
}

#[test]
fn no_answer_moves_where_a_question_takes_the_whole_screen_either() {
    for question in QUESTIONS {
        for size in [(40, 10), (59, 24), (100, 11)] {
            let late = asked(question, size).after(SECOND);
            let before = foot(&late).unwrap_or_else(|| panic!("{question:?}\n{}", late.text()));
            for (what, news, _) in answers() {
                let harness = answered(late.clone(), news);
                assert_eq!(foot(&harness), Some(before), "{question:?} {what} {size:?}\n{}", harness.text());
            }
        }
    }
}

#[test]
fn the_sentence_is_whole_where_the_screen_has_the_height() {
    for question in QUESTIONS {
        for size in [(80, 20), (80, 24), (160, 45)] {
            let harness = answered(asked(question, size), vec![served(), running(2)]);
            let text = flat(&harness);
            let whose = if question.3 { "these runners" } else { "it" };
            let sentence = format!(
                "2 pipelines run in environments that default to {whose}, the longest for 1 h 40 min (stock-forecast, dev); \
                 next every-20-min prod in 17 min"
            );
            assert!(text.contains(&sentence), "{question:?} {size:?}\n{}", harness.text());
        }
    }
}

#[test]
fn questions_with_what_runs() {
    for question in QUESTIONS {
        let mut frames = String::new();
        for size in SIZES {
            let harness = answered(asked(question, size), vec![served(), running(2)]);
            writeln!(frames, "{size:?}\n{}", harness.frame()).unwrap();
        }
        assert_snapshot!(format!("with_work_{}", question.0.replace(' ', "_")), frames);
    }
}

#[test]
fn questions_in_each_state() {
    for question in [QUESTIONS[0], QUESTIONS[2], QUESTIONS[6]] {
        let mut frames = String::new();
        for size in [(40, 10), (80, 24)] {
            writeln!(frames, "asked {size:?}\n{}", asked(question, size).text()).unwrap();
            for (what, news, _) in answers() {
                writeln!(frames, "{what} {size:?}\n{}", answered(asked(question, size), news).text()).unwrap();
            }
        }
        assert_snapshot!(format!("states_{}", question.0.replace(' ', "_")), frames);
    }
}
