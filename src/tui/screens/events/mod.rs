//! Events: what happened to the runners of the account, newest first, by whichever run of the program it was seen or done.
//! What came about while nobody watched stands under a line that says so, and has no time. The account's audit events about
//! runners are among them while this is open: they name people, and are drawn here alone.

mod joined;

use std::collections::{BTreeSet, HashMap};

use tui_input::InputRequest;

use crate::account::Account;
use crate::domain::AccountId;
use crate::text;
use crate::text::words::{count, day_and_time};
use crate::tui::command::Command;
use crate::tui::screens::parts::audit;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::kept::events::Events;
use crate::tui::screens::parts::pane::happened::{message_of, time_of};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role};
use joined::{Audited, Entry, Gap, Told, audited, of_all};

/// Cells of the popup's content.
pub const WIDTH: u16 = 110;
/// Below this width an event takes two lines.
const ONE_LINE_FROM: usize = 60;
/// Cells of a name at the most.
const NAME: usize = 30;
/// Cells of an account's name at the most.
const LABEL: usize = 12;
/// Cells of a day with its time, the longest: `23 Nov, 14:03`.
const TIME: usize = 13;
/// Before the filter while it is typed.
const PROMPT: &str = "filter: ";

/// The state of the view.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Lines above the window.
    pub scroll: Scroll,
    filter: Field,
    is_typing: bool,
}

impl State {
    /// Whether the filter is being typed.
    pub fn takes_text(&self) -> bool {
        self.is_typing
    }

    /// Takes a command: scrolls, or opens and leaves the filter's field.
    pub fn update(&mut self, command: Command, window: Window) {
        match command {
            Command::OpenFilter => self.is_typing = true,
            Command::AcceptFilter => self.is_typing = false,
            Command::CancelFilter => {
                self.clear();
            }
            other => {
                self.scroll.take(other, window);
            }
        }
    }

    /// Takes the filter away. Says whether there was one.
    pub fn clear(&mut self) -> bool {
        let was_on = self.is_typing || !self.filter.value().is_empty();
        self.is_typing = false;
        self.filter.clear();
        self.scroll = Scroll::default();
        was_on
    }

    /// Edits the filter.
    pub fn edit(&mut self, request: InputRequest) {
        self.filter.edit(request);
        self.scroll = Scroll::default();
    }

    /// Puts pasted text into the filter.
    pub fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.scroll = Scroll::default();
    }

    /// Whether older events than those that are known would be in view, in a window as it is.
    pub fn wants_older(&self, window: Window) -> bool {
        self.scroll.lines().saturating_add(2 * window.page) >= window.last
    }

    /// What the popup shows.
    pub fn content<'a>(&'a self, scene: &Scene) -> Content<'a> {
        let title = vec![Piece::new("Events", Role::Title)];
        let accounts = scene.accounts.with_rows().map(|account| {
            let events = account.work().events().value();
            let audited = events.map(|events| audited(events, account.fleet())).unwrap_or_default();
            (account, &scene.stored.of(account.id()).events, audited)
        });
        let accounts: Vec<_> = accounts.collect();
        let all = of_all(&accounts);
        let found = self.found(&all, scene);
        let width = usize::from(scene.room(WIDTH));
        let mut lines: Vec<Line> = Vec::new();
        for (account, _, audited) in &accounts {
            let state = audit::state(account.work(), "of runners", |_| audited.len(), "", scene.zone);
            let said = state.iter().map(|(message, role)| (of_account(account, message, scene), *role));
            lines.extend(said.flat_map(|(message, role)| wrapped(&message, role, width)));
        }
        lines.extend(entry_lines(&found, scene, width));
        for (account, kept, _) in &accounts {
            if let Some((message, role)) = last_line(kept, found.is_empty(), self.is_filtered()) {
                lines.extend(wrapped(&of_account(account, &message, scene), role, width));
            }
        }
        let mut content = Content::text(WIDTH, title, lines, self.scroll);
        if self.is_typing {
            content.foot = vec![Line::new()];
            content.field = Some((0, PROMPT, &self.filter));
        } else if !self.filter.value().is_empty() {
            let is_whole = accounts.iter().all(|(_, kept, _)| kept.is_whole());
            let read = if is_whole { "" } else { " read so far" };
            let number = format!("  {} of {}{read}", count(found.len()), count(all.len()));
            let filter = crate::domain::Label::from(self.filter.value());
            content.foot = vec![vec![
                Piece::plain("filter "),
                Piece::new(filter.safe(), Role::Key),
                Piece::new(number, Role::Quiet),
            ]];
        }
        content
    }

    fn is_filtered(&self) -> bool {
        !self.filter.value().trim().is_empty()
    }

    /// What the filter lets through: that which has every word of it, in the name or in what happened.
    fn found<'a>(&self, all: &[Told<'a>], scene: &Scene) -> Vec<Told<'a>> {
        let words: Vec<String> = self.filter.value().split_whitespace().map(str::to_lowercase).collect();
        let passes = |Told { account, entry }: &&Told| {
            if words.is_empty() {
                return true;
            }
            let message = match entry {
                Entry::Kept(event) => message_of(&event.kind, account.work().value(), scene.symbols).0,
                Entry::Audit(audited, _) => {
                    let (event, doubt) = (audited.event, audited.doubt());
                    format!("{} {} {}", audit::MARK, audit::what(event), audit::aside(event, doubt))
                }
            };
            let label = if scene.accounts.are_several() { account.profile().label() } else { "" };
            let text = format!("{label} {} {message}", entry.name()).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        all.iter().filter(passes).copied().collect()
    }
}

