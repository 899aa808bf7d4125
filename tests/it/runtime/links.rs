//! The links of several accounts: over real HTTP, each account with a server of its own.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::tz::TimeZone;
use rcgen::generate_simple_self_signed;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use trackside::account::{News, Request as Wish};
use trackside::api::{BaseUrl, Client, Settings};
use trackside::domain::{AccountId, Change, JournalNote, RunnerCommand, Secret};
use trackside::runtime::journal::{self, Author, Journal};
use trackside::runtime::links::Links;
use trackside::runtime::poller::Pace;
use trackside::runtime::tasks::{Service, Tasks};
use trackside::runtime::{JournalLocation, LinkSetup};

use crate::api::{TOKEN_PATH, id, settings, signing_in};
use crate::support::http::{Reply, Server};

const FIRST: AccountId = AccountId(0);
const SECOND: AccountId = AccountId(1);

/// The links of some accounts, with a journal in a file.
struct Rig {
    links: Links,
    journal: Journal,
    folder: tempfile::TempDir,
    _tasks: Tasks<Service>,
}

/// An account whose list is read every 20 ms; `None`: it cannot be opened.
fn setup(settings: Option<Settings>, name: &str) -> LinkSetup {
    let connect = move || -> trackside::runtime::Connect {
        let settings = settings.clone();
        Box::pin(async move {
            let settings = settings.ok_or_else(|| anyhow::anyhow!("c.toml:4: no secret\u{1b}"))?;
            Ok(Client::new(settings, false)?)
        })
    };
    let account = journal::Account { profile: Some(name.to_owned()), id: None, api: None };
    let pace = Pace { refresh: Duration::from_millis(20), requests_per_minute: 100_000, for_view_per_minute: 0 };
    LinkSetup { connect: Arc::new(connect), pace, journal: Some(Arc::new(account)) }
}

fn of(server: &Server) -> Settings {
    Settings { rate_limit_per_minute: 100_000, ..settings(server) }
}

impl Rig {
    /// Accounts `a`, `b` and so on, the first of which are open.
    fn new(accounts: impl IntoIterator<Item = impl Into<Option<Settings>>>, opened: usize) -> Self {
        let names = ["a", "b", "c", "d", "e", "f"];
        let setups = accounts.into_iter().zip(names).map(|(settings, name)| setup(settings.into(), name)).collect();
        let folder = tempfile::tempdir().unwrap();
        let author = Author { user: "ops".to_owned(), host: "jump-1".to_owned() };
        let location = JournalLocation::File { path: Some(folder.path().join("trackside/journal.jsonl")), author };
        let mut tasks = Tasks::new(Handle::current());
        let mut journal = Journal::new(location, TimeZone::UTC, mpsc::channel(64).0);
        journal.start(&mut tasks);
        let links = Links::new(setups, opened, journal.writer(), Handle::current());
        Self { links, journal, folder, _tasks: tasks }
    }

    /// Takes news until some of `account` are as `is_so`.
    async fn until(&mut self, account: AccountId, mut is_so: impl FnMut(&News) -> bool) -> News {
        loop {
            let (from, news) = self.links.next().await;
            if from == account && is_so(&news) {
                return news;
            }
        }
    }

    async fn lists(&mut self, account: AccountId, count: usize) {
        for _ in 0..count {
            self.until(account, |news| matches!(news, News::RunnersPolled(_))).await;
        }
    }

    fn restart(&mut self, account: AccountId, ticket: u64) {
        let change = Change::Command(RunnerCommand::Restart);
        let note =
            JournalNote { name: "ingest".into(), action: change.phrase(None), may_be_missing: false, step: None };
        self.links.perform(account, Wish::Change { ticket, id: id("r-1"), change, note, age: Duration::ZERO });
    }

    fn journal_path(&self) -> PathBuf {
        self.folder.path().join("trackside/journal.jsonl")
    }

    /// `a: accepted` for each line of the journal so far.
    fn written(&self) -> Vec<String> {
        let text = fs::read_to_string(self.journal_path()).unwrap_or_default();
        let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.map(|line: Value| format!("{}: {}", word(&line, "profile"), word(&line, "outcome"))).collect()
    }
}

