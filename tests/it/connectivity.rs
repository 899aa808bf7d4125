//! The connectivity test as the operator goes through it: what is typed, what is sent, and what becomes of the answers.

use std::time::Duration;
use trackside::account::{News, Request};
use trackside::domain::{AccountId, Label, Runner, RunnerId, Verdict};

use trackside::api::{Cause, Priority, Problem};
use trackside::options::ThemeName;
use trackside::tui::effect::Effect;
use trackside::tui::keymap::Context;
use trackside::tui::message::Message;
use trackside::tui::ui::Symbols;

use crate::support::Harness;
use crate::support::connectivity::{Asked, Tests, asked, form};
use crate::support::fixtures::{SECOND, With, key, problem, runner};

const TARGET: &str = "db.example<tab>5432";

fn opened() -> Harness {
    form(vec![runner("a"), runner("b")], 80, 24)
}

/// What the form's line with this prompt says, without the popup's frame.
fn line(harness: &Harness, prompt: &str) -> String {
    let text = harness.text();
    let line = text.lines().find_map(|line| line.split_once('│')?.1.trim_start().strip_prefix(prompt));
    line.unwrap_or_else(|| panic!("no {prompt} in\n{text}")).split('│').next().unwrap().trim().to_owned()
}

/// Endpoint and port as they stand in the fields.
fn fields(harness: &Harness) -> (String, String) {
    let port = line(harness, "Port");
    (line(harness, "Endpoint"), port.split_whitespace().next().unwrap_or_default().to_owned())
}

#[track_caller]
fn assert_says(harness: &Harness, words: &str) {
    assert!(harness.text().contains(words), "no {words:?} in\n{}", harness.text());
}

#[track_caller]
fn assert_does_not_say(harness: &Harness, words: &str) {
    assert!(!harness.text().contains(words), "{words:?} in\n{}", harness.text());
}

fn targets(tests: &[Asked]) -> Vec<(&str, &str)> {
    tests.iter().map(|test| (test.whom(), test.target.as_str())).collect()
}

fn too_old() -> Cause {
    let detail = Label::from("Runner task failed: The runner version does not support this feature");
    Cause::Refused(Problem { detail: Some(detail), ..problem(422, "Unprocessable Entity") })
}

#[test]
fn opened_for_the_runner_under_the_bar_and_for_the_open_one_which_is_read_again() {
    for keys in ["jt", "j<enter>t", "jat"] {
        let mut harness = Harness::sized(80, 24).fleet(vec![runner("a"), runner("b")]).keys(keys);
        assert_eq!(harness.app.context(), Context::Connectivity, "{keys}");
        assert_says(&harness, "Test connectivity from b");
        let reads = harness
            .effects()
            .iter()
            .filter(|effect| {
                **effect == Effect::Account(AccountId::FIRST, Request::ReadDetails("b".into_id(), Priority::Operator))
            })
            .count();
        assert_eq!(reads, 1, "{keys}: one reading, however it was opened");
    }
}

trait IntoId {
    fn into_id(self) -> RunnerId;
}

impl IntoId for &str {
    fn into_id(self) -> RunnerId {
        RunnerId::new(&format!("id-{self}"))
    }
}

#[test]
fn not_opened_where_it_could_not_test_and_the_reason_is_told() {
    for (subject, reason) in [
        (runner("a").status("paused"), "Only a Running runner can test connections"),
        (runner("a").status("stopped"), "Only a Running runner can test connections"),
        (runner("a").on("matillion", "hosted"), "Hosted by Matillion"),
    ] {
        let harness = Harness::sized(120, 24).fleet(vec![subject]).keys("t");
        assert_eq!(harness.app.context(), Context::List);
        assert_says(&harness, reason);
    }
    let read_only = Harness::with(120, 24, ThemeName::Ansi, &Symbols::UNICODE, true);
    let harness = read_only.fleet(vec![runner("a")]).keys("t");
    assert_eq!(harness.app.context(), Context::List);
    assert_says(&harness, "tests from a runner are off");
    let mut harness = Harness::sized(80, 24);
    assert_eq!(harness.app.open_connectivity(vec![key("id-a")]), vec![]);
    assert_eq!(harness.app.open_connectivity(vec![]), vec![]);
    assert_eq!(harness.app.context(), Context::List);
}

