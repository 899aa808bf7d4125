//! Every folder under every subset of HOME and the XDG variables, for a user with and without a home of its own.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;

use trackside::runtime::folders;

use crate::support::rerun::{RERUN, is_rerun};

const NAME: &str = "runtime::folders::every_folder_under_every_subset_of_the_variables";

#[test]
fn every_folder_under_every_subset_of_the_variables() {
    if is_rerun() {
        writeln!(io::stdout(), "config={:?} state={:?}", folders::config(), folders::state()).unwrap();
        return;
    }
    for home in [None, Some(""), Some("/home/op")] {
        for xdg in [None, Some(""), Some("relative"), Some("/xdg")] {
            let mut run = Command::new(std::env::current_exe().unwrap());
            run.args(["--exact", NAME, "--nocapture"]).env(RERUN, "1");
            for (variable, value) in [("HOME", home), ("XDG_CONFIG_HOME", xdg), ("XDG_STATE_HOME", xdg)] {
                match value {
                    Some(value) => run.env(variable, value),
                    None => run.env_remove(variable),
                };
            }
            let output = String::from_utf8(run.output().unwrap().stdout).unwrap();
            let line = output.lines().find(|line| line.contains("config=")).unwrap_or_default();
            let line = line.replace("/\")", "\")");
            let (config, state) = line.split_once("config=").unwrap().1.split_once(" state=").unwrap();
            let case = format!("HOME {home:?}, XDG {xdg:?}: {line}");
            match (xdg, home) {
                (Some("/xdg"), _) => assert_eq!((config, state), ("Some(\"/xdg\")", "Some(\"/xdg\")"), "{case}"),
                (_, Some("/home/op")) => assert_eq!(
                    (config, state),
                    ("Some(\"/home/op/.config\")", "Some(\"/home/op/.local/state\")"),
                    "{case}"
                ),
                // The list of users says where this one's home is, or there is none.
                _ => assert_eq!(config.ends_with("/.config\")"), state.ends_with("/.local/state\")"), "{case}"),
            }
        }
    }
}

#[test]
fn without_a_home_what_is_named_outright_counts() {
    let path = |text: &str| Some(PathBuf::from(text));
    for (of_home, variable, wanted) in [
        (None, Some("/xdg"), path("/xdg")),
        (None, Some("relative"), None),
        (None, Some(""), None),
        (None, None, None),
        (path("/home/op/.config"), Some("/xdg"), path("/home/op/.config")),
    ] {
        assert_eq!(folders::choose(of_home.clone(), variable.map(Into::into)), wanted, "{of_home:?} {variable:?}");
    }
}
