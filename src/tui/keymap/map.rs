//! [`Keymap`]: what each key means in this run.

use std::sync::Arc;

use super::{BINDINGS, Binding, Context};
use crate::terminal::input::Chord;
use crate::tui::command::Command;
use crate::tui::ui::field;

/// An entry of the table with the keys that mean it now.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The entry; its own keys are the defaults.
    pub binding: &'static Binding,
    /// The keys, the one to show first.
    pub keys: Vec<Chord>,
}

/// A key that was asked for and may never arrive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lossy {
    /// Where the config file asks for it: `file:line: command`, safe to print.
    pub at: String,
    /// Which key may not arrive, and why: a sentence without a full stop.
    pub reason: String,
}

/// The keys that count in this run. Copies share what they hold.
#[derive(Clone, Debug)]
pub struct Keymap(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// By context: its own entries.
    own: Vec<Vec<Bound>>,
    /// By context: the entries that count there, with the keys that mean them there.
    counting: Vec<Vec<Bound>>,
    lossy: Vec<Lossy>,
}

impl Default for Keymap {
    /// The keys of the table.
    fn default() -> Self {
        let bound = |binding: &'static Binding| Bound { binding, keys: binding.keys.to_vec() };
        Self::of(BINDINGS.iter().map(bound).collect(), Vec::new())
    }
}

impl Keymap {
    pub(super) fn of(rows: Vec<Bound>, lossy: Vec<Lossy>) -> Self {
        let mut own: Vec<Vec<Bound>> = vec![Vec::new(); Context::ALL.len()];
        for row in rows {
            own[row.binding.context as usize].push(row);
        }
        let mut counting = vec![Vec::new(); Context::ALL.len()];
        for context in Context::ALL {
            counting[context as usize] = counting_in(context, &own);
        }
        Self(Arc::new(Inner { own, counting, lossy }))
    }

    /// What `chord` means in `context`: the context's own binding, else the one that counts everywhere.
    pub fn lookup(&self, context: Context, chord: Chord) -> Option<Command> {
        let in_context = |wanted: Context| self.own(wanted).iter().find(|bound| bound.keys.contains(&chord));
        in_context(context).or_else(|| in_context(Context::Everywhere)).map(|bound| bound.binding.command)
    }

    /// The bindings that have a key in `context`, its own first, each with the keys that mean it there: where text is typed, a
    /// key that edits is none, and neither is one that the context has for something else.
    pub fn bindings_of(&self, context: Context) -> &[Bound] {
        &self.0.counting[context as usize]
    }

    /// The context's own bindings with all of their keys, also those that have none.
    pub fn own(&self, context: Context) -> &[Bound] {
        &self.0.own[context as usize]
    }

    /// The keys that the config file asks for and that may never arrive.
    pub fn lossy(&self) -> &[Lossy] {
        &self.0.lossy
    }
}

fn counting_in(context: Context, all: &[Vec<Bound>]) -> Vec<Bound> {
    let own = &all[context as usize];
    let edits = |chord: &Chord| context.takes_text() && field::request(*chord).is_some();
    let is_taken = |chord: &Chord| own.iter().any(|bound| bound.keys.contains(chord));
    let usable = |bound: &Bound, is_own: bool| {
        let keys = bound.keys.iter().copied().filter(|chord| !edits(chord) && (is_own || !is_taken(chord)));
        let keys: Vec<Chord> = keys.collect();
        (!keys.is_empty()).then_some(Bound { keys, ..*bound })
    };
    let shared = if context == Context::Everywhere { &[][..] } else { &all[Context::Everywhere as usize] };
    let own = own.iter().filter_map(|bound| usable(bound, true));
    own.chain(shared.iter().filter_map(|bound| usable(bound, false))).collect()
}
