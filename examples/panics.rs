//! Panics on purpose, so that a test in a pseudo terminal can see what is left behind.
//!
//! `panics screen` takes the terminal and panics on the thread that draws; `panics task` runs the whole program with
//! a background task that panics each time it is started.
#![expect(clippy::panic, reason = "that is what it is for")]

use std::time::Duration;

use jiff::tz::TimeZone;
use trackside::app::Setting;
use trackside::options::{ClipboardRoute, Notify};
use trackside::runtime::poller::Pace;
use trackside::runtime::{self, Ending, JournalPlace, Setup, terminal};
use trackside::ui::{Symbols, Theme, ThemeName};

fn main() {
    if std::env::args().nth(1).as_deref() == Some("screen") {
        terminal::install_panic_hook();
        let _guard = terminal::Guard::enter().expect("a terminal");
        panic!("on purpose \u{1b}[2J");
    }
    let refresh = Duration::from_secs(10);
    let ending = runtime::run(Setup {
        setting: Setting {
            place: "nowhere".to_owned(),
            read_only: false,
            refresh,
            theme: Theme::new(ThemeName::Ansi, &Symbols::UNICODE),
            zone: TimeZone::UTC,
            account_id: None,
            region: None,
            allow_reveal: true,
            reveal: Duration::from_secs(20),
            clipboard_clear: Duration::from_secs(45),
            api: None,
            routes: Vec::new(),
            has_connectivity_path: false,
        },
        pace: Pace { refresh, requests_per_minute: 500 },
        clipboard: ClipboardRoute::Off,
        notify: Notify::Off,
        journal: JournalPlace::Memory,
        connect: Box::new(|| Box::pin(async { panic!("in the background") })),
    });
    assert!(matches!(ending, Ending::Quit(None)), "{ending:?}");
}
