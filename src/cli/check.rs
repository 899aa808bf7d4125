//! `trackside check`: one line that says what is wrong with whom, for a monitoring system; or the same as JSON or metrics.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use tempfile::{Builder, NamedTempFile};
use tokio::time::Instant;

use super::frame::{self, FAILURE, Frame};
use super::json;
use super::lasting::Lasting;
use super::metrics::{self, Format, Snapshot};
use super::runners;
use super::session::{Session, Stopped, Wanted};
use super::stdout;
use super::trouble::{Level, Trouble, UNKNOWN};
use crate::account::Merged;
use crate::account::table::{Query, SortOrder};
use crate::domain::{AccountId, Label, Redactor, Runner};
use crate::options::{CheckForm, CheckOptions, CheckTarget, GivenFile};
use crate::runtime::WatchSetup;
use crate::runtime::recorder::RecorderSetup;
use crate::terminal::signals;
use crate::text;

/// Names of one cause that are told; the others are counted.
const MOST_NAMES: usize = 5;
/// Cells of a name that are told: the line has to fit a monitoring system's.
const NAME_CELLS: usize = 40;

/// Checks. Answers with the exit code.
pub fn run(options: &CheckOptions, setup: WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |frame| {
        let history = setup.history.clone();
        let mut session = Session::start(setup, frame);
        check(&mut session, options, history).await.unwrap_or_else(|Stopped(code)| code)
    })
}

async fn check(session: &mut Session, options: &CheckOptions, history: RecorderSetup) -> Result<u8, Stopped> {
    let until = session.read_in(options.timeout).await?;
    let not_read = read_whole(session, options, until).await?;
    let rows = runners::rows(session, &options.query, SortOrder::default());
    let mut troubles: Vec<(AccountId, Arc<Runner>, Trouble)> = Vec::new();
    for row in &rows {
        let of_row = Trouble::of(&row.runner).into_iter();
        troubles.extend(of_row.map(|trouble| (row.account, Arc::clone(&row.runner), trouble)));
    }
    let count = rows.len();
    if let Some(lasting) = options.lasting {
        let refresh = session.accounts.profile(AccountId::FIRST).refresh;
        let now = session.now().wall;
        let of_history = move || lasted(&history, (lasting, refresh), now, troubles);
        troubles = match session.frame.runtime.spawn_blocking(of_history).await {
            Ok(Ok(troubles)) => troubles,
            Ok(Err(reason)) => {
                // Once, and where monitoring systems look.
                let line = format!("UNKNOWN: {}\n", plain(&reason));
                print(session, line).await?;
                return Err(Stopped(UNKNOWN));
            }
            Err(_) => return Err(Stopped(UNKNOWN)),
        };
    }
    let is_nobody = count == 0 && not_read.is_empty() && !options.query.is_empty();
    let result = Checked::of((count, is_nobody), &troubles, not_read, session);
    let text = match options.output {
        CheckForm::Json => json::document(&result),
        CheckForm::Prometheus => Snapshot::of(session.accounts.iter()).text(Format::Plain),
        CheckForm::Text => format!("{}\n", result.line()),
    };
    let code = result.level.code();
    match &options.target {
        CheckTarget::Stdout => print(session, text).await?,
        CheckTarget::File(file) => replace(&mut session.frame, file, &text)?,
    }
    Ok(code)
}

/// Reads what the lists lack. Answers with those that count, or may, and were not read whole.
async fn read_whole(session: &mut Session, options: &CheckOptions, until: Instant) -> Result<Vec<Named>, Stopped> {
    let (everybody, facts) = (Query::default(), Trouble::FACTS);
    let wanted = match options.output {
        // Which has all runners, whoever is checked.
        CheckForm::Prometheus => {
            Wanted { query: &everybody, facts: facts.and(metrics::FACTS).and(options.query.facts()) }
        }
        CheckForm::Text | CheckForm::Json => Wanted { query: &options.query, facts },
    };
    let not_read = session.fill_in(&wanted, until).await?;
    let sight = session.sight();
    let rows = Merged::default().rows(&session.accounts).into_iter().map(|listed| listed.row);
    let rows = rows.filter(|row| not_read.contains(&row.key()) && !options.query.keeps_out(row, sight));
    // What the metrics alone would have of it changes nothing here.
    let rows = rows.filter(|row| facts.and(options.query.facts()).are_lacking(&row.runner));
    Ok(rows.map(|row| Named::of(row.account, &row.runner, session)).collect())
}

/// As [`stdout::print`], with the code of a check that could not tell.
async fn print(session: &mut Session, text: String) -> Result<(), Stopped> {
    let told = |stopped| if stopped == Stopped(FAILURE) { Stopped(UNKNOWN) } else { stopped };
    stdout::print(&mut session.frame, text).await.map(drop).map_err(told)
}

/// Those of the troubles that have lasted so long.
fn lasted(
    setup: &RecorderSetup,
    (lasting, refresh): (Duration, Duration),
    now: Timestamp,
    troubles: Vec<(AccountId, Arc<Runner>, Trouble)>,
) -> Result<Vec<(AccountId, Arc<Runner>, Trouble)>, String> {
    let history = Lasting::open(setup, lasting, refresh, now)?;
    let mut kept = Vec::new();
    for (account, runner, trouble) in troubles {
        let has_lasted = history.has_lasted(account, &runner, trouble);
        if has_lasted.map_err(|fault| format!("--for needs the history, which cannot be read: {fault}"))? {
            kept.push((account, runner, trouble));
        }
    }
    Ok(kept)
}

