//! The form that tests connectivity, with what was typed into it and what came of every test since the program started.
//!
//! It is opened for one runner, or for several that try the same. What it may do is looked up in the fleet when it is
//! done ([`Known`]). What is typed is in `fields.rs`, the tests are in `rounds.rs`, the drawing is in
//! `lines.rs` and `results.rs`.

mod fields;
mod lines;
mod results;
mod rounds;

use jiff::tz::TimeZone;
use tui_input::InputRequest;

use crate::account::fleet::Fleet;
use crate::api::ApiError;
use crate::domain::action::Action;
use crate::domain::connectivity::json_of_several;
use crate::domain::{ConnectivityReport, Label, Moment, Named, Origin, Runner, RunnerId, Status};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::screens::parts;
use crate::tui::screens::parts::content::Content;
use crate::tui::ui::{Piece, Symbols, popup};
use fields::Fields;
pub use lines::Drawn;
use rounds::{Done, Part, Rounds, Stage, Target};

/// Cells of the popup's content.
pub const WIDTH: u16 = 72;
/// Results that Page Up and Page Down pass over.
const RESULTS_PER_PAGE: usize = 5;
/// Why a runner that is not listed any more is not tested.
const GONE: &str = "the runner is gone";

/// What the form looks up when it does something.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The runners as they are now.
    pub fleet: &'a Fleet,
    /// Whether no runner may be told to do anything.
    pub is_read_only: bool,
    /// The time as of the last reading of the clocks.
    pub now: Moment,
}

/// What the form is drawn with.
pub struct Scene<'a> {
    /// The runners as they are now, and now.
    pub known: Known<'a>,
    /// The operator's time zone.
    pub zone: &'a TimeZone,
    /// The theme's glyphs.
    pub symbols: &'a Symbols,
}

/// A line of the popup.
type Line = Vec<Piece>;

impl Known<'_> {
    fn runner(&self, id: &RunnerId) -> Option<&Runner> {
        self.fleet.find(id).map(|row| &*row.runner)
    }

    /// Why a runner cannot be tested now, if it cannot.
    pub fn refusal(&self, id: &RunnerId) -> Option<&'static str> {
        let Some(runner) = self.runner(id) else { return Some(GONE) };
        Action::TestConnectivity.availability(runner, self.is_read_only).reason()
    }

    /// The same in a sentence that says what the runner does instead.
    fn refusal_in_words(&self, id: &RunnerId) -> Option<String> {
        let reason = self.refusal(id)?;
        let status = self.runner(id).and_then(|runner| runner.status.as_ref());
        Some(match status.filter(|status| **status != Status::Running) {
            Some(status) => format!("it is {} now: {reason}", status.label()),
            None => reason.to_owned(),
        })
    }
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
}

