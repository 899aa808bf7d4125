//! Several accounts in one record: each with lines of its own, and one that fails ends no other.

use trackside::cli::record::run;
use trackside::domain::{Label, Redactor};
use trackside::options::{AccountOptions, SecretSource, Start, Target, parse};
use trackside::runtime::opening;

use super::*;
use crate::support::rerun::{RERUN, is_rerun};

/// Names and addresses of the accounts, for the process that records them.
const ACCOUNTS: &str = "TRACKSIDE_TEST_ACCOUNTS";

/// What records the accounts `a` and `b` in a process of its own; that of `b` may have a command that fails.
fn record_both(name: &str, [a, b]: [&Account; 2], b_fails: bool) -> Running {
    let mut command = Command::new("setsid");
    command.arg(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("cli::record::several::{name}"), "--nocapture"]).env_clear();
    command.env("PATH", "/usr/bin:/bin").env(RERUN, "1").env("XDG_STATE_HOME", a.home.path());
    command.env(ACCOUNTS, format!("a {}\n{} {}", a.url(), if b_fails { "failing" } else { "b" }, b.url()));
    command.stdin(Stdio::null());
    Running::of(command)
}

/// The part of the process that records: it ends here.
fn record_here() {
    let accounts = std::env::var(ACCOUNTS).unwrap();
    let accounts: Vec<_> = accounts.lines().map(|line| options_of(line.split_once(' ').unwrap())).collect();
    let claim = match claim(&RecorderSetup::of(&accounts, &[])) {
        Ok(claim) => claim,
        Err(refusal) => {
            let mut stderr = std::io::stderr();
            writeln!(stderr, "{}", refusal.line).unwrap();
            std::process::exit(refusal.code.into());
        }
    };
    let redactor = Redactor::default();
    let watch = opening::watch((&accounts, &[]), None, &redactor, |_| Err(String::new()), |_| {}).unwrap();
    std::process::exit(run(watch, &claim, redactor).into());
}

fn options_of((name, url): (&str, &str)) -> AccountOptions {
    let environment = [
        ("TRACKSIDE_API_URL", url),
        ("TRACKSIDE_TOKEN_URL", &format!("{url}token")),
        ("TRACKSIDE_CLIENT_ID", "client-1"),
        ("TRACKSIDE_CLIENT_SECRET", SECRET),
        ("TRACKSIDE_REFRESH", "1"),
    ];
    let environment = environment.map(|(name, value)| (name.into(), value.into()));
    let parsed = parse(["trackside", "record"].map(Into::into), environment);
    let Ok(Start::Run(request)) = parsed else { panic!("{parsed:?}") };
    let mut options = request.options(None).unwrap().accounts.remove(0);
    options.profile = Some(Label::from(name));
    if let Target::ControlPlane { client_secret, .. } = &mut options.target
        && name == "failing"
    {
        let argv = ["sh", "-c", "exit 3"].map(str::to_owned).to_vec();
        *client_secret = SecretSource::Command { argv, by: "c.toml:5: client_secret_command".to_owned() };
    }
    options
}

fn one(name: &str) -> Account {
    Account::with(vec![listed(name, "running", "11.1.0")])
}

/// What was said by `trackside`, in order; the accounts answer in any.
fn said(ended: &Ended) -> Vec<&str> {
    let mut said: Vec<_> = ended.said.lines().collect();
    said.sort_unstable();
    said
}

#[test]
fn each_is_recorded_and_has_its_name_before_its_lines() {
    if is_rerun() {
        record_here();
    }
    let (a, b) = (one("billing"), one("crm"));
    let recorder = record_both("each_is_recorded_and_has_its_name_before_its_lines", [&a, &b], false);
    recorder.wait_for("a: The list was read: 1 runner.").wait_for("b: The list was read: 1 runner.");
    a.set(vec![listed("billing", "paused", "11.1.0")]);
    b.set(vec![listed("crm", "stopped", "11.1.0")]);
    let mut kept = wait_for_changes(&a.history(), 2);
    kept.sort();
    assert_eq!(kept, ["billing status Running Paused", "crm status Running Stopped"]);
    assert_eq!(ask(&a.history(), "SELECT profile FROM accounts ORDER BY profile"), ["a", "b"]);
    assert_eq!(ask(&a.history(), "SELECT count(DISTINCT account) FROM watched"), ["2"]);
    assert_eq!(ask(&a.history(), "SELECT count(*) FROM visits"), ["0"], "nobody was at a screen");
    // Another one may have neither of them.
    let other = record_both("each_is_recorded_and_has_its_name_before_its_lines", [&one("x"), &b], false);
    other.wait_for("b: The list was read");
    assert_eq!(other.terminate().code, Some(0), "with a history of its own");
    let second = record_both("each_is_recorded_and_has_its_name_before_its_lines", [&a, &b], false).ended();
    assert!(second.code == Some(1) && second.said.starts_with("record: a ("), "{second:?}");
    let ended = recorder.terminate();
    let file = a.history();
    let (a, b, file) = (a.url(), b.url(), file.display());
    let expected = [
        "Ended by SIGTERM.".to_owned(),
        format!("Recording a ({a}) every 1 s into {file}"),
        format!("Recording b ({b}) every 1 s into {file}"),
        "a: The list was read: 1 runner.".to_owned(),
        "b: The list was read: 1 runner.".to_owned(),
    ];
    assert_eq!((ended.code, said(&ended)), (Some(0), expected.iter().map(String::as_str).collect()));
}

#[test]
fn one_that_fails_ends_no_other_and_it_ends_when_none_is_left() {
    if is_rerun() {
        record_here();
    }
    let name = "one_that_fails_ends_no_other_and_it_ends_when_none_is_left";
    let (a, b) = (one("billing"), one("crm"));
    b.refuse(Some(("/token", 401, "{}")));
    let recorder = record_both(name, [&a, &b], false);
    recorder.wait_for("a: The list was read").wait_for("b: The list cannot be read: ");
    recorder.wait_for("Check the client id and its secret.");
    a.set(vec![listed("billing", "paused", "11.1.0")]);
    assert_eq!(wait_for_changes(&a.history(), 1), ["billing status Running Paused"]);
    assert_eq!(ask(&a.history(), "SELECT profile FROM accounts"), ["a"], "nothing was seen of the other");
    let ended = recorder.terminate();
    assert_eq!((ended.code, ended.said.matches("b: ").count()), (Some(0), 1), "{ended:?}");
    a.refuse(Some(("/token", 401, "{}")));
    let ended = record_both(name, [&a, &b], false).ended();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.said.ends_with("\nEnded.\n") && ended.said.matches("cannot be read").count() == 2, "{ended:?}");
}

#[test]
fn one_without_a_secret_says_so_and_the_other_is_recorded() {
    if is_rerun() {
        record_here();
    }
    let (a, b) = (one("billing"), one("crm"));
    let recorder = record_both("one_without_a_secret_says_so_and_the_other_is_recorded", [&a, &b], true);
    let line = "failing: c.toml:5: client_secret_command: sh ended with code 3; run it by hand to see why.\n";
    recorder.wait_for("a: The list was read").wait_for(line);
    assert_eq!(recorder.terminate().code, Some(0));
    assert_eq!(b.requests(), [""; 0]);
}
