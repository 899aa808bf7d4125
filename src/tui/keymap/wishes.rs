//! What `[keys]` of the config file asks for, to a [`Keymap`]; or all that is wrong with it.
//!
//! A command has the keys of `[keys]` on every screen where it has keys of its own, and those of `[keys.SCREEN]` on that
//! screen, which count more. What is written takes the place of the command's keys there, but for those that nobody can
//! give away: enter, esc, ctrl-c and the two arrows stay where the table has them, and can be put nowhere else.

use super::clashes;
use super::map::{Bound, Keymap, Lossy};
use super::{BINDINGS, Binding, Context, presets, spelt};
use crate::domain::{Action, Label};
use crate::options::{KeyPreset, KeyReview, KeyWish, KeyWishes};
use crate::terminal::input::{Chord, Key};
use crate::tui::command::Command;

/// The most slips of the fingers that a name is known by.
const MOST_SLIPS: usize = 3;

/// Who gave an entry its keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Table,
    Preset,
    /// The wish at this place.
    Wish(usize),
}

/// An entry of the table, with the keys that it has so far.
pub(super) struct Row {
    pub(super) binding: &'static Binding,
    pub(super) keys: Vec<Chord>,
    pub(super) by: By,
}

impl Keymap {
    /// The keys of the table, with what the config file asks for.
    ///
    /// # Errors
    ///
    /// All that is wrong with that, in the order of the file: lines that name file, line and command.
    pub fn read(asked: &KeyWishes) -> Result<Self, Vec<String>> {
        let mut rows = rows(asked.preset);
        let mut faults: Vec<(usize, String)> = Vec::new();
        // What is said of one screen counts more.
        let (of_one, of_all): (Vec<_>, Vec<_>) =
            asked.wishes.iter().enumerate().partition(|(_, wish)| wish.screen.is_some());
        for (index, wish) in of_all.into_iter().chain(of_one) {
            if let Err(reason) = grant(wish, index, &mut rows) {
                faults.push((index, format!("{}: {reason}", wish.at)));
            }
        }
        faults.extend(clashes::all(&rows, asked));
        faults.sort_by_key(|(index, _)| *index);
        if !faults.is_empty() {
            return Err(faults.into_iter().map(|(_, fault)| fault).collect());
        }
        let lossy = lossy(&rows, asked);
        Ok(Self::of(rows.into_iter().map(|row| Bound { binding: row.binding, keys: row.keys }).collect(), lossy))
    }
}

/// What is to be said of the keys that the config file asks for, for a face that has none.
pub fn review(asked: &KeyWishes) -> KeyReview {
    match Keymap::read(asked) {
        Ok(keymap) => {
            let warning = |lossy: &Lossy| format!("{}: {}.", lossy.at, lossy.reason);
            KeyReview { warnings: keymap.lossy().iter().map(warning).collect(), faults: Vec::new() }
        }
        Err(faults) => KeyReview { warnings: Vec::new(), faults },
    }
}

fn rows(preset: KeyPreset) -> Vec<Row> {
    let row = |binding: &'static Binding| {
        let of_preset = presets::of(preset)
            .iter()
            .find(|(context, command, _)| *context == binding.context && *command == binding.command);
        let (keys, by) = of_preset.map_or((binding.keys, By::Table), |(_, _, keys)| (*keys, By::Preset));
        Row { binding, keys: keys.to_vec(), by }
    };
    BINDINGS.iter().map(row).collect()
}

/// Gives a command the keys that are asked for, wherever that is meant.
fn grant(wish: &KeyWish, index: usize, rows: &mut [Row]) -> Result<(), String> {
    let meant = meant(wish)?;
    let chords = chords(wish)?;
    for chord in &chords {
        if is_reserved(*chord) && !meant.iter().any(|binding| binding.keys.contains(chord)) {
            return Err(format!("{chord} keeps its meaning; leave this key out"));
        }
        if let Some(binding) = meant.iter().find(|binding| asks(binding) && answers(*chord)) {
            let name = binding.command.name();
            return Err(format!("{chord} answers or chooses in the question of {name}; write another key"));
        }
    }
    for row in rows.iter_mut().filter(|row| meant.iter().any(|binding| std::ptr::eq(*binding, row.binding))) {
        row.keys = with_reserved(row.binding, &chords);
        row.by = By::Wish(index);
    }
    Ok(())
}

