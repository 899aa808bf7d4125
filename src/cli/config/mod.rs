//! `trackside config`: which config file is read, what counts of everything that can be said, and what is wrong with it. Nothing
//! is sent, and no program is started.
//!
//! ```text
//! checked.rs   what was found, without a secret, as JSON has it
//! keys.rs      what `[keys]` counts, in rows
//! themes.rs    what `[themes]` counts, in rows
//! table.rs     the same as text
//! ```

mod checked;
mod keys;
mod table;
mod themes;

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use self::checked::Checked;
use super::frame::{FAILURE, SUCCESS, WRONG_USE};
use super::json;
use super::stdout::{self, Stdout};
use crate::domain::Redactor;
use crate::domain::text::make_safe;
use crate::options::{ConfigOptions, ConfigQuestion, FaceReview, OnMachine, Review, TextOrJson};
use crate::runtime::{ca_file, client_secret, config_file, log};

/// Answers what was asked, without the secrets that `redactor` knows, and with those that are found it knows them. `face` is what the
/// face that draws says of what is asked for. Comes to the exit code.
pub fn run(options: &ConfigOptions, face: &FaceReview, redactor: &Redactor) -> u8 {
    if let Some(secret) = &options.review.secret {
        redactor.add(secret);
    }
    let path = config_file::path(&options.file);
    match options.question {
        ConfigQuestion::Path => tell_path(path.as_deref(), redactor),
        ConfigQuestion::Check => check(options, face, path.as_deref(), redactor),
    }
}

fn tell_path(path: Option<&Path>, redactor: &Redactor) -> u8 {
    let Some(path) = path else {
        say("There is no home folder for a config file; set HOME or XDG_CONFIG_HOME.");
        return WRONG_USE;
    };
    // As data: a short secret is in many a path that has nothing to do with it.
    let shown = path.to_string_lossy();
    let code = print(&format!("{}\n", make_safe(&redactor.clean_data(&shown))));
    if code != SUCCESS {
        return code;
    }
    if path.is_dir() {
        say("That is a folder, not a file.");
    } else if !path.exists() {
        say("There is no such file yet.");
    }
    code
}

fn check(options: &ConfigOptions, face: &FaceReview, path: Option<&Path>, redactor: &Redactor) -> u8 {
    // First: what is found here must not be shown.
    let mut faults = faults(&options.review, redactor);
    faults.extend(face.keys.faults.iter().cloned());
    let checked = Checked::of((&options.review, face), path, &faults, redactor);
    let text = match options.output {
        TextOrJson::Json => json::document(&checked),
        TextOrJson::Text => table::written(&checked, Stdout::look(options.color)),
    };
    let code = print(&text);
    for warning in checked.warnings() {
        say(warning);
    }
    for lacking in checked.lacking() {
        say(&format!("Not opened: {lacking}"));
    }
    for fault in checked.faults() {
        say(&format!("trackside: {fault}"));
    }
    if code == SUCCESS && !faults.is_empty() { WRONG_USE } else { code }
}

/// All that is wrong: what was read, and what it names on this machine. Secrets that are found `redactor` learns.
fn faults(review: &Review, redactor: &Redactor) -> Vec<String> {
    let mut faults: Vec<String> = review.faults.iter().map(ToString::to_string).collect();
    for fault in review.profiles.iter().flat_map(|profile| faults_on_machine(&profile.on_machine, redactor)) {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    faults
}

/// What a start would refuse once it opens the files that are named.
fn faults_on_machine(named: &OnMachine, redactor: &Redactor) -> Vec<String> {
    let log = named.log_file.as_ref().and_then(|file| {
        let looked = log::look(&file.path);
        looked.err().map(|error| file.refusal("cannot write", error))
    });
    let certificates = named.ca_file.as_ref().and_then(|file| ca_file::read(file).err());
    let secret = named.client_secret.as_ref().and_then(|secret| match client_secret::look(secret) {
        Ok(found) => {
            if let Some(secret) = &found {
                redactor.add(secret);
            }
            None
        }
        Err(refusal) => Some(refusal),
    });
    [log, certificates, secret].into_iter().flatten().collect()
}

/// Writes to standard output. A reader that has seen enough is no error.
fn print(text: &str) -> u8 {
    match stdout::write(text) {
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
