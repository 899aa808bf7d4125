//! The open details: opening and leaving them, reading what their tab needs, and the keys that only look.

use super::{App, ask, read_details_of};
use crate::account::Request;
use crate::api::{ApiError, Cause, Priority};
use crate::domain::parameters::Account;
use crate::domain::{AllowList, RunnerId, Secret};
use crate::terminal::clipboard::Clip;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Context, clause, key};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::page::{Page, Target};
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::runner_detail::credentials::Handling;
use crate::tui::screens::runner_detail::{Known, Tab};
use crate::tui::screens::runner_list::summary;
use crate::tui::screens::{json, runner_detail};
use crate::tui::ui::layout;
use crate::tui::ui::layout::DetailLayout;

impl App {
    /// Opens a runner's details; the list's bar goes along where the runner is shown.
    pub(super) fn open_details(&mut self, id: &RunnerId) -> Vec<Effect> {
        let Some(row) = self.fleet.find(id) else { return Vec::new() };
        self.list.select(id);
        self.detail = Some(Box::new(runner_detail::State::new(row, self.now)));
        self.read_all()
    }

    /// Goes to another runner of the list, on the same tab.
    fn open_neighbour(&mut self, direction: Command) -> Vec<Effect> {
        let before = self.list.selected().cloned();
        // When the open runner leaves the list, or its filter, the list selects the next one: that one is not passed over.
        let is_next_selected = before.as_ref() != self.detail.as_ref().map(|detail| detail.id());
        if direction == Command::Up || !is_next_selected {
            self.list.update(direction, &self.fleet);
        }
        let row = self.list.selected_row().and_then(|index| self.fleet.rows().get(index));
        let (Some(row), Some(detail)) = (row, &self.detail) else { return Vec::new() };
        if self.list.selected() == before.as_ref() && *detail.id() == row.runner.id {
            return Vec::new();
        }
        self.detail = Some(Box::new(detail.of_other(row, self.now)));
        self.read_all()
    }

