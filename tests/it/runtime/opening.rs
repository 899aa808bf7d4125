//! How accounts are opened: what is read when, by whom, and what becomes of one that cannot be.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use trackside::account::News;
use trackside::domain::{AccountId, Label, Redactor};
use trackside::options::{AccountOptions, GivenFile, OtherProfile, SecretSource, Start, Target, UsageError, parse};
use trackside::runtime::client_secret::NoSecret;
use trackside::runtime::journal::{JournalWriter, usual_path};
use trackside::runtime::links::Links;
use trackside::runtime::recorder::{RecorderSetup, StoreLocation};
use trackside::runtime::{JournalLocation, WatchSetup, opening};

use crate::support::account::{Account, listed};
use crate::support::patience::wait_until;
use crate::support::pty;
use crate::support::rerun::is_rerun;

/// Options for a control plane on loopback.
fn options(account: &Account) -> AccountOptions {
    let environment = account.environment().into_iter().map(|(name, value)| (name.into(), value.into()));
    let Start::Run(request) = parse(["trackside".into()], environment).unwrap() else { unreachable!() };
    request.options(None).unwrap().accounts.remove(0)
}

fn with_secret(account: &Account, name: &str, source: SecretSource) -> AccountOptions {
    let mut options = options(account);
    options.profile = Some(Label::from(name));
    if let Target::ControlPlane { client_secret, .. } = &mut options.target {
        *client_secret = source;
    }
    options
}

fn command(script: &str, argument: &Path) -> SecretSource {
    let argv = ["sh", "-c", script, argument.to_str().unwrap()].map(str::to_owned).to_vec();
    SecretSource::Command { argv, by: "c.toml:5: client_secret_command".to_owned() }
}

/// A command that prints a secret, and counts in a file how often it ran.
fn counting(file: &Path) -> SecretSource {
    command("echo ran >> $0; echo not-so-secret", file)
}

fn runs(file: &Path) -> usize {
    fs::read_to_string(file).map_or(0, |text| text.lines().count())
}

fn other(name: &str, account: Result<AccountOptions, UsageError>) -> OtherProfile {
    OtherProfile { name: Label::from(name), account }
}

fn watch(accounts: &[AccountOptions], others: &[OtherProfile]) -> Result<WatchSetup, NoSecret> {
    opening::watch((accounts, others), None, &Redactor::default(), |_| Err("there is no demo here".to_owned()), |_| {})
}

fn two() -> [Account; 2] {
    ["billing", "crm"].map(|name| Account::with(vec![listed(name, "running", "11.1.0")]))
}

/// The links of a watch, and where they run.
struct Rig {
    links: Links,
    runtime: tokio::runtime::Runtime,
}

impl Rig {
    fn new(setup: WatchSetup) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let setups = setup.accounts.into_iter().map(|account| account.link).collect();
        let links = Links::new(setups, setup.opened, JournalWriter::default(), runtime.handle().clone());
        Self { links, runtime }
    }

    /// Takes news until the account's list was read, or it could not be opened: then with why.
    fn opened(&mut self, id: u8) -> Result<(), String> {
        loop {
            match self.runtime.block_on(self.links.next()) {
                (from, News::RunnersPolled(_)) if from == AccountId(id) => return Ok(()),
                (from, News::NotOpened(reason)) if from == AccountId(id) => return Err(reason.safe().to_owned()),
                _ => {}
            }
        }
    }
}

