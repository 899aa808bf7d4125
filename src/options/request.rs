//! [`Request`]: the command line and the environment, read; with the config file's text, the options.

use std::ffi::OsString;
use std::fmt;
use std::ops::RangeInclusive;

use super::account::{Reach, Shared};
use super::arguments::{Arguments, ControlPlane, Flags, Screen};
use super::commands::Name;
use super::demos::Demos;
use super::given::{Given, GivenFile};
use super::layers::{Layers, Variables};
use super::profile::ConfigText;
use super::profiles::{self, Profiles, Wanted};
use super::source::{self, Source};
use super::target::{self, Told};
use super::{
    ClipboardRoute, DashboardOptions, DoctorOptions, Look, Notify, Options, OtherProfile, Program, SymbolSet,
    ThemeName, UsageError, account, capabilities, locale,
};

/// Seconds that a secret is shown: long enough to read it, short enough not to be forgotten.
const REVEAL: RangeInclusive<u64> = 5..=120;
/// Seconds until a copied secret is cleared.
const CLIPBOARD_CLEAR: RangeInclusive<u64> = 5..=600;
/// Milliseconds that an escape waits for the rest of a sequence; beyond half a second the key itself is too slow.
const ESCAPE: RangeInclusive<u64> = 0..=500;

/// What the command line and the environment ask for: which config file to read, and with its text, the [`Options`].
/// `Debug` shows no secret.
pub struct Request {
    arguments: Arguments,
    variables: Variables,
    config: Option<ConfigFile>,
}

/// A config file to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConfigFile {
    /// This one, which must be there.
    Named(GivenFile),
    /// The one in the operator's folder for them, if it is there.
    Usual,
}

impl Request {
    pub(super) fn new(arguments: Arguments, variables: Variables) -> Result<Self, UsageError> {
        let command = arguments.command;
        Self::of(arguments, variables).map_err(|error| error.of(command))
    }

    fn of(mut arguments: Arguments, variables: Variables) -> Result<Self, UsageError> {
        let flags = &mut arguments.flags;
        if !arguments.command.has_screen() {
            refuse(flags.screen.first_given(), "for the dashboard only; leave this out where there is no screen")?;
        }
        let config = if flags.demo.demo {
            refuse(flags.config.first_given(), "not with --demo, which reads no config file")?;
            None
        } else {
            let flag = flags.config.config.take().map(|value| Given::by_flag(source::CONFIG, value));
            let named = flag.or_else(|| variables.given(source::CONFIG)).map(Given::file).transpose()?;
            Some(named.map_or(ConfigFile::Usual, ConfigFile::Named))
        };
        Ok(Self { arguments, variables, config })
    }

    /// The config file to read. `None` with the demo.
    pub fn config(&self) -> Option<&ConfigFile> {
        self.config.as_ref()
    }

    /// The options, where `file` is the config file that was read, if there is one.
    ///
    /// # Errors
    ///
    /// The first thing wrong. Only values that count are checked: a variable behind a flag is not read. Of the file,
    /// keys and types are checked in all profiles.
    pub fn options(self, file: Option<&ConfigText>) -> Result<Options, UsageError> {
        let command = self.arguments.command;
        let options = self.read(file).map_err(|error| error.of(command))?;
        Ok(Options { config: file.map(|file| file.path.clone()), ..options })
    }

    /// The exit codes where what was asked for cannot be, and where it cannot be had: of `check` both are 3.
    pub fn codes(&self) -> (u8, u8) {
        let wrong_use = UsageError::new(String::new()).of(self.arguments.command).code();
        (wrong_use, if self.arguments.command == Name::Check { wrong_use } else { 1 })
    }

    fn read(self, file: Option<&ConfigText>) -> Result<Options, UsageError> {
        let Self { arguments: Arguments { command, program, flags }, mut variables, .. } = self;
        let Flags { demo, config, control_plane, watching, screen } = flags;
        let shared = Shared { command, control_plane, watching };
        if demo.demo {
            let demos = Demos::read(demo)?;
            return of_demos(&shared, (program, &screen), &demos, &mut variables);
        }
        refuse(demo.first_given(), "needs --demo")?;
        let wanted = Wanted::read(config.profile, config.all_profiles, &variables)?;
        of_profiles(shared, (program, &screen), profiles::choose(file, wanted)?, &mut variables)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Request").field("config", &self.config).finish_non_exhaustive()
    }
}

/// The demo's. Nothing that is meant for a real control plane counts, not even from the environment.
fn of_demos(
    shared: &Shared,
    asked: (Option<Program>, &Screen),
    demos: &Demos,
    variables: &mut Variables,
) -> Result<Options, UsageError> {
    refuse(shared.control_plane.first_given(), "not with --demo, which connects to its own control plane")?;
    let profiles = demos.profiles();
    let (program, log_file) = whole(shared, asked, &mut variables.above(&profiles[0]))?;
    let accounts = (0..)
        .zip(&profiles)
        .map(|(fleet, profile)| account::read(shared, &mut variables.above(profile), Reach::Demo(demos, fleet)));
    Ok(Options { accounts: accounts.collect::<Result<_, _>>()?, others: Vec::new(), log_file, config: None, program })
}

