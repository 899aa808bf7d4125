//! The control plane over HTTP: the only user of reqwest and the only place that knows the wire's names.
//!
//! Sees [`crate::domain`] and nothing else of the crate; takes domain values and answers with them.

pub mod error;

pub use error::{ApiError, Cause, Problem};
