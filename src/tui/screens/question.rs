//! A question before a change: what will happen, and a choice on which Enter alone does nothing.
//!
//! It holds the runner's id and the changes to choose from. What it says is worked out from the runner as it is known
//! when it is drawn, so that it follows what happens meanwhile.

use crate::domain::{
    Action, AllowList, AllowListChange, AllowedProject, Change, Circumstances, Label, Named, ProjectId, Runner,
    RunnerId, SettingChange, Usage,
};
use crate::text;
use crate::text::words::{capitalised, counted, named, quoted};
use crate::tui::command::Command;
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::screens::parts::reread::{Difference, Reread};
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::parts::seen::Seen;
use crate::tui::screens::parts::sending::Sending;
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of the popup's content.
pub const WIDTH: u16 = 66;
/// Cells of a runner's name in a sentence at the most: 30 characters by the documentation, as wide as they come, and what
/// tells it apart.
const LONGEST_NAME: usize = 60;

/// Cells of a title beside the name and the action: blanks, a question mark, what the frame takes.
const EDGE: usize = 4;
/// Entries of an allow list that a question names.
const ENTRIES_NAMED: usize = 8;

/// A question that is open.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The runner that the operator saw.
    pub id: RunnerId,
    /// What can be chosen besides leaving it: the first with `y`, the second with `o`. One or two.
    choices: Vec<Choice>,
    /// The button under the bar; 0 is No.
    focus: usize,
    scroll: Scroll,
    reread: Reread,
    /// The runner's description, where the question is about that.
    description: Option<Label>,
    seen: Seen,
    /// The change on its way.
    sending: Option<Sending>,
    refusal: Option<Refusal>,
}

/// An answer other than no.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// The words on the button.
    pub label: String,
    /// What it does.
    pub change: Change,
}

/// What the words of a question are worked out from.
pub struct Known<'a> {
    /// The runner, as it is known now.
    pub runner: &'a Runner,
    /// Its allow list, if it was read.
    pub allow_list: Option<&'a AllowList>,
    /// The account's projects, if they were read.
    pub usage: Option<&'a Usage>,
    /// When its pause ends, as the screen writes times.
    pub pause_ends: Option<&'a str>,
    /// Whether nothing may be changed from here.
    pub read_only: bool,
    /// What else must be said first, such as that the journal cannot be written.
    pub first: Vec<(String, Role)>,
}

impl State {
    /// A question about a runner, as it is named, with these answers besides no.
    pub fn new(id: RunnerId, named: Named, choices: Vec<Choice>) -> Self {
        Self {
            id,
            choices,
            focus: 0,
            scroll: Scroll::default(),
            reread: Reread::not_needed(named),
            description: None,
            seen: Seen::default(),
            sending: None,
            refusal: None,
        }
    }

    /// A question with one answer besides no, that can be given once the runner was read again.
    pub fn after_reading(runner: &Runner, named: Named, label: &str, change: Change) -> Self {
        let choices = vec![Choice { label: label.to_owned(), change }];
        Self { reread: Reread::of(runner, named.clone()), ..Self::new(runner.id.clone(), named, choices) }
    }

    /// A question whether a name or a description that was typed is to be saved.
    pub fn about_text(runner: &Runner, named: Named, change: SettingChange) -> Self {
        let description = runner.description.clone();
        let choices = vec![Choice { label: "yes, save".to_owned(), change: Change::Setting(change) }];
        Self { description, ..Self::new(runner.id.clone(), named, choices) }
    }

    /// The runner was read again, or could not be.
    pub fn was_read(&mut self, failure: Option<String>) {
        if self.reread.was_read(failure) {
            self.seen.is_another();
        }
    }

    /// The runner may have changed: what is said of it is no longer what was drawn if its status or its name did.
    pub fn follow(&mut self, known: Option<(&Runner, Named)>) {
        if let Some((runner, _)) = &known
            && self.description.is_some()
            && runner.description != self.description
        {
            self.description.clone_from(&runner.description);
            self.focus = 0;
            self.seen.is_another();
        }
        match self.reread.follow(known) {
            Difference::None => {}
            Difference::Status => self.seen.is_another(),
            Difference::Name => {
                self.focus = 0;
                self.scroll = Scroll::default();
                self.seen.is_another();
            }
        }
    }

    /// The allow list was read, or could not be: a question that says what is in it says something else now.
    pub fn allow_list_came(&mut self) {
        let is_about_it = |choice: &Choice| {
            let is_restriction = matches!(choice.change, Change::Setting(SettingChange::Restricted(_)));
            is_restriction || matches!(choice.change, Change::AllowList(_))
        };
        if self.choices.iter().any(is_about_it) {
            self.seen.is_another();
        }
    }

