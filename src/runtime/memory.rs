//! Keeping the process's memory to itself: it holds secrets while they are shown or copied.

/// From here on a crash writes no core dump and, on Linux, other processes of the same user cannot read the memory or
/// the environment. A debugger then needs root.
///
/// The program goes on where the system refuses: it has no such file to lose yet.
pub fn keep_private() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        // The upper limit stays: a browser started from here may want dumps of its own.
        let maximum = getrlimit(Resource::Core).maximum;
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
    }
    // The limit does not hold for dumps that go to a program, as systemd's.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
