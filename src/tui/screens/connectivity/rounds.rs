//! Tests under way, and what came of those before: of one target from one runner or from several, a few at a time.

use crate::account::Request;
use crate::domain::{AccountId, ConnectivityReport, Endpoint, Moment, Named, Origin, Port};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::Known;
use crate::api::ApiError;
use crate::tui::effect::Effect;
use crate::tui::screens::parts::refusal::{Refusal, is_too_old};

/// Results that are kept; the oldest goes first.
const KEPT: usize = 200;
/// More runners than this are never made to test at the same time.
const AT_A_TIME: usize = 4;

/// What is tried to connect to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Target {
    pub endpoint: Endpoint,
    pub port: Port,
}

/// One target, tried from one place or from several.
#[derive(Clone, Debug)]
pub(super) struct Round {
    number: u64,
    pub target: Target,
    pub parts: Vec<Part>,
    pub started: Moment,
}

/// One place's part of a round.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub from: Origin,
    /// The runner's name when it was asked for.
    pub name: Named,
    pub stage: Stage,
}

/// How far a part is.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Until fewer are under way.
    Waiting,
    UnderWay {
        ticket: u64,
        since: Moment,
    },
    /// It could not be tested when its turn came.
    LeftOut(&'static str),
    /// Nobody waits for it any more.
    Stopped,
    Done(Arc<Done>),
}

/// A test that has ended.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Done {
    round: u64,
    pub from: Origin,
    /// The runner's name when it was asked for.
    pub name: Named,
    pub target: Target,
    /// When it ended.
    pub at: Moment,
    pub took: Duration,
    pub outcome: Outcome,
    /// What the same test said before, and when, if that is something else.
    pub before: Option<(String, Moment)>,
}

/// What came of a test.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Outcome {
    Report(ConnectivityReport),
    /// It was not made, or nobody knows: in a word or two, and at length.
    Failed(String, Refusal),
}

impl Done {
    /// The result, if there is one.
    pub(super) fn report(&self) -> Option<&ConnectivityReport> {
        match &self.outcome {
            Outcome::Report(report) => Some(report),
            Outcome::Failed(..) => None,
        }
    }
}

impl Round {
    /// Whether it is one test from one place.
    pub(super) fn is_single(&self) -> bool {
        self.parts.len() == 1
    }

    fn is_running(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.stage, Stage::Waiting | Stage::UnderWay { .. }))
    }
}

/// All tests since the program started.
#[derive(Clone, Debug, Default)]
pub(super) struct Rounds {
    /// The round that the form shows.
    round: Option<Round>,
    /// Newest first.
    done: VecDeque<Arc<Done>>,
    next_round: u64,
    next_ticket: u64,
}

impl Rounds {
    /// The round that the form shows.
    pub(super) fn round(&self) -> Option<&Round> {
        self.round.as_ref()
    }

    /// What ended before the round that the form shows, newest first.
    pub(super) fn earlier(&self) -> impl Iterator<Item = &Arc<Done>> {
        let shown = self.round.as_ref().map(|round| round.number);
        self.done.iter().filter(move |done| Some(done.round) != shown)
    }

    /// Shows no round: what ended is all earlier now.
    pub(super) fn set_aside(&mut self) {
        self.round = None;
    }

    pub(super) fn is_running(&self) -> bool {
        self.round.as_ref().is_some_and(Round::is_running)
    }

    /// Begins a round with the first few of its parts.
    pub(super) fn start(&mut self, target: Target, from: Vec<(Origin, Named)>, known: &Known) -> Vec<Effect> {
        let parts = from.into_iter().map(|(from, name)| Part { from, name, stage: Stage::Waiting }).collect();
        self.round = Some(Round { number: self.next_round, target, parts, started: known.now });
        self.next_round += 1;
        self.go_on(known)
    }

    /// Begins the next parts, in order, as far as there is room; a runner is looked up again when its turn comes.
    fn go_on(&mut self, known: &Known) -> Vec<Effect> {
        let Some(round) = &mut self.round else { return Vec::new() };
        let is_under_way = |part: &&Part| matches!(part.stage, Stage::UnderWay { .. });
        let mut room = AT_A_TIME.saturating_sub(round.parts.iter().filter(is_under_way).count());
        let mut effects = Vec::new();
        for part in round.parts.iter_mut().filter(|part| matches!(part.stage, Stage::Waiting)) {
            if room == 0 {
                break;
            }
            let refusal = match &part.from {
                Origin::Runner(id) => known.refusal(id),
                Origin::ThisMachine => None,
            };
            if let Some(reason) = refusal {
                part.stage = Stage::LeftOut(reason);
                continue;
            }
            room -= 1;
            let ticket = self.next_ticket;
            self.next_ticket += 1;
            part.stage = Stage::UnderWay { ticket, since: known.now };
            let Target { endpoint, port } = round.target.clone();
            effects.push(Effect::Account(
                AccountId::FIRST,
                Request::TestConnectivity { ticket, from: part.from.clone(), endpoint, port },
            ));
        }
        effects
    }

    /// Takes what came of a test, if somebody still waits for it, and begins the next.
    pub(super) fn answered(
        &mut self,
        ticket: u64,
        outcome: Result<ConnectivityReport, ApiError>,
        known: &Known,
    ) -> Vec<Effect> {
        let Some(round) = &mut self.round else { return Vec::new() };
        let asked = round.parts.iter_mut().find_map(|part| match part.stage {
            Stage::UnderWay { ticket: wanted, since } if wanted == ticket => Some((part, since)),
            _ => None,
        });
        let Some((part, since)) = asked else { return Vec::new() };
        let took = outcome.as_ref().map_or_else(|_| known.now.since(&since), |report| report.took);
        let outcome = match outcome {
            Ok(report) => Outcome::Report(report),
            Err(error) => {
                let runner = if let Origin::Runner(id) = &part.from { known.runner(id) } else { None };
                let short = if is_too_old(&error) { "version too old".to_owned() } else { error.short() };
                Outcome::Failed(short, Refusal::of_test(&error, runner))
            }
        };
        let mut done = Done {
            round: round.number,
            from: part.from.clone(),
            name: part.name.clone(),
            target: round.target.clone(),
            at: known.now,
            took,
            outcome,
            before: None,
        };
        done.before = different_before(&done, &self.done);
        let done = Arc::new(done);
        part.stage = Stage::Done(Arc::clone(&done));
        self.done.push_front(done);
        self.done.truncate(KEPT);
        self.go_on(known)
    }

    /// Waits no longer.
    pub(super) fn stop(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        for part in self.round.iter_mut().flat_map(|round| &mut round.parts) {
            if let Stage::UnderWay { ticket, .. } = part.stage {
                effects.push(Effect::Account(AccountId::FIRST, Request::StopTest(ticket)));
            }
            if matches!(part.stage, Stage::Waiting | Stage::UnderWay { .. }) {
                part.stage = Stage::Stopped;
            }
        }
        effects
    }
}

/// What the last test with a result said from the same place of the same target, if that is not what `done` says.
fn different_before(done: &Done, before: &VecDeque<Arc<Done>>) -> Option<(String, Moment)> {
    let now = &done.report()?.verdict;
    let is_same = |other: &&Arc<Done>| other.from == done.from && other.target == done.target;
    let (last, was) = before.iter().filter(is_same).find_map(|other| Some((other, &other.report()?.verdict)))?;
    (was != now).then(|| (was.label().to_owned(), last.at))
}
