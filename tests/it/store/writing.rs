//! What is kept of what was seen and done, over several runs of the program.

use std::time::Duration;

use trackside::account::history::RecordKind;
use trackside::account::observation::{Observation, Tested};
use trackside::api::{Cause, Problem};
use trackside::domain::{
    AccountId, Change, Endpoint, Intent, Label, Origin, Port, Runner, RunnerCommand, RunnerId, Verdict,
};
use trackside::store::{Choice, Entry, Identity, Store};

use super::rig::{Watcher, at, file, identity, open};
use crate::support::fixtures::{With, runner};

#[test]
fn the_first_list_of_all_is_no_news_and_what_differs_after_it_is() {
    let mut watcher = Watcher::in_memory();
    watcher.list(0, &[runner("a"), runner("b")]);
    assert_eq!(watcher.told(), [] as [&str; 0]);
    watcher.list(10, &[runner("a").status("paused").offline(), runner("b").version("12").stable()]);
    watcher.list(20, &[runner("a").status("paused").offline(), runner("b").version("12").stable(), runner("c")]);
    let renamed = Runner { name: Label::from("b2"), ..runner("b").version("12").stable() };
    watcher.list(30, &[runner("a"), renamed.clone(), runner("c")]);
    watcher.gone(35, "id-c");
    watcher.list(40, &[runner("a"), renamed]);
    assert_eq!(
        watcher.told(),
        [
            "10 a: Running > Paused",
            "10 a: off",
            "10 b2: 11.214.0 > 12",
            "10 b2: Version track: Current > Stable",
            "20 c: new, Running",
            "30 a: Paused > Running",
            "30 a: on",
            "30 b2: Runner name: b > b2",
            "35 c: gone",
        ]
    );
    assert_eq!(watcher.watched(), [(0, 40)]);
}

#[test]
fn what_is_different_after_a_gap_has_no_time() {
    let (_folder, path) = file();
    let mut first = Watcher::of(&path);
    first.list(0, &[runner("a"), runner("b"), runner("c")]);
    first.list(10, &[runner("a"), runner("b"), runner("c")]);
    drop(first);
    let mut second = Watcher::of(&path);
    second.list(1_000, &[runner("a").status("unknown"), runner("b"), runner("d")]);
    assert_eq!(
        second.told(),
        ["1000 a: Running > Unknown unseen since 10", "1000 d: new, Running unseen since 10"],
        "one list may have lost c"
    );
    second.list(1_010, &[runner("a").status("unknown"), runner("b").status("paused"), runner("d")]);
    assert_eq!(second.told()[2..], ["1010 b: Running > Paused", "1010 c: gone unseen since 10"]);
    assert_eq!(second.watched(), [(0, 10), (1_000, 1_010)]);
    second.list(1_020, &[runner("a"), runner("c"), runner("d")]);
    assert_eq!(second.told()[4..], ["1020 a: Unknown > Running", "1020 c: new, Running"], "it was there after all");
}

#[test]
fn a_fleet_that_was_emptied_while_nobody_watched_is_told_by_the_second_empty_list() {
    let (_folder, path) = file();
    Watcher::of(&path).list(0, &[runner("a"), runner("b")]);
    let mut second = Watcher::of(&path);
    second.list(1_000, &[]);
    assert_eq!(second.told(), [""; 0]);
    second.list(1_010, &[]);
    assert_eq!(second.told(), ["1010 a: gone unseen since 0", "1010 b: gone unseen since 0"]);
}

