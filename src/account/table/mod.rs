//! The table of runners, as far as both faces share it: its columns, in which order rows come, and which of them a filter lets through.
//! What a cell says, and how it looks, each face knows.
//!
//! ```text
//! column.rs    the columns, with what rows are sorted by
//! order.rs     a column and a direction; sorting
//! filter/      the filter language
//! change.rs    the latest change, in a word
//! ```

pub mod change;
pub mod column;
pub mod filter;
pub mod order;

pub use column::Column;
pub use filter::{Query, Sight};
pub use order::SortOrder;
