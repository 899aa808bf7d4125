//! [`Request`]: the command line and the environment, read; with the config file's text, the options.

use std::ffi::OsString;
use std::fmt;
use std::ops::RangeInclusive;

use super::arguments::{Arguments, ControlPlane, Flags, Screen};
use super::commands::Name;
use super::given::{Given, GivenFile};
use super::layers::Layers;
use super::profile::{self, ConfigText};
use super::source::{self, Source};
use super::{
    AccountOptions, ClipboardRoute, DashboardOptions, Look, Notify, Options, Program, SymbolSet, ThemeName, UsageError,
    capabilities, locale, target,
};
use crate::api::ProxySettings;

/// Seconds between two readings of the list.
const REFRESH: RangeInclusive<u64> = 1..=3600;
/// Seconds that a secret is shown: long enough to read it, short enough not to be forgotten.
const REVEAL: RangeInclusive<u64> = 5..=120;
/// Seconds until a copied secret is cleared.
const CLIPBOARD_CLEAR: RangeInclusive<u64> = 5..=600;
/// Milliseconds that an escape waits for the rest of a sequence; beyond half a second the key itself is too slow.
const ESCAPE: RangeInclusive<u64> = 0..=500;
/// Requests per minute; the vendor documents 1,000 as the most.
const RATE_LIMIT: RangeInclusive<u32> = 10..=1000;
/// Requests per minute to the demo, which has nothing to protect.
const DEMO_RATE_LIMIT: u32 = 100_000;
/// Days that are kept; ten years are as good as all.
const HISTORY_DAYS: RangeInclusive<u16> = 0..=3_650;
/// Whether anything is kept, by the name to ask for it.
const HISTORY: [(&str, bool); 2] = [("on", true), ("off", false)];
/// What a variable may say for yes and no.
const SWITCH: [(&str, bool); 6] =
    [("1", true), ("true", true), ("yes", true), ("0", false), ("false", false), ("no", false)];

/// What the command line and the environment ask for: which config file to read, and with its text, the [`Options`].
/// `Debug` shows no secret.
pub struct Request {
    arguments: Arguments,
    layers: Layers,
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
    pub(super) fn new(mut arguments: Arguments, mut layers: Layers) -> Result<Self, UsageError> {
        let flags = &mut arguments.flags;
        if arguments.command != Name::Dashboard {
            refuse(flags.screen.first_given(), "for the dashboard only; leave this out where there is no screen")?;
        }
        let config = if flags.demo.demo {
            refuse(flags.config.first_given(), "not with --demo, which reads no config file")?;
            None
        } else {
            let given = layers.given(flags.config.config.take(), source::CONFIG);
            let named = given.map(Given::file).transpose()?;
            Some(named.map_or(ConfigFile::Usual, ConfigFile::Named))
        };
        Ok(Self { arguments, layers, config })
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
        let Self { mut arguments, mut layers, config } = self;
        if config.is_some() {
            let asked = layers.given(arguments.flags.config.profile.take(), source::PROFILE);
            layers.put_below(profile::choose(file, asked)?);
        }
        options(arguments, &mut layers)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Request").field("config", &self.config).finish_non_exhaustive()
    }
}

/// What counts only for a real control plane. The default one is the demo's.
#[derive(Default)]
struct Real {
    connectivity_path: Option<String>,
    ca_file: Option<GivenFile>,
    account_id: Option<String>,
    send_account_id: bool,
    proxy: ProxySettings,
}

fn options(arguments: Arguments, layers: &mut Layers) -> Result<Options, UsageError> {
    let Arguments { command, flags } = arguments;
    let Flags { demo, mut control_plane, watching, screen, .. } = flags;
    // With the demo nothing meant for a real control plane counts, not even from the environment.
    let real = if demo.demo {
        refuse(control_plane.first_given(), "not with --demo, which connects to its own control plane")?;
        Real::default()
    } else {
        refuse(demo.first_given(), "needs --demo")?;
        real(&mut control_plane, layers)?
    };
    let rate_limit_per_minute = layers.given_or_default(None, source::RATE_LIMIT).whole_number("", RATE_LIMIT)?;
    let refresh = layers.given_or_default(watching.refresh, source::REFRESH).seconds(REFRESH)?;
    // Whoever only looks has no way to change anything.
    let read_only = read_only(watching.read_only, layers)? || command == Name::Record;
    let history_days = history_days(command, layers)?;
    let allow_reveal = switch(layers.given(None, source::ALLOW_REVEAL), !read_only)?;
    let program = match command {
        Name::Dashboard => Program::Dashboard(dashboard(screen, layers)?),
        Name::Record => Program::Record,
    };
    let log_file = layers.given(watching.log_file, source::LOG_FILE).map(Given::file).transpose()?;
    // Last: what is missing matters only once what is there is right.
    let is_demo = demo.demo;
    let (target, region) = if is_demo {
        (target::demo(demo, layers)?, None)
    } else {
        target::control_plane(control_plane, layers, command)?
    };
    let account = AccountOptions {
        target,
        profile: layers.profile().name.clone(),
        tint: None,
        region,
        account_id: real.account_id,
        send_account_id: real.send_account_id,
        rate_limit_per_minute: if is_demo { DEMO_RATE_LIMIT } else { rate_limit_per_minute },
        refresh,
        read_only,
        history_days,
        allow_reveal,
        connectivity_path: real.connectivity_path,
        ca_file: real.ca_file,
        proxy: real.proxy,
    };
    Ok(Options { accounts: vec![account], others: Vec::new(), log_file, program })
}

