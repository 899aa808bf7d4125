//! The config file: which profile counts, and what a bad file says.

use trackside::domain::Label;
use trackside::options::SOURCES;

use super::{OnScreen, SIGNED_IN, addresses, config_refusal, configured, options, refusal};

/// A file of profiles whose token addresses tell them apart.
fn file(default_profile: &str, names: &[&str]) -> String {
    let profiles = names.iter().map(|name| {
        let host = name.trim_matches('"').replace(' ', "-");
        format!("[profiles.{name}]\nregion = 'eu1'\ntoken_url = 'https://{host}.example/'\n")
    });
    let default =
        if default_profile.is_empty() { String::new() } else { format!("default_profile = {default_profile}\n") };
    format!("{default}{}", profiles.collect::<String>())
}

#[test]
fn a_profile_is_chosen_by_flag_variable_file_or_by_being_the_only_one() {
    type Case = (&'static [&'static str], &'static str, &'static str, &'static [&'static str], Option<&'static str>);
    let two: &[&str] = &["a", "b"];
    let cases: [Case; 11] = [
        (&["--profile", "b"], "a", "'a'", two, Some("b")),
        (&["--profile=b"], "", "'nowhere'", two, Some("b")),
        (&[], "b", "'a'", two, Some("b")),
        (&[], "", "'b'", two, Some("b")),
        (&[], "", "", &["only"], Some("only")),
        (&[], "", "", &["a", "default", "b"], Some("default")),
        (&[], "", "'b'", &["a", "default", "b"], Some("b")),
        (&[], "", "", &["default"], Some("default")),
        (&["--profile", "two words"], "", "", &["a", "\"two words\""], Some("two words")),
        (&[], "", "", &[], None),
        (&[], "", "'a'", two, Some("a")),
    ];
    for (flags, variable, default, names, expected) in cases {
        let variables = [("TRACKSIDE_PROFILE", variable), ("TRACKSIDE_REGION", "eu1")];
        let options = configured(flags, &variables, &file(default, names));
        assert_eq!(options.accounts[0].profile.as_ref().map(Label::raw), expected, "{flags:?} {variable:?} {default}");
        if let Some(name) = expected {
            assert!(addresses(&options).1.contains(&name.replace(' ', "-")), "{name}: {options:?}");
        }
    }
}

#[test]
fn a_profile_that_is_not_there_is_refused_with_those_that_are() {
    let two = file("'c'", &["a", "\"b\\u001b[2J\""]);
    let known = "is not one of the profiles of /etc/t/config.toml: a, b^[[2J";
    assert_eq!(config_refusal(&["--profile", "x"], &[], &two), format!("--profile: x {known}"));
    assert_eq!(config_refusal(&[], &[("TRACKSIDE_PROFILE", "x")], &two), format!("TRACKSIDE_PROFILE: x {known}"));
    assert_eq!(config_refusal(&[], &[], &two), format!("/etc/t/config.toml:1: default_profile: c {known}"));
    assert_eq!(
        config_refusal(&[], &[], &file("", &["a", "b"])),
        "/etc/t/config.toml: has several profiles; choose with --profile, \
         --all-profiles, TRACKSIDE_PROFILE or default_profile: a, b"
    );
    let none = "x is not a profile (/etc/t/config.toml has none)";
    assert_eq!(config_refusal(&["--profile", "x"], &[], ""), format!("--profile: {none}"));
    assert_eq!(
        config_refusal(&[], &[], "\ndefault_profile = 'x'"),
        format!("/etc/t/config.toml:2: default_profile: {none}")
    );
    let no_file = "x is not a profile (there is no config file; write one, or name one with --config)";
    assert_eq!(refusal(&["--profile", "x"], &SIGNED_IN), format!("--profile: {no_file}"));
    assert_eq!(
        refusal(&[], &[&SIGNED_IN[..], &[("TRACKSIDE_PROFILE", "x")]].concat()),
        format!("TRACKSIDE_PROFILE: {no_file}")
    );
}

const KNOWN: &str = "there is no such key; known are region, api_url, token_url, client_id, client_secret_file, \
                     client_secret_command, audience, account_id, send_account_id, rate_limit_per_minute, \
                     color, connectivity_path, ca_file, refresh_seconds, read_only, protected, history, history_days, allow_reveal, reveal_seconds, \
                     clipboard, clipboard_clear_seconds, notify, theme, symbols, escape_ms";
const SECRET: &str = "a secret never stands in this file; use client_secret_file or client_secret_command";

