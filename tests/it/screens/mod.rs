//! Every screen as snapshots: text and styles.

mod actions;
mod affected;
mod asked;
mod changes;
mod columns;
mod completion;
mod connectivity;
mod contrast;
mod credentials;
mod details;
mod details_states;
mod events;
mod filter;
mod fleet_map;
mod keys;
mod narrowed;
mod operations;
mod orphans;
mod overlays;
mod own_themes;
mod page;
mod palette;
pub mod palettes;
mod remembered;
mod runner_list;
mod runs;
mod since;
mod submission;
mod tables;
mod theme;
mod timeline;
mod versions;
mod views;
mod work;

use std::fmt::Write;

use crate::support::Harness;

/// The frames of several states, each below its name.
fn frames(named: Vec<(&str, Harness)>) -> String {
    named.into_iter().fold(String::new(), |mut all, (name, harness)| {
        writeln!(all, "{name}\n{}", harness.frame()).unwrap();
        all
    })
}
