//! The real binary inside a real tmux: the copy goes through it unseen, and tmux keeps none.

use super::*;
use crate::support::patience::wait_for;
use crate::support::programs::is_installed;
use crate::support::pty::program;
use crate::support::tmux;

#[test]
fn a_copy_goes_through_tmux_exactly_and_no_buffer_keeps_it() {
    if !is_installed("tmux") {
        return;
    }
    let account = Account::open();
    let program = program();
    let mut server = account.with_environment(|environment| tmux::Server::start(&[&program], environment));
    open_tab(&mut server.terminal);
    server.tmux(&["set-buffer", "-b", "somebody's", "their own"]);
    server.terminal.keys("c").wait_for("sent to your terminal through tmux");
    let [_, secret] = PAIRS[0];
    let handed = server.terminal.wait("a copy", |seen| Some(copied(&seen.bytes)).filter(|texts| !texts.is_empty()));
    assert_eq!(handed, [Some(secret.to_owned())]);
    let buffers = |server: &tmux::Server| server.tmux(&["list-buffers", "-F", "#{buffer_name} #{buffer_sample}"]);
    assert_eq!(buffers(&server), "somebody's their own\n");
    // tmux hands no empty text on: a blank takes its place.
    let handed = server.terminal.wait("the clearing", |seen| Some(copied(&seen.bytes)).filter(|texts| texts.len() > 1));
    assert_eq!(handed, [Some(secret.to_owned()), Some(" ".to_owned())]);
    server.terminal.wait_for("Terminal told to clear");
    // Shown, hidden, and not to be scrolled back to in tmux either.
    server.terminal.keys("x").wait_for(secret).keys("x").wait_until_gone(secret);
    assert_clean("tmux's history", server.tmux(&["capture-pane", "-p", "-S", "-", "-E", "-"]).as_bytes(), &[]);
    server.terminal.keys("i").wait_for("sent to your terminal through tmux").keys("\x03");
    server.terminal.end();
    let bytes = server.terminal.bytes();
    assert_clean("what the terminal got", &bytes, &[(PAIRS[0][0], 2), (secret, 2)]);
    account.assert_files_clean();
}

/// trackside with a pair shown in a pane that has no alternate screen, below what its user did before.
fn shown_without_alternate_screen(account: &Account) -> tmux::Server {
    let script = format!("tmux set-option -g alternate-screen off; echo their own work; exec {}", program());
    let mut server = account.with_environment(|environment| tmux::Server::start(&["sh", "-c", &script], environment));
    open_tab(&mut server.terminal);
    server.terminal.keys("x").wait_for(PAIRS[0][1]).wait_for("Hides in");
    server
}

/// Everything that the pane shows and can be scrolled back to, once that has no secret.
#[track_caller]
fn history_without_secrets(server: &tmux::Server) -> String {
    // Rows that were wrapped are joined.
    let capture = || server.tmux(&["capture-pane", "-p", "-J", "-S", "-", "-E", "-"]);
    let is_clean = |text: &String| PAIRS[0].iter().all(|secret| count(text.as_bytes(), secret) == 0);
    wait_for("no secret is left in the pane", || Some(capture()).filter(is_clean))
}

#[test]
fn a_pane_that_shrinks_while_a_secret_is_shown_keeps_none() {
    if !is_installed("tmux") {
        return;
    }
    for (columns, rows) in [(80, 12), (80, 18), (50, 24), (44, 11), (100, 30)] {
        let account = Account::open();
        let mut server = shown_without_alternate_screen(&account);
        server.terminal.resize(columns, rows).wait_for("No secret is in");
        history_without_secrets(&server);
        server.terminal.keys("\x03");
        server.terminal.end();
        account.assert_files_clean();
    }
}

#[test]
fn what_is_scrolled_or_hidden_in_such_a_pane_is_not_kept() {
    if !is_installed("tmux") {
        return;
    }
    let account = Account::open();
    let mut server = shown_without_alternate_screen(&account);
    // To the end of the page and back, with both values leaving at the top.
    server.terminal.keys("G").wait_until_gone(PAIRS[0][1]).keys("g").wait_for(PAIRS[0][1]).keys("G");
    server.terminal.wait_until_gone(PAIRS[0][1]).keys("x").keys("g").wait_for("No secret is in");
    let text = history_without_secrets(&server);
    assert!(text.contains("their own work"), "{text}");
}

#[test]
fn no_end_leaves_a_secret_in_such_a_pane() {
    if !is_installed("tmux") {
        return;
    }
    for keys in ["q", "Q", "\x03", "TERM", "HUP", "INT", "QUIT"] {
        let account = Account::open();
        let script = format!(
            "tmux set-option -g alternate-screen off; sh -c 'echo $$ > $HOME/pid; exec {}'; echo over; read line",
            program()
        );
        let mut server =
            account.with_environment(|environment| tmux::Server::start(&["sh", "-c", &script], environment));
        open_tab(&mut server.terminal);
        server.terminal.keys("x").wait_for(PAIRS[0][1]).wait_for("Hides in");
        if keys.len() > 1 {
            let pid = std::fs::read_to_string(account.home.path().join("pid")).unwrap();
            let signal = std::process::Command::new("kill").args([&format!("-{keys}"), pid.trim()]).status();
            assert!(signal.unwrap().success());
        } else if keys == "q" {
            server.terminal.keys("q").wait_for("No secret is in").keys("q").wait_for("RUNNER").keys("q");
        } else {
            server.terminal.keys(keys);
        }
        server.terminal.wait_for("over");
        history_without_secrets(&server);
        account.assert_files_clean();
    }
}
