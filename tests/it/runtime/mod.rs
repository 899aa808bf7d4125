//! What waits and what writes: the poller, the screen writer.

mod poller;
mod screen;
