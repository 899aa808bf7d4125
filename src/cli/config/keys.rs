//! What `[keys]` counts, in rows as the settings have them.

use crate::domain::Label;
use crate::options::{Counted, KeyReview, KeyWish, KeyWishes, Origin};

/// The preset, and each command that is asked for; nothing where there is no such table.
pub(super) fn rows(asked: &KeyWishes, review: &KeyReview) -> Vec<Counted> {
    if *asked == KeyWishes::default() {
        return Vec::new();
    }
    let row = |name: &str, value: Option<String>, line: Option<&str>| Counted {
        setting: format!("keys.{name}"),
        is_refused: value.is_none(),
        value: value.map(Label::from),
        origin: if line.is_some() { Origin::File } else { Origin::Default },
        by: line.map(str::to_owned),
        behind: None,
    };
    let preset = row("preset", Some(asked.preset.name().to_owned()), asked.preset_line.as_deref());
    // What is refused may be a secret in the wrong place.
    let value = |wish: &KeyWish| review.faults.is_empty().then(|| keys_of(wish));
    let wishes = asked.wishes.iter().map(|wish| row(&name_of(wish), value(wish), Some(&wish.line)));
    std::iter::once(preset).chain(wishes).collect()
}

fn name_of(wish: &KeyWish) -> String {
    let screen = wish.screen.as_ref().map(|screen| format!("{}.", screen.safe())).unwrap_or_default();
    format!("{screen}{}", wish.command.safe())
}

fn keys_of(wish: &KeyWish) -> String {
    if wish.keys.is_empty() {
        return "none".to_owned();
    }
    wish.keys.iter().map(|key| key.raw().to_owned()).collect::<Vec<String>>().join(" ")
}
