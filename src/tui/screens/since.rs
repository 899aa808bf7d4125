//! Since you were last here: what is different from when somebody was last at a screen, in groups. Nobody saw when it came about, so
//! no time is told.

use jiff::tz::TimeZone;

use crate::account::difference::Difference;
use crate::account::history::RecordKind;
use crate::domain::{Label, Status};
use crate::text;
use crate::text::words::{ago, count, day_and_time};
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::kept::Kept;
use crate::tui::screens::parts::kept::last_time::Told;
use crate::tui::screens::parts::pane::happened::message_of;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of the popup's content.
pub const WIDTH: u16 = 76;
/// Cells of a name at the most, with the blanks behind.
const NAME: usize = 32;
/// Changes of status that the line at the start tells by name; of more only the number.
const NAMED: usize = 2;

/// The state of the view.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct State {
    /// Lines above the window.
    pub scroll: Scroll,
}

/// What is alike among the differences, in the order in which it is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Group {
    Gone,
    New,
    Status,
    Connection,
    Version,
    Setting,
}

impl Group {
    const ALL: [Self; 6] = [Self::Gone, Self::New, Self::Status, Self::Connection, Self::Version, Self::Setting];

    /// Where a difference belongs; `None` for what is none.
    fn of(kind: &RecordKind) -> Option<Self> {
        match kind {
            RecordKind::Vanished => Some(Self::Gone),
            RecordKind::Appeared(_) => Some(Self::New),
            RecordKind::Status { .. } => Some(Self::Status),
            RecordKind::Connected(_) => Some(Self::Connection),
            RecordKind::Version { .. } => Some(Self::Version),
            RecordKind::Setting { .. } => Some(Self::Setting),
            RecordKind::Asked(_)
            | RecordKind::Reported { .. }
            | RecordKind::Unanswered { .. }
            | RecordKind::NotSent { .. }
            | RecordKind::Refused { .. }
            | RecordKind::Overdue { .. }
            | RecordKind::GoneMeanwhile(_) => None,
        }
    }

    /// With how many runners are in it: `5 updated`.
    fn counted(self, number: usize) -> String {
        let number = count(number);
        match self {
            Self::Gone => format!("{number} gone"),
            Self::New => format!("{number} new"),
            Self::Status => format!("{number} changed status"),
            Self::Connection => format!("{number} changed connection"),
            Self::Version => format!("{number} updated"),
            Self::Setting => format!("{number} changed settings"),
        }
    }
}

/// What of each runner is in a group, in the order of the differences.
fn members(group: Group, differences: &[Difference]) -> Vec<(&Label, &RecordKind)> {
    let all = differences.iter().flat_map(|one| one.kinds.iter().map(move |kind| (&one.name, kind)));
    all.filter(|(_, kind)| Group::of(kind) == Some(group)).collect()
}

fn runners(group: Group, differences: &[Difference]) -> usize {
    differences.iter().filter(|one| is_in(group, one)).count()
}

fn is_in(group: Group, difference: &Difference) -> bool {
    difference.kinds.iter().any(|kind| Group::of(kind) == Some(group))
}

