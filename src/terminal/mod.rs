//! The terminal and what is around it, as services with words of their own: what comes from it (`input/`), what is drawn
//! on it (`screen/`, `output.rs`), its ground, the operator's clipboard, bell and browser, signals, and being a job of a shell.
//!
//! Nothing here knows what is drawn, or why.

pub mod alert;
pub mod background;
pub mod browser;
pub(crate) mod child;
pub mod clipboard;
pub(crate) mod foreground;
pub mod host_environment;
pub mod input;
pub(crate) mod job;
pub mod modes;
pub mod output;
pub(crate) mod pane_history;
pub mod passthrough;
pub(crate) mod reader;
pub mod screen;
pub(crate) mod signals;
pub(crate) mod tty;
