//! What lies over a runner's details: the JSON, the field, the questions, the choice for the allow list. Each at the
//! usual size and where popups take the whole screen.

use std::fmt::Write;
use std::sync::Arc;
use trackside::account::{News, WorkNews};
use trackside::domain::{AccountId, AllowList, Label, Runner, RunnerId, Usage, VersionTrack};

use insta::assert_snapshot;
use trackside::api::{Cause, Problem};
use trackside::options::ThemeName;
use trackside::terminal::clipboard::{HandedOver, Keeping, Route};
use trackside::tui::message::Message;
use trackside::tui::ui::Symbols;

use crate::support::Harness;
use crate::support::details::{allow_list, environment, open, project, usage, with_answers};
use crate::support::fixtures::{SECOND, With, hostile_names, problem, runner, unreachable};

const ID: &str = "id-maia-prod-eu-1";

fn usual() -> Runner {
    runner("maia-prod-eu-1").update("11.208.3")
}

/// Pictures at 80x24, and the text alone at 40x10.
fn at_both_sizes(named: Vec<(&str, Harness)>) -> String {
    let mut all = String::new();
    for (name, harness) in named {
        let harness = harness.resized(80, 24);
        writeln!(all, "{name}\n{}", harness.frame()).unwrap();
        writeln!(all, "{name}, 40x10\n{}", harness.resized(40, 10).text()).unwrap();
    }
    all
}

/// The details of a runner, with everything read.
fn details_of(runner: Runner) -> Harness {
    let id = runner.id.as_str().to_owned();
    with_answers(open(runner, (80, 24)), &id)
}

fn opened() -> Harness {
    details_of(usual())
}

/// The same with the projects read, and not the allow list.
fn with_usage_alone() -> Harness {
    open(usual(), (80, 24)).keys("5").news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage())))))
}

fn refused(violations: &[&str]) -> Cause {
    let violations = violations.iter().map(|rule| Label::from(*rule)).collect();
    Cause::Refused(Problem { violations, ..problem(400, "Bad Request") })
}

fn forbidden() -> Cause {
    Cause::Forbidden(problem(403, "Forbidden"))
}

fn no_answer() -> Cause {
    Cause::NoAnswer(Label::from("the connection broke"))
}

fn missing() -> Cause {
    Cause::NotFound(problem(404, "Not Found"))
}

#[test]
fn json() {
    let text = "{\n  \"agentId\": \"id-maia-prod-eu-1\",\n  \"name\": \"maia-prod-eu-1\",\n  \"versionDetails\": {\n    \
                \"agentVersion\": \"11.208.3\",\n    \"support\": \"SUPPORTED\"\n  },\n  \"tags\": [\n    \"a\",\n    \
                \"b\"\n  ]\n}";
    let read = |outcome| opened().keys("y").news(News::JsonRead { id: RunnerId::new(ID), outcome });
    let all = at_both_sizes(vec![
        ("reading", opened().keys("y")),
        ("read", read(Ok(text.to_owned()))),
        ("failed", read(Err(unreachable()))),
    ]);
    assert_snapshot!(all);
    let hostile: String =
        hostile_names().iter().filter(|name| name.len() < 100).fold(String::new(), |mut all, name| {
            writeln!(all, "      \"name\": \"{name}\",").unwrap();
            all
        });
    let long = format!("{{\n  \"{}\": \"{}\",\n{hostile}}}", "k".repeat(120), "漢 字 ".repeat(40));
    let all = at_both_sizes(vec![("hostile", read(Ok(long)))]);
    assert_snapshot!("json_that_tries_something", all);
}

#[test]
fn a_field() {
    let name = || opened().keys("<enter>");
    let sent = || name().keys("<ctrl-u>EU 1<enter>y");
    let elsewhere = |harness: Harness| harness.details(ID, |row| Runner { name: Label::from("theirs"), ..row });
    let all = at_both_sizes(vec![
        ("a name", name()),
        ("longer than allowed", name().keys(&"x".repeat(40))),
        ("empty", name().keys("<ctrl-u>")),
        ("a blank behind", name().keys(" ")),
        ("a description", opened().keys("j<enter>")),
        ("a long description", opened().keys("j<enter>").pasted(&"漢字 and words ".repeat(60))),
        ("asked", name().keys("<ctrl-u>EU 1<enter>")),
        ("asked about a description", opened().keys("j<enter><ctrl-u><enter>")),
        ("sending", sent()),
        ("violations", sent().answered(Err(refused(&["name: size must be between 1 and 30", "name: must be unique"])))),
        ("not allowed", sent().answered(Err(forbidden()))),
        ("gone", sent().answered(Err(missing()))),
        ("no answer", sent().answered(Err(no_answer()))),
        ("not sent", sent().answered(Err(unreachable().cause))),
        ("changed meanwhile", elsewhere(name().keys("!"))),
        ("changed meanwhile, and saved", elsewhere(name().keys("!")).keys("<enter>")),
        ("vanished", name().keys("!").only(vec![runner("another")]).keys("<enter>")),
    ]);
    assert_snapshot!(all);
}

