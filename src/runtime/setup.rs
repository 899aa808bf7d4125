//! [`WatchSetup`]: what an account is watched with, whichever face shows it.

use super::journal::JournalLocation;
use super::link::LinkSetup;
use super::log;
use super::recorder::RecorderSetup;

/// What an account is watched with.
pub struct WatchSetup {
    /// How the account is reached.
    pub link: LinkSetup,
    /// Where what is done from here is written down.
    pub journal: JournalLocation,
    /// Where what was seen and done is kept beyond the end of the program, and for how long.
    pub history: RecorderSetup,
    /// What the operator should know of the surroundings, in sentences.
    pub warnings: Vec<String>,
    /// What goes wrong with the log, where there is one.
    pub log_troubles: Option<log::Troubles>,
}
