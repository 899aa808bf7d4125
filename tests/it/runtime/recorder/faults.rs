//! A file that cannot be written, on real file systems: told once, nothing half written, and all that waited is written once
//! it can be.

use std::process::Command;

use super::*;

/// Whether a file is whole, as SQLite sees it.
fn is_whole(path: &Path) -> bool {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap() == "ok"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_file_that_another_program_holds_is_waited_for_and_told_only_after_a_while() {
    let (_folder, path) = file();
    let mut rig = Rig::in_file(&path);
    rig.note(0);
    rig.ask(Query::Choices).await.unwrap();
    let mut other = rusqlite::Connection::open(&path).unwrap();
    let held = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    let began = Instant::now();
    for number in 1..=5_000 {
        rig.note(number);
    }
    assert!(began.elapsed() < Duration::from_millis(500), "nobody waits: {:?}", began.elapsed());
    assert_eq!(rig.next().await, Notice::Failed(StoreFault::Locked));
    assert!(began.elapsed() >= QUICK.patience);
    // It can be read meanwhile.
    assert!(rig.ask(Query::Choices).await.is_ok());
    std::thread::sleep(Duration::from_millis(700));
    rig.note(5_001);
    drop(held);
    assert_eq!(rig.next().await, Notice::Restored { merged: 0 }, "it is told once");
    drop(other);
    assert_eq!(rig.end().await, []);
    assert_eq!(numbers(&path), (0..=5_001).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_moment_of_another_program_is_no_news_and_the_last_batch_waits_a_little() {
    let (_folder, path) = file();
    let rig = Rig::in_file(&path);
    rig.note(0);
    wait_until("it is written", || records(&path) == 1);
    let mut other = other_program(&path).unwrap();
    let held = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    rig.note(1);
    let ends = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(held);
    };
    let (told, ()) = tokio::join!(rig.end(), ends);
    assert_eq!(told, []);
    drop(other);
    assert_eq!(numbers(&path), [0, 1]);
}

#[tokio::test]
async fn a_file_of_another_program_is_told_once_left_as_it_is_and_done_without() {
    let (_folder, path) = file();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "somebody's notes").unwrap();
    let mut rig = Rig::in_file(&path);
    assert_eq!(rig.next().await, Notice::Failed(StoreFault::Foreign));
    rig.note(0);
    rig.note(1);
    assert_eq!(rig.ask(Query::Choices).await, Err(StoreFault::Foreign));
    std::thread::sleep(QUICK.retry * 3);
    assert_eq!(fs::read_to_string(&path).unwrap(), "somebody's notes");
    fs::remove_file(&path).unwrap();
    assert_eq!(rig.next().await, Notice::Restored { merged: 0 });
    rig.end().await;
    assert_eq!(numbers(&path), [0, 1]);
}

/// Writes over the pages in the middle of a file, and leaves those at its beginning and its end.
fn damage_the_middle(path: &Path) {
    let mut content = fs::read(path).unwrap();
    let (third, pages) = (content.len() / 4_096 / 3, content.len() / 4_096);
    assert!(third > 5, "a file of {pages} pages");
    for byte in &mut content[third * 4_096..2 * third * 4_096] {
        *byte ^= 0x55;
    }
    fs::write(path, content).unwrap();
}

#[tokio::test]
async fn damage_in_the_middle_is_told_though_nothing_is_written_and_writing_does_not_take_that_back() {
    let (folder, path) = file();
    let rig = Rig::in_file(&path);
    for number in 0..2_000 {
        rig.note(number);
    }
    rig.end().await;
    damage_the_middle(&path);
    let before = fs::read(&path).unwrap();
    let mut rig = Rig::in_file(&path);
    assert_eq!(rig.next().await, Notice::Failed(StoreFault::Damaged));
    assert_eq!(rig.ask(Query::Choices).await, Err(StoreFault::Damaged));
    rig.note(0);
    std::thread::sleep(QUICK.retry * 3);
    assert!(fs::read(&path).unwrap() == before, "it is left as it is");
    fs::rename(&path, folder.path().join("away")).unwrap();
    // A try in the moment of the move may find no file.
    while rig.next().await != (Notice::Restored { merged: 0 }) {}
    assert_eq!(rig.end().await, []);
    assert_eq!(numbers(&path), [0]);
}

#[tokio::test]
async fn where_there_is_no_screen_the_opening_is_told_once_and_damage_before_it() {
    let (folder, path) = file();
    let without_screen = || RecorderSetup {
        has_screen: false,
        timing: Timing { check: Duration::ZERO, ..QUICK },
        ..setup(StoreLocation::File { path: Some(path.clone()) }, Some(90), QUICK)
    };
    let mut rig = Rig::start(without_screen());
    assert_eq!(rig.next().await, Notice::Opened);
    for number in 0..2_000 {
        rig.note(number);
    }
    assert!(rig.recorder.close().await);
    damage_the_middle(&path);
    let mut rig = Rig::start(without_screen());
    assert_eq!(rig.next().await, Notice::Failed(StoreFault::Damaged));
    rig.note(0);
    fs::rename(&path, folder.path().join("away")).unwrap();
    while rig.next().await != Notice::Opened {}
    assert_eq!(rig.next().await, Notice::Restored { merged: 0 });
    assert_eq!(rig.end().await, []);
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_no_good_end_though_there_was_nothing_to_write() {
    let (_folder, path) = file();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "somebody's notes").unwrap();
    let mut rig = Rig::in_file(&path);
    assert_eq!(rig.next().await, Notice::Failed(StoreFault::Foreign));
    assert!(!rig.recorder.close().await);
    fs::remove_file(&path).unwrap();
    assert!(Rig::in_file(&path).recorder.close().await);
}

#[tokio::test]
async fn what_cannot_be_a_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let inside = |name: &str| folder.path().join(name);
    fs::write(inside("real"), "").unwrap();
    std::os::unix::fs::symlink(inside("real"), inside("link")).unwrap();
    for (path, reason) in [
        (inside("link"), "is a symbolic link"),
        (inside("real/trackside/history.sqlite3"), "Not a directory (os error 20)"),
        (folder.path().to_owned(), "Is a directory (os error 21)"),
    ] {
        let mut rig = Rig::in_file(&path);
        let Notice::Failed(fault) = rig.next().await else { panic!("something else came first") };
        assert_eq!(fault.to_string(), reason);
        rig.end().await;
    }
    assert_eq!(fs::read(inside("real")).unwrap(), b"");
    let mut rig = Rig::start(setup(StoreLocation::File { path: None }, Some(90), QUICK));
    let Notice::Failed(fault) = rig.next().await else { panic!("something else came first") };
    assert_eq!(fault.to_string(), "there is no home folder");
    rig.end().await;
}

