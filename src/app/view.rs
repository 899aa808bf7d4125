//! Drawing: the whole frame from the state alone, and what each overlay shows.

use ratatui::Frame;
use ratatui::layout::Rect;
use tui_input::Input;

use super::{App, Overlay};
use crate::command::Command;
use crate::domain::{Runner, RunnerId, Setting};
use crate::keymap::{Binding, Context};
use crate::screens::page::{Item, Target};
use crate::screens::runner_detail::{self, Tab};
use crate::screens::runner_list::instead::{self, Reason};
use crate::screens::scroll::Scroll;
use crate::screens::{
    actions, bulk, connectivity, edit, help, journal, json, picker, question, request, runner_list, sort_picker,
    summary, typed,
};
use crate::ui::hints::hints;
use crate::ui::painter::line;
use crate::ui::words::{counted, day_and_time};
use crate::ui::{Painter, Piece, Role, field, layout, popup, text};

impl App {
    /// Draws the whole frame from the state alone.
    pub fn view(&self, frame: &mut Frame) {
        let area = frame.area();
        let mut painter = Painter::new(frame.buffer_mut(), &self.setting.theme);
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
        for overlay in &self.overlays {
            cursor = self.view_overlay(overlay, area, &mut painter);
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
            link: self.connection.state(self.now),
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
        let of_list = self.connection.error().map(|error| error.cause.to_string());
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
            Some(Target::Setting(_) | Target::Project(_) | Target::Environment(..))
                if detail.gone_since().is_some() =>
            {
                None
            }
            Some(Target::Setting(setting)) => match setting.refusal(detail.runner(), self.setting.read_only) {
                Some(reason) => Some(reason.to_owned()),
                None if matches!(setting, Setting::Name | Setting::Description) => Some("enter edits it".to_owned()),
                None => Some("enter changes it, asks first".to_owned()),
            },
            Some(Target::Link(_)) => Some("o opens it in a browser".to_owned()),
            Some(Target::Project(_)) => Some("- removes the project from the list".to_owned()),
            Some(Target::Environment(..)) => Some("- removes the environment from the list".to_owned()),
            None => None,
        };
        let dot = format!(" {} ", self.setting.theme.symbols.dot);
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
            detail.gone_since().is_none() && setting.refusal(detail.runner(), self.setting.read_only).is_none()
        };
        let is_usable = match binding.command {
            Command::Change => matches!(target, Some(Target::Setting(setting)) if can(*setting)),
            Command::AddEntry => tab == Tab::AllowList && can(Setting::AllowList),
            Command::RemoveEntry => {
                matches!(target, Some(Target::Project(_) | Target::Environment(..))) && can(Setting::AllowList)
            }
            Command::StopReading => self.usage.remote().is_loading() && detail.wants_usage(),
            Command::OpenLink => matches!(target, Some(Target::Link(_))),
            Command::CopyAll => {
                tab == Tab::Parameters && runner_detail::parameter_lines(detail.runner(), &self.account()).is_some()
            }
            Command::Reveal | Command::CopyId => tab == Tab::Credentials && self.can_reveal(detail),
            Command::CopyField if tab == Tab::Credentials => self.can_reveal(detail),
            Command::Regenerate => {
                let refusal = Setting::refusal_of_regeneration(detail.runner(), self.setting.read_only);
                tab == Tab::Credentials && refusal.is_none() && self.can_reveal(detail)
            }
            Command::CopyField => item.is_some_and(|item| item.copy.is_some()),
            Command::FindNext => !detail.search_words().is_empty(),
            Command::Close => true,
            _ => return self.hint(binding),
        };
        match binding.command {
            Command::Reveal | Command::Close if detail.reveal.is_shown() => Some("hide"),
            Command::CopyField if tab == Tab::Credentials && is_usable => Some("copy secret"),
            _ => binding.hint.filter(|_| is_usable),
        }
    }

    fn can_reveal(&self, detail: &runner_detail::State) -> bool {
        let is_there = detail.gone_since().is_none() && detail.runner().withheld_reason().is_none();
        is_there && self.reveal_refusal().is_none()
    }

    fn scene(&self) -> runner_list::Scene<'_> {
        let trouble = match self.connection.error() {
            Some(error) if !self.fleet.rows().is_empty() => Some(error.cause.to_string()),
            _ => None,
        };
        runner_list::Scene {
            fleet: &self.fleet,
            link: self.connection.state(self.now),
            trouble,
            place: &self.setting.place,
            read_only: self.setting.read_only,
            zone: &self.setting.zone,
            instead: self.instead(),
            hints: hints(self.context(), self.area.width, |binding| self.hint(binding)),
            asked: &self.asked,
            now: self.now,
            notice: self.notice.as_ref().map(|notice| notice.text.clone()).or_else(|| self.clipboard_words()),
        }
    }

    /// What stands in place of rows, when there are none.
    fn instead(&self) -> Option<Vec<Vec<Piece>>> {
        let runners = self.fleet.rows().len();
        let filter = self.list.filter_label();
        let reason = match (runners, self.connection.error()) {
            (0, _) if self.fleet.is_complete() => Reason::NoRunners,
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
        Some(instead::lines(reason, &self.setting.place, width))
    }

    /// The footer's word for a key that would do something now.
    fn hint(&self, binding: &Binding) -> Option<&'static str> {
        match binding.command {
            Command::ToggleFreeze if self.connection.is_frozen() => Some("go on"),
            Command::ToggleProblems if self.list.is_problems_only() => Some("all"),
            Command::ClearFilter if self.list.filter_label().is_blank() => None,
            Command::Save if self.connectivity.is_running() => None,
            Command::Close if self.context() == Context::Connectivity && self.connectivity.is_running() => Some("stop"),
            Command::Close if self.context() == Context::Bulk => {
                self.overlays.last().and_then(|overlay| overlay.bulk()).map(bulk::State::close_hint)
            }
            command => binding.hint.filter(|_| self.is_usable(command)),
        }
    }

    /// Whether a key for `command` would do something now.
    fn is_usable(&self, command: Command) -> bool {
        let has_rows = self.list.selected().is_some();
        match command {
            Command::OpenSummary | Command::OpenDetails | Command::OpenSort | Command::ToggleMark => has_rows,
            Command::OpenFilter | Command::ToggleProblems | Command::ToggleFreeze => !self.fleet.rows().is_empty(),
            Command::PollNow => self.connection.is_failing(),
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
                actions::note(state.choice(), &runners, self.setting.read_only).1
            }
            (Some(Overlay::Actions(state)), Command::ShowRequest) => state.choice().change().is_some(),
            (Some(Overlay::Question(state)), Command::Choose | Command::Down) => {
                let runner = self.runner(&state.id);
                let refusal = runner.map(|runner| state.refusal_now(runner, self.setting.read_only));
                state.is_open() && refusal == Some(None)
            }
            (Some(Overlay::Question(_)), Command::PageDown) => self.scroll_limits().1 > 0,
            (Some(_), Command::Down) if self.context() != Context::Sort => self.scroll_limits().1 > 0,
            _ => true,
        }
    }

    fn view_too_small(&self, area: Rect, painter: &mut Painter) {
        let counts = self.fleet.counts();
        let symbols = painter.theme().symbols;
        let problems = counts.unknown + counts.stopped + counts.other;
        let mut pieces = vec![
            Piece::new(counts.runners.to_string(), Role::Title),
            Piece::plain(format!(" {}", counts.running)),
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

    fn view_overlay(&self, overlay: &Overlay, area: Rect, painter: &mut Painter) -> Option<(u16, u16)> {
        let content = self.content(overlay);
        let keys = hints(content.context, content.width.min(area.width), |binding| self.hint(binding));
        let keys = if area.height < layout::LOW_BELOW || area.width < layout::NARROW_BELOW { keys } else { Vec::new() };
        let inside = popup::draw(painter, area, content.width, content.height(), &content.title, &keys);
        popup::lines(painter, inside, &content.lines, content.scroll.lines());
        if let Some(bar) = content.bar.and_then(|bar| u16::try_from(bar).ok()).filter(|bar| *bar < inside.height) {
            painter.restyle(Rect { y: inside.y + bar, height: 1, ..inside }, Role::Selected);
        }
        let (row, prompt, input) = content.field?;
        let top = content.scroll.lines().min(popup::last_scroll(content.lines.len(), inside.height));
        let row = usize::from(row).checked_sub(top).and_then(|row| u16::try_from(row).ok())?;
        if row >= inside.height {
            return None;
        }
        Some(field::draw(painter, line(inside, row), prompt, input))
    }

    /// What an overlay shows.
    fn content<'a>(&'a self, overlay: &'a Overlay) -> Content<'a> {
        let symbols = self.setting.theme.symbols;
        let room = |width: u16| width.min(self.area.width.saturating_sub(4));
        match overlay {
            Overlay::Sort(state) => Content {
                context: Context::Sort,
                width: sort_picker::WIDTH,
                title: vec![Piece::new("Sort by", Role::Title)],
                lines: sort_picker::lines(state, self.list.order(), symbols),
                scroll: Scroll::default(),
                bar: Some(state.cursor()),
                field: None,
            },
            Overlay::Summary(state) => {
                let (title, lines) = self.summary(state, room(summary::WIDTH));
                Content {
                    context: Context::Summary,
                    width: summary::WIDTH,
                    title,
                    lines,
                    scroll: state.scroll,
                    bar: None,
                    field: None,
                }
            }
            Overlay::Help(state) => Content {
                context: Context::Help,
                width: help::WIDTH,
                title: vec![Piece::new(format!("Keys: {}", state.context.title()), Role::Title)],
                lines: help::lines(state.context, room(help::WIDTH)),
                scroll: state.scroll,
                bar: None,
                field: None,
            },
            Overlay::Json(state) => Content {
                context: Context::Json,
                width: json::WIDTH,
                title: vec![Piece::new("JSON", Role::Title), Piece::plain(", as the control plane sent it")],
                lines: state.lines(room(json::WIDTH)),
                scroll: state.scroll,
                bar: None,
                field: None,
            },
            Overlay::Edit(state) => Content {
                context: Context::Edit,
                width: edit::WIDTH,
                title: state.title(),
                lines: state.lines(self.runner(&state.id), room(edit::WIDTH)),
                scroll: Scroll::default(),
                bar: None,
                field: Some((0, "", state.input())),
            },
            Overlay::Question(state) => Content {
                context: Context::Question,
                width: question::WIDTH,
                title: vec![Piece::new(state.title(self.runner(&state.id), symbols), Role::Title)],
                lines: self.question_lines(state, room(question::WIDTH)),
                scroll: state.scroll,
                bar: None,
                field: None,
            },
            Overlay::Typed(state) => self.typed(state, room(typed::WIDTH)),
            Overlay::Actions(state) => self.actions(state, room(actions::WIDTH)),
            Overlay::Bulk(state) => self.bulk(state, room(bulk::WIDTH)),
            Overlay::Journal(state) => Content::text(
                Context::Journal,
                journal::WIDTH,
                "Journal",
                state.lines(room(journal::WIDTH)),
                state.scroll,
            ),
            Overlay::Request(state) => Content::text(
                Context::Request,
                request::WIDTH,
                "Request",
                state.lines(room(request::WIDTH)),
                state.scroll,
            ),
            Overlay::Connectivity => self.connectivity_content(),
            Overlay::Picker(state) => {
                let size = (usize::from(room(picker::WIDTH)), usize::from(self.area.height.saturating_sub(8)));
                let (lines, bar) = state.lines(self.usage.value(), self.why_no_names(), size, symbols);
                Content {
                    context: Context::Picker,
                    width: picker::WIDTH,
                    title: state.title(),
                    lines,
                    scroll: Scroll::default(),
                    bar,
                    field: Some((0, state.prompt(), state.input())),
                }
            }
        }
    }

    fn typed<'a>(&self, state: &'a typed::State, width: u16) -> Content<'a> {
        let (lines, field) = state.lines(&self.typed_warnings(state), usize::from(width), self.now);
        Content {
            context: Context::Typed,
            width: typed::WIDTH,
            title: state.title(),
            lines,
            scroll: state.scroll,
            bar: None,
            field: Some((u16::try_from(field).unwrap_or(0), "", state.input())),
        }
    }

    fn actions<'a>(&'a self, state: &'a actions::State, width: u16) -> Content<'a> {
        let runners = self.runners(&state.ids);
        let symbols = self.setting.theme.symbols;
        let title = match runners.as_slice() {
            [runner] => {
                let mut title =
                    vec![Piece::new(runner_list::columns::name(runner).text, Role::Title), Piece::plain("  ")];
                title.extend(runner_list::columns::status(runner, runner_list::columns::Form::Medium, symbols));
                title
            }
            [] => vec![Piece::new("Gone", Role::Title)],
            _ => vec![Piece::new(counted(runners.len(), "marked runner"), Role::Title)],
        };
        Content {
            context: Context::Actions,
            width: actions::WIDTH,
            title,
            lines: actions::lines(state, &runners, self.setting.read_only, (width, symbols)),
            scroll: Scroll::default(),
            bar: Some(state.cursor()),
            field: None,
        }
    }

    fn bulk<'a>(&'a self, state: &'a bulk::State, width: u16) -> Content<'a> {
        let (lines, field) = state.lines(
            &self.bulk_warnings(state),
            |id| self.dependents(id),
            (usize::from(width), self.setting.theme.symbols),
            self.now,
        );
        let field = field.zip(state.input()).map(|(row, input)| (u16::try_from(row).unwrap_or(0), "", input));
        let context = if state.takes_text() { Context::BulkTyped } else { Context::Bulk };
        Content { context, width: bulk::WIDTH, title: state.title(), lines, scroll: state.scroll, bar: None, field }
    }

    fn connectivity_content(&self) -> Content<'_> {
        let inside = popup::inner(self.area, connectivity::WIDTH, connectivity::height(self.area.height));
        let scene = connectivity::Scene {
            known: self.connectivity_known(),
            zone: &self.setting.zone,
            symbols: self.setting.theme.symbols,
        };
        let drawn = self.connectivity.drawn((usize::from(inside.width), usize::from(inside.height)), &scene);
        Content {
            context: Context::Connectivity,
            width: connectivity::WIDTH,
            title: self.connectivity.title(),
            lines: drawn.lines,
            scroll: Scroll::default(),
            bar: drawn.bar,
            field: drawn.field,
        }
    }

    fn runner(&self, id: &RunnerId) -> Option<&Runner> {
        self.fleet.find(id).map(|row| &*row.runner)
    }

    fn question_lines(&self, state: &question::State, width: u16) -> Vec<Vec<Piece>> {
        let detail = self.detail.as_ref().filter(|detail| *detail.id() == state.id);
        let Some(runner) = self.runner(&state.id) else {
            let words = "This runner is no longer in the list: it was removed. There is nothing to answer any more.";
            let lines = text::wrap(words, usize::from(width)).into_iter();
            return lines.map(|line| vec![Piece::new(line, Role::Attention)]).collect();
        };
        let allow_list = detail.and_then(|detail| detail.allow_list.value());
        let ends = runner.paused_until.map(|until| day_and_time(until, &self.setting.zone));
        let known = question::Known {
            runner,
            allow_list,
            usage: self.usage.value(),
            pause_ends: ends.as_deref(),
            read_only: self.setting.read_only,
            first: self.journal_words(),
        };
        state.lines(&known, width, self.setting.theme.symbols)
    }

    /// Why there are no projects to choose from.
    fn why_no_names(&self) -> Option<&'static str> {
        match (self.usage.value(), self.usage.remote().error()) {
            (Some(usage), _) if !usage.projects.is_empty() => None,
            (None, None) if self.usage.remote().is_loading() => Some("The account's projects are being read."),
            _ => Some("The account's projects cannot be read."),
        }
    }

    fn summary(&self, state: &summary::State, width: u16) -> (Vec<Piece>, Vec<Vec<Piece>>) {
        match self.fleet.find(&state.id) {
            Some(row) => {
                let name = runner_list::columns::name(&row.runner);
                let lines = summary::lines(row, width, self.setting.theme.symbols, &self.setting.zone);
                (vec![Piece::new(name.text, Role::Title)], lines)
            }
            None => (
                vec![Piece::new("Gone", Role::Title)],
                vec![vec![Piece::plain("This runner is no longer in the list: it was removed.")]],
            ),
        }
    }

    /// Height of the window and furthest scroll of the overlay on top, if it scrolls.
    pub(super) fn scroll_limits(&self) -> (usize, usize) {
        let Some(content) = self.overlays.last().map(|overlay| self.content(overlay)) else { return (0, 0) };
        let inside = popup::inner(self.area, content.width, content.height());
        (usize::from(inside.height), popup::last_scroll(content.lines.len(), inside.height))
    }
}

/// What a popup shows.
struct Content<'a> {
    context: Context,
    width: u16,
    title: Vec<Piece>,
    lines: Vec<Vec<Piece>>,
    scroll: Scroll,
    /// The line under the bar.
    bar: Option<usize>,
    /// A text field with its prompt, and the line that it stands on.
    field: Option<(u16, &'static str, &'a Input)>,
}

impl Content<'_> {
    /// A text to scroll.
    fn text(context: Context, width: u16, title: &str, lines: Vec<Vec<Piece>>, scroll: Scroll) -> Self {
        let title = vec![Piece::new(title, Role::Title)];
        Self { context, width, title, lines, scroll, bar: None, field: None }
    }

    fn height(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(u16::MAX - 2)
    }
}
