//! trackside, the program: options, a control plane, one face, an exit code. Holds no logic, and is the only user
//! of the demo.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use trackside::api::{BaseUrl, Client, ExtraRoots, Settings};
use trackside::cli::record;
use trackside::demo::{self, Demo};
use trackside::domain::{Redactor, Secret};
use trackside::options::{self, AccountOptions, DashboardOptions, GivenFile, Options, Program, Request, Start, Target};
use trackside::runtime::client_secret::NoSecret;
use trackside::runtime::log::{self, Log};
use trackside::runtime::poller::Pace;
use trackside::runtime::recorder::RecorderSetup;
use trackside::runtime::{
    AccountSetup, Connecting, JournalLocation, LinkSetup, WatchSetup, ca_file, client_secret, config_file, memory,
};
use trackside::tui;
use trackside::tui::app::Config;
use trackside::tui::{Ending, Setup};

fn main() -> ExitCode {
    // Before the first secret is read.
    memory::keep_private();
    match options::parse(std::env::args_os(), std::env::vars_os()) {
        Ok(Start::Print(text)) => {
            // A reader that has seen enough, such as `head`, is no error.
            let _ = io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Ok(Start::Run(request)) => {
            match options_of(*request).map_err(NoSecret::Refused).and_then(|options| start(&options)) {
                Ok(code) => code,
                Err(NoSecret::Refused(refusal)) => say(2, &refusal),
                Err(NoSecret::Failed(failure)) => say(1, &failure),
                Err(NoSecret::Signal(number)) => exit_code(Ending::Signal(number)),
            }
        }
        Err(error) => say(2, &error.to_string()),
    }
}

/// Reads the config file, where there is one to read. The error is a line for standard error.
fn options_of(request: Request) -> Result<Options, String> {
    let file = request.config().map_or(Ok(None), config_file::read)?;
    request.options(file.as_ref()).map_err(|error| error.to_string())
}

fn start(options: &Options) -> Result<ExitCode, NoSecret> {
    // Learns every secret that the process sees, and takes it out of what others write.
    let redactor = Redactor::default();
    match &options.program {
        Program::Dashboard(dashboard) => Ok(exit_code(tui::run(setup(options, dashboard, redactor)?))),
        Program::Record => {
            // Before the secret, for which a command may ask a passphrase: that would be for nothing.
            let claim = match record::claim(&RecorderSetup::from(&options.accounts[..])) {
                Ok(claim) => claim,
                Err(refusal) => return Ok(say(refusal.code, &refusal.line)),
            };
            let watch = watch(options, redactor.clone())?;
            Ok(ExitCode::from(record::run(watch, &claim, redactor)))
        }
    }
}

/// Checks what only the machine can tell, and puts the dashboard together.
fn setup(options: &Options, dashboard: &DashboardOptions, redactor: Redactor) -> Result<Setup, NoSecret> {
    let term = std::env::var("TERM").ok();
    if let Some(refusal) = options::terminal_refusal(io::stdout().is_terminal(), term.as_deref()) {
        return Err(refusal.to_owned().into());
    }
    let watch = watch(options, redactor)?;
    Ok(Setup {
        config: Config::new(dashboard, &watch),
        watch,
        clipboard: dashboard.clipboard,
        notify: dashboard.notify,
        escape: dashboard.escape,
    })
}

/// What the account is watched with.
fn watch(options: &Options, redactor: Redactor) -> Result<WatchSetup, NoSecret> {
    let log_troubles = options.log_file.as_ref().map(|file| open_log(file, &redactor)).transpose()?;
    // There is at least one.
    let account = &options.accounts[0];
    let (connect, warnings) = connection(account, redactor)?;
    let pace = Pace { refresh: account.refresh, requests_per_minute: account.rate_limit_per_minute };
    Ok(WatchSetup {
        accounts: vec![AccountSetup { profile: Arc::new(account.into()), link: LinkSetup { connect, pace } }],
        opened: 1,
        journal: JournalLocation::from(account),
        history: RecorderSetup::from(&options.accounts[..]),
        warnings,
        log_troubles,
    })
}

/// How the account is reached, with what the operator should know of that.
fn connection(account: &AccountOptions, redactor: Redactor) -> Result<(Connecting, Vec<String>), NoSecret> {
    match &account.target {
        Target::Demo { runners, seed, faults, fleet } => {
            let faults = faults.iter().map(|fault| fault.parse()).collect::<Result<_, demo::ParseFaultError>>();
            let faults = faults.map_err(|error| format!("--demo-fault: {error}"))?;
            let settings =
                demo::Settings { runners: *runners, seed: *seed, fleet: *fleet, faults, ..demo::Settings::default() };
            Ok((to_demo(settings, account.rate_limit_per_minute, account.read_only), Vec::new()))
        }
        Target::ControlPlane { api, token, audience, client_id, client_secret } => {
            let extra_roots = account.ca_file.as_ref().map(ca_file::read).transpose()?;
            let faults = extra_roots.iter().flat_map(ExtraRoots::faults);
            let warnings = faults.map(|fault| format!("In --ca-file, {fault} and was left out. The others are used."));
            let warnings = warnings.collect();
            // Last: a command may ask for a passphrase, and that for nothing if something else is wrong.
            let secret = client_secret::obtain(client_secret, client_secret::COMMAND_TIMEOUT)?;
            let mut settings = Settings::new(api.clone(), token.clone(), client_id.clone(), secret);
            settings.redactor = redactor;
            settings.audience.clone_from(audience);
            settings.rate_limit_per_minute = account.rate_limit_per_minute;
            settings.account_id = account.account_id.clone().filter(|_| account.send_account_id);
            settings.connectivity_path.clone_from(&account.connectivity_path);
            settings.proxy = account.proxy.clone();
            settings.extra_roots = extra_roots;
            Ok((to_control_plane(settings, account.read_only), warnings))
        }
    }
}

/// Connects to a control plane started in this process, which lives as long as the program.
fn to_demo(settings: demo::Settings, requests_per_minute: u32, is_read_only: bool) -> Connecting {
    let running: Arc<OnceLock<Demo>> = Arc::default();
    Box::new(move || {
        let (settings, running) = (settings.clone(), Arc::clone(&running));
        Box::pin(async move {
            let started = Demo::start(settings).await?;
            let demo = running.get_or_init(|| started);
            let address = |url: String| BaseUrl::parse(&url).map_err(anyhow::Error::msg);
            let secret = Secret::new(demo.client_secret().to_owned());
            let mut settings = Settings::new(
                address(demo.api_url())?,
                address(demo.token_url())?,
                demo.client_id().to_owned(),
                secret,
            );
            settings.rate_limit_per_minute = requests_per_minute;
            settings.connectivity_path = Some(demo.connectivity_path().to_owned());
            Ok(Client::new(settings, is_read_only)?)
        })
    })
}

fn to_control_plane(settings: Settings, is_read_only: bool) -> Connecting {
    Box::new(move || {
        let settings = settings.clone();
        Box::pin(async move {
            // Reads the system's certificates, which takes some ten milliseconds.
            Ok(tokio::task::spawn_blocking(move || Client::new(settings, is_read_only)).await??)
        })
    })
}

/// Opens the log and starts it.
fn open_log(file: &GivenFile, redactor: &Redactor) -> Result<log::Troubles, String> {
    let (log, troubles) = Log::open(&file.path, redactor).map_err(|error| file.refusal("cannot write", error))?;
    log.start();
    Ok(troubles)
}

fn exit_code(ending: Ending) -> ExitCode {
    match ending {
        Ending::Quit(None) => ExitCode::SUCCESS,
        Ending::Quit(Some(frame)) => {
            let _ = io::stdout().write_all(frame.as_bytes());
            ExitCode::SUCCESS
        }
        Ending::Signal(number) => ExitCode::from(u8::try_from(128 + number).unwrap_or(1)),
        Ending::Failed(error) => say(1, &format!("{error:#}")),
    }
}

/// One message on standard error; the terminal is not taken when this is called, but may be gone.
fn say(code: u8, message: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "trackside: {message}");
    ExitCode::from(code)
}
