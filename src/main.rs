//! trackside, the program: options, a control plane, one face, an exit code. Holds no logic, and is the only user
//! of the demo.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::sync::OnceCell;
use trackside::api::{BaseUrl, Client, Settings};
use trackside::cli::{self, export, record};
use trackside::demo::{self, Demo};
use trackside::domain::{Redactor, Secret};
use trackside::options::{
    self, AccountOptions, DashboardOptions, FaceReview, GivenFile, KeyWishes, Options, OtherProfile, Program, Request,
    Start, Target,
};
use trackside::runtime::client_secret::NoSecret;
use trackside::runtime::log::{self, Log};
use trackside::runtime::recorder::RecorderSetup;
use trackside::runtime::{Connecting, WatchSetup, config_file, memory, opening};
use trackside::tui;
use trackside::tui::app::Config;
use trackside::tui::keymap::{self, Keymap};
use trackside::tui::ui::{Theme, legible};
use trackside::tui::{Ending, Setup};

fn main() -> ExitCode {
    // Before the first secret is read.
    memory::keep_private();
    match options::parse(std::env::args_os(), std::env::vars_os()) {
        Ok(Start::Print(text)) => print(&text),
        Ok(Start::Complete(line)) => print(&cli::complete::answer(&line)),
        Ok(Start::Run(request)) => {
            let ((wrong_use, failure), examines) = (request.codes(), request.examines());
            match options_of(*request).map_err(NoSecret::Refused).and_then(|options| start(&options)) {
                Ok(code) => code,
                Err(NoSecret::Refused(refusal)) if examines => ExitCode::from(cli::doctor::refused(&clean(&refusal))),
                Err(NoSecret::Refused(refusal)) => say(wrong_use, &clean(&refusal)),
                Err(NoSecret::Failed(reason)) => say(failure, &clean(&reason)),
                Err(NoSecret::Signal(number)) => exit_code(Ending::Signal(number)),
            }
        }
        Err(error) => say(error.code(), &clean(&error.to_string())),
    }
}

/// A refusal without the secret that the environment holds: somebody may have put it into another variable, or into the file, too.
fn clean(refusal: &str) -> String {
    let redactor = Redactor::default();
    if let Ok(secret) = std::env::var(options::SECRET_VARIABLE) {
        redactor.add(&Secret::new(secret));
    }
    redactor.clean(refusal).into_owned()
}

