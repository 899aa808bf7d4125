//! Pages with a bar: where it stands, what the window shows, and what a refresh leaves in place.

mod properties;

use trackside::text::width;
use trackside::tui::command::Command;
use trackside::tui::command::Command::{Bottom, Down, PageDown, PageUp, Top, Up};
use trackside::tui::screens::parts::page::{Builder, Cursor, Item, Page, Search};
use trackside::tui::ui::{Piece, Role, Symbols};

/// An item of so many lines; `word` is on its first line.
fn item(key: &str, lines: usize, is_stop: bool, word: &str) -> Item {
    let line =
        |number| vec![Piece::plain(format!("{key}.{number}")), Piece::plain(if number == 0 { word } else { "" })];
    Item { key: key.to_owned(), lines: (0..lines).map(line).collect(), copy: None, is_stop, target: None }
}

/// `-2` is a heading of two lines, `3` an item of three; keys are the places.
fn page(heights: &[isize]) -> Page {
    let item_at = |(place, height): (usize, &isize)| item(&place.to_string(), height.unsigned_abs(), *height > 0, "");
    Page { items: heights.iter().enumerate().map(item_at).collect() }
}

fn key<'a>(cursor: &Cursor, page: &'a Page) -> Option<&'a str> {
    cursor.item(page).map(|item| item.key.as_str())
}

fn start_of(page: &Page, place: usize) -> usize {
    page.items[..place].iter().map(|item| item.lines.len()).sum()
}

/// The window's line on which the item under the bar begins, as it is seen.
fn line(cursor: &Cursor, page: &Page, height: usize) -> Option<isize> {
    let start = start_of(page, cursor.place_in(page)?);
    Some(isize::try_from(start).unwrap() - isize::try_from(cursor.top(page, height)).unwrap())
}

/// Keys under the bar and tops of the window after each command.
fn walk(page: &Page, height: usize, commands: &[Command]) -> Vec<(Option<String>, usize)> {
    let mut cursor = Cursor::default();
    let step = |command: &Command| {
        assert!(cursor.update(*command, page, height));
        (key(&cursor, page).map(str::to_owned), cursor.top(page, height))
    };
    commands.iter().map(step).collect()
}

fn seen(keys_and_tops: &[(&str, usize)]) -> Vec<(Option<String>, usize)> {
    keys_and_tops.iter().map(|(key, top)| (Some((*key).to_owned()), *top)).collect()
}

#[test]
fn the_bar_passes_over_headings_and_the_window_moves_only_when_it_must() {
    let page = page(&[-1, 1, 1, -2, 1, 1]);
    let cursor = Cursor::default();
    assert_eq!((key(&cursor, &page), cursor.top(&page, 4)), (Some("1"), 0), "the heading above is shown too");
    let steps = walk(&page, 4, &[Down, Down, Down, Down, Up, Up, Up, Up]);
    let expected = [("2", 0), ("4", 2), ("5", 3), ("5", 3), ("4", 3), ("2", 2), ("1", 1), ("1", 0)];
    assert_eq!(steps, seen(&expected));
}

#[test]
fn what_is_taller_than_the_window_is_read_line_by_line_in_both_directions() {
    let page = page(&[1, 5, 1]);
    let steps = walk(&page, 3, &[Down, Down, Down, Down, Up, Up, Up, Up, Up]);
    let expected = [("1", 1), ("1", 2), ("1", 3), ("2", 4), ("1", 4), ("1", 3), ("1", 2), ("1", 1), ("0", 0)];
    assert_eq!(steps, seen(&expected));
}

#[test]
fn a_page_at_a_time_keeps_a_line_and_the_bar_in_the_window() {
    let rows = page(&[1; 10]);
    let steps = walk(&rows, 4, &[PageDown, PageDown, PageDown, PageUp, PageUp, PageUp]);
    assert_eq!(steps, seen(&[("3", 3), ("6", 6), ("9", 6), ("3", 3), ("0", 0), ("0", 0)]));
    // Inside a tall item the bar stays on it.
    let tall = page(&[1, 12, 1]);
    let steps = walk(&tall, 4, &[PageDown, PageDown, PageDown, PageDown, PageUp, PageUp]);
    assert_eq!(steps, seen(&[("1", 3), ("1", 6), ("1", 9), ("2", 10), ("1", 7), ("1", 4)]));
}

