//! [`Tests`]: the tests of connectivity under way, and what came of those before: of one target from one runner, from
//! several, or from this machine.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::fleet::Fleet;
use super::operation::LeftOut;
use super::request::Request;
use super::turns::{Item, Outcome, Stage, Turns};
use crate::api::ApiError;
use crate::domain::{Action, ConnectivityReport, Endpoint, Moment, Named, Origin, Port, Runner, RunnerId, Verdict};

/// Results that are kept; the oldest goes first.
const MAX_RESULTS: usize = 200;
/// More runners than this are never made to test at the same time.
const TESTS_AT_A_TIME: usize = 4;

/// What is looked up when a test's turn comes.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The runners as they are now.
    pub fleet: &'a Fleet,
    /// Whether no runner may be told to do anything.
    pub is_read_only: bool,
    /// Now.
    pub now: Moment,
}

/// What is tried to connect to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// The host.
    pub endpoint: Endpoint,
    /// The port.
    pub port: Port,
}

/// Who tries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tester {
    /// A runner, or this machine.
    pub from: Origin,
    /// How it was named when the test was asked for.
    pub name: Named,
}

/// One target, tried from one place or from several.
#[derive(Clone, Debug)]
pub struct Round {
    number: u64,
    /// What is tried.
    pub target: Target,
    /// When it was asked for.
    pub started: Moment,
    turns: Turns<Tester, Arc<Done>>,
}

/// One tester's part of a round. Whatever its request came to, it is `Done`; an error is in there.
pub type Part = Item<Tester, Arc<Done>>;

/// A test that has ended.
#[derive(Clone, PartialEq, Debug)]
pub struct Done {
    round: u64,
    /// Who tried.
    pub tester: Tester,
    /// What was tried.
    pub target: Target,
    /// When it ended.
    pub at: Moment,
    /// From asking to the answer.
    pub took: Duration,
    /// The result, or why there is none.
    pub result: Result<ConnectivityReport, ApiError>,
    /// The runner that tried, as it was known when the test ended; `None` for this machine, and where it was gone.
    pub runner: Option<Arc<Runner>>,
    /// What the same test said before, and when, if that is something else.
    pub before: Option<(Verdict, Moment)>,
}

/// All tests since the program started.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    /// The round that is under way, or was last.
    round: Option<Round>,
    /// Newest first.
    done: VecDeque<Arc<Done>>,
    next_round: u64,
    next_ticket: u64,
}

impl Known<'_> {
    /// A runner as it is now; `None` where it is gone.
    pub fn runner(&self, id: &RunnerId) -> Option<&Arc<Runner>> {
        self.fleet.find(id).map(|row| &row.runner)
    }

    /// Why a runner cannot be tested now, if it cannot.
    pub fn refusal(&self, id: &RunnerId) -> Option<LeftOut> {
        LeftOut::of(Action::TestConnectivity, self.fleet.find(id), self.is_read_only)
    }
}

impl Tests {
    /// Nothing was tested yet; tickets begin with this number.
    pub(super) fn from_ticket(tickets: u64) -> Self {
        Self { next_ticket: tickets, ..Self::default() }
    }
}

impl Done {
    /// The result, if there is one.
    pub fn report(&self) -> Option<&ConnectivityReport> {
        self.result.as_ref().ok()
    }

    /// What the last test with a result said from the same place of the same target, if that is not what this one says.
    fn different_before(&self, before: &VecDeque<Arc<Self>>) -> Option<(Verdict, Moment)> {
        let now = &self.report()?.verdict;
        let is_same = |other: &&Arc<Self>| other.tester.from == self.tester.from && other.target == self.target;
        let (last, was) = before.iter().filter(is_same).find_map(|other| Some((other, &other.report()?.verdict)))?;
        (was != now).then(|| (was.clone(), last.at))
    }
}

impl Round {
    /// Each tester's part, in the order of their turns.
    pub fn parts(&self) -> &[Part] {
        self.turns.items()
    }

    /// Whether it is one test from one place.
    pub fn is_single(&self) -> bool {
        self.parts().len() == 1
    }

    /// Whether a test is still to be made, or to be answered.
    pub fn is_under_way(&self) -> bool {
        !self.turns.is_over()
    }

    /// Tests that have an answer, and tests that were not left out or stopped.
    pub fn progress(&self) -> (usize, usize) {
        self.turns.progress()
    }

    /// The first of the testers that are waited for, and since when.
    pub fn current(&self) -> Option<(&Tester, Moment)> {
        self.turns.current()
    }
}

