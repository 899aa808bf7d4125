//! [`App`]: the whole state, and the dispatch of messages and commands. A line or two per case: the work is in the
//! parts: keys in `keys.rs`, drawing in `view.rs` and `popups.rs`.

mod accounts;
mod act;
mod applies;
mod boards;
mod change;
mod config;
mod connectivity;
mod credentials;
mod detail;
mod dialogs;
mod fleet_news;
mod guided;
mod history;
mod kept;
mod keys;
mod on_screen;
mod operation;
mod outcome;
mod palette;
mod popups;
mod tables;
mod view;
mod views;
mod work;

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use ratatui::layout::Rect;

use crate::account::connection::{Connection, LinkState};
use crate::account::fleet::Fleet;
use crate::account::{Account, Accounts};
use crate::domain::{self, AccountId, Action, Label, Moment, RunnerKey};
use crate::options::{Ground, Rgb};
use crate::store::Entry;
use crate::text::words::{fault_inside, sentence};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Context, clause};
use crate::tui::message::Message;
use crate::tui::overlay::Overlay;
use crate::tui::screens::palette::recent::Recent;
use crate::tui::screens::parts::instruction::Then;
use crate::tui::screens::parts::kept::{Kept, Stored};
use crate::tui::screens::{connectivity as form, fleet_map, runner_detail, runner_list, versions};
use crate::tui::ui::layout::{self, ListLayout};
use crate::tui::ui::legible;
use boards::InPlace;
pub use config::Config;
use credentials::InClipboard;
use fleet_news::FleetNews;
use kept::KeptChoice;
use on_screen::OnScreen;

/// A notice that no key has taken away goes by itself after this.
const NOTICE_FOR: Duration = Duration::from_secs(8);

/// Something that just happened, in the status line.
#[derive(Clone, PartialEq, Debug)]
struct Notice {
    text: String,
    since: Moment,
    /// Whether it stays until a key is pressed.
    stays: bool,
    /// Whether it is of runners that came or went, which gives way to every other.
    is_fleet_news: bool,
    /// The account that it is about, if it is about one.
    account: Option<AccountId>,
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
    config: Config,
    now: Moment,
    area: Rect,
    accounts: Accounts,
    list: runner_list::State,
    /// What is in the list's place, if something is.
    in_place: Option<InPlace>,
    fleet_map: fleet_map::State,
    versions: versions::State,
    /// What lies over the list or the details, from the bottom to the top, which gets keys first.
    overlays: Vec<Overlay>,
    notice: Option<Notice>,
    /// Who came and went since the last notice of it.
    fleet_news: FleetNews,
    window: Window,
    /// What was on the screen when the key at hand was read.
    on_screen: OnScreen,
    /// What was typed in fields that were closed unsaved, for this run.
    drafts: HashMap<(RunnerKey, domain::Setting), String>,
    /// When the bar of an answer was moved last.
    last_move: Option<Moment>,
    /// Whether the operator has rested on the selection long enough to read its details.
    is_resting: bool,
    /// The details, when they are open in the list's place.
    detail: Option<Box<runner_detail::State>>,
    /// What was removed since the last key.
    removed: Removed,
    /// Why the journal cannot be written, if it cannot.
    journal_trouble: Option<JournalTrouble>,
    /// Wishes that came up while something else was worked out; they go out with the answer to the message.
    outbox: Vec<Effect>,
    /// The accounts whose operations that were interrupted were offered.
    were_interrupted_offered: HashSet<AccountId>,
    /// Whether what the operator chose last was told.
    were_choices_told: bool,
    /// What is done once the operations under way have ended.
    after_operations: Option<Then>,
    /// The runners of further accounts that an action was asked for, whose questions come after the one that is open.
    next_plans: VecDeque<(Action, Vec<RunnerKey>)>,
    in_clipboard: Option<InClipboard>,
    /// The form that tests connectivity; kept while it is closed, with what was typed.
    connectivity: form::State,
    /// What the store told.
    stored: Stored,
    /// What the store has of how the list is shown.
    kept_choice: KeptChoice,
    /// What was chosen in the palette last.
    recent: Recent,
}

