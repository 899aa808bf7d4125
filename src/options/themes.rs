//! [`OwnTheme`]: what `[themes.NAME]` of the config file paints over a theme that trackside has.
//!
//! ```toml
//! [themes.mine]
//! base = "dark"                   # or ansi, light, mono; ansi where nothing is said
//! quiet = "#9aa4b2"               # a colour: red, green and blue
//! bad = "bright-red bold"         # one of the sixteen, and behind it what takes the place of the base's weight
//! key = 208                       # one of xterm's 256
//! ```
//!
//! Roles that there are not, and wrong types, are refused wherever the file is read; what is no colour or no base, only where
//! something is drawn. No refusal repeats what was written.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::UsageError;
use super::given::{cut, shown};
use super::look::{Rgb, ThemeName};
use super::profile::{File, in_order};
use crate::domain::Label;

/// The key under which they stand.
pub(super) const THEMES: &str = "themes";
/// The key of the theme that is painted over.
const BASE: &str = "base";
/// What takes all weight away.
const PLAIN: &str = "plain";
/// The longest list of themes that a refusal repeats, in cells.
const LIST_CELLS: usize = 300;

const TWO_COLOURS: &str = "has two colours; write one";
const NO_COLOUR: &str = "there is no such colour; write #rrggbb, a name such as bright-red, or 0 to 255";
const NO_ATTRIBUTE: &str = "a background has a colour alone; leave out what stands behind the colour";

/// The sixteen colours whose shades are the terminal's affair, by their numbers.
const SIXTEEN: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// A theme of the config file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnTheme {
    /// Its name, which no other theme has.
    pub name: Label,
    /// Where it begins: `file:line`, safe to print.
    pub line: String,
    /// What it is painted over: none that waits for an answer.
    pub base: ThemeName,
    /// Where the base stands: `file:line`, safe to print. `None`: nowhere.
    pub base_line: Option<String>,
    /// What it paints, in the order of the file.
    pub painted: Vec<Painted>,
}

/// One part of a theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Painted {
    /// Which one.
    pub part: ThemePart,
    /// `file:line`, safe to print.
    pub line: String,
    /// How. `None`: what was written is refused.
    pub paint: Option<Paint>,
    /// As it is written. It may be a secret in the wrong place where it is refused.
    pub written: Label,
}

/// What a theme can paint: the roles of texts, and two grounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is what its name says; the roles are explained where they are drawn")]
pub enum ThemePart {
    Text,
    Quiet,
    Title,
    Heading,
    Good,
    InMotion,
    Attention,
    Bad,
    Off,
    Key,
    Found,
    Selected,
    /// Behind everything but the row under the bar.
    Ground,
    /// Behind the row under the bar.
    SelectedGround,
}

impl ThemePart {
    /// Every part with its name.
    pub const ALL: [(&'static str, Self); 14] = [
        ("text", Self::Text),
        ("quiet", Self::Quiet),
        ("title", Self::Title),
        ("heading", Self::Heading),
        ("good", Self::Good),
        ("in-motion", Self::InMotion),
        ("attention", Self::Attention),
        ("bad", Self::Bad),
        ("off", Self::Off),
        ("key", Self::Key),
        ("found", Self::Found),
        ("selected", Self::Selected),
        ("background", Self::Ground),
        ("selected-background", Self::SelectedGround),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The part whose colour it has where it has none of its own.
    pub fn follows(self) -> Option<Self> {
        match self {
            Self::Title | Self::Heading => Some(Self::Text),
            Self::Off => Some(Self::Quiet),
            Self::Found => Some(Self::Key),
            _ => None,
        }
    }

    fn is_ground(self) -> bool {
        matches!(self, Self::Ground | Self::SelectedGround)
    }
}

/// A colour and a weight; where one is missing, that of the base counts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Paint {
    /// The colour.
    pub colour: Option<Colour>,
    /// What takes the place of the base's weight; none of them for plain text.
    pub attributes: Option<Vec<Attribute>>,
}

/// A colour as it can be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// By red, green and blue.
    Rgb(Rgb),
    /// One of xterm's 256; the first sixteen are what the terminal's owner made of them.
    Indexed(u8),
}

