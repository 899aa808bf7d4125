//! The header: where we are, the fleet's numbers, and how old they are.

use std::time::Duration;

use ratatui::layout::Rect;

use super::chips;
use super::chips::Chip;
use super::counts::Counts;
use super::layout::NARROW_BELOW;
use super::painter::{Painter, Piece, line, pieces_width};
use super::role::Role;
use super::theme::Symbols;
use crate::account::connection::LinkState;
use crate::domain::Tint;
use crate::text::words::{count, span, wait};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};

/// What the header shows.
pub struct Header<'a> {
    /// Which accounts are watched, and how.
    pub watched: &'a Watched<'a>,
    /// The fleet's numbers.
    pub counts: Counts<'a>,
    /// The keys that count.
    pub keymap: &'a Keymap,
    /// How many environments point nowhere, in words; empty where none was seen.
    pub orphans: String,
}

/// Which accounts are watched, and how.
pub enum Watched<'a> {
    /// One.
    One {
        /// The account with its control plane's host, or `demo`.
        origin: String,
        /// Its ground.
        tint: Option<Tint>,
        /// Whether nothing can be changed from here.
        read_only: bool,
        /// How the link to the control plane is, as of now.
        link: LinkState<'a>,
    },
    /// Several, each with its own state.
    Several {
        /// A chip for each.
        chips: Vec<Chip<'a>>,
        /// The link that is told for all: one that is held still, or that is well.
        link: Option<LinkState<'a>>,
        /// Whether nothing can be changed in the account that is looked at.
        read_only: bool,
    },
}

/// How much room there is for the link's words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Room {
    Short,
    Medium,
    Long,
}

impl Room {
    fn of(width: u16) -> Self {
        match width {
            0..NARROW_BELOW => Self::Short,
            NARROW_BELOW..120 => Self::Medium,
            _ => Self::Long,
        }
    }
}

/// Draws where we are at the left of a line and the state of the link at its right. That nothing can be changed from here
/// is never cut: where we are is. Answers with what is left between them.
pub fn draw_line(
    painter: &mut Painter,
    area: Rect,
    origin: &[Piece],
    state: &LinkState,
    read_only: bool,
    keymap: &Keymap,
) -> Rect {
    let left = draw_link(painter, area, state, keymap);
    let word = [Piece::new(if read_only { "  READ-ONLY" } else { "" }, Role::Title)];
    let word_width = u16::try_from(pieces_width(&word)).unwrap_or(u16::MAX);
    let used = painter.pieces(Rect { width: left.width.saturating_sub(word_width), ..left }, origin);
    let rest = Rect { x: left.x + used, width: left.width - used, ..left };
    let used = painter.pieces(rest, &word);
    Rect { x: rest.x + used, width: rest.width - used, ..rest }
}

/// Draws the state of the link at the right of a line; answers with what is left of it.
fn draw_link(painter: &mut Painter, area: Rect, state: &LinkState, keymap: &Keymap) -> Rect {
    let room = Room::of(area.width);
    let mut pieces = link(state, painter.theme().symbols, keymap, room);
    pieces.extend((room > Room::Short).then(|| Piece::plain(" ")));
    let used = painter.pieces_right(area, &pieces);
    Rect { width: area.width.saturating_sub(used + 2), ..area }
}

