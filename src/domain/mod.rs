//! What the product's words mean: runners, their status, platform and release, and text from outside; and the
//! vendor's rules about them: what an installation needs, what may be done when, and what must be said before.
//!
//! No serde, ratatui, tokio or reqwest here, and no reading of a clock: a time is a value that somebody
//! else read ([`jiff::Timestamp`] is used for its type only). The wire's names are in [`crate::api`].

pub mod account;
pub mod action;
pub mod allow_list;
pub mod change;
pub mod confirmed;
pub mod connectivity;
pub mod credentials;
pub mod deadline;
pub mod fact;
pub mod guide;
pub mod journal;
pub mod kind;
pub mod look;
pub mod moment;
pub mod names;
mod order;
pub mod parameters;
pub mod platform;
pub mod redactor;
pub mod release;
pub mod runner;
pub mod secret;
pub mod setting;
pub mod status;
pub mod text;
pub mod timeline;
pub mod usage;
pub mod warning;
pub mod way_out;
pub mod work;

pub use account::{AccountId, RunnerKey, Tint};
pub use action::{Action, Asking, Availability, RunnerCommand};
pub use allow_list::{AllowList, AllowListChange, AllowedProject, ProjectId};
pub use change::{Change, Intent};
pub use confirmed::Confirmed;
pub use connectivity::{ConnectivityReport, Endpoint, Origin, Port, Verdict};
pub use credentials::Credentials;
pub use deadline::Deadline;
pub use fact::{Fact, Facts};
pub use journal::{JournalEntry, JournalNote, OperationStep};
pub use kind::{Cloud, Containers, Kind};
pub use moment::Moment;
pub use names::{Named, Names};
pub use platform::{CloudProvider, Deployment, Hosting, Platform};
pub use redactor::{HIDDEN, Redactor};
pub use release::{Release, Support, Version, VersionTrack};
pub use runner::{Runner, RunnerId, RunnerType};
pub use secret::{Secret, shown_id};
pub use setting::{Setting, SettingChange};
pub use status::{Severity, Status};
pub use text::{Label, is_unseen};
pub use usage::{Environment, Project, ProjectUsage, Usage};
pub use warning::{Circumstances, Warnings};
pub use work::{
    AuditEvent, Events, Execution, Join, Orphan, Personal, PipelineKey, RunnerWork, Running, Runs, Schedule,
    StreamingPipeline,
};
