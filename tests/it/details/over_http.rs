//! The journeys that change something, over real HTTP: the exact request, once, and what the screen makes of each answer.

use serde_json::{Value, json};

use super::rig::{Answer, FINANCE, ORDERS, Rig, runner_json};
use super::*;
use crate::actions::assert_tells;
use crate::support::fixtures::SECOND;
use crate::support::http::Reply;

pub(super) const RUNNER: &str = "GET /agents/r-1";
const LIST: &str = "GET /agents/r-1/allowlist";

/// An edit: what the runner is before it, the keys, the request and its body, and what is read afterwards.
struct Edit {
    before: Value,
    keys: &'static str,
    line: String,
    body: String,
    read: &'static str,
}

fn with(field: &str, value: Value) -> Value {
    let mut runner = runner_json();
    runner[field] = value;
    runner
}

fn of_stable() -> Value {
    let mut runner = runner_json();
    runner["versionDetails"]["trackName"] = json!("stable");
    runner
}

impl Edit {
    /// The details of the runner as it is before, on the tab of the edit, with all that it needs read.
    async fn open(&self, answer: Answer) -> Rig {
        let tab = if self.keys.starts_with('5') { "5" } else { "" };
        Rig::open(self.before.clone(), answer).await.keys(tab).await
    }

    /// After its keys, and the answer to them.
    async fn made(&self, answer: Answer) -> Rig {
        self.open(answer).await.keys(self.keys).await
    }

    /// The keys that lead back to the page after it.
    fn leave(&self) -> &'static str {
        if self.keys.contains('+') { "<esc><esc><esc>" } else { "<esc>" }
    }

    fn request(&self) -> Vec<(String, String)> {
        vec![(self.line.clone(), self.body.clone())]
    }
}

