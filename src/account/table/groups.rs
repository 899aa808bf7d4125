//! [`Groups`]: the rows of the table in groups that have something in common, for a map of them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::account::fleet::Row;
use crate::account::table::Sight;
use crate::domain::VersionTrack;

/// What the rows of a group have in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Grouping {
    /// The account.
    Account,
    /// The cloud provider and the deployment.
    #[default]
    Platform,
    /// The release line.
    Track,
    /// The status.
    Status,
}

/// Rows that have something in common.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// What they have in common, safe to draw.
    pub title: String,
    /// Their places in [`Groups::order`].
    pub places: Range<usize>,
    /// How many of them an operator should look at.
    pub problems: usize,
}

/// All rows in groups.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Groups {
    all: Vec<Group>,
    /// The positions of the rows among those that were grouped, group by group, in each as they came.
    order: Vec<u32>,
    /// Where each row stands in `order`.
    places: Vec<u32>,
}

impl Grouping {
    /// Every grouping, in the order in which one follows the other.
    pub const ALL: [Self; 4] = [Self::Account, Self::Platform, Self::Track, Self::Status];

    /// What it goes by, in the middle of a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Platform => "platform",
            Self::Track => "track",
            Self::Status => "status",
        }
    }

    /// The next one, or the one before; by account only where there are several.
    #[must_use]
    pub fn next(self, is_forward: bool, are_several: bool) -> Self {
        let all = if are_several { &Self::ALL[..] } else { &Self::ALL[1..] };
        let at = all.iter().position(|known| *known == self).unwrap_or(0);
        let step = if is_forward { 1 } else { all.len() - 1 };
        all[(at + step) % all.len()]
    }

    /// Where a row belongs: the rank of its group, groups of one rank from A to Z, and the title.
    fn group<'a>(self, row: &'a Row, sight: Sight<'a>) -> (u8, &'a str) {
        let runner = &*row.runner;
        match self {
            Self::Account => {
                let profile = sight.profiles.get(usize::from(row.account.0));
                (row.account.0, profile.map_or("", |profile| profile.label()))
            }
            Self::Platform => runner.platform.short_name().map_or((1, "Platform not reported"), |name| (0, name)),
            Self::Track => match &runner.release.track {
                Some(track @ VersionTrack::Current) => (0, track.label()),
                Some(track @ VersionTrack::Stable) => (1, track.label()),
                Some(track @ VersionTrack::Other(_)) => (2, track.label()),
                None => (3, "Track not reported"),
            },
            // What it reports is not known before it was looked up.
            Self::Status if row.is_missing() => (0, "Missing from the list"),
            Self::Status => match &runner.status {
                Some(status) => (status.attention_rank() + 1, status.label()),
                None => (u8::MAX, "Status not reported"),
            },
        }
    }
}

impl Groups {
    /// Groups these rows.
    pub fn of<'a>(rows: impl Iterator<Item = &'a Row>, grouping: Grouping, sight: Sight<'a>) -> Self {
        let mut found: BTreeMap<(u8, &str), (Vec<u32>, usize)> = BTreeMap::new();
        for (position, row) in (0..).zip(rows) {
            let (positions, problems) = found.entry(grouping.group(row, sight)).or_default();
            positions.push(position);
            *problems += usize::from(row.is_problem());
        }
        let mut groups = Self::default();
        for ((_, title), (positions, problems)) in found {
            let places = groups.order.len()..groups.order.len() + positions.len();
            groups.all.push(Group { title: title.to_owned(), places, problems });
            groups.order.extend(positions);
        }
        groups.places = vec![0; groups.order.len()];
        for (place, position) in (0..).zip(&groups.order) {
            groups.places[*position as usize] = place;
        }
        groups
    }

    /// The groups, in their order.
    pub fn groups(&self) -> &[Group] {
        &self.all
    }

    /// The positions of the rows among those that were grouped, group by group.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Where the row at a position stands in the order of the groups.
    pub fn place(&self, position: usize) -> Option<usize> {
        self.places.get(position).map(|place| *place as usize)
    }

    /// The position of the row at a place of that order.
    pub fn position(&self, place: usize) -> Option<usize> {
        self.order.get(place).map(|position| *position as usize)
    }
}
