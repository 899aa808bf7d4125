//! Other programs that tests talk to, and that are not part of every system.

/// Whether `program` is installed. A test that needs one that is not there is left out, but fails where `CI`
/// is set: there everything is installed.
pub fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    assert!(is_there || std::env::var_os("CI").is_none(), "{program} is not installed");
    is_there
}
