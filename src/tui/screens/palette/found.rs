//! [`Found`]: which entries match what was typed, best first. Worked out once a key: of many runners in two steps, roughly for
//! all and exactly for the best, and of those that matched before where only more was typed.

use std::cmp::Reverse;

use super::fuzzy::Fuzzy;
use super::offers::Offer;
use crate::account::Accounts;
use crate::account::fleet::Row;
use crate::account::table::Views;
use crate::domain::{AccountId, Label};
use crate::tui::screens::parts::entry::Entry;

/// So many of those that match roughly best are looked at exactly.
const LOOKED_AT: usize = 1_000;
/// Of fewer letters many names have a word that begins so.
const LEAST_OF_A_NAME: usize = 3;
/// What a whole name comes to, and what begins one: more than letters that are scattered ever do.
const EXACT: u32 = u32::MAX;
const BEGINS: u32 = EXACT - 2;
/// So many are listed; the others are counted.
const LISTED: usize = 300;

/// An entry that is listed.
#[derive(Clone, Debug)]
pub struct Hit {
    /// What it is.
    pub entry: Entry,
    /// The text of a runner, a profile or a view when it was found.
    pub name: Option<Label>,
    /// The characters of its text that match, by their numbers.
    pub letters: Vec<u32>,
    /// The same of a command's name.
    pub name_letters: Vec<u32>,
}

/// Where an entry is looked up. In this order they stand where nothing else decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Place {
    Offer(usize),
    View(usize),
    Profile(AccountId),
    /// By its index into the rows of its account, valid for the generation it was found in.
    Runner(AccountId, u32),
}

/// What can be found.
#[derive(Clone, Copy)]
pub struct Among<'a> {
    /// The commands.
    pub offers: &'a [Offer],
    /// The views of the config file.
    pub views: &'a Views,
    /// The accounts with their runners and profiles.
    pub accounts: &'a Accounts,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What is listed, best first.
    pub hits: Vec<Hit>,
    /// How many match.
    pub total: usize,
    query: String,
    generation: u64,
    /// All that match.
    places: Vec<Place>,
}

impl Found {
    /// With nothing typed: `recent`, then the commands, the views and the profiles in their order. Runners only once something is typed.
    pub fn everything(recent: &[Entry], among: Among) -> Self {
        let commands = among.offers.iter().map(|offer| Entry::Command(offer.command()));
        let views = among.views.all.iter().map(|view| Entry::View(view.name.clone()));
        let profiles = among.accounts.ids().map(Entry::Profile);
        let others = commands.chain(views).chain(profiles).filter(|entry| !recent.contains(entry));
        let hits: Vec<Hit> = recent.iter().cloned().chain(others).map(|entry| plain(entry, among.accounts)).collect();
        Self { total: hits.len(), hits, ..Self::default() }
    }

    /// What matches `query`, which has a word at least. Only what matched before is looked at, where that had to be so.
    pub fn search(&mut self, query: &str, fuzzy: &mut Fuzzy, among: Among) {
        fuzzy.search_for(query);
        let generation = among.accounts.generation();
        let is_narrower = !self.query.is_empty() && query.starts_with(&self.query) && generation == self.generation;
        let rough = |place: Place| Some((score(place, query, among, |text| fuzzy.roughly(text))?, place));
        let mut scored: Vec<(u32, Place)> = if is_narrower {
            std::mem::take(&mut self.places).into_iter().filter_map(rough).collect()
        } else {
            every_place(among).filter_map(rough).collect()
        };
        self.places = scored.iter().map(|(_, place)| *place).collect();
        (self.total, self.generation) = (scored.len(), generation);
        query.clone_into(&mut self.query);
        best(&mut scored, LOOKED_AT, among);
        for (exact, place) in &mut scored {
            *exact = score(*place, query, among, |text| fuzzy.score(text)).unwrap_or(*exact);
        }
        best(&mut scored, LISTED, among);
        scored.sort_unstable_by_key(|scored| rank(scored, among));
        self.hits = scored.into_iter().filter_map(|(_, place)| hit(place, fuzzy, among)).collect();
    }
}

/// Leaves the best `number`, in no order.
fn best(scored: &mut Vec<(u32, Place)>, number: usize, among: Among) {
    if scored.len() > number {
        scored.select_nth_unstable_by_key(number, |scored| rank(scored, among));
        scored.truncate(number);
    }
}

/// What stands first: what matches best, then what can be taken, then commands before views before profiles before runners.
fn rank(&(score, place): &(u32, Place), among: Among) -> (Reverse<u32>, bool, Place) {
    let is_ready = match place {
        Place::Offer(index) => among.offers.get(index).is_some_and(|offer| offer.standing.is_ready()),
        Place::Profile(id) => among.accounts.profile(id).refusal.is_none(),
        Place::View(_) | Place::Runner(..) => true,
    };
    (Reverse(score), !is_ready, place)
}