/// How far one tester's part of a round is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Progress<'a> {
    /// Until fewer are under way.
    Waiting,
    /// Since then.
    UnderWay(Moment),
    /// It could not be tested when its turn came.
    LeftOut(&'a LeftOut),
    /// Nobody waits for it any more.
    Stopped,
    /// It has ended, with a result or without.
    Done(&'a Arc<Done>),
}

impl Part {
    /// How far it is.
    pub fn progress(&self) -> Progress<'_> {
        match self.stage() {
            Stage::Waiting => Progress::Waiting,
            Stage::UnderWay { since, .. } => Progress::UnderWay(*since),
            Stage::Ended(Outcome::Done(done)) => Progress::Done(done),
            Stage::Ended(Outcome::LeftOut(why)) => Progress::LeftOut(why),
            Stage::Ended(Outcome::Stopped) => Progress::Stopped,
        }
    }

    /// What the test came to, if it has ended.
    pub fn done(&self) -> Option<&Arc<Done>> {
        if let Progress::Done(done) = self.progress() { Some(done) } else { None }
    }
}

impl Tests {
    /// The round that is under way, or was last.
    pub fn round(&self) -> Option<&Round> {
        self.round.as_ref()
    }

    /// Whether a test of the round under way waits for this answer.
    pub(super) fn waits_for(&self, ticket: u64) -> bool {
        self.round.as_ref().is_some_and(|round| round.turns.waits_for(ticket).is_some())
    }

    /// The test that ended last.
    pub(super) fn newest(&self) -> Option<&Arc<Done>> {
        self.done.front()
    }

    /// What ended before that round, newest first.
    pub fn earlier(&self) -> impl Iterator<Item = &Arc<Done>> {
        let last = self.round.as_ref().map(|round| round.number);
        self.done.iter().filter(move |done| Some(done.round) != last)
    }

    /// Has what ended be all earlier. A round that is under way stays.
    pub fn set_aside(&mut self) {
        self.round.take_if(|round| !round.is_under_way());
    }

    /// Whether a test is under way.
    pub fn is_under_way(&self) -> bool {
        self.round.as_ref().is_some_and(Round::is_under_way)
    }

    /// Begins a round with the first few of its parts, unless one is under way.
    pub fn start(&mut self, target: Target, testers: Vec<Tester>, known: &Known) -> Vec<Request> {
        if self.is_under_way() {
            return Vec::new();
        }
        let turns = Turns::new(testers.into_iter().map(Item::new).collect(), TESTS_AT_A_TIME);
        self.round = Some(Round { number: self.next_round, target, started: known.now, turns });
        self.next_round += 1;
        self.tick(known)
    }

    /// Begins the next parts; a runner is looked up again when its turn comes.
    fn tick(&mut self, known: &Known) -> Vec<Request> {
        let Some(round) = &mut self.round else { return Vec::new() };
        let mut requests = Vec::new();
        round.turns.tick(known.now, |tester| {
            let refusal = match &tester.from {
                Origin::Runner(id) => known.refusal(id),
                Origin::ThisMachine => None,
            };
            if let Some(why) = refusal {
                return Err(why);
            }
            let ticket = self.next_ticket;
            self.next_ticket += 1;
            let Target { endpoint, port } = round.target.clone();
            requests.push(Request::TestConnectivity { ticket, from: tester.from.clone(), endpoint, port });
            Ok(ticket)
        });
        requests
    }

    /// Takes what came of a test, if somebody still waits for it, and begins the next.
    pub fn answered(
        &mut self,
        ticket: u64,
        result: Result<ConnectivityReport, ApiError>,
        known: &Known,
    ) -> Vec<Request> {
        let Some(round) = &mut self.round else { return Vec::new() };
        let Some(part) = round.turns.waits_for(ticket) else { return Vec::new() };
        let since = if let Progress::UnderWay(since) = part.progress() { since } else { known.now };
        let runner = if let Origin::Runner(id) = &part.work.from { known.runner(id).cloned() } else { None };
        let mut done = Done {
            round: round.number,
            tester: part.work.clone(),
            target: round.target.clone(),
            at: known.now,
            took: result.as_ref().map_or_else(|_| known.now.since(&since), |report| report.took),
            result,
            runner,
            before: None,
        };
        done.before = done.different_before(&self.done);
        let done = Arc::new(done);
        round.turns.ended(ticket, Outcome::Done(Arc::clone(&done)));
        self.done.push_front(done);
        self.done.truncate(MAX_RESULTS);
        self.tick(known)
    }

    /// Waits no longer, and begins no more.
    pub fn stop(&mut self) -> Vec<Request> {
        let tickets = self.round.as_mut().map(|round| round.turns.give_up()).unwrap_or_default();
        tickets.into_iter().map(Request::StopTest).collect()
    }
}
