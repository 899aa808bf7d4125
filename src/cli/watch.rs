//! `trackside watch`: changes as they are seen, a JSON object a line, until a signal.

use super::changes::{ChangeJson, Seen};
use super::frame::{self, SUCCESS};
use super::json;
use super::runners;
use super::session::{Session, Stopped};
use super::stdout;
use crate::account::history::Record;
use crate::account::table::Query;
use crate::domain::{AccountId, Label, Redactor};
use crate::options::WatchOptions;
use crate::runtime::WatchSetup;
use crate::terminal::{reader, signals};

/// Watches. Answers with the exit code.
pub fn run(options: &WatchOptions, setup: WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |frame| {
        let mut session = Session::start(setup, frame);
        watch(&mut session, options).await.unwrap_or_else(|Stopped(code)| code)
    })
}

async fn watch(session: &mut Session, options: &WatchOptions) -> Result<u8, Stopped> {
    session.look_up_missing = true;
    // The number of the first record of each account that was not written.
    let mut next: Vec<u64> = session.accounts.ids().map(|_| 0).collect();
    loop {
        session.step().await?;
        // Looked at each second, as time passes for a session: a runner may not change for days.
        if reader::is_gone() {
            return Ok(SUCCESS);
        }
        let text = news(session, &options.query, &mut next);
        if !text.is_empty() && !stdout::print(&mut session.frame, text).await? {
            return Ok(SUCCESS);
        }
        if !session.is_any_open() {
            return Ok(frame::FAILURE);
        }
    }
}

fn news(session: &Session, query: &Query, next: &mut [u64]) -> String {
    let mut text = String::new();
    for (account, next) in session.accounts.iter().zip(next) {
        for record in account.history().from(*next) {
            *next = record.number + 1;
            // Nothing is sent from here.
            if record.kind.is_seen() && runners::is_of(session, query, account.id(), &record.runner) {
                text.push_str(&line(session, account.id(), record));
            }
        }
    }
    text
}

fn line(session: &Session, id: AccountId, record: &Record) -> String {
    let row = session.accounts.get(id).and_then(|account| account.row(&record.runner));
    let name = row.map_or_else(|| Label::from(""), |row| row.runner.name.clone());
    let seen = Seen {
        at: record.at.wall,
        unseen_since: None,
        account: session.accounts.label(id),
        id: &record.runner,
        name: &name,
    };
    json::line(&ChangeJson::of(&seen, &record.kind))
}
