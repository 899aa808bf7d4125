//! How each role looks: without a colour, in the terminal's own colours, and in the themes with a ground of their own, for
//! terminals of every depth.
//!
//! Of the latter each pair of text and ground has a contrast of at least 4.5 at each depth (tested). With 256 colours they are the
//! nearest of xterm's cube and greys. With sixteen, which every terminal has other shades of, those are used that keep
//! their contrast in all of them: on light neither green nor yellow do, and so some texts bring a ground along.

use ratatui::style::{Color, Modifier, Style};

use super::role::Role;
use crate::options::Depth;

/// The colours of one theme.
pub(super) struct Palette {
    /// Red, green and blue as one number.
    full: Colours<u32>,
    sixteen: Colours<Color>,
    /// Grounds of their own with sixteen colours.
    attention_ground: Color,
    bad_ground: Color,
}

struct Colours<C> {
    ground: C,
    text: C,
    quiet: C,
    good: C,
    in_motion: C,
    attention: C,
    bad: C,
    key: C,
    selected_ground: C,
    selected_text: C,
}

pub(super) const DARK: Palette = Palette {
    full: Colours {
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
    },
    sixteen: Colours {
        ground: Color::Black,
        text: Color::White,
        quiet: Color::Gray,
        good: Color::LightGreen,
        in_motion: Color::LightCyan,
        attention: Color::LightYellow,
        bad: Color::LightRed,
        key: Color::Cyan,
        selected_ground: Color::Blue,
        selected_text: Color::White,
    },
    attention_ground: Color::Black,
    bad_ground: Color::Black,
};

pub(super) const LIGHT: Palette = Palette {
    full: Colours {
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
    },
    // Not on bright white: as a ground, the Linux console and terminals with eight colours have no bright ones.
    sixteen: Colours {
        ground: Color::Gray,
        text: Color::Black,
        quiet: Color::Black,
        good: Color::Black,
        in_motion: Color::Blue,
        attention: Color::LightYellow,
        bad: Color::White,
        key: Color::Blue,
        selected_ground: Color::Blue,
        selected_text: Color::White,
    },
    attention_ground: Color::Black,
    bad_ground: Color::Red,
};

impl Palette {
    /// The style of a role; without colour where there are none.
    pub(super) fn style(&self, role: Role, depth: Depth) -> Style {
        match depth {
            Depth::None => mono(role),
            Depth::Sixteen => {
                let style = self.sixteen.style(role, |colour| colour);
                match role {
                    Role::Attention => style.bg(self.attention_ground),
                    Role::Bad => style.bg(self.bad_ground),
                    // Many terminals draw bold text in the brighter colour, which for black is a grey.
                    Role::Title | Role::Heading if self.sixteen.text == Color::Black => {
                        style.remove_modifier(Modifier::BOLD).add_modifier(Modifier::UNDERLINED)
                    }
                    Role::Found => style.remove_modifier(Modifier::BOLD),
                    _ => style,
                }
            }
            Depth::Indexed => self.full.style(role, |colour| Color::Indexed(nearest(colour))),
            Depth::Full => self.full.style(role, Color::from_u32),
        }
    }
}

impl<C: Copy> Colours<C> {
    fn style(&self, role: Role, of: impl Fn(C) -> Color) -> Style {
        let on_ground = |colour: C| Style::new().fg(of(colour)).bg(of(self.ground));
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
        }
    }
}

/// The shades of the cube, the same for red, green and blue.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Red, green and blue of the colour `index`, 16 to 255, of xterm's 256.
pub fn indexed(index: u8) -> [u8; 3] {
    match index.saturating_sub(16) {
        grey @ 216.. => [8 + 10 * (grey - 216); 3],
        cube => [cube / 36, cube / 6 % 6, cube % 6].map(|shade| CUBE[usize::from(shade)]),
    }
}

/// The colour of xterm's 256 that is nearest to a 24-bit one. Not one of the first sixteen, which are what their owner
/// made of them.
fn nearest(colour: u32) -> u8 {
    let [_, wanted @ ..] = colour.to_be_bytes();
    let distance = |index: &u8| -> u32 {
        indexed(*index).iter().zip(wanted).map(|(shade, wanted)| u32::from(shade.abs_diff(wanted)).pow(2)).sum()
    };
    (16..=255).min_by_key(distance).unwrap_or(16)
}

/// The terminal's own sixteen colours on its own ground. Yellow is bold, because it is faint on a light ground.
pub(super) fn ansi(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Text => style,
        Role::Quiet | Role::Off => style.add_modifier(Modifier::DIM),
        Role::Title | Role::Heading => style.add_modifier(Modifier::BOLD),
        Role::Good => style.fg(Color::Green),
        // Not plain blue: most terminals draw it too dark to read on a dark ground.
        Role::InMotion => style.fg(Color::LightBlue),
        Role::Attention => style.fg(Color::Yellow).add_modifier(Modifier::BOLD),
        Role::Bad => style.fg(Color::Red).add_modifier(Modifier::BOLD),
        Role::Key => style.fg(Color::Cyan),
        Role::Selected => style.add_modifier(Modifier::REVERSED),
        Role::Found => style.fg(Color::Cyan).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
    }
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
        Role::Found => style.add_modifier(Modifier::UNDERLINED),
    }
}
