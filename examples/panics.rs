//! Panics on purpose, so that a test in a pseudo terminal can see what is left behind.
//!
//! `panics screen` takes the terminal and panics on the thread that draws; `panics revealed` does so with the credentials
//! on the screen that `CANARY_ID` and `CANARY_SECRET` name; `panics people` with audit events there that name
//! `CANARY_PERSON`; `panics task` runs the whole program with a background task
//! that panics each time it is started.
#![expect(clippy::panic, reason = "that is what it is for")]

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;
use trackside::account::{News, Profile, Request, WorkNews};
use trackside::domain::work::{AuditEvent, Events, Personal};
use trackside::domain::{AccountId, Credentials, Label, Moment, Redactor, Runner, Secret};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use trackside::api::RunnerList;
use trackside::options::{ClipboardRoute, Notify, ThemeName};
use trackside::runtime::poller::Pace;
use trackside::runtime::recorder::{RecorderSetup, StoreLocation, Timing};
use trackside::runtime::{AccountSetup, JournalLocation, LinkSetup, WatchSetup};
use trackside::terminal::input::{Chord, Key};
use trackside::terminal::modes;
use trackside::terminal::output::Output;
use trackside::terminal::screen::Screen;
use trackside::tui;
use trackside::tui::app::{App, Config};
use trackside::tui::effect::Effect;
use trackside::tui::keymap::Keymap;
use trackside::tui::message::Message;
use trackside::tui::screens::save::Folders;
use trackside::tui::ui::{Symbols, Theme};
use trackside::tui::{Ending, Setup};

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("screen") => {
            modes::install_panic_hook();
            let mut output = Output::new().expect("a terminal");
            let _guard = modes::Guard::enter(&mut output).expect("a terminal");
            panic!("on purpose \u{1b}[2J");
        }
        Some("revealed") => with_credentials_on_the_screen(),
        Some("people") => with_people_on_the_screen(),
        _ => with_a_task_that_panics(),
    }
}

fn setting(refresh: Duration) -> Config {
    let profile = Profile {
        host: "nowhere".to_owned(),
        refresh,
        allows_reveal: true,
        keeps_history: false,
        has_connectivity_path: false,
        ..Profile::default()
    };
    Config {
        process: 0,
        profiles: vec![Arc::new(profile)],
        opened: 1,
        theme: Theme::new(ThemeName::Ansi, &Symbols::UNICODE),
        keymap: Keymap::default(),
        views: Arc::default(),
        view: None,
        zone: TimeZone::UTC,
        reveal: Duration::from_secs(20),
        clipboard_clear: Duration::from_secs(45),
        folders: Folders::default(),
        routes: Vec::new(),
    }
}

/// The program's state with one runner that was listed.
fn listed(size: ratatui::layout::Size) -> App {
    let mut app = App::new(setting(Duration::from_secs(10)), Moment::start(Timestamp::now()), size.width, size.height);
    let runners = vec![Arc::new(Runner::new("r-1", "vault-runner"))];
    let list = RunnerList { runners, ..RunnerList::default() };
    app.update(Message::Account(AccountId::FIRST, News::RunnersPolled(Arc::new(list))));
    app.update(Message::Drawn);
    app
}

/// Presses keys; answers with what the last one asks for.
fn press(app: &mut App, keys: &[Key]) -> Vec<Effect> {
    let mut asked = Vec::new();
    for key in keys {
        asked = app.update(Message::Key(Chord { key: *key, ctrl: false, alt: false }));
    }
    asked
}

/// Draws the state as the program does, and panics with `message` at the next key.
fn panic_with(app: &App, screen: Screen<Output>, message: &Message) -> ! {
    let mut terminal = Terminal::new(screen).expect("a terminal");
    terminal.draw(|frame| app.view(frame)).expect("a terminal");
    std::io::stdin().read_exact(&mut [0]).expect("a key");
    panic!("on purpose, with {message:?} at hand");
}

/// Reveals credentials, and panics.
fn with_credentials_on_the_screen() {
    modes::install_panic_hook();
    let mut output = Output::new().expect("a terminal");
    let _guard = modes::Guard::enter(&mut output).expect("a terminal");
    let size = modes::size();
    let mut app = listed(size);
    let mut asked = press(&mut app, &[Key::Enter, Key::Char('4'), Key::Char('x')]);
    let Some(Effect::Account(AccountId::FIRST, Request::ReadCredentials { ticket, id })) = asked.pop() else {
        panic!("nothing was asked for")
    };
    let value = |name| Secret::new(std::env::var(name).expect(name));
    let pair = Credentials { client_id: value("CANARY_ID"), client_secret: value("CANARY_SECRET") };
    let message = Message::Account(AccountId::FIRST, News::CredentialsRead { ticket, id, outcome: Ok(pair) });
    app.update(message.clone());
    panic_with(&app, Screen::new(output, size), &message);
}

/// Shows audit events, and panics.
fn with_people_on_the_screen() {
    modes::install_panic_hook();
    let mut output = Output::new().expect("a terminal");
    let _guard = modes::Guard::enter(&mut output).expect("a terminal");
    let size = modes::size();
    let mut app = listed(size);
    press(&mut app, &[Key::Enter, Key::Char('7')]);
    let person = std::env::var("CANARY_PERSON").expect("CANARY_PERSON");
    let event = AuditEvent {
        at: Some(Timestamp::now()),
        name: Some(Label::from("agent_paused")),
        description: Some(Personal::new(&format!("paused for {person}"))),
        actor: Some(Personal::new(&person)),
        subject_id: Some(Personal::new("r-1")),
        subject_name: None,
    };
    let events = Events { events: vec![event], days: 7, is_cut: false };
    let news = News::Work(WorkNews::EventsRead { days: 7, outcome: Ok(Arc::new(events)) });
    let message = Message::Account(AccountId::FIRST, news);
    app.update(message.clone());
    panic_with(&app, Screen::new(output, size), &message);
}

fn with_a_task_that_panics() {
    let refresh = Duration::from_secs(10);
    let config = setting(refresh);
    let profile = Arc::clone(&config.profiles[0]);
    let ending = tui::run(Setup {
        config,
        redactor: Redactor::default(),
        watch: WatchSetup {
            accounts: vec![AccountSetup {
                profile,
                link: LinkSetup {
                    connect: Arc::new(|| Box::pin(async { panic!("in the background") })),
                    journal: None,
                    pace: Pace { refresh, requests_per_minute: 500, for_view_per_minute: 0 },
                },
            }],
            opened: 1,
            journal: JournalLocation::Memory,
            history: RecorderSetup {
                location: StoreLocation::Memory,
                accounts: Vec::new(),
                timing: Timing::default(),
                has_screen: true,
            },
            warnings: Vec::new(),
            log_troubles: None,
        },
        clipboard: ClipboardRoute::Off,
        notify: Notify::Off,
        escape: None,
    });
    assert!(matches!(ending, Ending::Quit(None)), "{ending:?}");
}
