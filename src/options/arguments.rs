//! The command line: its flags, its help, and one line for what cannot be read. Values are kept as they came;
//! [`super::parse`] reads them together with the environment's.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser};

use super::UsageError;
use super::given::shown;
use super::source::{self, SOURCES, Source};

/// Columns of the help, the same everywhere: looking at the terminal would make it depend on more than its input.
const HELP_COLUMNS: usize = 80;

/// What is never a flag although one might try it, with the variable that holds it.
const NEVER_FLAGS: [(&str, Source, &str); 2] = [
    (
        "--client-secret",
        source::CLIENT_SECRET,
        "a secret is never an argument, which other users of this machine can read",
    ),
    ("--client-id", source::CLIENT_ID, "there is no such flag"),
];

/// What stands on the command line.
#[derive(Parser)]
#[command(
    name = "trackside",
    version,
    about = "Terminal console for watching and managing Maia runners",
    override_usage = "trackside --demo\n       trackside --region <eu1|us1|au1> [OPTIONS]\n       trackside --profile <NAME> [OPTIONS]",
    help_template = "{name}: {about}\n\n{usage-heading} {usage}\n\n{all-args}{after-help}\n",
    after_help = AFTER_HELP,
    disable_help_flag = true,
    disable_version_flag = true,
    term_width = HELP_COLUMNS,
    next_line_help = true
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) demo: Demo,
    #[command(flatten)]
    pub(super) config: Config,
    #[command(flatten)]
    pub(super) control_plane: ControlPlane,
    #[command(flatten)]
    pub(super) dashboard: Dashboard,

    /// Print this help
    #[arg(short, long, action = ArgAction::Help, help_heading = "Other")]
    help: Option<bool>,
    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "Other")]
    version: Option<bool>,
}

// A doc comment on one of the groups would replace the program's own description in the help.
#[derive(clap::Args)]
#[command(next_help_heading = "Demo")]
#[expect(clippy::struct_field_names, reason = "clap makes the flags of them")]
pub(super) struct Demo {
    /// Start a demo control plane inside this program and connect to it: no account, no network
    #[arg(long)]
    pub(super) demo: bool,
    /// Number of runners, up to 20000; 42 if not given
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) demo_runners: Option<OsString>,
    /// Number that decides what happens in the demo
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) demo_seed: Option<OsString>,
    /// API calls that fail, as in 503=0.1; also 429, 401, 403-projects, slow, reset, truncated
    #[arg(long, value_name = "KIND=RATE")]
    pub(super) demo_fault: Vec<OsString>,
}

impl Demo {
    /// The first of the flags given that mean nothing without `--demo`.
    pub(super) fn first_given(&self) -> Option<Source> {
        first([
            (self.demo_runners.is_some(), source::DEMO_RUNNERS),
            (self.demo_seed.is_some(), source::DEMO_SEED),
            (!self.demo_fault.is_empty(), source::DEMO_FAULT),
        ])
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Config file")]
pub(super) struct Config {
    #[arg(
        long,
        value_name = "FILE",
        // No doc comments: rustdoc wants such names in backticks.
        help = "Config file, by default trackside/config.toml in $XDG_CONFIG_HOME or ~/.config"
    )]
    pub(super) config: Option<OsString>,
    #[arg(
        long,
        value_name = "NAME",
        help = "Profile of the config file. Default: the one in default_profile, else the only one, else [profiles.default]"
    )]
    pub(super) profile: Option<OsString>,
}

