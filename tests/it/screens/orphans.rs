//! The environments that point nowhere: the count in the header, the list, what is copied of it.

use std::sync::Arc;

use insta::assert_snapshot;
use trackside::account::{News, WorkNews};
use trackside::api::{ApiError, Cause};
use trackside::domain::{Label, Project, ProjectId, ProjectUsage, Runner, Usage};
use trackside::tui::effect::Effect;

use super::details::SIZES;
use super::frames;
use super::runs::{projects, running_in, runs, runs_fail, usage_of};
use crate::support::Harness;
use crate::support::fixtures::{With, hostile_names, problem, runner};

fn fleet() -> Vec<Runner> {
    vec![runner("fine"), runner("halted").status("stopped"), runner("ancient").unsupported("11.171.0")]
}

fn usage() -> Usage {
    usage_of(&[
        ("Finance", &[("prod", "fine"), ("uat", "halted")]),
        ("Sales mart", &[("prod", "ancient"), ("dev", "removed-long-ago")]),
    ])
}

/// With the projects read, which the open list asks for.
fn opened(size: (u16, u16), fleet: Vec<Runner>, usage: Usage) -> Harness {
    Harness::sized(size.0, size.1).fleet(fleet).keys("o").news(projects(usage)).news(runs(running_in(&[], false)))
}

/// So many environments of so many projects, each of a runner that is gone.
fn many() -> Usage {
    let names: Vec<(String, String, String)> = (0..60)
        .map(|number| (format!("Project {number:02}"), format!("env-{number}"), format!("gone-{number}")))
        .collect();
    let mut usage = Usage::default();
    for (project, environment, runner) in &names {
        usage.projects.extend(usage_of(&[(project, &[(environment, runner)])]).projects);
    }
    usage
}

fn hostile() -> Usage {
    let mut usage = Usage::default();
    for name in hostile_names() {
        usage.projects.extend(usage_of(&[(&name, &[(&name, &name)])]).projects);
    }
    usage
}

#[test]
fn at_each_size() {
    for size in SIZES {
        let unread = {
            let mut usage = usage();
            let project = Project { id: ProjectId::new("p-x"), name: Label::from("People") };
            usage.projects.push(ProjectUsage::new(project));
            usage
        };
        let frames = frames(vec![
            ("some", opened(size, fleet(), usage())),
            ("none", opened(size, vec![runner("fine")], usage_of(&[("Finance", &[("prod", "fine")])]))),
            ("some, and a project unread", opened(size, fleet(), unread)),
            ("many", opened(size, fleet(), many())),
            ("many, at the end", opened(size, fleet(), many()).keys("G")),
            ("hostile", opened(size, fleet(), hostile())),
        ]);
        assert_snapshot!(format!("list_{}x{}", size.0, size.1), frames);
    }
}

#[test]
fn the_header_counts_them_and_nothing_where_there_are_none() {
    for (size, usage, expected) in [
        ((80, 24), usage(), Some("3 environments point nowhere")),
        ((160, 45), usage(), Some("3 environments point nowhere")),
        ((50, 24), usage(), Some("3 point nowhere")),
        ((80, 24), usage_of(&[("Finance", &[("prod", "halted")])]), Some("1 environment points nowhere")),
        ((80, 24), usage_of(&[("Finance", &[("prod", "fine")])]), None),
    ] {
        let harness = opened(size, fleet(), usage).keys("<esc>");
        let header = harness.text().lines().next().unwrap().to_owned();
        match expected {
            Some(words) => assert!(header.contains(words), "{header}"),
            None => assert!(!header.contains("nowhere"), "{header}"),
        }
    }
}

#[test]
fn each_is_told_with_its_reason_and_follows_the_list() {
    let table = |harness: &Harness| -> Vec<String> {
        let text = harness.text();
        let rows = text.lines().filter(|line| line.contains("Finance") || line.contains("Sales mart"));
        let cells =
            rows.map(|line| line.split('│').nth(1).unwrap_or(line).split_whitespace().collect::<Vec<_>>().join(" "));
        cells.filter(|row| !row.is_empty()).collect()
    };
    let harness = opened((120, 30), fleet(), usage());
    assert_eq!(
        table(&harness),
        [
            "Finance uat halted stopped",
            "Sales mart prod ancient out of support",
            "Sales mart dev removed-long-ago gone"
        ]
    );
    // The runner is started again, and updated: one is left.
    let harness = harness.fleet(vec![runner("fine"), runner("halted"), runner("ancient")]);
    assert_eq!(table(&harness), ["Sales mart dev removed-long-ago gone"]);
    assert!(harness.text().contains("1 environment points nowhere"));
}

#[test]
fn what_is_not_known_is_not_told_as_none() {
    let forbidden = || Cause::Forbidden(problem(403, "Forbidden"));
    let fine = || usage_of(&[("Finance", &[("prod", "fine")])]);
    let open = || Harness::sized(100, 30).fleet(vec![runner("fine")]).keys("o");
    let projects_fail = |cause| News::Work(WorkNews::ProjectsRead(Err(ApiError { call: "list projects", cause })));
    let progressed = || News::Work(WorkNews::Progressed { read: 3, total: 9, so_far: Arc::new(fine()) });
    let mut unread = fine();
    unread.projects.push(ProjectUsage::new(Project { id: ProjectId::new("p-x"), name: Label::from("People") }));
    for (what, news, expected) in [
        ("loading", vec![], "Reading the account's projects"),
        ("progress", vec![progressed()], "Reading projects: 3 of 9"),
        ("refused", vec![projects_fail(forbidden())], "Environments cannot be read: role or IP allow list (403)"),
        (
            "address",
            vec![projects_fail(Cause::Forbidden(problem(403, "IP not allowed for any organization")))],
            "Environments cannot be read: IP allow list (403)",
        ),
        (
            "no project",
            vec![projects(Usage::default())],
            "Environments cannot be read: the credential sees no projects",
        ),
        ("one unread", vec![projects(unread)], "None seen so far. Environments of 1 project could not be read."),
        // Executions have nothing to do with it.
        (
            "no executions",
            vec![projects(fine()), runs_fail(forbidden())],
            "None seen: each default runner is in the list",
        ),
    ] {
        let harness = news.into_iter().fold(open(), Harness::news);
        assert!(harness.text().contains(expected), "{what}: {}", harness.text());
    }
}

#[test]
fn it_is_copied_as_a_table_without_anything_that_acts() {
    let copied = |usage| -> String {
        let mut harness = opened((120, 30), fleet(), usage).keys("c");
        let copies = harness.effects().into_iter().filter_map(|effect| match effect {
            Effect::Copy(clip) => Some(format!("{:?}", clip.text.expose())),
            _ => None,
        });
        copies.collect::<Vec<_>>().join("|")
    };
    let text = copied(usage());
    for row in ["project\\tenvironment\\trunner\\trunner id\\treason", "Finance\\tuat\\thalted\\tid-halted\\tstopped"] {
        assert!(text.contains(row), "{text}");
    }
    let hostile = copied(hostile());
    assert!(!hostile.contains("\\u{1b}") && !hostile.contains("\\u{202e}") && !hostile.contains("\\0"), "{hostile}");
    // A name's own tab or line break makes no further column or row.
    assert_eq!(hostile.matches("\\n").count(), hostile_names().len() + 1, "{hostile}");
}
