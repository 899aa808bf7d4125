//! The process's memory stays its own.

use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
use trackside::runtime::memory::keep_private;

use crate::support::rerun::rerun;

#[test]
fn nothing_is_dumped_and_nobody_reads_it() {
    if rerun("runtime::memory::nothing_is_dumped_and_nobody_reads_it", &[]) {
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::Dumpable));
        keep_private();
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
    }
}
