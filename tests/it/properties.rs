//! Properties over generated input: the selection rules, and that anything from outside can be drawn anywhere.

use std::cmp::Ordering;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::domain::{Label, Runner, RunnerId, RunnerKey, Verdict, Version};
use trackside::text;
use trackside::tui::message::Message;
use unicode_width::UnicodeWidthStr;

use crate::support::Harness;
use crate::support::connectivity::Tests;
use crate::support::fixtures::{With, hostile_names, runner};

/// What may happen to the list between two looks at the selection.
#[derive(Clone, Debug)]
enum Step {
    /// A poll with the runners of these numbers, some of them in another status.
    Poll(Vec<(u8, u8)>),
    Keys(&'static str),
    Resize(u16, u16),
}

fn step() -> impl Strategy<Value = Step> {
    let keys = prop::sample::select(vec![
        "j",
        "k",
        "jjjj",
        "kkk",
        "g",
        "G",
        "<pgdn>",
        "<pgup>",
        "1",
        "2",
        "3",
        "5",
        "8",
        "I",
        "!",
        "<esc>",
        "/1<enter>",
        "/status=pa<enter>",
        "/!2<enter>",
        "/zzz<enter>",
        "S<enter>",
        "Sjj<enter>",
        "ww",
        "<ctrl-e>",
    ]);
    prop_oneof![
        vec((0..40_u8, 0..4_u8), 0..40).prop_map(Step::Poll),
        keys.prop_map(Step::Keys),
        (1..170_u16, 1..50_u16).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
    ]
}

fn runners(numbers: &[(u8, u8)]) -> Vec<Runner> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup_by_key(|entry| entry.0);
    numbers
        .into_iter()
        .map(|(number, state)| {
            let status = ["running", "paused", "unknown", "stopped"][usize::from(state)];
            runner(&format!("runner-{number:02}")).status(status)
        })
        .collect()
}

/// Whom the rules select after `before` became `after`: the same, else the next one still shown, else the nearest
/// before; nobody in an empty list.
fn expected(before: &[RunnerKey], selected: Option<&RunnerKey>, after: &[RunnerKey]) -> Option<RunnerKey> {
    let selected = selected?;
    if after.contains(selected) {
        return Some(selected.clone());
    }
    let at = before.iter().position(|id| id == selected)?;
    let following = before[at + 1..].iter().chain(before[..at].iter().rev());
    following.into_iter().find(|id| after.contains(id)).cloned()
}

fn shown(harness: &Harness) -> Vec<RunnerKey> {
    harness.app.list().shown_ids().cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_and_versions_have_one_order(texts in vec("[vV]?[aä.-]{0,2}[0-9]{0,3}([.-](rc|b)?[0-9]{0,2}){0,2}", 3)) {
        let runners: Vec<Runner> = texts.iter().map(|text| Runner::new(text, text)).collect();
        let versions: Vec<Version> = texts.iter().map(|text| Version::new(text.as_str())).collect();
        let of_versions = |one: usize, other: usize| versions[one].compare(&versions[other]);
        let of_names = |one: usize, other: usize| runners[one].name_order(&runners[other]);
        for order in [&of_versions as &dyn Fn(usize, usize) -> Ordering, &of_names] {
            for (one, other, third) in [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)] {
                prop_assert_eq!(order(one, other), order(other, one).reverse());
                if order(one, other).is_le() && order(other, third).is_le() {
                    prop_assert!(order(one, third).is_le(), "{:?}", texts);
                }
            }
        }
        for (one, other) in [(0, 1), (1, 2)] {
            prop_assert_eq!(of_names(one, other).is_eq(), texts[one] == texts[other]);
        }
    }

    #[test]
    fn nothing_but_moving_moves_the_selection_to_another_runner(steps in vec(step(), 1..30)) {
        let mut harness = Harness::sized(80, 24).fleet(runners(&[(3, 0), (5, 1), (7, 0), (20, 2)]));
        for step in steps {
            let (before, selected) = (shown(&harness), harness.app.list().selected().cloned());
            let moves = matches!(step, Step::Keys("j" | "k" | "jjjj" | "kkk" | "g" | "G" | "<pgdn>" | "<pgup>"));
            let sorts = matches!(step, Step::Keys("1" | "2" | "3" | "5" | "8" | "I" | "S<enter>" | "Sjj<enter>"));
            harness = match step {
                Step::Poll(numbers) => harness.fleet(runners(&numbers)),
                Step::Keys(keys) => harness.keys(keys),
                Step::Resize(columns, rows) => harness.resized(columns, rows),
            };
            let after = shown(&harness);
            if sorts {
                prop_assert_eq!(harness.app.list().selected(), after.first(), "sorting goes to the first row");
            }
            let moves = moves || sorts;
            if let Some(wanted) = expected(&before, selected.as_ref(), &after).filter(|_| !moves) {
                prop_assert_eq!(harness.app.list().selected(), Some(&wanted));
            }
            let (top, page) = harness.app.list().window();
            let cursor = after.iter().position(|id| Some(id) == harness.app.list().selected());
            prop_assert_eq!(cursor.is_some(), !after.is_empty(), "something is selected whenever something is shown");
            if let Some(cursor) = cursor {
                prop_assert!(page == 0 || (top..top + page).contains(&cursor), "the bar is in the window");
                prop_assert!(page == 0 || top + page <= after.len().max(page), "the window is not past the end");
            }
        }
    }

    #[test]
    fn any_text_is_drawn_without_control_characters_and_within_its_cells(raw in any::<String>(), limit in 0..60_usize) {
        check_label(&raw, limit)?;
    }

    #[test]
    fn texts_made_of_trouble_are_drawn_the_same_way(
        parts in vec(prop::sample::select(vec!["\u{1b}]52;c;", "\u{7}", "a", "\u{202e}", "\u{301}", "漢", "\u{200d}", "👩", "\0", "\u{9b}", "\u{fe0f}", "\r\n", "\u{e0041}", " "]), 0..40),
        limit in 0..60_usize,
    ) {
        check_label(&parts.concat(), limit)?;
    }

    #[test]
    fn wrapped_text_loses_no_word_and_fits(words in vec("[a-z漢]{1,12}", 0..30), limit in 4..40_usize) {
        let lines = text::wrap(&words.join(" "), limit);
        prop_assert!(lines.iter().all(|line| line.width() <= limit), "{:?}", lines);
        prop_assert_eq!(lines.concat().replace(' ', ""), words.concat());
    }

    #[test]
    fn any_fleet_is_drawn_at_any_size_without_a_panic(
        columns in 1..250_u16,
        rows in 1..80_u16,
        keys in prop::sample::select(vec!["", "?", "S", "<enter>", "/漢\u{301}x", "!", "w", "ww", "<ctrl-e>", "Gw", "<enter>G", "?G"]),
        extra in vec(any::<String>(), 0..4),
    ) {
        let mut names = hostile_names();
        names.extend(extra);
        let harness = Harness::sized(columns, rows).fleet(hostile_fleet(&names)).keys(keys);
        check_frame(&harness)?;
        check_frame(&harness.resized(80, 24))?;
    }
}

