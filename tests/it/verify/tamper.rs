//! Ways to tamper with a package, by who could: with its files alone, with a key of their own, or
//! with the campaign's.

use std::fs;
use std::path::Path;

use aftermath::domain::ledger::tree::{Frontier, leaf_hash};
use aftermath::domain::ledger::{Checkpoint, Key, Note, hex};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};

pub(super) const LEDGER: &str = "ledger.ndjson";
/// Columns that are checked cell by cell.
const CHECKED: [(&str, &[&str]); 4] = [
    (
        "judgements.csv",
        &["building_id", "volunteer_pseudonym", "outcome", "first_destroyed_image_id", "purpose"],
    ),
    ("judgements.csv", &["confidence", "submitted_at", "counted", "exclusion_reason", "exhibit"]),
    (
        "buildings.csv",
        &["status", "retirement_reason", "n_counted", "first_destroyed_image_id", "decided_by"],
    ),
    ("rulings.csv", &["kind", "in_force", "ruled_at", "ended", "reason", "ended_reason"]),
];

/// What was done, and how it must be named.
pub(super) struct Done {
    pub(super) what: String,
    /// Words that one complaint must have.
    pub(super) named: Vec<String>,
    /// Whether all else is as it should be.
    pub(super) is_alone: bool,
    /// Whether the script must find it too.
    pub(super) is_for_script: bool,
}

pub(super) fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Writes the hashes anew, as somebody does who has the files alone.
pub(super) fn rehash(folder: &Path) {
    let line = |line: &str| {
        let name = line.split_once("  ").unwrap().1;
        let bytes = fs::read(folder.join(name)).unwrap();
        format!("{}  {name}\n", hex(&Sha256::digest(bytes)))
    };
    let sums: String = read(folder, "SHA256SUMS").lines().map(line).collect();
    fs::write(folder.join("SHA256SUMS"), sums).unwrap();
}

/// Signs whatever the files and lines are now, with a key.
pub(super) fn forge(folder: &Path, key: &Key) {
    let sums = hex(&Sha256::digest(fs::read(folder.join("SHA256SUMS")).unwrap()));
    let mut lines: Vec<String> = read(folder, LEDGER).lines().map(str::to_owned).collect();
    let release = lines.iter_mut().rfind(|line| line.contains("\"kind\":\"release\""));
    if let Some(line) = release {
        let at = line.find("\"sums\":\"").unwrap() + 8;
        line.replace_range(at..at + 64, &sums);
    }
    let mut frontier = Frontier::default();
    for line in &lines {
        frontier.append(leaf_hash(line.as_bytes()), |_, _, _| {});
    }
    fs::write(folder.join(LEDGER), lines.join("\n") + "\n").unwrap();
    let old = read(folder, "checkpoint");
    let origin = old.lines().next().unwrap().to_owned();
    let (size, root) = (frontier.size(), frontier.root());
    let mut note = Note::new(Checkpoint { origin: origin.clone(), size, root }.text());
    note.sign(key, &origin);
    fs::write(folder.join("checkpoint"), note.written()).unwrap();
    fs::write(folder.join("keys"), format!("{}\n", key.public(&origin))).unwrap();
}

/// A line taken away, moved, doubled or made up.
fn mix(folder: &Path, name: &str, chance: &mut ChaCha8Rng) -> &'static str {
    let text = read(folder, name);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // Between what begins and what ends the file.
    let end = lines.len() - usize::from(name != "judgements.csv");
    let place = chance.random_range(1..end.max(3) - 1);
    let done = match chance.random_range(0..4) {
        0 => {
            lines.remove(place);
            "a line removed"
        }
        1 if lines[place] != lines[place + 1] => {
            lines.swap(place, place + 1);
            "lines swapped"
        }
        2 => {
            // A new one, like its neighbour but for its number.
            let own = match name {
                LEDGER => lines[place].replacen("\"number\":", "\"number\":9", 1),
                _ => lines[place].replacen(|digit: char| digit.is_ascii_digit(), "9", 1),
            };
            lines.insert(place, own);
            "a line added"
        }
        _ => {
            lines.insert(place, lines[place].clone());
            "a line doubled"
        }
    };
    fs::write(folder.join(name), lines.join("\n") + "\n").unwrap();
    done
}

