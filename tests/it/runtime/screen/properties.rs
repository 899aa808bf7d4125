//! Whatever is drawn, in whatever order: the terminal shows what ratatui drew.

use proptest::collection::vec;
use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthChar;

use super::rig::{self, Rig};

/// Parts of lines; the last ones are drawn differently by different terminals.
const PIECES: [&str; 24] = [
    "a",
    "b",
    "xyz",
    " ",
    "    ",
    "              ",
    "runner-7",
    "11.208.3",
    "●",
    "▌ ",
    "──────",
    "…",
    "↑",
    "é",
    "ß²",
    "世",
    "世界",
    "한글",
    "e\u{301}",
    "a\u{301}\u{302}\u{303}\u{304}",
    "😀",
    "⚠\u{fe0f}",
    "🇩🇪",
    "👩\u{200d}👧",
];

const VISIBLE_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

#[derive(Debug, Clone)]
enum Step {
    SetLine(usize, Vec<(String, Style)>),
    Scroll { top: usize, rows: usize, by: usize, is_up: bool, refill: Vec<(String, Style)> },
    Select(Option<usize>),
    Cursor(Option<(u16, u16)>),
    Resize(u16, u16),
    Forget,
    Clear,
    Shuffle(usize),
}

#[derive(Debug, Default, Clone)]
struct Canvas {
    lines: Vec<Vec<(String, Style)>>,
    selected: Option<usize>,
    cursor: Option<(u16, u16)>,
}

impl Canvas {
    fn take(&mut self, step: &Step, rig: &mut Rig) {
        self.lines.resize(32, Vec::new());
        match step {
            Step::SetLine(y, line) => self.lines[*y].clone_from(line),
            Step::Scroll { top, rows, by, is_up, refill } => {
                let end = (top + rows).min(self.lines.len());
                let band = &mut self.lines[*top..end];
                let by = (*by).min(band.len());
                if *is_up {
                    band.rotate_left(by);
                    band.iter_mut().rev().take(by).for_each(|line| line.clone_from(refill));
                } else {
                    band.rotate_right(by);
                    band.iter_mut().take(by).for_each(|line| line.clone_from(refill));
                }
            }
            Step::Select(selected) => self.selected = *selected,
            Step::Cursor(cursor) => self.cursor = *cursor,
            Step::Resize(columns, rows) => rig.resize(*columns, *rows),
            Step::Forget => rig.screen().forget(),
            Step::Clear => rig.clear(),
            Step::Shuffle(by) => self.lines.rotate_left(*by),
        }
    }

    fn draw(&self, frame: &mut ratatui::Frame) {
        let area = frame.area();
        let buffer = frame.buffer_mut();
        for (y, line) in (0..area.height).zip(&self.lines) {
            let mut x = 0;
            for (text, style) in line {
                let start = x;
                x = buffer.set_stringn(x, y, text, usize::from(area.width - x), *style).0;
                // As a widget with a style of its own does: what wide glyphs cover has its background, too. Where it has
                // not, ratatui's diff tells too little to put it right.
                let modifiers = style.add_modifier & VISIBLE_ON_BLANK;
                let under_text = Style { bg: style.bg, ..Style::new() }.add_modifier(modifiers);
                buffer.set_style(Rect { x: start, y, width: x - start, height: 1 }, under_text);
            }
            if self.selected == Some(usize::from(y)) {
                buffer.set_style(Rect { y, height: 1, ..area }, Modifier::REVERSED);
            }
        }
        if let Some((x, y)) = self.cursor {
            frame.set_cursor_position((x.min(area.width - 1), y.min(area.height - 1)));
        }
    }
}

fn colours() -> BoxedStrategy<Color> {
    prop_oneof![
        4 => Just(Color::Reset),
        1 => Just(Color::Red),
        1 => Just(Color::Green),
        1 => Just(Color::LightBlue),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<[u8; 3]>().prop_map(|[red, green, blue]| Color::Rgb(red, green, blue)),
    ]
    .boxed()
}

fn styles(colours: BoxedStrategy<Color>) -> impl Strategy<Value = Style> {
    let modifiers = prop_oneof![2 => Just(0), 2 => (0_u16..9).prop_map(|bit| 1 << bit), 1 => 0..1_u16 << 9];
    (colours.clone(), colours.clone(), colours, modifiers).prop_map(|(foreground, background, underline, modifiers)| {
        let modifiers = Modifier::from_bits_truncate(modifiers);
        Style::new().fg(foreground).bg(background).underline_color(underline).add_modifier(modifiers)
    })
}

fn lines(styles: impl Strategy<Value = Style>) -> impl Strategy<Value = Vec<(String, Style)>> {
    let text = vec(proptest::sample::select(&PIECES[..]), 0..8).prop_map(|pieces| pieces.concat());
    vec((text, styles), 0..5)
}

