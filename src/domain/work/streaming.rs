//! [`StreamingPipeline`]: what a streaming runner runs. It names its runner itself.

use super::super::allow_list::ProjectId;
use super::super::runner::RunnerId;
use super::super::text::Label;

/// Which streaming pipeline: its id within its project, as it is asked for.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PipelineKey {
    /// The project.
    pub project: ProjectId,
    /// The pipeline's id.
    pub id: Label,
}

/// A streaming pipeline. Hosts, users, tables and properties are left out on purpose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StreamingPipeline {
    /// Its id; `None` where none came: then its status cannot be asked for.
    pub id: Option<Label>,
    /// As people call it.
    pub name: Label,
    /// The runner that runs it. The relation is exact.
    pub runner: Option<RunnerId>,
    /// The type of what it reads, as it came: `db2ibmi`.
    pub source: Option<Label>,
    /// The type of what it writes, as it came: `abs`.
    pub target: Option<Label>,
}

/// A streaming pipeline's status as people write it; a word that is not known as it came.
pub fn status_label(status: &Label) -> Label {
    const WORDS: [(&str, &str); 6] = [
        ("STARTING", "Starting"),
        ("SNAPSHOTTING", "Snapshotting"),
        ("STREAMING", "Streaming"),
        ("STOPPING", "Stopping"),
        ("NOT_RUNNING", "Not running"),
        ("UNKNOWN", "Unknown"),
    ];
    let known = WORDS.iter().find(|(word, _)| status.raw().trim().eq_ignore_ascii_case(word));
    known.map_or_else(|| status.clone(), |(_, label)| Label::from(*label))
}
