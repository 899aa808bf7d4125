//! The profiles: every account that can be opened, with the state of those that are; to open others in their place.

use std::collections::BTreeSet;

use crate::account::connection::LinkState;
use crate::account::{Account, Accounts};
use crate::domain::{AccountId, Moment, Status};
use crate::text;
use crate::text::words::{count, counted, sentence};
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::labels::Labels;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Piece, Role, chips, header};

/// Cells of the popup's content.
pub const WIDTH: u16 = 76;
/// Cells of a profile's name at the most, and of its region.
const NAME: usize = 20;
const REGION: usize = 6;
/// Below this width a line has the name and the state alone, and that in a few words.
const WIDE_FROM: usize = 60;

/// The state of the view.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The account under the bar.
    selected: AccountId,
    /// Those that are to be open, once something was marked.
    marked: Option<BTreeSet<AccountId>>,
}

impl State {
    /// The bar on `selected`.
    pub fn new(selected: AccountId) -> Self {
        Self { selected, marked: None }
    }

    /// Where the bar is.
    pub fn cursor(&self) -> usize {
        usize::from(self.selected.0)
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command, accounts: &Accounts) -> Vec<Instruction> {
        let last = accounts.ids().last().unwrap_or(AccountId::FIRST);
        let Self { selected: AccountId(at), .. } = *self;
        match command {
            Command::Up => self.selected = AccountId(at.saturating_sub(1)),
            Command::Down => self.selected = AccountId(at.saturating_add(1)).min(last),
            Command::Top => self.selected = AccountId::FIRST,
            Command::Bottom => self.selected = last,
            Command::ToggleMark => {
                if let Some(reason) = refusal(self.selected, accounts) {
                    return vec![Instruction::Notify(reason)];
                }
                let marked = self.marked.get_or_insert_with(|| marked_first(accounts));
                if !marked.remove(&self.selected) {
                    marked.insert(self.selected);
                }
                self.selected = AccountId(at.saturating_add(1)).min(last);
            }
            Command::Choose => {
                let chosen = self.chosen();
                if let Some(reason) = chosen.iter().find_map(|id| refusal(*id, accounts)) {
                    return vec![Instruction::Notify(reason)];
                }
                return vec![Instruction::Close, Instruction::OpenAccounts(chosen)];
            }
            Command::ReadSecret => return vec![Instruction::ReopenAccount(self.selected)],
            _ => {}
        }
        Vec::new()
    }

    /// Whether there is a secret to be read again: the account is open.
    pub fn can_read_secret(&self, accounts: &Accounts) -> bool {
        accounts.get(self.selected).is_some()
    }

    /// What Enter opens: those that are marked, else the one under the bar.
    fn chosen(&self) -> Vec<AccountId> {
        match &self.marked {
            Some(marked) if !marked.is_empty() => marked.iter().copied().collect(),
            _ => vec![self.selected],
        }
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'static> {
        let width = usize::from(scene.room(WIDTH));
        let title = vec![Piece::new("Profiles", Role::Title)];
        let labels = Labels::new(scene.accounts, NAME.min(width / 3), scene.symbols);
        let lines = scene.accounts.ids().map(|id| self.line(id, labels.of(id), width, scene)).collect();
        let (said, role) = self.about(scene);
        let trouble = scene.accounts.get(self.selected).and_then(|account| trouble(account, scene.now));
        let trouble = trouble.map(|trouble| (trouble, Role::Attention));
        let counts = self.counts(scene.accounts).map(|counts| (counts, Role::Text));
        let above = trouble.into_iter().chain(counts);
        let mut foot: Vec<Line> = above.flat_map(|(message, role)| wrapped(&message, role, width)).collect();
        foot.extend(self.what_it_is(labels.of(self.selected), scene).filter(|_| width < WIDE_FROM));
        foot.extend(wrapped(&said, role, width));
        Content { foot, ..Content::choices(WIDTH, title, lines, Some(self.cursor())) }
    }

    /// `✓ prod    eu1  READ-ONLY  updated 4s ago`.
    fn line(&self, id: AccountId, label: &str, width: usize, scene: &Scene) -> Line {
        let profile = scene.accounts.profile(id);
        let bar = if id == self.selected { scene.symbols.cursor } else { " " };
        let is_marked = self.marked.as_ref().is_some_and(|marked| marked.contains(&id));
        let mark = if is_marked { scene.symbols.marked } else { " " };
        let blanks = |cells: usize, text: &str| " ".repeat(cells.saturating_sub(text::width(text)) + 2);
        let shown = match profile.tint {
            Some(tint) => chips::name(label, Some(tint)),
            None => Piece::plain(format!(" {label} ")),
        };
        let blanks = blanks(NAME.min(width / 3), label);
        let mut line = vec![Piece::plain(format!("{bar}{mark}")), shown, Piece::plain(blanks)];
        if width >= WIDE_FROM {
            let region = profile.region.as_deref().unwrap_or_default();
            line.push(Piece::new(format!("{region:<REGION$}"), Role::Quiet));
            let word = if profile.is_read_only && profile.refusal.is_none() { "READ-ONLY" } else { "" };
            line.push(Piece::new(format!("{word:<11}"), Role::Title));
        }
        let room = if width >= WIDE_FROM { width.saturating_sub(pieces_width(&line)) } else { 0 };
        line.extend(match (scene.accounts.get(id), &profile.refusal) {
            (Some(account), _) => link(account, room, scene),
            (None, Some(_)) => vec![Piece::new("cannot be opened", Role::Bad)],
            (None, None) => vec![Piece::new("not open", Role::Quiet)],
        });
        line
    }

