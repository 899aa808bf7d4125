//! Text as it is shown: its width in cells, cutting and wrapping, and ages, times and numbers in words. For whatever a
//! person reads, on a screen or not.

mod apart;
mod cells;
mod search;
pub mod table;
pub mod words;
pub mod work_words;

pub use apart::cut_apart;
pub use cells::*;
pub use search::find;
