//! When a command applies. One answer for both who ask: the footer shows the keys of what does, and a key that does not
//! says why in the line above the footer, with the same words wherever it was pressed.
//!
//! What a dialog asks for is the dialog's to take or to refuse in its own lines; here stands only what its footer shows.

use std::borrow::Cow;

use super::App;
use crate::account::table::Column;
use crate::account::work::MAX_DAYS;
use crate::domain::{AccountId, Action, RunnerKey, Setting};
use crate::text::words::sentence;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Binding, Context};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::applies::{self, Applies};
use crate::tui::screens::parts::page::{Item, ItemTarget, Page};
use crate::tui::screens::parts::refusal::GONE;
use crate::tui::screens::runner_detail::{self, Tab};

impl App {
    /// Whether `command` would do something now, where keys go. `item` is what the bar of the open details is on.
    pub(super) fn applies(&self, command: Command, item: Option<&Item>) -> Applies {
        if command == Command::PollNow {
            return Applies::listed_if(self.accounts.iter().any(|account| account.connection().is_failing()));
        }
        match self.overlays.last() {
            Some(overlay) => overlay.applies(command, &self.overlay_scene(), self.screens()),
            None => self.applies_below(command, item),
        }
    }

    /// Whether `command` would do something now on the screen below whatever lies over it.
    pub(super) fn applies_below(&self, command: Command, item: Option<&Item>) -> Applies {
        match &self.detail {
            Some(detail) if !detail.is_searching() => self.applies_in_details(detail, command, item),
            Some(_) => Applies::Yes,
            None => match self.in_place {
                Some(screen) => self.applies_in_place(screen, command),
                None => self.applies_in_list(command),
            },
        }
    }

    /// What a key leads to whose command does not apply: its reason, and no effect. `None` where it does.
    pub(super) fn refused(&mut self, command: Command) -> Option<Vec<Effect>> {
        use Command::{Bottom, Down, PageDown, PageUp, Top, Up};
        // A move is taken wherever keys move something; that there is no line further down is of use to the footer alone.
        if matches!(command, Up | Down | PageUp | PageDown | Top | Bottom) {
            return None;
        }
        let page = if self.overlays.is_empty() { self.detail_page().0 } else { Page::default() };
        let item = self.detail.as_ref().and_then(|detail| detail.cursor().item(&page));
        let reason = match self.applies(command, item) {
            Applies::Yes | Applies::Unlisted => return None,
            Applies::NotYet(reason) => Some(Cow::from(reason)),
            Applies::No(reason) => reason,
        };
        let account = self.refusing_account(command);
        // A menu is done with once something was chosen from it.
        if self.overlays.last().is_some_and(Overlay::is_done_once_chosen) {
            self.overlays.pop();
        }
        Some(self.refuse(account, reason))
    }

    /// The account that it is about where a command does not apply: that of what lies on top or of the open details, or that of the
    /// runners that it would be for. None where it is about the list of all.
    fn refusing_account(&self, command: Command) -> Option<AccountId> {
        let scene = self.overlay_scene();
        match (self.overlays.last(), command) {
            (Some(Overlay::Actions(state)), Command::Choose) => {
                applies::refusing_account(state.choice(), &state.subjects(&scene), &scene)
            }
            (Some(Overlay::Actions(state)), Command::Act(action)) => {
                applies::refusing_account(action, &state.subjects(&scene), &scene)
            }
            (None, Command::Act(action)) => {
                let keys = self.subjects();
                applies::refusing_account(scene.meant(action, &keys), &keys, &scene)
            }
            (None, _) if self.detail.is_none() => None,
            _ => Some(self.in_focus()),
        }
    }

    /// Says why something does not apply, with the account that it is about, if it is about one.
    pub(super) fn refuse(&mut self, account: Option<AccountId>, reason: Option<Cow<'static, str>>) -> Vec<Effect> {
        if let Some(reason) = reason {
            self.say(account, sentence(&reason), false);
        }
        Vec::new()
    }

    /// Whether anything of the history can be shown.
    fn history_applies(&self) -> Applies {
        let is_off = !self.stored.is_on();
        if is_off {
            Applies::no("the history is off; history_days in the profile turns the history on")
        } else {
            Applies::Yes
        }
    }

