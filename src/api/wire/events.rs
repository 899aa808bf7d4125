//! Audit events. What is about people leaves as [`Personal`]; the actor's addresses of machines are not read.

use serde::Deserialize;

use super::super::lenient::{self, Text};
use super::{label, said, time};
use crate::domain::{AuditEvent, Personal};

/// An entry of the audit log.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct EventEntry<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    event_name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    event_description: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    event_timestamp: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    event_subject_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    event_subject_name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    actor_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    actor_email: Text<'a>,
}

impl EventEntry<'_> {
    /// The event; `None` where it says neither what happened nor when.
    pub(in crate::api) fn into_event(self) -> Option<AuditEvent> {
        let personal = |text: Text<'_>| said(text).map(|text| Personal::new(&text));
        let event = AuditEvent {
            at: time(self.event_timestamp),
            name: label(self.event_name),
            description: personal(self.event_description),
            actor: personal(self.actor_email).or_else(|| personal(self.actor_id)),
            subject_id: personal(self.event_subject_id),
            subject_name: personal(self.event_subject_name),
        };
        (event.at.is_some() || event.name.is_some() || event.description.is_some()).then_some(event)
    }
}
