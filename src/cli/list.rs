//! `trackside list`: the table, once.

use std::collections::HashSet;

use serde::Serialize;

use super::columns::{Cell, Tone, aligned};
use super::frame::{self, FAILURE, SUCCESS};
use super::json::{self, RunnerJson};
use super::runners;
use super::session::{Session, Stopped, Wanted};
use super::stdout::{self, Stdout};
use crate::account::fleet::Row;
use crate::account::table::{Query, words};
use crate::account::{Merged, Profile};
use crate::domain::{Facts, Label, Redactor, Runner, RunnerKey, Severity, Support};
use crate::options::{Field, ListForm, ListOptions};
use crate::runtime::WatchSetup;
use crate::terminal::signals;
use crate::text::table;
use crate::text::words::counted;

/// Stands for what is not told.
const ABSENT: &str = "-";

/// Lists the runners. Answers with the exit code.
pub fn run(options: &ListOptions, setup: WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |frame| {
        let mut session = Session::start(setup, frame);
        list(&mut session, options).await.map_or_else(|Stopped(code)| code, |()| SUCCESS)
    })
}

async fn list(session: &mut Session, options: &ListOptions) -> Result<(), Stopped> {
    let until = session.read_in(options.timeout).await?;
    if !session.failed().is_empty() {
        return Err(Stopped(FAILURE));
    }
    let facts = options.shown().and(options.order().column.facts());
    let not_read = session.fill_in(&Wanted { query: &options.query, facts }, until).await?;
    say_not_read(session, &options.query, options.shown(), &not_read);
    let rows = runners::rows(session, &options.query, options.order());
    if rows.is_empty() && !options.query.is_empty() && not_read.is_empty() {
        let doubt = runners::doubt(session, &options.query);
        session
            .frame
            .report
            .say(&doubt.map_or("No runner matches.".to_owned(), |doubt| format!("No runner matches. {doubt}.")));
    }
    let fields = options.fields(session.accounts.are_several());
    let profile = |row: &Row| session.accounts.profile(row.account);
    let text = match options.output {
        ListForm::Json => {
            let runners = rows.iter().map(|row| RunnerJson::of(row, profile(row))).collect();
            json::document(&List { schema: json::SCHEMA, runners })
        }
        ListForm::Names => {
            let names: Vec<&str> = rows.iter().map(|row| row.runner.name.safe()).collect();
            if names.is_empty() { String::new() } else { format!("{}\n", names.join("\n")) }
        }
        ListForm::Csv => table::csv(
            options.has_titles.then(|| fields.iter().map(|field| field.name().to_owned()).collect()),
            rows.iter().map(|row| fields.iter().map(|field| raw(*field, row, profile(row))).collect()),
        ),
        ListForm::Text => {
            let stdout = Stdout::look(options.color);
            let title = |field: &Field| Cell::new(field.name().replace('_', " ").to_uppercase(), Tone::Title);
            let titles = options.has_titles.then(|| fields.iter().map(title).collect());
            let cells = |row: &&Row| fields.iter().map(|field| cell(*field, row, profile(row))).collect();
            let lines: Vec<Vec<Cell>> = titles.into_iter().chain(rows.iter().map(cells)).collect();
            if rows.is_empty() { String::new() } else { aligned(&lines, stdout.columns, stdout.has_colors) }
        }
    };
    stdout::print(&mut session.frame, text).await.map(drop)
}

/// Says how much is not known, as the details of some were not read.
fn say_not_read(session: &Session, query: &Query, shown: Facts, not_read: &HashSet<RunnerKey>) {
    let sight = session.sight();
    let rows = Merged::default().rows(&session.accounts).into_iter().map(|listed| listed.row);
    let rows: Vec<&Row> = rows.filter(|row| not_read.contains(&row.key()) && !query.keeps_out(row, sight)).collect();
    let undecided = rows.iter().filter(|row| query.is_undecided(row, sight)).count();
    if undecided > 0 {
        let whom = counted(undecided, "runner");
        session.frame.report.say(&format!("The filter is not decided for {whom}. The details were not read."));
    }
    let missing = rows.iter().filter(|row| query.matches(row, sight)).map(|row| shown.lacking(&row.runner));
    let missing: Vec<usize> = missing.filter(|missing| *missing > 0).collect();
    if !missing.is_empty() {
        let (values, whom) = (counted(missing.iter().sum(), "value"), counted(missing.len(), "runner"));
        session.frame.report.say(&format!("Missing: {values} of {whom}. The details were not read."));
    }
}

#[derive(Serialize)]
struct List<'a> {
    schema: &'static str,
    runners: Vec<RunnerJson<'a>>,
}

/// What a field of a row says to people.
pub(super) fn cell(field: Field, row: &Row, profile: &Profile) -> Cell {
    let runner = &*row.runner;
    let text = value(field, runner, profile);
    let tone = match field {
        Field::Status => match runner.status.as_ref().map(super::super::domain::status::Status::severity) {
            _ if runner.is_offline() => Tone::Bad,
            None | Some(Severity::Good) => Tone::Plain,
            Some(Severity::Bad) => Tone::Bad,
            Some(Severity::Attention) => Tone::Attention,
            Some(_) => Tone::Quiet,
        },
        Field::Connected if runner.is_offline() => Tone::Bad,
        Field::Support if runner.release.is_out_of_support() => Tone::Bad,
        Field::Update if runner.release.has_update() => Tone::Attention,
        Field::Runner => Tone::Plain,
        _ if text.is_none() => Tone::Quiet,
        _ => Tone::Plain,
    };
    Cell::new(text.unwrap_or_else(|| ABSENT.to_owned()), tone)
}

/// The same for a program: nothing where nothing is told.
fn raw(field: Field, row: &Row, profile: &Profile) -> String {
    value(field, &row.runner, profile).unwrap_or_default()
}

/// What a field says; `None` where nothing is told.
fn value(field: Field, runner: &Runner, profile: &Profile) -> Option<String> {
    let text = |label: &Label| label.safe().to_owned();
    let yes_no = |value: Option<bool>| value.map(|is| if is { "yes" } else { "no" }.to_owned());
    let release = &runner.release;
    match field {
        Field::Account => Some(Label::from(profile.label()).safe().to_owned()),
        Field::Runner => Some(text(&runner.name)),
        Field::Id => Some(text(&runner.id.label())),
        Field::Status => words::status(runner),
        Field::Connected => yes_no(runner.connected),
        Field::Platform => words::platform(runner),
        Field::Type => runner.runner_type.as_ref().map(|runner_type| runner_type.label().to_owned()),
        Field::Version => release.version.as_ref().map(|version| version.label().to_owned()),
        Field::Update => words::update(release),
        Field::Support => release.support.as_ref().map(|support| match support {
            Support::Supported => "supported".to_owned(),
            Support::Ended(word) => format!("out of support ({})", word.safe()),
        }),
        Field::Track => release.track.as_ref().map(|track| track.label().to_owned()),
        Field::AutoUpdate => yes_no(runner.auto_update),
        Field::Restricted => yes_no(runner.restricted),
        Field::PausedUntil => runner.paused_until.map(|at| at.to_string()),
        Field::Description => runner.description.as_ref().map(text),
    }
}
