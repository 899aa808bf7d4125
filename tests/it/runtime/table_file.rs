//! A table in a file: written whole or not at all, never in the place of anything, and for its owner alone.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use trackside::account::table::{Column, Snapshot};
use trackside::files::private;
use trackside::runtime::table_file;
use trackside::text::table::TableForm;

use crate::support::fixtures::runner;
use crate::support::harness::loaded;

fn table() -> Snapshot {
    let fleet = loaded(vec![runner("a"), runner("b")]);
    Snapshot::new(vec![Column::Runner, Column::Status], fleet.rows().iter(), &[])
}

async fn saved(path: &Path) -> Result<(), String> {
    let outcome = table_file::save(path.to_owned(), table(), TableForm::Csv).await;
    outcome.map_err(|reason| reason.to_string())
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_new_file_has_the_table_and_only_its_owner_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runners.csv");
    assert_eq!(saved(&path).await, Ok(()));
    assert_eq!(fs::read_to_string(&path).unwrap(), "Runner,Status\na,Running\nb,Running\n");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(folder.path()), ["runners.csv"]);
}

#[tokio::test]
async fn nothing_that_is_there_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let there = |name: &str| folder.path().join(name);
    fs::write(there("file.csv"), "mine").unwrap();
    fs::create_dir(there("folder.csv")).unwrap();
    symlink(there("file.csv"), there("link.csv")).unwrap();
    symlink(there("nowhere"), there("dangling.csv")).unwrap();
    for name in ["file.csv", "folder.csv", "link.csv", "dangling.csv"] {
        let refused = saved(&there(name)).await.unwrap_err();
        assert_eq!(refused, "A file of this name is there already, and stays as it is.", "{name}");
    }
    assert_eq!(fs::read_to_string(there("file.csv")).unwrap(), "mine");
    assert!(!there("nowhere").exists());
    assert_eq!(names(folder.path()), ["dangling.csv", "file.csv", "folder.csv", "link.csv"]);
}

#[tokio::test]
async fn what_is_wrong_with_the_folder_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    assert_eq!(saved(&missing.join("a.csv")).await, Err(format!("There is no folder {}", missing.display())));
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert_eq!(saved(&file.join("a.csv")).await, Err(format!("No folder: {}", file.display())));
    assert_eq!(names(folder.path()), ["file"]);
}

#[test]
fn two_that_write_one_file_at_once_leave_one_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    let texts: Vec<String> = (0..8).map(|number| format!("{number}\n").repeat(10_000)).collect();
    let written = std::thread::scope(|scope| {
        let threads: Vec<_> =
            texts.iter().map(|text| scope.spawn(|| private::write_new(&path, text).is_ok())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).filter(|is_ok| *is_ok).count()
    });
    assert_eq!(written, 1);
    assert!(texts.contains(&fs::read_to_string(&path).unwrap()));
    assert_eq!(names(folder.path()), ["a.txt"]);
}