fn every_place(among: Among<'_>) -> impl Iterator<Item = Place> {
    let commands = (0..among.offers.len()).map(Place::Offer);
    let views = (0..among.views.all.len()).map(Place::View);
    let profiles = among.accounts.ids().map(Place::Profile);
    let runners = among.accounts.iter().flat_map(move |account| {
        // Of two accounts that are the same the rows of one stand under the other.
        let other = among.accounts.same_as(account.id()).and_then(|id| among.accounts.get(id));
        let is_shown = move |row: &Row| other.is_none_or(|other| other.fleet().find(&row.runner.id).is_none());
        let listed = account.fleet().listed().filter(move |listed| is_shown(listed.row));
        listed.map(move |listed| Place::Runner(account.id(), listed.index))
    });
    commands.chain(views).chain(profiles).chain(runners)
}

/// How well what stands there matches, as `of_text` has it; of a command the better of what it does and its name, which stands
/// before all else where it is typed in full.
fn score(place: Place, query: &str, among: Among, mut of_text: impl FnMut(&str) -> Option<u32>) -> Option<u32> {
    let name = match place {
        Place::Offer(index) => {
            let offer = among.offers.get(index)?;
            let name = offer.command().name();
            return by_name(name, query).or_else(|| of_text(offer.help()).max(of_text(name)));
        }
        Place::View(index) => among.views.all.get(index)?.name.safe(),
        Place::Profile(id) => among.accounts.label(id),
        Place::Runner(account, index) => among.accounts.row(account, index)?.runner.name.safe(),
    };
    by_text(name, query).or_else(|| of_text(name))
}

/// How well what is typed is the name of a command, or begins it or a word of it: that stands before all that has the letters
/// somewhere.
fn by_name(name: &str, query: &str) -> Option<u32> {
    let typed = query.trim().to_lowercase().replace(' ', "-");
    // What a command opens or toggles is what people call it.
    let is_called_so = || ["open-", "toggle-"].iter().any(|verb| name.strip_prefix(verb) == Some(&typed));
    let begins_a_word = || name.match_indices('-').any(|(at, _)| name[at + 1..].starts_with(&typed));
    // `operations` means what `open-operation` does.
    let is_plural = || typed.strip_suffix('s').is_some_and(|one| name.ends_with(&format!("-{one}")));
    match () {
        () if name == typed => Some(EXACT),
        () if typed.len() < LEAST_OF_A_NAME => None,
        () if is_called_so() => Some(EXACT - 1),
        () if name.starts_with(&typed) => Some(BEGINS),
        () if begins_a_word() || is_plural() => Some(BEGINS - 1),
        () => None,
    }
}

/// The same of the name of a view, a profile or a runner.
fn by_text(name: &str, query: &str) -> Option<u32> {
    let typed = query.trim();
    let is_beginning = name.get(..typed.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(typed));
    match is_beginning {
        true if name.len() == typed.len() => Some(EXACT),
        true if typed.len() >= LEAST_OF_A_NAME => Some(BEGINS),
        _ => None,
    }
}

fn hit(place: Place, fuzzy: &mut Fuzzy, among: Among) -> Option<Hit> {
    let entry = match place {
        Place::Offer(index) => Entry::Command(among.offers.get(index)?.command()),
        Place::View(index) => Entry::View(among.views.all.get(index)?.name.clone()),
        Place::Profile(id) => Entry::Profile(id),
        Place::Runner(account, index) => Entry::Runner(among.accounts.row(account, index)?.key()),
    };
    let mut hit = plain(entry, among.accounts);
    match (&hit.name, place) {
        (Some(name), _) => hit.letters = fuzzy.letters(name.safe()),
        (None, Place::Offer(index)) => {
            let offer = among.offers.get(index)?;
            let (help, name) = (offer.help(), offer.command().name());
            if fuzzy.score(help).is_some() {
                hit.letters = fuzzy.letters(help);
            }
            if fuzzy.score(name).is_some() {
                hit.name_letters = fuzzy.letters(name);
            }
        }
        _ => {}
    }
    Some(hit)
}

/// An entry with nothing marked in it.
fn plain(entry: Entry, accounts: &Accounts) -> Hit {
    let name = match &entry {
        Entry::Command(_) => None,
        Entry::View(name) => Some(name.clone()),
        Entry::Profile(id) => Some(Label::from(accounts.label(*id))),
        Entry::Runner(key) => Some(accounts.at(key).map(|row| row.runner.name.clone()).unwrap_or_default()),
    };
    Hit { entry, name, letters: Vec::new(), name_letters: Vec::new() }
}