    /// Reads the runner itself, and what its tab needs.
    fn read_all(&mut self) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.read_open_runner().into_iter().collect();
        effects.extend(self.read_for_tab());
        effects
    }

    /// Reads the open runner's details, unless they are being read.
    pub(super) fn read_open_runner(&mut self) -> Option<Effect> {
        let detail = self.detail.as_mut()?;
        if detail.runner().withheld_reason().is_some() || detail.gone_since().is_some() {
            return None;
        }
        let id = detail.id().clone();
        detail.details.start();
        read_details_of(&mut self.fleet, &id, Priority::Operator)
    }

    /// Reads what the open tab needs and is not known, or is old.
    pub(super) fn read_for_tab(&mut self) -> Vec<Effect> {
        let now = self.now;
        let Some(detail) = &self.detail else { return Vec::new() };
        let (id, wants_usage) = (detail.id().clone(), detail.wants_usage());
        let mut effects = Vec::new();
        if detail.wants_allow_list(now) {
            effects.extend(self.read_allow_list(&id));
        }
        if wants_usage {
            effects.extend(self.usage.read_if_due(now).map(ask));
        }
        effects
    }

    /// Reads a runner's allow list, unless that is under way: an answer that takes its time is not asked for twice.
    pub(super) fn read_allow_list(&mut self, id: &RunnerId) -> Option<Effect> {
        if let Some(detail) = self.detail.as_mut().filter(|detail| detail.id() == id) {
            detail.allow_list.start();
        }
        self.allow_lists_under_way.insert(id.clone()).then(|| ask(Request::ReadAllowList(id.clone())))
    }

    /// Reads everything of the open tab now, whatever its age.
    pub(super) fn read_tab_again(&mut self) -> Vec<Effect> {
        let Some(detail) = &self.detail else { return Vec::new() };
        let (id, wants_usage) = (detail.id().clone(), detail.wants_usage());
        let mut effects = Vec::new();
        if detail.shows_allow_list() {
            effects.extend(self.read_allow_list(&id));
        }
        if wants_usage {
            effects.extend(self.usage.read().map(ask));
        }
        effects.extend(self.read_open_runner());
        effects
    }

    /// After a poll: the details follow the list, and are read again.
    pub(super) fn follow_details(&mut self) -> Vec<Effect> {
        let Some(detail) = &mut self.detail else { return Vec::new() };
        detail.follow(&self.fleet, self.now);
        self.read_all()
    }

    /// Takes what became of reading a runner, for the details that are open.
    pub(super) fn details_read(&mut self, id: &RunnerId, outcome: Result<(), ApiError>) {
        let now = self.now;
        self.was_read_again(id, &outcome);
        let is_not_found = |error: &ApiError| matches!(error.cause, Cause::NotFound(_));
        let is_now = outcome.as_ref().is_err_and(is_not_found);
        let detail = self.detail.as_mut().filter(|detail| detail.id() == id);
        // Once, as a list that goes on to have it would be read without a pause.
        let is_first = detail.as_ref().is_some_and(|detail| !detail.details.error().is_some_and(is_not_found));
        if let Some(detail) = detail {
            if is_now {
                detail.reveal.hide();
            }
            detail.details.finish(outcome, now);
            detail.follow(&self.fleet, now);
        }
        // A list that lacks it as well settles it, sooner than its turn comes.
        let is_asked_about = self.detail.is_none() && self.overlays.iter().any(|overlay| overlay.asks_about(id));
        let is_waited_for = is_first || is_asked_about || self.asked.of(id).next().is_some();
        if is_now && is_waited_for && self.fleet.find(id).is_some() {
            self.outbox.push(ask(Request::PollNow));
        }
    }

    /// Takes an allow list, for the details that are open.
    pub(super) fn allow_list_read(&mut self, id: &RunnerId, outcome: Result<AllowList, ApiError>) {
        let now = self.now;
        self.allow_lists_under_way.remove(id);
        if let Ok(list) = &outcome {
            self.allow_list_reported(id, list);
        }
        if let Some(detail) = self.detail.as_mut().filter(|detail| detail.id() == id) {
            detail.allow_list.finish(outcome, now);
        }
        for overlay in &mut self.overlays {
            overlay.allow_list_came(id);
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
            return self.read_for_tab();
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
                let stopped = self.usage.stop();
                if stopped.is_some() {
                    let again = clause(key(Context::Details, Command::PollNow), "; {} begins again");
                    self.notify(format!("stopped reading projects{again}"));
                }
                stopped.map(ask).into_iter().collect()
            }
            other => self.change_in_details(other, &page),
        }
    }

    /// Puts the bar where the mouse was pressed.
    pub(super) fn select_line_in_details(&mut self, column: u16, row: u16) {
        let (page, height) = self.detail_page();
        let Some(content) = self.detail.as_ref().map(|detail| self.detail_layout(detail).content) else { return };
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
            Some(detail) if !detail.search_words().is_empty() => {
                detail.end_search();
                Vec::new()
            }
            _ => {
                self.detail = None;
                // Nobody looks at it any more; what was read is kept.
                let stopped = self.usage.stop();
                self.usage.forgive();
                self.notice = None;
                stopped.map(ask).into_iter().collect()
            }
        }
    }

    fn copy_field(&self, page: &Page) -> Vec<Effect> {
        let item = self.detail.as_ref().and_then(|detail| detail.cursor().item(page));
        item.and_then(|item| item.copy.clone()).map(|(what, text)| copy(&what, text)).into_iter().collect()
    }

    fn copy_parameters(&mut self) -> Vec<Effect> {
        let detail = self.detail.as_ref().filter(|detail| detail.tab() == Tab::Parameters);
        let lines = detail.and_then(|detail| runner_detail::parameter_lines(detail.runner(), &self.account()));
        lines.map(|lines| copy("The parameters", lines)).into_iter().collect()
    }

    fn open_link(&mut self, page: &Page) -> Vec<Effect> {
        let item = self.detail.as_ref().and_then(|detail| detail.cursor().item(page));
        match item.and_then(|item| item.target.as_ref()) {
            Some(Target::Link(url)) => vec![Effect::OpenLink(url)],
            _ => Vec::new(),
        }
    }

    fn open_json(&mut self) -> Vec<Effect> {
        let Some(detail) = &self.detail else { return Vec::new() };
        let id = detail.id().clone();
        self.overlays.push(Overlay::Json(json::State::new(id.clone())));
        vec![ask(Request::ReadJson(id))]
    }

    /// Opens the summary of the selected runner.
    pub(super) fn open_summary(&mut self) {
        if let Some(id) = self.list.selected().cloned() {
            self.overlays.push(Overlay::Summary(summary::State { id, scroll: Scroll::default() }));
        }
    }

    /// The account's id and region, as far as they are known.
    pub(super) fn account(&self) -> Account<'_> {
        Account { account_id: self.setting.account_id.as_deref(), region: self.setting.region.as_deref() }
    }

    /// What the pages are built from.
    pub(super) fn known<'a>(&'a self, detail: &'a runner_detail::State) -> Known<'a> {
        let row = self.fleet.find(detail.id());
        Known {
            runner: detail.runner(),
            absence: row.and_then(|row| row.absence),
            new_secret: row.and_then(|row| row.new_secret),
            is_pending: detail.details.is_loading() && row.is_some_and(crate::account::fleet::Row::is_incomplete),
            events: self.activity.of(detail.id()).collect(),
            first_seen: detail.first_seen(),
            opened: detail.opened(),
            asked: &self.asked,
            allow_list: &detail.allow_list,
            usage: self.usage.remote(),
            usage_progress: self.usage.progress(),
            is_usage_whole: self.usage.is_whole(),
            account: self.account(),
            read_only: self.setting.read_only,
            handling: Handling {
                reveal: &detail.reveal,
                reveal_for: self.setting.reveal,
                refusal: self.reveal_refusal(),
                routes: &self.setting.routes,
                copied: self.clipboard_story(),
            },
            now: self.now,
            zone: &self.setting.zone,
            symbols: self.setting.theme.symbols,
        }
    }

    pub(super) fn detail_layout(&self, detail: &runner_detail::State) -> DetailLayout {
        layout::detail(self.area, detail.tab() == Tab::Overview)
    }

    /// The open tab's page, and the lines of its window.
    pub(super) fn detail_page(&self) -> (Page, usize) {
        let Some(detail) = &self.detail else { return (Page::default(), 0) };
        let content = self.detail_layout(detail).content;
        let page = runner_detail::page(detail.tab(), &self.known(detail), runner_detail::page_width(content.width));
        (page, usize::from(content.height))
    }
}

/// A wish to copy what is none of anybody's secrets.
pub(super) fn copy(what: &str, text: String) -> Effect {
    Effect::Copy(Clip { what: what.to_owned(), text: Secret::new(text), clear_after: None })
}
