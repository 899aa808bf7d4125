//! The action popup: every entry of the vendor's menu in its fixed place, with its key, how much is asked before, and
//! for one that is not possible the reason; a reason that holds for most of them is said once, above them.

use crate::domain::{Action, Asking, Availability, Runner, RunnerKey, action};
use crate::terminal::input::Chord;
use crate::text;
use crate::text::words::{capitalised, counted, named};
use crate::tui::command::Command;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::applies::{self, Applies};
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::runner::status;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 68;
/// Cells of an action's name, with the blanks behind.
const NAME: usize = 19;
/// A reason that as many entries have is said once for all of them.
const SHARED_BY: usize = 3;

/// The popup's state: for whom, and where the bar is.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The runners that it was opened for, at least one.
    pub keys: Vec<RunnerKey>,
    cursor: usize,
}

impl State {
    /// A popup for these runners.
    pub fn new(keys: Vec<RunnerKey>) -> Self {
        // The details, which stand first, are of one runner.
        let cursor = usize::from(keys.len() > 1);
        Self { keys, cursor }
    }

    /// Takes a command that moves the bar. Says whether it was one.
    pub fn update(&mut self, command: Command) -> bool {
        let last = Action::ALL.len() - 1;
        self.cursor = match command {
            Command::Up => self.cursor.saturating_sub(1),
            Command::Down => (self.cursor + 1).min(last),
            Command::Top => 0,
            Command::Bottom => last,
            _ => return false,
        };
        true
    }

    /// The action under the bar.
    pub fn choice(&self) -> Action {
        Action::ALL[self.cursor]
    }
}

/// One line per action, each in its place, for a window of `width` cells. `runners` are those of the popup that are still
/// there; a reason that most entries share is left to [`shared_reason`].
fn lines(state: &State, runners: &[&Runner], read_only: bool, width: usize, scene: &Scene) -> Vec<Line> {
    let (symbols, keymap) = (scene.symbols, scene.keymap);
    let key = |action: Action| {
        // Of those that share a key, it is beside the one that the key means now.
        let key = keymap.key(Context::Actions, Command::Act(action.key()));
        let key = key.filter(|_| action.meant(runners, read_only) == action);
        key.map_or_else(|| symbols.absent.to_owned(), Chord::short)
    };
    let keys = Action::ALL.map(key);
    let widest = keys.iter().map(|key| text::width(key)).max().unwrap_or(0).max(2);
    let room = width.saturating_sub(4 + widest + NAME);
    let shared = shared_reason(runners, read_only);
    let line = |(index, action): (usize, Action)| {
        let bar = if index == state.cursor { symbols.cursor } else { " " };
        let (note, is_possible) = note(action, runners, read_only, room);
        // What is said above is not said again.
        let is_said = shared.is_some() && shared == reason(action, runners, read_only);
        let note = if is_said { String::new() } else { text::cut(&note, room, symbols.ellipsis) };
        let role = match (is_possible, action) {
            (false, _) => Role::Off,
            (true, Action::Remove) => Role::Bad,
            (true, _) => Role::Text,
        };
        // Not the blanks behind the name, which some looks would underline.
        let blanks = " ".repeat(NAME.saturating_sub(action.label().len()));
        vec![
            Piece::plain(format!("{bar} ")),
            Piece::new(format!("{:>widest$}", keys[index]), if is_possible { Role::Key } else { Role::Off }),
            Piece::plain("  "),
            Piece::new(action.label(), role),
            Piece::plain(blanks),
            Piece::new(note, Role::Quiet),
        ]
    };
    Action::ALL.into_iter().enumerate().map(line).collect()
}

/// Why an action is possible for none of the runners, where the reason is the same for all.
fn reason(action: Action, runners: &[&Runner], read_only: bool) -> Option<&'static str> {
    let mut reasons = runners.iter().map(|runner| action.availability(runner, read_only).reason());
    let first = reasons.next()??;
    reasons.all(|other| other == Some(first)).then_some(first)
}

/// The reason that most entries have, as of a runner that is only listed, or while nothing may be changed.
fn shared_reason(runners: &[&Runner], read_only: bool) -> Option<&'static str> {
    let reasons = Action::ALL.map(|action| reason(action, runners, read_only));
    let shares = |reason: &&'static str| reasons.iter().filter(|other| **other == Some(*reason)).count() >= SHARED_BY;
    reasons.into_iter().flatten().find(shares)
}

