//! [`Versions`]: which versions run, by track: how many runners each has, whether it is supported, and when that is expected to end.
//!
//! ```text
//! line.rs      a track, or the part of one that has releases of its own
//! count.rs     the runners of a version there
//! filter.rs    the filter that finds them
//! ```

mod count;
mod filter;
mod line;

use std::collections::BTreeMap;

use crate::account::fleet::Row;
use crate::domain::{Deadline, Hosting, Kind, Runner, Version};
pub use count::VersionCount;
pub use filter::filter;
pub use line::{Line, LineName, Types};

/// The versions of all rows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Versions {
    /// Current first, then Stable, then other tracks; last those without one.
    pub lines: Vec<Line>,
    /// Runners that Matillion hosts, and keeps at the newest version.
    pub hosted: usize,
    /// Runners in Snowflake, for which no rule on deadlines is stated.
    pub snowflake: usize,
    /// Runners whose details were not read yet, or could not be.
    pub unread: usize,
    /// Runners of the version that has most.
    pub most: usize,
}

/// The runners of a version while they are counted.
struct Counted<'a> {
    count: VersionCount,
    /// The runner that was counted last, with its deadline: most others of its version have the same, and to work it out versions
    /// are compared piece by piece.
    last: Option<(&'a Runner, Deadline)>,
}

impl<'a> Counted<'a> {
    fn new(version: Option<Version>) -> Self {
        Self { count: VersionCount::new(version), last: None }
    }

    fn add(&mut self, runner: &'a Runner) {
        let last = self.last.filter(|(last, _)| last.release == runner.release && last.platform == runner.platform);
        let deadline = last.map_or_else(|| Deadline::of(runner), |(_, deadline)| deadline);
        self.last = Some((runner, deadline));
        self.count.add(deadline);
    }
}

impl Versions {
    /// The versions of these rows.
    pub fn of<'a>(rows: impl Iterator<Item = &'a Row>) -> Self {
        let mut versions = Self::default();
        let mut lines: BTreeMap<line::Key, (Line, BTreeMap<Option<&str>, Counted>)> = BTreeMap::new();
        for row in rows {
            let runner = &*row.runner;
            if runner.platform.hosting() == Hosting::Matillion {
                versions.hosted += 1;
                continue;
            }
            versions.unread += usize::from(row.is_incomplete());
            versions.snowflake += usize::from(Kind::of(runner) == Kind::Snowflake);
            let key = line::key(runner);
            let (line, counts) = lines.entry(key).or_insert_with(|| (Line::new(key), BTreeMap::new()));
            line.add(runner);
            let version = &runner.release.version;
            let counted = counts.entry(version.as_ref().map(Version::raw));
            counted.or_insert_with(|| Counted::new(version.clone())).add(runner);
        }
        for (mut line, counts) in lines.into_values() {
            line.versions = counts.into_values().map(|counted| counted.count).collect();
            // Streaming runners come behind the others of their track.
            match versions.lines.last_mut().filter(|last| last.can_join(&line)) {
                Some(last) => last.join(line),
                None => versions.lines.push(line),
            }
        }
        versions.lines.iter_mut().for_each(Line::complete);
        let all = versions.lines.iter().flat_map(|line| &line.versions);
        versions.most = all.map(|count| count.runners).max().unwrap_or(0);
        versions
    }

    /// Runners that are out of support.
    pub fn ended(&self) -> usize {
        self.lines.iter().flat_map(|line| &line.versions).map(|count| count.ended).sum()
    }

    /// Whether no row was counted.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.hosted == 0
    }
}
