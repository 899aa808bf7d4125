//! What the terminal can show, as far as the environment tells.

use super::layers::Variables;
use super::locale;
use super::look::{Capabilities, Depth, Ground};

/// Terminals that show 24-bit colours, by the beginning of their names: over SSH `TERM` goes along, `COLORTERM` does not.
const FULL: [&str; 7] = ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour", "rio"];
/// Terminals without colours, by the beginning of their names.
const NONE: [&str; 6] = ["dumb", "vt52", "vt1", "vt2", "vt3", "vt4"];

/// What the terminal can show. `is_ascii` is whether nothing but ASCII was asked for or could be read.
pub(super) fn capabilities(variables: &Variables, is_unicode_asked: bool) -> Capabilities {
    Capabilities {
        depth: depth(variables),
        ground: ground(variables),
        has_dim_and_italic: !is_in_screen(variables) && !is_linux_console(variables),
        is_ascii: !is_unicode_asked && !locale::is_utf8(variables),
    }
}

/// Whether GNU screen stands between here and the terminal. tmux calls its terminal `screen` too, but says that it is
/// there; whoever is in both has screen's limits.
fn is_in_screen(variables: &Variables) -> bool {
    variables.word("STY").is_some() || (variables.word("TMUX").is_none() && term(variables).starts_with("screen"))
}

fn term(variables: &Variables) -> &str {
    variables.word("TERM").unwrap_or_default()
}

fn is_linux_console(variables: &Variables) -> bool {
    term(variables).starts_with("linux")
}

/// The ground as far as the environment says.
///
/// The Linux console is black and cannot be asked. `COLORFGBG` is believed where `TERM` names rxvt, which sets both when
/// it starts: elsewhere it may be what is left of another terminal, out of which this one or its tmux was started.
fn ground(variables: &Variables) -> Ground {
    if is_linux_console(variables) {
        return Ground::Dark;
    }
    if !term(variables).starts_with("rxvt") {
        return Ground::Unknown;
    }
    // `text;ground` or `text;pixmap;ground`, each one of the sixteen colours or `default`.
    let last = variables.word("COLORFGBG").and_then(|value| value.rsplit(';').next());
    match last.and_then(|index| index.parse::<u8>().ok()) {
        Some(0..=6 | 8) => Ground::Dark,
        Some(7 | 9..=15) => Ground::Light,
        _ => Ground::Unknown,
    }
}

fn depth(variables: &Variables) -> Depth {
    let term = term(variables);
    let is_one_of = |names: &[&str]| names.iter().any(|name| term.starts_with(name));
    // What stands in COLORTERM is the outer terminal's, and screen makes other colours of it.
    let says_full = matches!(variables.word("COLORTERM"), Some("truecolor" | "24bit")) && !is_in_screen(variables);
    match () {
        () if is_one_of(&NONE) || term.ends_with("-m") || term.ends_with("-mono") => Depth::None,
        // Windows sets no TERM, and its terminals show them all.
        () if says_full || term.ends_with("-direct") || is_one_of(&FULL) || (term.is_empty() && cfg!(windows)) => {
            Depth::Full
        }
        () if term.contains("256color") => Depth::Indexed,
        () => Depth::Sixteen,
    }
}
