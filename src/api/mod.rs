//! The control plane over HTTP: the only user of reqwest and the only place that knows the wire's names.
//!
//! Sees [`crate::domain`] and nothing else of the crate; takes domain values and answers with them.

pub mod address;
pub mod client;
pub mod error;
pub mod page;
pub mod settings;

pub use address::BaseUrl;
pub use client::ControlPlane;
pub use error::{ApiError, Cause, Problem};
pub use page::RunnerPage;
pub use settings::{Settings, SetupError};
