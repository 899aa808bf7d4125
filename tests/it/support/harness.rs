//! [`Harness`]: the state driven as an operator drives it, without runtime, terminal or clock.

use std::sync::Arc;
use std::time::Duration;
use trackside::account::fleet::Fleet;
use trackside::account::{News, Profile, Request, WorkNews, WorkPart};
use trackside::domain::{AccountId, JournalNote, Label, Moment, Runner, RunnerId};

use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use trackside::api::{ApiError, Cause, Priority, RunnerList};
use trackside::options::ThemeName;
use trackside::terminal::clipboard::Route;
use trackside::terminal::input::{Chord, Key};
use trackside::tui::app::{App, Config};
use trackside::tui::effect::Effect;
use trackside::tui::keymap::{Keymap, spelt};
use trackside::tui::message::Message;
use trackside::tui::screens::save::Folders;
use trackside::tui::ui::{Symbols, Theme};

use super::fixtures::{SECOND, problem};
use super::picture::picture;

/// The program's state, fed by hand. A copy goes on from the same state another way.
#[derive(Clone)]
pub struct Harness {
    pub app: App,
    now: Moment,
    size: (u16, u16),
    effects: Vec<Effect>,
    /// What is to be written down of what was sent.
    pub journal: Vec<JournalNote>,
    /// What the operator's attention was drawn to.
    pub alerts: Vec<String>,
    /// Whether the executions that a question asks for stay unread. Otherwise reading them fails at once, so that no test of
    /// something else has to answer for them.
    is_work_awaited: bool,
}

/// What is said of an account whose list is read so often, in seconds.
pub fn profile(refresh: u64, keeps_history: bool) -> Arc<Profile> {
    let refresh = Duration::from_secs(refresh);
    Arc::new(Profile { host: "demo".to_owned(), refresh, keeps_history, ..Profile::default() })
}

/// What a start is made of: one account, and what does not hang on it. Further accounts are put into `config.profiles`.
pub struct Setting {
    pub config: Config,
    pub profile: Profile,
}

impl Setting {
    fn usual() -> Self {
        let config = Config {
            process: 4711,
            profiles: Vec::new(),
            opened: 1,
            theme: Theme::new(ThemeName::Ansi, &Symbols::UNICODE),
            keymap: Keymap::default(),
            views: Arc::default(),
            view: None,
            zone: TimeZone::UTC,
            reveal: Duration::from_secs(20),
            clipboard_clear: Duration::from_secs(45),
            folders: Folders { home: Some("/home/ada".into()), working: Some("/home/ada/work".into()) },
            routes: vec![Route::Tmux, Route::Terminal],
        };
        let profile = Profile {
            host: "demo".to_owned(),
            refresh: Duration::from_secs(10),
            account_id: Some("6b1c2f7e-0000-4000-8000-00000000acc7".to_owned()),
            region: Some("eu1".to_owned()),
            allows_reveal: true,
            has_connectivity_path: true,
            ..Profile::default()
        };
        Self { config, profile }
    }
}

impl Harness {
    /// A start on a terminal of this size, in the `ansi` theme with Unicode symbols, connected to `demo`.
    pub fn sized(columns: u16, rows: u16) -> Self {
        Self::with(columns, rows, ThemeName::Ansi, &Symbols::UNICODE, false)
    }

    pub fn with(columns: u16, rows: u16, theme: ThemeName, symbols: &'static Symbols, read_only: bool) -> Self {
        Self::set_up(columns, rows, |setting| {
            setting.config.theme = Theme::new(theme, symbols);
            setting.profile.is_read_only = read_only;
        })
    }

    /// A start with what `change` makes of the usual setting.
    pub fn set_up(columns: u16, rows: u16, change: impl FnOnce(&mut Setting)) -> Self {
        let now = Moment::start("2026-11-23T14:03:00Z".parse().unwrap());
        let mut setting = Setting::usual();
        change(&mut setting);
        let Setting { mut config, profile } = setting;
        config.profiles.insert(0, Arc::new(profile));
        let app = App::new(config, now, columns, rows);
        Self {
            app,
            now,
            size: (columns, rows),
            effects: Vec::new(),
            journal: Vec::new(),
            alerts: Vec::new(),
            is_work_awaited: false,
        }
    }

    /// The same start at another time.
    pub fn starting_at(mut self, now: Moment) -> Self {
        self.now = now;
        self.send_undrawn(Message::Clock(now))
    }

