//! trackside.

pub mod api;
pub mod clock;
pub mod domain;
