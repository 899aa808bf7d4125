//! `trackside config`: what counts and where it came from, what is wrong, and where the file is.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;

/// A folder with a config file beside which secrets lie.
struct Folder(TempDir);

impl Folder {
    fn with(config: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        std::fs::write(folder.path("config.toml"), config).unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn shown(&self) -> String {
        self.path("config.toml").display().to_string()
    }

    /// A secret that only its owner can read.
    fn secret(&self, name: &str, secret: &str) {
        std::fs::write(self.path(name), secret).unwrap();
        self.give(name, 0o600);
    }

    fn give(&self, name: &str, mode: u32) {
        std::fs::set_permissions(self.path(name), PermissionsExt::from_mode(mode)).unwrap();
    }

    /// Checks the file, with these variables too.
    #[track_caller]
    fn check(&self, arguments: &[&str], more: &[(&str, &str)]) -> (Option<i32>, String, String) {
        let mut environment = vec![("TRACKSIDE_CONFIG", self.shown())];
        environment.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        told(&[&["config", "check"], arguments].concat(), &environment)
    }
}

#[track_caller]
fn told(arguments: &[&str], environment: &[(&str, String)]) -> (Option<i32>, String, String) {
    let ended = start(arguments, environment).ended();
    (ended.code, String::from_utf8(ended.stdout).unwrap(), ended.said)
}

const PROD: &str = "\
[profiles.prod]
region = 'eu1'
client_id = 'client-of-prod-1a2b'
client_secret_file = 'prod.secret'
protected = true
";

#[test]
fn what_counts_stands_in_columns_with_where_it_came_from() {
    let folder = Folder::with(PROD);
    folder.secret("prod.secret", "canary");
    let (code, text, said) = folder.check(&["--refresh", "30"], &[("LANG", "C.UTF-8")]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    let file = folder.shown();
    let at = |line: u8| format!("{file}:{line}");
    assert_eq!(lines[0], ["SETTING", "VALUE", "SOURCE"]);
    for row in [
        ["config", &file, "TRACKSIDE_CONFIG"],
        ["profile", "prod", "default"],
        ["region", "eu1", &at(2)],
        ["api_url", "https://eu1.api.matillion.com/dpc", "region"],
        ["client_id", "…1a2b", &at(3)],
        ["client_secret_file", folder.path("prod.secret").to_str().unwrap(), &at(4)],
        ["account_id", "-", "default"],
        ["refresh_seconds", "30", "--refresh"],
        ["read_only", "false", "default"],
        ["protected", "true", &at(5)],
        ["symbols", "unicode", "default"],
    ] {
        assert!(lines.iter().any(|line| *line == row), "{row:?} in:\n{text}");
    }
    let column = text.lines().next().unwrap().find("SOURCE").unwrap();
    assert!(text.lines().all(|line| line.chars().nth(column - 1) == Some(' ')), "{text}");
}

#[test]
fn no_secret_is_shown_and_no_command_is_run() {
    let folder = Folder::with(
        "[profiles.a]\nregion = 'eu1'\nclient_id = 'canary-client-id'\n\
         client_secret_command = ['touch', 'ran-canary']\n\
         [profiles.b]\napi_url = 'https://me:canary@a.example'\nclient_id = 'x'\nclient_secret_file = 'b.secret'\n",
    );
    folder.secret("b.secret", "canary");
    let proxy = ("HTTPS_PROXY", "http://canary:canary@proxy.example:3128");
    for arguments in [&["--profile", "a"][..], &["--all-profiles"], &["--profile", "a", "-o", "json"]] {
        let (code, text, said) = folder.check(arguments, &[proxy]);
        assert_eq!(code, Some(2), "the address of b holds a password");
        assert!(!text.contains("canary") && !said.contains("canary"), "{text}{said}");
        assert!(text.contains("http://proxy.example:3128") && text.contains("touch"), "{text}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let (_, text, _) = folder.check(&["--profile", "a"], &[]);
    assert!(text.contains(" touch (not run) "), "{text}");
    assert!(text.ends_with("\nNot opened  b\n"), "{text}");
    let secret = ("TRACKSIDE_CLIENT_SECRET", "canary");
    let (_, text, said) = folder.check(&["--profile", "a"], &[secret]);
    assert!(!text.contains("canary") && !said.contains("canary") && !text.contains("touch"), "{text}{said}");
    assert!(!folder.path("ran-canary").exists() && !Path::new("ran-canary").exists());
}

#[test]
fn a_secret_file_is_looked_at_as_a_start_does() {
    let folder = Folder::with(PROD);
    let at = format!("trackside: {}:4: client_secret_file: cannot", folder.shown());
    let path = folder.path("prod.secret").display().to_string();
    let (code, text, said) = folder.check(&[], &[]);
    assert_eq!((code, said), (Some(2), format!("{at} read {path}: No such file or directory (os error 2)\n")));
    assert!(text.contains("client_secret_file"), "what counts is shown all the same");
    folder.secret("prod.secret", "canary");
    folder.give("prod.secret", 0o644);
    let line = format!("{at} use {path}: others can read the file (mode 0644); run chmod 600\n");
    assert_eq!(folder.check(&[], &[]).2, line);
    folder.secret("prod.secret", "");
    assert_eq!(folder.check(&[], &[]).2, format!("{at} use {path}: the secret is empty\n"));
    let (code, _, said) = folder.check(&[], &[("TRACKSIDE_CLIENT_SECRET", "canary ")]);
    let line = "trackside: TRACKSIDE_CLIENT_SECRET: the value ends with a blank, which nobody sees\n";
    assert_eq!((code, said.as_str()), (Some(2), line));
}

#[test]
fn a_wrong_value_of_another_profile_is_named_and_what_it_lacks_is_said() {
    let folder = Folder::with(&format!("default_profile = 'prod'\n{PROD}[profiles.lab]\ncolor = 'pink'\n"));
    folder.secret("prod.secret", "canary");
    let lacks = "lacks credentials; add client_id, and client_secret_file or client_secret_command";
    let region = "lacks region or api_url; add one of them";
    let file = folder.shown();
    let lacking = format!("Not opened: {file}:7: lab: {lacks}\nNot opened: {file}:7: lab: {region}\n");
    let (code, text, said) = folder.check(&[], &[]);
    let fault = format!("trackside: {file}:8: color: pink is not one of red, yellow, green, cyan, blue, magenta\n");
    assert_eq!((code, said), (Some(2), format!("{lacking}{fault}")));
    assert!(text.ends_with("\nNot opened  lab\n"), "{text}");
    std::fs::write(folder.path("config.toml"), format!("default_profile = 'prod'\n{PROD}[profiles.lab]\n")).unwrap();
    let (code, _, said) = folder.check(&[], &[]);
    assert_eq!((code, said), (Some(0), lacking), "what is missing may be given once lab is opened alone");
    assert_eq!(folder.check(&["--all-profiles"], &[]).0, Some(2));
}

#[test]
fn a_file_that_cannot_be_read_is_refused_as_at_a_start() {
    let folder = Folder::with("[profiles.p");
    let file = folder.shown();
    let line = format!("trackside: {file}:1: not TOML: unclosed table, expected `]`\n");
    assert_eq!(folder.check(&[], &[]), (Some(2), String::new(), line));
    let faults = |config: &str| {
        std::fs::write(folder.path("config.toml"), config).unwrap();
        let (code, text, said) = folder.check(&[], &[]);
        assert_eq!((code, text.as_str()), (Some(2), ""));
        said
    };
    let unknown = faults("[profiles.p]\nregin = 'eu1'\n\"canary\\u001b[2J\" = 1\n");
    assert_eq!(unknown.lines().count(), 2, "each is named: {unknown}");
    assert!(unknown.contains(":2: regin: there is no such key") && unknown.contains(":3: canary^[[2J: "), "{unknown}");
    assert!(faults("[profiles.a]\n[profiles.b]\n").contains("has several profiles; choose with --profile"));
    let (code, _, said) = folder.check(&["--profile", "x"], &[]);
    let line = format!("trackside: --profile: x is not one of the profiles of {file}: a, b\n");
    assert_eq!((code, said), (Some(2), line));
    std::fs::remove_file(folder.path("config.toml")).unwrap();
    let line = format!("trackside: TRACKSIDE_CONFIG: cannot read {file}: No such file or directory (os error 2)\n");
    assert_eq!(folder.check(&[], &[]), (Some(2), String::new(), line));
    std::fs::create_dir(folder.path("config.toml")).unwrap();
    let line = format!("trackside: TRACKSIDE_CONFIG: cannot read {file}: is a folder, not a file\n");
    assert_eq!(folder.check(&[], &[]), (Some(2), String::new(), line));
}

#[test]
fn without_a_file_variables_count() {
    let home = tempfile::tempdir().unwrap();
    let folder = [("XDG_CONFIG_HOME", home.path().display().to_string())];
    let set = |name: &'static str, value: &str| (name, value.to_owned());
    let signed_in = [
        folder[0].clone(),
        set("TRACKSIDE_CLIENT_ID", "a"),
        set("TRACKSIDE_CLIENT_SECRET", "canary"),
        set("TRACKSIDE_REGION", "us1"),
    ];
    let (code, text, said) = told(&["config", "check"], &signed_in);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let path = home.path().join("trackside/config.toml").display().to_string();
    assert!(text.contains(&format!("{path} (not there)")) && !text.contains("canary"), "{text}");
    let (code, _, said) = told(&["config", "check"], &folder);
    assert_eq!(code, Some(2));
    assert!(said.starts_with("trackside: no credentials; trackside signs in"), "{said}");
    let missing = "There is no such file yet.\n".to_owned();
    assert_eq!(told(&["config", "path"], &folder), (Some(0), format!("{path}\n"), missing));
    std::fs::create_dir(home.path().join("trackside")).unwrap();
    std::fs::write(&path, "no TOML [").unwrap();
    assert_eq!(told(&["config", "path"], &folder), (Some(0), format!("{path}\n"), String::new()));
    let named = ["config", "path", "--config", "a\u{1b}[2J\nb"];
    let missing = "There is no such file yet.\n".to_owned();
    assert_eq!(told(&named, &folder), (Some(0), "a^[[2J^Jb\n".to_owned(), missing));
    let (code, text, said) = told(&["config", "path", "--demo"], &[]);
    let line = "trackside: --demo: reads no config file; leave this out\n";
    assert_eq!((code, text.as_str(), said.as_str()), (Some(2), "", line));
}

#[test]
fn hostile_values_are_marks_and_in_json_escapes() {
    let folder = Folder::with(
        "[profiles.\"p\\u001b[2J\"]\nregion = 'eu1'\nclient_id = 'a'\nclient_secret_command = [\"x\\u001b[2J\"]\n",
    );
    let (code, text, _) = folder.check(&[], &[]);
    assert_eq!(code, Some(0));
    assert!(!text.contains('\u{1b}') && text.contains("p^[[2J") && text.contains("x^[[2J (not run)"), "{text}");
    let (_, text, _) = folder.check(&["-o", "json"], &[]);
    assert!(!text.contains('\u{1b}'), "{text}");
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["profiles"][0]["profile"], "p\u{1b}[2J");
    let settings = document["profiles"][0]["settings"].as_array().unwrap();
    let command = settings.iter().find(|setting| setting["setting"] == "client_secret_command").unwrap();
    let at = format!("{}:4", folder.shown());
    assert_eq!(
        *command,
        json!({ "setting": "client_secret_command", "value": "x\u{1b}[2J", "refused": false, "origin": "file", "source": at })
    );
    assert_eq!((&document["file"]["exists"], &document["faults"]), (&json!(true), &json!([])));
}
