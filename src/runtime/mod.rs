//! What is done for accounts: one link each (client, poller, performer), the journal, the recorder that keeps the
//! store, and what is read before the start: the config file, secrets, certificates.
//!
//! Nothing here decides anything: what is to be done the account says. Nothing here knows a screen.

pub mod ca_file;
pub mod client_secret;
pub mod clock;
pub mod config_file;
pub mod connectivity;
pub mod folders;
pub mod journal;
mod link;
pub mod links;
pub mod log;
pub mod memory;
pub mod opening;
pub mod outgoing;
pub mod performer;
mod plain_file;
pub mod poller;
pub mod recorder;
mod setup;
pub mod table_file;
pub mod tasks;
pub mod work;

pub use journal::JournalLocation;
pub use link::{Connect, Connecting, LinkSetup};
pub use setup::{AccountSetup, WatchSetup};
