//! The command line: what it refuses, and what the help says.

use std::collections::BTreeSet;
use std::time::Duration;

use trackside::options::{ClipboardRoute, Program, SOURCES, SymbolSet, Target, ThemeName, terminal_refusal};

use super::{SETTINGS, SIGNED_IN, configured, printed, refusal, run, signed_in};

/// Values that a setting refuses, with what follows the flag or the variable in the line.
const REFUSED_VALUES: [(&str, &str, &str, &str); 27] = [
    ("--refresh", "TRACKSIDE_REFRESH", "abc", "abc is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "0", "0 is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "3601", "3601 is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "-5", "-5 is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "1.5", "1.5 is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", " ", "an empty value is not a whole number of seconds from 1 to 3600"),
    ("--refresh", "TRACKSIDE_REFRESH", "\u{1b}[2J", "^[[2J is not a whole number of seconds from 1 to 3600"),
    ("--clipboard", "TRACKSIDE_CLIPBOARD", "x11", "x11 is not one of auto, tmux, osc52, native, off"),
    ("--notify", "TRACKSIDE_NOTIFY", "osc 9", "osc 9 is not one of off, bell, osc9, osc777"),
    ("--theme", "TRACKSIDE_THEME", "Dark", "Dark is not one of ansi, auto, dark, light, mono"),
    ("--theme", "TRACKSIDE_THEME", "a\u{202e}b", "a<U+202E>b is not one of ansi, auto, dark, light, mono"),
    ("--symbols", "TRACKSIDE_SYMBOLS", "emoji", "emoji is not one of unicode, ascii"),
    ("--region", "TRACKSIDE_REGION", "ap1", "ap1 is not one of eu1, us1, au1; for another control plane use --api-url"),
    (
        "--api-url",
        "TRACKSIDE_API_URL",
        "http://a.example",
        "the value must start with https:// (http:// is for 127.0.0.1, [::1] and localhost only)",
    ),
    ("--api-url", "TRACKSIDE_API_URL", "ftp://a.example", "the value must start with https://"),
    ("--api-url", "TRACKSIDE_API_URL", "https://me:hunter2@a.example/", "the value must not hold a user or a password"),
    ("--api-url", "TRACKSIDE_API_URL", "a.example", "the value is not a web address (relative URL without a base)"),
    (
        "--token-url",
        "TRACKSIDE_TOKEN_URL",
        "https://a.example/t?secret=hunter2",
        "the value must end with a path, without ? and #",
    ),
    (
        "--connectivity-path",
        "TRACKSIDE_CONNECTIVITY_PATH",
        "v1/{agentId}",
        "v1/{agentId} is not a path that starts with / and holds {agentId}",
    ),
    (
        "--connectivity-path",
        "TRACKSIDE_CONNECTIVITY_PATH",
        "@evil.example/{agentId}",
        "@evil.example/{agentId} is not a path that starts with / and holds {agentId}",
    ),
    (
        "--connectivity-path",
        "TRACKSIDE_CONNECTIVITY_PATH",
        "/v1/test",
        "/v1/test is not a path that starts with / and holds {agentId}",
    ),
    (
        "--connectivity-path",
        "TRACKSIDE_CONNECTIVITY_PATH",
        "/a b/{agentId}",
        "/a b/{agentId} is not a path that starts with / and holds {agentId}",
    ),
    ("--demo-accounts", "", "0", "0 is not a whole number from 1 to 5"),
    ("--demo-accounts", "", "6", "6 is not a whole number from 1 to 5"),
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
        if matches!(flag, "" | "--demo" | "--all-profiles" | "--read-only") {
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
    assert_eq!(line, format!("--theme: {}… is not one of ansi, auto, dark, light, mono", "x".repeat(59)));
    let line = refusal(&[&long], &[]);
    assert_eq!(line, format!("{}…: there is no such command; see trackside --help", "x".repeat(59)));
}

#[test]
fn what_is_no_flag_is_refused_in_one_line() {
    let cases: [(&[&str], &str); 25] = [
        (&["--refesh", "3"], "--refesh: there is no such flag; did you mean --refresh?"),
        (&["--Demo"], "--Demo: there is no such flag; did you mean --demo?"),
        (&["--api_url=https://me:hunter2@a"], "--api_url: there is no such flag; did you mean --api-url?"),
        (&["--nonsense=hunter2"], "--nonsense: there is no such flag; see trackside --help"),
        (&["--demo", "--config", "a"], "--config: not with --demo, which reads no config file"),
        (&["--demo", "--profile", "a"], "--profile: not with --demo, which reads no config file"),
        (&["--demo", "--all-profiles"], "--all-profiles: not with --demo, which reads no config file"),
        (&["--all-profiles", "--profile", "a"], "--all-profiles: not with --profile, which names some; give one"),
        (&["--demo-accounts", "2"], "--demo-accounts: needs --demo"),
        (&["-q"], "-q: there is no such flag; see trackside --help"),
        (&["frobnicate"], "frobnicate: there is no such command; see trackside --help"),
        (&["--", "--demo"], "--demo: stands behind --, where nothing is a flag"),
        (&["\u{1b}]0;x\u{7}"], "^[]0;x^G: there is no such command; see trackside --help"),
        (&["--refresh"], "--refresh: a value is missing; see trackside --help"),
        (&["--theme", "--demo"], "--theme: a value is missing; see trackside --help"),
        (&["--demo=yes"], "--demo: takes no value; leave out what stands behind ="),
        (&["--demo", "--demo"], "--demo: given more than once; give one"),
        (&["--refresh", "1", "--refresh", "2"], "--refresh: given more than once; give one"),
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
    let names = SOURCES.iter().map(|source| (source.flag.unwrap_or(""), source.variable.unwrap_or("")));
    let sources: Vec<_> = names.filter(|names| *names != ("", "")).collect();
    assert_eq!(sources, SETTINGS);
    for key in SOURCES.iter().filter_map(|source| source.key) {
        let words = help.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
        assert!(words.into_iter().any(|word| word == key.name), "the help lacks {}", key.name);
    }
}

#[test]
fn the_help_tells_values_defaults_and_exit_codes() {
    let help = printed(&["--help"]);
    assert!(help.lines().all(|line| line.len() <= 80), "{help}");
    let broken = |line: &&str| line.starts_with(char::is_whitespace) && line.split_whitespace().count() == 1;
    let end = help.find("Environment only").unwrap();
    assert_eq!(help[end..].lines().filter(broken).collect::<Vec<_>>(), [""; 0], "a line that was too long");
    assert!(help.starts_with("trackside: Terminal console for watching and managing Maia runners\n"), "{help}");
    assert!(help.find("\nDemo:\n") < help.find("\nControl plane:\n"), "{help}");
    let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for source in SOURCES {
        if let Some(default) = source.default {
            let note = match (source.flag, source.variable) {
                (None, _) if default == "false" => continue,
                (None, _) => format!("default: {default}"),
                (Some(_), Some(variable)) => format!("[env: {variable}] [default: {default}]"),
                (Some(_), None) => format!("[default: {default}]"),
            };
            assert!(flat.contains(&note), "the help lacks {note}");
        }
    }
    let themes = ThemeName::ALL.map(|(name, _)| name).join(", ");
    let routes = ClipboardRoute::ALL.map(|(name, _)| name).join(", ");
    let symbols = SymbolSet::ALL.map(|(name, _)| name).join(", ");
    let codes = "0 ended by the user 1 failure 2 wrong use 128+n ended by signal n";
    for text in [&themes, &routes, &symbols, codes] {
        assert!(flat.contains(text), "the help lacks {text}");
    }
}

#[test]
fn a_flag_stands_on_either_side_of_a_command_and_on_one_alone() {
    for line in [["--refresh", "7", "record"], ["record", "--refresh", "7"]] {
        let options = signed_in(&line, &[]);
        assert!(matches!(options.program, Program::Record), "{line:?}");
        assert_eq!(options.accounts[0].refresh, Duration::from_secs(7), "{line:?}");
    }
    let both = ["--demo-fault", "500=0.1", "record", "--demo", "--demo-fault", "503=0.2"];
    let Target::Demo { faults, .. } = &run(&both, &[]).accounts[0].target else { panic!("no demo") };
    assert_eq!(faults, &["500=0.1", "503=0.2"]);
    let profile = configured(&["--profile", "record"], &[], "[profiles.record]\nregion='eu1'\n[profiles.b]");
    assert!(matches!(profile.program, Program::Dashboard(_)), "what stands behind a flag is its value");
    for (line, refused) in [
        (&["--refresh", "1", "record", "--refresh", "2"][..], "--refresh: given more than once; give one"),
        (&["record", "record"], "record: trackside record takes flags only; see trackside record --help"),
        (&["record", "-V"], "-V: there is no such flag; see trackside record --help"),
        (&["record", "--refesh", "1"], "--refesh: there is no such flag; did you mean --refresh?"),
        (&["record", "--", "--demo"], "--demo: stands behind --, where nothing is a flag"),
        (
            &["record", "--client-secret", "x"],
            "--client-secret: a secret is never an argument, which other users of this machine can read; set TRACKSIDE_CLIENT_SECRET",
        ),
    ] {
        assert_eq!(refusal(line, &SIGNED_IN), refused);
    }
}

#[test]
fn the_help_of_a_command_lists_every_flag_that_it_takes_and_no_other() {
    let help = printed(&["record", "--help"]);
    assert!(help.lines().all(|line| line.len() <= 80), "{help}");
    let listed: BTreeSet<&str> =
        help.lines().filter_map(|line| line.trim_start().strip_prefix("--")?.split(' ').next()).collect();
    let dashboards = ["--theme", "--symbols", "--clipboard", "--notify", "--view"];
    for flag in SETTINGS.iter().map(|(flag, _)| *flag).filter(|flag| !flag.is_empty()) {
        assert_eq!(listed.contains(&flag[2..]), !dashboards.contains(&flag), "{flag} in {help}");
    }
}

#[test]
fn a_slip_in_a_command_is_put_right() {
    for slip in ["recrod", "recor", "Record", "records", "reccord"] {
        assert_eq!(refusal(&[slip], &SIGNED_IN), format!("{slip}: there is no such command; did you mean record?"));
    }
    for other in ["rec", "frobnicate", "x", "", "help"] {
        let shown = if other.is_empty() { "an empty value" } else { other };
        let line = format!("{shown}: there is no such command; see trackside --help");
        assert_eq!(refusal(&[other, "--demo"], &SIGNED_IN), line);
    }
}

#[test]
fn what_is_the_dashboards_alone_is_refused_as_a_flag_and_not_read_as_a_variable_or_a_key() {
    for (flag, variable, key) in [
        ("--theme", "TRACKSIDE_THEME", "theme"),
        ("--symbols", "TRACKSIDE_SYMBOLS", "symbols"),
        ("--clipboard", "TRACKSIDE_CLIPBOARD", "clipboard"),
        ("--notify", "TRACKSIDE_NOTIFY", "notify"),
    ] {
        let line = format!("{flag}: for the dashboard only; leave this out where there is no screen");
        assert_eq!(refusal(&[flag, "x", "record"], &SIGNED_IN), line);
        assert_eq!(refusal(&["record", flag, "x"], &SIGNED_IN), line);
        let config = format!("[profiles.p]\nregion='eu1'\n{key}='none such'\nreveal_seconds=0\nescape_ms=9999");
        configured(&["record"], &[(variable, "none such")], &config);
    }
    // And nothing can be changed from here, whatever is said.
    let options =
        configured(&["record"], &[("TRACKSIDE_READ_ONLY", "0")], "[profiles.p]\nregion='eu1'\nread_only=false");
    assert!(options.accounts[0].read_only);
}

#[test]
fn the_version_is_the_crates() {
    for flag in ["--version", "-V"] {
        assert_eq!(printed(&[flag]), format!("trackside {}\n", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn a_screen_needs_a_terminal() {
    let no_terminal = "standard output is not a terminal; trackside draws on a screen, not into a pipe or a file";
    let dumb = "TERM=dumb; trackside needs a terminal that can move the cursor";
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
