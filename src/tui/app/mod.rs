//! [`App`]: the whole state, and the dispatch of messages and commands. A line or two per case: the work is in the
//! parts: keys in `keys.rs`, drawing in `view.rs` and `popups.rs`.

mod act;
mod applies;
mod change;
mod config;
mod connectivity;
mod credentials;
mod detail;
mod dialogs;
mod keys;
mod on_screen;
mod outcome;
mod popups;
mod unsent;
mod view;

use crate::account::{News, Request};
use crate::domain::{self, AccountId, Label, Moment, Runner, RunnerId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Rect;

use crate::account::connection::{Connection, LinkState};
use crate::account::fleet::{Fleet, Seen};
use crate::account::history::Activity;
use crate::account::pending::Asked;
use crate::account::work::Work;
use crate::api::{ApiError, Cause, Priority, RunnerList};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Context, clause, key};
use crate::tui::message::Message;
use crate::tui::overlay::Overlay;
use crate::tui::screens::{connectivity as form, runner_detail, runner_list};
use crate::tui::ui::layout;
use crate::tui::ui::layout::ListLayout;
pub use config::Config;
use credentials::InClipboard;
use on_screen::OnScreen;
use unsent::Unsent;

/// A notice that no key has taken away goes by itself after this.
const NOTICE_FOR: Duration = Duration::from_secs(8);

/// Something that just happened, in the status line.
#[derive(Clone, PartialEq, Debug)]
struct Notice {
    text: String,
    since: Moment,
    /// Whether it stays until a key is pressed.
    stays: bool,
}

/// Runners that are gone as they were asked to be, and where to clean up after them.
#[derive(Clone, PartialEq, Debug, Default)]
struct Removed {
    names: Vec<String>,
    links: Vec<&'static str>,
}

/// That the journal cannot be written.
#[derive(Clone, PartialEq, Debug)]
struct JournalTrouble {
    reason: Label,
    /// Whether the last frame said so beside what is asked: what is answered then may be missing in the journal.
    is_shown: bool,
}

/// What is known of the terminal's window.
#[derive(Clone, Copy, Debug)]
struct Window {
    /// Whether it is in front, as far as the terminal tells.
    has_focus: bool,
    /// Whether the mouse is trackside's.
    has_mouse: bool,
}

/// The state of the program.
#[derive(Clone, Debug)]
pub struct App {
    setting: Config,
    now: Moment,
    area: Rect,
    fleet: Fleet,
    connection: Connection,
    list: runner_list::State,
    /// What lies over the list or the details, from the bottom to the top, which gets keys first.
    overlays: Vec<Overlay>,
    notice: Option<Notice>,
    window: Window,
    /// What was on the screen when the key at hand was read.
    on_screen: OnScreen,
    /// What was typed in fields that were closed unsaved, for this run.
    drafts: HashMap<(RunnerId, domain::Setting), String>,
    /// When the bar of an answer was moved last.
    last_move: Option<Moment>,
    /// Whether the operator has rested on the selection long enough to read its details.
    is_resting: bool,
    /// Whether the operator asked for a poll while the screen was frozen, and it has not come yet.
    awaits_asked_poll: bool,
    /// When the poll that is under way began.
    poll_asked: Moment,
    activity: Activity,
    /// The details, when they are open in the list's place.
    detail: Option<Box<runner_detail::State>>,
    asked: Asked,
    /// What was confirmed and has no answer yet.
    unsent: Vec<Unsent>,
    /// Whose allow lists are being read.
    allow_lists_under_way: HashSet<RunnerId>,
    usage: Work,
    /// Runners that vanished while the answer to something asked of them was on its way, as they were.
    departed: Vec<Arc<Runner>>,
    /// What was removed since the last key.
    removed: Removed,
    /// Why the journal cannot be written, if it cannot.
    journal_trouble: Option<JournalTrouble>,
    /// Wishes that came up while something else was worked out; they go out with the answer to the message.
    outbox: Vec<Effect>,
    /// Whether the operator was told that quitting leaves something unsent.
    is_quit_asked: bool,
    /// The request on its way that replaces a runner's secret, and when it was sent.
    regenerating: Option<(u64, RunnerId, Moment)>,
    in_clipboard: Option<InClipboard>,
    connectivity: form::State,
}

