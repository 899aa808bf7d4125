//! `trackside completions`: a line is typed into real shells, tab is pressed, and what a program would get of it is compared.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use trackside::account::Observation;
use trackside::account::observation::Listing;
use trackside::domain::AccountId;
use trackside::store::{Entry, Identity, Store};

use super::*;
use crate::support::fixtures::runner;
use crate::support::programs::is_installed;
use crate::support::pty::{self, Session};

/// Names that a shell would take apart, expand or run, each beginning in a way of its own.
const RUNNERS: [&str; 13] = [
    "billing-eu",
    "two words",
    "it's one",
    "double \" quote",
    "run $(touch ran)",
    "run2 `touch ran`",
    "semi; touch ran #",
    "glob *",
    "home ~ $HOME",
    "eu:crm-sync",
    "back\\slash",
    "wow! no",
    "ünïcode",
];
/// What is in the file, and is never offered.
const NEVER: [&str; 2] = ["esc\u{1b}[2J", "line\nbreak"];
const CONFIG: &str = "\
default_profile = 'prod-eu'
[profiles.prod-eu]
region = 'eu1'
client_secret_command = ['touch', 'ran']
[profiles.prod-us]
no_such_key = 1
[profiles.\"my lab\"]
client_secret_file = 'secret'
[profiles.\"bell\\u0007\"]
[[views]]
name = 'old ones'
[[views]]
filter = 1
";

/// A home with a config file and a history, and a `trackside` that completes, and shows what else it is given.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        for folder in ["bin", "config/trackside", "state/trackside", "work"] {
            std::fs::create_dir_all(home.path(folder)).unwrap();
        }
        std::fs::write(home.path("config/trackside/config.toml"), CONFIG).unwrap();
        // Reading it would wait for ever.
        rustix::fs::mkfifoat(rustix::fs::CWD, home.path("config/trackside/secret"), 0o600.into()).unwrap();
        std::fs::write(home.path("work/some-file.toml"), "[profiles.other]\n[themes.evening]\n").unwrap();
        home.keep(&RUNNERS.iter().chain(&NEVER).copied().collect::<Vec<_>>());
        let (program, given) = (program(), home.path("given").display().to_string());
        let shows = format!(
            "#!/bin/sh\n[ \"$1\" = __complete ] && exec {program} \"$@\"\n\
             printf '%s\\n' \"$@\" >{given}.new && mv {given}.new {given}\n"
        );
        std::fs::write(home.path("bin/trackside"), shows).unwrap();
        std::fs::set_permissions(home.path("bin/trackside"), PermissionsExt::from_mode(0o755)).unwrap();
        home
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    fn history(&self) -> PathBuf {
        self.path("state/trackside/history.sqlite3")
    }

    /// Keeps a list of runners with these names.
    fn keep(&self, names: &[&str]) {
        let now = Timestamp::now();
        let rows = names.iter().map(|name| Arc::new(runner(name))).collect();
        let reach = now - SignedDuration::from_secs(80);
        let listing =
            Listing { asked: now, at: now, since: None, reach, rows: Some(rows), missing: Vec::new(), is_whole: true };
        std::fs::write(self.history(), "").unwrap();
        let mut store = Store::open(&self.history(), &[Identity::default()]).unwrap();
        store.write(&[Entry::Observed(AccountId::FIRST, Observation::Listed(listing))], now).unwrap();
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let path = |inside: &str| self.path(inside).to_str().unwrap().to_owned();
        vec![
            ("PATH", format!("{}:/usr/bin:/bin", path("bin"))),
            ("HOME", path("work")),
            ("XDG_CONFIG_HOME", path("config")),
            ("XDG_STATE_HOME", path("state")),
            ("TRACKSIDE_CLIENT_SECRET", "never to be seen".to_owned()),
        ]
    }

    /// The words that the program answers a shell's question with.
    fn asked(&self, shell: &str, replaced: &str, words: &[&str]) -> Vec<String> {
        let arguments = [&["__complete", shell, replaced, "trackside"], words].concat();
        let ended = start(&arguments, &self.environment()).ended();
        assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""));
        String::from_utf8(ended.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// A shell that has read the script.
    fn shell(&self, shell: &str) -> Option<Shell> {
        if !is_installed(shell) {
            return None;
        }
        let script = start(&["completions", shell], &[]).ended();
        std::fs::write(self.path("script"), script.stdout).unwrap();
        let script = self.path("script").to_str().unwrap().to_owned();
        let (arguments, prepare) = match shell {
            "bash" => (&["--norc", "--noprofile", "-i"][..], format!("PS1='$ '; source {script}")),
            "zsh" => (&["-f", "-i"][..], format!("PS1='$ '; autoload -Uz compinit; compinit -u -D; source {script}")),
            _ => (&["--no-config", "-i"][..], format!("function fish_prompt; echo '$ '; end; source {script}")),
        };
        let environment = self.environment();
        let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut session = pty::start(&format!("/usr/bin/{shell}"), arguments, 160, 50, &environment);
        session.keys(&format!("cd {}; {prepare}; echo re''ady\r", self.path("work").display()));
        session.wait_for("\nready");
        Some(Shell { session, given: self.path("given") })
    }
}

