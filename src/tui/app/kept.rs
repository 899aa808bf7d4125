//! What the store is asked: it follows what is on the screen, and the loop never waits for it.

use super::App;
use crate::account::table::{Arrangement, Columns, SortOrder};
use crate::domain::{AccountId, Label, RunnerKey};
use crate::runtime::recorder::Answer;
use crate::store::{Choice, Entry};
use crate::text::words::countdown;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Context, clause};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::kept::strips::Span;
use crate::tui::screens::parts::kept::{Kept, Shown, Told};
use crate::tui::screens::{events, since};

/// From this width on there is room for the whole sentence that says what a mark stands for.
const WIDE_FROM: u16 = 60;

/// Between what was chosen and what the config file said, where both are kept.
const OTHER_THAN: &str = " | ";

/// What of the list is found again at the next start.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct KeptChoice {
    order: SortOrder,
    /// The time of the timeline, where one is shown.
    timeline: Option<Span>,
    columns: Columns,
    view: Option<Label>,
}

/// What was chosen, as it is kept: with what the config file said then, unless that is the usual.
fn kept(chosen: &str, said: &str, usual: &str) -> String {
    if said == usual { chosen.to_owned() } else { format!("{chosen}{OTHER_THAN}{said}") }
}

/// What was chosen, as far as the config file still says what it said then: who has written something else there since means that.
fn changed<'a>(kept: &'a str, said: &str, usual: &str) -> Option<&'a str> {
    let (chosen, then) = kept.split_once(OTHER_THAN).unwrap_or((kept, usual));
    (then == said).then_some(chosen)
}

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
        self.restore_arrangement(&choices);
        for (choice, value) in choices {
            match choice {
                // Whoever has chosen already is asked for nothing.
                Choice::View if self.list.timeline().is_none() => {
                    self.list.restore_view(&value);
                    self.kept_choice.timeline = self.list.timeline();
                }
                Choice::Palette => self.recent.restore(&value),
                Choice::Filters => self.list.restore_filters(&value),
                Choice::Clipboard => self.outbox.push(Effect::UseKnownRoutes(value)),
                Choice::View | Choice::Sort | Choice::Named | Choice::Columns => {}
            }
        }
    }

    /// Shows the view of the last time, and on top of it the order and the columns, as far as nobody has chosen any of them since
    /// the start, and the config file still says what was changed then.
    fn restore_arrangement(&mut self, choices: &[(Choice, String)]) {
        let of = |wanted| choices.iter().find(|(choice, _)| *choice == wanted).map(|(_, value)| value.as_str());
        if self.config.view.is_some() || self.list.view().is_some() {
            return;
        }
        let kept = |name: &str| self.config.views.all.iter().find(|view| view.name.safe() == name);
        if let Some(view) = of(Choice::Named).and_then(kept).filter(|_| self.list.is_untouched()) {
            let said = self.config.views.arrangement(Some(view));
            self.list.arrange(Some(view.name.clone()), said, &self.accounts);
        }
        let Arrangement { order, columns, .. } = self.list.said().clone();
        let found = of(Choice::Sort).filter(|_| self.list.order() == order);
        let found = found.and_then(|kept| changed(kept, &order.name(), &SortOrder::default().name()));
        if let Some(order) = found.and_then(SortOrder::from_name) {
            self.list.restore_order(order, &self.accounts);
        }
        let found = of(Choice::Columns).filter(|_| *self.list.columns() == columns);
        let found = found.and_then(|kept| changed(kept, &columns.kept(), &Columns::default().kept()));
        if let Some(columns) = found.and_then(Columns::of_kept) {
            self.list.choose_columns(columns, self.list.wishes().all_columns);
        }
        self.kept_choice = KeptChoice { timeline: self.kept_choice.timeline, ..self.choice() };
    }

    /// What the operator chose last, where it is another choice than before: it is found again at the next start.
    fn chosen(&mut self) -> Vec<Effect> {
        let now = self.choice();
        let said = self.list.said();
        let sort = kept(&now.order.name(), &said.order.name(), &SortOrder::default().name());
        let columns = kept(&now.columns.kept(), &said.columns.kept(), &Columns::default().kept());
        let before = std::mem::replace(&mut self.kept_choice, now);
        let now = &self.kept_choice;
        let name = now.view.as_ref().map_or("", Label::raw).to_owned();
        let all = [
            (before.view != now.view, Choice::Named, name),
            (before.view != now.view || before.order != now.order, Choice::Sort, sort),
            (before.view != now.view || before.columns != now.columns, Choice::Columns, columns),
            (before.timeline != now.timeline, Choice::View, self.list.view_name()),
        ];
        let changed = all.into_iter().filter(|(is_changed, ..)| *is_changed && self.stored.is_on());
        let changed = changed.map(|(_, choice, value)| (choice, value));
        let recent = self.recent.take_news().filter(|_| self.stored.is_on()).map(|names| (Choice::Palette, names));
        let filters = self.list.take_unsaved_filters().filter(|_| self.stored.is_on());
        let filters = filters.map(|filters| (Choice::Filters, filters));
        changed.chain(recent).chain(filters).map(|(choice, value)| Effect::Keep(Entry::Chosen(choice, value))).collect()
    }

    /// How the list is shown now.
    pub(super) fn choice(&self) -> KeptChoice {
        KeptChoice {
            order: self.list.order(),
            timeline: self.list.timeline(),
            columns: self.list.columns().clone(),
            view: self.list.view().cloned(),
        }
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
