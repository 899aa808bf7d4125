//! A question before a change: who is affected, what will happen, and a choice on which Enter alone does nothing.
//!
//! It holds the runner's id and the changes to choose from. What it says is worked out from the runner as it is known
//! when it is drawn, so that it follows what happens meanwhile. What decides is in view, the rest behind a key; an answer
//! counts once all that decides was in view.

mod consequences;

use crate::account::fleet::Fleet;
use crate::account::work::Work;
use crate::domain::{Action, Change, Label, Moment, Named, Runner, RunnerCommand, RunnerKey, SettingChange};
use crate::text::words::{capitalised, day_and_time, named};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::affected::Place;
use crate::tui::screens::parts::armed;
use crate::tui::screens::parts::buttons::Focus;
use crate::tui::screens::parts::content::{Content, Line, all_wrapped, bullets, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::screens::parts::reread::{Difference, Reread};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::screens::parts::seen::{Seen, Uncounted};
use crate::tui::screens::parts::submission::Submission;
use crate::tui::screens::parts::wording::{self, verb};
use crate::tui::screens::parts::work_line::Pause;
use crate::tui::ui::{Piece, Role};
use consequences::{Consequences, Known, consequences, subject};

/// Cells of the popup's content.
pub const WIDTH: u16 = 66;
/// What a question about a runner that is gone says.
const GONE: &str = "The control plane has no such runner any more: there is nothing to answer.";

/// A question that is open.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The runner that the operator saw.
    pub key: RunnerKey,
    /// What can be chosen besides leaving it: the first with `y`, the second with `o`. One or two.
    choices: Vec<Change>,
    focus: Focus,
    scroll: Scroll,
    /// Whether all that can be said stands there, not only what decides.
    shows_more: bool,
    /// What runs on the runner and who depends on it.
    pub affected: Place,
    reread: Reread,
    /// The runner's description, where the question is about that.
    description: Option<Label>,
    seen: Seen,
    /// When a yes was pressed last, since one counted. After a refusal that key may still be held, and it repeats into the
    /// question that stands there again.
    last_yes: Option<Moment>,
    /// What was sent from here, and what became of it.
    pub submission: Submission,
}

impl State {
    /// A question about a runner, as it is named, with these answers besides no.
    pub fn new(key: RunnerKey, named: Named, choices: Vec<Change>) -> Self {
        Self {
            key,
            choices,
            focus: Focus::default(),
            scroll: Scroll::default(),
            shows_more: false,
            affected: Place::default(),
            reread: Reread::not_needed(named),
            description: None,
            seen: Seen::default(),
            last_yes: None,
            submission: Submission::default(),
        }
    }

    /// A question with one answer besides no, that can be given once the runner was read again.
    pub fn after_reading(key: RunnerKey, runner: &Runner, named: Named, change: Change) -> Self {
        Self { reread: Reread::of(runner, named.clone()), ..Self::new(key, named, vec![change]) }
    }

