//! [`Strips`]: what runners were like over a span of time. Those in view are asked for first, then those around them, and no
//! others are held: their number does not depend on the fleet's size.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::{Asks, other};
use crate::domain::RunnerId;
use crate::domain::timeline::{Strip, Window};
use crate::runtime::recorder::{Found, Query};
use crate::store::StoreFault;

/// How much time a strip shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "each is as long as its name says")]
pub enum Span {
    Hour,
    SixHours,
    #[default]
    Day,
    Week,
}

impl Span {
    /// From the shortest to the longest.
    pub const ALL: [Self; 4] = [Self::Hour, Self::SixHours, Self::Day, Self::Week];

    /// How long it is.
    pub fn length(self) -> SignedDuration {
        SignedDuration::from_hours(match self {
            Self::Hour => 1,
            Self::SixHours => 6,
            Self::Day => 24,
            Self::Week => 7 * 24,
        })
    }

    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Hour => "1 h",
            Self::SixHours => "6 h",
            Self::Day => "24 h",
            Self::Week => "7 d",
        }
    }

    /// The next longer one, or the next shorter one; `None` where there is none.
    pub fn next(self, is_longer: bool) -> Option<Self> {
        let at = Self::ALL.iter().position(|span| *span == self)?;
        let next = if is_longer { at.checked_add(1) } else { at.checked_sub(1) };
        Self::ALL.get(next?).copied()
    }

    /// This much time until now, in `cells` cells of whole seconds. They begin at round times, so that a strip stands still
    /// until its next cell begins.
    pub fn window(self, now: Timestamp, cells: usize) -> Window {
        let number = i64::try_from(cells.max(1)).unwrap_or(i64::MAX);
        let cell = (self.length().as_secs() + number - 1) / number;
        let to = (now.as_second().div_euclid(cell) + 1) * cell;
        let at = |second: i64| Timestamp::from_second(second).unwrap_or(now);
        Window { from: at(to - cell * number), to: at(to), cells }
    }
}

/// Which strips are wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Over which time.
    pub span: Span,
    /// In how many cells.
    pub cells: usize,
    /// The runners in view.
    pub in_view: Vec<RunnerId>,
    /// Those around them.
    pub around: Vec<RunnerId>,
}

/// Strips, as far as they were read.
#[derive(Clone, Debug, Default)]
pub struct Strips {
    /// Over which time and in how many cells.
    of: Option<(Span, usize)>,
    /// Each over the window that it was asked for with.
    known: HashMap<RunnerId, (Window, Strip)>,
    asked: Option<(u64, Window)>,
    /// Whether something more was kept since they were read.
    pub(super) is_stale: bool,
    /// The window in which those in view were read again last.
    fresh_in: Option<Window>,
    fault: Option<StoreFault>,
}

impl Strips {
    /// A runner's strip over `span` in `cells` cells, if it was read.
    pub fn of(&self, runner: &RunnerId, span: Span, cells: usize) -> Option<&Strip> {
        self.known.get(runner).map(|(_, strip)| strip).filter(|_| self.of == Some((span, cells)))
    }

    pub(super) fn follow(&mut self, wanted: &Wanted, now: Timestamp, asks: &mut Asks) {
        if self.of != Some((wanted.span, wanted.cells)) {
            *self = Self { of: Some((wanted.span, wanted.cells)), ..Self::default() };
        }
        // What went wrong is tried again with the next news.
        if self.asked.is_some() || wanted.cells == 0 || (self.fault.is_some() && !self.is_stale) {
            return;
        }
        let window = wanted.span.window(now, wanted.cells);
        let lacks = |runner: &&RunnerId| !self.known.contains_key(runner);
        let mut runners: Vec<RunnerId> = wanted.in_view.iter().filter(lacks).cloned().collect();
        if runners.is_empty() && (self.is_stale || self.fresh_in != Some(window)) {
            self.is_stale = false;
            self.fresh_in = Some(window);
            runners.clone_from(&wanted.in_view);
        }
        if runners.is_empty() {
            let is_old = |runner: &&RunnerId| self.known.get(runner).is_none_or(|(known, _)| *known != window);
            runners = wanted.around.iter().filter(is_old).cloned().collect();
        }
        if runners.is_empty() {
            return;
        }
        self.known.retain(|id, _| wanted.in_view.contains(id) || wanted.around.contains(id));
        let ticket = asks.ask(|account| Query::Timeline { account, runners, window });
        self.asked = Some((ticket, window));
    }

    /// Why they could not be read the last time.
    pub fn fault(&self) -> Option<&StoreFault> {
        self.fault.as_ref()
    }

    pub(super) fn waits_for(&self, ticket: u64) -> bool {
        self.asked.is_some_and(|(asked, _)| asked == ticket)
    }

    pub(super) fn take(&mut self, outcome: Result<Found, StoreFault>) {
        let Some((_, window)) = self.asked.take() else { return };
        match outcome {
            Ok(Found::Timeline(strips)) => {
                self.fault = None;
                self.known.extend(strips.into_iter().map(|(runner, strip)| (runner, (window, strip))));
            }
            Ok(found) => other(&found),
            Err(fault) => self.fault = Some(fault),
        }
    }
}
