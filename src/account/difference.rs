//! [`Event`]: a record as the store gives it back. [`Difference`]: what many of them come to, for one runner: what is
//! different now from what it was before the first.

use std::collections::HashMap;

use jiff::Timestamp;

use super::history::RecordKind;
use crate::domain::{Label, RunnerId, Setting, Status, Version};

/// A record of any run of the program, on this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Grows with each event of the file; a key that stays when older ones go.
    pub number: u64,
    /// The runner.
    pub runner: RunnerId,
    /// The name that the runner had last, safe as it is.
    pub name: Label,
    /// When it was seen or done.
    pub at: Timestamp,
    /// The last time before `at` when somebody watched, where nobody watched in between: then it happened at any time
    /// since, and is a difference, no event with a time. `None`: it was seen to happen.
    pub unseen_since: Option<Timestamp>,
    /// What it was.
    pub kind: RecordKind,
}

/// What is different of one runner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The runner.
    pub runner: RunnerId,
    /// The name that it had last.
    pub name: Label,
    /// What is different, of each kind and setting at most once; `Appeared` and `Vanished` stand alone. Never empty.
    pub kinds: Vec<RecordKind>,
}

/// What is different after `events`, oldest first, from what was before them, in the order in which the runners first come.
/// What was done from here is no difference, nor is what came back to what it was.
pub fn differences<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<Difference> {
    let mut order: Vec<&Event> = Vec::new();
    let mut nets: HashMap<&RunnerId, Net> = HashMap::new();
    for event in events.into_iter().filter(|event| event.kind.is_seen()) {
        let net = nets.entry(&event.runner).or_insert_with(|| {
            order.push(event);
            Net::default()
        });
        net.name = Some(&event.name);
        net.take(&event.kind);
    }
    let different = order.into_iter().filter_map(|first| {
        let net = nets.remove(&first.runner)?;
        let name = net.name.unwrap_or(&first.name).clone();
        let kinds = net.kinds();
        (!kinds.is_empty()).then(|| Difference { runner: first.runner.clone(), name, kinds })
    });
    different.collect()
}

/// What was first, and what is last.
type Ends<T> = Option<(T, T)>;

/// What a runner's events come to so far.
#[derive(Default)]
struct Net<'a> {
    name: Option<&'a Label>,
    /// Whether it was there before the first event that tells, and whether it is after the last.
    presence: Ends<bool>,
    status: Ends<Option<&'a Status>>,
    connected: Ends<bool>,
    version: Ends<Option<&'a Version>>,
    settings: Vec<(Setting, (&'a str, &'a str))>,
}

fn extend<T>(ends: &mut Ends<T>, was: T, is: T) {
    let first = ends.take().map_or(was, |(first, _)| first);
    *ends = Some((first, is));
}

impl<'a> Net<'a> {
    fn take(&mut self, kind: &'a RecordKind) {
        match kind {
            RecordKind::Appeared(status) => {
                extend(&mut self.presence, false, true);
                extend(&mut self.status, None, status.as_ref());
            }
            RecordKind::Vanished => extend(&mut self.presence, true, false),
            RecordKind::Status { from, to } => extend(&mut self.status, Some(from), Some(to)),
            RecordKind::Connected(is) => extend(&mut self.connected, !is, *is),
            RecordKind::Version { from, to } => extend(&mut self.version, from.as_ref(), Some(to)),
            RecordKind::Setting { setting, from, to } => {
                match self.settings.iter_mut().find(|(other, _)| other == setting) {
                    Some((_, ends)) => ends.1 = to,
                    None => self.settings.push((*setting, (from, to))),
                }
            }
            _ => {}
        }
    }

    fn kinds(self) -> Vec<RecordKind> {
        match self.presence {
            Some((false, false)) => return Vec::new(),
            Some((false, true)) => {
                return vec![RecordKind::Appeared(self.status.and_then(|(_, is)| is).cloned())];
            }
            Some((true, false)) => return vec![RecordKind::Vanished],
            Some((true, true)) | None => {}
        }
        let mut kinds = Vec::new();
        if let Some((Some(from), Some(to))) = self.status
            && from != to
        {
            kinds.push(RecordKind::Status { from: from.clone(), to: to.clone() });
        }
        if let Some((was, is)) = self.connected
            && was != is
        {
            kinds.push(RecordKind::Connected(is));
        }
        if let Some((from, Some(to))) = self.version
            && from != Some(to)
        {
            kinds.push(RecordKind::Version { from: from.cloned(), to: to.clone() });
        }
        let different = self.settings.into_iter().filter(|(_, (from, to))| from != to);
        kinds.extend(different.map(|(setting, (from, to))| RecordKind::Setting {
            setting,
            from: from.to_owned(),
            to: to.to_owned(),
        }));
        kinds
    }
}
