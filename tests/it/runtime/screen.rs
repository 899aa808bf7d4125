//! What goes over the wire, byte for byte where it is short, and within budget where it is not.

mod properties;
mod rig;

use std::io::{self, Write};

use ratatui::backend::Backend;
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier, Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use ratatui::{Frame, Terminal};
use trackside::terminal::screen::Screen;

use rig::Rig;

/// The list of a product like ours: two header lines, titles, 20 rows, one line of hints.
#[derive(Clone)]
struct List {
    age: u32,
    first: usize,
    selected: usize,
    is_coloured: bool,
}

impl List {
    const TOP: u16 = 3;

    fn coloured() -> Self {
        Self { age: 4, first: 0, selected: 19, is_coloured: true }
    }

    fn ink(&self, colour: Color) -> Style {
        if self.is_coloured { Style::new().fg(colour) } else { Style::new() }
    }

    fn runner(&self, index: usize) -> Line<'static> {
        let marker = if index == self.selected { "▌" } else { " " };
        let name = ["maia-prod-eu", "finance-azure", "gke-analytics", "legacy-fargate", "hosted"][index % 5];
        let platform = ["AWS Fargate", "Azure ACI", "GCP GKE"][index % 3];
        let (dot, status, ink) = [("●", "Running", Color::Green), ("○", "Paused", Color::Yellow)][index % 7 / 6];
        let mut spans = vec![
            Span::raw(format!(" {marker} {:<21} ", format!("{name}-{index}"))),
            Span::styled(dot, self.ink(ink)),
            Span::raw(format!(" {status:<10} {platform:<12} {:<10} 11.208.{:<3}", "Maia", index % 9)),
        ];
        if index.is_multiple_of(2) {
            spans.push(Span::styled("↑", self.ink(Color::Yellow)));
            spans.push(Span::raw(" 11.214"));
        }
        Line::from(spans)
    }

    fn draw(&self, frame: &mut Frame) {
        let area = frame.area();
        let line = |y| Rect { y, height: 1, ..area };
        frame.render_widget(Line::from(vec![" trackside".bold(), "  prod-eu / acme".into()]), line(0));
        let age = Line::from(vec![Span::styled("●", self.ink(Color::Green)), format!(" live {}s ", self.age).into()]);
        frame.render_widget(age.right_aligned(), line(0));
        frame.render_widget(" 42 runners  31 ● running  5 in motion  3 ○ paused", line(1));
        frame.render_widget(Line::from("   RUNNER ▲              STATUS       PLATFORM     TYPE").bold(), line(2));
        for y in Self::TOP..area.height - 1 {
            let index = self.first + usize::from(y - Self::TOP);
            frame.render_widget(self.runner(index), line(y));
            if index == self.selected {
                frame.buffer_mut().set_style(line(y), Modifier::REVERSED);
            }
        }
        frame.render_widget(" enter details  a actions  / filter  ? help  q quit".dim(), line(area.height - 1));
    }

    fn drawn(&self, rig: &mut Rig) -> String {
        rig.draw(|frame| self.draw(frame))
    }
}

#[test]
fn the_first_frame_clears_and_an_unchanged_one_is_not_written() {
    let mut rig = Rig::new(80, 24);
    let first = List::coloured().drawn(&mut rig);
    assert!(first.starts_with("␛[?2026h␛[r␛[m␛[H␛[2J␛[?25l"), "{first}");
    assert!(first.ends_with("␛[?2026l"), "{first}");
    let writes = rig.writes();
    assert_eq!(List::coloured().drawn(&mut rig), "");
    assert_eq!(rig.screen().last_frame_bytes(), 0);
    assert_eq!(rig.writes(), writes, "an unchanged frame calls the writer");
}

#[test]
fn a_frame_is_one_write() {
    let mut rig = Rig::new(80, 24);
    for age in 0..3 {
        List { age, ..List::coloured() }.drawn(&mut rig);
    }
    assert_eq!(rig.writes(), 3);
}