/// How much is asked before an action, or why it is not possible, in short where the whole reason has no room of `room`
/// cells; and whether it is for any of the runners.
pub fn note(action: Action, runners: &[&Runner], read_only: bool, room: usize) -> (String, bool) {
    let availability = |runner: &&Runner| action.availability(runner, read_only);
    let possible = runners.iter().filter(|runner| availability(runner).is_enabled()).count();
    let fitting = |full: &'static str, short: &'static str| if text::width(full) <= room { full } else { short };
    let typed = || fitting("Type how many to confirm", "Type how many");
    let asks = match action.asking() {
        Asking::TypedName if runners.len() > 1 => Some(typed()),
        Asking::YesNo if possible > action::MAX_WITH_ONE_KEY => Some(typed()),
        Asking::TypedName => Asking::TypedName.hint().map(|hint| fitting(hint, "Type the name")),
        asking => asking.hint(),
    };
    match runners {
        [] => ("Gone".to_owned(), false),
        [runner] => match availability(runner) {
            Availability::Enabled => (asks.unwrap_or_default().to_owned(), true),
            Availability::Disabled(reason) => {
                (fitting(reason, action.short_reason(runner).unwrap_or(reason)).to_owned(), false)
            }
        },
        _ if action == Action::Details => (fitting("For one runner at a time", "One at a time").to_owned(), false),
        _ => {
            let short = format!("{possible} of {}", runners.len());
            let of = format!("{short} runners");
            let with_asks = asks.filter(|_| possible > 0).map(|asks| format!("{of}. {asks}"));
            let fitting = with_asks.into_iter().chain([of]).find(|message| text::width(message) <= room);
            (fitting.unwrap_or(short), possible > 0)
        }
    }
}

/// As an overlay.
impl State {
    /// Where the bar is, counted from the first action.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// For whom it is now: the runners that did not vanish; all of them where none is left, so that it is said that they
    /// are gone.
    pub fn subjects(&self, scene: &Scene) -> Vec<RunnerKey> {
        let left: Vec<RunnerKey> = self.keys.iter().filter(|key| scene.runner(key).is_some()).cloned().collect();
        if left.is_empty() { self.keys.clone() } else { left }
    }

    /// Whether something could be chosen so, or shown.
    pub fn applies(&self, command: Command, scene: &Scene) -> Applies {
        match command {
            Command::Choose => applies::of_action(self.choice(), &self.subjects(scene), scene),
            Command::Act(action) => applies::of_key(action, &self.subjects(scene), scene),
            Command::ShowRequest => Applies::listed_if(self.choice().change().is_some()),
            _ => Applies::Yes,
        }
    }

    /// Takes a command: what is under the bar, or what the command asks for, is begun for [`State::subjects`].
    pub fn take(&mut self, command: Command, scene: &Scene) -> Vec<Instruction> {
        if self.update(command) {
            return Vec::new();
        }
        let keys = self.subjects(scene);
        let action = match command {
            Command::ShowRequest => return vec![Instruction::ShowRequest(self.choice().change(), keys)],
            Command::Choose => self.choice(),
            Command::Act(action) => scene.meant(action, &keys),
            _ => return Vec::new(),
        };
        vec![Instruction::Close, Instruction::Act(action, keys)]
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let width = usize::from(scene.room(WIDTH));
        let runners = scene.runners(&self.keys);
        let read_only = scene.accounts.are_read_only(&self.keys);
        let lines = lines(self, &runners, read_only, width, scene);
        let shared = shared_reason(&runners, read_only);
        let mut head = shared.map(|reason| wrapped(&capitalised(reason), Role::Attention, width)).unwrap_or_default();
        head.extend((shared.is_some() && !scene.is_whole_screen_popup()).then(Vec::new));
        Content { head, ..Content::choices(WIDTH, title(&runners, width, scene), lines, Some(self.cursor)) }
    }
}

/// Whom the actions are for: one runner with its status, or how many.
fn title(runners: &[&Runner], width: usize, scene: &Scene) -> Vec<Piece> {
    match runners {
        [] => vec![Piece::new("Gone", Role::Title)],
        [runner] => {
            let status = status(runner, scene.symbols);
            let rest: usize = status.iter().map(|piece| text::width(&piece.text)).sum();
            let name = named(&scene.named(runner), width.saturating_sub(rest + 4), scene.symbols.ellipsis);
            let mut title = vec![Piece::new(name, Role::Title), Piece::plain("  ")];
            title.extend(status);
            title
        }
        several => vec![Piece::new(counted(several.len(), "marked runner"), Role::Title)],
    }
}
