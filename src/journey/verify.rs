//! The package of a release is checked from itself alone: its hashes, its ledger and checkpoint,
//! its rows against the ledger, and its findings against its rows.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::domain::ledger::{Checkpoint, Note, PublicKey, hex};
use crate::journey::taking::{LEDGER, SALTS};
use record::Record;
use replay::Replay;

mod findings;
mod record;
mod replay;
mod rows;
mod table;

/// Files that are outside of the list of hashes.
const OUTSIDE: [&str; 5] = [SUMS, LEDGER, "checkpoint", "keys", SALTS];
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
/// When there is no such folder, or the older checkpoint is none.
pub fn verify(folder: &Path, known: Known<'_>) -> io::Result<Report> {
    let there = names(folder)?;
    let old = known.checkpoint.map(stated).transpose();
    let old = old.map_err(|words| io::Error::other(format!("the older checkpoint: {words}")))?;
    let size = old.as_ref().map(|(_, old)| old.size);
    std::thread::scope(|scope| {
        // The files are large: they are hashed meanwhile.
        let files = scope.spawn(|| (files(folder, there), findings::map(folder)));
        let record = Record::read(folder, size);
        let mut rest = Report::new();
        match &record {
            Ok(record) => told(folder, (record, known), old.as_ref(), &mut rest),
            Err(words) => add(&mut rest, "ledger", Err(words.clone())),
        }
        let gone = || Err("the check itself failed".to_owned());
        let (files, map) = files.join().unwrap_or_else(|_panic| (gone(), gone()));
        let mut report = Report::new();
        add(&mut report, "files", files);
        report.append(&mut rest);
        add(&mut report, "map", map);
        if record.is_ok() {
            report.extend(TOLD.map(|words| (Verdict::NotTold, words.to_owned())));
        }
        Ok(report)
    })
}

/// What is taken as the package tells it, in every package.
const TOLD: [&str; 5] = [
    "buildings.csv: external_id, name, the place, which captures show a building (first_image_id, \
     last_image_id), verdict_version, the columns posterior_...; decided_at within bounds",
    "judgements.csv: gold, images_viewed, ui_version",
    "images.csv: all but image_id, captured_at, captured_precision, sha256_original, the offsets \
     and bad_votes",
    "the texts, exhibits.csv, references.csv, incidents.csv, links.csv, and the same data in \
     other formats and in others' columns (.parquet, .xlsx, .gpkg, unosat, zooniverse, mapswipe): \
     their hashes are checked, not what they say",
    "why a building is still asked about or lies before people",
];

/// Checks what the ledger tells, and what follows from it.
fn told(
    folder: &Path,
    (record, known): (&Record, Known<'_>),
    old: Option<&(Note, Checkpoint)>,
    report: &mut Report,
) {
    add(report, "ledger", Ok(format!("{} lines", record.size)));
    let redacted = record.redacted.len();
    if redacted > 0 {
        let words = format!("{redacted} lines are redacted; their hashes alone are here");
        report.push((Verdict::NotTold, words));
    }
    let keys = keys(folder, record, known.key);
    add(report, "checkpoint", checkpoint(folder, record, keys.as_ref().map_err(Clone::clone)));
    if known.key.is_none() {
        let words =
            "whose key it is: the package's own was taken; give the one you know with --key";
        report.push((Verdict::NotTold, words.to_owned()));
    }
    if let Some((note, old)) = old {
        add(report, "older checkpoint", consistent(note, old, record, &keys));
    } else {
        let words = "whether the ledger was made anew: give a checkpoint that somebody kept with \
                     --checkpoint";
        report.push((Verdict::NotTold, words.to_owned()));
    }
    let (check, release) = released(folder, record);
    add(report, "release", check);
    if let Some((lines, at)) = release {
        rows(folder, (record, lines), Replay::new(record, lines, at), report);
    }
}

/// Checks the tables against the first so many lines of the ledger.
fn rows(folder: &Path, of: (&Record, u64), mut replay: Replay<'_>, report: &mut Report) {
    let pictures = match rows::pictures(folder) {
        Ok(pictures) => pictures,
        Err(words) => return add(report, "images", Err(words)),
    };
    let (mut votes, mut ruled) = (rows::Votes::default(), rows::Ruled::default());
    let mut left = findings::Left::default();
    let check = rows::judgements(folder, of, &mut replay, (&pictures, &mut votes));
    let all_told = (check.is_ok() && votes.untold == 0).then_some(&votes.bad);
    add(report, "judgements", check);
    add(report, "images", rows::images(folder, &replay, all_told));
    add(report, "rulings", rows::rulings(folder, &mut replay, &mut ruled));
    let beside = (&pictures, &votes, &ruled);
    add(report, "findings", findings::buildings(folder, of, &mut replay, beside, &mut left));
    let counts = [
        (votes.untold, "judgements have no line that is told"),
        (ruled.untold, "rulings have no line that is told"),
        (left.untold, "buildings have no line that is told"),
        (
            votes.earlier,
            "judgements count no longer since captures were added: which of them show \
                         a building stands in no line",
        ),
        (
            left.unstopped,
            "buildings are open, before people or taken out, or a model had a say: the rule alone \
             does not tell so",
        ),
        (ruled.closed, "reasons of rulings and disputes have no salt here"),
    ];
    for (count, words) in counts.into_iter().filter(|(count, _)| *count > 0) {
        report.push((Verdict::NotTold, format!("{count} {words}")));
    }
}

/// The names of a package's files.
fn names(folder: &Path) -> io::Result<BTreeSet<String>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into())).collect()
}

