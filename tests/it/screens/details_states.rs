//! A runner's details while something is missing, wrong, asked for, changed, hostile or searched for.

use std::fmt::Write;
use std::sync::Arc;
use trackside::account::{News, WorkNews};
use trackside::domain::{AccountId, AllowList, Label, Runner, RunnerId, Usage, Version, VersionTrack};

use insta::assert_snapshot;
use trackside::api::{ApiError, Cause};
use trackside::options::ThemeName;
use trackside::tui::message::Message;
use trackside::tui::ui::Symbols;

use super::details::SIZES;
use super::frames;
use crate::support::Harness;
use crate::support::details::{allow_list, open, usage, with_answers};
use crate::support::fixtures::{
    SECOND, With, error, hostile_names, platform, problem, runner, server_failed, unreachable,
};

const ID: &str = "id-maia-prod-eu-1";

fn id() -> RunnerId {
    RunnerId::new(ID)
}

fn usual() -> Runner {
    runner("maia-prod-eu-1").update("11.208.3")
}

/// The details of the usual runner, with everything read.
fn opened() -> Harness {
    with_answers(open(usual(), (80, 24)), ID)
}

/// Several frames in one snapshot, each under its name.
fn failures() -> [(&'static str, ApiError); 3] {
    [("403", error(Cause::Forbidden(problem(403, "Forbidden")))), ("503", server_failed()), ("down", unreachable())]
}

fn details_read(outcome: Result<Runner, ApiError>) -> Message {
    Message::Account(AccountId::FIRST, News::DetailsRead { id: id(), outcome: outcome.map(Box::new) })
}

fn allow_list_read(outcome: Result<AllowList, ApiError>) -> Message {
    Message::Account(AccountId::FIRST, News::AllowListRead { id: id(), outcome })
}

/// Some projects of twelve have been read.
fn progress() -> Message {
    Message::Account(
        AccountId::FIRST,
        News::Work(WorkNews::Progressed { read: 3, total: 12, so_far: Arc::new(usage()) }),
    )
}

#[test]
fn while_everything_is_being_read() {
    let bare = || Runner { platform: platform("aws", "fargate"), ..Runner::new(ID, "maia-prod-eu-1") };
    let all = frames(vec![
        ("details", open(bare(), (80, 24))),
        ("allow list", opened().keys("J").send(Message::Settled).keys("<esc><enter>5")),
        ("projects", open(usual(), (80, 24)).keys("6")),
        ("some projects", open(usual(), (80, 24)).keys("6").send(progress())),
        (
            "names of the allow list",
            open(usual(), (80, 24)).keys("5").send(allow_list_read(Ok(allow_list()))).send(progress()),
        ),
        ("stopped", open(usual(), (80, 24)).keys("6s").after(SECOND * 9)),
        ("stopped half-way", open(usual(), (80, 24)).keys("6").send(progress()).keys("s").after(SECOND * 9)),
        (
            "the allow list, stopped half-way",
            open(usual(), (80, 24))
                .keys("5")
                .send(allow_list_read(Ok(allow_list())))
                .send(progress())
                .keys("s")
                .after(SECOND * 9),
        ),
        ("stopped before a default was found", open(runner("another"), (80, 24)).keys("6").send(progress()).keys("s")),
        ("again", opened().keys("6<ctrl-r>").after(SECOND * 700).send(progress())),
    ]);
    assert_snapshot!(all);
}

#[test]
fn what_could_not_be_read() {
    let bare = || Runner { platform: platform("aws", "fargate"), ..Runner::new(ID, "maia-prod-eu-1") };
    for (name, error) in failures() {
        let all = frames(vec![
            ("details", open(bare(), (80, 24)).send(details_read(Err(error.clone())))),
            ("details of which the list told enough", open(usual(), (80, 24)).send(details_read(Err(error.clone())))),
            ("allow list", open(usual(), (80, 24)).keys("5").send(allow_list_read(Err(error.clone())))),
            (
                "allow list again",
                opened().keys("5<ctrl-r>").after(SECOND * 90).send(allow_list_read(Err(error.clone()))),
            ),
            (
                "projects",
                open(usual(), (80, 24)).keys("6").news(News::Work(WorkNews::ProjectsRead(Err(error.clone())))),
            ),
            (
                "the rest of the projects",
                open(usual(), (80, 24))
                    .keys("6")
                    .send(progress())
                    .news(News::Work(WorkNews::ProjectsRead(Err(error.clone())))),
            ),
            (
                "projects again",
                opened()
                    .keys("6<ctrl-r>")
                    .after(SECOND * 900)
                    .news(News::Work(WorkNews::ProjectsRead(Err(error.clone())))),
            ),
            (
                "names of the allow list",
                open(usual(), (80, 24))
                    .keys("5")
                    .send(allow_list_read(Ok(allow_list())))
                    .news(News::Work(WorkNews::ProjectsRead(Err(error))))
                    .keys("G"),
            ),
        ]);
        assert_snapshot!(format!("failed_{name}"), all);
    }
}

#[test]
fn without_projects_and_without_an_allow_list() {
    let none =
        || Message::Account(AccountId::FIRST, News::Work(WorkNews::ProjectsRead(Ok(Arc::new(Usage::default())))));
    let empty = |restricted| {
        let runner = Runner { restricted: Some(restricted), ..usual() };
        open(runner, (80, 24)).keys("5").send(allow_list_read(Ok(AllowList::default()))).send(none())
    };
    let others = Usage { projects: usage().projects.drain(1..).collect() };
    let not_default =
        open(runner("another"), (80, 24)).keys("6").news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(others)))));
    let all = frames(vec![
        ("no projects", open(usual(), (80, 24)).keys("6").send(none())),
        ("not a default", not_default),
        ("not restricted", empty(false)),
        ("restricted", empty(true)),
    ]);
    assert_snapshot!(all);
}

