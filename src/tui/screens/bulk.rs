//! One action for several runners: a question that lists them all, those left out with the reason, then one request each
//! in order, with a line of result for each.
//!
//! What will be sent is fixed when the question is answered; whether each runner still allows it is looked at again when
//! its turn comes.

use tui_input::InputRequest;

use crate::api::{ApiError, Cause};
use crate::domain::{Action, Asking, Circumstances, Moment, Named, RunnerId, action};
use crate::text;
use crate::text::words::{counted, named};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, character, clause, key, special};
use crate::tui::screens::parts::content::Content;
use crate::tui::screens::parts::difference::{difference, is_same};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::parts::seen::Seen;
use crate::tui::screens::parts::{armed, refusal};
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of the popup's content.
pub const WIDTH: u16 = 72;
/// Characters that can be typed.
const LONGEST: usize = 40;
/// Cells of a runner's name, with the blanks behind.
const NAME: usize = 32;

/// What is under way for several runners.
#[derive(Clone, Debug)]
pub struct State {
    /// What is to be done to each.
    pub action: Action,
    items: Vec<Item>,
    phase: Phase,
    stops_at_failure: bool,
    /// Whether the number was asked for once: it is from then on, so that keys do not change their meaning.
    asks_number: bool,
    /// Whether the operator stopped it.
    is_stopped: bool,
    seen: Seen,
    input: Field,
    last_enter: Option<Moment>,
    /// Lines above the window.
    pub scroll: Scroll,
}

/// One runner.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// The runner that the operator saw.
    pub id: RunnerId,
    /// How the operator saw it named.
    pub named: Named,
    /// How it was named before, where it was renamed since the question opened.
    pub renamed_from: Option<Named>,
    /// How far it is.
    pub progress: Progress,
}

/// What is known of a runner while it is asked about.
pub struct Known {
    /// Why it is left out, if it is.
    pub refusal: Option<String>,
    /// How it is named; `None` where it is gone.
    pub named: Option<Named>,
}

/// How far one runner is.
#[derive(Clone, PartialEq, Debug)]
pub enum Progress {
    /// It is to be done.
    Waiting,
    /// It was left out, for this reason.
    LeftOut(String),
    /// It is on its way.
    Sending(u64),
    /// The control plane took it.
    Accepted,
    /// It was not carried out, for this reason.
    Failed(String),
    /// No answer came: it may have been carried out.
    Unanswered,
    /// It was not sent, for this reason; `None`: the operator or a failure stopped the rest.
    NotSent(Option<String>),
}

#[derive(Clone, PartialEq, Debug)]
enum Phase {
    /// The list is read again first.
    Reading(Moment),
    /// The question stands; with why the list could not be read again, if so.
    Asking { trouble: Option<String>, is_armed: bool },
    /// One after the other.
    Running,
    /// All have ended one way or the other.
    Done,
}

impl State {
    /// A question about `items`, once a list that was asked for after `now` has come.
    pub fn new(action: Action, items: Vec<(RunnerId, Named)>, now: Moment) -> Self {
        let item = |(id, named)| Item { id, named, renamed_from: None, progress: Progress::Waiting };
        Self {
            action,
            items: items.into_iter().map(item).collect(),
            phase: Phase::Reading(now),
            stops_at_failure: false,
            asks_number: action.asking() == Asking::TypedName,
            is_stopped: false,
            seen: Seen::default(),
            input: Field::new(LONGEST),
            last_enter: None,
            scroll: Scroll::default(),
        }
    }

    /// All runners of the question, in its order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// A list came that was asked for at `asked`: the question can be asked. `reason` says why a runner is left out.
    pub fn list_came(&mut self, asked: Moment, known: impl Fn(&RunnerId) -> Known) {
        if matches!(self.phase, Phase::Reading(since) if asked.mono >= since.mono) {
            self.ask(None, known);
        }
    }

    /// The list could not be read again.
    pub fn list_failed(&mut self, trouble: String, known: impl Fn(&RunnerId) -> Known) {
        if matches!(self.phase, Phase::Reading(_)) {
            self.ask(Some(trouble), known);
        }
    }

    fn ask(&mut self, trouble: Option<String>, known: impl Fn(&RunnerId) -> Known) {
        self.phase = Phase::Asking { trouble, is_armed: false };
        self.follow(known);
        self.seen.is_another();
        // The field is at the end.
        self.scroll = if self.takes_text() { Scroll::END } else { Scroll::default() };
    }

