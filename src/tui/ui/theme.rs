//! [`Theme`]: style and symbol by meaning. Colour is never alone: every meaning also has a glyph or a word.

use std::sync::Arc;

use ratatui::style::{Modifier, Style};

use super::ansi::ansi;
use super::contrast::contrast;
use super::role::Role;
use super::{own, palette};
use crate::domain::Status;
use crate::options::{Capabilities, Depth, Ground, Look, OwnTheme, SymbolSet, ThemeName};

/// What each role looks like on this terminal, and the glyphs.
#[derive(Clone, PartialEq, Debug)]
pub struct Theme {
    name: ThemeName,
    /// What is painted over that.
    own: Option<Arc<OwnTheme>>,
    capabilities: Capabilities,
    /// By role, in the order of their declaration.
    styles: [Style; Role::ALL.len()],
    /// The glyphs, in the set that the terminal can show.
    pub symbols: &'static Symbols,
}

impl Theme {
    /// The theme called `name` with the given glyphs, on a terminal that can show everything.
    pub fn new(name: ThemeName, symbols: &'static Symbols) -> Self {
        Self::on(Capabilities::FULL, name, symbols)
    }

    /// The theme as far as a terminal with these `capabilities` can show it.
    pub fn on(capabilities: Capabilities, name: ThemeName, symbols: &'static Symbols) -> Self {
        Self::made(capabilities, name, None, symbols)
    }

    fn made(
        capabilities: Capabilities,
        name: ThemeName,
        own: Option<Arc<OwnTheme>>,
        symbols: &'static Symbols,
    ) -> Self {
        let beneath = own.as_deref().map_or(capabilities, |own| own::beneath(own, capabilities));
        let styles = Role::ALL.map(|role| {
            let base = style(name, role, beneath);
            let style = own.as_deref().map_or(base, |own| own::painted(own, role, base, capabilities.depth));
            if capabilities.has_dim_and_italic { style } else { without(style, Modifier::DIM | Modifier::ITALIC) }
        });
        Self { name, own, capabilities, styles, symbols }
    }

    /// The look that is asked for, as far as the terminal can show it.
    pub fn of(look: &Look) -> Self {
        let symbols = match look.symbols {
            SymbolSet::Unicode => &Symbols::UNICODE,
            SymbolSet::Ascii => &Symbols::ASCII,
        };
        Self::made(look.capabilities, look.theme, look.own.clone(), symbols)
    }

    /// The same on another ground of the terminal.
    #[must_use]
    pub fn on_ground(&self, ground: Ground) -> Self {
        Self::made(Capabilities { ground, ..self.capabilities }, self.name, self.own.clone(), self.symbols)
    }

    /// The terminal's ground, as far as it is told.
    pub fn ground(&self) -> Ground {
        self.capabilities.ground
    }

    /// What the config file paints over a theme. `None`: nothing.
    pub fn own(&self) -> Option<&OwnTheme> {
        self.own.as_deref()
    }

    /// Whether it depends on the terminal's ground how anything looks.
    pub fn follows_ground(&self) -> bool {
        let depth = self.capabilities.depth;
        let is_covered = own::is_painted(depth) && self.own().and_then(own::ground).is_some();
        uses_terminals_colours(self.name, depth) && !is_covered
    }

    /// Whether the theme brings a ground of its own.
    pub fn has_ground(&self) -> bool {
        self.style(Role::Text).bg.is_some()
    }

    /// Whether text can step back here: on a terminal with colours that draws dim text as such.
    pub fn can_dim(&self) -> bool {
        let has_colours = self.capabilities.depth != Depth::None && self.name != ThemeName::Mono;
        has_colours && self.capabilities.has_dim_and_italic
    }

    /// Whether nothing but ASCII may be drawn.
    pub fn is_ascii(&self) -> bool {
        self.capabilities.is_ascii
    }

    /// The style of a role. With [`ThemeName::Mono`], or on a terminal without colours, no style holds a colour, so
    /// that none is ever sent.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }
}

fn uses_terminals_colours(name: ThemeName, depth: Depth) -> bool {
    match depth {
        Depth::None => false,
        Depth::Sixteen => name != ThemeName::Mono,
        Depth::Indexed | Depth::Full => matches!(name, ThemeName::Ansi | ThemeName::Auto),
    }
}

fn style(name: ThemeName, role: Role, Capabilities { depth, ground, .. }: Capabilities) -> Style {
    let name = drawn(name, ground);
    let has_cube = matches!(depth, Depth::Indexed | Depth::Full) && name != ThemeName::Mono;
    if let Some(style) = palette::tinted(role, depth == Depth::Full).filter(|_| has_cube) {
        return style;
    }
    if uses_terminals_colours(name, depth) {
        return ansi(role, depth, ground_for(name, ground));
    }
    let has_all = depth == Depth::Full;
    match name {
        ThemeName::Dark if depth != Depth::None => palette::DARK.style(role, has_all),
        ThemeName::Light if depth != Depth::None => palette::LIGHT.style(role, has_all),
        ThemeName::Ansi | ThemeName::Auto | ThemeName::Dark | ThemeName::Light | ThemeName::Mono => palette::mono(role),
    }
}