#[test]
fn what_is_typed_is_checked_while_it_is_typed_and_not_before() {
    let untouched = opened();
    assert_does_not_say(&untouched.keys("<tab>"), "1 to 65535");
    for (endpoint, port, fault) in [
        ("db.example", "5432", None),
        ("10.1.2.3", "1", None),
        ("2001:db8::1", "65535", None),
        ("[2001:db8::1]", "443", None),
        ("db_1", "443", Some("A host name has no _.")),
        ("a..b", "443", Some("A dot stands between two parts")),
        ("10.1.2.300", "443", Some("four numbers from 0 to 255")),
        ("0.0.0.0", "443", Some("No connection can be made to this address.")),
        ("-a", "443", Some("A hyphen stands inside")),
        ("a b", "443", Some("A host name has no blanks.")),
        ("db.example", "0", Some("A port is a number from 1 to 65535.")),
        ("db.example", "65536", Some("A port is a number from 1 to 65535.")),
        ("db.example", "-1", Some("Digits only.")),
        ("db.example", "ssh", Some("Digits only.")),
    ] {
        let mut harness = opened().keys(endpoint).keys("<tab>").keys(port);
        for words in [
            "A host name has no",
            "A dot stands",
            "four numbers",
            "No connection",
            "A hyphen",
            "A port is",
            "Digits only.",
        ] {
            let is_meant = fault.is_some_and(|fault| fault.contains(words) || words.contains(fault));
            assert_eq!(harness.text().contains(words), is_meant, "{words} for {endpoint} {port}");
        }
        if let Some(fault) = fault {
            assert_says(&harness, fault);
        }
        harness = harness.keys("<enter>");
        assert_eq!(harness.asked().len(), usize::from(fault.is_none()), "{endpoint} {port}");
    }
}

#[test]
fn enter_goes_to_the_field_that_is_missing() {
    let mut harness = opened().keys("<tab>5432<enter>db.example");
    assert_eq!(fields(&harness), ("db.example".to_owned(), "5432".to_owned()));
    harness = harness.keys("<tab><ctrl-u><shift-tab><enter>");
    assert_eq!(harness.asked(), vec![]);
    assert_says(&harness, "Type a number from 1 to 65535.");
    assert_eq!(targets(&harness.keys("443<enter>").asked()), [("id-a", "db.example:443")]);
}

#[test]
fn what_is_pasted_goes_to_both_fields() {
    for (pasted, endpoint, port) in [
        ("db.example", "db.example", "5"),
        (" db.example\n", "db.example", "5"),
        ("db.example:5432", "db.example", "5432"),
        ("[2001:db8::1]:5432", "2001:db8::1", "5432"),
        ("2001:db8::1", "2001:db8::1", "5"),
        ("https://app.example/path?q=1", "app.example", "443"),
        ("postgresql://user:pass@db.example/main", "db.example", "5432"),
        ("jdbc:sqlserver://db.example:1444;encrypt=true", "db.example", "1444"),
        ("https://app.example:8443", "app.example", "8443"),
        ("\"db.example\"", "db.example", "5"),
    ] {
        for keys in ["<tab>5<shift-tab>", "old.example<tab>5<shift-tab><ctrl-u>"] {
            let harness = opened().keys(keys).pasted(pasted);
            assert_eq!(fields(&harness), (endpoint.to_owned(), port.to_owned()), "{pasted} after {keys}");
            assert_does_not_say(&harness, "pass");
        }
    }
    let into_port = opened().keys("<tab>").pasted("db.example:1521");
    assert_eq!(fields(&into_port), ("db.example".to_owned(), "1521".to_owned()));
    let digits = opened().keys("db<tab>").pasted("1521\n");
    assert_eq!(fields(&digits), ("db".to_owned(), "1521".to_owned()));
    let elsewhere = opened().keys("db<tab>5<tab>").pasted("db.example:1521");
    assert_eq!(fields(&elsewhere), ("db".to_owned(), "5".to_owned()));
}

#[test]
fn what_a_terminal_types_instead_of_pasting_is_split_when_the_field_is_left() {
    let typed = || opened().keys("https://db.example:8443/x");
    assert_says(&typed(), "the host without scheme");
    for keys in ["<tab>", "<down>", "<shift-tab>"] {
        assert_eq!(fields(&typed().keys(keys)), ("db.example".to_owned(), "8443".to_owned()), "{keys}");
    }
    assert_eq!(targets(&typed().keys("<enter>").asked()), [("id-a", "db.example:8443")]);
}