#[test]
fn a_list_that_is_not_whole_says_nothing_of_who_it_lacks() {
    let (_folder, path) = file();
    Watcher::of(&path).list(0, &[runner("a"), runner("b")]);
    let mut second = Watcher::of(&path);
    for seconds in [1_000, 1_010, 1_020] {
        let mut listing = second.listing(seconds, &[runner("a")]);
        listing.is_whole = seconds == 1_020;
        second.observe(seconds, Observation::Listed(listing)).unwrap();
        assert_eq!(second.told().len(), usize::from(seconds == 1_020), "{seconds}");
    }
    // One that is looked up is not gone either.
    let mut third = Watcher::of(&path);
    third.list(1_030, &[runner("a"), runner("b")]);
    drop(third);
    let mut fourth = Watcher::of(&path);
    for seconds in [2_000, 2_010] {
        let mut listing = fourth.listing(seconds, &[runner("a")]);
        listing.missing = vec![RunnerId::new("id-b")];
        fourth.observe(seconds, Observation::Listed(listing)).unwrap();
    }
    assert_eq!(fourth.told().len(), 2, "{:?}", fourth.told());
}

#[test]
fn a_runner_that_is_read_between_two_lists_is_kept_at_once() {
    let mut watcher = Watcher::in_memory();
    watcher.read(0, runner("a").status("paused"));
    watcher.list(10, &[runner("a"), runner("b")]);
    watcher.read(12, runner("a").status("stopping"));
    watcher.read(14, runner("a").status("pending"));
    watcher.list(20, &[runner("a"), runner("b")]);
    assert_eq!(watcher.told(), ["12 a: Running > Stopping", "14 a: Stopping > Pending", "20 a: Pending > Running"]);
}

#[test]
fn what_is_told_for_the_first_time_is_no_change() {
    let mut watcher = Watcher::in_memory();
    let bare = Runner::new("id-a", "a");
    watcher.list(0, std::slice::from_ref(&bare));
    watcher.list(10, &[runner("a")]);
    watcher.list(20, &[bare]);
    watcher.list(30, &[runner("a").version("12")]);
    assert_eq!(watcher.told(), ["30 a: 11.214.0 > 12"]);
}

#[test]
fn what_was_done_from_here_and_what_became_of_it_is_kept() {
    let mut watcher = Watcher::in_memory();
    watcher.list(0, &[runner("a")]);
    let intent = Intent::Change(Change::Command(RunnerCommand::Restart));
    let refused =
        Cause::Refused(Problem { status: 409, detail: Some(Label::from("Jane Doe holds it")), ..Problem::default() });
    let kinds = [
        RecordKind::Asked(intent.clone()),
        RecordKind::Refused { intent: intent.clone(), cause: Box::new(refused) },
        RecordKind::Reported { intent: intent.clone(), after: Duration::from_millis(12_345) },
    ];
    for kind in &kinds {
        let done = Observation::Done { at: at(5), runner: RunnerId::new("id-a"), kind: kind.clone() };
        watcher.observe(5, done).unwrap();
    }
    let kept: Vec<RecordKind> = watcher.events().into_iter().map(|event| event.kind).collect();
    assert_eq!((&kept[0], &kept[2]), (&kinds[0], &kinds[2]));
    let without_words = Cause::Refused(Problem { status: 409, ..Problem::default() });
    assert_eq!(
        kept[1],
        RecordKind::Refused { intent, cause: Box::new(without_words) },
        "a server's words may hold a name"
    );
    let of_a = watcher.store.events_of(AccountId::FIRST, &RunnerId::new("id-a"), None, 2).unwrap();
    assert_eq!(of_a.iter().map(|event| event.number).collect::<Vec<_>>(), [3, 2]);
    let older = watcher.store.events_of(AccountId::FIRST, &RunnerId::new("id-a"), Some(2), 2).unwrap();
    assert_eq!(older.iter().map(|event| event.number).collect::<Vec<_>>(), [1]);
}

#[test]
fn tests_of_connectivity_are_kept() {
    let mut watcher = Watcher::in_memory();
    let tested = |result| Tested {
        at: at(5),
        from: Origin::Runner(RunnerId::new("id-a")),
        endpoint: Endpoint::parse("db.example").unwrap(),
        port: Port::new(5432).unwrap(),
        took: Duration::from_millis(250),
        result,
    };
    let from_here = Tested { from: Origin::ThisMachine, ..tested(Ok(Verdict::Other(Label::from("odd")))) };
    let all = [tested(Ok(Verdict::Success)), tested(Err(Cause::TimedOut(Duration::from_secs(30)))), from_here];
    for test in &all {
        watcher.observe(5, Observation::Tested(test.clone())).unwrap();
    }
    let kept = watcher.store.tests(AccountId::FIRST, 10).unwrap();
    assert_eq!(kept.into_iter().rev().map(|kept| kept.tested).collect::<Vec<_>>(), all);
    assert_eq!(watcher.store.tests(AccountId::FIRST, 1).unwrap().len(), 1);
}

