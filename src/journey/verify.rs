//! The package of a release is checked from itself alone: its hashes, its ledger and checkpoint,
//! its rows against the ledger, and its findings against its rows.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::domain::ledger::tree::{Frontier, Hash, leaf_hash};
use crate::domain::ledger::{
    Checkpoint, Leaf, Note, PublicKey, Release, hex, is_succession, unhex,
};
use crate::journey::taking::LEDGER;

mod rows;

/// Files that are outside of the list of hashes.
const OUTSIDE: [&str; 4] = [SUMS, LEDGER, "checkpoint", "keys"];
const SUMS: &str = "SHA256SUMS";

/// How one check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is as it should be.
    Fine,
    /// It is not.
    Wrong,
    /// The package does not tell.
    NotTold,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Wrong => "WRONG",
            Self::NotTold => "not told",
        }
    }
}

/// What came of each check, in their order.
pub type Report = Vec<(Verdict, String)>;

/// The first difference of a check, or what to say where there is none.
type Check = Result<String, String>;

fn add(report: &mut Report, what: &str, check: Check) {
    report.push(match check {
        Ok(words) => (Verdict::Fine, format!("{what}: {words}")),
        Err(words) => (Verdict::Wrong, format!("{what}: {words}")),
    });
}

/// What is known from elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// An older checkpoint.
    pub checkpoint: Option<&'a str>,
    /// The key of checkpoints.
    pub key: Option<&'a PublicKey>,
}

/// Checks the package that lies unpacked in a folder.
///
/// # Errors
/// When it cannot be read.
pub fn verify(folder: &Path, known: Known<'_>) -> io::Result<Report> {
    let mut report = Report::new();
    add(&mut report, "files", files(folder)?);
    let old = known.checkpoint.map(stated).transpose().map_err(io::Error::other)?;
    let tree = match tree(folder, old.as_ref().map(|(_, old)| old))? {
        Ok(tree) => tree,
        Err(words) => {
            add(&mut report, "ledger", Err(words));
            return Ok(report);
        }
    };
    add(&mut report, "ledger", Ok(format!("{} lines", tree.size)));
    if tree.redacted > 0 {
        let words = format!("{} lines are redacted; their hashes alone are here", tree.redacted);
        report.push((Verdict::NotTold, words));
    }
    let keys = keys(folder, &tree, known.key)?;
    add(&mut report, "checkpoint", checkpoint(folder, &tree, keys.as_ref().map_err(Clone::clone)));
    if known.key.is_none() {
        let words =
            "whose key it is: the package's own was taken; give the one you know with --key";
        report.push((Verdict::NotTold, words.to_owned()));
    }
    if let Some((note, old)) = &old {
        add(&mut report, "older checkpoint", consistent(note, old, &tree, &keys));
    }
    let (check, lines) = released(folder, &tree)?;
    add(&mut report, "release", check);
    if let Some(lines) = lines {
        rows::check(folder, lines, &mut report)?;
    }
    Ok(report)
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut input = BufReader::with_capacity(1 << 16, File::open(path)?);
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        digest.update(bytes);
        let count = bytes.len();
        input.consume(count);
    }
    Ok(hex(&digest.finalize()))
}

/// Whether every file is what the list says, and there is no other.
fn files(folder: &Path) -> io::Result<Check> {
    let mut there = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        there.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    for name in OUTSIDE {
        if !there.remove(name) {
            return Ok(Err(format!("{name} is missing")));
        }
    }
    let mut count = 0;
    for (line, number) in fs::read_to_string(folder.join(SUMS))?.lines().zip(1..) {
        let Some((sum, name)) = line.split_once("  ") else {
            return Ok(Err(format!("{SUMS}, line {number}: no hash and name")));
        };
        if !there.remove(name) {
            return Ok(Err(format!("{SUMS}, line {number}: {name} is missing or named twice")));
        }
        let own = sha256(&folder.join(name))?;
        if own != sum {
            return Ok(Err(format!("{name}: its hash is {own}, {SUMS} says {sum}")));
        }
        count += 1;
    }
    Ok(match there.first() {
        Some(name) => Err(format!("{name} is in no list")),
        None => Ok(format!("{count} with the hashes in {SUMS}, no other")),
    })
}

