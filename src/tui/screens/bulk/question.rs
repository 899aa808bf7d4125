//! The question about an action for several runners: who is meant, who is left out and why, and what makes an answer.
//!
//! What will be sent is fixed when the question is answered; whether each runner still allows it is looked at again when
//! its turn comes.

use tui_input::InputRequest;

use super::{WIDTH, left_out_words, runner_lines};
use crate::account::operation::{ActionOnSeveral, LeftOut, Subject};
use crate::domain::{Action, Asking, Circumstances, Moment, Named, RunnerKey, action};
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, character, clause, key};
use crate::tui::screens::parts::armed;
use crate::tui::screens::parts::content::{Content, Line, all_wrapped, wrapped};
use crate::tui::screens::parts::difference::{difference, is_same};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::screens::parts::seen::Seen;
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role, Symbols};

/// Characters that can be typed.
const LONGEST: usize = 40;

/// The open question.
#[derive(Clone, Debug)]
pub struct State {
    /// What is to be done to each.
    pub action: Action,
    items: Vec<Item>,
    phase: Phase,
    stops_at_failure: bool,
    /// Whether the number was asked for once: it is from then on, so that keys do not change their meaning.
    asks_number: bool,
    seen: Seen,
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
}

/// What is known of a runner while it is asked about.
pub struct Known {
    /// Why it is left out, if it is.
    pub left_out: Option<LeftOut>,
    /// How it is named; `None` where it is gone.
    pub named: Option<Named>,
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
        let item = |(key, named)| Item { subject: Subject { key, named }, renamed_from: None, left_out: None };
        Self {
            action,
            items: items.into_iter().map(item).collect(),
            phase: Phase::Reading(now),
            stops_at_failure: false,
            asks_number: action.asking() == Asking::TypedName,
            seen: Seen::default(),
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
        // The field is at the end.
        self.scroll = if self.takes_text() { Scroll::END } else { Scroll::default() };
    }