/// A shell in a terminal.
struct Shell {
    session: Session,
    /// What the program was given last, a word a line.
    given: PathBuf,
}

impl Shell {
    /// What the program is given after these keys.
    #[track_caller]
    fn given(&mut self, keys: &str) -> Vec<String> {
        self.session.keys(keys).wait_until_read();
        self.session.keys("\r");
        wait_until_or(
            "a program was started",
            || self.given.exists(),
            || format!("{keys:?}:\n{}", self.session.text()),
        );
        let words = std::fs::read_to_string(&self.given).unwrap();
        std::fs::remove_file(&self.given).unwrap();
        words.lines().map(str::to_owned).collect()
    }
}

/// What is typed before tab, and what the program then is given.
fn cases() -> Vec<(String, Vec<&'static str>)> {
    let mut cases = vec![
        ("trackside rec\t", vec!["record"]),
        ("trackside --profile=my\t list", vec!["--profile=my lab", "list"]),
        ("trackside --profile my\t", vec!["--profile", "my lab"]),
        ("trackside --profile prod-us,my\t", vec!["--profile", "prod-us,my lab"]),
        ("trackside list --no-h\t", vec!["list", "--no-headers"]),
        ("trackside list -o js\t", vec!["list", "-o", "json"]),
        ("trackside list --output=js\t", vec!["list", "--output=json"]),
        ("trackside check --output p\t", vec!["check", "--output", "prometheus"]),
        ("trackside list --columns runner,acc\t", vec!["list", "--columns", "runner,account"]),
        ("trackside list --sort -ver\t", vec!["list", "--sort", "-version"]),
        ("trackside list --view ol\t", vec!["list", "--view", "old ones"]),
        ("trackside --region us\t show x", vec!["--region", "us1", "show", "x"]),
        ("trackside --config some\t", vec!["--config", "some-file.toml"]),
        ("trackside --config some-file.toml --profile o\t", vec!["--config", "some-file.toml", "--profile", "other"]),
        ("trackside --theme au\t", vec!["--theme", "auto"]),
        ("trackside --config some-file.toml --theme e\t", vec!["--config", "some-file.toml", "--theme", "evening"]),
        ("trackside completions f\t", vec!["completions", "fish"]),
        ("trackside man sh\t", vec!["man", "show"]),
        ("trackside config ch\t", vec!["config", "check"]),
        ("trackside show \"two w\t", vec!["show", "two words"]),
        ("trackside show 'it'\\''s\t", vec!["show", "it's one"]),
        ("trackside show two\\ w\t", vec!["show", "two words"]),
        ("trackside --profile prod-eu show bil\t", vec!["--profile", "prod-eu", "show", "billing-eu"]),
    ];
    let typed = ["bil", "two", "it\\'", "dou", "run\\ ", "run2", "semi", "glo", "hom", "eu:c", "bac", "wow", "ün"];
    let shows: Vec<String> = typed.iter().map(|typed| format!("trackside show {typed}\t")).collect();
    let mut all: Vec<(String, Vec<&str>)> = cases.drain(..).map(|(keys, words)| (keys.to_owned(), words)).collect();
    all.extend(shows.into_iter().zip(RUNNERS).map(|(keys, name)| (keys, vec!["show", name])));
    all
}

