//! [`KnownRoutes`]: which way to the clipboard was seen to work in which terminal. No terminal says so itself; the operator pasted a word.

use std::ffi::OsString;

use crate::domain::text::make_safe;
use crate::options::ClipboardRoute;
use crate::terminal::host_environment::{HostEnvironment, Multiplexer};

/// Between two terminals, and between a terminal and its route.
const SEPARATORS: [char; 2] = [';', '='];

/// Characters of a terminal's own name that count.
const NAME: usize = 40;

/// Routes by the name of the terminal, see [`terminal_name`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KnownRoutes(Vec<(String, ClipboardRoute)>);

impl KnownRoutes {
    /// Reads what the store has of it, `tmux, over SSH=osc52;foot=native`; what is none of it is passed over.
    pub fn read(text: &str) -> Self {
        let one = |entry: &str| {
            let (terminal, name) = entry.split_once(SEPARATORS[1])?;
            let (_, route) = ClipboardRoute::ALL.into_iter().find(|(known, _)| *known == name)?;
            Some((terminal.to_owned(), route))
        };
        Self(text.split(SEPARATORS[0]).filter_map(one).collect())
    }

    /// The route that worked in a terminal.
    pub fn of(&self, terminal: &str) -> Option<ClipboardRoute> {
        self.0.iter().find(|(known, _)| known == terminal).map(|(_, route)| *route)
    }
}

/// That a route has just worked in a terminal, as the store takes it up: `tmux, over SSH=osc52`.
pub fn entry(terminal: &str, route: ClipboardRoute) -> String {
    format!("{terminal}{}{}", SEPARATORS[1], name(route))
}

/// The name to ask for a route.
pub fn name(route: ClipboardRoute) -> &'static str {
    ClipboardRoute::ALL.into_iter().find(|(_, known)| *known == route).map_or("", |(name, _)| name)
}

/// What a terminal is known by: what it calls itself, what stands before it, and whether it is on another machine. Safe to print.
pub fn terminal_name(variable: impl Fn(&str) -> Option<OsString>, session: HostEnvironment) -> String {
    let value = |name: &str| variable(name).filter(|value| !value.is_empty());
    let itself = value("TERM_PROGRAM").or_else(|| value("TERM")).unwrap_or_default();
    let itself: String = itself.to_string_lossy().chars().take(NAME).collect();
    let itself = make_safe(&itself).replace(SEPARATORS, " ");
    let before = match session.multiplexer {
        Multiplexer::None => "",
        Multiplexer::Tmux => ", in tmux",
        Multiplexer::Screen => ", in screen",
    };
    format!("{itself}{before}{}", if session.is_over_ssh { ", over SSH" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_worked_is_found_again_by_the_terminal() {
        let written = [entry("tmux, over SSH", ClipboardRoute::Tmux), entry("foot", ClipboardRoute::Osc52)].join(";");
        assert_eq!(written, "tmux, over SSH=tmux;foot=osc52");
        let known = KnownRoutes::read(&written);
        assert_eq!(
            (known.of("foot"), known.of("tmux, over SSH")),
            (Some(ClipboardRoute::Osc52), Some(ClipboardRoute::Tmux))
        );
        assert_eq!(known.of("xterm"), None);
        assert_eq!(KnownRoutes::read("; =;a;b=;c=carrier pigeon"), KnownRoutes::default());
    }

    #[test]
    fn a_terminal_is_known_by_what_it_calls_itself_and_what_stands_before_it() {
        let name = |set: &[(&str, &str)]| {
            let variable =
                |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
            terminal_name(variable, HostEnvironment::read(variable, "linux"))
        };
        assert_eq!(name(&[("TERM", "foot")]), "foot");
        assert_eq!(name(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")]), "iTerm.app");
        assert_eq!(name(&[("TERM", "tmux"), ("TMUX", "x"), ("SSH_TTY", "y")]), "tmux, in tmux, over SSH");
        assert_eq!(name(&[("TERM", "a=b;c\u{1b}[2J")]), make_safe("a b c\u{1b}[2J"));
    }
}
