//! The face without a screen: a file per command. A command takes what the account is watched with, and comes to lines and an
//! exit code; nothing here knows a screen, and nothing is asked.
//!
//! ```text
//! frame.rs    what each command runs in: a runtime, signals, standard error
//! report.rs   lines for people on standard error: safe, without secrets, and waited for by nobody
//! reason.rs   why a call failed, without the words of a service
//! session.rs  accounts that are read, and the loop between them and their links
//! runners.rs  which runners are meant
//! stdout.rs   what was found, written for whoever reads it
//! columns.rs  text in aligned columns
//! json.rs     JSON, as `docs/headless.schema.json` describes it
//! csv_rows.rs comma-separated values
//! metrics.rs  metrics, as `docs/monitoring.md` describes them
//! list.rs     `trackside list`
//! show.rs     `trackside show`
//! check.rs    `trackside check`
//! act.rs      `trackside pause`, `resume`, `restart`; outcome.rs: what became of them
//! keeping.rs  their journal and store
//! wait.rs     `trackside wait`
//! record/     `trackside record`
//! complete.rs what a shell asks about an unfinished line
//! ```

pub mod act;
pub mod check;
mod columns;
pub mod complete;
mod csv_rows;
mod frame;
mod json;
mod keeping;
pub mod list;
mod metrics;
mod outcome;
mod reason;
pub mod record;
mod report;
mod runners;
mod session;
pub mod show;
mod stdout;
pub mod wait;

pub use frame::{FAILURE, Refusal, SUCCESS, WRONG_USE};
