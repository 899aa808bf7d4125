//! What waits and what writes: the performer, the poller, the reading of projects, the screen writer.

mod performer;
mod poller;
mod screen;
mod usage;
