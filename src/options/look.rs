//! [`Look`]: how everything is to be drawn, as far as the options and the environment say.

use std::sync::Arc;

use super::themes::OwnTheme;

/// What is asked for of the look, and what the terminal can show of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// The theme asked for by name, or what that is painted over; how many of its colours can be shown is in `capabilities`.
    pub theme: ThemeName,
    /// What the config file paints over it. `None`: nothing.
    pub own: Option<Arc<OwnTheme>>,
    /// The set of glyphs asked for; a terminal without UTF-8 gets ASCII whatever this says.
    pub symbols: SymbolSet,
    /// What the terminal can show.
    pub capabilities: Capabilities,
}

/// The themes that can be asked for by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThemeName {
    /// The terminal's own colours, those of them that read well on its ground.
    Ansi,
    /// [`Self::Dark`] or [`Self::Light`], by the ground that the terminal reports; until it does, as [`Self::Ansi`].
    Auto,
    /// Light text on a dark ground of its own. With sixteen colours, whose shades nobody knows, as [`Self::Ansi`] on a
    /// dark ground.
    Dark,
    /// Dark text on a light ground of its own. With sixteen colours as [`Self::Ansi`] on a light ground.
    Light,
    /// No colour at all, only bold, dim, italic and reversed: what `NO_COLOR` asks for.
    Mono,
}

impl ThemeName {
    /// Every theme with the name to ask for it.
    pub const ALL: [(&'static str, Self); 5] = [
        ("ansi", Self::Ansi),
        ("auto", Self::Auto),
        ("dark", Self::Dark),
        ("light", Self::Light),
        ("mono", Self::Mono),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// The glyphs to draw with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolSet {
    /// Glyphs that UTF-8 can write.
    Unicode,
    /// Letters and marks of ASCII alone.
    Ascii,
}

impl SymbolSet {
    /// Both sets with the names to ask for them.
    pub const ALL: [(&'static str, Self); 2] = [("unicode", Self::Unicode), ("ascii", Self::Ascii)];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// How many colours a terminal can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// None: only weight and inversion tell things apart.
    None,
    /// Its own sixteen, by name; of eight, the other eight are brighter ones.
    Sixteen,
    /// The cube and the greys of xterm's 256.
    Indexed,
    /// Any, by red, green and blue.
    Full,
}

impl Depth {
    /// Every depth, for tests.
    pub const ALL: [Self; 4] = [Self::None, Self::Sixteen, Self::Indexed, Self::Full];
}

/// Red, green and blue of a colour, 0 to 255 each.
pub type Rgb = [u8; 3];

/// What a terminal shows behind text that brings no ground along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ground {
    /// Neither the terminal nor the environment says.
    Unknown,
    /// A dark one, as far as the environment says.
    Dark,
    /// A light one, as far as the environment says.
    Light,
    /// This colour: the terminal was asked, and reports it.
    Reported(Rgb),
}

/// What a terminal can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capabilities {
    /// How many colours it has.
    pub depth: Depth,
    /// Its ground.
    pub ground: Ground,
    /// Whether dim and italic text looks like that. GNU screen makes other things of them: underlined, black boxes. The
    /// Linux console draws dim text in a grey of 2.8:1, and italic text green.
    pub has_dim_and_italic: bool,
    /// Whether nothing but ASCII may be sent, because it would not be read as UTF-8.
    pub is_ascii: bool,
}

impl Capabilities {
    /// A dark terminal that can show everything.
    pub const FULL: Self = Self { depth: Depth::Full, ground: Ground::Dark, has_dim_and_italic: true, is_ascii: false };
}
