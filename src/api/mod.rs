//! The control plane over HTTP: the only user of reqwest and the only place that knows the wire's names.
//!
//! Sees [`crate::domain`] and nothing else of the crate; takes domain values and answers with them.
//!
//! What only reads is a [`ControlPlane`]; what changes something or reveals a secret is a [`Writer`]; which of them a run has is in
//! `access`. A whole list of runners comes from its pages in `reading`.
//!
//! A call goes through [`client`] or [`writer`] (which call), `session` (which token), `transport` (how often), `gate` (when), `connecting`
//! (whether it leaves), `answer` (within which limits) and `body` (without any secret); `wire` says what it means. What may go wrong ends
//! as an [`ApiError`].

pub mod access;
pub mod address;
pub mod calls;
pub mod client;
pub mod connectivity;
pub mod curl;
pub mod departure;
pub mod error;
pub mod known_page;
pub mod page;
pub mod priority;
pub mod proxy;
pub mod rate_limit;
pub mod reading;
pub mod roots;
pub mod settings;
pub mod writer;

mod answer;
mod auth;
mod body;
mod call;
mod connecting;
mod excerpt;
mod failure;
mod gate;
mod http;
mod lenient;
mod problem;
mod retry_after;
mod server_clock;
mod session;
mod surrogate;
mod tls;
mod transport;
mod wire;

pub use access::{Client, SharedClient};
pub use address::BaseUrl;
pub use client::ControlPlane;
pub use connectivity::ConnectivityAnswer;
pub use curl::curl;
pub use departure::Departure;
pub use error::{ApiError, Cause, Problem};
pub use gate::MAX_PAUSE;
pub use known_page::{Fingerprint, KnownPage, PageRead};
pub use page::{Page, TokenPage};
pub use priority::Priority;
pub use proxy::{Hop, ProxyError, ProxySettings};
pub use rate_limit::RateLimit;
pub use reading::{Progress, RunnerList};
pub use roots::ExtraRoots;
pub use settings::{Settings, SetupError};
pub use writer::Writer;
