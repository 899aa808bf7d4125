//! The command line: its flags, and whose they are. Values are kept as they came; [`super::parse`] reads them together with
//! the environment's.
//!
//! The command is taken out of the line first, and what stands before it and behind it is read as one, with the command's own
//! arguments: so each flag may stand on either side, and twice on neither.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser};

use super::commands::papers::{PAPERS, Paper};
use super::commands::{COMMANDS, Command, Name};
use super::completion::{Completes, Line};
use super::source::{self, SOURCES, Source};
use super::target::REGIONS;
use super::{ClipboardRoute, Notify, Program, SymbolSet, UsageError, help, refusal};

/// Columns of the help, the same everywhere: looking at the terminal would make it depend on more than its input.
pub(super) const HELP_COLUMNS: usize = 80;
/// How the dashboard is called.
pub(super) const PROGRAM: &str = "trackside";

/// What is never a flag although one might try it, with the variable that holds it.
const NEVER_FLAGS: [(&str, Source, &str); 2] = [
    (
        "--client-secret",
        source::CLIENT_SECRET,
        "a secret is never an argument, which other users of this machine can read",
    ),
    ("--client-id", source::CLIENT_ID, "there is no such flag"),
];

/// What stands on the command line, where no command does.
#[derive(Parser)]
#[command(
    name = PROGRAM,
    version,
    about = "Terminal console for watching and managing Maia runners",
    override_usage = help::USAGE,
    help_template = help::TEMPLATE,
    before_help = help::commands(),
    after_help = help::AFTER_DASHBOARD,
    disable_help_flag = true,
    disable_version_flag = true,
    term_width = HELP_COLUMNS,
    next_line_help = true,
    allow_external_subcommands = true,
    external_subcommand_value_parser = clap::value_parser!(OsString)
)]
struct Dashboard {
    #[command(flatten)]
    _flags: Flags,

    /// Print this help
    #[arg(short = 'h', long = "help", action = ArgAction::Help, help_heading = "Other")]
    _help: Option<bool>,
    /// Print the version
    #[arg(short = 'V', long = "version", action = ArgAction::Version, help_heading = "Other")]
    _version: Option<bool>,
}

/// The flags that every command knows.
#[derive(clap::Args)]
pub(super) struct Flags {
    #[command(flatten)]
    pub(super) demo: Demo,
    #[command(flatten)]
    pub(super) config: Config,
    #[command(flatten)]
    pub(super) control_plane: ControlPlane,
    #[command(flatten)]
    pub(super) watching: Watching,
    #[command(flatten)]
    pub(super) screen: Screen,
}

// A doc comment on one of the groups would replace the program's own description in the help.
#[derive(clap::Args)]
#[command(next_help_heading = "Demo")]
#[expect(clippy::struct_field_names, reason = "clap makes the flags of them")]
pub(super) struct Demo {
    /// Start a demo control plane inside this program and connect to it: no account, no network
    #[arg(long)]
    pub(super) demo: bool,
    /// Number of demo accounts, 1 to 5, each with runners of its own; the second is read-only
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) demo_accounts: Option<OsString>,
    /// Number of runners in each account, up to 20000; 42 if not given
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) demo_runners: Option<OsString>,
    /// Number that decides what happens in the demo
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) demo_seed: Option<OsString>,
    #[arg(
        long,
        value_name = "KIND=RATE",
        // No doc comment: clap would take the last point off.
        help = "API calls that fail, as in 503=0.1. Others are 500, 429, 401, slow, reset and truncated. What a role may not read: 403-projects, 403-executions, 403-schedules, 403-events."
    )]
    pub(super) demo_fault: Vec<OsString>,
}