/// Those of the config file's profiles.
fn of_profiles(
    mut shared: Shared,
    asked: (Option<Program>, &Screen),
    Profiles { opened, others }: Profiles,
    variables: &mut Variables,
) -> Result<Options, UsageError> {
    let told = if opened.len() == 1 { Told::Anywhere(shared.command) } else { Told::InProfile };
    if matches!(told, Told::InProfile) {
        refuse_identifying(&shared.control_plane, variables, opened.len())?;
    }
    let (program, log_file) = whole(&shared, asked, &mut variables.above(&opened[0]))?;
    let accounts = opened
        .iter()
        .map(|profile| account::read(&shared, &mut variables.above(profile), Reach::ControlPlane(told)))
        .collect::<Result<_, _>>()?;
    // What says which account it is was said of the one that is opened now.
    variables.forget(&target::IDENTIFYING);
    shared.control_plane.forget_identifying();
    let others = others.into_iter().filter_map(|profile| {
        let account = account::read(&shared, &mut variables.above(&profile), Reach::ControlPlane(Told::InProfile));
        Some(OtherProfile { name: profile.name?, account })
    });
    Ok(Options { accounts, others: others.collect(), log_file, config: None, program })
}

/// What would make the same account of several profiles is refused.
fn refuse_identifying(flags: &ControlPlane, variables: &Variables, opened: usize) -> Result<(), UsageError> {
    let is_set = |source: &Source| variables.is_set(*source);
    let flag = flags.first_identifying().map(|source| (source, source.name()));
    let variable =
        || target::IDENTIFYING.into_iter().find(is_set).map(|source| (source, source.variable.unwrap_or_default()));
    let Some((source, name)) = flag.or_else(variable) else { return Ok(()) };
    // The secret's key says what it is that holds it.
    let key = source.key.map_or("client_secret_file", |key| key.name);
    let reason =
        format_args!("for one profile, and {opened} are opened; leave this out, and say {key} in each profile");
    Err(UsageError::about(name, reason))
}

/// What counts for all accounts together, where `layers` have the profile of the first.
fn whole(
    shared: &Shared,
    (program, screen): (Option<Program>, &Screen),
    layers: &mut Layers,
) -> Result<(Program, Option<GivenFile>), UsageError> {
    let program = match program {
        Some(program) => program,
        None if shared.command == Name::Doctor => {
            Program::Doctor(DoctorOptions::of(dashboard(screen, layers)?, screen.clipboard.is_some()))
        }
        None => Program::Dashboard(dashboard(screen, layers)?),
    };
    let log_file = layers.given(shared.watching.log_file.as_ref(), source::LOG_FILE).map(Given::file).transpose()?;
    Ok((program, log_file))
}

fn dashboard(flags: &Screen, layers: &Layers) -> Result<DashboardOptions, UsageError> {
    let reveal = layers.given_or_default(None, source::REVEAL).seconds(REVEAL)?;
    let clipboard =
        layers.given_or_default(flags.clipboard.as_ref(), source::CLIPBOARD).one_of(&ClipboardRoute::ALL, "")?;
    let clipboard_clear = layers.given_or_default(None, source::CLIPBOARD_CLEAR).seconds(CLIPBOARD_CLEAR)?;
    let notify = layers.given_or_default(flags.notify.as_ref(), source::NOTIFY).one_of(&Notify::ALL, "")?;
    let theme = theme(flags.theme.as_ref(), layers)?;
    let asked = layers.given(flags.symbols.as_ref(), source::SYMBOLS);
    let asked = asked.map(|given| given.one_of(&SymbolSet::ALL, "")).transpose()?;
    let symbols = asked.unwrap_or_else(|| locale::symbols(layers.variables()));
    // Who asks for Unicode glyphs knows a terminal that reads them, whatever the locale says.
    let capabilities = capabilities::capabilities(layers.variables(), asked == Some(SymbolSet::Unicode));
    let escape = layers.given(None, source::ESCAPE).map(|given| given.milliseconds(ESCAPE)).transpose()?;
    let look = Look { theme, symbols, capabilities };
    Ok(DashboardOptions { look, reveal, clipboard_clear, clipboard, notify, escape })
}

fn refuse(source: Option<Source>, reason: &str) -> Result<(), UsageError> {
    source.map_or(Ok(()), |source| Err(UsageError::about(source.name(), reason)))
}

fn theme(flag: Option<&OsString>, layers: &Layers) -> Result<ThemeName, UsageError> {
    // https://no-color.org: it beats other settings of the environment, not what was typed for this run.
    if flag.is_none() && layers.variables().is_set(source::NO_COLOR) {
        return Ok(ThemeName::Mono);
    }
    layers.given_or_default(flag, source::THEME).one_of(&ThemeName::ALL, "")
}
