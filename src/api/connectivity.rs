//! [`ConnectivityAnswer`]: what came of a connection that a runner tried.

use std::time::Duration;

use crate::domain::{ConnectivityReport, Endpoint, Label, Origin, Port, RunnerId, Verdict};

/// The answer to [`super::Writer::test_connectivity`], in the shape that the vendor's web page shows; it is not
/// documented.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectivityAnswer {
    /// `SUCCESS` or `TIMEOUT` on the web page; other words may come.
    pub result: Label,
    /// The host that was tried, if the answer says so.
    pub host: Option<Label>,
    /// The port that was tried, if the answer says so.
    pub port: Option<u16>,
    /// The answer's JSON as it came: for copying, never for drawing.
    pub raw: String,
}

impl ConnectivityAnswer {
    /// The answer as the report of a test that `id` was asked for, and that took so long.
    pub fn into_report(self, id: RunnerId, endpoint: Endpoint, port: Port, took: Duration) -> ConnectivityReport {
        let verdict = Verdict::parse(self.result.raw());
        ConnectivityReport { from: Origin::Runner(id), endpoint, port, verdict, took, raw: Some(self.raw.into()) }
    }
}
