//! The theme of the terminal's own colours on its own ground: those of the sixteen that can be read there.
//!
//! What they look like is their owner's choice. The tests know those of xterm, urxvt, the Linux console, VS Code, iTerm2,
//! kitty, GNOME Terminal, Windows Terminal and Solarized, and hold every role to 4.5:1 on the ground of each.
//!
//! - On a dark ground all hold that in green and cyan, and in the bright red and the bright yellow. Not in blue, nor in the
//!   bright blue: of xterm and urxvt that is too dark.
//! - On a light ground only the red does. It is not bold: many terminals draw bold text in the brighter colour, and
//!   the bright red is too light. The bright blue is nearly white in iTerm2, and a grey in Solarized.
//! - No colour holds even 3:1 on both. Where the ground is not known, weight alone tells the roles apart.

use ratatui::style::{Color, Modifier, Style};

use super::contrast::{ENOUGH, ENOUGH_FOR_BOLD, contrast, luminance};
use super::palette::{indexed, mono};
use super::role::Role;
use crate::options::{Depth, Ground, Rgb};

/// The grounds of Solarized, dark and light: it makes greys of the bright green, yellow, blue and cyan, and its own text
/// has hardly 4.5:1 (<https://ethanschoonover.com/solarized>).
const SOLARIZED: [Rgb; 2] = [[0x00, 0x2b, 0x36], [0xfd, 0xf6, 0xe3]];

/// The darkest of the usual bright reds, which is bold: xterm's.
const BRIGHT_RED: Rgb = [0xff, 0x00, 0x00];
/// The usual red: xterm's.
const RED: Rgb = [0xcd, 0x00, 0x00];

/// Which of the terminal's colours can be used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Usable {
    /// Those that read on dark grounds.
    OnDark,
    /// Those that read on light ones.
    OnLight,
    /// None: the ground is not known, or neither dark nor light.
    None,
}

/// The style of a role on such a ground.
pub(super) fn ansi(role: Role, depth: Depth, ground: Ground) -> Style {
    match (role, usable(ground)) {
        (Role::Quiet | Role::Off, _) => quiet(depth, ground),
        (_, Usable::OnDark) => on_dark(role, is_solarized(ground)),
        (Role::Bad, Usable::OnLight) => Style::new().fg(Color::Red),
        (_, Usable::OnLight | Usable::None) => mono(role),
    }
}

fn on_dark(role: Role, is_solarized: bool) -> Style {
    let style = Style::new();
    match role {
        Role::Good => style.fg(Color::Green),
        Role::InMotion | Role::Key => style.fg(Color::Cyan),
        // Not bold: many terminals would draw it as the bright yellow.
        Role::Attention if is_solarized => style.fg(Color::Yellow),
        Role::Attention => style.fg(Color::LightYellow).add_modifier(Modifier::BOLD),
        Role::Bad => style.fg(Color::LightRed).add_modifier(Modifier::BOLD),
        Role::Found => style.fg(Color::Cyan).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Role::Text
        | Role::Quiet
        | Role::Title
        | Role::Heading
        | Role::Off
        | Role::Selected
        | Role::OnRed
        | Role::OnYellow
        | Role::OnGreen
        | Role::OnCyan
        | Role::OnBlue
        | Role::OnMagenta => mono(role),
    }
}

/// Text that steps back: in a grey that can still be read, where the ground and enough greys are known. Else dim, however
/// much that is: an owner's choice too, and no colour.
fn quiet(depth: Depth, ground: Ground) -> Style {
    let Ground::Reported(colour) = ground else { return mono(Role::Quiet) };
    match depth {
        Depth::None | Depth::Sixteen => mono(Role::Quiet),
        // Any grey that can be read would stand out from such text.
        _ if is_solarized(ground) => mono(Role::Text),
        Depth::Indexed => grey((232..=255).map(|index| (Color::Indexed(index), indexed(index))), colour),
        Depth::Full => grey((0..=255).map(|value| (Color::Rgb(value, value, value), [value; 3])), colour),
    }
}

/// The text's own colour where no grey can be read.
fn grey(greys: impl Iterator<Item = (Color, Rgb)>, ground: Rgb) -> Style {
    let readable =
        greys.filter_map(|(name, grey)| Some((name, contrast(grey, ground))).filter(|(_, at)| *at >= ENOUGH));
    readable
        .min_by(|(_, one), (_, other)| one.total_cmp(other))
        .map_or_else(Style::new, |(name, _)| Style::new().fg(name))
}

fn usable(ground: Ground) -> Usable {
    match ground {
        Ground::Unknown => Usable::None,
        Ground::Dark => Usable::OnDark,
        Ground::Light => Usable::OnLight,
        Ground::Reported(colour) if luminance(colour) < luminance(RED) => {
            if contrast(BRIGHT_RED, colour) >= ENOUGH_FOR_BOLD { Usable::OnDark } else { Usable::None }
        }
        Ground::Reported(colour) => {
            if contrast(RED, colour) >= ENOUGH {
                Usable::OnLight
            } else {
                Usable::None
            }
        }
    }
}

fn is_solarized(ground: Ground) -> bool {
    SOLARIZED.map(Ground::Reported).contains(&ground)
}
