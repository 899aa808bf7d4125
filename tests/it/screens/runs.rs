//! What runs, in the list: the column Runs, the order and the filters by it, at each width.

use std::sync::Arc;

use insta::assert_snapshot;
use trackside::account::{News, WorkNews};
use trackside::api::{ApiError, Cause};
use trackside::domain::{
    Environment, Execution, Label, Project, ProjectId, ProjectUsage, Runner, RunnerId, Running, Usage,
};
use trackside::options::ThemeName;
use trackside::tui::ui::Symbols;

use crate::support::Harness;
use crate::support::fixtures::{With, numbered, problem, runner, unreachable};

/// Projects with their environments, each with the name of its default runner.
pub fn usage_of(projects: &[(&str, &[(&str, &str)])]) -> Usage {
    let environment = |(name, runner): &(&str, &str)| Environment {
        name: Label::from(*name),
        default_runner: Some(RunnerId::new(&format!("id-{runner}"))),
        default_runner_name: Some(Label::from(*runner)),
    };
    let project = |(name, environments): &(&str, &[(&str, &str)])| ProjectUsage {
        environments: Some(environments.iter().map(environment).collect()),
        schedules: Some(Vec::new()),
        ..ProjectUsage::new(Project { id: ProjectId::new(&format!("p-{name}")), name: Label::from(*name) })
    };
    Usage { projects: projects.iter().map(project).collect() }
}

/// So many executions in each of these environments.
pub fn running_in(environments: &[(&str, &str, usize)], is_cut: bool) -> Running {
    let execution = |(project, environment, _): &(&str, &str, usize)| Execution {
        id: Label::from("x"),
        pipeline: Label::from("load.orch.yaml"),
        project: Some(ProjectId::new(&format!("p-{project}"))),
        environment: Some(Label::from(*environment)),
        trigger: None,
        status: Some(Label::from("RUNNING")),
        started_at: None,
    };
    let executions = environments.iter().flat_map(|entry| std::iter::repeat_n(execution(entry), entry.2)).collect();
    Running { executions, is_cut }
}

pub fn projects(usage: Usage) -> News {
    News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage))))
}

pub fn runs(running: Running) -> News {
    News::Work(WorkNews::RunningRead(Ok(Arc::new(running))))
}

/// That executions cannot be read.
pub fn runs_fail(cause: Cause) -> News {
    News::Work(WorkNews::RunningRead(Err(ApiError { call: "list executions", cause })))
}

/// Runners of which `quiet` and `unused` have nothing to do.
fn runners() -> Vec<Runner> {
    ["busy", "few", "quiet", "unused"].map(runner).to_vec()
}

fn served() -> Usage {
    usage_of(&[("Orders", &[("prod", "busy"), ("uat", "few")]), ("Sales mart", &[("prod", "quiet")])])
}

/// The list with that read: it is while the order asks for it.
fn read(harness: Harness) -> Harness {
    let running = running_in(&[("Orders", "prod", 12), ("Orders", "uat", 2)], false);
    harness.fleet(runners()).keys("9").news(projects(served())).news(runs(running)).keys("1")
}

/// The cells under a title, from the top, and what stands behind the title.
fn under(harness: &Harness, title: &str) -> (Vec<String>, String) {
    let text = harness.text();
    let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let titles = lines.iter().position(|line| line.iter().collect::<String>().contains("RUNNER")).unwrap();
    let joined: String = lines[titles].iter().collect();
    let Some(byte) = joined.find(title) else { panic!("{title} is not there:\n{text}") };
    let at = joined[..byte].chars().count();
    let cell = |line: &[char]| line[at..].iter().take(4).collect::<String>().trim().to_owned();
    let rows = harness.app.list().visible_keys().count();
    let cells = lines[titles + 1..=titles + rows].iter().map(|line| cell(line)).collect();
    (cells, lines[titles][at + title.len()..].iter().take(2).collect::<String>().trim().to_owned())
}

fn names(harness: &Harness) -> Vec<String> {
    harness.app.list().visible_keys().map(|key| harness.app.accounts().named(key).to_string()).collect()
}

