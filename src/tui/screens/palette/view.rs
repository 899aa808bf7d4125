//! What the popup of the palette shows: the field, a line an entry, and what the one under the bar is for.

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use super::State;
use super::found::Hit;
use super::offers::{Offer, Standing};
use crate::domain::Action;
use crate::text;
use crate::text::words::{capitalised, count, counted, named};
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line};
use crate::tui::screens::parts::entry::Entry;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Piece, Role, layout};

/// Cells of the popup's content.
const WIDTH: u16 = 96;
/// Below this width a line has no room for what kind of entry it is.
const WIDE_FROM: usize = 56;
/// Cells of the kind, or of a command's name, or of why it cannot be taken.
const KIND: usize = 18;
/// Cells of a key, where there is room for the longest and where there is not.
const KEYS: (usize, usize) = (9, 6);
/// Entries in view at the most.
const MOST_ROWS: usize = 14;
/// Lines that are no entries: the field, what the entry under the bar is for, and a blank line beside each.
const OTHER_LINES: u16 = 4;
const PROMPT: &str = ": ";

/// Entries in view in a frame of `area`.
pub(super) fn rows(area: Rect) -> usize {
    let is_low = layout::is_whole_screen_popup(area);
    // Where the popup takes the whole screen: its title, its keys, the field and the last line.
    let taken = if is_low { 4 } else { OTHER_LINES + 6 };
    usize::from(area.height.saturating_sub(taken)).clamp(1, MOST_ROWS)
}

impl State {
    /// What the popup shows; the first line is the field's.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let width = usize::from(scene.room(WIDTH));
        let rows = rows(scene.area);
        let is_low = layout::is_whole_screen_popup(scene.area);
        let top = self.cursor.saturating_sub(rows - 1).min(self.found.hits.len().saturating_sub(rows));
        let mut lines = vec![vec![]];
        lines.extend((!is_low).then(Vec::new));
        let first = lines.len();
        for (index, hit) in self.found.hits.iter().enumerate().skip(top).take(rows) {
            lines.push(self.line(hit, index == self.cursor, width, scene));
        }
        let bar = (!self.found.hits.is_empty()).then(|| first + self.cursor - top);
        if self.found.hits.is_empty() {
            lines.push(vec![Piece::new("  Nothing matches.", Role::Quiet)]);
        }
        // As high as it was: what is typed moves no edge.
        lines.resize(first + rows, Vec::new());
        lines.extend((!is_low).then(Vec::new));
        lines.push(self.last_line(width, scene));
        let field = Some((0, PROMPT, &self.input));
        Content { field, ..Content::choices(WIDTH, self.title(width, scene), lines, bar) }
    }

    /// `Palette for worker-eu-3`: whom commands act on.
    fn title(&self, width: usize, scene: &Scene) -> Line {
        let mut title = vec![Piece::new("Palette", Role::Title)];
        if let Some(whom) = self.whom(true, width.saturating_sub(14), scene) {
            title.push(Piece::new(format!(" for {whom}"), Role::Quiet));
        }
        title
    }

    /// Whom commands are for: those that are marked, where marks count, else the runner under the bar of the screen below.
    fn whom(&self, marks_count: bool, width: usize, scene: &Scene) -> Option<String> {
        if marks_count && self.below.marks > 0 {
            return Some(counted(self.below.marks, "marked runner"));
        }
        Some(named(self.below.named.as_ref()?, width, scene.symbols.ellipsis))
    }

    fn line(&self, hit: &Hit, is_under_bar: bool, width: usize, scene: &Scene) -> Line {
        let mark = if is_under_bar { scene.symbols.cursor } else { " " };
        let standing = self.standing(&hit.entry, scene.accounts);
        let role = if standing.is_ready() { Role::Text } else { Role::Quiet };
        let offer = self.offer(&hit.entry);
        let (kind, keys) = if width >= WIDE_FROM { (KIND + 2, KEYS.0) } else { (0, KEYS.1) };
        let room = width.saturating_sub(2 + kind + keys + 1);
        let (shown, letters) = match offer {
            Some(offer) => (offer.help().to_owned(), hit.letters.as_slice()),
            None => name_of(hit, scene),
        };
        let mut line = vec![Piece::plain(format!("{mark} "))];
        line.extend(marked(&text::cut(&shown, room, scene.symbols.ellipsis), &shown, letters, role));
        fill(&mut line, 2 + room);
        if kind > 0 {
            line.push(Piece::plain("  "));
            line.extend(kind_of(hit, &standing, scene));
            fill(&mut line, 2 + room + kind);
        }
        let key = offer.and_then(|offer| offer.key).map_or_else(String::new, |key| key.to_string());
        line.push(Piece::new(format!(" {key:>keys$}"), if standing.is_ready() { Role::Key } else { Role::Quiet }));
        line
    }

    fn offer(&self, entry: &Entry) -> Option<&Offer> {
        let Entry::Command(command) = entry else { return None };
        self.offers.iter().find(|offer| offer.command() == *command)
    }

    /// What the entry under the bar is for, or why it cannot be taken; and how many there are.
    fn last_line(&self, width: usize, scene: &Scene) -> Line {
        let number = match self.found.total {
            0 => String::new(),
            total => format!("{}/{}", count(self.cursor + 1), count(total)),
        };
        let room = width.saturating_sub(text::width(&number) + 2);
        let (words, role) = self.about(room, scene);
        let mut line = vec![Piece::new(text::cut(&words, room, scene.symbols.ellipsis), role)];
        fill(&mut line, width.saturating_sub(text::width(&number)));
        line.push(Piece::new(number, Role::Quiet));
        line
    }

    fn about(&self, room: usize, scene: &Scene) -> (String, Role) {
        let Some(hit) = self.hit() else { return (String::new(), Role::Quiet) };
        if let Some(sentence) = self.standing(&hit.entry, scene.accounts).sentence() {
            return (sentence, Role::Attention);
        }
        let accounts = scene.accounts;
        let words = match &hit.entry {
            Entry::Command(command) if let Some(marks_count) = subject(*command) => self
                .whom(marks_count, room.saturating_sub(4), scene)
                .map_or_else(String::new, |whom| format!("For {whom}")),
            Entry::Command(_) => self.offer(&hit.entry).map_or_else(String::new, |offer| capitalised(offer.help())),
            Entry::View(_) => "Shows the list with the filter, the order and the columns of this view".to_owned(),
            Entry::Profile(id) if accounts.number() == 1 && accounts.get(*id).is_some() => {
                "This account is open".to_owned()
            }
            Entry::Profile(id) => format!("Opens {} alone", accounts.label(*id)),
            Entry::Runner(key) => {
                let status = accounts.at(key).and_then(|row| row.runner.status.as_ref());
                let status = status.map_or_else(String::new, |status| format!(", {}", status.label()));
                format!("Opens the details{status}")
            }
        };
        (words, Role::Quiet)
    }
}

