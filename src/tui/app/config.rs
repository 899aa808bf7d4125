//! [`Config`]: what the state needs of the options.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::account::Profile;
use crate::account::table::Views;
use crate::domain::Label;
use crate::options::DashboardOptions;
use crate::runtime::{WatchSetup, folders};
use crate::terminal::clipboard::Route;
use crate::tui::keymap::Keymap;
use crate::tui::screens::save::Folders;
use crate::tui::ui::Theme;

/// What does not change while the program runs, whichever accounts are open, but for the theme: the terminal may report its
/// ground. What is said of an account is in its [`crate::account::Profile`].
#[derive(Clone, Debug)]
pub struct Config {
    /// The process's number: with it operations of several runs are told apart.
    pub process: u32,
    /// What is said of every account that can be opened, by [`crate::domain::AccountId`]; at least one.
    pub profiles: Vec<Arc<Profile>>,
    /// How many of them are opened from the start: the first ones, at least one.
    pub opened: usize,
    /// The styles and glyphs, as far as the terminal can show them, on its ground as far as that is known.
    pub theme: Theme,
    /// The keys that count.
    pub keymap: Keymap,
    /// What the config file says of the list, with its views.
    pub views: Arc<Views>,
    /// The name of the view to begin with; else that of the last time.
    pub view: Option<Label>,
    /// The operator's time zone, for times of day.
    pub zone: TimeZone,
    /// For how long credentials are shown.
    pub reveal: Duration,
    /// After how long a copied secret is cleared from the clipboard.
    pub clipboard_clear: Duration,
    /// Where names of files begin.
    pub folders: Folders,
    /// The ways to the clipboard, the first to be tried first; the runtime knows them.
    pub routes: Vec<Route>,
}

impl Config {
    /// As the options ask for it, with these keys, in the time zone of this machine, and with no way to the clipboard yet: those are found
    /// when the program runs.
    pub fn new(options: &DashboardOptions, keymap: Keymap, watch: &WatchSetup) -> Self {
        Self {
            process: std::process::id(),
            profiles: watch.accounts.iter().map(|account| Arc::clone(&account.profile)).collect(),
            opened: watch.opened,
            theme: Theme::of(&options.look),
            keymap,
            views: Arc::new(options.views.clone()),
            view: options.view.clone(),
            zone: TimeZone::system(),
            reveal: options.reveal,
            clipboard_clear: options.clipboard_clear,
            folders: Folders { home: folders::home(), working: std::env::current_dir().ok() },
            routes: Vec::new(),
        }
    }
}
