//! [`Execution`]: one run of a pipeline; and [`Running`]: all that run now, as far as they were read.

use std::time::Duration;

use jiff::Timestamp;

use super::super::allow_list::ProjectId;
use super::super::text::Label;

/// One run of a pipeline that has not ended, as the control plane tells of it. Who started it and what it said are left
/// out: they are people's and customers' data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Execution {
    /// What it is known by.
    pub id: Label,
    /// The pipeline as it came, often a path: `load/orders-full.orch.yaml`.
    pub pipeline: Label,
    /// The project that it belongs to, if that was told.
    pub project: Option<ProjectId>,
    /// The environment that it runs in, if that was told. Environments have no id.
    pub environment: Option<Label>,
    /// What started it, as it came: `SCHEDULE`, `API`, `DESIGNER`.
    pub trigger: Option<Label>,
    /// Its status as it came: `RUNNING`, `CANCELLING`.
    pub status: Option<Label>,
    /// Since when it runs; waiting for a paused runner counts as well.
    pub started_at: Option<Timestamp>,
}

/// The executions that were running when they were read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Running {
    /// Each once, in the order in which they came.
    pub executions: Vec<Execution>,
    /// Whether there are more: reading stopped at its limit, or an entry could not be read.
    pub is_cut: bool,
}

impl Execution {
    /// The pipeline without its folders and the suffix of its file: `orders-full`.
    pub fn pipeline_name(&self) -> Label {
        short_name(&self.pipeline)
    }

    /// How long it has been running; `None` where its start was not told. Never negative, whatever the clocks say.
    pub fn age(&self, now: Timestamp) -> Option<Duration> {
        let since = self.started_at?;
        Some(Duration::try_from(now.duration_since(since)).unwrap_or(Duration::ZERO))
    }
}

/// A pipeline's path without its folders and its suffix, `.orch.yaml` or `.tran.yaml`.
pub(super) fn short_name(pipeline: &Label) -> Label {
    let file = pipeline.raw().rsplit('/').next().unwrap_or_default();
    let stem = file.strip_suffix(".yaml").unwrap_or(file);
    let stem = [".orch", ".tran"].iter().find_map(|kind| stem.strip_suffix(kind)).unwrap_or(stem);
    if stem.trim().is_empty() { pipeline.clone() } else { Label::from(stem) }
}
