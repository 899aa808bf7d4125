//! [`Line`]: the versions of a track, or of the part of one that has releases of its own.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::VersionCount;
use super::count::earlier;
use crate::domain::deadline::Expected;
use crate::domain::{Kind, Runner, RunnerType, Version, VersionTrack};

/// A track, or the part of one that has releases of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineName {
    pub(super) rank: u8,
    /// The track as it is named, safe to draw; `None` where none was told.
    pub track: Option<String>,
    /// The types of runners on it.
    pub types: Types,
}

/// Which types of runners are on a line: streaming runners have an image of their own, and may have releases of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Types {
    /// All of them, which have the same newest version.
    All,
    /// All but streaming runners.
    NotStreaming,
    /// Streaming runners.
    Streaming,
}

/// The versions of a line.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// What it is called.
    pub name: LineName,
    /// Runners on it.
    pub runners: usize,
    /// The newest version, as the control plane names it, with its date; none where none is named, several where accounts differ.
    pub newest: Vec<(Version, Option<Timestamp>)>,
    /// The newest first; last those that report none.
    pub versions: Vec<VersionCount>,
}

/// What runners of one line have in common: its rank, the track as it is named, and whether they are streaming runners.
pub(super) type Key<'a> = (u8, &'a str, bool);

/// The rank of runners whose track was not told.
pub(super) const RANK_UNKNOWN: u8 = 3;

pub(super) fn key(runner: &Runner) -> Key<'_> {
    let is_streaming = runner.runner_type == Some(RunnerType::Streaming) || Kind::of(runner) == Kind::Streaming;
    match &runner.release.track {
        Some(track @ VersionTrack::Current) => (0, track.label(), is_streaming),
        Some(track @ VersionTrack::Stable) => (1, track.label(), is_streaming),
        Some(track @ VersionTrack::Other(_)) => (2, track.label(), is_streaming),
        None => (RANK_UNKNOWN, "", is_streaming),
    }
}

impl LineName {
    fn new((rank, track, is_streaming): Key) -> Self {
        let types = if is_streaming { Types::Streaming } else { Types::NotStreaming };
        Self { rank, track: (rank != RANK_UNKNOWN).then(|| track.to_owned()), types }
    }

    pub(super) fn is_of(&self, (rank, track, is_streaming): Key) -> bool {
        let is_of_types = self.types == Types::All || (self.types == Types::Streaming) == is_streaming;
        is_of_types && self.rank == rank && self.track.as_deref().unwrap_or_default() == track
    }

    /// Whether both are of the same track, the first without its streaming runners.
    fn lacks(&self, other: &Self) -> bool {
        self.types == Types::NotStreaming && self.rank == other.rank && self.track == other.track
    }
}

impl Line {
    pub(super) fn new(key: Key) -> Self {
        Self { name: LineName::new(key), runners: 0, newest: Vec::new(), versions: Vec::new() }
    }

    /// Counts a runner, and what it says of the newest version.
    pub(super) fn add(&mut self, runner: &Runner) {
        self.runners += 1;
        let (latest, released) = (&runner.release.latest, runner.release.latest_released);
        let Some(latest) = latest.as_ref().filter(|_| self.name.rank != RANK_UNKNOWN) else { return };
        match self.newest.iter_mut().find(|(known, _)| known == latest) {
            Some((_, known)) => *known = known.or(released),
            None => self.newest.push((latest.clone(), released)),
        }
    }

    /// Whether `streaming` are the streaming runners of the same track, and have the same releases, as far as is known.
    pub(super) fn can_join(&self, streaming: &Self) -> bool {
        let names =
            |line: &Self| line.newest.iter().map(|(version, _)| version.raw().to_owned()).collect::<BTreeSet<_>>();
        let (of_self, of_streaming) = (names(self), names(streaming));
        let have_same = of_self.is_empty() || of_streaming.is_empty() || of_self == of_streaming;
        self.name.lacks(&streaming.name) && have_same
    }

    pub(super) fn join(&mut self, streaming: Self) {
        self.name.types = Types::All;
        self.runners += streaming.runners;
        if self.newest.is_empty() {
            self.newest = streaming.newest;
        }
        let places = self.versions.iter().enumerate().map(|(at, count)| (count.version.clone(), at));
        let places: HashMap<Option<Version>, usize> = places.collect();
        for count in streaming.versions {
            match places.get(&count.version) {
                Some(at) => self.versions[*at].join(&count),
                None => self.versions.push(count),
            }
        }
    }

    /// The newest versions have a place also where nobody runs them.
    pub(super) fn complete(&mut self) {
        for (newest, _) in &self.newest {
            match self.versions.iter_mut().find(|count| count.version.as_ref() == Some(newest)) {
                Some(count) => count.is_newest = true,
                None => self.versions.push(VersionCount::nobodys(newest.clone())),
            }
        }
        self.versions.sort_by(VersionCount::order);
    }

    /// Runners whose support is expected to end with the next release.
    pub fn next(&self) -> usize {
        self.versions.iter().map(|count| count.next).sum()
    }

    /// When the next release is expected, where any runner tells.
    pub fn next_at(&self) -> Option<Expected> {
        let all = self.versions.iter().filter_map(|count| count.next_at);
        all.fold(None, |known, other| Some(earlier(known, other)))
    }
}
