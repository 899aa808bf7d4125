//! Accounts as metrics, in the text formats that Prometheus and its relatives read. Made anew each time from what was read last: a
//! runner that vanished, and a status that was, leave nothing behind.
//!
//! `docs/monitoring.md` tells what each of them is for.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{
    DescriptorEncoder, EncodeGaugeValue, EncodeLabelSet, EncodeMetric, prometheus_text, text,
};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use crate::account::Account;
use crate::domain::{Fact, Facts, Label, Runner, Status, Support};

/// The values of the label `status`, those that are documented first.
const STATUSES: [&str; 8] = ["running", "pending", "pausing", "paused", "stopping", "stopped", "unknown", "other"];

/// What the metrics tell of a runner that a list may lack.
pub(super) const FACTS: Facts = Facts::SHOWN.and(Facts::of(&[Fact::PausedUntil]));

/// In which of the two text formats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    /// The older one of Prometheus, which everything reads, and a browser shows.
    Plain,
    /// `OpenMetrics`, whose last line tells a reader that nothing was cut off.
    OpenMetrics,
}

impl Format {
    /// What an answer in it is called.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// What was read last of each account. Cheap to take, as it shares the runners; what is written from it takes longer, wherever.
#[derive(Debug)]
pub(super) struct Snapshot {
    accounts: Vec<Reading>,
}

/// How the last reading of an account went, and what it brought.
#[derive(Debug)]
struct Reading {
    account: String,
    /// Whether the list can be read now.
    is_up: bool,
    /// When it was read last, in seconds since 1970.
    last_success: Option<f64>,
    /// How many seconds that took.
    took: Option<f64>,
    /// In name order. None where the list cannot be read: nobody knows what they are now.
    runners: Vec<Arc<Runner>>,
}

impl Snapshot {
    /// As the accounts are now.
    pub(super) fn of<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Self {
        Self { accounts: accounts.into_iter().map(Reading::of).collect() }
    }

    /// Writes every metric. This takes a while where there are many runners.
    ///
    /// # Errors
    ///
    /// `sink` takes no more.
    pub(super) fn write(self, format: Format, sink: &mut impl fmt::Write) -> fmt::Result {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self));
        match format {
            Format::Plain => prometheus_text::encode(sink, &registry),
            Format::OpenMetrics => text::encode(sink, &registry),
        }
    }

    /// Every metric in one text.
    pub(super) fn text(self, format: Format) -> String {
        let mut text = String::new();
        // A string takes everything.
        let _ = self.write(format, &mut text);
        text
    }
}

impl Reading {
    fn of(account: &Account) -> Self {
        let (fleet, connection) = (account.fleet(), account.connection());
        let is_up = fleet.is_complete() && !connection.is_down();
        let rows = fleet.rows().iter().filter(|row| is_up && !row.is_missing());
        let read = connection.last_read();
        Self {
            account: Label::from(account.profile().label()).safe().to_owned(),
            is_up,
            last_success: read.map(|read| seconds(read.wall)),
            took: read.zip(fleet.asked()).map(|(read, asked)| read.since(&asked).as_secs_f64()),
            runners: rows.map(|row| Arc::clone(&row.runner)).collect(),
        }
    }

