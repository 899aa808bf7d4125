//! The commands without a screen: which there are, and what each takes.
//!
//! To add one: its entry in [`COMMANDS`], a variant of [`Name`], its arguments in a file here where it has any, with what they come to
//! ([`Program`]); then its file in `cli/`.
//!
//! Each takes the flags of an account, also those that it has no use for, so that a line for one works for another. The
//! flags of the dashboard are refused by name.
//!
//! Those that need no account stand apart ([`papers`]).
//!
//! ```text
//! config.rs    what `config` is asked
//! acting.rs    what changes something, and what waits: `pause`, `resume`, `restart`, `wait`
//! looking.rs   what looks back, on, or elsewhere: `history`, `events`, `watch`, `test`
//! papers.rs    what the program prints of itself: `completions`, `man`
//! rows.rs      what chooses and shows runners: `list`, `show`, `check`
//! output.rs    how a command writes what it found
//! export.rs    where `export` listens
//! doctor.rs    what `doctor` looks at
//! ```

mod acting;
mod config;
mod doctor;
mod export;
mod looking;
mod output;
pub(super) mod papers;
mod rows;

use clap::{Arg, ArgAction, ArgMatches, Args};

use super::arguments::{Flags, HELP_COLUMNS};
use crate::domain::Action;

use super::{Program, UsageError, help, refusal};

pub use acting::{ActOptions, WaitGoal, WaitOptions};
pub use config::{ConfigOptions, ConfigQuestion};
pub use doctor::DoctorOptions;
pub use export::ExportOptions;
pub use looking::{EventsOptions, HistoryOptions, TestOptions, WatchOptions};
pub use output::{CheckForm, ColorChoice, HistoryForm, ListForm, TextOrJson};
pub use rows::{CheckOptions, CheckTarget, Field, ListOptions, ShowOptions};

/// Which command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Name {
    /// None: the dashboard.
    Dashboard,
    List,
    Show,
    Check,
    Pause,
    Resume,
    Restart,
    Wait,
    Test,
    Events,
    History,
    Watch,
    Record,
    Export,
    Doctor,
    Config,
}

impl Name {
    /// Whether it changes something at the control plane. Where it does not, it has no way to.
    pub(super) fn may_change(self) -> bool {
        match self {
            // A test changes nothing, but runners carry it out.
            Self::Dashboard | Self::Pause | Self::Resume | Self::Restart | Self::Test => true,
            Self::List
            | Self::Show
            | Self::Check
            | Self::Wait
            | Self::Events
            | Self::History
            | Self::Watch
            | Self::Record
            | Self::Export
            | Self::Doctor
            | Self::Config => false,
        }
    }

    /// Whether the views of the config file count.
    pub(super) fn has_views(self) -> bool {
        self.has_screen() || self == Self::List
    }

    /// Whether the flags of the screen count.
    pub(super) fn has_screen(self) -> bool {
        matches!(self, Self::Dashboard | Self::Doctor | Self::Config)
    }
}

/// A command, as it is typed and listed.
pub(super) struct Command {
    pub(super) name: &'static str,
    /// Behind the program's name, as it is typed.
    pub(super) called: &'static str,
    pub(super) which: Name,
    /// What it does, as a label.
    pub(super) about: &'static str,
    /// What stands behind `trackside` and its name, one way to call it a line.
    usage: &'static [&'static str],
    /// What its help says behind its flags.
    after: &'static str,
    /// Adds its own arguments.
    arguments: fn(clap::Command) -> clap::Command,
    /// What they come to. `None`: it has none, and the flags say all.
    read: Option<Read>,
}

/// What the own arguments of a command come to.
type Read = fn(&ArgMatches) -> Result<Program, Unread>;

