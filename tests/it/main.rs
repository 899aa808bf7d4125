//! One test binary; the modules have the names of `src/`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed; clippy sees only the test functions as tests"
)]

mod account;
mod accounts;
mod actions;
mod api;
mod app;
#[cfg(unix)]
mod cli;
mod connectivity;
mod credentials;
mod demo;
mod details;
mod domain;
mod fields;
mod history;
mod keymap;
mod named_keys;
mod on_screen;
mod options;
mod overlay;
mod palette;
mod properties;
mod runtime;
mod screens;
#[cfg(unix)]
mod secrets;
mod store;
mod support;
#[cfg(unix)]
mod terminal;
mod tidy;
mod wording;
