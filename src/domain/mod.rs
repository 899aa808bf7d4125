//! What the product's words mean: runners, their status, platform and release, and text from outside.
//!
//! No serde, ratatui, tokio or reqwest here, and no reading of a clock: a time is a value that somebody
//! else read ([`jiff::Timestamp`] is used for its type only). The wire's names are in [`crate::api`].

pub mod platform;
pub mod release;
pub mod runner;
pub mod secret;
pub mod status;
pub mod text;

pub use platform::{CloudProvider, Deployment, Hosting, Platform};
pub use release::{Release, Support, Version, VersionTrack};
pub use runner::{Runner, RunnerId, RunnerType};
pub use secret::Secret;
pub use status::{Mood, Status};
pub use text::Label;
