//! Every screen as snapshots: text and styles.

mod filter;
mod runner_list;
mod theme;
