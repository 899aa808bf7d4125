//! The state, the performer and a control plane over real HTTP in one: keys in, requests and frames out.

use std::sync::{Arc, Mutex};
use trackside::account::{News, Request as Wanted, WorkPart};
use trackside::domain::AccountId;

use serde_json::{Map, Value, json};
use tokio::runtime::Handle;
use tokio::sync::{SetOnce, mpsc};
use trackside::api::{Client, SharedClient};
use trackside::runtime::performer::{Performer, Task};
use trackside::runtime::tasks::{TaskEnd, Tasks};
use trackside::tui::effect::Effect;

use crate::api::{api_requests, settings, signing_in};
use crate::support::Harness;
use crate::support::http::{Reply, Request, Server};
use crate::support::journal::{Kept, memory};
use crate::support::patience::Patience;

/// What a control plane answers to a call that changes something, and whether it carries it out.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) reply: Reply,
    pub(super) is_done: bool,
}

/// What the scripted control plane holds: one runner with its allow list, and some projects.
struct Account {
    runner: Value,
    allow_list: Map<String, Value>,
    projects: usize,
}

/// A program without a terminal, against a control plane that a test can look into.
pub(crate) struct Rig {
    pub(crate) harness: Harness,
    pub(crate) server: Server,
    performer: Performer,
    tasks: Tasks<Task>,
    news: mpsc::Receiver<News>,
    _journal: Kept,
}

pub(super) const FINANCE: &str = "00000000-0000-4000-8000-000000000000";
pub(super) const ORDERS: &str = "00000000-0000-4000-8000-000000000001";

/// The runner's answer at the beginning.
pub(crate) fn runner_json() -> Value {
    json!({
        "agentId": "r-1", "name": "maia-prod-eu-1", "description": "Nightly", "agentStatus": "running",
        "agentType": "data_productivity_cloud", "cloudProvider": "aws", "deployment": "fargate", "connected": true,
        "enableAutoUpdates": true, "restrictedAccess": false,
        "versionDetails": { "agentVersion": "1", "agentUpdateAvailable": false, "support": "SUPPORTED",
            "trackName": "current", "trackVersion": "1", "trackReleaseDate": "2026-01-01T00:00:00.000Z" }
    })
}

impl Account {
    fn reply(&mut self, request: &Request) -> Reply {
        let path = request.path().trim_start_matches("/dpc/v1");
        let page = |results: Vec<Value>| {
            let total = results.len();
            Reply::json(200, json!({ "page": 0, "size": 100, "total": total, "results": results }).to_string())
        };
        match path {
            "/agents/r-1" => Reply::json(200, self.runner.to_string()),
            "/agents/r-1/allowlist" => {
                Reply::json(200, json!({ "projects": { "projects": self.allow_list } }).to_string())
            }
            "/projects" => page((0..self.projects).map(project).collect()),
            _ if path.ends_with("/environments") => page(vec![
                json!({ "name": "prod", "defaultAgentId": "r-1" }),
                json!({ "name": "uat", "defaultAgentId": "r-2" }),
            ]),
            _ if path.ends_with("/schedules") || path.ends_with("/streaming-pipelines") => page(vec![]),
            _ => Reply::status(404),
        }
    }

    /// Does what a request says, as the documented calls do.
    fn carry_out(&mut self, request: &Request) {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        match (request.method.as_str(), request.path().ends_with("/allowlist")) {
            ("PATCH", false) => {
                for (field, value) in body.as_object().unwrap() {
                    if field == "trackName" {
                        self.runner["versionDetails"]["trackName"] = value.as_str().unwrap().to_lowercase().into();
                    } else {
                        self.runner[field] = value.clone();
                    }
                }
            }
            ("PATCH", true) => self.allow_list.extend(body["projects"].as_object().unwrap().clone()),
            ("PUT", true) => self.allow_list.clone_from(body["projects"].as_object().unwrap()),
            ("DELETE", true) => {
                let project = request.query("projectId").unwrap();
                match request.query("environmentName") {
                    None => drop(self.allow_list.remove(&project)),
                    Some(name) => {
                        let names = self.allow_list[&project]["environments"].as_array_mut().unwrap();
                        names.retain(|listed| *listed != name);
                    }
                }
            }
            other => panic!("{other:?} is not scripted"),
        }
    }
}

fn project(number: usize) -> Value {
    let name = match number {
        0 => "Finance".to_owned(),
        1 => "Orders".to_owned(),
        number => format!("Project {number:03}"),
    };
    json!({ "id": format!("00000000-0000-4000-8000-{number:012}"), "name": name })
}

/// A control plane that answers each changing call with `answer`.
async fn control_plane(runner: Value, projects: usize, answer: Answer) -> Server {
    let allow_list = json!({ FINANCE: {}, ORDERS: { "environments": ["prod", "uat"] } });
    let account = Account { runner, allow_list: allow_list.as_object().unwrap().clone(), projects };
    let account = Mutex::new(account);
    signing_in(move |request| {
        let mut account = account.lock().unwrap();
        if request.method == "GET" {
            return account.reply(request);
        }
        if answer.is_done {
            account.carry_out(request);
        }
        answer.reply.clone()
    })
    .await
}

