//! Who depends on what is asked about, in the place that a question has for that.

use std::sync::Arc;

use trackside::account::WorkNews;
use trackside::account::work::Work;
use trackside::domain::{Environment, Label, Moment, Project, ProjectId, ProjectUsage, Runner, RunnerId, Usage};
use trackside::text;
use trackside::tui::screens::parts::affected::Affected;
use trackside::tui::ui::{Role, Symbols};

use crate::support::fixtures::{With, hostile_names, runner, unreachable};

/// Projects of which each has these environments with the runner `a` as their default; `None` could not be read.
fn usage(projects: &[(&str, Option<&[&str]>)]) -> Arc<Usage> {
    let environment = |name: &&str| Environment {
        name: Label::from(*name),
        default_runner: Some(RunnerId::new("id-a")),
        default_runner_name: None,
    };
    let project = |(name, environments): &(&str, Option<&[&str]>)| ProjectUsage {
        environments: environments.map(|names| names.iter().map(environment).collect()),
        ..ProjectUsage::new(Project { id: ProjectId::new(name), name: Label::from(*name) })
    };
    Arc::new(Usage { projects: projects.iter().map(project).collect() })
}

fn now() -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap())
}

fn read(projects: &[(&str, Option<&[&str]>)]) -> Work {
    let mut work = Work::default();
    work.read();
    work.take(WorkNews::ProjectsRead(Ok(usage(projects))), now());
    work
}

/// Both lines of the place, and its meaning.
fn lines(runners: &[&Runner], work: &Work) -> (Vec<String>, Role) {
    let lines = Affected::of(runners, work).lines(66, false, &Symbols::UNICODE);
    let role = lines[0][0].role;
    (lines.into_iter().map(|line| line.into_iter().map(|piece| piece.text).collect()).collect(), role)
}

#[test]
fn environments_that_depend_on_it_are_counted_and_named_as_far_as_there_is_room() {
    let many = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    for (projects, first, second, role) in [
        (vec![], "None seen: default runner of no environment", "", Role::Quiet),
        (vec![("Orders", Some(&["prod"][..]))], "Default runner of 1 environment", "Orders / prod", Role::Attention),
        (
            vec![("Orders", Some(&["prod", "uat"][..])), ("Finance", Some(&["prod"][..]))],
            "Default runner of 3 environments",
            "Orders / prod, Orders / uat, Finance / prod",
            Role::Attention,
        ),
        (
            vec![("P", Some(&many[..]))],
            "Default runner of 12 environments",
            "P / a, P / b, P / c, P / d, P / e, P / f, P / g, P / h and 4 more",
            Role::Attention,
        ),
        (vec![("Orders", None)], "None seen, 1 project could not be read", "", Role::Attention),
        (
            vec![("Orders", None), ("Finance", None), ("P", Some(&many[..1]))],
            "Default runner of 1 environment, 2 projects could not be read",
            "P / a",
            Role::Attention,
        ),
    ] {
        let expected = (vec![first.to_owned(), second.to_owned()], role);
        assert_eq!(lines(&[&runner("a")], &read(&projects)), expected);
    }
}

#[test]
fn what_is_not_read_yet_is_told_from_what_could_not_be_read() {
    let mut work = Work::default();
    assert_eq!(lines(&[&runner("a")], &work).0[0], "Environments were not read");
    let mut failed = Work::default();
    failed.read();
    failed.take(WorkNews::ProjectsRead(Err(unreachable())), now());
    assert_eq!(lines(&[&runner("a")], &failed).0[0], "Environments could not be read");
    work.read();
    assert_eq!(lines(&[&runner("a")], &work).0[0], "Reading the environments");
    work.take(WorkNews::Progressed { read: 1, total: 2, so_far: usage(&[("Orders", Some(&["prod"]))]) }, now());
    let (said, _) = lines(&[&runner("a")], &work);
    assert_eq!(said, ["Default runner of 1 environment so far, reading on", "Orders / prod"]);
    let mut stopped = work.clone();
    stopped.stop();
    assert_eq!(lines(&[&runner("a")], &stopped).0[0], "Default runner of 1 environment, others were not read");
    work.take(WorkNews::ProjectsRead(Err(unreachable())), now());
    assert_eq!(lines(&[&runner("a")], &work).0[0], "Default runner of 1 environment, others could not be read");
    // What was read before stays while it is read again.
    let mut again = read(&[]);
    again.read();
    assert_eq!(lines(&[&runner("a")], &again).0[0], "None seen: default runner of no environment");
}

#[test]
fn a_streaming_runner_has_a_pipeline_and_no_environments() {
    let streaming = runner("s").streaming();
    assert_eq!(lines(&[&streaming], &Work::default()).0[0], "Used by a streaming pipeline");
    let several = lines(&[&streaming, &runner("a")], &read(&[("Orders", Some(&["prod"]))]));
    assert_eq!(several.0[0], "Default runner of 1 environment");
}

#[test]
fn the_place_is_as_high_and_never_wider_whatever_is_known() {
    for name in hostile_names() {
        let works = [Work::default(), read(&[]), read(&[(&name, Some(&[&name, &name, "x"]))])];
        for work in works {
            for (width, is_whole_screen, height) in [(26, true, 1), (39, true, 1), (30, false, 2), (66, false, 2)] {
                let lines = Affected::of(&[&runner("a")], &work).lines(width, is_whole_screen, &Symbols::UNICODE);
                assert_eq!(lines.len(), height);
                for piece in lines.iter().flatten() {
                    assert!(text::width(&piece.text) <= width, "{piece:?}");
                    assert!(!piece.text.chars().any(char::is_control), "{piece:?}");
                }
            }
        }
    }
}

#[test]
fn nobody_is_said_to_depend_on_no_runner_at_all() {
    let (lines, role) = lines(&[], &read(&[("Orders", Some(&["prod"]))]));
    assert!(!lines.concat().contains("streaming"), "{lines:?}");
    assert_eq!(role, Role::Quiet);
}