/// A short file of a package.
fn text(folder: &Path, name: &str) -> Result<String, String> {
    fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))
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
fn files(folder: &Path, mut there: BTreeSet<String>) -> Check {
    for name in OUTSIDE {
        if !there.remove(name) {
            return Err(format!("{name} is missing"));
        }
    }
    let mut count = 0;
    for (line, number) in text(folder, SUMS)?.lines().zip(1..) {
        let Some((sum, name)) = line.split_once("  ") else {
            return Err(format!("{SUMS}, line {number}: no hash and name"));
        };
        if !there.remove(name) {
            return Err(format!("{SUMS}, line {number}: {name} is missing or named twice"));
        }
        let own = sha256(&folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        if own != sum {
            return Err(format!("{name}: its hash is {own}, {SUMS} says {sum}"));
        }
        count += 1;
    }
    match there.first() {
        Some(name) => Err(format!("{name} is in no list")),
        None => Ok(format!("{count} with the hashes in {SUMS}, no other")),
    }
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
    record: &Record,
    known: Option<&PublicKey>,
) -> Result<Vec<PublicKey>, String> {
    let text = text(folder, "keys")?;
    let own: Result<Vec<PublicKey>, String> = text
        .lines()
        .map(|line| PublicKey::parse(line).map_err(|error| format!("keys: {error}")))
        .collect();
    let own = own.and_then(|all| {
        let written = all.iter().fold(String::new(), |all, key| all + &key.to_string() + "\n");
        let is_there = known.is_none_or(|known| all.contains(known));
        match (written == text, is_there) {
            (true, true) => Ok(all),
            (false, _) => Err("keys: it is not written as the program writes it".to_owned()),
            (_, false) => Err("keys: the key that you know is not among them".to_owned()),
        }
    });
    let (Some(known), Ok(all)) = (known, &own) else { return own };
    let mut trusted = vec![known.clone()];
    for (next, old) in &record.keys {
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
    Ok(trusted)
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

fn checkpoint(folder: &Path, record: &Record, keys: Result<&Vec<PublicKey>, String>) -> Check {
    let text = text(folder, "checkpoint")?;
    let (note, own) = stated(&text)?;
    if own.size != record.size {
        return Err(format!("it states {} lines, {LEDGER} has {}", own.size, record.size));
    }
    if own.root != record.root {
        let (stated, found) = (hex(&own.root), hex(&record.root));
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
    record: &Record,
    keys: &Result<Vec<PublicKey>, String>,
) -> Check {
    is_signed(note, keys.as_ref().map_err(Clone::clone)?)?;
    if old.size > record.size {
        let words = format!("it has {} lines, {LEDGER} {}", old.size, record.size);
        return Err(format!(
            "{words}: lines were taken away, or it is the newer one; the server proves that the \
             package's ledger is its beginning at /c/SLUG/consistency/{}/{}",
            record.size, old.size
        ));
    }
    let is_same = old.size == 0 || record.old_root == Some(old.root);
    let size = old.size;
    if is_same {
        Ok(format!("its {size} lines are the beginning of the ledger"))
    } else {
        Err(format!("the first {size} lines of {LEDGER} are not those that it was signed for"))
    }
}

/// Whether the line of the release has the hash of the list of hashes; how many lines there were
/// when its data stood still, and when it was written down.
fn released(folder: &Path, record: &Record) -> (Check, Option<(u64, i64)>) {
    let manifest: Result<serde_json::Value, String> =
        text(folder, "manifest.json").and_then(|own| {
            serde_json::from_str(&own).map_err(|error| format!("manifest.json: {error}"))
        });
    let number = match manifest {
        Ok(manifest) => manifest.pointer("/release/number").and_then(serde_json::Value::as_i64),
        Err(words) => return (Err(words), None),
    };
    let mut all = record.releases.iter().rev();
    let Some((line, own)) = all.find(|(_, own)| Some(own.number) == number) else {
        return (Err(format!("{LEDGER} has no line about the release of manifest.json")), None);
    };
    let lines = u64::try_from(own.lines).unwrap_or(u64::MAX);
    if lines > *line {
        let words = format!("{LEDGER}, line {line} from 0: it speaks of {lines} lines before it");
        return (Err(words), None);
    }
    let check = match sha256(&folder.join(SUMS)) {
        Ok(sums) if own.sums == sums => {
            Ok(format!("the line of number {} has the hash of {SUMS}", own.number))
        }
        Ok(sums) => {
            Err(format!("the hash of {SUMS} is {sums}, its line in {LEDGER} says {}", own.sums))
        }
        Err(error) => Err(format!("{SUMS}: {error}")),
    };
    (check, Some((lines, own.at)))
}
