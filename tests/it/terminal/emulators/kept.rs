//! The pictures of the README: drawn from what trackside writes to xterm, and compared with it. Times move, so they are
//! left out of the comparison.

use std::fmt::Write as _;
use std::path::PathBuf;

use anstyle::RgbColor;
use anstyle_svg::Term;
use regex::Regex;

use crate::screens::palettes::XTERM;

/// What moves with the time: what starts next, ages and countdowns, times and dates, and how much is said around an expected one,
/// which needs more room where it has a year. Blanks that fill up to a column move
/// with them.
const MOVING: &str = concat!(
    r"\bnext [a-z0-9-]+( [a-z]+)? in \d+ (s|min|h)\b( \d+ min\b)?",
    r"|\b(newest, |supported, )?expected (end )?\d\d? [A-Z][a-z]{2}\b( \d{4}\b)?",
    r"|\b\d+ ?(ms|s|min|m|h|d|day|days|week|weeks|month|months)\b( ?\d+ ?(s|min|m|h)\b)?",
    r"|\b\d\d:\d\d(:\d\d)?\b",
    r"|\b\d{4}-\d\d-\d\d\b",
    r"|\b\d\d? (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b( \d{4}\b)?",
    r"|\b(today|yesterday|tomorrow)\b",
);

/// The picture as an SVG.
pub fn svg(written: &vt100::Screen) -> String {
    let colour = |number: u32| {
        let [_, red, green, blue] = number.to_be_bytes();
        RgbColor(red, green, blue)
    };
    let term = Term::new().palette(anstyle_svg::Palette(XTERM.map(colour)));
    let term = term.fg_color(colour(XTERM[7]).into()).bg_color(colour(0).into());
    term.render_svg(&formatted(written))
}

/// The screen as sequences of its own, so that it depends on what is seen alone: a blank on no ground takes the style of
/// what stands before it, whatever was written there before.
fn formatted(written: &vt100::Screen) -> String {
    let (rows, columns) = written.size();
    let mut text = String::new();
    for row in 0..rows.get() {
        let mut current = String::new();
        for cell in (0..columns.get()).filter_map(|column| written.cell(row, column)) {
            let contents = if cell.has_contents() { cell.contents() } else { " " };
            let has_ground = cell.inverse() || cell.underline() || cell.bgcolor() != vt100::Color::Default;
            let style = if contents == " " && !has_ground { without_ground(&current) } else { style(cell) };
            if style != current {
                write!(text, "\x1b[0{style}m").unwrap();
                current = style;
            }
            text += contents;
        }
        text += "\x1b[0m\n";
    }
    text
}

/// The parameters that make the style, each behind a semicolon.
fn style(cell: &vt100::Cell) -> String {
    let flags = [
        (cell.bold(), ";1"),
        (cell.dim(), ";2"),
        (cell.italic(), ";3"),
        (cell.underline(), ";4"),
        (cell.inverse(), ";7"),
    ];
    let flags: String = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).collect();
    let colour = |colour, ground: u8| match colour {
        vt100::Color::Default => String::new(),
        vt100::Color::Idx(index @ 0..8) => format!(";{}", ground + 30 + index),
        vt100::Color::Idx(index @ 8..16) => format!(";{}", ground + 82 + index),
        vt100::Color::Idx(index) => format!(";{};5;{index}", ground + 38),
        vt100::Color::Rgb(red, green, blue) => format!(";{};2;{red};{green};{blue}", ground + 38),
    };
    flags + &colour(cell.fgcolor(), 0) + &colour(cell.bgcolor(), 10)
}

/// The style if it shows nothing on a blank, else none.
fn without_ground(style: &str) -> String {
    let shows = |parameter: u8| matches!(parameter, 4 | 7 | 40..=48 | 100..=107);
    if style.split(';').filter_map(|parameter| parameter.parse().ok()).any(shows) {
        String::new()
    } else {
        style.to_owned()
    }
}

/// The SVG of a picture without what moves.
pub fn still(svg: &str) -> String {
    let without_times = Regex::new(MOVING).unwrap().replace_all(svg, "#").into_owned();
    let rows = without_times.lines().map(|row| {
        // What fills a row up may be split where something moved on, or be missing.
        let row = Regex::new("(?:<tspan> +</tspan>| )*#(?: |<tspan> +</tspan>)*").unwrap().replace_all(row, "#");
        row.into_owned() + "\n"
    });
    rows.collect()
}

/// The words in an SVG, a line for each row, without what moves.
pub fn words(svg: &str) -> String {
    let rows = svg.lines().filter(|line| line.trim_start().starts_with("<tspan x="));
    // A row of grounds is drawn below the row of text.
    let rows = rows.filter(|line| !line.contains("class=\"bg"));
    let plain = rows.map(|row| {
        let row = Regex::new("<[^>]*>").unwrap().replace_all(row.trim_start(), "").into_owned();
        let row = row.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        row.trim_end().to_owned() + "\n"
    });
    still(&plain.collect::<String>())
}

/// Where the picture `name` is kept.
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets").join(name).with_extension("svg")
}
