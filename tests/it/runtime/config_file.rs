//! The config file as it is read: there or not, whole or not, and what a refusal names.

use std::fs;
use std::path::Path;

use trackside::options::{ConfigFile, GivenFile};
use trackside::runtime::config_file::read;

fn named(path: &Path) -> ConfigFile {
    ConfigFile::Named(GivenFile { path: path.to_owned(), by: "--config".to_owned() })
}

#[test]
fn a_named_file_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b");
    fs::write(&path, "# words\r\n").unwrap();
    let file = read(&named(&path)).unwrap().unwrap();
    assert_eq!((file.path.as_path(), file.text.as_str()), (path.as_path(), "# words\r\n"));
}

#[test]
fn a_named_file_that_cannot_be_read_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, text, large) =
        (folder.path().join("no\u{1b}ne"), folder.path().join("text"), folder.path().join("large"));
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::write(&text, b"# caf\xc3\xa9\nregion = \"\xff\"\n").unwrap();
    fs::write(&large, "#".repeat(256 * 1024 + 1)).unwrap();
    for (path, reason) in [
        (missing.as_path(), "No such file or directory (os error 2)"),
        (folder.path(), "is a folder, not a file"),
        (pipe.as_path(), "is a pipe, a terminal or a device, not a file"),
        (Path::new("/dev/zero"), "is a pipe, a terminal or a device, not a file"),
        (text.as_path(), "line 2 has a character that is not UTF-8"),
        (large.as_path(), "larger than 256 KiB"),
    ] {
        let shown = path.to_str().unwrap().replace('\u{1b}', "^[");
        assert_eq!(read(&named(path)).unwrap_err(), format!("--config: cannot read {shown}: {reason}"));
    }
}
