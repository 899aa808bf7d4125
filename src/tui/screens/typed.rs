//! A question that is answered by typing the runner's name in full: for what cannot be undone.
//!
//! The name that counts is the one that was on the screen when the question opened, and the change goes to the id it was
//! opened for. Enter alone does nothing; with the name typed or pasted it arms the answer, and only Enter again sends it,
//! once it was let go in between: a key that is held comes as many.

use tui_input::InputRequest;

use crate::account::fleet::Fleet;
use crate::account::guided::Goal;
use crate::account::work::Work;
use crate::domain::confirmed::not_removable;
use crate::domain::kind::Kind;
use crate::domain::names::Why;
use crate::domain::warning::before_regeneration;
use crate::domain::{Action, Change, Circumstances, Label, Moment, Named, Runner, RunnerKey, Warnings};
use crate::text;
use crate::text::words::capitalised;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::affected::Place;
use crate::tui::screens::parts::content::{Content, Line, all_wrapped, bullets, wrapped};
use crate::tui::screens::parts::difference::{difference, is_same};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::screens::parts::reread::Reread;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::screens::parts::submission::Submission;
use crate::tui::screens::parts::wording::{name_in_full, titled};
use crate::tui::screens::parts::work_line::Pause;
use crate::tui::screens::parts::{armed, reread};
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 68;
/// A name of more characters is not typed; the vendor allows 30.
const LONGEST_TYPED: usize = 60;
/// Characters of an id that are typed in its place.
const ID_CHARS: usize = 8;

fn is_long(name: &Label) -> bool {
    name.safe().chars().nth(LONGEST_TYPED).is_some()
}

/// What is asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// To replace the client secret.
    Secret,
    /// To remove the definition.
    Removal,
}

/// A question that is open.
#[derive(Clone, Debug)]
pub struct State {
    /// The runner that the operator saw.
    pub key: RunnerKey,
    subject: Subject,
    input: Field,
    is_armed: bool,
    /// Whether it is on the screen.
    is_drawn: bool,
    /// Lines above the window.
    scroll: Scroll,
    /// Whether all that can be said stands there, not only what decides.
    shows_more: bool,
    reread: Reread,
    /// What runs on the runner and who depends on it.
    pub affected: Place,
    last_enter: Option<Moment>,
    /// What was sent from here, and what became of it.
    pub submission: Submission,
}

impl State {
    /// A question about `runner`, as it is named.
    pub fn new(subject: Subject, key: RunnerKey, runner: &Runner, named: Named) -> Self {
        Self {
            key,
            subject,
            input: Field::default(),
            is_armed: false,
            is_drawn: false,
            scroll: Scroll::default(),
            shows_more: false,
            reread: Reread::of(runner, named),
            affected: Place::default(),
            last_enter: None,
            submission: Submission::default(),
        }
    }

    /// Edits what is typed; not while it is on its way.
    pub fn edit(&mut self, request: InputRequest) {
        if self.submission.is_sending() {
            return;
        }
        self.input.edit(request);
        self.typed();
    }

    /// What is typed is another text than before.
    fn typed(&mut self) {
        self.is_armed = false;
        self.submission.forget_refusal();
    }

    /// Puts pasted text in.
    pub fn paste(&mut self, text: &str) {
        if !self.submission.is_sending() {
            self.input.paste(text.trim_end_matches(['\r', '\n']));
            self.typed();
        }
    }

    /// What is to be typed: the name as it is drawn, or the id of a runner without one; where another runner has a name
    /// like it, the beginning of the id behind it.
    fn expected(&self) -> String {
        match self.named() {
            (name, _) if is_long(name) => self.beginning_of_id(),
            (name, None) => name.safe().to_owned(),
            (name, Some(id)) => format!("{name} {id}"),
        }
    }

    fn beginning_of_id(&self) -> String {
        let beginning = || Label::from(self.key.id.as_str().chars().take(ID_CHARS).collect::<String>());
        self.named().1.cloned().unwrap_or_else(beginning).safe().to_owned()
    }