#[test]
fn top_and_bottom_show_the_pages_ends() {
    let page = page(&[-2, 1, 1, 1, 1, 6]);
    let steps = walk(&page, 4, &[Bottom, Top, Bottom, Up, Up, Up, Up]);
    assert_eq!(steps, seen(&[("5", 8), ("1", 0), ("5", 8), ("5", 7), ("5", 6), ("4", 5), ("3", 4)]));
}

#[test]
fn headings_taller_than_the_window_do_not_hide_the_bar() {
    let page = page(&[-6, 1, -6]);
    assert_eq!(Cursor::default().top(&page, 3), 4);
    let steps = walk(&page, 3, &[Up, Down, Down, Down, Down, Top, Bottom]);
    assert_eq!(steps, seen(&[("1", 4), ("1", 5), ("1", 6), ("1", 6), ("1", 6), ("1", 4), ("1", 6)]));
}

#[test]
fn a_page_without_a_stop_scrolls() {
    let page = page(&[-8]);
    let steps = walk(&page, 3, &[Down, Down, PageDown, Down, Up, PageUp, Bottom, Top]);
    let tops: Vec<usize> = steps.iter().map(|(_, top)| *top).collect();
    assert_eq!(tops, [1, 2, 4, 5, 4, 2, 5, 0]);
    assert!(steps.iter().all(|(key, _)| key.is_none()));
}

#[test]
fn other_commands_are_not_taken() {
    let page = page(&[1, 1]);
    let mut cursor = Cursor::default();
    assert!(!cursor.update(Command::Quit, &page, 3));
    assert_eq!(cursor, Cursor::default());
}

#[test]
fn a_click_puts_the_bar_on_what_stands_there() {
    let page = page(&[-1, 2, 1, -1, 3]);
    let clicked = |line: usize| {
        let mut cursor = Cursor::default();
        cursor.update(Down, &page, 6);
        cursor.select_line(line, &page, 6);
        key(&cursor, &page).unwrap().to_owned()
    };
    // A heading and what lies behind the page change nothing.
    assert_eq!([0, 1, 2, 3, 4, 5, 9].map(clicked), ["2", "1", "1", "2", "2", "4", "2"]);
}

#[test]
fn the_bar_is_put_on_a_key() {
    let page = page(&[-1, 1, 1, 1, 1]);
    let mut cursor = Cursor::default();
    cursor.select("4", &page, 3);
    assert_eq!((key(&cursor, &page), cursor.top(&page, 3)), (Some("4"), 2));
    for nothing in ["0", "9"] {
        cursor.select(nothing, &page, 3);
        assert_eq!(key(&cursor, &page), Some("4"), "no stop has the key {nothing}");
    }
}

#[test]
fn the_item_under_the_bar_keeps_its_line_whatever_comes_above() {
    let rows = page(&[1; 20]);
    let mut cursor = Cursor::default();
    cursor.select("12", &rows, 5);
    assert_eq!(cursor.top(&rows, 5), 8);
    let mut longer = rows.clone();
    longer.items.splice(3..3, [item("x", 2, true, ""), item("", 1, false, "")]);
    assert_eq!((key(&cursor, &longer), cursor.top(&longer, 5)), (Some("12"), 11));
    let mut shorter = rows.clone();
    shorter.items.drain(..6);
    assert_eq!((key(&cursor, &shorter), cursor.top(&shorter, 5)), (Some("12"), 2));
    shorter.items.drain(..5);
    assert_eq!((key(&cursor, &shorter), cursor.top(&shorter, 5)), (Some("12"), 0), "no line is above it any more");
}

#[test]
fn the_bar_of_an_item_that_is_gone_stands_on_what_takes_its_place() {
    let mut rows = page(&[1, 1, 1, 1]);
    let mut cursor = Cursor::default();
    cursor.select("2", &rows, 9);
    rows.items.remove(2);
    assert_eq!(key(&cursor, &rows), Some("3"));
    rows.items.remove(2);
    assert_eq!(key(&cursor, &rows), Some("1"));
    rows.items.clear();
    assert_eq!((key(&cursor, &rows), cursor.top(&rows, 9)), (None, 0));
}

