//! Everything impure, except the demo: the loop that waits, and the tasks that perform effects.
//!
//! Nothing here decides anything: what is to be done the state says.

pub mod alert;
pub mod browser;
pub mod ca_file;
mod child;
pub mod client_secret;
pub mod clipboard;
pub mod config_file;
pub mod connectivity;
pub mod folders;
mod foreground;
pub mod input;
mod job;
pub mod journal;
pub mod link;
pub mod log;
pub mod memory;
pub mod outgoing;
pub mod output;
mod pane_history;
pub mod passthrough;
pub mod performer;
mod plain_file;
pub mod poller;
pub mod run;
pub mod screen;
pub mod session;
mod signals;
pub mod tasks;
pub mod terminal;
mod tty;
pub mod usage;

pub use journal::JournalPlace;
pub use link::{Connect, Connecting, Target};
pub use run::{Ending, Setup, run};