/// The theme that is drawn where `name` is asked for. As long as nobody says what is behind the text there is no ground of one's own:
/// what comes then is as dark, or as light, as what was there.
fn drawn(name: ThemeName, ground: Ground) -> ThemeName {
    match (name, ground) {
        (ThemeName::Auto, Ground::Unknown) => ThemeName::Ansi,
        (ThemeName::Auto, Ground::Dark) => ThemeName::Dark,
        // White reads better on it than black does.
        (ThemeName::Auto, Ground::Reported(colour)) if contrast([255; 3], colour) > contrast([0; 3], colour) => {
            ThemeName::Dark
        }
        (ThemeName::Auto, Ground::Light | Ground::Reported(_)) => ThemeName::Light,
        _ => name,
    }
}

/// The ground to choose colours for. A terminal knows its own; of one that does not say, whoever asks for a theme by name
/// does.
fn ground_for(name: ThemeName, ground: Ground) -> Ground {
    match (name, ground) {
        (ThemeName::Dark, Ground::Unknown) => Ground::Dark,
        (ThemeName::Light, Ground::Unknown) => Ground::Light,
        _ => ground,
    }
}

/// `style` as if `modifier` had never been asked for.
fn without(mut style: Style, modifier: Modifier) -> Style {
    style.add_modifier -= modifier;
    style
}

/// The glyphs, each one cell wide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the glyph for what its name says")]
pub struct Symbols {
    pub running: &'static str,
    pub pending: &'static str,
    pub pausing: &'static str,
    pub stopping: &'static str,
    pub paused: &'static str,
    pub unknown: &'static str,
    pub stopped: &'static str,
    pub unlisted: &'static str,
    pub update: &'static str,
    pub unsupported: &'static str,
    /// Someone should look: the same sign as the key that shows the problems.
    pub attention: &'static str,
    pub cursor: &'static str,
    pub ascending: &'static str,
    pub descending: &'static str,
    pub rule: &'static str,
    pub divider: &'static str,
    pub ellipsis: &'static str,
    pub absent: &'static str,
    pub dot: &'static str,
    /// In place of a number: none seen.
    pub none_seen: &'static str,
    pub corners: [&'static str; 4],
    /// Fillings of the proportional bar: running, in motion, paused, the rest.
    pub bar: [&'static str; 4],
    pub more_above: &'static str,
    pub more_below: &'static str,
    /// Asked for from here, and not reported yet.
    pub asked: &'static str,
    /// Changed while one was looking.
    pub changed: &'static str,
    /// Between a place and the place inside it.
    pub crumb: &'static str,
    /// From a value to the one after it.
    pub becomes: &'static str,
    /// Beside a marked row.
    pub marked: &'static str,
    /// In place of a character that is not shown.
    pub secret: &'static str,
    /// A clock's bar: what is left, and what is gone.
    pub clock: [&'static str; 2],
    /// The strip of a day: no known start, the quietest stretch, a pause.
    pub strip: [&'static str; 3],
    /// In a strip: there was no such runner.
    pub no_runner: &'static str,
    /// A test that went well.
    pub success: &'static str,
    /// A test that did not.
    pub failure: &'static str,
}

impl Symbols {
    /// The arrow of an order: whether what is shown grows from the top down.
    pub fn direction(&self, is_ascending: bool) -> &'static str {
        if is_ascending { self.ascending } else { self.descending }
    }

    /// For terminals that draw Unicode, in locales where these glyphs are one cell wide.
    pub const UNICODE: Self = Self {
        running: "●",
        pending: "◌",
        pausing: "◐",
        stopping: "◑",
        paused: "○",
        unknown: "?",
        stopped: "■",
        unlisted: "◇",
        update: "↑",
        unsupported: "×",
        attention: "!",
        cursor: "▌",
        ascending: "▲",
        descending: "▼",
        rule: "─",
        divider: "│",
        ellipsis: "…",
        absent: "–",
        dot: "·",
        none_seen: "·",
        corners: ["╭", "╮", "╰", "╯"],
        bar: ["█", "▓", "▒", "░"],
        more_above: "↑",
        more_below: "↓",
        asked: "↻",
        changed: "◆",
        crumb: "›",
        becomes: "→",
        marked: "✓",
        secret: "•",
        clock: ["━", "╌"],
        strip: ["·", "━", "░"],
        no_runner: "·",
        success: "✓",
        failure: "✗",
    };

    /// Glyphs of ASCII alone, a cell each, for terminals that do not read UTF-8.
    pub const ASCII: Self = Self {
        running: "*",
        pending: ".",
        pausing: "~",
        stopping: "-",
        paused: "=",
        unknown: "?",
        stopped: "x",
        unlisted: ":",
        update: "^",
        unsupported: "X",
        attention: "!",
        cursor: ">",
        ascending: "^",
        descending: "v",
        rule: "-",
        divider: "|",
        ellipsis: "~",
        absent: "-",
        dot: "/",
        none_seen: ".",
        corners: ["+", "+", "+", "+"],
        bar: ["#", "~", "=", "."],
        more_above: "^",
        more_below: "v",
        asked: "@",
        changed: "#",
        crumb: ">",
        becomes: ">",
        marked: "+",
        secret: "*",
        clock: ["=", "."],
        strip: [".", "=", "~"],
        no_runner: "_",
        success: "+",
        failure: "x",
    };

    /// The glyph of a status; `None` is a status that was not told.
    pub fn status(&self, status: Option<&Status>) -> &'static str {
        match status {
            Some(Status::Running) => self.running,
            Some(Status::Pending) => self.pending,
            Some(Status::Pausing) => self.pausing,
            Some(Status::Stopping) => self.stopping,
            Some(Status::Paused) => self.paused,
            Some(Status::Unknown) => self.unknown,
            Some(Status::Stopped) => self.stopped,
            Some(Status::Other(_)) => self.unlisted,
            None => self.absent,
        }
    }
}
