//! [`Request`]: the command line and the environment, read; with the config file's text, the options.

use std::ffi::OsString;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::account::{Reach, Shared};
use super::arguments::{Arguments, ControlPlane, Flags, Screen};
use super::commands::Name;
use super::demos::Demos;
use super::given::{Given, GivenFile};
use super::keys::KeyWishes;
use super::layers::{Layers, Variables};
use super::notes::{Faults, Notes, Origin, SET};
use super::profile::{ConfigText, Profile};
use super::profiles::{self, Profiles, Wanted};
use super::source::{self, Source};
use super::target::{self, Told};
use super::themes::{OwnTheme, Themes};
use super::views::{self, ViewsRead};
use super::{
    AccountOptions, ClipboardRoute, ConfigOptions, DashboardOptions, DoctorOptions, Look, Notify, Options,
    OtherProfile, Program, Review, SymbolSet, ThemeName, UsageError, account, capabilities, locale, review,
};
use crate::account::table::Views;
use crate::domain::Label;

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
        if !arguments.command.has_views() {
            let view = flags.config.view.as_ref().map(|_| source::VIEW);
            refuse(view, "for the dashboard and trackside list only; leave this out")?;
        }
        let config = if flags.demo.demo {
            refuse(
                (arguments.command == Name::Config).then_some(source::DEMO),
                "reads no config file; leave this out",
            )?;
            refuse(flags.config.first_given(), "not with --demo, which reads no config file")?;
            None
        } else {
            let flag = flags.config.config.take().map(|value| Given::by_flag(source::CONFIG, value));
            let named = flag.or_else(|| variables.given(source::CONFIG)).map(Given::file).transpose()?;
            Some(named.map_or(ConfigFile::Usual, ConfigFile::Named))
        };
        Ok(Self { arguments, variables, config })
    }

    /// The config file to read. `None` with the demo, and where only its name is asked for.
    pub fn config(&self) -> Option<&ConfigFile> {
        self.config
            .as_ref()
            .filter(|_| !matches!(&self.arguments.program, Some(Program::Config(config)) if !config.reads()))
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

    /// Whether it is looked for what is wrong, so that wrong options are a part of the answer.
    pub fn examines(&self) -> bool {
        self.arguments.command == Name::Doctor
    }

    /// What is started where the config file cannot be read, for this reason: `config check`, which says so among all that is wrong.
    ///
    /// # Errors
    ///
    /// The same reason, where anything else was asked for.
    pub fn without_file(self, refusal: String) -> Result<Options, String> {
        match (self.arguments.program, self.config) {
            (Some(Program::Config(asked)), Some(named)) => {
                let faults = vec![UsageError::new(refusal)];
                Ok(of_config(&asked, named, Review { faults, ..Review::of_nothing(&self.variables) }))
            }
            _ => Err(refusal),
        }
    }

    /// The exit codes where what was asked for cannot be, and where it cannot be had: of `check` both are 3.
    pub fn codes(&self) -> (u8, u8) {
        let wrong_use = UsageError::new(String::new()).of(self.arguments.command).code();
        (wrong_use, if self.arguments.command == Name::Check { wrong_use } else { 1 })
    }

    fn read(self, file: Option<&ConfigText>) -> Result<Options, UsageError> {
        let Self { arguments: Arguments { command, program, flags }, mut variables, config: named } = self;
        let program = match (program, named) {
            (Some(Program::Config(asked)), Some(named)) if asked.reads() => {
                let review = review::read(flags, variables, file, &named);
                return Ok(of_config(&asked, named, review));
            }
            (Some(Program::Config(asked)), Some(named)) => {
                return Ok(of_config(&asked, named, Review::of_nothing(&variables)));
            }
            (program, _) => program,
        };
        let Flags { demo, config, control_plane, watching, screen } = flags;
        let mut shared = Shared { command, is_review: false, control_plane, watching, themes: Themes::default() };
        if demo.demo {
            let demos = Demos::read(demo)?;
            return of_demos(&shared, (program, &screen), &demos, &mut variables);
        }
        refuse(demo.first_given(), "needs --demo")?;
        let wanted = Wanted::read(config.profile, config.all_profiles, &variables)?;
        let faults = Faults::default();
        let profiles = profiles::choose(file, wanted, &faults);
        faults.first()?;
        let mut profiles = profiles?;
        let (keys, views) = (std::mem::take(&mut profiles.keys), std::mem::take(&mut profiles.views));
        shared.themes = std::mem::take(&mut profiles.themes);
        // What has no use for views has none for what is wrong with them.
        let view = if command.has_views() { views.wanted(config.view, &variables)? } else { None };
        let Readings { whole, opened, others } = readings(shared, (program, &screen), profiles, &mut variables)?;
        let (program, log_file) = whole.map(|(program, log_file)| (with_keys(program, keys), log_file))?;
        let program = with_views(program, views, view)?;
        let other = |Reading { name, account, .. }: Reading| Some(OtherProfile { name: name?, account });
        if let Program::Doctor(_) = program {
            // What is wrong with one is what is looked for.
            let (opened, refused): (Vec<_>, Vec<_>) =
                opened.into_iter().partition(|reading| reading.account.is_ok() || reading.name.is_none());
            let accounts = opened.into_iter().map(|reading| reading.account).collect::<Result<_, _>>()?;
            let others = refused.into_iter().filter_map(other).collect();
            return Ok(Options { accounts, others, log_file, config: None, program });
        }
        let accounts = opened.into_iter().map(|reading| reading.account).collect::<Result<Vec<_>, UsageError>>();
        let accounts = match accounts {
            Err(error) if error.is_lack && needs_no_account(&program) => Vec::new(),
            accounts => accounts?,
        };
        let others = others.into_iter().filter_map(other).collect();
        Ok(Options { accounts, others, log_file, config: None, program })
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Request").field("config", &self.config).finish_non_exhaustive()
    }
}

