//! Where the client secret may be, what is refused there, and that no refusal repeats any of it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use trackside::domain::Secret;
use trackside::options::{GivenFile, SecretSource};
use trackside::runtime::client_secret::{COMMAND_LIMIT, obtain};

/// Part of every secret here: it is in no error.
const CANARY: &str = "canary-7f3a";

/// What a file that holds these bytes gives.
fn in_file(bytes: &[u8], mode: u32) -> (Result<Secret, String>, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    let file = GivenFile { path: path.clone(), by: "c.toml:4: client_secret_file".to_owned() };
    (obtain(&SecretSource::File(file), COMMAND_LIMIT), path)
}

/// What a shell's script gives.
fn by_script(script: &str, limit: Duration) -> Result<Secret, String> {
    by_command(&["sh", "-c", script], limit)
}

fn by_command(words: &[&str], limit: Duration) -> Result<Secret, String> {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    obtain(&SecretSource::Command { words, by: "c.toml:5: client_secret_command".to_owned() }, limit)
}

#[test]
fn a_file_that_only_its_owner_can_read_holds_the_secret() {
    for (bytes, expected) in [
        ("canary-7f3a", "canary-7f3a"),
        ("canary-7f3a\n", "canary-7f3a"),
        ("canary-7f3a\r\n", "canary-7f3a"),
        (" canary-7f3a ü ", " canary-7f3a ü "),
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
        let reason = format!("others can get at it (mode {mode:04o}); it needs chmod 600");
        let path = path.display();
        assert_eq!(result.unwrap_err(), format!("c.toml:4: client_secret_file: cannot use {path}: {reason}"));
    }
}

#[test]
fn a_file_that_holds_no_secret_is_refused_without_a_word_of_it() {
    let long = CANARY.repeat(2000);
    let cases: [(&[u8], &str); 8] = [
        (b"", "the secret is empty"),
        (b"\n", "the secret is empty"),
        (b" \t\n", "the secret is empty"),
        (b"canary-7f3a\n\n", "the secret must be one line without control characters"),
        (b"canary-7f3a\nmore\n", "the secret must be one line without control characters"),
        (b"canary-7f3a\x1b[2J", "the secret must be one line without control characters"),
        (b"canary-7f3a\xff", "the secret is not valid UTF-8"),
        (long.as_bytes(), "more than 16 KiB is no secret"),
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
        (folder.path().to_owned(), "cannot use {}: not a file"),
        (pipe, "cannot use {}: not a file"),
        (folder.path().join("none"), "cannot read {}: No such file or directory (os error 2)"),
    ] {
        let file = GivenFile { path: path.clone(), by: "by".to_owned() };
        let expected = format!("by: {}", words.replace("{}", path.to_str().unwrap()));
        assert_eq!(obtain(&SecretSource::File(file), COMMAND_LIMIT).unwrap_err(), expected);
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
        assert_eq!(by_script(script, COMMAND_LIMIT).unwrap().expose(), expected, "{script}");
    }
    // No shell reads the words.
    assert_eq!(by_command(&["echo", "$HOME", "a  b"], COMMAND_LIMIT).unwrap().expose(), "$HOME a  b");
}

#[test]
fn what_a_command_leaves_running_does_not_hold_up_the_start() {
    // It keeps the pipe of complaints open for longer than a command may take.
    let pid = by_script("sleep 300 >/dev/null & echo $!", COMMAND_LIMIT).unwrap();
    let pid = rustix::process::Pid::from_raw(pid.expose().parse().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let script = "sleep 300 >/dev/null & echo $! >$0; echo complaint >&2; exit 1";
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("pid");
    let line = by_command(&["sh", "-c", script, note.to_str().unwrap()], COMMAND_LIMIT).unwrap_err();
    let pid = rustix::process::Pid::from_raw(fs::read_to_string(&note).unwrap().trim().parse().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(line, "c.toml:5: client_secret_command: sh ended with code 1: complaint");
}

#[test]
fn a_command_that_gives_no_secret_is_one_line_without_what_it_printed() {
    let long = "x".repeat(500);
    let cut = format!("ended with code 1: {}…", "x".repeat(159));
    let cases = [
        ("exit 3", "ended with code 3"),
        (
            "echo canary-7f3a; echo >&2; echo 'first' >&2; echo ' no such entry ' >&2; exit 1",
            "ended with code 1: no such entry",
        ),
        ("echo canary-7f3a; echo 'tried canary-7f3a' >&2; exit 1", "ended with code 1"),
        ("printf 'a\\033[2J\\n' >&2; exit 1", "ended with code 1: a^[[2J"),
        (&format!("echo {long} >&2; exit 1"), cut.as_str()),
        ("echo canary-7f3a; kill -9 $$", "was ended by signal 9"),
        ("true", "did not help: the secret is empty"),
        ("echo canary-7f3a; echo more", "did not help: the secret must be one line without control characters"),
        ("printf 'canary-7f3a\\377'", "did not help: the secret is not valid UTF-8"),
        ("yes canary-7f3a", "printed more than 16 KiB, which is no secret"),
    ];
    for (script, reason) in cases {
        let line = by_script(script, COMMAND_LIMIT).unwrap_err();
        assert_eq!(line, format!("c.toml:5: client_secret_command: sh {reason}"), "{script}");
        assert!(!line.contains(CANARY));
    }
    let line = by_command(&["/no/such\u{1b}", CANARY], COMMAND_LIMIT).unwrap_err();
    assert_eq!(
        line,
        "c.toml:5: client_secret_command: /no/such^[ cannot be run: No such file or directory (os error 2)"
    );
}

#[test]
fn a_command_that_does_not_end_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("pid");
    let script = format!("echo canary-7f3a; echo $$ > {}; exec sleep 30", note.display());
    let line = by_script(&script, Duration::from_millis(500)).unwrap_err();
    assert_eq!(line, "c.toml:5: client_secret_command: sh did not end within 0.5 s");
    // Where it came as far as its note it has been killed now, and else before.
    let Ok(Ok(pid)) = fs::read_to_string(&note).map(|text| text.trim().parse()) else { return };
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    // An error says that it has ended and has been waited for.
    if let Ok(Some((_, status))) = rustix::process::waitpid(Some(pid), rustix::process::WaitOptions::empty()) {
        assert_eq!(status.terminating_signal(), Some(9));
    }
}

#[test]
fn a_secret_of_the_environment_is_taken_as_it_is() {
    let secret = Secret::new(CANARY.to_owned());
    assert_eq!(obtain(&SecretSource::Given(secret.clone()), COMMAND_LIMIT), Ok(secret));
}