    /// What the line has no room for, and what the bar hides there: ` prod  eu1  READ-ONLY`, the name on its ground.
    fn what_it_is(&self, label: &str, scene: &Scene) -> Option<Line> {
        let profile = scene.accounts.profile(self.selected);
        let chip = profile.tint.map(|tint| chips::name(label, Some(tint)));
        let region = profile.region.as_deref().map(|region| Piece::new(region, Role::Quiet));
        let is_read_only = profile.is_read_only && profile.refusal.is_none();
        let read_only = is_read_only.then(|| Piece::new("READ-ONLY", Role::Title));
        let parts = [chip, region, read_only].into_iter().flatten();
        let line: Line = parts.flat_map(|piece| [piece, Piece::plain("  ")]).collect();
        (!line.is_empty()).then_some(line)
    }

    /// How many runners an open account has, and how many of them someone should look at.
    fn counts(&self, accounts: &Accounts) -> Option<String> {
        let counts = accounts.get(self.selected).filter(|account| account.fleet().is_complete())?.fleet().counts();
        let by_status = Status::DOCUMENTED.iter().map(|status| (counts.of(status), status.label().to_lowercase()));
        let named = [(counts.other, "other"), (counts.updates, "to update"), (counts.unsupported, "unsupported")];
        let all = by_status.chain(named.map(|(number, word)| (number, word.to_owned())));
        let told: Vec<String> =
            all.filter(|(number, _)| *number > 0).map(|(number, word)| format!("{} {word}", count(number))).collect();
        let runners = counted(counts.runners, "runner");
        Some(if told.is_empty() { format!("{runners}.") } else { format!("{runners}: {}.", told.join(", ")) })
    }

    /// What is to be mended, or what Enter does.
    fn about(&self, scene: &Scene) -> (String, Role) {
        let accounts = scene.accounts;
        if let Some(refusal) = &accounts.profile(self.selected).refusal {
            return (format!("Cannot be opened: {refusal}."), Role::Attention);
        }
        if let Some(first) = accounts.same_as(self.selected) {
            return (format!("The same account as {}. The rows stand once.", accounts.label(first)), Role::Text);
        }
        let chosen = self.chosen();
        let said = match chosen.as_slice() {
            [only] if accounts.number() == 1 && accounts.get(*only).is_some() => "This account is open.".to_owned(),
            [only] => format!("Opens {} alone.", accounts.label(*only)),
            several => {
                let names: Vec<&str> = several.iter().map(|id| accounts.label(*id)).collect();
                format!("Opens {}.", names.join(", "))
            }
        };
        (said, Role::Quiet)
    }
}

/// What the first mark is one more than, or one less: those that are open, where they are several.
fn marked_first(accounts: &Accounts) -> BTreeSet<AccountId> {
    if accounts.are_several() { accounts.iter().map(Account::id).collect() } else { BTreeSet::new() }
}

/// How the link of an open account is: with the reason and what comes next, where that fits into `room` cells.
fn link(account: &Account, room: usize, scene: &Scene) -> Vec<Piece> {
    let state = account.link(scene.now);
    let medium = header::words(&state, scene.symbols, scene.keymap, false);
    // The key that resumes is none of this view's.
    let is_short = matches!(state, LinkState::Frozen { .. }) || pieces_width(&medium) > room;
    if is_short { header::words(&state, scene.symbols, scene.keymap, true) } else { medium }
}

/// Why a profile cannot be opened, in a sentence.
fn refusal(id: AccountId, accounts: &Accounts) -> Option<String> {
    let refusal = accounts.profile(id).refusal.as_ref()?;
    Some(format!("{} cannot be opened: {refusal}.", accounts.label(id)))
}

/// What is wrong with an open account, in a sentence.
fn trouble(account: &Account, now: Moment) -> Option<String> {
    if let LinkState::NotOpened { reason } = account.connection().state(now) {
        return Some(format!("Not open: {reason}."));
    }
    if let Some(reason) = account.connection().secret_unread() {
        return Some(format!("The secret could not be read again: {reason}."));
    }
    let error = account.connection().error()?;
    Some(sentence(&error.cause.to_string()))
}
