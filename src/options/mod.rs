//! [`Options`]: what the command line and the environment ask for, worked out by [`parse`], a pure function of both.
//!
//! It opens no file, reads no clock and looks at no terminal: what it is told is all it knows. To add a setting: a
//! [`Source`] in `source.rs` (flag, variable, default), a field in `arguments.rs` (the flag and its help), a line in
//! `options` or `target.rs`. Where a value counts, and how a refusal reads, is the same for all of them.
//!
//! ```text
//! source.rs       every flag with its variable and default; the value that counts, and its refusals
//! arguments.rs    the command line and its help (the only clap)
//! target.rs       the demo, or the control plane's addresses and credentials
//! locale.rs       whether the terminal's locale has room for Unicode glyphs
//! ```

mod arguments;
mod locale;
mod source;
mod target;

use std::ffi::OsString;
use std::fmt::Display;
use std::path::PathBuf;
use std::time::Duration;

use crate::ui::{Symbols, ThemeName};
use arguments::{Arguments, Asked};
use source::{Environment, Given};
pub use source::{SOURCES, Source};
pub use target::Target;

/// The longest time between two readings of the list, in seconds.
const LONGEST_REFRESH: u64 = 3600;
/// What a variable may say for yes and no.
const SWITCH: [(&str, bool); 6] =
    [("1", true), ("true", true), ("yes", true), ("0", false), ("false", false), ("no", false)];

/// What to do.
#[derive(Debug)]
pub enum Start {
    /// Print this text to standard output, as it is, and end with 0: the help or the version.
    Print(String),
    /// Open the dashboard.
    Run(Box<Options>),
}

/// Everything the dashboard is started with. `Debug` shows no secret.
#[derive(Debug)]
pub struct Options {
    /// What to connect to.
    pub target: Target,
    /// The time between two readings of the runner list, 1 s to an hour.
    pub refresh: Duration,
    /// Whether nothing may be changed from here.
    pub read_only: bool,
    /// The way to the clipboard.
    pub clipboard: ClipboardRoute,
    /// The colours.
    pub theme: ThemeName,
    /// The glyphs.
    pub symbols: SymbolSet,
    /// Path of the connectivity test below the base address, with `{agentId}` to be filled in. `None`: tests can only
    /// be made from this machine. With the demo always `None`: it knows its own.
    pub connectivity_path: Option<String>,
    /// PEM certificates to trust besides the system's. `None` with the demo.
    pub ca_file: Option<PathBuf>,
    /// Where to write a log. `None`: nowhere.
    pub log_file: Option<PathBuf>,
}

/// The way to the clipboard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClipboardRoute {
    /// Whichever suits the session.
    Auto,
    /// The buffer of the tmux around us, which hands it on.
    Tmux,
    /// The terminal, by the escape sequence OSC 52.
    Osc52,
    /// The clipboard of the machine that trackside runs on.
    Native,
    /// None at all.
    Off,
}

impl ClipboardRoute {
    /// Every route with the name to ask for it.
    pub const ALL: [(&'static str, Self); 5] = [
        ("auto", Self::Auto),
        ("tmux", Self::Tmux),
        ("osc52", Self::Osc52),
        ("native", Self::Native),
        ("off", Self::Off),
    ];
}

/// The glyphs to draw with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolSet {
    /// [`Symbols::UNICODE`].
    Unicode,
    /// [`Symbols::ASCII`].
    Ascii,
}

impl SymbolSet {
    /// Both sets with the names to ask for them.
    pub const ALL: [(&'static str, Self); 2] = [("unicode", Self::Unicode), ("ascii", Self::Ascii)];

    /// The glyphs themselves.
    pub fn symbols(self) -> &'static Symbols {
        match self {
            Self::Unicode => &Symbols::UNICODE,
            Self::Ascii => &Symbols::ASCII,
        }
    }
}

/// Why the program cannot start as asked: one line that names the flag or variable to mend; only where
/// there are no credentials at all it is a short text. It never holds a secret, and is safe to print.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(String);

impl UsageError {
    fn about(name: &str, reason: impl Display) -> Self {
        Self(format!("{name}: {reason}"))
    }