impl App {
    /// The state before anything happened, for a terminal of this size.
    pub fn new(setting: Config, now: Moment, columns: u16, rows: u16) -> Self {
        let connection = Connection::new(setting.refresh, now);
        let mut app = Self {
            setting,
            now,
            area: Rect::default(),
            fleet: Fleet::default(),
            connection,
            list: runner_list::State::default(),
            overlays: Vec::new(),
            notice: None,
            window: Window { has_focus: true, has_mouse: false },
            on_screen: OnScreen::default(),
            drafts: HashMap::new(),
            last_move: None,
            is_resting: true,
            awaits_asked_poll: false,
            poll_asked: now,
            activity: Activity::default(),
            detail: None,
            asked: Asked::default(),
            unsent: Vec::new(),
            allow_lists_under_way: HashSet::new(),
            usage: Work::default(),
            departed: Vec::new(),
            removed: Removed::default(),
            journal_trouble: None,
            outbox: Vec::new(),
            is_quit_asked: false,
            regenerating: None,
            in_clipboard: None,
            connectivity: form::State::default(),
        };
        app.resize(columns, rows);
        app
    }

    /// The runner list's state, for tests of its rules.
    pub fn list(&self) -> &runner_list::State {
        &self.list
    }

    /// The fleet, for tests.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// The link, for tests.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Takes news and answers with what the outside should do.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = self.take(message);
        effects.append(&mut self.outbox);
        effects
    }

    fn take(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Account(_, news) => return self.take_news(news),
            Message::Clock(now) => return self.tick(now),
            Message::Resized { columns, rows } => self.resize(columns, rows),
            Message::Key(chord) => return self.key(chord),
            Message::Arrows { key, times } => return self.arrows(key, times),
            Message::InputRead { frames } => self.on_screen.read(frames),
            Message::Pasted(text) => return self.paste(&text),
            Message::Mouse(mouse) => return self.mouse(mouse),
            Message::Settled => {
                self.is_resting = true;
                return self.read_details();
            }
            Message::Copied { what, clear_after, outcome } => self.copied(what, clear_after, &outcome),
            Message::LinkOpened { url, outcome } => self.notify(match outcome {
                Ok(()) => format!("handed {url} to your browser"),
                Err(reason) => {
                    format!("{reason}{}", clause(key(Context::Details, Command::CopyField), "; {} copies the address"))
                }
            }),
            Message::ClipboardCleared(cleared) => self.cleared(cleared),
            Message::FocusLost => {
                self.window.has_focus = false;
                self.conceal_credentials();
            }
            Message::JournalFailed(reason) => {
                self.notify(format!("the journal cannot be written: {reason}"));
                self.journal_trouble = Some(JournalTrouble { reason, is_shown: false });
            }
            Message::JournalRestored => {
                self.journal_trouble = None;
                self.notify("The journal can be written again, and lacks nothing.");
            }
            Message::Warned(words) => self.notify_until_key(words.to_string()),
            Message::JournalRead(outcome) => self.journal_read(outcome),
            Message::Drawn => self.was_drawn(),
            Message::ScreenLost => self.screen_lost(),
            Message::NoShell => self.notify("There is no shell to return to."),
            Message::FocusGained => self.window.has_focus = true,
            Message::TaskFailed(task) => self.notify(format!("{task} failed inside trackside")),
        }
        Vec::new()
    }

    fn take_news(&mut self, news: News) -> Vec<Effect> {
        match news {
            News::PollIntervalSet(interval) => self.connection.set_interval(interval),
            News::PollStarted => {
                self.poll_asked = self.now;
                self.connection.poll_started(self.now);
            }
            News::PollProgressed(progress) => {
                self.connection.poll_progressed(progress.read, progress.total, self.now);
                if let Some(list) = progress.so_far {
                    self.fleet.take_partial(&list, self.now);
                    self.list.follow(&self.fleet);
                    self.follow_questions();
                }
            }
            News::RunnersPolled(list) => return self.take_list(&list),
            News::PollFailed { error, retry_in } => {
                self.follow_bulk(Some(&error));
                self.connection.poll_failed(error, retry_in, self.now);
            }
            News::RateLimited(wait) => self.connection.rate_limited(wait, self.now),
            News::DetailsRead { id, outcome } => {
                return self.take_details(&id, outcome);
            }
            News::JsonRead { id, outcome } => self.json_read(&id, outcome),
            News::AllowListRead { id, outcome } => self.allow_list_read(&id, outcome),
            News::UsageProgressed { read, total, so_far } => {
                self.with_usage(|usage, now| usage.progressed(read, total, so_far, now));
            }
            News::UsageRead(outcome) => self.with_usage(|usage, now| usage.finished(outcome, now)),
            News::Departed(ticket) => self.departed(ticket),
            News::CameBack(ticket) => self.came_back(ticket),
            News::Changed { ticket, id, outcome } => {
                return self.changed(ticket, &id, outcome);
            }
            News::CredentialsRead { ticket, id, outcome } => {
                return self.credentials_read(ticket, &id, outcome);
            }
            News::ConnectivityTested { ticket, outcome } => {
                return self.connectivity_tested(ticket, outcome);
            }
        }
        Vec::new()
    }

    fn take_list(&mut self, list: &RunnerList) -> Vec<Effect> {
        // A poll may have been under way when the screen was frozen; only one that was asked for since is shown.
        if self.connection.is_frozen() && !std::mem::take(&mut self.awaits_asked_poll) {
            return Vec::new();
        }
        self.connection.poll_succeeded(self.now);
        let asked: Vec<_> =
            self.asked.ids().filter_map(|id| self.fleet.find(id)).map(|row| row.runner.clone()).collect();
        let seen = self.fleet.take(list, self.poll_asked, self.now);
        for runner in &asked {
            if self.fleet.find(&runner.id).is_none() {
                self.runner_gone(runner);
            }
        }
        self.note(seen);
        self.list.follow(&self.fleet);
        self.list.settle_selection();
        self.follow_questions();
        let ids: Vec<_> = self.asked.ids().cloned().collect();
        for id in &ids {
            self.settings_reported(id);
        }
        self.follow_bulk(None);
        let mut effects = self.follow_details();
        if self.fleet.wants_list_again() {
            self.awaits_asked_poll = self.connection.is_frozen();
            effects.push(ask(Request::PollNow));
        }
        effects.extend(self.read_details());
        effects
    }

    /// Takes one runner's details, or the answer that there is no such runner, which alone says that it is gone.
    fn take_details(&mut self, id: &RunnerId, outcome: Result<Box<Runner>, ApiError>) -> Vec<Effect> {
        let is_final = outcome
            .as_ref()
            .is_err_and(|error| matches!(error.cause, Cause::Forbidden(_) | Cause::NotFound(_) | Cause::Refused(_)));
        let last = self.fleet.find(id).map(|row| Arc::clone(&row.runner));
        let seen = match &outcome {
            Err(ApiError { cause: Cause::NotFound(_), .. }) => self.fleet.take_not_found(id, self.now),
            other => self.fleet.take_details(id, other.as_ref().ok().map(AsRef::as_ref), is_final, self.now),
        };
        if let Some(last) = last.filter(|_| self.fleet.find(id).is_none()) {
            self.runner_gone(&last);
            self.bulk_follows();
        }
        self.note(seen);
        self.list.follow(&self.fleet);
        self.follow_questions();
        self.settings_reported(id);
        let is_ok = outcome.is_ok();
        self.details_read(id, outcome.map(drop));
        // After a failure the next good poll allows another try: no storm of requests on a broken link.
        if is_ok || is_final { self.read_details() } else { Vec::new() }
    }

    fn note(&mut self, seen: Vec<Seen>) {
        for Seen { id, what } in seen {
            self.activity.note(id, self.now, what);
        }
    }

    fn tick(&mut self, now: Moment) -> Vec<Effect> {
        self.now = now;
        if self.notice.as_ref().is_some_and(|notice| !notice.stays && now.since(&notice.since) >= NOTICE_FOR) {
            self.notice = None;
        }
        let mut effects = self.watch_credentials();
        effects.extend(self.watch_asked());
        effects
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.conceal_credentials();
        self.area = Rect::new(0, 0, columns, rows);
        self.list.set_page(usize::from(self.layout().rows.height));
    }

    fn layout(&self) -> ListLayout {
        layout::list(self.area, self.list.wishes())
    }

    fn notify(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), since: self.now, stays: false });
    }

    /// Says something that stays until a key is pressed.
    fn notify_until_key(&mut self, text: String) {
        self.notice = Some(Notice { text, since: self.now, stays: true });
    }

    /// Whose details are open, if any are, for tests.
    pub fn details_of(&self) -> Option<&RunnerId> {
        self.detail.as_ref().map(|detail| detail.id())
    }

    /// The operator may look at other rows now: their details are read once the moving stops.
    fn moved(&mut self) -> Vec<Effect> {
        self.is_resting = false;
        vec![Effect::WatchForRest]
    }

    fn read_details(&mut self) -> Vec<Effect> {
        if !self.is_resting || self.connection.is_failing() || self.connection.is_frozen() {
            return Vec::new();
        }
        let next = self.fleet.next_details(self.list.visible_rows(), self.list.selected_row(), true);
        next.map(|id| ask(Request::ReadDetails(id, Priority::Background))).into_iter().collect()
    }

    /// The link's state as of the last clock reading, for tests.
    pub fn link(&self) -> LinkState<'_> {
        self.connection.state(self.now)
    }
}

/// The wish to read a runner's details as urgently as that, unless they are being read so already.
fn read_details_of(fleet: &mut Fleet, id: &RunnerId, priority: Priority) -> Option<Effect> {
    fleet.start_details(id, priority).then(|| ask(Request::ReadDetails(id.clone(), priority)))
}

/// A wish to the link of the account.
fn ask(request: Request) -> Effect {
    Effect::Account(AccountId::FIRST, request)
}
