//! A flag beats its variable, which beats the profile, which beats the default: each setting is a row.

use trackside::options::{GivenFile, Options, SOURCES, SecretSource, Target};

use super::{OnScreen, addresses, api_url, configured, options, signed_in};

/// A setting with a value for each place that can hold it, and what [`Options`] make of each. No flag, variable or
/// key is `""`. What a table cannot say of `read_only` stands below.
pub(super) struct Row {
    pub(super) flag: (&'static str, &'static str),
    pub(super) variable: (&'static str, &'static str),
    pub(super) key: (&'static str, &'static str),
    read: fn(&Options) -> String,
    /// By the flag, by the variable, by the key, by none.
    expected: [&'static str; 4],
}

fn path(file: Option<&GivenFile>) -> String {
    file.map_or("none".to_owned(), |file| file.path.display().to_string())
}

fn credential(options: &Options) -> (String, String) {
    let Target::ControlPlane { client_id, client_secret, .. } = &options.accounts[0].target else {
        return Default::default();
    };
    let secret = match client_secret {
        SecretSource::Given(secret) => format!("given {}", secret.expose()),
        SecretSource::File(file) => format!("file {}", file.path.display()),
        SecretSource::Command { argv, .. } => format!("command {}", argv.join(" ")),
    };
    (client_id.clone(), secret)
}

const NONE: (&str, &str) = ("", "");

pub(super) const ROWS: [Row; 26] = [
    Row {
        flag: ("--refresh", "3600"),
        variable: ("TRACKSIDE_REFRESH", "1"),
        key: ("refresh_seconds", "0x10"),
        read: |options| format!("{:?}", options.accounts[0].refresh),
        expected: ["3600s", "1s", "16s", "10s"],
    },
    Row {
        flag: ("--clipboard", "osc52"),
        variable: ("TRACKSIDE_CLIPBOARD", "off"),
        key: ("clipboard", "'tmux'"),
        read: |options| format!("{:?}", options.screen().clipboard),
        expected: ["Osc52", "Off", "Tmux", "Auto"],
    },
    Row {
        flag: ("--notify", "osc9"),
        variable: ("TRACKSIDE_NOTIFY", "osc777"),
        key: ("notify", "'bell'"),
        read: |options| format!("{:?}", options.screen().notify),
        expected: ["Osc9", "Osc777", "Bell", "Off"],
    },
    Row {
        flag: ("--theme", "dark"),
        variable: ("TRACKSIDE_THEME", "light"),
        key: ("theme", "'mono'"),
        read: |options| format!("{:?}", options.screen().look.theme),
        expected: ["Dark", "Light", "Mono", "Ansi"],
    },
    Row {
        flag: ("--symbols", "ascii"),
        variable: ("TRACKSIDE_SYMBOLS", "unicode"),
        key: ("symbols", "'unicode'"),
        read: |options| format!("{:?}", options.screen().look.symbols),
        expected: ["Ascii", "Unicode", "Unicode", "Ascii"],
    },
    Row {
        flag: ("--connectivity-path", "/v1/a/{agentId}/t"),
        variable: ("TRACKSIDE_CONNECTIVITY_PATH", "/{agentId}"),
        key: ("connectivity_path", "'/k/{agentId}'"),
        read: |options| format!("{:?}", options.accounts[0].connectivity_path),
        expected: [r#"Some("/v1/a/{agentId}/t")"#, r#"Some("/{agentId}")"#, r#"Some("/k/{agentId}")"#, "None"],
    },
    Row {
        flag: ("--ca-file", "a b.pem"),
        variable: ("TRACKSIDE_CA_FILE", "/etc/ca.pem"),
        key: ("ca_file", "'c/d.pem'"),
        read: |options| path(options.accounts[0].ca_file.as_ref()),
        expected: ["a b.pem", "/etc/ca.pem", "/etc/t/c/d.pem", "none"],
    },
    Row {
        flag: ("--log-file", "t.log"),
        variable: ("TRACKSIDE_LOG_FILE", "/tmp/u.log"),
        key: NONE,
        read: |options| path(options.log_file.as_ref()),
        expected: ["t.log", "/tmp/u.log", "", "none"],
    },
    Row {
        flag: ("--token-url", "https://a.example/token"),
        variable: ("TRACKSIDE_TOKEN_URL", "http://127.0.0.1:9/token"),
        key: ("token_url", "'http://localhost:1/t'"),
        read: |options| addresses(options).1,
        expected: [
            "https://a.example/token",
            "http://127.0.0.1:9/token",
            "http://localhost:1/t",
            "https://id.core.matillion.com/oauth/dpc/token",
        ],
    },
    Row {
        flag: ("--api-url", "https://a.example/dpc"),
        variable: ("TRACKSIDE_API_URL", "http://[::1]:9/dpc"),
        key: ("api_url", "'https://k.example/dpc'"),
        read: api_url,
        expected: [
            "https://a.example/dpc",
            "http://[::1]:9/dpc",
            "https://k.example/dpc",
            "https://eu1.api.matillion.com/dpc",
        ],
    },
    Row {
        flag: ("--region", "us1"),
        variable: ("TRACKSIDE_REGION", "us1"),
        key: ("region", "'us1'"),
        read: |options| options.accounts[0].region.clone().unwrap(),
        expected: ["us1", "us1", "us1", "eu1"],
    },
    Row {
        flag: NONE,
        variable: ("TRACKSIDE_CLIENT_ID", "by-variable"),
        key: ("client_id", "'by-key'"),
        read: |options| credential(options).0,
        expected: ["", "by-variable", "by-key", "id-0"],
    },
    Row {
        flag: NONE,
        variable: ("TRACKSIDE_CLIENT_SECRET", "by variable"),
        key: ("client_secret_file", "'a/b'"),
        read: |options| credential(options).1,
        expected: ["", "given by variable", "file /etc/t/a/b", "command pass"],
    },
    Row {
        flag: NONE,
        variable: ("TRACKSIDE_CLIENT_SECRET", "by variable"),
        key: ("client_secret_command", "['op', 'read', 'x y']"),
        read: |options| credential(options).1,
        expected: ["", "given by variable", "command op read x y", "command pass"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("audience", "'https://k.example'"),
        read: |options| addresses(options).2,
        expected: ["", "", "https://k.example", "https://api.matillion.com"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("account_id", "'0b1c-2'"),
        read: |options| format!("{:?}", options.accounts[0].account_id),
        expected: ["", "", r#"Some("0b1c-2")"#, "None"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("send_account_id", "true\naccount_id = 'a'"),
        read: |options| options.accounts[0].send_account_id.to_string(),
        expected: ["", "", "true", "false"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("rate_limit_per_minute", "1_000"),
        read: |options| options.accounts[0].rate_limit_per_minute.to_string(),
        expected: ["", "", "1000", "500"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("color", "'magenta'"),
        read: |options| format!("{:?}", options.accounts[0].tint),
        expected: ["", "", "Some(Magenta)", "None"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("allow_reveal", "false"),
        read: |options| options.accounts[0].allow_reveal.to_string(),
        expected: ["", "", "false", "true"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("reveal_seconds", "120"),
        read: |options| format!("{:?}", options.screen().reveal),
        expected: ["", "", "120s", "20s"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("clipboard_clear_seconds", "5"),
        read: |options| format!("{:?}", options.screen().clipboard_clear),
        expected: ["", "", "5s", "45s"],
    },
    Row {
        flag: NONE,
        variable: ("TRACKSIDE_ESCAPE_MS", "0"),
        key: ("escape_ms", "500"),
        read: |options| format!("{:?}", options.screen().escape),
        expected: ["", "Some(0ns)", "Some(500ms)", "None"],
    },
    Row {
        flag: ("--read-only", ""),
        variable: ("TRACKSIDE_READ_ONLY", "yes"),
        key: ("read_only", "true"),
        read: |options| options.accounts[0].read_only.to_string(),
        expected: ["true", "true", "true", "false"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("history_days", "3650"),
        read: |options| format!("{:?}", options.accounts[0].history_days),
        expected: ["", "", "Some(3650)", "Some(90)"],
    },
    Row {
        flag: NONE,
        variable: NONE,
        key: ("history", "'off'"),
        read: |options| format!("{:?}", options.accounts[0].history_days),
        expected: ["", "", "None", "Some(90)"],
    },
];

/// A profile that makes a start succeed. `line` replaces its line with the same key.
pub(super) fn profile_with(line: &str) -> String {
    let key = line.split(" =").next().unwrap();
    let usual = ["region = 'eu1'", "client_id = 'id-0'", "client_secret_command = ['pass']"];
    // A region, a file and a command may stand side by side; what is tested must not be hidden behind the other.
    let is_other = |usual: &&str| {
        let is_secret = |name: &str| name.starts_with("client_secret");
        line.is_empty() || !(usual.starts_with(key) || is_secret(key) && is_secret(usual))
    };
    let lines: Vec<&str> = usual.into_iter().filter(is_other).chain([line]).collect();
    format!("[profiles.p]\n{}\n", lines.join("\n"))
}

#[test]
fn a_flag_beats_its_variable_which_beats_the_profile_which_beats_the_default() {
    for Row { flag, variable, key, read, expected } in ROWS {
        let line = format!("{} = {}", key.0, key.1);
        let [default, in_profile] = [profile_with(""), profile_with(if key.0.is_empty() { "" } else { &line })];
        let flags: Vec<&str> = [flag.0, flag.1].into_iter().filter(|word| !word.is_empty()).collect();
        let assert = |flags: &[&str], variables: &[(&str, &str)], config: &str, expected: &str| match options(
            flags,
            variables,
            Some(config),
        ) {
            Ok(options) => assert_eq!(read(&options), expected, "{flags:?} {variables:?} {config}"),
            Err(error) => panic!("{flags:?} {variables:?} {config}: {error}"),
        };
        assert(&[], &[], &default, expected[3]);
        if !key.0.is_empty() {
            assert(&[], &[], &in_profile, expected[2]);
        }
        if !variable.0.is_empty() {
            let by_none = if key.0.is_empty() { expected[3] } else { expected[2] };
            assert(&[], &[variable], &default, expected[1]);
            assert(&[], &[variable], &in_profile, expected[1]);
            assert(&[], &[(variable.0, "")], &in_profile, by_none);
        }
        if !flag.0.is_empty() {
            assert(&flags, &[], &default, expected[0]);
            assert(&flags, &[variable], &in_profile, expected[0]);
        }
        if !flag.1.is_empty() {
            let joined = format!("{}={}", flag.0, flag.1);
            assert(&[&joined], &[], &in_profile, expected[0]);
            assert(&flags, &[(variable.0, "\u{1b} nonsense")], &in_profile, expected[0]);
        }
    }
}

#[test]
fn every_key_has_its_row() {
    let tested: Vec<&str> = ROWS.iter().map(|row| row.key.0).chain(["protected"]).collect();
    for key in SOURCES.iter().filter_map(|source| source.key) {
        assert!(tested.contains(&key.name), "{} is not tested", key.name);
    }
}

#[test]
fn no_days_and_no_history_are_the_same() {
    for (lines, expected) in [
        ("history_days = 0", "None"),
        ("history = 'off'\nhistory_days = 30", "None"),
        ("history = 'on'\nhistory_days = 30", "Some(30)"),
    ] {
        let options = options(&[], &[], Some(&profile_with(lines))).unwrap();
        assert_eq!(format!("{:?}", options.accounts[0].history_days), expected, "{lines}");
    }
    for (lines, reason) in [
        ("history_days = 3651", "history_days: 3651 is not a whole number of days from 0 to 3650"),
        ("history = 'yes'", "history: yes is not one of on, off"),
    ] {
        let refusal = options(&[], &[], Some(&profile_with(lines))).unwrap_err().to_string();
        assert!(refusal.contains(reason), "{refusal}");
    }
}

#[test]
fn read_only_is_a_flag_or_a_yes() {
    assert!(!signed_in(&[], &[]).accounts[0].read_only);
    assert!(signed_in(&["--read-only"], &[]).accounts[0].read_only);
    assert!(signed_in(&["--read-only"], &[("TRACKSIDE_READ_ONLY", "0")]).accounts[0].read_only);
    for (value, expected) in
        [("1", true), ("true", true), ("yes", true), ("0", false), ("false", false), ("no", false), ("", false)]
    {
        assert_eq!(signed_in(&[], &[("TRACKSIDE_READ_ONLY", value)]).accounts[0].read_only, expected, "{value:?}");
    }
}

#[test]
fn a_protected_profile_is_read_only_whatever_else_is_said() {
    for (lines, variable, expected) in [
        ("read_only = true", "0", false),
        ("read_only = true", "", true),
        ("protected = true", "0", true),
        ("protected = true\nread_only = false", "0", true),
        ("protected = false", "1", true),
        ("protected = false\nread_only = true", "", true),
        ("protected = false", "", false),
    ] {
        let config = format!("[profiles.p]\nregion = 'eu1'\n{lines}");
        let options = configured(&[], &[("TRACKSIDE_READ_ONLY", variable)], &config);
        assert_eq!(options.accounts[0].read_only, expected, "{lines} {variable:?}");
        // Showing a secret is more than reading: it must be allowed expressly.
        assert_eq!(options.accounts[0].allow_reveal, !expected, "{lines} {variable:?}");
        let options = configured(&[], &[("TRACKSIDE_READ_ONLY", variable)], &format!("{config}\nallow_reveal = true"));
        assert!(options.accounts[0].allow_reveal, "{lines} {variable:?}");
    }
}
