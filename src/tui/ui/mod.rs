//! The shared look: themes, symbols, layout and the pieces that every screen draws with.
//!
//! Knows domain words and the link's state; knows no screen and no App, reads no clock and keeps nothing.

mod ansi;
pub mod chips;
pub mod contrast;
pub mod counts;
pub mod field;
pub mod header;
pub mod hints;
pub mod layout;
pub mod legible;
mod own;
pub mod painter;
pub mod palette;
pub mod popup;
pub mod role;
pub mod theme;

pub use painter::{Painter, Piece};
pub use role::Role;
pub use theme::{Symbols, Theme};