#[test]
fn the_column_says_how_many_none_seen_not_readable_cut_or_unread() {
    let open = || Harness::sized(120, 24).fleet(runners()).keys("9");
    let forbidden = |title| runs_fail(Cause::Forbidden(problem(403, title)));
    let many = |is_cut| runs(running_in(&[("Orders", "prod", 100), ("Orders", "uat", 2)], is_cut));
    let thousands = || runs(running_in(&[("Orders", "prod", 1_234)], false));
    let table: [(&str, Vec<News>, [&str; 4]); 10] = [
        ("nothing read", vec![], ["…"; 4]),
        ("projects alone", vec![projects(served())], ["…"; 4]),
        ("executions alone", vec![many(false)], ["…"; 4]),
        ("both", vec![projects(served()), many(false)], ["100", "2", "·", "·"]),
        ("cut at the cap", vec![projects(served()), many(true)], ["100+", "2+", "0+", "0+"]),
        ("more than there is room for", vec![projects(served()), thousands()], ["999+", "·", "·", "·"]),
        ("role", vec![projects(served()), forbidden("Forbidden")], ["?"; 4]),
        ("address", vec![projects(served()), forbidden("IP not allowed for any organization")], ["?"; 4]),
        ("no project seen", vec![projects(Usage::default()), many(false)], ["?"; 4]),
        // What was read before a failure that may pass still counts.
        (
            "no answer after one",
            vec![projects(served()), many(false), runs_fail(unreachable().cause)],
            ["100", "2", "·", "·"],
        ),
    ];
    for (what, news, expected) in table {
        let harness = news.into_iter().fold(open(), Harness::news);
        assert_eq!(under(&harness, "RUNS").0, expected, "{what}");
        assert_eq!(names(&harness), ["busy", "few", "quiet", "unused"], "{what}");
    }
}

#[test]
fn most_come_first_and_the_arrow_says_so_at_every_width() {
    for columns in 60..=200 {
        for rows in [14, 24, 45] {
            let harness = read(Harness::sized(columns, rows)).keys("9");
            assert_eq!(under(&harness, "RUNS"), (vec!["12".into(), "2".into(), "·".into(), "·".into()], "▼".into()));
            let inverted = harness.keys("9");
            assert_eq!(names(&inverted), ["quiet", "unused", "few", "busy"], "{columns}");
            assert_eq!(under(&inverted, "RUNS").1, "▲");
            assert!(!inverted.text().contains("sorted by"), "{columns}: {}", inverted.text());
        }
    }
    // Where a row is name, status and update the order is said in words.
    for (columns, rows) in [(40, 10), (40, 24), (59, 24)] {
        let harness = read(Harness::sized(columns, rows)).keys("9");
        assert_eq!(names(&harness), ["busy", "few", "quiet", "unused"]);
    }
}

#[test]
fn the_bar_goes_to_the_most_once_that_is_known_unless_it_was_moved() {
    let sorted = |keys: &str| {
        let harness = Harness::sized(80, 24).fleet(numbered(200)).keys(keys);
        let usage = usage_of(&[("Orders", &[("prod", "runner-00150"), ("uat", "runner-00007")])]);
        let running = running_in(&[("Orders", "prod", 9), ("Orders", "uat", 2)], false);
        harness.news(projects(usage)).news(runs(running))
    };
    let harness = sorted("9");
    assert_eq!(harness.selected().as_deref(), Some("runner-00150"));
    assert_eq!(names(&harness)[..3], ["runner-00150", "runner-00007", "runner-00000"]);
    // Later readings move no bar, and the first rows stay in view.
    let harness = harness.news(runs(running_in(&[("Orders", "prod", 1), ("Orders", "uat", 2)], false)));
    assert_eq!(harness.selected().as_deref(), Some("runner-00150"));
    assert_eq!(names(&harness)[..2], ["runner-00007", "runner-00150"]);
    let moved = sorted("9jj");
    assert_eq!(moved.selected().as_deref(), Some("runner-00002"));
    assert_eq!(names(&moved)[..3], ["runner-00150", "runner-00007", "runner-00000"]);
}

#[test]
fn the_order_in_the_choice_points_the_same_way() {
    let harness = read(Harness::sized(80, 24)).keys("9S");
    assert!(
        harness.text().contains("Runs          ▼ most first") || harness.text().contains("▼ most first"),
        "{}",
        harness.text()
    );
    let harness = read(Harness::sized(80, 24)).keys("99S");
    assert!(harness.text().contains("▲ reversed"), "{}", harness.text());
}

