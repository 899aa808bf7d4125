//! The open details: opening and leaving them, reading what their tab needs, and the keys that only look.

use super::App;
use crate::account::Account;
use crate::account::fleet::Row;
use crate::api::{ApiError, Cause, Priority};
use crate::domain::{AllowList, RunnerKey, Secret, parameters};
use crate::terminal::clipboard::Clip;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Context, clause};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::page::{ItemTarget, Page};
use crate::tui::screens::parts::pane::Subject;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::runner_detail::credentials::Handling;
use crate::tui::screens::runner_detail::{Known, Tab};
use crate::tui::screens::runner_list::summary;
use crate::tui::screens::{json, runner_detail};
use crate::tui::ui::layout;
use crate::tui::ui::layout::DetailLayout;

impl App {
    /// Opens a runner's details; the list's bar goes along where the runner is shown.
    pub(super) fn open_details(&mut self, key: &RunnerKey) -> Vec<Effect> {
        let Some(row) = self.accounts.at(key) else { return Vec::new() };
        self.list.select(key);
        self.detail = Some(Box::new(runner_detail::State::new(key.clone(), row, self.now)));
        self.read_open_details();
        Vec::new()
    }

    /// Goes to another runner of the list, on the same tab.
    fn open_neighbour(&mut self, direction: Command) -> Vec<Effect> {
        let before = self.list.selected().cloned();
        // When the open runner leaves the list, or its filter, the list selects the next one: that one is not passed over.
        let is_next_selected = before.as_ref() != self.detail.as_ref().map(|detail| detail.key());
        if direction == Command::Up || !is_next_selected {
            self.list.update(direction, &self.accounts);
        }
        let row = self.list.selected_row(&self.accounts);
        let (Some(row), Some(detail)) = (row, &self.detail) else { return Vec::new() };
        let key = row.key();
        if self.list.selected() == before.as_ref() && *detail.key() == key {
            return Vec::new();
        }
        self.detail = Some(Box::new(detail.of_other(key, row, self.now)));
        self.read_open_details();
        Vec::new()
    }

    /// Reads the open runner itself, and what its tab needs.
    pub(super) fn read_open_details(&mut self) {
        self.read_open_runner();
        self.read_for_tab();
    }

    /// Reads the open runner's details, unless they are being read.
    pub(super) fn read_open_runner(&mut self) {
        let Some(detail) = &mut self.detail else { return };
        if detail.runner().withheld_reason().is_none() && detail.gone_since().is_none() {
            detail.details.start();
            if let Some(account) = self.accounts.get_mut(detail.key().account) {
                account.read_runner(&detail.key().id, Priority::Operator);
            }
        }
    }

    /// Reads what the open tab needs and is not known, or is old.
    pub(super) fn read_for_tab(&mut self) {
        let Some(detail) = &self.detail else { return };
        let (key, wants_work) = (detail.key().clone(), detail.wants_usage());
        if detail.wants_allow_list(self.now) {
            self.read_allow_list(&key);
        }
        if let Some(account) = self.accounts.get_mut(key.account).filter(|_| wants_work) {
            account.read_work_if_due();
        }
        self.read_work_of_tab();
    }

    /// Reads a runner's allow list, which the open details may wait for.
    pub(super) fn read_allow_list(&mut self, key: &RunnerKey) {
        if let Some(detail) = self.detail.as_mut().filter(|detail| detail.key() == key) {
            detail.allow_list.start();
        }
        if let Some(account) = self.accounts.get_mut(key.account) {
            account.read_allow_list(&key.id);
        }
    }

    /// Reads everything of the open tab now, whatever its age.
    pub(super) fn read_tab_again(&mut self) {
        let Some(detail) = &self.detail else { return };
        let (key, wants_work) = (detail.key().clone(), detail.wants_usage());
        if detail.shows_allow_list() {
            self.read_allow_list(&key);
        }
        let shows_work = self.tab_shows_work();
        if let Some(account) = self.accounts.get_mut(key.account) {
            if wants_work {
                account.read_work();
            }
            if shows_work {
                account.read_runs();
            }
        }
        if shows_work {
            self.read_streaming_statuses(true);
        }
        self.read_open_runner();
    }

