//! The reading of a terminal: what is queued, dropped and stamped, and how it ends.

use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use pty_process::blocking::{Pts, Pty};
use rustix::io::ioctl_fionread;
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use trackside::terminal::input::{Chord, Event, Input, Key, Stamped};

use crate::support::patience::{LIMIT, wait_until, wait_until_or};

/// Long enough never to pass in a test that does not wait for it.
const NEVER: Duration = Duration::from_secs(3_600);

/// A terminal in raw mode, from both its sides, with how many frames were drawn on it.
struct Rig {
    keyboard: Pty,
    screen: Pts,
    frames: Arc<AtomicU64>,
}

impl Rig {
    fn new() -> Self {
        let (keyboard, screen) = pty_process::blocking::open().unwrap();
        let mut modes = tcgetattr(screen.as_fd()).unwrap();
        modes.make_raw();
        tcsetattr(screen.as_fd(), OptionalActions::Now, &modes).unwrap();
        Self { keyboard, screen, frames: Arc::default() }
    }

    fn input(&self, escape: Duration) -> Input {
        let tty = File::from(self.screen.as_fd().try_clone_to_owned().unwrap());
        Input::of(tty, escape, Arc::clone(&self.frames)).unwrap()
    }

    fn types(&mut self, text: &str) -> &mut Self {
        self.keyboard.write_all(text.as_bytes()).unwrap();
        self
    }

    /// Bytes that nobody has read yet.
    fn unread(&self) -> u64 {
        ioctl_fionread(self.screen.as_fd()).unwrap()
    }

    /// The same, and it is read before anybody asks for events.
    fn types_ahead(&mut self, text: &str, input: &mut Input) -> &mut Self {
        self.types(text);
        // What the kernel passes on comes a moment later than it is written.
        wait_until("everything has come", || self.unread() == text.len() as u64);
        input.catch_up();
        assert_eq!(self.unread(), 0);
        self
    }
}

async fn next(input: &mut Input) -> Option<Stamped> {
    tokio::time::timeout(LIMIT, input.next()).await.expect("an event")
}

async fn next_key(input: &mut Input) -> Chord {
    match next(input).await.expect("a terminal").event {
        Event::Key(chord) => chord,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_sequence_in_two_reads_is_one_key_and_a_lone_escape_counts_in_the_end() {
    let mut rig = Rig::new();
    let mut input = rig.input(NEVER);
    rig.types_ahead("\u{1b}", &mut input).types_ahead("[", &mut input).types("B");
    assert_eq!(next_key(&mut input).await, Chord::plain(Key::Down));
    drop(input);
    let mut input = rig.input(Duration::ZERO);
    rig.types("\u{1b}");
    assert_eq!(next_key(&mut input).await, Chord::plain(Key::Esc));
}

#[tokio::test]
async fn ctrl_c_goes_before_whatever_waits_and_drops_what_was_typed() {
    let mut rig = Rig::new();
    let mut input = rig.input(NEVER);
    rig.types_ahead(&"x".repeat(3_000), &mut input).types_ahead("y\u{1b}[I\u{3}j", &mut input);
    let mut events = Vec::new();
    while events.last() != Some(&Event::Key(Chord::char('j'))) {
        events.push(next(&mut input).await.unwrap().event);
    }
    let place = events.iter().position(|event| *event == Event::Key(Chord::ctrl('c'))).unwrap();
    assert!(events[..place].iter().all(|event| *event != Event::Key(Chord::char('y'))), "{place}");
    assert_eq!(events[place - 1], Event::FocusGained, "what nobody typed stays");
}

#[tokio::test]
async fn once_dropped_it_takes_no_key_of_whoever_has_the_terminal_then() {
    let mut rig = Rig::new();
    let input = rig.input(NEVER);
    drop(input);
    rig.types("ls\r");
    // What the kernel passes on comes a moment later than it is written.
    wait_until_or("nothing is missing", || rig.unread() >= 3, || format!("{} bytes are left", rig.unread()));
    let mut input = rig.input(NEVER);
    assert_eq!(next_key(&mut input).await, Chord::char('l'));
}

#[tokio::test]
async fn each_key_tells_how_many_frames_were_drawn_when_it_was_read() {
    let mut rig = Rig::new();
    let mut input = rig.input(NEVER);
    for frames in [0, 7, 8] {
        rig.frames.store(frames, Ordering::SeqCst);
        rig.types("j");
        assert_eq!(next(&mut input).await.unwrap().frames, frames);
    }
}

#[tokio::test]
async fn arrows_read_within_one_frame_are_told_from_keys() {
    let mut rig = Rig::new();
    let mut input = rig.input(NEVER);
    rig.types("\u{1b}[B");
    assert_eq!(next_key(&mut input).await, Chord::plain(Key::Down));
    rig.types("\u{1b}[B");
    let again = Event::Arrows { key: Chord::plain(Key::Down), times: 1 };
    assert_eq!(next(&mut input).await.unwrap().event, again);
    rig.frames.store(1, Ordering::SeqCst);
    rig.types("\u{1b}[B");
    assert_eq!(next_key(&mut input).await, Chord::plain(Key::Down));
}

#[tokio::test]
async fn a_terminal_that_is_gone_ends_it() {
    let Rig { keyboard, screen, frames } = Rig::new();
    let tty = File::from(screen.as_fd().try_clone_to_owned().unwrap());
    let mut input = Input::of(tty, NEVER, frames).unwrap();
    drop(keyboard);
    assert_eq!(next(&mut input).await, None);
    assert_eq!(next(&mut input).await, None, "and it stays so");
}
