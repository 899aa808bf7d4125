//! [`VersionCount`]: the runners of a version on one line.

use std::cmp::Ordering;

use crate::domain::deadline::{Expected, Reason};
use crate::domain::{Deadline, Version};

/// The runners of a version on one line.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct VersionCount {
    /// The version; `None` where none is reported.
    pub version: Option<Version>,
    /// Whether it is the newest of the line, as the control plane says.
    pub is_newest: bool,
    /// Runners that report it.
    pub runners: usize,
    /// Those of which the control plane says that support has ended.
    pub ended: usize,
    /// Those whose support is expected to end with the next release.
    pub next: usize,
    /// When the next release is expected; the earliest of several.
    pub next_at: Option<Expected>,
    /// When the second next release is expected, which ends the support of the newest; the earliest of several.
    pub second_at: Option<Expected>,
    /// Those for which no deadline can be told.
    pub without_date: usize,
    /// Why none can be told, of the first of them.
    pub unknown: Option<Reason>,
}

impl VersionCount {
    pub(super) fn new(version: Option<Version>) -> Self {
        Self { version, ..Self::default() }
    }

    /// The newest version, where no runner reports it.
    pub(super) fn nobodys(version: Version) -> Self {
        Self { is_newest: true, ..Self::new(Some(version)) }
    }

    pub(super) fn add(&mut self, deadline: Deadline) {
        self.runners += 1;
        match deadline {
            Deadline::Ended => self.ended += 1,
            Deadline::Next(expected) => {
                self.next += 1;
                self.next_at = Some(earlier(self.next_at, expected));
            }
            Deadline::SecondNext(expected) => self.second_at = Some(earlier(self.second_at, expected)),
            Deadline::Unknown(reason) => {
                self.without_date += 1;
                self.unknown = self.unknown.or(Some(reason));
            }
            Deadline::Never => {}
        }
    }

    /// Counts those of another line, too.
    pub(super) fn join(&mut self, other: &Self) {
        self.runners += other.runners;
        self.ended += other.ended;
        self.next += other.next;
        self.without_date += other.without_date;
        self.unknown = self.unknown.or(other.unknown);
        self.next_at = other.next_at.map_or(self.next_at, |at| Some(earlier(self.next_at, at)));
        self.second_at = other.second_at.map_or(self.second_at, |at| Some(earlier(self.second_at, at)));
    }

    /// The newest first, those without a version last.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        match (&self.version, &other.version) {
            (Some(version), Some(of_other)) => other
                .is_newest
                .cmp(&self.is_newest)
                .then_with(|| of_other.compare(version))
                .then_with(|| version.raw().cmp(of_other.raw())),
            (version, of_other) => version.is_none().cmp(&of_other.is_none()),
        }
    }
}

/// The earlier of two: what has a date before what has none.
pub(super) fn earlier(known: Option<Expected>, other: Expected) -> Expected {
    match (known, other) {
        (Some(Expected::On(one)), Expected::On(other)) => Expected::On(one.min(other)),
        (Some(known @ Expected::On(_)), _) | (Some(known), Expected::Undated) => known,
        _ => other,
    }
}
