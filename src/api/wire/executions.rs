//! Pipeline executions, which come with a token for the rest in place of pages.

use serde::Deserialize;

use super::super::answer::Answer;
use super::super::error::Cause;
use super::super::lenient::{self, Lenient, Object, Text};
use super::super::page::TokenPage;
use super::{label, said, time};
use crate::domain::{Execution, Label, ProjectId};

/// Executions, and what brings the rest of them.
#[derive(Deserialize)]
pub(in crate::api) struct ExecutionList<'a> {
    #[serde(borrow, default = "Option::default", deserialize_with = "lenient::list")]
    results: Option<Vec<Lenient<ExecutionEntry<'a>>>>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    more: Text<'a>,
}

/// One execution. Who started it and what it said are not read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExecutionEntry<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    pipeline_execution_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    pipeline_name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    project_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    environment_name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    trigger: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    status: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    started_at: Text<'a>,
}

impl ExecutionList<'_> {
    /// The executions of `answer`. Those without an id are counted, and left out.
    pub(in crate::api) fn page(answer: &Answer) -> Result<TokenPage<Execution>, Cause> {
        let list = answer.json::<Object<ExecutionList<'_>>>()?.0;
        let unreadable = |what: &str| Cause::NotUnderstood(Label::from(what));
        let results = list.results.ok_or_else(|| unreadable("not a list of executions"))?;
        let count = results.len();
        let entries: Vec<_> = results.into_iter().filter_map(|entry| entry.0?.into_execution()).collect();
        if count > 0 && entries.is_empty() {
            return Err(unreadable("a list of executions, none readable"));
        }
        Ok(TokenPage {
            unreadable: count - entries.len(),
            entries,
            more: said(list.more).map(std::borrow::Cow::into_owned),
            bytes: answer.body()?.len(),
        })
    }
}

impl ExecutionEntry<'_> {
    fn into_execution(self) -> Option<Execution> {
        let id = label(self.pipeline_execution_id)?;
        Some(Execution {
            pipeline: label(self.pipeline_name).unwrap_or_else(|| id.clone()),
            id,
            project: said(self.project_id).map(|id| ProjectId::new(&id)),
            environment: label(self.environment_name),
            trigger: label(self.trigger),
            status: label(self.status),
            started_at: time(self.started_at),
        })
    }
}
