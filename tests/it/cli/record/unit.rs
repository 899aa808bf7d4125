//! The unit for systemd: what it starts is a command line that trackside takes, and systemd takes the unit.

use trackside::options::{Program, Start, parse};

use super::*;
use crate::support::programs::is_installed;

const UNIT: &str = "trackside-record@.service";

fn unit() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/systemd").join(UNIT)).unwrap()
}

/// The values of a key.
fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    unit.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=')).collect()
}

#[test]
fn what_it_starts_is_a_recorder_of_the_profile() {
    let unit = unit();
    let [command] = values(&unit, "ExecStart")[..] else { panic!("{unit}") };
    let words: Vec<&str> = command.split(' ').collect();
    assert_eq!(words[..2], ["/usr/bin/env", "trackside"], "wherever it was installed");
    let words = words[1..].iter().map(|word| word.replace("%i", "prod").into());
    let Ok(Start::Run(request)) = parse(words, [("TRACKSIDE_CLIENT_ID".into(), "id".into())]) else {
        panic!("{command}")
    };
    let text = "[profiles.prod]\nregion = 'eu1'\nclient_secret_file = 's'\n[profiles.lab]\n".to_owned();
    let file = trackside::options::ConfigText { path: PathBuf::from("c.toml"), text };
    let options = request.options(Some(&file)).unwrap();
    assert!(matches!(options.program, Program::Record), "{options:?}");
    assert_eq!(options.accounts[0].profile.as_ref().unwrap().safe(), "prod");
}

#[test]
fn it_restarts_after_a_failure_and_not_after_wrong_use_and_holds_no_secret() {
    let unit = unit();
    assert_eq!(values(&unit, "Restart"), ["on-failure"]);
    assert_eq!(values(&unit, "RestartPreventExitStatus"), ["2 127"]);
    assert_eq!(values(&unit, "WantedBy"), ["default.target"]);
    // The last batch may take ten seconds.
    let [limit] = values(&unit, "TimeoutStopSec")[..] else { panic!("{unit}") };
    assert!(limit.parse::<u64>().unwrap() > Timing::unattended().closing.as_secs());
    for key in ["EnvironmentFile", "PassEnvironment", "LoadCredential", "SetCredential"] {
        assert_eq!(values(&unit, key), [""; 0], "{key}");
    }
    assert!(!unit.contains("TRACKSIDE_"), "{unit}");
}

#[test]
fn systemd_takes_it() {
    if !is_installed("systemd-analyze") {
        let _ = writeln!(std::io::stderr(), "systemd-analyze is not installed: the unit was not verified");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    for name in [UNIT.to_owned(), UNIT.replace('@', "@prod")] {
        let path = home.path().join(&name);
        std::fs::write(&path, unit()).unwrap();
        assert_eq!(verify(home.path(), &path), "", "{name}");
    }
    // And it reads what it verifies.
    let path = home.path().join(UNIT);
    std::fs::write(&path, unit().replace("NoNewPrivileges=yes", "NoNewPrivileges=perhaps")).unwrap();
    assert!(verify(home.path(), &path).contains("perhaps"));
}

/// What systemd says of a unit.
fn verify(home: &Path, unit: &Path) -> String {
    let mut command = Command::new("systemd-analyze");
    command.args(["verify", "--user", "--man=no"]).arg(unit).env("HOME", home).env("XDG_RUNTIME_DIR", home);
    let output = command.output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}
