//! What `doctor` looks at: the accounts, and the screen as the dashboard would have it.

use clap::Arg;

use crate::options::{ClipboardRoute, DashboardOptions, source};

/// `trackside doctor`.
#[derive(Debug)]
pub struct DoctorOptions {
    /// How the dashboard would look and behave.
    pub screen: DashboardOptions,
    /// Which routes to the clipboard are tried with a word that the operator pastes. `None`: none is tried.
    pub tries: Option<ClipboardRoute>,
}

impl DoctorOptions {
    /// With the flag for the clipboard, which also asks for the trial here.
    pub(in crate::options) fn of(screen: DashboardOptions, asks_for_clipboard: bool) -> Self {
        let tries = asks_for_clipboard.then_some(screen.clipboard);
        Self { screen, tries }
    }
}

/// The flag for the clipboard may stand without a route: then all that fit are tried.
pub(super) fn with_trial(argument: Arg) -> Arg {
    if argument.get_long().map(|long| format!("--{long}")).as_deref() != source::CLIPBOARD.flag {
        return argument;
    }
    argument
        .num_args(0..=1)
        .default_missing_value("auto")
        .help("Try the ways to the clipboard with a word that you paste: auto, tmux, osc52, native")
}
