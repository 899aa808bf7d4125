//! What the store is asked: it follows what is on the screen, and the loop never waits for it.

use super::App;
use crate::account::table::SortOrder;
use crate::domain::{AccountId, RunnerKey};
use crate::runtime::recorder::Answer;
use crate::store::{Choice, Entry};
use crate::text::words::countdown;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Context, clause};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::kept::{Kept, Shown, Told};
use crate::tui::screens::{events, since};

/// From this width on there is room for the whole sentence that says what a mark stands for.
const WIDE_FROM: u16 = 60;

impl App {
    /// Asks the store for what is on the screen and not known yet.
    pub(super) fn follow_store(&mut self) -> impl Iterator<Item = Effect> {
        let now = self.now;
        let shown: Vec<Shown> = self.stored.iter().map(|kept| self.shown_of_store(kept)).collect();
        for (kept, shown) in self.stored.iter_mut().zip(&shown) {
            kept.follow(shown, now);
        }
        self.say_last_time();
        let chosen = self.chosen();
        let asked = self.stored.take_queries().into_iter().map(|(ticket, query)| Effect::Ask { ticket, query });
        chosen.into_iter().chain(asked)
    }

    fn shown_of_store(&self, kept: &Kept) -> Shown {
        let account = kept.account();
        let is_list = self.detail.is_none();
        let events = self.overlays.iter().rev().find_map(Overlay::events);
        Shown {
            events: events.is_some() || is_list && self.list.event_lines(&self.layout()) > 0,
            older_events: events.is_some_and(|events| events.wants_older(self.window_on_top())),
            strips: self.list.wanted_strips(account, self.layout().rows.width).filter(|_| is_list),
            runner: self.runner_looked_at().filter(|key| key.account == account).map(|key| key.id),
        }
    }

    /// The runner whose pane or Activity is on the screen; while the bar moves on, nobody's is asked for.
    fn runner_looked_at(&self) -> Option<RunnerKey> {
        if let Some(detail) = &self.detail {
            let is_shown = detail.shows_happened(self.detail_layout().side.width > 0);
            return Some(detail.key().clone()).filter(|_| is_shown);
        }
        let is_shown = self.layout().preview.width > 0
            || self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Summary(_)));
        self.list.selected().filter(|_| is_shown && self.is_resting).cloned()
    }

    /// The store has answered.
    pub(super) fn store_answered(&mut self, answer: Answer) {
        let now = self.now;
        let Some(kept) = self.stored.iter_mut().find(|kept| kept.asked(answer.ticket)) else { return };
        let account = kept.account();
        let choices = match kept.take(answer, now) {
            // Asked for each account, and one answer for all.
            Told::Choices(_) if std::mem::replace(&mut self.were_choices_told, true) => return,
            Told::Choices(choices) => choices,
            Told::Operations => return self.operations_told(account),
            Told::Nothing => return,
        };
        for (choice, value) in choices {
            match choice {
                // Whoever has chosen already is asked for nothing.
                Choice::Sort if self.list.order() == SortOrder::default() => {
                    self.list.restore_order(SortOrder::from_name(&value), &self.accounts);
                    self.kept_choice.0 = self.list.order();
                }
                Choice::View if self.list.timeline().is_none() => {
                    self.list.restore_view(&value);
                    self.kept_choice.1 = self.list.timeline();
                }
                Choice::Filters => self.list.restore_filters(&value),
                Choice::Clipboard => self.outbox.push(Effect::UseKnownRoutes(value)),
                Choice::Sort | Choice::View => {}
            }
        }
    }

    /// What the operator chose last, where it is another choice than before: it is found again at the next start.
    fn chosen(&mut self) -> Vec<Effect> {
        let (order, timeline) = (self.list.order(), self.list.timeline());
        let before = std::mem::replace(&mut self.kept_choice, (order, timeline));
        let sort = (before.0 != order).then(|| Entry::Chosen(Choice::Sort, order.name()));
        let view = (before.1 != timeline).then(|| Entry::Chosen(Choice::View, self.list.view_name()));
        let filters = self.list.take_unsaved_filters().map(|filters| Entry::Chosen(Choice::Filters, filters));
        sort.into_iter().chain(view).chain(filters).filter(|_| self.stored.is_on()).map(Effect::Keep).collect()
    }

    /// Says what is different from the last time, once, as soon as the line is free.
    fn say_last_time(&mut self) {
        let is_free = self.notice.as_ref().is_none_or(|notice| notice.is_fleet_news);
        let unsaid = |kept: &Kept| kept.last_time.unsaid().map(|told| (kept.account(), told.clone()));
        let Some((account, told)) = self.stored.iter().find_map(unsaid) else { return };
        let more = clause(self.config.keymap.key(Context::List, Command::OpenSince), " ({} lists all)");
        let Some(message) = since::notice(&told, &more, &self.config.zone, self.config.theme.symbols) else {
            return self.last_time_said(account);
        };
        if is_free && matches!(self.context(), Context::List) {
            self.last_time_said(account);
            self.tell_until_key(Some(account), message);
        }
    }

    fn last_time_said(&mut self, account: AccountId) {
        if let Some(kept) = self.stored.get_mut(account) {
            kept.last_time.said();
        }
    }

    /// Shows what is different from the last time, as it is by now.
    pub(super) fn open_since(&mut self) {
        for kept in self.stored.iter_mut() {
            kept.last_time.said();
            kept.ask_last_time();
        }
        self.overlays.push(Overlay::Since(since::State::default()));
    }

    /// What a mark of the timeline stands for, once it is another one.
    pub(super) fn say_timeline(&mut self) {
        let Some(wanted) = self.list.wanted_strips(AccountId::FIRST, self.layout().rows.width) else { return };
        let window = wanted.span.window(self.now.wall, wanted.cells);
        let cells = u32::try_from(wanted.cells).unwrap_or(1).max(1);
        let mark = countdown(window.to.duration_since(window.from).unsigned_abs() / cells);
        let span = wanted.span.label();
        self.notify(if self.area.width < WIDE_FROM {
            format!("Timeline: {span}, one mark = {mark}")
        } else {
            format!("Timeline of {span}. One mark = {mark}, worst status wins.")
        });
    }

    /// Shows what happened, with what the account's audit log has of that.
    pub(super) fn open_events(&mut self) {
        self.overlays.push(Overlay::Events(events::State::default()));
        self.read_work_of_tab();
    }
}
