//! [`WorkPart`] and [`WorkNews`]: what is read of the work on the runners, and what comes of it. A further call of this kind
//! needs a variant in each, what [`super::Work`] keeps of it, and a line in `runtime/work/mod.rs`.

use std::sync::Arc;

use crate::api::{ApiError, Priority, calls};
use crate::domain::{Events, Label, PipelineKey, Running, Usage};

/// What is read of the work on the runners.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WorkPart {
    /// All projects with their environments, schedules and streaming pipelines, which takes minutes in a large account.
    /// Answered by any number of `Progressed`, then `Refused` for each kind of call that was refused, then one
    /// `ProjectsRead`; by nothing of its own while another such reading is under way.
    Projects,
    /// The executions that run now, as urgently as that. Answered by `RunningRead`. A reading under way is given up for it.
    Running(Priority),
    /// What a streaming pipeline does. Answered by `StreamingRead`, with the same key.
    Streaming(PipelineKey),
    /// The audit events of so many days, 1 to 90. Answered by `EventsRead`. A reading under way is given up for it.
    Events {
        /// How many days back.
        days: u16,
    },
}

/// What came of reading a part.
#[derive(Clone, PartialEq, Debug)]
pub enum WorkNews {
    /// Some projects have been read with what is in them. Not for each project.
    Progressed {
        /// Projects that have been asked for, and were read or could not be.
        read: usize,
        /// How many projects the account has.
        total: usize,
        /// The projects counted in `read`.
        so_far: Arc<Usage>,
    },
    /// A kind of call was refused (403) for some projects; the rest is read all the same.
    Refused(ApiError),
    /// All projects have been read, or reading ended before.
    ///
    /// A project of which a part alone could not be read is no error: it is there without.
    ProjectsRead(Result<Arc<Usage>, ApiError>),
    /// What runs was read, or could not be.
    RunningRead(Result<Arc<Running>, ApiError>),
    /// What a streaming pipeline does, as the word came.
    StreamingRead {
        /// Which one.
        key: PipelineKey,
        /// Its status.
        outcome: Result<Label, ApiError>,
    },
    /// The audit events came, or did not.
    EventsRead {
        /// The days that were asked for.
        days: u16,
        /// The events.
        outcome: Result<Arc<Events>, ApiError>,
    },
}

impl WorkPart {
    /// The answer to a reading of it that ended with `error`; `call` of the error is set to what was tried.
    pub fn failed(self, error: &ApiError) -> WorkNews {
        let named = |call| ApiError { call, ..error.clone() };
        match self {
            Self::Projects => WorkNews::ProjectsRead(Err(named(calls::LIST_PROJECTS))),
            Self::Running(_) => WorkNews::RunningRead(Err(named(calls::LIST_EXECUTIONS))),
            Self::Streaming(key) => WorkNews::StreamingRead { key, outcome: Err(named("read the streaming pipeline")) },
            Self::Events { days } => WorkNews::EventsRead { days, outcome: Err(named(calls::LIST_EVENTS)) },
        }
    }
}
