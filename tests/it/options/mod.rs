//! The command line, the environment and the config file: what counts, and how a refusal reads.
#![expect(clippy::panic, reason = "a helper that does not get what it expects fails the test that called it")]

mod accounts;
mod arguments;
mod environment;
mod keys;
mod precedence;
mod profile;
mod review;
mod secrets;
mod themes;
mod views;

use std::ffi::OsString;
use std::path::PathBuf;

use trackside::options::{ConfigText, DashboardOptions, Options, Program, Start, Target, UsageError, parse};

/// Variables that make a start without flags succeed.
const SIGNED_IN: [(&str, &str); 3] =
    [("TRACKSIDE_CLIENT_ID", "id-1"), ("TRACKSIDE_CLIENT_SECRET", "s3cret-value"), ("TRACKSIDE_REGION", "eu1")];

/// Every flag with its variable: the list that the help and the table of sources are checked against.
const SETTINGS: [(&str, &str); 25] = [
    ("--demo", ""),
    ("--demo-accounts", ""),
    ("--demo-runners", ""),
    ("--demo-seed", ""),
    ("--demo-fault", ""),
    ("--config", "TRACKSIDE_CONFIG"),
    ("--profile", "TRACKSIDE_PROFILE"),
    ("--all-profiles", ""),
    ("--view", "TRACKSIDE_VIEW"),
    ("--region", "TRACKSIDE_REGION"),
    ("--api-url", "TRACKSIDE_API_URL"),
    ("--token-url", "TRACKSIDE_TOKEN_URL"),
    ("", "TRACKSIDE_CLIENT_ID"),
    ("", "TRACKSIDE_CLIENT_SECRET"),
    ("--connectivity-path", "TRACKSIDE_CONNECTIVITY_PATH"),
    ("--ca-file", "TRACKSIDE_CA_FILE"),
    ("--refresh", "TRACKSIDE_REFRESH"),
    ("--read-only", "TRACKSIDE_READ_ONLY"),
    ("--log-file", "TRACKSIDE_LOG_FILE"),
    ("--clipboard", "TRACKSIDE_CLIPBOARD"),
    ("--notify", "TRACKSIDE_NOTIFY"),
    ("--theme", "TRACKSIDE_THEME"),
    ("", "NO_COLOR"),
    ("--symbols", "TRACKSIDE_SYMBOLS"),
    ("", "TRACKSIDE_ESCAPE_MS"),
];

/// Where the tests' config file is said to be.
const CONFIG: &str = "/etc/t/config.toml";

/// What the dashboard alone asks for.
trait OnScreen {
    fn screen(&self) -> &DashboardOptions;
}

impl OnScreen for Options {
    fn screen(&self) -> &DashboardOptions {
        match &self.program {
            Program::Dashboard(dashboard) => dashboard,
            other => panic!("{other:?}"),
        }
    }
}

/// Reads a command line and an environment.
fn start(flags: &[&str], variables: &[(&str, &str)]) -> Result<Start, UsageError> {
    let args = std::iter::once("trackside").chain(flags.iter().copied()).map(OsString::from);
    parse(args, variables.iter().map(|(name, value)| (name.into(), value.into())))
}

/// The options, where `config` is the text of the config file, if there is one.
fn options(flags: &[&str], variables: &[(&str, &str)], config: Option<&str>) -> Result<Options, UsageError> {
    let file = config.map(|text| ConfigText { path: PathBuf::from(CONFIG), text: text.to_owned() });
    match start(flags, variables)? {
        Start::Run(request) => request.options(file.as_ref()),
        Start::Print(text) => panic!("{flags:?} {variables:?}: {text}"),
        Start::Complete(line) => panic!("{flags:?}: {line:?}"),
    }
}

fn run(flags: &[&str], variables: &[(&str, &str)]) -> Options {
    options(flags, variables, None).unwrap_or_else(|error| panic!("{flags:?} {variables:?}: {error}"))
}

fn signed_in(flags: &[&str], more: &[(&str, &str)]) -> Options {
    run(flags, &[&SIGNED_IN, more].concat())
}

fn demo(flags: &[&str], variables: &[(&str, &str)]) -> Options {
    run(&[&["--demo"], flags].concat(), variables)
}

/// The options with this config file, signed in by the environment.
fn configured(flags: &[&str], more: &[(&str, &str)], config: &str) -> Options {
    let variables = [&SIGNED_IN[..2], more].concat();
    options(flags, &variables, Some(config)).unwrap_or_else(|error| panic!("{flags:?} {config}: {error}"))
}

/// The refusal, which has the form of every one: a line that begins with what is to be mended, and has no full stop. Only
/// that there are no credentials takes more lines.
fn formed(error: &UsageError) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    let (name, reason) = line.split_once(": ").unwrap_or_else(|| line.split_once("; ").unwrap_or((line, "")));
    assert!(!name.is_empty() && !reason.is_empty() && !line.ends_with('.'), "{text}");
    assert!(text == line || line.starts_with("no credentials"), "{text}");
    text
}

fn refusal(flags: &[&str], variables: &[(&str, &str)]) -> String {
    match options(flags, variables, None) {
        Err(error) => formed(&error),
        Ok(other) => panic!("{flags:?} {variables:?}: {other:?}"),
    }
}

/// The refusal of this config file, signed in by the environment.
fn config_refusal(flags: &[&str], more: &[(&str, &str)], config: &str) -> String {
    match options(flags, &[&SIGNED_IN, more].concat(), Some(config)) {
        Err(error) => formed(&error),
        Ok(other) => panic!("{flags:?} {config}: {other:?}"),
    }
}

fn printed(flags: &[&str]) -> String {
    match start(flags, &[]) {
        Ok(Start::Print(text)) => text,
        other => panic!("{flags:?}: {other:?}"),
    }
}

/// Base address, token address and audience.
fn addresses(options: &Options) -> (String, String, String) {
    match &options.accounts[0].target {
        Target::ControlPlane { api, token, audience, .. } => (api.to_string(), token.to_string(), audience.clone()),
        Target::Demo { .. } => panic!("a demo"),
    }
}

fn api_url(options: &Options) -> String {
    addresses(options).0
}
