//! The real binary in a pseudo terminal: start, keys, resize, signals, exit codes, and what it leaves behind.

mod accounts;
mod actions;
mod background;
mod boards;
#[cfg(target_os = "linux")]
mod emulators;
mod input;
mod jobs;
mod journal;
mod keys;
mod large;
mod memory;
mod operations;
mod palette;
mod stalled;
mod tables;
mod themes;
mod work;

use std::io::{Read, Write};
use std::path::PathBuf;

use rustix::process::Signal;

use crate::support::patience::wait_until_or;
use crate::support::pty::{self, Session, program, trackside};

fn demo(arguments: &[&str], columns: u16, rows: u16, extra: &[(&str, &str)]) -> Session {
    let arguments: Vec<&str> = ["--demo"].iter().chain(arguments).copied().collect();
    let mut session = trackside(&arguments, columns, rows, extra);
    session.wait_for("billing-us");
    session
}

fn exit_code(session: &mut Session) -> Option<i32> {
    session.end().code()
}

/// An example's program stands beside the tests' own folder.
fn example(name: &str) -> String {
    let tests: PathBuf = std::env::current_exe().unwrap();
    tests.parent().unwrap().parent().unwrap().join("examples").join(name).to_str().unwrap().to_owned()
}

#[test]
fn it_shows_the_fleet_obeys_keys_and_leaves_the_terminal_as_it_was() {
    let mut session = demo(&[], 80, 24, &[]);
    session.wait_for("1/42").keys("jj").wait_for("3/42").keys("G").wait_for("42/42");
    session.keys("/status=paused\r").wait_for("filter status=paused");
    session.keys("\u{1b}").wait_for("27/42");
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
    assert!(!session.text().contains("trackside"), "the ordinary screen is as it was:\n{}", session.text());
}

#[test]
fn it_draws_at_every_size_it_is_given() {
    let mut session = demo(&[], 80, 24, &[]);
    session.resize(160, 45).wait_for("Runner ID");
    session.resize(40, 10).wait_until_gone("PLATFORM").wait_for("? help");
    session.resize(20, 4).wait_for("30x6 needed");
    for (columns, rows) in [(1, 1), (2, 1), (1, 9), (250, 80), (3, 3)] {
        session.resize(columns, rows);
    }
    session.resize(80, 24).wait_for("1/42").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn a_signal_ends_it_with_its_own_code_and_a_restored_terminal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let mut session = demo(&[], 80, 24, &[]);
        session.keys("m").wait_for("Mouse on").signal(signal);
        assert_eq!(exit_code(&mut session), Some(code), "{signal:?}");
        session.assert_restored();
    }
}

#[test]
fn a_signal_of_any_kind_restores_the_terminal() {
    // Also those that mostly come of a mistake in a program, and real-time signals, when somebody sends them.
    for number in [4, 5, 7, 8, 11, 31, 34, 40, 64] {
        let mut session = demo(&[], 80, 24, &[]);
        let kill = format!("kill -{number} {}", session.pid().as_raw_nonzero());
        assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        assert_eq!(exit_code(&mut session), Some(128 + number));
        session.assert_restored();
    }
}

