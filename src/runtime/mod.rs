//! Everything that touches the outside: terminal, tasks, clocks.

pub mod screen;