#[test]
fn a_list_that_moves_by_one_row_is_scrolled_by_the_terminal() {
    let start = List::coloured();
    let mut rig = Rig::new(80, 24);
    start.drawn(&mut rig);
    // At the lower edge, in between, at the upper edge and back.
    let moves = [
        (1, 20, "␊␛[r"),
        (2, 21, "␊␛[r"),
        (3, 22, "␊␛[r"),
        (3, 21, ""),
        (2, 2, "␛M␛[r"),
        (1, 1, "␛M␛[r"),
        (2, 2, "␊␛[r"),
    ];
    for (first, selected, scroll) in moves {
        let sent = List { first, selected, ..start.clone() }.drawn(&mut rig);
        let bytes = rig.screen().last_frame_bytes();
        assert!(sent.contains(scroll), "{first} {selected}: {sent}");
        assert!(bytes < 300, "{first} {selected}: {bytes} bytes: {sent}");
    }
}

#[test]
fn half_a_page_is_scrolled_too() {
    let line = |y: u16| Line::from(format!("row {y}: {:x}", u64::from(y + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let draw = |first: u16| {
        move |frame: &mut Frame| {
            let text: Vec<Line> = (0..20).map(|y| line(first + y)).collect();
            frame.render_widget("header", frame.area());
            frame.render_widget(Paragraph::new(text), Rect::new(0, 3, 80, 20));
        }
    };
    for (first, scrolls) in [(40, "␛[23H␊␊␊␊␊␊␊␊␊␊␛[r"), (20, "␛[4H␛M␛M␛M␛M␛M␛M␛M␛M␛M␛M␛[r")]
    {
        let mut rig = Rig::new(80, 24);
        rig.draw(draw(30));
        let whole = rig.screen().last_frame_bytes();
        let sent = rig.draw(draw(first));
        assert!(sent.contains(&format!("␛[4;23r{scrolls}")), "{sent}");
        assert!(rig.screen().last_frame_bytes() < whole * 2 / 3, "{sent}");
        assert_eq!(rig.draw(draw(first)), "");
    }
}

/// Terminals fill the rows that come in with the current background.
#[test]
fn the_pen_is_put_down_before_scrolling() {
    let lines: Vec<Line> = ["one eins", "two zwei", "three drei", "four vier", "five fünf"].map(Line::from).to_vec();
    let mut rig = Rig::new(40, 6);
    for (first, expected) in [(0, "fünf␛[6H␛[41mred"), (1, "␛[m␛[;5r␛[5H␊␛[r")] {
        let sent = rig.draw(|frame| {
            frame.render_widget(Paragraph::new(lines[first..].to_vec()), frame.area());
            frame.render_widget("red".on_red(), Rect::new(0, 5, 40, 1));
        });
        assert!(sent.contains(expected), "{sent}");
    }
}

#[test]
fn a_header_that_counts_seconds_sends_a_digit() {
    for (columns, rows) in [(80, 24), (250, 80)] {
        let mut rig = Rig::new(columns, rows);
        List::coloured().drawn(&mut rig);
        let before = rig.screen().bytes_written();
        for second in 0..60 {
            let sent = List { age: second % 10, ..List::coloured() }.drawn(&mut rig);
            assert!(rig.screen().last_frame_bytes() <= 12, "{sent}");
        }
        let minute = rig.screen().bytes_written() - before;
        assert!(minute < 600, "{minute} bytes");
    }
    let mut rig = Rig::new(80, 24);
    List::coloured().drawn(&mut rig);
    assert_eq!(List { age: 5, ..List::coloured() }.drawn(&mut rig), "␛[;78H␛[m5");
    assert_eq!(List { age: 6, ..List::coloured() }.drawn(&mut rig), "␛[;78H6");
}

#[test]
fn without_colours_no_colour_is_ever_sent() {
    let mut rig = Rig::new(80, 24);
    let mut sent = String::new();
    for step in 0..60 {
        let list = List { age: step, first: step as usize / 2, selected: 25 - step as usize / 3, is_coloured: false };
        sent += &list.drawn(&mut rig);
    }
    assert_eq!(rig::colours(&sent), Vec::<&str>::new());
    let coloured = List::coloured().drawn(&mut rig);
    assert!(!rig::colours(&coloured).is_empty(), "the test finds no colour where there is one");
}

/// One row after another in one terminal of 20 columns: what is drawn, and what it takes.
#[test]
fn rows_are_written_by_the_shortest_means() {
    let bold = Modifier::BOLD;
    let dim = Modifier::DIM;
    #[rustfmt::skip]
    let cases: Vec<(Vec<Span>, &str)> = vec![
        // print, and skip what is the same
        (vec!["abc".into()], "␛[Habc"),
        (vec!["abd".into()], "␛[;3Hd"),
        (vec!["abd".into(), " efghijkl".into()], "␛[;5Hefghijkl"),
        // a short gap is printed again, a long one jumped
        (vec!["Xbd".into(), " eFghijkL".into()], "␛[HXbd eF␛[5CL"),
        // erase: to the end, and inside
        (vec!["Xbd".into()], "␛[;5H␛[K"),
        (vec!["0123456789abcdefghij".into()], "␛[H0123456789abcdefghij"),
        (vec!["0            d".into()], "␛[;2H␛[12X␛[13C␛[K"),
        (vec!["0".into()], "␛[;14H "),
        // pens: on, off, both, the shorter of a step and a fresh start
        (vec!["b".bold()], "␛[H␛[1mb"),
        (vec!["b".bold(), "c".bold().dim()], "␛[;2H␛[2mc"),
        (vec!["b".bold(), "d".dim()], "␛[;2H␛[;2md"),
        (vec!["b".bold(), "d".dim(), "ef".red().on_blue()], "␛[;3H␛[;31;44mef"),
        (vec!["b".bold(), "d".dim(), "ef".red().on_blue(), "g".green().on_blue()], "␛[;5H␛[32mg"),
        (vec!["b".bold(), "d".dim(), "ef".red().on_blue(), "h".on_blue()], "␛[;5H␛[39mh"),
        (vec!["b".bold(), "d".dim()], "␛[;3H␛[m   "),
        (vec![Span::styled("x", Style::new().fg(Color::Indexed(200)).bg(Color::Rgb(1, 2, 3))), " ".into()],
            "␛[H␛[38;5;200;48;2;1;2;3mx␛[m "),
        (vec![Span::styled("x", Style::new().fg(Color::LightRed).bg(Color::DarkGray).add_modifier(bold | dim))],
            "␛[H␛[1;2;91;100mx"),
        (vec![Span::styled("x", Style::new().fg(Color::LightRed).bg(Color::DarkGray).add_modifier(dim))],
            "␛[H␛[22;2mx"),
        (vec![Span::styled("x", Style::new().italic().underlined().crossed_out().slow_blink().hidden().reversed())],
            "␛[H␛[;3;4;5;7;8;9mx"),
        (vec![Span::styled("x", Style::new().reversed())], "␛[H␛[;7mx"),
        (vec![Span::styled("x", Style::new().underlined().underline_color(Color::Blue))], "␛[H␛[;4m␛[58:5:4mx"),
        (vec![Span::styled("x", Style::new().underlined().underline_color(Color::Rgb(9, 8, 7)))],
            "␛[H␛[58:2::9:8:7mx"),
        (vec![Span::styled("x", Style::new().underlined())], "␛[H␛[59mx"),
        // what does not show on a blank is not sent for one
        (vec!["x".green().bold()], "␛[H␛[;1;32mx"),
        (vec!["x".green().bold(), Span::styled("  ", Style::new().red().italic())], ""),
        (vec!["x".green().bold(), " ".into(), "y".green().bold()], "␛[;3Hy"),
        (vec!["x".green().bold()], "␛[;3H "),
        (vec!["x".green().bold(), " ".reversed()], "␛[;2H␛[;7m "),
        // glyphs of one column are trusted, others are followed by an absolute position
        (vec!["●▌─…↑é".into()], "␛[H␛[m●▌─…↑é"),
        (vec!["世▌".into()], "␛[H世␛[;3H▌   "),
        (vec!["世x".into()], "␛[;3Hx"),
        (vec!["a x".into()], "␛[Ha "),
        (vec!["e\u{301}yx".into()], "␛[He\u{301}␛[;2Hy"),
        (vec!["✔zx".into()], "␛[H✔␛[;2Hz"),
        // terminals differ about these: the place is blanked before and what follows is printed again
        (vec!["⚠\u{fe0f}x".into()], "␛[H  ␍⚠\u{fe0f}"),
        (vec!["🇩🇪x.".into()], "␛[H  ␍🇩🇪␛[;3Hx."),
        (vec!["".into()], "␛[H␛[K"),
    ];
    let mut rig = Rig::new(20, 1);
    rig.draw(|_| {});
    for (spans, expected) in cases {
        let line = Line::from(spans);
        let sent = rig.draw(|frame| frame.render_widget(&line, frame.area()));
        assert_eq!(sent, expected, "{line:?}");
    }
}

#[test]
fn the_cursor_goes_where_it_is_asked_and_is_shown_once() {
    let mut rig = Rig::new(20, 3);
    let at = |x, y| move |frame: &mut Frame| frame.set_cursor_position((x, y));
    rig.draw(|_| {});
    assert_eq!(rig.draw(at(4, 1)), "␛[2;5H␛[?25h");
    assert_eq!(rig.draw(at(4, 1)), "");
    assert_eq!(rig.draw(at(5, 1)), "␛[2;6H");
    let typed = |frame: &mut Frame| {
        frame.render_widget("a", frame.area());
        frame.set_cursor_position((1, 0));
    };
    assert_eq!(rig.draw(typed), "␛[Ha");
    assert_eq!(rig.draw(|frame| frame.render_widget("a", frame.area())), "␛[?25l");
    assert_eq!(rig.draw(|frame| frame.render_widget("a", frame.area())), "");
    assert_eq!(rig.draw(typed), "␛[;2H␛[?25h");
}

#[test]
fn the_last_column_leaves_no_pending_wrap_behind() {
    let mut rig = Rig::new(3, 2);
    rig.draw(|_| {});
    let sent = rig.draw(|frame| frame.render_widget(Paragraph::new("abc\ndef"), frame.area()));
    assert_eq!(sent, "␛[Habc␛[2Hdef");
}

#[test]
fn commands_in_a_symbol_do_not_reach_the_terminal() {
    let mut rig = Rig::new(12, 1);
    rig.draw(|frame| frame.render_widget("............", frame.area()));
    let symbols = ["a", "\u{1b}", "\u{1b}[2J", "\r", "\u{9b}5n", "x\u{7}", "\u{7f}", "\u{200b}", "b", ""];
    let cells = symbols.map(|symbol| {
        let mut cell = Cell::EMPTY;
        cell.set_symbol(symbol);
        cell
    });
    // Not through a frame: ratatui itself stops at some of these in a debug build.
    rig.screen().draw((0..).zip(&cells).map(|(x, cell)| (x, 0, cell))).unwrap();
    rig.screen().flush().unwrap();
    assert_eq!(rig.receive(), "␛[Ha       b ");
}

#[test]
fn raw_bytes_follow_the_frame_in_the_same_write() {
    let mut rig = Rig::new(12, 1);
    rig.draw(|_| {});
    let writes = rig.writes();
    rig.screen().write_raw(b"\x1b]52;c;aGk=\x07");
    assert_eq!(rig.draw(|frame| frame.render_widget("a", frame.area())), "␛[Ha␛]52;c;aGk=␇");
    assert_eq!(rig.writes(), writes + 1);
    rig.screen().write_raw(b"\x07");
    assert_eq!(rig.draw(|frame| frame.render_widget("a", frame.area())), "␇");
    assert_eq!(rig.draw(|frame| frame.render_widget("a", frame.area())), "");
}

#[test]
fn forgetting_draws_everything_again_without_ratatui_knowing() {
    let mut rig = Rig::new(12, 2);
    let draw = |frame: &mut Frame| frame.render_widget("kept", frame.area());
    rig.draw(draw);
    rig.screen().forget();
    assert_eq!(rig.draw(draw), "␛[r␛[m␛[H␛[2J␛[?25lkept");
}

#[test]
fn a_size_that_changes_back_before_the_next_draw_loses_nothing() {
    let mut rig = Rig::new(12, 2);
    let draw = |frame: &mut Frame| frame.render_widget("kept as it was", frame.area());
    rig.draw(draw);
    rig.screen().resize(Size::new(4, 1));
    rig.screen().resize(Size::new(12, 2));
    assert!(rig.draw(draw).ends_with("kept as it w"));
}

#[test]
fn after_an_error_the_next_frame_draws_everything() {
    struct Flaky(bool, Vec<u8>);
    impl Write for Flaky {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 { Err(io::ErrorKind::BrokenPipe.into()) } else { self.1.write(bytes) }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut terminal = Terminal::new(Screen::new(Flaky(false, Vec::new()), Size::new(9, 1))).unwrap();
    let draw = |text: &'static str| move |frame: &mut Frame| frame.render_widget(text, frame.area());
    terminal.draw(draw("one")).unwrap();
    terminal.backend_mut().writer_mut().0 = true;
    assert_eq!(terminal.draw(draw("two")).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    *terminal.backend_mut().writer_mut() = Flaky(false, Vec::new());
    terminal.draw(draw("two")).unwrap();
    assert_eq!(terminal.backend_mut().writer_mut().1, b"\x1b[r\x1b[m\x1b[H\x1b[2J\x1b[?25ltwo");
}

#[test]
fn parts_can_be_cleared_and_lines_appended() {
    use ratatui::backend::ClearType::{AfterCursor, BeforeCursor, CurrentLine, UntilNewLine};
    let lines = "abcdef\nghijkl\nmnopqr";
    let cleared = [
        (AfterCursor, "abcdef\ngh\n"),
        (BeforeCursor, "\n   jkl\nmnopqr"),
        (CurrentLine, "abcdef\n\nmnopqr"),
        (UntilNewLine, "abcdef\ngh\nmnopqr"),
    ];
    for (region, expected) in cleared {
        let mut rig = Rig::new(6, 3);
        rig.draw(|frame| frame.render_widget(Paragraph::new(lines), frame.area()));
        rig.screen().set_cursor_position((2, 1)).unwrap();
        rig.screen().clear_region(region).unwrap();
        rig.screen().flush().unwrap();
        rig.receive();
        assert_eq!(rig.shown().contents(), expected.trim_end(), "{region:?}");
    }
    let mut rig = Rig::new(6, 3);
    rig.draw(|frame| frame.render_widget(Paragraph::new(lines), frame.area()));
    rig.screen().set_cursor_position((2, 1)).unwrap();
    rig.screen().append_lines(2).unwrap();
    rig.screen().flush().unwrap();
    rig.receive();
    assert_eq!(rig.shown().contents(), "ghijkl\nmnopqr");
    assert_eq!(rig.screen().get_cursor_position().unwrap(), Position::new(2, 2));
}

#[test]
fn no_size_is_too_small() {
    for (width, height) in [(0, 0), (0, 5), (5, 0), (1, 1), (1, 5), (5, 1)] {
        let mut terminal = Terminal::new(Screen::new(Vec::new(), Size::new(width, height))).unwrap();
        for text in ["世界", "a\nb\nc\nd", "b\nc\nd\ne"] {
            terminal.draw(|frame| frame.render_widget(Paragraph::new(text), frame.area())).unwrap();
        }
        terminal.backend_mut().resize(Size::new(3, 3));
        terminal.draw(|frame| frame.render_widget("x", frame.area())).unwrap();
    }
}

#[test]
fn a_discreet_frame_is_not_scrolled_and_leaves_the_cursor_at_the_top() {
    let size = Size::new(20, 6);
    let mut screen = Screen::new(Vec::new(), size);
    let rows = |first: usize| -> Vec<String> { (first..first + 6).map(|row| format!("row number {row}")).collect() };
    let mut draw = |first: usize, is_discreet: bool| {
        screen.be_discreet(is_discreet);
        let cells: Vec<(u16, u16, Cell)> = (0..)
            .zip(rows(first))
            .flat_map(|(y, row)| {
                let cells = row.chars().map(Cell::from).collect::<Vec<_>>();
                (0..).zip(cells).map(move |(x, cell)| (x, y, cell)).collect::<Vec<_>>()
            })
            .collect();
        screen.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell))).unwrap();
        screen.flush().unwrap();
        String::from_utf8(std::mem::take(screen.writer_mut())).unwrap()
    };
    draw(0, false);
    assert!(draw(1, true).ends_with("\x1b[H"), "the cursor is not at the top");
    let scrolled = draw(2, true);
    // Nor is the frame scrolled that follows the last discreet one: it pushes out what that showed.
    let after = draw(3, false);
    assert!(!after.contains("\x1b[2J"));
    for frame in [scrolled, after] {
        let has_scroll = ["S", "T", "M", "L"].iter().any(|end| {
            frame
                .split("\x1b[")
                .skip(1)
                .any(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(end))
        });
        assert!(!has_scroll && !frame.contains('\n'), "{frame:?}");
    }
}