#[test]
fn a_file_that_may_not_grow_ends_nothing_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let command = format!("ulimit -f 1; exec {} --demo --refresh 1 --log-file {}", program(), log.display());
    let mut session = pty::start("sh", &["-c", &command], 100, 24, &[]);
    session.wait_for("The log file cannot be written").keys("j").wait_for("2/42").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn a_huge_terminal_is_drawn_on_only_in_part() {
    // Without an emulated screen, which would be as huge.
    let (mut terminal, subordinate) = pty_process::blocking::open().unwrap();
    terminal.resize(pty_process::Size::new(u16::MAX, u16::MAX)).unwrap();
    let command = pty_process::blocking::Command::new(program()).arg("--demo").env_clear();
    let command = command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8").env("XDG_STATE_HOME", "/dev/null");
    let mut child = command.spawn(subordinate).unwrap();
    let mut seen = Vec::new();
    let mut chunk = vec![0; 65_536];
    while !seen.windows(b"billing-us".len()).any(|window| window == b"billing-us") {
        let read = terminal.read(&mut chunk).unwrap_or(0);
        assert!(read > 0, "it ended: {}", String::from_utf8_lossy(&seen[seen.len().saturating_sub(200)..]));
        seen.extend_from_slice(&chunk[..read]);
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(peak < 300 * 1024, "{peak} KiB");
    terminal.write_all(b"q").unwrap();
    while terminal.read(&mut chunk).unwrap_or(0) > 0 {}
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn ctrl_c_quits_from_everywhere() {
    for keys in ["", "/foo", "?", "S", "\r"] {
        let mut session = demo(&[], 80, 24, &[]);
        session.keys(keys).keys("\u{3}");
        assert_eq!(exit_code(&mut session), Some(0), "{keys:?}");
        session.assert_restored();
    }
}

#[test]
fn a_terminal_that_goes_away_ends_it() {
    // Without a reader that holds the terminal open: closing it is what a lost SSH connection does.
    let (mut terminal, subordinate) = pty_process::blocking::open().unwrap();
    terminal.resize(pty_process::Size::new(24, 80)).unwrap();
    let command = pty_process::blocking::Command::new(program()).arg("--demo").env_clear();
    let command = command.env("TERM", "xterm").env("XDG_STATE_HOME", "/dev/null");
    let mut child = command.spawn(subordinate).unwrap();
    let mut seen = Vec::new();
    while !seen.windows(b"billing-us".len()).any(|window| window == b"billing-us") {
        let mut chunk = [0; 4096];
        let read = terminal.read(&mut chunk).unwrap();
        seen.extend_from_slice(&chunk[..read]);
    }
    drop(terminal);
    let (ended, end) = std::sync::mpsc::channel();
    std::thread::spawn(move || ended.send(child.wait().unwrap().code()));
    assert_eq!(end.recv_timeout(std::time::Duration::from_secs(20)), Ok(Some(129)));
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_brings_the_program_back() {
    let command = format!("{} --demo; echo left with $((0+$?))\n", program());
    let mut shell = pty::start("bash", &["--norc", "--noprofile", "-i"], 80, 24, &[("PS1", "shell> ")]);
    shell.wait_for("shell>").keys(&command).wait_for("billing-us");
    shell.keys("jj").wait_for("3/42").keys("\u{1a}").wait_for("[1]+");
    shell.assert_left();
    shell.keys("echo still $((40+2))\n").wait_for("still 42");
    shell.keys("fg\n").wait_for("3/42");
    shell.keys("j").wait_for("4/42").keys("q").wait_until_gone("4/42");
    shell.keys("echo left with $((0+$?))\n").wait_for("left with 0");
    shell.assert_left();
    shell.keys("exit\n");
    shell.end();
}

#[test]
fn capital_q_leaves_the_last_frame_on_the_ordinary_screen() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys("jj").wait_for("3/42").keys("Q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
    let text = session.text();
    assert!(text.contains("billing-us") && text.contains("3/42"), "{text}");
}

#[test]
fn no_color_sends_no_colour_at_all() {
    let mut session = demo(&[], 80, 24, &[("NO_COLOR", "1")]);
    session
        .keys("jj")
        .wait_for("3/42")
        .keys("S")
        .wait_for("Sort by")
        .keys("q")
        .wait_until_gone("Sort by")
        .keys("?")
        .wait_for("Keys:");
    session.keys("q").wait_until_gone("Keys:").keys("q");
    session.end();
    for parameters in sgr_parameters(&session.bytes()) {
        let is_colour = |code: &str| matches!(code.parse::<u16>(), Ok(30..=49 | 58 | 59 | 90..=107));
        assert!(!parameters.iter().any(|code| is_colour(code)), "a colour was set: {parameters:?}");
    }
    let bytes = session.bytes();
    assert!(
        bytes.windows(4).any(|window| window == b"\x1b[7m") || !sgr_parameters(&bytes).is_empty(),
        "the bar is still to be seen"
    );
}

/// The parameters of every `CSI … m` in a stream.
fn sgr_parameters(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    text.split("\u{1b}[")
        .skip(1)
        .filter_map(|rest| {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
            (rest.as_bytes()[end] == b'm').then(|| rest[..end].split([';', ':']).map(str::to_owned).collect())
        })
        .collect()
}

#[test]
fn ascii_symbols_are_used_where_the_locale_wants_them() {
    for (name, value) in [("TRACKSIDE_SYMBOLS", "ascii"), ("LC_ALL", "C"), ("LC_ALL", "ja_JP.UTF-8"), ("TERM", "linux")]
    {
        let mut session = trackside(&["--demo", "--demo-runners", "5"], 80, 24, &[(name, value)]);
        session.wait_for("ingest-emea").wait_for("updated ").keys("q");
        session.end();
        assert!(session.bytes().is_ascii(), "{name}={value}");
    }
}

#[test]
fn a_locale_that_is_not_utf_8_gets_ascii_only_and_rows_stay_aligned() {
    let mut session = demo(&[], 80, 24, &[("LC_ALL", "C")]);
    session.wait_for("donn?es-crm-lyon   * Running").keys("Q");
    assert_eq!(exit_code(&mut session), Some(0));
    assert!(session.bytes().is_ascii(), "also what stays on the ordinary screen");
    assert!(session.text().contains("donn?es-crm-lyon"), "{}", session.text());
}

#[test]
fn a_paste_goes_into_the_filter_whole() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys("\u{1b}[200~billing\rq\u{1b}[201~").wait_for("filter: billing q");
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
}

#[test]
fn a_panic_on_the_screens_thread_restores_the_terminal_and_reports_readably() {
    let mut session = pty::start(&example("panics"), &["screen"], 80, 24, &[]);
    assert_eq!(exit_code(&mut session), Some(101));
    session.assert_restored();
    let text = session.text();
    assert!(text.contains("stopped on a fault in the program"), "{text}");
    assert!(text.contains("examples/panics.rs") && text.contains("on purpose ^[[2J"), "{text}");
}

#[test]
fn a_panic_in_the_background_is_told_on_screen_and_the_program_goes_on() {
    let mut session = pty::start(&example("panics"), &["task"], 80, 24, &[]);
    session.wait_for("fault inside trackside");
    session.keys("?").wait_for("Keys:").keys("q").wait_until_gone("Keys:").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn faults_of_the_control_plane_end_nothing() {
    let mut session = trackside(&["--demo", "--demo-fault", "500=1", "--refresh", "1"], 80, 24, &[]);
    session.wait_for("Cannot read the runners").wait_for("500");
    session.keys("?").wait_for("Keys:").keys("q").wait_until_gone("Keys:").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    let mut session = trackside(&["--demo", "--demo-fault", "truncated=0.5", "--refresh", "1"], 80, 24, &[]);
    session.wait_for("billing-us").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
}

const ACCOUNT: [&str; 2] = ["--api-url", "https://127.0.0.1:1/dpc"];
const SIGNED_IN: [(&str, &str); 2] = [("TRACKSIDE_CLIENT_ID", "id"), ("TRACKSIDE_CLIENT_SECRET", "secret")];

#[test]
fn wrong_use_is_one_line_on_standard_error_and_code_2() {
    for (arguments, extra, words) in [
        (vec!["--demo", "--refresh", "0"], vec![], "--refresh"),
        (vec!["--demo", "--no-such-flag"], vec![], "--no-such-flag"),
        (vec!["--demo"], vec![("TRACKSIDE_THEME", "pink")], "TRACKSIDE_THEME"),
        (vec!["--demo", "--demo-fault", "flood=1"], vec![], "--demo-fault"),
        (vec!["--demo", "--ca-file", "/no/such/file.pem"], vec![], "--ca-file"),
        (vec!["--demo", "--log-file", "/no/such/folder/log"], vec![], "--log-file"),
        (vec!["--demo", "--log-file", "/dev/null"], vec![], "--log-file"),
        (vec!["--api-url", "http://example.com"], vec![], "--api-url"),
        ([&ACCOUNT[..], &["--ca-file", "/dev/null"]].concat(), SIGNED_IN.to_vec(), "--ca-file"),
        (ACCOUNT.to_vec(), [&SIGNED_IN[..], &[("https_proxy", "proxy:3128")]].concat(), "https_proxy"),
        (vec!["--demo"], vec![("TERM", "dumb")], "TERM"),
    ] {
        let mut session = trackside(&arguments, 100, 24, &extra);
        assert_eq!(exit_code(&mut session), Some(2), "{arguments:?}");
        let text = session.text();
        assert!(text.contains(words) && text.trim().lines().count() <= 2, "{arguments:?}: {text}");
        assert!(!session.bytes().windows(8).any(|window| window == b"\x1b[?1049h"), "nothing was started");
    }
}

#[test]
fn without_credentials_it_says_how_to_give_them() {
    let mut session = trackside(&["--region", "eu1"], 100, 24, &[]);
    assert_eq!(exit_code(&mut session), Some(2));
    for words in ["TRACKSIDE_CLIENT_ID", "TRACKSIDE_CLIENT_SECRET", "--demo"] {
        assert!(session.text().contains(words), "{words}: {}", session.text());
    }
}

#[test]
fn output_that_is_no_terminal_is_refused_and_help_is_not() {
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(program());
        command.args(arguments).env_remove("TRACKSIDE_THEME").env("XDG_STATE_HOME", "/dev/null");
        command.output().unwrap()
    };
    let refused = run(&["--demo"]);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0));
    assert_eq!(String::from_utf8(refused.stderr).unwrap().trim().lines().count(), 1);
    let help = run(&["--help"]);
    assert_eq!((help.status.code(), help.stderr.len()), (Some(0), 0));
    assert!(String::from_utf8(help.stdout).unwrap().contains("--demo"));
    assert!(String::from_utf8(run(&["--version"]).stdout).unwrap().contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_log_holds_what_was_done_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut session = demo(&["--log-file", log.to_str().unwrap()], 80, 24, &[]);
    session.keys("q");
    session.end();
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.contains("list runners"), "{text}");
    for word in ["Bearer", "client_secret", "access_token"] {
        assert!(!text.contains(word), "{text}");
    }
}

