//! [`Options`]: what the command line, the environment and the config file ask for. [`parse`] is a pure function of the
//! first two; it answers with a [`Request`], which says what file to read and, given its text, works out the options.
//!
//! It opens no file, reads no clock and looks at no terminal: what it is told is all it knows. To add a setting: a
//! [`Source`] in `source.rs` (flag, variable, key, default), a field in `arguments.rs` (the flag and its help), a line
//! in `request.rs`, `account.rs` or `target.rs`. Where a value counts, and how a refusal reads, is the same for all of them.
//!
//! ```text
//! source.rs       every setting with its flag, variable, key and default
//! arguments.rs    the command line (the only clap): what stands before a command and behind it is read as one
//! commands.rs     the commands without a screen: what each takes
//! whole.rs        the command line with all commands below it, for completion and the manual
//! completion/     what an unfinished line can go on with
//! manual.rs       the manual's pages
//! help.rs         what each help says beside its flags
//! refusal.rs      one line for what cannot be read
//! profile.rs      the config file's text to its profiles (toml only here, in keys.rs, themes.rs and views.rs)
//! keys.rs         what the config file asks for of the keys
//! themes.rs       what it paints over a theme
//! views.rs        what it says of tables, and the view that is asked for
//! profiles.rs     which of them are opened, and which can be opened later
//! layers.rs       the variables, and below them a profile
//! given.rs        the value that counts, and its refusals
//! notes.rs        what a reading leaves behind: where each value that counts came from, and all that is wrong
//! review.rs       the notes of every profile, for `config check`
//! request.rs      all of these to the options
//! account.rs      what is said of one account
//! target.rs       the demo, or the control plane's addresses and credentials
//! demos.rs        the demo's accounts
//! look.rs         how everything is to be drawn: colours, glyphs, what the terminal can show
//! capabilities.rs  what the terminal can show: colours, dim and italic, more than ASCII
//! locale.rs       whether the terminal's locale has room for Unicode glyphs
//! ```

mod account;
mod arguments;
mod capabilities;
mod commands;
mod completion;
mod demos;
mod given;
mod help;
mod keys;
mod layers;
mod locale;
mod look;
mod manual;
mod notes;
mod profile;
mod profiles;
mod refusal;
mod request;
mod review;
mod source;
mod target;
mod themes;
mod views;
mod whole;

use std::ffi::OsString;
use std::fmt::Display;
use std::path::PathBuf;
use std::time::Duration;

use crate::account::table::Views;
use crate::domain::Label;
pub use account::{AccountOptions, OtherProfile};
use arguments::Asked;
pub use commands::{
    ActOptions, DoctorOptions, EventsOptions, HistoryOptions, TestOptions, WaitGoal, WaitOptions, WatchOptions,
};
use commands::{COMMANDS, Name};
pub use commands::{CheckForm, ColorChoice, HistoryForm, ListForm, TextOrJson};
pub use commands::{CheckOptions, CheckTarget, ExportOptions, Field, ListOptions, ShowOptions};
pub use commands::{ConfigOptions, ConfigQuestion};
pub use completion::{Line, Names, Shell};
pub use given::GivenFile;
pub use keys::{KeyPreset, KeyReview, KeyWish, KeyWishes};
use layers::Variables;
pub use look::{Capabilities, Depth, Ground, Look, Rgb, SymbolSet, ThemeName};
pub use notes::{Counted, OnMachine, Origin};
pub use profile::ConfigText;
pub use request::{ConfigFile, Request};
pub use review::{FaceReview, ProfileReview, Review};
pub use source::{Key, Kind, SOURCES, Source};
pub use target::{SecretSource, Target};
pub use themes::{Attribute, Colour, OwnTheme, Paint, Painted, ThemePart};

/// The environment variable that holds a secret: no other program is started with it.
pub const SECRET_VARIABLE: &str = "TRACKSIDE_CLIENT_SECRET";

/// What the options ask for: text on standard output, or the program.
#[derive(Debug)]
pub enum Start {
    /// Print this text to standard output, as it is, and end with 0: a help or the version.
    Print(String),
    /// Print what this line, which a shell asks about, can go on with, and end with 0.
    Complete(Line),
    /// Start with this, which is boxed because it is large.
    Run(Box<Request>),
}

/// Everything that trackside is started with: which accounts, and what is to be done with them. `Debug` shows no secret.
#[derive(Debug)]
pub struct Options {
    /// What to watch, in the order in which it was asked for; at least one, but none for [`Program::Config`],
    /// and where a connection is tried from this machine and there are no credentials.
    pub accounts: Vec<AccountOptions>,
    /// The other profiles of the config file in its order, which can be opened later.
    pub others: Vec<OtherProfile>,
    /// The config file that was read. `None`: there is none.
    pub config: Option<PathBuf>,
    /// Where to write a log. `None`: nowhere.
    pub log_file: Option<GivenFile>,
    /// Who is started, with what only that one asks for.
    pub program: Program,
}

/// Who is started: the dashboard, or one of the commands without a screen.
#[derive(Debug)]
pub enum Program {
    /// The dashboard.
    Dashboard(DashboardOptions),
    /// `trackside list`, which shows the table.
    List(ListOptions),
    /// `trackside show`, which shows all of one runner.
    Show(ShowOptions),
    /// `trackside check`, which says what is wrong.
    Check(CheckOptions),
    /// `trackside pause`, `resume` and `restart`, which do that.
    Act(ActOptions),
    /// `trackside wait`, which waits for what a runner reports.
    Wait(WaitOptions),
    /// `trackside test`, which tries a connection.
    Test(TestOptions),
    /// `trackside events`, which writes the audit log.
    Events(EventsOptions),
    /// `trackside history`, which writes what the store has.
    History(HistoryOptions),
    /// `trackside watch`, which writes changes as they are seen.
    Watch(WatchOptions),
    /// `trackside record`, which keeps the history of what it sees.
    Record,
    /// `trackside export`, which serves metrics.
    Export(ExportOptions),
    /// `trackside doctor`, which looks for what is wrong.
    Doctor(DoctorOptions),
    /// `trackside config`, which says what counts.
    Config(ConfigOptions),
}

