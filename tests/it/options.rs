//! The command line and the environment: what counts, and how a refusal reads.
#![expect(clippy::panic, reason = "a helper that does not get what it expects fails the test that called it")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use trackside::options::{
    ClipboardRoute, Options, SOURCES, Start, SymbolSet, Target, UsageError, parse, terminal_refusal,
};
use trackside::ui::{Symbols, ThemeName};

/// Variables that make a start without flags succeed.
const SIGNED_IN: [(&str, &str); 3] =
    [("TRACKSIDE_CLIENT_ID", "id-1"), ("TRACKSIDE_CLIENT_SECRET", "s3cret-value"), ("TRACKSIDE_REGION", "eu1")];

/// Every flag with its variable: the list that the help and [`SOURCES`] are checked against.
const SETTINGS: [(&str, &str); 18] = [
    ("--demo", ""),
    ("--demo-runners", ""),
    ("--demo-seed", ""),
    ("--demo-fault", ""),
    ("--region", "TRACKSIDE_REGION"),
    ("--api-url", "TRACKSIDE_API_URL"),
    ("--token-url", "TRACKSIDE_TOKEN_URL"),
    ("", "TRACKSIDE_CLIENT_ID"),
    ("", "TRACKSIDE_CLIENT_SECRET"),
    ("--connectivity-path", "TRACKSIDE_CONNECTIVITY_PATH"),
    ("--ca-file", "TRACKSIDE_CA_FILE"),
    ("--refresh", "TRACKSIDE_REFRESH"),
    ("--read-only", "TRACKSIDE_READ_ONLY"),
    ("--clipboard", "TRACKSIDE_CLIPBOARD"),
    ("--theme", "TRACKSIDE_THEME"),
    ("", "NO_COLOR"),
    ("--symbols", "TRACKSIDE_SYMBOLS"),
    ("--log-file", "TRACKSIDE_LOG_FILE"),
];

fn start(flags: &[&str], variables: &[(&str, &str)]) -> Result<Start, UsageError> {
    let args = std::iter::once("trackside").chain(flags.iter().copied()).map(OsString::from);
    parse(args, variables.iter().map(|(name, value)| (name.into(), value.into())))
}

fn run(flags: &[&str], variables: &[(&str, &str)]) -> Options {
    match start(flags, variables) {
        Ok(Start::Run(options)) => *options,
        other => panic!("{flags:?} {variables:?}: {other:?}"),
    }
}

fn signed_in(flags: &[&str], more: &[(&str, &str)]) -> Options {
    run(flags, &[&SIGNED_IN, more].concat())
}

fn demo(flags: &[&str], variables: &[(&str, &str)]) -> Options {
    run(&[&["--demo"], flags].concat(), variables)
}

fn refusal(flags: &[&str], variables: &[(&str, &str)]) -> String {
    match start(flags, variables) {
        Err(error) => error.to_string(),
        Ok(other) => panic!("{flags:?} {variables:?}: {other:?}"),
    }
}

fn printed(flags: &[&str]) -> String {
    match start(flags, &[]) {
        Ok(Start::Print(text)) => text,
        other => panic!("{flags:?}: {other:?}"),
    }
}

/// Base address, token address and audience.
fn addresses(options: &Options) -> (String, String, String) {
    match &options.target {
        Target::ControlPlane { api, token, audience, .. } => (api.to_string(), token.to_string(), audience.clone()),
        Target::Demo { .. } => panic!("a demo"),
    }
}

fn api_url(options: &Options) -> String {
    addresses(options).0
}

/// Asserts that a setting is `default` when nothing says otherwise, `from_variable` by its variable, `from_flag` by its
/// flag, and `from_flag` by both. `with` starts the program.
fn assert_order<T: PartialEq + std::fmt::Debug>(
    (flag, in_flag, from_flag): (&str, &str, T),
    (variable, in_variable, from_variable): (&str, &str, T),
    default: &T,
    with: impl Fn(&[&str], &[(&str, &str)]) -> T,
) {
    let joined = format!("{flag}={in_flag}");
    assert_eq!(with(&[], &[]), *default, "default of {flag}");
    assert_eq!(with(&[], &[(variable, in_variable)]), from_variable, "{variable}");
    assert_eq!(with(&[], &[(variable, "")]), *default, "an empty {variable}");
    assert_eq!(with(&[flag, in_flag], &[]), from_flag, "{flag}");
    assert_eq!(with(&[&joined], &[]), from_flag, "{joined}");
    assert_eq!(with(&[flag, in_flag], &[(variable, in_variable)]), from_flag, "{flag} and {variable}");
    assert_eq!(with(&[flag, in_flag], &[(variable, "\u{1b} nonsense")]), from_flag, "{flag} and a bad {variable}");
}

