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
    // The folder stands in the first line.
    let at = |line: u8| format!("config.toml:{line}");
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
fn what_is_said_of_the_list_and_of_views_stands_behind_the_settings() {
    let views = "[list]\ncolumns = ['status', 'track']\nsort = '-colour'\n[[views]]\nname = 'old ones'\nfilter = 'out of support'\n\
                 [[views]]\nname = 'plain'\n";
    let folder = Folder::with(&format!("{views}{PROD}"));
    folder.secret("prod.secret", "canary");
    let (code, text, said) = folder.check(&["--view", "plain"], &[]);
    let line = format!("trackside: {}:3: sort: there is no such column; known are ", folder.shown());
    assert!(code == Some(2) && said.starts_with(&line) && said.lines().count() == 1, "{said}");
    let lines: Vec<String> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for row in [
        "view plain --view",
        "list.columns runner status track config.toml:2",
        "list.sort refused config.toml:3",
        "views.old ones.filter out of support config.toml:6",
        "views.plain as [list] says config.toml:7",
    ] {
        assert!(lines.iter().any(|line| line == row), "{row} in:\n{text}");
    }
    let (_, text, _) = folder.check(&["-o", "json"], &[]);
    let document: Value = serde_json::from_str(&text).unwrap();
    let filter =
        document["views"].as_array().unwrap().iter().find(|row| row["setting"] == "views.old ones.filter").unwrap();
    assert_eq!((&filter["value"], &filter["refused"]), (&json!("out of support"), &json!(false)));
    let (_, text, said) = folder.check(&["--view", "none"], &[]);
    assert!(said.contains("--view: none is not one of the views of ") && text.contains("refused"), "{text}{said}");
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
        let (code, _, said) = folder.check(&[], &[]);
        assert_eq!(code, Some(2));
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
    assert!(said.starts_with("trackside: no credentials; set TRACKSIDE_CLIENT_ID and "), "{said}");
    assert_eq!(said.lines().count(), 2, "and there is no region: {said}");
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
        json!({ "setting": "client_secret_command", "value": "x\u{1b}[2J", "refused": false, "origin": "file", "source": at, "behind": null })
    );
    assert_eq!((&document["file"]["exists"], &document["faults"]), (&json!(true), &json!([])));
}

/// Long enough to be found wherever it stands.
const SECRET: &str = "canary-0123456789-4e5f";

#[test]
fn what_is_the_secret_too_is_shown_nowhere() {
    let folder = Folder::with(&format!(
        "[keys]\n'{SECRET}' = 'F3'\n[keys.'x-{SECRET}']\nrestart = '{SECRET}'\n\
         [profiles.prod]\nregion = 'eu1'\nclient_id = '{SECRET}'\nclient_secret_file = 'prod.secret'\naccount_id = 'a-{SECRET}'\n\
         [profiles.'{SECRET}']\ncolor = '{SECRET}'\n"
    ));
    folder.secret("prod.secret", SECRET);
    let by_variable = ["TRACKSIDE_CLIENT_SECRET", "TRACKSIDE_CLIENT_ID", "TRACKSIDE_REGION", "TRACKSIDE_LOG_FILE"];
    let by_variable = by_variable.map(|name| (name, SECRET));
    for variables in [&[][..], &by_variable] {
        for form in ["text", "json"] {
            let (code, text, said) = folder.check(&["--profile", "prod", "-o", form], variables);
            assert_eq!(code, Some(2), "the colour is none");
            assert!(text.contains("[hidden]") && said.contains("[hidden]"), "{text}{said}");
            let end = SECRET.get(SECRET.len() - 4..).unwrap();
            assert!(!text.contains("canary-") && !said.contains("canary-") && !text.contains(end), "{text}{said}");
        }
    }
    let named = [("TRACKSIDE_CLIENT_SECRET", SECRET.to_owned()), ("TRACKSIDE_CONFIG", format!("/no/{SECRET}"))];
    for question in [&["config", "path"][..], &["config", "check"], &["config", "check", "-o", "json"]] {
        let (_, text, said) = told(question, &named);
        assert!(!text.contains("canary-") && !said.contains("canary-"), "{text}{said}");
        assert!(format!("{text}{said}").contains("/no/[hidden]"), "{text}{said}");
    }
}

