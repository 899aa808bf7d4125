//! `trackside history`: what the store has, oldest first. Nothing is asked of the control plane, and no secret is read.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::changes::{ChangeJson, Seen, sentence, word};
use super::columns::{Cell, Tone, aligned};
use super::frame::{self, FAILURE, Frame, SUCCESS};
use super::json;
use super::session::Stopped;
use super::stdout::{self, Stdout};
use crate::account::difference::Event;
use crate::domain::{AccountId, Label, Redactor};
use crate::options::{HistoryForm, HistoryOptions};
use crate::runtime::recorder::{RecorderSetup, StoreLocation};
use crate::store::{Identity, Store, StoreFault};
use crate::terminal::signals;
use crate::text::table;

/// Writes the history of the accounts of `setup`. Answers with the exit code.
pub fn run(options: &HistoryOptions, setup: &RecorderSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |mut frame| {
        history(&mut frame, options, setup).await.map_or_else(|Stopped(code)| code, |()| SUCCESS)
    })
}

async fn history(frame: &mut Frame, options: &HistoryOptions, setup: &RecorderSetup) -> Result<(), Stopped> {
    let StoreLocation::File { path: Some(path) } = setup.location.clone() else {
        frame.report.say("There is no history: the demo begins anew with each command.");
        frame.report.say("To see changes of the demo, use trackside watch --demo.");
        return Ok(());
    };
    let identities: Vec<Identity> = setup.accounts.iter().map(|account| account.identity.clone()).collect();
    let labels: Vec<String> = identities.iter().map(label).collect();
    let since = SignedDuration::try_from(options.since).unwrap_or(SignedDuration::MAX);
    let since = Timestamp::now().checked_sub(since).unwrap_or(Timestamp::MIN);
    let read = frame.runtime.spawn_blocking(move || read(&path, &identities, since));
    let read = tokio::select! {
        biased;
        number = frame.end_signal() => return Err(Stopped::by(number)),
        read = read => read,
    };
    let events = match read {
        Ok(Ok(Some(events))) => events,
        Ok(Ok(None)) => {
            frame.report.say("There is no history yet. trackside record keeps one, and so does the dashboard.");
            Vec::new()
        }
        Ok(Err(fault)) => {
            frame.report.say(&format!("The history cannot be read: {fault}."));
            return Err(Stopped(FAILURE));
        }
        Err(_) => return Err(Stopped(FAILURE)),
    };
    let of_runner = |event: &Event| options.runner.as_ref().is_none_or(|text| is_of(event, text));
    let events: Vec<(AccountId, Event)> = events.into_iter().filter(|(_, event)| of_runner(event)).collect();
    let text = written(options, &events, &labels);
    stdout::print(frame, text).await.map(drop)
}

/// `None`: there is no file, and none is made.
fn read(path: &Path, identities: &[Identity], since: Timestamp) -> Result<Option<Vec<(AccountId, Event)>>, StoreFault> {
    if !path.exists() {
        return Ok(None);
    }
    let store = Store::open(path, identities)?;
    let mut events = Vec::new();
    for id in (0..=u8::MAX).take(identities.len()).map(AccountId) {
        events.extend(store.events_since(id, since)?.into_iter().map(|event| (id, event)));
    }
    events.sort_by_key(|(_, event)| event.at);
    Ok(Some(events))
}

fn is_of(event: &Event, text: &str) -> bool {
    event.runner.as_str().eq_ignore_ascii_case(text) || event.name.raw() == text
}

fn label(identity: &Identity) -> String {
    let label = identity.profile.as_ref().unwrap_or(&identity.api);
    Label::from(label.as_str()).safe().to_owned()
}

#[derive(Serialize)]
struct History<'a> {
    schema: &'static str,
    changes: Vec<ChangeJson<'a>>,
}

fn seen<'a>(account: &'a str, event: &'a Event) -> Seen<'a> {
    let Event { at, unseen_since, runner, name, .. } = event;
    Seen { at: *at, unseen_since: *unseen_since, account, id: runner, name }
}

fn written(options: &HistoryOptions, events: &[(AccountId, Event)], labels: &[String]) -> String {
    let account = |id: &AccountId| labels.get(usize::from(id.0)).map_or("", String::as_str);
    let time = |event: &Event| {
        // Without a fraction, which says nothing of a list that is read now and then.
        event.at.round(jiff::Unit::Second).unwrap_or(event.at).to_string()
    };
    let what = |event: &Event| match event.unseen_since {
        Some(since) => {
            let since = since.round(jiff::Unit::Second).unwrap_or(since);
            format!("{} (not watched since {since})", sentence(&event.kind))
        }
        None => sentence(&event.kind),
    };
    match options.output {
        HistoryForm::Json => {
            let seen = |id: &AccountId, event| seen(account(id), event);
            let changes = events.iter().map(|(id, event)| ChangeJson::of(&seen(id, event), &event.kind)).collect();
            json::document(&History { schema: json::SCHEMA, changes })
        }
        HistoryForm::Csv => {
            let titles = ["at", "account", "runner", "id", "kind", "what"].map(str::to_owned).to_vec();
            let row = |(id, event): &(AccountId, Event)| {
                vec![
                    time(event),
                    account(id).to_owned(),
                    event.name.safe().to_owned(),
                    event.runner.label().safe().to_owned(),
                    word(&event.kind).to_owned(),
                    what(event),
                ]
            };
            table::csv(Some(titles), events.iter().map(row))
        }
        HistoryForm::Text => {
            let stdout = Stdout::look(options.color);
            let row = |(id, event): &(AccountId, Event)| {
                let account = (labels.len() > 1).then(|| Cell::new(account(id), Tone::Quiet));
                let cells = [Cell::new(time(event), Tone::Quiet)].into_iter().chain(account);
                cells.chain([Cell::plain(event.name.safe()), Cell::plain(what(event))]).collect()
            };
            let rows: Vec<Vec<Cell>> = events.iter().map(row).collect();
            if rows.is_empty() { String::new() } else { aligned(&rows, stdout.columns, stdout.has_colors) }
        }
    }
}
