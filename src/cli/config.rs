//! `trackside config`: which config file is read, what counts of everything that can be said, and what is wrong with it. Nothing
//! is sent, and no program is started.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

use super::columns::{Cell, Tone, aligned};
use super::frame::{FAILURE, SUCCESS, WRONG_USE};
use super::json;
use super::stdout::Stdout;
use crate::domain::Label;
use crate::domain::text::make_safe;
use crate::options::{
    AccountOptions, ConfigFile, ConfigOptions, ConfigQuestion, Counted, Origin, ProfileReview, Review, Target,
    TextOrJson,
};
use crate::runtime::{ca_file, client_secret, config_file};
use crate::text;

const ABSENT: &str = "-";
/// The longest value in a table, in cells: most are much shorter, and one must not push all places out of sight.
const VALUE_CELLS: usize = 100;
/// The row of the file, whose name only the machine knows.
const CONFIG: &str = "config";
const COMMAND: &str = "client_secret_command";

/// Answers what was asked. Comes to the exit code.
pub fn run(options: &ConfigOptions) -> u8 {
    match options.question {
        ConfigQuestion::Path => path(&options.file),
        ConfigQuestion::Check => check(options),
    }
}

fn path(file: &ConfigFile) -> u8 {
    let Some(path) = config_file::path(file) else {
        say("There is no home folder for a config file; set HOME or XDG_CONFIG_HOME.");
        return WRONG_USE;
    };
    let code = print(&format!("{}\n", make_safe(&path.to_string_lossy())));
    if code == SUCCESS && !path.exists() {
        say("There is no such file yet.");
    }
    code
}

fn check(options: &ConfigOptions) -> u8 {
    let path = config_file::path(&options.file);
    let faults = faults(&options.review);
    let text = if options.output == TextOrJson::Json {
        json::document(&Checked::of(&options.review, path.as_deref(), &faults))
    } else {
        let stdout = Stdout::look(options.color);
        written(&options.review, path.as_deref(), stdout)
    };
    let code = print(&text);
    for lacking in &options.review.lacking {
        say(&format!("Not opened: {lacking}"));
    }
    for fault in &faults {
        say(&format!("trackside: {fault}"));
    }
    if code == SUCCESS && !faults.is_empty() { WRONG_USE } else { code }
}

/// All that is wrong: what was read, and what it names on this machine.
fn faults(review: &Review) -> Vec<String> {
    let mut faults: Vec<String> = review.faults.iter().map(ToString::to_string).collect();
    let accounts = review.profiles.iter().filter_map(|profile| profile.account.as_ref());
    for fault in accounts.flat_map(faults_on_machine) {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    faults
}

/// What a start would refuse once it opens the files that an account names.
fn faults_on_machine(account: &AccountOptions) -> Vec<String> {
    let certificates = account.ca_file.as_ref().and_then(|file| ca_file::read(file).err());
    let secret = match &account.target {
        Target::ControlPlane { client_secret, .. } => client_secret::check(client_secret).err(),
        Target::Demo { .. } => None,
    };
    certificates.into_iter().chain(secret).collect()
}

/// A table for each profile that is opened, and the names of the others.
fn written(review: &Review, path: Option<&Path>, stdout: Stdout) -> String {
    let opened: Vec<&ProfileReview> = review.profiles.iter().filter(|profile| profile.is_opened).collect();
    let mut blocks: Vec<String> = opened.iter().map(|profile| table(profile, opened.len() > 1, path, stdout)).collect();
    let others = review.profiles.iter().filter(|profile| !profile.is_opened);
    let others: Vec<String> = others.filter_map(|profile| profile.name.as_ref()).map(Label::to_string).collect();
    if !others.is_empty() {
        let row = vec![Cell::new("Not opened", Tone::Title), Cell::plain(others.join(", "))];
        blocks.push(aligned(&[row], stdout.columns, stdout.has_colors));
    }
    blocks.join("\n")
}

fn table(profile: &ProfileReview, is_named: bool, path: Option<&Path>, stdout: Stdout) -> String {
    let titles = ["SETTING", "VALUE", "SOURCE"].map(|title| Cell::new(title, Tone::Title)).to_vec();
    let rows: Vec<Vec<Cell>> = [titles].into_iter().chain(profile.counted.iter().map(|row| cells(row, path))).collect();
    let heading = profile.name.as_ref().filter(|_| is_named);
    let heading = heading.map(|name| vec![Cell::new("Profile", Tone::Title), Cell::new(name.safe(), Tone::Title)]);
    let heading = heading.map_or_else(String::new, |row| aligned(&[row], stdout.columns, stdout.has_colors));
    heading + &aligned(&rows, stdout.columns, stdout.has_colors)
}

fn cells(counted: &Counted, path: Option<&Path>) -> Vec<Cell> {
    let value = if counted.is_refused {
        Cell::new("refused", Tone::Bad)
    } else {
        match value(counted, path) {
            Some(value) => Cell::plain(text::cut(&format!("{value}{}", remark(counted, path)), VALUE_CELLS, "…")),
            None => Cell::new(ABSENT, Tone::Quiet),
        }
    };
    let by = counted.by.clone().unwrap_or_else(|| "default".to_owned());
    vec![Cell::plain(counted.setting.as_str()), value, Cell::new(by, Tone::Quiet)]
}

/// What a setting is set to; the file's name is that on this machine.
fn value(counted: &Counted, path: Option<&Path>) -> Option<Label> {
    let of_file = || path.map(|path| Label::from(path.to_string_lossy().as_ref()));
    let of_machine = (counted.setting == CONFIG).then(of_file).flatten();
    counted.value.clone().or(of_machine)
}

fn remark(counted: &Counted, path: Option<&Path>) -> &'static str {
    match counted.setting.as_str() {
        COMMAND => " (not run)",
        CONFIG if !path.is_some_and(Path::exists) => " (not there)",
        _ => "",
    }
}