#[tokio::test]
async fn a_file_that_is_deleted_or_replaced_is_begun_anew_and_that_is_told() {
    for is_replaced in [false, true] {
        let (folder, path) = file();
        let mut rig = Rig::in_file(&path);
        let at = Timestamp::now();
        rig.recorder.keep(listing(at, None, vec![runner("a")]));
        rig.note(0);
        wait_until("it is written", || records(&path) == 1);
        if is_replaced {
            fs::rename(&path, folder.path().join("away")).unwrap();
            fs::write(&path, "").unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        rig.note(1);
        assert_eq!(rig.next().await, Notice::BegunAnew);
        // What was seen before is compared with the new file: it knows the runner from the first list on.
        let later = at + SignedDuration::from_secs(1);
        rig.recorder.keep(listing(later, Some(at), vec![runner("a").status("paused")]));
        assert_eq!(rig.end().await, []);
        assert_eq!(numbers(&path), [1], "replaced: {is_replaced}");
        assert!(is_whole(&path));
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_told_once() {
    let (_folder, path) = file();
    let ahead = Timestamp::now() + SignedDuration::from_hours(24);
    let rig = Rig::in_file(&path);
    rig.recorder.keep(listing(ahead, None, vec![runner("a")]));
    // It is in the future itself.
    assert_eq!(rig.end().await, []);
    let mut rig = Rig::in_file(&path);
    rig.recorder.keep(listing(Timestamp::now(), None, vec![runner("a").status("paused")]));
    assert_eq!(rig.next().await, Notice::ClockSetBack);
    rig.recorder.keep(listing(Timestamp::now(), None, vec![runner("a")]));
    assert_eq!(rig.end().await, []);
    let store = Store::open(&path, &[identity()]).unwrap();
    assert_eq!(store.events(AccountId::FIRST, None, 10).unwrap().len(), 2);
}

/// In a child: `mount` and limits are those of a process. Runs the test `name` with `TRACKSIDE_TEST_FOLDER` naming a folder
/// that `prepare`, a line for the shell, has made of an empty one. Where the machine lets nobody mount anything, the limit
/// below is what is tested.
fn in_child(name: &str, prepare: &str) {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("{prepare} || exit 77; exec \"$0\" --exact runtime::recorder::faults::{name} --nocapture");
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("TRACKSIDE_TEST_FOLDER", folder.path())
        .output();
    let Ok(output) = output else { return };
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let could_not = output.status.code() == Some(77) || !text.contains("running 1 test");
    assert!(could_not || output.status.success(), "{text}");
}

/// The folder, in such a child.
fn prepared() -> Option<PathBuf> {
    std::env::var_os("TRACKSIDE_TEST_FOLDER").map(PathBuf::from)
}

async fn fill_the_disk(folder: &Path) {
    let path = folder.join("trackside/history.sqlite3");
    let mut rig = Rig::in_file(&path);
    rig.note(0);
    rig.ask(Query::Choices).await.unwrap();
    wait_until("there is something", || fs::metadata(&path).is_ok_and(|found| found.len() > 0));
    // Nothing is left for anybody.
    let ballast = folder.join("ballast");
    let mut all = fs::File::create(&ballast).unwrap();
    while std::io::Write::write_all(&mut all, &[1; 4_096]).is_ok() {}
    for number in 1..=3_000 {
        rig.note(number);
    }
    assert_eq!(rig.next().await, Notice::Failed(StoreFault::Full));
    assert_eq!(rig.flush(1).await, Err(StoreFault::Full), "whoever waits for it is told, too");
    std::thread::sleep(QUICK.retry * 3);
    fs::remove_file(&ballast).unwrap();
    drop(all);
    assert_eq!(rig.next().await, Notice::Restored { merged: 0 });
    assert_eq!(rig.end().await, []);
    assert!(is_whole(&path));
    assert_eq!(numbers(&path), (0..=3_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_full_disk_is_told_once_and_what_waited_is_written_when_there_is_room() {
    if let Some(folder) = prepared() {
        return fill_the_disk(&folder).await;
    }
    let mount = "mount -t tmpfs -o size=2m tmpfs \"$TRACKSIDE_TEST_FOLDER\"";
    in_child("a_full_disk_is_told_once_and_what_waited_is_written_when_there_is_room", mount);
}

#[tokio::test]
async fn a_home_that_cannot_be_written_is_told_and_done_without() {
    if let Some(folder) = prepared() {
        for path in [folder.join("history.sqlite3"), folder.join("trackside/history.sqlite3")] {
            let mut rig = Rig::in_file(&path);
            assert_eq!(rig.next().await, Notice::Failed(StoreFault::Denied), "{}", path.display());
            rig.note(0);
            assert!(rig.ask(Query::Choices).await.is_err());
            assert_eq!(rig.end().await, []);
            assert!(!path.exists());
        }
        return;
    }
    let mount = "mount -t tmpfs -o ro,size=2m tmpfs \"$TRACKSIDE_TEST_FOLDER\"";
    in_child("a_home_that_cannot_be_written_is_told_and_done_without", mount);
}

/// Works everywhere: no file of the process may be larger than this.
#[tokio::test]
async fn a_file_that_may_not_grow_is_told_and_what_is_in_it_stays() {
    const NAME: &str = "a_file_that_may_not_grow_is_told_and_what_is_in_it_stays";
    if let Some(folder) = prepared() {
        let path = folder.join("history.sqlite3");
        let mut rig = Rig::in_file(&path);
        rig.note(0);
        rig.ask(Query::Choices).await.unwrap();
        for number in 1..=9_000 {
            rig.note(number);
        }
        let Notice::Failed(fault) = rig.next().await else { panic!("something else came first") };
        assert!(matches!(fault, StoreFault::Full | StoreFault::Other(_)), "{fault:?}");
        assert_eq!(rig.end().await, []);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let script = format!("trap '' XFSZ; ulimit -f 400; exec \"$0\" --exact runtime::recorder::faults::{NAME}");
    let status = Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("TRACKSIDE_TEST_FOLDER", folder.path())
        .stdout(std::process::Stdio::null())
        .status();
    assert!(status.unwrap().success());
    let path = folder.path().join("history.sqlite3");
    assert!(is_whole(&path));
    let kept = numbers(&path);
    assert_eq!(kept, (0..kept.len()).collect::<Vec<_>>(), "whole batches");
    assert!(kept.len() < 9_001);
}
