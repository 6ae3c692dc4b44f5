//! Vaults in folders: what a crash, a full disk and a changed file do. Buckets are tested against
//! a server in `tests/s3.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn vault() -> (tempfile::TempDir, Vault) {
    let directory = tempfile::tempdir().unwrap();
    let vault = Vault::open(&Place::Folder(directory.path().join("chips"))).unwrap();
    (directory, vault)
}

fn path(vault: &Vault, hash: &ContentHash, format: Format) -> PathBuf {
    let Place::Folder(root) = vault.place() else { panic!("{}", vault.place()) };
    root.join(place::name_of(hash, format))
}

fn files_in(directory: &Path) -> usize {
    fs::read_dir(directory).map_or(0, |entries| {
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.map(|path| if path.is_dir() { files_in(&path) } else { 1 }).sum()
    })
}

fn listed(vault: &Vault) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut keep = |entry| {
        entries.push(entry);
        ControlFlow::Continue(())
    };
    vault.list(&mut keep).unwrap();
    entries
}

#[test]
fn what_is_put_is_got_again_under_its_sha_256() {
    let (directory, vault) = vault();
    let hash = vault.put(b"abc", Format::WebP).unwrap();
    // FIPS 180-4's own example.
    let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hash.to_string(), known);
    assert_eq!(vault.get(&known.parse().unwrap()).unwrap().unwrap(), b"abc");
    assert!(directory.path().join(format!("chips/ba/78/{known}.webp")).exists());
    assert_eq!(vault.get(&ContentHash::of(b"other")).unwrap(), None);
    vault.check().unwrap();
    assert_eq!(files_in(directory.path()), 1);
}

#[test]
fn a_jpeg_of_an_older_program_is_found_and_removed() {
    let (_directory, vault) = vault();
    let hash = ContentHash::of(b"old");
    let old = path(&vault, &hash, Format::Jpeg);
    fs::create_dir_all(old.parent().unwrap()).unwrap();
    fs::write(&old, b"old").unwrap();
    assert!(vault.contains(&hash).unwrap());
    assert_eq!(vault.get(&hash).unwrap().unwrap(), b"old");
    assert_eq!(vault.put(b"old", Format::WebP).unwrap(), hash);
    assert!(!path(&vault, &hash, Format::WebP).exists(), "it is kept already");
    vault.remove(&hash).unwrap();
    assert!(!vault.contains(&hash).unwrap());
    vault.remove(&hash).unwrap();
}

#[test]
fn putting_twice_keeps_one_file_untouched() {
    let (directory, vault) = vault();
    let hash = vault.put(b"abc", Format::WebP).unwrap();
    let written = || fs::metadata(path(&vault, &hash, Format::WebP)).unwrap().modified().unwrap();
    let first = written();
    assert_eq!(vault.put(b"abc", Format::WebP).unwrap(), hash);
    assert_eq!((files_in(directory.path()), written()), (1, first));
}

#[test]
fn a_part_that_a_crash_left_is_never_taken_for_a_chip() {
    let (_directory, vault) = vault();
    let hash = ContentHash::of(b"abc");
    let chip = path(&vault, &hash, Format::WebP);
    fs::create_dir_all(chip.parent().unwrap()).unwrap();
    let left = chip.with_extension(format!("{}-0.part", std::process::id()));
    fs::write(&left, b"a").unwrap();
    assert_eq!(vault.get(&hash).unwrap(), None);
    vault.put(b"abc", Format::WebP).unwrap();
    assert_eq!(vault.get(&hash).unwrap().unwrap(), b"abc");
    assert_eq!(fs::read(&left).unwrap(), b"a");
}

#[test]
fn a_chip_that_changed_on_disk_is_an_error_until_it_is_put_again() {
    let (_directory, vault) = vault();
    let hash = vault.put(b"abc", Format::WebP).unwrap();
    fs::write(path(&vault, &hash, Format::WebP), b"abd").unwrap();
    assert!(matches!(vault.get(&hash), Err(VaultError::Damaged(damaged)) if damaged == hash));
    vault.put(b"abc", Format::WebP).unwrap();
    assert_eq!(vault.get(&hash).unwrap().unwrap(), b"abc");
}

#[test]
fn a_batch_is_there_once_it_is_flushed_and_not_before() {
    let (_directory, vault) = vault();
    let chips: Vec<_> = (0_u32..500).map(|n| (n % 400).to_be_bytes()).collect();
    let mut batch = vault.batch();
    let hashes: Vec<_> = chips.iter().map(|chip| batch.put(chip, Format::WebP).unwrap()).collect();
    let mut others = listed(&vault).into_iter().filter(|e| !matches!(e.what, What::Part(_)));
    assert_eq!(others.next(), None);
    batch.flush().unwrap();
    for (hash, chip) in hashes.iter().zip(&chips) {
        assert_eq!(vault.get(hash).unwrap().unwrap(), chip);
    }
    assert_eq!(listed(&vault).len(), 400);
    batch.put(b"again", Format::WebP).unwrap();
    batch.flush().unwrap();
    assert_eq!(listed(&vault).len(), 401);
}

#[test]
fn a_batch_that_is_never_flushed_leaves_nothing() {
    let (directory, vault) = vault();
    let mut batch = vault.batch();
    batch.put(b"abc", Format::WebP).unwrap();
    assert_eq!(files_in(directory.path()), 1);
    drop(batch);
    assert_eq!(files_in(directory.path()), 0);
}

