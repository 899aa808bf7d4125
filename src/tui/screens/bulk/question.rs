//! The question about an action for several runners, which is a plan: their order, who is left out, how it goes on; and what
//! makes an answer. What it shows is in `card.rs`, the options in `../policy.rs`.
//!
//! What will be sent is fixed when the question is answered; whether each runner still allows it is looked at again when
//! its turn comes.

mod card;

use tui_input::InputRequest;

use super::{Known, policy};
use crate::account::fleet::Fleet;
use crate::account::operation::{LeftOut, Operation, Policy, Subject, plan};
use crate::account::work::Work;
use crate::domain::{AccountId, Action, Asking, Moment, Named, RunnerKey, action};
use crate::tui::command::Command;
use crate::tui::screens::parts::affected::Place;
use crate::tui::screens::parts::armed;
use crate::tui::screens::parts::buttons::Focus;
use crate::tui::screens::parts::difference::is_same;
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::screens::parts::seen::{Seen, Uncounted};
use crate::tui::screens::parts::wording::of_action;
use crate::tui::screens::parts::work_line::Pause;
use crate::tui::ui::field::Field;

/// Characters that can be typed.
const LONGEST: usize = 40;

/// The open question.
#[derive(Clone, Debug)]
pub struct State {
    /// What is to be done to each.
    pub action: Action,
    items: Vec<Item>,
    phase: Phase,
    policy: Policy,
    /// The option under the bar, while they are open.
    choosing: Option<usize>,
    /// Whether the number was asked for once: it is from then on, so that keys do not change their meaning.
    asks_number: bool,
    seen: Seen,
    focus: Focus,
    /// Whether all that can be said stands there, not only what decides.
    shows_more: bool,
    /// What runs on the runners and who depends on them.
    pub affected: Place,
    input: Field,
    last_enter: Option<Moment>,
    /// Lines above the window.
    pub scroll: Scroll,
}

/// One runner.
#[derive(Clone, PartialEq, Debug)]
struct Item {
    subject: Subject,
    /// How it was named before, where it was renamed since the question opened.
    renamed_from: Option<Named>,
    left_out: Option<LeftOut>,
    /// Runs and environments that were seen.
    load: (usize, usize),
}

#[derive(Clone, PartialEq, Debug)]
enum Phase {
    /// The list is read again first.
    Reading(Moment),
    /// The question stands; with why the list could not be read again, if so.
    Asking { trouble: Option<String>, is_armed: bool },
}

impl State {
    /// A question about `items`, once a list that was asked for after `now` has come.
    pub fn new(action: Action, items: Vec<(RunnerKey, Named)>, now: Moment) -> Self {
        let item = |(key, named)| Item {
            subject: Subject { key, named, serves: None },
            renamed_from: None,
            left_out: None,
            load: (0, 0),
        };
        Self {
            action,
            items: items.into_iter().map(item).collect(),
            phase: Phase::Reading(now),
            policy: Policy::of(action),
            choosing: None,
            asks_number: action.asking() == Asking::TypedName,
            seen: Seen::default(),
            focus: Focus::default(),
            shows_more: false,
            affected: Place::default(),
            input: Field::new(LONGEST),
            last_enter: None,
            scroll: Scroll::default(),
        }
    }

    /// A list came that was asked for at `asked`: the question can be asked. `reason` says why a runner is left out.
    pub fn list_came(&mut self, asked: Moment, known: impl Fn(&RunnerKey) -> Known) {
        if matches!(self.phase, Phase::Reading(since) if asked.mono >= since.mono) {
            self.ask(None, known);
        }
    }

    /// The list could not be read again.
    pub fn list_failed(&mut self, trouble: String, known: impl Fn(&RunnerKey) -> Known) {
        if matches!(self.phase, Phase::Reading(_)) {
            self.ask(Some(trouble), known);
        }
    }

    fn ask(&mut self, trouble: Option<String>, known: impl Fn(&RunnerKey) -> Known) {
        self.phase = Phase::Asking { trouble, is_armed: false };
        self.follow(known);
        self.seen.is_another();
        self.scroll = Scroll::default();
    }

