//! A real tmux, and some that are not what they should be.

use trackside::options::ClipboardRoute::{Auto, Tmux};
use trackside::terminal::clipboard::osc52;
use trackside::terminal::clipboard::{Cleared, HandedOver, Keeping, Route};

use super::{IN_TMUX, answer, clear, clipboard, close, copy, harmless, runtime, secret};
use crate::support::patience::{Patience, wait_for};
use crate::support::programs::is_installed;
use crate::support::rerun::{is_rerun, rerun};
use crate::support::tmux::{Server, clipboards};

const THROUGH_TMUX: &str = "\x1bPtmux;\x1b\x1b]52;c;dG9rZW4=\x1b\x1b\\\x1b\\";

/// A text over several lines, with more than ASCII in it and with white space at its end.
const AWKWARD: &str = "first 'line'; vérité\n$(second) \u{1b}[31m\t#{pid} \n";
/// [`AWKWARD`] in base64.
const AWKWARD_ENCODED: &str = "Zmlyc3QgJ2xpbmUnOyB2w6lyaXTDqQokKHNlY29uZCkgG1szMW0JI3twaWR9IAo=";

#[test]
fn tmux_hands_the_exact_text_on_and_keeps_nothing() {
    const NAME: &str = "runtime::clipboard::tmux::tmux_hands_the_exact_text_on_and_keeps_nothing";
    if is_rerun() {
        runtime().block_on(async {
            let mut clipboard = clipboard(Tmux, IN_TMUX);
            let (outcome, sequence) = copy(&mut clipboard, harmless(AWKWARD)).await;
            assert_eq!(outcome, Ok(HandedOver { route: Route::Tmux, keeping: Keeping::Beyond, failed: vec![] }));
            assert_eq!(sequence, None);
            // What must not stay is replaced with a blank, as tmux passes nothing else on.
            copy(&mut clipboard, secret("token")).await.0.unwrap();
            assert_eq!(clear(&mut clipboard).await, (Cleared::Asked, None));
            copy(&mut clipboard, secret("token")).await.0.unwrap();
            assert_eq!(close(clipboard).await, "");
        });
        return;
    }
    if !is_installed("tmux") {
        return;
    }
    let mut server = Server::start(&["cat"], &[]);
    server.terminal.wait_for("[0]");
    server.tmux(&["set-buffer", "-b", "somebody's", "their own"]);
    rerun(NAME, &[("TMUX", &format!("{},1,0", server.socket))]);
    let texts =
        server.terminal.wait("five texts", |seen| Some(clipboards(&seen.bytes)).filter(|texts| texts.len() >= 5));
    assert_eq!(texts, [AWKWARD_ENCODED, "dG9rZW4=", "IA==", "dG9rZW4=", "IA=="]);
    assert_eq!(server.tmux(&["list-buffers", "-F", "#{buffer_name}"]), "somebody's\n");
}

#[test]
fn a_tmux_that_does_not_answer_is_given_up() {
    const NAME: &str = "runtime::clipboard::tmux::a_tmux_that_does_not_answer_is_given_up";
    if is_rerun() {
        let note = std::env::var("TRACKSIDE_TEST_NOTE").unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            // The clock stands still while this thread waits, and jumps to the limit when it is done.
            let started = tokio::task::spawn_blocking({
                let note = note.clone();
                move || {
                    wait_for("tmux has started", || {
                        std::fs::read_to_string(&note).ok().filter(|text| text.ends_with('\n'))
                    })
                }
            });
            let before = tokio::time::Instant::now();
            let mut clipboard = clipboard(Auto, IN_TMUX);
            let (outcome, sequence) = copy(&mut clipboard, secret("token")).await;
            assert_eq!(before.elapsed().as_secs(), 1);
            let failed = vec![(Route::Tmux, "tmux did not answer in time".into())];
            assert_eq!(outcome, Ok(HandedOver { route: Route::TerminalThroughTmux, keeping: Keeping::Beyond, failed }));
            assert_eq!(sequence.as_deref(), Some(THROUGH_TMUX));
            let pid: i32 = started.await.unwrap().trim().parse().unwrap();
            let pid = rustix::process::Pid::from_raw(pid).unwrap();
            let mut patience = Patience::until("the child is gone");
            loop {
                patience.turn();
                if rustix::process::test_kill_process(pid).is_err() {
                    break;
                }
                // Lets the runtime collect the dead child.
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
            // It may have come to it all the same, so both are cleared, within the limit of the end.
            let before = tokio::time::Instant::now();
            assert_eq!(close(clipboard).await, osc52::empty(Route::TerminalThroughTmux).expose());
            assert!(before.elapsed() < std::time::Duration::from_secs(1));
        });
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("note").to_str().unwrap().to_owned();
    let path = fake_tmux(&folder, &format!("echo $$ > {note}; exec sleep 1000"));
    rerun(NAME, &[("PATH", &path), ("TMUX", "/nowhere,1,0"), ("TRACKSIDE_TEST_NOTE", &note)]);
}

#[test]
fn the_end_does_not_wait_for_a_tmux_that_does_not_answer() {
    const NAME: &str = "runtime::clipboard::tmux::the_end_does_not_wait_for_a_tmux_that_does_not_answer";
    if is_rerun() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let before = tokio::time::Instant::now();
            let clipboard = clipboard(Auto, IN_TMUX);
            clipboard.copy(secret("token"));
            tokio::task::yield_now().await;
            close(clipboard).await;
            assert!(before.elapsed() < std::time::Duration::from_secs(1), "{:?}", before.elapsed());
        });
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    rerun(NAME, &[("PATH", &fake_tmux(&folder, "exec sleep 1000")), ("TMUX", "/nowhere,1,0")]);
}

#[test]
fn a_tmux_that_refuses_or_is_missing_leaves_it_to_the_terminal() {
    const NAME: &str = "runtime::clipboard::tmux::a_tmux_that_refuses_or_is_missing_leaves_it_to_the_terminal";
    if is_rerun() {
        runtime().block_on(async {
            let mut clipboard = clipboard(Auto, IN_TMUX);
            // Longer than a pipe holds: it is not read.
            let (outcome, _) = copy(&mut clipboard, harmless(&"x".repeat(70_000))).await;
            let reason = std::env::var("TRACKSIDE_TEST_NOTE").unwrap();
            let failed = vec![(Route::Tmux, reason.into())];
            assert_eq!(outcome, Ok(HandedOver { route: Route::TerminalThroughTmux, keeping: Keeping::Beyond, failed }));
            clipboard.clear();
            answer(&mut clipboard).await;
        });
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let refusing = fake_tmux(&folder, "exit 1");
    let empty = tempfile::tempdir().unwrap();
    for (path, reason) in [
        (refusing.as_str(), "tmux refused (exit status: 1); 3.2 or later is needed"),
        (empty.path().to_str().unwrap(), "tmux was not found"),
    ] {
        rerun(NAME, &[("PATH", path), ("TMUX", "/nowhere,1,0"), ("TRACKSIDE_TEST_NOTE", reason)]);
    }
}

/// A `PATH` whose `tmux` is this shell script.
fn fake_tmux(folder: &tempfile::TempDir, script: &str) -> String {
    let path = folder.path().join("tmux");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    format!("{}:/usr/bin:/bin", folder.path().display())
}