#[test]
fn a_flag_beats_its_variable_which_beats_the_default() {
    assert_order(
        ("--refresh", "3600", Duration::from_secs(3600)),
        ("TRACKSIDE_REFRESH", "1", Duration::from_secs(1)),
        &Duration::from_secs(10),
        |flags, variables| signed_in(flags, variables).refresh,
    );
    assert_order(
        ("--clipboard", "osc52", ClipboardRoute::Osc52),
        ("TRACKSIDE_CLIPBOARD", "off", ClipboardRoute::Off),
        &ClipboardRoute::Auto,
        |flags, variables| signed_in(flags, variables).clipboard,
    );
    assert_order(
        ("--theme", "dark", ThemeName::Dark),
        ("TRACKSIDE_THEME", "light", ThemeName::Light),
        &ThemeName::Ansi,
        |flags, variables| signed_in(flags, variables).theme,
    );
    assert_order(
        ("--symbols", "ascii", SymbolSet::Ascii),
        ("TRACKSIDE_SYMBOLS", "unicode", SymbolSet::Unicode),
        &SymbolSet::Ascii,
        |flags, variables| signed_in(flags, variables).symbols,
    );
    assert_order(
        ("--connectivity-path", "/v1/a/{agentId}/t", Some("/v1/a/{agentId}/t".to_owned())),
        ("TRACKSIDE_CONNECTIVITY_PATH", "/{agentId}", Some("/{agentId}".to_owned())),
        &None,
        |flags, variables| signed_in(flags, variables).connectivity_path,
    );
    assert_order(
        ("--ca-file", "a b.pem", Some(PathBuf::from("a b.pem"))),
        ("TRACKSIDE_CA_FILE", "/etc/ca.pem", Some(PathBuf::from("/etc/ca.pem"))),
        &None,
        |flags, variables| signed_in(flags, variables).ca_file,
    );
    assert_order(
        ("--log-file", "t.log", Some(PathBuf::from("t.log"))),
        ("TRACKSIDE_LOG_FILE", "/tmp/u.log", Some(PathBuf::from("/tmp/u.log"))),
        &None,
        |flags, variables| signed_in(flags, variables).log_file,
    );
    assert_order(
        ("--token-url", "https://a.example/token", "https://a.example/token".to_owned()),
        ("TRACKSIDE_TOKEN_URL", "http://127.0.0.1:9/token", "http://127.0.0.1:9/token".to_owned()),
        &"https://id.core.matillion.com/oauth/dpc/token".to_owned(),
        |flags, variables| addresses(&signed_in(flags, variables)).1,
    );
    assert_order(
        ("--api-url", "https://a.example/dpc", "https://a.example/dpc".to_owned()),
        ("TRACKSIDE_API_URL", "http://[::1]:9/dpc", "http://[::1]:9/dpc".to_owned()),
        &"https://eu1.api.matillion.com/dpc".to_owned(),
        |flags, variables| api_url(&signed_in(flags, variables)),
    );
}

#[test]
fn read_only_is_a_flag_or_a_yes() {
    assert!(!signed_in(&[], &[]).read_only);
    assert!(signed_in(&["--read-only"], &[]).read_only);
    assert!(signed_in(&["--read-only"], &[("TRACKSIDE_READ_ONLY", "0")]).read_only);
    for (value, expected) in
        [("1", true), ("true", true), ("yes", true), ("0", false), ("false", false), ("no", false), ("", false)]
    {
        assert_eq!(signed_in(&[], &[("TRACKSIDE_READ_ONLY", value)]).read_only, expected, "{value:?}");
    }
}

#[test]
fn every_name_of_a_table_is_accepted() {
    for (name, theme) in ThemeName::ALL {
        assert_eq!(demo(&["--theme", name], &[]).theme, theme);
        assert_eq!(demo(&[], &[("TRACKSIDE_THEME", name)]).theme, theme);
    }
    for (name, route) in ClipboardRoute::ALL {
        assert_eq!(demo(&["--clipboard", name], &[]).clipboard, route);
    }
    for (name, symbols) in SymbolSet::ALL {
        assert_eq!(demo(&["--symbols", name], &[]).symbols, symbols);
    }
    assert_eq!(SymbolSet::Unicode.symbols(), &Symbols::UNICODE);
    assert_eq!(SymbolSet::Ascii.symbols(), &Symbols::ASCII);
}

