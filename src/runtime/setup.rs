//! [`WatchSetup`]: what accounts are watched with, whichever face shows it.

use std::sync::Arc;

use super::journal::JournalLocation;
use super::link::LinkSetup;
use super::log;
use super::recorder::RecorderSetup;
use crate::account::Profile;

/// What accounts are watched with.
pub struct WatchSetup {
    /// Every account that can be opened, by [`crate::domain::AccountId`]; at least one.
    pub accounts: Vec<AccountSetup>,
    /// How many of them are opened at the start: the first ones, at least one.
    pub opened: usize,
    /// Where what is done from here is written down.
    pub journal: JournalLocation,
    /// Where what was seen and done is kept beyond the end of the program, and for how long.
    pub history: RecorderSetup,
    /// What the operator should know of the surroundings, in sentences.
    pub warnings: Vec<String>,
    /// What goes wrong with the log, where there is one.
    pub log_troubles: Option<log::Troubles>,
}

/// What one account is watched with.
pub struct AccountSetup {
    /// What is said of it.
    pub profile: Arc<Profile>,
    /// How it is reached.
    pub link: LinkSetup,
}
