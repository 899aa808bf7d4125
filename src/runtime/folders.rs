//! Where an operator's files are: the one place that asks for a home.

use std::ffi::OsString;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The operator's home. `None` where none is known.
pub fn home() -> Option<PathBuf> {
    etcetera::home_dir().ok()
}

/// The folder of config files. `None` where neither a home nor `XDG_CONFIG_HOME` is known.
pub fn config() -> Option<PathBuf> {
    let of_home = etcetera::choose_base_strategy().ok().map(|folders| folders.config_dir());
    choose(of_home, std::env::var_os("XDG_CONFIG_HOME"))
}

/// The folder of what a program keeps. `None` where neither a home nor `XDG_STATE_HOME` is known.
pub fn state() -> Option<PathBuf> {
    let of_home = etcetera::choose_base_strategy().ok();
    // Only Windows has none for state.
    let of_home = of_home.map(|folders| folders.state_dir().unwrap_or_else(|| folders.data_dir()));
    choose(of_home, std::env::var_os("XDG_STATE_HOME"))
}

/// What is known of a user with a home, else what `variable` names outright: a user id without a name and without HOME,
/// as in containers and services, has no home. A relative path counts as not set, as the XDG specification says.
pub fn choose(of_home: Option<PathBuf>, variable: Option<OsString>) -> Option<PathBuf> {
    of_home.or_else(|| variable.map(PathBuf::from).filter(|path| path.is_absolute()))
}
