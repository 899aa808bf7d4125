//! A real X server, looked at by another program.

use std::io::Read;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use trackside::options::ClipboardRoute;
use trackside::terminal::clipboard::{Cleared, HandedOver, Keeping, NotCopied, Route};
use trackside::terminal::host_environment::{HostEnvironment, Multiplexer};

use super::{clear, clipboard, close, copy, harmless, runtime, secret};
use crate::support::display::Display;
use crate::support::patience::wait_until;
use crate::support::programs::is_installed;
use crate::support::rerun::{is_rerun, rerun};

const AT_THE_DESK: HostEnvironment =
    HostEnvironment { multiplexer: Multiplexer::None, is_over_ssh: false, has_display: true };
const WITH_FORWARDED_DISPLAY: HostEnvironment = HostEnvironment { is_over_ssh: true, ..AT_THE_DESK };

/// What another program reads; `None` if there is nothing.
fn read(target: &str) -> Option<String> {
    let output = Command::new("xclip").args(["-selection", "clipboard", "-o", "-t", target]).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

fn text() -> Option<String> {
    read("UTF8_STRING")
}

/// Another program copies something over a text that must not stay.
fn take_over(text: &str) {
    let mut command = Command::new("sh");
    command.args(["-c", "printf %s \"$1\" | xclip -selection clipboard", "sh", text]);
    assert!(command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success());
    // It goes on in the background before it owns the clipboard. It has nothing but its text to offer, whatever is asked
    // for.
    wait_until("it owns the clipboard", || read("x-kde-passwordManagerHint").as_deref() == Some(text));
}

/// Runs `name` again with a display of its own; `true` in that process.
fn with_display(name: &str) -> bool {
    if is_rerun() {
        return true;
    }
    if is_installed("Xvfb") && is_installed("xclip") {
        let display = Display::open(64, 64);
        rerun(name, &[("DISPLAY", &display.name), ("WAYLAND_DISPLAY", "")]);
    }
    false
}

#[test]
fn the_desktop_holds_the_text_until_it_is_cleared() {
    if !with_display("runtime::clipboard::native::the_desktop_holds_the_text_until_it_is_cleared") {
        return;
    }
    runtime().block_on(async {
        let mut clipboard = clipboard(ClipboardRoute::Auto, AT_THE_DESK);
        let (outcome, sequence) = copy(&mut clipboard, harmless("vérité\n")).await;
        assert_eq!(outcome, Ok(HandedOver { route: Route::Native, keeping: Keeping::UntilTheEnd, failed: vec![] }));
        assert_eq!((text().as_deref(), sequence), (Some("vérité\n"), None));
        assert!(!read("TARGETS").unwrap().contains("passwordManagerHint"), "histories may keep it");
        assert_eq!(clear(&mut clipboard).await, (Cleared::HeldAnother, None));
        assert_eq!(text().as_deref(), Some("vérité\n"));

        copy(&mut clipboard, secret("token")).await.0.unwrap();
        assert_eq!(text().as_deref(), Some("token"));
        assert_eq!(read("x-kde-passwordManagerHint").as_deref(), Some("secret"));
        assert_eq!(clear(&mut clipboard).await, (Cleared::Emptied, None));
        assert_eq!(text(), None);
        assert_eq!(close(clipboard).await, "");
    });
}

#[test]
fn what_another_program_copied_is_left_alone() {
    if !with_display("runtime::clipboard::native::what_another_program_copied_is_left_alone") {
        return;
    }
    runtime().block_on(async {
        let mut clipboard = clipboard(ClipboardRoute::Native, WITH_FORWARDED_DISPLAY);
        for theirs in ["theirs", "token and more"] {
            copy(&mut clipboard, secret("token")).await.0.unwrap();
            take_over(theirs);
            assert_eq!(clear(&mut clipboard).await, (Cleared::HeldAnother, None));
            assert_eq!(text().as_deref(), Some(theirs));
        }
        // The very same text, copied again by somebody: it must not stay either.
        copy(&mut clipboard, secret("token")).await.0.unwrap();
        take_over("token");
        assert_eq!(clear(&mut clipboard).await, (Cleared::Emptied, None));
        assert_eq!(text(), None);
    });
}

#[test]
fn the_end_clears_what_must_not_stay() {
    if !with_display("runtime::clipboard::native::the_end_clears_what_must_not_stay") {
        return;
    }
    runtime().block_on(async {
        let mut first = clipboard(ClipboardRoute::Native, AT_THE_DESK);
        copy(&mut first, secret("token")).await.0.unwrap();
        assert_eq!(text().as_deref(), Some("token"));
        close(first).await;
        assert_eq!(text(), None);
        // Also when the answer was not waited for.
        let second = clipboard(ClipboardRoute::Native, AT_THE_DESK);
        second.copy(secret("token"));
        tokio::task::yield_now().await;
        close(second).await;
        assert_eq!(text(), None);
    });
}

#[test]
fn a_display_that_is_gone_leaves_it_to_the_terminal() {
    const NAME: &str = "runtime::clipboard::native::a_display_that_is_gone_leaves_it_to_the_terminal";
    if !is_rerun() {
        // Nobody listens there any more.
        let (display, _) = listener(1000);
        rerun(NAME, &[("DISPLAY", &display), ("WAYLAND_DISPLAY", "")]);
        return;
    }
    runtime().block_on(async {
        let unreachable = || vec![(Route::Native, "this machine's desktop cannot be reached".into())];
        let mut automatic = clipboard(ClipboardRoute::Auto, AT_THE_DESK);
        let (outcome, sequence) = copy(&mut automatic, secret("token")).await;
        assert_eq!(outcome, Ok(HandedOver { route: Route::Terminal, keeping: Keeping::Beyond, failed: unreachable() }));
        assert_eq!(sequence.as_deref(), Some("\x1b]52;c;dG9rZW4=\x1b\\"));
        let mut native = clipboard(ClipboardRoute::Native, AT_THE_DESK);
        assert_eq!(copy(&mut native, secret("token")).await, (Err(NotCopied::Failed(unreachable())), None));
    });
}

#[test]
fn a_server_that_does_not_answer_is_given_up() {
    const NAME: &str = "runtime::clipboard::native::a_server_that_does_not_answer_is_given_up";
    if is_rerun() {
        runtime().block_on(async {
            let mut clipboard = clipboard(ClipboardRoute::Auto, AT_THE_DESK);
            let (outcome, _) = copy(&mut clipboard, secret("token")).await;
            let failed = vec![(Route::Native, "the clipboard did not answer in time".into())];
            assert_eq!(outcome, Ok(HandedOver { route: Route::Terminal, keeping: Keeping::Beyond, failed }));
        });
        return;
    }
    let (display, listener) = listener(1);
    // Takes connections and says nothing.
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut rest = Vec::new();
            let _ = connection.unwrap().read_to_end(&mut rest);
        }
    });
    rerun(NAME, &[("DISPLAY", &display), ("WAYLAND_DISPLAY", "")]);
}