    /// Why more than the name, or something else, is to be typed.
    fn why_id(&self) -> Option<&'static str> {
        match self.named() {
            (name, _) if is_long(name) => Some("The name is too long to type: type the beginning of the id."),
            _ => self.reread.named().why().map(|why| match why {
                Why::Alike => "Another runner's name looks like this one: type the beginning of the id as well.",
                Why::NotAllRead => {
                    "Not every runner was read, so another may have this name. Type the beginning of the id as well."
                }
            }),
        }
    }

    fn named(&self) -> (&Label, Option<&Label>) {
        (self.reread.named().name(), self.reread.named().id())
    }

    /// Whether that is typed, or the name as it came, or the whole as it stands in the sentences.
    fn matches(&self) -> bool {
        let typed = self.input.value();
        let (name, id) = self.named();
        if is_same(typed, &self.expected()) {
            return true;
        }
        let names = [name.safe(), name.raw()];
        match id {
            None => names.iter().any(|name| is_same(typed, name)),
            Some(id) => names
                .iter()
                .any(|name| is_same(typed, &format!("{name} {id}")) || is_same(typed, &format!("{name} ({id})"))),
        }
    }

    /// The runner was read again, or could not be.
    pub fn was_read(&mut self, failure: Option<String>) {
        self.reread.was_read(failure);
    }

    /// The runner may have changed: where its status did, what was said before the first Enter counts no more; where its
    /// name did, what was typed does not either.
    pub fn follow(&mut self, known: Option<(&Runner, Named)>) {
        match self.reread.follow(known) {
            reread::Difference::None => {}
            reread::Difference::Status => self.is_armed = false,
            reread::Difference::Name => {
                self.is_armed = false;
                self.is_drawn = false;
                self.input.clear();
                self.scroll = Scroll::default();
            }
        }
    }

    /// Whether a removal would be refused as the runner is at work, so that there is something to do first.
    pub fn has_way_out(&self, scene: &Scene) -> bool {
        let is_refused = scene.runner(&self.key).is_some_and(|runner| not_removable(runner).is_some());
        self.subject == Subject::Removal && is_refused && !self.submission.is_sending()
    }

    /// Whether there is more to say than what decides.
    pub fn has_more(&self, scene: &Scene) -> bool {
        scene.runner(&self.key).is_some_and(|runner| !self.subject.warnings(runner).more.is_empty())
    }

    /// The footer's word for a key, where that depends on what is shown.
    pub fn hint(&self, command: Command) -> Option<&'static str> {
        (command == Command::ToggleMore && self.shows_more).then_some("less")
    }

    /// What runs on the runner and who depends on it may be known by now: where that is something else than was drawn, it is
    /// another question, and Enter arms the answer anew.
    pub fn affected_by(&mut self, work: &Work, fleet: &Fleet, now: Moment) {
        let Some(row) = fleet.at(&self.key) else { return };
        if self.affected.follow(&[&*row.runner], work, Pause::None, now) {
            self.is_armed = false;
            self.is_drawn = false;
        }
    }

    /// Whether Enter does it now.
    pub fn is_armed(&self) -> bool {
        self.is_armed
    }

    /// A frame was drawn; `is_seen` says whether the question was in it.
    /// Answers whether it was not there before as it is now.
    pub fn drawn(&mut self, is_seen: bool) -> bool {
        !std::mem::replace(&mut self.is_drawn, is_seen)
    }

    /// Takes a command: reads on, or takes Enter, the second of which asks for it to be sent.
    pub fn update(&mut self, command: Command, scene: &Scene, window: Window) -> Vec<Instruction> {
        if command == Command::ShowRequest {
            return match self.subject {
                Subject::Removal => vec![Instruction::ShowRequest(Some(Change::Remove), vec![self.key.clone()])],
                Subject::Secret => {
                    vec![Instruction::Notify("The request holds no more than the id of the runner.".to_owned())]
                }
            };
        }
        if command == Command::WayOut && self.has_way_out(scene) {
            return vec![Instruction::Close, Instruction::Guide(self.key.clone(), Goal::Removal)];
        }
        if command == Command::ToggleMore {
            self.shows_more = !self.shows_more;
            self.scroll = Scroll::default();
        }
        if self.scroll.take(command, window) || command != Command::Save || !self.enter(scene.now) {
            return Vec::new();
        }
        if scene.runner(&self.key).is_none() {
            self.refused(Refusal::gone());
            return Vec::new();
        }
        match (self.subject, scene.refusal(Action::Remove, &self.key)) {
            (Subject::Secret, _) => vec![Instruction::ReplaceSecret(self.key.clone())],
            (Subject::Removal, None) => vec![Instruction::Send(self.key.clone(), Change::Remove)],
            (Subject::Removal, Some(reason)) => {
                self.refused(Refusal::note(format!("Not possible any more. {}.", capitalised(reason))));
                Vec::new()
            }
        }
    }

    /// Takes Enter. Says whether that is the answer: the name was typed, and Enter pressed before and let go.
    fn enter(&mut self, now: Moment) -> bool {
        let is_held = armed::is_held(self.last_enter.replace(now), now);
        let is_ready = !self.submission.is_sending() && self.is_drawn && !self.is_awaiting();
        let is_answer = self.is_armed && !is_held && is_ready;
        self.is_armed = self.matches() && is_ready;
        is_answer
    }

    /// Whether something is read that an answer waits for.
    fn is_awaiting(&self) -> bool {
        self.reread.is_awaited() || self.affected.is_awaited()
    }

    /// The answer is on its way, as the request with this ticket.
    pub fn sent(&mut self, ticket: u64) {
        self.submission.sent(ticket);
        self.is_armed = false;
    }

    /// It was not carried out.
    pub fn refused(&mut self, refusal: Refusal) {
        self.submission.refused(refusal);
        self.reread.outdate_reason();
        // Why stands first.
        self.scroll = Scroll::default();
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let (width, symbols) = (usize::from(scene.room(WIDTH)), scene.symbols);
        let title = titled(self.subject.title(), self.reread.named(), "", scene.title_room(width), symbols.ellipsis);
        let runner = scene.runner(&self.key).filter(|_| !scene.is_told_gone(&self.key));
        let head = runner.map(|_| self.affected.lines(width, scene));
        let (foot, field) = self.foot(width, scene);
        // A name that is not typed stands nowhere else.
        let is_unnamed = is_long(self.named().0);
        let name = is_unnamed.then(|| name_in_full(&title, self.reread.named(), width, symbols.ellipsis));
        Content {
            head: name.into_iter().flatten().chain(head.unwrap_or_default()).collect(),
            foot,
            field: Some((field, "", &self.input)),
            ..Content::text(WIDTH, vec![Piece::new(title, Role::Bad)], self.lines(runner, scene, width), self.scroll)
        }
    }

    /// What must be said before the name is typed, the most important first.
    fn lines(&self, runner: Option<&Runner>, scene: &Scene, width: usize) -> Vec<Line> {
        let mut first = Vec::new();
        if self.submission.is_refused() {
            first.extend(self.submission.messages(Context::Typed, scene.keymap));
        }
        let Some(runner) = runner else {
            let gone = "The control plane has no such runner any more: the runner was removed.";
            first.push((gone.to_owned(), Role::Bad));
            return all_wrapped(&first, width);
        };
        first.extend(scene.first_messages(&self.key));
        first.extend(self.reread.messages(self.submission.is_sending()));
        // Whether there are such environments may be known later, and no answer moves then.
        let is_needed = self.subject == Subject::Removal && Kind::of(runner) != Kind::Streaming;
        let needed = is_needed.then(|| "Environments that default to the runner need another one first.".to_owned());
        let Warnings { decisive, more } = self.subject.warnings(runner);
        let mut decisive = decisive.into_iter();
        // What decides most is no item of a list among others.
        first.extend(decisive.next().map(|message| (message, Role::Bad)));
        if self.has_way_out(scene) {
            let way = clause(
                scene.keymap.key(Context::Typed, Command::WayOut),
                "{} shows the way out: paused, stopped, removed.",
            );
            first.push((way, Role::Attention));
        }
        let rest = needed.into_iter().chain(decisive).chain(more.into_iter().filter(|_| self.shows_more));
        let rest: Vec<(String, Role)> = rest.map(|message| (message, Role::Text)).collect();
        let mut lines = all_wrapped(&first, width);
        lines.extend(bullets(&rest, scene.symbols.absent, width));
        lines
    }

    /// What is to be typed and what comes of it, at most `width` cells wide, and which of these lines is the field's.
    fn foot(&self, width: usize, scene: &Scene) -> (Vec<Line>, usize) {
        let expected = self.expected();
        let mut foot: Vec<Line> =
            self.why_id().into_iter().flat_map(|message| wrapped(message, Role::Attention, width)).collect();
        let mut prompt = "Type ";
        for part in text::chop(&expected, width.saturating_sub(prompt.len())) {
            foot.push(vec![Piece::plain(prompt), Piece::new(part, Role::Title)]);
            prompt = "     ";
        }
        let field = foot.len();
        foot.push(vec![]);
        foot.extend(all_wrapped(&self.answer_phrase(&expected, scene), width));
        (foot, field)
    }

    /// What stands below the field.
    fn answer_phrase(&self, expected: &str, scene: &Scene) -> Vec<(String, Role)> {
        if self.submission.is_sending() {
            return self.submission.messages(Context::Typed, scene.keymap);
        }
        let key = |command, message| clause(scene.keymap.special(Context::Typed, command), message);
        let (message, role) = match (self.matches(), difference(self.input.value(), expected)) {
            _ if self.is_armed => (
                armed::armed_message((scene.keymap, Context::Typed), self.subject.verb(), self.last_enter, scene.now),
                Role::Bad,
            ),
            _ if self.reread.is_awaited() => ("Reading the status again".to_owned(), Role::InMotion),
            _ if self.affected.is_awaited() => ("Reading what runs".to_owned(), Role::InMotion),
            (true, _) if self.submission.is_refused() => (key(Command::Save, "Press {} to try again"), Role::Quiet),
            (true, _) => (key(Command::Save, "Press {} to continue"), Role::Text),
            (false, Some(message)) => (message, Role::Attention),
            (false, None) => (key(Command::Close, "Press {} to cancel"), Role::Quiet),
        };
        vec![(message, role)]
    }
}

impl Subject {
    fn title(self) -> &'static str {
        match self {
            Self::Secret => "Regenerate credentials of",
            Self::Removal => "Remove",
        }
    }

    fn warnings(self, runner: &Runner) -> Warnings {
        match self {
            Self::Secret => before_regeneration(runner),
            Self::Removal => Action::Remove.warnings(runner, &Circumstances::default()),
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Secret => "regenerate",
            Self::Removal => "remove",
        }
    }
}
