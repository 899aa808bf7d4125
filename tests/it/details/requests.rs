//! How many requests the details cost, counted by a server.

use super::over_http::{RUNNER, not_done};
use super::rig::{Rig, runner_json};
use super::*;
use crate::support::http::Reply;

async fn opened_with(projects: usize) -> Rig {
    Rig::of(runner_json(), projects, not_done(Reply::status(500)), false).await.keys("<enter>").await
}

fn is_of_work(line: &str) -> bool {
    line.contains("executions") || line.contains("events")
}

fn without_work(rig: &Rig) -> Vec<String> {
    rig.lines().into_iter().filter(|line| !is_of_work(line)).collect()
}

#[tokio::test]
async fn each_tab_costs_what_it_shows() {
    let list = "GET /agents/r-1/allowlist";
    let projects = "GET /projects?page=0&size=100";
    let parts: Vec<String> = (0..2)
        .flat_map(|number| ["environments", "schedules", "streaming-pipelines"].map(|part| (number, part)))
        .map(|(number, part)| format!("GET /projects/00000000-0000-4000-8000-{number:012}/{part}?page=0&size=100"))
        .collect();
    let of_usage = || [vec![projects.to_owned()], parts.clone()].concat();
    for (tab, more) in [
        ("1", vec![]),
        ("2", vec![]),
        ("3", vec![]),
        ("4", vec![]),
        ("5", [vec![list.to_owned()], of_usage()].concat()),
        ("6", of_usage()),
        ("7", vec![]),
    ] {
        // What runs, and audit events, are asked for with times and tokens of paging: counted apart.
        let apart = usize::from(matches!(tab, "6" | "7"));
        let rig = opened_with(2).await.keys(tab).await;
        let of_work = rig.lines().iter().filter(|line| is_of_work(line)).count();
        assert_eq!(of_work, apart, "tab {tab}: {:?}", rig.lines());
        let (mut asked, mut expected) = (without_work(&rig), [vec![RUNNER.to_owned()], more].concat());
        asked.sort();
        expected.sort();
        assert_eq!(asked, expected, "tab {tab}");
    }
    let rig = opened_with(2).await.keys("1234567").await.keys("7654321").await;
    assert_eq!(without_work(&rig).len(), 9, "all tabs, to and fro: {:?}", rig.lines());
    assert_eq!(rig.server.requests_for(crate::api::TOKEN_PATH).len(), 1, "one token");
}

#[tokio::test]
async fn thirty_projects_are_ninety_one_requests_for_all_runners() {
    let rig = opened_with(30).await.keys("6").await;
    assert_says(&rig.harness, "Default runner of 30 environments:");
    assert_says(&rig.harness, "30 projects read just now");
    assert_eq!(without_work(&rig).len(), 1 + 91);
    let rig = rig.keys("5").await.keys("6<esc>").await.keys("<enter>6").await;
    let [runner, list] =
        [RUNNER, "GET /agents/r-1/allowlist"].map(|wanted| rig.lines().iter().filter(|line| *line == wanted).count());
    assert_eq!((without_work(&rig).len() - runner - list, runner, list), (91, 2, 1), "the projects are read once");
}

#[tokio::test]
async fn a_reading_that_is_stopped_asks_no_further() {
    let rig = opened_with(30).await.hasty_keys("6");
    rig.server.until(|seen| seen.requests >= 10).await;
    let rig = rig.keys("s").await;
    assert!(rig.lines().len() < 92, "{} requests", rig.lines().len());
    assert_says(&rig.harness, "Press ctrl-r to begin again");
    let rig = rig.keys("<ctrl-r>").await;
    assert_says(&rig.harness, "Default runner of 30 environments:");
}

#[tokio::test]
async fn the_json_is_one_request_and_shows_what_came() {
    let rig = opened_with(2).await.keys("y").await;
    assert_eq!(rig.lines(), [RUNNER, RUNNER]);
    assert_says(&rig.harness, "\"agentStatus\": \"running\"");
    let rig = rig.keys("<esc>").await;
    assert_does_not_say(&rig.harness, "agentStatus");
}
