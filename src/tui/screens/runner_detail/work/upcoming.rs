//! The next 24 hours of scheduled runs: a strip of the day, the quietest stretch, and each schedule with its next start.
//! Nothing is promised where not every start is known.

use jiff::Timestamp;

use super::{Known, cannot_be_read, pause, place};
use crate::api::calls;
use crate::domain::work::{Strip, StripCell, Upcoming};
use crate::domain::{Project, RunnerWork, Schedule};
use crate::text;
use crate::text::words::{counted, long_duration, time_of_day};
use crate::tui::screens::parts::content::Line;
use crate::tui::screens::parts::page::Builder;
use crate::tui::ui::{Piece, Role};

/// Schedules that are listed, the next start first.
const MOST: usize = 200;

/// A schedule that starts something within the day.
struct Planned<'a> {
    project: &'a Project,
    schedule: &'a Schedule,
    next: Timestamp,
    starts: usize,
}

/// Heading, strip, quietest stretch, what a pause meets, and the schedules.
pub(super) fn section(page: &mut Builder, known: &Known, work: &RunnerWork) {
    page.heading("Next 24 hours");
    if let Some(error) = known.work().refusal(calls::LIST_SCHEDULES) {
        cannot_be_read(page, known, "schedules", "Schedules", error);
        if work.schedules.is_empty() {
            return;
        }
    }
    let now = known.subject.now.wall;
    let upcoming = Upcoming::of_a_day(work.schedules.iter().copied(), now);
    let is_everything_read = known.work().is_whole() && known.work().with_unknown_starts() == 0;
    if upcoming.starts.is_empty() {
        let so_far = if is_everything_read { "" } else { " so far" };
        page.prose("schedules", &format!("No scheduled run seen{so_far}"), Role::Text);
    } else {
        strip(page, known, &upcoming, is_everything_read);
    }
    doubts(page, known, work, &upcoming);
    for (index, message) in pause::sentences(known, &upcoming).iter().enumerate() {
        page.prose(&format!("pause {index}"), message, Role::Attention);
    }
    let planned = planned(&upcoming);
    let widest = planned.iter().map(|planned| text::width(planned.schedule.name.safe())).max().unwrap_or(0);
    for planned in planned.iter().take(MOST) {
        let lines = line(page, known, planned, widest);
        let key = format!("schedule {} {}", planned.project.id.as_str(), planned.schedule.name.raw());
        page.push(&key, lines, Some(("Schedule", planned.schedule.name.raw())));
    }
    if planned.len() > MOST {
        let rest = counted(planned.len() - MOST, "schedule");
        page.prose("later", &format!("{rest} that start later"), Role::Quiet);
    }
}

/// Marks over the day, what they mean, and the quietest stretch where everything is known.
fn strip(page: &mut Builder, known: &Known, upcoming: &Upcoming, is_everything_read: bool) {
    let symbols = known.subject.symbols;
    let gap = upcoming.quietest_gap().filter(|_| is_everything_read);
    let paused_until = known.subject.runner.paused_until;
    let minutes = match page.width() {
        97.. => 15,
        49.. => 30,
        _ => 60,
    };
    let strip = Strip::new(upcoming, known.subject.zone, minutes);
    let [quiet, in_gap, in_pause] = symbols.strip;
    let mut marks = Line::new();
    let ends = |cell: &StripCell| cell.from.saturating_add(strip.length).unwrap_or(Timestamp::MAX);
    for cell in &strip.cells {
        let is_paused = paused_until.is_some_and(|until| cell.from < until);
        let is_in_gap = gap.is_some_and(|gap| gap.from <= cell.from && ends(cell) <= gap.until);
        let digit = if cell.starts > 9 { "+".to_owned() } else { cell.starts.to_string() };
        let (mark, role) = match cell.starts {
            0 if is_paused => (in_pause, Role::Off),
            0 if is_in_gap => (in_gap, Role::Good),
            0 if cell.is_at_least => (symbols.unknown, Role::Quiet),
            0 => (quiet, Role::Quiet),
            _ => (digit.as_str(), if is_paused { Role::Attention } else { Role::Title }),
        };
        match marks.last_mut().filter(|piece| piece.role == role) {
            Some(piece) => piece.text.push_str(mark),
            None => marks.push(Piece::new(mark, role)),
        }
    }
    page.show(vec![hours(&strip, minutes), marks]);
    let length = if minutes == 60 { "1 h".to_owned() } else { format!("{minutes} min") };
    page.prose("strip", &format!("One mark = {length}, a digit counts starts"), Role::Quiet);
    let Some(gap) = gap else { return };
    let zone = known.subject.zone;
    let span = format!("{} to {}", time_of_day(gap.from, zone), time_of_day(gap.until, zone));
    let long = long_duration(std::time::Duration::try_from(gap.until.duration_since(gap.from)).unwrap_or_default());
    let message = match gap.starts {
        0 => format!("{in_gap}{in_gap} Quietest {span}: no known start for {long}"),
        starts => format!("Quietest {long} {span}: {}", counted(starts, "known start")),
    };
    page.prose("quietest", &message, Role::Good);
}