/// The entries of the table whose keys are asked for; at least one.
fn meant(wish: &KeyWish) -> Result<Vec<&'static Binding>, String> {
    let name = wish.command.raw();
    let all: Vec<&Binding> = BINDINGS.iter().filter(|binding| binding.command.name() == name).collect();
    if all.is_empty() {
        let names = BINDINGS.iter().map(|binding| binding.command.name());
        return Err(no_such("command", name, names));
    }
    let screen = wish.screen.as_ref().map(context).transpose()?;
    let here: Vec<&Binding> =
        all.iter().copied().filter(|binding| screen.is_none_or(|screen| binding.context == screen)).collect();
    if here.is_empty() {
        let mut screens: Vec<&str> = all.iter().map(|binding| binding.context.name()).collect();
        screens.dedup();
        return Err(format!("this screen has no such command; these have: {}", screens.join(", ")));
    }
    let free: Vec<&Binding> = here.into_iter().filter(|binding| !binding.keeps_its_keys()).collect();
    if free.is_empty() {
        return Err("questions and text fields keep their keys, and so does ctrl-c; leave this out".to_owned());
    }
    Ok(free)
}

fn context(screen: &Label) -> Result<Context, String> {
    let found = Context::ALL.into_iter().find(|context| context.name() == screen.raw());
    found.ok_or_else(|| no_such("screen", screen.raw(), Context::ALL.into_iter().map(Context::name)))
}

/// That a name is none, with the nearest one that is.
fn no_such(what: &str, name: &str, known: impl Iterator<Item = &'static str>) -> String {
    let distance = |known: &str| strsim::osa_distance(&name.to_lowercase(), known);
    match known.min_by_key(|known| distance(known)) {
        Some(nearest) if distance(nearest) <= MOST_SLIPS => format!("there is no such {what}; did you mean {nearest}?"),
        _ => format!("there is no such {what}; docs/keys.md lists the names"),
    }
}

/// The keys of a wish, none twice.
fn chords(wish: &KeyWish) -> Result<Vec<Chord>, String> {
    let mut chords = Vec::new();
    for (number, text) in (1..).zip(&wish.keys) {
        let place = if wish.keys.len() > 1 { format!("key {number} of {}: ", wish.keys.len()) } else { String::new() };
        let chord = spelt(text.raw()).map_err(|reason| format!("{place}{reason}"))?;
        if !chords.contains(&chord) {
            chords.push(chord);
        }
    }
    Ok(chords)
}

/// Whether nobody can give a key away: it leaves, ends or takes something, or comes of a turn of the mouse wheel.
pub(super) fn is_reserved(chord: Chord) -> bool {
    matches!(chord.key, Key::Enter | Key::Esc)
        || chord == Chord::ctrl('c')
        || chord == Chord::plain(Key::Up)
        || chord == Chord::plain(Key::Down)
}

/// What is asked for, as far as it may be, and behind it what the table has and nobody can give away.
fn with_reserved(binding: &Binding, chords: &[Chord]) -> Vec<Chord> {
    let allowed = chords.iter().copied().filter(|chord| !is_reserved(*chord) || binding.keys.contains(chord));
    let kept = binding.keys.iter().copied().filter(|chord| is_reserved(*chord) && !chords.contains(chord));
    allowed.chain(kept).collect()
}

/// Whether the command opens a question, in which the same key pressed once more must do nothing.
fn asks(binding: &Binding) -> bool {
    use Command as C;
    match binding.command {
        C::Act(action) => !matches!(action, Action::Details | Action::TestConnectivity),
        C::Change | C::ToggleAutoUpdate | C::RemoveEntry | C::RemoveAll | C::Regenerate | C::Choose => true,
        _ => false,
    }
}

/// Whether a key does what a question asks, or moves to the answer that does.
fn answers(chord: Chord) -> bool {
    use Command as C;
    let is_answer = |binding: &&Binding| {
        matches!(binding.context, Context::Question | Context::Bulk)
            && matches!(binding.command, C::Yes | C::Other | C::NextTab | C::PreviousTab | C::Down | C::Up)
    };
    BINDINGS.iter().filter(is_answer).any(|binding| binding.keys.contains(&chord))
}

/// The keys that are asked for and that something between the keyboard and trackside may take.
fn lossy(rows: &[Row], asked: &KeyWishes) -> Vec<Lossy> {
    let mut found: Vec<(usize, Lossy)> = Vec::new();
    for row in rows {
        let By::Wish(index) = row.by else { continue };
        for chord in row.keys.iter().filter(|chord| !row.binding.keys.contains(chord)) {
            let Some(taker) = taker(*chord) else { continue };
            let lossy =
                Lossy { at: asked.wishes[index].at.clone(), reason: format!("{chord} may not arrive: {taker}") };
            if !found.iter().any(|(_, known)| *known == lossy) {
                found.push((index, lossy));
            }
        }
    }
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, lossy)| lossy).collect()
}

fn taker(chord: Chord) -> Option<&'static str> {
    Some(match (chord.key, chord.ctrl) {
        (Key::Char('a'), true) => "GNU screen has this key for itself",
        (Key::Char('b'), true) => "tmux has this key for itself",
        (Key::Char('s' | 'q'), true) => "some terminals stop and resume their output with this key",
        _ => return None,
    })
}