impl Rig {
    /// The details of the runner `r-1`, just opened, with its details read.
    pub(super) async fn open(runner: Value, answer: Answer) -> Self {
        Self::of(runner, 2, answer, false).await.keys("<enter>").await
    }

    /// The list with that runner, before anything of it was read.
    pub(super) async fn of(runner: Value, projects: usize, answer: Answer, read_only: bool) -> Self {
        let server = control_plane(runner, projects, answer).await;
        let listed = trackside::domain::Runner {
            id: trackside::domain::RunnerId::new("r-1"),
            ..crate::support::fixtures::runner("maia-prod-eu-1")
        };
        Self::against(server, vec![listed], read_only)
    }

    /// The list with these runners, against a control plane of the test's own.
    pub(crate) fn against(server: Server, listed: Vec<trackside::domain::Runner>, read_only: bool) -> Self {
        use trackside::options::ThemeName;
        use trackside::tui::ui::Symbols;
        let client = SharedClient::new(SetOnce::new());
        client.set(Client::new(settings(&server), read_only).unwrap()).unwrap();
        let (sender, news) = mpsc::channel(16);
        let journal = memory();
        let performer = Performer::new(Arc::clone(&client), sender, journal.writer());
        let harness = Harness::with(80, 24, ThemeName::Ansi, &Symbols::UNICODE, read_only).fleet(listed);
        Self { harness, server, performer, tasks: Tasks::new(Handle::current()), news, _journal: journal }
    }

    /// Keys, one after the other as a hand presses them: each effect is performed, and its answer taken, before the
    /// next key.
    pub(crate) async fn keys(mut self, keys: &str) -> Self {
        self.harness = self.harness.keys(keys);
        self.settled().await
    }

    /// What happens without waiting for any answer.
    pub(crate) fn hasty_keys(mut self, keys: &str) -> Self {
        self.harness = self.harness.keys(keys);
        self.perform_all();
        self
    }

    /// Performs and answers until nothing is under way any more.
    pub(crate) async fn settled(mut self) -> Self {
        let mut patience = Patience::until("nothing is under way any more");
        loop {
            patience.turn();
            self.perform_all();
            tokio::select! {
                biased;
                message = self.news.recv() => self.harness = self.harness.news(message.unwrap()),
                end = self.tasks.next_end() => match end {
                    Some(end) => assert!(matches!(end, TaskEnd::Done), "{end:?}"),
                    None => match self.news.try_recv() {
                        Ok(message) => self.harness = self.harness.news(message),
                        Err(_) => return self,
                    },
                },
            }
        }
    }

    fn perform_all(&mut self) {
        for effect in self.harness.effects() {
            match effect {
                Effect::Account(AccountId::FIRST, Wanted::ReadDetails(id, priority)) => {
                    self.performer.read_details(id, priority, &mut self.tasks);
                }
                Effect::Account(AccountId::FIRST, Wanted::ReadJson(id)) => {
                    self.performer.read_json(id, &mut self.tasks);
                }
                Effect::Account(AccountId::FIRST, Wanted::ReadAllowList(id)) => {
                    self.performer.read_allow_list(id, &mut self.tasks);
                }
                Effect::Account(AccountId::FIRST, Wanted::ReadWork(part)) => {
                    self.performer.read_work(part, &mut self.tasks);
                }
                Effect::Account(AccountId::FIRST, Wanted::StopWork) => self.performer.stop(&WorkPart::Projects),
                Effect::Account(AccountId::FIRST, Wanted::Change { ticket, id, change, note, age }) => {
                    self.performer.change((ticket, id), change, (note, age), &mut self.tasks);
                }
                Effect::Account(AccountId::FIRST, Wanted::TakeBack(ticket)) => self.performer.take_back(ticket),
                Effect::WatchForRest | Effect::Account(AccountId::FIRST, Wanted::PollNow) | Effect::OpenLink(_) => {}
                other => panic!("{other:?} is not the control plane's"),
            }
        }
    }

    /// The requests so far, without those for a token: `GET /agents/r-1`.
    pub(crate) fn lines(&self) -> Vec<String> {
        api_requests(&self.server).iter().map(|request| request.line().replace("/dpc/v1", "")).collect()
    }

    /// The requests that change something, each with its body.
    pub(crate) fn changes(&self) -> Vec<(String, String)> {
        let changing = api_requests(&self.server).into_iter().filter(|request| request.method != "GET");
        changing.map(|request| (request.line().replace("/dpc/v1", ""), request.text().to_owned())).collect()
    }

    /// What was asked after the last change, but of the projects, which the question before it asked for.
    pub(crate) fn lines_after_the_change(&self) -> Vec<String> {
        let lines: Vec<String> = self.lines().into_iter().filter(|line| !line.starts_with("GET /projects")).collect();
        let at = lines.iter().rposition(|line| !line.starts_with("GET")).unwrap();
        lines[at + 1..].to_vec()
    }
}
