//! An event in one line, for where there is room for no more.

use jiff::tz::TimeZone;

use crate::account::difference::Event;
use crate::domain::{Moment, Usage};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::pane::happened::{UNSEEN, message_of, time_of};
use crate::tui::ui::{Piece, Role, Symbols};

/// When, who and what: `14:03:11  crm-sync-us  Running → Paused`; with several accounts also whose.
pub fn event_line(
    event: &Event,
    account: Option<&str>,
    usage: Option<&Usage>,
    now: Moment,
    zone: &TimeZone,
    symbols: &Symbols,
) -> Line {
    let (message, role) = message_of(&event.kind, usage, symbols);
    // What came about while nobody watched has no time.
    let time = match event.unseen_since {
        Some(_) => UNSEEN.to_owned(),
        None => time_of(event.at, now, zone),
    };
    let account = account.map(|account| format!("{account}  ")).unwrap_or_default();
    vec![
        Piece::new(format!(" {time}  {account}"), Role::Quiet),
        Piece::plain(format!("{}  ", event.name.safe())),
        Piece::new(message, role),
    ]
}
