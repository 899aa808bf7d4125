//! Every screen as snapshots: text and styles.

mod actions;
mod affected;
mod asked;
mod changes;
mod connectivity;
mod contrast;
mod credentials;
mod details;
mod details_states;
mod filter;
mod narrowed;
mod orphans;
mod overlays;
mod page;
pub mod palettes;
mod runner_list;
mod runs;
mod submission;
mod theme;
mod work;