    /// The frame's columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// From here on the test answers for the executions that a question asks for.
    pub fn awaiting_work(mut self) -> Self {
        self.is_work_awaited = true;
        self
    }

    /// A poll that succeeds at once with these runners.
    pub fn fleet(self, runners: Vec<Runner>) -> Self {
        self.news(News::PollStarted).list(list(runners))
    }

    pub fn list(self, list: RunnerList) -> Self {
        self.news(News::RunnersPolled(Arc::new(list)))
    }

    /// A poll that fails.
    pub fn fails(self, error: ApiError, retry_in: Duration) -> Self {
        self.news(News::PollStarted).news(News::PollFailed { error, retry_in })
    }

    /// Keys as text: `jj<enter>/foo<esc>`. Names in angle brackets are those that the footer shows.
    pub fn keys(self, keys: &str) -> Self {
        Self::key_messages(keys).into_iter().fold(self, Self::send)
    }

    /// The same keys, each a moment after the one before, so that moves between answers are meant.
    pub fn slowly(self, keys: &str) -> Self {
        let pause = Duration::from_millis(150);
        Self::key_messages(keys).into_iter().fold(self, |harness, key| harness.after(pause).send(key))
    }

    /// The same keys, to be sent one at a time.
    pub fn key_messages(keys: &str) -> Vec<Message> {
        let mut messages = Vec::new();
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let (chord, after) = match rest.strip_prefix('<').and_then(|named| named.split_once('>')) {
                Some((name, after)) => (chord(name), after),
                None => (Chord::char(first), &rest[first.len_utf8()..]),
            };
            messages.push(Message::Key(chord));
            rest = after;
        }
        messages
    }

    /// Text pasted in one piece.
    pub fn pasted(self, text: &str) -> Self {
        self.send(Message::Pasted(text.to_owned()))
    }

    /// The control plane's answer to the change that was asked for last, among the effects not taken yet.
    pub fn answered(self, answer: Result<(), Cause>) -> Self {
        let asked = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Account(account, Request::Change { ticket, id, .. }) => Some((*account, *ticket, id.clone())),
            _ => None,
        });
        let (account, ticket, id) = asked.expect("a change was asked for");
        let outcome = answer.map_err(|cause| ApiError { call: "change the runner", cause });
        self.news_of(account, News::Changed { ticket, id, outcome })
    }

    /// The runner's details come, as its row has them by now, changed by `change`.
    pub fn details(self, id: &str, change: impl FnOnce(Runner) -> Runner) -> Self {
        let id = RunnerId::new(id);
        let row = self.app.fleet().find(&id).expect("a runner of the fleet").runner.as_ref().clone();
        self.news(News::DetailsRead { id, outcome: Ok(Box::new(change(row))) })
    }

    /// The control plane answers that it has no such runner.
    pub fn gone(self, id: &str) -> Self {
        let cause = Cause::NotFound(problem(404, "Not Found"));
        let outcome = Err(ApiError { call: "read the runner", cause });
        self.news(News::DetailsRead { id: RunnerId::new(id), outcome })
    }

    /// A list of these runners alone, and the control plane says of all others that they are gone.
    pub fn only(self, runners: Vec<Runner>) -> Self {
        let harness = self.fleet(runners);
        let missing = harness.app.fleet().rows().iter().filter(|row| row.absence().is_some());
        let gone: Vec<RunnerId> = missing.map(|row| row.runner.id.clone()).collect();
        gone.iter().fold(harness, |harness, id| harness.gone(id.as_str()))
    }

    /// Time passes, and the clock ticks once.
    pub fn after(self, time: Duration) -> Self {
        self.after_undrawn(time).send_undrawn(Message::Drawn)
    }

    /// The same, and no frame follows.
    pub fn after_undrawn(mut self, time: Duration) -> Self {
        self.now = self.now.plus(time);
        let now = self.now;
        self.send_undrawn(Message::Clock(now))
    }

    pub fn resized(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self.send(Message::Resized { columns, rows })
    }

    /// News of the account, and the frame that follows it.
    pub fn news(self, news: News) -> Self {
        self.news_of(AccountId::FIRST, news)
    }

    /// News of one of several accounts, and the frame that follows it.
    pub fn news_of(self, account: AccountId, news: News) -> Self {
        self.send(Message::Account(account, news))
    }

    /// A poll of one of several accounts that succeeds at once with these runners.
    pub fn fleet_of(self, account: AccountId, runners: Vec<Runner>) -> Self {
        self.news_of(account, News::PollStarted).news_of(account, News::RunnersPolled(Arc::new(list(runners))))
    }

    /// A poll of one of several accounts that fails.
    pub fn fails_of(self, account: AccountId, error: ApiError, retry_in: Duration) -> Self {
        self.news_of(account, News::PollStarted).news_of(account, News::PollFailed { error, retry_in })
    }

    /// News, and the frame that follows it.
    pub fn send(self, message: Message) -> Self {
        self.send_undrawn(message).send_undrawn(Message::Drawn)
    }

    /// News that is not on the screen yet when the next comes.
    pub fn send_undrawn(mut self, message: Message) -> Self {
        let mut asking = Vec::new();
        for effect in self.app.update(message) {
            match effect {
                Effect::Alert(words) => {
                    // Each names the account; what the tests of one account tell is the rest.
                    let label = self.app.accounts().label(AccountId::FIRST);
                    let rest = words.strip_prefix(&format!("{label}: ")).map(str::to_owned);
                    self.alerts.push(rest.unwrap_or(words));
                }
                other => {
                    if let Effect::Account(_, Request::Change { note, .. } | Request::RefreshCredentials { note, .. }) =
                        &other
                    {
                        self.journal.push(note.clone());
                    }
                    match other {
                        Effect::Account(account, Request::ReadWork(WorkPart::Running(Priority::Operator)))
                            if !self.is_work_awaited =>
                        {
                            asking.push(account);
                        }
                        other => self.effects.push(other),
                    }
                }
            }
        }
        asking.into_iter().fold(self, |harness, account| {
            let cause = Cause::Unreachable(Label::from("connection refused"));
            let error = ApiError { call: "list executions", cause };
            harness.send_undrawn(Message::Account(account, News::Work(WorkNews::RunningRead(Err(error)))))
        })
    }

    /// The effects asked for since the last call, alerts aside.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The frame as text with a fingerprint of its styles.
    pub fn frame(&self) -> String {
        picture(&self.buffer())
    }

    /// The frame's text alone, a line per row.
    pub fn text(&self) -> String {
        let buffer = self.buffer();
        super::picture::text(&buffer)
    }

    pub fn buffer(&self) -> ratatui::buffer::Buffer {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| self.app.view(frame)).unwrap().buffer.clone()
    }

    /// The selected runner's name.
    pub fn selected(&self) -> Option<String> {
        let key = self.app.list().selected()?;
        self.app.fleet().at(key).map(|row| row.runner.name.raw().to_owned())
    }
}