/// The hours over the marks, at every third where there is room.
fn hours(strip: &Strip, minutes: i64) -> Line {
    let step = if minutes == 60 { 4 } else { 3 };
    let mut hours = String::new();
    for (index, cell) in strip.cells.iter().enumerate() {
        let is_hour = cell.local.minute() == 0 && cell.local.hour() % step == 0;
        // A label needs room for itself and a blank.
        if is_hour && (hours.is_empty() || hours.len() < index) && index + 2 <= strip.cells.len() {
            hours.push_str(&" ".repeat(index.saturating_sub(hours.len())));
            let hour = cell.local.hour();
            hours.extend([hour / 10, hour % 10].map(|digit| char::from(b'0' + digit.unsigned_abs())));
        }
    }
    vec![Piece::new(hours, Role::Quiet)]
}

/// What is not known, and the clock's change.
fn doubts(page: &mut Builder, known: &Known, work: &RunnerWork, upcoming: &Upcoming) {
    let uncertain = work
        .schedules
        .iter()
        .filter(|(_, schedule)| schedule.starts.known_until.is_none_or(|known_until| known_until < upcoming.until));
    let uncertain = uncertain.count();
    if uncertain > 0 {
        let of = counted(uncertain, "schedule");
        let message = format!("At least these: of {of} not every start is known, so no quiet time is promised");
        page.prose("at least", &message, Role::Attention);
    }
    let unread = known.work().with_unknown_starts();
    if unread > 0 && !known.usage().is_loading() && known.work().refusal(calls::LIST_SCHEDULES).is_none() {
        let message =
            format!("Schedules of {} could not be read, so no quiet time is promised", counted(unread, "project"));
        page.prose("unread schedules", &message, Role::Attention);
    }
    let zone = known.subject.zone;
    if zone.to_offset(upcoming.from) != zone.to_offset(upcoming.until) {
        page.prose("clock", "The clock changes in these 24 hours", Role::Quiet);
    }
}

/// Each schedule once, with its next start and how many there are, by the next start.
fn planned<'a>(upcoming: &Upcoming<'a>) -> Vec<Planned<'a>> {
    let mut planned: Vec<Planned> = Vec::new();
    let mut indexes = std::collections::HashMap::new();
    for start in &upcoming.starts {
        let index = *indexes.entry(std::ptr::from_ref(start.schedule)).or_insert_with(|| {
            let (project, schedule) = (start.project, start.schedule);
            planned.push(Planned { project, schedule, next: start.at, starts: 0 });
            planned.len() - 1
        });
        planned[index].starts += 1;
    }
    planned
}

/// One schedule: in a line where there is room, else its time and name over its place.
fn line(page: &Builder, known: &Known, planned: &Planned, widest: usize) -> Vec<Line> {
    let (symbols, zone, now) = (known.subject.symbols, known.subject.zone, known.subject.now.wall);
    let left = std::time::Duration::try_from(planned.next.duration_since(now)).unwrap_or_default();
    let at = time_of_day(planned.next, zone);
    let after = format!("in {}", long_duration(left));
    let place = place(planned.project, planned.schedule.environment.as_ref(), symbols);
    let there = elsewhere(planned, zone);
    let more = (planned.starts > 1).then(|| format!("{} starts", planned.starts));
    let name = planned.schedule.name.safe();
    if page.is_narrow() {
        let room = page.width().saturating_sub(at.len() + after.len() + 6);
        let name = text::cut_middle(name, room, symbols.ellipsis);
        let first =
            vec![Piece::plain(format!("  {at}  ")), Piece::plain(name), Piece::new(format!("  {after}"), Role::Quiet)];
        let rest = [Some(place), there, more].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let rest = text::cut(&rest, page.width().saturating_sub(9), symbols.ellipsis);
        return vec![first, vec![Piece::new(format!("         {rest}"), Role::Quiet)]];
    }
    let column = widest.min(page.width() / 3).max(8);
    let name = text::cut_middle(name, column, symbols.ellipsis);
    let padding = " ".repeat(column - text::width(&name));
    let rest = [Some(place), there, more].into_iter().flatten().collect::<Vec<_>>().join("  ");
    let room = page.width().saturating_sub(2 + 5 + 2 + column + 2 + 15 + 2);
    vec![vec![
        Piece::plain(format!("  {at}  {name}{padding}  ")),
        Piece::new(format!("{after:<15}  "), Role::Text),
        Piece::new(text::cut(&rest, room, symbols.ellipsis), Role::Quiet),
    ]]
}

/// The time in the schedule's zone, where that is another one then: `04:00 in Europe/Rome`.
fn elsewhere(planned: &Planned, zone: &jiff::tz::TimeZone) -> Option<String> {
    let there = planned.schedule.zone.as_ref()?;
    let differs = there.to_offset(planned.next) != zone.to_offset(planned.next);
    let name = there.iana_name().unwrap_or("the schedule's zone");
    differs.then(|| format!("{} in {name}", time_of_day(planned.next, there)))
}
