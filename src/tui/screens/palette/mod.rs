//! The palette: every command of the program, the views, the profiles and the runners in one list, narrowed by what is typed.
//!
//! What is listed changes with keys alone: a poll neither moves the bar to another entry nor puts one in between. Whether a
//! command can be taken follows the screen below all the time.
//!
//! ```text
//! fuzzy.rs    whether and how well a text matches: the only nucleo
//! found.rs    which entries match, best first
//! offers.rs   the commands, and whether they can be taken
//! recent.rs   what was chosen last
//! view.rs     what the popup shows
//! ```

mod found;
mod fuzzy;
pub mod offers;
pub mod recent;
mod view;

use std::sync::Arc;

use tui_input::InputRequest;

use crate::account::Accounts;
use crate::account::table::Views;
use crate::domain::{Named, RunnerKey};
use crate::tui::command::Command;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::entry::Entry;
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::refusal::GONE;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::field::Field;
use found::{Among, Found, Hit};
use fuzzy::Fuzzy;
use offers::{Offer, Standing};

pub use view::subject;

/// Characters of what is typed, at the most.
const TYPED: usize = 100;

/// The screen below, as it was when the palette was opened.
#[derive(Clone, Debug)]
pub struct Below {
    /// Where its keys go.
    pub context: Context,
    /// The runner under its bar, or whose details it shows.
    pub runner: Option<RunnerKey>,
    /// How the runner is named, also once it is gone.
    pub named: Option<Named>,
    /// How many runners are marked there.
    pub marks: usize,
}

/// The state of the palette.
#[derive(Clone, Debug)]
pub struct State {
    below: Below,
    input: Field,
    /// What was searched for.
    searched: String,
    fuzzy: Fuzzy,
    offers: Vec<Offer>,
    views: Arc<Views>,
    /// What was chosen last, and can be chosen here.
    recent: Vec<Entry>,
    found: Found,
    cursor: usize,
    /// Another number whenever another entry may be under the bar.
    turn: usize,
}

impl State {
    /// Over this screen, with the commands in their order and nothing typed.
    pub fn over(below: Below, offers: Vec<Offer>, views: Arc<Views>, recent: &[Entry], accounts: &Accounts) -> Self {
        let is_of_use = |entry: &&Entry| match entry {
            Entry::Command(command) => {
                offers.iter().any(|offer| offer.command() == *command && offer.standing.is_ready())
            }
            Entry::Runner(key) => accounts.at(key).is_some(),
            Entry::View(_) | Entry::Profile(_) => true,
        };
        let recent: Vec<Entry> = recent.iter().filter(is_of_use).cloned().collect();
        let found = Found::everything(&recent, Among { offers: &offers, views: &views, accounts });
        Self {
            below,
            input: Field::new(TYPED),
            searched: String::new(),
            fuzzy: Fuzzy::default(),
            offers,
            views,
            recent,
            found,
            cursor: 0,
            turn: 0,
        }
    }

    /// The screen below, as it was then.
    pub fn below(&self) -> &Below {
        &self.below
    }

    /// Another number whenever another entry may be under the bar.
    pub fn turn(&self) -> usize {
        self.turn
    }

    /// Everything that is listed, in order; for tests.
    pub fn listed(&self) -> impl Iterator<Item = &Entry> {
        self.found.hits.iter().map(|hit| &hit.entry)
    }

    /// What is typed.
    pub fn typed(&self) -> &str {
        self.input.value()
    }

    /// How many entries match, listed or not.
    pub fn total(&self) -> usize {
        self.found.total
    }

    /// What is under the bar; `None` where nothing matches.
    pub fn under_bar(&self) -> Option<&Entry> {
        self.hit().map(|hit| &hit.entry)
    }

    fn hit(&self) -> Option<&Hit> {
        self.found.hits.get(self.cursor)
    }

    /// Edits what is typed.
    pub fn edit(&mut self, request: InputRequest) {
        self.input.edit(request);
    }

    /// Puts pasted text in.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text.trim_end_matches(['\r', '\n']));
    }

    /// Follows whether commands can be taken on the screen below. Their order stays.
    pub fn follow_below(&mut self, standing: impl Fn(&Offer) -> Standing) {
        for offer in &mut self.offers {
            offer.standing = standing(offer);
        }
    }

    /// Follows what was typed.
    pub fn follow_typed(&mut self, accounts: &Accounts) {
        let typed = self.input.value();
        if typed == self.searched {
            return;
        }
        let among = Among { offers: &self.offers, views: &self.views, accounts };
        if typed.trim().is_empty() {
            self.found = Found::everything(&self.recent, among);
        } else {
            self.found.search(typed, &mut self.fuzzy, among);
        }
        typed.clone_into(&mut self.searched);
        self.cursor = 0;
        self.turn += 1;
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command, scene: &Scene) -> Vec<Instruction> {
        let (page, last) = (view::rows(scene.area), self.found.hits.len().saturating_sub(1));
        let to = match command {
            Command::Up => self.cursor.saturating_sub(1),
            Command::Down => self.cursor + 1,
            Command::PageUp => self.cursor.saturating_sub(page),
            Command::PageDown => self.cursor + page,
            Command::Choose => return self.choose(scene),
            _ => return Vec::new(),
        };
        let to = to.min(last);
        if to != self.cursor {
            self.cursor = to;
            self.turn += 1;
        }
        Vec::new()
    }

    /// What cannot be taken says why, and the palette stays.
    fn choose(&self, scene: &Scene) -> Vec<Instruction> {
        let Some(entry) = self.under_bar() else { return Vec::new() };
        match self.standing(entry, scene.accounts).sentence() {
            Some(sentence) => vec![Instruction::Notify(format!("{sentence}."))],
            None => vec![Instruction::Take(entry.clone())],
        }
    }

    /// Whether an entry can be taken.
    fn standing(&self, entry: &Entry, accounts: &Accounts) -> Standing {
        match entry {
            Entry::Command(command) => {
                let offer = self.offers.iter().find(|offer| offer.command() == *command);
                offer.map_or(Standing::Ready, |offer| offer.standing.clone())
            }
            Entry::Profile(id) => {
                let refusal = accounts.profile(*id).refusal.as_ref();
                refusal.map_or(Standing::Ready, |refusal| Standing::Not(format!("Cannot be opened: {refusal}").into()))
            }
            Entry::Runner(key) if accounts.at(key).is_none() => Standing::Not(GONE.into()),
            Entry::View(_) | Entry::Runner(_) => Standing::Ready,
        }
    }
}
