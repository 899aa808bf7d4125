//! What cannot be read with ease in a theme of the config file. Such a theme is accepted, and that is said.
//!
//! Only colours whose shades are known are looked at: none of the sixteen, no dim text, and no text in the terminal's own colour.
//! On a ground that is the terminal's own, and is not told, no colour reads badly everywhere: then white and black are looked at.

use std::sync::Arc;

use ratatui::style::Modifier;

use super::contrast::{ENOUGH, ENOUGH_FOR_BOLD, contrast};
use super::own::{part, shade};
use super::role::Role;
use super::theme::Theme;
use crate::options::{Capabilities, Ground, Look, OwnTheme, Rgb, SymbolSet, ThemePart};

const BLACK: Rgb = [0; 3];
const WHITE: Rgb = [255; 3];

/// A role that is hard to read.
struct Faint {
    part: ThemePart,
    contrast: f64,
    is_bold: bool,
}

impl Faint {
    /// What it has. `ground` names the ground, or is empty where that is the theme's or was reported.
    fn said(&self, theme: &str, ground: &str) -> String {
        let name = self.part.name();
        // Rounded down, so that what is too little is never shown as enough.
        let contrast = (self.contrast * 10.0).floor() / 10.0;
        let enough = if self.is_bold { "3 is the least for bold text" } else { "4.5 is easy to read" };
        format!("The theme {theme}: {name} has a contrast of {contrast:.1}{ground}, {enough}.")
    }
}

/// What cannot be read with ease in the themes of a config file, in all colours: sentences that begin with file and line.
pub fn review(themes: &[Arc<OwnTheme>]) -> Vec<String> {
    let capabilities = Capabilities { ground: Ground::Unknown, ..Capabilities::FULL };
    let said = |own: &Arc<OwnTheme>| {
        let look = Look { theme: own.base, own: Some(Arc::clone(own)), symbols: SymbolSet::Unicode, capabilities };
        let all = hard_to_read(&Theme::of(&look));
        all.into_iter().map(|sentence| format!("{}: {sentence}", own.line)).collect::<Vec<String>>()
    };
    themes.iter().flat_map(said).collect()
}

/// All that cannot be read with ease, in whole sentences: each role by itself on a ground that is known.
pub fn hard_to_read(theme: &Theme) -> Vec<String> {
    let Some(name) = theme.own().map(|own| own.name.safe()) else { return Vec::new() };
    if let Some(ground) = ground(theme) {
        return faint(theme, Some(ground)).iter().map(|faint| faint.said(name, "")).collect();
    }
    let known = faint(theme, None);
    let known = known.iter().map(|faint| faint.said(name, ""));
    let shades = [(" on white", WHITE), (" on black", BLACK)];
    let on = shades.into_iter().filter_map(|(word, ground)| in_short(name, word, &on_the_terminals(theme, ground)));
    known.chain(on).collect()
}

/// The same in one sentence, where the ground is known.
pub fn in_short_of(theme: &Theme) -> Option<String> {
    let name = theme.own()?.name.safe();
    in_short(name, "", &faint(theme, ground(theme)))
}

fn in_short(name: &str, ground: &str, faint: &[Faint]) -> Option<String> {
    let worst = faint.iter().min_by(|one, other| one.contrast.total_cmp(&other.contrast))?;
    if let [one] = faint {
        return Some(one.said(name, ground));
    }
    let contrast = (worst.contrast * 10.0).floor() / 10.0;
    let (number, worst) = (faint.len(), worst.part.name());
    Some(format!("The theme {name}: {number} roles are hard to read{ground}, {worst} has a contrast of {contrast:.1}."))
}

/// The terminal's ground, as far as it is told.
fn ground(theme: &Theme) -> Option<Rgb> {
    match theme.ground() {
        Ground::Unknown => None,
        Ground::Dark => Some(BLACK),
        Ground::Light => Some(WHITE),
        Ground::Reported(colour) => Some(colour),
    }
}

/// What is hard to read, and stands on the terminal's own ground, which is this one.
fn on_the_terminals(theme: &Theme, ground: Rgb) -> Vec<Faint> {
    let known = faint(theme, None);
    let is_new = |faint: &Faint| !known.iter().any(|known| known.part == faint.part);
    faint(theme, Some(ground)).into_iter().filter(is_new).collect()
}

/// The roles that are hard to read, where `ground` is behind those that bring none along.
fn faint(theme: &Theme, ground: Option<Rgb>) -> Vec<Faint> {
    let mut found: Vec<Faint> = Vec::new();
    for role in Role::ALL {
        let Some(part) = part(role) else { continue };
        let style = theme.style(role);
        let (text, behind) = (style.fg.and_then(shade), style.bg.map_or(ground, shade));
        let is_dim = style.add_modifier.contains(Modifier::DIM);
        let (Some(text), Some(behind), false) = (text, behind, is_dim) else { continue };
        let (contrast, is_bold) = (contrast(text, behind), style.add_modifier.contains(Modifier::BOLD));
        let is_said = part.follows().is_some_and(|other| {
            let is_own = theme.own().is_some_and(|own| own.paint(part).is_some_and(|paint| paint.colour.is_some()));
            !is_own && found.iter().any(|faint| faint.part == other)
        });
        if contrast < if is_bold { ENOUGH_FOR_BOLD } else { ENOUGH } && !is_said {
            found.push(Faint { part, contrast, is_bold });
        }
    }
    found
}