fn dashboard(flags: Screen, layers: &mut Layers) -> Result<DashboardOptions, UsageError> {
    let reveal = layers.given_or_default(None, source::REVEAL).seconds(REVEAL)?;
    let clipboard = layers.given_or_default(flags.clipboard, source::CLIPBOARD).one_of(&ClipboardRoute::ALL, "")?;
    let clipboard_clear = layers.given_or_default(None, source::CLIPBOARD_CLEAR).seconds(CLIPBOARD_CLEAR)?;
    let notify = layers.given_or_default(flags.notify, source::NOTIFY).one_of(&Notify::ALL, "")?;
    let theme = theme(flags.theme, layers)?;
    let asked = layers.given(flags.symbols, source::SYMBOLS);
    let asked = asked.map(|given| given.one_of(&SymbolSet::ALL, "")).transpose()?;
    let symbols = asked.unwrap_or_else(|| locale::symbols(layers));
    // Who asks for Unicode glyphs knows a terminal that reads them, whatever the locale says.
    let capabilities = capabilities::capabilities(layers, asked == Some(SymbolSet::Unicode));
    let escape = layers.given(None, source::ESCAPE).map(|given| given.milliseconds(ESCAPE)).transpose()?;
    let look = Look { theme, symbols, capabilities };
    Ok(DashboardOptions { look, reveal, clipboard_clear, clipboard, notify, escape })
}

fn real(flags: &mut ControlPlane, layers: &mut Layers) -> Result<Real, UsageError> {
    let account_id = layers.given(None, source::ACCOUNT_ID);
    let send = layers.given_or_default(None, source::SEND_ACCOUNT_ID);
    let by = send.name().to_owned();
    let real = Real {
        connectivity_path: layers
            .given(flags.connectivity_path.take(), source::CONNECTIVITY_PATH)
            .map(target::path_with_runner)
            .transpose()?,
        ca_file: layers.given(flags.ca_file.take(), source::CA_FILE).map(Given::file).transpose()?,
        account_id: account_id.map(|given| given.read(target::ONE_WORD, target::one_word)).transpose()?,
        send_account_id: switch(Some(send), false)?,
        proxy: ProxySettings::read(|name| layers.outside(name))
            .map_err(|error| UsageError::about(error.variable, format_args!("the value {}", error.reason)))?,
    };
    if real.send_account_id && real.account_id.is_none() {
        return Err(UsageError::about(&by, "needs account_id too"));
    }
    Ok(real)
}

fn refuse(source: Option<Source>, reason: &str) -> Result<(), UsageError> {
    source.map_or(Ok(()), |source| Err(UsageError::about(source.name(), reason)))
}

fn switch(given: Option<Given>, default: bool) -> Result<bool, UsageError> {
    given.map_or(Ok(default), |given| given.one_of(&SWITCH, ""))
}

/// A protected profile is read-only whatever else is said.
fn read_only(flag: bool, layers: &mut Layers) -> Result<bool, UsageError> {
    let is_protected = switch(layers.given(None, source::PROTECTED), false)?;
    let is_asked = switch(layers.given(None, source::READ_ONLY), false)?;
    Ok(flag || is_protected || is_asked)
}

/// For how many days the history is kept; `None` where nothing is, which is a mistake where nothing else is to be done.
fn history_days(command: Name, layers: &mut Layers) -> Result<Option<u16>, UsageError> {
    let history = layers.given_or_default(None, source::HISTORY);
    let days = layers.given_or_default(None, source::HISTORY_DAYS);
    let by = [history.name().to_owned(), days.name().to_owned()];
    let is_on = history.one_of(&HISTORY, "")?;
    let days = days.whole_number("of days ", HISTORY_DAYS)?;
    let kept = Some(days).filter(|days| is_on && *days > 0);
    if command == Name::Record && kept.is_none() {
        let name = &by[usize::from(is_on)];
        return Err(UsageError::about(name, "no history is kept, which leaves nothing to record"));
    }
    Ok(kept)
}

fn theme(flag: Option<OsString>, layers: &mut Layers) -> Result<ThemeName, UsageError> {
    // https://no-color.org: it beats other settings of the environment, not what was typed for this run.
    if flag.is_none() && layers.is_set(source::NO_COLOR) {
        return Ok(ThemeName::Mono);
    }
    layers.given_or_default(flag, source::THEME).one_of(&ThemeName::ALL, "")
}