#[test]
fn a_runner_that_is_gone() {
    let harness = || opened().after(SECOND * 30).only(vec![runner("another")]).after(SECOND * 60);
    let missing = error(Cause::NotFound(problem(404, "Not Found")));
    let all = frames(vec![
        ("from the list", harness()),
        ("at 40x10", harness().resized(40, 10)),
        ("its activity", harness().keys("7")),
        ("when it is read", opened().after(SECOND * 30).send(details_read(Err(missing)))),
        ("back", harness().fleet(vec![runner("another"), usual().status("stopped")])),
    ]);
    assert_snapshot!(all);
}

#[test]
fn the_longest_description() {
    let text = "東京 nightly, 漢字だけ、 cafe\u{301} 👩‍👩‍👧‍👦 ".repeat(30).chars().take(500).collect::<String>();
    for (columns, rows) in SIZES {
        let runner = runner("exactly-thirty-characters-long").described(&text).status("a-status-nobody-has-heard-of");
        let harness = with_answers(open(runner, (columns, rows)), "id-exactly-thirty-characters-long");
        assert_snapshot!(format!("longest_description_{columns}x{rows}"), harness.keys("jj").text());
    }
}

#[test]
fn texts_that_try_something() {
    let mut all = String::new();
    for name in hostile_names() {
        let runner = Runner {
            id: RunnerId::new(&name),
            name: Label::from(name.as_str()),
            ..runner("x").status(&name).described(&name).on("aws", "fargate").update(&name)
        };
        let harness = open(runner, (80, 24));
        let text = harness.text();
        let lines: Vec<&str> = text.lines().take(9).map(str::trim_end).collect();
        writeln!(all, "{}\n", lines.join("\n")).unwrap();
        assert!(harness.keys("Gkkkk").text().lines().count() == 24);
    }
    assert_snapshot!(all);
}

#[test]
fn projects_and_environments_that_try_something() {
    let mut found = usage();
    for (usage, name) in found.projects.iter_mut().zip(["\u{1b}[31mred", "abc\u{202e}fed", ""]) {
        usage.project.name = Label::from(name);
        for environment in usage.environments.iter_mut().flatten() {
            environment.name = Label::from("two\nlines and \u{1b}]52;c;c2VjcmV0\u{7} more 漢字");
        }
    }
    let harness = || {
        open(usual(), (80, 24))
            .keys("5")
            .send(allow_list_read(Ok(allow_list())))
            .news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(found.clone())))))
    };
    let all = frames(vec![("allow list", harness()), ("used by", harness().keys("6"))]);
    assert_snapshot!(all);
}

#[test]
fn a_paused_runner_counts_down() {
    let paused =
        Runner { paused_until: Some("2026-11-23T16:03:30Z".parse().unwrap()), ..usual().status("paused").offline() };
    let at = |seconds: u32| {
        let text = open(paused.clone(), (80, 24)).after(SECOND * seconds).text();
        text.lines().filter(|line| line.contains("Paused until")).collect::<String>().trim_end().to_owned()
    };
    assert_snapshot!(open(paused.clone(), (80, 24)).frame());
    assert_snapshot!("paused_counts_down", [0, 60, 3_600, 7_100, 7_170, 7_209, 7_210, 9_000].map(at).join("\n"));
}

