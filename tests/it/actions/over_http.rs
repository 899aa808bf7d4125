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

#[tokio::test]
async fn five_of_which_one_is_refused_are_five_requests_in_order() {
    let answer = |request: &Request| match request.path() {
        "/dpc/v1/agents/r-3/commands" => problem_json(409, &json!({ "detail": "It is being updated." })),
        _ => Reply::status(202),
    };
    let fleet = || (1..=5).map(|number| listed(number, "running")).collect::<Vec<_>>();
    let server = control_plane("running", answer).await;
    let mut rig = Rig::against(server, fleet(), false).keys("*r").await;
    assert_eq!(rig.changes(), vec![]);
    rig.harness = rig.harness.fleet(fleet());
    let rig = rig.keys("Gy").await;
    let expected =
        (1..=5).map(|number| (format!("POST /agents/r-{number}/commands"), r#"{"command":"RESTART"}"#.to_owned()));
    assert_eq!(rig.changes(), expected.collect::<Vec<_>>());
    assert_tells(&rig.harness, "runner-3 Refused: It is being updated. (409)");
    assert_eq!(rig.harness.text().matches("  Accepted  ").count(), 4, "{}", rig.harness.text());
}

#[tokio::test]
async fn several_removals_are_one_request_each_and_a_broken_connection_is_not_tried_again() {
    let answer = |request: &Request| match request.path() {
        "/dpc/v1/agents/r-2" => Reply::reset(),
        _ => Reply::status(202),
    };
    let fleet = || (1..=3).map(|number| listed(number, "stopped")).collect::<Vec<_>>();
    let mut rig = Rig::against(control_plane("stopped", answer).await, fleet(), false).keys("*<ctrl-d>").await;
    rig.harness = rig.harness.fleet(fleet());
    rig = rig.keys("remove 3<enter>").await;
    // The first came before the line about what runs there stood still; the second continues, the third removes.
    for _ in 0..2 {
        rig.harness = rig.harness.after(SECOND * 2);
        rig = rig.keys("<enter>").await;
    }
    for _ in 0..5 {
        rig.harness = rig.harness.after(SECOND * 2);
        rig = rig.settled().await;
    }
    let lines: Vec<String> = rig.changes().into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, ["DELETE /agents/r-1", "DELETE /agents/r-2", "DELETE /agents/r-3"]);
    assert_tells(&rig.harness, "runner-2 No answer: may have arrived");
}

#[tokio::test]
async fn read_only_nothing_that_changes_is_on_the_wire() {
    for deed in DEEDS {
        let server = control_plane(deed.status, |_| Reply::status(500)).await;
        let rig = Rig::against(server, vec![listed(1, deed.status)], true).keys(deed.keys).await.keys("y<enter>").await;
        assert_eq!(rig.changes(), vec![], "{}", deed.keys);
    }
}
