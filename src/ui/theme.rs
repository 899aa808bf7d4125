//! [`Theme`]: style and symbol by meaning. Colour is never alone: every meaning also has a glyph or a word.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::{Mood, Status};

/// What a piece of text means; the theme decides how it looks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Text that one need not read: rules, absent values.
    Quiet,
    /// The name of what is looked at.
    Title,
    /// Column titles and field names.
    Heading,
    /// Serving.
    Good,
    /// Will change by itself.
    InMotion,
    /// Someone should look.
    Attention,
    /// Wrong.
    Bad,
    /// Not serving, on purpose; view only.
    Off,
    /// A key to press.
    Key,
    /// The row under the bar.
    Selected,
    /// What was searched for.
    Found,
}

impl Role {
    /// Every role, for tests.
    pub const ALL: [Self; 12] = [
        Self::Text,
        Self::Quiet,
        Self::Title,
        Self::Heading,
        Self::Good,
        Self::InMotion,
        Self::Attention,
        Self::Bad,
        Self::Off,
        Self::Key,
        Self::Selected,
        Self::Found,
    ];
}

impl From<Mood> for Role {
    fn from(mood: Mood) -> Self {
        match mood {
            Mood::Good => Self::Good,
            Mood::InMotion => Self::InMotion,
            Mood::Attention => Self::Attention,
            Mood::Bad => Self::Bad,
            Mood::Off => Self::Off,
            Mood::Neutral => Self::Text,
        }
    }
}

/// The themes that can be asked for by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThemeName {
    /// The terminal's own colours; right on dark and on light.
    Ansi,
    /// 24-bit colours on a dark ground.
    Dark,
    /// 24-bit colours on a light ground.
    Light,
    /// No colour at all, only bold, dim, italic and reversed: what `NO_COLOR` asks for.
    Mono,
}

impl ThemeName {
    /// Every theme with the name to ask for it.
    pub const ALL: [(&'static str, Self); 4] =
        [("ansi", Self::Ansi), ("dark", Self::Dark), ("light", Self::Light), ("mono", Self::Mono)];
}

/// How everything looks.
#[derive(Clone, PartialEq, Debug)]
pub struct Theme {
    name: ThemeName,
    /// The glyphs.
    pub symbols: &'static Symbols,
}

impl Theme {
    /// The theme called `name` with the given glyphs.
    pub fn new(name: ThemeName, symbols: &'static Symbols) -> Self {
        Self { name, symbols }
    }

    /// Whether the theme brings a ground of its own.
    pub fn has_ground(&self) -> bool {
        self.style(Role::Text).bg.is_some()
    }

    /// The style of a role. With [`ThemeName::Mono`] no style holds a colour, so that none is ever sent.
    pub fn style(&self, role: Role) -> Style {
        match self.name {
            ThemeName::Ansi => ansi(role),
            ThemeName::Mono => mono(role),
            ThemeName::Dark => DARK.style(role),
            ThemeName::Light => LIGHT.style(role),
        }
    }
}

/// The terminal's own sixteen colours on its own ground. Yellow is bold, because it is faint on a light ground.
fn ansi(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Text => style,
        Role::Quiet | Role::Off => style.add_modifier(Modifier::DIM),
        Role::Title | Role::Heading => style.add_modifier(Modifier::BOLD),
        Role::Good => style.fg(Color::Green),
        // Not plain blue: most terminals draw it too dark to read on a dark ground.
        Role::InMotion => style.fg(Color::LightBlue),
        Role::Attention => style.fg(Color::Yellow).add_modifier(Modifier::BOLD),
        Role::Bad => style.fg(Color::Red).add_modifier(Modifier::BOLD),
        Role::Key => style.fg(Color::Cyan),
        Role::Selected => style.add_modifier(Modifier::REVERSED),
        Role::Found => style.fg(Color::Cyan).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
    }
}

fn mono(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Text | Role::Good => style,
        Role::Quiet | Role::Off => style.add_modifier(Modifier::DIM),
        Role::InMotion => style.add_modifier(Modifier::ITALIC),
        Role::Title | Role::Heading | Role::Attention | Role::Key => style.add_modifier(Modifier::BOLD),
        Role::Bad => style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Role::Selected => style.add_modifier(Modifier::REVERSED),
        Role::Found => style.add_modifier(Modifier::UNDERLINED),
    }
}

/// A 24-bit palette. Every pair of text and ground has a contrast of at least 4.5 (tested).
struct Palette {
    ground: u32,
    text: u32,
    quiet: u32,
    good: u32,
    in_motion: u32,
    attention: u32,
    bad: u32,
    key: u32,
    selected_ground: u32,
    selected_text: u32,
}

const DARK: Palette = Palette {
    ground: 0x0015_191f,
    text: 0x00d5_d9e0,
    quiet: 0x008a_92a0,
    good: 0x008f_cf7c,
    in_motion: 0x007a_b7f5,
    attention: 0x00f0_c75e,
    bad: 0x00ff_8080,
    key: 0x0062_cfd8,
    selected_ground: 0x002f_3d52,
    selected_text: 0x00ff_ffff,
};

const LIGHT: Palette = Palette {
    ground: 0x00fb_fbf9,
    text: 0x0024_282e,
    quiet: 0x0066_6c76,
    good: 0x001f_6b25,
    in_motion: 0x001b_5aa8,
    attention: 0x0087_5400,
    bad: 0x00b3_1b1b,
    key: 0x0000_666e,
    selected_ground: 0x00cf_e0f5,
    selected_text: 0x0010_1418,
};

impl Palette {
    fn style(&self, role: Role) -> Style {
        let on_ground = |colour: u32| Style::new().fg(Color::from_u32(colour)).bg(Color::from_u32(self.ground));
        match role {
            Role::Text => on_ground(self.text),
            Role::Quiet | Role::Off => on_ground(self.quiet),
            Role::Title | Role::Heading => on_ground(self.text).add_modifier(Modifier::BOLD),
            Role::Good => on_ground(self.good),
            Role::InMotion => on_ground(self.in_motion),
            Role::Attention => on_ground(self.attention).add_modifier(Modifier::BOLD),
            Role::Bad => on_ground(self.bad).add_modifier(Modifier::BOLD),
            Role::Key => on_ground(self.key),
            Role::Found => on_ground(self.key).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Selected => Style::new()
                .fg(Color::from_u32(self.selected_text))
                .bg(Color::from_u32(self.selected_ground))
                .add_modifier(Modifier::BOLD),
        }
    }
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
    pub cursor: &'static str,
    pub ascending: &'static str,
    pub descending: &'static str,
    pub rule: &'static str,
    pub divider: &'static str,
    pub ellipsis: &'static str,
    pub absent: &'static str,
    pub dot: &'static str,
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
    /// A test that went well.
    pub success: &'static str,
    /// A test that did not.
    pub failure: &'static str,
}

impl Symbols {
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
        unsupported: "!",
        cursor: "▌",
        ascending: "▲",
        descending: "▼",
        rule: "─",
        divider: "│",
        ellipsis: "…",
        absent: "–",
        dot: "·",
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
        success: "✓",
        failure: "✗",
    };

    /// For everything else.
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
        unsupported: "!",
        cursor: ">",
        ascending: "^",
        descending: "v",
        rule: "-",
        divider: "|",
        ellipsis: "~",
        absent: "-",
        dot: "/",
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
