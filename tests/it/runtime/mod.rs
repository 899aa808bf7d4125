//! What waits and what writes: the clipboard, links, the poller, the screen writer.

mod clipboard;
mod link;
#[cfg(target_os = "linux")]
mod memory;
mod poller;
mod screen;