#[test]
fn a_field_with_a_text_that_tries_something() {
    let named = |name: &str| Runner { name: Label::from(name), id: RunnerId::new(ID), ..usual() };
    let pasted = "line\r\n\u{1b}[31mred\u{202e}\u{200b}\u{301}x";
    let all = at_both_sizes(vec![
        ("escapes", details_of(named("\u{1b}]52;c;c2VjcmV0\u{7}clip")).keys("<enter>")),
        ("overrides", details_of(named("abc\u{202e}fed\u{202c} zero\u{200b}width")).keys("<enter>")),
        ("pasted", opened().keys("<enter><ctrl-u>").pasted(pasted)),
    ]);
    assert_snapshot!(all);
}

#[test]
fn questions_about_settings() {
    let question = |setting: &str, runner: Runner| details_of(runner).keys(setting);
    let tracked = |track| {
        let mut runner = usual();
        runner.release.track = track;
        question("/version track<enter><enter>", runner)
    };
    let restrict = |restricted| question("5<enter>", Runner { restricted, ..usual() });
    let with_list = |list| restrict(Some(false)).news(News::AllowListRead { id: RunnerId::new(ID), outcome: Ok(list) });
    let unread = open(usual(), (80, 24)).keys("5<enter>");
    let all = at_both_sizes(vec![
        ("auto update off", question("u", usual())),
        ("auto update on", question("u", Runner { auto_update: Some(false), ..usual() })),
        ("auto update not told", question("u", Runner { auto_update: None, ..usual() })),
        ("to Stable", tracked(Some(VersionTrack::Current))),
        ("to Current", tracked(Some(VersionTrack::Stable))),
        ("another track", tracked(Some(VersionTrack::parse("edge")))),
        ("restrict, list not read", unread),
        ("restrict, list empty", with_list(AllowList::default())),
        ("restrict, list filled", with_list(allow_list())),
        ("let everybody in", restrict(Some(true))),
        ("restriction not told", restrict(None)),
    ]);
    assert_snapshot!(all);
}

#[test]
fn questions_about_the_allow_list() {
    let of = |restricted: bool, keys: &str| details_of(Runner { restricted: Some(restricted), ..usual() }).keys(keys);
    let only = AllowList { projects: allow_list().projects.drain(..1).collect() };
    let last = Message::Account(AccountId::FIRST, News::AllowListRead { id: RunnerId::new(ID), outcome: Ok(only) });
    let all = at_both_sizes(vec![
        ("clear, enforced", of(true, "5E")),
        ("clear, not enforced", of(false, "5E")),
        ("a project", of(true, "5jjj-")),
        ("the last project", of(true, "5").send(last).keys("j-")),
        ("an environment", of(true, "5jjjjj-")),
        ("the last environment", of(true, "5jj-")),
    ]);
    assert_snapshot!(all);
}

#[test]
fn a_question_on_its_way_and_back() {
    let asked = || opened().keys("uy");
    let long = "a-detail-that-goes-on-and-on ".repeat(12);
    let wordy = Problem { detail: Some(Label::from(long)), ..problem(409, "Conflict") };
    let all = at_both_sizes(vec![
        ("the second answer", opened().slowly("5jj-<tab><tab>")),
        ("sending", asked()),
        ("violations", asked().answered(Err(refused(&["enableAutoUpdates: must be a string"])))),
        ("not allowed", asked().answered(Err(forbidden()))),
        ("a wordy refusal", asked().answered(Err(Cause::Refused(wordy)))),
        ("no answer", asked().answered(Err(no_answer()))),
        ("gone", opened().keys("u").only(vec![runner("another")])),
        ("gone, and answered", opened().keys("u").only(vec![runner("another")]).keys("y")),
        ("the longest name", details_of(runner("x-exactly-thirty-characters-yz")).keys("u")),
        ("a longer name", details_of(runner(&"漢字".repeat(100))).keys("u")),
    ]);
    assert_snapshot!(all);
}