    /// Whether an action can be asked for with these runners.
    pub(super) fn action_applies(&self, action: Action, keys: &[RunnerKey]) -> Applies {
        applies::of_action(action, keys, &self.overlay_scene())
    }

    fn applies_in_list(&self, command: Command) -> Applies {
        let has_rows = self.list.selected().is_some();
        let has_runners = !self.accounts.has_no_rows();
        match command {
            // To look at a runner is to look at the one under the bar, whatever is marked.
            Command::OpenSummary | Command::Act(Action::Details) => Applies::only_if(has_rows),
            Command::OpenSort | Command::ToggleMark => Applies::listed_if(has_rows),
            Command::CopyField | Command::OpenCopy => {
                Applies::unless((!has_rows).then_some("there is no runner to copy"))
            }
            Command::OpenSave => Applies::unless((!has_rows).then_some("there is no row to write")),
            // Before there are runners, what to do about that stands in the footer.
            Command::OpenFilter | Command::OpenPalette => Applies::listed_if(has_runners),
            Command::EarlierFilter => Applies::listed_if(self.list.has_earlier_filters()),
            Command::ToggleProblems => Applies::listed_if(has_runners || self.list.is_problems_only()),
            Command::ToggleFreeze => Applies::listed_if(has_runners || self.is_frozen()),
            Command::ClearFilter => Applies::listed_if(!self.list.filter_label().is_blank()),
            Command::OpenViews => {
                let has_none = self.config.views.all.is_empty();
                Applies::unless(has_none.then_some("the config file has no view; write one below a line [[views]]"))
            }
            Command::OpenSince | Command::OpenEvents => self.history_applies(),
            Command::ToggleTimeline => {
                self.history_applies().and(|| Applies::listed_if(self.list.timeline().is_some()))
            }
            Command::LongerSpan | Command::ShorterSpan => {
                let next = self.list.timeline().and_then(|span| span.next(command == Command::LongerSpan));
                Applies::only_if(next.is_some())
            }
            Command::SortByColumn(number)
                if usize::from(number) == Column::ALL.len() && !self.accounts.are_several() =>
            {
                Applies::no("only a list of several accounts is sorted by account")
            }
            Command::OpenActions => Applies::only_if(!self.subjects().is_empty()),
            // Whom it is for is asked first.
            Command::Act(_) if self.list.hidden_marks() > 0 => Applies::Yes,
            Command::Act(action) => self.key_applies(action, &self.subjects()),
            _ => Applies::Yes,
        }
    }

    /// Whether what an action's key means can be asked for with these runners.
    fn key_applies(&self, action: Action, keys: &[RunnerKey]) -> Applies {
        applies::of_key(action, keys, &self.overlay_scene())
    }

    fn applies_in_details(&self, detail: &runner_detail::State, command: Command, item: Option<&Item>) -> Applies {
        let target = item.and_then(|item| item.target.as_ref());
        let tab = detail.tab();
        match command {
            Command::Change => match target {
                Some(ItemTarget::Setting(setting)) => self.change_applies(detail, *setting),
                // Its key is shown as the one that opens the page.
                Some(ItemTarget::Link(_)) => Applies::Unlisted,
                Some(ItemTarget::Project(_) | ItemTarget::Environment(..)) | None => {
                    Applies::no("nothing can be changed on this line")
                }
            },
            Command::OpenLink => Applies::only_if(matches!(target, Some(ItemTarget::Link(_)))),
            Command::ToggleAutoUpdate => self.change_applies(detail, Setting::AutoUpdate),
            Command::AddEntry if tab == Tab::Activity => {
                let days = self.of(detail.key()).work().events().value().map(|events| events.days);
                Applies::listed_if(detail.shows_events() && days.is_some_and(|days| days < MAX_DAYS))
            }
            Command::AddEntry | Command::RemoveEntry | Command::RemoveAll => {
                Applies::only_if(tab == Tab::AllowList).and(|| self.allow_list_applies(detail, command, target))
            }
            Command::StopReading if self.of(detail.key()).work().remote().is_loading() => {
                Applies::listed_if(detail.wants_usage())
            }
            Command::StopReading => Applies::SILENT,
            Command::CopyAll => {
                let lines = || runner_detail::parameter_lines(detail.runner(), &self.parameters_of(detail.key()));
                Applies::only_if(tab == Tab::Parameters && lines().is_some())
            }
            Command::Reveal if detail.reveal.is_shown() => Applies::Yes,
            Command::Reveal | Command::CopyId | Command::Regenerate if tab != Tab::Credentials => Applies::SILENT,
            Command::CopyField if tab != Tab::Credentials => Applies::unless(
                item.is_none_or(|item| item.copy.is_none()).then_some("nothing can be copied from this line"),
            ),
            Command::Reveal | Command::CopyId | Command::CopyField => self.credentials_apply(detail, None),
            Command::Regenerate => {
                let account = self.of(detail.key());
                let refusal = Setting::refusal_of_regeneration(detail.runner(), account.is_read_only());
                let waits =
                    account.is_replacing_a_secret().then_some("a secret is being replaced; wait for the answer");
                self.credentials_apply(detail, refusal).and(|| waits.map_or(Applies::Yes, Applies::NotYet))
            }
            Command::FindNext | Command::FindPrevious => Applies::only_if(!detail.search_text().is_empty()),
            Command::Act(action) => self.key_applies(action, &self.subjects()),
            _ => Applies::Yes,
        }
    }