#[test]
fn an_account_is_reached_by_environment_variables_and_no_secret_is_ever_written() {
    // The demo stands in for the account: another trackside process is its client, over HTTP.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let control_plane = runtime.block_on(trackside::demo::Demo::start(trackside::demo::Settings::default())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let (api, token) = (control_plane.api_url(), control_plane.token_url());
    let secret = control_plane.client_secret().to_owned();
    let environment = [
        ("TRACKSIDE_API_URL", api.as_str()),
        ("TRACKSIDE_TOKEN_URL", token.as_str()),
        ("TRACKSIDE_CLIENT_ID", control_plane.client_id()),
        ("TRACKSIDE_CLIENT_SECRET", secret.as_str()),
        ("TRACKSIDE_LOG_FILE", log.to_str().unwrap()),
    ];
    let mut session = trackside(&[], 120, 30, &environment);
    session.wait_for("1/42").wait_for("127.0.0.1").keys("?").wait_for("Keys:").keys("qQ");
    assert_eq!(exit_code(&mut session), Some(0));
    let written = [session.bytes(), std::fs::read(&log).unwrap()].concat();
    let written = String::from_utf8_lossy(&written).into_owned();
    assert!(!written.contains(&secret));

    let wrong = environment
        .map(|(name, value)| (name, if name == "TRACKSIDE_CLIENT_SECRET" { "canary-wrong-9d2e" } else { value }));
    let mut session = trackside(&[], 120, 30, &wrong);
    session.wait_for("The API credentials were refused").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    let written = [session.bytes(), std::fs::read(&log).unwrap()].concat();
    assert!(!String::from_utf8_lossy(&written).contains("canary-wrong"));
}

