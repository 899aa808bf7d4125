//! Where the client secret may be, what is refused there, and that no refusal repeats any of it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use trackside::domain::Secret;
use trackside::options::{GivenFile, SecretSource};
use trackside::runtime::client_secret::{COMMAND_TIMEOUT, NoSecret};

use crate::support::patience::wait_until;
use crate::support::pty;
use crate::support::rerun::{is_rerun, rerun};

/// Part of every secret here: it is in no error.
const CANARY: &str = "canary-7f3a";

fn obtain(source: &SecretSource, limit: Duration) -> Result<Secret, String> {
    trackside::runtime::client_secret::obtain(source, limit).map_err(|reason| match reason {
        NoSecret::Refused(line) | NoSecret::Failed(line) => line,
        NoSecret::Signal(number) => panic!("signal {number}"),
    })
}

/// What a file that holds these bytes gives.
fn in_file(bytes: &[u8], mode: u32) -> (Result<Secret, String>, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    let file = GivenFile { path: path.clone(), by: "c.toml:4: client_secret_file".to_owned() };
    (obtain(&SecretSource::File(file), COMMAND_TIMEOUT), path)
}

/// What a shell's script gives.
fn by_script(script: &str, limit: Duration) -> Result<Secret, String> {
    by_command(&["sh", "-c", script], limit)
}

fn by_command(argv: &[&str], limit: Duration) -> Result<Secret, String> {
    let argv = argv.iter().map(|word| (*word).to_owned()).collect();
    obtain(&SecretSource::Command { argv, by: "c.toml:5: client_secret_command".to_owned() }, limit)
}

#[test]
fn a_file_that_only_its_owner_can_read_holds_the_secret() {
    for (bytes, expected) in [
        ("canary-7f3a", "canary-7f3a"),
        ("canary-7f3a\n", "canary-7f3a"),
        ("canary-7f3a\r\n", "canary-7f3a"),
        ("canary 7f3a ü", "canary 7f3a ü"),
    ] {
        for mode in [0o600, 0o400, 0o700] {
            assert_eq!(in_file(bytes.as_bytes(), mode).0.unwrap().expose(), expected, "{bytes:?} {mode:o}");
        }
    }
}

#[test]
fn a_file_that_others_can_get_at_is_refused() {
    for mode in [0o640, 0o604, 0o644, 0o666, 0o620, 0o601, 0o660] {
        let (result, path) = in_file(CANARY.as_bytes(), mode);
        let reason = format!("others can read the file (mode {mode:04o}); run chmod 600");
        let path = path.display();
        assert_eq!(result.unwrap_err(), format!("c.toml:4: client_secret_file: cannot use {path}: {reason}"));
    }
}