impl Demo {
    /// The first of the flags given that mean nothing without `--demo`.
    pub(super) fn first_given(&self) -> Option<Source> {
        first([
            (self.demo_accounts.is_some(), source::DEMO_ACCOUNTS),
            (self.demo_runners.is_some(), source::DEMO_RUNNERS),
            (self.demo_seed.is_some(), source::DEMO_SEED),
            (!self.demo_fault.is_empty(), source::DEMO_FAULT),
        ])
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Config file")]
#[expect(clippy::struct_field_names, reason = "clap makes the flags of them")]
pub(super) struct Config {
    #[arg(
        long,
        value_name = "FILE",
        add = Completes::File,
        // No doc comments: rustdoc wants such names in backticks.
        help = "Config file, by default trackside/config.toml in $XDG_CONFIG_HOME or ~/.config"
    )]
    pub(super) config: Option<OsString>,
    #[arg(
        long,
        value_name = "NAME[,NAME]",
        add = Completes::Profiles,
        help = "Profiles of the config file to open, one account each; may be repeated. Default: those in default_profile, else the only one, else [profiles.default]"
    )]
    pub(super) profile: Vec<OsString>,
    /// Open every profile of the config file
    #[arg(long)]
    pub(super) all_profiles: bool,
    /// View of the config file to begin with: which runners, their order, their columns
    #[arg(long, value_name = "NAME", add = Completes::View)]
    pub(super) view: Option<OsString>,
}

