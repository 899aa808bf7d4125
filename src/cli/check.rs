//! `trackside check`: one line that says what is wrong with whom, for a monitoring system; or the same as JSON or metrics.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use tempfile::{Builder, NamedTempFile};

use super::frame::{self, FAILURE, Frame};
use super::json;
use super::lasting::Lasting;
use super::metrics::{Format, Snapshot};
use super::runners;
use super::session::{Session, Stopped};
use super::stdout;
use crate::account::table::SortOrder;
use crate::domain::{AccountId, Label, Redactor, Runner, Status};
use crate::options::{CheckForm, CheckOptions, CheckTarget, GivenFile};
use crate::runtime::WatchSetup;
use crate::runtime::recorder::RecorderSetup;
use crate::terminal::signals;
use crate::text;

/// The exit code of monitoring plugins where nothing could be told.
pub const UNKNOWN: u8 = 3;
/// Names of one cause that are told; the others are counted.
const MOST_NAMES: usize = 5;
/// Cells of a name that are told: the line has to fit a monitoring system's.
const NAME_CELLS: usize = 40;

/// What is wrong with a runner, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trouble {
    /// Its status is Unknown.
    Unknown,
    /// It is not connected, although its status says that it should be.
    CutOff,
    /// It is stopped.
    Stopped,
    /// The vendor no longer supports its version.
    OutOfSupport,
    /// It is paused, or about to be.
    Paused,
    /// By the vendor's rule its version is out of support with the next release.
    ExpectedOutOfSupport,
    /// A newer version is there.
    Update,
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Level {
    Ok,
    Warning,
    Critical,
    /// An account could not be read. A critical one elsewhere counts more: it is known.
    Unknown,
}

impl Trouble {
    /// Everything that is wrong with a runner.
    pub fn of(runner: &Runner) -> Vec<Self> {
        let release = &runner.release;
        let is_behind = release.version.as_ref().zip(release.latest.as_ref());
        let is_behind = is_behind.is_some_and(|(version, latest)| version.compare(latest).is_lt());
        let is_supported = !release.is_out_of_support() && release.support.is_some();
        let status = runner.status.as_ref();
        let found = [
            (matches!(status, Some(Status::Unknown)), Self::Unknown),
            (runner.is_offline(), Self::CutOff),
            (matches!(status, Some(Status::Stopped)), Self::Stopped),
            (release.is_out_of_support(), Self::OutOfSupport),
            (matches!(status, Some(Status::Paused | Status::Pausing)), Self::Paused),
            (is_behind && is_supported, Self::ExpectedOutOfSupport),
            (release.has_update(), Self::Update),
        ];
        found.into_iter().filter_map(|(is_so, trouble)| is_so.then_some(trouble)).collect()
    }

    fn level(self) -> Level {
        match self {
            Self::Unknown | Self::CutOff | Self::Stopped | Self::OutOfSupport => Level::Critical,
            Self::Paused | Self::ExpectedOutOfSupport | Self::Update => Level::Warning,
        }
    }

    /// In words that follow a number.
    fn words(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::CutOff => "not connected",
            Self::Stopped => "stopped",
            Self::OutOfSupport => "out of support",
            Self::Paused => "paused",
            Self::ExpectedOutOfSupport => "expected out of support with the next release",
            Self::Update => "update available",
        }
    }

    /// As one word for a program.
    fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::CutOff => "not_connected",
            Self::Stopped => "stopped",
            Self::OutOfSupport => "out_of_support",
            Self::Paused => "paused",
            Self::ExpectedOutOfSupport => "expected_out_of_support",
            Self::Update => "update",
        }
    }
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// The exit code of monitoring plugins.
    fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Critical => 2,
            Self::Unknown => UNKNOWN,
        }
    }
}

/// Checks. Answers with the exit code.
pub fn run(options: &CheckOptions, setup: WatchSetup, redactor: Redactor) -> u8 {
    frame::run(signals::ignored(), redactor, async |frame| {
        let history = setup.history.clone();
        let mut session = Session::start(setup, frame);
        check(&mut session, options, history).await.unwrap_or_else(|Stopped(code)| code)
    })
}

async fn check(session: &mut Session, options: &CheckOptions, history: RecorderSetup) -> Result<u8, Stopped> {
    session.read_what_can_be().await?;
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
    let is_nobody = count == 0 && !options.query.is_empty();
    let result = Checked::of(count, is_nobody, &troubles, session);
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

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word().to_lowercase())
    }
}

impl Serialize for Trouble {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl Checked {
    fn of(runners: usize, is_nobody: bool, troubles: &[(AccountId, Arc<Runner>, Trouble)], session: &Session) -> Self {
        let mut found: BTreeMap<Trouble, Vec<Named>> = BTreeMap::new();
        for (account, runner, trouble) in troubles {
            found.entry(*trouble).or_default().push(Named {
                account: session.accounts.label(*account).to_owned(),
                id: runner.id.as_str().to_owned(),
                name: runner.name.raw().to_owned(),
            });
        }
        let unread: Vec<String> = session.failed().iter().map(|id| session.accounts.label(*id).to_owned()).collect();
        let worst = found.keys().map(|trouble| trouble.level()).max().unwrap_or(Level::Ok);
        // What is known to be critical is; else what could not be read may be.
        let is_told = unread.is_empty() && !is_nobody;
        let level = if is_told || worst == Level::Critical { worst } else { Level::Unknown };
        let troubles = found.into_iter().map(|(trouble, runners)| Told { trouble, runners }).collect();
        let has_several_accounts = session.accounts.are_several();
        Self { schema: json::SCHEMA, level, runners, unread, troubles, has_several_accounts, is_nobody }
    }

    /// One line, with numbers for graphs behind a bar, as monitoring plugins write it.
    fn line(&self) -> String {
        let unread = self.unread.iter().map(|account| format!("{} could not be read", plain(account)));
        let causes = self.troubles.iter().map(|told| {
            let mut names: Vec<String> = told.runners.iter().take(MOST_NAMES).map(|named| self.named(named)).collect();
            let more = told.runners.len().saturating_sub(MOST_NAMES);
            if more > 0 {
                names.push(format!("{more} more"));
            }
            format!("{} {} ({})", told.runners.len(), told.trouble.words(), names.join(", "))
        });
        let mut parts: Vec<String> = unread.chain(causes).collect();
        if self.is_nobody {
            parts.push("no runner matches".to_owned());
        } else if parts.is_empty() {
            parts.push("nothing is wrong".to_owned());
        }
        let numbers = self.troubles.iter().map(|told| format!(" {}={}", told.trouble.word(), told.runners.len()));
        let count = text::words::counted(self.runners, "runner");
        let numbers: String = numbers.collect();
        format!("{}: {}; {count} | runners={}{numbers}", self.level.word(), parts.join("; "), self.runners)
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