/// What a check came to.
#[derive(Serialize)]
struct Checked {
    schema: &'static str,
    level: Level,
    /// How many runners were looked at.
    runners: usize,
    /// Accounts that could not be read.
    unread: Vec<String>,
    /// Runners of which the list does not tell enough, and that could not be read by their ids.
    not_read: Vec<Named>,
    troubles: Vec<Told>,
    #[serde(skip)]
    has_several_accounts: bool,
    /// Whether the filter lets nobody through: a name that was given up must not end its monitoring.
    #[serde(skip)]
    is_nobody: bool,
}

/// A trouble with those who have it.
#[derive(Serialize)]
struct Told {
    trouble: Trouble,
    runners: Vec<Named>,
}

#[derive(Serialize)]
struct Named {
    account: String,
    id: String,
    name: String,
}

impl Named {
    fn of(account: AccountId, runner: &Runner, session: &Session) -> Self {
        Self {
            account: session.accounts.label(account).to_owned(),
            id: runner.id.as_str().to_owned(),
            name: runner.name.raw().to_owned(),
        }
    }
}

impl Checked {
    fn of(
        (runners, is_nobody): (usize, bool),
        troubles: &[(AccountId, Arc<Runner>, Trouble)],
        not_read: Vec<Named>,
        session: &Session,
    ) -> Self {
        let mut found: BTreeMap<Trouble, Vec<Named>> = BTreeMap::new();
        for (account, runner, trouble) in troubles {
            found.entry(*trouble).or_default().push(Named::of(*account, runner, session));
        }
        let unread: Vec<String> = session.failed().iter().map(|id| session.accounts.label(*id).to_owned()).collect();
        let worst = found.keys().map(|trouble| trouble.level()).max().unwrap_or(Level::Ok);
        // What is known to be critical is; else what could not be read may be.
        let is_told = unread.is_empty() && not_read.is_empty() && !is_nobody;
        let level = if is_told || worst == Level::Critical { worst } else { Level::Unknown };
        let troubles = found.into_iter().map(|(trouble, runners)| Told { trouble, runners }).collect();
        let has_several_accounts = session.accounts.are_several();
        Self { schema: json::SCHEMA, level, runners, unread, not_read, troubles, has_several_accounts, is_nobody }
    }

    /// One line, with numbers for graphs behind a bar, as monitoring plugins write it.
    fn line(&self) -> String {
        let unread = self.unread.iter().map(|account| format!("{} could not be read", plain(account)));
        let not_read = self.not_read.first().map(|_| self.those(&self.not_read, "not read whole"));
        let causes = self.troubles.iter().map(|told| self.those(&told.runners, told.trouble.words()));
        let mut parts: Vec<String> = unread.chain(not_read).chain(causes).collect();
        if self.is_nobody {
            parts.push("no runner matches".to_owned());
        } else if parts.is_empty() {
            parts.push("nothing is wrong".to_owned());
        }
        let not_read = self.not_read.first().map(|_| format!(" not_read={}", self.not_read.len()));
        let numbers = self.troubles.iter().map(|told| format!(" {}={}", told.trouble.word(), told.runners.len()));
        let numbers = not_read.into_iter().chain(numbers);
        let count = text::words::counted(self.runners, "runner");
        let numbers: String = numbers.collect();
        format!("{}: {}; {count} | runners={}{numbers}", self.level.word(), parts.join("; "), self.runners)
    }

    /// How many there are, with the names of the first.
    fn those(&self, runners: &[Named], words: &str) -> String {
        let mut names: Vec<String> = runners.iter().take(MOST_NAMES).map(|named| self.named(named)).collect();
        let more = runners.len().saturating_sub(MOST_NAMES);
        if more > 0 {
            names.push(format!("{more} more"));
        }
        format!("{} {words} ({})", runners.len(), names.join(", "))
    }

    fn named(&self, named: &Named) -> String {
        let name = text::cut(&plain(&named.name), NAME_CELLS, "…");
        if self.has_several_accounts { format!("{name} in {}", plain(&named.account)) } else { name }
    }
}

/// Text from outside as a plugin's line has it: safe, and without the bar, behind which numbers stand.
fn plain(text: &str) -> String {
    Label::from(text).safe().replace('|', "¦")
}

/// Replaces a file in one step: whoever reads it has the old one or the new one, whole. A link stays, and what it leads to is replaced;
/// what is no file, such as a device, is left alone.
fn replace(frame: &mut Frame, file: &GivenFile, text: &str) -> Result<(), Stopped> {
    written(&file.path, text).map_err(|error| {
        // Without the name of the new file, which nobody gave.
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<NotAFile>());
        let reason = inner.map_or_else(|| io::Error::from(error.kind()).to_string(), ToString::to_string);
        frame.report.say(&file.refusal("cannot write", reason));
        Stopped(UNKNOWN)
    })
}

fn written(path: &Path, text: &str) -> io::Result<()> {
    let before = match fs::metadata(path) {
        Ok(before) if before.is_file() => Some(before.permissions()),
        Ok(_) => return Err(io::Error::other(NotAFile)),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let target = if before.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = made_in(folder)?;
    new.write_all(text.as_bytes())?;
    if let Some(permissions) = before {
        new.as_file().set_permissions(permissions)?;
    }
    new.as_file().sync_all()?;
    new.persist(&target).map_err(|error| error.error).map(drop)
}

#[derive(Debug, thiserror::Error)]
#[error("is there and is no file")]
struct NotAFile;

/// A new file that, as far as the operator's mask says so, others may read: whoever collects metrics is another user.
fn made_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".trackside-").tempfile_in(folder)
}
