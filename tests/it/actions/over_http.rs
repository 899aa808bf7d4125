//! Actions over real HTTP: the exact request, once, and what the screen makes of each answer.

use serde_json::json;

use super::*;
use crate::api::signing_in;
use crate::details::rig::{Rig, runner_json};
use crate::support::http::{Reply, Request};

/// An action of the runner `r-1`: its status before, the keys that ask, the request and its body.
struct Deed {
    status: &'static str,
    keys: &'static str,
    line: &'static str,
    body: &'static str,
}

const POST: &str = "POST /agents/r-1/commands";

const DEEDS: [Deed; 4] = [
    Deed { status: "running", keys: "r", line: POST, body: r#"{"command":"RESTART"}"# },
    Deed { status: "running", keys: "p", line: POST, body: r#"{"command":"PAUSE"}"# },
    Deed { status: "paused", keys: "p", line: POST, body: r#"{"command":"RESUME"}"# },
    Deed { status: "stopped", keys: "<ctrl-d>", line: "DELETE /agents/r-1", body: "" },
];

/// The details of `r-1` to `r-5`, and `answer` to everything that changes something.
async fn control_plane(
    status: &'static str,
    answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> crate::support::http::Server {
    signing_in(move |request| match (request.method.as_str(), request.path().strip_prefix("/dpc/v1/agents/")) {
        ("GET", Some(id)) => {
            let mut runner = runner_json();
            runner["agentId"] = json!(id);
            runner["agentStatus"] = json!(status);
            Reply::json(200, runner.to_string())
        }
        ("GET", None) => Reply::json(200, r#"{"page":0,"size":100,"total":0,"results":[]}"#),
        _ => answer(request),
    })
    .await
}

fn listed(number: usize, status: &str) -> Runner {
    let name = if number == 1 { NAME.to_owned() } else { format!("runner-{number}") };
    Runner { id: RunnerId::new(&format!("r-{number}")), ..runner(&name).status(status) }
}

impl Deed {
    /// The list with the runner alone, and the question open and read.
    async fn asked(&self, answer: Reply) -> Rig {
        let server = control_plane(self.status, move |_| answer.clone()).await;
        Rig::against(server, vec![listed(1, self.status)], false).keys(self.keys).await
    }

    /// After its answer, and what came of it.
    async fn done(&self, answer: Reply) -> Rig {
        let mut rig = self.asked(answer).await;
        if self.keys != "<ctrl-d>" {
            return rig.keys("y").await;
        }
        rig = rig.keys(NAME).await.keys("<enter>").await;
        rig.harness = rig.harness.after(SECOND * 2);
        rig.keys("<enter>").await
    }

    fn request(&self) -> Vec<(String, String)> {
        vec![(self.line.to_owned(), self.body.to_owned())]
    }
}

fn problem_json(status: u16, rest: &serde_json::Value) -> Reply {
    let mut problem = json!({ "title": "Scripted", "status": status });
    problem.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    Reply::of_type(status, "application/problem+json", problem.to_string())
}

const READ: &str = "GET /agents/r-1";

#[tokio::test]
async fn every_action_reads_the_runner_then_sends_one_request_and_reads_again() {
    for deed in DEEDS {
        for reply in
            [Reply::status(202), Reply::json(200, r#"{"anything":1}"#), Reply::raw("HTTP/1.1 204 No Content\r\n\r\n")]
        {
            let rig = deed.asked(reply.clone()).await;
            assert_eq!(rig.lines().iter().filter(|line| *line == READ).count(), 1, "{}", deed.keys);
            assert_eq!(rig.changes(), vec![], "{}", deed.keys);
            let mut rig = deed.done(reply.clone()).await;
            assert_eq!(rig.changes(), deed.request());
            assert_eq!(rig.lines_after_the_change(), [READ], "{}", deed.body);
            assert_says(&rig.harness, " requested. Waiting for ");
            for _ in 0..2 {
                rig.harness = rig.harness.after(SECOND * 2);
                rig = rig.settled().await;
            }
            assert_eq!((rig.changes(), rig.lines_after_the_change()), (deed.request(), vec![READ.to_owned(); 3]));
        }
    }
}

#[tokio::test]
async fn a_400_and_a_409_show_the_control_planes_words_and_nothing_is_read() {
    for deed in DEEDS {
        for status in [400, 409, 422] {
            let detail = "The agent must be running to be restarted, it is stopped.";
            let reply = problem_json(status, &json!({ "detail": detail, "violations": ["rule one", "rule two"] }));
            let rig = deed.done(reply).await;
            for words in [detail, &format!("({status})"), "rule one", "rule two"] {
                assert_tells(&rig.harness, words);
            }
            assert_eq!((rig.changes(), rig.lines_after_the_change()), (deed.request(), vec![]));
        }
    }
}

#[tokio::test]
async fn a_403_names_the_role_and_a_404_says_that_the_runner_is_gone() {
    for deed in DEEDS {
        for (status, words) in
            [(403, "needs the role Super Admin or Admin"), (404, "The runner is not there any more.")]
        {
            let rig = deed.done(problem_json(status, &json!({}))).await;
            assert_tells(&rig.harness, words);
            assert_eq!((rig.changes(), rig.lines_after_the_change()), (deed.request(), vec![]));
        }
    }
}

#[tokio::test]
async fn a_connection_that_broke_is_told_as_not_known_and_only_read() {
    for reply in [Reply::reset(), Reply::raw("HTTP/1.1 202 Acc").then_close(), Reply::status(504)] {
        for deed in DEEDS {
            let mut rig = deed.done(reply.clone()).await;
            assert_tells(&rig.harness, "The request may have arrived or not.");
            assert_eq!(rig.lines_after_the_change(), [READ], "{}", deed.body);
            for _ in 0..40 {
                rig.harness = rig.harness.after(SECOND * 2);
                rig = rig.settled().await;
            }
            assert_eq!(rig.changes(), deed.request(), "once, whatever happens");
            assert!(rig.lines_after_the_change().iter().all(|line| line == READ));
        }
    }
}

#[tokio::test]
async fn keys_that_are_pressed_while_the_answer_is_on_its_way_send_nothing_more() {
    for deed in DEEDS.iter().take(3) {
        let rig = deed.asked(Reply::status(202)).await;
        let rig = rig.hasty_keys("y").hasty_keys("yyy<enter><tab><enter>").settled().await;
        assert_eq!(rig.changes(), deed.request());
    }
}

/// A control plane whose runners are seen away once after a restart was accepted, and are gone after a removal.
async fn living(status: &'static str, refused: &'static str, reply: Reply) -> crate::support::http::Server {
    let changed = std::sync::Mutex::new(std::collections::HashMap::<String, bool>::new());
    signing_in(move |request| {
        let path = request.path().strip_prefix("/dpc/v1/agents/").unwrap_or_default();
        let id = path.trim_end_matches("/commands").to_owned();
        let mut changed = changed.lock().unwrap();
        if id.is_empty() {
            return Reply::json(200, r#"{"page":0,"size":100,"total":0,"results":[]}"#);
        }
        if request.method != "GET" {
            if id == refused {
                return reply.clone();
            }
            changed.insert(id, request.method == "DELETE");
            return Reply::status(202);
        }
        let mut runner = runner_json();
        runner["agentId"] = json!(id);
        runner["name"] = json!(id.replace("r-", "runner-"));
        runner["agentStatus"] = json!(status);
        match changed.get(&id) {
            Some(true) => return Reply::status(404),
            Some(false) => {
                changed.remove(&id);
                runner["agentStatus"] = json!("stopped");
            }
            None => {}
        }
        Reply::json(200, runner.to_string())
    })
    .await
}

/// Time passes, and what is due is read, until nothing is sent any more.
async fn turns(mut rig: Rig) -> Rig {
    for _ in 0..30 {
        rig.harness = rig.harness.after(SECOND * 2);
        rig = rig.settled().await;
    }
    rig
}

fn numbered(count: usize, status: &str) -> Vec<Runner> {
    let of = |number| Runner { id: RunnerId::new(&format!("r-{number}")), ..runner(&format!("runner-{number}")) };
    (1..=count).map(|number| of(number).status(status)).collect()
}

#[tokio::test]
async fn five_of_which_one_is_refused_are_five_requests_in_order() {
    let reply = problem_json(409, &json!({ "detail": "It is being updated." }));
    let mut rig = Rig::against(living("running", "r-3", reply).await, numbered(5, "running"), false).keys("*r").await;
    assert_eq!(rig.changes(), vec![]);
    rig.harness = rig.harness.fleet(numbered(5, "running"));
    // No pause between two.
    let rig = rig.keys("ojjh<esc>").await.keys("Gy").await;
    let request = |number| (format!("POST /agents/r-{number}/commands"), r#"{"command":"RESTART"}"#.to_owned());
    assert_eq!(rig.changes(), [request(1)], "one at a time");
    let rig = turns(rig).await;
    assert_eq!(rig.changes(), (1..=3).map(request).collect::<Vec<_>>(), "the refusal halts the rest");
    assert_tells(&rig.harness, "runner-3 Refused: It is being updated. (409)");
    let rig = turns(rig.keys("c").await).await;
    assert_eq!(rig.changes(), (1..=5).map(request).collect::<Vec<_>>());
    assert_tells(&rig.harness, "Restart of 5 runners: 4 back, 1 refused");
}

#[tokio::test]
async fn several_removals_are_one_request_each_and_a_broken_connection_is_not_tried_again() {
    let server = living("stopped", "r-2", Reply::reset()).await;
    let mut rig = Rig::against(server, numbered(3, "stopped"), false).keys("*<ctrl-d>").await;
    rig.harness = rig.harness.fleet(numbered(3, "stopped"));
    rig = rig.keys("<tab>jjh<esc>").await.keys("remove 3").await;
    for _ in 0..2 {
        rig.harness = rig.harness.after(SECOND * 2);
        rig = rig.keys("<enter>").await;
    }
    rig = turns(rig).await;
    let lines = |rig: &Rig| rig.changes().into_iter().map(|(line, _)| line).collect::<Vec<_>>();
    assert_eq!(lines(&rig), ["DELETE /agents/r-1"], "it is to be gone first");
    rig.harness = rig.harness.only(numbered(3, "stopped").split_off(1));
    rig = turns(rig).await;
    assert_tells(&rig.harness, "runner-2 No answer: may have arrived");
    rig = turns(rig.keys("c").await).await;
    assert_eq!(lines(&rig), ["DELETE /agents/r-1", "DELETE /agents/r-2", "DELETE /agents/r-3"]);
}

#[tokio::test]
async fn read_only_nothing_that_changes_is_on_the_wire() {
    for deed in DEEDS {
        let server = control_plane(deed.status, |_| Reply::status(500)).await;
        let rig = Rig::against(server, vec![listed(1, deed.status)], true).keys(deed.keys).await.keys("y<enter>").await;
        assert_eq!(rig.changes(), vec![], "{}", deed.keys);
    }
}