impl App {
    /// The state before anything happened, for a terminal of this size.
    pub fn new(config: Config, now: Moment, columns: u16, rows: u16) -> Self {
        let accounts = Accounts::new(&config.profiles, config.opened, config.process, now);
        let stored = Stored::new(accounts.iter().map(nothing_told));
        let mut app = Self {
            config,
            now,
            area: Rect::default(),
            accounts,
            list: runner_list::State::default(),
            in_place: None,
            fleet_map: fleet_map::State::default(),
            versions: versions::State::default(),
            overlays: Vec::new(),
            notice: None,
            fleet_news: FleetNews::default(),
            window: Window { has_focus: true, has_mouse: false },
            on_screen: OnScreen::default(),
            drafts: HashMap::new(),
            last_move: None,
            is_resting: true,
            detail: None,
            removed: Removed::default(),
            journal_trouble: None,
            outbox: Vec::new(),
            were_interrupted_offered: HashSet::new(),
            were_choices_told: false,
            after_operations: None,
            next_plans: VecDeque::new(),
            in_clipboard: None,
            connectivity: form::State::default(),
            stored,
            kept_choice: KeptChoice::default(),
            recent: Recent::default(),
        };
        app.begin_with_view();
        app.resize(columns, rows);
        let lossy = app.config.keymap.lossy().first().map(|lossy| format!("{}.", lossy.reason));
        if let Some(notice) = lossy.or_else(|| legible::in_short_of(&app.config.theme)) {
            app.tell_until_key(None, notice);
        }
        app
    }

    /// The runner list's state, for tests of its rules.
    pub fn list(&self) -> &runner_list::State {
        &self.list
    }

    /// The accounts that are open, for tests.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// The fleet of the first account, for tests.
    pub fn fleet(&self) -> &Fleet {
        self.accounts.of(AccountId::FIRST).fleet()
    }

    /// The link of the first account, for tests.
    pub fn connection(&self) -> &Connection {
        self.accounts.of(AccountId::FIRST).connection()
    }

