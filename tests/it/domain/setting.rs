//! Settings: labels, what is refused for whom, what a text is checked for, what is said before.

use trackside::domain::setting::{TextFault, check_description, check_name};
use trackside::domain::{Containers, Label, Runner, Setting, SettingChange, VersionTrack};

use super::kind::{at, bare, examples, hosted, snowflake, streaming, unlisted};
use crate::support::fixtures::{With, runner};

const ALL: [Setting; 6] = [
    Setting::Name,
    Setting::Description,
    Setting::AutoUpdate,
    Setting::Track,
    Setting::Restriction,
    Setting::AllowList,
];

fn changes() -> Vec<SettingChange> {
    vec![
        SettingChange::Name("new".to_owned()),
        SettingChange::Description("new".to_owned()),
        SettingChange::AutoUpdate(true),
        SettingChange::AutoUpdate(false),
        SettingChange::Track(VersionTrack::Current),
        SettingChange::Track(VersionTrack::Stable),
        SettingChange::Restricted(true),
        SettingChange::Restricted(false),
    ]
}

#[test]
fn labels_are_the_vendors() {
    assert_eq!(
        ALL.map(Setting::label),
        ["Runner name", "Description", "Auto update", "Version track", "Restricted access", "Allow list"]
    );
}

#[test]
fn each_kind_refuses_what_its_documentation_refuses() {
    let track = "the track of a Snowflake runner cannot be changed";
    let monthly = "auto update of a Snowflake runner cannot be changed (releases come once a month)";
    let no_updates = "streaming runners have no auto update";
    let open = "streaming runners cannot be restricted";
    let at_matillion = "hosted by Matillion: view only, without details in the API";
    let not_known = "platform unknown to trackside: view only, to be safe";
    let table = [
        // name, description, auto update, track, restriction, allow list
        ("Fargate", at(Containers::Fargate), [None; 6]),
        ("EKS", at(Containers::Eks), [None; 6]),
        ("Container App", at(Containers::ContainerApp), [None; 6]),
        ("AKS", at(Containers::Aks), [None; 6]),
        ("GKE", at(Containers::Gke), [None; 6]),
        ("Snowflake", snowflake(), [None, None, Some(monthly), Some(track), None, None]),
        ("streaming", streaming(), [None, None, Some(no_updates), None, Some(open), Some(open)]),
        ("hosted", hosted(), [Some(at_matillion); 6]),
        ("unlisted", unlisted(), [Some(not_known); 6]),
        ("unclear", bare(), [None; 6]),
    ];
    for (kind, runner, expected) in table {
        assert_eq!(ALL.map(|setting| setting.refusal(&runner, false)), expected, "{kind}");
    }
}

#[test]
fn read_only_refuses_everything_and_a_platforms_own_reason_comes_first() {
    for runner in examples() {
        let expected = runner.withheld_reason().unwrap_or("Read-only: nothing can be changed from here");
        for setting in ALL {
            assert_eq!(setting.refusal(&runner, true), Some(expected), "{setting:?}");
        }
    }
}

#[test]
fn names_are_checked_as_they_are_typed() {
    for (name, expected) in [
        ("a".to_owned(), Ok(())),
        ("maia-prod-eu-1".to_owned(), Ok(())),
        ("two words".to_owned(), Ok(())),
        ("東京の本番".to_owned(), Ok(())),
        ("x".repeat(30), Ok(())),
        ("漢".repeat(30), Ok(())),
        ("x".repeat(31), Err(TextFault::TooLong(31, 30))),
        ("漢".repeat(31), Err(TextFault::TooLong(31, 30))),
        (String::new(), Err(TextFault::Empty)),
        ("   ".to_owned(), Err(TextFault::Empty)),
        ("\u{3000}\t\n".to_owned(), Err(TextFault::Empty)),
        (" a".to_owned(), Err(TextFault::OuterBlank)),
        ("a ".to_owned(), Err(TextFault::OuterBlank)),
        ("a\n".to_owned(), Err(TextFault::OuterBlank)),
        ("a\u{a0}".to_owned(), Err(TextFault::OuterBlank)),
        ("two\nlines".to_owned(), Err(TextFault::Invisible)),
        ("tab\tbed".to_owned(), Err(TextFault::Invisible)),
        ("\u{1b}[2J".to_owned(), Err(TextFault::Invisible)),
        ("abc\u{202e}fed".to_owned(), Err(TextFault::Invisible)),
        ("zero\u{200b}width".to_owned(), Err(TextFault::Invisible)),
        ("\u{feff}a".to_owned(), Err(TextFault::Invisible)),
        ("\u{200b}".to_owned(), Err(TextFault::Invisible)),
        ("\u{301}".to_owned(), Err(TextFault::Invisible)),
    ] {
        assert_eq!(check_name(&name), expected, "{name:?}");
    }
}

