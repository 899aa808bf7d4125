//! [`Board`]: what stands around a screen in the list's place: the list's header and rules, the line above the keys, the keys.

use ratatui::layout::Rect;

use super::{notice, work_words};
use crate::account::fleet::{self, Fleet};
use crate::account::{Account, Accounts};
use crate::domain::Moment;
use crate::tui::keymap::Keymap;
use crate::tui::ui::counts::Counts;
use crate::tui::ui::header::{Header, Watched};
use crate::tui::ui::layout::{self, ListLayout, ListWishes, NARROW_BELOW};
use crate::tui::ui::painter::line;
use crate::tui::ui::{Painter, Piece, Role};

/// What such a screen is drawn from, beside its own state.
pub struct Board<'a> {
    /// The accounts that are open.
    pub accounts: &'a Accounts,
    /// Which accounts are watched, and how, for the header.
    pub watched: Watched<'a>,
    /// Why the last poll failed, in a line; `None` while all is well.
    pub trouble: Option<String>,
    /// The keys that count.
    pub keymap: &'a Keymap,
    /// The keys of the footer.
    pub hints: Vec<Piece>,
    /// What just happened, and the account that it is about.
    pub notice: Option<(String, Option<&'a str>)>,
    /// Which part of the fleet the list shows, where that is only a part.
    pub narrowed: Vec<Piece>,
    /// What time it is.
    pub now: Moment,
}

/// What the screen says on the lines around it.
pub struct Around {
    /// On the rule above it: what it shows.
    pub title: Vec<Piece>,
    /// On the rule below it, at the right.
    pub place: String,
    /// On the line above the keys, where nothing just happened.
    pub status: Vec<Piece>,
}

/// Where the parts of such a screen stand in a frame of this size.
pub fn regions(area: Rect, wishes: ListWishes) -> ListLayout {
    let mut layout = layout::list(area, ListWishes { all_columns: true, ..wishes });
    let Rect { x, width, .. } = layout.titles;
    let height = layout.titles.height + layout.rows.height;
    layout.rows = Rect { x: x + 1, width: width.saturating_sub(2), height, ..layout.titles };
    layout.titles = Rect::default();
    layout
}

/// The numbers of all runners, and how whole they are.
pub fn counts<'a>(accounts: &Accounts, numbers: &'a fleet::Counts) -> Counts<'a> {
    let fleets = || accounts.with_rows().map(Account::fleet);
    Counts {
        counts: numbers,
        is_complete: fleets().all(Fleet::is_complete),
        is_cut: fleets().any(Fleet::is_cut),
        not_listed: fleets().map(Fleet::short_by).sum(),
    }
}

/// The header for this area: who is watched, the numbers, and how many environments point nowhere.
pub fn header<'a>(
    accounts: &Accounts,
    watched: &'a Watched<'a>,
    counts: Counts<'a>,
    keymap: &'a Keymap,
    area: Rect,
) -> Header<'a> {
    let orphans = accounts.with_rows().map(|account| account.work().orphans().len()).sum();
    let orphans = work_words::orphans(orphans, area.width < NARROW_BELOW);
    Header { watched, counts, keymap, orphans }
}

/// Draws words on a rule, apart from the line; answers with the cells used.
pub fn on_rule(painter: &mut Painter, area: Rect, words: &[Piece]) -> u16 {
    let mut pieces = vec![Piece::plain(" ")];
    pieces.extend(words.iter().cloned());
    pieces.push(Piece::plain(" "));
    1 + painter.pieces(Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }, &pieces)
}

impl Board<'_> {
    /// Draws in place of runners why there are none, and the way back.
    pub fn draw_empty(&self, why: &str, back: &str, area: Rect, painter: &mut Painter) {
        let area = Rect { y: area.y + area.height / 3, height: area.height - area.height / 3, ..area };
        for (row, (message, role)) in (0..).zip([(why, Role::Title), (back, Role::Text)]) {
            painter.text(line(area, row), message, role);
        }
    }

    /// Why there are no runners at all.
    pub fn no_runners(&self) -> &'static str {
        let is_whole = self.accounts.with_rows().all(|account| account.fleet().is_complete());
        if is_whole { "There are no runners." } else { "No runner was read yet." }
    }

    /// Draws everything around the screen.
    pub fn draw(&self, around: &Around, layout: &ListLayout, painter: &mut Painter) {
        let numbers = self.accounts.counts();
        let counts = counts(self.accounts, &numbers);
        let header = header(self.accounts, &self.watched, counts, self.keymap, layout.header);
        header.draw(painter, layout.header);
        if layout.top_rule.height > 0 {
            painter.rule(layout.top_rule);
            on_rule(painter, layout.top_rule, &around.title);
        }
        if layout.bottom_rule.height > 0 {
            self.draw_bottom_rule(&around.place, layout.bottom_rule, painter);
        }
        match &self.notice {
            Some((text, label)) => {
                notice::draw(text, *label, self.accounts.are_several(), layout.status, painter);
            }
            None => {
                painter.pieces(layout.status, &around.status);
            }
        }
        painter.pieces(layout.footer, &self.hints);
    }

    fn draw_bottom_rule(&self, place: &str, area: Rect, painter: &mut Painter) {
        painter.rule(area);
        let right = Rect { width: area.width.saturating_sub(1), ..area };
        let place = if place.is_empty() { String::new() } else { format!(" {place} ") };
        let used = painter.pieces_right(right, &[Piece::plain(place)]);
        if let Some(trouble) = &self.trouble {
            let left = Rect { width: area.width.saturating_sub(used + 2), ..area };
            on_rule(painter, left, &[Piece::new(trouble.as_str(), Role::Attention)]);
        }
    }
}
