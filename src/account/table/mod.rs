//! The table of runners, as far as both faces share it: its columns, in which order rows come, and which of them a filter lets through.
//! How a cell looks, each face knows.
//!
//! ```text
//! column.rs    the columns, with what rows are sorted by
//! order.rs     a column and a direction; sorting
//! filter/      the filter language
//! change.rs    the latest change, in a word
//! groups.rs    the rows in groups, for the map
//! views.rs     which columns, which order and which filter, under a name
//! versions/    the rows by track and version, with support and expected deadlines
//! words.rs     what a cell says at full length
//! snapshot.rs  rows as they are shown at a time, to be written elsewhere
//! ```

pub mod change;
pub mod column;
pub mod filter;
pub mod groups;
pub mod order;
pub mod snapshot;
pub mod versions;
pub mod views;
pub mod words;

pub use column::Column;
pub use filter::{Query, Sight};
pub use groups::{Group, Grouping, Groups};
pub use order::SortOrder;
pub use snapshot::{Extent, Snapshot};
pub use versions::Versions;
pub use views::{Arrangement, Columns, View, Views};