/// A byte of any file.
fn any_byte(folder: &Path, (number, chance): (usize, &mut ChaCha8Rng)) -> Done {
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut all: Vec<String> = all.map(|name| name.into_string().unwrap()).collect();
    all.sort();
    let name = &all[number / 8 % all.len()];
    let mut bytes = fs::read(folder.join(name)).unwrap();
    if bytes.is_empty() {
        bytes.push(b'\n');
    } else {
        let place = chance.random_range(0..bytes.len());
        bytes[place] ^= 1 << chance.random_range(0..8);
    }
    fs::write(folder.join(name), bytes).unwrap();
    let named = vec![name.clone()];
    Done { what: format!("{name}: a byte"), named, is_alone: false, is_for_script: true }
}

/// Another value in a cell that is checked.
fn cell(folder: &Path, chance: &mut ChaCha8Rng) -> Done {
    let (name, columns) = CHECKED[chance.random_range(0..CHECKED.len())];
    let column = columns[chance.random_range(0..columns.len())];
    let mut table = csv::Reader::from_path(folder.join(name)).unwrap();
    let at = table.headers().unwrap().iter().position(|own| own == column).unwrap();
    let mut rows: Vec<Vec<String>> =
        vec![table.headers().unwrap().iter().map(Into::into).collect()];
    let rest = table.records().map(|row| row.unwrap().iter().map(Into::into).collect());
    rows.extend(rest);
    let row = chance.random_range(1..rows.len());
    let own = &mut rows[row][at];
    let flipped = own.pop().map_or('x', |last| if last == '1' { '2' } else { '1' });
    own.push(flipped);
    let mut output = csv::Writer::from_path(folder.join(name)).unwrap();
    for row in &rows {
        output.write_record(row).unwrap();
    }
    output.flush().unwrap();
    // What the script compares, itself or by recompute.py.
    let is_for_script = name == "judgements.csv" && columns.contains(&"outcome");
    let named = vec![format!("{name}, line {}: ", row + 1)];
    let what = format!("{name}: {column} in row {row}");
    Done { what, named, is_alone: false, is_for_script }
}

/// Tampers with a package in one of eight ways. `own` is the campaign's key.
pub(super) fn tamper(folder: &Path, (number, chance): (usize, &mut ChaCha8Rng), own: &Key) -> Done {
    let tables = ["judgements.csv", "buildings.csv", "rulings.csv", "buildings.geojson"];
    let any = |chance: &mut ChaCha8Rng| chance.random_range(0..tables.len());
    match number % 8 {
        0 => any_byte(folder, (number, chance)),
        // Lines of the ledger or a table; with its hashes made anew; signed by somebody else.
        way @ 1..=3 => {
            let name = if chance.random_range(0..2) == 0 { LEDGER } else { tables[any(chance)] };
            let done = mix(folder, name, chance);
            if way > 1 {
                rehash(folder);
            }
            if way > 2 {
                forge(folder, &Key::new([9; 32]));
            }
            let place = match (way, name) {
                (3, LEDGER) => "keys",
                (2, LEDGER) => LEDGER,
                _ => name,
            };
            let (what, named) = (format!("{name}: {done}, way {way}"), vec![place.to_owned()]);
            Done { what, named, is_alone: false, is_for_script: true }
        }
        // By those who have the key and everything else: the rows give it away.
        4 => {
            let name = tables[any(chance)];
            let done = mix(folder, name, chance);
            rehash(folder);
            forge(folder, own);
            let (what, named) = (format!("{name}: {done}, re-signed"), vec![name.to_owned()]);
            let is_for_script = name == "judgements.csv";
            Done { what, named, is_alone: false, is_for_script }
        }
        5 => {
            let done = cell(folder, chance);
            rehash(folder);
            forge(folder, own);
            done
        }
        // The record made anew, shorter or otherwise: an older checkpoint gives it away.
        way => {
            let mut lines: Vec<String> = read(folder, LEDGER).lines().map(str::to_owned).collect();
            let end = lines.iter().rposition(|line| line.contains("\"kind\":\"release\"")).unwrap();
            let what = if way == 6 {
                let from = chance.random_range(1..end / 2);
                lines.drain(from..end);
                format!("{LEDGER}: truncated after {from} lines")
            } else {
                let is_it = |line: &String| line.contains("\"kind\":\"campaign\"");
                let place = lines.iter().position(is_it).unwrap();
                let own = lines[place].replace("\"definition\":\"", "\"definition\":\"0");
                lines[place] = own;
                format!("{LEDGER}: line {place} written anew")
            };
            fs::write(folder.join(LEDGER), lines.join("\n") + "\n").unwrap();
            forge(folder, own);
            let named = vec!["older checkpoint".to_owned(), LEDGER.to_owned()];
            Done { what, named, is_alone: way == 7, is_for_script: true }
        }
    }
}