#[test]
fn plain_characters_are_text_and_f1_lists_the_keys() {
    let harness = opened().keys("q?jkt");
    assert_eq!(harness.app.context(), Context::Connectivity);
    assert_eq!(fields(&harness).0, "q?jkt");
    let harness = harness.keys("<f1>");
    assert_eq!(harness.app.context(), Context::Help);
    assert_says(&harness, "Keys: Test connectivity");
    assert_eq!(fields(&harness.keys("<esc>")).0, "q?jkt");
}

#[test]
fn up_and_down_in_port_go_round_the_common_ones_and_the_one_that_was_typed() {
    for (typed, keys, expected) in [
        ("", "<down>", "443"),
        ("", "<down><down>", "5432"),
        ("", "<up>", "9092"),
        ("", "<down><up>", "9092"),
        ("443", "<down>", "5432"),
        ("3306", "<down><down>", "443"),
        ("5439", "<down>", "443"),
        ("5439", "<down><up>", "5439"),
        ("5439", "<up>", "9092"),
        ("5439", "<down><down><down><down><down><down><down>", "5439"),
        ("99999", "<down><up>", "9092"),
    ] {
        let harness = opened().keys("<tab>").keys(typed).keys(keys);
        assert_eq!(fields(&harness).1, expected, "{typed} {keys}");
    }
}

#[test]
fn exactly_one_test_is_sent_and_none_while_it_runs() {
    let mut harness = opened().keys(TARGET).keys("<enter>");
    let effects = harness.effects();
    assert_eq!(effects.len(), 1, "{effects:?}");
    assert_eq!(targets(&asked(&effects)), [("id-a", "db.example:5432")]);
    harness = harness.keys("<enter>9<backspace><shift-tab>x<enter>").pasted("other:1").after(SECOND * 3);
    assert_eq!(harness.asked(), vec![]);
    assert_eq!(fields(&harness), ("db.example".to_owned(), "5432".to_owned()));
    assert_says(&harness, "testing db.example:5432  3s");
    let harness = harness.send(asked(&effects)[0].with(Verdict::Success, SECOND * 3));
    assert_says(&harness, "✓ SUCCESS");
    assert_eq!(harness.keys("<enter>").asked().len(), 1, "the same once more");
}

#[test]
fn nothing_is_sent_to_a_runner_that_does_not_run_any_more() {
    let mut harness = opened().keys(TARGET).fleet(vec![runner("a").status("paused"), runner("b")]);
    assert_says(&harness, "The runner is Paused now: Only a Running runner can test connections");
    assert_does_not_say(&harness, "enter test ");
    harness = harness.keys("<enter>");
    assert_says(&harness, "Nothing");
    assert_eq!(harness.asked(), vec![]);
    harness = harness.only(vec![runner("b")]).keys("<enter>");
    assert_says(&harness, "The runner is gone. Nothing was sent.");
    assert_eq!(harness.asked(), vec![]);
    let mut harness = harness.fleet(vec![runner("a"), runner("b")]).keys("<enter>");
    assert_eq!(targets(&harness.asked()), [("id-a", "db.example:5432")], "and not to the one under the bar");
}

#[test]
fn what_the_reading_on_opening_tells_counts() {
    let harness = opened().keys(TARGET).details("id-a", |row| row.status("stopping"));
    let mut harness = harness.keys("<enter>");
    assert_eq!(harness.asked(), vec![]);
    assert_says(&harness, "The runner is Stopping now");
}

#[test]
fn a_test_is_stopped_by_its_own_key_and_what_is_typed_is_kept() {
    let mut harness = opened().keys(TARGET).keys("<enter>");
    let test = harness.asked().remove(0);
    assert_says(&harness, "ctrl-x stops waiting");
    harness = harness.after(SECOND * 2).keys("<ctrl-x>");
    assert_eq!(harness.effects(), vec![Effect::Account(AccountId::FIRST, Request::StopTest(test.ticket))]);
    assert_says(&harness, "Stopped waiting for db.example:5432");
    harness = harness.send(test.with(Verdict::Success, SECOND));
    assert_does_not_say(&harness, "SUCCESS");
    harness = harness.keys("<esc>");
    assert_eq!((harness.app.context(), harness.effects()), (Context::List, vec![]));
    harness = harness.keys("jt");
    assert_eq!(fields(&harness), ("db.example".to_owned(), "5432".to_owned()));
    assert_does_not_say(&harness, "Earlier");
    harness.effects();
    let tests = harness.keys("<enter>").asked();
    assert_eq!(targets(&tests), [("id-b", "db.example:5432")]);
    assert_ne!(tests[0].ticket, test.ticket);
}