    /// Takes what became of reading a runner, for the questions about it and for the details that are open. The rows have
    /// been followed already.
    pub(super) fn details_read(&mut self, key: &RunnerKey, outcome: Result<(), ApiError>) {
        self.was_read_again(key, &outcome);
        let is_not_found = |error: &ApiError| matches!(error.cause, Cause::NotFound(_));
        let is_gone = outcome.as_ref().is_err_and(is_not_found);
        let reads_on = outcome.as_ref().map_or_else(ApiError::is_final, |()| true);
        let detail = self.detail.as_mut().filter(|detail| detail.key() == key);
        // Once, as a list that goes on to have it would be read without a pause.
        let is_first = detail.as_ref().is_some_and(|detail| !detail.details.error().is_some_and(is_not_found));
        if let Some(detail) = detail {
            if is_gone {
                detail.reveal.hide();
            }
            detail.details.finish(outcome, self.now);
        }
        // A list that lacks it as well settles it, sooner than its turn comes.
        let is_asked_about = self.detail.is_none() && self.overlays.iter().any(|overlay| overlay.asks_about(key));
        if let Some(account) = self.accounts.get_mut(key.account).filter(|_| is_gone) {
            let is_waited_for = is_first || is_asked_about || account.pending().of(&key.id).next().is_some();
            if is_waited_for && account.row(&key.id).is_some() {
                account.poll_now();
            }
        }
        // After a failure the next good poll allows another try: no storm of requests on a broken link.
        if reads_on {
            self.read_details();
        }
    }

    /// Takes an allow list, for the details that are open and for the questions about it.
    pub(super) fn allow_list_read(&mut self, key: &RunnerKey, outcome: Result<AllowList, ApiError>) {
        if let Some(detail) = self.detail.as_mut().filter(|detail| detail.key() == key) {
            detail.allow_list.finish(outcome, self.now);
        }
        for overlay in &mut self.overlays {
            overlay.allow_list_came(key);
        }
    }

    /// Takes a command while the details are on top.
    pub(super) fn command_in_details(&mut self, command: Command) -> Vec<Effect> {
        if let Some(effects) = self.command_in_credentials(command) {
            return effects;
        }
        let (page, height) = self.detail_page();
        let Some(detail) = &mut self.detail else { return Vec::new() };
        if detail.cursor_mut().update(command, &page, height) || detail.search(command, &page, height) {
            return Vec::new();
        }
        if detail.change_tab(command) {
            self.read_for_tab();
            return Vec::new();
        }
        match command {
            Command::Close => self.leave_details(),
            Command::NextRunner => self.open_neighbour(Command::Down),
            Command::PreviousRunner => self.open_neighbour(Command::Up),
            Command::CopyField => self.copy_field(&page),
            Command::CopyAll => self.copy_parameters(),
            Command::OpenLink => self.open_link(&page),
            Command::OpenJson => self.open_json(),
            Command::StopReading => {
                let id = detail.key().account;
                if self.accounts.get_mut(id).is_some_and(Account::stop_reading_work) {
                    let again = clause(self.config.keymap.key(Context::Details, Command::PollNow), " {} starts again.");
                    self.tell(id, format!("Stopped reading projects.{again}"));
                }
                Vec::new()
            }
            Command::AddEntry if detail.tab() == Tab::Activity => {
                self.read_more_events();
                Vec::new()
            }
            other => self.change_in_details(other, &page),
        }
    }

    /// Puts the bar where the mouse was pressed.
    pub(super) fn select_line_in_details(&mut self, column: u16, row: u16) {
        let (page, height) = self.detail_page();
        let content = self.detail_layout().content;
        if self.overlays.is_empty()
            && content.contains((column, row).into())
            && let Some(detail) = &mut self.detail
        {
            detail.cursor_mut().select_line(usize::from(row - content.y), &page, height);
        }
    }

    /// One thing at a time: a search goes first.
    fn leave_details(&mut self) -> Vec<Effect> {
        match &mut self.detail {
            Some(detail) if !detail.search_text().is_empty() => {
                detail.end_search();
                Vec::new()
            }
            _ => {
                self.close_details();
                Vec::new()
            }
        }
    }

    pub(super) fn close_details(&mut self) {
        self.detail = None;
        // What was read is kept, what names people aside.
        self.follow_shown_work();
        self.accounts.iter_mut().for_each(Account::leave_work);
        self.end_notice();
    }