    /// A frame was drawn: whether the question as it is now was in it, and its end. Answers whether that was not so before.
    pub fn drawn(&mut self, is_seen: bool, is_end_in_view: bool) -> bool {
        self.seen.drawn(is_seen, is_end_in_view)
    }

    /// What it asks about first.
    pub fn change(&self) -> Option<Change> {
        self.choices.first().map(|choice| choice.change.clone())
    }

    /// Why what it asks about is not possible any more.
    pub fn refusal_now(&self, runner: &Runner, read_only: bool) -> Option<&'static str> {
        let action = self.choices.first().and_then(|choice| Action::of(&choice.change))?;
        action.availability(runner, read_only).reason()
    }

    /// Takes a command; answers with the change to send, if that is what it means. `None` closes nothing.
    pub fn update(&mut self, command: Command) -> Option<Change> {
        if !self.can_be_answered() {
            return None;
        }
        let place = match command {
            Command::Yes => 0,
            Command::Other => 1,
            Command::Choose => self.focus.checked_sub(1)?,
            // They never wrap: a row of arrow keys, as a wheel sends them, ends on the last answer or on No.
            Command::Down | Command::NextTab => {
                self.focus = (self.focus + 1).min(self.choices.len());
                return None;
            }
            Command::Up | Command::PreviousTab => {
                self.focus = self.focus.saturating_sub(1);
                return None;
            }
            _ => return None,
        };
        self.choices.get(place).filter(|_| self.seen.is_to_the_end()).map(|choice| choice.change.clone())
    }

    /// Takes an answer that does not count yet, because the end of the question was not in view. Says whether it is one.
    pub fn is_hasty(&mut self, command: Command) -> bool {
        let is_yes = matches!(command, Command::Yes | Command::Other);
        let is_open = self.can_be_answered();
        self.seen.is_hasty(is_yes && is_open)
    }

    /// Whether an answer was given before the end of the question was in view.
    pub fn was_hasty(&self) -> bool {
        self.seen.was_hasty()
    }

    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.sending.is_none() && !self.reread.is_awaited()
    }

    /// Whether it waits for an answer and is on the screen as it is now.
    pub fn can_be_answered(&self) -> bool {
        self.is_open() && self.seen.is_drawn()
    }

    /// The button under the bar; 0 is No.
    pub fn focus(&self) -> usize {
        self.focus
    }

    /// Puts the bar back on No.
    pub fn focus_no(&mut self) {
        self.focus = 0;
    }

    /// Whether Enter would leave everything as it is.
    pub fn is_on_no(&self) -> bool {
        self.focus == 0
    }

    /// Lines above the window. Where there is no room for all of it, the end is in view once it is what counts: the answers
    /// when the bar left No, or what became of one.
    pub fn scroll(&self) -> Scroll {
        let is_at_end = self.focus > 0 || self.sending.is_some() || self.refusal.is_some();
        if is_at_end { Scroll::END } else { self.scroll }
    }

    /// Reads on in a question that is longer than its window of `page` lines, by at most `last`; the bar stays on No.
    pub fn read_on(&mut self, command: Command, page: usize, last: usize) -> bool {
        last > 0 && self.focus == 0 && self.scroll.take(command, page, last)
    }

    /// How many answers there are besides no.
    pub fn choices(&self) -> usize {
        self.choices.len()
    }

    /// Whether an answer is on its way.
    pub fn is_sending(&self) -> bool {
        self.sending.is_some()
    }

    /// Notes that the answer is on its way.
    pub fn sent(&mut self, ticket: u64) {
        self.sending = Some(Sending::new(ticket));
        self.refusal = None;
    }

    /// The request that is waited for.
    pub fn sending(&mut self) -> Option<&mut Sending> {
        self.sending.as_mut()
    }

    /// Whether the change with this ticket came from here.
    pub fn waits_for(&self, ticket: u64) -> bool {
        self.sending.is_some_and(|sending| sending.ticket == ticket)
    }

    /// The change was not carried out, or nobody knows.
    pub fn refused(&mut self, refusal: Refusal) {
        self.sending = None;
        self.refusal = Some(refusal);
        self.focus = 0;
        self.seen.is_another();
    }

    /// The title, for a popup with `width` cells of content: of an action what it is and for whom, which stays in view
    /// however long the rest is.
    pub fn title(&self, runner: Option<&Runner>, width: u16, symbols: &Symbols) -> String {
        match (self.choices.first(), runner) {
            (Some(first), Some(_)) if is_action(&first.change) => {
                let action = Action::of(&first.change).map_or("", Action::label);
                let room = usize::from(width).saturating_sub(action.len() + EDGE);
                format!("{action} {}?", named(self.reread.named(), room, symbols.ellipsis))
            }
            (Some(first), None) if is_action(&first.change) => "Gone".to_owned(),
            _ => "Are you sure?".to_owned(),
        }
    }

    /// The content, at most `width` cells wide.
    pub fn lines(&self, known: &Known, width: u16, symbols: &Symbols) -> Vec<Vec<Piece>> {
        let width = usize::from(width);
        let mut lines = Vec::new();
        let mut say = |words: &str, role: Role| {
            lines.extend(text::wrap(words, width).into_iter().map(|line| vec![Piece::new(line, role)]));
        };
        let Some(first) = self.choices.first() else { return lines };
        if !is_action(&first.change) {
            say(&heading(&first.change, &self.name(symbols), known.usage), Role::Title);
            say("", Role::Text);
        }
        for (words, role) in &known.first {
            say(words, *role);
        }
        for (words, role) in self.reread.words(self.sending.is_some()) {
            say(&words, role);
        }
        for (words, role) in consequences(&first.change, known) {
            say(&words, role);
        }
        if self.choices.len() > 1 {
            for choice in &self.choices[1..] {
                for (words, role) in alternative(&choice.change, &first.change) {
                    say(&words, role);
                }
            }
        }
        say("", Role::Text);
        if let Some(sending) = self.sending {
            say(sending.words(), Role::InMotion);
        } else if let Some(refusal) = &self.refusal {
            for (words, role) in refusal.lines() {
                say(&words, role);
            }
            say("", Role::Text);
        }
        if self.reread.is_awaited() {
            return lines;
        }
        if let Some(reason) = self.refusal_now(known.runner, known.read_only).filter(|_| self.sending.is_none()) {
            let words = format!("It is not possible any more: {reason}. esc closes.");
            lines.extend(text::wrap(&words, width).into_iter().map(|line| vec![Piece::new(line, Role::Bad)]));
            return lines;
        }
        if self.sending.is_none() {
            lines.extend(self.buttons(width, symbols));
        }
        lines
    }

    fn name(&self, symbols: &Symbols) -> String {
        named(self.reread.named(), LONGEST_NAME, symbols.ellipsis)
    }

    fn buttons(&self, width: usize, symbols: &Symbols) -> Vec<Vec<Piece>> {
        let keys = ["n", "y", "o"];
        let labels = std::iter::once("no, leave it").chain(self.choices.iter().map(|choice| choice.label.as_str()));
        let button = |(place, label): (usize, &str)| {
            let mark = if place == self.focus { symbols.cursor } else { " " };
            let role = if place == self.focus { Role::Selected } else { Role::Text };
            vec![
                Piece::plain(format!("{mark} ")),
                Piece::new(keys[place.min(2)], Role::Key),
                Piece::plain(" "),
                Piece::new(text::cut(label, width.saturating_sub(5), symbols.ellipsis), role),
            ]
        };
        labels.enumerate().map(button).collect()
    }
}

