//! `trackside events`: the account's audit log. It names people: it is written where it was asked for, and nowhere else.

use std::sync::Arc;

use serde::Serialize;

use super::columns::{Cell, Tone, aligned};
use super::frame::{self, FAILURE, SUCCESS};
use super::json;
use super::reason::reason;
use super::session::{Session, Stopped};
use super::stdout::{self, Stdout};
use crate::account::Account;
use crate::api::ApiError;
use crate::domain::work::{AuditEvent, Personal};
use crate::domain::{AccountId, Events, Label, Redactor};
use crate::options::{EventsOptions, TextOrJson};
use crate::runtime::WatchSetup;
use crate::terminal::signals;

const ABSENT: &str = "-";

/// Writes the audit log. Answers with the exit code.
pub fn run(options: &EventsOptions, setup: WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |frame| {
        let mut session = Session::start(setup, frame);
        events(&mut session, options).await.map_or_else(|Stopped(code)| code, |()| SUCCESS)
    })
}

async fn events(session: &mut Session, options: &EventsOptions) -> Result<(), Stopped> {
    let ids: Vec<AccountId> = session.accounts.iter().map(Account::id).collect();
    for id in &ids {
        session.ask(*id, |account| account.read_events(options.days));
    }
    while !ids.iter().all(|id| is_read(session, *id)) {
        session.step().await?;
    }
    let mut all: Vec<(AccountId, AuditEvent)> = Vec::new();
    for id in ids {
        match read(session, id) {
            Ok(events) => {
                if events.is_cut {
                    session.frame.report.say("There are more events than one reading takes; give a shorter --since.");
                }
                all.extend(events.events.iter().map(|event| (id, event.clone())));
            }
            Err(error) => {
                // Why an account could not be opened was said.
                let (label, why) = (session.accounts.label(id), error.as_ref().map(reason));
                if let Some(why) = why {
                    session.frame.report.say(&format!("The audit events of {label} cannot be read: {why}."));
                }
                return Err(Stopped(FAILURE));
            }
        }
    }
    let from = options.from(session.now().wall);
    all.retain(|(_, event)| event.at.is_none_or(|at| at >= from));
    // Oldest first, as a log; those without a time at the beginning.
    all.sort_by_key(|(_, event)| event.at);
    let text = written(session, options, &all);
    stdout::print(&mut session.frame, text).await.map(drop)
}

fn is_read(session: &Session, id: AccountId) -> bool {
    let Some(account) = session.accounts.get(id) else { return true };
    session.is_closed(id) || !account.work().events().is_loading()
}

fn read(session: &Session, id: AccountId) -> Result<Arc<Events>, Option<ApiError>> {
    let account = session.accounts.get(id).filter(|_| !session.is_closed(id)).ok_or(None)?;
    let remote = account.work().events();
    match (remote.error(), remote.value()) {
        (Some(error), _) => Err(Some(error.clone())),
        (None, Some(events)) => Ok(Arc::clone(events)),
        (None, None) => Err(None),
    }
}

#[derive(Serialize)]
struct Log<'a> {
    schema: &'static str,
    events: Vec<EventJson<'a>>,
}

#[derive(Serialize)]
struct EventJson<'a> {
    account: &'a str,
    at: Option<jiff::Timestamp>,
    name: Option<&'a str>,
    description: Option<&'a str>,
    actor: Option<&'a str>,
    subject_id: Option<&'a str>,
    subject_name: Option<&'a str>,
}

impl<'a> EventJson<'a> {
    fn of(account: &'a str, event: &'a AuditEvent) -> Self {
        Self {
            account,
            at: event.at,
            name: event.name.as_ref().map(Label::safe),
            description: personal(event.description.as_ref()),
            actor: personal(event.actor.as_ref()),
            subject_id: personal(event.subject_id.as_ref()),
            subject_name: personal(event.subject_name.as_ref()),
        }
    }
}

fn personal(text: Option<&Personal>) -> Option<&str> {
    text.map(Personal::on_screen)
}

fn written(session: &Session, options: &EventsOptions, events: &[(AccountId, AuditEvent)]) -> String {
    if options.output == TextOrJson::Json {
        let events = events.iter().map(|(id, event)| EventJson::of(session.accounts.label(*id), event)).collect();
        let log = Log { schema: json::SCHEMA, events };
        return json::document(&log);
    }
    let stdout = Stdout::look(options.color);
    let row = |(id, event): &(AccountId, AuditEvent)| {
        let account = session.accounts.are_several().then(|| Cell::new(session.accounts.label(*id), Tone::Quiet));
        let at = event.at.map_or_else(|| ABSENT.to_owned(), |at| at.to_string());
        let text = |text: Option<&str>| Cell::plain(text.unwrap_or(ABSENT));
        let about = personal(event.subject_name.as_ref()).or(personal(event.subject_id.as_ref()));
        let cells = [Cell::new(at, Tone::Quiet)].into_iter().chain(account);
        cells
            .chain([
                text(event.name.as_ref().map(Label::safe)),
                text(about),
                text(personal(event.actor.as_ref())),
                text(personal(event.description.as_ref())),
            ])
            .collect()
    };
    let rows: Vec<Vec<Cell>> = events.iter().map(row).collect();
    if rows.is_empty() { String::new() } else { aligned(&rows, stdout.columns, stdout.has_colors) }
}