fn of_config(asked: &ConfigOptions, file: ConfigFile, review: Review) -> Options {
    let program = Program::Config(ConfigOptions { file, review, ..*asked });
    Options { accounts: Vec::new(), others: Vec::new(), log_file: None, config: None, program }
}

/// Whether what is asked for is done without any account.
fn needs_no_account(program: &Program) -> bool {
    matches!(program, Program::Test(test) if test.from.is_empty())
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
    let (program, log_file) = whole(shared, asked, &variables.above(&profiles[0]))?;
    let accounts = (0..)
        .zip(&profiles)
        .map(|(fleet, profile)| account::read(shared, &mut variables.above(profile), Reach::Demo(demos, fleet)));
    Ok(Options { accounts: accounts.collect::<Result<_, _>>()?, others: Vec::new(), log_file, config: None, program })
}

/// What was read of the config file's profiles.
pub(super) struct Readings {
    /// What counts for all accounts together.
    pub(super) whole: Result<(Program, Option<GivenFile>), UsageError>,
    pub(super) opened: Vec<Reading>,
    pub(super) others: Vec<Reading>,
}

/// What was read of a profile, with what was noted meanwhile.
pub(super) struct Reading {
    pub(super) name: Option<Label>,
    pub(super) account: Result<AccountOptions, UsageError>,
    pub(super) notes: Notes,
}

/// Reads all profiles, also where one of them is wrong.
pub(super) fn readings(
    mut shared: Shared,
    asked: (Option<Program>, &Screen),
    Profiles { opened, others, .. }: Profiles,
    variables: &mut Variables,
) -> Result<Readings, UsageError> {
    let told = match opened.len() {
        1 if shared.is_review => Told::InReview,
        1 => Told::Anywhere(shared.command),
        _ => Told::InProfile,
    };
    if matches!(told, Told::InProfile) {
        refuse_identifying(&shared.control_plane, variables, opened.len())?;
    }
    let whole = whole(&shared, asked, &variables.above(&opened[0]));
    let opened = opened.iter().map(|profile| reading(&shared, profile, told, variables)).collect();
    // What says which account it is was said of the one that is opened now.
    variables.forget(&target::IDENTIFYING);
    shared.control_plane.forget_identifying();
    let others = others.iter().map(|profile| reading(&shared, profile, Told::InProfile, variables)).collect();
    Ok(Readings { whole, opened, others })
}

fn reading(shared: &Shared, profile: &Profile, told: Told, variables: &mut Variables) -> Reading {
    let mut layers = variables.above(profile);
    let account = account::read(shared, &mut layers, Reach::ControlPlane(told));
    Reading { name: profile.name.clone(), account, notes: layers.into_notes() }
}