fn footer(harness: &Harness) -> String {
    harness.text().lines().last().unwrap().trim_end().to_owned()
}

#[test]
fn a_test_goes_on_while_its_form_is_closed_and_the_footer_says_so() {
    let mut harness = opened().keys(TARGET).keys("<enter>");
    let test = harness.asked().remove(0);
    harness = harness.keys("<esc>").after(SECOND * 3);
    assert_eq!((harness.app.context(), harness.effects()), (Context::List, vec![]));
    assert!(footer(&harness).ends_with("O Connectivity: 0 of 1 tested"), "{}", harness.text());
    // Opened again it is as it was; for another runner it says whose test that is.
    let open = harness.clone().keys("O");
    assert_says(&open, "Test connectivity from a");
    assert_says(&open, "testing db.example:5432  3s");
    let mut other = harness.clone().keys("jt");
    other.effects();
    assert_says(&other, "Test connectivity from b");
    assert_says(&other, "testing db.example:5432  3s");
    assert_says(&other, "from a");
    other = other.keys("<enter>");
    assert_says(&other, "Another test is running. Wait for the answer, or stop that test.");
    other = other.send(test.with(Verdict::Success, SECOND * 3));
    assert_eq!(other.asked(), vec![], "which is not tested once more");
    assert_does_not_say(&other, "Another test");
    assert_eq!(targets(&other.keys("<enter>").asked()), [("id-b", "db.example:5432")]);
    // Its end is told, and the result is kept.
    let harness = harness.send(test.with(Verdict::Success, SECOND * 3));
    assert_says(&harness, "Connectivity: 1 of 1 reached db.example:5432. O shows the results.");
    assert!(!footer(&harness).contains("Connectivity"));
    assert_says(&harness.clone().keys("O"), "✓ SUCCESS");
    assert_says(&harness.keys("t"), "Earlier in this run of trackside: 1");
    // In the form it is seen, and not told.
    let seen = open.send(test.with(Verdict::Success, SECOND * 3));
    assert_does_not_say(&seen, "shows the results");
}

#[test]
fn of_several_runners_the_next_are_tested_while_the_form_is_closed() {
    let mut harness = Harness::sized(80, 40).fleet(nine()).keys("*t").keys(TARGET).keys("<enter>");
    let mut tests = harness.asked();
    harness = harness.keys("<esc>");
    assert!(footer(&harness).contains("Connectivity: 0 of 8 tested"), "{}", harness.text());
    let mut count = tests.len();
    while let Some(test) = tests.pop() {
        harness = harness.send(test.with(Verdict::Timeout, SECOND));
        let next = harness.asked();
        count += next.len();
        tests.extend(next);
    }
    assert_eq!(count, 7);
    assert_says(&harness, "Connectivity: 0 of 9 reached db.example:5432.");
}

#[test]
fn an_answer_nobody_waits_for_changes_nothing() {
    let mut harness = opened().keys(TARGET).keys("<enter>");
    let test = harness.asked().remove(0);
    harness = harness.keys("<ctrl-x><enter>");
    let again = harness.asked().remove(0);
    let before = harness.text();
    let harness = harness.send(test.with(Verdict::Timeout, SECOND)).send(test.failed(too_old()));
    assert_eq!(harness.text(), before);
    let answer = again.with(Verdict::Success, SECOND);
    let harness = harness.send(answer.clone());
    assert_says(&harness, "✓ SUCCESS");
    let before = harness.text();
    let mut harness = harness.send(answer.clone());
    assert_eq!(harness.text(), before, "and not twice");
    harness = harness.keys("<esc>").send(answer);
    assert_does_not_say(&harness, "shows the results");
    assert_eq!(
        harness
            .effects()
            .iter()
            .filter(|effect| matches!(effect, Effect::Account(AccountId::FIRST, Request::TestConnectivity { .. })))
            .count(),
        0
    );
}