#[test]
fn the_terminal_tells_of_its_focus_while_it_is_taken() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys("\u{1b}[O\u{1b}[Ij").wait_for("2/42").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
    let written = String::from_utf8_lossy(&session.bytes()).into_owned();
    assert_eq!(written.matches("\u{1b}[?1004h").count(), 1);
    let taken = written.find("\u{1b}[?1004h").unwrap();
    assert!(written.rfind("\u{1b}[?1004l").is_some_and(|left| left > taken));
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_would_dump_no_memory() {
    let mut session = demo(&[], 80, 24, &[]);
    let process = PathBuf::from("/proc").join(session.pid().as_raw_nonzero().to_string());
    let limits = std::fs::read_to_string(process.join("limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_huge_terminal_needed_is_given_back_in_a_small_one() {
    let mut session = demo(&[], 80, 24, &[]);
    let path = PathBuf::from("/proc").join(session.pid().as_raw_nonzero().to_string()).join("statm");
    // Resident pages of 4 KiB, in MiB.
    let resident = || -> usize {
        std::fs::read_to_string(&path).unwrap().split(' ').nth(1).unwrap().parse::<usize>().unwrap() / 256
    };
    let before = resident();
    session.resize(900, 400).wait_for("Runner ID");
    let huge = resident();
    assert!(huge > before + 20, "{before} MiB, then {huge}");
    session.resize(80, 24).wait_until_gone("Runner ID").wait_for("1/42");
    let told = || format!("{before} MiB, {huge}, and still {}", resident());
    wait_until_or("the memory is given back", || resident() <= before + 6, told);
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
}

/// A config file in a folder of its own, as `XDG_CONFIG_HOME`.
fn config_home(config: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("trackside")).unwrap();
    std::fs::write(home.path().join("trackside/config.toml"), config).unwrap();
    home
}

#[test]
fn an_account_is_reached_by_a_profile_and_its_secret_by_file_or_command() {
    use std::os::unix::fs::PermissionsExt;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let control_plane = runtime.block_on(trackside::demo::Demo::start(trackside::demo::Settings::default())).unwrap();
    let profile = |name: &str, line: &str| {
        let (api, token) = (control_plane.api_url(), control_plane.token_url());
        let id = control_plane.client_id();
        format!("[profiles.{name}]\napi_url = '{api}'\ntoken_url = '{token}'\nclient_id = '{id}'\n{line}\n")
    };
    let by_file = profile("by-file", "client_secret_file = 'its secret'\nprotected = true");
    let by_command = profile("by-command", "client_secret_command = ['cat', 'trackside/its secret']");
    let home = config_home(&format!("default_profile = 'by-file'\n{by_file}{by_command}"));
    let secret = home.path().join("trackside/its secret");
    std::fs::write(&secret, format!("{}\n", control_plane.client_secret())).unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
    let environment = [("XDG_CONFIG_HOME", home.path().to_str().unwrap())];

    let mut session = trackside(&[], 120, 30, &environment);
    session.wait_for("1/42").wait_for("by-file · 127.0.0.1").wait_for("READ-ONLY").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    let command = format!("cd {}; {} --profile by-command", home.path().display(), program());
    let mut session = pty::start("sh", &["-c", &command], 120, 30, &environment);
    session.wait_for("1/42").wait_for("by-command · 127.0.0.1").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));

    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o640)).unwrap();
    let mut session = trackside(&[], 200, 30, &environment);
    assert_eq!(exit_code(&mut session), Some(2));
    let text = session.text();
    assert!(text.contains("config.toml:6: client_secret_file") && text.contains("mode 0640"), "{text}");
    assert!(!session.bytes().windows(8).any(|window| window == b"\x1b[?1049h"), "nothing was started");
}