/// A server that signs in, has a list of one runner, and answers commands with `command`.
async fn healthy(command: Reply) -> Server {
    let runner = json!({
        "agentId": "r-1", "name": "ingest", "agentStatus": "RUNNING", "connected": true, "cloudProvider": "aws",
        "deployment": "fargate", "agentType": "data_productivity_cloud",
    });
    let list = json!({ "page": 0, "size": 100, "total": 1, "results": [runner] }).to_string();
    let (runner, list) = (runner.to_string(), list);
    signing_in(move |request| match (request.method.as_str(), request.path()) {
        ("GET", "/dpc/v1/agents") => Reply::json(200, list.as_str()),
        ("GET", _) => Reply::json(200, runner.as_str()),
        _ => command.clone(),
    })
    .await
}

fn accepted() -> Reply {
    Reply::status(202)
}

/// What is accepted, but says so slowly.
fn slowly_accepted() -> Reply {
    Reply::json(202, "{}".repeat(20)).dripping(Duration::from_millis(10))
}

/// A server whose certificate nobody trusts.
async fn untrusted() -> Settings {
    let certificate = generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(certificate.signing_key.serialize_der());
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![certificate.cert.der().clone()], key.into()).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = BaseUrl::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    Settings::new(address.clone(), address, "client-1".to_owned(), Secret::new("s".to_owned()))
}

#[tokio::test]
async fn accounts_in_trouble_keep_no_other_waiting() {
    let healthy = healthy(accepted()).await;
    let gone = Server::start(|_| Reply::status(200)).await;
    let limited = signing_in(|_| Reply::status(429).with("retry-after", "60")).await;
    let slow = signing_in(|_| Reply::silence()).await;
    let reset = Server::start(|_| Reply::reset()).await;
    let refused = of(&gone);
    drop(gone);
    let accounts = [refused, of(&limited), of(&slow), of(&healthy), untrusted().await, of(&reset)];
    let mut rig = Rig::new(accounts, 6);
    let mut failed = HashMap::new();
    let mut lists = 0;
    // The silent one and the one that is to wait say nothing for a minute; the others fail by then.
    while lists < 20 || failed.len() < 3 {
        // Every 20 ms, whatever becomes of the others.
        let (from, news) = timeout(Duration::from_secs(10), rig.links.next()).await.unwrap();
        match news {
            News::RunnersPolled(_) => {
                assert_eq!(from, AccountId(3));
                lists += 1;
            }
            News::PollFailed { error, .. } => drop(failed.insert(from.0, error.cause.to_string())),
            _ => {}
        }
    }
    assert!(failed.contains_key(&0) && failed.contains_key(&4) && failed.contains_key(&5), "{failed:?}");
    assert!(!failed.contains_key(&3) && lists >= 20, "{failed:?}");
}

#[tokio::test]
async fn an_account_that_floods_starves_no_other() {
    let [first, second] = [healthy(accepted()).await, healthy(accepted()).await];
    let mut rig = Rig::new([of(&first), of(&second)], 2);
    rig.lists(FIRST, 1).await;
    rig.lists(SECOND, 1).await;
    for account in [FIRST, SECOND] {
        rig.links.perform(account, Wish::PausePolling);
    }
    for account in [FIRST, SECOND] {
        for _ in 0..50 {
            rig.links.perform(account, Wish::ReadJson(id("r-1")));
        }
    }
    let asked = |server: &Server| server.requests_for("/r-1").len();
    while asked(&first) < 50 || asked(&second) < 50 {
        tokio::task::yield_now().await;
    }
    // What was sent is there, and becomes news.
    for _ in 0..10_000 {
        tokio::task::yield_now().await;
    }
    let mut read = Vec::new();
    while read.len() < 20 {
        if let (account, News::JsonRead { .. }) = rig.links.next().await {
            read.push(account);
        }
    }
    let of_second = read.iter().filter(|account| **account == SECOND).count();
    assert!((8..=12).contains(&of_second), "{read:?}");
}