#[test]
fn a_task_that_broke_is_waited_for_no_longer() {
    let mut harness = opened().keys(TARGET).keys("<enter>");
    let asked = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(_, Request::TestConnectivity { ticket, .. }) => Some(ticket),
        _ => None,
    });
    let ticket = asked.unwrap();
    harness = harness.send(Message::TaskFailed("copying"));
    assert_eq!(harness.effects(), [], "another task was the one that broke");
    let cause = Cause::NoAnswer("a fault inside trackside".into());
    harness = harness.news(News::ConnectivityTested {
        ticket,
        outcome: Err(trackside::api::ApiError { call: "test the connection", cause }),
    });
    assert_says(&harness, "a fault inside trackside");
}

#[test]
fn from_is_changed_with_space_left_and_right_and_named_in_the_title() {
    let here = "Test connectivity from this machine";
    for (keys, is_here) in [("", false), (" ", true), ("<left>", true), ("<right>", true), ("  ", false), ("x", false)]
    {
        let mut harness = opened().keys(TARGET).keys("<tab>").keys(keys);
        assert_eq!(harness.text().contains(here), is_here, "{keys:?}");
        assert_eq!(harness.text().contains("A runner's network may differ"), is_here, "{keys:?}");
        harness = harness.keys("<enter>");
        assert_eq!(targets(&harness.asked()), [(if is_here { "here" } else { "id-a" }, "db.example:5432")]);
    }
}

#[test]
fn without_a_path_this_machine_tests_and_the_form_says_why() {
    let harness = Harness::set_up(80, 24, |setting| setting.profile.has_connectivity_path = false);
    let mut harness = harness.fleet(vec![runner("a")]).keys("t").keys(TARGET).keys("<tab>  <left>");
    assert_says(&harness, "this machine only");
    assert_says(&harness, "To test from the runner, set connectivity_path");
    assert_says(&harness, "set connectivity_path (not in the");
    harness = harness.keys("<enter>");
    let test = harness.asked().remove(0);
    assert_eq!(test.whom(), "here");
    assert_says(&harness.send(test.with(Verdict::Success, SECOND)), "This machine opened a connection");
}

#[test]
fn an_earlier_result_is_repeated_from_the_runner_that_the_form_is_for() {
    let harness = opened().keys(TARGET).tested("<enter>", Verdict::Timeout, SECOND);
    let harness = harness.keys("<tab> ").tested("<enter>", Verdict::Success, SECOND).keys(" <esc>");
    let mut harness = harness.keys("jt<ctrl-u>other<tab><ctrl-u>1<tab><tab>");
    harness.effects();
    assert_says(&harness, "Earlier in this run of trackside: 2");
    assert_eq!(targets(&harness.keys("<down><enter>").asked()), [("id-b", "db.example:5432")], "that of runner a");
    let harness = opened().keys(TARGET).keys("<tab> ").tested("<enter>", Verdict::Success, SECOND);
    let mut harness = harness.keys(" <esc>t<shift-tab><enter>");
    assert_eq!(targets(&harness.asked()), [("here", "db.example:5432")], "and who tested comes back too");
}

#[test]
fn results_are_newest_first_and_marked_where_another_tested() {
    let harness = opened().keys("one<tab>1").tested("<enter>", Verdict::Success, SECOND);
    let harness = harness.keys("<esc>jt<ctrl-u>two<tab><ctrl-u>2").tested("<enter>", Verdict::Success, SECOND);
    let rows = |harness: &Harness| -> Vec<String> {
        harness.text().lines().filter(|line| line.contains("✓ SUCCESS")).map(str::to_owned).collect()
    };
    let of_b = rows(&harness.keys("<esc>t"));
    assert!(of_b[0].contains("two:2") && of_b[1].contains("one:1"), "{of_b:#?}");
    assert!(of_b[1].contains("  a  ") && !of_b[0].contains("  b  "), "{of_b:#?}");
}

