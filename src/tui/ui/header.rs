//! The header: where we are, the fleet's numbers, and the state of the link.

use ratatui::layout::Rect;

use super::layout::NARROW_BELOW;
use super::painter::{Painter, Piece, line, pieces_width};
use super::role::Role;
use super::theme::Symbols;
use crate::account::connection::LinkState;
use crate::account::fleet::Counts;
use crate::domain::{Severity, Status};
use crate::text::words::{count, counted, span, wait};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause, key};

/// What the header shows.
pub struct Header<'a> {
    /// The control plane's host, or `demo`.
    pub origin: &'a str,
    /// Whether nothing can be changed from here.
    pub read_only: bool,
    /// How many runners are in which status.
    pub counts: &'a Counts,
    /// Whether the numbers are of a whole list, not of the first pages.
    pub is_complete: bool,
    /// Whether the list is longer than trackside reads.
    pub is_cut: bool,
    /// How many runners the list lacks of those that it says there are.
    pub not_listed: usize,
    /// How the link to the control plane is, as of now.
    pub link: LinkState<'a>,
}

/// How much room there is for the link's words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
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

/// Draws where we are at the left of a line and the state of the link at its right; for screens other than the list.
pub fn draw_line(painter: &mut Painter, area: Rect, origin: &[Piece], state: &LinkState, read_only: bool) {
    let left = draw_link(painter, area, state, read_only, Room::of(area.width));
    painter.pieces(left, origin);
}

/// Draws the state of the link at the right of a line; answers with what is left of it.
fn draw_link(painter: &mut Painter, area: Rect, state: &LinkState, read_only: bool, room: Room) -> Rect {
    let mut pieces = Vec::new();
    if read_only {
        let word = if room == Room::Short { "RO " } else { "READ-ONLY   " };
        pieces.push(Piece::new(word, Role::Title));
    }
    pieces.extend(link(state, painter.theme().symbols, room));
    if room > Room::Short {
        pieces.push(Piece::plain(" "));
    }
    let used = painter.pieces_right(area, &pieces);
    Rect { width: area.width.saturating_sub(used + 1), ..area }
}

impl Header<'_> {
    /// Draws one, two or three lines, as high as `area` is.
    pub fn draw(&self, painter: &mut Painter, area: Rect) {
        let room = Room::of(area.width);
        if area.height == 1 {
            self.draw_single(painter, line(area, 0), room);
            return;
        }
        self.draw_origin(painter, line(area, 0), room);
        painter.pieces(line(area, 1), &self.counts_for(painter, area.width));
        if area.height > 2 {
            self.draw_bar(painter, line(area, 2));
        }
    }

    fn draw_single(&self, painter: &mut Painter, area: Rect, room: Room) {
        let left = draw_link(painter, area, &self.link, self.read_only, room);
        painter.pieces(left, &self.counts_for(painter, left.width));
    }

    fn draw_origin(&self, painter: &mut Painter, area: Rect, room: Room) {
        let left = draw_link(painter, area, &self.link, self.read_only, room);
        painter.pieces(left, &[Piece::new(" trackside", Role::Title), Piece::plain(format!("  {}", self.origin))]);
    }

    /// The numbers in the longest of several forms that fits.
    fn counts_for(&self, painter: &Painter, width: u16) -> Vec<Piece> {
        if self.counts.runners == 0 {
            return Vec::new();
        }
        let symbols = painter.theme().symbols;
        let forms = [
            Form::AllWords,
            Form::Words,
            Form::StatusWords,
            Form::SomeWords,
            Form::FewWords,
            Form::Glyphs,
            Form::Dense,
        ];
        let fits = |pieces: &Vec<Piece>| pieces_width(pieces) <= usize::from(width);
        let mut lines = forms.into_iter().map(|form| self.counts_as(symbols, form));
        let narrowest = self.counts_as(symbols, Form::Dense);
        lines.find(fits).unwrap_or(narrowest)
    }

    fn counts_as(&self, symbols: &Symbols, form: Form) -> Vec<Piece> {
        let counts = self.counts;
        let message = !matches!(form, Form::Glyphs | Form::Dense);
        let motion_word = if matches!(form, Form::Words | Form::StatusWords) { "in motion" } else { "" };
        let mut entries = Vec::new();
        for severity in [Severity::Good, Severity::InMotion, Severity::Attention, Severity::Off, Severity::Bad] {
            let role = if severity == Severity::Off { Role::Text } else { severity.into() };
            if severity == Severity::InMotion && form != Form::AllWords {
                entries.push((counts.of_severity(severity), symbols.pausing, motion_word.to_owned(), role));
                continue;
            }
            for status in Status::DOCUMENTED.iter().filter(|status| status.severity() == severity) {
                entries.push((counts.of(status), symbols.status(Some(status)), status.label().to_lowercase(), role));
            }
        }
        entries.push((counts.other, symbols.unlisted, "other".to_owned(), Role::Text));
        let long_marks = matches!(form, Form::AllWords | Form::Words);
        let (updates, unsupported) = match long_marks {
            true if counts.updates == 1 => ("update available", "out of support"),
            true => ("updates available", "out of support"),
            false => ("", ""),
        };
        entries.extend([
            (counts.updates, symbols.update, updates.to_owned(), Role::Attention),
            (counts.unsupported, symbols.unsupported, unsupported.to_owned(), Role::Bad),
        ]);
        let gap = match form {
            Form::AllWords => "   ",
            Form::Dense => " ",
            _ => "  ",
        };
        // More are known to be there, or may be.
        let is_whole = self.is_complete && !self.is_cut && self.not_listed == 0;
        let more = if is_whole { "" } else { "+" };
        let mut pieces = vec![match form {
            Form::Dense => Piece::new(format!("{}{more}", count(counts.runners)), Role::Title),
            _ if !is_whole => Piece::new(format!(" {}+ runners", count(counts.runners)), Role::Title),
            _ => Piece::new(format!(" {}", counted(counts.runners, "runner")), Role::Title),
        }];
        if form != Form::Dense {
            pieces.extend(self.is_cut.then(|| Piece::new(", list cut", Role::Attention)));
            let not_listed = format!(", {} not listed", count(self.not_listed));
            pieces.extend((self.not_listed > 0).then(|| Piece::new(not_listed, Role::Attention)));
            let missing = format!(", {} missing", count(counts.missing));
            pieces.extend((counts.missing > 0).then(|| Piece::new(missing, Role::Attention)));
        }
        for (number, glyph, word, role) in entries.into_iter().filter(|(number, ..)| *number > 0) {
            let space = if form == Form::Dense { "" } else { " " };
            // What a row's details would tell is not counted before they are read.
            let unread = if counts.unread > 0 && glyph == symbols.update { "+" } else { "" };
            pieces.push(Piece::plain(format!("{gap}{}{unread}{space}", count(number))));
            pieces.push(Piece::new(glyph, role));
            let is_kept = form != Form::FewWords || matches!(role, Role::Good | Role::Attention | Role::Bad);
            if message && is_kept && !word.is_empty() {
                pieces.push(Piece::plain(format!(" {word}")));
            }
        }
        pieces
    }

    /// The fleet's proportions as one bar, with its legend; for screens with a line to spare.
    fn draw_bar(&self, painter: &mut Painter, area: Rect) {
        if self.counts.runners == 0 {
            return;
        }
        let counts = self.counts;
        let (good, moving, attention) = (Severity::Good, Severity::InMotion, Severity::Attention);
        let [running, in_motion, paused] = [good, moving, attention].map(|severity| counts.of_severity(severity));
        let parts = [
            (running, "running", Role::Good),
            (in_motion, "in motion", Role::InMotion),
            (paused, "paused", Role::Attention),
            (counts.runners - running - in_motion - paused, "stopped, unknown or other", Role::Bad),
        ];
        let fills = painter.theme().symbols.bar;
        let legend: Vec<Piece> = parts
            .iter()
            .zip(fills)
            .filter(|((number, ..), _)| *number > 0)
            .flat_map(|((_, word, role), fill)| {
                [Piece::plain("   "), Piece::new(fill, *role), Piece::plain(format!(" {word}"))]
            })
            .collect();
        let legend_width = u16::try_from(pieces_width(&legend)).unwrap_or(area.width);
        let length = usize::from(area.width.saturating_sub(legend_width + 2).min(80));
        let mut x = area.x + 1;
        for ((_, _, role), (cells, fill)) in parts.iter().zip(proportions(parts.map(|part| part.0), length).zip(fills))
        {
            painter.repeat(Rect { x, width: cells, ..area }, fill, *role);
            x += cells;
        }
        painter.pieces(Rect { x, width: area.right().saturating_sub(x), ..area }, &legend);
    }
}

