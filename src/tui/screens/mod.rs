//! What the user sees: each screen or overlay has its state, its update and its view side by side.
//!
//! A screen knows the state it is handed, never another screen, tokio, reqwest or a clock. What several of them are made of
//! is in `parts/`.

pub mod actions;
pub mod bulk;
pub mod connectivity;
pub mod copy;
pub mod edit;
pub mod events;
pub mod fleet_map;
pub mod guided;
pub mod help;
pub mod journal;
pub mod json;
pub mod leaving;
pub mod marked;
pub mod orphans;
pub mod palette;
pub mod parts;
pub mod picker;
pub mod profiles;
pub mod question;
pub mod request;
pub mod runner_detail;
pub mod runner_list;
pub mod save;
pub mod since;
pub mod typed;
pub mod versions;