/// The form's state. It is kept while the form is closed, with what was typed.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Whom the form was opened for.
    runners: Vec<(RunnerId, Named)>,
    /// Whether a runner can make tests at all.
    has_path: bool,
    fields: Fields,
    /// Whether this machine is to test although a runner could.
    is_from_here: bool,
    focus: Focus,
    /// Whether Enter was pressed on what cannot be tested: from then on the form says what is missing.
    has_tried: bool,
    note: Option<Note>,
    /// The item under the bar in [`State::items`].
    cursor: usize,
    rounds: Rounds,
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
    /// Opens the form for `runners`, at least one, with what was typed before; the round before joins the earlier ones.
    pub fn open(&mut self, runners: Vec<(RunnerId, Named)>, has_path: bool) {
        self.runners = runners;
        self.has_path = has_path;
        self.focus = Focus::Endpoint;
        self.has_tried = false;
        self.note = None;
        self.cursor = 0;
        self.rounds.set_aside();
        self.fields.select();
    }

    /// Whether a test is under way.
    pub fn is_running(&self) -> bool {
        self.rounds.is_running()
    }

    /// Whether Enter would test something, or say what is missing.
    pub fn can_test(&self, scene: &parts::scene::Scene) -> bool {
        let known = Known { fleet: scene.fleet, is_read_only: scene.read_only, now: scene.now };
        !self.is_running() && self.refusal(&known).is_none()
    }

    /// Waits no longer for what is under way; the form stays.
    pub fn stop(&mut self) -> Vec<Effect> {
        self.note.take_if(|note| *note == Note::Again);
        self.rounds.stop()
    }

    /// Takes what came of a test, if it is waited for.
    pub fn answered(
        &mut self,
        ticket: u64,
        outcome: Result<ConnectivityReport, ApiError>,
        known: &Known,
    ) -> Vec<Effect> {
        let effects = self.rounds.answered(ticket, outcome, known);
        if !self.is_running() && self.note == Some(Note::Again) {
            return self.test_again(known);
        }
        effects
    }

    /// Tests what was tested last, from where it was.
    fn test_again(&mut self, known: &Known) -> Vec<Effect> {
        self.note = self.refusal(known).map(Note::NotSent);
        match self.rounds.round() {
            Some(round) if self.note.is_none() => {
                let from = round.parts.iter().map(|part| (part.from.clone(), part.name.clone())).collect();
                self.rounds.start(round.target.clone(), from, known)
            }
            _ => Vec::new(),
        }
    }

    /// Edits the field that has the keys, or changes who tests; not while a test is under way.
    pub fn edit(&mut self, request: InputRequest) {
        if self.is_running() {
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
            (Focus::Results, InputRequest::GoToEnd) => self.move_bar(isize::MAX),
            _ => {}
        }
    }

    /// Puts pasted text in; what holds a host and a port, as `host:port` and addresses do, goes to both fields.
    pub fn paste(&mut self, text: &str) {
        if self.is_running() || !matches!(self.focus, Focus::Endpoint | Focus::Port) {
            return;
        }
        self.note = None;
        if !self.fields.split(text) {
            let field = if self.focus == Focus::Port { &mut self.fields.port } else { &mut self.fields.endpoint };
            field.paste(text.trim());
        }
    }

    /// Takes a command that moves within the form.
    pub fn update(&mut self, command: Command) {
        match (self.focus, command) {
            (_, Command::NextField) | (Focus::Endpoint | Focus::From, Command::Down) => self.go(1),
            (_, Command::PreviousField) | (Focus::From, Command::Up) => self.go(-1),
            (Focus::Port, Command::Down | Command::Up) if !self.is_running() => {
                self.note = None;
                self.fields.cycle_port(if command == Command::Down { 1 } else { -1 });
            }
            (Focus::Results, Command::Up) if self.cursor == 0 => self.go(-1),
            (Focus::Results, Command::Down) => self.move_bar(1),
            (Focus::Results, Command::Up) => self.move_bar(-1),
            (Focus::Results, Command::PageDown) => self.move_bar(RESULTS_PER_PAGE.cast_signed()),
            (Focus::Results, Command::PageUp) => self.move_bar(-RESULTS_PER_PAGE.cast_signed()),
            _ => {}
        }
    }

    /// Whether the bar is in the results, where arrows change nothing.
    pub fn is_on_results(&self) -> bool {
        self.focus == Focus::Results
    }

    /// Goes to another field, and to the results where there are any.
    fn go(&mut self, by: isize) {
        if self.focus == Focus::Endpoint && !self.is_running() {
            self.fields.split_typed();
        }
        let all = [Focus::Endpoint, Focus::Port, Focus::From, Focus::Results];
        let count = if self.items().is_empty() { 3 } else { 4 };
        let place = all.iter().position(|focus| *focus == self.focus).unwrap_or(0);
        self.focus = all[turned(place, by, count)];
        self.cursor = 0;
    }

    fn move_bar(&mut self, by: isize) {
        let last = self.items().len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    /// Takes Enter: tests what is typed, or what is under the bar.
    pub fn enter(&mut self, known: &Known) -> Vec<Effect> {
        if self.is_running() {
            self.note = Some(Note::Again);
            return Vec::new();
        }
        self.note = None;
        if self.focus == Focus::Results {
            self.take_item();
        } else {
            self.fields.split_typed();
        }
        let target = match (self.fields.checked_endpoint(), self.fields.checked_port()) {
            (Ok(endpoint), Ok(port)) => Target { endpoint, port },
            (endpoint, _) => {
                self.has_tried = true;
                self.focus = if endpoint.is_err() { Focus::Endpoint } else { Focus::Port };
                return Vec::new();
            }
        };
        if let Some(reason) = self.refusal(known) {
            self.note = Some(Note::NotSent(reason));
            return Vec::new();
        }
        let from = if self.is_from_runner() {
            self.runners.iter().map(|(id, name)| (Origin::Runner(id.clone()), name.clone())).collect()
        } else {
            vec![(Origin::ThisMachine, Named::from(Label::from("this machine")))]
        };
        self.has_tried = false;
        self.cursor = 0;
        self.rounds.start(target, from, known)
    }

    /// Puts the target under the bar into the fields, and who tested it.
    fn take_item(&mut self) {
        let Some(item) = self.items().get(self.cursor).copied() else { return };
        let (target, from) = match (item, self.rounds.round()) {
            (Item::Earlier(done), _) => (done.target.clone(), done.from.clone()),
            (Item::Part(part), Some(round)) => (round.target.clone(), part.from.clone()),
            (Item::Part(_), None) => return,
        };
        self.fields.fill(target.endpoint.host(), Some(&target.port.to_string()));
        self.is_from_here = from == Origin::ThisMachine;
        self.focus = Focus::Endpoint;
    }

    /// Why nothing can be tested now: a reason for each of the runners.
    fn refusal(&self, known: &Known) -> Option<String> {
        match self.runners.as_slice() {
            [(id, _)] => known.refusal_in_words(id),
            several if several.iter().all(|(id, _)| known.refusal(id).is_some()) => {
                Some("none of these runners can be tested now".to_owned())
            }
            _ => None,
        }
    }

    fn is_from_runner(&self) -> bool {
        self.has_path && !self.is_from_here
    }

    /// What the bar can be on: the parts of a round of several, then what was tested earlier.
    fn items(&self) -> Vec<Item<'_>> {
        let parts = self.rounds.round().filter(|round| !round.is_single()).map_or(&[][..], |round| &round.parts);
        let earlier = self.rounds.earlier().map(|done| Item::Earlier(done));
        parts.iter().map(Item::Part).chain(earlier).collect()
    }

    fn under_bar(&self) -> Option<Item<'_>> {
        self.items().get(self.cursor).copied().filter(|_| self.focus == Focus::Results)
    }

    /// What the popup shows.
    pub fn content<'a>(&'a self, scene: &parts::scene::Scene<'a>) -> Content<'a> {
        let inside = popup::inner(scene.area, WIDTH, self.height(scene.area.height));
        let size = (usize::from(inside.width), usize::from(inside.height));
        let known = Known { fleet: scene.fleet, is_read_only: scene.read_only, now: scene.now };
        let drawn = self.drawn(size, &Scene { known, zone: scene.zone, symbols: scene.symbols });
        let title = self.title(size.0, scene.symbols);
        let field = drawn.field.map(|(row, prompt, input)| (usize::from(row), prompt, input));
        Content { field, ..Content::choices(WIDTH, title, drawn.lines, drawn.bar) }
    }

    /// The results that are looked at as JSON: that under the bar, else those of the round. `None` where there are none.
    pub fn json(&self) -> Option<String> {
        if let Some(item) = self.under_bar() {
            return Some(item.done()?.report()?.to_json());
        }
        let round = self.rounds.round()?;
        let reports = round.parts.iter().filter_map(|part| Some((part.name.name(), part.done()?.report()?)));
        let reports: Vec<_> = reports.collect();
        match reports.as_slice() {
            [] => None,
            [(_, report)] if round.is_single() => Some(report.to_json()),
            several => Some(json_of_several(several)),
        }
    }
}

impl Part {
    fn done(&self) -> Option<&Done> {
        if let Stage::Done(done) = &self.stage { Some(done) } else { None }
    }
}

impl<'a> Item<'a> {
    fn done(self) -> Option<&'a Done> {
        match self {
            Self::Part(part) => part.done(),
            Self::Earlier(done) => Some(done),
        }
    }
}

/// `place` in a ring of `count`, moved by 1 or -1.
fn turned(place: usize, by: isize, count: usize) -> usize {
    if by > 0 { (place + 1) % count } else { (place + count - 1) % count }
}
