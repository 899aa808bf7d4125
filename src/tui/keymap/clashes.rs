//! Two commands with one key where both count: refused, as one of them could not be reached.

use super::Context;
use super::wishes::{By, Row};
use crate::options::KeyWishes;
use crate::terminal::input::Chord;

/// Every clash that a wish is part of, by its place among the wishes, with its line.
pub(super) fn all(rows: &[Row], asked: &KeyWishes) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut seen = Vec::new();
    let free = Context::ALL.into_iter().filter(|context| !context.keeps_its_keys());
    for context in free {
        let own: Vec<&Row> = rows.iter().filter(|row| row.binding.context == context).collect();
        let shared =
            rows.iter().filter(|row| row.binding.context == Context::Everywhere && context != Context::Everywhere);
        let counting: Vec<&Row> = own.iter().copied().chain(shared).collect();
        for (place, one) in own.iter().enumerate() {
            for other in &counting[place + 1..] {
                let Some((index, chord)) = clash(one, other) else { continue };
                let (of_wish, other) = if one.by == By::Wish(index) { (one, other) } else { (other, one) };
                let what = (chord, of_wish.binding.command, other.binding.command);
                if !seen.contains(&what) {
                    seen.push(what);
                    found.push((index, line(index, chord, other, context, asked)));
                }
            }
        }
    }
    found
}

/// The key that two entries share, and the later of the wishes that made it so.
fn clash(one: &Row, other: &Row) -> Option<(usize, Chord)> {
    let place = |row: &Row| if let By::Wish(index) = row.by { Some(index) } else { None };
    let index = place(one).max(place(other))?;
    let is_same = one.binding.command == other.binding.command;
    // The table has some screens take a key for themselves that means something everywhere else.
    let is_tables = |chord: &Chord| one.binding.keys.contains(chord) && other.binding.keys.contains(chord);
    let shared = one.keys.iter().find(|chord| other.keys.contains(chord) && !is_tables(chord))?;
    (!is_same).then_some((index, *shared))
}

fn line(index: usize, chord: Chord, other: &Row, context: Context, asked: &KeyWishes) -> String {
    let (at, name) = (&asked.wishes[index].at, other.binding.command.name());
    let by = match other.by {
        By::Table => "by default".to_owned(),
        By::Preset => format!("by the preset {}", asked.preset.name()),
        By::Wish(other) => format!("by {}", asked.wishes[other].line),
    };
    format!("{at}: {chord} is {name} already, {by}, in {}; give one of them other keys, or [] for none", context.name())
}