/// Files that are refused, with what follows the file's name.
const REFUSED_FILES: [(&str, &str); 52] = [
    // Not TOML. The value is not repeated: it may be a secret.
    ("[profiles.p]\nclient_secret = canary", ":2: not TOML: string values must be quoted, expected literal string"),
    ("x", ":1: not TOML: key with no value, expected `=`"),
    ("\n\n[profiles.p", ":3: not TOML: unclosed table, expected `]`"),
    ("[profiles.p]\n[profiles.p]", ":2: not TOML: duplicate key"),
    ("[profiles.p]\nregion = 'eu1'\nregion = 'us1'", ":3: not TOML: duplicate key"),
    ("[profiles.p]\r\nregion = 'eu1'\r\nregion = 'us1'", ":3: not TOML: duplicate key"),
    // Keys.
    (
        "refresh = 1",
        ":1: refresh: there is no such key; known are default_profile, keys, list, views, profiles, themes",
    ),
    (
        "[profile.p]",
        ":1: profile: there is no such key; known are default_profile, keys, list, views, profiles, themes",
    ),
    ("\nregion = 'eu1'", ":2: region: belongs into a profile, below a line such as [profiles.prod-eu]"),
    ("[profiles.p]\n# words\nrefresh = 1", ":3: refresh: {KNOWN}"),
    ("[profiles.p]\n\"canary\\u001b[2J\" = 1", ":2: canary^[[2J: {KNOWN}"),
    ("profiles.p = { region = 'eu1', Region = 'eu1' }", ":1: Region: {KNOWN}"),
    ("[profiles.p]\nregion = 'eu1'\n[profiles.unused]\nlog_file = 'x'", ":4: log_file: {KNOWN}"),
    ("[profiles.p]\nb = 1\na = 1", ":2: b: {KNOWN}"),
    // A secret in the file.
    ("client_secret = 'canary'", ":1: client_secret: {SECRET}"),
    ("[profiles.p]\nclient_secret = 'canary'", ":2: client_secret: {SECRET}"),
    ("[profiles.p]\nclient_secret = ['canary']", ":2: client_secret: {SECRET}"),
    ("[profiles.p]\n[profiles.q]\nclient_secret = 'canary'", ":3: client_secret: {SECRET}"),
    // Types.
    ("default_profile = 1", ":1: default_profile: must be a name in quotes, or an array of names, not a whole number"),
    (
        "default_profile = ['p', 1]",
        ":1: default_profile: must be a name in quotes, or an array of names, not this array",
    ),
    ("default_profile = []", ":1: default_profile: must be a name in quotes, or an array of names, not an empty array"),
    ("profiles = 'canary'", ":1: profiles: must be tables such as [profiles.prod-eu], not text"),
    ("[[profiles]]", ":1: profiles: must be tables such as [profiles.prod-eu], not this array"),
    ("[profiles]\nregion = 'eu1'", ":2: region: must be a table such as [profiles.prod-eu], not text"),
    ("[profiles.'']", ":1: a profile needs a name"),
    ("[profiles.p]\n[profiles.'a,b']", ":2: a,b: a comma separates profiles in --profile, so no name may have one"),
    ("[profiles.p]\nregion = 1", ":2: region: must be text in quotes, not a whole number"),
    ("[profiles.p]\nca_file = true", ":2: ca_file: must be the name of a file in quotes, not true or false"),
    ("[profiles.p]\nread_only = 'canary'", ":2: read_only: must be true or false, not text"),
    ("[profiles.p]\nprotected = 1", ":2: protected: must be true or false, not a whole number"),
    ("[profiles.p]\nrefresh_seconds = '5'", ":2: refresh_seconds: must be a whole number, not text"),
    ("[profiles.p]\nrefresh_seconds = 1.5", ":2: refresh_seconds: must be a whole number, not a fraction"),
    ("[profiles.p]\nreveal_seconds = 2026-01-01", ":2: reveal_seconds: must be a whole number, not a date"),
    ("[profiles.p]\n[profiles.p.region]", ":2: region: must be text in quotes, not a table"),
    ("[profiles.p]\nclient_secret_command = 'canary'", ":2: client_secret_command: {COMMAND}, not text"),
    ("[profiles.p]\nclient_secret_command = []", ":2: client_secret_command: {COMMAND}, not an empty array"),
    ("[profiles.p]\nclient_secret_command = ['a', 1]", ":2: client_secret_command: {COMMAND}, not this array"),
    ("[profiles.p]\nclient_secret_command = ['', 'a']", ":2: client_secret_command: {COMMAND}, not this array"),
    // Ranges and forms; the same words as for the flags.
    ("[profiles.p]\nrefresh_seconds = 0", ":2: refresh_seconds: 0 is not a whole number of seconds from 1 to 3600"),
    (
        "[profiles.p]\nrefresh_seconds = 9999999999999999999999999999999999999999",
        ":2: refresh_seconds: 9999999999999999999999999999999999999999 is not a whole number of seconds from 1 to 3600",
    ),
    ("[profiles.p]\nescape_ms = 501", ":2: escape_ms: 501 is not a whole number of milliseconds from 0 to 500"),
    ("[profiles.p]\nreveal_seconds = 4", ":2: reveal_seconds: 4 is not a whole number of seconds from 5 to 120"),
    (
        "[profiles.p]\nclipboard_clear_seconds = 601",
        ":2: clipboard_clear_seconds: 601 is not a whole number of seconds from 5 to 600",
    ),
    ("[profiles.p]\nrate_limit_per_minute = -1", ":2: rate_limit_per_minute: -1 is not a whole number from 10 to 1000"),
    ("[profiles.p]\ncolor = 'pink'", ":2: color: pink is not one of red, yellow, green, cyan, blue, magenta"),
    ("[profiles.p]\ntheme = 'pink'", ":2: theme: pink is not one of ansi, auto, dark, light, mono"),
    ("[profiles.p]\nca_file = ''", ":2: ca_file: an empty value names no file"),
    ("[profiles.p]\naccount_id = 'a b'", ":2: account_id: a b is not one word of printable ASCII characters"),
    ("[profiles.p]\naudience = ''", ":2: audience: an empty value is not one word of printable ASCII characters"),
    (
        "[profiles.p]\ntoken_url = 'https://me:canary@a.example'",
        ":2: token_url: the value must not hold a user or a password",
    ),
    ("[profiles.p]\nsend_account_id = true", ":2: send_account_id: needs account_id too"),
    (
        "[profiles.p]\ntoken_url = 'http://a.example/canary'",
        ":2: token_url: the value must start with https:// (http:// is for 127.0.0.1, [::1] and localhost only)",
    ),
];

