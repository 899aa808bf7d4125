//! What tests share.

pub(crate) mod http;
