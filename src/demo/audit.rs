//! The audit log: who did what to which runner.
//!
//! Owns the entries, a bounded number of them, and a little history from before the start. The names of the
//! real service's runner events are not public; these follow the one documented, "Agent created". People and
//! addresses are invented.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::random::{self, Dice};
use super::simulation::{Command, Simulation};
use super::{COLLEAGUES, HAND_MADE};

/// The newest are kept.
const MAX_ENTRIES: usize = 1_000;

/// How far back the service answers.
pub(super) const REACH: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What can be found in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AuditKind {
    Created,
    Updated,
    Deleted,
    Restarted,
    Paused,
    Resumed,
    CredentialsRefreshed,
    AllowListChanged,
}

impl AuditKind {
    /// Name, type and description as the log has them.
    pub(super) fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Created => ("agent_created", "CREATE", "Agent created"),
            Self::Updated => ("agent_updated", "UPDATE", "Agent updated"),
            Self::Deleted => ("agent_deleted", "DELETE", "Agent deleted"),
            Self::Restarted => ("agent_restarted", "UPDATE", "Agent restart requested"),
            Self::Paused => ("agent_paused", "UPDATE", "Agent pause requested"),
            Self::Resumed => ("agent_resumed", "UPDATE", "Agent resume requested"),
            Self::CredentialsRefreshed => ("agent_credentials_refreshed", "UPDATE", "Agent credentials refreshed"),
            Self::AllowListChanged => ("agent_allowlist_updated", "UPDATE", "Agent allow list updated"),
        }
    }
}

impl From<Command> for AuditKind {
    fn from(command: Command) -> Self {
        match command {
            Command::Restart => Self::Restarted,
            Command::Pause => Self::Paused,
            Command::Resume => Self::Resumed,
        }
    }
}

/// A request that changed something, as the audit log of the control plane has it.
#[derive(Debug, Clone)]
pub(super) struct AuditEntry {
    pub(super) number: u64,
    pub(super) at: Timestamp,
    pub(super) kind: AuditKind,
    pub(super) subject_id: String,
    pub(super) subject_name: String,
    pub(super) actor: &'static str,
}

/// How old, in days, each of a runner's entries from before the start is at the most: what is read first has some, and more
/// days have more.
const HISTORY_DAYS: [u64; 3] = [6, 29, 85];

/// Actor of everything that was asked over the API.
const API_ACTOR: &str = "api-operator@example.com";

/// The entries, oldest first.
#[derive(Debug, Default)]
pub(super) struct AuditLog {
    entries: VecDeque<AuditEntry>,
    written: u64,
}

impl AuditLog {
    /// A log with some history of the first runners of the fleet.
    pub(super) fn with_history(simulation: &Simulation, seed: u64) -> Self {
        let start = simulation.timestamp();
        let mut dice = Dice::new(random::hash(seed, &[0xa0d1]));
        let kinds = [AuditKind::Updated, AuditKind::Restarted, AuditKind::Paused, AuditKind::AllowListChanged];
        let mut history: Vec<_> = simulation
            .iter_from(0)
            .take(HAND_MADE)
            .flat_map(|runner| HISTORY_DAYS.map(move |days| (runner, days)))
            .map(|(runner, days)| {
                let minutes = i64::try_from(dice.between(30, days * 24 * 60)).unwrap_or(0);
                let at = start.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(start);
                (at, *dice.pick(&kinds), runner, *dice.pick(&COLLEAGUES))
            })
            .collect();
        history.sort_by_key(|entry| entry.0);
        let mut log = Self::default();
        for (at, kind, runner, actor) in history {
            log.push(at, kind, runner.id.to_string(), runner.name().into_owned(), actor);
        }
        log
    }

    /// Writes down what was asked over the API.
    pub(super) fn record(&mut self, at: Timestamp, kind: AuditKind, subject_id: String, subject_name: String) {
        self.push(at, kind, subject_id, subject_name, API_ACTOR);
    }

    /// Writes down what demo colleagues asked for since the last time.
    pub(super) fn record_colleagues(&mut self, simulation: &mut Simulation) {
        for (at, slot, command) in simulation.take_asked() {
            let Some(runner) = simulation.existing(slot) else { continue };
            let person = usize::try_from(random::mix(at) >> 32).unwrap_or(0) % COLLEAGUES.len();
            let (id, name) = (runner.id.to_string(), runner.name().into_owned());
            self.push(simulation.timestamp_at(at), AuditKind::from(command), id, name, COLLEAGUES[person]);
        }
    }

    fn push(&mut self, at: Timestamp, kind: AuditKind, id: String, name: String, actor: &'static str) {
        if self.entries.len() == MAX_ENTRIES {
            self.entries.pop_front();
        }
        self.written += 1;
        self.entries.push_back(AuditEntry {
            number: self.written,
            at,
            kind,
            subject_id: id,
            subject_name: name,
            actor,
        });
    }

    /// The entries from `from` to `to`, newest first.
    pub(super) fn between(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = &AuditEntry> {
        self.entries.iter().rev().filter(move |entry| (from..=to).contains(&entry.at))
    }
}