/// Whether it is one of the vendor's menu.
fn is_action(change: &Change) -> bool {
    Action::of(change).is_some()
}

fn heading(change: &Change, name: &str, usage: Option<&Usage>) -> String {
    match change {
        Change::Setting(SettingChange::AutoUpdate(on)) => {
            format!("Turn auto update of {name} {}?", if *on { "on" } else { "off" })
        }
        Change::Setting(SettingChange::Track(track)) => format!("Put {name} on the track {}?", track.label()),
        Change::Setting(SettingChange::Restricted(true)) => format!("Restrict {name} to its allow list?"),
        Change::Setting(SettingChange::Restricted(false)) => format!("Let every project use {name}?"),
        Change::Setting(SettingChange::Name(_)) => format!("Change the name of {name}?"),
        Change::Setting(SettingChange::Description(_)) => format!("Change the description of {name}?"),
        Change::AllowList(AllowListChange::Clear) => format!("Empty the allow list of {name}?"),
        Change::AllowList(AllowListChange::Add(_)) => {
            format!("{} to the allow list of {name}?", capitalised(&change.words(usage)))
        }
        Change::AllowList(_) => format!("{} from the allow list of {name}?", capitalised(&change.words(usage))),
        // The title says it.
        Change::Command(_) | Change::Remove => String::new(),
    }
}

fn from_to(before: &Label, after: &str) -> (String, Role) {
    (format!("From {} to {}.", quoted(before), quoted(&Label::from(after))), Role::Text)
}

