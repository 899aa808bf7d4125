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
    let file = account.history();
    recorder.wait_for(&format!(
        "History cannot be kept in {}: the file belongs to another program and was left as it is.\n",
        file.display()
    ));
    recorder.wait_for("The list was read: 2 runners.");
    assert!(!recorder.said().contains("Recording"), "{}", recorder.said());
    std::fs::rename(account.history(), account.home.path().join("notes")).unwrap();
    recorder.wait_for("History can be kept again, and lacks nothing.");
    let first = format!("Recording {} every 1 s into {}\n", account.url(), file.display());
    assert_eq!(recorder.said().matches(&first).count(), 1, "{}", recorder.said());
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
fn a_file_that_cannot_be_used_is_a_failure_at_the_end_though_there_was_nothing_to_write() {
    let (foreign, newer, damaged) = (
        "the file belongs to another program and was left as it is",
        "a newer trackside made the file (version 99), which was left as it is",
        "the file is damaged",
    );
    for reason in [foreign, newer, damaged] {
        let account = two();
        let (recorder, file) = (record(&account), account.history());
        recorder.wait_for("The list was read");
        recorder.terminate();
        if reason == foreign {
            std::fs::write(&file, "somebody's notes").unwrap();
        } else if reason == newer {
            rusqlite::Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
        } else {
            let mut content = std::fs::read(&file).unwrap();
            content[4 * 4_096..6 * 4_096].fill(0x55);
            std::fs::write(&file, content).unwrap();
        }
        account.refuse(Some(("/v1/agents", 503, "")));
        let recorder = record(&account);
        recorder.wait_for("The list cannot be read");
        let ended = recorder.terminate();
        assert_eq!(ended.code, Some(1), "{ended:?}");
        let first = format!("History cannot be kept in {}: {reason}.\nThe list cannot be read", file.display());
        assert!(ended.said.starts_with(&first), "{ended:?}");
        assert!(ended.said.ends_with(&format!("Ended by SIGTERM. Not written: {reason}.\n")), "{ended:?}");
    }
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