/// How the dashboard looks and behaves. Nothing else asks for that: a wrong value of it stops no command.
#[derive(Debug)]
pub struct DashboardOptions {
    /// How everything is to be drawn.
    pub look: Look,
    /// How long a runner's secret is shown, 5 s to 2 minutes.
    pub reveal: Duration,
    /// After what time a copied secret is cleared from the clipboard, 5 s to 10 minutes.
    pub clipboard_clear: Duration,
    /// The way to the clipboard.
    pub clipboard: ClipboardRoute,
    /// How attention is drawn to something that has ended.
    pub notify: Notify,
    /// How long a lone escape is waited with for what may follow it, up to half a second. `None`: as it suits the session.
    pub escape: Option<Duration>,
    /// The keys that the config file asks for.
    pub keys: KeyWishes,
    /// What the config file says of the list.
    pub views: Views,
    /// The name of the view to begin with. `None`: none was asked for.
    pub view: Option<Label>,
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
    /// None: nothing is copied, and each copy says so.
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

/// How the operator's attention is drawn to something that has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notify {
    /// Nothing leaves the frame.
    Off,
    /// The terminal's bell (BEL), which most terminals show as a mark in their task bar.
    Bell,
    /// A notification of the desktop, by the escape sequence OSC 9.
    Osc9,
    /// A notification of the desktop, by the escape sequence OSC 777.
    Osc777,
}

impl Notify {
    /// Every way with the name to ask for it.
    pub const ALL: [(&'static str, Self); 4] =
        [("off", Self::Off), ("bell", Self::Bell), ("osc9", Self::Osc9), ("osc777", Self::Osc777)];
}

/// Why the program cannot start as asked: one line that names the flag, the variable, or the file with line and key to
/// mend; only where there are no credentials at all it is a short text. It never holds a secret, and is safe to print.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{line}")]
pub struct UsageError {
    line: String,
    code: u8,
    /// Whether something is missing, which a flag or a variable can say where one profile is opened.
    is_lack: bool,
}

/// The exit code after wrong use.
const WRONG_USE: u8 = 2;
/// The same of `check`: for a monitoring system 2 is critical, and 3 that nothing could be told.
const WRONG_CHECK: u8 = 3;

impl UsageError {
    fn about(name: &str, reason: impl Display) -> Self {
        Self::new(format!("{name}: {reason}"))
    }

    fn new(line: String) -> Self {
        Self { line, code: WRONG_USE, is_lack: false }
    }

    /// The same as something that is missing.
    fn of_lack(self) -> Self {
        Self { is_lack: true, ..self }
    }

    /// The exit code: 2, of `check` 3.
    pub fn code(&self) -> u8 {
        self.code
    }

    /// As it is of `command`.
    fn of(self, command: Name) -> Self {
        if command == Name::Check { Self { code: WRONG_CHECK, ..self } } else { self }
    }

    fn no_credentials(command: Name) -> Self {
        if let Some(command) = COMMANDS.iter().find(|known| known.which == command) {
            let name = command.name;
            return Self::new(format!(
                "\
no credentials; {name} signs in with those of a profile, or of the environment

  trackside {name:<6} --profile prod     its client_id and a secret key, see trackside --help
  trackside {name:<6} --region eu1       with TRACKSIDE_CLIENT_ID and TRACKSIDE_CLIENT_SECRET
  trackside {name:<6} --demo             without an account"
            ));
        }
        Self::new(
            "\
no credentials; trackside signs in with the id and secret of an API credential

For this shell, in variables:

  export TRACKSIDE_CLIENT_ID=...
  export TRACKSIDE_CLIENT_SECRET=...
  trackside --region eu1              or us1 or au1, or --api-url URL

For good, in the config file ~/.config/trackside/config.toml:

  [profiles.prod]
  region = \"eu1\"
  client_id = \"...\"
  client_secret_file = \"prod.secret\"                  # readable only by you
  client_secret_command = [\"pass\", \"show\", \"prod\"]    # or this prints the secret

To look around first, without an account:

  trackside --demo"
                .to_owned(),
        )
    }
}

/// What `args` (the program's name first) and `environment` ask for.
///
/// # Errors
///
/// The first thing on the command line that cannot be read, or an empty name of a config file.
pub fn parse(
    args: impl IntoIterator<Item = OsString>,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Start, UsageError> {
    match arguments::read(args)? {
        Asked::Print(text) => Ok(Start::Print(text)),
        Asked::Complete(line) => Ok(Start::Complete(line.with(&Variables::new(environment)))),
        Asked::Start(arguments) => Request::new(*arguments, Variables::new(environment)).map(Box::new).map(Start::Run),
    }
}

/// The line that refuses to start where there is no screen to draw on, from whether standard output is a terminal and
/// the value of `TERM`. `None`: go on.
pub fn terminal_refusal(stdout_is_terminal: bool, term: Option<&str>) -> Option<&'static str> {
    if !stdout_is_terminal {
        return Some("standard output is not a terminal; trackside draws on a screen, not into a pipe or a file");
    }
    (term == Some("dumb")).then_some("TERM=dumb; trackside needs a terminal that can move the cursor")
}
