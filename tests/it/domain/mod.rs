//! The domain's rules as tables.

mod platform;
mod release;
mod runner;
mod secret;
mod status;
mod text;
