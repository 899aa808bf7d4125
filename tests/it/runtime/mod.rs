//! What waits, what writes, and what is read before the start: the poller, the screen writer, files and the secret.

#[cfg(unix)]
mod client_secret;
#[cfg(unix)]
mod config_file;
mod poller;
mod screen;
