//! The file of certificates, as it is read before the terminal is taken.

use std::fs;

use trackside::options::GivenFile;
use trackside::runtime::ca_file::read;

#[test]
fn a_file_that_cannot_be_used_is_one_line_that_names_it_and_what_named_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        GivenFile { path, by: "--ca-file".to_owned() }
    };
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let special = "is a pipe, a terminal or a device, not a file";
    for (file, words, reason) in [
        (file("empty", b""), "cannot use", "the file is empty"),
        (file("rubbish", b"rubbish"), "cannot use", "the file holds no certificate in PEM form"),
        (
            file("cut", b"-----BEGIN CERTIFICATE-----\nAAAA\n"),
            "cannot use",
            "the file holds no usable certificate, certificate 1 (line 1) is cut (no END line)",
        ),
        (file("large", &vec![b'\n'; 4 * 1024 * 1024 + 1]), "cannot read", "larger than 4 MiB"),
        (
            GivenFile { path: folder.path().to_owned(), by: "ca_file".to_owned() },
            "cannot read",
            "is a folder, not a file",
        ),
        (GivenFile { path: pipe, by: "--ca-file".to_owned() }, "cannot read", special),
        (GivenFile { path: "/dev/zero".into(), by: "--ca-file".to_owned() }, "cannot read", special),
        (
            GivenFile { path: folder.path().join("none"), by: "ca_file".to_owned() },
            "cannot read",
            "No such file or directory (os error 2)",
        ),
    ] {
        let wanted = format!("{}: {words} {}: {reason}", file.by, file.path.display());
        assert_eq!(read(&file).unwrap_err(), wanted);
    }
    let good = file("good", include_bytes!("../api/ca.pem"));
    assert!(read(&good).unwrap().faults().is_empty());
}
