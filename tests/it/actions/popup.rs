//! The popup, the direct keys, the footer and the notices: all of them say what the one table says, for every runner.

use trackside::domain::{Action, Asking, Containers};
use trackside::options::ThemeName;
use trackside::text::words::sentence;
use trackside::tui::keymap::Context;
use trackside::tui::ui::Symbols;

use trackside::text::words::capitalised;

use super::*;
use crate::domain::kind::{at, bare, hosted, snowflake, streaming, unlisted};

/// Kinds of runners in every status, connected, not connected, and not told.
fn everyone() -> Vec<Runner> {
    let kinds = [at(Containers::Fargate), snowflake(), streaming(), bare(), hosted(), unlisted()].into_iter();
    let words = ["pending", "running", "unknown", "stopping", "stopped", "pausing", "paused", "REBALANCING"];
    let statuses: Vec<_> = words.into_iter().map(|word| Some(Status::parse(word))).chain([None]).collect();
    let with = |runner: Runner| {
        let every =
            statuses.iter().flat_map(|status| [Some(true), Some(false), None].map(|told| (status.clone(), told)));
        every.map(move |(status, connected)| Runner { status, connected, ..runner.clone() }).collect::<Vec<_>>()
    };
    kinds.flat_map(with).collect()
}

fn list(runner: Runner, read_only: bool) -> Harness {
    let mut harness = Harness::with(100, 40, ThemeName::Ansi, &Symbols::UNICODE, read_only).fleet(vec![runner]);
    harness.effects();
    harness
}

/// The line of an action in the popup.
fn line_of(text: &str, action: Action) -> String {
    let line = text.lines().find(|line| line.contains(&format!("  {} ", action.label()))).unwrap();
    line.split('│').nth(1).unwrap().trim_end().to_owned()
}

/// How many entries are not possible for this reason.
fn sharing(runner: &Runner, read_only: bool, reason: &str) -> usize {
    Action::ALL.iter().filter(|action| action.availability(runner, read_only).reason() == Some(reason)).count()
}

/// What is on top after an action was chosen that is possible.
fn context_of(action: Action) -> Context {
    match (action, action.asking()) {
        (Action::Details, _) => Context::Details,
        (Action::TestConnectivity, _) => Context::Connectivity,
        (_, Asking::TypedName) => Context::Typed,
        _ => Context::Question,
    }
}

/// What a way to ask for an action led to: what is on top, or else what was said.
fn outcome(harness: &Harness, action: Action, reason: Option<&'static str>, how: &str) {
    match reason {
        None => assert_eq!(harness.app.context(), context_of(action), "{how} {action:?}"),
        Some(reason) => {
            assert_eq!(harness.app.context(), Context::List, "{how} {action:?}");
            assert_says(harness, &sentence(reason));
        }
    }
}

#[test]
fn popup_footer_keys_and_notices_agree_with_the_table() {
    for (runner, read_only) in everyone().into_iter().flat_map(|runner| [(runner.clone(), false), (runner, true)]) {
        let mut popup = list(runner.clone(), read_only).keys("a");
        for action in Action::ALL {
            let reason = action.availability(&runner, read_only).reason();
            let text = popup.text();
            let line = line_of(&text, action);
            let wanted = capitalised(reason.or(action.asking().hint()).unwrap_or_default());
            let wanted = wanted.as_str();
            let shared = reason.filter(|reason| sharing(&runner, read_only, reason) >= 3);
            let start: String = wanted.chars().take(40).collect();
            // What most entries share is said above them.
            assert_eq!(line.contains(&start) && !wanted.is_empty(), shared.is_none() && !wanted.is_empty(), "{line:?}");
            let words = text.replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(wanted), "{wanted:?} is not whole in\n{text}");
            if shared.is_some() {
                let popup: Vec<&str> = text.lines().filter_map(|line| line.split('│').nth(1)).map(str::trim).collect();
                let popup = popup.join(" ");
                assert_eq!(popup.matches(wanted).count(), 1, "{wanted:?} is said more than once in\n{text}");
            }
            let is_offered = text.lines().last().unwrap().contains("enter choose");
            assert_eq!(is_offered, reason.is_none(), "{action:?}\n{text}");
            let mut chosen = popup.clone().keys("<enter>");
            outcome(&chosen, action, reason, "enter");
            assert_eq!(changes(&mut chosen), vec![], "nothing is sent before anything was asked");
            popup = popup.keys("j");
        }
    }
}

