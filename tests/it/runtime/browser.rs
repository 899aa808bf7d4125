//! Opening a page.

use trackside::terminal::browser::{NotOpened, open};
use trackside::terminal::host_environment::{HostEnvironment, Multiplexer};

const PAGE: &str = "https://example.invalid/page";
const AT_THE_DESK: HostEnvironment =
    HostEnvironment { multiplexer: Multiplexer::None, is_over_ssh: false, has_display: true };

#[tokio::test]
async fn only_a_page_that_the_operator_would_see_is_opened() {
    let over_ssh = HostEnvironment { is_over_ssh: true, ..AT_THE_DESK };
    let without_display = HostEnvironment { has_display: false, ..AT_THE_DESK };
    let no_page = NotOpened::Failed("only https addresses are opened".into());
    for (url, session, refusal) in [
        (PAGE, over_ssh, NotOpened::OverSsh),
        (PAGE, HostEnvironment { has_display: false, ..over_ssh }, NotOpened::OverSsh),
        (PAGE, without_display, NotOpened::NoDisplay),
        ("http://example.invalid/", AT_THE_DESK, no_page.clone()),
        ("file:///etc/passwd", AT_THE_DESK, no_page),
    ] {
        assert_eq!(open(url, session).await, Err(refusal));
    }
}

#[cfg(target_os = "linux")]
mod launchers {
    use super::*;
    use crate::support::rerun::{is_rerun, rerun};

    /// A `PATH` with nothing but an `xdg-open` that is this shell script.
    fn launcher(folder: &tempfile::TempDir, script: &str) -> String {
        let path = folder.path().join("xdg-open");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        folder.path().to_str().unwrap().to_owned()
    }

    fn opened() -> Result<(), NotOpened> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(open(PAGE, AT_THE_DESK))
    }

    #[test]
    fn the_desktops_launcher_gets_the_address() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("note");
        if is_rerun() {
            assert_eq!(opened(), Ok(()));
            return;
        }
        // A shell builtin tells what it was called with.
        let path = launcher(&folder, &format!("echo \"$@\" > {}", note.display()));
        rerun("runtime::browser::launchers::the_desktops_launcher_gets_the_address", &[("PATH", &path)]);
        assert_eq!(std::fs::read_to_string(note).unwrap(), format!("{PAGE}\n"));
    }

    #[test]
    fn a_launcher_does_not_inherit_the_secret() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("note");
        if is_rerun() {
            assert_eq!(opened(), Ok(()));
            return;
        }
        let path = launcher(&folder, &format!("export -p > {}", note.display()));
        let name = "runtime::browser::launchers::a_launcher_does_not_inherit_the_secret";
        rerun(name, &[("PATH", &path), ("TRACKSIDE_CLIENT_SECRET", "canary-7f3a"), ("BROWSER", "some")]);
        let environment = std::fs::read_to_string(note).unwrap();
        assert!(environment.contains("BROWSER") && !environment.contains("canary"), "{environment}");
    }

    #[test]
    fn launchers_that_fail_or_are_missing_are_told() {
        if is_rerun() {
            assert!(matches!(opened(), Err(NotOpened::Failed(reason)) if !reason.is_blank()));
            return;
        }
        let (failing, empty) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for path in [launcher(&failing, "exit 3"), empty.path().to_str().unwrap().to_owned()] {
            rerun("runtime::browser::launchers::launchers_that_fail_or_are_missing_are_told", &[("PATH", &path)]);
        }
    }
}