    /// Whether a setting of the open runner can be changed.
    fn change_applies(&self, detail: &runner_detail::State, setting: Setting) -> Applies {
        let gone = detail.gone_since().map(|_| GONE);
        let runner = detail.runner();
        // It would be overwritten unseen.
        let is_unread = setting == Setting::Description && runner.description.is_none();
        let unread = is_unread.then_some("the description was not read yet; try again in a moment");
        let refusal = gone.or_else(|| setting.refusal(runner, self.of(detail.key()).is_read_only()));
        Applies::unless(refusal).and(|| unread.map_or(Applies::Yes, Applies::NotYet))
    }

    /// Whether the allow list that is open can be changed so.
    fn allow_list_applies(
        &self,
        detail: &runner_detail::State,
        command: Command,
        target: Option<&ItemTarget>,
    ) -> Applies {
        let is_entry = matches!(target, Some(ItemTarget::Project(_) | ItemTarget::Environment(..)));
        let reason = match (command, detail.allow_list.value()) {
            (Command::RemoveAll, Some(list)) if list.projects.is_empty() => Some("the allow list is empty already"),
            (Command::RemoveAll, None) => Some("the allow list was not read yet"),
            (Command::RemoveEntry, _) if !is_entry => Some("select a project or an environment first"),
            _ => None,
        };
        self.change_applies(detail, Setting::AllowList).and(|| Applies::unless(reason))
    }

    /// Whether the open runner's credentials can be read, where nothing (`refusal`) speaks against what is meant for them.
    fn credentials_apply(&self, detail: &runner_detail::State, refusal: Option<&'static str>) -> Applies {
        let gone = detail.gone_since().map(|_| "the runner and its credentials are gone");
        Applies::unless(detail.runner().withheld_reason().or(refusal).or(self.reveal_refusal(detail.key())).or(gone))
    }

    /// The footer's word for a key whose command applies; `item` as for [`App::applies`].
    pub(super) fn hint(&self, binding: &Binding, item: Option<&Item>) -> Option<&'static str> {
        let hint = binding.hint?;
        if !matches!(self.applies(binding.command, item), Applies::Yes | Applies::NotYet(_)) {
            return None;
        }
        if let Some(hint) = self.overlays.last().and_then(|top| top.hint(binding.command)) {
            return Some(hint);
        }
        let open = self.detail.as_deref().filter(|_| self.context() == Context::Details);
        Some(match (binding.command, open) {
            (Command::Reveal | Command::Close, Some(detail)) if detail.reveal.is_shown() => "hide",
            (Command::Close, Some(detail)) if !detail.search_text().is_empty() => "end find",
            (Command::AddEntry, Some(detail)) if detail.tab() == Tab::Activity => "more days",
            (Command::CopyField, Some(detail)) if detail.tab() == Tab::Credentials => "copy secret",
            (Command::ClearFilter, None) if !self.list.marks().is_empty() => "unmark",
            (Command::ToggleFreeze, _) if self.is_frozen() => "follow",
            (Command::ToggleProblems, _) if self.list.is_problems_only() => "all",
            _ => hint,
        })
    }
}
