//! [`OneRunner`]: what the store tells of the runner whose pane or Activity is on the screen: its strip, and its events.

use jiff::Timestamp;

use super::strips::Span;
use super::{Asks, other};
use crate::account::difference::Event;
use crate::domain::RunnerId;
use crate::domain::timeline::{Cell, Strip, Window};
use crate::runtime::recorder::{Found, Query};
use crate::store::StoreFault;

/// Marks of the strip, at every width: they fit beside a pane's frame, and stand for round times.
pub const CELLS: usize = 36;
/// Events that are read, the newest.
pub const MAX_EVENTS: usize = 200;

/// A strip with the time that it shows.
#[derive(Clone, PartialEq, Debug)]
pub struct SpanStrip {
    /// How much time.
    pub span: Span,
    /// From when to when.
    pub window: Window,
    /// What the runner was like.
    pub strip: Strip,
}

/// What the store told of one runner, as far as it was asked.
#[derive(Clone, Debug, Default)]
pub struct OneRunner {
    of: Option<RunnerId>,
    strip: Option<SpanStrip>,
    events: Option<Vec<Event>>,
    asked_strip: Option<(u64, Span, Window)>,
    asked_events: Option<u64>,
    /// Whether something more was kept since they were read.
    pub(super) is_stale: bool,
    fault: Option<StoreFault>,
}

impl OneRunner {
    /// The runner's strip, if it is known.
    pub fn strip(&self, runner: &RunnerId) -> Option<&SpanStrip> {
        self.strip.as_ref().filter(|_| self.of.as_ref() == Some(runner))
    }

    /// The runner's newest events, newest first, at most [`MAX_EVENTS`]; `None` before they were read.
    pub fn events(&self, runner: &RunnerId) -> Option<&[Event]> {
        self.events.as_deref().filter(|_| self.of.as_ref() == Some(runner))
    }

    /// Why they could not be read the last time.
    pub fn fault(&self, runner: &RunnerId) -> Option<&StoreFault> {
        self.fault.as_ref().filter(|_| self.of.as_ref() == Some(runner))
    }

    /// Asks for what is not known of `runner`, or may be different by now: one question of each kind at a time.
    pub(super) fn follow(&mut self, runner: &RunnerId, now: Timestamp, asks: &mut Asks) {
        if self.asked_strip.is_some() || self.asked_events.is_some() {
            return;
        }
        if self.of.as_ref() != Some(runner) {
            *self = Self { of: Some(runner.clone()), ..Self::default() };
        } else if self.fault.is_some() && !self.is_stale {
            // What went wrong is tried again with the next news.
            return;
        }
        let span = self.strip.as_ref().map_or(Span::Day, |shown| shown.span);
        let window = span.window(now, CELLS);
        let is_old = self.strip.as_ref().is_none_or(|shown| shown.window != window);
        if is_old || self.is_stale {
            let span = if is_old { Span::Day } else { span };
            self.ask_strip(span, now, asks);
        }
        if self.events.is_none() || self.is_stale {
            let (runner, most) = (runner.clone(), MAX_EVENTS);
            let ticket = asks.ask(|account| Query::EventsOf { account, runner, before: None, most });
            self.asked_events = Some(ticket);
        }
        self.is_stale = false;
    }

    fn ask_strip(&mut self, span: Span, now: Timestamp, asks: &mut Asks) {
        let Some(runner) = self.of.clone() else { return };
        let window = span.window(now, CELLS);
        let ticket = asks.ask(|account| Query::Timeline { account, runners: vec![runner], window });
        self.asked_strip = Some((ticket, span, window));
    }

    pub(super) fn waits_for(&self, ticket: u64) -> bool {
        self.asked_strip.is_some_and(|(asked, ..)| asked == ticket) || self.asked_events == Some(ticket)
    }

    pub(super) fn take(&mut self, ticket: u64, outcome: Result<Found, StoreFault>, now: Timestamp, asks: &mut Asks) {
        if let Some((_, span, window)) = self.asked_strip.take_if(|(asked, ..)| *asked == ticket) {
            match outcome {
                Ok(Found::Timeline(mut strips)) => {
                    let Some((_, strip)) = strips.pop() else { return };
                    // A day of which somebody watched the last hour at most is told better by that hour.
                    if span == Span::Day && is_recent(&strip) {
                        self.ask_strip(Span::Hour, now, asks);
                    } else {
                        self.strip = Some(SpanStrip { span, window, strip });
                    }
                }
                Ok(found) => other(&found),
                Err(fault) => self.fault = Some(fault),
            }
        } else if self.asked_events.take().is_some() {
            match outcome {
                Ok(Found::Events(events)) => {
                    self.fault = None;
                    self.events = Some(events);
                }
                Ok(found) => other(&found),
                Err(fault) => self.fault = Some(fault),
            }
        }
    }
}

/// Whether nobody watched but in the last hour of a day.
fn is_recent(strip: &Strip) -> bool {
    let recent = CELLS / 24 + 1;
    strip.cells.iter().rev().skip(recent).all(|cell| *cell == Cell::Unwatched)
}
