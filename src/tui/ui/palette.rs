//! How each role looks without a colour, and in the themes with a ground of their own.
//!
//! Of the latter each pair of text and ground has a contrast of at least 4.5 (tested). With 256 colours they are the
//! nearest of xterm's cube and greys. Sixteen colours make no ground that is known: what they look like is their owner's
//! choice, and white may be a dark grey (`ansi.rs`).

use ratatui::style::{Color, Modifier, Style};

use super::role::Role;
use crate::options::Rgb;

/// The colours of one theme, each with red, green and blue as one number.
pub(super) struct Palette {
    ground: u32,
    text: u32,
    quiet: u32,
    good: u32,
    in_motion: u32,
    attention: u32,
    bad: u32,
    key: u32,
    selected_ground: u32,
    selected_text: u32,
}

pub(super) const DARK: Palette = Palette {
    ground: 0x0015_191f,
    text: 0x00d5_d9e0,
    quiet: 0x008a_92a0,
    good: 0x008f_cf7c,
    in_motion: 0x007a_b7f5,
    attention: 0x00f0_c75e,
    bad: 0x00ff_8080,
    key: 0x0062_cfd8,
    selected_ground: 0x002f_3d52,
    selected_text: 0x00ff_ffff,
};

pub(super) const LIGHT: Palette = Palette {
    ground: 0x00fb_fbf9,
    text: 0x0024_282e,
    quiet: 0x0066_6c76,
    good: 0x001f_6b25,
    in_motion: 0x001b_5aa8,
    attention: 0x0087_5400,
    bad: 0x00b3_1b1b,
    key: 0x0000_666e,
    selected_ground: 0x00cf_e0f5,
    selected_text: 0x0010_1418,
};

impl Palette {
    /// The style of a role, with 256 colours or with all.
    pub(super) fn style(&self, role: Role, has_all: bool) -> Style {
        let of = |colour| if has_all { Color::from_u32(colour) } else { Color::Indexed(nearest(colour)) };
        let on_ground = |colour| Style::new().fg(of(colour)).bg(of(self.ground));
        match role {
            Role::Text => on_ground(self.text),
            Role::Quiet | Role::Off => on_ground(self.quiet),
            Role::Title | Role::Heading => on_ground(self.text).add_modifier(Modifier::BOLD),
            Role::Good => on_ground(self.good),
            Role::InMotion => on_ground(self.in_motion),
            Role::Attention => on_ground(self.attention).add_modifier(Modifier::BOLD),
            Role::Bad => on_ground(self.bad).add_modifier(Modifier::BOLD),
            Role::Key => on_ground(self.key),
            Role::Found => on_ground(self.key).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Selected => {
                Style::new().fg(of(self.selected_text)).bg(of(self.selected_ground)).add_modifier(Modifier::BOLD)
            }
            // In no theme's colours: asked of `tinted` first.
            Role::OnRed | Role::OnYellow | Role::OnGreen | Role::OnCyan | Role::OnBlue | Role::OnMagenta => {
                self.style(Role::Selected, has_all)
            }
        }
    }
}

const WHITE: u32 = 0x00ff_ffff;
const BLACK: u32 = 0;

/// The style of an account with a ground of its own, the same in every theme. The colours are of xterm's cube: what the first
/// sixteen look like is their owner's choice. `None` for every other role.
pub(super) fn tinted(role: Role, has_all: bool) -> Option<Style> {
    let (text, ground) = match role {
        Role::OnRed => (WHITE, 0x00af_0000),
        Role::OnYellow => (BLACK, 0x00ff_d700),
        Role::OnGreen => (WHITE, 0x0000_8700),
        Role::OnCyan => (WHITE, 0x0000_5f5f),
        Role::OnBlue => (WHITE, 0x0000_5faf),
        Role::OnMagenta => (WHITE, 0x0087_0087),
        _ => return None,
    };
    let of = |colour| if has_all { Color::from_u32(colour) } else { Color::Indexed(nearest(colour)) };
    Some(Style::new().fg(of(text)).bg(of(ground)).add_modifier(Modifier::BOLD))
}

/// The shades of the cube, the same for red, green and blue.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Red, green and blue of the colour `index`, 16 to 255, of xterm's 256.
pub fn indexed(index: u8) -> Rgb {
    match index.saturating_sub(16) {
        grey @ 216.. => [8 + 10 * (grey - 216); 3],
        cube => [cube / 36, cube / 6 % 6, cube % 6].map(|shade| CUBE[usize::from(shade)]),
    }
}

/// The colour of xterm's 256 that is nearest to a 24-bit one. Not one of the first sixteen, which are what their owner
/// made of them.
pub(super) fn nearest(colour: u32) -> u8 {
    let [_, wanted @ ..] = colour.to_be_bytes();
    let distance = |index: &u8| -> u32 {
        indexed(*index).iter().zip(wanted).map(|(shade, wanted)| u32::from(shade.abs_diff(wanted)).pow(2)).sum()
    };
    (16..=255).min_by_key(distance).unwrap_or(16)
}

/// The style of a role on a terminal without colours: bold, dim, underlined, reversed.
pub(super) fn mono(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Text | Role::Good => style,
        Role::Quiet | Role::Off => style.add_modifier(Modifier::DIM),
        Role::InMotion => style.add_modifier(Modifier::ITALIC),
        Role::Title | Role::Heading | Role::Attention | Role::Key => style.add_modifier(Modifier::BOLD),
        Role::Bad => style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Role::Selected => style.add_modifier(Modifier::REVERSED),
        Role::OnRed | Role::OnYellow | Role::OnGreen | Role::OnCyan | Role::OnBlue | Role::OnMagenta => {
            style.add_modifier(Modifier::REVERSED | Modifier::BOLD)
        }
        Role::Found => style.add_modifier(Modifier::UNDERLINED),
    }
}
