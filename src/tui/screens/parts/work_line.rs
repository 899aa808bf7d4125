//! [`WorkLine`]: what runs on whom a question is about, as far as that is known: its first line.
//!
//! It is read when the question opens, and waited for a second at the most: after that the question can be answered, and
//! says that it is not known yet. What comes later is drawn in the same place.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::content::{Line, at_most};
use super::work_words::{self, Of};
use crate::account::work::{Told, Work};
use crate::api::calls;
use crate::domain::work::{NextStart, Upcoming, WorkFacts};
use crate::domain::{Label, Moment, Runner, RunnerWork};
use crate::text;
use crate::tui::ui::{Role, Symbols};

/// How long an answer waits for it.
pub const WAIT: Duration = Duration::from_secs(1);
/// What was read so long ago still tells what runs.
const RECENT: Duration = Duration::from_secs(15);
/// Cells of a schedule's name at the most.
const NAME: usize = 30;

/// What is known of what runs.
#[derive(Clone, PartialEq, Debug)]
pub struct WorkLine {
    state: State,
    of: Of,
    are_schedules_refused: bool,
    pause: Option<PauseNote>,
}

#[derive(Clone, PartialEq, Debug)]
enum State {
    /// It is being read, and waited for.
    Reading,
    /// It is being read, and not waited for any longer.
    NotKnownYet,
    /// It cannot be read, in words.
    Unreadable(String),
    Facts(WorkFacts),
    /// The runners are for streaming pipelines, which name them.
    Streaming(WorkFacts),
}

/// A pause compared with the schedules.
#[derive(Clone, PartialEq, Debug)]
enum PauseNote {
    /// It ends so long before a start.
    EndsBefore(NextStart),
    /// A start falls into it, and so many more.
    FallsInto { name: Label, at: Timestamp, more: usize },
    /// Nobody knows when it ends; this starts next.
    Until { name: Label, at: Timestamp },
}

/// What a pause has to do with a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pause {
    /// The question is about something else.
    #[default]
    None,
    /// It would begin with a yes.
    Begins,
    /// A runner is paused, and stays so with a no.
    GoesOn,
}

/// The question that a line is for.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// When it was opened.
    pub opened: Moment,
    /// What it has to do with a pause.
    pub pause: Pause,
}

impl WorkLine {
    /// What is known by `now` of what runs on `runners`.
    pub fn of(runners: &[&Runner], work: &Work, about: About, now: Moment) -> Self {
        let works: Vec<RunnerWork> = runners.iter().map(|runner| work.of(runner)).collect();
        let waited = now.since(&about.opened);
        let wait = if waited < WAIT { State::Reading } else { State::NotKnownYet };
        let state = match work.told(runners, now.wall) {
            Told::Streaming(facts) => State::Streaming(facts),
            Told::Unreadable(why) => State::Unreadable(work_words::unreadable(why)),
            Told::NotRead => State::Unreadable("What runs is not known: the projects were not read".to_owned()),
            Told::Facts(facts) if is_recent(work, waited, now) => State::Facts(facts),
            Told::Facts(_) | Told::UnderWay => wait,
        };
        let pause = if matches!(state, State::Facts(_)) { pause_note(runners, &works, about.pause, now) } else { None };
        Self {
            state,
            of: if runners.len() > 1 { Of::Several } else { Of::One },
            are_schedules_refused: work.refusal(calls::LIST_SCHEDULES).is_some(),
            pause,
        }
    }

    /// Whether an answer still waits for it.
    pub fn is_awaited(&self) -> bool {
        self.state == State::Reading
    }

    /// Whether it says something else than `other`, whatever the ages in it became.
    pub fn says_other_than(&self, other: &Self) -> bool {
        self.without_ages() != other.without_ages()
    }

    fn without_ages(&self) -> Self {
        let mut line = self.clone();
        if let State::Facts(facts) | State::Streaming(facts) = &mut line.state {
            if let Some(longest) = &mut facts.longest {
                longest.age = Duration::ZERO;
            }
            if let Some(next) = &mut facts.next {
                next.after = Duration::ZERO;
            }
        }
        line
    }

    /// What it says, in `height` lines at the most; in few words where that is one.
    pub fn lines(&self, width: usize, height: usize, symbols: &Symbols) -> Vec<Line> {
        let (message, role) = self.message((height == 1).then_some(width));
        at_most(height, &message, role, width, symbols)
    }

    /// In few words where the room for it is told.
    fn message(&self, room: Option<usize>) -> (String, Role) {
        match (&self.state, room) {
            (State::Reading, _) => ("Reading what runs".to_owned(), Role::InMotion),
            (State::NotKnownYet, _) => {
                ("What runs is not known yet. The reading continues.".to_owned(), Role::Attention)
            }
            (State::Unreadable(message), _) => (message.clone(), Role::Attention),
            (State::Streaming(facts), _) => (work_words::streaming(facts), role(!facts.streaming.is_empty())),
            (State::Facts(facts), Some(room)) => (work_words::short(facts, room), role(facts.running > 0)),
            (State::Facts(facts), None) => {
                (work_words::sentence(facts, self.of, self.are_schedules_refused), role(facts.running > 0))
            }
        }
    }

    /// What a pause does to what starts, or the other way round.
    pub fn pause(&self, zone: &TimeZone) -> Option<String> {
        Some(match self.pause.as_ref()? {
            PauseNote::EndsBefore(next) => format!("{}.", work_words::ends_before(next)),
            PauseNote::FallsInto { name, at, more } => {
                format!("{}.", work_words::falls_into(&shortened(name), *at, *more, zone))
            }
            PauseNote::Until { name, at } => format!("{}.", work_words::if_paused_until(&shortened(name), *at, zone)),
        })
    }
}

/// A schedule's name where a sentence follows that must be whole.
fn shortened(name: &Label) -> String {
    text::cut(name.safe(), NAME, "...")
}

fn role(is_some_seen: bool) -> Role {
    if is_some_seen { Role::Attention } else { Role::Quiet }
}

/// Whether what is known of the executions was read for the question, or shortly before.
fn is_recent(work: &Work, waited: Duration, now: Moment) -> bool {
    let running = work.running();
    running.age(now).is_some_and(|age| !running.is_loading() || age <= waited || age <= RECENT)
}

fn pause_note(runners: &[&Runner], works: &[RunnerWork], pause: Pause, now: Moment) -> Option<PauseNote> {
    if pause == Pause::None {
        return None;
    }
    let schedules = works.iter().flat_map(|work| work.schedules.iter().copied());
    let upcoming = Upcoming::of_a_day(schedules, now.wall);
    let ends = runners.iter().filter_map(|runner| runner.paused_until).max().filter(|_| pause == Pause::GoesOn);
    let Some(ends) = ends else {
        let first = upcoming.starts.first().filter(|_| pause == Pause::Begins)?;
        return Some(PauseNote::Until { name: first.schedule.name.clone(), at: first.at });
    };
    let check = upcoming.during_pause(ends);
    if let Some((first, rest)) = check.falling.split_first() {
        return Some(PauseNote::FallsInto { name: first.schedule.name.clone(), at: first.at, more: rest.len() });
    }
    let (start, after) = check.next.filter(|_| !check.is_at_least)?;
    let after = Duration::try_from(after).unwrap_or_default();
    Some(PauseNote::EndsBefore(NextStart { name: start.schedule.name.clone(), at: start.at, after }))
}
