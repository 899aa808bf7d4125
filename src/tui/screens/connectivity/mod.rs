//! The form that tests connectivity, with what was typed into it.
//!
//! It is opened for one runner, or for several that try the same. The tests are the account's ([`Tests`]): the form
//! begins and stops them and shows them; closing it ends none. What is typed is in `fields.rs`, the drawing in `lines.rs`
//! and `results.rs`.

mod fields;
mod lines;
mod results;

use tui_input::InputRequest;

use crate::account::connectivity::{Done, Known, Part, Target, Tester, Tests};
use crate::domain::connectivity::{json_of, json_of_several};
use crate::domain::{AccountId, Label, Named, Origin, RunnerKey, Status};
use crate::tui::command::Command;
use crate::tui::screens::parts::content::Content;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::popup;
use fields::Fields;
pub use lines::Drawn;

/// Cells of the popup's content.
pub const WIDTH: u16 = 72;
/// Results that Page Up and Page Down pass over.
const RESULTS_PER_PAGE: usize = 5;

/// Why a runner cannot be tested now, in a sentence that says what the runner does.
fn refusal_message(known: &Known, key: &RunnerKey) -> Option<String> {
    let why = known.refusal(&key.id)?;
    let reason = why.reason();
    let status = known.runner(&key.id).and_then(|runner| runner.status.as_ref());
    Some(match status.filter(|status| **status != Status::Running) {
        Some(status) => format!("the runner is {} now: {reason}", status.label()),
        None => reason.into_owned(),
    })
}

/// Where the keys go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Focus {
    #[default]
    Endpoint,
    Port,
    From,
    Results,
}

/// What became of an Enter that sent nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Note {
    /// It cannot be tested, for this reason.
    NotSent(String),
    /// It came during a test: the same is tested once more when that has ended.
    Again,
    /// It came during a test that others make, or that is made of another target.
    OfOthers,
}

/// The form's state. It is kept while the form is closed, with what was typed.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Whose runners they are.
    account: Option<AccountId>,
    /// Whom the form was opened for.
    runners: Vec<(RunnerKey, Named)>,
    /// Whether a runner can make tests at all.
    has_path: bool,
    fields: Fields,
    /// Whether this machine is to test although a runner could.
    is_from_here: bool,
    focus: Focus,
    /// Whether Enter was pressed on what cannot be tested: from then on the form says what is missing.
    has_tried: bool,
    note: Option<Note>,
    /// Which of the results the bar is on, counted from the top.
    cursor: usize,
}