/// Shares `length` cells among four numbers; every number above zero gets at least one cell.
fn proportions(numbers: [usize; 4], length: usize) -> impl Iterator<Item = u16> {
    let total: usize = numbers.iter().sum::<usize>().max(1);
    let mut shares = numbers.map(|number| (number * length / total).max(usize::from(number > 0)));
    let largest = (0..shares.len()).max_by_key(|&index| shares[index]).unwrap_or(0);
    let others: usize = shares.iter().sum::<usize>() - shares[largest];
    shares[largest] = length.saturating_sub(others);
    shares.into_iter().map(|share| u16::try_from(share).unwrap_or(u16::MAX))
}

/// The forms of the fleet's numbers, widest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// `42 runners   31 ● running   … 7 ↑ updates available   2 ! out of support`
    AllWords,
    /// The statuses in motion as one.
    Words,
    /// Updates and support as marks only.
    StatusWords,
    /// The statuses in motion as a glyph.
    SomeWords,
    /// Words only for what runs, what waits for someone, and what is wrong.
    FewWords,
    /// ` 42 runners  31 ●  5 ◐ …`
    Glyphs,
    /// `42 31● 5◐ …`
    Dense,
}

/// The link in words. Each form names the state; the longer ones say why and what comes next.
fn link(state: &LinkState, symbols: &Symbols, room: Room) -> Vec<Piece> {
    let dot = symbols.dot;
    let retry = |retry_in: std::time::Duration| {
        if retry_in.is_zero() { "retrying".to_owned() } else { format!("retry {}", wait(retry_in)) }
    };
    let short = room == Room::Short;
    let (text, role) = match state {
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
            let goes_on = clause(key(Context::List, Command::ToggleFreeze), &format!(" {dot} {{}} goes on"));
            (format!("frozen {}{error}{goes_on}", span(*since)), Role::Attention)
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
        LinkState::Live { age, next } => {
            let message = match room {
                Room::Short => format!(" {}", span(*age)),
                Room::Medium => format!(" live {}", span(*age)),
                Room::Long => format!(" live {} ago {dot} next {}", span(*age), wait(*next)),
            };
            return vec![Piece::new(symbols.running, Role::Good), Piece::plain(message)];
        }
    };
    vec![Piece::new(text, role)]
}