#[test]
fn the_demo_reads_no_config_file_and_all_else_reads_it() {
    let home = config_home("nonsense");
    let environment = [("XDG_CONFIG_HOME", home.path().to_str().unwrap())];
    let mut session = demo(&[], 80, 24, &environment);
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    for arguments in [vec![], vec!["--config", "/no/such/file"]] {
        let mut session = trackside(&arguments, 200, 24, &environment);
        assert_eq!(exit_code(&mut session), Some(2));
        let text = session.text();
        let words =
            if arguments.is_empty() { "trackside/config.toml:1: not TOML" } else { "--config: cannot read /no/" };
        assert!(text.contains(words) && text.trim().lines().count() == 1, "{text}");
    }
}

#[test]
fn what_is_done_is_in_the_journal_and_its_end_is_told() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let control_plane = runtime.block_on(trackside::demo::Demo::start(trackside::demo::Settings::default())).unwrap();
    let state = tempfile::tempdir().unwrap();
    let environment = [
        ("XDG_STATE_HOME", state.path().to_str().unwrap()),
        ("USER", "ops"),
        ("TRACKSIDE_API_URL", &control_plane.api_url()),
        ("TRACKSIDE_TOKEN_URL", &control_plane.token_url()),
        ("TRACKSIDE_CLIENT_ID", control_plane.client_id()),
        ("TRACKSIDE_CLIENT_SECRET", control_plane.client_secret()),
    ];
    let mut session = trackside(&["--refresh", "1", "--notify", "osc9"], 120, 30, &environment);
    session.wait_for("1/42").keys("p").wait_for("Pause ]").keys("y");
    session.wait("the end", |seen| String::from_utf8_lossy(&seen.bytes).contains("\x1b]9;").then_some(()));
    session.keys("L").wait_for("pause: accepted").keys("q").wait_until_gone("pause: accepted").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    let text = std::fs::read_to_string(state.path().join("trackside/journal.jsonl")).unwrap();
    // The system knows who it is; the environment may say anything.
    assert!(text.contains(r#""profile":null,"#) && !text.contains(r#""user":"ops""#), "{text}");
    assert!(text.contains(&format!(r#""api":"{}/""#, control_plane.api_url().trim_end_matches('/'))), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(!text.contains(control_plane.client_secret()) && !text.contains(control_plane.client_id()), "{text}");
}

#[test]
fn a_journal_that_cannot_be_written_is_told_at_the_start() {
    let environment = [
        ("XDG_STATE_HOME", "/dev/null"),
        ("TRACKSIDE_API_URL", "http://127.0.0.1:1/"),
        ("TRACKSIDE_TOKEN_URL", "http://127.0.0.1:1/"),
        ("TRACKSIDE_CLIENT_ID", "id"),
        ("TRACKSIDE_CLIENT_SECRET", "secret"),
    ];
    let mut session = trackside(&[], 160, 30, &environment);
    session.wait_for("The journal cannot be written: /dev/null/trackside/journal.jsonl: /dev/null is not a folder");
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    // Nothing is done from here, or nothing real.
    let mut session = demo(&[], 160, 30, &environment[..1]);
    session.keys("jj").wait_for("3/42");
    assert!(!session.text().contains("journal"), "{}", session.text());
    session.keys("q");
}