#[test]
fn a_column_that_the_list_goes_by_is_shown_in_place_of_a_lesser_one() {
    let titles = |harness: &Harness| {
        let text = harness.text();
        text.lines().find(|line| line.contains("RUNNER")).unwrap().replace(['▲', '▼'], " ")
    };
    let words = |harness: &Harness| titles(harness).split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
    let usual = "RUNNER STATUS PLATFORM TYPE VERSION UPDATE";
    for (columns, keys, expected) in [
        (80, "", usual),
        (80, "9", "RUNNER STATUS PLATFORM VERSION UPDATE RUNS"),
        (80, "/runs>0<enter>", "RUNNER STATUS PLATFORM VERSION UPDATE RUNS"),
        (80, "/runs=12<enter>", "RUNNER STATUS PLATFORM VERSION UPDATE RUNS"),
        (80, "/!runs>2<enter>", "RUNNER STATUS PLATFORM VERSION UPDATE RUNS"),
        (80, "8", "RUNNER STATUS PLATFORM VERSION UPDATE LAST CHANGE"),
        (80, "7", "RUNNER STATUS PLATFORM VERSION UPDATE TRACK"),
        (80, "8/runs>0<enter>", "RUNNER STATUS PLATFORM VERSION UPDATE CHANGE RUNS"),
        (60, "9", "RUNNER STATUS PLATFORM TYPE RUNS"),
        (60, "6", "RUNNER STATUS PLATFORM TYPE"),
        (100, "", "RUNNER STATUS PLATFORM TYPE VERSION UPDATE TRACK LAST CHANGE"),
        (100, "9", "RUNNER STATUS PLATFORM TYPE VERSION UPDATE TRACK CHANGE RUNS"),
        (101, "", "RUNNER STATUS PLATFORM TYPE VERSION UPDATE TRACK CHANGE RUNS"),
        // What a filter says already needs no column of its own.
        (80, "/track=current<enter>", usual),
        (80, "/project=orders<enter>", usual),
        // And back again.
        (80, "9/runs>0<enter>1<esc>", usual),
    ] {
        assert_eq!(words(&read(Harness::sized(columns, 24)).keys(keys)), expected, "{columns} {keys}");
    }
}

#[test]
fn the_list_by_what_runs() {
    for (columns, rows) in [(40, 10), (80, 24), (100, 30), (160, 45)] {
        let harness = read(Harness::sized(columns, rows)).keys("9/runs>0<enter>");
        assert_snapshot!(format!("by_runs_{columns}x{rows}"), harness.frame());
    }
    let ascii = Harness::with(80, 24, ThemeName::Mono, &Symbols::ASCII, false);
    assert_snapshot!("by_runs_ascii", read(ascii).keys("9").frame());
}

#[test]
fn what_runs_is_asked_for_while_the_order_or_a_filter_needs_it() {
    let reads = |keys: &str| {
        let mut harness = Harness::sized(80, 24).fleet(runners());
        harness.effects();
        let mut harness = harness.keys(keys);
        format!("{:?}", harness.effects()).contains("Running(Background)")
    };
    for (keys, expected) in [
        ("j", false),
        ("8", false),
        ("9", true),
        ("/runs>0", true),
        ("/runs", false),
        ("/project=a", true),
        // Soon somebody asks what it can become.
        ("/!project=", true),
        ("/orphans", true),
    ] {
        assert_eq!(reads(keys), expected, "{keys}");
    }
}

/// A fleet with what hangs on it: names that differ in case, with blanks, quotes, commas and other letters.
fn joined() -> Harness {
    let fleet = vec![
        runner("a"),
        runner("b"),
        runner("c").status("stopped"),
        runner("d").unsupported("11.171.0"),
        runner("e"),
        runner("f").status("stopped"),
    ];
    let usage = usage_of(&[
        ("Sales mart", &[("prod", "a"), ("UAT", "b")]),
        ("sales MART", &[("dev", "c")]),
        ("Salesmart", &[("prod", "d")]),
        ("Orders, \"old\"", &[("Prod-EU", "b")]),
        ("Ärzte", &[("prod", "gone")]),
    ]);
    let running =
        running_in(&[("Sales mart", "prod", 1), ("Sales mart", "UAT", 2), ("Orders, \"old\"", "Prod-EU", 1)], false);
    Harness::sized(120, 24).fleet(fleet).news(projects(usage)).news(runs(running))
}

fn filtered(harness: Harness, filter: &str) -> Harness {
    harness.keys("/").pasted(filter).keys("<enter>")
}

#[test]
fn filters_by_what_runs_and_by_who_is_served() {
    let table: [(&str, &[&str]); 27] = [
        ("runs>0", &["a", "b"]),
        ("runs>=2", &["b"]),
        ("runs<2", &["a", "c", "d", "e", "f"]),
        ("runs<=1 runs>0", &["a"]),
        ("runs=3", &["b"]),
        ("runs=0", &["c", "d", "e", "f"]),
        ("runs=1,3", &["a", "b"]),
        ("runs!=0", &["a", "b"]),
        ("!runs>0", &["c", "d", "e", "f"]),
        ("RUNS>0", &["a", "b"]),
        ("runs>=", &["a", "b", "c", "d", "e", "f"]),
        // Which runner serves Sales mart?
        ("project=\"Sales mart\"", &["a", "b", "c"]),
        ("project=\"SALES MART\"", &["a", "b", "c"]),
        ("!project=\"Sales mart\"", &["d", "e", "f"]),
        ("project!=\"Sales mart\"", &["d", "e", "f"]),
        ("project=\"Sales mart", &["a", "b", "c"]),
        ("project=sales", &["a", "b", "c", "d"]),
        ("project=sales env=uat", &["b"]),
        ("project=\"orders, \"", &["b"]),
        ("project=orders,salesmart", &["b", "d"]),
        ("project=ärzte", &[]),
        ("env=prod", &["a", "b", "d"]),
        ("env=PROD-eu", &["b"]),
        ("env=uat,dev", &["b", "c"]),
        ("env!=prod", &["c", "e", "f"]),
        ("orphans", &["c", "d"]),
        ("!orphans status=stopped", &["f"]),
    ];
    for (filter, expected) in table {
        assert_eq!(names(&filtered(joined(), filter)), expected, "{filter}");
    }
}