#[test]
fn every_size_from_one_cell_on_is_drawn() {
    let mut harness = Harness::sized(1, 1).fleet(hostile_fleet(&hostile_names()));
    // Each width up to the last rule that depends on it, then some; each height likewise.
    for columns in (1..=62).chain([79, 80, 81, 119, 120, 139, 140, 141, 250]) {
        for rows in (1..=13).chain([24, 29, 30, 31, 80]) {
            harness = harness.resized(columns, rows);
            check_frame(&harness).unwrap();
        }
    }
}

#[test]
fn the_connectivity_form_is_drawn_at_every_size() {
    let running = |names: Vec<String>| -> Vec<Runner> {
        let named = |name: &String| Runner { name: Label::from(name.as_str()), ..runner(name) };
        names.iter().map(named).collect()
    };
    let tested = |harness: Harness, keys| harness.tested(keys, Verdict::Timeout, Duration::from_secs(1));
    let mut forms: Vec<Harness> = [
        tested(Harness::sized(1, 1).fleet(running(hostile_names())).keys("t").pasted("db.example:5432"), "<enter>"),
        Harness::sized(1, 1).fleet(running(hostile_names())).keys("*t").pasted("[2001:db8::1]:1").keys("<enter>"),
    ]
    .into();
    let several = Harness::sized(1, 1).fleet(running(hostile_names())).keys("*t").pasted(&"a.".repeat(120));
    forms.push(tested(several, "<tab>1<enter>").keys("<tab><tab><down>"));
    for mut form in forms {
        for columns in (1..=62).chain([79, 80, 81, 140, 250]) {
            for rows in (1..=26).chain([30, 80]) {
                form = form.resized(columns, rows);
                check_frame(&form).unwrap();
            }
        }
    }
}

fn hostile_fleet(names: &[String]) -> Vec<Runner> {
    (0..)
        .zip(names)
        .map(|(number, name)| Runner {
            id: RunnerId::new(&format!("{number}{name}")),
            name: Label::from(name.as_str()),
            ..runner("x").described(name).status(name).on(name, name).update(name)
        })
        .collect()
}

fn check_label(raw: &str, limit: usize) -> Result<(), TestCaseError> {
    let label = Label::from(raw);
    prop_assert_eq!(label.raw(), raw, "what came is kept");
    let safe = label.safe();
    prop_assert!(!safe.chars().any(char::is_control), "{:?}", safe);
    let hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    prop_assert!(!safe.chars().any(hidden), "{:?}", safe);
    let again = Label::from(safe);
    prop_assert_eq!(again.safe(), safe, "safe text is safe");
    prop_assert!(text::cut(safe, limit, "…").width() <= limit);
    Ok(())
}

pub(crate) fn check_frame(harness: &Harness) -> Result<(), TestCaseError> {
    let buffer = harness.buffer();
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            prop_assert!(!symbol.chars().any(char::is_control), "{:?}", symbol);
            x += u16::try_from(symbol.width()).unwrap().max(1);
            prop_assert!(x <= buffer.area.width, "{:?} reaches past the frame", symbol);
        }
    }
    Ok(())
}

#[test]
fn a_clock_that_jumps_does_no_harm() {
    use trackside::domain::Moment;
    let mut harness = Harness::sized(80, 24).fleet(vec![runner("a")]);
    for wall in ["1970-01-01T00:00:00Z", "9999-12-30T00:00:00Z", "2026-11-23T14:03:00Z"] {
        let now = Moment { mono: Duration::from_secs(5), wall: wall.parse().unwrap() };
        harness = harness.send(Message::Clock(now)).fleet(vec![runner("a").status("paused")]).fleet(vec![runner("a")]);
        check_frame(&harness).unwrap();
    }
}
