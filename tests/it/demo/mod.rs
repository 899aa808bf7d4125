//! The embedded demo control plane, from outside: plain HTTP on the loopback interface.

pub(crate) mod client;

mod auth;
