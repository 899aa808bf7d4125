//! Tests that need a process of their own, because they depend on what a process has one of: environment variables,
//! the registry of what is logged. The tests of this binary run side by side in one process.

use std::process::Command;

/// Set in the processes that [`rerun`] starts, and in those that a test starts itself.
pub(crate) const RERUN: &str = "TRACKSIDE_TEST_RERUN";

/// Whether this is a process that [`rerun`] started.
pub(crate) fn is_rerun() -> bool {
    std::env::var_os(RERUN).is_some()
}

/// Runs the test `name` (with its modules) again in a process with these variables; `true` in that process.
pub(crate) fn rerun(name: &str, variables: &[(&str, &str)]) -> bool {
    if is_rerun() {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(RERUN, "1")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(output.status.success(), "{stdout}{stderr}");
    assert!(stdout.contains("1 passed"), "there is no test {name}:\n{stdout}");
    false
}