impl Header<'_> {
    /// Draws one, two or three lines, as high as `area` is.
    pub fn draw(&self, painter: &mut Painter, area: Rect) {
        if area.height == 1 {
            self.draw_single(painter, area);
            return;
        }
        let rest = match self.watched {
            Watched::One { origin, tint, read_only, link } => {
                let origin = [Piece::plain(" "), chips::name(origin, *tint)];
                draw_line(painter, line(area, 0), &origin, link, *read_only, self.keymap)
            }
            Watched::Several { chips, link, .. } => {
                let whole = line(area, 0);
                let left = link.as_ref().map_or(whole, |link| draw_link(painter, whole, link, self.keymap));
                let left = Rect { x: left.x + 1, width: left.width.saturating_sub(1), ..left };
                let used = painter.pieces(left, &chips::fitting(chips, left.width));
                Rect { x: left.x + used, width: left.width - used, ..left }
            }
        };
        // Whole or not at all.
        let orphans = [Piece::plain("  "), Piece::new(self.orphans.as_str(), Role::Attention)];
        if !self.orphans.is_empty() && pieces_width(&orphans) <= usize::from(rest.width) {
            painter.pieces(rest, &orphans);
        }
        let used = self.counts.draw(painter, line(area, 1), false);
        if area.height > 2 && used > 0 {
            self.counts.draw_bar(painter, line(area, 2), used);
        }
    }

    fn draw_single(&self, painter: &mut Painter, area: Rect) {
        let (left, read_only) = match self.watched {
            Watched::One { link, read_only, .. } => (draw_link(painter, area, link, self.keymap), *read_only),
            Watched::Several { chips, link, read_only } => {
                let age =
                    link.as_ref().map_or_else(Vec::new, |link| words(link, painter.theme().symbols, self.keymap, true));
                let (pieces, read_only) = several_in_single(chips, &age, *read_only, usize::from(area.width));
                let used = painter.pieces_right(area, &pieces);
                (Rect { width: area.width.saturating_sub(used + 2), ..area }, read_only)
            }
        };
        let used = if read_only { painter.text(left, READ_ONLY, Role::Title) } else { 0 };
        self.counts.draw(painter, Rect { x: left.x + used, width: left.width - used, ..left }, true);
    }
}

/// At the left of a header of one line.
const READ_ONLY: &str = " READ-ONLY ";
/// Cells of how many runners there are, which stays whatever else is told in such a line.
const RUNNERS: usize = 11;

/// Several accounts beside the numbers of the runners, in a line `width` cells wide, and whether that nothing can be changed has room
/// there. Where all accounts have no room in half of it, those in trouble come before that, and that before how old the rows are; the numbers
/// of the runners give way to them on a narrow screen.
fn several_in_single(chips: &[Chip], age: &[Piece], is_read_only: bool, width: usize) -> (Vec<Piece>, bool) {
    let is_all_read_only = chips.iter().all(|chip| chip.read_only);
    let most = if width < usize::from(NARROW_BELOW) { width } else { width / 2 };
    let fits = |pieces: &[Piece], read_only: bool| {
        let cells = pieces_width(pieces);
        let beside = if read_only { READ_ONLY.len() } else { 0 };
        cells <= most && cells + 2 + beside + RUNNERS <= width
    };
    let all = chips::all(chips);
    if pieces_width(&all) <= width / 2 {
        let with_age = [all.clone(), vec![Piece::plain("  ")], age.to_vec()].concat();
        let has_age = !age.is_empty()
            && pieces_width(&with_age) <= width * 2 / 3
            && pieces_width(&with_age) + 2 + RUNNERS <= width;
        if has_age || !chips::is_still(age) {
            return (if has_age { with_age } else { all }, is_all_read_only);
        }
    }
    let groups = chips::in_few_words(chips, age);
    let telling = |group: Vec<Vec<Piece>>, read_only: bool| group.into_iter().map(move |form| (form, read_only));
    let forms = groups.into_iter().flat_map(|group| {
        let read_only = if is_read_only { group.clone() } else { Vec::new() };
        telling(read_only, true).chain(telling(group, false))
    });
    let mut forms: Vec<_> = forms.collect();
    let shortest = forms.pop().unwrap_or_default();
    forms.into_iter().find(|(form, read_only)| fits(form, *read_only)).unwrap_or(shortest)
}

/// The link in words, for other places than the header: in a few of them, or with the reason and what comes next.
pub fn words(state: &LinkState, symbols: &Symbols, keymap: &Keymap, is_short: bool) -> Vec<Piece> {
    link(state, symbols, keymap, if is_short { Room::Short } else { Room::Medium })
}

