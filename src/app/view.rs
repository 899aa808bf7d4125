//! Drawing: the whole frame from the state alone, and what each overlay shows.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{App, Overlay};
use crate::command::Command;
use crate::keymap::{Binding, Context};
use crate::screens::runner_list::instead::{self, Reason};
use crate::screens::scroll::Scroll;
use crate::screens::{help, runner_list, sort_picker, summary};
use crate::ui::hints::hints;
use crate::ui::{Painter, Piece, Role, layout, popup};

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
        let scene = self.scene();
        let cursor = runner_list::view(&self.list, &scene, &layout::list(area, self.list.wishes()), &mut painter);
        for overlay in &self.overlays {
            self.view_overlay(overlay, area, &mut painter);
        }
        if let (Some(position), true) = (cursor, self.overlays.is_empty()) {
            frame.set_cursor_position(position);
        }
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
            notice: self.notice.as_ref().map(|notice| notice.text.as_str()),
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
            command => binding.hint.filter(|_| self.is_usable(command)),
        }
    }

    /// Whether a key for `command` would do something now.
    fn is_usable(&self, command: Command) -> bool {
        let has_rows = self.list.selected().is_some();
        match command {
            Command::OpenSummary | Command::OpenSort => has_rows,
            Command::OpenFilter | Command::ToggleProblems | Command::ToggleFreeze => !self.fleet.rows().is_empty(),
            Command::PollNow => self.connection.is_failing(),
            Command::Down if !self.overlays.is_empty() && self.context() != Context::Sort => self.scroll_limits().1 > 0,
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

    fn view_overlay(&self, overlay: &Overlay, area: Rect, painter: &mut Painter) {
        let content = self.content(overlay);
        let keys = hints(content.context, content.width, |binding| self.hint(binding));
        let keys = if area.height < layout::LOW_BELOW || area.width < layout::NARROW_BELOW { keys } else { Vec::new() };
        let inside = popup::draw(painter, area, content.width, content.height(), &content.title, &keys);
        popup::lines(painter, inside, &content.lines, content.scroll.lines());
        if let Some(bar) = content.bar.and_then(|bar| u16::try_from(bar).ok()).filter(|bar| *bar < inside.height) {
            painter.restyle(Rect { y: inside.y + bar, height: 1, ..inside }, Role::Selected);
        }
    }

    /// What an overlay shows.
    fn content(&self, overlay: &Overlay) -> Content {
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
                }
            }
            Overlay::Help(state) => Content {
                context: Context::Help,
                width: help::WIDTH,
                title: vec![Piece::new(format!("Keys: {}", state.context.title()), Role::Title)],
                lines: help::lines(state.context, room(help::WIDTH)),
                scroll: state.scroll,
                bar: None,
            },
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
struct Content {
    context: Context,
    width: u16,
    title: Vec<Piece>,
    lines: Vec<Vec<Piece>>,
    scroll: Scroll,
    /// The line under the bar.
    bar: Option<usize>,
}

impl Content {
    fn height(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(u16::MAX - 2)
    }
}
