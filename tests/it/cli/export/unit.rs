//! The unit for systemd: what it starts is a command line that trackside takes, and it restarts as the recorder's does.

use trackside::options::{ConfigText, Program, Start, parse};

use super::*;

#[test]
fn the_help_fits_and_says_where_it_listens() {
    let Ok(Start::Print(help)) = parse(["trackside", "export", "--help"].map(Into::into), []) else {
        panic!("no help")
    };
    assert!(help.lines().all(|line| line.len() <= 80), "{help}");
    for text in ["--listen <ADDRESS:PORT>", "127.0.0.1:9824", "/healthz", "128+n"] {
        assert!(help.contains(text), "{text} in {help}");
    }
    assert!(!help.contains("--theme"), "{help}");
}

#[test]
fn what_the_unit_starts_exports_every_profile_to_this_machine_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/systemd");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let unit = read("trackside-export.service");
    let command = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/bin/env ")).unwrap();
    let Ok(Start::Run(request)) = parse(command.split(' ').map(Into::into), []) else { panic!("{command}") };
    let profile = |name: &str| format!("[profiles.{name}]\nregion='eu1'\nclient_id='i'\nclient_secret_file='s'\n");
    let file = ConfigText { path: PathBuf::from("c.toml"), text: profile("prod") + &profile("lab") };
    let options = request.options(Some(&file)).unwrap();
    let Program::Export(export) = &options.program else { panic!("{options:?}") };
    assert_eq!(export.listen.to_string(), "127.0.0.1:9824");
    assert!(options.accounts.len() == 2 && options.accounts.iter().all(|account| account.read_only));
    // All but what is started, and how long the end may take, is the recorder's.
    let rules = |unit: &str| -> Vec<String> {
        let keys = unit.lines().filter(|line| line.contains('=') && !line.starts_with('#'));
        let own = ["Description=", "ExecStart=", "TimeoutStopSec="];
        keys.filter(|line| !own.iter().any(|key| line.starts_with(key))).map(str::to_owned).collect()
    };
    assert_eq!(rules(&unit), rules(&read("trackside-record@.service")));
}
