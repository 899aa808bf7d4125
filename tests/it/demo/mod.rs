//! The embedded demo control plane, from outside: plain HTTP on the loopback interface.
//!
//! The simulation itself is Tested as a pure value, next to its source..

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test, too")]

pub(crate) mod client;

mod agents;
mod allowlist;
mod auth;
mod contract;
mod faults;
mod hands;
mod paging;
mod restarts;
mod shape;
mod work;