/// Everything in a line: `5 updated, 1 new, 1 gone, billing-eu Running → Unknown`. `None` where nothing is different.
pub fn summary(differences: &[Difference], symbols: &Symbols) -> Option<String> {
    let order = [Group::Version, Group::New, Group::Gone, Group::Setting, Group::Connection];
    // A runner whose status is another one is told with that, once.
    let is_apart = |one: &&Difference| !one.kinds.iter().any(|kind| Group::of(kind) == Some(Group::Status));
    let number = |group| match group {
        Group::Connection => differences.iter().filter(is_apart).filter(|one| is_in(group, one)).count(),
        _ => runners(group, differences),
    };
    let numbers = order.map(|group| (group, number(group)));
    let mut parts: Vec<String> =
        numbers.into_iter().filter(|(_, number)| *number > 0).map(|(group, number)| group.counted(number)).collect();
    let changed = members(Group::Status, differences);
    if changed.len() > NAMED {
        parts.push(Group::Status.counted(changed.len()));
    } else {
        parts.extend(changed.into_iter().map(|(name, kind)| format!("{name} {}", message_of(kind, None, symbols).0)));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

impl State {
    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'static> {
        let width = usize::from(scene.room(WIDTH));
        let title = vec![Piece::new("Since you were last here", Role::Title)];
        Content::text(WIDTH, title, lines(scene, width), self.scroll)
    }
}

/// Those of each account, under its name where there are several.
fn lines(scene: &Scene, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for kept in scene.stored.iter() {
        if scene.accounts.are_several() {
            lines.extend((!lines.is_empty()).then(Line::new));
            lines.push(vec![Piece::new(scene.accounts.label(kept.account()), Role::Title)]);
        }
        lines.extend(lines_of(kept, scene, width));
    }
    lines
}

fn lines_of(kept: &Kept, scene: &Scene, width: usize) -> Vec<Line> {
    let say = |message: &str, role| wrapped(message, role, width);
    if !kept.is_on() {
        return say("No history is kept of this account.", Role::Quiet);
    }
    let told = match kept.last_time.told() {
        None => return say("Waiting until the list was read.", Role::Quiet),
        Some(Err(fault)) => return say(&format!("The history cannot be read: {fault}."), Role::Attention),
        Some(Ok(told)) => told,
    };
    let Told { since: Some(since), differences } = told else {
        return say("No earlier time is in the history.", Role::Text);
    };
    let age = scene.now.wall.duration_since(*since).max(jiff::SignedDuration::ZERO).unsigned_abs();
    let head = format!("Last here {} ({}).", day_and_time(*since, scene.zone), ago(age));
    let mut lines = say(&head, Role::Quiet);
    if differences.is_empty() {
        lines.push(Line::new());
        lines.extend(say("Nothing is different since then.", Role::Text));
        return lines;
    }
    for group in Group::ALL {
        let members = members(group, differences);
        if members.is_empty() {
            continue;
        }
        lines.push(Line::new());
        lines.push(vec![Piece::new(group.counted(runners(group, differences)), Role::Heading)]);
        let names: Vec<&str> = members.iter().map(|(name, _)| name.safe()).collect();
        let room = NAME.min(width / 2);
        let names = text::cut_apart(&names, room.saturating_sub(4), scene.symbols.ellipsis);
        let shown = names.into_iter().zip(members);
        lines.extend(shown.flat_map(|(name, (_, kind))| member(&name, room, kind, width, scene.symbols)));
    }
    lines
}

/// A runner, whose name with the blanks around takes `room` cells, and what is different of it.
fn member(name: &str, room: usize, kind: &RecordKind, width: usize, symbols: &Symbols) -> Vec<Line> {
    let (message, role) = match kind {
        RecordKind::Vanished => (String::new(), Role::Text),
        RecordKind::Appeared(status) => {
            (status.as_ref().map_or("Status not reported", Status::label).to_owned(), Role::Text)
        }
        RecordKind::Version { from, to } => {
            let from = from.as_ref().map_or("none", |version| version.label());
            (format!("{from} {} {}", symbols.becomes, to.label()), Role::Text)
        }
        other => message_of(other, None, symbols),
    };
    let mut shown = format!("  {name}");
    shown.push_str(&" ".repeat(room.saturating_sub(text::width(&shown))));
    let names = std::iter::once(shown).chain(std::iter::repeat_with(|| " ".repeat(room)));
    let rest = text::wrap(&message, width.saturating_sub(room));
    names.zip(rest).map(|(name, message)| vec![Piece::plain(name), Piece::new(message, role)]).collect()
}

/// What is said at the start, where something is different; `more` says which key tells the rest.
pub fn notice(told: &Told, more: &str, zone: &TimeZone, symbols: &Symbols) -> Option<String> {
    let since = day_and_time(told.since?, zone);
    Some(format!("Since {since}{more}: {}", summary(&told.differences, symbols)?))
}