#[test]
fn descriptions_may_be_empty_and_longer() {
    for (text, expected) in [
        (String::new(), Ok(())),
        ("Loads of the night, EU".to_owned(), Ok(())),
        ("é".repeat(500), Ok(())),
        ("é".repeat(501), Err(TextFault::TooLong(501, 500))),
        (" ".to_owned(), Err(TextFault::OuterBlank)),
        ("a ".to_owned(), Err(TextFault::OuterBlank)),
        ("two\nlines".to_owned(), Err(TextFault::Invisible)),
        ("iso\u{2066}late".to_owned(), Err(TextFault::Invisible)),
    ] {
        assert_eq!(check_description(&text), expected, "{text:?}");
    }
}

#[test]
fn faults_are_said_in_a_clause() {
    for (fault, words) in [
        (TextFault::Empty, "A runner needs a name."),
        (TextFault::TooLong(35, 30), "35 characters, but 30 are allowed."),
        (TextFault::OuterBlank, "Remove the blank at the beginning or the end."),
        (TextFault::Invisible, "Control characters and invisible characters are not accepted."),
    ] {
        assert_eq!(fault.to_string(), words);
    }
}

#[test]
fn each_change_belongs_to_its_setting_and_is_said_in_words() {
    let said: Vec<_> = changes().iter().map(|change| (change.setting(), change.value())).collect();
    let expected = [
        (Setting::Name, "new"),
        (Setting::Description, "new"),
        (Setting::AutoUpdate, "on"),
        (Setting::AutoUpdate, "off"),
        (Setting::Track, "Current"),
        (Setting::Track, "Stable"),
        (Setting::Restriction, "on"),
        (Setting::Restriction, "off"),
    ];
    assert_eq!(said, expected.map(|(setting, value)| (setting, value.to_owned())));
    assert_eq!(SettingChange::Description(String::new()).value(), "empty");
    assert_eq!(SettingChange::Name("\u{1b}[2J".to_owned()).value(), "^[[2J", "it may be drawn");
}

#[test]
fn what_the_vendors_pages_warn_of_is_said_before() {
    let rename = SettingChange::Name("new".to_owned());
    let describe = SettingChange::Description(String::new());
    assert!(rename.consequences().is_empty() && describe.consequences().is_empty());
    for (change, warnings) in [
        (SettingChange::AutoUpdate(true), vec!["as they are released on the track", "fewer than two instances"]),
        (SettingChange::AutoUpdate(false), vec!["by hand", "A restart may still update"]),
        (
            SettingChange::Track(VersionTrack::Current),
            vec!["The installed version stays", "image address at the provider", "out of support"],
        ),
        (
            SettingChange::Track(VersionTrack::Stable),
            vec!["The installed version stays", "out of support", "Pipelines made with features newer"],
        ),
        (SettingChange::Restricted(true), vec!["Only the projects and environments", "is not documented"]),
        (SettingChange::Restricted(false), vec!["Every project may", "kept, but not enforced"]),
    ] {
        let said = change.consequences().join(" ");
        for warning in warnings {
            assert!(said.contains(warning), "{change:?} does not say {warning:?}: {said}");
        }
    }
    let to_current = SettingChange::Track(VersionTrack::Current).consequences().join(" ");
    assert!(!to_current.contains("may break"), "only the older line lacks features");
}

#[test]
fn a_change_is_reported_when_the_runner_is_as_it_makes_it() {
    let base = runner("a");
    let is = |change: SettingChange, runner: &Runner| change.is_reported_by(runner);
    let track = SettingChange::Track;
    for (change, reported, other) in [
        (SettingChange::Name("a".to_owned()), base.clone(), runner("A")),
        (SettingChange::Description("x".to_owned()), base.clone().described("x"), base.clone().described("x ")),
        (SettingChange::Description(String::new()), base.clone().described(""), base.clone()),
        (SettingChange::AutoUpdate(true), base.clone(), Runner { auto_update: Some(false), ..base.clone() }),
        (track(VersionTrack::Stable), base.clone().stable(), base.clone()),
        (track(VersionTrack::Current), base.clone(), base.clone().stable()),
        (SettingChange::Restricted(false), base.clone(), Runner { restricted: Some(true), ..base.clone() }),
    ] {
        assert!(is(change.clone(), &reported), "{change:?}");
        assert!(!is(change.clone(), &other), "{change:?}");
    }
    // The raw text counts, also where both are drawn alike.
    let named = Runner { name: Label::from("^["), ..base };
    assert!(!is(SettingChange::Name("\u{1b}".to_owned()), &named));
}

#[test]
fn what_is_not_told_is_no_report() {
    for change in changes() {
        assert!(!change.is_reported_by(&bare()), "{change:?}");
    }
}