#[test]
fn where_a_project_cannot_be_read_no_number_is_told_as_all_there_is() {
    let mut usage = served();
    usage.projects[1].environments = None;
    let running = running_in(&[("Orders", "prod", 12), ("Orders", "uat", 2)], false);
    let at = |columns, rows| {
        let harness = Harness::sized(columns, rows).fleet(runners()).keys("9");
        harness.news(projects(usage.clone())).news(runs(running.clone())).keys("1")
    };
    assert_eq!(under(&at(120, 24), "RUNS").0, ["12+", "2+", "0+", "0+"]);
    for (filter, expected) in [
        ("runs>0", &["busy", "few"][..]),
        ("runs>=2", &["busy", "few"]),
        ("runs<100", &[]),
        ("runs<=12", &[]),
        ("runs=0", &[]),
    ] {
        assert_eq!(names(&filtered(at(120, 24), filter)), expected, "{filter}");
    }
    for (size, keys, told) in [
        // The side pane, the tab, a question in a sentence and in few words.
        ((160, 45), "jj", "None seen running so far"),
        ((100, 30), "jj<enter>6", "None seen running so far in environments that default to this runner"),
        ((100, 30), "<enter>6", "At least 12 pipelines run in environments that default to this runner"),
        ((100, 30), "jjr", "None seen running so far in environments that default to it; next start not known"),
        ((40, 10), "jjr", "None seen so far"),
    ] {
        let (columns, rows) = size;
        let text = at(columns, rows).awaiting_work().keys(keys).news(runs(running.clone())).text();
        let words = text.split(|sign: char| sign == '│' || sign.is_whitespace()).filter(|word| !word.is_empty());
        let text = words.collect::<Vec<_>>().join(" ");
        assert!(text.contains(told), "{keys} at {size:?}, {told}: {text}");
    }
}

#[test]
fn mistakes_in_such_a_filter_are_named_and_so_is_what_is_not_read() {
    let unread = || Harness::sized(120, 24).fleet(runners());
    let refused = || read(Harness::sized(120, 24)).news(runs_fail(Cause::Forbidden(problem(403, "Forbidden"))));
    for (harness, filter, expected) in vec![
        (joined(), "runs>some", "No number some: write one, as in runs>0"),
        (joined(), "runs=some", "No number some: write one, as in runs>0"),
        (joined(), "rusn>0", "No filter key rusn. Did you mean runs?"),
        (joined(), "projcet=a", "No filter key projcet. Did you mean project?"),
        (joined(), "env>a", "No operator > for env: there are = and !="),
        (joined(), "project=none", "No environment of a project none defaults to a runner in the list"),
        (joined(), "env=none", "No environment none defaults to a runner in the list"),
        (unread(), "runs>0", "What runs is not read yet"),
        (unread(), "runs=3", "What runs is not read yet"),
        (unread(), "runs=some", "No number some: write one, as in runs>0"),
        (unread(), "project=a", "Projects are not read yet, or cannot be"),
        (unread(), "orphans", "Projects are not read yet, or cannot be"),
        (refused(), "runs>0", "What runs cannot be read"),
    ] {
        let harness = filtered(harness, filter);
        assert_eq!(harness.app.list().doubt(), Some(expected), "{filter}");
        if names(&harness).is_empty() {
            assert!(harness.text().contains(expected), "{filter}: {}", harness.text());
        }
    }
    for filter in ["runs>0", "runs=7", "project=sales", "env=prod", "orphans", "!orphans"] {
        assert_eq!(filtered(joined(), filter).app.list().doubt(), None, "{filter}");
    }
    // What was not read then is found once it was.
    let harness = filtered(unread(), "runs>0");
    assert_eq!(names(&harness), [""; 0]);
    let harness = harness.news(projects(served())).news(runs(running_in(&[("Orders", "prod", 1)], false)));
    assert_eq!((names(&harness), harness.app.list().doubt()), (vec!["busy".to_owned()], None));
}