impl Config {
    /// The first of the flags given.
    pub(super) fn first_given(&self) -> Option<Source> {
        first([(self.config.is_some(), source::CONFIG), (self.profile.is_some(), source::PROFILE)])
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Control plane")]
pub(super) struct ControlPlane {
    /// Region of the control plane; this or --api-url is required, here or in the profile
    #[arg(long, value_name = "eu1|us1|au1")]
    pub(super) region: Option<OsString>,
    #[arg(
        long,
        value_name = "URL",
        // No doc comment: rustdoc wants an address to be a link.
        help = "Base address of the API; beats --region, which means https://REGION.api.matillion.com/dpc"
    )]
    pub(super) api_url: Option<OsString>,
    /// Address of the token endpoint
    #[arg(long, value_name = "URL")]
    pub(super) token_url: Option<OsString>,
    /// Path below the API's address that tests connectivity from a runner, with {agentId} in it
    #[arg(long, value_name = "PATH")]
    pub(super) connectivity_path: Option<OsString>,
    /// File of certificates to trust besides the system's
    #[arg(long, value_name = "PEM")]
    pub(super) ca_file: Option<OsString>,
}

impl ControlPlane {
    /// The first of the flags given.
    pub(super) fn first_given(&self) -> Option<Source> {
        first([
            (self.region.is_some(), source::REGION),
            (self.api_url.is_some(), source::API_URL),
            (self.token_url.is_some(), source::TOKEN_URL),
            (self.connectivity_path.is_some(), source::CONNECTIVITY_PATH),
            (self.ca_file.is_some(), source::CA_FILE),
        ])
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Dashboard")]
pub(super) struct Dashboard {
    /// Seconds between two readings of the runner list, 1 to 3600
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(super) refresh: Option<OsString>,
    /// Change nothing from here; the variable takes 1 or 0
    #[arg(long)]
    pub(super) read_only: bool,
    /// Way to the clipboard: auto, tmux, osc52, native, off
    #[arg(long, value_name = "ROUTE")]
    pub(super) clipboard: Option<OsString>,
    /// How trackside calls you when something has ended: off, bell, osc9, osc777
    #[arg(long, value_name = "WAY")]
    pub(super) notify: Option<OsString>,
    /// Colours: ansi, dark, light, mono
    #[arg(long, value_name = "NAME")]
    pub(super) theme: Option<OsString>,
    /// Glyphs: unicode, ascii; by the locale if not given
    #[arg(long, value_name = "SET")]
    pub(super) symbols: Option<OsString>,
    /// File to write a log to; none if not given
    #[arg(long, value_name = "FILE")]
    pub(super) log_file: Option<OsString>,
}

fn first<const N: usize>(given: [(bool, Source); N]) -> Option<Source> {
    given.into_iter().find_map(|(is_given, source)| is_given.then_some(source))
}

const AFTER_HELP: &str = "\
Environment only:
  TRACKSIDE_CLIENT_ID      Id of the API credential; this or client_id in the
                           profile is required without --demo
  TRACKSIDE_CLIENT_SECRET  Secret of the credential, never a flag; this or a
                           secret key of the profile is required without --demo
  NO_COLOR                 If not empty: theme mono, unless --theme is given
  TRACKSIDE_ESCAPE_MS      Milliseconds that the Esc key waits for the rest of
                           another key, 0 to 500; default: 50, over SSH 150

Keys of a profile, below [profiles.NAME] in the config file:
  client_id                Id of the API credential
  client_secret_file       File with the secret that only you can read
  client_secret_command    Array: program that prints the secret, its arguments
  protected                true: read-only, whatever else is said
  history_days             Days that the history is kept, up to 3650; default:
                           90; 0: nothing is
  history                  on or off; default: on; off is history_days = 0
  allow_reveal             false: show, copy and replace no runner's secret;
                           default: true, but false where read-only
  reveal_seconds           How long a secret is shown, 5 to 120; default: 20
  clipboard_clear_seconds  When a copied secret is cleared, 5 to 600;
                           default: 45
  account_id               Account's id, for the parameters of an installation
  send_account_id          true: send account_id along with each request
  rate_limit_per_minute    Requests at most, 10 to 1000; default: 500
  audience                 Audience that the token is asked for
  escape_ms                As TRACKSIDE_ESCAPE_MS
  region, api_url, token_url, connectivity_path, ca_file, refresh_seconds,
  read_only, clipboard, notify, theme, symbols: as the flags

A flag beats its variable, which beats the profile, which beats the default. An
empty variable counts as not set. With --demo there is no config file, and the
variables of the control plane are not read.

Exit codes:
  0      ended by the user
  1      failure
  2      wrong use
  128+n  ended by signal n";

/// What the command line asks for.
pub(super) enum Asked {
    /// Print this and end.
    Print(String),
    /// Start with these arguments, which are checked one by one but not yet against the environment and the file.
    Start(Box<Arguments>),
}

/// Reads the command line, the program's name first.
pub(super) fn read(args: impl IntoIterator<Item = OsString>) -> Result<Asked, UsageError> {
    let args: Vec<OsString> = args.into_iter().collect();
    refuse_never_flags(&args)?;
    let command = Arguments::command().mut_args(with_sources);
    match command.try_get_matches_from(&args).and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => Ok(Asked::Start(Box::new(arguments))),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ok(Asked::Print(error.render().to_string()))
        }
        Err(error) => Err(refusal(&error)),
    }
}

