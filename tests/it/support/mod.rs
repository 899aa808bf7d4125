//! What tests share: a harness that drives the state by keys, and fleets to drive it with.

pub mod fixtures;
pub mod harness;
mod picture;
#[cfg(unix)]
pub mod pty;

pub use harness::Harness;