fn steps(colours: BoxedStrategy<Color>) -> impl Strategy<Value = Step> {
    let line = lines(styles(colours)).boxed();
    prop_oneof![
        6 => (0..32_usize, line.clone()).prop_map(|(y, line)| Step::SetLine(y, line)),
        6 => (0..20_usize, 2..32_usize, 1..12_usize, any::<bool>(), line)
            .prop_map(|(top, rows, by, is_up, refill)| Step::Scroll { top, rows, by, is_up, refill }),
        4 => proptest::option::of(0..32_usize).prop_map(Step::Select),
        2 => proptest::option::of((0..60_u16, 0..32_u16)).prop_map(Step::Cursor),
        1 => (1..60_u16, 1..32_u16).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        1 => Just(Step::Forget),
        1 => Just(Step::Clear),
        1 => (0..32_usize).prop_map(Step::Shuffle),
    ]
}

fn first_lines(colours: BoxedStrategy<Color>) -> impl Strategy<Value = Vec<Vec<(String, Style)>>> {
    vec(lines(styles(colours)), 0..32)
}

/// Whether the terminal of the test draws `cell` in as many columns as ratatui thinks.
fn is_agreed(cell: &Cell) -> bool {
    let columns: usize = cell.symbol().chars().map(|char| char.width().unwrap_or(0)).sum();
    let is_flag = cell.symbol().starts_with(|char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&char));
    columns == usize::from(cell.cell_width()) && !is_flag
}

fn assert_shown(buffer: &Buffer, terminal: &vt100::Screen) -> Result<(), TestCaseError> {
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let (cell, shown) =
                (&buffer[(x, y)], terminal.cell(y, x).expect("the terminal has the size of the buffer"));
            let columns = cell.cell_width();
            if is_agreed(cell) {
                prop_assert_eq!(cell.symbol().trim_end(), shown.contents().trim_end(), "column {} of row {}", x, y);
                assert_pen(cell, shown)
                    .map_err(|error| TestCaseError::fail(format!("column {x} of row {y}: {error}")))?;
            } else if x + columns < buffer.area.width {
                // At the edge it may have been left out, lest it wraps.
                let first = cell.symbol().chars().next();
                prop_assert!(shown.contents().chars().next() == first || shown.contents().trim().is_empty());
            }
            x += columns;
        }
    }
    Ok(())
}

fn assert_pen(cell: &Cell, shown: &vt100::Cell) -> Result<(), TestCaseError> {
    prop_assert_eq!(colour(cell.bg), shown.bgcolor());
    prop_assert_eq!(cell.modifier.contains(Modifier::REVERSED), shown.inverse());
    prop_assert_eq!(cell.modifier.contains(Modifier::UNDERLINED), shown.underline());
    let is_visible = cell.symbol() != " " || shown.inverse() || shown.underline();
    if is_visible {
        prop_assert_eq!(colour(cell.fg), shown.fgcolor());
        prop_assert_eq!(cell.modifier.contains(Modifier::ITALIC), shown.italic());
        // The terminal of the test knows one or the other.
        prop_assert_eq!(cell.modifier.intersects(Modifier::BOLD | Modifier::DIM), shown.bold() || shown.dim());
        prop_assert!(!shown.bold() || cell.modifier.contains(Modifier::BOLD));
        prop_assert!(!shown.dim() || cell.modifier.contains(Modifier::DIM));
    }
    Ok(())
}

fn colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Red => vt100::Color::Idx(1),
        Color::Green => vt100::Color::Idx(2),
        Color::LightBlue => vt100::Color::Idx(12),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        _ => vt100::Color::Default,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_terminal_shows_what_was_drawn(
        (columns, rows) in (1..60_u16, 1..32_u16),
        first in first_lines(colours()),
        frames in vec(vec(steps(colours()), 0..4), 1..16),
    ) {
        let mut rig = Rig::new(columns, rows);
        let mut canvas = Canvas { lines: first, ..Canvas::default() };
        for steps in &frames {
            for step in steps {
                canvas.take(step, &mut rig);
            }
            let (buffer, _) = rig.frame(|frame| canvas.draw(frame));
            assert_shown(&buffer, rig.shown())?;
            prop_assert_eq!(rig.shown().hide_cursor(), canvas.cursor.is_none());
            if let Some((x, y)) = canvas.cursor {
                let expected = (y.min(buffer.area.height - 1), x.min(buffer.area.width - 1));
                prop_assert_eq!(rig.shown().cursor_position(), expected);
            }
            let (_, again) = rig.frame(|frame| canvas.draw(frame));
            prop_assert_eq!(again, "");
        }
    }

    #[test]
    fn without_colours_none_is_sent(frames in vec(vec(steps(Just(Color::Reset).boxed()), 0..4), 1..12)) {
        let mut rig = Rig::new(40, 12);
        let mut canvas = Canvas::default();
        for steps in &frames {
            for step in steps {
                canvas.take(step, &mut rig);
            }
            let sent = rig.draw(|frame| canvas.draw(frame));
            prop_assert_eq!(rig::colours(&sent), Vec::<&str>::new());
        }
    }
}