#[test]
fn a_file_that_holds_no_secret_is_refused_without_a_word_of_it() {
    let long = CANARY.repeat(2000);
    let cases: [(&[u8], &str); 20] = [
        (b"", "the secret is empty"),
        (b"\n", "the secret is empty"),
        (b" \t\n", "the secret is empty"),
        (b"canary-7f3a\n\n", "the secret must be one line without control characters"),
        (b"canary-7f3a\nmore\n", "the secret must be one line without control characters"),
        (b"canary-7f3a\x1b[2J", "the secret must be one line without control characters"),
        (b"canary-7f3a\xff", "the secret is not valid UTF-8"),
        (long.as_bytes(), "more than 16 KiB is no secret"),
        ("\u{feff}canary-7f3a\n".as_bytes(), "the secret begins with a byte order mark, which nobody sees"),
        ("canary-7f3a\u{200b}\n".as_bytes(), "the secret ends with a zero-width space, which nobody sees"),
        ("canary-7f3a\u{a0}".as_bytes(), "the secret ends with a no-break space, which nobody sees"),
        (b"canary-7f3a ", "the secret ends with a blank, which nobody sees"),
        (b" canary-7f3a\r\n", "the secret begins with a blank, which nobody sees"),
        ("canary-7f3a\u{ad}".as_bytes(), "the secret ends with a soft hyphen, which nobody sees"),
        ("canary-7f3a\u{3000}\n".as_bytes(), "the secret ends with an ideographic space, which nobody sees"),
        ("canary-7f3a\u{2003}".as_bytes(), "the secret ends with U+2003, which nobody sees"),
        ("canary-7f3a\u{202e}".as_bytes(), "the secret ends with U+202E, which nobody sees"),
        ("\u{fe0f}canary-7f3a".as_bytes(), "the secret begins with U+FE0F, which nobody sees"),
        ("\u{3164}canary-7f3a".as_bytes(), "the secret begins with U+3164, which nobody sees"),
        ("\u{2060}canary-7f3a".as_bytes(), "the secret begins with a word joiner, which nobody sees"),
    ];
    for (bytes, reason) in cases {
        let (result, path) = in_file(bytes, 0o600);
        let expected = format!("c.toml:4: client_secret_file: cannot use {}: {reason}", path.display());
        assert_eq!(result.unwrap_err(), expected);
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (path, words) in [
        (folder.path().to_owned(), "cannot read {}: is a folder, not a file"),
        (pipe, "cannot read {}: is a pipe, a terminal or a device, not a file"),
        ("/dev/zero".into(), "cannot read {}: is a pipe, a terminal or a device, not a file"),
        (folder.path().join("none"), "cannot read {}: No such file or directory (os error 2)"),
    ] {
        let file = GivenFile { path: path.clone(), by: "by".to_owned() };
        let expected = format!("by: {}", words.replace("{}", path.to_str().unwrap()));
        assert_eq!(obtain(&SecretSource::File(file), COMMAND_TIMEOUT).unwrap_err(), expected);
    }
}

#[test]
fn a_command_prints_the_secret() {
    for (script, expected) in [
        ("echo canary-7f3a", "canary-7f3a"),
        ("printf canary-7f3a", "canary-7f3a"),
        ("echo words >&2; printf 'canary-7f3a\\r\\n'", "canary-7f3a"),
        // It has nothing to read, and its complaints block it as little as they are seen.
        ("cat; head -c 300000 /dev/zero >&2; echo canary-7f3a", "canary-7f3a"),
    ] {
        assert_eq!(by_script(script, COMMAND_TIMEOUT).unwrap().expose(), expected, "{script}");
    }
    // No shell reads the words.
    assert_eq!(by_command(&["echo", "$HOME", "a  b"], COMMAND_TIMEOUT).unwrap().expose(), "$HOME a  b");
}

#[test]
fn what_a_command_leaves_running_does_not_hold_up_the_start() {
    // It keeps both pipes open for longer than a command may take.
    for (script, is_secret) in
        [("sleep 300 & echo $!; exit 0", true), ("sleep 300 & echo $! > $0; echo canary-7f3a; exit 1", false)]
    {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("pid");
        let result = by_command(&["sh", "-c", script, note.to_str().unwrap()], COMMAND_TIMEOUT);
        let pid = match &result {
            Ok(pid) => pid.expose().to_owned(),
            Err(line) => {
                assert_eq!(line, "c.toml:5: client_secret_command: sh ended with code 1; run it by hand to see why");
                fs::read_to_string(&note).unwrap()
            }
        };
        assert_eq!(result.is_ok(), is_secret);
        let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        // Still there: it may be what keeps the passphrase for next time.
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    }
}

#[test]
fn a_command_that_does_not_end_is_ended_with_what_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("pid");
    // The second ignores the polite way.
    let script = "(trap '' TERM; echo started > $0.2; while :; do sleep 0.01; done) & echo $! > $0; wait";
    let argv = ["sh", "-c", script, note.to_str().unwrap()];
    let line = by_command(&argv, Duration::from_secs(1)).unwrap_err();
    assert_eq!(line, "c.toml:5: client_secret_command: sh did not end within 1 s");
    let pid = rustix::process::Pid::from_raw(fs::read_to_string(&note).unwrap().trim().parse().unwrap()).unwrap();
    // Killed; whoever inherited it waits for it a moment later.
    let is_there = || {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
    };
    wait_until("what it started is gone", || !is_there());
}

