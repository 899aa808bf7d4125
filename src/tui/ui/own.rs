//! How a theme of the config file paints a role: over what its base has for that.
//!
//! With sixteen colours or none it is its base: what the sixteen look like nobody knows, and a ground that cannot be painted
//! would leave texts that were chosen for it.

use ratatui::style::{Color, Modifier, Style};

use super::contrast::contrast;
use super::palette::{indexed, nearest};
use super::role::Role;
use crate::options::{Attribute, Capabilities, Colour, Depth, Ground, OwnTheme, Rgb, ThemePart};

/// The part of a theme that a role is. `None`: the ground of an account, which is the same in every theme.
pub(super) fn part(role: Role) -> Option<ThemePart> {
    Some(match role {
        Role::Text => ThemePart::Text,
        Role::Quiet => ThemePart::Quiet,
        Role::Title => ThemePart::Title,
        Role::Heading => ThemePart::Heading,
        Role::Good => ThemePart::Good,
        Role::InMotion => ThemePart::InMotion,
        Role::Attention => ThemePart::Attention,
        Role::Bad => ThemePart::Bad,
        Role::Off => ThemePart::Off,
        Role::Key => ThemePart::Key,
        Role::Selected => ThemePart::Selected,
        Role::Found => ThemePart::Found,
        Role::OnRed | Role::OnYellow | Role::OnGreen | Role::OnCyan | Role::OnBlue | Role::OnMagenta => return None,
    })
}

/// Whether it can be painted there.
pub(super) fn is_painted(depth: Depth) -> bool {
    matches!(depth, Depth::Indexed | Depth::Full)
}

/// The terminal as the base is to know it: what the theme paints is its ground.
pub(super) fn beneath(own: &OwnTheme, capabilities: Capabilities) -> Capabilities {
    match ground(own).filter(|_| is_painted(capabilities.depth)) {
        None => capabilities,
        Some(ground) => {
            let shade = shade(shown(ground, capabilities.depth));
            Capabilities { ground: shade.map_or(Ground::Unknown, Ground::Reported), ..capabilities }
        }
    }
}

/// The ground that it paints, if it paints one.
pub(super) fn ground(own: &OwnTheme) -> Option<Colour> {
    own.paint(ThemePart::Ground)?.colour
}

/// The style of a role for which the base has `base`.
pub(super) fn painted(own: &OwnTheme, role: Role, base: Style, depth: Depth) -> Style {
    let Some(part) = part(role).filter(|_| is_painted(depth)) else { return base };
    let colour = |part: ThemePart| own.paint(part).and_then(|paint| paint.colour).map(|colour| shown(colour, depth));
    let asked = colour(part).or_else(|| part.follows().and_then(colour));
    let is_bar = part == ThemePart::Selected;
    let of_bar = colour(ThemePart::SelectedGround).or(base.bg).filter(|_| is_bar);
    let mut style = base;
    if asked.is_some() {
        // How far that steps back is the colour's affair.
        style.add_modifier -= Modifier::DIM;
    }
    if of_bar.is_some() {
        style.add_modifier -= Modifier::REVERSED;
    }
    style.bg = of_bar.or_else(|| colour(ThemePart::Ground)).or(base.bg);
    // Text on a bar's own ground is chosen for that alone.
    let of_text = colour(ThemePart::Text).filter(|_| of_bar.is_none());
    style.fg = asked.or(base.fg).or(of_text).or_else(|| style.bg.and_then(shade).map(readable));
    // What is off looks like what is quiet, unless it is painted.
    let as_quiet = || own.paint(ThemePart::Quiet).filter(|_| part == ThemePart::Off);
    let weight = own.paint(part).or_else(as_quiet).and_then(|paint| paint.attributes.as_deref());
    if let Some(attributes) = weight {
        style.add_modifier = attributes.iter().copied().map(modifier).collect();
    }
    if is_bar && of_bar.is_none() {
        // Or the bar is not seen.
        style.add_modifier |= Modifier::REVERSED;
    }
    style
}

fn modifier(attribute: Attribute) -> Modifier {
    match attribute {
        Attribute::Bold => Modifier::BOLD,
        Attribute::Dim => Modifier::DIM,
        Attribute::Italic => Modifier::ITALIC,
        Attribute::Underlined => Modifier::UNDERLINED,
        Attribute::Reversed => Modifier::REVERSED,
    }
}

fn shown(colour: Colour, depth: Depth) -> Color {
    match colour {
        Colour::Rgb([red, green, blue]) if depth == Depth::Full => Color::Rgb(red, green, blue),
        Colour::Rgb([red, green, blue]) => Color::Indexed(nearest(u32::from_be_bytes([0, red, green, blue]))),
        Colour::Indexed(index) => Color::Indexed(index),
    }
}

/// Red, green and blue of a colour. `None` for the sixteen, which are what their owner made of them.
pub(super) fn shade(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(index @ 16..) => Some(indexed(index)),
        _ => None,
    }
}

/// Black or white, whichever can be read on `ground`: one of them has 4.5:1 on every ground.
fn readable(ground: Rgb) -> Color {
    let [black, white] = [0, 255].map(|value| contrast([value; 3], ground));
    // Of the cube: the first sixteen are their owner's.
    Color::Indexed(if black > white { 16 } else { 231 })
}