#[test]
fn as_json_it_is_a_document_also_where_the_file_cannot_be_read() {
    let folder = Folder::with("");
    std::fs::write(folder.path("latin"), b"[profiles.a]\n# \xe9\n").unwrap();
    std::fs::create_dir(folder.path("folder")).unwrap();
    for (name, reason) in [
        ("none", "No such file or directory (os error 2)"),
        ("folder", "is a folder, not a file"),
        ("latin", "line 2 has a character that is not UTF-8"),
    ] {
        let path = folder.path(name).display().to_string();
        let (code, text, said) = folder.check(&["-o", "json", "--config", &path], &[]);
        let fault = format!("--config: cannot read {path}: {reason}");
        assert_eq!((code, said), (Some(2), format!("trackside: {fault}\n")));
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&document["faults"], &document["profiles"]), (&json!([fault]), &json!([])));
        assert_eq!(document["file"], json!({ "path": path, "exists": name != "none" }));
    }
    let path = folder.path("folder").display().to_string();
    let is_folder = "That is a folder, not a file.\n".to_owned();
    assert_eq!(told(&["config", "path", "--config", &path], &[]), (Some(0), format!("{path}\n"), is_folder));
}

#[test]
fn all_that_a_start_would_refuse_is_named_at_once() {
    let folder = Folder::with(
        "[profiles.prod]\nregion = 'nowhere'\nclient_id = 'a'\nclient_secret_file = 'none'\nca_file = 'prod.pem'\n",
    );
    std::fs::write(folder.path("prod.pem"), "no certificate").unwrap();
    let (code, _, said) = folder.check(&["--theme", "pink", "--log-file", "/no/such/folder/log"], &[]);
    assert_eq!(code, Some(2));
    for part in [
        "--theme: pink is not one of",
        ":2: region: nowhere is not one of",
        "--log-file: cannot write /no/such/folder/log: No such file or directory (os error 2)",
        ":5: ca_file: cannot use ",
        ":4: client_secret_file: cannot read ",
    ] {
        assert!(said.contains(part), "{part} in:\n{said}");
    }
    assert_eq!(said.lines().count(), 5, "{said}");
}

#[test]
fn a_log_file_is_tried_without_making_or_changing_one() {
    let folder = Folder::with(PROD);
    folder.secret("prod.secret", "canary");
    let log = folder.path("log").display().to_string();
    assert_eq!(folder.check(&[], &[("TRACKSIDE_LOG_FILE", &log)]).0, Some(0));
    assert!(!folder.path("log").exists());
    std::fs::write(folder.path("log"), "a line\n").unwrap();
    assert_eq!(folder.check(&["--theme", "mono", "--notify", "bell"], &[("TRACKSIDE_LOG_FILE", &log)]).0, Some(0));
    assert_eq!(std::fs::read_to_string(folder.path("log")).unwrap(), "a line\n");
    let (code, _, said) = folder.check(&[], &[("TRACKSIDE_LOG_FILE", folder.path("").to_str().unwrap())]);
    assert_eq!(code, Some(2));
    assert!(said.contains("TRACKSIDE_LOG_FILE: cannot write ") && said.contains("is a folder"), "{said}");
    // As a start refuses it.
    let start = told(&["list", "--log-file", "/no/such/log"], &[("TRACKSIDE_CONFIG", folder.shown())]).2;
    assert_eq!(folder.check(&["--log-file", "/no/such/log"], &[]).2, start);
}

#[test]
fn on_a_narrow_terminal_nothing_is_cut() {
    let folder = Folder::with(PROD);
    folder.secret("prod.secret", "canary");
    let file = folder.shown();
    for columns in [40, 60, 80, 250] {
        let arguments = ["config", "check", "--color", "never"];
        let mut session = crate::support::pty::trackside(&arguments, columns, 24, &[("TRACKSIDE_CONFIG", &file)]);
        assert_eq!(session.end().code(), Some(0));
        let text = String::from_utf8(session.bytes()).unwrap().replace("\r\n", "\n");
        assert!(!text.contains("…\n") && text.contains("…1a2b"), "{text}");
        assert!(text.contains(&file) && text.contains("/oauth/dpc/token"), "{text}");
        assert!(text.matches("config.toml:").count() >= 4, "{text}");
        let is_table = text.starts_with("SETTING");
        assert_eq!(is_table, columns > 40, "{text}");
        if is_table {
            assert!(text.lines().all(|line| line.contains(&file) || line.chars().count() <= columns.into()), "{text}");
        } else {
            assert!(text.contains("\nregion\n  eu1\n  config.toml:2\n"), "{text}");
            assert!(text.contains("\naccount_id\n  -\n  default\n"), "{text}");
        }
    }
}

