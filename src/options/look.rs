//! [`Look`]: how everything is to be drawn, as far as the options and the environment say.

/// What is asked for of the look, and what the terminal can show of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// The theme asked for by name; how many of its colours can be shown is in `capabilities`.
    pub theme: ThemeName,
    /// The set of glyphs asked for; a terminal without UTF-8 gets ASCII whatever this says.
    pub symbols: SymbolSet,
    /// What the terminal can show.
    pub capabilities: Capabilities,
}

/// The themes that can be asked for by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThemeName {
    /// The terminal's own colours; right on dark and on light.
    Ansi,
    /// Light text on a dark ground, in as many colours as the terminal has.
    Dark,
    /// Dark text on a light ground, in as many colours as the terminal has.
    Light,
    /// No colour at all, only bold, dim, italic and reversed: what `NO_COLOR` asks for.
    Mono,
}

impl ThemeName {
    /// Every theme with the name to ask for it.
    pub const ALL: [(&'static str, Self); 4] =
        [("ansi", Self::Ansi), ("dark", Self::Dark), ("light", Self::Light), ("mono", Self::Mono)];
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

/// What a terminal can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capabilities {
    /// How many colours it has.
    pub depth: Depth,
    /// Whether dim and italic text looks like that. GNU screen makes other things of them: underlined, black boxes.
    pub has_dim_and_italic: bool,
    /// Whether nothing but ASCII may be sent, because it would not be read as UTF-8.
    pub is_ascii: bool,
}

impl Capabilities {
    /// A terminal that can show everything.
    pub const FULL: Self = Self { depth: Depth::Full, has_dim_and_italic: true, is_ascii: false };
}
