//! One test binary for the whole program; the modules have the names of what they test.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; clippy sees only the test functions as tests"
)]

mod api;
mod support;
