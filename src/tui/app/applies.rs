//! When a command applies. One answer for both who ask: the footer shows the keys of what does, and a key that does not
//! says why in the line above the footer, with the same words wherever it was pressed.
//!
//! What a dialog asks for is the dialog's to take or to refuse in its own lines; here stands only what its footer shows.

use std::borrow::Cow;

use super::App;
use crate::domain::setting::READ_ONLY;
use crate::domain::{Action, RunnerId, Setting};
use crate::text::words::count;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Binding, Context};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::page::{Item, ItemTarget, Page};
use crate::tui::screens::parts::refusal::GONE;
use crate::tui::screens::runner_detail::{self, Tab};

/// More runners than this are not acted on with one answer: nobody reads as many names.
const MOST_AT_ONCE: usize = 200;

/// Whether a command would do something now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Applies {
    /// It would: the footer shows its key, if that has a word there.
    Yes,
    /// Its key is taken, but is not worth a place in the footer now.
    Unlisted,
    /// It will in a moment: the footer shows its key, which says what is waited for.
    NotYet(&'static str),
    /// It would not, with the reason for the status line; `None` where the key does nothing and says nothing.
    No(Option<Cow<'static, str>>),
}

impl Applies {
    const SILENT: Self = Self::No(None);

    fn no(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::No(Some(reason.into()))
    }

    /// For a rule that names the reason against it.
    fn unless(reason: Option<impl Into<Cow<'static, str>>>) -> Self {
        reason.map_or(Self::Yes, Self::no)
    }

    /// Shown where `is_of_use`, and taken in any case.
    fn listed_if(is_of_use: bool) -> Self {
        if is_of_use { Self::Yes } else { Self::Unlisted }
    }

    /// Taken where `can`; else the key does nothing.
    fn only_if(can: bool) -> Self {
        if can { Self::Yes } else { Self::SILENT }
    }

    /// This answer, and where it is yes the one of `next`.
    fn and(self, next: impl FnOnce() -> Self) -> Self {
        if self == Self::Yes { next() } else { self }
    }
}

impl App {
    /// Whether `command` would do something now, where keys go. `item` is what the bar of the open details is on.
    pub(super) fn applies(&self, command: Command, item: Option<&Item>) -> Applies {
        if command == Command::PollNow {
            return Applies::listed_if(self.account.connection().is_failing());
        }
        match (self.overlays.last(), &self.detail) {
            (Some(overlay), _) => self.applies_on(overlay, command),
            (None, Some(detail)) if !detail.is_searching() => self.applies_in_details(detail, command, item),
            (None, Some(_)) => Applies::Yes,
            (None, None) => self.applies_in_list(command),
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
        // A menu is done with once something was chosen from it.
        if matches!(self.overlays.last(), Some(Overlay::Actions(_))) {
            self.overlays.pop();
        }
        Some(self.refuse(reason))
    }

    /// Says why something does not apply.
    pub(super) fn refuse(&mut self, reason: Option<Cow<'static, str>>) -> Vec<Effect> {
        if let Some(reason) = reason {
            self.notify(reason);
        }
        Vec::new()
    }

    /// Whether an action can be asked for with these runners.
    pub(super) fn action_applies(&self, action: Action, ids: &[RunnerId]) -> Applies {
        let read_only = self.config.read_only;
        let reason = |id: &RunnerId| match self.account.fleet().find(id) {
            Some(row) => action.availability(&row.runner, read_only).reason(),
            None => Some("the runner is gone"),
        };
        match (ids, action) {
            ([], _) => Applies::SILENT,
            ([id], _) => Applies::unless(reason(id)),
            (_, Action::Details) => Applies::no("details are for one runner at a time"),
            (_, Action::TestConnectivity) if ids.iter().all(|id| reason(id).is_some()) => {
                Applies::No(reason(&ids[0]).map(Cow::from))
            }
            (_, Action::TestConnectivity) => Applies::Yes,
            _ if read_only => Applies::no(READ_ONLY),
            _ if ids.len() > MOST_AT_ONCE => Applies::no(format!(
                "{} are marked, and no more than {MOST_AT_ONCE} can be acted on at once",
                count(ids.len())
            )),
            // The panel says of each why it is left out.
            _ => Applies::listed_if(ids.iter().any(|id| reason(id).is_none())),
        }
    }

    fn applies_in_list(&self, command: Command) -> Applies {
        let has_rows = self.list.selected().is_some();
        let has_runners = !self.account.fleet().rows().is_empty();
        match command {
            // To look at a runner is to look at the one under the bar, whatever is marked.
            Command::OpenSummary | Command::Act(Action::Details) => Applies::only_if(has_rows),
            Command::OpenSort | Command::ToggleMark => Applies::listed_if(has_rows),
            Command::OpenFilter => Applies::listed_if(has_runners),
            Command::ToggleProblems => Applies::listed_if(has_runners || self.list.is_problems_only()),
            Command::ToggleFreeze => Applies::listed_if(has_runners || self.account.connection().is_frozen()),
            Command::ClearFilter => Applies::listed_if(!self.list.filter_label().is_blank()),
            Command::OpenActions => Applies::only_if(!self.subjects().is_empty()),
            // Whom it is for is asked first.
            Command::Act(_) if self.list.hidden_marks() > 0 => Applies::Yes,
            Command::Act(action) => self.key_applies(action, &self.subjects()),
            _ => Applies::Yes,
        }
    }

    /// Whether what an action's key means can be asked for with these runners.
    fn key_applies(&self, action: Action, ids: &[RunnerId]) -> Applies {
        self.action_applies(action.meant(&self.runners(ids), self.config.read_only), ids)
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
                    Applies::no("nothing to change here")
                }
            },
            Command::OpenLink => Applies::only_if(matches!(target, Some(ItemTarget::Link(_)))),
            Command::ToggleAutoUpdate => self.change_applies(detail, Setting::AutoUpdate),
            Command::AddEntry | Command::RemoveEntry | Command::RemoveAll => {
                Applies::only_if(tab == Tab::AllowList).and(|| self.allow_list_applies(detail, command, target))
            }
            Command::StopReading if self.account.work().remote().is_loading() => {
                Applies::listed_if(detail.wants_usage())
            }
            Command::StopReading => Applies::SILENT,
            Command::CopyAll => {
                let lines = || runner_detail::parameter_lines(detail.runner(), &self.parameters_of());
                Applies::only_if(tab == Tab::Parameters && lines().is_some())
            }
            Command::Reveal if detail.reveal.is_shown() => Applies::Yes,
            Command::Reveal | Command::CopyId | Command::Regenerate if tab != Tab::Credentials => Applies::SILENT,
            Command::CopyField if tab != Tab::Credentials => {
                Applies::unless(item.is_none_or(|item| item.copy.is_none()).then_some("nothing to copy here"))
            }
            Command::Reveal | Command::CopyId | Command::CopyField => self.credentials_apply(detail, None),
            Command::Regenerate => {
                let refusal = Setting::refusal_of_regeneration(detail.runner(), self.config.read_only);
                let waits =
                    self.account.is_replacing_a_secret().then_some("a secret is being replaced; wait for the answer");
                self.credentials_apply(detail, refusal).and(|| waits.map_or(Applies::Yes, Applies::NotYet))
            }
            Command::FindNext | Command::FindPrevious => Applies::only_if(!detail.search_words().is_empty()),
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
        let refusal = gone.or_else(|| setting.refusal(runner, self.config.read_only));
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
            (Command::RemoveEntry, _) if !is_entry => Some("the bar is not on a project or an environment"),
            _ => None,
        };
        self.change_applies(detail, Setting::AllowList).and(|| Applies::unless(reason))
    }

    /// Whether the open runner's credentials can be read, where nothing (`refusal`) speaks against what is meant for them.
    fn credentials_apply(&self, detail: &runner_detail::State, refusal: Option<&'static str>) -> Applies {
        let gone = detail.gone_since().map(|_| "the runner is gone, and its credentials with it");
        Applies::unless(detail.runner().withheld_reason().or(refusal).or(self.reveal_refusal()).or(gone))
    }

    fn applies_on(&self, overlay: &Overlay, command: Command) -> Applies {
        match (overlay, command) {
            (Overlay::Actions(state), Command::Choose) => {
                self.action_applies(state.choice(), &state.subjects(&self.overlay_scene()))
            }
            (Overlay::Actions(state), Command::Act(action)) => {
                self.key_applies(action, &state.subjects(&self.overlay_scene()))
            }
            (Overlay::Actions(state), Command::ShowRequest) => Applies::listed_if(state.choice().change().is_some()),
            (Overlay::Question(state), Command::Choose | Command::Down) => {
                Applies::listed_if(state.has_answers(&self.overlay_scene()))
            }
            (Overlay::Connectivity, Command::Save) => {
                Applies::listed_if(self.connectivity.can_test(&self.connectivity_known()))
            }
            (Overlay::Connectivity, Command::CopyAll) => {
                Applies::unless(self.connectivity.json().is_none().then_some("there is no result to copy yet"))
            }
            (Overlay::Sort(_), _) => Applies::Yes,
            (_, Command::Down) => Applies::listed_if(self.window_on_top().last > 0),
            _ => Applies::Yes,
        }
    }

    /// The footer's word for a key whose command applies; `item` as for [`App::applies`].
    pub(super) fn hint(&self, binding: &Binding, item: Option<&Item>) -> Option<&'static str> {
        let hint = binding.hint?;
        if !matches!(self.applies(binding.command, item), Applies::Yes | Applies::NotYet(_)) {
            return None;
        }
        let open = self.detail.as_deref().filter(|_| self.context() == Context::Details);
        Some(match (binding.command, open) {
            (Command::Reveal | Command::Close, Some(detail)) if detail.reveal.is_shown() => "hide",
            (Command::Close, Some(detail)) if !detail.search_words().is_empty() => "end find",
            (Command::CopyField, Some(detail)) if detail.tab() == Tab::Credentials => "copy secret",
            (Command::ToggleFreeze, _) if self.account.connection().is_frozen() => "go on",
            (Command::ToggleProblems, _) if self.list.is_problems_only() => "all",
            (Command::Close, None) => match self.overlays.last() {
                Some(Overlay::Connectivity) if self.connectivity.is_running() => "stop",
                Some(Overlay::Bulk(state)) if state.is_done() => "close",
                Some(Overlay::Bulk(state)) if state.has_unsent() => "stop",
                Some(Overlay::Bulk(_)) => "leave",
                _ => hint,
            },
            _ => hint,
        })
    }
}
