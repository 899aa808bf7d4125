//! The versions: which run, by track, as bars with their runners; whether each is supported, and when that is expected to end. Of all
//! accounts that are open, whatever the list's filter hides.
//!
//! ```text
//! words.rs    support and deadlines in words, the longest form first
//! view.rs     drawing it
//! ```

mod view;
mod words;

use ratatui::layout::Rect;

use crate::account::table::versions::{Line, LineName, VersionCount, filter};
use crate::account::table::{Sight, Versions};
use crate::account::{Account, Accounts, Merged};
use crate::domain::Version;
use crate::text;
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::ui::Role;
use crate::tui::ui::layout::NARROW_BELOW;
pub use view::view;

/// Below these columns and rows the columns have no titles.
const TITLES_FROM: (u16, u16) = (56, 8);

/// The state of the screen. What is worked out from the rows is kept only while the screen is open.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The generation of the accounts, and the width, that all was worked out for.
    worked_out_for: Option<(u64, u16)>,
    merged: Merged,
    versions: Versions,
    entries: Vec<Entry>,
    /// Cells of the widest version.
    widest: usize,
    /// The line and the version under the bar, held by their names, whatever comes and goes.
    selected: Option<(LineName, Option<Version>)>,
    /// The entry under the bar.
    cursor: usize,
    /// Entries above the window.
    top: usize,
    area: Rect,
}

/// A line of the screen.
#[derive(Clone, PartialEq, Debug)]
enum Entry {
    /// The line of versions with this number.
    Line(usize),
    /// How many of its runners fall out of support with its next release.
    Next(usize),
    /// A version of a line.
    Version(usize, usize),
    /// A sentence, and what it means.
    Note(String, Role),
    /// Nothing.
    Blank,
}

impl State {
    /// Follows the runners, and the room for the screen.
    pub fn follow(&mut self, accounts: &Accounts, area: Rect) {
        let wanted = (accounts.generation(), area.width);
        if self.worked_out_for != Some(wanted) {
            self.versions = Versions::of(self.merged.rows(accounts).into_iter().map(|listed| listed.row));
            self.entries = entries(&self.versions, accounts, area.width);
            let all = self.versions.lines.iter().flat_map(|line| &line.versions);
            self.widest = all.map(|count| text::width(words::version(count))).max().unwrap_or(0);
            self.worked_out_for = Some(wanted);
            self.cursor = self.found().unwrap_or(self.cursor);
            self.go_to(self.cursor);
        }
        self.area = area;
        self.keep_bar_in_window();
    }

    /// Forgets what was worked out from the rows: the screen is closed.
    pub fn close(&mut self) {
        *self = Self { selected: self.selected.take(), ..Self::default() };
    }

    /// Takes a command that moves the bar.
    pub fn update(&mut self, command: Command) {
        let step = usize::from(self.window().height).saturating_sub(1).max(1);
        let target = match command {
            Command::Up => self.is_version_before(self.cursor).unwrap_or(self.cursor),
            Command::Down => self.is_version_behind(self.cursor).unwrap_or(self.cursor),
            Command::PageUp => self.cursor.saturating_sub(step),
            Command::PageDown => self.cursor.saturating_add(step),
            Command::Top => 0,
            Command::Bottom => usize::MAX,
            _ => return,
        };
        self.go_to(target);
        self.keep_bar_in_window();
    }

    /// Moves the bar to what is drawn on this row of the frame.
    pub fn press(&mut self, row: u16) {
        let window = self.window();
        if (window.top()..window.bottom()).contains(&row) {
            let entry = self.top + usize::from(row - window.y);
            if matches!(self.entries.get(entry), Some(Entry::Version(..))) {
                self.go_to(entry);
            }
        }
    }

    /// Whether the bar is on a version.
    pub fn has_version(&self) -> bool {
        self.under_bar().is_some()
    }

    /// The filter that shows the runners of the version under the bar, or why there is none.
    pub fn filter(&mut self, accounts: &Accounts) -> Result<String, String> {
        let Some((line, count)) = self.under_bar() else { return Err("There is no version here.".to_owned()) };
        let (runners, name) = (count.runners, line.name.clone());
        let Some(version) = count.version.clone() else {
            return Err("No filter finds runners that report no version.".to_owned());
        };
        if runners == 0 {
            return Err(format!("No runner reports {}.", version.label()));
        }
        let rows = self.merged.rows(accounts);
        let sight = Sight { profiles: accounts.profiles(), names_accounts: accounts.are_several(), ..Sight::default() };
        filter(&version, &name, &rows, sight).ok_or_else(|| "No filter finds exactly these runners.".to_owned())
    }

    fn under_bar(&self) -> Option<(&Line, &VersionCount)> {
        let Entry::Version(line, version) = self.entries.get(self.cursor)? else { return None };
        let line = self.versions.lines.get(*line)?;
        Some((line, line.versions.get(*version)?))
    }

