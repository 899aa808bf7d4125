//! [`Chip`]: an account in the header, with the state of its link where that is not well. With several accounts each has one; where
//! they have no room, how many there are, and those in trouble by name. How old the rows are, or for how long they are held still, is
//! told once, for all: what changes each second costs as little as with one account.

use super::painter::{Piece, pieces_width};
use super::role::Role;
use crate::domain::Tint;
use crate::text::words::counted;

/// Blanks between two chips.
const GAP: &str = "  ";

/// An account in the header.
#[derive(Clone, Debug)]
pub struct Chip<'a> {
    /// The account in words, safe to draw.
    pub label: &'a str,
    /// Its ground.
    pub tint: Option<Tint>,
    /// Whether nothing can be changed in it.
    pub read_only: bool,
    /// The state of its link, in a few words; empty: all is well.
    pub state: Vec<Piece>,
}

/// The name of an account on its ground.
pub fn name(label: &str, tint: Option<Tint>) -> Piece {
    Piece::new(format!(" {label} "), tint.map_or(Role::Selected, Role::from))
}

impl Chip<'_> {
    /// Whether someone should look: not where it is merely on its way.
    fn is_in_trouble(&self) -> bool {
        self.state.iter().any(|piece| matches!(piece.role, Role::Attention | Role::Bad))
    }

    /// The name, the state where it is to be told, and whether nothing can be changed.
    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = vec![name(self.label, self.tint)];
        if !self.state.is_empty() {
            pieces.push(Piece::plain(" "));
            pieces.extend_from_slice(&self.state);
        }
        pieces.extend(self.read_only.then(|| Piece::new(" READ-ONLY", Role::Title)));
        pieces
    }
}

/// The chips of several accounts in `width` cells: all of them, else how many there are and those in trouble by name, else only how
/// many of them.
pub fn fitting(chips: &[Chip], width: u16) -> Vec<Piece> {
    let joined = |parts: Vec<Vec<Piece>>| -> Vec<Piece> {
        let with_gap = |(index, mut part): (usize, Vec<Piece>)| {
            if index > 0 {
                part.insert(0, Piece::plain(GAP));
            }
            part
        };
        parts.into_iter().enumerate().flat_map(with_gap).collect()
    };
    let all = || joined(chips.iter().map(Chip::pieces).collect());
    let number = counted(chips.len(), "account");
    let troubled: Vec<&Chip> = chips.iter().filter(|chip| chip.is_in_trouble()).collect();
    let head = |named: usize, with_read_only: bool| {
        let mut pieces = vec![Piece::new(number.as_str(), Role::Title)];
        let more = troubled.len() - named;
        if more > 0 {
            let word = if named > 0 { "more " } else { "" };
            pieces.push(Piece::new(format!(", {more} {word}in trouble"), Role::Attention));
        }
        let read_only = chips.iter().filter(|chip| chip.read_only && with_read_only).count();
        pieces.extend((read_only > 0).then(|| Piece::new(format!(", {read_only} READ-ONLY"), Role::Title)));
        pieces
    };
    // As many by name as there is room for, before how many of them are read-only.
    let by_name = |(named, with_read_only): (usize, bool)| {
        let named_ones = troubled[..named].iter().map(|chip| chip.pieces());
        joined(std::iter::once(head(named, with_read_only)).chain(named_ones).collect())
    };
    let with_names = |with_read_only| (1..=troubled.len()).rev().map(move |named| (named, with_read_only));
    let forms = with_names(true).chain(with_names(false)).chain([(0, true), (0, false)]).map(by_name);
    let fits = |pieces: &Vec<Piece>| pieces_width(pieces) <= usize::from(width);
    std::iter::once(all()).chain(forms).find(fits).unwrap_or_else(|| head(0, false))
}