const KEYS: &str = "\
[keys]
preset = 'vim'
restart = ['X', 'ctrl-a']
[keys.list]
pause = []
[profiles.prod]
region = 'eu1'
client_id = 'client-of-prod-1a2b'
client_secret_file = 'prod.secret'
";

#[test]
fn the_keys_that_are_asked_for_are_listed_and_one_that_may_not_arrive_is_warned_of() {
    let folder = Folder::with(KEYS);
    folder.secret("prod.secret", "s3cret-of-prod");
    let file = folder.shown();
    let (code, text, said) = folder.check(&[], &[]);
    assert_eq!(code, Some(0), "{said}");
    for row in
        ["keys.preset vim config.toml:2", "keys.restart X ctrl-a config.toml:3", "keys.list.pause none config.toml:5"]
    {
        let is_row = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ") == row;
        assert!(text.lines().any(is_row), "{row}\n{text}");
    }
    assert_eq!(
        said.trim_end(),
        format!("{file}:3: restart: ctrl-a may not arrive: GNU screen has this key for itself.")
    );
    let (_, text, _) = folder.check(&["-o", "json"], &[]);
    let checked: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(checked["keys"][1]["setting"], json!("keys.restart"));
    assert_eq!(checked["keys"][1]["value"], json!("X ctrl-a"));
}

#[test]
fn wrong_keys_are_named_all_at_once_without_what_they_hold() {
    let folder = Folder::with(&KEYS.replace("'ctrl-a'", "'s3cret-in-the-wrong-place'").replace("pause =", "paus ="));
    folder.secret("prod.secret", "s3cret-of-prod");
    let (code, text, said) = folder.check(&[], &[]);
    assert_eq!(code, Some(2));
    assert!(said.contains(":3: restart: key 2 of 2: that is no key") && said.contains("did you mean pause?"), "{said}");
    assert!(!text.contains("s3cret") && !said.contains("s3cret") && text.contains("refused"), "{text}\n{said}");
}

const THEMES: &str = "\
[themes.evening]
base = 'dark'
off = '#8a92a0 dim'
key = '#4a4f57'
[themes.plain]
bad = 'bright-red bold'
[profiles.prod]
region = 'eu1'
client_id = 'client-of-prod-1a2b'
client_secret_file = 'prod.secret'
theme = 'evening'
";

#[test]
fn themes_are_listed_and_what_is_hard_to_read_is_said() {
    let folder = Folder::with(THEMES);
    folder.secret("prod.secret", "s3cret-of-prod");
    let file = folder.shown();
    let (code, text, said) = folder.check(&[], &[]);
    assert_eq!(code, Some(0), "a theme with little contrast is accepted: {said}");
    for row in [
        "theme evening config.toml:11",
        "themes.evening.base dark config.toml:2",
        "themes.evening.off #8a92a0 dim config.toml:3",
        "themes.plain.base ansi default",
        "themes.plain.bad bright-red bold config.toml:6",
    ] {
        let is_row = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ") == row;
        assert!(text.lines().any(is_row), "{row}\n{text}");
    }
    let key = "The theme evening: key has a contrast of 2.1, 4.5 is easy to read.";
    assert_eq!(said.trim_end(), format!("{file}:1: {key}"));
    let (_, text, _) = folder.check(&["-o", "json"], &[]);
    let checked: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(checked["themes"][1]["setting"], json!("themes.evening.off"));
    assert_eq!(checked["themes"][1]["value"], json!("#8a92a0 dim"));
}

#[test]
fn wrong_themes_are_named_all_at_once_without_what_they_hold() {
    let wrong = THEMES.replace("dark", "drak").replace("'#8a92a0 dim'", "'s3cret-in-the-wrong-place'");
    let folder = Folder::with(&wrong.replace("bad =", "bda ="));
    folder.secret("prod.secret", "s3cret-of-prod");
    let (code, text, said) = folder.check(&[], &[]);
    assert_eq!(code, Some(2));
    for part in
        [":2: base: there is no such base", ":3: off: there is no such colour", ":6: bda: there is no such role"]
    {
        assert!(said.contains(part), "{part} in:\n{said}");
    }
    let faults = said.lines().filter(|line| line.starts_with("trackside: "));
    assert_eq!(faults.count(), 3, "{said}");
    assert!(!text.contains("s3cret-in") && !said.contains("s3cret-in") && text.contains("refused"), "{text}\n{said}");
}
