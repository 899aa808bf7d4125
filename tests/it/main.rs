//! The tests of trackside, in one binary.

mod demo;
