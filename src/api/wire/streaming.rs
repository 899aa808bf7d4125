//! Streaming pipelines, of whose ends only the type is read: the rest names hosts, users, secrets and tables.

use serde::Deserialize;

use super::super::answer::Answer;
use super::super::error::Cause;
use super::super::lenient::{self, Object, Text};
use super::{label, said};
use crate::domain::{Label, RunnerId, StreamingPipeline};

/// A streaming pipeline of a project.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct StreamingEntry<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    streaming_pipeline_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    agent_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::object")]
    streaming_source: End<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::object")]
    streaming_target: End<'a>,
}

#[derive(Deserialize, Default)]
struct End<'a> {
    #[serde(borrow, default, rename = "type", deserialize_with = "lenient::text")]
    kind: Text<'a>,
}

/// What a streaming pipeline does.
#[derive(Deserialize)]
pub(in crate::api) struct StatusAnswer<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    status: Text<'a>,
}

impl StreamingEntry<'_> {
    /// The pipeline, by its name or else its id; `None` without both.
    pub(in crate::api) fn into_pipeline(self) -> Option<StreamingPipeline> {
        let id = label(self.streaming_pipeline_id);
        Some(StreamingPipeline {
            name: label(self.name).or_else(|| id.clone())?,
            id,
            runner: said(self.agent_id).map(|id| RunnerId::new(&id)),
            source: label(self.streaming_source.kind),
            target: label(self.streaming_target.kind),
        })
    }
}

impl StatusAnswer<'_> {
    /// The status as it came.
    pub(in crate::api) fn status(answer: &Answer) -> Result<Label, Cause> {
        let status = label(answer.json::<Object<StatusAnswer<'_>>>()?.0.status);
        status.ok_or_else(|| Cause::NotUnderstood(Label::from("no status")))
    }
}
