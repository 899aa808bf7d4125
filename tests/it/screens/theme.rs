//! Themes: contrast, no colour where none is wanted, and every status told apart without colour.

use std::collections::HashSet;

use ratatui::style::Color;
use trackside::domain::Status;
use trackside::ui::text::width;
use trackside::ui::{Role, Symbols, Theme, ThemeName};

fn luminance(colour: Color) -> f64 {
    let Color::Rgb(red, green, blue) = colour else { panic!("{colour} is not a 24-bit colour") };
    let linear = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[test]
fn named_themes_have_enough_contrast_for_every_role() {
    for name in [ThemeName::Dark, ThemeName::Light] {
        let theme = Theme::new(name, &Symbols::UNICODE);
        for role in Role::ALL {
            let style = theme.style(role);
            let (text, ground) = (luminance(style.fg.unwrap()), luminance(style.bg.unwrap()));
            let contrast = (text.max(ground) + 0.05) / (text.min(ground) + 0.05);
            assert!(contrast >= 4.5, "{name:?} {role:?}: {contrast:.2}");
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
