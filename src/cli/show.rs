//! `trackside show`: all of one runner.

use serde::Serialize;

use super::columns::{Cell, Tone, aligned};
use super::frame::{self, FAILURE, SUCCESS};
use super::json::{self, RunnerJson};
use super::list::cell;
use super::reason::reason;
use super::runners::{self, Found};
use super::session::{Session, Stopped};
use super::stdout::{self, Stdout};
use crate::account::Happened;
use crate::account::fleet::Row;
use crate::api::{Cause, Priority};
use crate::domain::{Redactor, RunnerKey};
use crate::options::{Field, ShowOptions, TextOrJson};
use crate::runtime::WatchSetup;
use crate::terminal::signals;

/// The exit code where there is no such runner.
pub(super) const NO_RUNNER: u8 = 4;

/// Shows the runner. Answers with the exit code.
pub fn run(options: &ShowOptions, setup: WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |frame| {
        let mut session = Session::start(setup, frame);
        show(&mut session, options).await.map_or_else(|Stopped(code)| code, |()| SUCCESS)
    })
}

async fn show(session: &mut Session, options: &ShowOptions) -> Result<(), Stopped> {
    session.read_lists().await?;
    let key = chosen(session, &options.runner)?;
    read_details(session, &key)
        .await
        .map_err(|stopped| if stopped == Stopped(NO_RUNNER) { gone(session, &options.runner) } else { stopped })?;
    let Some(row) = session.accounts.at(&key) else { return Err(gone(session, &options.runner)) };
    let profile = session.accounts.profile(key.account);
    let text = if options.output == TextOrJson::Json {
        json::document(&Shown { schema: json::SCHEMA, runner: RunnerJson::of(row, profile) })
    } else {
        let stdout = Stdout::look(options.color);
        aligned(&lines(row, session), stdout.columns, stdout.has_colors)
    };
    stdout::print(&mut session.frame, text).await.map(drop)
}

#[derive(Serialize)]
struct Shown<'a> {
    schema: &'static str,
    runner: RunnerJson<'a>,
}

/// The runner of that name or id.
///
/// # Errors
///
/// There is none, or there are several, which is said.
pub(super) fn chosen(session: &Session, text: &str) -> Result<RunnerKey, Stopped> {
    match runners::find(session, text) {
        Found::One(key) => Ok(key),
        Found::None => Err(gone(session, text)),
        Found::Several(keys) => {
            session.frame.report.say(&runners::refusal(session, text, &keys));
            Err(Stopped(FAILURE))
        }
    }
}

fn gone(session: &Session, text: &str) -> Stopped {
    session.frame.report.say(&runners::refusal(session, text, &[]));
    Stopped(NO_RUNNER)
}

/// Reads a runner by its id, as a list may lack what its details have.
///
/// # Errors
///
/// It could not be read, which is said; but where it is gone, its row is.
pub(super) async fn read_details(session: &mut Session, key: &RunnerKey) -> Result<(), Stopped> {
    session.ask(key.account, |account| account.read_runner(&key.id, Priority::Operator));
    loop {
        let (account, happened) = session.step().await?;
        for happened in happened {
            match happened {
                Happened::DetailsRead { id, outcome } if account == key.account && id == key.id => {
                    let Err(error) = outcome else { return Ok(()) };
                    // It went since the list was read.
                    if matches!(error.cause, Cause::NotFound(_)) {
                        return Err(Stopped(NO_RUNNER));
                    }
                    session.frame.report.say(&format!("The runner cannot be read: {}.", reason(&error)));
                    return Err(Stopped(FAILURE));
                }
                _ => {}
            }
        }
    }
}

fn lines(row: &Row, session: &Session) -> Vec<Vec<Cell>> {
    let profile = session.accounts.profile(row.account);
    let name = |field: Field| {
        let mut name = field.name().replace('_', " ");
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Cell::new(name, Tone::Quiet)
    };
    let mut lines: Vec<Vec<Cell>> =
        Field::ALL.into_iter().map(|(_, field)| vec![name(field), cell(field, row, profile)]).collect();
    let runner = &row.runner;
    if let Some(status) = &runner.status {
        lines.push(vec![Cell::new("Meaning", Tone::Quiet), Cell::plain(status.meaning())]);
        lines.extend(status.next_step().map(|step| vec![Cell::new("Next step", Tone::Quiet), Cell::plain(step)]));
    }
    lines.extend(runner.withheld_reason().map(|reason| vec![Cell::new("Note", Tone::Quiet), Cell::plain(reason)]));
    lines
}
