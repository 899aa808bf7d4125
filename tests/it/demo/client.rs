//! A plain HTTP client for the demo's tests. It knows the contract's paths and nothing of the product's client.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use trackside::demo::{Demo, Settings};

pub(crate) const AUDIENCE: &str = "https://api.matillion.com";

/// How long a test waits for a state before it fails. No test needs this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A demo, and a client with a token for it.
pub(crate) struct Session {
    pub(crate) demo: Demo,
    pub(crate) http: reqwest::Client,
    pub(crate) token: String,
}

/// Settings of a fleet that holds still, and does in fractions of a second what takes seconds. Its tokens last
/// for a minute and a half of real time, more than a test takes on a busy machine.
pub(crate) fn still() -> Settings {
    Settings { living: false, speed: 20, ..Settings::default() }
}

/// A client that neither needs the machine's certificates nor uses its proxy.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
}

impl Session {
    pub(crate) async fn start(settings: Settings) -> Self {
        let demo = Demo::start(settings).await.unwrap();
        let http = http();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", demo.client_id()),
            ("client_secret", demo.client_secret()),
            ("audience", AUDIENCE),
        ];
        let answer = http.post(demo.token_url()).form(&form).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Self { demo, http, token }
    }

    /// Sends a request with the token; `path` starts with a slash.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> reqwest::Result<Response> {
        let request = self.http.request(method, format!("{}{path}", self.demo.api_url())).bearer_auth(&self.token);
        match body {
            Some(body) => request.json(&body).send().await,
            None => request.send().await,
        }
    }

    /// Status and JSON of an answer; `Null` for an empty body.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let answer = self.send(method, path, body).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await.unwrap();
        let value = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        (status, value)
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, value) = self.call(Method::GET, path, None).await;
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    /// The path of the runner with that name.
    pub(crate) async fn path_of(&self, name: &str) -> String {
        let list = self.get("/v1/agents?size=100").await;
        let entry = list["results"].as_array().unwrap().iter().find(|entry| entry["name"] == name);
        format!("/v1/agents/{}", entry.unwrap()["agentId"].as_str().unwrap())
    }

    pub(crate) async fn command(&self, agent: &str, command: &str) -> u16 {
        self.call(Method::POST, &format!("{agent}/commands"), Some(json!({ "command": command }))).await.0
    }

    /// Reads `path` until the answer is as wanted, and returns it.
    pub(crate) async fn until(&self, path: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        self.until_seen(path, is_wanted).await.pop().unwrap()
    }

    /// Reads `path` until the answer is as wanted, and returns every answer that differed from the one before.
    pub(crate) async fn until_seen(&self, path: &str, is_wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut seen: Vec<Value> = Vec::new();
        let reading = async {
            loop {
                let answer = self.get(path).await;
                let is_done = is_wanted(&answer);
                if seen.last() != Some(&answer) {
                    seen.push(answer);
                }
                if is_done {
                    return;
                }
            }
        };
        let is_in_time = tokio::time::timeout(PATIENCE, reading).await.is_ok();
        assert!(is_in_time, "{path} never became as wanted, last: {:?}", seen.last());
        seen
    }
}
