//! What was found as text: a table for each profile that is opened, and the names of the others. Where the terminal is too narrow for
//! the table, each setting has lines of its own: nothing is cut.

use super::checked::{Checked, Profile, Setting};
use crate::cli::columns::{Cell, Tone, aligned};
use crate::cli::stdout::Stdout;
use crate::domain::text::make_safe;
use crate::text;

const ABSENT: &str = "-";
const BY_DEFAULT: &str = "default";
/// Before what stands below a setting.
const INDENT: &str = "  ";

/// All of it, with a line end.
pub(super) fn written(checked: &Checked, stdout: Stdout) -> String {
    let opened: Vec<&Profile> = checked.profiles.iter().filter(|profile| profile.opened).collect();
    let mut parts: Vec<String> = opened.iter().map(|profile| part(profile, opened.len() > 1, stdout)).collect();
    let others = checked.profiles.iter().filter(|profile| !profile.opened);
    let others: Vec<String> = others.filter_map(|profile| profile.profile.as_deref()).map(safe).collect();
    if !others.is_empty() {
        let row = vec![Cell::new("Not opened", Tone::Title), Cell::plain(others.join(", "))];
        parts.push(aligned(&[row], None, stdout.has_colors));
    }
    parts.join("\n")
}

fn part(profile: &Profile, is_named: bool, stdout: Stdout) -> String {
    let heading = profile.profile.as_deref().filter(|_| is_named);
    let heading = heading.map(|name| vec![Cell::new("Profile", Tone::Title), Cell::new(safe(name), Tone::Title)]);
    let heading = heading.map_or_else(String::new, |row| aligned(&[row], None, stdout.has_colors));
    heading + &settings(&profile.settings, stdout)
}

fn settings(settings: &[Setting], stdout: Stdout) -> String {
    let titles = ["SETTING", "VALUE", "SOURCE"].map(|title| Cell::new(title, Tone::Title)).to_vec();
    let rows: Vec<Vec<Cell>> = [titles].into_iter().chain(settings.iter().map(cells)).collect();
    let width = aligned(&rows, None, false).lines().map(text::width).max().unwrap_or_default();
    if stdout.columns.is_none_or(|columns| width <= columns) {
        return aligned(&rows, None, stdout.has_colors);
    }
    settings.iter().map(|setting| block(setting, stdout.has_colors)).collect()
}

fn cells(setting: &Setting) -> Vec<Cell> {
    let (value, tone) = value(setting);
    vec![Cell::plain(setting.setting.as_str()), Cell::new(value, tone), Cell::new(source(setting), Tone::Quiet)]
}

/// A setting with its value and its source below; the terminal breaks what is longer than its lines.
fn block(setting: &Setting, has_colors: bool) -> String {
    let (value, tone) = value(setting);
    let name = Tone::Title.of(&setting.setting, has_colors);
    let (value, source) = (tone.of(&value, has_colors), Tone::Quiet.of(&source(setting), has_colors));
    format!("{name}\n{INDENT}{value}\n{INDENT}{source}\n")
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

fn source(setting: &Setting) -> String {
    setting.source.as_deref().map_or_else(|| BY_DEFAULT.to_owned(), safe)
}

fn safe(text: &str) -> String {
    make_safe(text).into_owned()
}
