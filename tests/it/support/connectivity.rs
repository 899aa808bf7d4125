//! Connectivity tests to test with: an open form, and answers to what it asks for.

use std::time::Duration;
use trackside::account::{News, Request};
use trackside::domain::{AccountId, ConnectivityReport, Origin, Runner, Verdict};

use trackside::api::{ApiError, Cause};
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;

use super::Harness;

/// The form, open for the first of these runners in name order.
pub fn form(runners: Vec<Runner>, columns: u16, rows: u16) -> Harness {
    let mut harness = Harness::sized(columns, rows).fleet(runners).keys("t");
    harness.effects();
    harness
}

/// One test that was asked for, and not answered yet.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    pub ticket: u64,
    pub from: Origin,
    /// Host and port as in a URL.
    pub target: String,
    report: ConnectivityReport,
}

impl Asked {
    /// The runner's id, or `here`.
    pub fn whom(&self) -> &str {
        match &self.from {
            Origin::Runner(id) => id.as_str(),
            Origin::ThisMachine => "here",
        }
    }

    /// The answer with this verdict after this time; from a runner with its JSON, as the demo sends it.
    pub fn with(&self, verdict: Verdict, took: Duration) -> Message {
        let ConnectivityReport { endpoint, port, .. } = &self.report;
        let raw = format!(r#"{{"result":"{}","host":"{endpoint}","port":{port}}}"#, verdict.word());
        let raw = matches!(self.from, Origin::Runner(_)).then(|| raw.into());
        let report = ConnectivityReport { verdict, took, raw, ..self.report.clone() };
        Message::Account(AccountId::FIRST, News::ConnectivityTested { ticket: self.ticket, outcome: Ok(report) })
    }

    /// No result, and why.
    pub fn failed(&self, cause: Cause) -> Message {
        let outcome = Err(ApiError { call: "test the connection", cause });
        Message::Account(AccountId::FIRST, News::ConnectivityTested { ticket: self.ticket, outcome })
    }
}

/// The tests among these effects.
pub fn asked(effects: &[Effect]) -> Vec<Asked> {
    let tests = effects.iter().filter_map(|effect| match effect {
        Effect::Account(AccountId::FIRST, Request::TestConnectivity { ticket, from, endpoint, port }) => {
            let report = ConnectivityReport {
                from: from.clone(),
                endpoint: endpoint.clone(),
                port: *port,
                verdict: Verdict::Success,
                took: Duration::ZERO,
                raw: None,
            };
            let target = endpoint.with_port(*port);
            Some(Asked { ticket: *ticket, from: from.clone(), target, report })
        }
        _ => None,
    });
    tests.collect()
}

/// A way to speak to the form as the operator and the runtime do.
pub trait Tests: Sized {
    /// What was asked to be tested since effects were last taken; all other effects are dropped.
    fn asked(&mut self) -> Vec<Asked>;
    /// Presses these keys, and has every test that they lead to answered with this verdict.
    fn tested(self, keys: &str, verdict: Verdict, took: Duration) -> Self;
    /// The same for those that they ask for at once, but without a result.
    fn untested(self, keys: &str, cause: &Cause) -> Self;
}

impl Tests for Harness {
    fn asked(&mut self) -> Vec<Asked> {
        asked(&self.effects())
    }

    fn tested(self, keys: &str, verdict: Verdict, took: Duration) -> Self {
        let mut harness = self.keys(keys);
        let mut tests = harness.asked();
        while !tests.is_empty() {
            harness = harness.after(took);
            for test in tests {
                harness = harness.send(test.with(verdict.clone(), took));
            }
            tests = harness.asked();
        }
        harness
    }

    fn untested(self, keys: &str, cause: &Cause) -> Self {
        let mut harness = self.keys(keys);
        for test in harness.asked() {
            harness = harness.send(test.failed(cause.clone()));
        }
        harness
    }
}
