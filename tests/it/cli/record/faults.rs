//! A history file that cannot be written: one line, it goes on, and what waited is written once that is possible.

use super::*;

fn make_folder(account: &Account) {
    std::fs::create_dir(account.home.path().join("trackside")).unwrap();
}

#[test]
fn a_file_of_another_program_is_said_once_left_as_it_is_and_done_without() {
    let account = two();
    make_folder(&account);
    std::fs::write(account.history(), "somebody's notes").unwrap();
    let recorder = record(&account);
    recorder.wait_for("History cannot be kept: the file belongs to another program and was left as it is.");
    recorder.wait_for("The list was read: 2 runners.");
    std::fs::rename(account.history(), account.home.path().join("notes")).unwrap();
    recorder.wait_for("History can be kept again, and lacks nothing.");
    assert_eq!(ask(&account.history(), "SELECT count(*) FROM runners"), ["2"]);
    let ended = recorder.terminate();
    assert_eq!((ended.code, ended.said.matches("cannot be kept").count()), (Some(0), 1), "{ended:?}");
    assert_eq!(std::fs::read_to_string(account.home.path().join("notes")).unwrap(), "somebody's notes");
}

#[test]
fn an_end_that_leaves_something_unwritten_says_so_and_is_a_failure() {
    let account = two();
    make_folder(&account);
    std::fs::write(account.history(), "somebody's notes").unwrap();
    let recorder = record(&account);
    recorder.wait_for("History cannot be kept").wait_for("The list was read");
    let ended = recorder.terminate();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let last = "Ended by SIGTERM. Not written: the file belongs to another program and was left as it is.\n";
    assert!(ended.said.ends_with(last), "{ended:?}");
}

#[test]
fn a_file_that_another_program_holds_is_waited_for_at_the_end() {
    let account = two();
    let recorder = record(&account);
    recorder.wait_for("The list was read");
    wait_for_watch(&account.history());
    let mut other = rusqlite::Connection::open(account.history()).unwrap();
    let held = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    account.set(vec![listed("billing", "paused", "11.1.0"), listed("crm", "running", "11.1.0")]);
    recorder.wait_for("History cannot be kept: another program holds the file.");
    recorder.signal(Signal::TERM);
    drop(held);
    drop(other);
    let ended = recorder.ended();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.said.ends_with("Ended by SIGTERM.\n"), "{ended:?}");
    assert_eq!(changes(&account.history()), ["billing status Running Paused"]);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let account = two();
    let mut recorder = record(&account);
    recorder.wait_for("The list was read");
    wait_for_watch(&account.history());
    let mut other = rusqlite::Connection::open(account.history()).unwrap();
    let held = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    account.set(vec![listed("billing", "paused", "11.1.0"), listed("crm", "running", "11.1.0")]);
    recorder.wait_for("History cannot be kept: another program holds the file.");
    // As often as it takes: two that come before one is read are one.
    wait_until("it has ended", || {
        recorder.signal(Signal::INT);
        recorder.child.try_wait().unwrap().is_some()
    });
    let ended = recorder.ended().code;
    drop(held);
    assert_eq!(ended, Some(130));
}

#[test]
fn a_file_that_is_deleted_is_begun_anew_and_that_is_said() {
    let account = two();
    let recorder = record(&account);
    recorder.wait_for("The list was read");
    wait_for_watch(&account.history());
    std::fs::remove_file(account.history()).unwrap();
    recorder.wait_for("The history file was moved or deleted. A new file was begun.");
    assert_eq!(recorder.terminate().code, Some(0));
    assert_eq!(ask(&account.history(), "SELECT name FROM runners ORDER BY name"), ["billing", "crm"]);
}
