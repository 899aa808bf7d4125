//! Events: what happened to the runners of the account, newest first, by whichever run of the program it was seen or done.
//! What came about while nobody watched stands under a line that says so, and has no time.

use jiff::Timestamp;
use tui_input::InputRequest;

use crate::account::difference::Event;
use crate::text;
use crate::text::words::{count, day_and_time};
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::kept::events::Events;
use crate::tui::screens::parts::pane::happened::{message_of, time_of};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::ui::field::Field;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 110;
/// Below this width an event takes two lines.
const ONE_LINE_FROM: usize = 60;
/// Cells of a name at the most.
const NAME: usize = 30;
/// Cells of a day with its time, the longest: `23 Nov, 14:03`.
const TIME: usize = 13;
/// Before the filter while it is typed.
const PROMPT: &str = "filter: ";

/// The state of the view.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Lines above the window.
    pub scroll: Scroll,
    filter: Field,
    is_typing: bool,
}

impl State {
    /// Whether the filter is being typed.
    pub fn takes_text(&self) -> bool {
        self.is_typing
    }

    /// Takes a command: scrolls, or opens and leaves the filter's field.
    pub fn update(&mut self, command: Command, window: Window) {
        match command {
            Command::OpenFilter => self.is_typing = true,
            Command::AcceptFilter => self.is_typing = false,
            Command::CancelFilter => {
                self.clear();
            }
            other => {
                self.scroll.take(other, window);
            }
        }
    }

    /// Takes the filter away. Says whether there was one.
    pub fn clear(&mut self) -> bool {
        let was_on = self.is_typing || !self.filter.value().is_empty();
        self.is_typing = false;
        self.filter.clear();
        self.scroll = Scroll::default();
        was_on
    }

    /// Edits the filter.
    pub fn edit(&mut self, request: InputRequest) {
        self.filter.edit(request);
        self.scroll = Scroll::default();
    }

    /// Puts pasted text into the filter.
    pub fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.scroll = Scroll::default();
    }

    /// Whether older events than those that are known would be in view, in a window as it is.
    pub fn wants_older(&self, window: Window) -> bool {
        self.scroll.lines().saturating_add(2 * window.page) >= window.last
    }

    /// What the popup shows.
    pub fn content<'a>(&'a self, scene: &Scene) -> Content<'a> {
        let title = vec![Piece::new("Events", Role::Title)];
        let found = self.found(scene);
        let lines = lines(&found, scene, usize::from(scene.room(WIDTH)), !self.filter.value().trim().is_empty());
        let mut content = Content::text(WIDTH, title, lines, self.scroll);
        if self.is_typing {
            content.foot = vec![Line::new()];
            content.field = Some((0, PROMPT, &self.filter));
        } else if !self.filter.value().is_empty() {
            let events = &scene.kept.events;
            let read = if events.is_whole() { "" } else { " read so far" };
            let number = format!("  {} of {}{read}", count(found.len()), count(events.newest_first().len()));
            let filter = crate::domain::Label::from(self.filter.value());
            content.foot = vec![vec![
                Piece::plain("filter "),
                Piece::new(filter.safe(), Role::Key),
                Piece::new(number, Role::Quiet),
            ]];
        }
        content
    }

    /// The events that the filter lets through: those with every word of it, in the name or in what happened.
    fn found<'a>(&self, scene: &Scene<'a>) -> Vec<&'a Event> {
        let words: Vec<String> = self.filter.value().split_whitespace().map(str::to_lowercase).collect();
        let passes = |event: &&Event| {
            if words.is_empty() {
                return true;
            }
            let (message, _) = message_of(&event.kind, scene.usage(), scene.symbols);
            let text = format!("{} {message}", event.name).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        scene.kept.events.newest_first().iter().filter(passes).collect()
    }
}

fn lines(found: &[&Event], scene: &Scene, width: usize, is_filtered: bool) -> Vec<Line> {
    let events = &scene.kept.events;
    let mut lines: Vec<Line> = Vec::new();
    let mut gap: Option<(Timestamp, Timestamp)> = None;
    for event in found {
        let unseen = event.unseen_since.map(|since| (since, event.at));
        if unseen != gap {
            let message = match unseen {
                Some((since, until)) => {
                    let (since, until) = (day_and_time(since, scene.zone), day_and_time(until, scene.zone));
                    format!("Not watched from {since} to {until}. Different since then:")
                }
                None => "Before that:".to_owned(),
            };
            lines.extend(wrapped(&message, Role::Heading, width));
            gap = unseen;
        }
        lines.extend(event_lines(event, scene, width));
    }
    if let Some((message, role)) = last_line(events, lines.is_empty(), is_filtered) {
        lines.extend(wrapped(&message, role, width));
    }
    lines
}

/// What is said below the events, where something is.
fn last_line(events: &Events, is_empty: bool, is_filtered: bool) -> Option<(String, Role)> {
    match (events.fault(), is_empty) {
        (Some(fault), _) => Some((format!("The history cannot be read: {fault}."), Role::Attention)),
        _ if !events.is_read() => Some(("Reading.".to_owned(), Role::Quiet)),
        _ if events.is_full() && !events.is_whole() => {
            let number = count(events.newest_first().len());
            Some((format!("Only the newest {number} events are listed."), Role::Quiet))
        }
        _ if !events.is_whole() => Some(("Reading older events.".to_owned(), Role::Quiet)),
        (None, true) if is_filtered => Some(("No event has all of these words.".to_owned(), Role::Text)),
        (None, true) => Some(("No event yet.".to_owned(), Role::Text)),
        (None, false) => None,
    }
}

/// An event: when, who, what.
fn event_lines(event: &Event, scene: &Scene, width: usize) -> Vec<Line> {
    let symbols = scene.symbols;
    let (message, role) = message_of(&event.kind, scene.usage(), symbols);
    let time = match event.unseen_since {
        Some(_) => String::new(),
        None => time_of(event.at, scene.now, scene.zone),
    };
    let time = Piece::new(format!("{time:TIME$}  "), Role::Quiet);
    if width < ONE_LINE_FROM {
        let name = text::cut_middle(event.name.safe(), width.saturating_sub(TIME + 2), symbols.ellipsis);
        let mut lines = vec![vec![time, Piece::new(name, Role::Title)]];
        let rest = text::wrap(&message, width.saturating_sub(2));
        lines.extend(rest.into_iter().map(|part| vec![Piece::plain("  "), Piece::new(part, role)]));
        return lines;
    }
    let room = NAME.min(width / 3);
    let mut name = text::cut_middle(event.name.safe(), room, symbols.ellipsis);
    name.push_str(&" ".repeat((room + 2).saturating_sub(text::width(&name))));
    let indent = TIME + 2 + room + 2;
    let mut heads = Some(vec![time, Piece::new(name, Role::Title)]);
    let head = |heads: &mut Option<Line>| heads.take().unwrap_or_else(|| vec![Piece::plain(" ".repeat(indent))]);
    let parts = text::wrap(&message, width.saturating_sub(indent));
    parts.into_iter().map(|part| [head(&mut heads), vec![Piece::new(part, role)]].concat()).collect()
}
