//! The face without a screen: a file per command. A command takes what the account is watched with, and comes to lines and an
//! exit code; nothing here knows a screen, and nothing is asked.
//!
//! ```text
//! frame.rs    what each command runs in: a runtime, signals, standard error
//! report.rs   lines for people on standard error: safe, without secrets, and waited for by nobody
//! reason.rs   why a call failed, without the words of a service
//! feed.rs     what each command listens to: signals, links, and what is its own
//! session/    accounts of a command that does one thing: read, acted on, left at the end
//! watches.rs  accounts of a command that watches until a signal
//! runners.rs  which runners are meant
//! stdout.rs   what was found, written for whoever reads it
//! columns.rs  text in aligned columns
//! json.rs     JSON, as `docs/headless.schema.json` describes it
//! metrics.rs  metrics, as `docs/monitoring.md` describes them
//! list.rs     `trackside list`
//! show.rs     `trackside show`
//! check.rs    `trackside check`; trouble.rs: what can be wrong with a runner
//! act.rs      `trackside pause`, `resume`, `restart`; outcome.rs: what became of them
//! at_work.rs  what runs on the runners, before the plan
//! wait.rs     `trackside wait`
//! history.rs  `trackside history`; changes.rs: a change in words and as JSON
//! lasting.rs  for how long something has been wrong, of `check --for`
//! events.rs   `trackside events`
//! watch.rs    `trackside watch`
//! test.rs     `trackside test`
//! record/     `trackside record`
//! export/     `trackside export`
//! doctor/     `trackside doctor`
//! config/     `trackside config`
//! complete.rs what a shell asks about an unfinished line
//! ```

pub mod act;
mod at_work;
mod changes;
pub mod check;
mod columns;
pub mod complete;
pub mod config;
pub mod doctor;
pub mod events;
pub mod export;
mod feed;
mod frame;
pub mod history;
mod json;
mod lasting;
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
pub mod test;
mod trouble;
pub mod wait;
pub mod watch;
mod watches;

pub use frame::{FAILURE, Refusal, SUCCESS, WRONG_USE};
pub use stdout::write;
