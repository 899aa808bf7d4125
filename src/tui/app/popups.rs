//! What lies over the screen: what each overlay shows, and drawing it.

use ratatui::layout::Rect;

use super::{App, Overlay};
use crate::domain::{Runner, RunnerId};
use crate::text;
use crate::text::words::{counted, day_and_time, named};
use crate::tui::command::Command;
use crate::tui::keymap::{BINDINGS, Context};
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::runner_list::{sort_picker, summary};
use crate::tui::screens::{
    actions, bulk, connectivity, edit, help, journal, json, marked, picker, question, request, runner_list, typed,
};
use crate::tui::ui::field::Field;
use crate::tui::ui::hints::hints;
use crate::tui::ui::painter::line;
use crate::tui::ui::{Painter, Piece, Role, field, layout, popup};

impl App {
    /// What is to be told on the edge of the window on top, because the line for it lies under one of them.
    pub(super) fn notice_on_a_popup(&self, area: Rect) -> Option<&str> {
        let covers_status = |overlay: &Overlay| {
            let content = self.content(overlay);
            layout::popup(area, content.width, content.height()).bottom() > area.bottom().saturating_sub(2)
        };
        let notice = self.notice.as_ref()?;
        self.overlays.iter().any(covers_status).then_some(notice.text.as_str())
    }

    pub(super) fn view_overlay(
        &self,
        overlay: &Overlay,
        area: Rect,
        notice: Option<&str>,
        painter: &mut Painter,
    ) -> Option<(u16, u16)> {
        let content = self.content(overlay);
        let keys = hints(content.context, content.width.min(area.width), |binding| self.hint(binding, None));
        let keys = if area.height < layout::LOW_BELOW || area.width < layout::NARROW_BELOW { keys } else { Vec::new() };
        // How to answer is never hidden.
        let notice = notice.filter(|_| keys.is_empty() || !overlay.wants_an_answer());
        let keys = notice.map_or(keys, |notice| vec![Piece::new(notice, Role::Title)]);
        // An answer that did not count, in view whatever the window shows of the question.
        let keys = if was_hasty(overlay) { vec![Piece::new(read_on(content.context), Role::Attention)] } else { keys };
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
                lines: help::lines(state.context, &runner_list::filter::EXAMPLES, room(help::WIDTH)),
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
                lines: self
                    .with_journal_words(state.lines(self.runner(&state.id), room(edit::WIDTH)), room(edit::WIDTH)),
                scroll: Scroll::default(),
                bar: None,
                field: Some((0, "", state.input())),
            },
            Overlay::Question(state) => Content {
                context: Context::Question,
                width: question::WIDTH,
                title: vec![Piece::new(
                    state.title(self.runner(&state.id), room(question::WIDTH), symbols),
                    Role::Title,
                )],
                lines: self.question_lines(state, room(question::WIDTH)),
                scroll: state.scroll(),
                bar: None,
                field: None,
            },
            Overlay::Typed(state) => self.typed(state, room(typed::WIDTH)),
            Overlay::Actions(state) => self.actions(state, room(actions::WIDTH)),
            Overlay::Marked(state) => self.marked(state, room(marked::WIDTH)),
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
                let status = crate::tui::screens::parts::runner::status(runner, false, symbols);
                let rest: usize = status.iter().map(|piece| text::width(&piece.text)).sum();
                let room = usize::from(width).saturating_sub(rest + 4);
                let name = named(&self.fleet.named(runner), room, symbols.ellipsis);
                let mut title = vec![Piece::new(name, Role::Title), Piece::plain("  ")];
                title.extend(status);
                title
            }
            [] => vec![Piece::new("Gone", Role::Title)],
            _ => vec![Piece::new(counted(runners.len(), "marked runner"), Role::Title)],
        };
        let (lines, bar) = actions::lines(state, &runners, self.setting.read_only, (width, symbols));
        Content {
            context: Context::Actions,
            width: actions::WIDTH,
            title,
            lines,
            scroll: Scroll::default(),
            bar: Some(bar),
            field: None,
        }
    }

    fn marked<'a>(&self, state: &marked::State, width: u16) -> Content<'a> {
        let (lines, bar) = state.lines(usize::from(width), self.setting.theme.symbols);
        Content {
            context: Context::Marked,
            width: marked::WIDTH,
            title: state.title(),
            lines,
            scroll: Scroll::default(),
            bar: Some(bar),
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
        let inside = popup::inner(self.area, connectivity::WIDTH, self.connectivity.height(self.area.height));
        let scene = connectivity::Scene {
            known: self.connectivity_known(),
            zone: &self.setting.zone,
            symbols: self.setting.theme.symbols,
        };
        let drawn = self.connectivity.drawn((usize::from(inside.width), usize::from(inside.height)), &scene);
        Content {
            context: Context::Connectivity,
            width: connectivity::WIDTH,
            title: self.connectivity.title(usize::from(inside.width), scene.symbols),
            lines: drawn.lines,
            scroll: Scroll::default(),
            bar: drawn.bar,
            field: drawn.field,
        }
    }

    pub(super) fn runner(&self, id: &RunnerId) -> Option<&Runner> {
        self.fleet.find(id).map(|row| &*row.runner)
    }

    fn question_lines(&self, state: &question::State, width: u16) -> Vec<Vec<Piece>> {
        let detail = self.detail.as_ref().filter(|detail| *detail.id() == state.id);
        let Some(runner) = self.runner(&state.id) else {
            let words = "The control plane has no such runner any more: it was removed. There is nothing to answer.";
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
            first: self.first_words(&state.id),
        };
        state.lines(&known, width, self.setting.theme.symbols)
    }

    /// That the journal cannot be written, below a field.
    fn with_journal_words(&self, mut lines: Vec<Vec<Piece>>, width: u16) -> Vec<Vec<Piece>> {
        if let Some((words, role)) = self.journal_words() {
            let wrapped = text::wrap(&words, usize::from(width)).into_iter();
            lines.extend(wrapped.map(|line| vec![Piece::new(line, role)]));
        }
        lines
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
                let symbols = self.setting.theme.symbols;
                let name =
                    named(&self.fleet.named(&row.runner), usize::from(width).saturating_sub(2), symbols.ellipsis);
                let lines = summary::lines(row, width, self.setting.theme.symbols, &self.setting.zone);
                (vec![Piece::new(name, Role::Title)], lines)
            }
            None => (
                vec![Piece::new("Gone", Role::Title)],
                vec![vec![Piece::plain("The control plane has no such runner any more: it was removed.")]],
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

/// Whether a question was answered before its end was in view.
fn was_hasty(overlay: &Overlay) -> bool {
    match overlay {
        Overlay::Question(state) => state.was_hasty(),
        Overlay::Bulk(state) => state.was_hasty(),
        _ => false,
    }
}

/// How to read a question to its end.
fn read_on(context: Context) -> String {
    let page_down = BINDINGS.iter().find(|binding| binding.context == context && binding.command == Command::PageDown);
    let key = page_down.and_then(|binding| binding.keys.first());
    let key = key.map(|key| format!(": {key}")).unwrap_or_default();
    format!("Read to the end first{key}")
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
    field: Option<(u16, &'static str, &'a Field)>,
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
