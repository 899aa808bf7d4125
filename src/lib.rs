//! trackside.

pub mod runtime;
