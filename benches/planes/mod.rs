//! [`Planes`]: the control planes of a program, one for each of its accounts, and what the program must be told to find them.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use trackside::demo::{Demo, Settings};

/// Control planes that hold still, in this process.
pub struct Planes<'a> {
    demos: Vec<Demo>,
    /// Where the program finds its config file, and keeps what it has seen: those of whoever measures are left alone.
    home: TempDir,
    runtime: &'a Runtime,
}

impl<'a> Planes<'a> {
    /// So many runners in all, spread over the accounts.
    pub fn start(runtime: &'a Runtime, accounts: u8, runners: usize) -> Self {
        Self::at(runtime, accounts, runners, Duration::ZERO)
    }

    /// The same, so far away.
    pub fn at(runtime: &'a Runtime, accounts: u8, runners: usize, latency: Duration) -> Self {
        let demo = |fleet: u8| {
            let runners = Some(runners / usize::from(accounts));
            let settings = Settings { runners, fleet, living: false, latency, ..Settings::default() };
            runtime.block_on(Demo::start(settings)).expect("the demo")
        };
        let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let planes = Self { demos: (0..accounts).map(demo).collect(), home, runtime };
        planes.write_config();
        planes
    }

    /// A profile for each account.
    fn write_config(&self) {
        let folder = self.home.path().join("trackside");
        fs::create_dir(&folder).expect("a folder");
        let mut config = String::new();
        for (number, demo) in self.demos.iter().enumerate() {
            let (api, token, id) = (demo.api_url(), demo.token_url(), demo.client_id());
            write!(
                config,
                "[profiles.account-{number}]\napi_url = '{api}'\ntoken_url = '{token}'\nclient_id = '{id}'\n\
                 client_secret_file = '{number}.secret'\n"
            )
            .expect("a string takes everything");
            keep_secret(&folder.join(format!("{number}.secret")), demo.client_secret());
        }
        fs::write(folder.join("config.toml"), config).expect("a file");
    }

    /// What the program is started with.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let home = self.home.path().display().to_string();
        vec![("XDG_CONFIG_HOME", home.clone()), ("XDG_STATE_HOME", home)]
    }

    pub fn requests(&self) -> usize {
        self.demos.iter().map(|demo| demo.requests().len()).sum()
    }

    pub fn connections(&self) -> usize {
        self.demos.iter().map(Demo::connections).sum()
    }

    /// Where the first account's list is, and a token to ask for it with.
    pub fn list_and_token(&self) -> (String, String) {
        let list = format!("{}/v1/agents", self.demos[0].api_url());
        (list, self.runtime.block_on(self.token(&client())))
    }

    async fn token(&self, client: &reqwest::Client) -> String {
        let demo = &self.demos[0];
        let credentials = [
            ("grant_type", "client_credentials"),
            ("client_id", demo.client_id()),
            ("client_secret", demo.client_secret()),
            ("audience", "https://api.matillion.com"),
        ];
        let token = client.post(demo.token_url()).form(&credentials).send().await.expect("an answer");
        let token: serde_json::Value = token.json().await.expect("a token");
        token["access_token"].as_str().expect("a token").to_owned()
    }

    /// How long the first account's token and its first page take, with nothing around the two requests.
    pub fn round_trips(&self) -> Duration {
        let client = client();
        self.runtime.block_on(async {
            let begun = Instant::now();
            let token = self.token(&client).await;
            let page = client.get(format!("{}/v1/agents?page=0&size=100", self.demos[0].api_url()));
            let page = page.bearer_auth(token).send().await;
            page.and_then(reqwest::Response::error_for_status).expect("a page").bytes().await.expect("a page");
            begun.elapsed()
        })
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

fn keep_secret(path: &Path, secret: &str) {
    fs::write(path, secret).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a file of one's own");
}
