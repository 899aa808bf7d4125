//! The summary of one runner: what is known of it, and what its status and platform mean. Stands beside the list
//! as the preview on wide screens, and as a popup everywhere.

use jiff::tz::TimeZone;

use crate::account::fleet::{Fleet, Row};
use crate::domain::look::Look;
use crate::domain::{Label, Moment, RunnerKey, RunnerType, Setting, Status, Version, VersionTrack};
use crate::text;
use crate::text::words;
use crate::tui::screens::parts;
use crate::tui::screens::parts::content::{Content, wrapped};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::parts::unknown::Unknown;
use crate::tui::screens::parts::{absence, change, unknown};
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of a popup's content.
pub const WIDTH: u16 = 72;

/// The popup's state: whose summary, and how far it is scrolled.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The runner it was opened for.
    pub key: RunnerKey,
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let width = scene.room(WIDTH);
        let Some(row) = scene.fleet.at(&self.key) else {
            let words = "The control plane has no such runner any more: it was removed.";
            let title = vec![Piece::new("Gone", Role::Title)];
            return Content::text(WIDTH, title, vec![vec![Piece::plain(words)]], self.scroll);
        };
        let room = usize::from(width).saturating_sub(2);
        let name = words::named(&scene.named(&row.runner), room, scene.symbols.ellipsis);
        let title = vec![Piece::new(name, Role::Title)];
        let subject = Subject { row, fleet: scene.fleet, now: scene.now, zone: scene.zone, symbols: scene.symbols };
        Content::text(WIDTH, title, lines(&subject, width), self.scroll)
    }
}

/// Cells of a field's name, with the blanks behind.
const FIELD: usize = 15;

/// Whose summary it is, and what it is worked out from.
pub struct Subject<'a> {
    /// The runner's row.
    pub row: &'a Row,
    /// The rows that it is one of.
    pub fleet: &'a Fleet,
    /// What time it is.
    pub now: Moment,
    /// The operator's time zone.
    pub zone: &'a TimeZone,
    /// The theme's glyphs.
    pub symbols: &'a Symbols,
}

/// The lines of the summary, each at most `width` cells.
pub fn lines(subject: &Subject, width: u16) -> Vec<Vec<Piece>> {
    let Subject { row, zone, symbols, .. } = *subject;
    let mut page = Page { width: usize::from(width), symbols, lines: Vec::new() };
    let runner = &*row.runner;
    page.status(subject);
    if let Some(absence) = row.absence {
        page.prose(&absence::message(absence, zone), Role::Attention);
    }
    page.blank();
    if let Some(reason) = runner.withheld_reason() {
        page.prose(reason, Role::Text);
        page.blank();
    }
    page.field("Description", runner.description.as_ref().filter(|text| !text.is_blank()).map(Label::safe));
    page.field("Type", runner.runner_type.as_ref().map(RunnerType::label));
    page.field("Platform", runner.platform.full_name().as_deref());
    if runner.withheld_reason().is_none() {
        page.note(runner.platform.meaning());
    }
    page.field("Connected", runner.connected.map(yes_or_no));
    page.blank();
    page.release(row);
    let told = |setting: Setting, word| if setting.applies_to(runner) { word } else { Some("none") };
    page.field("Auto update", told(Setting::AutoUpdate, runner.auto_update.map(on_or_off)));
    page.field("Restricted", told(Setting::Restriction, runner.restricted.map(yes_or_no)));
    page.last_change(row, zone);
    page.blank();
    // On a line of its own, so that the terminal can select it in one piece.
    page.prose("Runner ID", Role::Quiet);
    page.prose(runner.id.label().safe(), Role::Text);
    page.lines
}

struct Page<'a> {
    width: usize,
    symbols: &'a Symbols,
    lines: Vec<Vec<Piece>>,
}

