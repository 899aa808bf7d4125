//! Values of every length on screens of every size: all of them is shown, or nothing.

use super::*;

/// A value of this many characters that does not repeat soon.
fn value(mark: char, length: usize) -> String {
    let letters = (0_u64..).map(|number| char::from(b'!' + u8::try_from(number * number * 7 % 93).unwrap()));
    std::iter::once(mark).chain(letters).take(length).collect()
}

#[test]
fn a_value_is_shown_whole_or_not_at_all() {
    let (mut shown, mut refused) = (0, 0);
    for columns in [30, 40, 59, 60, 80, 120, 160] {
        for rows in [6, 8, 10, 14, 24, 45] {
            for length in [6, 20, 36, 64, 100, 300, 2000] {
                let (client_id, client_secret) = (value('(', length / 2 + 3), value(')', length));
                let at = format!("{length} characters at {columns}x{rows}");
                let harness = tab_in(Harness::sized(columns, rows)).keys("x");
                let harness = answered(harness, Ok(pair_of(&client_id, &client_secret)));
                // Beside the page stands the pane, from which its lines are told apart.
                let left = if columns >= 140 && rows >= 12 { 92 } else { usize::from(columns) };
                let text = harness.text();
                let page = text.lines().flat_map(|line| line.chars().take(left));
                let frame: String = page.filter(|character| !character.is_whitespace() && *character != '▌').collect();
                if format!("{:?}", harness.app).contains("Credentials {") {
                    shown += 1;
                    let is_whole = frame.contains(&client_id) && frame.contains(&client_secret);
                    assert!(is_whole && frame.contains("Hidesin20s"), "{at}:\n{}", harness.text());
                } else {
                    refused += 1;
                    let leaks = leaks(&harness, &client_id) || leaks(&harness, &client_secret);
                    assert!(!leaks, "{at}:\n{}", harness.text());
                    if rows >= 10 {
                        assert_says(&harness, "The credentials do not fit");
                    }
                }
            }
        }
    }
    assert!(shown > 100 && refused > 50, "{shown} shown, {refused} refused");
}

#[test]
fn what_is_drawn_wraps_at_its_place_and_nowhere_else() {
    let text = value(')', 150);
    let harness = answered(tab().keys("x"), Ok(pair_of("short", &text)));
    let frame = harness.text();
    let lines: Vec<&str> =
        frame.lines().filter(|line| line.contains(&text[..10]) || line.contains(&text[140..])).collect();
    let [first, last] = lines[..] else { panic!("{frame}") };
    let column = first.find(')').unwrap();
    assert_eq!(first[..column].trim(), "Client secret");
    assert_eq!(last[..column].trim(), "", "the rest stands below its beginning");
    assert!(last.contains(&text[140..]), "{frame}");
}

#[test]
fn what_cannot_be_drawn_as_it_is_can_only_be_copied() {
    for text in [
        "two\nlines-canary",
        "a blank-canary",
        "\u{1b}]52;c;canary\u{7}",
        "sécret-canary",
        "canary\u{202e}",
        "canary\u{200b}",
        "",
    ] {
        for (client_id, client_secret) in [(text, SECRET), (ID, text)] {
            let harness = answered(tab().keys("x"), Ok(pair_of(client_id, client_secret)));
            assert_hidden(&harness, text);
            assert_does_not_say(&harness, "canary");
            assert_says(&harness, "The credentials do not fit");
            let mut harness = answered(harness.keys("c"), Ok(pair_of(client_id, client_secret)));
            let [Effect::Copy(clip)] = &harness.effects()[..] else { panic!("nothing was copied") };
            assert_eq!(clip.text.expose(), client_secret);
        }
    }
}

#[test]
fn on_the_smallest_screens_the_usual_pair_is_shown_with_its_clock() {
    for size in [(40, 10), (30, 10), (40, 8)] {
        let harness = answered(tab_in(Harness::sized(size.0, size.1)).keys("x"), Ok(pair()));
        assert_shown(&harness);
        assert_says(&harness, "Hides in 20 s");
    }
}

#[test]
fn the_bar_and_the_page_move_without_tearing_them() {
    let mut harness = answered(tab_in(Harness::sized(40, 10)).keys("x"), Ok(pair()));
    let rules = |harness: &Harness| -> String { harness.text().lines().filter(|line| line.contains('─')).collect() };
    let before = rules(&harness);
    for _ in 0..40 {
        harness = harness.keys("j");
        assert_eq!(rules(&harness), before);
    }
    assert_hidden(&harness.keys("<esc>"), "below the values");
    let harness = answered(tab_in(Harness::sized(40, 10)).keys("Gx"), Ok(pair()));
    assert_shown(&harness);
}
