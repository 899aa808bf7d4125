//! [`Capabilities`]: what the terminal can show, as far as the look depends on it.

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
    /// Its colours.
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