    /// While the question stands, who is left out follows what is reported. After a renaming it starts anew.
    pub fn follow(&mut self, known: impl Fn(&RunnerKey) -> Known) {
        if matches!(self.phase, Phase::Asking { .. }) {
            let (mut is_another, mut is_renamed) = (false, false);
            for item in &mut self.items {
                let known = known(&item.subject.key);
                is_another |= item.left_out != known.left_out;
                item.left_out = known.left_out;
                item.subject.serves = known.serves;
                item.load = known.load;
                if let Some(named) = known.named.filter(|named| !item.subject.named.still_tells(named)) {
                    let before = std::mem::replace(&mut item.subject.named, named);
                    item.renamed_from.get_or_insert(before);
                    is_renamed = true;
                }
            }
            let order: Vec<RunnerKey> = self.keys();
            self.items = plan::in_order(std::mem::take(&mut self.items), |item| (item.left_out.is_some(), item.load));
            is_another |= order != self.keys();
            if is_another || is_renamed {
                self.seen.is_another();
                self.focus = Focus::default();
            }
            if is_renamed {
                self.input.clear();
                self.typed();
            }
            self.asks_number |= self.waiting() > action::MAX_WITH_ONE_KEY;
        }
    }

    /// What runs on the runners and who depends on them may be known by now: where that is something else than was drawn, it
    /// is another question.
    pub fn affected_by(&mut self, work: &Work, fleet: &Fleet, now: Moment) {
        let waiting = self.items.iter().filter(|item| item.left_out.is_none());
        let rows = waiting.filter_map(|item| fleet.at(&item.subject.key));
        let runners: Vec<_> = rows.map(|row| &*row.runner).collect();
        let pause = if self.action == Action::Pause { Pause::Begins } else { Pause::None };
        if self.affected.follow(&runners, work, pause, now) {
            self.seen.is_another();
            self.typed();
        }
    }

    /// All runners that were meant, those that are left out too.
    pub fn keys(&self) -> Vec<RunnerKey> {
        self.items.iter().map(|item| item.subject.key.clone()).collect()
    }

    /// Whose runners they are.
    pub fn account(&self) -> AccountId {
        self.items.first().map_or(AccountId::FIRST, |item| item.subject.key.account)
    }

    /// The button under the bar; 0 is No.
    pub fn focus(&self) -> usize {
        self.focus.index()
    }

    /// Takes moves that came faster than anybody means them: between the buttons they leave the bar on No. Says whether
    /// that is what they were.
    pub fn rush(&mut self, arrow: Option<Command>) -> bool {
        let is_between = matches!(arrow, Some(Command::NextTab | Command::PreviousTab));
        if is_between {
            self.focus = Focus::default();
        }
        is_between
    }