fn print(text: &str) -> ExitCode {
    match cli::write(text) {
        // A reader that has seen enough, such as `head`, is no error.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            say(1, &format!("Standard output cannot be written: {error}"))
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Reads the config file, where there is one to read. The error is a line for standard error.
fn options_of(request: Request) -> Result<Options, String> {
    match request.config().map_or(Ok(None), config_file::read) {
        Ok(file) => request.options(file.as_ref()).map_err(|error| error.to_string()),
        Err(refusal) => request.without_file(refusal),
    }
}

fn start(options: &Options) -> Result<ExitCode, NoSecret> {
    // Learns every secret that the process sees, and takes it out of what others write.
    let redactor = Redactor::default();
    match &options.program {
        Program::Dashboard(dashboard) => Ok(exit_code(tui::run(setup(options, dashboard, &redactor)?))),
        Program::List(list) => Ok(ExitCode::from(cli::list::run(list, watch(options, &[], &redactor)?, redactor))),
        Program::Show(show) => Ok(ExitCode::from(cli::show::run(show, watch(options, &[], &redactor)?, redactor))),
        Program::Check(check) => Ok(ExitCode::from(cli::check::run(check, watch(options, &[], &redactor)?, redactor))),
        Program::Act(act) => {
            if let Err(refusal) = cli::act::claim(act) {
                return Ok(say(refusal.code, &refusal.line));
            }
            Ok(ExitCode::from(cli::act::run(act, watch(options, &[], &redactor)?, redactor)))
        }
        Program::Wait(wait) => Ok(ExitCode::from(cli::wait::run(wait, watch(options, &[], &redactor)?, redactor))),
        Program::Test(test) if test.from.is_empty() => Ok(ExitCode::from(cli::test::run_here(test, redactor))),
        Program::Test(test) => Ok(ExitCode::from(cli::test::run(test, watch(options, &[], &redactor)?, redactor))),
        Program::Events(events) => {
            Ok(ExitCode::from(cli::events::run(events, watch(options, &[], &redactor)?, redactor)))
        }
        Program::History(history) => {
            let setup = RecorderSetup::of(&options.accounts, &[]);
            Ok(ExitCode::from(cli::history::run(history, &setup, redactor)))
        }
        Program::Watch(changes) => {
            Ok(ExitCode::from(cli::watch::run(changes, watch(options, &[], &redactor)?, redactor)))
        }
        Program::Record => {
            // Before the secrets, for which commands may ask passphrases: that would be for nothing.
            let claim = match record::claim(&RecorderSetup::of(&options.accounts, &[])) {
                Ok(claim) => claim,
                Err(refusal) => return Ok(say(refusal.code, &refusal.line)),
            };
            let watch = watch(options, &[], &redactor)?;
            Ok(ExitCode::from(record::run(watch, &claim, redactor)))
        }
        Program::Export(export_options) => {
            // Before the secrets, for the same reason.
            let claim = match export::claim(export_options) {
                Ok(claim) => claim,
                Err(refusal) => return Ok(say(refusal.code, &refusal.line)),
            };
            Ok(ExitCode::from(export::run(watch(options, &[], &redactor)?, claim, redactor)))
        }
        Program::Doctor(doctor) => {
            let setup = patients(options, &redactor)?;
            Ok(ExitCode::from(cli::doctor::run(
                doctor,
                &face_review(&doctor.screen.keys, legible::hard_to_read(&Theme::of(&doctor.screen.look))),
                options,
                &setup,
                redactor,
            )))
        }
        Program::Config(config) => {
            let face = face_review(&config.review.keys, legible::review(&config.review.themes));
            Ok(ExitCode::from(cli::config::run(config, &face, &redactor)))
        }
    }
}

/// What the face that draws says of what is asked for.
fn face_review(keys: &KeyWishes, themes: Vec<String>) -> FaceReview {
    FaceReview { keys: keymap::review(keys), themes }
}

/// What a look for what is wrong looks at: also accounts that cannot be opened.
fn patients(options: &Options, redactor: &Redactor) -> Result<WatchSetup, NoSecret> {
    let log_troubles = options.log_file.as_ref().map(|file| open_log(file, redactor)).transpose()?;
    opening::watch_any((&options.accounts, &[]), log_troubles, redactor, to_demo, says).map(|(setup, _)| setup)
}

/// Checks what only the machine can tell, and puts the dashboard together.
fn setup(options: &Options, dashboard: &DashboardOptions, redactor: &Redactor) -> Result<Setup, NoSecret> {
    // What the config file has wrong comes first, as all of it does.
    let keymap = Keymap::read(&dashboard.keys).map_err(|faults| faults.into_iter().next().unwrap_or_default())?;
    let term = std::env::var("TERM").ok();
    if let Some(refusal) = options::terminal_refusal(io::stdout().is_terminal(), term.as_deref()) {
        return Err(refusal.to_owned().into());
    }
    let watch = watch(options, &options.others, redactor)?;
    Ok(Setup {
        config: Config::new(dashboard, keymap, &watch),
        watch,
        redactor: redactor.clone(),
        clipboard: dashboard.clipboard,
        notify: dashboard.notify,
        escape: dashboard.escape,
    })
}

/// What the accounts are watched with, and `others` that can be opened later.
fn watch(options: &Options, others: &[OtherProfile], redactor: &Redactor) -> Result<WatchSetup, NoSecret> {
    let log_troubles = options.log_file.as_ref().map(|file| open_log(file, redactor)).transpose()?;
    opening::watch((&options.accounts, others), log_troubles, redactor, to_demo, says)
}

/// Connects to a control plane of the account's own, which is started in this process and lives as long as the program.
fn to_demo(account: &AccountOptions) -> Result<Connecting, String> {
    let Target::Demo { runners, seed, faults, fleet } = &account.target else { return Err("no demo".to_owned()) };
    let faults = faults.iter().map(|fault| fault.parse()).collect::<Result<_, demo::ParseFaultError>>();
    let faults = faults.map_err(|error| format!("--demo-fault: {error}"))?;
    let settings =
        demo::Settings { runners: *runners, seed: *seed, fleet: *fleet, faults, ..demo::Settings::default() };
    let running: Arc<OnceCell<Demo>> = Arc::default();
    let (requests_per_minute, is_read_only) = (account.rate_limit_per_minute, account.read_only);
    Ok(Arc::new(move || {
        let (settings, running) = (settings.clone(), Arc::clone(&running));
        Box::pin(async move {
            let demo = running.get_or_try_init(|| Demo::start(settings)).await?;
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
    }))
}

/// Opens the log and starts it.
fn open_log(file: &GivenFile, redactor: &Redactor) -> Result<log::Troubles, String> {
    let (log, troubles) = Log::open(&file.path, redactor).map_err(|error| file.refusal("cannot write", error))?;
    log.start();
    Ok(troubles)
}

/// Tells whose command runs.
fn says(line: &str) {
    let _ = say(0, line);
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
