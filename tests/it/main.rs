//! One test binary for the whole program; the modules have the names of what they test.

mod api;
mod support;
