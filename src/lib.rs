//! trackside.

pub mod api;
pub mod app;
pub mod clock;
pub mod command;
pub mod connection;
pub mod demo;
pub mod domain;
pub mod effect;
pub mod fleet;
pub mod keymap;
pub mod message;
pub mod options;
pub mod runtime;
pub mod screens;
pub mod ui;
