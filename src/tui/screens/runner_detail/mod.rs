//! A runner's details in tabs: which runner and tab, where the bar is on each page, and what was searched for.
//!
//! The runner is held by its id. Should it vanish, the last that was known of it stays on the screen, and says so. Each
//! tab is a [`Page`], built anew from what is [`Known`] for every frame; the cursor on it is held by an item's key, so
//! that a refresh moves nothing under the reader.
//!
//! ```text
//! tab.rs            the tabs, their numbers, which of them apply
//! overview.rs ...   a file per tab: what is known, as a page
//! view.rs           header, tabs, page, what stands beside it, status line
//! ```

mod activity;
mod allow_list;
pub mod credentials;
mod deployment;
mod overview;
mod parameters;
pub mod reveal;
pub mod tab;
mod view;
mod work;

use std::sync::Arc;
use std::time::Duration;

use tui_input::InputRequest;

use crate::account::fleet::{Fleet, NewSecret, Row};
use crate::account::pending::Pending;
use crate::account::remote::Remote;
use crate::account::work::Work;
use crate::domain::parameters::{Account, env_file, parameters};
use crate::domain::{AllowList, Moment, Runner, RunnerKey, Usage};
use crate::tui::command::Command;
use crate::tui::screens::parts::page::{Cursor, Page, Search};
use crate::tui::screens::parts::pane::{Section, Subject};
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role};
use reveal::Reveal;
pub use tab::Tab;
pub use view::{Scene, page_width, view};

/// An allow list is read again when its tab is open and it is older than this.
const ALLOW_LIST_FRESH_FOR: Duration = Duration::from_secs(60);

/// The details that are open: of which runner, on which tab, and where in its page.
#[derive(Clone, Debug)]
pub struct State {
    /// Whose details they are.
    key: RunnerKey,
    /// The runner as it was last known.
    runner: Arc<Runner>,
    /// When trackside first saw it.
    first_seen: Moment,
    /// When the details of this runner were opened.
    opened: Moment,
    /// When the control plane said that it is not there any more.
    gone_since: Option<Moment>,
    /// The tab that was asked for; another is shown where the runner has none such.
    wanted: Tab,
    cursors: [Cursor; Tab::ALL.len()],
    search: Field,
    is_searching: bool,
    /// Where the bar was before the search was typed.
    before_search: Cursor,
    /// How reading the runner itself goes.
    pub details: Remote<()>,
    /// Who may use the runner while it is restricted.
    pub allow_list: Remote<AllowList>,
    /// Its credentials, as far as they are in memory.
    pub reveal: Reveal,
}

/// All that the pages are built from.
pub struct Known<'a> {
    /// The runner, what happened to it, and who depends on it: what the side pane is worked out from.
    pub subject: Subject<'a>,
    /// Whether it waits for its new secret, since that was regenerated from here.
    pub new_secret: Option<NewSecret>,
    /// Whether what it lacks may still come: its details are being read for the first time.
    pub is_pending: bool,
    /// When its details were opened: what changed since is marked.
    pub opened: Moment,
    /// What was asked for and is not reported yet.
    pub pending: &'a Pending,
    /// Who may use it while it is restricted.
    pub allow_list: &'a Remote<AllowList>,
    /// The account's id and region.
    pub account: Account<'a>,
    /// Whether nothing may be changed from here.
    pub read_only: bool,
    /// The credentials, and what may be done with them.
    pub handling: credentials::Handling<'a>,
}

impl Known<'_> {
    /// What stands for a value that may still come.
    fn pending(&self) -> Option<Piece> {
        self.is_pending.then(|| Piece::new(self.subject.symbols.ellipsis, Role::Quiet))
    }

    /// The account's projects and what is in them, and how reading them goes. Of what is only a part, nothing may be said that
    /// the rest could change.
    fn work(&self) -> &Work {
        self.subject.work
    }

    /// The same, as it was read.
    fn usage(&self) -> &Remote<Arc<Usage>> {
        self.subject.work.remote()
    }
}

impl State {
    /// The details of `row`, opened at its first tab.
    pub fn new(key: RunnerKey, row: &Row, now: Moment) -> Self {
        Self {
            key,
            runner: Arc::clone(&row.runner),
            first_seen: row.first_seen,
            opened: now,
            gone_since: None,
            wanted: Tab::default(),
            cursors: Default::default(),
            search: Field::default(),
            is_searching: false,
            before_search: Cursor::default(),
            details: Remote::default(),
            allow_list: Remote::default(),
            reveal: Reveal::default(),
        }
    }

    /// The same tab of another runner, at its beginning.
    #[must_use]
    pub fn of_other(&self, key: RunnerKey, row: &Row, now: Moment) -> Self {
        Self { wanted: self.wanted, ..Self::new(key, row, now) }
    }

    /// Whose details are open, also after the list lost the runner.
    pub fn key(&self) -> &RunnerKey {
        &self.key
    }

    /// The runner as it was last known.
    pub fn runner(&self) -> &Arc<Runner> {
        &self.runner
    }

    /// When trackside first saw it.
    pub fn first_seen(&self) -> Moment {
        self.first_seen
    }

    /// When its details were opened.
    pub fn opened(&self) -> Moment {
        self.opened
    }

    /// Since when the control plane has it no more.
    pub fn gone_since(&self) -> Option<Moment> {
        self.gone_since
    }

    /// Notes that the control plane no longer has the runner.
    pub fn vanish(&mut self, now: Moment) {
        self.reveal.hide();
        self.gone_since.get_or_insert(now);
    }

    /// The tab that is shown.
    pub fn tab(&self) -> Tab {
        if self.wanted.applies_to(&self.runner) { self.wanted } else { Tab::default() }
    }

