//! Themes: no colour where none is wanted, and every status told apart without colour.

use std::collections::HashSet;

use ratatui::style::{Color, Modifier, Style};
use trackside::domain::Status;
use trackside::options::{Capabilities, Depth, Ground, ThemeName};
use trackside::text::width;
use trackside::tui::ui::{Role, Symbols, Theme};

fn at(depth: Depth, name: ThemeName) -> Theme {
    Theme::on(Capabilities { depth, ..Capabilities::FULL }, name, &Symbols::UNICODE)
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
    let grounds = [Ground::Unknown, Ground::Dark, Ground::Light, Ground::Reported([128; 3])];
    for (name, depth) in ThemeName::ALL.into_iter().flat_map(|(_, name)| Depth::ALL.map(|depth| (name, depth))) {
        let capabilities = Capabilities { depth, has_dim_and_italic: false, ..Capabilities::FULL };
        for theme in grounds.map(|ground| Theme::on(Capabilities { ground, ..capabilities }, name, &Symbols::UNICODE)) {
            let styles: HashSet<Style> = roles.into_iter().map(|role| theme.style(role)).collect();
            assert_eq!(styles.len(), roles.len(), "{name:?} {depth:?}");
        }
    }
}

#[test]
fn where_dim_and_italic_look_like_something_else_neither_is_used() {
    for (name, depth) in ThemeName::ALL.into_iter().flat_map(|(_, name)| Depth::ALL.map(|depth| (name, depth))) {
        let capabilities = Capabilities { depth, has_dim_and_italic: false, ..Capabilities::FULL };
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
fn the_ansi_theme_has_the_terminals_own_ground() {
    for depth in Depth::ALL {
        let has_ground = |role: &&Role| at(depth, ThemeName::Ansi).style(**role).bg.is_some();
        let with_ground: Vec<&Role> = Role::ALL.iter().filter(has_ground).collect();
        assert!(with_ground.iter().all(|role| role.is_tint()), "{depth:?}: {with_ground:?}");
        // What the sixteen look like is their owner's choice.
        assert_eq!(with_ground.is_empty(), matches!(depth, Depth::None | Depth::Sixteen), "{depth:?}");
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
