//! Drawing: the whole frame from the state alone, and what each overlay shows.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::App;
use crate::domain::{Setting, Severity};
use crate::tui::command::Command;
use crate::tui::keymap::{Binding, Context};
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::page::{Item, ItemTarget};
use crate::tui::screens::runner_detail::Tab;
use crate::tui::screens::runner_list::instead;
use crate::tui::screens::runner_list::instead::Reason;
use crate::tui::screens::{actions, runner_detail, runner_list};
use crate::tui::ui::hints::hints;
use crate::tui::ui::{Painter, Piece, Role, layout};

impl App {
    /// Draws the whole frame from the state alone.
    pub fn view(&self, frame: &mut Frame) {
        let area = frame.area();
        let mut painter = Painter::new(frame.buffer_mut(), &self.config.theme);
        painter.ground(area);
        if layout::is_too_small(area) {
            self.view_too_small(area, &mut painter);
            return;
        }
        let mut cursor = if let Some(detail) = &self.detail {
            self.view_detail(detail, &mut painter)
        } else {
            let layout = layout::list(area, self.list.wishes());
            runner_list::view(&self.list, &self.scene(), &layout, &mut painter)
        };
        let notice = self.notice_on_a_popup(area);
        for (place, overlay) in (1..).zip(&self.overlays) {
            let notice = notice.filter(|_| place == self.overlays.len());
            cursor = self.view_overlay(overlay, area, notice, &mut painter);
        }
        if let Some(position) = cursor {
            frame.set_cursor_position(position);
        }
    }

    fn view_detail(&self, detail: &runner_detail::State, painter: &mut Painter) -> Option<(u16, u16)> {
        let layout = self.detail_layout(detail);
        let known = self.known(detail);
        let page = runner_detail::page(detail.tab(), &known, runner_detail::page_width(layout.content.width));
        let item = detail.cursor().item(&page);
        let scene = runner_detail::Scene {
            known: &known,
            page: &page,
            link: self.account.connection().state(self.now),
            trouble: self.detail_trouble(detail),
            hints: hints(self.context(), self.area.width, |binding| self.detail_hint(binding, detail, item)),
            notice: self.notice.as_ref().map(|notice| notice.text.as_str()),
            advice: self.clipboard_words().unwrap_or_else(|| self.advice(detail, item)),
        };
        runner_detail::view(detail, &scene, &layout, painter)
    }

    /// Why what the details show may be old.
    fn detail_trouble(&self, detail: &runner_detail::State) -> Option<String> {
        if detail.reveal.is_shown() {
            return Some("secrets are on the screen".to_owned());
        }
        let of_list = self.account.connection().error().map(|error| error.cause.to_string());
        of_list.or_else(|| {
            let error = detail.details.error().filter(|_| detail.gone_since().is_none())?;
            Some(format!("its details could not be read: {}", error.cause))
        })
    }

    /// What can be done with the field under the bar.
    fn advice(&self, detail: &runner_detail::State, item: Option<&Item>) -> String {
        let Some(item) = item.filter(|_| self.overlays.is_empty()) else { return String::new() };
        // On that tab the key has another meaning.
        let is_copied = detail.tab() != Tab::Credentials && item.copy.is_some();
        let copies = is_copied.then(|| "c copies it".to_owned());
        let does = match &item.target {
            Some(ItemTarget::Setting(_) | ItemTarget::Project(_) | ItemTarget::Environment(..))
                if detail.gone_since().is_some() =>
            {
                None
            }
            Some(ItemTarget::Setting(setting)) => match setting.refusal(detail.runner(), self.config.read_only) {
                Some(reason) => Some(reason.to_owned()),
                None if matches!(setting, Setting::Name | Setting::Description) => Some("enter edits it".to_owned()),
                None => Some("enter changes it, asks first".to_owned()),
            },
            Some(ItemTarget::Link(_)) => Some("o opens it in a browser".to_owned()),
            Some(ItemTarget::Project(_)) => Some("- removes the project from the list".to_owned()),
            Some(ItemTarget::Environment(..)) => Some("- removes the environment from the list".to_owned()),
            None => None,
        };
        let dot = format!(" {} ", self.config.theme.symbols.dot);
        [does, copies].into_iter().flatten().collect::<Vec<_>>().join(&dot)
    }