/// A line among the results that the bar can be on.
#[derive(Clone, Copy, Debug)]
enum Item<'a> {
    /// What a runner's part came to in the round that is shown.
    Part(&'a Part),
    /// A test of a round before.
    Earlier(&'a Done),
}

impl State {
    /// Whose tests it shows.
    pub fn account(&self) -> AccountId {
        self.account.unwrap_or(AccountId::FIRST)
    }

    /// Opens the form for `runners` of `account`, at least one, with what was typed before.
    pub fn open(&mut self, account: AccountId, runners: Vec<(RunnerKey, Named)>, has_path: bool) {
        self.account = Some(account);
        self.runners = runners;
        self.has_path = has_path;
        self.focus = Focus::Endpoint;
        self.has_tried = false;
        self.note = None;
        self.cursor = 0;
        self.fields.select();
    }

    /// Whether Enter would test something, or say what is missing.
    pub fn can_test(&self, scene: &Scene) -> bool {
        !scene.tests.is_under_way() && self.refusal(&scene.known()).is_none()
    }

    /// The tests are stopped: what was to be tested once more is not.
    pub fn forget_repeat(&mut self) {
        self.note.take_if(|note| *note == Note::Again);
    }

    /// The tests that were under way have ended. Answers with what is to be tested now, if the same was to be once more.
    pub fn tests_ended(&mut self, known: &Known, tests: &Tests) -> Option<(Target, Vec<Tester>)> {
        match self.note {
            Some(Note::Again) => {}
            Some(Note::OfOthers) => {
                self.note = None;
                return None;
            }
            Some(Note::NotSent(_)) | None => return None,
        }
        self.note = self.refusal(known).map(Note::NotSent);
        let last = tests.round().filter(|_| self.note.is_none())?;
        Some((last.target.clone(), last.parts().iter().map(|part| part.work.clone()).collect()))
    }

    /// Edits the field that has the keys, or changes who tests; not while a test is under way.
    pub fn edit(&mut self, request: InputRequest, tests: &Tests) {
        if tests.is_under_way() {
            return;
        }
        self.note = None;
        match (self.focus, request) {
            (Focus::Endpoint, request) => self.fields.edit_endpoint(request),
            (Focus::Port, request) => self.fields.edit_port(request),
            (Focus::From, InputRequest::InsertChar(' ') | InputRequest::GoToPrevChar | InputRequest::GoToNextChar) => {
                self.is_from_here = !self.is_from_here;
            }
            (Focus::Results, InputRequest::GoToStart) => self.cursor = 0,
            (Focus::Results, InputRequest::GoToEnd) => self.move_bar(isize::MAX, tests),
            _ => {}
        }
    }

    /// Puts pasted text in; what holds a host and a port, as `host:port` and addresses do, goes to both fields.
    pub fn paste(&mut self, text: &str, tests: &Tests) {
        if tests.is_under_way() || !matches!(self.focus, Focus::Endpoint | Focus::Port) {
            return;
        }
        self.note = None;
        if !self.fields.split(text) {
            let field = if self.focus == Focus::Port { &mut self.fields.port } else { &mut self.fields.endpoint };
            field.paste(text.trim());
        }
    }

    /// Takes a command that moves within the form.
    pub fn update(&mut self, command: Command, tests: &Tests) {
        match (self.focus, command) {
            (_, Command::NextField) | (Focus::Endpoint | Focus::From, Command::Down) => self.go(1, tests),
            (_, Command::PreviousField) | (Focus::From, Command::Up) => self.go(-1, tests),
            (Focus::Port, Command::Down | Command::Up) if !tests.is_under_way() => {
                self.note = None;
                self.fields.cycle_port(if command == Command::Down { 1 } else { -1 });
            }
            (Focus::Results, Command::Up) if self.cursor == 0 => self.go(-1, tests),
            (Focus::Results, Command::Down) => self.move_bar(1, tests),
            (Focus::Results, Command::Up) => self.move_bar(-1, tests),
            (Focus::Results, Command::PageDown) => self.move_bar(RESULTS_PER_PAGE.cast_signed(), tests),
            (Focus::Results, Command::PageUp) => self.move_bar(-RESULTS_PER_PAGE.cast_signed(), tests),
            _ => {}
        }
    }

    /// Whether the bar is in the results, where arrows change nothing.
    pub fn is_on_results(&self) -> bool {
        self.focus == Focus::Results
    }

    /// Goes to another field, and to the results where there are any.
    fn go(&mut self, by: isize, tests: &Tests) {
        if self.focus == Focus::Endpoint && !tests.is_under_way() {
            self.fields.split_typed();
        }
        let all = [Focus::Endpoint, Focus::Port, Focus::From, Focus::Results];
        let count = if items(tests).is_empty() { 3 } else { 4 };
        let index = all.iter().position(|focus| *focus == self.focus).unwrap_or(0);
        self.focus = all[turned(index, by, count)];
        self.cursor = 0;
    }

    fn move_bar(&mut self, by: isize, tests: &Tests) {
        let last = items(tests).len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    /// Takes Enter. Answers with what is to be tested: what is typed, or what is under the bar.
    pub fn enter(&mut self, known: &Known, tests: &Tests) -> Option<(Target, Vec<Tester>)> {
        if let Some(round) = tests.round().filter(|round| round.is_under_way()) {
            let testers = self.testers();
            let are_same =
                round.parts().iter().map(|part| &part.work.from).eq(testers.iter().map(|tester| &tester.from));
            let is_own = are_same && self.is_typed(&round.target);
            self.note = Some(if is_own { Note::Again } else { Note::OfOthers });
            return None;
        }
        self.note = None;
        if self.focus == Focus::Results {
            self.take_item(tests);
        } else {
            self.fields.split_typed();
        }
        let target = match (self.fields.checked_endpoint(), self.fields.checked_port()) {
            (Ok(endpoint), Ok(port)) => Target { endpoint, port },
            (endpoint, _) => {
                self.has_tried = true;
                self.focus = if endpoint.is_err() { Focus::Endpoint } else { Focus::Port };
                return None;
            }
        };
        if let Some(reason) = self.refusal(known) {
            self.note = Some(Note::NotSent(reason));
            return None;
        }
        self.has_tried = false;
        self.cursor = 0;
        Some((target, self.testers()))
    }

    /// Who would test now.
    fn testers(&self) -> Vec<Tester> {
        if self.is_from_runner() {
            let of_runner =
                |(key, name): &(RunnerKey, Named)| Tester { from: Origin::Runner(key.id.clone()), name: name.clone() };
            return self.runners.iter().map(of_runner).collect();
        }
        vec![Tester { from: Origin::ThisMachine, name: Named::from(Label::from("this machine")) }]
    }

    /// Whether it is what stands in the fields.
    fn is_typed(&self, target: &Target) -> bool {
        self.fields.checked_endpoint().as_ref() == Ok(&target.endpoint)
            && self.fields.checked_port().as_ref() == Ok(&target.port)
    }

    /// Puts the target under the bar into the fields, and who tested it.
    fn take_item(&mut self, tests: &Tests) {
        let Some(item) = items(tests).get(self.cursor).copied() else { return };
        let (target, from) = match (item, tests.round()) {
            (Item::Earlier(done), _) => (done.target.clone(), done.tester.from.clone()),
            (Item::Part(part), Some(round)) => (round.target.clone(), part.work.from.clone()),
            (Item::Part(_), None) => return,
        };
        self.fields.fill(target.endpoint.host(), Some(&target.port.to_string()));
        self.is_from_here = from == Origin::ThisMachine;
        self.focus = Focus::Endpoint;
    }

    /// Why nothing can be tested now: a reason for each of the runners.
    fn refusal(&self, known: &Known) -> Option<String> {
        match self.runners.as_slice() {
            [(key, _)] => refusal_message(known, key),
            several if several.iter().all(|(key, _)| known.refusal(&key.id).is_some()) => {
                Some("none of these runners can be tested now".to_owned())
            }
            _ => None,
        }
    }

    fn is_from_runner(&self) -> bool {
        self.has_path && !self.is_from_here
    }

    fn under_bar<'a>(&self, tests: &'a Tests) -> Option<Item<'a>> {
        items(tests).get(self.cursor).copied().filter(|_| self.focus == Focus::Results)
    }

    /// What the popup shows.
    pub fn content<'a>(&'a self, scene: &Scene<'a>) -> Content<'a> {
        let inside = popup::inner(scene.area, WIDTH, self.height(scene.area.height));
        let size = (usize::from(inside.width), usize::from(inside.height));
        let drawn = self.drawn(size, scene);
        let title = self.title(size.0, scene.symbols);
        let field = drawn.field.map(|(row, prompt, input)| (usize::from(row), prompt, input));
        Content { field, ..Content::choices(WIDTH, title, drawn.lines, drawn.bar) }
    }

    /// The results that are looked at as JSON: that under the bar, else those of the round. `None` where there are none.
    pub fn json(&self, account: &str, tests: &Tests) -> Option<String> {
        if let Some(item) = self.under_bar(tests) {
            let done = item.done()?;
            return Some(json_of(account, done.tester.name.name(), done.report()?));
        }
        let round = tests.round()?;
        let reports = round.parts().iter().filter_map(|part| Some((part.work.name.name(), part.done()?.report()?)));
        let reports: Vec<_> = reports.collect();
        match reports.as_slice() {
            [] => None,
            [(runner, report)] if round.is_single() => Some(json_of(account, runner, report)),
            several => Some(json_of_several(account, several)),
        }
    }
}

/// What the bar can be on: the parts of a round of several, then what was tested earlier.
fn items(tests: &Tests) -> Vec<Item<'_>> {
    let parts = tests.round().filter(|round| !round.is_single()).map_or(&[][..], |round| round.parts());
    let earlier = tests.earlier().map(|done| Item::Earlier(done));
    parts.iter().map(Item::Part).chain(earlier).collect()
}

impl<'a> Item<'a> {
    fn done(self) -> Option<&'a Done> {
        match self {
            Self::Part(part) => part.done().map(AsRef::as_ref),
            Self::Earlier(done) => Some(done),
        }
    }
}

/// `place` in a ring of `count`, moved by 1 or -1.
fn turned(index: usize, by: isize, count: usize) -> usize {
    if by > 0 { (index + 1) % count } else { (index + count - 1) % count }
}
