//! The control plane over HTTP: the only user of reqwest and the only place that knows the wire's names.
//!
//! Sees [`crate::domain`] and nothing else of the crate; takes domain values and answers with them.

//!
//! A call goes through [`client`] (which call, which token), `transport` (how often), `gate` (when) and `answer`
//! (within which limits); `wire` says what it means. What may go wrong ends as an [`ApiError`].

pub mod address;
pub mod client;
pub mod error;
pub mod page;
pub mod settings;

mod answer;
mod auth;
mod call;
mod failure;
mod gate;
mod http;
mod lenient;
mod problem;
mod retry_after;
mod transport;
mod wire;
mod words;

pub use address::BaseUrl;
pub use client::ControlPlane;
pub use error::{ApiError, Cause, Problem};
pub use page::RunnerPage;
pub use settings::{Settings, SetupError};
