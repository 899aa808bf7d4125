//! What tests share.

pub(crate) mod http;
pub(crate) mod rerun;
