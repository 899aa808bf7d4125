//! The model of an account: each part of it by itself.

mod absence;
mod connection;
mod connectivity;
mod fleet;
mod history;
mod in_view;
mod merged;
mod observation;
mod operation;
mod pending;
mod remote;
mod table;
mod turns;
mod work;