    /// The footer's word for a key, where that depends on what is asked.
    pub fn hint(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::Yes => Some(of_action(self.action)),
            Command::ToggleMore if self.shows_more => Some("less"),
            _ => None,
        }
    }

    /// Whether a key would do something that is worth a word in the footer.
    pub fn is_of_use(&self, command: Command, scene: &Scene) -> bool {
        match command {
            Command::ToggleMore => self.shows_more || !self.warnings(scene).more.is_empty(),
            Command::OpenHelp => self.takes_text(),
            _ if self.is_choosing() => true,
            Command::Yes | Command::NextTab | Command::OpenPolicy => self.can_be_answered(),
            _ => true,
        }
    }

    /// Whether Enter begins it now.
    pub fn is_armed(&self) -> bool {
        matches!(self.phase, Phase::Asking { is_armed: true, .. })
    }

    /// A frame was drawn: whether the question as it is now was in it, and its end. Answers whether that was not so before.
    pub fn drawn(&mut self, is_seen: bool, is_end_in_view: bool) -> bool {
        self.seen.drawn(is_seen, is_end_in_view)
    }

    /// Takes an answer that does not count yet, because the end of the question was not in view. Says whether it is one.
    fn is_hasty(&mut self, command: Command) -> bool {
        let is_yes = command == Command::Yes || self.focus.chooses_yes(command);
        self.seen.is_hasty(is_yes && !self.takes_text() && self.can_be_answered())
    }

    /// Why the last key, which would be an answer, did not count.
    pub fn uncounted(&self) -> Option<Uncounted> {
        self.seen.uncounted()
    }

    /// Runners for which a yes would send a request.
    fn waiting(&self) -> usize {
        self.items.iter().filter(|item| item.left_out.is_none()).count()
    }

    /// Whether the options are open.
    pub fn is_choosing(&self) -> bool {
        self.choosing.is_some()
    }

    /// Back from the options: the plan is another one.
    pub fn leave_policy(&mut self) {
        self.choosing = None;
        self.scroll = Scroll::default();
        self.seen.is_another();
        self.typed();
    }

    /// Whether text is typed into it now.
    pub fn takes_text(&self) -> bool {
        self.choosing.is_none() && self.asks_number && matches!(self.phase, Phase::Asking { .. })
    }

    /// What is typed, to draw it.
    fn input(&self) -> Option<&Field> {
        self.takes_text().then_some(&self.input)
    }

    /// Edits what is typed.
    pub fn edit(&mut self, request: InputRequest) {
        self.input.edit(request);
        self.typed();
    }

    /// What is typed is another text than before.
    fn typed(&mut self) {
        if let Phase::Asking { is_armed, .. } = &mut self.phase {
            *is_armed = false;
        }
    }

    /// Puts pasted text in.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text.trim_end_matches(['\r', '\n']));
        self.typed();
    }

    /// What is to be typed: `remove 3`.
    fn expected(&self) -> String {
        format!("{} {}", self.action.label().to_lowercase(), self.waiting())
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command, scene: &Scene, window: Window) -> Vec<Instruction> {
        if let Some(focused) = &mut self.choosing {
            policy::update(self.action, &mut self.policy, focused, command);
            return Vec::new();
        }
        if self.is_hasty(command) || self.scroll.take(command, window) {
            return Vec::new();
        }
        if command == Command::ShowRequest {
            return vec![Instruction::ShowRequest(self.action.change(), self.to_send())];
        }
        match command {
            Command::OpenPolicy => self.choosing = Some(0),
            Command::ToggleMore => {
                self.shows_more = !self.shows_more;
                self.scroll = Scroll::default();
            }
            _ if self.focus.chooses_no(command) && !self.is_reading() => {
                return vec![Instruction::Close];
            }
            Command::NextTab | Command::PreviousTab if self.can_be_answered() => {
                self.focus.take(command, 1);
            }
            _ => {}
        }
        if self.is_answered(command, scene.now) {
            return vec![Instruction::BeginOperation(Box::new(self.confirmed(scene.now)))];
        }
        Vec::new()
    }

    /// What a yes begins.
    fn confirmed(&self, now: Moment) -> Operation {
        let subjects = self.items.iter().map(|item| (item.subject.clone(), item.left_out.clone())).collect();
        Operation::new(self.action, subjects, self.policy, now)
    }

    /// Whether a command is the yes to the question that was on the screen.
    fn is_answered(&mut self, command: Command, now: Moment) -> bool {
        let matches = is_same(self.input.value().trim(), &self.expected());
        let is_typed = self.takes_text();
        let can_begin = self.seen.is_drawn() && self.waiting() > 0 && !self.affected.is_awaited();
        let is_end_seen = self.seen.is_to_the_end();
        let Phase::Asking { is_armed, .. } = &mut self.phase else { return false };
        match command {
            Command::Yes | Command::Choose => !is_typed && can_begin && is_end_seen,
            // Enter with the words typed arms the answer; only Enter again begins, once it was let go in between.
            Command::Save => {
                let is_held = armed::is_held(self.last_enter.replace(now), now);
                std::mem::replace(is_armed, matches && can_begin) && matches && can_begin && !is_held
            }
            _ => false,
        }
    }

    fn is_reading(&self) -> bool {
        matches!(self.phase, Phase::Reading(_))
    }

    /// Whether the question stands, and has an answer besides no.
    fn can_be_answered(&self) -> bool {
        matches!(self.phase, Phase::Asking { .. }) && self.waiting() > 0 && !self.affected.is_awaited()
    }

    /// The runners for which a yes would send a request.
    fn to_send(&self) -> Vec<RunnerKey> {
        let is_sent = self.items.iter().filter(|item| item.left_out.is_none());
        is_sent.map(|item| item.subject.key.clone()).collect()
    }
}