/// What the lines of the ledger come to.
struct Tree {
    size: u64,
    root: Hash,
    redacted: u64,
    /// The root at the size of the older checkpoint.
    old_root: Option<Hash>,
    releases: Vec<Release>,
    /// Halves of keys: the next, and the one before it.
    keys: Vec<(String, String)>,
}

/// A line of a package's ledger.
enum Told {
    Leaf(Leaf),
    Redacted(Hash),
}

fn told(line: &str) -> Result<Told, String> {
    let hash = line.strip_prefix("{\"redacted\":\"").and_then(|rest| rest.strip_suffix("\"}"));
    match hash {
        Some(hash) => match unhex(hash) {
            Some(bytes) if hex(&bytes) == hash => Ok(Told::Redacted(bytes)),
            _ => Err("no hash".to_owned()),
        },
        None => Leaf::parse(line).map(Told::Leaf).map_err(|error| error.to_string()),
    }
}

/// Hands every line of the ledger over with its place, up to a place.
fn each_line(
    folder: &Path,
    end: u64,
    mut take: impl FnMut(u64, &str, Told),
) -> io::Result<Result<(), String>> {
    let mut input = BufReader::new(File::open(folder.join(LEDGER))?);
    let mut line = String::new();
    for place in 0..end {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            break;
        }
        let own = line.strip_suffix('\n').unwrap_or(&line);
        match told(own) {
            Ok(told) => take(place, own, told),
            Err(error) => return Ok(Err(format!("{LEDGER}, line {place} from 0: {error}"))),
        }
    }
    Ok(Ok(()))
}

fn tree(folder: &Path, old: Option<&Checkpoint>) -> io::Result<Result<Tree, String>> {
    let mut frontier = Frontier::default();
    let (mut redacted, mut old_root) = (0, None);
    let (mut releases, mut keys) = (Vec::new(), Vec::new());
    let mut is_right = Ok(());
    let read = each_line(folder, u64::MAX, |place, line, told| {
        let hash = match told {
            Told::Redacted(hash) => {
                redacted += 1;
                hash
            }
            Told::Leaf(leaf) => {
                match leaf {
                    Leaf::Release(own) => releases.push(own),
                    Leaf::Key(own) if is_succession(&own.old, &own.key, &own.signature) => {
                        keys.push((own.key, own.old));
                    }
                    Leaf::Key(_) => is_right = Err(format!("line {place}: the old key is not its")),
                    _ => {}
                }
                leaf_hash(line.as_bytes())
            }
        };
        frontier.append(hash, |_, _, _| {});
        if old.is_some_and(|old| old.size == frontier.size()) {
            old_root = Some(frontier.root());
        }
    })?;
    let (size, root) = (frontier.size(), frontier.root());
    let found = Tree { size, root, redacted, old_root, releases, keys };
    Ok(read.and(is_right).map(|()| found))
}

fn stated(text: &str) -> Result<(Note, Checkpoint), String> {
    let note = Note::parse(text).map_err(|error| error.to_string())?;
    let own = Checkpoint::parse(&note.text).map_err(|error| error.to_string())?;
    Ok((note, own))
}