#[test]
fn what_is_not_as_before_is_told_for_the_same_place_and_target_only() {
    let tested = |harness: Harness, keys: &str, verdict| harness.after(SECOND * 60).tested(keys, verdict, SECOND);
    let first = || tested(opened().keys(TARGET), "<enter>", Verdict::Timeout);
    assert_says(&tested(first(), "<enter>", Verdict::Success), "was TIMEOUT 14:04");
    assert_does_not_say(&tested(first(), "<enter>", Verdict::Timeout), "was ");
    assert_does_not_say(&tested(first(), "<backspace><enter>", Verdict::Success), "was ");
    assert_does_not_say(&tested(first(), "<tab> <enter>", Verdict::Success), "was ");
    assert_does_not_say(&tested(first(), "<esc>jt<enter>", Verdict::Success), "was ");
    let between = first().untested("<enter>", &too_old());
    assert_does_not_say(&between, "was ");
    assert_says(&tested(between, "<enter>", Verdict::Success), "was TIMEOUT 14:04");
}

#[test]
fn no_more_than_two_hundred_results_are_kept() {
    let harness = (0..203).fold(opened().keys(TARGET), |form, _| form.tested("<enter>", Verdict::Success, SECOND));
    assert_says(&harness.keys("<esc>t"), "Earlier in this run of trackside: 200");
}

/// The one text that was to be copied.
fn copied(harness: &mut Harness) -> (String, String) {
    let clips = harness.effects().into_iter().filter_map(|effect| match effect {
        Effect::Copy(clip) => Some((clip.what, clip.text.expose().to_owned())),
        _ => None,
    });
    let clips: Vec<_> = clips.collect();
    assert_eq!(clips.len(), 1);
    clips.into_iter().next().unwrap()
}

