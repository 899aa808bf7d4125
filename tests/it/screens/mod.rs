//! Every screen as snapshots: text and styles.

mod details;
mod filter;
mod page;
mod runner_list;
mod theme;