/// What text can be beside its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum Attribute {
    Bold,
    Dim,
    Italic,
    Underlined,
    Reversed,
}

impl Attribute {
    /// Each with its name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("bold", Self::Bold),
        ("dim", Self::Dim),
        ("italic", Self::Italic),
        ("underlined", Self::Underlined),
        ("reversed", Self::Reversed),
    ];
}

impl OwnTheme {
    /// How it paints a part. `None`: as its base does.
    pub fn paint(&self, part: ThemePart) -> Option<&Paint> {
        self.painted.iter().find(|painted| painted.part == part).and_then(|painted| painted.paint.as_ref())
    }
}

/// The themes of a config file.
#[derive(Default)]
pub(super) struct Themes {
    pub(super) all: Vec<Arc<OwnTheme>>,
    /// What is wrong with them where something is drawn.
    pub(super) faults: Vec<UsageError>,
}

impl Themes {
    /// The theme with this name: one that trackside has, or the base of one of these with that.
    pub(super) fn named(&self, name: &str) -> Option<(ThemeName, Option<Arc<OwnTheme>>)> {
        let built_in = ThemeName::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, theme)| (theme, None));
        let own = || self.all.iter().find(|own| own.name.raw() == name).map(|own| (own.base, Some(Arc::clone(own))));
        built_in.or_else(own)
    }

    /// The names of all themes.
    pub(super) fn names(&self) -> String {
        let own = self.all.iter().map(|own| shown(own.name.raw()));
        let names: Vec<String> = ThemeName::ALL.iter().map(|(name, _)| (*name).to_owned()).chain(own).collect();
        cut(&names.join(", "), LIST_CELLS)
    }
}

/// What stands below `[themes]`; what is wrong of it is noted, or kept.
pub(super) fn read(file: &File, themes: &DeTable) -> Themes {
    let mut found = Themes::default();
    for (key, value) in in_order(themes) {
        let own = file.sound(theme(file, key, value.get_ref(), &mut found.faults)).flatten();
        found.all.extend(own.map(Arc::new));
    }
    found
}

/// The names of the themes in a config file's text, in its order; none where it is no TOML.
pub(super) fn names(text: &str) -> Vec<String> {
    let Ok(root) = DeTable::parse(text) else { return Vec::new() };
    let Some(DeValue::Table(themes)) = root.get_ref().get(THEMES).map(Spanned::get_ref) else { return Vec::new() };
    in_order(themes).into_iter().map(|(key, _)| key.get_ref().clone().into_owned()).collect()
}

/// `None` for one that cannot have its name, which is in `faults`.
fn theme(
    file: &File,
    key: &Spanned<DeString>,
    value: &DeValue,
    faults: &mut Vec<UsageError>,
) -> Result<Option<OwnTheme>, UsageError> {
    file.no_secret(key)?;
    let DeValue::Table(entries) = value else {
        return Err(file.wrong_type(key, "a table such as [themes.mine]", value));
    };
    let (name, line) = (key.get_ref().as_ref(), file.line(key.span().start));
    let has_name = match refused_name(name) {
        Some(reason) if name.trim().is_empty() => Err(UsageError::about(&line, reason)),
        Some(reason) => Err(file.refusal(key, reason)),
        None => Ok(()),
    };
    let is_named = has_name.map_err(|fault| faults.push(fault)).is_ok();
    let (base, base_line, painted) = (ThemeName::Ansi, None, Vec::new());
    let mut own = OwnTheme { name: Label::from(name), line, base, base_line, painted };
    for (key, value) in in_order(entries) {
        file.sound(entry(file, (key, value.get_ref()), &mut own, faults));
    }
    Ok(is_named.then_some(own))
}

fn refused_name(name: &str) -> Option<&'static str> {
    let is_taken = |(known, _): &(&str, ThemeName)| known.eq_ignore_ascii_case(name.trim());
    if name.trim().is_empty() {
        return Some("a theme needs a name");
    }
    ThemeName::ALL.iter().any(is_taken).then_some("trackside has a theme of this name; write another name")
}