/// The link in words. Each form names the state; the longer ones say why and what comes next.
fn link(state: &LinkState, symbols: &Symbols, keymap: &Keymap, room: Room) -> Vec<Piece> {
    let dot = symbols.dot;
    let retry = |retry_in: Duration| {
        if retry_in.is_zero() { "retrying".to_owned() } else { format!("retry {}", wait(retry_in)) }
    };
    let short = room == Room::Short;
    let (text, role) = match state {
        LinkState::NotOpened { .. } => ("not opened".to_owned(), Role::Bad),
        LinkState::SignedOut { .. } if short => ("signed out".to_owned(), Role::Bad),
        LinkState::SignedOut { retry_in, .. } => (format!("sign-in refused {dot} {}", retry(*retry_in)), Role::Bad),
        LinkState::RateLimited { wait: left, .. } if short => (format!("limit {}", wait(*left)), Role::Attention),
        LinkState::RateLimited { wait: left, age: Some(age) } => {
            (format!("stale {} {dot} rate limit {dot} {}", span(*age), wait(*left)), Role::Attention)
        }
        LinkState::RateLimited { wait: left, age: None } => {
            (format!("waiting for the rate limit {dot} {}", wait(*left)), Role::Attention)
        }
        LinkState::Stale { age, error, retry_in } => {
            let age = age.map_or(String::new(), |age| format!(" {}", span(age)));
            let name = if age.is_empty() { "failed" } else { "stale" };
            if short {
                (format!("{name}{age}"), Role::Attention)
            } else {
                (format!("{name}{age} {dot} {} {dot} {}", error.short(), retry(*retry_in)), Role::Attention)
            }
        }
        LinkState::Offline { since, .. } if short => (format!("offline {}", span(*since)), Role::Attention),
        LinkState::Offline { since, retry_in, .. } => {
            (format!("offline {} {dot} {}", span(*since), retry(*retry_in)), Role::Attention)
        }
        LinkState::Frozen { since, .. } if short => (format!("frozen {}", span(*since)), Role::Attention),
        LinkState::Frozen { since, error } => {
            let error = error.map(|error| format!(" {dot} {}", error.short())).unwrap_or_default();
            let resumes = clause(keymap.key(Context::List, Command::ToggleFreeze), &format!(" {dot} {{}} resumes"));
            (format!("frozen {}{error}{resumes}", span(*since)), Role::Attention)
        }
        LinkState::Connecting { .. } => ("connecting".to_owned(), Role::Text),
        LinkState::Refreshing { read, total } => {
            let verb = if short { "" } else { "reading " };
            match total.and_then(|total| usize::try_from(total).ok()).filter(|total| total >= read) {
                Some(total) => (format!("{verb}{} of {}", count(*read), count(total)), Role::Text),
                None => (format!("{verb}{}", count(*read)), Role::Text),
            }
        }
        LinkState::Silent { since } => {
            let advice = if room == Room::Long { format!(" {dot} slow, or a dead connection") } else { String::new() };
            (format!("no answer {}{advice}", span(*since)), Role::Attention)
        }
        LinkState::Slow { since } => (format!("slow {}", span(*since)), Role::Attention),
        LinkState::Live { age, in_view: Some(in_view) } => return in_parts(*in_view, *age, dot, room),
        LinkState::Live { age, in_view: None } => return live(*age, room),
    };
    vec![Piece::new(text, role)]
}

/// All is well: the number stands out of its words. One that changes each second is enough for a quiet screen.
fn live(age: Duration, room: Room) -> Vec<Piece> {
    let mut pieces = vec![Piece::plain(span(age)), Piece::new(" ago", Role::Quiet)];
    if room > Room::Short {
        pieces.insert(0, Piece::new("updated ", Role::Quiet));
    }
    pieces
}

/// All is well, and the rows in view are read more often than all others. The age of these goes in steps of five seconds: two numbers
/// that change each second would have a quiet screen write twice as much.
fn in_parts(in_view: Duration, all: Duration, dot: &str, room: Room) -> Vec<Piece> {
    let words = if room > Room::Short { "in view " } else { "" };
    let all = Duration::from_secs(all.as_secs() / 5 * 5).max(in_view);
    vec![
        Piece::new(words, Role::Quiet),
        Piece::plain(span(in_view)),
        Piece::new(format!(" {dot} all "), Role::Quiet),
        Piece::plain(span(all)),
    ]
}