#[test]
fn a_command_does_not_inherit_the_secret_of_another_way() {
    let name = "runtime::client_secret::a_command_does_not_inherit_the_secret_of_another_way";
    if rerun(name, &[("TRACKSIDE_CLIENT_SECRET", CANARY), ("TRACKSIDE_REGION", "eu1")]) {
        let environment = by_script("env | tr '\\n' ,", COMMAND_TIMEOUT).unwrap();
        assert!(!environment.expose().contains(CANARY) && environment.expose().contains("TRACKSIDE_REGION=eu1"));
    }
}

#[test]
fn a_command_that_gives_no_secret_is_one_line_without_what_it_printed() {
    let cases = [
        ("exit 3", "ended with code 3; run it by hand to see why"),
        // Whatever it complains of may be what it was asked for.
        ("echo ' no such entry ' >&2; exit 1", "ended with code 1; run it by hand to see why"),
        ("echo canary-; echo 'tried canary-7f3a' >&2; exit 1", "ended with code 1; run it by hand to see why"),
        ("echo canary-7f3a; kill -9 $$", "was ended by signal 9; run it by hand to see why"),
        ("true", "did not help: the secret is empty"),
        ("echo canary-7f3a; echo more", "did not help: the secret must be one line without control characters"),
        ("printf 'canary-7f3a\\377'", "did not help: the secret is not valid UTF-8"),
        ("yes canary-7f3a", "printed more than 16 KiB, which is no secret"),
    ];
    for (script, reason) in cases {
        let line = by_script(script, COMMAND_TIMEOUT).unwrap_err();
        assert_eq!(line, format!("c.toml:5: client_secret_command: sh {reason}"), "{script}");
        assert!(!line.contains(CANARY));
    }
    let line = by_command(&["/no/such\u{1b}", CANARY], COMMAND_TIMEOUT).unwrap_err();
    assert_eq!(
        line,
        "c.toml:5: client_secret_command: /no/such^[ cannot be run: No such file or directory (os error 2)"
    );
}

#[test]
fn a_secret_of_the_environment_is_taken_as_it_is() {
    let secret = Secret::new(CANARY.to_owned());
    assert_eq!(obtain(&SecretSource::Given(secret.clone()), COMMAND_TIMEOUT), Ok(secret));
    for (value, reason) in [
        ("canary-7f3a ", "ends with a blank"),
        ("canary-7f3a\n", "ends with a line break"),
        ("\u{feff}canary-7f3a", "begins with a byte order mark"),
    ] {
        let refusal = obtain(&SecretSource::Given(Secret::new(value.to_owned())), COMMAND_TIMEOUT).unwrap_err();
        assert_eq!(refusal, format!("TRACKSIDE_CLIENT_SECRET: the value {reason}, which nobody sees"));
    }
}

/// The test again, in front of a terminal of its own.
fn in_a_terminal(name: &str) -> pty::Session {
    let tests = std::env::current_exe().unwrap();
    let environment = [("TRACKSIDE_TEST_RERUN", "1")];
    pty::start(tests.to_str().unwrap(), &["--exact", name, "--nocapture"], 80, 24, &environment)
}

const ASKS: &str = "exec </dev/tty; stty -echo; printf Passphrase: >/dev/tty; read -r word; stty echo; echo $word";