#[test]
fn the_result_is_copied_as_json_with_whose_it_is() {
    let mut harness = opened().keys("<ctrl-y>");
    assert!(harness.effects().is_empty());
    assert_says(&harness, "There is no result to copy yet.");
    harness = harness.keys(TARGET).tested("<enter>", Verdict::Timeout, SECOND).keys("<ctrl-y>");
    let of = |runner: &str, answer: &str| format!(r#"{{"account":"demo","runner":"{runner}","answer":{answer}}}"#);
    let json = of("a", r#"{"result":"TIMEOUT","host":"db.example","port":5432}"#);
    assert_eq!(copied(&mut harness), ("The result".to_owned(), json.clone()));
    harness = harness.keys("<tab> ").tested("<enter>", Verdict::NameNotFound, SECOND).keys("<ctrl-y>");
    assert_eq!(
        copied(&mut harness).1,
        of("this machine", r#"{"result":"NAME_NOT_FOUND","host":"db.example","port":5432}"#)
    );
    harness = harness.keys("<tab><ctrl-y>");
    assert_eq!(copied(&mut harness).1, json, "that under the bar");
    harness = harness.keys("<shift-tab>").untested("<enter>", &too_old()).keys("<ctrl-y>");
    assert!(harness.effects().is_empty(), "a failure is no result");
}

#[test]
fn several_results_are_copied_with_their_runners() {
    let runners = vec![runner("a \"x\""), runner("b"), runner("c").status("paused")];
    let harness = Harness::sized(80, 24).fleet(runners).keys("*t").keys(TARGET);
    let mut harness = harness.tested("<enter>", Verdict::Success, SECOND).keys("<ctrl-y>");
    let answer = r#"{"result":"SUCCESS","host":"db.example","port":5432}"#;
    let expected = format!(
        "[{{\"account\":\"demo\",\"runner\":\"a \\\"x\\\"\",\"answer\":{answer}}},\n{{\"account\":\"demo\",\"runner\":\"b\",\"answer\":{answer}}}]"
    );
    assert_eq!(copied(&mut harness).1, expected);
}

#[test]
fn a_runner_that_is_too_old_is_to_be_updated() {
    let old = || vec![runner("a").update("11.171.0")];
    let harness = form(old(), 80, 24).keys(TARGET).untested("<enter>", &too_old());
    assert_says(&harness, "Update the runner to the latest version, 11.214.0; it reports");
    assert_says(&harness, "11.171.0.");
    let other = Cause::Refused(problem(400, "Bad Request"));
    assert_does_not_say(&form(old(), 80, 24).keys(TARGET).untested("<enter>", &other), "Update the runner");
}

#[test]
fn a_test_that_was_not_made_says_what_would_help() {
    for (cause, words) in [
        (Cause::Forbidden(problem(403, "Forbidden")), "needs the role Super Admin or Admin"),
        (Cause::NotFound(problem(404, "Not Found")), "may not know"),
        (Cause::Server(problem(503, "Service Unavailable")), "The result of the connection is not known."),
        (Cause::TimedOut(SECOND * 30), "The result of the connection is not known."),
        (Cause::Refused(problem(409, "Conflict")), "Conflict (409)"),
    ] {
        let harness = opened().keys(TARGET).untested("<enter>", &cause);
        assert_says(&harness, "? no result");
        assert_says(&harness, words);
        assert_does_not_say(&harness, "it is not sent again");
    }
    let gone = opened().keys(TARGET).keys("<enter>").only(vec![runner("b")]);
    let gone = gone.untested("", &Cause::NotFound(problem(404, "Not Found")));
    assert_says(&gone, "The runner is not there any more.");
}

fn nine() -> Vec<Runner> {
    let status = |number| if number == 2 || number == 6 { "paused" } else { "running" };
    (1..=9).map(|number| runner(&number.to_string()).status(status(number))).collect()
}

#[test]
fn of_several_runners_at_most_four_test_at_a_time_and_in_order() {
    let mut harness = Harness::sized(80, 40).fleet(nine()).keys("*t").keys(TARGET).keys("<enter>");
    let mut under_way = harness.asked();
    let whom = |tests: &[Asked]| -> Vec<String> { tests.iter().map(|test| test.whom().to_owned()).collect() };
    assert_eq!(whom(&under_way), ["id-1", "id-3", "id-4", "id-5"], "without the one that does not run");
    let mut order = whom(&under_way);
    // The last one that was asked answers first.
    while let Some(test) = under_way.pop() {
        harness = harness.after(SECOND).send(test.with(Verdict::Success, SECOND));
        let next = harness.asked();
        assert!(next.len() <= 1 && under_way.len() + next.len() <= 4);
        order.extend(whom(&next));
        under_way.extend(next);
    }
    assert_eq!(order, ["id-1", "id-3", "id-4", "id-5", "id-7", "id-8", "id-9"]);
    assert_says(&harness, "✓ 7  2 not tested");
    let rows = |number: &str, words: &str| {
        harness.text().lines().any(|line| line.contains(&format!("│ {number}  ")) && line.contains(words))
    };
    assert!(rows("2", "not tested: Only a Running runner can test connections") && rows("9", "SUCCESS"));
}

#[test]
fn a_runner_is_looked_up_again_when_its_turn_comes() {
    let mut harness = Harness::sized(80, 40).fleet(nine()).keys("*t").keys(TARGET).keys("<enter>");
    let first = harness.asked().remove(0);
    let mut later = nine();
    later.retain(|runner| runner.name.raw() != "8");
    later[5] = runner("6");
    later[6] = runner("7").status("stopped");
    let mut harness = harness.only(later).send(first.with(Verdict::Success, SECOND));
    let next = harness.asked();
    assert_eq!(targets(&next), [("id-6", "db.example:5432")], "which runs by now");
    let mut harness = harness.send(next[0].with(Verdict::Success, SECOND));
    assert_eq!(targets(&harness.asked()), [("id-9", "db.example:5432")], "7 has stopped, 8 is gone");
    assert_says(&harness, "not tested: The runner is gone");
}

#[test]
fn stopping_stops_all_of_them_and_starts_no_more() {
    let mut harness = Harness::sized(80, 40).fleet(nine()).keys("*t").keys(TARGET).keys("<enter>");
    let tests = harness.asked();
    harness = harness.send(tests[0].with(Verdict::Success, SECOND));
    let next = harness.asked();
    harness = harness.keys("<ctrl-x>");
    let stopped: Vec<_> = [&tests[1], &tests[2], &tests[3], &next[0]]
        .map(|test| Effect::Account(AccountId::FIRST, Request::StopTest(test.ticket)))
        .into();
    let mut effects = harness.effects();
    effects.sort_by_key(|effect| {
        if let Effect::Account(AccountId::FIRST, Request::StopTest(ticket)) = effect { *ticket } else { u64::MAX }
    });
    assert_eq!(effects, stopped);
    harness = harness.send(tests[1].with(Verdict::Success, SECOND));
    assert_eq!(harness.effects(), vec![]);
    assert_says(&harness, "✓ 1  8 not tested");
    assert_eq!(harness.keys("<esc>").app.context(), Context::List);
}

#[test]
fn several_runners_test_once_from_this_machine_and_not_at_all_where_none_of_them_runs() {
    let mut harness = Harness::sized(80, 40).fleet(nine()).keys("*t").keys(TARGET).keys("<tab> <enter>");
    assert_eq!(targets(&harness.asked()), [("here", "db.example:5432")]);
    let paused: Vec<_> = nine().into_iter().map(|runner| runner.status("paused")).collect();
    let mut harness =
        Harness::sized(80, 40).fleet(nine()).keys("*t").keys(TARGET).fleet(paused.clone()).keys("<enter>");
    assert_eq!(harness.asked(), vec![]);
    assert_says(&harness, "None of these runners can be tested now. Nothing was sent.");
    let harness = Harness::sized(80, 40).fleet(paused).keys("*t");
    assert_eq!(harness.app.context(), Context::List);
    assert_says(&harness, "Only a Running runner can test connections");
}

#[test]
fn a_part_of_several_is_repeated_for_all_of_them() {
    let harness = Harness::sized(80, 40).fleet(vec![runner("a"), runner("b")]).keys("*t").keys(TARGET);
    let harness = harness.tested("<enter>", Verdict::Timeout, Duration::from_secs(30));
    let mut harness = harness.keys("<tab><tab><down><enter>");
    assert_eq!(targets(&harness.asked()), [("id-a", "db.example:5432"), ("id-b", "db.example:5432")]);
}

#[test]
fn kept_text_is_selected_so_that_what_is_typed_or_pasted_takes_its_place() {
    let kept = || opened().keys(TARGET).keys("<esc>t");
    assert_eq!(fields(&kept()), ("db.example".to_owned(), "5432".to_owned()));
    assert_eq!(fields(&kept().keys("other.example<tab>443")), ("other.example".to_owned(), "443".to_owned()));
    assert_eq!(fields(&kept().pasted("other.example:8443")), ("other.example".to_owned(), "8443".to_owned()));
    assert_eq!(
        fields(&kept().pasted("other.example").keys("<tab>").pasted("22")),
        ("other.example".to_owned(), "22".to_owned())
    );
    assert_eq!(fields(&kept().keys("<backspace>")).1, "5432");
    assert_does_not_say(&kept().keys("<backspace>"), "db.example");
    // Moving keeps it.
    assert_eq!(fields(&kept().keys("<end>.org")).0, "db.example.org");
    assert_eq!(fields(&kept().keys("<left>X")).0, "db.examplXe");
    let style = |harness: &Harness| {
        let text = harness.text();
        let (row, line) = text.lines().enumerate().find(|(_, line)| line.contains("Endpoint  db")).unwrap();
        let column = line.chars().position(|c| c == 'E').unwrap() + "Endpoint  ".len();
        harness.buffer()[(u16::try_from(column).unwrap(), u16::try_from(row).unwrap())].style()
    };
    assert_ne!(style(&kept()), style(&kept().keys("<end>")), "what is selected looks so");
}

#[test]
fn a_second_enter_during_a_test_tests_once_more_when_it_has_ended() {
    let mut harness = opened().keys(TARGET).keys("<enter>");
    let first = asked(&harness.effects());
    assert_eq!(first.len(), 1);
    harness = harness.keys("<enter><enter><enter>");
    assert_eq!(asked(&harness.effects()), vec![]);
    assert_says(&harness, "Another test of the same target follows this one.");
    harness = harness.send(first[0].with(Verdict::Success, SECOND));
    let second = asked(&harness.effects());
    assert_eq!(targets(&second), targets(&first));
    assert_does_not_say(&harness, "once more");
    harness = harness.send(second[0].with(Verdict::Success, SECOND));
    assert_eq!(asked(&harness.effects()), vec![], "once more, whatever was pressed");
    // A stop takes it back; closing the form ends nothing.
    for (key, tests) in [("<ctrl-x>", 0), ("<esc>", 1)] {
        let mut harness = opened().keys(TARGET).keys("<enter><enter>");
        let first = asked(&harness.effects());
        harness = harness.keys(key).send(first[0].with(Verdict::Success, SECOND));
        assert_eq!(asked(&harness.effects()).len(), tests, "{key}");
        assert_does_not_say(&harness, "once more");
    }
}
