//! The fleet's numbers in words, and their proportions as a bar. What has no room is counted together, the least important
//! first: a number is never cut, and never without its word, and none goes without a sign.

use ratatui::layout::Rect;

use super::painter::{Painter, Piece, pieces_width};
use super::role::Role;
use super::theme::Symbols;
use crate::account::fleet;
use crate::domain::{Severity, Status};
use crate::text;
use crate::text::words::{count, counted};

/// Blanks before each number.
const GAP: &str = "  ";

/// The numbers to show, and how whole they are.
#[derive(Clone, Copy)]
pub struct Counts<'a> {
    /// How many runners are in which status.
    pub counts: &'a fleet::Counts,
    /// Whether the numbers are of a whole list, not of the first pages.
    pub is_complete: bool,
    /// Whether the list is longer than trackside reads.
    pub is_cut: bool,
    /// How many runners the list lacks of those that it says there are.
    pub not_listed: usize,
}

/// How important a number is: what is said longest comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Rank {
    /// The numbers themselves are not whole.
    Whole,
    /// Someone must look.
    Bad,
    /// Not serving, though nothing is wrong with it.
    Off,
    /// Someone should look.
    Attention,
    Unsupported,
    Running,
    Other,
    InMotion,
    Update,
    /// Those that have no number of their own.
    Rest,
}

/// A number with its word, and the glyph that rows have for the same.
struct Entry {
    number: usize,
    /// Whether there may be more than that.
    is_at_least: bool,
    word: String,
    glyph: &'static str,
    role: Role,
    rank: Rank,
}

impl Entry {
    /// Cells of its pieces.
    fn width(&self, with_glyph: bool) -> usize {
        let glyph = if with_glyph && !self.glyph.is_empty() { text::width(self.glyph) + 1 } else { 0 };
        let number = count(self.number).len() + usize::from(self.is_at_least) + 1;
        GAP.len() + glyph + number + text::width(&self.word)
    }

    fn pieces(&self, with_glyph: bool) -> Vec<Piece> {
        let more = if self.is_at_least { "+" } else { "" };
        let number = format!("{}{more} ", count(self.number));
        // Colour and weight are for what is not well.
        let (number_role, word_role) = match self.role {
            Role::Attention | Role::Bad => (self.role, self.role),
            _ => (Role::Text, Role::Quiet),
        };
        let mut pieces = vec![Piece::plain(GAP)];
        if with_glyph && !self.glyph.is_empty() {
            pieces.extend([Piece::new(self.glyph, self.role), Piece::plain(" ")]);
        }
        pieces.extend([Piece::new(number, number_role), Piece::new(self.word.as_str(), word_role)]);
        pieces
    }
}