    /// A question whether a name or a description that was typed is to be saved.
    pub fn about_text(key: RunnerKey, runner: &Runner, named: Named, change: SettingChange) -> Self {
        let description = runner.description.clone();
        Self { description, ..Self::new(key, named, vec![Change::Setting(change)]) }
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
            self.focus = Focus::default();
            self.seen.is_another();
        }
        match self.reread.follow(known) {
            Difference::None => {}
            Difference::Status => self.seen.is_another(),
            Difference::Name => {
                self.focus = Focus::default();
                self.scroll = Scroll::default();
                self.seen.is_another();
            }
        }
    }

    /// What runs on the runner and who depends on it may be known by now: where that is something else than was drawn, it is
    /// another question.
    pub fn affected_by(&mut self, work: &Work, fleet: &Fleet, now: Moment) {
        let Some(row) = fleet.at(&self.key) else { return };
        let pause = match self.choices.first() {
            Some(Change::Command(RunnerCommand::Pause)) => Pause::Begins,
            _ if row.runner.paused_until.is_some() => Pause::GoesOn,
            _ => Pause::None,
        };
        if self.affected.follow(&[&*row.runner], work, pause, now) {
            self.seen.is_another();
        }
    }

    /// The allow list was read, or could not be: a question that says what is in it says something else now.
    pub fn allow_list_came(&mut self) {
        let is_about_it =
            |change: &Change| matches!(change, Change::Setting(SettingChange::Restricted(_)) | Change::AllowList(_));
        if self.choices.iter().any(is_about_it) {
            self.seen.is_another();
        }
    }

    /// A frame was drawn: whether the question as it is now was in it, and its end. Answers whether that was not so before.
    pub fn drawn(&mut self, is_seen: bool, is_end_in_view: bool) -> bool {
        self.seen.drawn(is_seen, is_end_in_view)
    }

    /// What it asks about first.
    fn change(&self) -> Option<Change> {
        self.choices.first().cloned()
    }

    /// Why what it asks about is not possible any more.
    fn refusal_now(&self, scene: &Scene) -> Option<&'static str> {
        let action = self.choices.first().and_then(Action::of)?;
        scene.refusal(action, &self.key)
    }

    /// Takes a command: reads on, moves the bar, or takes an answer; a yes asks for its change to be sent.
    pub fn update(&mut self, command: Command, scene: &Scene, window: Window) -> Vec<Instruction> {
        if command == Command::ShowRequest {
            return vec![Instruction::ShowRequest(self.change(), vec![self.key.clone()])];
        }
        if command == Command::ToggleMore {
            self.shows_more = !self.shows_more;
            self.scroll = Scroll::default();
            return Vec::new();
        }
        if self.is_held(command, scene.now) || self.is_hasty(command) || self.read_on(command, window) {
            return Vec::new();
        }
        if self.focus.chooses_no(command) && self.can_be_answered() {
            return vec![Instruction::Close];
        }
        let Some(change) = self.answer(command) else { return Vec::new() };
        if scene.runner(&self.key).is_none() {
            self.refused(Refusal::gone());
            return Vec::new();
        }
        // The question says so too: its answer follows the table.
        if self.refusal_now(scene).is_some() {
            return Vec::new();
        }
        self.last_yes = Some(scene.now);
        vec![Instruction::Send(self.key.clone(), change)]
    }

    /// Whether a key chooses a button besides No.
    fn is_yes(&self, command: Command) -> bool {
        matches!(command, Command::Yes | Command::Other) || self.focus.chooses_yes(command)
    }

    /// Takes a yes that may be the one that counted before, held down. Says whether it may.
    fn is_held(&mut self, command: Command, now: Moment) -> bool {
        let is_yes = self.is_yes(command);
        let Some(last) = self.last_yes.as_mut().filter(|_| is_yes) else { return false };
        let is_held = armed::is_held(Some(std::mem::replace(last, now)), now);
        if is_held {
            self.seen.holds();
        }
        is_held
    }

    /// The change that a command means; `None` where it is no answer besides no.
    fn answer(&mut self, command: Command) -> Option<Change> {
        if !self.can_be_answered() {
            return None;
        }
        if self.focus.take(command, self.choices.len()) {
            return None;
        }
        let index = match command {
            Command::Yes => 0,
            Command::Other => 1,
            Command::Choose => self.focus.index().checked_sub(1)?,
            _ => return None,
        };
        self.choices.get(index).filter(|_| self.seen.is_to_the_end()).cloned()
    }

    /// Takes an answer that does not count yet, because the end of the question was not in view. Says whether it is one.
    fn is_hasty(&mut self, command: Command) -> bool {
        let is_answer = self.is_yes(command) && self.can_be_answered();
        self.seen.is_hasty(is_answer)
    }

    /// Why the last key, which would be an answer, did not count; of one that may be held, until it would count again.
    pub fn uncounted(&self, now: Moment) -> Option<Uncounted> {
        let is_held = self.is_open() && armed::is_held(self.last_yes, now);
        self.seen.uncounted().filter(|why| *why != Uncounted::Held || is_held)
    }

    /// Whether it waits for an answer.
    fn is_open(&self) -> bool {
        !self.submission.is_sending() && !self.reread.is_awaited() && !self.affected.is_awaited()
    }

    /// Whether it waits for an answer, and has one besides no.
    pub fn has_answers(&self, scene: &Scene) -> bool {
        self.is_open() && scene.runner(&self.key).is_some() && self.refusal_now(scene).is_none()
    }

    /// Whether it waits for an answer and is on the screen as it is now.
    fn can_be_answered(&self) -> bool {
        self.is_open() && self.seen.is_drawn()
    }

    /// The button under the bar; 0 is No.
    pub fn focus(&self) -> usize {
        self.focus.index()
    }

    /// The footer's word for a key, where that depends on what is asked.
    pub fn hint(&self, command: Command) -> Option<&'static str> {
        let of_choice = |index: usize| self.choices.get(index).map(verb);
        match command {
            Command::Yes => of_choice(0),
            Command::Other => of_choice(1),
            Command::ToggleMore if self.shows_more => Some("less"),
            _ => None,
        }
    }

    /// Whether a key would do something that is worth a word in the footer.
    pub fn is_of_use(&self, command: Command, scene: &Scene) -> bool {
        match command {
            Command::Other => self.choices.len() > 1 && self.has_answers(scene),
            Command::ToggleMore => self.shows_more || self.has_more(scene),
            Command::OpenHelp => false,
            Command::Close | Command::ShowRequest => true,
            _ => self.has_answers(scene),
        }
    }

    /// Takes moves that came faster than anybody means them: they read on, and leave the bar on No.
    pub fn rush(&mut self, arrow: Command, times: usize, window: Window) {
        let reads_on = (0..times).all(|_| self.read_on(arrow, window));
        if !reads_on {
            self.focus = Focus::default();
        }
    }

    /// Lines above the window.
    pub fn scroll(&self) -> Scroll {
        self.scroll
    }

    /// Reads on in a question that is longer than its window; the bar stays where it is.
    fn read_on(&mut self, command: Command, window: Window) -> bool {
        window.last > 0 && self.scroll.take(command, window)
    }

    /// The answer is on its way, as the request with this ticket.
    pub fn sent(&mut self, ticket: u64) {
        self.submission.sent(ticket);
    }

    /// The change was not carried out, or nobody knows.
    pub fn refused(&mut self, refusal: Refusal) {
        self.submission.refused(refusal);
        self.reread.outdate_reason();
        self.focus = Focus::default();
        // Why stands first.
        self.scroll = Scroll::default();
        self.seen.is_another();
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let (width, ellipsis) = (usize::from(scene.room(WIDTH)), scene.symbols.ellipsis);
        let Some(runner) = scene.runner(&self.key) else {
            let name = named(self.reread.named(), width.saturating_sub(12), ellipsis);
            let title = vec![Piece::new(format!("{name} is gone"), Role::Title)];
            return Content::text(WIDTH, title, wrapped(GONE, Role::Attention, width), self.scroll);
        };
        let title = wording::title(&self.choices, self.reread.named(), scene.title_room(width), ellipsis);
        let mut head = wording::name_in_full(&title, self.reread.named(), width, ellipsis);
        head.extend(self.affected.lines(width, scene));
        Content {
            head,
            foot: self.foot(scene, width),
            ..Content::text(WIDTH, vec![Piece::new(title, Role::Title)], self.lines(runner, scene, width), self.scroll)
        }
    }

    fn lines(&self, runner: &Runner, scene: &Scene, width: usize) -> Vec<Line> {
        let mut first = Vec::new();
        if self.submission.is_refused() {
            first.extend(self.submission.messages(Context::Question, scene.keymap));
        }
        first.extend(scene.first_messages(&self.key));
        first.extend(self.choices.first().and_then(|change| scene.repeat_message(&self.key, change)));
        first.extend(self.reread.messages(self.submission.is_sending()));
        let pause_ends = runner.paused_until.map(|until| day_and_time(until, scene.zone));
        let known = self.known(runner, scene, pause_ends.as_deref());
        first.extend(self.choices.first().map(|change| subject(change, &known)).unwrap_or_default());
        first.extend(self.affected.pause(scene).map(|message| (message, Role::Attention)));
        let mut lines = all_wrapped(&first, width);
        let Consequences { decisive, more } = consequences(&self.choices, &known);
        lines.extend(bullets(&decisive, scene.symbols.absent, width));
        if self.shows_more {
            lines.extend(bullets(&more, scene.symbols.absent, width));
        }
        lines
    }

    fn known<'a>(&self, runner: &'a Runner, scene: &Scene<'a>, pause_ends: Option<&'a str>) -> Known<'a> {
        Known { runner, allow_list: scene.allow_list(&self.key), usage: scene.usage(), pause_ends }
    }

    fn has_more(&self, scene: &Scene) -> bool {
        let more = |runner| consequences(&self.choices, &self.known(runner, scene, None)).more;
        scene.runner(&self.key).is_some_and(|runner| !more(runner).is_empty())
    }

    /// The answers, or why there are none.
    fn foot(&self, scene: &Scene, width: usize) -> Vec<Line> {
        if self.submission.is_sending() {
            return all_wrapped(&self.submission.messages(Context::Question, scene.keymap), width);
        }
        if self.reread.is_awaited() {
            return wrapped("Reading the status again", Role::InMotion, width);
        }
        if self.affected.is_awaited() {
            return wrapped("Reading what runs", Role::InMotion, width);
        }
        if let Some(reason) = self.refusal_now(scene) {
            return wrapped(&format!("Not possible any more. {}.", capitalised(reason)), Role::Bad, width);
        }
        let keys = [Command::Close, Command::Yes, Command::Other];
        let key = |command| clause(scene.keymap.character(Context::Question, command), "{}");
        let verbs = std::iter::once("No".to_owned()).chain(self.choices.iter().map(|change| capitalised(verb(change))));
        let buttons: Vec<(String, String)> = keys.into_iter().map(key).zip(verbs).collect();
        self.focus.lines(&buttons, width, scene.symbols)
    }
}