#[tokio::test]
async fn what_cannot_be_opened_says_so_once_and_the_others_go_on() {
    let healthy = healthy(accepted()).await;
    let mut rig = Rig::new([None, Some(of(&healthy))], 2);
    let told = rig.until(FIRST, |_| true).await;
    // Safe to draw.
    let News::NotOpened(reason) = told else { panic!("{told:?}") };
    assert_eq!(reason.safe(), "c.toml:4: no secret^[");
    // Closed: nothing comes of what it is asked.
    rig.links.perform(FIRST, Wish::PollNow);
    for _ in 0..10 {
        let (account, _) = rig.links.next().await;
        assert_eq!(account, SECOND);
    }
    rig.links.open(FIRST);
    rig.until(FIRST, |news| matches!(news, News::NotOpened(_))).await;
    rig.links.close(SECOND);
    assert!(!rig.links.is_any_open());
    // An account that there is none of.
    rig.links.open(AccountId(9));
    rig.links.perform(AccountId(9), Wish::PollNow);
    assert!(!rig.links.is_any_open() && rig.links.count() == 2);
}

#[tokio::test]
async fn a_closed_account_is_read_no_more_and_begins_anew_when_it_is_opened_again() {
    let [first, second] = [healthy(accepted()).await, healthy(accepted()).await];
    let mut rig = Rig::new([of(&first), of(&second)], 1);
    rig.lists(FIRST, 2).await;
    assert_eq!(second.seen().connections, 0, "nobody opened it");
    rig.links.open(SECOND);
    rig.lists(SECOND, 1).await;
    rig.links.close(FIRST);
    let tokens = first.requests_for(TOKEN_PATH).len();
    // A request may have been on its way.
    rig.lists(SECOND, 2).await;
    let asked = first.seen();
    for _ in 0..5 {
        let (account, _) = rig.links.next().await;
        assert_eq!(account, SECOND, "nothing more is told of it");
    }
    rig.lists(SECOND, 5).await;
    assert_eq!(first.seen(), asked);
    rig.links.open(FIRST);
    rig.lists(FIRST, 1).await;
    assert_eq!(first.requests_for(TOKEN_PATH).len(), tokens + 1, "with a token of its own");
}

#[tokio::test]
async fn a_change_that_has_left_is_let_finish_and_one_that_waits_is_not_sent() {
    let [first, second] = [healthy(slowly_accepted()).await, healthy(accepted()).await];
    let mut rig = Rig::new([of(&first), of(&second)], 2);
    rig.lists(FIRST, 1).await;
    rig.restart(FIRST, 7);
    rig.until(FIRST, |news| *news == News::Departed(7)).await;
    // Its task has not run yet.
    rig.restart(FIRST, 8);
    rig.links.close(FIRST);
    while rig.written().len() < 3 {
        let (account, _) = rig.links.next().await;
        assert_eq!(account, SECOND);
    }
    let mut written = rig.written();
    written.sort();
    assert_eq!(written, ["a: about to be sent", "a: accepted", "a: not sent: the account was closed first"]);
    assert_eq!(first.requests_for("/commands").len(), 1);
}

#[tokio::test]
async fn the_end_of_the_program_writes_down_how_far_changes_came_also_those_of_closed_accounts() {
    let [first, second] = [healthy(slowly_accepted()).await, healthy(slowly_accepted()).await];
    let mut rig = Rig::new([of(&first), of(&second)], 2);
    rig.lists(FIRST, 1).await;
    rig.lists(SECOND, 1).await;
    rig.restart(FIRST, 7);
    rig.until(FIRST, |news| *news == News::Departed(7)).await;
    rig.links.close(FIRST);
    rig.restart(SECOND, 8);
    rig.until(SECOND, |news| *news == News::Departed(8)).await;
    rig.restart(SECOND, 9);
    rig.links.close_all();
    rig.journal.close().await;
    let mut written = rig.written();
    written.sort();
    let sent = "sent; trackside ended before the answer";
    let expected = [
        "a: about to be sent".to_owned(),
        format!("a: {sent}"),
        "b: about to be sent".to_owned(),
        "b: not sent: trackside ended first".to_owned(),
        format!("b: {sent}"),
    ];
    assert_eq!(written, expected);
}

#[tokio::test]
async fn each_line_of_the_journal_names_the_account_that_it_was_done_in() {
    let [first, second] = [healthy(accepted()).await, healthy(accepted()).await];
    let mut rig = Rig::new([of(&first), of(&second)], 2);
    for (account, ticket) in [(FIRST, 7), (SECOND, 7)] {
        rig.lists(account, 1).await;
        rig.restart(account, ticket);
        rig.until(account, |news| matches!(news, News::Changed { ticket: 7, outcome: Ok(()), .. })).await;
    }
    rig.journal.close().await;
    let words = ["a: about to be sent", "a: accepted", "b: about to be sent", "b: accepted"];
    assert_eq!(rig.written(), words);
    // Told apart also where the tickets are the same.
    let text = fs::read_to_string(rig.journal_path()).unwrap();
    let requests: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(requests[0]["request"], requests[1]["request"]);
    assert_ne!(requests[0]["request"], requests[2]["request"]);
}

