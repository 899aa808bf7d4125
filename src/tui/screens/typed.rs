//! A question that is answered by typing the runner's name in full: for what cannot be undone.
//!
//! The name that counts is the one that was on the screen when the question opened, and the change goes to the id it was
//! opened for. Enter alone does nothing; with the name typed or pasted it arms the answer, and only Enter again sends it,
//! once it was let go in between: a key that is held comes as many.

use tui_input::InputRequest;

use crate::domain::names::Why;
use crate::domain::{Label, Moment, Named, Runner, RunnerId};
use crate::text;
use crate::tui::screens::parts::difference::{difference, is_same};
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::screens::parts::reread::Reread;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::parts::sending::Sending;
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
pub enum Deed {
    /// Replace the client secret.
    Regenerate,
    /// Remove the definition.
    Remove,
}

/// A question that is open.
#[derive(Clone, Debug)]
pub struct State {
    /// The runner that the operator saw.
    pub id: RunnerId,
    /// What is asked about.
    pub deed: Deed,
    input: Field,
    is_armed: bool,
    /// Whether it is on the screen.
    is_drawn: bool,
    /// Lines above the window; at the end, where the field is, until the operator reads what is above.
    pub scroll: Scroll,
    reread: Reread,
    last_enter: Option<Moment>,
    /// The request on its way.
    sending: Option<Sending>,
    refusal: Option<Refusal>,
}

impl State {
    /// A question about `runner`, as it is named.
    pub fn new(deed: Deed, runner: &Runner, named: Named) -> Self {
        Self {
            id: runner.id.clone(),
            deed,
            input: Field::default(),
            is_armed: false,
            is_drawn: false,
            scroll: Scroll::END,
            reread: Reread::of(runner, named),
            last_enter: None,
            sending: None,
            refusal: None,
        }
    }

    /// Edits what is typed; not while it is on its way.
    pub fn edit(&mut self, request: InputRequest) {
        if self.sending.is_some() {
            return;
        }
        self.input.edit(request);
        self.typed();
    }

    /// What is typed is another text than before.
    fn typed(&mut self) {
        self.is_armed = false;
        self.refusal = None;
        self.scroll = Scroll::END;
    }

    /// Puts pasted text in.
    pub fn paste(&mut self, words: &str) {
        if self.sending.is_none() {
            self.input.paste(words.trim_end_matches(['\r', '\n']));
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
        let beginning = || Label::from(self.id.as_str().chars().take(ID_CHARS).collect::<String>());
        self.named().1.cloned().unwrap_or_else(beginning).safe().to_owned()
    }

    /// Why more than the name, or something else, is to be typed.
    fn why_id(&self) -> Option<&'static str> {
        match self.named() {
            (name, _) if is_long(name) => Some("The name is too long to type: the beginning of the id does."),
            _ => self.reread.named().why().map(|why| match why {
                Why::Alike => "Another runner's name looks like this one: type the beginning of the id as well.",
                Why::NotAllRead => {
                    "Not every runner was read, so another may have this name: type the beginning of the id as well."
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
                self.scroll = Scroll::END;
            }
        }
    }

    /// What has to be said of its status.
    pub fn status_words(&self) -> Vec<(String, Role)> {
        self.reread.words(self.sending.is_some())
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

    /// Takes Enter. Says whether that is the answer: the name was typed, and Enter pressed before and let go.
    pub fn enter(&mut self, now: Moment) -> bool {
        let is_held = armed::is_held(self.last_enter.replace(now), now);
        let is_ready = self.sending.is_none() && self.is_drawn && !self.reread.is_awaited();
        let is_answer = self.is_armed && !is_held && is_ready;
        self.is_armed = self.matches() && is_ready;
        is_answer
    }

    /// What is typed, to draw it.
    pub fn input(&self) -> &Field {
        &self.input
    }

    /// Notes that the answer is on its way.
    pub fn sent(&mut self, ticket: u64) {
        self.sending = Some(Sending::new(ticket));
        self.is_armed = false;
        self.refusal = None;
    }

    /// Whether the answer is on its way.
    pub fn is_sending(&self) -> bool {
        self.sending.is_some()
    }

    /// The request that is waited for.
    pub fn sending(&mut self) -> Option<&mut Sending> {
        self.sending.as_mut()
    }

    /// Whether the request with this ticket came from here.
    pub fn waits_for(&self, ticket: u64) -> bool {
        self.sending.is_some_and(|sending| sending.ticket == ticket)
    }

    /// It was not carried out.
    pub fn refused(&mut self, refusal: Refusal) {
        self.sending = None;
        self.refusal = Some(refusal);
    }

    /// The title.
    pub fn title(&self) -> Vec<Piece> {
        match self.deed {
            Deed::Regenerate => vec![Piece::new("Regenerate credentials", Role::Bad)],
            Deed::Remove => vec![Piece::new("Remove the runner", Role::Bad)],
        }
    }

    /// The content, at most `width` cells wide, and the line of the field in it. `said` is what must be said before, the
    /// most important first.
    pub fn lines(&self, said: &[(String, Role)], width: usize, now: Moment) -> (Vec<Vec<Piece>>, usize) {
        let wrapped = |words: &str, role: Role| -> Vec<Vec<Piece>> {
            text::wrap(words, width).into_iter().map(|line| vec![Piece::new(line, role)]).collect()
        };
        let expected = self.expected();
        let mut end = vec![vec![]];
        end.extend(self.why_id().into_iter().flat_map(|words| wrapped(words, Role::Attention)));
        let mut prompt = "Type ";
        for part in text::chop(&expected, width.saturating_sub(prompt.len())) {
            end.push(vec![Piece::plain(prompt), Piece::new(part, Role::Title)]);
            prompt = "     ";
        }
        let field = end.len();
        end.push(vec![]);
        if let Some(sending) = self.sending {
            end.extend(wrapped(sending.words(), Role::InMotion));
        } else if let Some(refusal) = &self.refusal {
            end.extend(refusal.lines().flat_map(|(words, role)| wrapped(&words, role)));
        } else if self.is_armed {
            end.extend(wrapped(armed::armed_words(self.last_enter, now), Role::Bad));
        } else if self.matches() && self.reread.is_awaited() {
            end.extend(wrapped("its status is being read again first", Role::InMotion));
        } else if self.matches() {
            end.extend(wrapped("enter goes on", Role::Text));
        } else if let Some(words) = difference(self.input.value(), &expected) {
            end.extend(wrapped(&words, Role::Attention));
        } else {
            end.extend(wrapped("esc leaves everything as it is", Role::Quiet));
        }
        let mut lines: Vec<_> = said.iter().flat_map(|(words, role)| wrapped(words, *role)).collect();
        let field = lines.len() + field;
        lines.extend(end);
        (lines, field)
    }
}