/// Every command, in the order of the help.
pub(super) static COMMANDS: [Command; 15] = [
    Command {
        name: "list",
        called: "trackside list",
        which: Name::List,
        about: "List runners",
        usage: &["[FILTER]... [OPTIONS]"],
        after: help::AFTER_LIST,
        arguments: rows::List::augment_args,
        read: Some(|matches| own::<rows::List>(matches)?.options().map(Program::List).map_err(Unread::Refused)),
    },
    Command {
        name: "show",
        called: "trackside show",
        which: Name::Show,
        about: "Show all of one runner",
        usage: &["<RUNNER> [OPTIONS]"],
        after: help::AFTER_SHOW,
        arguments: rows::Show::augment_args,
        read: Some(|matches| own::<rows::Show>(matches)?.options().map(Program::Show).map_err(Unread::Refused)),
    },
    Command {
        name: "check",
        called: "trackside check",
        which: Name::Check,
        about: "Say in one line what is wrong with whom, for monitoring",
        usage: &["[FILTER]... [OPTIONS]"],
        after: help::AFTER_CHECK,
        arguments: rows::Check::augment_args,
        read: Some(|matches| own::<rows::Check>(matches)?.options().map(Program::Check).map_err(Unread::Refused)),
    },
    Command {
        name: "pause",
        called: "trackside pause",
        which: Name::Pause,
        about: "Pause runners: finish what runs, and queue what is new",
        usage: &["<RUNNER>... [OPTIONS]"],
        after: help::AFTER_ACTION,
        arguments: acting::Act::augment_args,
        read: Some(|matches| act(matches, Action::Pause)),
    },
    Command {
        name: "resume",
        called: "trackside resume",
        which: Name::Resume,
        about: "Resume runners: what was queued starts",
        usage: &["<RUNNER>... [OPTIONS]"],
        after: help::AFTER_ACTION,
        arguments: acting::Act::augment_args,
        read: Some(|matches| act(matches, Action::Resume)),
    },
    Command {
        name: "restart",
        called: "trackside restart",
        which: Name::Restart,
        about: "Restart runners, one after another",
        usage: &["<RUNNER>... [OPTIONS]"],
        after: help::AFTER_ACTION,
        arguments: acting::Act::augment_args,
        read: Some(|matches| act(matches, Action::Restart)),
    },
    Command {
        name: "wait",
        called: "trackside wait",
        which: Name::Wait,
        about: "Wait until a runner is as it is to be",
        usage: &["<RUNNER> --for <running|paused|stopped|gone|version=V> [OPTIONS]"],
        after: help::AFTER_WAIT,
        arguments: acting::Wait::augment_args,
        read: Some(|matches| own::<acting::Wait>(matches)?.options().map(Program::Wait).map_err(Unread::Refused)),
    },
    Command {
        name: "test",
        called: "trackside test",
        which: Name::Test,
        about: "Try a connection from this machine or from runners",
        usage: &["<HOST:PORT> [--from <RUNNER>[,<RUNNER>]] [OPTIONS]"],
        after: help::AFTER_TEST,
        arguments: looking::Test::augment_args,
        read: Some(|matches| own::<looking::Test>(matches)?.options().map(Program::Test).map_err(Unread::Refused)),
    },
    Command {
        name: "events",
        called: "trackside events",
        which: Name::Events,
        about: "Write the audit log of the account",
        usage: &["[OPTIONS]"],
        after: help::AFTER_EVENTS,
        arguments: looking::Events::augment_args,
        read: Some(|matches| own::<looking::Events>(matches)?.options().map(Program::Events).map_err(Unread::Refused)),
    },
    Command {
        name: "history",
        called: "trackside history",
        which: Name::History,
        about: "Write the history of what changed",
        usage: &["[RUNNER] [OPTIONS]"],
        after: help::AFTER_HISTORY,
        arguments: looking::History::augment_args,
        read: Some(|matches| {
            own::<looking::History>(matches)?.options().map(Program::History).map_err(Unread::Refused)
        }),
    },
    Command {
        name: "watch",
        called: "trackside watch",
        which: Name::Watch,
        about: "Write changes as they are seen, a JSON object a line",
        usage: &["[FILTER]... [OPTIONS]"],
        after: help::AFTER_WATCH,
        arguments: looking::Watch::augment_args,
        read: Some(|matches| own::<looking::Watch>(matches)?.options().map(Program::Watch).map_err(Unread::Refused)),
    },
    Command {
        name: "record",
        called: "trackside record",
        which: Name::Record,
        about: "Watch without a screen, and keep the history of what changes",
        usage: &["--profile <NAME>[,<NAME>] [OPTIONS]", "--region <eu1|us1|au1> [OPTIONS]", "--demo"],
        after: help::AFTER_RECORD,
        arguments: |command| command,
        read: Some(|_| Ok(Program::Record)),
    },
    Command {
        name: "export",
        called: "trackside export",
        which: Name::Export,
        about: "Serve metrics of the runners for Prometheus",
        usage: &["[--listen <ADDRESS:PORT>] [OPTIONS]"],
        after: help::AFTER_EXPORT,
        arguments: export::Export::augment_args,
        read: Some(|matches| own::<export::Export>(matches)?.options().map(Program::Export).map_err(Unread::Refused)),
    },
    Command {
        name: "doctor",
        called: "trackside doctor",
        which: Name::Doctor,
        about: "Look for what keeps trackside from working, a line each",
        usage: &["[OPTIONS]", "--clipboard [ROUTE]"],
        after: help::AFTER_DOCTOR,
        arguments: |command| command,
        read: None,
    },
    Command {
        name: "config",
        called: "trackside config",
        which: Name::Config,
        about: "Say what counts of the options, and where each came from",
        usage: &["check [--profile <NAME>[,<NAME>]] [OPTIONS]", "path [OPTIONS]"],
        after: help::AFTER_CONFIG,
        arguments: config::Questions::augment_args,
        read: Some(|matches| {
            own::<config::Questions>(matches)?.options().map(Program::Config).map_err(Unread::Refused)
        }),
    },
];