    /// The footer's word for a key that would do something on this tab now.
    fn detail_hint(
        &self,
        binding: &Binding,
        detail: &runner_detail::State,
        item: Option<&Item>,
    ) -> Option<&'static str> {
        if self.context() != Context::Details {
            return self.hint(binding);
        }
        let target = item.and_then(|item| item.target.as_ref());
        let tab = detail.tab();
        let can = |setting: Setting| {
            detail.gone_since().is_none() && setting.refusal(detail.runner(), self.config.read_only).is_none()
        };
        let is_usable = match binding.command {
            Command::Change => matches!(target, Some(ItemTarget::Setting(setting)) if can(*setting)),
            Command::AddEntry => tab == Tab::AllowList && can(Setting::AllowList),
            Command::RemoveEntry => {
                matches!(target, Some(ItemTarget::Project(_) | ItemTarget::Environment(..))) && can(Setting::AllowList)
            }
            Command::StopReading => self.account.work().remote().is_loading() && detail.wants_usage(),
            Command::OpenLink => matches!(target, Some(ItemTarget::Link(_))),
            Command::CopyAll => {
                tab == Tab::Parameters
                    && runner_detail::parameter_lines(detail.runner(), &self.parameters_of()).is_some()
            }
            Command::Reveal | Command::CopyId => tab == Tab::Credentials && self.can_reveal(detail),
            Command::CopyField if tab == Tab::Credentials => self.can_reveal(detail),
            Command::Regenerate => {
                let refusal = Setting::refusal_of_regeneration(detail.runner(), self.config.read_only);
                tab == Tab::Credentials && refusal.is_none() && self.can_reveal(detail)
            }
            Command::CopyField => item.is_some_and(|item| item.copy.is_some()),
            Command::FindNext => !detail.search_words().is_empty(),
            Command::Close => true,
            _ => return self.hint(binding),
        };
        match binding.command {
            Command::Reveal | Command::Close if detail.reveal.is_shown() => Some("hide"),
            Command::Close if !detail.search_words().is_empty() => Some("end find"),
            Command::CopyField if tab == Tab::Credentials && is_usable => Some("copy secret"),
            _ => binding.hint.filter(|_| is_usable),
        }
    }

    fn can_reveal(&self, detail: &runner_detail::State) -> bool {
        let is_there = detail.gone_since().is_none() && detail.runner().withheld_reason().is_none();
        is_there && self.reveal_refusal().is_none()
    }

    fn scene(&self) -> runner_list::Scene<'_> {
        let trouble = match self.account.connection().error() {
            Some(error) if !self.account.fleet().rows().is_empty() => Some(error.cause.to_string()),
            _ => None,
        };
        runner_list::Scene {
            fleet: self.account.fleet(),
            link: self.account.connection().state(self.now),
            trouble,
            place: &self.config.place,
            read_only: self.config.read_only,
            zone: &self.config.zone,
            instead: self.instead(),
            hints: hints(self.context(), self.area.width, |binding| self.hint(binding)),
            pending: self.account.pending(),
            now: self.now,
            notice: self.notice.as_ref().map(|notice| notice.text.clone()).or_else(|| self.clipboard_words()),
        }
    }

    /// What stands in place of rows, when there are none.
    fn instead(&self) -> Option<Vec<Vec<Piece>>> {
        let runners = self.account.fleet().rows().len();
        let filter = self.list.filter_label();
        let reason = match (runners, self.account.connection().error()) {
            (0, _) if self.account.fleet().is_complete() => Reason::NoRunners,
            (0, Some(error)) => Reason::FirstLoadFailed(error),
            (0, None) => Reason::Connecting,
            _ if self.list.selected().is_some() => return None,
            _ if filter.is_blank() => Reason::NoProblems { runners },
            _ => Reason::NoMatch {
                filter: filter.safe(),
                doubt: self.list.doubt(),
                of_problems: self.list.is_problems_only(),
            },
        };
        let width = self.area.width.saturating_sub(8).min(76);
        Some(instead::lines(reason, &self.config.place, width))
    }

    /// The footer's word for a key that would do something now.
    pub(super) fn hint(&self, binding: &Binding) -> Option<&'static str> {
        match binding.command {
            Command::ToggleFreeze if self.account.connection().is_frozen() => Some("go on"),
            Command::ToggleProblems if self.list.is_problems_only() => Some("all"),
            Command::ClearFilter if self.list.filter_label().is_blank() => None,
            Command::Close if self.context() == Context::Connectivity && self.connectivity.is_running() => Some("stop"),
            Command::Close if let Some(Overlay::Bulk(state)) = self.overlays.last() => Some(match () {
                () if state.is_done() => "close",
                () if state.has_unsent() => "stop",
                () => "leave",
            }),
            command => binding.hint.filter(|_| self.is_usable(command)),
        }
    }

    /// Whether a key for `command` would do something now.
    fn is_usable(&self, command: Command) -> bool {
        let has_rows = self.list.selected().is_some();
        match command {
            Command::OpenSummary | Command::OpenDetails | Command::OpenSort | Command::ToggleMark => has_rows,
            Command::OpenFilter | Command::ToggleProblems | Command::ToggleFreeze => {
                !self.account.fleet().rows().is_empty()
            }
            Command::PollNow => self.account.connection().is_failing(),
            Command::Save if self.context() == Context::Connectivity => {
                self.connectivity.can_test(&self.connectivity_known())
            }
            Command::CopyAll if self.context() == Context::Connectivity => self.connectivity.json().is_some(),
            Command::OpenActions => !self.subjects().is_empty(),
            _ => self.can_be_answered(command),
        }
    }

    /// Whether a key for `command` would be an answer to what lies on top, where that asks for one.
    fn can_be_answered(&self, command: Command) -> bool {
        match (self.overlays.last(), command) {
            (Some(Overlay::Actions(state)), Command::Choose) => {
                let runners = self.runners(&state.ids);
                actions::note(state.choice(), &runners, self.config.read_only).1
            }
            (Some(Overlay::Actions(state)), Command::ShowRequest) => state.choice().change().is_some(),
            (Some(Overlay::Question(state)), Command::Choose | Command::Down) => {
                state.has_answers(&self.overlay_scene())
            }
            (Some(_), Command::Down) if self.context() != Context::Sort => self.window_on_top().last > 0,
            _ => true,
        }
    }

    fn view_too_small(&self, area: Rect, painter: &mut Painter) {
        let counts = self.account.fleet().counts();
        let symbols = painter.theme().symbols;
        let problems = counts.of_severity(Severity::Bad) + counts.of_severity(Severity::Off) + counts.other;
        let mut pieces = vec![
            Piece::new(counts.runners.to_string(), Role::Title),
            Piece::plain(format!(" {}", counts.of_severity(Severity::Good))),
            Piece::new(symbols.running, Role::Good),
        ];
        if problems > 0 {
            pieces.extend([Piece::plain(format!(" {problems}")), Piece::new("!", Role::Bad)]);
        }
        painter.pieces(Rect { height: area.height.min(1), ..area }, &pieces);
        let (columns, rows) = layout::SMALLEST;
        if area.height > 1 {
            painter.text(Rect { y: area.y + 1, height: 1, ..area }, &format!("{columns}x{rows} needed"), Role::Text);
        }
    }
}