/// `argument` with its variable and default in its help.
fn with_sources(argument: clap::Arg) -> clap::Arg {
    let Some(source) = SOURCES.iter().find(|source| source.flag.and_then(bare) == argument.get_long()) else {
        return argument;
    };
    let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let notes =
        [source.variable.map(|name| format!("[env: {name}]")), source.default.map(|text| format!("[default: {text}]"))];
    for (note, gap) in notes.into_iter().flatten().zip(["\n", " "]) {
        help.push_str(gap);
        help.push_str(&note);
    }
    argument.help(help)
}

fn bare(flag: &'static str) -> Option<&'static str> {
    flag.strip_prefix("--")
}

/// Refuses what somebody might try and must not: before anything else, so that no other refusal repeats a value.
fn refuse_never_flags(args: &[OsString]) -> Result<(), UsageError> {
    for argument in args.iter().skip(1).take_while(|argument| *argument != "--") {
        let argument = argument.to_string_lossy();
        let name = argument.split('=').next().unwrap_or_default();
        for (flag, source, reason) in NEVER_FLAGS {
            if name == flag {
                let variable = source.variable.unwrap_or_default();
                return Err(UsageError::about(flag, format_args!("{reason}; set {variable}")));
            }
        }
    }
    Ok(())
}

/// One line for what clap cannot read.
fn refusal(error: &clap::Error) -> UsageError {
    let Some(name) = context(error, ContextKind::InvalidArg) else {
        return UsageError::about("command line", shown(error.to_string().lines().next().unwrap_or_default()));
    };
    // clap names a flag with its value: `--refresh <SECONDS>`.
    let is_flag = name.starts_with('-');
    let name = if is_flag { name.split([' ', '=']).next().unwrap_or(name) } else { name };
    let suggestion = context(error, ContextKind::SuggestedArg);
    let reason = match error.kind() {
        ErrorKind::UnknownArgument if name.contains(char::REPLACEMENT_CHARACTER) => "not valid UTF-8".to_owned(),
        ErrorKind::UnknownArgument if SOURCES.iter().any(|source| source.flag == Some(name)) => {
            "stands behind --, where nothing is a flag".to_owned()
        }
        ErrorKind::UnknownArgument if !is_flag => "trackside takes flags only; see --help".to_owned(),
        ErrorKind::UnknownArgument => match suggestion {
            Some(flag) => format!("there is no such flag; did you mean {flag}?"),
            None => "there is no such flag; see --help".to_owned(),
        },
        ErrorKind::InvalidValue => "a value is missing; see --help".to_owned(),
        ErrorKind::TooManyValues => "takes no value; leave out what stands behind =".to_owned(),
        ErrorKind::ArgumentConflict => "given more than once; give one".to_owned(),
        _ => "cannot be read; see --help".to_owned(),
    };
    UsageError::about(&shown(name), reason)
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        ContextValue::Strings(texts) => texts.first().map(String::as_str),
        _ => None,
    }
}
