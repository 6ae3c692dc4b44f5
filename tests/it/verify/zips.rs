//! Packages that programs read in different ways, what is no package at all, and how the command
//! and the script end then.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use zip::write::SimpleFileOptions;

use super::{asked, key_of, package, python};
use crate::ledger::sign;
use crate::recompute::has_python;
use crate::support::TestApp;

/// The command's end, and what it says.
fn run(package: &Path, more: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aftermath"));
    let said = command.arg("verify").arg(package).args(more).output().unwrap();
    let words = [said.stdout, said.stderr].concat();
    (said.status.code(), String::from_utf8_lossy(&words).into_owned())
}

/// A zip of a folder, with one more file.
fn zip(folder: &Path, more: Option<&str>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        zip.start_file(entry.file_name().to_str().unwrap(), SimpleFileOptions::DEFAULT).unwrap();
        zip.write_all(&fs::read(entry.path()).unwrap()).unwrap();
    }
    if let Some(name) = more {
        zip.start_file(name, SimpleFileOptions::DEFAULT).unwrap();
        zip.write_all(b"building_id\n").unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The bytes with one name for another, of the same length, wherever or only at first.
fn renamed(bytes: &[u8], from: &str, to: &str, most: usize) -> Vec<u8> {
    let (mut own, mut done) = (bytes.to_vec(), 0);
    for at in 0..own.len() - from.len() {
        if done < most && own[at..].starts_with(from.as_bytes()) {
            own[at..at + to.len()].copy_from_slice(to.as_bytes());
            done += 1;
        }
    }
    own
}

#[actix_web::test]
async fn what_programs_read_differently_is_refused() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    package(&app, &town, folder.path(), &asked());
    let whole = zip(folder.path(), None);
    let more = zip(folder.path(), Some("buildings.cs_"));
    let cases = [
        ("a name twice", renamed(&more, "buildings.cs_", "buildings.csv", 2)),
        ("another name at its place", renamed(&whole, "buildings.csv", "buildings.cs_", 1)),
        ("something after it", [whole.as_slice(), b"more"].concat()),
        ("something before it", [b"MZ more".as_slice(), &whole].concat()),
        ("a name that leads out", zip(folder.path(), Some("../out"))),
    ];
    let path = outside.path().join("package.zip");
    fs::write(&path, whole).unwrap();
    assert_eq!(run(&path, &[]).0, Some(0));
    for (what, bytes) in cases {
        fs::write(&path, bytes).unwrap();
        let said = run(&path, &[]);
        assert_eq!(said.0, Some(2), "{what}: {}", said.1);
    }
}

#[actix_web::test]
async fn both_end_alike_with_what_is_none() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (old, key) = (sign(&app, &town).note, key_of(&app));
    package(&app, &town, folder.path(), &asked());
    let path = outside.path().join("old");
    let file = path.to_str().unwrap();
    for (text, words) in [
        (String::new(), "does not end"),
        (old.trim_end().to_owned(), "does not end"),
        (old.replace('\n', "\r\n"), "as on Windows"),
        ("hello\n".to_owned(), "no signed note"),
    ] {
        fs::write(&path, &text).unwrap();
        let said = run(folder.path(), &["--checkpoint", file]);
        assert!(said.0 == Some(2) && said.1.contains(words), "{text:?}: {}", said.1);
        if has_python() {
            assert_eq!(python(folder.path(), &text, &key).0, Some(2), "{text:?}");
        }
    }
    fs::write(&path, &old).unwrap();
    assert_eq!(run(folder.path(), &["--checkpoint", file, "--key", "none"]).0, Some(2));
    // A name that would write a line of its own.
    fs::write(folder.path().join("x\nfine     all"), "x").unwrap();
    let said = run(folder.path(), &["--checkpoint", file]);
    assert!(said.0 == Some(1) && !said.1.contains("\nfine     all"), "{}", said.1);
}

#[cfg(unix)]
#[actix_web::test]
async fn what_is_no_file_is_not_waited_for() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let folder = tempfile::tempdir().unwrap();
    let (old, key) = (sign(&app, &town).note, key_of(&app));
    package(&app, &town, folder.path(), &asked());
    let path = folder.path().join("README.md");
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
    let said = run(folder.path(), &[]);
    assert!(said.0 == Some(1) && said.1.contains("no regular file"), "{}", said.1);
    if has_python() {
        assert_eq!(python(folder.path(), &old, &key).0, Some(1));
    }
    // Output that nobody can read ends the command, and not in a panic.
    let full = fs::File::create("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_aftermath"));
    let said = command.arg("verify").arg(folder.path()).stdout(full).output().unwrap();
    assert_eq!(said.status.code(), Some(2), "{}", String::from_utf8_lossy(&said.stderr));
}
