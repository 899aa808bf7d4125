//! The domain's rules as tables.

mod action;
mod allow_list;
mod connectivity;
mod deadline;
mod fact;
mod guide;
pub(crate) mod kind;
mod names;
mod parameters;
mod platform;
mod redactor;
mod release;
mod runner;
mod secret;
mod setting;
mod status;
mod text;
mod usage;
mod warning;
mod work;