#[test]
fn no_color_means_mono_unless_a_theme_is_typed() {
    let theme = |flags: &[&str], variables: &[(&str, &str)]| demo(flags, variables).theme;
    assert_eq!(theme(&[], &[("NO_COLOR", "1")]), ThemeName::Mono);
    assert_eq!(theme(&[], &[("NO_COLOR", "0")]), ThemeName::Mono);
    assert_eq!(theme(&[], &[("NO_COLOR", "")]), ThemeName::Ansi);
    assert_eq!(theme(&[], &[("NO_COLOR", "1"), ("TRACKSIDE_THEME", "dark")]), ThemeName::Mono);
    assert_eq!(theme(&[], &[("NO_COLOR", ""), ("TRACKSIDE_THEME", "dark")]), ThemeName::Dark);
    assert_eq!(theme(&["--theme", "light"], &[("NO_COLOR", "1")]), ThemeName::Light);
}

#[test]
fn symbols_follow_the_locale_where_nothing_is_said() {
    use SymbolSet::{Ascii, Unicode};
    type Case = (&'static [(&'static str, &'static str)], SymbolSet);
    let cases: [Case; 26] = [
        (&[], Ascii),
        (&[("LANG", "en_US.UTF-8")], Unicode),
        (&[("LANG", "en_US.utf8")], Unicode),
        (&[("LANG", "de_DE.UTF-8@euro")], Unicode),
        (&[("LANG", "C.UTF-8")], Unicode),
        (&[("LC_CTYPE", "UTF-8")], Unicode),
        (&[("LANG", "C")], Ascii),
        (&[("LANG", "POSIX")], Ascii),
        (&[("LANG", "de_DE")], Ascii),
        (&[("LANG", "de_DE@euro")], Ascii),
        (&[("LANG", "de_DE.ISO-8859-1")], Ascii),
        // The first of LC_ALL, LC_CTYPE and LANG that is set and not empty.
        (&[("LANG", "en_US.UTF-8"), ("LC_CTYPE", "C")], Ascii),
        (&[("LANG", "C"), ("LC_CTYPE", "en_US.UTF-8")], Unicode),
        (&[("LANG", "C"), ("LC_CTYPE", "C"), ("LC_ALL", "en_US.UTF-8")], Unicode),
        (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], Ascii),
        (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "")], Unicode),
        (&[("LANG", "en_US.UTF-8"), ("LC_CTYPE", "")], Unicode),
        // There these glyphs may be two cells wide.
        (&[("LANG", "ja_JP.UTF-8")], Ascii),
        (&[("LANG", "ko_KR.UTF-8")], Ascii),
        (&[("LANG", "zh_CN.UTF-8")], Ascii),
        (&[("LANG", "zh.UTF-8")], Ascii),
        (&[("LANG", "en_US.UTF-8"), ("LC_CTYPE", "zh_TW.UTF-8")], Ascii),
        (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], Unicode),
        // The Linux console's font lacks them.
        (&[("LANG", "en_US.UTF-8"), ("TERM", "linux")], Ascii),
        (&[("LANG", "en_US.UTF-8"), ("TERM", "xterm-256color")], Unicode),
        (&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "ja_JP.UTF-8")], Unicode),
    ];
    for (variables, expected) in cases {
        assert_eq!(demo(&[], variables).symbols, expected, "{variables:?}");
        let asked = [variables, &[("TRACKSIDE_SYMBOLS", "unicode")]].concat();
        assert_eq!(demo(&[], &asked).symbols, Unicode, "{asked:?}");
        assert_eq!(demo(&["--symbols", "ascii"], &asked).symbols, Ascii, "--symbols {asked:?}");
    }
}