    /// Takes what the fleet knows of the runner by now.
    pub fn follow(&mut self, fleet: &Fleet, now: Moment) {
        match fleet.at(self.key()) {
            Some(row) => {
                self.runner = Arc::clone(&row.runner);
                self.gone_since = None;
            }
            None => self.vanish(now),
        }
    }

    /// Takes a command that changes the tab. Says whether it did.
    pub fn change_tab(&mut self, command: Command) -> bool {
        let tabs: Vec<Tab> = Tab::of(&self.runner).collect();
        let at = tabs.iter().position(|tab| *tab == self.tab()).unwrap_or(0);
        let tab = match command {
            Command::OpenTab(number) => match tabs.iter().find(|tab| tab.number() == number) {
                Some(tab) => *tab,
                None => return false,
            },
            Command::NextTab => tabs[(at + 1) % tabs.len()],
            Command::PreviousTab => tabs[(at + tabs.len() - 1) % tabs.len()],
            _ => return false,
        };
        self.wanted = tab;
        self.reveal.hide();
        self.end_search();
        true
    }

    /// Where the bar is on the tab's page.
    pub fn cursor(&self) -> &Cursor {
        &self.cursors[self.tab().index()]
    }

    /// Where the bar is on the tab's page, to move it.
    pub fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursors[self.tab().index()]
    }

    /// Whether a search is being typed.
    pub fn is_searching(&self) -> bool {
        self.is_searching
    }

    /// What is searched for; empty when nothing is.
    pub fn search_text(&self) -> &str {
        self.search.value()
    }

    /// Takes a command of the search. Says whether it was one.
    pub fn search(&mut self, command: Command, page: &Page, height: usize) -> bool {
        match command {
            Command::OpenSearch => {
                self.before_search = self.cursor().clone();
                self.search.clear();
                self.is_searching = true;
            }
            Command::AcceptSearch => self.is_searching = false,
            Command::CancelSearch => {
                *self.cursor_mut() = self.before_search.clone();
                self.end_search();
            }
            Command::FindNext => self.find(page, height, Search::Next),
            Command::FindPrevious => self.find(page, height, Search::Previous),
            _ => return false,
        }
        true
    }

    /// Edits what is searched for, and goes to the first place that holds it from where the search began.
    pub fn edit_search(&mut self, request: InputRequest, page: &Page, height: usize) {
        self.search.edit(request);
        self.find_again(page, height);
    }

    /// The same with pasted text.
    pub fn paste_search(&mut self, message: &str, page: &Page, height: usize) {
        self.search.paste(message);
        self.find_again(page, height);
    }

    fn find_again(&mut self, page: &Page, height: usize) {
        *self.cursor_mut() = self.before_search.clone();
        self.find(page, height, Search::FromHere);
    }

    /// Forgets what is searched for; the bar stays.
    pub fn end_search(&mut self) {
        self.search.clear();
        self.is_searching = false;
    }

    fn find(&mut self, page: &Page, height: usize, search: Search) {
        let message = self.search.value().to_owned();
        if !message.is_empty() {
            self.cursor_mut().find(&message, page, height, search);
        }
    }

    /// Whether the tab shows the allow list, of a runner that has one to read.
    pub fn shows_allow_list(&self) -> bool {
        self.tab() == Tab::AllowList && self.runner.withheld_reason().is_none() && self.gone_since.is_none()
    }

    /// Whether the tab shows the allow list, and it should be read.
    pub fn wants_allow_list(&self, now: Moment) -> bool {
        self.shows_allow_list() && self.allow_list.is_due(now, ALLOW_LIST_FRESH_FOR)
    }

    /// Whether the tab shows what runs on the runner.
    pub fn shows_work(&self) -> bool {
        self.tab() == Tab::Work && self.runner.withheld_reason().is_none()
    }

    /// Whether the tab shows the account's audit events about the runner.
    pub fn shows_events(&self) -> bool {
        self.tab() == Tab::Activity && self.runner.withheld_reason().is_none()
    }

    /// Whether what happened to the runner is on the screen, on the tab or beside it, where anything stands beside a tab.
    pub fn shows_happened(&self, is_wide: bool) -> bool {
        let tab = self.tab();
        tab == Tab::Activity || is_wide && beside(tab).contains(&Section::Happened)
    }

    /// Whether the tab needs the account's projects and environments.
    pub fn wants_usage(&self) -> bool {
        matches!(self.tab(), Tab::AllowList | Tab::Work) && self.runner.withheld_reason().is_none()
    }
}

/// The page of a tab, with lines of at most `width` cells.
pub fn page(tab: Tab, known: &Known, width: u16) -> Page {
    match tab {
        Tab::Overview => overview::page(known, width),
        Tab::Deployment => deployment::page(known, width),
        Tab::Parameters => parameters::page(known, width),
        Tab::Credentials => credentials::page(known, width),
        Tab::AllowList => allow_list::page(known, width),
        Tab::Work => work::page(known, width),
        Tab::Activity => activity::page(known, width),
    }
}

/// What stands beside a tab: what its page does not say itself.
fn beside(tab: Tab) -> &'static [Section] {
    match tab {
        Tab::Overview => &[Section::Dependents, Section::Happened],
        Tab::Deployment | Tab::Parameters | Tab::Credentials | Tab::AllowList => &Section::ALL,
        Tab::Work => &[Section::About, Section::Happened],
        Tab::Activity => &[Section::About, Section::Dependents],
    }
}

/// All parameters as `KEY=VALUE` lines; `None` where the runner has none that are known.
pub fn parameter_lines(runner: &Runner, account: &Account) -> Option<String> {
    parameters(runner, account).ok().map(|parameters| env_file(&parameters))
}
