//! What waits and what writes: the clipboard, links, the poller, the screen writer.

mod clipboard;
mod link;
mod poller;
mod screen;