/// Every edit that the details offer.
fn edits() -> Vec<Edit> {
    let setting = |before, keys, body: &str| Edit {
        before,
        keys,
        line: "PATCH /agents/r-1".to_owned(),
        body: body.to_owned(),
        read: RUNNER,
    };
    let list = |keys, line: String, body: String| Edit {
        before: runner_json(),
        keys,
        line: line.replace("LIST", "/agents/r-1/allowlist"),
        body,
        read: LIST,
    };
    let usual = runner_json;
    vec![
        setting(usual(), "<enter><ctrl-u>EU \"1\"<enter>y", r#"{"name":"EU \"1\""}"#),
        setting(usual(), "j<enter><ctrl-u>Für 東京<enter>y", r#"{"description":"Für 東京"}"#),
        setting(usual(), "j<enter><ctrl-u><enter>y", r#"{"description":""}"#),
        setting(usual(), "uy", r#"{"enableAutoUpdates":false}"#),
        setting(with("enableAutoUpdates", json!(false)), "u<tab><enter>", r#"{"enableAutoUpdates":true}"#),
        setting(usual(), "/version track<enter><enter>y", r#"{"trackName":"STABLE"}"#),
        setting(of_stable(), "/version track<enter><enter>y", r#"{"trackName":"CURRENT"}"#),
        setting(usual(), "5<enter>y", r#"{"restrictedAccess":true}"#),
        setting(with("restrictedAccess", json!(true)), "5<enter>y", r#"{"restrictedAccess":false}"#),
        list(
            "5+orders<enter><pgdn><enter>y",
            "PATCH LIST".to_owned(),
            json!({ "projects": { ORDERS: {} } }).to_string(),
        ),
        list(
            "5+orders<enter>new one<enter>y",
            "PATCH LIST".to_owned(),
            json!({ "projects": { ORDERS: { "environments": ["new one"] } } }).to_string(),
        ),
        list("5jj<down>-y", format!("DELETE LIST?projectId={ORDERS}&environmentName=prod"), String::new()),
        list("5j-y", format!("DELETE LIST?projectId={FINANCE}"), String::new()),
        list("5Ey", "PUT LIST".to_owned(), r#"{"projects":{}}"#.to_owned()),
    ]
}

fn done(reply: Reply) -> Answer {
    Answer { reply, is_done: true }
}

pub(super) fn not_done(reply: Reply) -> Answer {
    Answer { reply, is_done: false }
}

fn problem_json(status: u16, rest: &Value) -> Answer {
    let mut problem = json!({ "title": "Scripted", "status": status });
    problem.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    not_done(Reply::of_type(status, "application/problem+json", problem.to_string()))
}

#[tokio::test]
async fn every_edit_is_one_request_and_is_read_until_it_shows() {
    for reply in [
        Reply::status(202),
        Reply::json(200, r#"{"agentId":"another"}"#),
        Reply::raw("HTTP/1.1 204 No Content\r\n\r\n"),
    ] {
        for edit in edits() {
            let rig = edit.made(done(reply.clone())).await;
            assert_eq!(rig.changes(), edit.request(), "after {}", edit.keys);
            assert_eq!(rig.lines_after_the_change(), [edit.read], "after {}", edit.keys);
            assert_says(&rig.harness, " change finished: ");
            let rig = rig.keys("7").await;
            assert_says(&rig.harness, "Finished after 0s: ");
            assert_does_not_say(&rig.harness, "asked for");
        }
    }
}

#[tokio::test]
async fn what_is_accepted_and_not_carried_out_yet_is_waited_for() {
    for edit in edits() {
        let mut rig = edit.made(not_done(Reply::status(202))).await;
        assert_says(&rig.harness, " change requested.");
        assert_does_not_say(&rig.harness, " change finished: ");
        for _ in 0..2 {
            rig.harness = rig.harness.after(SECOND * 2);
            rig = rig.settled().await;
        }
        assert_eq!(rig.changes(), edit.request(), "after {}", edit.keys);
        assert_eq!(rig.lines_after_the_change(), [edit.read; 3], "after {}", edit.keys);
        assert_says(&rig.harness, "↻ Requested");
    }
}

#[tokio::test]
async fn violations_stand_beside_what_was_asked_and_the_input_is_kept() {
    for edit in edits() {
        let answer = problem_json(400, &json!({ "detail": "Failed", "violations": ["rule one", "rule two"] }));
        let rig = edit.made(answer).await;
        for words in ["Failed (400)", "rule one", "rule two"] {
            assert_says(&rig.harness, words);
        }
        assert_eq!(rig.changes(), edit.request(), "after {}", edit.keys);
        assert_eq!(rig.lines_after_the_change(), Vec::<String>::new(), "nothing was changed, and nothing is read");
        if let Some(typed) = edit.keys.split("<ctrl-u>").nth(1).and_then(|rest| rest.strip_suffix("<enter>y")) {
            assert_says(&rig.harness, &format!("│ {typed}"));
        }
        let rig = rig.keys(edit.leave()).await.keys("7").await;
        assert_says(&rig.harness, "Refused: ");
    }
}

#[tokio::test]
async fn a_refused_name_can_be_mended_and_sent_again() {
    let answer = problem_json(400, &json!({ "violations": ["name: must be unique"] }));
    let rig = Rig::open(runner_json(), answer).await.keys("<enter><ctrl-u>EU 1<enter>y").await;
    assert_says(&rig.harness, "│ EU 1 ");
    let rig = rig.keys("2<enter>y").await;
    let bodies: Vec<String> = rig.changes().into_iter().map(|(_, body)| body).collect();
    assert_eq!(bodies, [r#"{"name":"EU 1"}"#, r#"{"name":"EU 12"}"#]);
}

#[tokio::test]
async fn a_403_names_the_role() {
    for edit in edits() {
        let rig = edit.made(problem_json(403, &json!({}))).await;
        assert_says(&rig.harness, "Super Admin or Admin");
        assert_eq!(rig.changes().len(), 1);
        assert_eq!(rig.lines_after_the_change(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_404_says_that_the_runner_is_gone_or_may_be() {
    for edit in edits() {
        let rig = edit.made(problem_json(404, &json!({}))).await;
        let is_of_list = edit.read == LIST;
        let words =
            if is_of_list { "The runner, the project or the environment" } else { "The runner is not there any more." };
        assert_says(&rig.harness, words);
        assert_eq!(rig.changes().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_broke_leaves_it_open_and_the_runner_is_read() {
    for reply in [Reply::reset(), Reply::raw("HTTP/1.1 202 Acc").then_close(), Reply::status(504)] {
        for edit in edits() {
            let mut rig = edit.made(not_done(reply.clone())).await;
            assert_tells(&rig.harness, "The request may have arrived or not.");
            assert_eq!(rig.lines_after_the_change(), [edit.read], "after {}", edit.keys);
            for _ in 0..3 {
                rig.harness = rig.harness.after(SECOND * 2);
                rig = rig.settled().await;
            }
            assert_eq!(rig.changes(), edit.request(), "once, whatever happens: {}", edit.keys);
            assert_eq!(rig.lines_after_the_change(), [edit.read; 4]);
            let rig = rig.keys(edit.leave()).await;
            assert_says(&rig.harness, "↻ Requested");
        }
    }
}

#[tokio::test]
async fn what_was_carried_out_although_the_connection_broke_is_found_out() {
    for edit in edits() {
        let rig = edit.made(done(Reply::reset())).await;
        assert_eq!(rig.changes(), edit.request(), "after {}", edit.keys);
        assert_says(&rig.harness, "No answer came");
        let rig = rig.keys(edit.leave()).await.keys("7").await;
        assert_says(&rig.harness, "Finished after ");
        assert_says(&rig.harness, "No answer, may have arrived: ");
        assert_does_not_say(&rig.harness, "Refused: ");
    }
}

#[tokio::test]
async fn keys_that_are_pressed_while_the_answer_is_on_its_way_send_nothing_more() {
    for edit in edits() {
        let rig = edit.open(done(Reply::status(202))).await;
        let rig = rig.hasty_keys(edit.keys).hasty_keys("yyy").settled().await;
        assert_eq!(rig.changes(), edit.request(), "after {}", edit.keys);
    }
}

#[tokio::test]
async fn read_only_nothing_but_reading_is_on_the_wire() {
    for edit in edits() {
        let rig = Rig::of(edit.before, 2, not_done(Reply::status(500)), true).await.keys("<enter>").await;
        let rig = rig.keys(edit.keys.split("<ctrl-u>").next().unwrap()).await;
        assert_eq!(rig.changes(), vec![], "after {}", edit.keys);
    }
}
