//! The domain's rules as tables.

mod guide;
mod kind;
mod parameters;
mod platform;
mod release;
mod runner;
mod secret;
mod status;
mod text;
