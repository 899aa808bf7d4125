//! The summary of one runner: what is known of it, and what its status and platform mean. Stands beside the list
//! as the preview on wide screens, and as a popup everywhere.

use jiff::tz::TimeZone;

use crate::account::fleet::Row;
use crate::domain::{Label, RunnerKey, RunnerType, Setting, Status, Version, VersionTrack};
use crate::text;
use crate::text::words;
use crate::tui::screens::parts;
use crate::tui::screens::parts::absence;
use crate::tui::screens::parts::content::{Content, wrapped};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
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
        Content::text(WIDTH, title, lines(row, width, scene.symbols, scene.zone), self.scroll)
    }
}

/// Cells of a field's name, with the blanks behind.
const FIELD: usize = 15;

/// The lines of the summary, each at most `width` cells.
pub fn lines(row: &Row, width: u16, symbols: &Symbols, zone: &TimeZone) -> Vec<Vec<Piece>> {
    let mut page = Page { width: usize::from(width), symbols, lines: Vec::new() };
    let runner = &*row.runner;
    page.status(row, zone);
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

    fn status(&mut self, row: &Row, zone: &TimeZone) {
        let runner = &*row.runner;
        let mut line = parts::runner::status(runner, true, self.symbols);
        if row.is_missing() {
            line.insert(0, Piece::new("last reported ", Role::Quiet));
        }
        if let Some(change) = &row.change {
            let at = words::time_of_day(change.at.wall, zone);
            let from = change.from.as_ref().map_or("first seen".to_owned(), |from| format!("was {}", from.label()));
            line.push(Piece::new(format!("   {from} {at}"), Role::Quiet));
        }
        self.lines.push(line);
        if let Some(status) = &runner.status {
            self.prose(status.meaning(), Role::Text);
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