    fn copy_field(&self, page: &Page) -> Vec<Effect> {
        let item = self.detail.as_ref().and_then(|detail| detail.cursor().item(page));
        item.and_then(|item| item.copy.clone()).map(|(what, text)| copy(&what, text)).into_iter().collect()
    }

    fn copy_parameters(&mut self) -> Vec<Effect> {
        let detail = self.detail.as_ref().filter(|detail| detail.tab() == Tab::Parameters);
        let lines = detail.and_then(|detail| {
            let lines = runner_detail::parameter_lines(detail.runner(), &self.parameters_of(detail.key()))?;
            // Whose they are goes along, as a line that whoever reads such lines takes for a remark.
            let account = self.accounts.label(detail.key().account);
            Some(format!("# {}, account {account}\n{lines}", detail.runner().name))
        });
        lines.map(|lines| copy("The parameters", lines)).into_iter().collect()
    }

    fn open_link(&mut self, page: &Page) -> Vec<Effect> {
        let item = self.detail.as_ref().and_then(|detail| detail.cursor().item(page));
        match item.and_then(|item| item.target.as_ref()) {
            Some(ItemTarget::Link(url)) => vec![Effect::OpenLink(url)],
            _ => Vec::new(),
        }
    }

    fn open_json(&mut self) -> Vec<Effect> {
        let Some(detail) = &self.detail else { return Vec::new() };
        let key = detail.key().clone();
        if let Some(account) = self.accounts.get_mut(key.account) {
            account.read_json(&key.id);
        }
        self.overlays.push(Overlay::Json(json::State::new(key)));
        Vec::new()
    }

    /// Opens the summary of the selected runner.
    pub(super) fn open_summary(&mut self) {
        if let Some(key) = self.list.selected().cloned() {
            self.overlays.push(Overlay::Summary(summary::State { key, scroll: Scroll::default() }));
        }
    }

    /// The account's id and region, as far as they are known.
    pub(super) fn parameters_of(&self, key: &RunnerKey) -> parameters::Account<'_> {
        let profile = self.accounts.profile(key.account);
        parameters::Account { account_id: profile.account_id.as_deref(), region: profile.region.as_deref() }
    }

    /// What the pages are built from.
    pub(super) fn known<'a>(&'a self, detail: &'a runner_detail::State) -> Known<'a> {
        let key = detail.key();
        let (account, row) = (self.of(key), self.accounts.at(key));
        Known {
            subject: Subject {
                account: self.accounts.are_several().then(|| account.profile().label()),
                runner: detail.runner(),
                absence: row.and_then(Row::absence),
                change: row.and_then(|row| row.change.as_deref()),
                status_change: row.and_then(|row| row.status_change.as_deref()),
                first_seen: detail.first_seen(),
                companions: row.and_then(|row| account.fleet().companions(row)),
                records: account.history().of(&key.id).collect(),
                watched: account.history().watched(),
                work: account.work(),
                kept: self.stored.of(key.account),
                context: Context::Details,
                now: self.now,
                zone: &self.config.zone,
                symbols: self.config.theme.symbols,
                keymap: &self.config.keymap,
            },
            new_secret: row.and_then(|row| row.new_secret),
            is_pending: detail.details.is_loading() && row.is_some_and(Row::is_incomplete),
            opened: detail.opened(),
            pending: account.pending(),
            allow_list: &detail.allow_list,
            account: self.parameters_of(key),
            read_only: account.is_read_only(),
            handling: Handling {
                reveal: &detail.reveal,
                reveal_for: self.config.reveal,
                refusal: self.reveal_refusal(key),
                routes: &self.config.routes,
                copied: self.clipboard_details(),
            },
        }
    }

    pub(super) fn detail_layout(&self) -> DetailLayout {
        layout::detail(self.area)
    }

    /// The open tab's page, and the lines of its window.
    pub(super) fn detail_page(&self) -> (Page, usize) {
        let Some(detail) = &self.detail else { return (Page::default(), 0) };
        let content = self.detail_layout().content;
        let page = runner_detail::page(detail.tab(), &self.known(detail), runner_detail::page_width(content.width));
        (page, usize::from(content.height))
    }
}

/// A wish to copy what is none of anybody's secrets.
pub(super) fn copy(what: &str, text: String) -> Effect {
    Effect::Copy(Clip { what: what.to_owned(), text: Secret::new(text), clear_after: None })
}
