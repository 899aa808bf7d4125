//! Looks and themes, from the text of a config file.

use std::ffi::OsString;
use std::path::PathBuf;

use trackside::options::{Capabilities, ConfigText, Look, Program, Start, parse};
use trackside::tui::ui::Theme;

/// How everything is drawn with this below `[themes.mine]`, which is asked for.
pub fn look(mine: &str) -> Look {
    let variables = [("TRACKSIDE_CLIENT_ID", "id"), ("TRACKSIDE_CLIENT_SECRET", "s"), ("TRACKSIDE_REGION", "eu1")];
    let variables = variables.into_iter().chain([("TRACKSIDE_THEME", "mine")]);
    let variables = variables.map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let file = ConfigText { path: PathBuf::from("config.toml"), text: format!("[themes.mine]\n{mine}") };
    let options = match parse(["trackside".into()], variables).unwrap() {
        Start::Run(request) => request.options(Some(&file)).unwrap_or_else(|error| panic!("{mine}: {error}")),
        other => panic!("{other:?}"),
    };
    match options.program {
        Program::Dashboard(dashboard) => dashboard.look,
        other => panic!("{other:?}"),
    }
}

/// The same as a theme of such a terminal.
pub fn mine(mine: &str, capabilities: Capabilities) -> Theme {
    Theme::of(&Look { capabilities, ..look(mine) })
}