/// The keys that may have signed: the one that is known and those that it vouches for, or those of
/// the package.
fn keys(
    folder: &Path,
    tree: &Tree,
    known: Option<&PublicKey>,
) -> io::Result<Result<Vec<PublicKey>, String>> {
    let text = fs::read_to_string(folder.join("keys"))?;
    let own: Result<Vec<PublicKey>, String> = text
        .lines()
        .map(|line| PublicKey::parse(line).map_err(|error| format!("keys: {error}")))
        .collect();
    let own = own.and_then(|all| {
        let written: String = all.iter().map(|key| format!("{key}\n")).collect();
        let is_there = known.is_none_or(|known| all.contains(known));
        match (written == text, is_there) {
            (true, true) => Ok(all),
            (false, _) => Err("keys: it is not written as the program writes it".to_owned()),
            (_, false) => Err("keys: the key that you know is not among them".to_owned()),
        }
    });
    let (Some(known), Ok(all)) = (known, &own) else { return Ok(own) };
    let mut trusted = vec![known.clone()];
    for (next, old) in &tree.keys {
        let old = PublicKey::of_half(&known.name, old);
        let next = PublicKey::of_half(&known.name, next);
        let (Some(old), Some(next)) = (old, next) else { continue };
        // Either says the other: the older vouches for the next, and was before it.
        if trusted.contains(&old) {
            trusted.push(next);
        } else if trusted.contains(&next) && all.contains(&old) {
            trusted.push(old);
        }
    }
    Ok(Ok(trusted))
}

fn is_signed(note: &Note, keys: &[PublicKey]) -> Check {
    let mut last = "there is no key".to_owned();
    for key in keys {
        match note.checkpoint(key) {
            Ok(_) => return Ok(key.to_string()),
            Err(error) => last = error.to_string(),
        }
    }
    Err(last)
}

fn checkpoint(folder: &Path, tree: &Tree, keys: Result<&Vec<PublicKey>, String>) -> Check {
    let text = fs::read_to_string(folder.join("checkpoint")).map_err(|error| error.to_string())?;
    let (note, own) = stated(&text)?;
    if own.size != tree.size {
        return Err(format!("it states {} lines, {LEDGER} has {}", own.size, tree.size));
    }
    if own.root != tree.root {
        let (stated, found) = (hex(&own.root), hex(&tree.root));
        return Err(format!("it states the root {stated}, the lines of {LEDGER} give {found}"));
    }
    if note.written() != text {
        return Err("it is written otherwise than it is signed".to_owned());
    }
    Ok(format!("its root is that of the lines, signed by {}", is_signed(&note, keys?)?))
}

fn consistent(
    note: &Note,
    old: &Checkpoint,
    tree: &Tree,
    keys: &Result<Vec<PublicKey>, String>,
) -> Check {
    is_signed(note, keys.as_ref().map_err(Clone::clone)?)?;
    if old.size > tree.size {
        let words = format!("it has {} lines, the ledger {}", old.size, tree.size);
        return Err(format!("{words}: lines were taken away, or it is the newer one"));
    }
    let is_same = old.size == 0 || tree.old_root == Some(old.root);
    let size = old.size;
    if is_same {
        Ok(format!("its {size} lines are the beginning of the ledger"))
    } else {
        Err(format!("the first {size} lines of {LEDGER} are not those that it was signed for"))
    }
}

/// Whether the line of the release has the hash of the list of hashes, and how many lines there were
/// when its data stood still.
fn released(folder: &Path, tree: &Tree) -> io::Result<(Check, Option<u64>)> {
    let manifest = fs::read(folder.join("manifest.json"))?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap_or_default();
    let number = manifest["release"]["number"].as_i64();
    let own = tree.releases.iter().rev().find(|own| Some(own.number) == number);
    let Some(own) = own else {
        return Ok((Err(format!("{LEDGER} has no line about release {number:?}")), None));
    };
    let sums = sha256(&folder.join(SUMS))?;
    let check = if own.sums == sums {
        Ok(format!("the line of number {} has the hash of {SUMS}", own.number))
    } else {
        Err(format!("the hash of {SUMS} is {sums}, its line in {LEDGER} says {}", own.sums))
    };
    Ok((check, u64::try_from(own.lines).ok()))
}
