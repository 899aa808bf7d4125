//! [`Told`]: what can be said of what runs on some runners.

use jiff::Timestamp;

use super::{Unreadable, Work};
use crate::api::ApiError;
use crate::domain::kind::Kind;
use crate::domain::work::WorkFacts;
use crate::domain::{Runner, RunnerWork};
use crate::text::words::counted;

/// What is known of what runs.
#[derive(Clone, PartialEq, Debug)]
pub enum Told<'a> {
    /// It cannot be read.
    Unreadable(Unreadable<'a>),
    /// The projects were not read: that was stopped, or never begun.
    NotRead,
    /// It is being read for the first time.
    UnderWay,
    /// What was read last.
    Facts(WorkFacts),
    /// The same of runners for streaming pipelines, which name them.
    Streaming(WorkFacts),
}

impl Told<'_> {
    /// Whether anything is known.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Facts(_) | Self::Streaming(_))
    }
}

impl Work {
    /// What can be said by `now` of what runs on `runners` together.
    pub fn told(&self, runners: &[&Runner], now: Timestamp) -> Told<'_> {
        let is_for_streaming = !runners.is_empty() && runners.iter().all(|runner| Kind::of(runner) == Kind::Streaming);
        let works: Vec<RunnerWork> = runners.iter().map(|runner| self.of(runner)).collect();
        let facts = self.facts(&works, now);
        match self.unreadable().or_else(|| self.running().error().map(Unreadable::Failed)) {
            _ if is_for_streaming && self.value().is_some() => Told::Streaming(facts),
            Some(why) => Told::Unreadable(why),
            None if self.value().is_none() && !self.remote().is_loading() => Told::NotRead,
            None if self.value().is_none() || self.running().value().is_none() => Told::UnderWay,
            None => Told::Facts(facts),
        }
    }
}

impl Unreadable<'_> {
    /// Why, behind a colon; `of_error` says so of a call that failed.
    pub fn clause(self, of_error: impl FnOnce(&ApiError) -> String) -> String {
        match self {
            Self::NoProjects => "the credential sees no projects".to_owned(),
            Self::NoEnvironments(1) => "the project's environments".to_owned(),
            Self::NoEnvironments(number) => format!("the environments of {}", counted(number, "project")),
            Self::Failed(error) => of_error(error),
        }
    }
}
