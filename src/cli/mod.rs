//! The face without a screen: a file per command. A command takes what the account is watched with, and comes to lines and an
//! exit code; nothing here knows a screen, and nothing is asked.
//!
//! ```text
//! frame.rs    what each command runs in: a runtime, signals, standard error
//! report.rs   lines for people on standard error: safe, without secrets, and waited for by nobody
//! reason.rs   why a call failed, without the words of a service
//! record/     `trackside record`
//! ```

mod frame;
mod reason;
pub mod record;
mod report;

pub use frame::{FAILURE, Refusal, SUCCESS, WRONG_USE};