fn file(folder: &tempfile::TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

#[test]
fn the_secret_of_a_profile_is_read_only_when_the_profile_is_opened() {
    let ([first, second], folder) = (two(), tempfile::tempdir().unwrap());
    let [of_first, of_second] = ["first", "second"].map(|name| file(&folder, name));
    let accounts = [with_secret(&first, "a", counting(&of_first))];
    let others = [other("b", Ok(with_secret(&second, "b", counting(&of_second))))];
    let setup = watch(&accounts, &others).unwrap();
    assert_eq!((setup.opened, setup.accounts.len()), (1, 2));
    let ran = || (runs(&of_first), runs(&of_second));
    assert_eq!(ran(), (1, 0), "before the terminal is taken");
    let mut rig = Rig::new(setup);
    rig.opened(0).unwrap();
    assert_eq!(ran(), (1, 0), "what was read is used");
    rig.links.open(AccountId(1));
    rig.opened(1).unwrap();
    rig.opened(1).unwrap();
    assert_eq!(ran(), (1, 1));
    // Nothing is left of it: each opening asks again, also of what was read at the start.
    for (id, expected) in [(1, (1, 2)), (0, (2, 2)), (0, (3, 2))] {
        rig.links.close(AccountId(id));
        rig.links.open(AccountId(id));
        rig.opened(id).unwrap();
        assert_eq!(ran(), expected);
    }
    // One that is open begins anew.
    rig.links.open(AccountId(1));
    rig.opened(1).unwrap();
    assert_eq!(ran(), (3, 3));
}

#[test]
fn a_secret_in_a_file_is_read_again_with_each_opening() {
    let ([account, _], folder) = (two(), tempfile::tempdir().unwrap());
    let path = file(&folder, "secret");
    fs::write(&path, "not-so-secret\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let given = GivenFile { path: path.clone(), by: "c.toml:4: client_secret_file".to_owned() };
    let mut rig = Rig::new(watch(&[with_secret(&account, "a", SecretSource::File(given))], &[]).unwrap());
    rig.opened(0).unwrap();
    fs::remove_file(&path).unwrap();
    rig.links.open(AccountId(0));
    let line = rig.opened(0).unwrap_err();
    let cannot = format!("c.toml:4: client_secret_file: cannot read {}", path.display());
    assert!(line.starts_with(&cannot), "{line}");
    fs::write(&path, "not-so-secret\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    rig.links.open(AccountId(0));
    rig.opened(0).unwrap();
}

#[test]
fn of_several_accounts_those_that_cannot_be_opened_say_so_and_the_others_open() {
    let ([first, second], folder) = (two(), tempfile::tempdir().unwrap());
    let failing = || with_secret(&first, "a", command("exit 3", folder.path()));
    let working = || with_secret(&second, "b", counting(&file(&folder, "ran")));
    let line = "c.toml:5: client_secret_command: sh ended with code 3; run it by hand to see why";
    // Alone it is as it ever was.
    assert_eq!(watch(&[failing()], &[]).err(), Some(NoSecret::Failed(line.to_owned())));
    let unreadable = UsageError::clone(&parse(["trackside".into(), "--no-such".into()], []).unwrap_err());
    let others = [other("c", Err(unreadable.clone()))];
    let mut rig = Rig::new(watch(&[failing(), working()], &others).unwrap());
    assert_eq!(rig.opened(0), Err(line.to_owned()));
    rig.opened(1).unwrap();
    rig.links.open(AccountId(2));
    let refusal = Label::from(unreadable.to_string());
    assert_eq!(rig.opened(2), Err(refusal.safe().to_owned()));
    // All of them: the first one's line.
    let also_failing = with_secret(&second, "b", command("exit 4", folder.path()));
    assert_eq!(watch(&[failing(), also_failing], &others).err(), Some(NoSecret::Failed(line.to_owned())));
}

#[test]
fn warnings_name_the_account_where_there_are_several() {
    let ([first, second], folder) = (two(), tempfile::tempdir().unwrap());
    let path = file(&folder, "roots.pem");
    let good = rcgen::generate_simple_self_signed(vec!["a".to_owned()]).unwrap().cert.pem();
    let bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    fs::write(&path, format!("{good}{bad}")).unwrap();
    let with_roots = |account: &Account, name: &str| {
        let mut options = with_secret(account, name, counting(&file(&folder, "ran")));
        options.ca_file = Some(GivenFile { path: path.clone(), by: "--ca-file".to_owned() });
        options
    };
    let one = watch(&[with_roots(&first, "a")], &[]).unwrap().warnings;
    assert!(one.len() == 1 && one[0].starts_with("In --ca-file, "), "{one:?}");
    let several = watch(&[with_roots(&first, "a"), options(&second)], &[]).unwrap().warnings;
    assert_eq!(several, [format!("a: {}", one[0])]);
}

#[test]
fn a_command_that_is_run_later_has_no_terminal_and_nothing_to_read() {
    if is_rerun() {
        let ([account, other_account], folder) = (two(), tempfile::tempdir().unwrap());
        let told = file(&folder, "told");
        let script = "{ (exec < /dev/tty) 2> /dev/null && echo terminal; test -t 0 && echo stdin; test -t 2 && echo stderr; \
                      cat; ps -o sid= -p $$ | tr -d ' '; echo $$; tr '\\0' '\\n' < /proc/$$/environ | grep not-so-secret; } > $0; \
                      echo on the screen >&2; echo not-so-secret";
        let accounts = [options(&account)];
        let others = [other("b", Ok(with_secret(&other_account, "b", command(script, &told))))];
        let mut rig = Rig::new(watch(&accounts, &others).unwrap());
        rig.links.open(AccountId(1));
        rig.opened(1).unwrap();
        let text = fs::read_to_string(&told).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() == 2 && lines[0] == lines[1], "a session of its own, and nothing else: {text}");
        return;
    }
    let tests = std::env::current_exe().unwrap();
    let name = "runtime::opening::a_command_that_is_run_later_has_no_terminal_and_nothing_to_read";
    let environment = [("TRACKSIDE_TEST_RERUN", "1")];
    let mut session = pty::start(tests.to_str().unwrap(), &["--exact", name, "--nocapture"], 80, 24, &environment);
    assert_eq!(session.end().code(), Some(0), "{}", session.text());
    assert!(!session.text().contains("on the screen"));
}

#[test]
fn closing_an_account_that_is_being_opened_ends_the_command_with_what_it_started() {
    let ([account, other_account], folder) = (two(), tempfile::tempdir().unwrap());
    let note = file(&folder, "pid");
    let accounts = [options(&account)];
    let slow = command("sleep 300 & echo $! > $0; wait", &note);
    let others = [other("b", Ok(with_secret(&other_account, "b", slow)))];
    let mut rig = Rig::new(watch(&accounts, &others).unwrap());
    rig.links.open(AccountId(1));
    let pid = || fs::read_to_string(&note).ok().and_then(|text| text.trim().parse::<u32>().ok());
    wait_until("it runs", || pid().is_some());
    rig.links.close(AccountId(1));
    let stat = || fs::read_to_string(format!("/proc/{}/stat", pid().unwrap())).unwrap_or_default();
    let is_there = || stat().rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'));
    wait_until("what it started is gone", || !is_there());
    rig.opened(0).unwrap();
}

#[test]
fn the_journal_and_the_history_are_those_of_all_accounts_that_can_be_opened() {
    let [first, second] = two();
    let (writable, read_only) = (
        || options(&first),
        || {
            let mut options = options(&second);
            options.read_only = true;
            options
        },
    );
    let journal = |accounts: &[AccountOptions], others: &[OtherProfile]| watch(accounts, others).unwrap().journal;
    assert_eq!(journal(&[read_only()], &[]), JournalLocation::ReadOnly { path: usual_path() });
    for location in [journal(&[writable(), read_only()], &[]), journal(&[read_only()], &[other("w", Ok(writable()))])] {
        assert!(matches!(location, JournalLocation::File { .. }), "{location:?}");
    }
    let setup = watch(&[writable(), read_only()], &[]).unwrap();
    let named: Vec<_> = setup.accounts.iter().map(|account| account.link.journal.is_some()).collect();
    assert_eq!(named, [true, false]);
    // An account that cannot be read has its place all the same.
    let unreadable = parse(["trackside".into(), "--no-such".into()], []).unwrap_err();
    let others = [other("broken", Err(unreadable)), other("fine", Ok(read_only()))];
    let history = RecorderSetup::of(&[writable()], &others);
    let days: Vec<_> = history.accounts.iter().map(|account| account.days).collect();
    assert_eq!(days, [Some(90), None, Some(90)]);
    assert_eq!(history.accounts[2].identity.api, second.url());
    assert!(matches!(history.location, StoreLocation::File { .. }) && history.has_screen);
    assert_eq!(history.accounts[1].identity.profile.as_deref(), Some("broken"));
    assert!(Duration::ZERO < history.timing.batch);
}