#[test]
fn a_bad_file_is_one_line_with_file_line_and_key() {
    let command = "must be a program and its arguments such as [\"pass\", \"show\", \"trackside\"]";
    for (text, expected) in REFUSED_FILES {
        let expected = expected.replace("{KNOWN}", KNOWN).replace("{SECRET}", SECRET).replace("{COMMAND}", command);
        let line = config_refusal(&[], &[], text);
        assert_eq!(line, format!("/etc/t/config.toml{expected}"), "{text}");
        assert!(!line.contains("canary") || text.starts_with("[profiles.p]\n\"canary"), "{line}");
    }
}

#[test]
fn a_value_behind_a_flag_or_of_another_profile_does_not_count() {
    let text = "[profiles.p]\nregion = 'eu1'\nrefresh_seconds = 0\n[profiles.q]\nregion = 'nowhere'";
    let options = configured(&["--profile", "p", "--refresh", "5"], &[], text);
    assert_eq!(options.accounts[0].refresh.as_secs(), 5);
}

#[test]
fn a_region_in_a_profile_is_refused_where_it_stands() {
    let Err(error) = options(&[], &SIGNED_IN[..2], Some("[profiles.p]\nregion = 'ap1'")) else { panic!("accepted") };
    assert_eq!(
        error.to_string(),
        "/etc/t/config.toml:2: region: ap1 is not one of eu1, us1, au1; for another control plane use --api-url"
    );
    let Err(error) =
        options(&[], &SIGNED_IN[..2], Some("[profiles.p]\napi_url = 'https://a.example'\nregion = \"\\u0007\""))
    else {
        panic!("accepted")
    };
    assert_eq!(error.to_string(), "/etc/t/config.toml:3: region: ^G is not a region's name, as eu1");
}

#[test]
fn no_color_beats_the_profile_too() {
    let theme = |flags: &[&str]| {
        configured(flags, &[("NO_COLOR", "1")], "[profiles.p]\nregion='eu1'\ntheme='dark'").screen().look.theme
    };
    assert_eq!(format!("{:?} {:?}", theme(&[]), theme(&["--theme", "light"])), "Mono Light");
}

#[test]
fn files_are_looked_for_beside_the_config_file_or_from_home() {
    for (name, expected) in [
        ("a.pem", "/etc/t/a.pem"),
        ("../a.pem", "/etc/t/../a.pem"),
        ("/a.pem", "/a.pem"),
        ("~/a.pem", "/home/me/a.pem"),
        ("~me/a.pem", "/etc/t/~me/a.pem"),
    ] {
        let text = format!("[profiles.p]\nregion = 'eu1'\nca_file = '{name}'");
        let options = configured(&[], &[("HOME", "/home/me")], &text);
        let file = options.accounts[0].ca_file.as_ref().unwrap();
        assert_eq!(file.path.to_str(), Some(expected));
        assert_eq!(file.by, "/etc/t/config.toml:3: ca_file");
    }
    let text = "[profiles.p]\nregion = 'eu1'\nca_file = '~/a.pem'";
    assert_eq!(configured(&[], &[], text).accounts[0].ca_file.as_ref().unwrap().path.to_str(), Some("/etc/t/~/a.pem"));
}

#[test]
fn the_example_of_the_page_about_configuration_is_accepted_and_every_setting_is_on_it() {
    let page = include_str!("../../../docs/configuration.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    for (flags, name, refresh) in [(&[][..], "prod-eu", 10), (&["--profile", "lab"], "lab", 30)] {
        let options = options(flags, &[], Some(example)).unwrap();
        assert_eq!(options.accounts[0].profile.as_ref().map(Label::raw), Some(name));
        assert_eq!(
            (options.accounts[0].refresh.as_secs(), options.accounts[0].read_only),
            (refresh, name == "prod-eu")
        );
    }
    for source in SOURCES {
        let names = [source.flag, source.variable, source.key.map(|key| key.name)];
        for name in names.into_iter().flatten() {
            assert!(page.contains(&format!("`{name}")), "the page lacks {name}");
        }
    }
}
