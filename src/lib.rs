//! trackside.

pub mod demo;
