//! What the signs mean, as they look in this theme.

use super::columns::Block;
use crate::domain::{Label, Status};
use crate::text::words::capitalised;
use crate::tui::ui::{Role, Symbols};

/// What a row of the timeline says.
pub(super) fn of_timeline(width: usize) -> Block {
    let mut block = Block::new("Timeline", width);
    for (part, meaning) in [
        ("Marks", "Each is the worst status in its part of the time"),
        ("Blank", "Nobody watched"),
        ("SERVING", "How much of the watched time it was Running and connected"),
    ] {
        block.entry(part, Role::Heading, meaning);
    }
    block
}

/// Every sign with its word and its meaning.
pub(super) fn block(symbols: &Symbols, width: usize) -> Block {
    let mut block = Block::new("Signs", width);
    for status in Status::DOCUMENTED {
        let sign = format!("{} {}", symbols.status(Some(&status)), status.label());
        block.entry(&sign, status.severity().into(), &capitalised(status.meaning()));
    }
    let other = Status::Other(Label::from(""));
    let sign = format!("{} other", symbols.status(Some(&other)));
    block.entry(&sign, other.severity().into(), &capitalised(other.meaning()));
    for (sign, word, role, meaning) in [
        (symbols.update, "update", Role::Attention, "A newer version of the track is available"),
        (symbols.unsupported, "unsupported", Role::Bad, "No guarantee and no security patches"),
        (symbols.asked, "requested", Role::InMotion, "Requested from here, not reported yet"),
        (symbols.changed, "changed", Role::Title, "The row changed within the last minute"),
        (symbols.marked, "marked", Role::Key, "The next action is for all marked runners"),
        (symbols.cursor, "bar", Role::Text, "The selected runner or field"),
    ] {
        block.entry(&format!("{sign} {word}"), role, meaning);
    }
    block
}
