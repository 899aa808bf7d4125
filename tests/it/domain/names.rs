//! Whose name can be taken for whose, and what tells them apart.

use proptest::prelude::*;
use trackside::domain::names::Why;
use trackside::domain::{Label, Names, Runner};

/// How each of these runners, an id and a name each, is named.
fn named(runners: &[(&str, &str)]) -> Vec<String> {
    let runners: Vec<Runner> = runners.iter().map(|(id, name)| Runner::new(id, name)).collect();
    let mut names = Names::default();
    names.note(runners.iter().map(|runner| (runner.name.raw(), &runner.id)));
    runners.iter().map(|runner| names.named(runner, true).to_string()).collect()
}

fn are_alike(one: &str, other: &str) -> bool {
    let (first, second) = (Label::from(one), Label::from(other));
    named(&[("6d0f3a52-1", one), ("9c44e100-2", other)])
        == [format!("{first} (6d0f3a52)"), format!("{second} (9c44e100)")]
}

#[test]
fn names_that_can_be_taken_for_each_other_stand_with_the_beginning_of_the_id() {
    for (one, other) in [
        ("ingest", "ingest"),
        ("ingest", "Ingest"),
        ("STRASSE", "stra\u{df}e"),
        ("in gest", "ingest"),
        ("in\u{a0}gest", "in gest"),
        ("ingest", "ingest "),
        // Cyrillic and Greek letters, digits for letters, ligatures, full width, other code points for the same.
        ("orders", "\u{43e}rders"),
        ("ALPHA", "\u{391}LPHA"),
        ("etl-1", "etl-l"),
        ("etl-0", "etl-O"),
        ("Ill", "lll"),
        ("modern", "rnodern"),
        ("\u{fb01}nance", "finance"),
        ("\u{ff45}tl", "etl"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("in\u{200b}gest", "ingest"),
        ("in\u{200d}gest", "ingest"),
    ] {
        assert!(are_alike(one, other), "{one:?} {other:?}");
        assert!(are_alike(other, one), "{other:?} {one:?}");
    }
    for (one, other) in [("etl-1", "etl-2"), ("etl-1", "etl-10"), ("api", "apl"), ("emea", "apac"), ("\u{e9}", "e")] {
        assert_eq!(named(&[("6d0f3a52-1", one), ("9c44e100-2", other)]), [one, other]);
    }
}

#[test]
fn as_much_of_the_id_stands_there_as_tells_them_apart() {
    for (ids, shown) in [
        (["6d0f3a52-0001", "6d0f3a52-0002"], ["6d0f3a52-0001", "6d0f3a52-0002"]),
        (["6d0f3a52-0001", "6D0F3A52-1002"], ["6d0f3a52-0", "6D0F3A52-1"]),
        (["6d0f3a52", "6d0f3a52-2"], ["6d0f3a52", "6d0f3a52-"]),
        (["a", "b"], ["a", "b"]),
        (["\u{1b}[2J67890", "r\u{e9}sum\u{e9}-\u{6771}\u{4eac}"], ["^[[2J6789", "r\u{e9}sum\u{e9}-\u{6771}"]),
    ] {
        let expected: Vec<String> = shown.iter().map(|id| format!("x ({id})")).collect();
        assert_eq!(named(&[(ids[0], "x"), (ids[1], "x")]), expected, "{ids:?}");
    }
}

#[test]
fn what_a_font_makes_look_alike_is_told_apart_too() {
    for (one, other) in [
        ("vv-x", "w-x"),
        ("VV-x", "w-X"),
        ("cl-1", "d-1"),
        ("orders_a", "orders.a"),
        ("orders55", "ordersS5"),
        ("rn-x", "m-x"),
    ] {
        let both = named(&[("6d0f3a52-1", one), ("9c44e100-2", other)]);
        assert_eq!(both, [format!("{one} (6d0f3a52)"), format!("{other} (9c44e100)")]);
    }
    for (one, other) in [("v-x", "w-x"), ("c-1", "d-1"), ("orders-a", "orders.a"), ("orders5", "orders6")] {
        assert_eq!(named(&[("6d0f3a52-1", one), ("9c44e100-2", other)]), [one, other]);
    }
}

#[test]
fn a_runner_without_a_name_is_named_by_its_whole_id() {
    assert_eq!(named(&[("6d0f3a52-0001", " "), ("6d0f3a52-0002", "")]), ["6d0f3a52-0001", "6d0f3a52-0002"]);
}

#[test]
fn while_not_every_name_is_known_each_may_be_anothers_as_well() {
    let mut names = Names::default();
    let (one, twin) = (Runner::new("6d0f3a52-1", "ingest"), Runner::new("6d0f3a52-2", "ingest"));
    names.note([(one.name.raw(), &one.id)]);
    let (partly, whole) = (names.named(&one, false), names.named(&one, true));
    assert_eq!((partly.to_string().as_str(), partly.why()), ("ingest (6d0f3a52)", Some(Why::NotAllRead)));
    assert_eq!((whole.to_string().as_str(), whole.why()), ("ingest", None));
    names.note([(twin.name.raw(), &twin.id)]);
    let told_apart = names.named(&one, false);
    assert_eq!((told_apart.to_string().as_str(), told_apart.why()), ("ingest (6d0f3a52-1)", Some(Why::Alike)));
    // What tells more than is needed still tells; what tells less does not.
    assert!(partly.still_tells(&whole) && told_apart.still_tells(&told_apart));
    assert!(!whole.still_tells(&partly) && !partly.still_tells(&told_apart));
    let renamed = names.named(&Runner::new("6d0f3a52-1", "egress"), true);
    assert!(!partly.still_tells(&renamed));
}

#[test]
fn a_name_that_was_given_up_still_counts() {
    let mut names = Names::default();
    let (before, after) = (Runner::new("9c44e100-2", "ingest"), Runner::new("9c44e100-2", "other"));
    let kept = Runner::new("6d0f3a52-1", "ingest");
    for runner in [&before, &kept, &after] {
        names.note([(runner.name.raw(), &runner.id)]);
    }
    assert_eq!(names.named(&kept, true).to_string(), "ingest (6d0f3a52)");
    assert_eq!(names.named(&before, true).to_string(), "ingest (9c44e100)", "it is gone, and told of");
    assert_eq!(names.named(&after, true).to_string(), "other");
    // Noted again and again, nothing grows.
    let many = names.len();
    names.note([(kept.name.raw(), &kept.id)]);
    assert_eq!(names.len(), many);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_two_runners_are_ever_named_alike(
        runners in prop::collection::vec(("[ab]{7,10}[-0-9a-f]{0,3}", "[aA\u{430}1lI ]{1,3}"), 2..8),
    ) {
        let mut runners: Vec<(&str, &str)> = runners.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
        runners.sort_unstable();
        runners.dedup_by_key(|(id, _)| id.to_ascii_lowercase());
        let all = named(&runners);
        for (place, one) in all.iter().enumerate() {
            prop_assert!(!all[..place].contains(one), "{all:?} of {runners:?}");
        }
    }
}
