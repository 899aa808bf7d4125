//! [`HostEnvironment`]: where trackside runs, as far as copying and opening a page depend on it.

use std::ffi::OsString;

/// What stands between trackside and the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Multiplexer {
    /// None that is known.
    None,
    /// tmux, which passes escape sequences on only where it is told to.
    Tmux,
    /// GNU screen, which passes on what is wrapped for it.
    Screen,
}

/// What the environment says about where trackside runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HostEnvironment {
    /// What stands between trackside and the terminal; the innermost, where it can be told.
    pub multiplexer: Multiplexer,
    /// Whether the operator is connected over SSH, so that this machine is not the one in front of them.
    pub is_over_ssh: bool,
    /// Whether there is a desktop to reach: it may be another machine's, forwarded over SSH.
    pub has_display: bool,
}

impl HostEnvironment {
    /// Reads the session off environment variables; `system` is [`std::env::consts::OS`]. A variable that is empty
    /// says nothing.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>, system: &str) -> Self {
        let value = |name: &str| variable(name).filter(|value| !value.is_empty());
        let is_any_set = |names: &[&str]| names.iter().any(|name| value(name).is_some());
        // screen and tmux both call their terminal screen, but only tmux says that it is there in each of its panes.
        let is_screens_terminal = || value("TERM").is_some_and(|term| term.to_string_lossy().starts_with("screen"));
        let multiplexer = if is_any_set(&["TMUX"]) {
            Multiplexer::Tmux
        } else if is_any_set(&["STY"]) || is_screens_terminal() {
            Multiplexer::Screen
        } else {
            Multiplexer::None
        };
        Self {
            multiplexer,
            is_over_ssh: is_any_set(&["SSH_TTY", "SSH_CONNECTION"]),
            has_display: matches!(system, "macos" | "windows") || is_any_set(&["WAYLAND_DISPLAY", "DISPLAY"]),
        }
    }

    /// Whether this machine's desktop is the one in front of the operator.
    pub fn is_at_the_desk(self) -> bool {
        self.has_display && !self.is_over_ssh
    }
}