    fn labels(&self) -> [(&'static str, &str); 1] {
        [("account", &self.account)]
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
fn seconds(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1_000.0
}

/// A runner with its id as it is written, which is worked out once for all of its series.
struct Entry<'a> {
    account: &'a str,
    runner: &'a Runner,
    id: Label,
}

impl Entry<'_> {
    fn labels(&self) -> [(&'static str, &str); 3] {
        [("account", self.account), ("runner", self.runner.name.safe()), ("id", self.id.safe())]
    }

    fn status_labels<'a>(&'a self, status: &'a str) -> [(&'static str, &'a str); 4] {
        let [account, runner, id] = self.labels();
        [account, runner, id, ("status", status)]
    }

    fn info_labels(&self) -> [(&'static str, &str); 8] {
        let [account, runner, id] = self.labels();
        let (of, release) = (self.runner, &self.runner.release);
        // Its words for what it does not know came from outside.
        let platform = of.platform.short_name().unwrap_or_default();
        let runner_type = of.runner_type.as_ref().map_or("", |runner_type| runner_type.label());
        let version = release.version.as_ref().map_or("", |version| version.label());
        let latest = release.latest.as_ref().map_or("", |version| version.label());
        let track = release.track.as_ref().map_or("", |track| track.label());
        let rest = [("platform", platform), ("type", runner_type), ("version", version)];
        [account, runner, id, rest[0], rest[1], rest[2], ("latest", latest), ("track", track)]
    }
}

impl Collector for Snapshot {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        self.encode_accounts(&mut encoder)?;
        // Ids that differ in what cannot be written would be one series twice, for which a reader refuses all of them.
        let mut seen: HashSet<(String, String)> = HashSet::new();
        let entries = self.accounts.iter().flat_map(|reading| {
            let account = reading.account.as_str();
            reading.runners.iter().map(move |runner| Entry { account, runner, id: runner.id.label() })
        });
        let is_new = |entry: &Entry| seen.insert((entry.account.to_owned(), entry.id.safe().to_owned()));
        let entries: Vec<Entry> = entries.filter(is_new).collect();
        encode_runners(&entries, &mut encoder)
    }
}

impl Snapshot {
    fn encode_accounts(&self, encoder: &mut DescriptorEncoder) -> fmt::Result {
        let all = || self.accounts.iter();
        let up = all().map(|reading| (reading.labels(), i64::from(reading.is_up)));
        gauge(encoder, "trackside_account_up", "Whether the list of the account can be read", up)?;
        let last = all().filter_map(|reading| Some((reading.labels(), reading.last_success?)));
        let about = "When the list was read last, in seconds since 1970";
        gauge(encoder, "trackside_account_last_success_timestamp_seconds", about, last)?;
        let took = all().filter_map(|reading| Some((reading.labels(), reading.took?)));
        gauge(encoder, "trackside_account_poll_seconds", "How long the last whole reading of the list took", took)
    }
}

fn encode_runners(entries: &[Entry], encoder: &mut DescriptorEncoder) -> fmt::Result {
    let status = entries.iter().flat_map(|entry| {
        // Of one that tells none, none is told.
        let is = entry.runner.status.as_ref().map(word);
        let each = STATUSES.iter().filter(move |_| is.is_some());
        each.map(move |status| (entry.status_labels(status), i64::from(is == Some(status))))
    });
    gauge(encoder, "trackside_runner_status", "Whether this is the status of the runner", status)?;
    let connected = flags(entries, |runner| runner.connected);
    gauge(encoder, "trackside_runner_connected", "Whether the runner is connected", connected)?;
    let update = flags(entries, |runner| runner.release.update_available);
    gauge(encoder, "trackside_runner_update_available", "Whether a newer version is there", update)?;
    let is_supported = |runner: &Runner| runner.release.support.as_ref().map(|is| *is == Support::Supported);
    let supported = flags(entries, is_supported);
    gauge(encoder, "trackside_runner_supported", "Whether the vendor supports the version", supported)?;
    let until = entries.iter().filter_map(|entry| Some((entry.labels(), seconds(entry.runner.paused_until?))));
    gauge(encoder, "trackside_runner_paused_until_seconds", "When the pause ends, in seconds since 1970", until)?;
    let info = entries.iter().map(|entry| (entry.info_labels(), 1_i64));
    gauge(encoder, "trackside_runner_info", "What the runner is, always 1", info)
}

/// What is so or not, of those of which it is told.
fn flags<'a>(
    entries: &'a [Entry<'a>],
    is_so: impl Fn(&Runner) -> Option<bool>,
) -> impl Iterator<Item = ([(&'static str, &'a str); 3], i64)> {
    entries.iter().filter_map(move |entry| Some((entry.labels(), i64::from(is_so(entry.runner)?))))
}

/// Writes a metric, one series after the other: no table of them is made.
fn gauge<L, V>(
    encoder: &mut DescriptorEncoder,
    name: &str,
    about: &str,
    series: impl Iterator<Item = (L, V)>,
) -> fmt::Result
where
    L: EncodeLabelSet,
    V: EncodeGaugeValue,
{
    let mut metric = encoder.encode_descriptor(name, about, None, MetricType::Gauge)?;
    for (labels, value) in series {
        ConstGauge::new(value).encode(metric.encode_family(&labels)?)?;
    }
    Ok(())
}

fn word(status: &Status) -> &'static str {
    match status {
        Status::Running => "running",
        Status::Pending => "pending",
        Status::Pausing => "pausing",
        Status::Paused => "paused",
        Status::Stopping => "stopping",
        Status::Stopped => "stopped",
        Status::Unknown => "unknown",
        Status::Other(_) => "other",
    }
}
