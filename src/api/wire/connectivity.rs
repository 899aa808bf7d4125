//! The answer to a connectivity test, in the shape of the vendor's web page.

use serde::Deserialize;

use super::super::connectivity::ConnectivityAnswer;
use super::super::error::Cause;
use super::super::lenient::{self, Text};
use super::said;
use crate::domain::Label;

/// What the answer says.
#[derive(Deserialize)]
pub(in crate::api) struct TestResult<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    result: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    host: Text<'a>,
    #[serde(default, deserialize_with = "lenient::count")]
    port: Option<u64>,
}

/// The answer, from its text and what was read of it.
pub(in crate::api) fn connectivity(body: &[u8], read: TestResult<'_>) -> Result<ConnectivityAnswer, Cause> {
    let label = |text| said(text).map(|text| Label::from(&*text));
    Ok(ConnectivityAnswer {
        result: label(read.result).ok_or_else(|| Cause::NotUnderstood(Label::from("a test without a result")))?,
        host: label(read.host),
        port: read.port.and_then(|port| u16::try_from(port).ok()),
        raw: String::from_utf8_lossy(body).into_owned(),
    })
}