#[test]
fn a_control_plane_is_a_region_or_an_address() {
    let credentials = &SIGNED_IN[..2];
    let at = |flags: &[&str], variables: &[(&str, &str)]| api_url(&run(flags, &[credentials, variables].concat()));
    let (eu1, us1) = ("https://eu1.api.matillion.com/dpc", "https://us1.api.matillion.com/dpc");
    assert_eq!(at(&["--region", "eu1"], &[]), eu1);
    assert_eq!(at(&[], &[("TRACKSIDE_REGION", "us1")]), us1);
    assert_eq!(at(&["--region", "us1"], &[("TRACKSIDE_REGION", "eu1")]), us1);
    // An address beats a region, known or not.
    let other = "https://other.example/dpc";
    assert_eq!(at(&["--region", "us1", "--api-url", other], &[]), other);
    assert_eq!(at(&["--region", "ap9", "--api-url", other], &[]), other);
    assert_eq!(at(&["--api-url", other], &[("TRACKSIDE_REGION", "eu1")]), other);
    assert_eq!(at(&[], &[("TRACKSIDE_REGION", "ap9"), ("TRACKSIDE_API_URL", other)]), other);
    // But what was typed beats what lies in the environment.
    assert_eq!(at(&["--region", "us1"], &[("TRACKSIDE_API_URL", other)]), us1);

    let options = signed_in(&[], &[]);
    assert_eq!(addresses(&options).2, "https://api.matillion.com");
    let Target::ControlPlane { client_id, client_secret, .. } = &options.target else { panic!("{options:?}") };
    assert_eq!((client_id.as_str(), client_secret.expose()), ("id-1", "s3cret-value"));
    assert!(!format!("{options:?}").contains("s3cret-value"));
}

#[test]
fn the_demo_has_its_own_settings_and_ignores_the_control_planes() {
    let parts = |options: &Options| match &options.target {
        Target::Demo { runners, seed, faults } => (*runners, *seed, faults.clone()),
        Target::ControlPlane { .. } => panic!("no demo"),
    };
    assert_eq!(parts(&demo(&[], &[])), (None, 1, vec![]));
    assert_eq!(parts(&demo(&["--demo-runners", "0"], &[])), (Some(0), 1, vec![]));
    assert_eq!(parts(&demo(&["--demo-runners=20000", "--demo-seed", "0"], &[])), (Some(20_000), 0, vec![]));
    assert_eq!(parts(&demo(&["--demo-seed", "18446744073709551615"], &[])), (None, u64::MAX, vec![]));
    let faults = ["--demo-fault", "503=0.1", "--demo-fault=nonsense=x=y"];
    assert_eq!(parts(&demo(&faults, &[])), (None, 1, vec!["503=0.1".to_owned(), "nonsense=x=y".to_owned()]));

    let elsewhere = [
        ("TRACKSIDE_CLIENT_ID", "id-1"),
        ("TRACKSIDE_REGION", "nowhere"),
        ("TRACKSIDE_API_URL", "nonsense"),
        ("TRACKSIDE_TOKEN_URL", "nonsense"),
        ("TRACKSIDE_CONNECTIVITY_PATH", "nonsense"),
        ("TRACKSIDE_CA_FILE", "/etc/ca.pem"),
        ("TRACKSIDE_REFRESH", "2"),
        ("TRACKSIDE_LOG_FILE", "t.log"),
    ];
    let options = demo(&["--read-only"], &elsewhere);
    assert_eq!(parts(&options), (None, 1, vec![]));
    assert_eq!((options.connectivity_path, options.ca_file), (None, None));
    assert_eq!((options.refresh, options.read_only), (Duration::from_secs(2), true));
    assert_eq!(options.log_file, Some(PathBuf::from("t.log")));
}