    /// Takes news and answers with what the outside should do.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let is_news = !message.is_input();
        let mut effects = self.take(message);
        self.follow_shown_work();
        self.follow_view();
        self.follow_in_place();
        self.follow_palette(is_news);
        effects.append(&mut self.outbox);
        for account in self.accounts.iter_mut() {
            let id = account.id();
            effects.extend(account.take_requests().into_iter().map(|request| Effect::Account(id, request)));
            let observed = account.take_observations();
            if let Some(kept) = self.stored.get_mut(id).filter(|_| !observed.is_empty()) {
                kept.has_news(self.now);
            }
            effects.extend(observed.into_iter().map(|observation| Effect::Keep(Entry::Observed(id, observation))));
            effects.extend(account.take_notes().into_iter().map(Effect::Flush));
        }
        effects.extend(self.follow_store());
        effects
    }

    fn take(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Account(id, news) => return self.account_told(id, news),
            Message::Clock(now) => return self.tick(now),
            Message::Resized { columns, rows } => self.resize(columns, rows),
            Message::Key(chord) => return self.key(chord),
            Message::Arrows { key, times } => return self.arrows(key, times),
            Message::InputRead { frames } => self.on_screen.read(frames),
            Message::Pasted(text) => return self.paste(&text),
            Message::Mouse(mouse) => return self.mouse(mouse),
            Message::Settled => {
                self.is_resting = true;
                self.read_details();
            }
            Message::Copied { what, clear_after, outcome } => self.copied(what, clear_after, &outcome),
            Message::TableWritten(clip) => return vec![Effect::Copy(clip)],
            Message::TableSaved { path, rows, outcome } => self.table_saved(&path, rows, outcome),
            Message::LinkOpened { url, outcome } => self.notify(match outcome {
                Ok(()) => format!("Sent {url} to your browser."),
                Err(reason) => {
                    format!(
                        "{}{}",
                        sentence(&reason.to_string()),
                        clause(self.config.keymap.key(Context::Details, Command::CopyField), " {} copies the address.")
                    )
                }
            }),
            Message::RoutesKnown(routes) => self.config.routes = routes,
            Message::ClipboardCleared(cleared) => self.cleared(cleared),
            Message::FocusLost => {
                self.window.has_focus = false;
                self.conceal_credentials();
            }
            Message::JournalFailed(reason) => {
                self.notify(format!("The journal cannot be written: {reason}"));
                self.journal_trouble = Some(JournalTrouble { reason, is_shown: false });
            }
            Message::JournalRestored => {
                self.journal_trouble = None;
                self.notify("The journal can be written again, and lacks nothing.");
            }
            Message::History(notice) => self.history_told(notice),
            Message::Warned(sentence) => self.tell_until_key(None, sentence.to_string()),
            Message::JournalRead(outcome) => self.journal_read(outcome),
            Message::Drawn => self.was_drawn(),
            Message::ScreenLost => self.screen_lost(),
            Message::NoShell => self.notify("There is no shell to return to."),
            Message::GroundReported(colour) => self.ground_reported(colour),
            Message::FocusGained => self.window.has_focus = true,
            Message::TaskFailed(task) => self.notify(fault_inside(task)),
        }
        Vec::new()
    }

    fn tick(&mut self, now: Moment) -> Vec<Effect> {
        self.now = now;
        if self.notice.as_ref().is_some_and(|notice| !notice.stays && now.since(&notice.since) >= NOTICE_FOR) {
            self.end_notice();
        }
        self.say_fleet_news();
        self.list.tick(now, &self.accounts);
        let happened: Vec<_> = self.accounts.iter_mut().map(|account| (account.id(), account.tick(now))).collect();
        let mut effects = self.watch_credentials();
        effects.extend(happened.into_iter().flat_map(|(id, happened)| self.react(id, happened)));
        self.tick_questions();
        self.follow_operations();
        effects
    }

    /// Chooses colours for the terminal's ground, and says what cannot be read there, unless something else is being said.
    fn ground_reported(&mut self, colour: Rgb) {
        let theme = self.config.theme.on_ground(Ground::Reported(colour));
        let before = std::mem::replace(&mut self.config.theme, theme);
        let faint = legible::in_short_of(&self.config.theme);
        if let Some(notice) = faint.filter(|faint| Some(faint) != legible::in_short_of(&before).as_ref())
            && self.notice.is_none()
        {
            self.tell_until_key(None, notice);
        }
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
        self.say(None, text.into(), false);
    }

    /// Says something of an account.
    fn tell(&mut self, account: AccountId, text: impl Into<String>) {
        self.say(Some(account), text.into(), false);
    }

    /// Says something that stays until a key is pressed; of an account, where it is of one.
    fn tell_until_key(&mut self, account: Option<AccountId>, text: impl Into<String>) {
        self.say(account, text.into(), true);
    }

    fn say(&mut self, account: Option<AccountId>, text: String, stays: bool) {
        self.end_notice();
        self.notice = Some(Notice { text, since: self.now, stays, is_fleet_news: false, account });
    }

    /// Draws attention to something that an account has come to; where that is seen, the account's name is not.
    fn alert(&mut self, account: AccountId, message: &str) {
        self.outbox.push(Effect::Alert(format!("{}: {message}", self.accounts.label(account))));
    }

    /// The account that is looked at: that of what lies on top, else of the open details, else of the row under the bar.
    fn in_focus(&self) -> AccountId {
        let of_overlays = self.overlays.iter().rev().find_map(|overlay| overlay.account(self.screens()));
        let of_detail = || self.detail.as_ref().map(|detail| detail.key().account);
        let of_list = || self.list.selected().map(|key| key.account);
        let first = || self.accounts.iter().next().map_or(AccountId::FIRST, Account::id);
        of_overlays.or_else(of_detail).or_else(of_list).unwrap_or_else(first)
    }

    /// Whose details are open, if any are, for tests.
    pub fn details_of(&self) -> Option<&RunnerKey> {
        self.detail.as_ref().map(|detail| detail.key())
    }

    /// The operator may look at other rows now: their details are read once the moving stops.
    fn moved(&mut self) -> Vec<Effect> {
        self.is_resting = false;
        vec![Effect::WatchForRest]
    }

    /// Reads what rows lack, once the operator rests.
    fn read_details(&mut self) {
        if self.is_resting {
            for account in self.accounts.iter_mut() {
                let id = account.id();
                account.read_next_runner(self.list.visible_of(id), self.list.selected_of(id));
            }
        }
    }

    /// The rows that the operator sees are kept fresh, each account's by itself; once the operator rests.
    fn follow_view(&mut self) {
        // The details are read by themselves.
        let rows = if self.detail.is_some() { 0 } else { usize::MAX };
        for account in self.accounts.iter_mut() {
            account.show(self.list.visible_ids_of(account.id()).take(rows));
            if self.is_resting {
                account.read_in_view();
            }
        }
    }

    /// The state of the first account's link as of the last clock reading, for tests.
    pub fn link(&self) -> LinkState<'_> {
        self.accounts.of(AccountId::FIRST).link(self.now)
    }
}

/// Nothing is known of what the store has of this account.
fn nothing_told(account: &Account) -> Kept {
    Kept::new(account.id(), account.profile().keeps_history, account.first_ticket())
}