#[test]
fn an_item_that_shrinks_or_a_window_that_does_keeps_the_bar_in_sight() {
    let mut cursor = Cursor::default();
    let tall = page(&[1, 9, 1, 1, 1, 1, 1]);
    for command in [PageDown, PageDown] {
        cursor.update(command, &tall, 4);
    }
    assert_eq!(line(&cursor, &tall, 4), Some(-5));
    let short = page(&[1, 2, 1, 1, 1, 1, 1]);
    assert_eq!((key(&cursor, &short), line(&cursor, &short, 4)), (Some("1"), Some(0)));
    let rows = page(&[2; 9]);
    let mut cursor = Cursor::default();
    cursor.select("4", &rows, 12);
    assert_eq!(line(&cursor, &rows, 12), Some(8));
    assert_eq!(line(&cursor, &rows, 5), Some(3), "all of it");
    assert_eq!(line(&cursor, &rows, 1), Some(0));
}

#[test]
fn items_of_one_key_do_not_hold_the_bar_back() {
    let twins = Page { items: vec![item("a", 1, true, ""), item("a", 1, true, ""), item("b", 1, true, "")] };
    let mut cursor = Cursor::default();
    cursor.update(Down, &twins, 9);
    cursor.update(Down, &twins, 9);
    assert_eq!(key(&cursor, &twins), Some("b"));
}

#[test]
fn words_are_found_without_regard_to_case_and_to_how_they_were_wrapped() {
    let mut builder = Builder::new(30, &Symbols::UNICODE);
    builder.heading("Some heading words");
    builder.prose("p", "Tasks in progress finish, and NEW tasks are queued safely until then.", Role::Text);
    builder.field("f", "Image", Some(Piece::plain("public.ecr.aws/x and more words")), None);
    let page = builder.finish();
    let mut cursor = Cursor::default();
    for (words, found) in [
        ("new tasks are queued", Some("p")),
        ("PROGRESS FINISH", Some("p")),
        ("image public", Some("f")),
        ("and more words", Some("f")),
        ("heading", None),
        ("elsewhere", None),
    ] {
        assert_eq!(cursor.find(words, &page, 9, Search::FromHere), found.is_some(), "{words}");
        if found.is_some() {
            assert_eq!(key(&cursor, &page), found, "{words}");
        }
        let expected = found.map_or((0, 0), |_| (1, 1));
        assert_eq!(page.count_matches(words, &cursor), expected, "{words}");
    }
}

#[test]
fn fields_have_their_values_in_one_column_also_behind_wide_names() {
    let mut builder = Builder::new(70, &Symbols::UNICODE);
    for name in ["Name", "東京の本番ランナー一号", "exactly-thirty-characters-long"] {
        builder.field(name, name, Some(Piece::plain("value")), None);
    }
    builder.field("none", "Nothing", None, None);
    let page = builder.finish();
    for item in [&page.items[0], &page.items[3]] {
        assert_eq!(width(&item.lines[0][0].text), 22, "{}", item.key);
    }
    for item in &page.items[1..3] {
        let lines: Vec<String> =
            item.lines.iter().map(|line| line.iter().map(|piece| &*piece.text).collect()).collect();
        assert_eq!(lines, [item.key.as_str(), "  value"], "the value goes below a name without room beside it");
    }
    assert_eq!(page.items[3].lines[0][1], Piece::new(Symbols::UNICODE.absent, Role::Quiet));
}

#[test]
fn blank_lines_stand_between_and_never_double_first_or_last() {
    let mut builder = Builder::new(70, &Symbols::UNICODE);
    builder.blank();
    builder.heading("One");
    builder.blank();
    builder.blank();
    builder.prose("p", "text", Role::Text);
    builder.heading("Two");
    builder.note("a note", Role::Quiet);
    builder.blank();
    let text = |line: &Vec<Piece>| line.iter().map(|piece| piece.text.trim()).collect::<String>();
    let lines: Vec<String> = builder.finish().items.iter().flat_map(|item| item.lines.iter().map(text)).collect();
    assert_eq!(lines, ["One", "", "text", "", "Two", "a note"]);
}

#[test]
fn what_is_copied_is_the_text_as_it_was_given() {
    let mut builder = Builder::new(10, &Symbols::UNICODE);
    builder.prose("p", "more words than a line", Role::Text);
    builder.field("f", "Name", Some(Piece::plain("^[")), Some("\u{1b}"));
    builder.field("g", "None", None, None);
    let copies: Vec<_> = builder.finish().items.into_iter().map(|item| item.copy).collect();
    let pair = |name: &str, text: &str| Some((name.to_owned(), text.to_owned()));
    assert_eq!(copies, [pair("The text", "more words than a line"), pair("Name", "\u{1b}"), None]);
}
