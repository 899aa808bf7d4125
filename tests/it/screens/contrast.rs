//! Contrast: every role of every theme at every depth, on the grounds and with the colours of the usual terminals.

use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};
use trackside::options::{Capabilities, Depth, Ground, ThemeName};
use trackside::tui::ui::palette::indexed;
use trackside::tui::ui::{Role, Symbols, Theme};

use super::palettes::{DARK, LIGHT, Palette, rgb};

/// What WCAG asks for of ordinary text (2.2, 1.4.3).
const ENOUGH: f64 = 4.5;
/// What it asks for of large bold text, and the floor for bold text whose palette has nothing better.
const FLOOR: f64 = 3.0;

/// The roles that are bold and live on the floor, by palette. Both of Solarized's reds are dark on its dark ground.
const ON_THE_FLOOR: [(&str, Role); 1] = [("Solarized, dark", Role::Bad)];
/// The same where nobody can know that it is Solarized: its bright yellow is a grey.
const ON_THE_FLOOR_UNREPORTED: [(&str, Role); 2] =
    [("Solarized, dark", Role::Bad), ("Solarized, dark", Role::Attention)];

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

fn shade(colour: Color, palette: &Palette, brightens: bool) -> [u8; 3] {
    match colour {
        Color::Rgb(red, green, blue) => [red, green, blue],
        Color::Indexed(index) => indexed(index),
        named => {
            let index = NAMED.iter().position(|known| *known == named).unwrap();
            rgb(palette.sixteen[if brightens && index < 8 { index + 8 } else { index }])
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

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// The contrast of a style, the lesser of what terminals make of it: many draw bold text in the brighter colour. Reversed
/// text has that of its ground. How much dim text steps back is the terminal's affair, as with any weight.
fn contrast_of(style: Style, palette: &Palette) -> f64 {
    let is_bold = style.add_modifier.contains(Modifier::BOLD);
    let with = |brightens| {
        let text = style.fg.map_or(rgb(palette.text), |colour| shade(colour, palette, brightens));
        let ground = style.bg.map_or(palette.ground(), |colour| shade(colour, palette, false));
        contrast(text, ground)
    };
    if is_bold { f64::min(with(true), with(false)) } else { with(false) }
}

/// Every theme at every depth.
fn themes() -> impl Iterator<Item = ((&'static str, ThemeName), Depth)> {
    ThemeName::ALL.into_iter().flat_map(|name| Depth::ALL.map(|depth| (name, depth)))
}

fn theme(name: ThemeName, depth: Depth, ground: Ground) -> Theme {
    Theme::on(Capabilities { depth, ground, ..Capabilities::FULL }, name, &Symbols::UNICODE)
}

/// What cannot be read well with `palette`, a line for each.
fn failures(theme: &Theme, what: &str, palette: &Palette, on_the_floor: &[(&str, Role)]) -> Vec<String> {
    let own = contrast(rgb(palette.text), palette.ground());
    let fails = |role: &Role| {
        let style = theme.style(*role);
        let at = contrast_of(style, palette);
        // Text without a colour is as its owner wants it; and what is as good as that may be used.
        let is_enough = at >= ENOUGH || (style.bg.is_none() && at >= own);
        let is_bold = style.add_modifier.contains(Modifier::BOLD);
        let is_on_floor = on_the_floor.contains(&(palette.name, *role));
        let fails = if is_on_floor { is_enough || !is_bold || at < FLOOR } else { !is_enough };
        fails.then(|| format!("{role:?} has {at:.2}:1 with {what} in {}", palette.name))
    };
    Role::ALL.iter().filter_map(fails).collect()
}

fn assert_none(failures: &[String]) {
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_role_reads_well_on_every_ground_that_the_terminal_reports() {
    let mut all = Vec::new();
    for palette in DARK.iter().chain(&LIGHT) {
        for ((_, name), depth) in themes() {
            let theme = theme(name, depth, Ground::Reported(palette.ground()));
            // A theme may bring a ground once it knows the terminal's.
            let has_floor = theme.follows_ground() && !theme.has_ground();
            let on_the_floor: &[_] = if has_floor { &ON_THE_FLOOR } else { &[] };
            all.extend(failures(&theme, &format!("{name:?} at {depth:?}"), palette, on_the_floor));
        }
    }
    assert_none(&all);
}

#[test]
fn every_role_reads_well_where_the_environment_or_the_operator_says_the_ground() {
    let mut all = Vec::new();
    let grounds = [(&DARK[..], Ground::Dark, ThemeName::Dark), (&LIGHT[..], Ground::Light, ThemeName::Light)];
    for (palettes, ground, named) in grounds {
        for (palette, depth) in palettes.iter().flat_map(|palette| Depth::ALL.map(|depth| (palette, depth))) {
            for (name, ground) in [(ThemeName::Ansi, ground), (named, Ground::Unknown)] {
                let theme = theme(name, depth, ground);
                let on_the_floor: &[_] = if theme.follows_ground() { &ON_THE_FLOOR_UNREPORTED } else { &[] };
                all.extend(failures(&theme, &format!("{name:?} at {depth:?} on {ground:?}"), palette, on_the_floor));
            }
        }
    }
    assert_none(&all);
}

#[test]
fn where_the_ground_is_not_known_no_colour_is_used() {
    for depth in Depth::ALL {
        let theme = theme(ThemeName::Ansi, depth, Ground::Unknown);
        let all: Vec<String> =
            DARK.iter().chain(&LIGHT).flat_map(|it| failures(&theme, "no ground", it, &[])).collect();
        assert_none(&all);
        for role in Role::ALL.into_iter().filter(|role| !role.is_tint()) {
            assert_eq!((theme.style(role).fg, theme.style(role).bg), (None, None), "{depth:?} {role:?}");
        }
    }
}

#[test]
fn the_colours_of_each_ground_are_those_of_the_design() {
    let colours = |ground| Role::ALL.map(|role| theme(ThemeName::Ansi, Depth::Sixteen, ground).style(role).fg);
    let used = |ground| -> Vec<Color> { colours(ground).into_iter().flatten().collect() };
    for palette in &DARK {
        let used = used(Ground::Reported(palette.ground()));
        assert!(used.contains(&Color::LightRed) && used.contains(&Color::Cyan), "{}: {used:?}", palette.name);
        assert!(!used.contains(&Color::Blue) && !used.contains(&Color::LightBlue), "{}: {used:?}", palette.name);
    }
    for palette in &LIGHT {
        assert_eq!(used(Ground::Reported(palette.ground())), [Color::Red], "{}", palette.name);
    }
    assert_eq!((used(Ground::Light), used(Ground::Unknown)), (vec![Color::Red], vec![]));
}

#[test]
fn dim_goes_with_no_colour() {
    for ((_, name), depth) in themes() {
        for ground in [Ground::Unknown, Ground::Dark, Ground::Light, Ground::Reported([0; 3])] {
            for style in Role::ALL.map(|role| theme(name, depth, ground).style(role)) {
                assert!(
                    style.fg.is_none() || !style.add_modifier.contains(Modifier::DIM),
                    "{name:?} {ground:?} {style:?}"
                );
            }
        }
    }
}

#[test]
fn what_steps_back_reads_well_and_stands_behind_the_text() {
    for palette in DARK.iter().chain(&LIGHT) {
        for depth in [Depth::Indexed, Depth::Full] {
            let theme = theme(ThemeName::Ansi, depth, Ground::Reported(palette.ground()));
            let (text, quiet) =
                (contrast_of(theme.style(Role::Text), palette), contrast_of(theme.style(Role::Quiet), palette));
            let is_solarized = palette.name.starts_with("Solarized");
            assert!(
                quiet < text || (is_solarized && quiet <= text),
                "{depth:?} {}: {quiet:.2} {text:.2}",
                palette.name
            );
        }
    }
}

#[test]
fn a_theme_follows_the_ground_where_it_uses_the_terminals_colours() {
    for ((_, name), depth) in themes() {
        let unknown = theme(name, depth, Ground::Unknown);
        let [dark, light] = [[0; 3], [255; 3]].map(|ground| unknown.on_ground(Ground::Reported(ground)));
        assert_eq!(dark != light && dark.style(Role::Bad) != light.style(Role::Bad), unknown.follows_ground());
        assert_eq!(unknown.has_ground(), !unknown.follows_ground() && depth != Depth::None && name != ThemeName::Mono);
        assert_eq!(light, theme(name, depth, Ground::Reported([255; 3])));
    }
}

proptest! {
    #[test]
    fn on_any_ground_that_is_reported_what_steps_back_reads_well_or_is_plain_text(ground in any::<[u8; 3]>()) {
        for depth in [Depth::Indexed, Depth::Full] {
            let style = theme(ThemeName::Ansi, depth, Ground::Reported(ground)).style(Role::Quiet);
            let at = match style.fg {
                Some(Color::Rgb(red, green, blue)) => contrast([red, green, blue], ground),
                Some(Color::Indexed(index)) => contrast(indexed(index), ground),
                _ => ENOUGH,
            };
            prop_assert!(at >= ENOUGH, "{:?}: {:.2}", style, at);
        }
    }
}
