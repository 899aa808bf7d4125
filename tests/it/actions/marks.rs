//! Marks: setting them, ranges that follow the bar, and what becomes of them when rows move, hide or vanish.

use trackside::tui::keymap::Context;

use super::*;

/// Runners that a filter for their version tells apart.
fn fleet(names: &[&str]) -> Vec<Runner> {
    names.iter().map(|name| runner(name).version(&format!("9.{name}"))).collect()
}

/// Five runners, a to e, with the bar on a.
fn five() -> Harness {
    Harness::sized(100, 30).fleet(fleet(&["a", "b", "c", "d", "e"]))
}

/// The marked runners' names in the order in which they would be acted on.
fn marked(harness: &Harness) -> String {
    let ids = harness.app.list().marked_in_order(harness.app.accounts());
    ids.iter().map(|key| key.id.as_str().trim_start_matches("id-")).collect::<Vec<_>>().join("")
}

#[test]
fn keys_mark_and_unmark() {
    for (keys, expected) in [
        ("<space>", "a"),
        ("<space><space>", "ab"),
        ("<space>k<space>", ""),
        ("jj<space>gg<space>", "ac"),
        ("G<space><space>", ""),
        ("v", "a"),
        ("vjj", "abc"),
        ("vjjk", "ab"),
        ("Gvkk", "cde"),
        ("jjvjkkk", "abc"),
        ("vjjvjj", "abc"),
        ("vjjvjj<space>", "abce"),
        ("<space>jvj", "acd"),
        ("vG", "abcde"),
        ("*", "abcde"),
        ("**", ""),
        ("<space>*", "abcde"),
        ("/version=9.a<enter>", ""),
    ] {
        assert_eq!(marked(&five().keys(keys)), expected, "after {keys}");
    }
}

#[test]
fn a_mark_moves_the_bar_on_so_that_a_held_space_marks_a_run() {
    assert_eq!(five().keys("<space>").selected().as_deref(), Some("b"));
    assert_eq!(five().keys("<space><space><space>").selected().as_deref(), Some("d"));
    assert_eq!(Harness::sized(80, 24).fleet(vec![]).keys("<space>v*").app.list().marks().len(), 0);
}

#[test]
fn marks_are_counted_and_stand_in_the_rows() {
    let harness = five().keys("<space>jv");
    assert_says(&harness, "2 marked, marking a range");
    let harness = harness.keys("v");
    assert_says(&harness, " 2 marked ");
    let text = harness.text();
    let row = |name: &str| text.lines().find(|line| line.contains(&format!(" {name}  "))).unwrap().to_owned();
    assert!(!row("b").starts_with(row("a").chars().next().unwrap()), "{text}");
}

#[test]
fn esc_ends_the_range_then_the_marks_then_the_filter() {
    let harness = five().keys("/!version=9.e<enter>vj");
    assert_says(&harness, "2 marked, marking a range");
    let harness = harness.keys("<esc>");
    assert_eq!((marked(&harness).as_str(), harness.app.list().is_marking()), ("ab", false));
    let harness = harness.keys("j");
    assert_eq!(marked(&harness), "ab", "the range has ended");
    let harness = harness.keys("<esc>");
    assert_eq!(marked(&harness), "");
    assert_says(&harness, "4 of 5");
    assert_does_not_say(&harness.keys("<esc>"), "4 of 5");
}

#[test]
fn marks_stay_with_their_runners_when_rows_move() {
    let renamed = |name: &str, to: &str| Runner { name: to.into(), ..runner(name) };
    let harness =
        five().keys("<space><space>").fleet(vec![renamed("a", "zz"), renamed("b", "y"), runner("c"), runner("0")]);
    assert_eq!(marked(&harness), "ba", "in the order of the rows as they are now");
    assert_eq!(marked(&harness.keys("I")), "ab", "turned around");
}

#[test]
fn marks_of_runners_that_vanished_go() {
    let harness = five().keys("<space><space><space>").only(fleet(&["a", "c", "d"]));
    assert_eq!(marked(&harness), "ac");
    assert_says(&harness, "2 marked");
    assert_eq!(marked(&harness.fleet(fleet(&["a", "b", "c"]))), "ac", "and do not come back with them");
    // Those before a range, within it, and its beginning.
    for (keys, left, expected) in [
        ("<space>jvj", &["b", "c", "d", "e"][..], "cd"),
        ("vjj", &["a", "c", "d"][..], "ac"),
        ("vjj", &["b", "c", "d"][..], "bc"),
    ] {
        let harness = five().keys(keys).only(fleet(left));
        assert_eq!(marked(&harness), expected, "after {keys}, {left:?} left");
        let harness = harness.keys("jk");
        assert!(
            !marked(&harness).chars().any(|name| !left.contains(&name.to_string().as_str())),
            "{}",
            marked(&harness)
        );
        assert_eq!(harness.app.list().hidden_marks(), 0);
    }
    let harness = five().keys("vjj").only(fleet(&["b", "c", "d"]));
    assert!(!harness.app.list().is_marking(), "a range without its beginning has ended");
}

#[test]
fn a_range_goes_over_the_rows_as_they_are_when_the_bar_moves() {
    let harness = five().keys("vj").fleet(fleet(&["a", "aa", "b", "c"]));
    assert_eq!(marked(&harness), "ab", "nothing is marked that nobody saw marked");
    assert_eq!(marked(&harness.keys("j")).as_str(), "aaabc", "a, aa, b, c");
    // A filter hides its beginning: it goes no further until that is back.
    let harness = five().keys("vj/!version=9.a<enter>jj");
    assert_eq!(marked(&harness), "ba");
    assert_eq!(marked(&harness.keys("<esc><esc><esc>")), "");
}