/// A display from `first` on that nobody serves yet, and where to.
fn listener(first: u16) -> (String, TcpListener) {
    // Display n is served on port 6000 + n.
    let listen = |n| Some((format!("127.0.0.1:{n}"), TcpListener::bind(("127.0.0.1", 6000 + n)).ok()?));
    (first..first + 1000).find_map(listen).unwrap()
}

#[test]
fn what_is_gone_with_the_program_is_told_and_what_a_manager_takes_over_is_not() {
    use x11rb::connection::Connection;
    use x11rb::protocol::xproto::{ConnectionExt, CreateWindowAux, WindowClass};
    const NAME: &str =
        "runtime::clipboard::native::what_is_gone_with_the_program_is_told_and_what_a_manager_takes_over_is_not";
    if !with_display(NAME) {
        return;
    }
    runtime().block_on(async {
        let mut clipboard = clipboard(ClipboardRoute::Native, AT_THE_DESK);
        let kept = async |clipboard: &mut _, clip| copy(clipboard, clip).await.0.unwrap().keeping;
        assert_eq!(kept(&mut clipboard, harmless("text")).await, Keeping::UntilTheEnd);
        // It is cleared at the end in any case.
        assert_eq!(kept(&mut clipboard, secret("token")).await, Keeping::Beyond);

        let (manager, screen) = x11rb::connect(None).unwrap();
        let root = manager.setup().roots[screen].root;
        let window = manager.generate_id().unwrap();
        let usual = CreateWindowAux::new();
        manager.create_window(0, window, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &usual).unwrap();
        let selection = manager.intern_atom(false, b"CLIPBOARD_MANAGER").unwrap().reply().unwrap().atom;
        manager.set_selection_owner(window, selection, x11rb::CURRENT_TIME).unwrap().check().unwrap();
        assert_eq!(kept(&mut clipboard, harmless("text")).await, Keeping::Beyond);
    });
}