/// What will happen and what will not.
fn consequences(change: &Change, known: &Known) -> Vec<(String, Role)> {
    match change {
        Change::Setting(SettingChange::Name(text)) => vec![from_to(&known.runner.name, text)],
        Change::Setting(SettingChange::Description(text)) => {
            vec![from_to(known.runner.description.as_ref().unwrap_or(&Label::default()), text)]
        }
        Change::Setting(change) => {
            let mut said: Vec<(String, Role)> =
                change.consequences().into_iter().map(|words| (words.to_owned(), Role::Text)).collect();
            if *change == SettingChange::Restricted(true) {
                said.push(shut_out(known.allow_list));
            }
            said
        }
        Change::AllowList(AllowListChange::Add(added)) => widening(added, known),
        Change::AllowList(change) => {
            let mut said = Vec::new();
            if known.runner.restricted == Some(true) {
                said.push(("They cannot use this runner any more from then on.".to_owned(), Role::Text));
                let empties = match change {
                    AllowListChange::Clear => true,
                    AllowListChange::RemoveProject(id) => {
                        known.allow_list.is_some_and(|list| list.projects.iter().all(|entry| entry.id == *id))
                    }
                    _ => false,
                };
                if empties {
                    said.push(("The list is empty then: no project can use this runner.".to_owned(), Role::Bad));
                }
            } else {
                let words = "The runner is not restricted: the list is kept, but not enforced.";
                said.push((words.to_owned(), Role::Text));
            }
            said
        }
        Change::Command(_) | Change::Remove => {
            let circumstances = Circumstances { usage: known.usage, pause_ends: known.pause_ends };
            let said = Action::of(change).map(|action| action.warnings(known.runner, &circumstances));
            said.into_iter().flatten().map(|words| (words, Role::Text)).collect()
        }
    }
}

/// What the second answer means, beyond what was said of the first.
fn alternative(change: &Change, first: &Change) -> Vec<(String, Role)> {
    match change {
        Change::Setting(other) => {
            let said = if let Change::Setting(first) = first { first.consequences() } else { Vec::new() };
            let more = other.consequences().into_iter().filter(|words| !said.contains(words));
            more.map(|words| (format!("{}: {words}", capitalised(&other.value())), Role::Text)).collect()
        }
        Change::AllowList(AllowListChange::RemoveEnvironment(..)) => vec![(
            "It is the project's last environment in the list. Removing the environment alone would leave an entry \
             without any, and whether that means none or all of them is not documented."
                .to_owned(),
            Role::Attention,
        )],
        _ => Vec::new(),
    }
}

/// What an addition to the allow list changes, beside what is in it already.
fn widening(added: &AllowedProject, known: &Known) -> Vec<(String, Role)> {
    let named = |id: &ProjectId| known.usage.map_or_else(|| id.label(), |usage| usage.name_of(id));
    let entry = |project: &AllowedProject| format!("{} ({})", named(&project.id), environments(project));
    let mut said = Vec::new();
    match known.allow_list {
        None => {
            let words = "The allow list was not read yet: what is in the list already is not known.";
            said.push((words.to_owned(), Role::Attention));
        }
        Some(list) if list.projects.is_empty() => said.push(("The allow list is empty now.".to_owned(), Role::Text)),
        Some(list) => {
            let mut entries: Vec<String> = list.projects.iter().take(ENTRIES_NAMED).map(entry).collect();
            let more = list.projects.len() - entries.len();
            entries.extend((more > 0).then(|| format!("and {more} more")));
            said.push((format!("In the list now: {}.", entries.join(", ")), Role::Text));
            if let Some(listed) = list.find(&added.id) {
                let words = if list.reflects(&AllowListChange::Add(added.clone())) {
                    "Nothing changes: all of this is in the list already.".to_owned()
                } else {
                    format!("Listed already for {}: {}.", named(&added.id), environments(listed))
                };
                said.push((words, Role::Attention));
            }
        }
    }
    said.push(if known.runner.restricted == Some(true) {
        ("What is added can use this runner from then on.".to_owned(), Role::Text)
    } else {
        ("The runner is not restricted: the list is kept, but not enforced.".to_owned(), Role::Text)
    });
    said
}

/// The environments of an entry of the allow list, in words.
fn environments(project: &AllowedProject) -> String {
    match &project.environments {
        None => "all environments".to_owned(),
        Some(names) if names.is_empty() => "no environment".to_owned(),
        Some(names) => names.iter().map(Label::safe).collect::<Vec<_>>().join(", "),
    }
}

/// Whether a restriction shuts everybody out, or may.
fn shut_out(list: Option<&AllowList>) -> (String, Role) {
    match list {
        Some(list) if list.projects.is_empty() => {
            ("The allow list is empty: no project can use this runner then.".to_owned(), Role::Bad)
        }
        Some(list) => (format!("The allow list has {}.", counted(list.projects.len(), "project")), Role::Text),
        None => (
            "The allow list was not read yet: should it be empty, no project can use this runner.".to_owned(),
            Role::Attention,
        ),
    }
}