#[test]
fn what_was_asked_for_and_is_not_reported() {
    let no_answer = || Err(Cause::NoAnswer(Label::from("the connection broke")));
    let asking = || opened().keys("jjjjjjuy");
    let mut all = vec![
        ("sent", asking()),
        ("accepted", asking().answered(Ok(())).after(SECOND * 9)),
        ("unanswered", asking().answered(no_answer()).keys("<esc>").after(SECOND * 9)),
        ("overdue", asking().answered(Ok(())).after(SECOND * 61)),
    ];
    let removing = || opened().keys("5jj-").keys("y");
    all.extend([
        ("sent, of the allow list", removing()),
        ("accepted, of the allow list", removing().answered(Ok(())).after(SECOND * 9)),
        ("unanswered, of the allow list", removing().answered(no_answer()).keys("<esc>").after(SECOND * 9)),
        ("overdue, of the allow list", removing().answered(Ok(())).after(SECOND * 61)),
    ]);
    let all = frames(all);
    assert_snapshot!(all);
}

/// A runner of which nearly everything changes.
fn changing() -> Harness {
    let after = |minutes: u32, harness: Harness, change: &dyn Fn(Runner) -> Runner| {
        harness.after(SECOND * 60 * minutes).details(ID, change)
    };
    let harness = after(1, opened(), &|row| Runner { connected: Some(false), ..row.status("unknown") });
    let harness = after(4, harness, &|row| Runner { name: Label::from("renamed"), ..row }.described("what is new"));
    let harness = after(6, harness, &|row| {
        let row = Runner { auto_update: Some(false), restricted: Some(true), connected: Some(true), ..row };
        let release = trackside::domain::Release {
            track: Some(VersionTrack::Stable),
            version: Some(Version::new("11.214.0")),
            ..row.release.clone()
        };
        Runner { release, ..row.status("running") }
    });
    after(3, harness, &|row| row.status("pausing"))
}

#[test]
fn what_changed_while_the_details_were_open_is_marked() {
    let all = frames(vec![("top", changing()), ("end", changing().keys("G"))]);
    assert_snapshot!(all);
    // Opened anew, it is no news any more.
    assert_snapshot!("no_marks_when_opened_anew", changing().keys("<esc><enter>").frame());
}

#[test]
fn activity_of_many_kinds() {
    let busy = |harness: Harness| {
        let harness = harness.keys("jjjjjjuy").answered(Err(Cause::Forbidden(problem(403, "Forbidden")))).keys("<esc>");
        let no_answer = Err(Cause::NoAnswer(Label::from("the connection broke")));
        let harness = harness.keys("uy").answered(no_answer).keys("<esc>");
        let harness = harness.keys("5jj-y").answered(Ok(())).after(SECOND * 2);
        let harness = harness.send(allow_list_read(Ok(AllowList::default())));
        harness.only(Vec::new()).after(SECOND * 30).fleet(vec![usual().status("paused")]).after(SECOND * 10).keys("7")
    };
    let all = frames(vec![
        ("80x24", busy(changing())),
        ("160x45", busy(changing()).resized(160, 45)),
        ("40x10", busy(changing()).resized(40, 10)),
        ("two days later", busy(changing()).after(SECOND * 172_800)),
    ]);
    assert_snapshot!(all);
    for (name, theme, symbols) in
        [("ascii", ThemeName::Ansi, &Symbols::ASCII), ("mono", ThemeName::Mono, &Symbols::UNICODE)]
    {
        let harness = Harness::with(80, 24, theme, symbols, false).fleet(vec![usual()]).keys("<enter>");
        let statuses = ["running", "stopped", "stopped", "stopped", "running"];
        let harness = statuses.into_iter().fold(with_answers(harness, ID), |harness, status| {
            harness.after(SECOND * 60).fleet(vec![usual().status(status)])
        });
        assert_snapshot!(format!("activity_{name}"), harness.after(SECOND * 30).keys("7").frame());
    }
}

#[test]
fn a_search_and_what_it_found() {
    let all = frames(vec![
        ("typing", opened().keys("/version")),
        ("kept", opened().keys("/version<enter>n")),
        ("nothing", opened().keys("/nowhere")),
        ("at 40x10", opened().resized(40, 10).keys("/version<enter>n")),
    ]);
    assert_snapshot!(all);
}

#[test]
fn in_every_theme() {
    for (name, theme) in [("dark", ThemeName::Dark), ("light", ThemeName::Light), ("mono", ThemeName::Mono)] {
        let harness = Harness::with(80, 24, theme, &Symbols::UNICODE, false);
        let harness = with_answers(harness.fleet(vec![usual().status("unknown").unsupported("1")]).keys("<enter>"), ID);
        assert_snapshot!(format!("theme_{name}"), harness.keys("jju").frame());
    }
}

#[test]
fn read_only() {
    let harness = || {
        let harness = Harness::with(80, 24, ThemeName::Ansi, &Symbols::UNICODE, true);
        with_answers(harness.fleet(vec![usual()]).keys("<enter>"), ID)
    };
    let all = frames(vec![("overview", harness()), ("allow list", harness().keys("5jj-"))]);
    assert_snapshot!(all);
}