    /// Where the version is by now that was under the bar.
    fn found(&self) -> Option<usize> {
        let (name, version) = self.selected.as_ref()?;
        let is_it = |entry: &Entry| {
            let Entry::Version(line, number) = entry else { return false };
            let line = &self.versions.lines[*line];
            line.name == *name && line.versions[*number].version == *version
        };
        self.entries.iter().position(is_it)
    }

    /// Moves the bar to an entry, or to the nearest one behind it or before it that is a version.
    fn go_to(&mut self, entry: usize) {
        let entry = entry.min(self.entries.len().saturating_sub(1));
        let is_version = matches!(self.entries.get(entry), Some(Entry::Version(..)));
        let nearest = || self.is_version_behind(entry).or_else(|| self.is_version_before(entry));
        self.cursor = if is_version { entry } else { nearest().unwrap_or(0) };
        if let Some((line, count)) = self.under_bar() {
            self.selected = Some((line.name.clone(), count.version.clone()));
        }
    }

    fn is_version_before(&self, entry: usize) -> Option<usize> {
        (0..entry.min(self.entries.len())).rev().find(|at| matches!(self.entries[*at], Entry::Version(..)))
    }

    fn is_version_behind(&self, entry: usize) -> Option<usize> {
        (entry + 1..self.entries.len()).find(|at| matches!(self.entries[*at], Entry::Version(..)))
    }

    fn has_titles(&self) -> bool {
        self.area.width >= TITLES_FROM.0 && self.area.height >= TITLES_FROM.1
    }

    /// Where the entries stand.
    fn window(&self) -> Rect {
        let titles = u16::from(self.has_titles());
        Rect { y: self.area.y + titles, height: self.area.height.saturating_sub(titles), ..self.area }
    }

    /// The window moves as far as the bar needs; at the first version all above it is in view, at the last all below it.
    fn keep_bar_in_window(&mut self) {
        let height = usize::from(self.window().height).max(1);
        let last_top = self.entries.len().saturating_sub(height);
        let lowest_top = (self.cursor + 1).saturating_sub(height);
        let first = if self.is_version_before(self.cursor).is_none() { 0 } else { self.cursor.saturating_sub(2) };
        self.top = self.top.clamp(lowest_top, first.max(lowest_top)).min(last_top);
        if self.is_version_behind(self.cursor).is_none() && last_top <= self.cursor {
            self.top = last_top;
        }
    }
}

fn entries(versions: &Versions, accounts: &Accounts, width: u16) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (number, line) in versions.lines.iter().enumerate() {
        entries.push(Entry::Line(number));
        entries.extend((line.next() > 0).then_some(Entry::Next(number)));
        entries.extend((0..line.versions.len()).map(|version| Entry::Version(number, version)));
        entries.push(Entry::Blank);
    }
    let known = notes(versions, accounts);
    let wrapped = known.into_iter().flat_map(|(note, role)| {
        let lines = text::wrap(&note, usize::from(width));
        lines.into_iter().map(move |line| Entry::Note(line, role))
    });
    entries.extend(wrapped);
    entries
}

/// What is said below the versions: what is not counted, what is not known, and the rule that deadlines come from.
fn notes(versions: &Versions, accounts: &Accounts) -> Vec<(String, Role)> {
    let mut notes = Vec::new();
    if versions.hosted > 0 {
        let are_hosted = if versions.hosted == 1 { "is hosted" } else { "are hosted" };
        let number = counted(versions.hosted, "runner");
        notes.push((format!("{number} {are_hosted} by Matillion, always at the newest version."), Role::Text));
    }
    if versions.snowflake > 0 {
        let number = counted(versions.snowflake, "runner");
        notes.push((format!("Not known: deadlines of {number} in Snowflake. No rule is stated for them."), Role::Text));
    }
    if versions.unread > 0 {
        let number = counted(versions.unread, "runner");
        notes.push((format!("Not known: the details of {number} were not read yet."), Role::Attention));
    }
    notes.extend(
        accounts.with_rows().filter_map(|account| Some((unread(account, accounts.are_several())?, Role::Attention))),
    );
    for rule in RULE {
        notes.push(((*rule).to_owned(), Role::Quiet));
    }
    notes
}

/// That the list of an account was not read to its end, where it was not.
fn unread(account: &Account, are_several: bool) -> Option<String> {
    let fleet = account.fleet();
    let whose = if are_several { format!(" of {}", account.profile().label()) } else { String::new() };
    match () {
        () if !fleet.is_complete() => Some(format!("Not known: the list{whose} was not read to its end.")),
        () if fleet.is_cut() => Some(format!("Not known: the list{whose} is longer than what is read.")),
        () if fleet.short_by() > 0 => {
            Some(format!("Not known: the list{whose} lacks {}.", counted(fleet.short_by(), "runner")))
        }
        () => None,
    }
}

/// Where deadlines come from.
const RULE: &[&str] = &[
    "Rule: the newest release of a track and the one before are supported.",
    "Stable is released on the 1st of a month, Current usually on Tuesday and Thursday.",
    "Dates are expected, by this rule. None is announced.",
];

/// Whether a screen as wide as this has room for few words only.
fn is_narrow(width: u16) -> bool {
    width + 2 < NARROW_BELOW
}
