//! The face with a screen: the loop, the whole state, what is drawn of it and what its keys mean.
//!
//! ```text
//! run/         the loop: what wakes it, what it hands to the state, what it performs and draws
//! message.rs   news for the state          effect.rs   what the state wants of the outside
//! command.rs   what a key can mean         keymap/     the one table of keys, footer and help
//! overlay.rs   what lies over the list or the details
//! app/         the whole state, and the dispatch of messages and commands
//! screens/     the list, the details, and each overlay in a file of its own
//! ui/          themes, symbols, layout and the pieces that every screen draws with
//! ```

pub mod app;
pub mod command;
pub mod effect;
pub mod keymap;
pub mod message;
pub mod overlay;
pub mod run;
pub mod screens;
pub mod ui;

pub use run::{Ending, Setup, run};