#[test]
fn direct_keys_in_popup_and_list_do_what_the_table_allows() {
    for runner in everyone() {
        let refused = |action: Action| action.availability(&runner, false).reason();
        let paused = if refused(Action::Pause).is_some() && refused(Action::Resume).is_none() {
            Action::Resume
        } else {
            Action::Pause
        };
        let list = list(runner.clone(), false);
        let popup = list.clone().keys("a");
        let text = popup.text();
        let keys = [
            ("d", Action::Details),
            ("t", Action::TestConnectivity),
            ("r", Action::Restart),
            ("p", paused),
            ("<ctrl-d>", Action::Remove),
        ];
        for (key, action) in keys {
            let reason = refused(action);
            outcome(&list.clone().keys(key), action, reason, key);
            outcome(&popup.clone().keys(key), action, reason, key);
            let line = line_of(&text, action);
            let shown = if action == Action::Remove { "^d" } else { key };
            assert!(line.contains(&format!("{shown}  {}", action.label())), "{line}");
        }
        // Of pause and resume, the other one has no key.
        let other = if paused == Action::Pause { Action::Resume } else { Action::Pause };
        assert!(line_of(&text, other).contains('–'));
    }
}

#[test]
fn entries_and_keys_keep_their_places() {
    let mut places = Vec::new();
    for runner in everyone() {
        let text = list(runner, false).keys("a").text();
        let place = |action: Action| text.lines().position(|line| line.contains(&format!("  {} ", action.label())));
        let first = place(Action::Details).unwrap();
        places.push(Action::ALL.map(|action| place(action).unwrap() - first));
    }
    assert!(places.iter().all(|place| *place == [0, 1, 2, 3, 4, 5]));
    // Nor does anything move with the bar, whatever has to be said in full.
    for read_only in [false, true] {
        let mut popup = list(hosted(), read_only).keys("a");
        let height = popup.text().matches('│').count();
        for _ in 0..5 {
            popup = popup.keys("j");
            assert_eq!(popup.text().matches('│').count(), height);
        }
    }
}

#[test]
fn the_bar_moves_within_the_entries_and_the_popup_closes() {
    let at = |keys: &str| {
        let text = list_of(in_status("running")).keys("a").keys(keys).text();
        text.lines().find(|line| line.contains("│ ▌")).unwrap().to_owned()
    };
    for (keys, label) in [("", "Runner details"), ("k", "Runner details"), ("jj", "Restart"), ("jjjk", "Restart")] {
        assert!(at(keys).contains(label), "{keys}");
    }
    assert!(at("jjjjjjjj").contains("Remove"));
    for close in ["<esc>", "q", "a", "."] {
        assert_eq!(list_of(in_status("running")).keys(".").keys(close).app.context(), Context::List, "{close}");
    }
}

#[test]
fn the_details_have_the_same_popup_and_keys() {
    for (key, action) in [("r", Action::Restart), ("p", Action::Pause), ("t", Action::TestConnectivity)] {
        let harness = list_of(in_status("running")).keys("<enter>").keys(key);
        assert_eq!(harness.app.context(), context_of(action), "{key}");
        let harness = list_of(in_status("stopped")).keys("<enter>").keys(key);
        assert_eq!(harness.app.context(), Context::Details);
        assert_says(&harness, &sentence(action.availability(&in_status("stopped"), false).reason().unwrap()));
    }
    let popup = || list_of(in_status("running")).keys("<enter>a");
    assert_says(&popup(), "Test connectivity");
    assert_eq!(popup().keys("<ctrl-d>").app.context(), Context::Typed);
    assert_eq!(popup().keys("<enter>").app.context(), Context::Details, "they are open already");
    assert_eq!(popup().keys("<esc>").app.context(), Context::Details);
}

#[test]
fn the_popup_follows_its_runner_and_says_when_it_is_gone() {
    let popup = || list_of(in_status("running")).keys("ajjj");
    assert_says(&popup(), "Asks first");
    let harness = reports(popup(), "paused");
    assert!(line_of(&harness.text(), Action::Pause).contains("Already paused"));
    let mut harness = popup().only(vec![runner("another")]);
    assert_says(&harness, "Gone");
    for keys in ["<enter>", "r", "p", "t", "<ctrl-d>"] {
        let harness = popup().only(vec![runner("another")]).keys(keys);
        assert_eq!(harness.app.context(), Context::List, "{keys}");
        assert_says(&harness, "gone");
    }
    harness = harness.keys("<enter>");
    assert_eq!(changes(&mut harness), vec![]);
}

