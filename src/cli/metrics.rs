//! The fleet as metrics, in the text format that Prometheus and its relatives read. Made anew each time, from the rows there are: a
//! runner that vanished, and a status that was, leave nothing behind.
//!
//! `docs/monitoring.md` tells what each of them is for.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::session::Session;
use crate::account::fleet::Row;
use crate::account::{Accounts, Merged};
use crate::domain::{Label, Status, Support};

/// Every status that is documented, as the label's value; what is none of them counts as `other`.
const OTHER: &str = "other";

type Number = Gauge<f64, AtomicU64>;

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct OfAccount {
    account: String,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct OfRunner {
    account: String,
    runner: String,
    id: String,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct OfStatus {
    account: String,
    runner: String,
    id: String,
    status: String,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Info {
    account: String,
    runner: String,
    id: String,
    platform: String,
    r#type: String,
    version: String,
    latest: String,
    track: String,
}

/// How the last reading of an account went.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Reading {
    /// Whether it can be read now.
    pub(super) is_up: bool,
    /// When it was read last, in seconds since 1970.
    pub(super) last_success: Option<f64>,
    /// How long that took.
    pub(super) took: Option<Duration>,
}

/// The metrics.
#[derive(Default)]
struct Metrics {
    status: Family<OfStatus, Gauge>,
    connected: Family<OfRunner, Gauge>,
    update: Family<OfRunner, Gauge>,
    supported: Family<OfRunner, Gauge>,
    paused_until: Family<OfRunner, Number>,
    info: Family<Info, Gauge>,
    up: Family<OfAccount, Gauge>,
    last_success: Family<OfAccount, Number>,
    poll: Family<OfAccount, Number>,
}

/// What a session has read.
pub(super) fn text(session: &Session) -> String {
    let now = session.now().wall;
    let reading = |id| {
        let is_up = !session.failed().contains(&id);
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit")]
        let at = is_up.then(|| now.as_millisecond() as f64 / 1_000.0);
        Reading { is_up, last_success: at, took: None }
    };
    of(&session.accounts, reading)
}

/// The accounts, each as `reading` says of it. Of one that cannot be read no runner is told: nobody knows what they are now.
pub(super) fn of(accounts: &Accounts, reading: impl Fn(crate::domain::AccountId) -> Reading) -> String {
    let metrics = Metrics::default();
    for account in accounts.iter() {
        let label = OfAccount { account: safe(account.profile().label()) };
        let Reading { is_up, last_success, took } = reading(account.id());
        metrics.up.get_or_create(&label).set(is_up.into());
        if let Some(at) = last_success {
            metrics.last_success.get_or_create(&label).set(at);
        }
        if let Some(took) = took {
            metrics.poll.get_or_create(&label).set(took.as_secs_f64());
        }
    }
    for listed in Merged::default().rows(accounts) {
        let row = listed.row;
        if reading(row.account).is_up && !row.is_missing() {
            metrics.add(row, accounts.label(row.account));
        }
    }
    metrics.encoded()
}

impl Metrics {
    fn add(&self, row: &Row, account: &str) {
        let (runner, release) = (&row.runner, &row.runner.release);
        let (account, name, id) = (safe(account), runner.name.safe().to_owned(), runner.id.label().safe().to_owned());
        let label = OfRunner { account: account.clone(), runner: name.clone(), id: id.clone() };
        let is = runner.status.as_ref().map(word);
        let known = Status::DOCUMENTED.iter().map(word).chain([OTHER.to_owned()]);
        for status in known.filter(|_| is.is_some()) {
            let value = is.as_ref() == Some(&status);
            let label = OfStatus { account: account.clone(), runner: name.clone(), id: id.clone(), status };
            self.status.get_or_create(&label).set(value.into());
        }
        let set = |family: &Family<OfRunner, Gauge>, value: Option<bool>| {
            if let Some(value) = value {
                family.get_or_create(&label).set(value.into());
            }
        };
        set(&self.connected, runner.connected);
        set(&self.update, release.update_available);
        set(&self.supported, release.support.as_ref().map(|support| *support == Support::Supported));
        if let Some(until) = runner.paused_until {
            #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit")]
            self.paused_until.get_or_create(&label).set(until.as_second() as f64);
        }
        let text = |text: Option<&str>| text.map(safe).unwrap_or_default();
        let info = Info {
            account,
            runner: name,
            id,
            platform: text(runner.platform.short_name()),
            r#type: text(runner.runner_type.as_ref().map(super::super::domain::runner::RunnerType::label)),
            version: text(release.version.as_ref().map(super::super::domain::release::Version::label)),
            latest: text(release.latest.as_ref().map(super::super::domain::release::Version::label)),
            track: text(release.track.as_ref().map(super::super::domain::release::VersionTrack::label)),
        };
        self.info.get_or_create(&info).set(1);
    }

    fn encoded(&self) -> String {
        let mut registry = Registry::with_prefix("trackside");
        registry.register("runner_status", "Whether this is the status of the runner", self.status.clone());
        registry.register("runner_connected", "Whether the runner is connected", self.connected.clone());
        registry.register("runner_update_available", "Whether a newer version is there", self.update.clone());
        registry.register("runner_supported", "Whether the vendor supports the version", self.supported.clone());
        registry.register(
            "runner_paused_until_seconds",
            "When the pause ends, in seconds since 1970",
            self.paused_until.clone(),
        );
        registry.register("runner_info", "What the runner is, always 1", self.info.clone());
        registry.register("account_up", "Whether the list of the account can be read", self.up.clone());
        registry.register(
            "account_last_success_timestamp_seconds",
            "When the list was read last, in seconds since 1970",
            self.last_success.clone(),
        );
        registry.register("account_poll_seconds", "How long the last reading of the list took", self.poll.clone());
        let mut text = String::new();
        // A string takes everything.
        let _ = encode(&mut text, &registry);
        text
    }
}

fn word(status: &Status) -> String {
    match status {
        Status::Other(_) => OTHER.to_owned(),
        known => known.label().to_lowercase(),
    }
}

fn safe(text: &str) -> String {
    Label::from(text).safe().to_owned()
}
