//! What waits, what writes and what is read before the start: alerts, the clipboard, the journal, links, the performer, the
//! poller, the reading of projects, the screen writer, files, the log and the secret.

mod alert;
mod background;
mod browser;
mod ca_file;
#[cfg(unix)]
mod client_secret;
mod clipboard;
#[cfg(unix)]
mod config_file;
mod connectivity;
#[cfg(unix)]
mod folders;
mod input;
#[cfg(unix)]
mod input_tty;
#[cfg(unix)]
mod journal;
#[cfg(unix)]
mod links;
#[cfg(unix)]
mod log;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod opening;
mod outgoing;
mod performer;
mod poller;
mod projects;
#[cfg(unix)]
mod recorder;
mod screen;
#[cfg(unix)]
mod table_file;
mod work;