#[test]
fn a_prompt_stays_until_it_is_answered() {
    if is_rerun() {
        let secret = by_script(ASKS, Duration::from_millis(300)).unwrap();
        // In front again, with the modes that were found: this would be stopped or unseen else.
        let mode = std::process::Command::new("stty").arg("-a").stdin(fs::File::open("/dev/tty").unwrap()).output();
        assert!(String::from_utf8(mode.unwrap().stdout).unwrap().contains(" echo "));
        writeln!(std::io::stdout(), "got {} characters", secret.expose().len()).unwrap();
        return;
    }
    let mut session = in_a_terminal("runtime::client_secret::a_prompt_stays_until_it_is_answered");
    session.wait_for("Passphrase:");
    // Four times its limit, by the terminal's own clock: it must be there to be answered.
    let start = std::time::Instant::now();
    session.wait("the limit to pass", |_| (start.elapsed() > Duration::from_millis(1200)).then_some(()));
    session.keys("canary-7f3a\r").wait_for("got 11 characters");
    assert_eq!(session.end().code(), Some(0));
    assert!(!session.text().contains(CANARY));
}

#[test]
fn a_screen_that_is_not_given_back_is_taken() {
    let script = "exec </dev/tty; stty raw -echo; printf '\\033[?1049h\\033[?25l' >/dev/tty; trap '' TERM; kill -STOP $$; exec sleep 100";
    if is_rerun() {
        let argv = ["sh", "-c", script].map(str::to_owned).to_vec();
        let source = SecretSource::Command { argv, by: "by".to_owned() };
        // No limit ends what waits for its operator; a signal does.
        let ended = trackside::runtime::client_secret::obtain(&source, COMMAND_TIMEOUT);
        assert_eq!(ended, Err(NoSecret::Signal(15)));
        writeln!(std::io::stdout(), "over").unwrap();
        return;
    }
    let mut session = in_a_terminal("runtime::client_secret::a_screen_that_is_not_given_back_is_taken");
    session.wait("the other screen", |seen| seen.bytes.ends_with(b"\x1b[?25l").then_some(()));
    session.keys("half a passphrase");
    session.signal(rustix::process::Signal::TERM);
    session.wait_for("over");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
    assert!(!session.text().contains("half"));
}

#[test]
fn the_interrupt_key_ends_the_program_whatever_the_command_makes_of_it() {
    for script in [
        "echo started >/dev/tty; sleep 25",
        // A way of its own.
        "trap 'exit 3' INT; echo started >/dev/tty; sleep 25",
        // None at all.
        "trap '' INT; echo started >/dev/tty; sleep 25",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let script = format!("client_secret_command = ['sh', '-c', \"{script}\"]");
        fs::write(&file, format!("[profiles.p]\nregion = 'eu1'\nclient_id = 'a'\n{script}\n")).unwrap();
        let environment = [("TRACKSIDE_CONFIG", file.to_str().unwrap())];
        for command in ["list", "doctor"] {
            let start = std::time::Instant::now();
            let mut session = pty::start(&pty::program(), &[command], 120, 24, &environment);
            session.wait_for("started").keys("\u{3}");
            assert_eq!(session.end().code(), Some(130), "{command} {script}: {}", session.text());
            assert!(start.elapsed() < Duration::from_secs(20), "{command} {script}: the command was waited for");
            session.assert_restored();
        }
    }
}

#[test]
fn a_command_that_ignores_everything_does_not_keep_the_program_from_its_end() {
    let script = "trap '' INT TERM; echo started >/dev/tty; sleep 25";
    if is_rerun() {
        let argv = ["sh", "-c", script].map(str::to_owned).to_vec();
        let source = SecretSource::Command { argv, by: "by".to_owned() };
        let ended = trackside::runtime::client_secret::obtain(&source, COMMAND_TIMEOUT);
        assert_eq!(ended, Err(NoSecret::Signal(2)));
        return;
    }
    let name = "runtime::client_secret::a_command_that_ignores_everything_does_not_keep_the_program_from_its_end";
    for is_key in [true, false] {
        let mut session = in_a_terminal(name);
        session.wait_for("started");
        if is_key {
            session.keys("\u{3}");
        } else {
            session.signal(rustix::process::Signal::INT);
        }
        assert_eq!(session.end().code(), Some(0), "{}", session.text());
    }
}
