//! What was found as text: a table for each profile that is opened, one of `[keys]`, one of `[themes]`, one of what is said of the list, and the names of the other profiles. Nothing is
//! cut: where the terminal is too narrow for a value its source stands below, and where that does not help, each setting has lines of
//! its own.

use super::checked::{Checked, Profile, Setting};
use crate::cli::columns::{Cell, Tone, aligned};
use crate::cli::stdout::Stdout;
use crate::domain::text::make_safe;
use crate::text;

const ABSENT: &str = "-";
const BY_DEFAULT: &str = "default";
/// Blanks between two columns.
const GAP: usize = 2;
/// Values in fewer cells than this are no column.
const LEAST: usize = 12;
/// Before what stands below a setting.
const INDENT: &str = "  ";

/// All of it, with a line end.
pub(super) fn written(checked: &Checked, stdout: Stdout) -> String {
    let opened: Vec<&Profile> = checked.profiles.iter().filter(|profile| profile.opened).collect();
    let mut parts: Vec<String> =
        opened.iter().map(|profile| part(profile, opened.len() > 1, checked.path(), stdout)).collect();
    let of_all = [&checked.keys, &checked.themes, &checked.views].into_iter().filter(|rows| !rows.is_empty());
    parts.extend(of_all.map(|rows| settings(rows, checked.path(), stdout)));
    let others = checked.profiles.iter().filter(|profile| !profile.opened);
    let others: Vec<String> = others.filter_map(|profile| profile.profile.as_deref()).map(safe).collect();
    if !others.is_empty() {
        let row = vec![Cell::new("Not opened", Tone::Title), Cell::plain(others.join(", "))];
        parts.push(aligned(&[row], None, stdout.has_colors));
    }
    parts.join("\n")
}

fn part(profile: &Profile, is_named: bool, file: Option<&str>, stdout: Stdout) -> String {
    let heading = profile.profile.as_deref().filter(|_| is_named);
    let heading = heading.map(|name| vec![Cell::new("Profile", Tone::Title), Cell::new(safe(name), Tone::Title)]);
    let heading = heading.map_or_else(String::new, |row| aligned(&[row], None, stdout.has_colors));
    heading + &settings(&profile.settings, file, stdout)
}

/// The columns of a table, in cells.
#[derive(Clone, Copy)]
struct Widths {
    setting: usize,
    value: usize,
}

impl Widths {
    /// As wide as the widest of each; where the terminal is narrower than that, the values have what is left.
    /// `None` where that is too little for a column.
    fn of(rows: &[[Cell; 3]], columns: Option<usize>) -> Option<Self> {
        let widest = |place: usize| rows.iter().map(|row| text::width(row[place].text())).max().unwrap_or_default();
        let (setting, value, source) = (widest(0), widest(1), widest(2));
        let left = columns.map_or(usize::MAX, |columns| columns.saturating_sub(setting + source + 2 * GAP));
        (left >= value.min(LEAST)).then(|| Self { setting, value: value.min(left) })
    }

    /// Where the sources stand.
    fn before_source(self) -> usize {
        self.setting + self.value + 2 * GAP
    }
}

fn settings(settings: &[Setting], file: Option<&str>, stdout: Stdout) -> String {
    let titles = ["SETTING", "VALUE", "SOURCE"].map(|title| Cell::new(title, Tone::Title));
    let rows: Vec<[Cell; 3]> =
        [titles].into_iter().chain(settings.iter().map(|setting| cells(setting, file))).collect();
    let Some(widths) = Widths::of(&rows, stdout.columns) else {
        // Without the titles, which stand above nothing.
        return rows[1..].iter().map(|row| block(row, stdout.has_colors)).collect();
    };
    rows.iter().map(|row| line(row, widths, stdout)).collect()
}

/// A setting as a line of the table. Below a value that is wider than its column stands the source, and the value itself stands below
/// where it is wider than the terminal.
fn line(row: &[Cell; 3], widths: Widths, stdout: Stdout) -> String {
    let [setting, value, source] = row.each_ref().map(|cell| cell.shown(stdout.has_colors));
    let [setting_width, value_width, _] = row.each_ref().map(|cell| text::width(cell.text()));
    let gap = " ".repeat((widths.setting + GAP).saturating_sub(setting_width));
    let below = " ".repeat(widths.before_source());
    if value_width <= widths.value {
        let blanks = " ".repeat(widths.value + GAP - value_width);
        return format!("{setting}{gap}{value}{blanks}{source}\n");
    }
    if stdout.columns.is_none_or(|columns| widths.setting + GAP + value_width <= columns) {
        return format!("{setting}{gap}{value}\n{below}{source}\n");
    }
    format!("{setting}\n{INDENT}{value}\n{below}{source}\n")
}

fn cells(setting: &Setting, file: Option<&str>) -> [Cell; 3] {
    let (value, tone) = value(setting);
    [Cell::plain(setting.setting.as_str()), Cell::new(value, tone), Cell::new(source(setting, file), Tone::Quiet)]
}

/// A setting with its value and its source below; the terminal breaks what is longer than its lines.
fn block(row: &[Cell; 3], has_colors: bool) -> String {
    let [setting, value, source] = row.each_ref().map(|cell| cell.shown(has_colors));
    format!("{setting}\n{INDENT}{value}\n{INDENT}{source}\n")
}

fn value(setting: &Setting) -> (String, Tone) {
    let Some(value) = setting.value.as_deref().filter(|_| !setting.refused) else {
        return if setting.refused { ("refused".to_owned(), Tone::Bad) } else { (ABSENT.to_owned(), Tone::Quiet) };
    };
    let behind = setting.behind.as_ref().map(|other| format!("behind {other}"));
    let note = behind.or_else(|| setting.remark.map(str::to_owned));
    let note = note.map_or_else(String::new, |note| format!(" ({note})"));
    (format!("{}{note}", safe(value)), Tone::Plain)
}

/// Where a value came from. The folder of the config file stands in the first line, and is left out.
fn source(setting: &Setting, file: Option<&str>) -> String {
    let Some(source) = setting.source.as_deref() else { return BY_DEFAULT.to_owned() };
    let folder = file.and_then(|file| file.rfind('/').map(|at| &file[..=at]));
    let is_in_file = file.is_some_and(|file| source.strip_prefix(file).is_some_and(|rest| rest.starts_with(':')));
    let short = folder.filter(|_| is_in_file).and_then(|folder| source.strip_prefix(folder));
    safe(short.unwrap_or(source))
}

fn safe(text: &str) -> String {
    make_safe(text).into_owned()
}
