//! The store: what is kept, by whom, and what is told of it; other versions of the file, and files of others.

mod encoding;
mod files;
#[cfg(unix)]
mod operations;
mod properties;
mod pruning;
mod rig;
mod timeline;
mod two_writers;
mod visits;
mod writing;