impl Page<'_> {
    fn blank(&mut self) {
        self.lines.push(Vec::new());
    }

    fn prose(&mut self, text: &str, role: Role) {
        self.lines.extend(wrapped(text, role, self.width));
    }

    /// A field and its value, which goes on under itself where it is long.
    fn field(&mut self, name: &str, value: Option<&str>) {
        let value = value.map_or_else(|| Piece::new(self.symbols.absent, Role::Quiet), Piece::plain);
        self.field_with(name, &value);
    }

    fn field_with(&mut self, name: &str, value: &Piece) {
        let mut heading = format!("{name:<FIELD$}");
        for part in text::wrap(&value.text, self.width.saturating_sub(FIELD)) {
            self.lines.push(vec![Piece::new(std::mem::take(&mut heading), Role::Quiet), Piece::new(part, value.role)]);
            heading = " ".repeat(FIELD);
        }
    }

    /// An explanation under a field's value.
    fn note(&mut self, text: &str) {
        self.field_with("", &Piece::new(text, Role::Quiet));
    }

    fn status(&mut self, subject: &Subject) {
        let Subject { row, zone, .. } = *subject;
        let runner = &*row.runner;
        let mut line = parts::runner::status(runner, self.symbols);
        if row.is_missing() {
            line.insert(0, Piece::new("last reported ", Role::Quiet));
        }
        let is_unknown = runner.status == Some(Status::Unknown);
        // Of Unknown more is said below.
        if let Some(change) = row.status_change.as_ref().filter(|_| !is_unknown) {
            let at = words::time_of_day(change.at.wall, zone);
            line.push(Piece::new(format!("   was {} until {at}", change.from.label()), Role::Quiet));
        }
        self.lines.push(line);
        if let Some(status) = &runner.status {
            self.prose(status.meaning(), Role::Text);
        }
        if is_unknown {
            self.unknown(subject);
        }
        if runner.is_offline() {
            self.prose("but not connected: its service may have been stopped at the cloud provider", Role::Text);
        }
        if let Some(until) = runner.paused_until {
            self.prose(&format!("the pause ends by itself on {}", words::day_and_time(until, zone)), Role::Text);
        }
        if let Some(step) = runner.status.as_ref().and_then(Status::next_step) {
            self.blank();
            self.prose(step, Role::Text);
        }
        if let Some(look) = Look::at(&runner.platform).filter(|_| is_unknown) {
            self.blank();
            self.prose("Look with", Role::Quiet);
            self.prose(look.command, Role::Text);
            self.prose(&unknown::about(look), Role::Quiet);
        }
    }

    /// Since when and with whom, as far as it was seen.
    fn unknown(&mut self, subject: &Subject) {
        let Subject { row, fleet, now, zone, .. } = *subject;
        let platform = &row.runner.platform;
        let (change, first_seen) = (row.status_change.as_deref(), row.first_seen);
        let unknown = Unknown { change, first_seen, companions: fleet.companions(row), platform, now, zone };
        self.blank();
        for (words, role) in unknown.lines() {
            self.prose(&words, role);
        }
    }

    fn last_change(&mut self, row: &Row, zone: &TimeZone) {
        let Some(change) = &row.change else { return };
        let at = words::time_of_day(change.at.wall, zone);
        let more = if change.others > 0 { format!(", and {} more", change.others) } else { String::new() };
        self.field("Changed", Some(&format!("{at} {}{more}", change::word(&change.kind))));
    }

    fn release(&mut self, row: &Row) {
        let release = &row.runner.release;
        self.field("Version track", release.track.as_ref().map(VersionTrack::label));
        self.field("Reported", release.version.as_ref().map(Version::label));
        let latest = release.latest.as_ref().map(|latest| match release.latest_released {
            Some(at) => format!("{}  released {}", latest.label(), words::day(at)),
            None => latest.label().to_owned(),
        });
        self.field("Latest", latest.as_deref());
        if release.is_out_of_support() {
            let word = match &release.support {
                Some(crate::domain::Support::Ended(word)) => word.safe(),
                _ => "",
            };
            let text =
                format!("{} out of support ({word}): no guarantee, no security patches", self.symbols.unsupported);
            self.field_with("", &Piece::new(text, Role::Bad));
        }
        if release.has_update() {
            self.field_with("", &Piece::new(format!("{} Update available", self.symbols.update), Role::Attention));
        }
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