#[test]
fn a_chip_that_cannot_be_written_leaves_nothing_half_named() {
    let (directory, vault) = vault();
    // A file where the folder of the second chip has to be.
    let second = path(&vault, &ContentHash::of(b"second"), Format::WebP);
    let in_the_way = second.parent().unwrap();
    fs::create_dir_all(in_the_way.parent().unwrap()).unwrap();
    fs::write(in_the_way, b"").unwrap();
    let mut batch = vault.batch();
    batch.put(b"first", Format::WebP).unwrap();
    let error = batch.put(b"second", Format::WebP).unwrap_err().to_string();
    assert!(error.contains("in the way; move it") && error.contains("chips"), "{error}");
    drop(batch);
    assert_eq!(files_in(directory.path()), 1);
    fs::remove_file(in_the_way).unwrap();
    vault.put(b"second", Format::WebP).unwrap();
}

#[test]
fn a_name_that_cannot_be_given_ends_the_batch_and_the_rest_of_it_goes() {
    let (directory, vault) = vault();
    let chips: Vec<_> = (0_u32..20).map(u32::to_be_bytes).collect();
    let mut batch = vault.batch();
    let hashes: Vec<_> = chips.iter().map(|chip| batch.put(chip, Format::WebP).unwrap()).collect();
    // A folder where the name of the tenth has to be.
    let in_the_way = path(&vault, &hashes[10], Format::WebP);
    fs::create_dir(&in_the_way).unwrap();
    assert!(matches!(batch.flush(), Err(VaultError::Folder { doing: "naming", .. })));
    assert!(listed(&vault).iter().all(|entry| !matches!(entry.what, What::Part(_))));
    fs::remove_dir(&in_the_way).unwrap();
    for chip in &chips {
        batch.put(chip, Format::WebP).unwrap();
    }
    batch.flush().unwrap();
    assert_eq!(files_in(directory.path()), 20);
}

/// By hand: `mount -t tmpfs -o size=1m none DIR` and `AFTERMATH_TEST_SMALL_DISK=DIR`.
#[test]
fn a_full_disk_is_said_and_leaves_only_whole_chips() {
    let Some(small) = std::env::var_os("AFTERMATH_TEST_SMALL_DISK") else { return };
    let vault = Vault::open(&Place::Folder(PathBuf::from(small).join("chips"))).unwrap();
    let chip = |n: u32| [n.to_be_bytes(); 2500].concat();
    let mut batch = vault.batch();
    let mut error = None;
    'batches: for n in 0..1000 {
        for n in n * 10..n * 10 + 10 {
            if let Err(full) = batch.put(&chip(n), Format::WebP) {
                error = Some(full.to_string());
                break 'batches;
            }
        }
        batch.flush().unwrap();
    }
    assert!(error.unwrap().contains("make room on that disk"));
    drop(batch);
    let entries = listed(&vault);
    assert!(entries.len() >= 10);
    for entry in entries {
        let What::Chip(hash, _) = entry.what else { panic!("{entry:?}") };
        assert_eq!(vault.get(&hash).unwrap().unwrap().len(), 10_000);
    }
}

#[test]
fn listing_tells_chips_from_parts_and_from_what_is_not_ours() {
    let (directory, vault) = vault();
    let root = directory.path().join("chips");
    let hash = vault.put(b"abc", Format::WebP).unwrap();
    let part = format!("ba/78/{hash}.9-9.part");
    fs::write(root.join(&part), b"ab").unwrap();
    fs::write(root.join("ba/Thumbs.db"), b"xyz1").unwrap();
    fs::create_dir_all(root.join("ba/78/deep/er")).unwrap();
    fs::create_dir_all(root.join("lost+found")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", root.join(format!("ba/78/{hash}.jpg"))).unwrap();
    let what = |entry: Entry| match entry.what {
        What::Chip(hash, format) => format!("chip {hash} {format:?} {}", entry.bytes),
        What::Part(name) => format!("part {name} {}", entry.bytes),
        What::Foreign(name) => format!("foreign {name}"),
    };
    let found: BTreeSet<_> = listed(&vault).into_iter().map(what).collect();
    let wanted = [
        format!("chip {hash} WebP 3"),
        format!("part {part} 2"),
        "foreign ba/Thumbs.db".to_owned(),
        "foreign ba/78/deep".to_owned(),
        "foreign lost+found".to_owned(),
        format!("foreign ba/78/{hash}.jpg"),
    ];
    assert_eq!(found, BTreeSet::from(wanted));
    assert!(vault.remove_part("ba/Thumbs.db").is_err());
    assert!(vault.remove_part("../x.1-1.part").is_err());
    vault.remove_part(&part).unwrap();
    assert_eq!(listed(&vault).len(), 5);
}

#[test]
fn listing_stops_when_told_to() {
    let (_directory, vault) = vault();
    for n in 0_u8..10 {
        vault.put(&[n], Format::WebP).unwrap();
    }
    let mut seen = 0;
    let mut three = |_| {
        seen += 1;
        if seen < 3 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    vault.list(&mut three).unwrap();
    assert_eq!(seen, 3);
}

#[test]
fn several_threads_put_the_same_chip_once() {
    let (directory, vault) = vault();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for n in 0_u8..50 {
                    vault.put(&[n], Format::WebP).unwrap();
                }
            });
        }
    });
    assert_eq!(files_in(directory.path()), 50);
}

#[test]
fn plain_http_needs_leave() {
    let place = "s3://evidence/chips".parse().unwrap();
    let setting = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut settings = vec![
        setting("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        setting("AWS_ACCESS_KEY_ID", "key"),
        setting("AWS_SECRET_ACCESS_KEY", "very secret"),
    ];
    let refused = Vault::open_with(&place, &settings).unwrap_err().to_string();
    assert!(refused.contains("AWS_ALLOW_HTTP=true"), "{refused}");
    settings.push(setting("AWS_ALLOW_HTTP", "true"));
    let vault = Vault::open_with(&place, &settings).unwrap();
    assert!(!format!("{vault:?}").contains("secret"));
}
