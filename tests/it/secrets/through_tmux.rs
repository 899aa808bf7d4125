//! The real binary inside a real tmux: the copy goes through it unseen, and tmux keeps none.

use super::*;
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
    server.terminal.keys("c").wait_for("handed to your terminal through tmux");
    let [_, secret] = PAIRS[0];
    let handed = server.terminal.wait("a copy", |seen| Some(copied(&seen.bytes)).filter(|texts| !texts.is_empty()));
    assert_eq!(handed, [Some(secret.to_owned())]);
    let buffers = |server: &tmux::Server| server.tmux(&["list-buffers", "-F", "#{buffer_name} #{buffer_sample}"]);
    assert_eq!(buffers(&server), "somebody's their own\n");
    // tmux hands no empty text on: a blank takes its place.
    let handed = server.terminal.wait("the clearing", |seen| Some(copied(&seen.bytes)).filter(|texts| texts.len() > 1));
    assert_eq!(handed, [Some(secret.to_owned()), Some(" ".to_owned())]);
    server.terminal.wait_for("your terminal was asked to clear");
    // Shown, hidden, and not to be scrolled back to in tmux either.
    server.terminal.keys("x").wait_for(secret).keys("x").wait_until_gone(secret);
    assert_clean("tmux's history", server.tmux(&["capture-pane", "-p", "-S", "-", "-E", "-"]).as_bytes(), &[]);
    server.terminal.keys("i").wait_for("handed to your terminal through tmux").keys("\x03");
    server.terminal.end();
    let bytes = server.terminal.bytes();
    assert_clean("what the terminal got", &bytes, &[(PAIRS[0][0], 2), (secret, 2)]);
    account.assert_files_clean();
}
