//! What runs on a runner, what comes next, and who did what: values and the rules that join them.
//!
//! The API ties executions and schedules to an environment, not to a runner. Everything here is therefore a hint: "in
//! environments that default to the runner". A streaming pipeline alone names its runner itself.
//!
//! ```text
//! execution.rs  one run of a pipeline, and a reading of all that run now
//! schedule.rs   a schedule, and when it starts next as far as that is known
//! timing.rs     cron and interval to times: the only user of the cron library
//! civil.rs      what that library must know of a time in a zone
//! streaming.rs  a streaming pipeline
//! event.rs      an entry of the account's audit log; text that is about people
//! join.rs       environments to runners, and what hangs on them
//! orphan.rs     environments whose default runner is gone, stopped or out of support
//! upcoming.rs   the next starts of several schedules, the quietest gap, a pause compared with them
//! strip.rs      24 hours as cells
//! facts.rs      what a question says of it, as a value
//! ```

mod civil;
pub mod event;
pub mod execution;
pub mod facts;
pub mod join;
pub mod orphan;
pub mod schedule;
pub mod streaming;
pub mod strip;
mod timing;
pub mod upcoming;

pub use event::{About, AuditEvent, Events, Personal};
pub use execution::{Execution, Running};
pub use facts::{Longest, NextStart, WorkFacts};
pub use join::{Join, RunnerWork, Runs};
pub use orphan::{Orphan, OrphanReason};
pub use schedule::{Schedule, Starts, Timing};
pub use streaming::{PipelineKey, StreamingPipeline};
pub use strip::{Strip, StripCell};
pub use upcoming::{PauseCheck, QuietGap, Start, Upcoming};