/// What is checked, as JSON.
#[derive(Serialize)]
struct Checked<'a> {
    schema: &'static str,
    file: FileJson,
    profiles: Vec<ProfileJson<'a>>,
    faults: &'a [String],
    lacking: Vec<String>,
}

#[derive(Serialize)]
struct FileJson {
    path: Option<String>,
    exists: bool,
}

#[derive(Serialize)]
struct ProfileJson<'a> {
    profile: Option<&'a str>,
    opened: bool,
    settings: Vec<SettingJson<'a>>,
}

#[derive(Serialize)]
struct SettingJson<'a> {
    setting: &'a str,
    value: Option<String>,
    refused: bool,
    origin: &'static str,
    source: Option<&'a str>,
}

impl<'a> Checked<'a> {
    fn of(review: &'a Review, path: Option<&Path>, faults: &'a [String]) -> Self {
        let profile = |profile: &'a ProfileReview| ProfileJson {
            profile: profile.name.as_ref().map(Label::raw),
            opened: profile.is_opened,
            settings: profile.counted.iter().map(|counted| SettingJson::of(counted, path)).collect(),
        };
        Self {
            schema: json::SCHEMA,
            file: FileJson {
                path: path.map(|path| path.to_string_lossy().into_owned()),
                exists: path.is_some_and(Path::exists),
            },
            profiles: review.profiles.iter().map(profile).collect(),
            faults,
            lacking: review.lacking.iter().map(ToString::to_string).collect(),
        }
    }
}

impl<'a> SettingJson<'a> {
    fn of(counted: &'a Counted, path: Option<&Path>) -> Self {
        Self {
            setting: &counted.setting,
            value: value(counted, path).map(|value| value.raw().to_owned()),
            refused: counted.is_refused,
            origin: match counted.origin {
                Origin::Flag => "flag",
                Origin::Variable => "variable",
                Origin::File => "file",
                Origin::Setting => "setting",
                Origin::Default => "default",
            },
            source: counted.by.as_deref(),
        }
    }
}

/// Writes to standard output. A reader that has seen enough is no error.
fn print(text: &str) -> u8 {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            say(&format!("Standard output cannot be written: {error}."));
            FAILURE
        }
        _ => SUCCESS,
    }
}

/// A line for people. Nothing else is under way that would have to wait for whoever reads it.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
