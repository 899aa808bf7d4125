//! What the user sees: each screen or overlay has its state, its update and its view side by side.
//!
//! A screen knows the state it is handed, never another screen, tokio, reqwest or a clock.

pub mod actions;
pub mod bulk;
pub mod connectivity;
pub mod difference;
pub mod edit;
pub mod help;
pub mod journal;
pub mod json;
pub mod marked;
pub mod page;
pub mod picker;
pub mod question;
pub mod refusal;
pub mod request;
pub mod reread;
pub mod runner_detail;
pub mod runner_list;
pub mod scroll;
pub mod seen;
pub mod sending;
pub mod sort_picker;
pub mod summary;
pub mod typed;
