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

    /// The name, and the state where it is to be told.
    fn name_and_state(&self) -> Vec<Piece> {
        let mut pieces = vec![name(self.label, self.tint)];
        if !self.state.is_empty() {
            pieces.push(Piece::plain(" "));
            pieces.extend_from_slice(&self.state);
        }
        pieces
    }

    /// The same, and whether nothing can be changed.
    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = self.name_and_state();
        pieces.extend(self.read_only.then(|| Piece::new(" READ-ONLY", Role::Title)));
        pieces
    }
}

/// The chips of several accounts in `width` cells: all of them, else how many there are and those in trouble by name, else only how
/// many of them.
pub fn fitting(chips: &[Chip], width: u16) -> Vec<Piece> {
    let troubled: Vec<&Chip> = in_trouble(chips);
    let head = |named: usize, with_read_only: bool| {
        let mut pieces = head(chips, troubled.len() - named, named > 0);
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
    std::iter::once(all(chips)).chain(forms).find(fits).unwrap_or_else(|| head(0, false))
}

/// All chips, one after the other.
pub fn all(chips: &[Chip]) -> Vec<Piece> {
    joined(chips.iter().map(Chip::pieces).collect())
}

/// Forms for a line that has other things to say, the ones to be preferred first: those in trouble by name, as many as there are or
/// fewer, in a group each; in it each shorter than the one before: with how old the rows are (`age`) and how many accounts there are.
pub fn in_few_words(chips: &[Chip], age: &[Piece]) -> Vec<Vec<Vec<Piece>>> {
    let troubled = in_trouble(chips);
    let form = |named: usize, (with_age, with_number): (bool, bool)| {
        let more = troubled.len() - named;
        let number = with_number.then(|| head(chips, more, named > 0));
        let words = if named > 0 { format!("{more} more") } else { in_trouble_words(more, false) };
        let more = (more > 0 && !with_number).then(|| vec![Piece::new(words, Role::Attention)]);
        let chips = troubled[..named].iter().map(|chip| chip.name_and_state());
        let age = Some(age.to_vec()).filter(|age| with_age && !age.is_empty());
        joined(number.into_iter().chain(chips).chain(more).chain(age).collect())
    };
    let both = [(true, true), (true, false)];
    if troubled.is_empty() {
        // That all is held still is never left out.
        let without_age = (!is_still(age)).then_some((false, true));
        return vec![both.into_iter().chain(without_age).map(|extras| form(0, extras)).collect()];
    }
    let extras = [both[0], both[1], (false, false)];
    let named = (1..=troubled.len()).rev().map(|named| extras.map(|extras| form(named, extras)).to_vec());
    named.chain([vec![form(0, (false, true)), form(0, (false, false))]]).collect()
}

/// Whether that is no age, but for how long the rows are held still.
pub fn is_still(age: &[Piece]) -> bool {
    age.iter().any(|piece| piece.role == Role::Attention)
}

fn in_trouble<'a, 'b>(chips: &'a [Chip<'b>]) -> Vec<&'a Chip<'b>> {
    chips.iter().filter(|chip| chip.is_in_trouble()).collect()
}

/// How many accounts there are, and how many of them are in trouble, those aside that are named.
fn head(chips: &[Chip], more: usize, are_some_named: bool) -> Vec<Piece> {
    let mut pieces = vec![Piece::new(counted(chips.len(), "account"), Role::Title)];
    if more > 0 {
        pieces.push(Piece::new(format!(", {}", in_trouble_words(more, are_some_named)), Role::Attention));
    }
    pieces
}

fn in_trouble_words(more: usize, are_some_named: bool) -> String {
    format!("{more} {}in trouble", if are_some_named { "more " } else { "" })
}

fn joined(parts: Vec<Vec<Piece>>) -> Vec<Piece> {
    let with_gap = |(index, mut part): (usize, Vec<Piece>)| {
        if index > 0 {
            part.insert(0, Piece::plain(GAP));
        }
        part
    };
    parts.into_iter().enumerate().flat_map(with_gap).collect()
}
