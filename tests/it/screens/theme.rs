//! Themes: contrast, no colour where none is wanted, and every status told apart without colour.

use std::collections::HashSet;

use ratatui::style::{Color, Modifier, Style};
use trackside::domain::Status;
use trackside::options::{Capabilities, Depth, ThemeName};
use trackside::text::width;
use trackside::tui::ui::palette::indexed;
use trackside::tui::ui::{Role, Symbols, Theme};

/// The sixteen colours that have no shade of their own, as common terminals show them.
const SHADES: [(&str, [u32; 16]); 2] = [
    (
        "the Linux console",
        [
            0x00_0000, 0xaa_0000, 0x00_aa00, 0xaa_5500, 0x00_00aa, 0xaa_00aa, 0x00_aaaa, 0xaa_aaaa, 0x55_5555,
            0xff_5555, 0x55_ff55, 0xff_ff55, 0x55_55ff, 0xff_55ff, 0x55_ffff, 0xff_ffff,
        ],
    ),
    (
        "xterm",
        [
            0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5, 0x7f_7f7f,
            0xff_0000, 0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
        ],
    ),
];

const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// Red, green and blue as a terminal shows them; bold text of the first eight in the brighter colour, as many do.
fn shade(colour: Color, shades: &[u32; 16], is_bold: bool) -> [u8; 3] {
    match colour {
        Color::Rgb(red, green, blue) => [red, green, blue],
        Color::Indexed(index) => indexed(index),
        named => {
            let place = NAMED.iter().position(|known| *known == named).unwrap();
            let [_, shade @ ..] = shades[if is_bold && place < 8 { place + 8 } else { place }].to_be_bytes();
            shade
        }
    }
}

fn luminance(shade: [u8; 3]) -> f64 {
    let [red, green, blue] = shade.map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn at(depth: Depth, name: ThemeName) -> Theme {
    Theme::on(Capabilities { depth, ..Capabilities::FULL }, name, &Symbols::UNICODE)
}

#[test]
fn themes_with_a_ground_have_enough_contrast_for_every_role_at_every_depth() {
    for (name, depth) in [ThemeName::Dark, ThemeName::Light]
        .into_iter()
        .flat_map(|name| Depth::ALL.into_iter().filter(|depth| *depth != Depth::None).map(move |depth| (name, depth)))
    {
        let theme = at(depth, name);
        assert!(theme.has_ground(), "{name:?} {depth:?}");
        for (role, (terminal, shades)) in Role::ALL.into_iter().flat_map(|role| SHADES.map(|shades| (role, shades))) {
            let style = theme.style(role);
            let is_bold = style.add_modifier.contains(Modifier::BOLD);
            let text = luminance(shade(style.fg.unwrap(), &shades, is_bold));
            let ground = luminance(shade(style.bg.unwrap(), &shades, false));
            let contrast = (text.max(ground) + 0.05) / (text.min(ground) + 0.05);
            assert!(contrast >= 4.5, "{name:?} {depth:?} {role:?} on {terminal}: {contrast:.2}");
        }
    }
}

#[test]
fn no_theme_sends_a_colour_that_the_terminal_does_not_have() {
    for (name, depth) in ThemeName::ALL.into_iter().flat_map(|(_, name)| Depth::ALL.map(|depth| (name, depth))) {
        for role in Role::ALL {
            let style = at(depth, name).style(role);
            for colour in [style.fg, style.bg].into_iter().flatten() {
                let is_there = match colour {
                    Color::Rgb(..) => depth == Depth::Full,
                    Color::Indexed(index) => depth == Depth::Indexed && index >= 16,
                    _ => depth != Depth::None,
                };
                assert!(is_there, "{name:?} {depth:?} {role:?}: {colour:?}");
            }
        }
    }
}

#[test]
fn what_must_be_told_apart_is_at_every_depth() {
    let roles = [Role::Text, Role::Attention, Role::Bad, Role::Selected];
    for (name, depth) in ThemeName::ALL.into_iter().flat_map(|(_, name)| Depth::ALL.map(|depth| (name, depth))) {
        let capabilities = Capabilities { depth, has_dim_and_italic: false, is_ascii: false };
        let theme = Theme::on(capabilities, name, &Symbols::UNICODE);
        let styles: HashSet<Style> = roles.into_iter().map(|role| theme.style(role)).collect();
        assert_eq!(styles.len(), roles.len(), "{name:?} {depth:?}");
    }
}

#[test]
fn where_dim_and_italic_look_like_something_else_neither_is_used() {
    for (name, depth) in ThemeName::ALL.into_iter().flat_map(|(_, name)| Depth::ALL.map(|depth| (name, depth))) {
        let capabilities = Capabilities { depth, has_dim_and_italic: false, is_ascii: false };
        let theme = Theme::on(capabilities, name, &Symbols::UNICODE);
        for role in Role::ALL {
            let used = theme.style(role).add_modifier;
            assert!(!used.intersects(Modifier::DIM | Modifier::ITALIC), "{name:?} {depth:?} {role:?}");
        }
    }
}

#[test]
fn the_mono_theme_has_no_colour_at_all() {
    let theme = Theme::new(ThemeName::Mono, &Symbols::UNICODE);
    for role in Role::ALL {
        let style = theme.style(role);
        assert_eq!((style.fg, style.bg, style.underline_color), (None, None, None), "{role:?}");
    }
}

#[test]
fn the_ansi_theme_uses_only_the_terminals_own_colours_and_its_own_ground() {
    let theme = Theme::new(ThemeName::Ansi, &Symbols::UNICODE);
    for role in Role::ALL {
        let style = theme.style(role);
        assert_eq!(style.bg, None, "{role:?}");
        let allowed = [
            None,
            Some(Color::Green),
            Some(Color::LightBlue),
            Some(Color::Yellow),
            Some(Color::Red),
            Some(Color::Cyan),
        ];
        assert!(allowed.contains(&style.fg), "{role:?}");
    }
}

#[test]
fn every_status_has_a_glyph_of_its_own_one_cell_wide() {
    for symbols in [&Symbols::UNICODE, &Symbols::ASCII] {
        let statuses = Status::DOCUMENTED.into_iter().chain([Status::parse("odd")]);
        let glyphs: Vec<&str> = statuses.map(|status| symbols.status(Some(&status))).collect();
        assert!(glyphs.iter().all(|glyph| width(glyph) == 1), "{glyphs:?}");
        assert_eq!(glyphs.iter().collect::<HashSet<_>>().len(), glyphs.len(), "{glyphs:?}");
    }
}