#[test]
fn what_the_operator_chose_last_is_found_again() {
    let (_folder, path) = file();
    let mut store = open(&path);
    assert_eq!(store.choice(Choice::Sort), Ok(None));
    for value in ["name", "status"] {
        store.write(&[Entry::Chosen(Choice::Sort, value.to_owned())], at(0)).unwrap();
    }
    assert_eq!(store.choice(Choice::View), Ok(None));
    store.write(&[Entry::Chosen(Choice::View, "timeline 24 h".to_owned())], at(0)).unwrap();
    drop(store);
    let store = open(&path);
    assert_eq!(store.choice(Choice::Sort), Ok(Some("status".to_owned())));
    assert_eq!(store.choice(Choice::View), Ok(Some("timeline 24 h".to_owned())));
}

#[test]
fn each_account_has_its_own_history_and_keeps_it_when_its_id_is_told() {
    let (_folder, path) = file();
    let (prod, lab) = (identity(), Identity { profile: Some("lab".to_owned()), ..identity() });
    let watch = |identity: &Identity, seconds: i64, status: &str| {
        let store = Store::open(&path, std::slice::from_ref(identity)).unwrap();
        let mut watcher = Watcher::in_memory();
        watcher.store = store;
        watcher.list(seconds, &[runner("a").status(status)]);
        watcher.told()
    };
    assert_eq!(watch(&prod, 0, "running"), [] as [&str; 0]);
    assert_eq!(watch(&lab, 500, "paused"), [] as [&str; 0], "another account in the same region");
    let known = Identity { account: Some("acc-1".to_owned()), ..prod.clone() };
    let told = ["1000 a: Running > Paused unseen since 0"];
    assert_eq!(watch(&known, 1_000, "paused"), told, "the same one, by its profile");
    assert_eq!(watch(&known, 1_010, "paused"), told);
    let renamed = Identity { profile: None, ..known.clone() };
    assert_eq!(watch(&renamed, 1_020, "paused"), told, "by its id, whatever the profile is called");
    assert_eq!(watch(&prod, 1_030, "paused"), told, "and without the id again");
    let elsewhere = Identity { api: "https://us1.api.example/dpc".to_owned(), ..known };
    assert_eq!(watch(&elsewhere, 1_040, "running"), [] as [&str; 0]);
}

#[test]
fn all_of_a_batch_is_kept_or_nothing() {
    let (_folder, path) = file();
    let mut watcher = Watcher::of(&path);
    watcher.list(0, &[runner("a")]);
    let listing = watcher.listing(10, &[runner("a").status("paused")]);
    let listed = Entry::Observed(AccountId::FIRST, Observation::Listed(listing));
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TRIGGER full BEFORE INSERT ON tests BEGIN SELECT RAISE(ABORT, 'no'); END").unwrap();
    let tested = Observation::Tested(Tested {
        at: at(5),
        from: Origin::ThisMachine,
        endpoint: Endpoint::parse("db.example").unwrap(),
        port: Port::new(1).unwrap(),
        took: Duration::ZERO,
        result: Ok(Verdict::Success),
    });
    let batch = [listed.clone(), Entry::Observed(AccountId::FIRST, tested)];
    assert!(watcher.store.write(&batch, at(10)).is_err());
    assert_eq!((watcher.told(), watcher.watched()), (Vec::new(), vec![(0, 0)]));
    watcher.store.write(&[listed], at(10)).unwrap();
    assert_eq!((watcher.told(), watcher.watched()), (vec!["10 a: Running > Paused".to_owned()], vec![(0, 10)]));
}