#[test]
fn hidden_marks_are_counted_and_acted_on_where_that_is_chosen() {
    let harness = five().keys("<space><space>/version=9.c<enter><space>");
    assert_says(&harness, "3 marked, 2 of them hidden");
    assert_eq!(marked(&harness), "cab", "those that are shown first");
    let harness = harness.keys("r<down><enter>").fleet(fleet(&["a", "b", "c", "d", "e"]));
    assert_eq!(harness.app.context(), Context::Bulk);
    let text = harness.text();
    for name in ["│ a ", "│ b ", "│ c "] {
        assert!(text.contains(name), "{name}: {text}");
    }
    // All that are shown, and those hidden stay.
    assert_eq!(marked(&five().keys("<space>/!version=9.a<enter>*")), "bcdea");
    assert_eq!(marked(&five().keys("<space>/!version=9.a<enter>**")), "a");
}

#[test]
fn marks_that_are_hidden_are_never_acted_on_silently() {
    let hidden = || five().keys("<space><space>/version=9.c<enter><space>");
    for key in ["r", "p", "t", "a", "<ctrl-d>"] {
        let harness = hidden().keys(key);
        assert_eq!(harness.app.context(), Context::Marked, "{key}");
        assert_tells(&harness, "2 marked runners are hidden by the filter: a, b");
        // The widest answer is the last, and never under the bar when it opens.
        assert_says(&harness, "▌ Only the marked runner in view");
        assert_says(&harness, "  All 3 marked runners, in view or not");
        let mut harness = harness.keys("<esc>");
        assert_eq!((changes(&mut harness), harness.app.context()), (vec![], Context::List), "{key}");
    }
    let asked = hidden().keys("r<enter>");
    assert_says(&asked, "Restart c?");
    assert_says(&hidden().keys("r<up><up><enter>"), "Restart c?");
    assert_says(&hidden().slowly("a<down><down><down><enter>"), "3 marked runners");
    // None of them in view, and the bar on another.
    let harness = five().keys("<space>/version=9.c<enter>r");
    assert_tells(&harness, "1 marked runner is hidden by the filter: a");
    assert_says(&harness, "▌ Only the runner under the bar, c");
    assert_says(&harness.keys("<enter>"), "Restart c?");
    // No row at all: nobody is under the bar.
    let harness = five().keys("<space>/nowhere<enter>r");
    assert_says(&harness, "▌ None of them");
    assert_eq!(harness.clone().keys("<enter>").app.context(), Context::List);
    assert_says(&harness.keys("<down><enter>"), "Restart a?");
    assert_tells(&five().keys("<space>!r"), "hidden by the problems switch");
    // Nothing is hidden from the details, which act on theirs.
    assert_says(&five().keys("<space>/version=9.c<enter><enter>r"), "Restart c?");
}

#[test]
fn one_marked_runner_is_acted_on_alone_and_the_details_act_on_theirs() {
    let asked = five().keys("jj<space>r");
    assert_eq!(asked.app.context(), Context::Question);
    assert_says(&asked, "Restart c?");
    let asked = five().keys("<space><space><enter>r");
    assert_says(&asked, "Restart c?");
    assert_says(&five().keys("<space><space>a"), "2 marked runners");
    assert_says(&five().keys("<space><space>ak<enter>"), "Details are for one runner at a time");
}

#[test]
fn the_popup_for_several_counts_for_how_many_each_is_possible() {
    let fleet = || vec![runner("a"), runner("b").status("paused"), runner("c").status("stopped"), runner("d")];
    let harness = Harness::sized(100, 30).fleet(fleet()).keys("*a");
    for words in ["3 of 4 runners. Asks first", "2 of 4 runners. Asks first", "1 of 4 runners. Asks first"] {
        assert_says(&harness, words);
    }
    assert_says(&harness, "4 of 4 runners. Type how many to confirm");
    assert_says(&harness, "For one runner at a time");
    // Of those that are still there.
    let harness = harness.only(fleet().split_off(2));
    assert_says(&harness, "2 marked runners");
    assert_says(&harness.clone().keys("<ctrl-d>"), "Remove 2 marked runners?");
    let harness = harness.only(fleet().split_off(3));
    assert_says(&harness, "Restart");
    assert_says(&harness.keys("r"), "Restart d?");
}

#[test]
fn marks_stay_until_they_are_acted_on() {
    let harness = five().keys("<space><space>r");
    assert_eq!(marked(&harness), "ab");
    assert_eq!(marked(&harness.clone().keys("<esc>")), "ab", "left");
    let harness = harness.fleet(fleet(&["a", "b", "c"])).keys("y");
    assert_eq!(marked(&harness), "", "answered");
}

#[test]
fn the_line_above_the_keys_names_the_runner_that_is_asked_about() {
    let line = |harness: &Harness| harness.text().lines().nth_back(1).unwrap_or_default().to_owned();
    let harness = Harness::sized(100, 40).fleet(vec![runner("a"), runner("b")]);
    // The mark moves the bar on to the next runner.
    let harness = harness.keys("g<space>");
    assert!(line(&harness).trim_start().starts_with("b "), "{}", line(&harness));
    for keys in ["r", "<ctrl-d>", "a"] {
        let asked = harness.clone().keys(keys);
        assert!(line(&asked).trim_start().starts_with("a "), "{keys}: {}", line(&asked));
    }
    let asked = harness.keys("*r");
    assert!(line(&asked).contains("2 marked runners"), "{}", line(&asked));
}
