//! The filter that finds the runners of a version.

use super::line::{LineName, RANK_UNKNOWN, Types, key};
use crate::account::fleet::{Listed, Row};
use crate::account::table::filter::LONGEST;
use crate::account::table::{Query, Sight};
use crate::domain::{Hosting, Version};

/// A filter that lets exactly those of `rows` through that report `version` on the line `name`; `None` where no filter says that.
pub fn filter(version: &Version, name: &LineName, rows: &[Listed], sight: Sight) -> Option<String> {
    let raw = version.raw();
    let is_it = |row: &Row| {
        let runner = &*row.runner;
        let is_hosted = runner.platform.hosting() == Hosting::Matillion;
        !is_hosted && runner.release.version.as_ref() == Some(version) && name.is_of(key(runner))
    };
    let is_exact = |text: &String| {
        let query = Query::parse(text);
        let is_right = |listed: &Listed| query.matches(listed.row, sight) == is_it(listed.row);
        text.chars().count() <= LONGEST
            && query.misunderstood().is_none()
            && query.unfinished().is_none()
            && rows.iter().all(is_right)
    };
    // A filter looks for what begins so: 11.20 also finds 11.208.
    let whole = format!("version<={raw} version>={raw}");
    let terms = [format!("version={raw}"), format!("version=\"{raw}\"")];
    let mut terms = terms.into_iter().flat_map(|term| [term.clone(), format!("{term} {whole}")]);
    terms.find_map(|term| of_line(name).into_iter().map(|line| format!("{term}{line}")).find(is_exact))
}

/// What says in a filter that runners are on a line: the shortest first, which may do.
fn of_line(name: &LineName) -> Vec<String> {
    let track = name.track.as_deref().unwrap_or_default();
    let of_track = match name.rank {
        RANK_UNKNOWN => " !track=current,stable".to_owned(),
        _ if track.contains([' ', ',']) => format!(" track=\"{track}\""),
        _ => format!(" track={}", track.to_lowercase()),
    };
    let of_types = match name.types {
        Types::All => "",
        Types::NotStreaming => " !type=streaming",
        Types::Streaming => " type=streaming",
    };
    let hosted = " !platform=hosted";
    let mut all = vec![String::new(), of_track.clone(), of_types.to_owned(), format!("{of_track}{of_types}")];
    all.extend([hosted.to_owned(), format!("{of_track}{hosted}"), format!("{of_track}{of_types}{hosted}")]);
    all
}
