//! One recorder for each account: a second one says so and ends, whatever became of the one before.

use std::os::unix::fs::PermissionsExt;

use trackside::options::Target;
use trackside::runtime::recorder::KeptAccount;
use trackside::store::Identity;

use super::*;

#[test]
fn a_second_one_names_the_first_and_leaves_it_alone() {
    let account = two();
    let first = record(&account);
    first.wait_for("The list was read");
    let second = record(&account).ended();
    let line = format!(
        "trackside: record: {} is recorded already, by process {}\n",
        account.url(),
        first.pid().as_raw_nonzero()
    );
    assert_eq!((second.code, second.said, second.stdout), (Some(1), line, Vec::new()));
    account.set(vec![listed("billing", "paused", "11.1.0"), listed("crm", "running", "11.1.0")]);
    wait_for_changes(&account.history(), 1);
    let ended = first.terminate();
    assert_eq!((ended.code, ended.said.lines().count()), (Some(0), 3), "{ended:?}");
    assert_eq!(locked_by(&account), "", "nobody is named who has ended");
    let third = record(&account);
    third.wait_for("The list was read");
    assert_eq!(third.terminate().code, Some(0));
}

#[test]
fn after_a_kill_the_next_one_starts_at_once() {
    let account = two();
    let first = record(&account);
    first.wait_for("The list was read").signal(Signal::KILL);
    let killed = first.pid().as_raw_nonzero().to_string();
    first.ended();
    assert_eq!(locked_by(&account), killed);
    let next = record(&account);
    next.wait_for("The list was read");
    assert_eq!(locked_by(&account), next.pid().as_raw_nonzero().to_string());
    assert_eq!(next.terminate().code, Some(0));
}

#[test]
fn a_second_one_is_refused_before_it_asks_for_a_secret() {
    let account = two();
    let first = record(&account);
    first.wait_for("The list was read");
    let (config, asked) = (account.home.path().join("config.toml"), account.home.path().join("asked"));
    let text = format!("[profiles.p]\naccount_id = 'a-1'\nclient_secret_command = ['touch', '{}']\n", asked.display());
    std::fs::write(&config, text).unwrap();
    let mut environment = account.environment();
    environment.push(("TRACKSIDE_CONFIG", config.to_str().unwrap().to_owned()));
    // Another account, by its id.
    let other = start(&["record"], &environment);
    other.wait_for("The list was read");
    let mut without_secret = environment.clone();
    without_secret.retain(|(name, _)| *name != "TRACKSIDE_CLIENT_SECRET");
    let second = start(&["record"], &without_secret).ended();
    assert_eq!(second.code, Some(1), "{second:?}");
    assert!(second.said.contains(&format!("process {}", other.pid().as_raw_nonzero())), "{second:?}");
    assert!(!asked.exists(), "nobody was asked for a passphrase in vain");
    assert_eq!((first.terminate().code, other.terminate().code), (Some(0), Some(0)));
}

#[test]
fn two_accounts_are_recorded_at_once_into_one_file() {
    let account = two();
    let other = two();
    let first = record(&account);
    let mut environment = other.environment();
    environment.retain(|(name, _)| *name != "XDG_STATE_HOME");
    environment.push(("XDG_STATE_HOME", account.home.path().to_str().unwrap().to_owned()));
    let second = start(&["record"], &environment);
    first.wait_for("The list was read");
    second.wait_for("The list was read");
    assert_eq!((first.terminate().code, second.terminate().code), (Some(0), Some(0)));
    assert_eq!(ask(&account.history(), "SELECT count(*) FROM accounts"), ["2"]);
}

#[test]
fn the_lock_is_the_owners_alone_and_nothing_that_was_put_in_its_place() {
    let account = two();
    let first = record(&account);
    first.wait_for("The list was read");
    let folder = account.home.path().join("trackside");
    let lock = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let lock = lock.into_iter().find(|path| path.extension().is_some_and(|end| end == "lock")).unwrap();
    assert_eq!(std::fs::metadata(&lock).unwrap().permissions().mode() & 0o7777, 0o600);
    first.terminate();
    let precious = account.home.path().join("precious");
    std::fs::write(&precious, "mine").unwrap();
    std::fs::remove_file(&lock).unwrap();
    std::os::unix::fs::symlink(&precious, &lock).unwrap();
    // Without a lock it records all the same: a second one harms nobody.
    let next = record(&account);
    next.wait_for("The list was read");
    assert_eq!(next.terminate().code, Some(0));
    assert_eq!(std::fs::read_to_string(&precious).unwrap(), "mine");
}

#[test]
fn an_account_is_known_as_the_history_knows_it() {
    let identity = |account: Option<&str>, profile: Option<&str>, api: &str| Identity {
        account: account.map(str::to_owned),
        profile: profile.map(str::to_owned),
        api: api.to_owned(),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trackside/history.sqlite3");
    let setup = |identity: &Identity| RecorderSetup {
        has_screen: false,
        location: StoreLocation::File { path: Some(path.clone()) },
        accounts: vec![KeptAccount { identity: identity.clone(), days: Some(90) }],
        timing: Timing::default(),
    };
    let known = identity(Some("a-1"), Some("prod"), "https://one");
    let held = claim(&setup(&known)).unwrap();
    // By another profile, it is the same account.
    let same = identity(Some("a-1"), Some("lab"), "https://one");
    let refusal = claim(&setup(&same)).unwrap_err();
    let by = format!("record: lab (https://one) is recorded already, by process {}", std::process::id());
    assert_eq!((refusal.code, refusal.line), (1, by));
    for other in [
        identity(Some("a-2"), Some("prod"), "https://one"),
        identity(Some("a-1"), Some("prod"), "https://two"),
        identity(None, Some("prod"), "https://one"),
        identity(None, Some("a-1"), "https://one"),
        identity(None, None, "a-1https://one"),
    ] {
        claim(&setup(&other)).unwrap();
    }
    drop(held);
    claim(&setup(&same)).unwrap();
    // Two profiles of one account do not stand in each other's way.
    let accounts = [&known, &same].map(|identity| KeptAccount { identity: identity.clone(), days: Some(90) });
    claim(&RecorderSetup { accounts: accounts.to_vec(), ..setup(&known) }).unwrap();
}

#[test]
fn the_client_of_a_recorder_can_change_nothing() {
    let parsed = trackside::options::parse(["trackside", "record", "--demo"].map(Into::into), []);
    let Ok(trackside::options::Start::Run(request)) = parsed else { panic!("{parsed:?}") };
    let options = request.options(None).unwrap();
    assert!(options.accounts[0].read_only && matches!(options.accounts[0].target, Target::Demo { .. }));
    assert!(!options.accounts[0].allow_reveal);
}