fn entry(
    file: &File,
    (key, value): (&Spanned<DeString>, &DeValue),
    own: &mut OwnTheme,
    faults: &mut Vec<UsageError>,
) -> Result<(), UsageError> {
    file.no_secret(key)?;
    let line = file.line(key.span().start);
    if key.get_ref().as_ref() == BASE {
        let name = value.as_str().ok_or_else(|| file.wrong_type(key, "the name of a theme in quotes", value))?;
        let bases = bases();
        if let Some((_, base)) = bases.iter().find(|(known, _)| *known == name) {
            (own.base, own.base_line) = (*base, Some(line));
        } else {
            let names: Vec<&str> = bases.iter().map(|(name, _)| *name).collect();
            let reason = format!("there is no such base; known are {}", names.join(", "));
            faults.push(file.refusal(key, &reason));
        }
        return Ok(());
    }
    let part = ThemePart::ALL.into_iter().find(|(name, _)| *name == key.get_ref().as_ref());
    let (_, part) = part.ok_or_else(|| file.refusal(key, &no_such_part()))?;
    let written = match value {
        DeValue::String(text) => text.clone().into_owned(),
        DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| number.to_string(), |number| number.to_string()),
        _ => return Err(file.wrong_type(key, "a colour in quotes, or a number from 0 to 255", value)),
    };
    let paint = paint(part, &written).map_err(|reason| faults.push(file.refusal(key, &reason))).ok();
    own.painted.push(Painted { part, line, paint, written: Label::from(written) });
    Ok(())
}

/// What a theme can be painted over. What another answer decides is none of it.
fn bases() -> Vec<(&'static str, ThemeName)> {
    ThemeName::ALL.into_iter().filter(|(_, base)| *base != ThemeName::Auto).collect()
}

fn no_such_part() -> String {
    let names: Vec<&str> = ThemePart::ALL.iter().map(|(name, _)| *name).collect();
    format!("there is no such role; known are {}, and {BASE}", names.join(", "))
}

/// How text is painted, from a colour, attributes behind it, or both.
fn paint(part: ThemePart, written: &str) -> Result<Paint, String> {
    let mut paint = Paint::default();
    for word in written.split_whitespace() {
        match (colour(word), Attribute::ALL.into_iter().find(|(name, _)| *name == word)) {
            (Some(_), _) if paint.colour.is_some() => return Err(TWO_COLOURS.to_owned()),
            (Some(colour), _) => paint.colour = Some(colour),
            (None, Some((_, attribute))) => paint.attributes.get_or_insert_default().push(attribute),
            (None, None) if word == PLAIN => drop(paint.attributes.get_or_insert_default()),
            // In the colour's place a colour was meant, whatever else may stand there.
            (None, None) if paint == Paint::default() => return Err(NO_COLOUR.to_owned()),
            (None, None) => return Err(no_such_attribute()),
        }
    }
    match (part.is_ground(), &paint) {
        (true, Paint { attributes: Some(_), .. }) => Err(NO_ATTRIBUTE.to_owned()),
        (_, Paint { colour: None, attributes: None }) => Err(NO_COLOUR.to_owned()),
        _ => Ok(paint),
    }
}

fn no_such_attribute() -> String {
    let names: Vec<&str> = Attribute::ALL.iter().map(|(name, _)| *name).collect();
    format!("there is no such attribute; known are {}, {PLAIN}", names.join(", "))
}

fn colour(word: &str) -> Option<Colour> {
    if let Some(digits) = word.strip_prefix('#') {
        let is_whole = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_whole.then(|| u32::from_str_radix(digits, 16).ok())??;
        let [_, rgb @ ..] = number.to_be_bytes();
        return Some(Colour::Rgb(rgb));
    }
    let of_name = SIXTEEN.iter().position(|name| *name == word).and_then(|index| u8::try_from(index).ok());
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    of_name.or_else(|| word.parse().ok().filter(|_| is_number)).map(Colour::Indexed)
}
