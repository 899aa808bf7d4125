//! What waits, what writes and what is read before the start: the performer, the poller, the reading of projects, the
//! screen writer, files and the secret.

#[cfg(unix)]
mod client_secret;
#[cfg(unix)]
mod config_file;
mod performer;
mod poller;
mod screen;
mod usage;