/// Values that a setting refuses, with what follows the flag or the variable in the line.
const REFUSED_VALUES: [(&str, &str, &str, &str); 24] = [
    ("--refresh", "TRACKSIDE_REFRESH", "abc", "abc is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "0", "0 is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "3601", "3601 is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "-5", "-5 is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "1.5", "1.5 is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", " ", "an empty value is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "\u{1b}[2J", "^[[2J is not a whole number of seconds from 1 to 3600"),
    ("--clipboard", "TRACKSIDE_CLIPBOARD", "x11", "x11 is not one of auto, tmux, osc52, native, off"),
    ("--theme", "TRACKSIDE_THEME", "Dark", "Dark is not one of ansi, dark, light, mono"),
    ("--theme", "TRACKSIDE_THEME", "a\u{202e}b", "a<U+202E>b is not one of ansi, dark, light, mono"),
    ("--symbols", "TRACKSIDE_SYMBOLS", "emoji", "emoji is not one of unicode, ascii"),
    (
        "--region",
        "TRACKSIDE_REGION",
        "ap1",
        "ap1 is not one of eu1, us1; give the address of another control plane with --api-url",
    ),
    (
        "--api-url",
        "TRACKSIDE_API_URL",
        "http://a.example",
        "the value must start with https://: http:// is for this machine only (127.0.0.1, [::1], localhost)",
    ),
    ("--api-url", "TRACKSIDE_API_URL", "ftp://a.example", "the value must start with https://"),
    ("--api-url", "TRACKSIDE_API_URL", "https://me:hunter2@a.example/", "the value must not hold a user or a password"),
    ("--api-url", "TRACKSIDE_API_URL", "a.example", "the value is not a web address (relative URL without a base)"),
    (
        "--token-url",
        "TRACKSIDE_TOKEN_URL",
        "https://a.example/t?secret=hunter2",
        "the value must end with its path, without ? or #",
    ),
    (
        "--connectivity-path",
        "TRACKSIDE_CONNECTIVITY_PATH",
        "v1/{agentId}",
        "v1/{agentId} is not a path that starts with / and has {agentId} in it",
    ),
    (
        "--connectivity-path",
        "TRACKSIDE_CONNECTIVITY_PATH",
        "@evil.example/{agentId}",
        "@evil.example/{agentId} is not a path that starts with / and has {agentId} in it",
    ),
    (
        "--connectivity-path",
        "TRACKSIDE_CONNECTIVITY_PATH",
        "/v1/test",
        "/v1/test is not a path that starts with / and has {agentId} in it",
    ),
    (
        "--connectivity-path",
        "TRACKSIDE_CONNECTIVITY_PATH",
        "/a b/{agentId}",
        "/a b/{agentId} is not a path that starts with / and has {agentId} in it",
    ),
    ("--demo-runners", "", "20001", "20001 is not a whole number from 0 to 20000"),
    ("--demo-seed", "", "-1", "-1 is not a whole number from 0 to 18446744073709551615"),
    ("--demo-fault", "", "503", "503 is not of the form KIND=RATE, as in 503=0.1"),
];

#[test]
fn a_refused_value_is_one_line_that_names_what_held_it() {
    for (flag, variable, value, reason) in REFUSED_VALUES {
        let is_demo = flag.starts_with("--demo");
        let base: &[&str] = if is_demo { &["--demo"] } else { &[] };
        let line = refusal(&[base, &[flag, value]].concat(), &SIGNED_IN);
        assert_eq!(line, format!("{flag}: {reason}"));
        if !variable.is_empty() {
            let line = refusal(&[], &[&SIGNED_IN[..2], &[(variable, value)]].concat());
            assert_eq!(line, format!("{variable}: {reason}"));
        }
    }
    let line = refusal(&[], &[("TRACKSIDE_READ_ONLY", "maybe")]);
    assert_eq!(line, "TRACKSIDE_READ_ONLY: maybe is not one of 1, true, yes, 0, false, no");
}

#[test]
fn an_empty_flag_is_refused_where_an_empty_variable_is_not_set() {
    for (flag, _) in SETTINGS {
        if matches!(flag, "" | "--demo" | "--read-only") {
            continue;
        }
        let base: &[&str] = if flag.starts_with("--demo") { &["--demo"] } else { &[] };
        let line = refusal(&[base, &[flag, ""]].concat(), &SIGNED_IN);
        assert!(line.starts_with(&format!("{flag}: ")), "{line}");
    }
    assert_eq!(refusal(&["--log-file="], &SIGNED_IN), "--log-file: an empty value names no file");
}

#[test]
fn a_long_value_is_cut() {
    let long = "x".repeat(10_000);
    let line = refusal(&["--demo", "--theme", &long], &[]);
    assert_eq!(line, format!("--theme: {}… is not one of ansi, dark, light, mono", "x".repeat(59)));
    let line = refusal(&[&long], &[]);
    assert_eq!(line, format!("{}…: trackside takes flags only, see --help", "x".repeat(59)));
}

#[test]
fn what_is_no_flag_is_refused_in_one_line() {
    let cases: [(&[&str], &str); 21] = [
        (&["--refesh", "3"], "--refesh: there is no such flag, did you mean --refresh?"),
        (&["--Demo"], "--Demo: there is no such flag, did you mean --demo?"),
        (&["--api_url=https://me:hunter2@a"], "--api_url: there is no such flag, did you mean --api-url?"),
        (&["--nonsense=hunter2"], "--nonsense: there is no such flag, see --help"),
        (&["--config", "a"], "--config: there is no such flag, see --help"),
        (&["-q"], "-q: there is no such flag, see --help"),
        (&["list"], "list: trackside takes flags only, see --help"),
        (&["--", "--demo"], "--demo: stands behind --, where nothing is a flag"),
        (&["\u{1b}]0;x\u{7}"], "^[]0;x^G: trackside takes flags only, see --help"),
        (&["--refresh"], "--refresh: a value is missing"),
        (&["--theme", "--demo"], "--theme: a value is missing"),
        (&["--demo=yes"], "--demo: takes no value"),
        (&["--demo", "--demo"], "--demo: given more than once"),
        (&["--refresh", "1", "--refresh", "2"], "--refresh: given more than once"),
        (&["--demo-runners", "3"], "--demo-runners: needs --demo"),
        (&["--demo-seed", "3"], "--demo-seed: needs --demo"),
        (&["--demo-fault", "503=1"], "--demo-fault: needs --demo"),
        (&["--demo", "--region", "eu1"], "--region: not with --demo, which connects to its own control plane"),
        (&["--demo", "--ca-file", "x"], "--ca-file: not with --demo, which connects to its own control plane"),
        (&["--demo", "--token-url", "x"], "--token-url: not with --demo, which connects to its own control plane"),
        (&["--client-id", "x"], "--client-id: there is no such flag; set TRACKSIDE_CLIENT_ID"),
    ];
    for (flags, line) in cases {
        assert_eq!(refusal(flags, &SIGNED_IN), line);
    }
}

#[test]
fn a_secret_is_never_an_argument_and_never_repeated() {
    let expected = "--client-secret: a secret is never given as an argument, where other users of this machine can \
                    read it; set TRACKSIDE_CLIENT_SECRET";
    let cases: [&[&str]; 6] = [
        &["--client-secret", "hunter2"],
        &["--client-secret=hunter2"],
        &["--client-secret"],
        &["--help", "--client-secret=hunter2"],
        &["--refresh", "abc", "hunter2", "--client-secret", "hunter2"],
        &["--demo", "--client-secret", "hunter2"],
    ];
    for flags in cases {
        assert_eq!(refusal(flags, &[]), expected);
    }
}

#[test]
fn missing_credentials_are_named() {
    let none = "\
no credentials: trackside signs in with the id and secret of an API credential

  export TRACKSIDE_CLIENT_ID=...
  export TRACKSIDE_CLIENT_SECRET=...
  trackside --region eu1              or --region us1, or --api-url URL

to look around first, without an account:

  trackside --demo";
    assert_eq!(refusal(&[], &[]), none);
    assert_eq!(refusal(&["--region", "eu1"], &[]), none);
    assert_eq!(refusal(&[], &[("TRACKSIDE_CLIENT_ID", ""), ("TRACKSIDE_CLIENT_SECRET", "")]), none);
    // What is there must be right before what is missing matters.
    let line = refusal(&["--refresh", "0"], &[]);
    assert_eq!(line, "--refresh: 0 is not a whole number of seconds from 1 to 3600");

    assert_eq!(
        refusal(&[], &SIGNED_IN[..1]),
        "TRACKSIDE_CLIENT_SECRET: not set, but TRACKSIDE_CLIENT_ID is; both are needed"
    );
    assert_eq!(
        refusal(&[], &SIGNED_IN[1..]),
        "TRACKSIDE_CLIENT_ID: not set, but TRACKSIDE_CLIENT_SECRET is; both are needed"
    );
    assert_eq!(
        refusal(&[], &SIGNED_IN[..2]),
        "--region: missing; give eu1 or us1 here or in TRACKSIDE_REGION, or an address with --api-url"
    );
}

#[cfg(unix)]
#[test]
fn text_that_is_not_utf8_is_named_and_file_names_need_not_be() {
    use std::os::unix::ffi::OsStringExt;
    let broken = |start: &str| OsString::from_vec([start.as_bytes(), b"\xff"].concat());
    let with = |args: Vec<OsString>, variables: Vec<(OsString, OsString)>| {
        let signed_in = SIGNED_IN.iter().map(|(name, value)| (name.into(), value.into()));
        parse(std::iter::once("trackside".into()).chain(args), signed_in.chain(variables))
    };
    let line = |args, variables| match with(args, variables) {
        Err(error) => error.to_string(),
        Ok(other) => panic!("{other:?}"),
    };
    assert_eq!(line(vec![broken("--theme=")], vec![]), "--theme: the value is not valid UTF-8");
    assert_eq!(line(vec!["--api-url".into(), broken("https://a")], vec![]), "--api-url: the value is not valid UTF-8");
    assert_eq!(line(vec![broken("--them")], vec![]), "--them\u{fffd}: not valid UTF-8");
    assert_eq!(line(vec![broken("x")], vec![]), "x\u{fffd}: not valid UTF-8");
    for (flag, name) in SETTINGS {
        if name.is_empty() || matches!(name, "NO_COLOR" | "TRACKSIDE_CA_FILE" | "TRACKSIDE_LOG_FILE") {
            continue;
        }
        let value = line(vec![], vec![(name.into(), broken("hunter2"))]);
        assert_eq!(value, format!("{name}: the value is not valid UTF-8"), "{flag}");
    }

    let Ok(Start::Run(options)) = with(
        vec![broken("--log-file=a")],
        vec![("TRACKSIDE_CA_FILE".into(), broken("b")), (broken("OTHER"), broken("c")), ("LANG".into(), broken("d"))],
    ) else {
        panic!("refused")
    };
    assert_eq!(options.log_file, Some(PathBuf::from(broken("a"))));
    assert_eq!(options.ca_file, Some(PathBuf::from(broken("b"))));
}

#[test]
fn the_help_lists_every_flag_and_variable() {
    let help = printed(&["--help"]);
    assert_eq!(help, printed(&["-h"]));
    let words: BTreeSet<&str> =
        help.split(|character: char| !(character.is_ascii_alphanumeric() || "-_".contains(character))).collect();
    for (flag, variable) in SETTINGS {
        for name in [flag, variable].into_iter().filter(|name| !name.is_empty()) {
            assert!(words.contains(name), "the help lacks {name}");
        }
    }
    let listed: BTreeSet<&str> = SETTINGS.iter().flat_map(|(flag, variable)| [*flag, *variable]).collect();
    for word in words.into_iter().filter(|word| word.starts_with("--") || word.starts_with("TRACKSIDE_")) {
        assert!(listed.contains(word) || matches!(word, "--help" | "--version"), "the help invents {word}");
    }
    let sources = SOURCES.map(|source| (source.flag.unwrap_or(""), source.variable.unwrap_or("")));
    assert_eq!(sources, SETTINGS);
}

#[test]
fn the_help_tells_values_defaults_and_exit_codes() {
    let help = printed(&["--help"]);
    assert!(help.lines().all(|line| line.len() <= 80), "{help}");
    assert!(help.starts_with("trackside: Terminal console for watching and managing Maia runners\n"), "{help}");
    assert!(help.find("\nDemo:\n") < help.find("\nControl plane:\n"), "{help}");
    let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for source in SOURCES {
        if let Some(default) = source.default {
            let note = match source.variable {
                Some(variable) => format!("[env: {variable}] [default: {default}]"),
                None => format!("[default: {default}]"),
            };
            assert!(flat.contains(&note), "the help lacks {note}");
        }
    }
    let themes = ThemeName::ALL.map(|(name, _)| name).join(", ");
    let routes = ClipboardRoute::ALL.map(|(name, _)| name).join(", ");
    let symbols = SymbolSet::ALL.map(|(name, _)| name).join(", ");
    let codes = "0 ended by the user 1 could not go on 2 wrong use 128+n ended by signal n";
    for text in [&themes, &routes, &symbols, codes] {
        assert!(flat.contains(text), "the help lacks {text}");
    }
}

#[test]
fn the_version_is_the_crates() {
    for flag in ["--version", "-V"] {
        assert_eq!(printed(&[flag]), format!("trackside {}\n", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn a_screen_needs_a_terminal() {
    let no_terminal = "standard output is not a terminal: trackside draws on a screen, not into a pipe or a file";
    let dumb = "TERM=dumb: trackside needs a terminal that can move its cursor";
    for (is_terminal, term, expected) in [
        (true, Some("xterm-256color"), None),
        (true, Some("linux"), None),
        (true, None, None),
        (true, Some("dumb"), Some(dumb)),
        (false, Some("xterm-256color"), Some(no_terminal)),
        (false, None, Some(no_terminal)),
        (false, Some("dumb"), Some(no_terminal)),
    ] {
        assert_eq!(terminal_refusal(is_terminal, term), expected, "{is_terminal} {term:?}");
    }
}
