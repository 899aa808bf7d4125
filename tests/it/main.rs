//! One test binary; the modules have the names of `src/`.

mod app;
mod connection;
mod demo;
mod domain;
mod fleet;
mod keymap;
mod options;
mod properties;
mod runtime;
mod screens;
mod support;
#[cfg(unix)]
mod terminal;
mod tidy;