#[test]
fn an_empty_list_has_no_popup() {
    for keys in ["a", ".", "r", "p", "<ctrl-d>"] {
        let mut harness = Harness::sized(80, 24).fleet(vec![]).keys(keys);
        assert_eq!(harness.app.context(), Context::List, "{keys}");
        assert_eq!(changes(&mut harness), vec![]);
    }
}

#[test]
fn details_from_the_popup_are_those_of_its_runner() {
    let fleet = || vec![runner("a"), runner("b"), runner("c")];
    // The mark is on a, the bar has moved on to b.
    let harness = Harness::sized(100, 40).fleet(fleet()).keys("<space>");
    assert_eq!(harness.selected().as_deref(), Some("b"));
    let harness = harness.keys("a<enter>");
    assert_eq!(harness.app.details_of().map(|key| &key.id), Some(&id_of("a")));
    // Without the popup it is the one under the bar, whatever is marked.
    let harness = Harness::sized(100, 40).fleet(fleet()).keys("<space><space><enter>");
    assert_eq!(harness.app.details_of().map(|key| &key.id), Some(&id_of("c")));
    // And it is the runner that the popup was opened for, if rows moved meanwhile.
    let renamed = Runner { name: "zz".into(), ..runner("a") };
    let harness = Harness::sized(100, 40).fleet(fleet()).keys("a").fleet(vec![runner("0"), runner("b"), renamed]);
    assert_eq!(harness.keys("<enter>").app.details_of().map(|key| &key.id), Some(&id_of("a")));
}

#[test]
fn beside_a_window_no_word_is_torn_and_no_bar_looks_like_what_keys_go_to() {
    let cell_at = |row: &[char], at: usize| row.get(at).copied().unwrap_or(' ');
    let is_torn = |outside: char, inside: char| ![outside, inside].iter().any(|cell| " ─│".contains(*cell));
    for (columns, rows) in
        [(60, 14), (80, 24), (100, 30), (107, 30), (113, 30), (120, 40), (131, 40), (160, 45), (200, 60)]
    {
        for keys in ["r", "a", "i", "S", "L", "<ctrl-d>", "t", "<enter>u", "<enter>5r"] {
            let below = Harness::sized(columns, rows).fleet(crate::support::fixtures::fleet());
            let below = if keys.starts_with("<enter>") { below.keys("<enter>") } else { below };
            let above = below.clone().keys(keys.trim_start_matches("<enter>"));
            let lines = |harness: &Harness| harness.text().lines().map(|line| line.chars().collect()).collect();
            let (below, shown): (Vec<Vec<char>>, Vec<Vec<char>>) = (lines(&below), lines(&above));
            let Some(top) = shown.iter().position(|row| row.contains(&'╭')) else { continue };
            let left = shown[top].iter().position(|cell| *cell == '╭').unwrap();
            let right = shown[top].iter().rposition(|cell| *cell == '╮').unwrap();
            let bottom = shown.iter().rposition(|row| cell_at(row, left) == '╰').unwrap();
            for y in top..=bottom {
                let beside_left = left >= 2 && is_torn(cell_at(&shown[y], left - 2), cell_at(&below[y], left - 1));
                let beside_right = is_torn(cell_at(&shown[y], right + 2), cell_at(&below[y], right + 1));
                assert!(!beside_left && !beside_right, "{keys} at {columns}x{rows}, row {y}:\n{}", above.text());
            }
        }
    }
    // Without colours nothing can step back, but the bar below is none any more.
    let plain = Harness::with(100, 30, ThemeName::Mono, &Symbols::UNICODE, false);
    let harness = plain.fleet(crate::support::fixtures::fleet()).keys("r");
    let buffer = harness.buffer();
    let is_reversed = |y: u16| (0..4).any(|x| buffer[(x, y)].modifier.contains(ratatui::style::Modifier::REVERSED));
    assert!((0..28).all(|y| !is_reversed(y)), "{}", harness.text());
}