/// What would make the same account of several profiles is refused.
pub(super) fn refuse_identifying(flags: &ControlPlane, variables: &Variables, opened: usize) -> Result<(), UsageError> {
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
pub(super) fn whole(
    shared: &Shared,
    (program, screen): (Option<Program>, &Screen),
    layers: &Layers,
) -> Result<(Program, Option<GivenFile>), UsageError> {
    let program = match program {
        Some(program) => Ok(program),
        None => dashboard(screen, &shared.themes, layers).map(|looks| match shared.command {
            Name::Doctor => Program::Doctor(DoctorOptions::of(looks, screen.clipboard.is_some())),
            _ => Program::Dashboard(looks),
        }),
    };
    let log_file = layers.read(shared.watching.log_file.as_ref(), source::LOG_FILE, Given::file);
    layers.keep(|kept| kept.log_file = log_file.as_ref().ok().cloned().flatten());
    layers.sound()?;
    Ok((program?, log_file?))
}

fn dashboard(flags: &Screen, themes: &Themes, layers: &Layers) -> Result<DashboardOptions, UsageError> {
    let reveal = layers.read_or_default(None, source::REVEAL, |given| given.seconds(REVEAL));
    let clipboard = layers
        .read_or_default(flags.clipboard.as_ref(), source::CLIPBOARD, |given| given.one_of(&ClipboardRoute::ALL, ""));
    let clipboard_clear = layers.read_or_default(None, source::CLIPBOARD_CLEAR, |given| given.seconds(CLIPBOARD_CLEAR));
    let notify = layers.read_or_default(flags.notify.as_ref(), source::NOTIFY, |given| given.one_of(&Notify::ALL, ""));
    let theme = theme(flags.theme.as_ref(), themes, layers);
    let asked = layers.read(flags.symbols.as_ref(), source::SYMBOLS, |given| given.one_of(&SymbolSet::ALL, ""));
    let by_locale = locale::symbols(layers.variables());
    layers.settle(source::SYMBOLS, by_locale.name());
    let escape = layers.read(None, source::ESCAPE, |given| given.milliseconds(ESCAPE));
    let asked = asked?;
    // Who asks for Unicode glyphs knows a terminal that reads them, whatever the locale says.
    let capabilities = capabilities::capabilities(layers.variables(), asked == Some(SymbolSet::Unicode));
    let (theme, own) = theme?;
    let look = Look { theme, own, symbols: asked.unwrap_or(by_locale), capabilities };
    Ok(DashboardOptions {
        look,
        reveal: reveal?,
        clipboard_clear: clipboard_clear?,
        clipboard: clipboard?,
        notify: notify?,
        escape: escape?,
        keys: KeyWishes::default(),
        views: Views::default(),
        view: None,
    })
}

/// The face that has keys, with those that the config file asks for.
fn with_keys(mut program: Program, asked: KeyWishes) -> Program {
    match &mut program {
        Program::Dashboard(screen) | Program::Doctor(DoctorOptions { screen, .. }) => screen.keys = asked,
        _ => {}
    }
    program
}

/// The face that has views, with those of the config file, and what begins with the one that is asked for.
fn with_views(program: Program, read: ViewsRead, wanted: Option<views::Wanted>) -> Result<Program, UsageError> {
    Ok(match program {
        Program::Dashboard(screen) => Program::Dashboard(screen.in_view(read.sound()?, wanted)),
        Program::Doctor(DoctorOptions { screen, tries }) => {
            Program::Doctor(DoctorOptions { screen: screen.in_view(read.sound()?, wanted), tries })
        }
        Program::List(list) => match wanted {
            Some(wanted) => Program::List(list.in_view(&wanted, &read.sound()?)?),
            None => Program::List(list),
        },
        other => other,
    })
}

impl DashboardOptions {
    fn in_view(self, views: Views, wanted: Option<views::Wanted>) -> Self {
        Self { views, view: wanted.map(|wanted| wanted.view.name), ..self }
    }
}

pub(super) fn refuse(source: Option<Source>, reason: &str) -> Result<(), UsageError> {
    source.map_or(Ok(()), |source| Err(UsageError::about(source.name(), reason)))
}

/// The theme, and what the config file paints over it.
type Themed = (ThemeName, Option<Arc<OwnTheme>>);

fn theme(flag: Option<&OsString>, themes: &Themes, layers: &Layers) -> Result<Themed, UsageError> {
    for fault in &themes.faults {
        // One that is not asked for is to be right too, as keys of other profiles are.
        let _ = layers.noted::<()>(Err(fault.clone()));
    }
    // https://no-color.org: it beats other settings of the environment, not what was typed for this run.
    if flag.is_none() && layers.variables().is_set(source::NO_COLOR) {
        let by = source::NO_COLOR.variable;
        layers.count(source::THEME, Some("mono"), Origin::Variable, by);
        layers.count(source::NO_COLOR, Some(SET), Origin::Variable, by);
        return Ok((ThemeName::Mono, None));
    }
    layers.count(source::NO_COLOR, None, Origin::Default, None);
    layers.read_or_default(flag, source::THEME, |given| {
        given.read(format_args!("one of {}", themes.names()), |name| themes.named(name))
    })
}