#[tokio::test]
async fn an_account_that_is_read_only_writes_nothing() {
    let server = healthy(accepted()).await;
    let mut rig = Rig::new([None], 0);
    let setups = vec![LinkSetup { journal: None, ..setup(Some(of(&server)), "a") }];
    rig.links = Links::new(setups, 1, rig.journal.writer(), Handle::current());
    rig.lists(FIRST, 1).await;
    // As if something had slipped through: what cannot be written down is not sent.
    rig.restart(FIRST, 7);
    rig.until(FIRST, |news| matches!(news, News::Changed { ticket: 7, outcome: Err(_), .. })).await;
    rig.journal.close().await;
    assert_eq!((rig.written(), server.requests_for("/commands").len()), (Vec::new(), 0));
}

/// An account whose secret is what `secret` holds by then; none where it holds nothing.
fn setup_with_secret(settings: Settings, secret: &Arc<Mutex<Option<&'static str>>>) -> LinkSetup {
    let secret = Arc::clone(secret);
    let connect = move || -> trackside::runtime::Connect {
        let (settings, secret) = (settings.clone(), *secret.lock().unwrap());
        Box::pin(async move {
            let secret = secret.ok_or_else(|| anyhow::anyhow!("c.toml:4: no secret\u{1b}"))?;
            Ok(Client::new(Settings { client_secret: Secret::new(secret.to_owned()), ..settings }, false)?)
        })
    };
    LinkSetup { connect: Arc::new(connect), ..setup(None, "a") }
}

/// What the requests for a token sent as the secret, in their order.
fn signed_in_with(server: &Server, secret: &str) -> usize {
    server.requests_for(TOKEN_PATH).iter().filter(|request| request.text().contains(secret)).count()
}

#[tokio::test]
async fn a_secret_is_read_again_beside_the_one_before_which_goes_on_until_it_is_there() {
    let server = healthy(accepted()).await;
    let secret = Arc::new(Mutex::new(Some("secret-one")));
    let mut rig = Rig::new([None], 0);
    let setups = vec![setup_with_secret(of(&server), &secret)];
    rig.links = Links::new(setups, 1, rig.journal.writer(), Handle::current());
    rig.lists(FIRST, 1).await;
    // It cannot be had: that is told, and the list is read on with the client that there is.
    *secret.lock().unwrap() = None;
    for _ in 0..2 {
        rig.links.read_secret(FIRST);
        let told = rig.until(FIRST, |news| matches!(news, News::SecretRead(_))).await;
        let News::SecretRead(Err(reason)) = told else { panic!("{told:?}") };
        assert_eq!(reason.safe(), "c.toml:4: no secret^[");
        rig.lists(FIRST, 2).await;
    }
    // It can, and nobody takes it: nothing is different.
    *secret.lock().unwrap() = Some("secret-two");
    rig.links.read_secret(FIRST);
    // Once for both.
    rig.links.read_secret(FIRST);
    rig.until(FIRST, |news| *news == News::SecretRead(Ok(()))).await;
    rig.links.forget_secret(FIRST);
    rig.lists(FIRST, 2).await;
    assert_eq!((signed_in_with(&server, "secret-one"), signed_in_with(&server, "secret-two")), (1, 0));
    // From here on with the new one, which is not read once more.
    rig.links.read_secret(FIRST);
    rig.until(FIRST, |news| *news == News::SecretRead(Ok(()))).await;
    *secret.lock().unwrap() = None;
    rig.links.open(FIRST);
    rig.lists(FIRST, 2).await;
    assert_eq!((signed_in_with(&server, "secret-one"), signed_in_with(&server, "secret-two")), (1, 1));
    // An account that is not open has none to be read again.
    rig.links.close(FIRST);
    rig.links.read_secret(FIRST);
    rig.links.forget_secret(FIRST);
    assert!(!rig.links.is_any_open());
}