/// Why the own arguments of a command cannot be read.
pub(super) enum Unread {
    /// clap says so.
    Clap(clap::Error),
    Refused(UsageError),
}

fn act(matches: &ArgMatches, action: Action) -> Result<Program, Unread> {
    own::<acting::Act>(matches)?.options(action).map(Program::Act).map_err(Unread::Refused)
}

fn own<T: clap::FromArgMatches>(matches: &ArgMatches) -> Result<T, Unread> {
    T::from_arg_matches(matches).map_err(Unread::Clap)
}

/// A command without arguments, whose help looks as every help does.
fn skeleton(called: &'static str, about: &'static str, usage: String, after: &'static str) -> clap::Command {
    clap::Command::new(called)
        .about(about)
        .override_usage(usage)
        .help_template(help::TEMPLATE)
        .after_help(after)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .term_width(HELP_COLUMNS)
        .next_line_help(true)
}

fn help_flag() -> Arg {
    let flag = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    flag.help_heading("Other").help("Print this help")
}

impl Command {
    /// How it is read: its own arguments, and the flags that every command knows.
    pub(super) fn clap(&self) -> clap::Command {
        let called = self.called;
        let usage: Vec<String> = self.usage.iter().map(|line| format!("{called} {line}")).collect();
        let command = skeleton(called, self.about, usage.join("\n       "), self.after);
        // What an argument struct says of itself would replace what the command does.
        let whole = Flags::augment_args((self.arguments)(command)).about(self.about).arg(help_flag());
        if self.which == Name::Doctor { whole.mut_args(doctor::with_trial) } else { whole }
    }

    /// What its own arguments come to, where it has any.
    pub(super) fn program(&self, matches: &ArgMatches) -> Result<Option<Program>, UsageError> {
        let read = self.read.map(|read| read(matches)).transpose();
        read.map_err(|unread| match unread {
            Unread::Clap(error) => refusal::of(&error, self.called),
            Unread::Refused(error) => error,
        })
    }
}
