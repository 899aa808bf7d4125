//! What a runner is: what its status calls for, what it runs on and which version.

use super::Subject;
use crate::account::table;
use crate::domain::look::Look;
use crate::domain::{Label, Release, RunnerType, Setting, Status, Support, Version, VersionTrack};
use crate::text;
use crate::text::words;
use crate::text::words::capitalised;
use crate::tui::keymap::Context;
use crate::tui::screens::parts;
use crate::tui::screens::parts::content::{Line, wrapped};
use crate::tui::screens::parts::unknown::Unknown;
use crate::tui::screens::parts::{absence, unknown};
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of a field's name, with the blanks behind.
const FIELD: usize = 19;

/// The lines, each at most `width` cells. What the screen's header says already is left out.
pub(super) fn lines(subject: &Subject, width: u16) -> Vec<Line> {
    let mut page = Page { width: usize::from(width), symbols: subject.symbols, lines: Vec::new() };
    let runner = subject.runner;
    if subject.is_headed() {
        page.lines.push(vec![Piece::new("Overview", Role::Heading)]);
    }
    if subject.context == Context::List {
        let name = parts::runner::name(runner);
        page.lines.push(vec![Piece { role: if name.role == Role::Text { Role::Title } else { name.role }, ..name }]);
    }
    if !subject.is_headed() {
        page.status(subject);
        if let Some(absence) = subject.absence {
            page.prose(&absence::message(absence, subject.zone), Role::Attention);
        }
    }
    page.advice(subject);
    page.blank();
    if let Some(reason) = runner.withheld_reason() {
        page.prose(&capitalised(reason), Role::Text);
        page.blank();
    }
    // The screen's header names it in the details.
    page.field_if("Account", subject.account.filter(|_| !subject.is_headed()));
    page.field("Description", runner.description.as_ref().filter(|text| !text.is_blank()).map(Label::safe));
    if !subject.is_headed() {
        page.field("Type", runner.runner_type.as_ref().map(RunnerType::label));
        page.field("Platform", runner.platform.full_name().as_deref());
    }
    if runner.withheld_reason().is_none() {
        page.field(if subject.is_headed() { "Platform" } else { "" }, Some(&capitalised(runner.platform.meaning())));
    }
    page.field("Connected", runner.connected.map(yes_or_no));
    page.blank();
    page.release(&runner.release, subject.is_headed());
    let told = |setting: Setting, word| if setting.applies_to(runner) { word } else { Some("None") };
    page.field("Auto update", told(Setting::AutoUpdate, runner.auto_update.map(on_or_off)));
    page.field(Setting::Restriction.label(), told(Setting::Restriction, runner.restricted.map(on_or_off)));
    page.last_change(subject);
    page.blank();
    // On a line of its own, so that the terminal can select it in one piece.
    page.prose("Runner ID", Role::Quiet);
    page.prose(runner.id.label().safe(), Role::Text);
    page.lines
}

struct Page<'a> {
    width: usize,
    symbols: &'a Symbols,
    lines: Vec<Line>,
}

impl Page<'_> {
    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Vec::new());
        }
    }

    /// A field that is left out where there is nothing to say.
    fn field_if(&mut self, name: &str, value: Option<&str>) {
        if value.is_some() {
            self.field(name, value);
        }
    }

    fn prose(&mut self, text: &str, role: Role) {
        self.lines.extend(wrapped(text, role, self.width));
    }

    /// A field and its value, which goes on under itself where it is long.
    fn field(&mut self, name: &str, value: Option<&str>) {
        let value = value.map_or_else(|| Piece::new(self.symbols.absent, Role::Quiet), Piece::plain);
        let role = if name.is_empty() { Role::Quiet } else { value.role };
        self.field_with(name, &Piece { role, ..value });
    }

    fn field_with(&mut self, name: &str, value: &Piece) {
        let mut heading = format!("{name:<FIELD$}");
        for part in text::wrap(&value.text, self.width.saturating_sub(FIELD)) {
            self.lines.push(vec![Piece::new(std::mem::take(&mut heading), Role::Quiet), Piece::new(part, value.role)]);
            heading = " ".repeat(FIELD);
        }
    }

    fn status(&mut self, subject: &Subject) {
        let mut line = parts::runner::status(subject.runner, self.symbols);
        if subject.is_missing() {
            line.insert(0, Piece::new("Last reported ", Role::Quiet));
        }
        // Of Unknown more is said below.
        if let Some(change) = subject.status_change.filter(|_| subject.runner.status != Some(Status::Unknown)) {
            let at = words::time_of_day(change.at.wall, subject.zone);
            line.push(Piece::new(format!("   {} until {at}", change.from.label()), Role::Quiet));
        }
        self.lines.push(line);
    }

    /// What the status means, and what to do about it.
    fn advice(&mut self, subject: &Subject) {
        let runner = subject.runner;
        let is_unknown = runner.status == Some(Status::Unknown);
        if let Some(status) = &runner.status {
            self.prose(&capitalised(status.meaning()), Role::Quiet);
        }
        if is_unknown {
            self.unknown(subject);
        }
        if runner.is_offline() {
            self.prose(parts::runner::OFFLINE, Role::Attention);
        }
        if let Some(until) = runner.paused_until {
            self.prose(&format!("The pause ends on {}", words::day_and_time(until, subject.zone)), Role::Text);
        }
        if let Some(step) = runner.status.as_ref().and_then(Status::next_step) {
            self.blank();
            self.prose(&capitalised(step), Role::Text);
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
        self.blank();
        for (words, role) in Unknown::of(subject).lines() {
            self.prose(&words, role);
        }
    }

    fn last_change(&mut self, subject: &Subject) {
        let Some(change) = subject.change else { return };
        let at = words::time_of_day(change.at.wall, subject.zone);
        let more = if change.others > 0 { format!(", and {} more", change.others) } else { String::new() };
        self.field("Changed", Some(&format!("{at} {}{more}", table::change::word(&change.kind))));
    }

    fn release(&mut self, release: &Release, is_headed: bool) {
        self.field("Version track", release.track.as_ref().map(VersionTrack::label));
        if !is_headed {
            self.field("Reported", release.version.as_ref().map(Version::label));
        }
        let latest = release.latest.as_ref().map(|latest| match release.latest_released {
            Some(at) => format!("{}  released {}", latest.label(), words::day(at)),
            None => latest.label().to_owned(),
        });
        self.field("Latest", latest.as_deref());
        if let (true, Some(Support::Ended(word))) = (release.is_out_of_support(), &release.support) {
            let text =
                format!("{} Out of support ({word}): no guarantee, no security patches", self.symbols.unsupported);
            self.field_with("", &Piece::new(text, Role::Bad));
        }
        if let Some(note) = release.ahead_of() {
            self.field_with("", &Piece::new(note, Role::Attention));
        }
        if release.has_update() {
            self.field_with("", &Piece::new(format!("{} Update available", self.symbols.update), Role::Attention));
        }
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

fn on_or_off(on: bool) -> &'static str {
    if on { "On" } else { "Off" }
}
