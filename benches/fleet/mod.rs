//! Fleets in the state of the program, and keys in them: what the benchmarks measure within the process.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::layout::Size;
use trackside::account::{News, Profile};
use trackside::api::RunnerList;
use trackside::domain::{
    AccountId, CloudProvider, Deployment, Label, Moment, Platform, Release, Runner, RunnerId, RunnerType, Status,
    Support, Version, VersionTrack,
};
use trackside::options::ThemeName;
use trackside::terminal::input::Chord;
use trackside::terminal::screen::Screen;
use trackside::tui::app::{App, Config};
use trackside::tui::keymap::Keymap;
use trackside::tui::message::Message;
use trackside::tui::ui::{Symbols, Theme};

/// The fleets that are compared.
pub const SIZES: [usize; 3] = [20, 2_000, 20_000];

/// A terminal that shows nothing to anybody.
pub type Blind = Terminal<Screen<std::io::Sink>>;

fn runner(account: usize, number: usize, version: &str) -> Arc<Runner> {
    let status = Status::DOCUMENTED[number % Status::DOCUMENTED.len()].clone();
    // Of other accounts no runner has the id, or the name, of one of the first.
    let (id, name) = match account {
        0 => (format!("id-{number:06}"), format!("runner-{number:06}")),
        _ => (format!("id-{account}-{number:06}"), format!("runner-{number:06}-{account}")),
    };
    Arc::new(Runner {
        id: RunnerId::new(&id),
        name: Label::from(name),
        description: Some(Label::from("EU nightly loads")),
        status: Some(status),
        runner_type: Some(RunnerType::Maia),
        platform: Platform { provider: Some(CloudProvider::Aws), deployment: Some(Deployment::Fargate) },
        connected: Some(true),
        release: Release {
            version: Some(Version::new(version)),
            update_available: Some(number.is_multiple_of(3)),
            support: Some(Support::Supported),
            track: Some(VersionTrack::Current),
            latest: Some(Version::new("11.214.0")),
            latest_released: None,
        },
        ..Runner::new(&id, "")
    })
}

/// The runners of an account.
pub fn list(account: usize, count: usize) -> Arc<RunnerList> {
    let runners = (0..count).map(|number| runner(account, number, "11.208.3")).collect();
    Arc::new(RunnerList { runners, ..RunnerList::default() })
}

/// So many runners in all, spread over accounts.
pub fn lists(accounts: usize, count: usize) -> Vec<Arc<RunnerList>> {
    (0..accounts).map(|account| list(account, count / accounts)).collect()
}

/// `list` after a poll that found one runner in a hundred changed.
pub fn changed(list: &RunnerList) -> Arc<RunnerList> {
    let mut runners = list.runners.clone();
    for entry in runners.iter_mut().step_by(100) {
        let release = Release { version: Some(Version::new("11.999.9")), ..entry.release.clone() };
        *entry = Arc::new(Runner { release, ..(**entry).clone() });
    }
    Arc::new(RunnerList { runners, ..list.clone() })
}

/// The program with a list of each account.
pub fn app(lists: &[Arc<RunnerList>]) -> App {
    let profile = |number: usize| Profile {
        name: (lists.len() > 1).then(|| Label::from(format!("account-{number}"))),
        host: "bench".to_owned(),
        refresh: Duration::from_secs(10),
        allows_reveal: true,
        keeps_history: true,
        has_connectivity_path: true,
        ..Profile::default()
    };
    let setting = Config {
        process: 0,
        profiles: (0..lists.len()).map(|number| Arc::new(profile(number))).collect(),
        opened: lists.len(),
        theme: Theme::new(ThemeName::Ansi, &Symbols::UNICODE),
        keymap: Keymap::default(),
        views: Arc::default(),
        view: None,
        zone: TimeZone::UTC,
        reveal: Duration::from_secs(20),
        clipboard_clear: Duration::from_secs(45),
        folders: trackside::tui::screens::save::Folders::default(),
        routes: Vec::new(),
    };
    let mut app = App::new(setting, Moment::start(Timestamp::UNIX_EPOCH), 80, 24);
    for (id, list) in (0..).map(AccountId).zip(lists) {
        app.update(Message::Account(id, News::RunnersPolled(Arc::clone(list))));
    }
    app
}

/// A terminal of this size.
pub fn terminal(columns: u16, rows: u16) -> Blind {
    Terminal::new(Screen::new(std::io::sink(), Size::new(columns, rows))).expect("a sink takes everything")
}

/// Draws a frame.
pub fn draw(terminal: &mut Blind, app: &App) {
    terminal.draw(|frame| app.view(frame)).expect("a sink takes everything");
}

/// Takes a poll of the first account, and draws.
pub fn merge(app: &mut App, terminal: &mut Blind, list: &Arc<RunnerList>) {
    app.update(Message::Account(AccountId::FIRST, News::RunnersPolled(Arc::clone(list))));
    draw(terminal, app);
}

/// The bar down over the first rows, up again, and so on. As many rows at any size of the fleet, so that the same keys move
/// the window.
pub struct Walk {
    app: App,
    terminal: Blind,
    rows: usize,
    is_down: bool,
    left: usize,
}

impl Walk {
    pub fn new(app: App, terminal: Blind, rows: usize) -> Self {
        Self { app, terminal, rows, is_down: false, left: 0 }
    }

    /// A key and its frame.
    pub fn step(&mut self) {
        if self.left == 0 {
            (self.is_down, self.left) = (!self.is_down, self.rows - 1);
        }
        self.left -= 1;
        self.app.update(Message::Key(Chord::char(if self.is_down { 'j' } else { 'k' })));
        draw(&mut self.terminal, &self.app);
    }
}
