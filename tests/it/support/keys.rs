//! Maps of keys, from the text of a config file.

use std::ffi::OsString;
use std::path::PathBuf;

use trackside::options::{ConfigText, KeyWishes, Program, Start, parse};
use trackside::tui::keymap::Keymap;

/// What this config file asks for of the keys. Its name is `config.toml`.
pub fn asked(text: &str) -> KeyWishes {
    let variables = [("TRACKSIDE_CLIENT_ID", "id"), ("TRACKSIDE_CLIENT_SECRET", "s"), ("TRACKSIDE_REGION", "eu1")];
    let variables = variables.map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let file = ConfigText { path: PathBuf::from("config.toml"), text: text.to_owned() };
    let options = match parse(["trackside".into()], variables).unwrap() {
        Start::Run(request) => request.options(Some(&file)).unwrap(),
        other => panic!("{other:?}"),
    };
    match options.program {
        Program::Dashboard(dashboard) => dashboard.keys,
        other => panic!("{other:?}"),
    }
}

/// The keys that count with this below `[keys]`.
pub fn keymap(text: &str) -> Keymap {
    Keymap::read(&asked(&format!("[keys]\n{text}"))).unwrap_or_else(|faults| panic!("{faults:#?}"))
}
