//! Other programs that tests talk to, and that are not part of every system.

use std::path::Path;

/// Whether `program` is installed. A test that needs one that is not there is left out with a word, but fails where `CI`
/// is set: there everything is installed.
pub fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&path).any(|folder| is_program(&folder.join(program)));
    assert!(is_there || std::env::var_os("CI").is_none(), "{program} is not installed");
    if !is_there {
        eprintln!("left out: {program} is not installed");
    }
    is_there
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}
