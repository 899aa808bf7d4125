//! Which environments a runner is the default of.

use std::sync::Arc;

use trackside::domain::{Environment, Join, Label, Project, ProjectId, ProjectUsage, Runner, RunnerId, Running, Usage};

fn environment(name: &str, id: Option<&str>, runner_name: Option<&str>) -> Environment {
    Environment {
        name: Label::from(name),
        default_runner: id.map(RunnerId::new),
        default_runner_name: runner_name.map(Label::from),
    }
}

fn project(id: &str, name: &str, environments: Option<Vec<Environment>>) -> ProjectUsage {
    ProjectUsage { environments, ..ProjectUsage::new(Project { id: ProjectId::new(id), name: Label::from(name) }) }
}

fn runner() -> Runner {
    Runner::new("0A-ff", "maia-prod")
}

#[test]
fn the_id_decides_and_the_name_only_where_no_id_came() {
    for (id, name, is_default) in [
        (Some("0A-ff"), None, true),
        (Some("0a-FF"), None, true),
        (Some("0A-ff"), Some("old name"), true),
        (Some("0A-fe"), Some("maia-prod"), false),
        (Some(""), Some("maia-prod"), false),
        (None, Some("maia-prod"), true),
        (None, Some("Maia-Prod"), false),
        (None, Some("maia-prod "), false),
        (None, None, false),
    ] {
        let environment = environment("dev", id, name);
        assert_eq!(environment.has_default(&runner()), is_default, "{environment:?}");
    }
}

#[test]
fn ids_agree_without_regard_to_ascii_case_only() {
    let other = Runner::new("ä", "a");
    assert!(!environment("dev", Some("Ä"), None).has_default(&other));
}

#[test]
fn defaults_come_with_their_project_in_the_order_read() {
    let usage = Usage {
        projects: vec![
            project(
                "p1",
                "Alpha",
                Some(vec![
                    environment("prod", Some("0a-ff"), None),
                    environment("dev", Some("other"), None),
                    environment("test", None, Some("maia-prod")),
                ]),
            ),
            project("p2", "Beta", None),
            project("p3", "Gamma", Some(Vec::new())),
            project("p4", "Delta", Some(vec![environment("prod", Some("0A-FF"), None)])),
        ],
    };
    let runner = runner();
    let join = Join::new(Arc::new(usage.clone()), Arc::new(Running::default()));
    let found = join.of(&runner).environments;
    let found: Vec<(&str, &str)> =
        found.into_iter().map(|(project, environment)| (project.name.raw(), environment.name.raw())).collect();
    assert_eq!(found, [("Alpha", "prod"), ("Alpha", "test"), ("Delta", "prod")]);
    assert_eq!(join.of(&Runner::new("none", "none")).environments, []);
    assert_eq!(usage.unread(), 1, "unread is not the same as without environments");
    assert_eq!(Usage::default().unread(), 0);
}

#[test]
fn projects_are_found_by_id_without_regard_to_case() {
    let usage = Usage { projects: vec![project("AB-1", "Alpha", None), project("ab-2", "Beta", None)] };
    for (id, name) in
        [("AB-1", Some("Alpha")), ("ab-1", Some("Alpha")), ("AB-2", Some("Beta")), ("ab", None), ("Alpha", None)]
    {
        let found = usage.find(&ProjectId::new(id)).map(|usage| usage.project.name.raw());
        assert_eq!(found, name, "{id}");
    }
}