    fn no_credentials() -> Self {
        Self(
            "\
no credentials: trackside signs in with the id and secret of an API credential

  export TRACKSIDE_CLIENT_ID=...
  export TRACKSIDE_CLIENT_SECRET=...
  trackside --region eu1              or --region us1, or --api-url URL

to look around first, without an account:

  trackside --demo"
                .to_owned(),
        )
    }
}

/// What `args` (the program's name first) and `environment` ask for.
///
/// # Errors
///
/// The first thing wrong with them. Only values that count are checked: a variable behind a flag is not read.
pub fn parse(
    args: impl IntoIterator<Item = OsString>,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Start, UsageError> {
    let arguments = match arguments::read(args)? {
        Asked::Print(text) => return Ok(Start::Print(text)),
        Asked::Start(arguments) => *arguments,
    };
    options(arguments, &mut Environment::new(environment)).map(|options| Start::Run(Box::new(options)))
}

fn options(arguments: Arguments, environment: &mut Environment) -> Result<Options, UsageError> {
    let Arguments { demo, mut control_plane, dashboard, .. } = arguments;
    // With the demo nothing meant for a real control plane counts, not even from the environment.
    let (connectivity_path, ca_file) = if demo.demo {
        refuse(control_plane.first_given(), "not with --demo, which connects to its own control plane")?;
        (None, None)
    } else {
        refuse(demo.first_given(), "needs --demo")?;
        (
            environment.given(control_plane.connectivity_path.take(), source::CONNECTIVITY_PATH),
            environment.given(control_plane.ca_file.take(), source::CA_FILE),
        )
    };
    Ok(Options {
        refresh: refresh(environment.given_or_default(dashboard.refresh, source::REFRESH))?,
        read_only: dashboard.read_only || read_only(environment)?,
        clipboard: environment
            .given_or_default(dashboard.clipboard, source::CLIPBOARD)
            .one_of(&ClipboardRoute::ALL, "")?,
        theme: theme(dashboard.theme, environment)?,
        symbols: match environment.given(dashboard.symbols, source::SYMBOLS) {
            Some(given) => given.one_of(&SymbolSet::ALL, "")?,
            None => locale::symbols(environment),
        },
        log_file: environment.given(dashboard.log_file, source::LOG_FILE).map(Given::path).transpose()?,
        connectivity_path: connectivity_path.map(target::path_with_runner).transpose()?,
        ca_file: ca_file.map(Given::path).transpose()?,
        // Last: what is missing matters only once what is there is right.
        target: if demo.demo {
            target::demo(demo, environment)?
        } else {
            target::control_plane(control_plane, environment)?
        },
    })
}

fn refuse(source: Option<Source>, reason: &str) -> Result<(), UsageError> {
    source.map_or(Ok(()), |source| Err(UsageError::about(source.name(), reason)))
}

fn refresh(given: Given) -> Result<Duration, UsageError> {
    given.whole_number("of seconds ", 1..=LONGEST_REFRESH).map(Duration::from_secs)
}

fn read_only(environment: &mut Environment) -> Result<bool, UsageError> {
    environment.given(None, source::READ_ONLY).map_or(Ok(false), |given| given.one_of(&SWITCH, ""))
}

fn theme(flag: Option<OsString>, environment: &mut Environment) -> Result<ThemeName, UsageError> {
    // https://no-color.org: it beats other settings of the environment, not what was typed for this run.
    if flag.is_none() && environment.is_set(source::NO_COLOR) {
        return Ok(ThemeName::Mono);
    }
    environment.given_or_default(flag, source::THEME).one_of(&ThemeName::ALL, "")
}

/// The line that refuses to start where there is no screen to draw on, from whether standard output is a terminal and
/// the value of `TERM`. `None`: go on.
pub fn terminal_refusal(stdout_is_terminal: bool, term: Option<&str>) -> Option<&'static str> {
    if !stdout_is_terminal {
        return Some("standard output is not a terminal: trackside draws on a screen, not into a pipe or a file");
    }
    (term == Some("dumb")).then_some("TERM=dumb: trackside needs a terminal that can move its cursor")
}
