//! Properties of pages over generated input: the bar stays in sight, its item on its line, and nothing is skipped.

use std::collections::{HashMap, HashSet};

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::text::width;
use trackside::tui::command::Command;
use trackside::tui::command::Command::{Bottom, Down, PageDown, PageUp, Top, Up};
use trackside::tui::screens::parts::page::{Builder, Cursor, Item, Page, Search};
use trackside::tui::ui::{Piece, Role, Symbols};

use super::{item, key, line, start_of};

/// What may happen to a page and its window.
#[derive(Clone, Debug)]
enum Step {
    Move(Command),
    Find(Search),
    Select(u8),
    Click(usize),
    /// The page becomes another, of which some items are the same.
    Refresh(Page),
    Resize(usize),
}

fn any_page() -> impl Strategy<Value = Page> {
    let lines = prop_oneof![8 => 1..4_usize, 2 => 4..40_usize, 1 => Just(0)];
    let entry = (0..60_u8, lines, prop::bool::weighted(0.7), prop::bool::weighted(0.3));
    vec(entry, 0..40).prop_map(|entries| {
        let mut used = HashSet::new();
        let entries = entries.into_iter().filter(|(key, ..)| used.insert(*key));
        let items = entries.map(|(key, lines, is_stop, has_word)| {
            item(&key.to_string(), lines, is_stop, if has_word { "Needle" } else { "hay" })
        });
        Page { items: items.collect() }
    })
}

fn search() -> impl Strategy<Value = Search> {
    prop::sample::select(vec![Search::FromHere, Search::Next, Search::Previous])
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => prop::sample::select(vec![Up, Down, PageUp, PageDown, Top, Bottom]).prop_map(Step::Move),
        2 => search().prop_map(Step::Find),
        1 => (0..60_u8).prop_map(Step::Select),
        1 => (0..40_usize).prop_map(Step::Click),
        3 => any_page().prop_map(Step::Refresh),
        1 => (0..30_usize).prop_map(Step::Resize),
    ]
}

fn is_stop(item: &Item) -> bool {
    item.is_stop && !item.lines.is_empty()
}

/// The bar stands on a stop that is in the window, and the window is on the page.
fn check(cursor: &Cursor, page: &Page, height: usize) -> Result<(), TestCaseError> {
    let top = cursor.top(page, height);
    prop_assert!(top <= page.height().saturating_sub(height), "the window is not past the end");
    let place = cursor.place_in(page);
    prop_assert_eq!(place.is_some(), page.items.iter().any(is_stop), "it stands somewhere if it can");
    if let Some(place) = place {
        prop_assert!(is_stop(&page.items[place]));
        let start = start_of(page, place);
        let end = start + page.items[place].lines.len();
        prop_assert!(height == 0 || (start < top + height && end > top), "{start}..{end} from {top}, {height} lines");
    }
    Ok(())
}