    /// While the question stands, who is left out follows what is reported. After a renaming it starts anew.
    pub fn follow(&mut self, known: impl Fn(&RunnerId) -> Known) {
        if matches!(self.phase, Phase::Asking { .. }) {
            let (mut is_another, mut is_renamed) = (false, false);
            for item in &mut self.items {
                let known = known(&item.id);
                let progress = known.refusal.map_or(Progress::Waiting, Progress::LeftOut);
                is_another |= item.progress != progress;
                item.progress = progress;
                if let Some(named) = known.named.filter(|named| !item.named.still_tells(named)) {
                    let before = std::mem::replace(&mut item.named, named);
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
    pub fn is_hasty(&mut self, command: Command) -> bool {
        let is_yes = command == Command::Yes && !self.takes_text() && self.can_be_answered();
        self.seen.is_hasty(is_yes)
    }

    /// Whether an answer was given before the end of the question was in view.
    pub fn was_hasty(&self) -> bool {
        self.seen.was_hasty()
    }

    /// Runners that are to be done, or would be.
    pub fn waiting(&self) -> usize {
        self.items.iter().filter(|item| item.progress == Progress::Waiting).count()
    }

    /// Whether requests are still to be sent.
    pub fn has_unsent(&self) -> bool {
        self.phase == Phase::Running && self.waiting() > 0
    }

    /// Whether text is typed into it now.
    pub fn takes_text(&self) -> bool {
        self.asks_number && matches!(self.phase, Phase::Asking { .. })
    }

    /// What is typed, to draw it.
    pub fn input(&self) -> Option<&Field> {
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
    pub fn paste(&mut self, words: &str) {
        self.input.paste(words.trim_end_matches(['\r', '\n']));
        self.typed();
    }

    /// What is to be typed: `remove 3`.
    fn expected(&self) -> String {
        format!("{} {}", self.action.label().to_lowercase(), self.waiting())
    }

    /// Takes a command. Says whether it began: the question was on the screen, and this is its answer.
    pub fn update(&mut self, command: Command, now: Moment) -> bool {
        if command == Command::ToggleStop {
            self.stops_at_failure = !self.stops_at_failure;
        }
        let matches = is_same(self.input.value().trim(), &self.expected());
        let is_typed = self.takes_text();
        let can_begin = self.seen.is_drawn() && self.waiting() > 0;
        let is_end_seen = self.seen.is_to_the_end();
        let Phase::Asking { is_armed, .. } = &mut self.phase else { return false };
        let begins = match command {
            Command::Yes => !is_typed && can_begin && is_end_seen,
            // Enter with the words typed arms the answer; only Enter again begins, once it was let go in between.
            Command::Save => {
                let is_held = armed::is_held(self.last_enter.replace(now), now);
                std::mem::replace(is_armed, matches && can_begin) && matches && can_begin && !is_held
            }
            _ => false,
        };
        if begins {
            self.phase = Phase::Running;
            self.scroll = Scroll::default();
        }
        begins
    }

    /// Whether the question stands, and has an answer besides no.
    pub fn can_be_answered(&self) -> bool {
        matches!(self.phase, Phase::Asking { .. }) && self.waiting() > 0
    }

    /// The runners whose requests are to be sent, or were.
    pub fn to_send(&self) -> Vec<RunnerId> {
        let is_sent = |item: &&Item| !matches!(item.progress, Progress::LeftOut(_));
        self.items.iter().filter(is_sent).map(|item| item.id.clone()).collect()
    }

    /// The next runner whose turn it is; `None` while one is on its way, and when all are done.
    pub fn take_turn(&mut self) -> Option<RunnerId> {
        let is_sending = self.items.iter().any(|item| matches!(item.progress, Progress::Sending(_)));
        if self.phase != Phase::Running || is_sending {
            return None;
        }
        let next = self.items.iter().find(|item| item.progress == Progress::Waiting);
        if next.is_none() {
            self.phase = Phase::Done;
        }
        next.map(|item| item.id.clone())
    }

    /// Notes how far the runner whose turn it is has come.
    pub fn note(&mut self, id: &RunnerId, progress: Progress) {
        let is_failure = matches!(progress, Progress::Failed(_) | Progress::Unanswered | Progress::NotSent(Some(_)));
        if let Some(item) = self.items.iter_mut().find(|item| item.id == *id) {
            item.progress = progress;
        }
        if is_failure && self.stops_at_failure {
            self.stop();
        }
    }

    /// Takes the answer to a request, if it came from here. Says whether it did.
    pub fn answered(&mut self, ticket: u64, outcome: &Result<(), ApiError>) -> bool {
        let sending = |item: &&Item| item.progress == Progress::Sending(ticket);
        let Some(id) = self.items.iter().find(sending).map(|item| item.id.clone()) else { return false };
        let progress = match outcome {
            Ok(()) => Progress::Accepted,
            Err(error) if error.is_unanswered() => Progress::Unanswered,
            Err(error) if error.cause == Cause::TakenBack => Progress::NotSent(None),
            Err(error) if error.is_not_sent() => Progress::NotSent(Some(error.cause.to_string())),
            Err(error) => Progress::Failed(match &error.cause {
                Cause::Forbidden(problem) => format!("{}. {}", error.cause, refusal::missing(problem)),
                cause => cause.to_string(),
            }),
        };
        self.note(&id, progress);
        true
    }

    /// The request that is waited for.
    pub fn sending(&self) -> Option<u64> {
        self.items.iter().find_map(|item| match item.progress {
            Progress::Sending(ticket) => Some(ticket),
            _ => None,
        })
    }

    /// Sends nothing more. Says whether there was anything to stop that was not stopped before: what was not begun, or
    /// what is waited for, which its caller takes back.
    pub fn stop(&mut self) -> bool {
        let had_unsent = self.has_unsent();
        let is_first = self.sending().is_some() && !std::mem::replace(&mut self.is_stopped, true);
        if had_unsent {
            for item in self.items.iter_mut().filter(|item| item.progress == Progress::Waiting) {
                item.progress = Progress::NotSent(None);
            }
        }
        had_unsent || is_first
    }

    /// The title.
    pub fn title(&self) -> Vec<Piece> {
        let words = format!("{} {}", self.action.label(), counted(self.items.len(), "runner"));
        vec![Piece::new(words, Role::Title), Piece::plain(self.tally())]
    }

    /// How many are how far: `, 1 left out`, `: 3 asked, 1 failed`.
    fn tally(&self) -> String {
        let count = |is: fn(&Progress) -> bool| self.items.iter().filter(|item| is(&item.progress)).count();
        let parts = [
            (count(|progress| *progress == Progress::Accepted), "asked"),
            (count(|progress| matches!(progress, Progress::Failed(_))), "failed"),
            (count(|progress| *progress == Progress::Unanswered), "not answered"),
            (count(|progress| matches!(progress, Progress::NotSent(_))), "not sent"),
            (count(|progress| matches!(progress, Progress::LeftOut(_))), "left out"),
        ];
        let parts =
            parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}"));
        let parts: Vec<String> = parts.collect();
        if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
    }

    /// Whether everything has ended, one way or the other.
    pub fn is_done(&self) -> bool {
        self.phase == Phase::Done
    }

    /// The content, at most `width` cells wide, and the line of the field in it, if there is one. `said` is what must be
    /// said before; `dependents` is of how many environments a runner is the default, where that is known.
    pub fn lines(
        &self,
        said: &[(String, Role)],
        dependents: impl Fn(&RunnerId) -> Option<usize>,
        (width, symbols): (usize, &Symbols),
        now: Moment,
    ) -> (Vec<Vec<Piece>>, Option<usize>) {
        let wrapped = |words: &str, role: Role| -> Vec<Vec<Piece>> {
            text::wrap(words, width).into_iter().map(|line| vec![Piece::new(line, role)]).collect()
        };
        let mut lines: Vec<_> =
            self.items.iter().flat_map(|item| self.item_lines(item, dependents(&item.id), width, symbols)).collect();
        lines.push(Vec::new());
        let mut field = None;
        match &self.phase {
            Phase::Reading(_) => lines.extend(wrapped("reading the list again", Role::InMotion)),
            Phase::Asking { trouble, is_armed } => {
                if let Some(trouble) = trouble {
                    lines.extend(wrapped(&format!("The list could not be read again: {trouble}"), Role::Attention));
                }
                lines.extend(said.iter().flat_map(|(words, role)| wrapped(words, *role)));
                lines.push(Vec::new());
                let before = lines.len();
                lines.extend(self.question(
                    is_armed.then(|| armed::armed_words(Context::BulkTyped, self.last_enter, now)),
                    &mut field,
                    wrapped,
                    symbols,
                ));
                field = field.map(|row| row + before);
            }
            Phase::Running if self.waiting() == 0 => {
                lines.extend(wrapped("nothing more is sent; the last answer has not come yet", Role::InMotion));
            }
            Phase::Running => {
                let stops = clause(special(Context::Bulk, Command::Close), "; {} stops what was not sent");
                lines.extend(wrapped(&format!("one after the other{stops}"), Role::InMotion));
            }
            Phase::Done => {
                lines.extend(wrapped("done; what was asked for is marked until it is reported", Role::Text));
            }
        }
        (lines, field)
    }

    fn question(
        &self,
        armed: Option<String>,
        field: &mut Option<usize>,
        wrapped: impl Fn(&str, Role) -> Vec<Vec<Piece>>,
        symbols: &Symbols,
    ) -> Vec<Vec<Piece>> {
        let waiting = self.waiting();
        if waiting == 0 {
            return wrapped("None of them allows it now.", Role::Attention);
        }
        let stop = format!("[{}] stop at the first failure", if self.stops_at_failure { "x" } else { " " });
        let mut lines = Vec::new();
        if self.takes_text() {
            lines.push(vec![Piece::plain("Type "), Piece::new(self.expected(), Role::Title)]);
            lines.push(Vec::new());
            *field = Some(1);
            let differs = difference(self.input.value().trim(), &self.expected());
            match (armed, differs) {
                (None, Some(differs)) => lines.extend(wrapped(&differs, Role::Attention)),
                (armed, _) => lines.extend(wrapped(&armed.unwrap_or_default(), Role::Bad)),
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

    fn item_lines(&self, item: &Item, dependents: Option<usize>, width: usize, symbols: &Symbols) -> Vec<Vec<Piece>> {
        let asking = matches!(self.phase, Phase::Asking { .. } | Phase::Reading(_));
        let (words, role) = match &item.progress {
            Progress::Waiting if asking => match dependents {
                None => ("who depends on it is not known".to_owned(), Role::Quiet),
                Some(0) => (String::new(), Role::Text),
                Some(number) => (format!("default runner of {}", counted(number, "environment")), Role::Attention),
            },
            Progress::Waiting => ("waits".to_owned(), Role::Quiet),
            Progress::LeftOut(reason) => (format!("left out: {reason}"), Role::Off),
            Progress::Sending(_) => ("sending".to_owned(), Role::InMotion),
            Progress::Accepted => ("asked".to_owned(), Role::Good),
            Progress::Failed(reason) => (format!("failed: {reason}"), Role::Bad),
            Progress::Unanswered => ("not known whether it arrived".to_owned(), Role::Attention),
            Progress::NotSent(None) => ("not sent".to_owned(), Role::Attention),
            Progress::NotSent(Some(reason)) => (format!("not sent: {reason}"), Role::Attention),
        };
        let words = match &item.renamed_from {
            Some(before) if before.name() != item.named.name() && asking => {
                format!("renamed, was {before}; {words}").trim_end_matches("; ").to_owned()
            }
            _ => words,
        };
        let room = NAME.min(width / 2);
        let mut cell = named(&item.named, room.saturating_sub(1), symbols.ellipsis);
        cell.push_str(&" ".repeat(room.saturating_sub(text::width(&cell))));
        let rest = text::wrap(&words, width.saturating_sub(room));
        let names = std::iter::once(cell).chain(std::iter::repeat_with(|| " ".repeat(room)));
        names.zip(rest).map(|(name, words)| vec![Piece::plain(name), Piece::new(words, role)]).collect()
    }
}

/// As an overlay.
impl State {
    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let dependents = |id: &RunnerId| {
            scene.usage().zip(scene.runner(id)).map(|(usage, runner)| usage.defaults_of(runner).count())
        };
        let size = (usize::from(scene.room(WIDTH)), scene.symbols);
        let (lines, field) = self.lines(&self.warnings(scene), dependents, size, scene.now);
        let field = field.zip(self.input()).map(|(row, input)| (row, "", input));
        Content { field, ..Content::text(WIDTH, self.title(), lines, self.scroll) }
    }

    /// What must be said before it begins.
    fn warnings(&self, scene: &Scene) -> Vec<(String, Role)> {
        let mut said: Vec<(String, Role)> = scene.journal_words().into_iter().collect();
        let missing = self.items.iter().filter_map(|item| scene.fleet.find(&item.id)).filter(|row| row.is_missing());
        let missing: Vec<&str> = missing.map(|row| row.runner.name.safe()).collect();
        if !missing.is_empty() {
            let words = format!("Missing from the list, and not found since: {}.", missing.join(", "));
            said.push((words, Role::Attention));
        }
        let waiting = self.items.iter().filter(|item| item.progress == Progress::Waiting);
        let runners = waiting.filter_map(|item| scene.runner(&item.id));
        let known = Circumstances { usage: scene.usage(), pause_ends: None };
        let of_each: Vec<Vec<String>> = runners.map(|runner| self.action.warnings(runner, &known)).collect();
        let (first, others) = of_each.split_first().map_or((&[][..], &[][..]), |(first, others)| (&first[..], others));
        // What is true of each; what is true of one stands beside its name.
        let common = first.iter().filter(|words| others.iter().all(|other| other.contains(words)));
        said.extend(common.map(|words| (words.clone(), Role::Text)));
        said
    }
}