    /// While the question stands, who is left out follows what is reported. After a renaming it starts anew.
    pub fn follow(&mut self, known: impl Fn(&RunnerKey) -> Known) {
        if matches!(self.phase, Phase::Asking { .. }) {
            let (mut is_another, mut is_renamed) = (false, false);
            for item in &mut self.items {
                let known = known(&item.subject.key);
                is_another |= item.left_out != known.left_out;
                item.left_out = known.left_out;
                if let Some(named) = known.named.filter(|named| !item.subject.named.still_tells(named)) {
                    let before = std::mem::replace(&mut item.subject.named, named);
                    item.renamed_from.get_or_insert(before);
                    is_renamed = true;
                }
            }
            if is_another || is_renamed {
                self.seen.is_another();
            }
            if is_renamed {
                self.input.clear();
                self.typed();
            }
            self.asks_number |= self.waiting() > action::MAX_WITH_ONE_KEY;
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
        let is_yes = command == Command::Yes && !self.takes_text() && self.can_be_answered();
        self.seen.is_hasty(is_yes)
    }

    /// Whether an answer was given before the end of the question was in view.
    pub fn was_hasty(&self) -> bool {
        self.seen.was_hasty()
    }

    /// Runners for which a yes would send a request.
    fn waiting(&self) -> usize {
        self.items.iter().filter(|item| item.left_out.is_none()).count()
    }

    /// Whether text is typed into it now.
    pub fn takes_text(&self) -> bool {
        self.asks_number && matches!(self.phase, Phase::Asking { .. })
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
        self.scroll = Scroll::END;
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
        if self.is_hasty(command) || self.scroll.take(command, window) {
            return Vec::new();
        }
        if command == Command::ShowRequest {
            return vec![Instruction::ShowRequest(self.action.change(), self.to_send())];
        }
        if command == Command::ToggleStop {
            self.stops_at_failure = !self.stops_at_failure;
        }
        if self.is_answered(command, scene.now) {
            return vec![Instruction::Close, Instruction::BeginOperation(Box::new(self.confirmed(scene.now)))];
        }
        Vec::new()
    }

    /// What a yes begins.
    fn confirmed(&self, now: Moment) -> ActionOnSeveral {
        let subjects = self.items.iter().map(|item| (item.subject.clone(), item.left_out.clone())).collect();
        ActionOnSeveral::new(self.action, subjects, self.stops_at_failure, now)
    }

    /// Whether a command is the yes to the question that was on the screen.
    fn is_answered(&mut self, command: Command, now: Moment) -> bool {
        let matches = is_same(self.input.value().trim(), &self.expected());
        let is_typed = self.takes_text();
        let can_begin = self.seen.is_drawn() && self.waiting() > 0;
        let is_end_seen = self.seen.is_to_the_end();
        let Phase::Asking { is_armed, .. } = &mut self.phase else { return false };
        match command {
            Command::Yes => !is_typed && can_begin && is_end_seen,
            // Enter with the words typed arms the answer; only Enter again begins, once it was let go in between.
            Command::Save => {
                let is_held = armed::is_held(self.last_enter.replace(now), now);
                std::mem::replace(is_armed, matches && can_begin) && matches && can_begin && !is_held
            }
            _ => false,
        }
    }

    /// Whether the question stands, and has an answer besides no.
    fn can_be_answered(&self) -> bool {
        matches!(self.phase, Phase::Asking { .. }) && self.waiting() > 0
    }

    /// The runners for which a yes would send a request.
    fn to_send(&self) -> Vec<RunnerKey> {
        let is_sent = self.items.iter().filter(|item| item.left_out.is_none());
        is_sent.map(|item| item.subject.key.clone()).collect()
    }

    /// The title.
    fn title(&self) -> Line {
        let left_out = self.items.len() - self.waiting();
        super::title(self.action, self.items.len(), &super::tally(&[(left_out, "left out")]))
    }

    /// The content, at most `width` cells wide, and the line of the field in it, if there is one. `said` is what must be
    /// said before; `dependents` is of how many environments a runner is the default, where that is known.
    fn lines(
        &self,
        said: &[(String, Role)],
        dependents: impl Fn(&RunnerKey) -> Option<usize>,
        (width, symbols): (usize, &Symbols),
        now: Moment,
    ) -> (Vec<Line>, Option<usize>) {
        let of_items = self.items.iter().flat_map(|item| {
            let (message, role) = item_message(item, dependents(&item.subject.key));
            runner_lines(&item.subject.named, (&message, role), width, symbols)
        });
        let mut lines: Vec<Line> = of_items.collect();
        lines.push(Vec::new());
        let mut field = None;
        match &self.phase {
            Phase::Reading(_) => lines.extend(wrapped("reading the list again", Role::InMotion, width)),
            Phase::Asking { trouble, is_armed } => {
                if let Some(trouble) = trouble {
                    let message = format!("The list could not be read again: {trouble}");
                    lines.extend(wrapped(&message, Role::Attention, width));
                }
                lines.extend(all_wrapped(said, width));
                lines.push(Vec::new());
                let before = lines.len();
                let armed = is_armed.then(|| armed::armed_message(Context::BulkTyped, self.last_enter, now));
                lines.extend(self.question(armed, &mut field, width, symbols));
                field = field.map(|row| row + before);
            }
        }
        (lines, field)
    }

    fn question(&self, armed: Option<String>, field: &mut Option<usize>, width: usize, symbols: &Symbols) -> Vec<Line> {
        let waiting = self.waiting();
        if waiting == 0 {
            return wrapped("None of them allows it now.", Role::Attention, width);
        }
        let stop = format!("[{}] stop at the first failure", if self.stops_at_failure { "x" } else { " " });
        let mut lines = Vec::new();
        if self.takes_text() {
            lines.push(vec![Piece::plain("Type "), Piece::new(self.expected(), Role::Title)]);
            lines.push(Vec::new());
            *field = Some(1);
            let differs = difference(self.input.value().trim(), &self.expected());
            match (armed, differs) {
                (None, Some(differs)) => lines.extend(wrapped(&differs, Role::Attention, width)),
                (armed, _) => lines.extend(wrapped(&armed.unwrap_or_default(), Role::Bad, width)),
            }
            let tab = clause(key(Context::BulkTyped, Command::ToggleStop), "{}");
            lines.push(vec![Piece::new(tab, Role::Key), Piece::new(format!(" {stop}"), Role::Quiet)]);
            return lines;
        }
        let yes = format!("yes, {} {}", self.action.label().to_lowercase(), counted(waiting, "runner"));
        let mark = symbols.cursor;
        let button = |command| Piece::new(clause(character(Context::Bulk, command), "{}"), Role::Key);
        let (no, yes) = (Piece::plain(" no, leave them"), Piece::plain(format!(" {yes}")));
        lines.push(vec![Piece::plain(format!("{mark} ")), button(Command::Close), no]);
        lines.push(vec![Piece::plain("  "), button(Command::Yes), yes]);
        let stop = Piece::new(format!(" {stop}"), Role::Quiet);
        lines.push(vec![Piece::plain("  "), button(Command::ToggleStop), stop]);
        lines
    }
}

/// What is said of a runner before the answer.
fn item_message(item: &Item, dependents: Option<usize>) -> (String, Role) {
    let (message, role) = match (&item.left_out, dependents) {
        (Some(why), _) => (left_out_words(why), Role::Off),
        (None, None) => ("who depends on it is not known".to_owned(), Role::Quiet),
        (None, Some(0)) => (String::new(), Role::Text),
        (None, Some(number)) => (format!("default runner of {}", counted(number, "environment")), Role::Attention),
    };
    match &item.renamed_from {
        Some(before) if before.name() != item.subject.named.name() => {
            (format!("renamed, was {before}; {message}").trim_end_matches("; ").to_owned(), role)
        }
        _ => (message, role),
    }
}

/// As an overlay.
impl State {
    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let dependents = |key: &RunnerKey| {
            scene.usage().zip(scene.runner(key)).map(|(usage, runner)| usage.defaults_of(runner).count())
        };
        let size = (usize::from(scene.room(WIDTH)), scene.symbols);
        let (lines, field) = self.lines(&self.warnings(scene), dependents, size, scene.now);
        let field = field.zip(self.input()).map(|(row, input)| (row, "", input));
        Content { field, ..Content::text(WIDTH, self.title(), lines, self.scroll) }
    }

    /// What must be said before it begins.
    fn warnings(&self, scene: &Scene) -> Vec<(String, Role)> {
        let mut said: Vec<(String, Role)> = scene.journal_message().into_iter().collect();
        let rows = self.items.iter().filter_map(|item| scene.fleet.at(&item.subject.key));
        let missing: Vec<&str> = rows.filter(|row| row.is_missing()).map(|row| row.runner.name.safe()).collect();
        if !missing.is_empty() {
            let message = format!("Missing from the list, and not found since: {}.", missing.join(", "));
            said.push((message, Role::Attention));
        }
        let waiting = self.items.iter().filter(|item| item.left_out.is_none());
        let runners = waiting.filter_map(|item| scene.runner(&item.subject.key));
        let known = Circumstances { usage: scene.usage(), pause_ends: None };
        let of_each: Vec<Vec<String>> = runners.map(|runner| self.action.warnings(runner, &known)).collect();
        let (first, others) = of_each.split_first().map_or((&[][..], &[][..]), |(first, others)| (&first[..], others));
        // What is true of each; what is true of one stands beside its name.
        let common = first.iter().filter(|message| others.iter().all(|other| other.contains(message)));
        said.extend(common.map(|message| (message.clone(), Role::Text)));
        said
    }
}