/// A runner's name as it is now, or a profile's or a view's; and which of its characters match, where it is as it was.
fn name_of<'a>(hit: &'a Hit, scene: &Scene) -> (String, &'a [u32]) {
    let before = hit.name.as_ref().map_or("", |name| name.safe());
    let now = match &hit.entry {
        Entry::Runner(key) => scene.accounts.at(key).map(|row| row.runner.name.safe()),
        _ => None,
    };
    let now = now.unwrap_or(before);
    (now.to_owned(), if now == before { &hit.letters } else { &[] })
}

/// What kind of entry it is: a command by its name; or why it cannot be taken.
fn kind_of(hit: &Hit, standing: &Standing, scene: &Scene) -> Line {
    let ellipsis = scene.symbols.ellipsis;
    let quiet = |words: &str| vec![Piece::new(text::cut(words, KIND, ellipsis), Role::Quiet)];
    if let Some(reason) = standing.reason() {
        let short = if matches!(hit.entry, Entry::Runner(_)) { "gone" } else { &reason };
        return quiet(short);
    }
    match &hit.entry {
        Entry::Command(command) => {
            let name = command.name();
            marked(&text::cut(name, KIND, ellipsis), name, &hit.name_letters, Role::Quiet)
        }
        Entry::View(_) => quiet("view"),
        Entry::Profile(id) if scene.accounts.get(*id).is_some() => quiet("profile, open"),
        Entry::Profile(_) => quiet("profile"),
        Entry::Runner(key) if scene.accounts.are_several() => quiet(scene.accounts.label(key.account)),
        Entry::Runner(_) => quiet("runner"),
    }
}

/// Whether a command is for a runner; and for those that are marked, where some are.
pub fn subject(command: Command) -> Option<bool> {
    match command {
        Command::Act(Action::Details) | Command::OpenSummary | Command::OpenTab(_) => Some(false),
        Command::Act(_) | Command::OpenActions => Some(true),
        command => command.acts_on_a_runner().then_some(false),
    }
}

/// Blanks up to `width` cells.
fn fill(line: &mut Line, width: usize) {
    let missing = width.saturating_sub(pieces_width(line));
    if missing > 0 {
        line.push(Piece::plain(" ".repeat(missing)));
    }
}

/// `shown`, which is the whole or a cut of it, with what matches in it apart: the characters `letters` of the whole.
fn marked(shown: &str, whole: &str, letters: &[u32], role: Role) -> Line {
    let kept = if shown == whole { shown.len() } else { common(shown, whole) };
    let mut line = Line::new();
    let mut at = 0;
    for grapheme in shown[..kept].graphemes(true) {
        let behind = at + u32::try_from(grapheme.chars().count()).unwrap_or(1);
        let is_found = letters.iter().any(|letter| (at..behind).contains(letter));
        at = behind;
        let role = if is_found { Role::Found } else { role };
        match line.last_mut() {
            Some(piece) if piece.role == role => piece.text.push_str(grapheme),
            _ => line.push(Piece::new(grapheme, role)),
        }
    }
    if kept < shown.len() {
        line.push(Piece::new(&shown[kept..], role));
    }
    line
}

/// Bytes at the beginning that both have.
fn common(shown: &str, whole: &str) -> usize {
    let same = shown.chars().zip(whole.chars()).take_while(|(one, other)| one == other);
    same.map(|(letter, _)| letter.len_utf8()).sum()
}
