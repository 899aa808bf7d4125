//! [`Offer`]: a command of the table of keys in the palette, once, whatever the number of screens that have it; and whether
//! it can be taken now.

use std::borrow::Cow;

use crate::terminal::input::Chord;
use crate::text::words::capitalised;
use crate::tui::command::Command;
use crate::tui::keymap::{Binding, Context, Keymap};

/// A command that the palette has.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Its entry of the table: that of the screen below, where that has one.
    pub binding: &'static Binding,
    /// The key to show; `None` where it has none.
    pub key: Option<Chord>,
    /// Whether the screen below takes it, or every screen does.
    pub is_here: bool,
    /// Whether it can be taken now.
    pub standing: Standing,
}

/// Whether something can be taken now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It can.
    Ready,
    /// Not now, for this reason.
    Not(Cow<'static, str>),
    /// Only on another screen.
    Elsewhere(Context),
}

impl Standing {
    /// Whether it can be taken.
    pub fn is_ready(&self) -> bool {
        *self == Self::Ready
    }

    /// Why not, in a few words; `None` where it can.
    pub fn reason(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Ready => None,
            Self::Not(reason) => Some(reason.clone()),
            Self::Elsewhere(context) => Some(context.title().into()),
        }
    }

    /// The same as a sentence without a full stop.
    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::Elsewhere(context) => Some(format!("Only in {}", context.title())),
            other => other.reason().map(|reason| capitalised(&reason)),
        }
    }
}

impl Offer {
    /// The command.
    pub fn command(&self) -> Command {
        self.binding.command
    }

    /// What it does, in words.
    pub fn help(&self) -> &'static str {
        self.binding.help
    }
}

/// Every command of the program: those of `context` first, then those of every screen, then all others; in the order of
/// the table.
pub fn all(keymap: &Keymap, context: Context) -> Vec<Offer> {
    let others = Context::ALL.into_iter().filter(|other| !matches!(*other, Context::Everywhere) && *other != context);
    let mut offers: Vec<Offer> = Vec::new();
    for of in [context, Context::Everywhere].into_iter().chain(others) {
        let is_here = of == context || of == Context::Everywhere;
        for bound in keymap.own(of) {
            let binding = bound.binding;
            if offers.iter().all(|offer| offer.command() != binding.command) {
                let key = keymap.key(if is_here { context } else { of }, binding.command);
                let standing = if is_here { Standing::Ready } else { Standing::Elsewhere(of) };
                offers.push(Offer { binding, key, is_here, standing });
            }
        }
    }
    offers
}
