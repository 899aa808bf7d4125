//! The real binary in real terminal emulators, bare and within tmux and GNU screen: what is seen is what was written,
//! cell by cell, and it is what the README shows.
//!
//! `window.rs` a terminal on a display of its own     `pixels.rs` what is seen in it, beside what was written
//! `palette.rs` the colours of each                   `kept.rs` the README's pictures

mod kept;
mod palette;
mod pixels;
mod window;

use std::path::PathBuf;

use self::palette::Palette;
use self::window::{Between, Emulator, Ground, Window, has_font};
use crate::support::patience::wait_until_or;
use crate::support::programs::is_installed;

/// As the README shows it.
const SIZE: (u16, u16) = (100, 30);

/// Whether everything is there that a run needs.
fn can_run(emulator: Emulator, between: Between) -> bool {
    let programs = [Some("Xvfb"), Some("xclip"), Some("script"), Some(emulator.name()), between.program()];
    programs.into_iter().flatten().all(is_installed) && {
        let is_there = has_font();
        assert!(is_there || std::env::var_os("CI").is_none(), "the display has no {}", window::FONT);
        is_there
    }
}

/// Waits until everything that trackside has written is seen, as it should look.
#[track_caller]
fn assert_seen(window: &Window, palette: &Palette, name: &str) {
    let seen = || {
        let picture = window.picture();
        let differences = window.written(|screen| picture.differences(screen, palette));
        (picture, differences)
    };
    let told = || {
        let (picture, differences) = seen();
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.ppm"));
        std::fs::write(&path, picture.file()).unwrap();
        let first = differences.iter().take(10).map(String::as_str).collect::<Vec<_>>().join("\n");
        format!("{name}: {} cells differ, as in {}:\n{first}", differences.len(), path.display())
    };
    wait_until_or("all is seen as it was written", || seen().1.is_empty(), told);
}

/// Waits until the terminal hands out, as text, what was written to it.
#[track_caller]
fn assert_marked(window: &Window, name: &str) {
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    let written = || lines(&window.written(vt100::Screen::contents));
    let is_so = || window.marked().is_some_and(|text| lines(&text) == written());
    let told = || format!("{name}: {:#?}\nwas written, and marked was\n{:#?}", written(), window.marked());
    wait_until_or("the terminal hands out what was written", is_so, told);
}

/// Goes from the list to a question, to the details, and to what can be in the list's place, and has `look` look at each.
fn visit(emulator: Emulator, between: Between, ground: Ground, size: (u16, u16), look: impl Fn(&Window, &str)) {
    if !can_run(emulator, between) {
        return;
    }
    // Read once: the fleet changes by itself, some time later.
    let window = Window::open(emulator, between, ground, size, &["--demo", "--demo-seed", "1", "--refresh", "3600"]);
    window.wait_for("1/42").wait_for("Attribution models");
    // A count of what is not read to its end has a plus behind it.
    let is_open = |pair: &[u8]| pair[0].is_ascii_digit() && pair[1] == b'+';
    window.wait_until("all is counted", |text| !text.as_bytes().windows(2).any(is_open));
    look(&window, "runner-list");
    window.keys("r").wait_for("Marketing attribution / prod");
    look(&window, "question");
    window.keys("n").wait_until_gone("Marketing attribution / prod").keys("\r").wait_for("Cloud provider");
    look(&window, "runner-details");
    window.keys("q").wait_for("1/42").keys("F").wait_for("tab group");
    look(&window, "fleet-map");
    window.keys("\x1b").wait_until_gone("Fleet map").keys("V").wait_for("enter show runners");
    look(&window, "versions");
    window.keys("\x1b").wait_until_gone("Versions by track").keys("q");
    window.end();
}

/// All of it in one terminal.
fn check(emulator: Emulator, between: Between, ground: Ground, size: (u16, u16)) {
    let palette = Palette::of(emulator, ground);
    visit(emulator, between, ground, size, |window, picture| {
        let name = format!("{picture}-{emulator:?}-{between:?}-{ground:?}-{}", size.0);
        assert_seen(window, &palette, &name);
        assert_marked(window, &name);
        if size == SIZE {
            assert_kept_words(window, picture);
        }
    });
}

/// Waits until what trackside has written is what the README shows; `TRACKSIDE_PICTURES=1` makes its pictures anew.
#[track_caller]
fn assert_kept(window: &Window, name: &str) {
    if std::env::var_os("TRACKSIDE_PICTURES").is_some() {
        return std::fs::write(kept::path(name), window.written(kept::svg)).unwrap();
    }
    let kept = kept::still(&std::fs::read_to_string(kept::path(name)).unwrap_or_default());
    let now = || kept::still(&window.written(kept::svg));
    let told = || {
        let (kept, now) = (kept.clone(), now());
        let rows = kept.lines().zip(now.lines()).filter(|(kept, now)| kept != now);
        let rows = rows.flat_map(|(kept, now)| ["- ", kept, "\n+ ", now, "\n"]).collect::<String>();
        format!("assets/{name}.svg differs; CONTRIBUTING.md says how to make it anew:\n{rows}")
    };
    wait_until_or("the README's picture is what is shown", || now() == kept, told);
}

/// The same for the words alone: colours may be others in a terminal that says less about itself.
#[track_caller]
fn assert_kept_words(window: &Window, name: &str) {
    let kept = kept::words(&std::fs::read_to_string(kept::path(name)).unwrap_or_default());
    let now = || kept::words(&window.written(kept::svg));
    let told = || format!("assets/{name}.svg has\n{kept}\nand here is\n{}", now());
    wait_until_or("the README's words are what is shown", || now() == kept, told);
}

#[test]
fn the_pictures_of_the_readme_are_what_xterm_is_sent() {
    visit(Emulator::Xterm, Between::Nothing, Ground::Black, SIZE, assert_kept);
}

#[test]
fn xterm_shows_what_is_written() {
    check(Emulator::Xterm, Between::Nothing, Ground::Black, SIZE);
}

#[test]
fn urxvt_shows_what_is_written() {
    check(Emulator::Urxvt, Between::Nothing, Ground::Black, SIZE);
}

#[test]
fn tmux_in_xterm_hands_it_on() {
    check(Emulator::Xterm, Between::Tmux, Ground::Black, SIZE);
}

#[test]
fn tmux_in_urxvt_hands_it_on() {
    check(Emulator::Urxvt, Between::Tmux, Ground::Black, SIZE);
}

#[test]
fn screen_in_xterm_hands_it_on() {
    check(Emulator::Xterm, Between::Screen, Ground::Black, SIZE);
}

#[test]
fn screen_in_urxvt_hands_it_on() {
    check(Emulator::Urxvt, Between::Screen, Ground::Black, SIZE);
}

#[test]
fn xterm_on_white_at_the_usual_size() {
    check(Emulator::Xterm, Between::Nothing, Ground::White, (80, 24));
}

#[test]
fn urxvt_on_white_at_the_usual_size() {
    check(Emulator::Urxvt, Between::Nothing, Ground::White, (80, 24));
}

#[test]
fn xterm_as_wide_as_a_side_pane_needs() {
    check(Emulator::Xterm, Between::Nothing, Ground::Black, (160, 45));
}
