//! Which ways a session has.

use std::ffi::OsString;

use trackside::options::ClipboardRoute;
use trackside::terminal::clipboard::Route::{Native, Terminal, TerminalThroughScreen, TerminalThroughTmux, Tmux};
use trackside::terminal::clipboard::{Route, routes, routes_knowing};
use trackside::terminal::host_environment::HostEnvironment;

fn session(environment: &str, system: &str) -> HostEnvironment {
    let value = |wanted: &str| {
        let mut set = environment.split_whitespace().filter_map(|pair| pair.split_once('='));
        set.find(|(name, _)| *name == wanted).map(|(_, value)| OsString::from(value))
    };
    HostEnvironment::read(value, system)
}

#[test]
fn the_ways_follow_from_the_wish_and_the_session() {
    const AUTO: ClipboardRoute = ClipboardRoute::Auto;
    const TMUX: &str = "TERM=tmux-256color TMUX=/tmp/tmux-1000/default,1,0";
    let table: &[(ClipboardRoute, &str, &str, &[Route])] = &[
        // At the desk: the desktop tells whether a text arrived, the terminal does not.
        (AUTO, "DISPLAY=:0", "linux", &[Native, Terminal]),
        (AUTO, "WAYLAND_DISPLAY=wayland-0", "linux", &[Native, Terminal]),
        (AUTO, "", "macos", &[Native, Terminal]),
        (AUTO, "", "windows", &[Native, Terminal]),
        // On a console, in a container.
        (AUTO, "", "linux", &[Terminal]),
        (AUTO, "DISPLAY= SSH_TTY= TMUX= STY=", "linux", &[Terminal]),
        // Over SSH this machine's clipboard is nobody's, a forwarded display included.
        (AUTO, "SSH_TTY=/dev/pts/1", "linux", &[Terminal]),
        (AUTO, "SSH_CONNECTION=1 DISPLAY=localhost:10.0", "linux", &[Terminal]),
        (AUTO, "SSH_TTY=/dev/ttys001", "macos", &[Terminal]),
        // In tmux, which may be looked at from elsewhere.
        (AUTO, "TMUX=/tmp/t,1,0", "linux", &[Tmux, TerminalThroughTmux]),
        (AUTO, "TMUX=/tmp/t,1,0 DISPLAY=:0", "linux", &[Tmux, TerminalThroughTmux, Native]),
        (AUTO, "TMUX=/tmp/t,1,0 DISPLAY=:0 SSH_TTY=/dev/pts/1", "linux", &[Tmux, TerminalThroughTmux]),
        (AUTO, "TMUX=/tmp/t,1,0 TERM=screen-256color", "linux", &[Tmux, TerminalThroughTmux]),
        // In GNU screen, known by its variable or, over SSH from inside it, by its terminal.
        (AUTO, "STY=1.pts", "linux", &[TerminalThroughScreen]),
        (AUTO, "TERM=screen SSH_TTY=/dev/pts/1", "linux", &[TerminalThroughScreen]),
        (AUTO, "TERM=screen.xterm-256color DISPLAY=:0", "linux", &[Native, TerminalThroughScreen]),
        // Asked for by name: that one, in the form that gets through.
        (ClipboardRoute::Osc52, "DISPLAY=:0", "linux", &[Terminal]),
        (ClipboardRoute::Osc52, TMUX, "linux", &[TerminalThroughTmux]),
        (ClipboardRoute::Osc52, "STY=1.pts", "linux", &[TerminalThroughScreen]),
        (ClipboardRoute::Tmux, TMUX, "linux", &[Tmux]),
        (ClipboardRoute::Tmux, "DISPLAY=:0", "linux", &[]),
        (ClipboardRoute::Native, "TMUX=/tmp/t,1,0 DISPLAY=:0", "linux", &[Native]),
        (ClipboardRoute::Native, "SSH_TTY=/dev/pts/1 DISPLAY=localhost:10.0", "linux", &[Native]),
        (ClipboardRoute::Native, "", "macos", &[Native]),
        (ClipboardRoute::Native, "", "linux", &[]),
        (ClipboardRoute::Off, "TMUX=/tmp/t,1,0 DISPLAY=:0", "linux", &[]),
    ];
    for (wish, environment, system, expected) in table {
        assert_eq!(routes(*wish, session(environment, system)), *expected, "{wish:?} {environment:?} {system}");
    }
}

#[test]
fn the_way_that_worked_here_comes_first_where_none_was_asked_for_by_name() {
    use ClipboardRoute::{Auto, Native as Desk, Off, Osc52, Tmux as InTmux};
    let tmux = session("TMUX=/tmp/t,1,0", "linux");
    let desk = session("DISPLAY=:0", "linux");
    for (wish, known, here, expected) in [
        (Auto, Some(Osc52), tmux, vec![TerminalThroughTmux, Tmux]),
        (Auto, Some(InTmux), tmux, vec![Tmux, TerminalThroughTmux]),
        (Auto, None, tmux, vec![Tmux, TerminalThroughTmux]),
        // Known from a session that had another way.
        (Auto, Some(Desk), tmux, vec![Tmux, TerminalThroughTmux]),
        (Auto, Some(Osc52), desk, vec![Terminal, Native]),
        (InTmux, Some(Osc52), tmux, vec![Tmux]),
        (Off, Some(Osc52), tmux, vec![]),
    ] {
        assert_eq!(routes_knowing(wish, here, known), expected, "{wish:?} {known:?}");
    }
}
