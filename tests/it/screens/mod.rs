//! Every screen as snapshots: text and styles.

mod actions;
mod connectivity;
mod credentials;
mod details;
mod details_states;
mod filter;
mod overlays;
mod page;
mod runner_list;
mod submission;
mod theme;