impl Counts<'_> {
    /// Draws the statuses at the left of `area`; with `is_all` also the updates and what is out of support. Answers with
    /// the cells used.
    pub fn draw(&self, painter: &mut Painter, area: Rect, is_all: bool) -> u16 {
        let (entries, has_glyphs) = self.fitting(painter.theme().symbols, area.width, is_all);
        let mut pieces = self.head();
        pieces.extend(entries.iter().flat_map(|entry| entry.pieces(has_glyphs)));
        if self.counts.runners == 0 { 0 } else { painter.pieces(area, &pieces) }
    }

    /// Draws the proportions of the statuses, as wide as the numbers above and in their order. Each status is drawn in the
    /// glyph that its number and its rows have, so that none needs a legend or a colour.
    pub fn draw_bar(&self, painter: &mut Painter, area: Rect, numbers_width: u16) {
        let (entries, _) = self.fitting(painter.theme().symbols, area.width, false);
        let segments: Vec<&Entry> = entries.iter().filter(|entry| entry.rank != Rank::Whole).collect();
        let numbers: Vec<usize> = segments.iter().map(|entry| entry.number).collect();
        let length = usize::from(numbers_width.min(area.width).saturating_sub(1));
        let mut x = area.x + 1;
        for (entry, cells) in segments.iter().zip(proportions(&numbers, length)) {
            painter.repeat(Rect { x, width: cells, ..area }, entry.glyph, entry.role);
            x += cells;
        }
    }

    /// The updates and what is out of support, as far as they fit into `width` cells.
    pub fn releases(&self, symbols: &Symbols, width: u16) -> Vec<Piece> {
        let width = usize::from(width);
        let entries = self.of_releases(symbols);
        let pieces =
            |entries: &[Entry]| entries.iter().flat_map(|entry| entry.pieces(true)).skip(1).collect::<Vec<_>>();
        let mut forms = [pieces(&entries), pieces(&entries[1.min(entries.len())..])].into_iter();
        forms.find(|pieces| pieces_width(pieces) <= width).unwrap_or_default()
    }

    /// What fits into `width` cells behind the head, and whether with glyphs.
    fn fitting(&self, symbols: &Symbols, width: u16, is_all: bool) -> (Vec<Entry>, bool) {
        let room = usize::from(width).saturating_sub(pieces_width(&self.head()));
        let entries = |is_grouped: bool| {
            let mut entries = self.of_statuses(symbols, is_grouped);
            entries.extend(if is_all { self.of_releases(symbols) } else { Vec::new() });
            entries
        };
        let needed =
            |entries: &[Entry], with_glyph| -> usize { entries.iter().map(|entry| entry.width(with_glyph)).sum() };
        let apart = entries(false);
        if needed(&apart, true) <= room {
            return (apart, true);
        }
        let grouped = entries(true);
        if needed(&grouped, true) <= room {
            return (grouped, true);
        }
        if needed(&grouped, false) <= room {
            return (grouped, false);
        }
        let numbered = self.most_important(grouped, symbols, room);
        (numbered.unwrap_or_else(|| self.in_two(symbols, room)), false)
    }

    /// The most important of `entries` that fit into `room` cells, and how many runners are of the other statuses. `None`
    /// where somebody should look at one of those.
    fn most_important(&self, entries: Vec<Entry>, symbols: &Symbols, room: usize) -> Option<Vec<Entry>> {
        let mut by_rank: Vec<usize> = (0..entries.len()).collect();
        by_rank.sort_by_key(|index| entries[*index].rank);
        let mut left = room.saturating_sub(rest(self.counts.runners, symbols).width(false));
        let mut is_kept = vec![false; entries.len()];
        for index in by_rank {
            let width = entries[index].width(false);
            if width <= left {
                left -= width;
                is_kept[index] = true;
            } else if entries[index].rank <= Rank::Attention {
                return None;
            }
        }
        let (kept, dropped): (Vec<_>, Vec<_>) = entries.into_iter().zip(is_kept).partition(|(_, is_kept)| *is_kept);
        let is_status = |entry: &Entry| !matches!(entry.rank, Rank::Update | Rank::Unsupported);
        let number = dropped.iter().filter(|(entry, _)| is_status(entry)).map(|(entry, _)| entry.number).sum();
        let rest = (number > 0).then(|| rest(number, symbols));
        Some(kept.into_iter().map(|(entry, _)| entry).chain(rest).collect())
    }

    /// At how many runners an operator should look, and how many there are besides, as far as both fit.
    fn in_two(&self, symbols: &Symbols, room: usize) -> Vec<Entry> {
        let fleet::Counts { runners, problems, .. } = *self.counts;
        let word = if problems == 1 { "problem" } else { "problems" }.to_owned();
        let glyph = symbols.attention;
        let problem =
            Entry { number: problems, is_at_least: false, word, glyph, role: Role::Attention, rank: Rank::Bad };
        let mut entries = vec![problem, rest(runners.saturating_sub(problems), symbols)];
        entries.retain(|entry| entry.number > 0);
        while entries.iter().map(|entry| entry.width(false)).sum::<usize>() > room {
            entries.pop();
        }
        entries
    }

    /// How many runners there are, or at the least.
    fn head(&self) -> Vec<Piece> {
        let runners = self.counts.runners;
        let is_whole = self.is_complete && !self.is_cut && self.not_listed == 0;
        let head = if is_whole { counted(runners, "runner") } else { format!("{}+ runners", count(runners)) };
        let mut pieces = vec![Piece::new(format!(" {head}"), Role::Title)];
        pieces.extend(self.is_cut.then(|| Piece::new(", list cut", Role::Attention)));
        pieces
    }

    fn of_statuses(&self, symbols: &Symbols, is_grouped: bool) -> Vec<Entry> {
        let counts = self.counts;
        let entry = |number: usize, word: &str, glyph, role, rank| {
            (number > 0).then(|| Entry { number, is_at_least: false, word: word.to_lowercase(), glyph, role, rank })
        };
        let mut entries = Vec::new();
        entries.extend(entry(self.not_listed, "not listed", "", Role::Attention, Rank::Whole));
        entries.extend(entry(counts.missing, "missing", "", Role::Attention, Rank::Whole));
        for severity in [Severity::Good, Severity::InMotion, Severity::Attention, Severity::Off, Severity::Bad] {
            // Stopped runners are not serving: their number does not step back as their rows do.
            let role = if severity == Severity::Off { Role::Text } else { severity.into() };
            let rank = match severity {
                Severity::Good => Rank::Running,
                Severity::InMotion => Rank::InMotion,
                Severity::Attention => Rank::Attention,
                Severity::Off | Severity::Neutral => Rank::Off,
                Severity::Bad => Rank::Bad,
            };
            if severity == Severity::InMotion && is_grouped {
                entries.extend(entry(counts.of_severity(severity), "in motion", symbols.pausing, role, rank));
                continue;
            }
            let statuses = Status::DOCUMENTED.iter().filter(|status| status.severity() == severity);
            entries.extend(statuses.filter_map(|status| {
                entry(counts.of(status), status.label(), symbols.status(Some(status)), role, rank)
            }));
        }
        entries.extend(entry(counts.other, "other", symbols.unlisted, Role::Text, Rank::Other));
        entries
    }

    fn of_releases(&self, symbols: &Symbols) -> Vec<Entry> {
        let counts = self.counts;
        let mut entries = vec![
            Entry {
                number: counts.updates,
                // What a row's details would tell is not counted before they are read.
                is_at_least: counts.unread > 0,
                word: if counts.updates == 1 { "update" } else { "updates" }.to_owned(),
                glyph: symbols.update,
                role: Role::Text,
                rank: Rank::Update,
            },
            Entry {
                number: counts.unsupported,
                is_at_least: false,
                word: "unsupported".to_owned(),
                glyph: symbols.unsupported,
                role: Role::Bad,
                rank: Rank::Unsupported,
            },
        ];
        entries.retain(|entry| entry.number > 0);
        entries
    }
}

/// The runners without a number of their own.
fn rest(number: usize, symbols: &Symbols) -> Entry {
    let word = "more".to_owned();
    Entry { number, is_at_least: false, word, glyph: symbols.absent, role: Role::Text, rank: Rank::Rest }
}

/// Shares `length` cells among numbers; every one gets at least one cell.
fn proportions(numbers: &[usize], length: usize) -> Vec<u16> {
    let total: usize = numbers.iter().sum::<usize>().max(1);
    let mut shares: Vec<usize> = numbers.iter().map(|number| (number * length / total).max(1)).collect();
    if let Some(largest) = (0..shares.len()).max_by_key(|&index| shares[index]) {
        let others: usize = shares.iter().sum::<usize>() - shares[largest];
        shares[largest] = length.saturating_sub(others);
    }
    shares.into_iter().map(|share| u16::try_from(share).unwrap_or(u16::MAX)).collect()
}
