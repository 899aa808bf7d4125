//! What tests share: a harness that drives the state by keys, fleets to drive it with, a scripted HTTP server, and a
//! pseudo terminal.

pub mod account;
pub mod connectivity;
pub mod details;
#[cfg(target_os = "linux")]
pub mod display;
pub mod fixtures;
pub mod harness;
pub mod http;
pub mod journal;
pub mod kept;
pub mod keys;
pub mod patience;
mod picture;
pub mod programs;
#[cfg(unix)]
pub mod pty;
pub mod rerun;
pub mod themes;
#[cfg(unix)]
pub mod tmux;

pub use harness::Harness;