/// So many seconds after a start that is always the same.
pub fn at(seconds: u32) -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap()).plus(SECOND * seconds)
}

/// A fleet of these, read at the start.
pub fn loaded(runners: Vec<Runner>) -> Fleet {
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&list(runners), at(0), at(0));
    fleet
}

/// A list in the order in which the poller hands it over.
pub fn list(runners: Vec<Runner>) -> RunnerList {
    let mut runners: Vec<Arc<Runner>> = runners.into_iter().map(Arc::new).collect();
    runners.sort_by(|left, right| left.name_order(right));
    RunnerList { runners, ..RunnerList::default() }
}

fn chord(name: &str) -> Chord {
    if let Some(letter) = name.strip_prefix("ctrl-") {
        return Chord::ctrl(letter.chars().next().unwrap());
    }
    let key = match name {
        "enter" => Key::Enter,
        "esc" => Key::Esc,
        "tab" => Key::Tab,
        "shift-tab" => Key::BackTab,
        "backspace" => Key::Backspace,
        "delete" => Key::Delete,
        "up" => Key::Up,
        "down" => Key::Down,
        "left" => Key::Left,
        "right" => Key::Right,
        "home" => Key::Home,
        "end" => Key::End,
        "pgup" => Key::PageUp,
        "pgdn" => Key::PageDown,
        "space" => Key::Char(' '),
        "f1" => Key::Function(1),
        "f2" => Key::Function(2),
        "f5" => Key::Function(5),
        other => return spelt(other).unwrap_or_else(|_| panic!("no such key: {other}")),
    };
    Chord::plain(key)
}
