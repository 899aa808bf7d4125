//! The log file: what is refused, and what is said, once, when it is moved away or its disk is full.

use std::fs;
use std::path::Path;
use std::process::Command;

use trackside::domain::{Redactor, Secret};
use trackside::runtime::log::Log;

use crate::support::rerun::{RERUN, is_rerun, rerun};

fn refusal(path: &Path) -> String {
    Log::open(path, &Redactor::default()).err().unwrap().to_string()
}

#[test]
fn what_is_no_file_is_refused_and_nothing_waits() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let special = "is a pipe, a terminal or a device, and a log needs a file";
    for path in [pipe.as_path(), Path::new("/dev/null"), Path::new("/dev/full"), Path::new("/dev/ptmx")] {
        assert_eq!(refusal(path), special, "{}", path.display());
    }
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&pipe, &link).unwrap();
    assert_eq!(refusal(&link), special);
    assert_eq!(refusal(folder.path()), "is a folder, and a log needs a file");
}

#[test]
fn a_log_that_was_moved_away_is_told_once_and_goes_on_in_a_new_file() {
    if !rerun("runtime::log::a_log_that_was_moved_away_is_told_once_and_goes_on_in_a_new_file", &[]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (path, moved) = (folder.path().join("log"), folder.path().join("log.1"));
    let (log, mut troubles) = Log::open(&path, &Redactor::default()).unwrap();
    log.start();
    tracing::info!(target: "trackside::test", "first");
    assert!(troubles.try_recv().is_err());
    for number in 0..3 {
        fs::rename(&path, &moved).unwrap();
        tracing::info!(target: "trackside::test", number, "after");
        assert!(fs::read_to_string(&path).unwrap().contains("after"));
    }
    assert_eq!(troubles.try_recv().unwrap(), "The log file was moved away or removed. A new one was started.");
    assert!(troubles.try_recv().is_err(), "it is said once");
    tracing::info!(target: "somebody_else", "not ours");
    assert!(!fs::read_to_string(&path).unwrap().contains("not ours"));
}

#[test]
fn a_log_whose_disk_is_full_is_told_once() {
    const NAME: &str = "runtime::log::a_log_whose_disk_is_full_is_told_once";
    if !is_rerun() {
        // A file may grow to one block of 512 bytes or 1 KiB there; the signal that says so is ignored, so that writing fails.
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" --exact \"$1\" --nocapture";
        let mut run = Command::new("sh");
        run.args(["-c", script]).arg(std::env::current_exe().unwrap()).arg(NAME).env(RERUN, "1");
        let output = run.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (log, mut troubles) = Log::open(&folder.path().join("log"), &Redactor::default()).unwrap();
    log.start();
    for number in 0..40 {
        tracing::info!(target: "trackside::test", number, "a line that fills the disk a little more than the one before");
    }
    let told = troubles.try_recv().unwrap();
    assert!(told.starts_with("The log file cannot be written (File too large"), "{told}");
    assert!(troubles.try_recv().is_err(), "it is said once");
}

#[test]
fn no_line_holds_a_secret_that_is_known_by_then() {
    if !rerun("runtime::log::no_line_holds_a_secret_that_is_known_by_then", &[]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let redactor = Redactor::default();
    let (log, _troubles) = Log::open(&path, &redactor).unwrap();
    log.start();
    // Learned later, as a token is.
    redactor.add(&Secret::new("canary/\"7f3a\"".to_owned()));
    tracing::info!(target: "trackside::test", value = "canary/\"7f3a\"", "with canary%2F%227f3a%22");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("with [hidden] value=\"[hidden]\""), "{text}");
}