impl Config {
    /// The first of the flags given.
    pub(super) fn first_given(&self) -> Option<Source> {
        first([
            (self.config.is_some(), source::CONFIG),
            (!self.profile.is_empty(), source::PROFILE),
            (self.all_profiles, source::ALL_PROFILES),
            (self.view.is_some(), source::VIEW),
        ])
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Control plane")]
pub(super) struct ControlPlane {
    /// Region of the control plane; this or --api-url is required, here or in the profile
    #[arg(long, value_name = "eu1|us1|au1", add = Completes::One(|| Completes::names(&REGIONS)))]
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
    #[arg(long, value_name = "PEM", add = Completes::File)]
    pub(super) ca_file: Option<OsString>,
}

impl ControlPlane {
    /// The first of the flags given.
    pub(super) fn first_given(&self) -> Option<Source> {
        let others =
            [(self.connectivity_path.is_some(), source::CONNECTIVITY_PATH), (self.ca_file.is_some(), source::CA_FILE)];
        self.first_identifying().or_else(|| first(others))
    }

    /// The first of the flags given that say which account it is.
    pub(super) fn first_identifying(&self) -> Option<Source> {
        first([
            (self.region.is_some(), source::REGION),
            (self.api_url.is_some(), source::API_URL),
            (self.token_url.is_some(), source::TOKEN_URL),
        ])
    }

    /// As if the flags that say which account it is were not given.
    pub(super) fn forget_identifying(&mut self) {
        (self.region, self.api_url, self.token_url) = (None, None, None);
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Watching")]
pub(super) struct Watching {
    /// Seconds between two readings of the runner list, 1 to 3600
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(super) refresh: Option<OsString>,
    /// Change nothing from here; the variable takes 1 or 0
    #[arg(long)]
    pub(super) read_only: bool,
    /// File to write a log to; none if not given
    #[arg(long, value_name = "FILE", add = Completes::File)]
    pub(super) log_file: Option<OsString>,
}

/// The heading of the flags that are the dashboard's own.
pub(super) const DASHBOARD: &str = "Dashboard";

#[derive(clap::Args)]
#[command(next_help_heading = DASHBOARD)]
pub(super) struct Screen {
    /// Way to the clipboard: auto, tmux, osc52, native, off
    #[arg(long, value_name = "ROUTE", add = Completes::One(|| Completes::names(&ClipboardRoute::ALL)))]
    pub(super) clipboard: Option<OsString>,
    /// How trackside calls you when something has ended: off, bell, osc9, osc777
    #[arg(long, value_name = "WAY", add = Completes::One(|| Completes::names(&Notify::ALL)))]
    pub(super) notify: Option<OsString>,
    /// Colours: ansi, auto, dark, light, mono, or a theme of the config file
    #[arg(long, value_name = "NAME", add = Completes::Theme)]
    pub(super) theme: Option<OsString>,
    /// Glyphs: unicode, ascii; by the locale if not given
    #[arg(long, value_name = "SET", add = Completes::One(|| Completes::names(&SymbolSet::ALL)))]
    pub(super) symbols: Option<OsString>,
}

impl Screen {
    /// The first of the flags given.
    pub(super) fn first_given(&self) -> Option<Source> {
        first([
            (self.clipboard.is_some(), source::CLIPBOARD),
            (self.notify.is_some(), source::NOTIFY),
            (self.theme.is_some(), source::THEME),
            (self.symbols.is_some(), source::SYMBOLS),
        ])
    }
}

fn first<const N: usize>(given: [(bool, Source); N]) -> Option<Source> {
    given.into_iter().find_map(|(is_given, source)| is_given.then_some(source))
}

/// What the command line asks for.
pub(super) enum Asked {
    /// Print this and end.
    Print(String),
    /// Print what this line can go on with, and end.
    Complete(Line),
    /// Start with these arguments, which are checked one by one but not yet against the environment and the file.
    Start(Box<Arguments>),
}

/// What stands on the command line.
pub(super) struct Arguments {
    pub(super) command: Name,
    /// What the own arguments of the command come to. `None`: there are none, as of the dashboard, and the flags say all.
    pub(super) program: Option<Program>,
    pub(super) flags: Flags,
}

/// Reads the command line, the program's name first.
pub(super) fn read(args: impl IntoIterator<Item = OsString>) -> Result<Asked, UsageError> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    // Before anything is refused: what is being typed is not finished.
    if let Some(line) = Line::asked(&args) {
        return Ok(Asked::Complete(line));
    }
    refuse_never_flags(&args)?;
    match dashboard().try_get_matches_from(&args) {
        Ok(matches) => {
            let Some((word, behind)) = matches.subcommand() else {
                return started(Name::Dashboard, None, PROGRAM, &matches);
            };
            let behind = behind.get_many::<OsString>("").map_or(0, Iterator::count);
            args.remove(args.len() - behind - 1);
            if let Some(paper) = PAPERS.iter().find(|paper| paper.name == word) {
                return read_paper(paper, &args);
            }
            let command = COMMANDS.iter().find(|command| command.name == word);
            let command = command.ok_or_else(|| refusal::no_command(word))?;
            read_command(command, &args).map_err(|error| error.of(command.which))
        }
        Err(error) if error.kind() == ErrorKind::InvalidUtf8 => Err(refusal::no_text(&args)),
        Err(error) => printed(&error, PROGRAM),
    }
}

/// The dashboard's own command line.
pub(super) fn dashboard() -> clap::Command {
    Dashboard::command().mut_args(with_sources)
}

fn read_paper(paper: &Paper, args: &[OsString]) -> Result<Asked, UsageError> {
    match paper.clap().try_get_matches_from(args) {
        Ok(matches) => paper.text(&matches).map(Asked::Print),
        Err(error) if error.kind() == ErrorKind::UnknownArgument => Err(refusal::of_paper(&error, paper.called, args)),
        Err(error) => printed(&error, paper.called),
    }
}

/// Reads the line of a command, which has been taken out of it.
fn read_command(command: &Command, args: &[OsString]) -> Result<Asked, UsageError> {
    let arguments = command.clap().mut_args(with_sources).mut_args(|argument| {
        let is_of_screen = !command.which.has_screen() && argument.get_help_heading() == Some(DASHBOARD);
        let is_of_views = !command.which.has_views() && argument.get_long() == source::VIEW.flag.and_then(bare);
        argument.hide(is_of_screen || is_of_views)
    });
    let name = command.called;
    match arguments.try_get_matches_from(args) {
        Ok(matches) => started(command.which, command.program(&matches)?, name, &matches),
        Err(error) => printed(&error, name),
    }
}

fn started(
    command: Name,
    program: Option<Program>,
    name: &str,
    matches: &clap::ArgMatches,
) -> Result<Asked, UsageError> {
    let flags = Flags::from_arg_matches(matches).map_err(|error| refusal::of(&error, name))?;
    Ok(Asked::Start(Box::new(Arguments { command, program, flags })))
}

/// What clap prints on request, or the refusal.
fn printed(error: &clap::Error, name: &str) -> Result<Asked, UsageError> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Asked::Print(error.render().to_string())),
        _ => Err(refusal::of(error, name)),
    }
}

/// `argument` with its variable and default in its help.
pub(super) fn with_sources(argument: clap::Arg) -> clap::Arg {
    let Some(long) = argument.get_long() else { return argument };
    let Some(source) = SOURCES.iter().find(|source| source.flag.and_then(bare) == Some(long)) else {
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