/// The lines of stops that were not in the window while `command` was repeated until nothing changed any more.
fn never_seen(cursor: &mut Cursor, page: &Page, height: usize, command: Command) -> Result<Vec<usize>, TestCaseError> {
    let mut left: Vec<usize> = Vec::new();
    for (place, item) in page.items.iter().enumerate().filter(|(_, item)| is_stop(item)) {
        let start = start_of(page, place);
        left.extend(start..start + item.lines.len());
    }
    for _ in 0..=page.height() + page.items.len() {
        let top = cursor.top(page, height);
        left.retain(|line| !(top..top + height).contains(line));
        let before = cursor.clone();
        cursor.update(command, page, height);
        check(cursor, page, height)?;
        if *cursor == before {
            return Ok(left);
        }
    }
    Err(TestCaseError::fail("the end is never reached"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bar_is_always_in_sight_and_its_item_keeps_its_line(
        first in any_page(),
        height in 0..30_usize,
        steps in vec(step(), 1..40),
    ) {
        let (mut page, mut height, mut cursor) = (first, height, Cursor::default());
        // Where the operator put the bar; `None` while it is at the top by itself.
        let mut put: Option<(String, isize)> = None;
        for step in steps {
            let before = cursor.clone();
            match step {
                Step::Move(command) => prop_assert!(cursor.update(command, &page, height)),
                Step::Find(search) => {
                    cursor.find("needle", &page, height, search);
                }
                Step::Select(key) => cursor.select(&key.to_string(), &page, height),
                Step::Click(line) => cursor.select_line(line, &page, height),
                Step::Refresh(other) => page = other,
                Step::Resize(lines) => {
                    height = lines;
                    put = None;
                }
            }
            check(&cursor, &page, height)?;
            let (key, line) = (key(&cursor, &page), line(&cursor, &page, height));
            if cursor != before {
                let stands = key.zip(line).filter(|_| cursor != Cursor::default() && height > 0);
                put = stands.map(|(key, line)| (key.to_owned(), line));
            } else if let Some((wanted, its_line)) = &put
                && let Some(place) = page.items.iter().position(|item| item.key == *wanted && is_stop(item))
            {
                prop_assert_eq!(key, Some(wanted.as_str()));
                let top = isize::try_from(start_of(&page, place)).unwrap() - its_line;
                let last = isize::try_from(page.height().saturating_sub(height)).unwrap();
                let in_sight = its_line + isize::try_from(page.items[place].lines.len()).unwrap() > 0;
                if (0..=last).contains(&top) && in_sight {
                    prop_assert_eq!(line, Some(*its_line));
                }
            }
        }
    }

    #[test]
    fn going_through_a_page_shows_every_line_that_the_bar_stops_at(page in any_page(), height in 1..30_usize) {
        let mut cursor = Cursor::default();
        for (there, back) in [(Down, Up), (PageDown, PageUp), (Down, PageUp), (PageDown, Up)] {
            cursor.update(Top, &page, height);
            prop_assert_eq!(never_seen(&mut cursor, &page, height, there)?, Vec::<usize>::new(), "{:?}", there);
            prop_assert_eq!(never_seen(&mut cursor, &page, height, back)?, Vec::<usize>::new(), "{:?}", back);
        }
    }

    #[test]
    fn a_step_goes_to_the_nearest_stop_or_stays(page in any_page(), height in 1..30_usize, steps in 0..80_usize) {
        let stops: Vec<usize> = (0..page.items.len()).filter(|&place| is_stop(&page.items[place])).collect();
        let mut cursor = Cursor::default();
        let mut at = 0;
        for _ in 0..steps {
            cursor.update(Down, &page, height);
            let now = cursor.place_in(&page).and_then(|place| stops.iter().position(|stop| *stop == place));
            prop_assert!(now.is_none_or(|now| now == at || now == at + 1));
            at = now.unwrap_or(0);
        }
    }

    #[test]
    fn a_search_visits_every_match_once_in_a_round(
        page in any_page(),
        height in 1..30_usize,
        moves in vec(prop::sample::select(vec![Down, PageDown, Bottom]), 0..5),
    ) {
        let mut cursor = Cursor::default();
        for command in moves {
            cursor.update(command, &page, height);
        }
        let holds = |item: &&Item| is_stop(item) && item.lines[0][1].text == "Needle";
        let matches: Vec<&str> = page.items.iter().filter(holds).map(|item| item.key.as_str()).collect();
        let number: HashMap<&str, usize> = matches.iter().zip(1..).map(|(key, number)| (*key, number)).collect();
        let found = cursor.find("needle", &page, height, Search::FromHere);
        prop_assert_eq!(found, !matches.is_empty());
        for search in [Search::Next, Search::Previous] {
            let mut round = Vec::new();
            for _ in &matches {
                prop_assert!(cursor.find("nEEdle", &page, height, search));
                check(&cursor, &page, height)?;
                let key = key(&cursor, &page).unwrap();
                prop_assert_eq!(page.count_matches("needle", &cursor), (matches.len(), number[key]));
                round.push(key);
            }
            // From wherever it began: on to the end, and then from the beginning.
            if search == Search::Previous {
                round.reverse();
            }
            let first = round.iter().position(|key| Some(key) == matches.first()).unwrap_or(0);
            round.rotate_left(first);
            prop_assert_eq!(&round, &matches);
        }
    }

    #[test]
    fn any_text_is_laid_out_at_any_width(
        cells in 0..300_u16,
        texts in vec("[ a-z漢\u{301}👩\u{200d}]{0,60}", 1..12),
        height in 0..30_usize,
    ) {
        let mut builder = Builder::new(cells, &Symbols::UNICODE);
        builder.note("a note on nothing", Role::Quiet);
        for (number, text) in texts.iter().enumerate() {
            let key = number.to_string();
            match number % 6 {
                0 => builder.heading(text),
                1 => builder.prose(&key, text, Role::Text),
                2 => builder.field(&key, text, Some(Piece::plain(text.as_str())), Some(text)),
                3 => builder.pieces(&key, text, vec![Piece::plain(text.as_str()), Piece::plain("more")], None),
                4 => builder.note_at(usize::from(cells / 2), text, Role::Quiet),
                _ => {
                    let lines = builder.wrapped(4, text, Role::Text);
                    builder.push(&key, lines, None);
                }
            }
        }
        let page = builder.finish();
        prop_assert!(page.items.iter().all(|item| !item.lines.is_empty()));
        check(&Cursor::default(), &page, height)?;
        // With room for a name and a few cells more, nothing reaches past the page but what the caller laid out.
        if cells >= 20 {
            let own = page.items.iter().filter(|item| item.key.parse().is_ok_and(|key: usize| key % 6 == 3));
            let own: HashSet<&str> = own.map(|item| item.key.as_str()).collect();
            for item in page.items.iter().filter(|item| !own.contains(item.key.as_str())) {
                for line in &item.lines {
                    let used: usize = line.iter().map(|piece| width(&piece.text)).sum();
                    prop_assert!(used <= usize::from(cells), "{used} of {cells} cells: {line:?}");
                }
            }
        }
    }
}