#[track_caller]
fn completes(shell: &str) {
    let home = Home::new();
    let Some(mut session) = home.shell(shell) else { return };
    for (keys, words) in cases() {
        assert_eq!(session.given(&keys), words, "{shell}: {keys:?}");
    }
    let files: Vec<_> = std::fs::read_dir(home.path("work")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!files.iter().any(|name| name == "ran"), "a name was run: {files:?}");
}

#[test]
fn bash_completes_what_the_program_would_take() {
    completes("bash");
}

#[test]
fn zsh_completes_what_the_program_would_take() {
    completes("zsh");
}

#[test]
fn fish_completes_what_the_program_would_take() {
    completes("fish");
}

#[test]
fn what_can_come_next_is_told_by_where_the_cursor_is() {
    let home = Home::new();
    let first: Vec<String> = home.asked("zsh", "", &["l"]);
    assert_eq!(first, ["words", "list\tList runners"]);
    assert_eq!(home.asked("bash", "", &[""])[..4], ["words", "list", "show", "check"]);
    assert_eq!(home.asked("bash", "", &["--profile", ""]), ["words", "prod-eu", "prod-us", r"my\ lab"]);
    assert_eq!(
        home.asked("bash", "prod-eu,", &["--profile", "prod-eu,"])[1..],
        ["prod-eu,prod-us", r"prod-eu,my\ lab"]
    );
    assert_eq!(home.asked("bash", "", &["list", "--output", ""]), ["words", "text", "json", "csv", "name"]);
    assert_eq!(home.asked("bash", "", &["list", "--region", "=", ""]), ["words", "eu1", "us1", "au1"]);
    assert_eq!(home.asked("bash", "", &["list", "--config", ""]), ["files"]);
    // The dashboard's own flags are refused elsewhere.
    assert_eq!(home.asked("fish", "", &["--th"]).len(), 2);
    assert_eq!(home.asked("fish", "", &["list", "--th"]), ["words"]);
    let all = home.asked("fish", "", &["show", ""]);
    assert_eq!(all.len(), RUNNERS.len() + 1, "{all:?}");
    assert!(!all.iter().any(|name| name.starts_with("esc") || name.starts_with("line")), "{all:?}");
    assert_eq!(
        home.asked("fish", "", &["--demo", "show", ""])[1..].iter().filter(|line| !line.starts_with('-')).count(),
        0
    );
    let id = runner("billing-eu").id;
    assert_eq!(home.asked("fish", "", &["show", &id.as_str()[..id.as_str().len() - 1]])[1], id.as_str());
}

#[test]
fn nothing_is_read_but_names_and_nothing_is_made() {
    let home = Home::new();
    let before = std::fs::read(home.history()).unwrap();
    let files = |home: &Home| {
        let mut names: Vec<_> =
            std::fs::read_dir(home.path("state/trackside")).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let there = files(&home);
    // A secret's file that cannot be opened without waiting, and a command that leaves a trace.
    for words in [&["--profile", ""][..], &["show", "b"], &["list", "--"], &["--all-profiles", "show", ""]] {
        let told = home.asked("zsh", "", words).join("\n");
        assert!(told.lines().count() > 1 && !told.contains("never to be seen"), "{told}");
    }
    assert_eq!((std::fs::read(home.history()).unwrap(), files(&home)), (before, there));
    assert!(!home.path("config/trackside/ran").exists() && !home.path("work/ran").exists());
    // Whatever is wrong with the files is not said in the middle of a line.
    for broken in ["no TOML at [all", "profiles = 7"] {
        std::fs::write(home.path("config/trackside/config.toml"), broken).unwrap();
        assert_eq!(home.asked("bash", "", &["--profile", ""]), ["words"]);
    }
    for content in [&b"not a history"[..], b""] {
        std::fs::write(home.history(), content).unwrap();
        assert_eq!(home.asked("bash", "x", &["show", "x"]), ["words"]);
        assert_eq!(std::fs::read(home.history()).unwrap(), content);
    }
    std::fs::remove_file(home.history()).unwrap();
    assert_eq!(home.asked("bash", "x", &["show", "x"]), ["words"]);
    assert!(!home.history().exists());
    let ended = start(&["completions", "bash"], &[("TRACKSIDE_CONFIG", "/no/such/file".to_owned())]).ended();
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""));
}