/// A sentence about an account, which it names where there are several.
fn of_account(account: &Account, message: &str, scene: &Scene) -> String {
    if scene.accounts.are_several() { format!("{}: {message}", account.profile().label()) } else { message.to_owned() }
}

fn entry_lines(found: &[Told], scene: &Scene, width: usize) -> Vec<Line> {
    let is_narrow = width < ONE_LINE_FROM;
    let are_several = scene.accounts.are_several();
    let labels = scene.accounts.iter().map(|account| text::width(account.profile().label()));
    let label_width = labels.max().unwrap_or(0).min(LABEL);
    let room = match (is_narrow, are_several) {
        (true, false) => width.saturating_sub(TIME + 2),
        (true, true) => width.saturating_sub(TIME + label_width + 3),
        (false, _) => NAME.min(width / if are_several { 4 } else { 3 }),
    };
    let names: BTreeSet<&str> = found.iter().map(|told| told.entry.name()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let shown = text::cut_apart(&names, room, scene.symbols.ellipsis);
    let names: HashMap<&str, String> = names.into_iter().zip(shown).collect();
    let mut lines: Vec<Line> = Vec::new();
    let mut gap: Option<(AccountId, Gap)> = None;
    for told_of @ Told { account, entry } in found {
        let of_entry = entry.gap().map(|gap| (account.id(), gap));
        if of_entry != gap {
            let message = match entry.gap() {
                Some((since, until)) => {
                    let (since, until) = (day_and_time(since, scene.zone), day_and_time(until, scene.zone));
                    let message = format!("Not watched from {since} to {until}. Different since then:");
                    of_account(account, &message, scene)
                }
                None => "Before that:".to_owned(),
            };
            lines.extend(wrapped(&message, Role::Heading, width));
            gap = of_entry;
        }
        let mut name = names.get(entry.name()).cloned().unwrap_or_default();
        if !is_narrow {
            name.push_str(&" ".repeat((room + 2).saturating_sub(text::width(&name))));
        }
        let mut head = vec![Piece::new(format!("{:TIME$}  ", time_told(entry, scene)), Role::Quiet)];
        if are_several {
            let label = text::cut(account.profile().label(), LABEL, scene.symbols.ellipsis);
            let blanks = if is_narrow { 1 } else { label_width.saturating_sub(text::width(&label)) + 2 };
            head.push(Piece::new(format!("{label}{}", " ".repeat(blanks)), Role::Quiet));
        }
        head.push(Piece::new(name, Role::Title));
        if is_narrow {
            lines.push(head);
            lines.extend(told(told_of, scene, vec![Piece::plain("  ")], width));
        } else {
            lines.extend(told(told_of, scene, head, width));
        }
    }
    lines
}

/// When it happened, as far as that is known.
fn time_told(entry: &Entry, scene: &Scene) -> String {
    match entry {
        Entry::Kept(event) if event.unseen_since.is_some() => String::new(),
        Entry::Kept(event) => time_of(event.at, scene.now, scene.zone),
        Entry::Audit(Audited { event, .. }, _) => {
            event.at.map_or_else(|| audit::NO_TIME.to_owned(), |at| time_of(at, scene.now, scene.zone))
        }
    }
}

/// What happened, behind `head`.
fn told(Told { account, entry }: &Told, scene: &Scene, head: Line, width: usize) -> Vec<Line> {
    let event = match entry {
        Entry::Kept(event) => event,
        Entry::Audit(audited, _) => return audit::lines(audited.event, audited.doubt(), head, width),
    };
    let (message, role) = message_of(&event.kind, account.work().value(), scene.symbols);
    let indent = head.iter().map(|piece| text::width(&piece.text)).sum();
    let mut head = Some(head);
    let mut start = || head.take().unwrap_or_else(|| vec![Piece::plain(" ".repeat(indent))]);
    let parts = text::wrap(&message, width.saturating_sub(indent));
    parts.into_iter().map(|part| [start(), vec![Piece::new(part, role)]].concat()).collect()
}

/// What is said below the events, where something is.
fn last_line(events: &Events, is_empty: bool, is_filtered: bool) -> Option<(String, Role)> {
    match (events.fault(), is_empty) {
        (Some(fault), _) => Some((format!("The history cannot be read: {fault}."), Role::Attention)),
        _ if !events.is_read() => Some(("Reading.".to_owned(), Role::Quiet)),
        _ if events.is_full() && !events.is_whole() => {
            let number = count(events.newest_first().len());
            Some((format!("Only the newest {number} events are listed."), Role::Quiet))
        }
        _ if !events.is_whole() => Some(("Reading older events.".to_owned(), Role::Quiet)),
        (None, true) if is_filtered => Some(("No event has all of these words.".to_owned(), Role::Text)),
        (None, true) => Some(("No event yet.".to_owned(), Role::Text)),
        (None, false) => None,
    }
}