#[test]
fn a_choice_for_the_allow_list() {
    let picker = || opened().keys("5+");
    let none = || open(usual(), (80, 24)).keys("5+");
    let failed = none().news(News::Work(WorkNews::ProjectsRead(Err(unreachable()))));
    let many = (0..40).map(|number| {
        let name = format!("Project {number:02}");
        let environments = Some(vec![environment("prod", "maia-prod-eu-1")]);
        trackside::domain::ProjectUsage {
            environments,
            ..trackside::domain::ProjectUsage::new(project(number % 10, &name))
        }
    });
    let many = Usage { projects: many.collect() };
    let many = none().news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(many)))));
    let typed = "0b6f7c1e-1111-4000-8000-0123456789ab";
    let sent = || picker().keys("<enter><enter>y");
    assert_eq!(usage().projects.len(), 3);
    let all = at_both_sizes(vec![
        ("projects", picker()),
        ("more than fit", many.keys("<pgdn><down><down>")),
        ("typed", picker().keys("ord")),
        ("nothing matches", picker().keys("nowhere")),
        ("an id", picker().pasted(typed)),
        ("environments", picker().keys("<down><enter>")),
        ("an environment by name", picker().keys("<down><enter>orders-new")),
        ("of which none are known", picker().keys("<down><down><enter>")),
        ("being read", none()),
        ("not readable", failed),
        ("all of them", picker().keys("<enter><pgdn>")),
        ("asked", picker().keys("<enter><pgdn><enter>")),
        ("asked about what is listed for a part", picker().keys("<down><enter><pgdn><enter>")),
        ("asked before the list was read", with_usage_alone().keys("+<enter><enter>")),
        ("sending", sent()),
        ("refused", sent().answered(Err(refused(&["projects: unknown"])))),
        ("no answer", sent().answered(Err(no_answer())).after(SECOND)),
    ]);
    assert_snapshot!(all);
}

#[test]
fn what_a_copy_came_to_is_seen_whichever_window_is_on_top() {
    let json = format!("{{\n{}}}", "  \"name\": \"x\",\n".repeat(60));
    for (columns, rows) in [(40, 10), (80, 24), (160, 45)] {
        let harness = with_answers(Harness::sized(columns, rows).fleet(vec![usual()]).keys("<enter>"), ID);
        let read =
            Message::Account(AccountId::FIRST, News::JsonRead { id: RunnerId::new(ID), outcome: Ok(json.clone()) });
        let copied = Message::Copied {
            what: "The JSON".to_owned(),
            clear_after: None,
            outcome: Ok(HandedOver { route: Route::Tmux, keeping: Keeping::Beyond, failed: Vec::new() }),
        };
        let text = harness.keys("y").send(read).keys("c").send(copied).text();
        assert!(text.contains("\"name\""), "the window is open:\n{text}");
        assert!(text.contains("The JSON sent to your termi"), "{columns}x{rows}:\n{text}");
    }
}

#[test]
fn ascii_is_ascii_in_the_details_and_over_them() {
    let json = || {
        Message::Account(
            AccountId::FIRST,
            News::JsonRead { id: RunnerId::new(ID), outcome: Ok("{\n  \"name\": \"東京\"\n}".to_owned()) },
        )
    };
    for (columns, rows) in [(20, 4), (40, 10), (80, 24), (160, 45)] {
        for read_only in [false, true] {
            let harness = || {
                let harness = Harness::with(columns, rows, ThemeName::Ansi, &Symbols::ASCII, read_only);
                let harness = with_answers(harness.fleet(vec![usual()]).keys("<enter>"), ID);
                let harness = harness.after(SECOND * 90).details(ID, |row| row.status("paused").offline());
                harness.after(SECOND * 90)
            };
            for keys in [
                "",
                "2",
                "3",
                "4",
                "5",
                "6",
                "7",
                "/version",
                "/x<enter>",
                "?",
                "u",
                "uy",
                "u<tab>",
                "<enter>",
                "<enter>!<enter>",
                "je<enter>",
                "j<enter>",
                "5E",
                "5jj-",
                "5+",
                "5+<enter>",
                "5+zzz",
                "<ctrl-r>",
                "6<ctrl-r>",
            ] {
                let text = harness().keys(keys).text();
                assert!(text.is_ascii(), "{keys} at {columns}x{rows}:\n{text}");
            }
            // What came is shown as it came.
            let text = harness().keys("y").send(json()).text().replace(['東', '京'], "?");
            assert!(text.is_ascii(), "{text}");
            let text = harness().only(Vec::new()).text();
            assert!(text.is_ascii(), "{text}");
        }
    }
}