#[test]
fn a_history_that_another_program_writes_is_read_too() {
    let home = Home::new();
    let now = Timestamp::now();
    let mut store = Store::open(&home.history(), &[Identity::default()]).unwrap();
    let reach = now - SignedDuration::from_secs(80);
    let rows = Some([Arc::new(runner("newest"))].into());
    let listing = Listing { asked: now, at: now, since: None, reach, rows, missing: Vec::new(), is_whole: true };
    store.write(&[Entry::Observed(AccountId::FIRST, Observation::Listed(listing))], now).unwrap();
    assert_eq!(home.asked("bash", "new", &["show", "new"]), ["words", "newest"]);
}

#[test]
fn behind_a_profile_only_the_runners_of_its_account_are_offered() {
    let home = Home::new();
    let now = Timestamp::now();
    std::fs::write(home.history(), "").unwrap();
    let named =
        |profile: &str| Identity { profile: Some(profile.to_owned()), api: "a".to_owned(), ..Identity::default() };
    let mut store = Store::open(&home.history(), &[named("prod-eu"), named("prod-us"), named("my lab")]).unwrap();
    for (account, name) in ["etl-eu", "etl-us", "etl-lab"].into_iter().enumerate() {
        let (reach, rows) = (now - SignedDuration::from_secs(80), Some([Arc::new(runner(name))].into()));
        let listing = Listing { asked: now, at: now, since: None, reach, rows, missing: Vec::new(), is_whole: true };
        let account = AccountId(u8::try_from(account).unwrap());
        store.write(&[Entry::Observed(account, Observation::Listed(listing))], now).unwrap();
    }
    drop(store);
    for (line, offered) in [
        (&["show", "etl"][..], &["etl-eu", "etl-lab", "etl-us"][..]),
        (&["show", "--profile", "prod-us", "etl"], &["etl-us"]),
        (&["--profile=my lab", "show", "etl"], &["etl-lab"]),
        (&["--profile", "prod-eu,prod-us", "restart", "etl-eu", "etl"], &["etl-eu", "etl-us"]),
        (&["--profile", "prod-eu", "--profile", "prod-us", "pause", "etl"], &["etl-eu", "etl-us"]),
        // It may be known by the account's id.
        (&["--profile", "unseen", "show", "etl"], &["etl-eu", "etl-lab", "etl-us"]),
    ] {
        assert_eq!(home.asked("fish", "", line)[1..], *offered, "{line:?}");
    }
}

#[test]
fn a_shell_that_is_none_is_refused_and_so_is_none() {
    for (arguments, line) in [
        (&["completions"][..], "trackside: SHELL: missing; give one of bash, zsh, fish\n"),
        (&["completions", "tcsh"], "trackside: SHELL: tcsh is not one of bash, zsh, fish\n"),
        (
            &["completions", "bash", "zsh"],
            "trackside: zsh: trackside completions takes flags only; see trackside completions --help\n",
        ),
        (
            &["--demo", "completions", "zsh"],
            "trackside: --demo: not with trackside completions, which needs no account; leave this out\n",
        ),
        (&["completion", "zsh"], "trackside: completion: there is no such command; did you mean completions?\n"),
    ] {
        let ended = start(arguments, &[]).ended();
        assert_eq!((ended.code, ended.said.as_str(), ended.stdout.len()), (Some(2), line, 0), "{arguments:?}");
    }
}
