//! Allow lists: what a change makes of them, and which of it they already show.

use trackside::domain::{AllowList, AllowListChange, AllowedProject, Label, ProjectId};

fn id(text: &str) -> ProjectId {
    ProjectId::new(text)
}

/// A project with environments, or (`None`) with all of them.
fn project(name: &str, environments: Option<&[&str]>) -> AllowedProject {
    let labels = |names: &[&str]| names.iter().map(|name| Label::from(*name)).collect();
    AllowedProject { id: id(name), environments: environments.map(labels) }
}

/// `all` with all environments, `some` with two of them, `none` with an empty list.
fn list() -> AllowList {
    AllowList {
        projects: vec![project("all", None), project("none", Some(&[])), project("some", Some(&["dev", "test"]))],
    }
}

#[test]
fn an_addition_shows_when_everything_added_is_let_in() {
    for (added, shows) in [
        (project("all", None), true),
        (project("all", Some(&["dev"])), true),
        (project("some", Some(&["dev"])), true),
        (project("some", Some(&["test", "dev"])), true),
        (project("some", Some(&["dev", "prod"])), false),
        (project("some", Some(&["DEV"])), false),
        (project("some", None), false),
        (project("none", Some(&["dev"])), false),
        (project("none", None), false),
        (project("other", None), false),
        (project("other", Some(&["dev"])), false),
    ] {
        assert_eq!(list().reflects(&AllowListChange::Add(added.clone())), shows, "{added:?}");
    }
}

#[test]
fn a_removal_shows_when_nothing_of_it_is_listed() {
    let environment = |project: &str, name: &str| AllowListChange::RemoveEnvironment(id(project), Label::from(name));
    for (change, shows) in [
        (AllowListChange::RemoveProject(id("all")), false),
        (AllowListChange::RemoveProject(id("none")), false),
        (AllowListChange::RemoveProject(id("some")), false),
        (AllowListChange::RemoveProject(id("other")), true),
        (environment("some", "dev"), false),
        (environment("some", "prod"), true),
        (environment("none", "dev"), true),
        (environment("other", "dev"), true),
        // No environment of "All environments" is listed by name.
        (environment("all", "dev"), true),
    ] {
        assert_eq!(list().reflects(&change), shows, "{change:?}");
    }
}

#[test]
fn a_cleared_list_is_an_empty_one() {
    assert!(!list().reflects(&AllowListChange::Clear));
    assert!(!AllowList { projects: vec![project("none", Some(&[]))] }.reflects(&AllowListChange::Clear));
    assert!(AllowList::default().reflects(&AllowListChange::Clear));
}

#[test]
fn projects_are_found_by_their_exact_id_and_environments_by_their_exact_name() {
    let list = list();
    assert_eq!(list.find(&id("some")), Some(&list.projects[2]));
    assert_eq!(list.find(&id("Some")), None);
    let some = &list.projects[2];
    assert!(some.names(&Label::from("dev")) && !some.names(&Label::from("Dev")));
    assert!(!list.projects[0].names(&Label::from("dev")));
}

#[test]
fn ids_are_opaque_and_drawn_safely() {
    let hostile = id("\u{1b}[2J");
    assert_eq!(hostile.as_str(), "\u{1b}[2J");
    assert_eq!(hostile.label().safe(), "^[[2J");
    assert_eq!(format!("{hostile:?}"), "ProjectId(^[[2J)");
}
