//! Lies that hold together: by somebody with a key of their own, or by whoever has the campaign's,
//! in a package that is signed anew and continues what was signed before.

use std::fs;
use std::path::Path;

use aftermath::domain::ledger::tree::leaf_hash;
use aftermath::domain::ledger::{Key, hex};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use super::tamper::{LEDGER, forge, read, rehash};

/// Who signs the package.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Somebody with a key of their own.
    Stranger,
    /// Whoever runs the server.
    Operator,
}

/// What is done, by whom, how the program names it, and whether the script must find it.
pub(super) type Attack = (&'static str, By, fn(&Path), &'static str, bool);

pub(super) fn stranger() -> Key {
    Key::new([9; 32])
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

fn lines(folder: &Path) -> Vec<String> {
    read(folder, LEDGER).lines().map(str::to_owned).collect()
}

fn put(folder: &Path, lines: &[String]) {
    write(folder, LEDGER, &(lines.join("\n") + "\n"));
}

fn is_of(line: &str, kind: &str) -> bool {
    line.contains(&format!("\"kind\":\"{kind}\""))
}

fn hash(line: &str) -> String {
    hex(&leaf_hash(line.as_bytes()))
}

/// The first line of a kind.
fn first(folder: &Path, kind: &str) -> String {
    lines(folder).into_iter().find(|line| is_of(line, kind)).unwrap()
}

/// A line with another value of a field.
fn with(line: &str, field: &str, value: &str) -> String {
    let name = format!("\"{field}\":");
    let (head, rest) = line.split_once(&name).unwrap();
    let end = match rest.as_bytes()[0] {
        b'"' => rest.match_indices('"').nth(1).unwrap().0 + 1,
        b'[' => rest.find(']').unwrap() + 1,
        _ => rest.find([',', '}']).unwrap(),
    };
    format!("{head}{name}{value}{}", rest.split_at(end).1)
}

/// A line like another one, of another kind and with other fields.
fn like(line: &str, kind: &str, fields: &str) -> String {
    let (head, _) = line.split_once("\"kind\"").unwrap();
    let tail = line.find(",\"nonce\":").map_or("}", |at| line.split_at(at).1);
    format!("{head}\"kind\":\"{kind}\",{fields}{tail}")
}

/// Puts a line before that of the release; it is among those that the release follows, or not.
fn say(folder: &Path, line: &str, is_followed: bool) {
    let mut all = lines(folder);
    let own = all.iter().rposition(|line| is_of(line, "release")).unwrap();
    let (_, rest) = all[own].split_once("\"lines\":").unwrap();
    let stop: usize = rest.split_once(',').unwrap().0.parse().unwrap();
    if is_followed {
        all[own] = with(&all[own], "lines", &(stop + 1).to_string());
    }
    all.insert(if is_followed { stop } else { own }, line.to_owned());
    put(folder, &all);
}

/// Rewrites a table by its columns and rows.
fn edit(folder: &Path, name: &str, change: impl FnOnce(&[String], &mut Vec<Vec<String>>)) {
    let mut table = csv::Reader::from_path(folder.join(name)).unwrap();
    let header: Vec<String> = table.headers().unwrap().iter().map(Into::into).collect();
    let rows = table.records().map(|row| row.unwrap().iter().map(Into::into).collect());
    let mut rows: Vec<Vec<String>> = rows.collect();
    change(&header, &mut rows);
    let mut output = csv::Writer::from_path(folder.join(name)).unwrap();
    output.write_record(&header).unwrap();
    for row in &rows {
        output.write_record(row).unwrap();
    }
    output.flush().unwrap();
}

fn column(header: &[String], name: &str) -> usize {
    header.iter().position(|own| own == name).unwrap()
}

/// Sets a cell of the first row in which another one holds a value.
fn set(folder: &Path, name: &str, (key, value): (&str, &str), (cell, own): (&str, &str)) {
    edit(folder, name, |header, rows| {
        let key = column(header, key);
        let row = rows.iter_mut().find(|row| row[key] == value).unwrap();
        row[column(header, cell)] = own.to_owned();
    });
}

fn own_key(folder: &Path) -> String {
    let key = read(folder, "keys");
    let bytes = key.trim().splitn(3, '+').nth(2).unwrap();
    BASE64_STANDARD.encode(&BASE64_STANDARD.decode(bytes).unwrap()[1..])
}

/// The one who signs says that the true key follows on theirs.
fn vouch_backwards(folder: &Path) {
    let (old, next) = (stranger(), own_key(folder));
    let (half, signature) = (old.half(), old.sign_over(&next));
    let fields =
        format!("\"key\":\"{next}\",\"old\":\"{half}\",\"signature\":\"{signature}\",\"at\":1");
    say(folder, &like(&first(folder, "campaign"), "key", &fields), false);
}

fn again(folder: &Path, kind: &str, field: &str, value: &str) {
    say(folder, &with(&first(folder, kind), field, value), true);
}

/// A judgement that counts, as its line and its row.
fn counted(folder: &Path) -> (String, Vec<String>) {
    let mut found = Vec::new();
    edit(folder, "judgements.csv", |header, rows| {
        let (counted, first) =
            (column(header, "counted"), column(header, "first_destroyed_image_id"));
        let person = column(header, "counted_as");
        let is_plain = |row: &&Vec<String>| row[counted] == "true" && row[person].is_empty();
        let row = rows.iter().filter(is_plain).find(|row| !row[first].is_empty());
        found.clone_from(row.unwrap());
    });
    let number = format!("\"number\":{},", found[0]);
    let is_it = |line: &String| is_of(line, "judgement") && line.contains(&number);
    (lines(folder).into_iter().find(is_it).unwrap(), found)
}

/// A judgement is superseded, by its line and in its row.
fn supersede(folder: &Path, (reason, at): (&str, &str)) {
    let (_, row) = counted(folder);
    let line = with(&first(folder, "superseding"), "judgement", &row[0]);
    let word = format!("\"{reason}\"");
    say(folder, &with(&with(&line, "reason", &word), "at", at), true);
    let key = ("judgement_id", row[0].as_str());
    set(folder, "judgements.csv", key, ("counted", "false"));
    set(folder, "judgements.csv", key, ("exclusion_reason", &reason.replace('_', " ")));
}

fn vote_twice(folder: &Path) {
    let (line, row) = counted(folder);
    say(folder, &with(&line, "number", "9000"), true);
    edit(folder, "judgements.csv", |_, rows| {
        let mut row = row.clone();
        row[0] = "9000".to_owned();
        rows.push(row);
    });
}

/// A row of which another thing is told than its line, which is redacted, says.
fn hide_line(folder: &Path) {
    let (line, row) = counted(folder);
    let hidden = format!("{{\"redacted\":\"{}\"}}", hash(&line));
    write(folder, LEDGER, &read(folder, LEDGER).replacen(&line, &hidden, 1));
    set(folder, "judgements.csv", ("judgement_id", &row[0]), ("confidence", "guess"));
}

fn hide_campaign(folder: &Path) {
    let hide = |line: String| {
        if is_of(&line, "campaign") || is_of(&line, "rules") {
            format!("{{\"redacted\":\"{}\"}}", hash(&line))
        } else {
            line
        }
    };
    put(folder, &lines(folder).into_iter().map(hide).collect::<Vec<_>>());
}

/// A building's images end before one that an answer names.
fn narrow(folder: &Path) {
    let (_, row) = counted(folder);
    let mut images = Vec::new();
    edit(folder, "images.csv", |_, rows| images.extend(rows.iter().map(|row| row[0].clone())));
    let first = row.iter().filter_map(|cell| images.iter().position(|id| id == cell)).max();
    let last = images[first.unwrap() - 1].clone();
    set(folder, "buildings.csv", ("building_id", &row[1]), ("last_image_id", &last));
}

fn double_column(folder: &Path) {
    let text = read(folder, "judgements.csv");
    let line = |(line, at): (&str, usize)| {
        format!("{line},{}\n", if at == 0 { "outcome" } else { "destroyed" })
    };
    write(folder, "judgements.csv", &text.lines().zip(0..).map(line).collect::<String>());
}

fn map(folder: &Path, from: &str, to: &str) {
    let text = read(folder, "buildings.geojson");
    assert!(text.contains(from));
    write(folder, "buildings.geojson", &text.replacen(from, to, 1));
}

/// A row that follows a ruling follows the votes, with all that goes with it left as it is.
fn ignore_ruling(folder: &Path) {
    set(folder, "buildings.csv", ("retirement_reason", "ruled"), ("retirement_reason", "agreed"));
}

fn swap_images(folder: &Path) {
    edit(folder, "images.csv", |_, rows| rows.swap(1, 2));
}

fn other_zone(folder: &Path) {
    let text = read(folder, "images.csv");
    write(folder, "images.csv", &text.replacen(".000Z", ".000+00:00", 1));
}

fn undo_import(folder: &Path) {
    let fields = "\"number\":1,\"what\":\"buildings\",\"sha256\":\"\",\"name\":\"0\",\
                  \"account\":\"system\",\"at\":1";
    say(folder, &like(&first(folder, "campaign"), "import-undone", fields), true);
}

fn set_aside_before(folder: &Path) {
    let line = with(&first(folder, "quarantine"), "at", "1");
    say(folder, &with(&line, "number", "9"), false);
}

/// Somebody is set aside after the data stood still.
pub(super) fn leave_out(folder: &Path, at: i64) {
    let line = with(&first(folder, "quarantine"), "at", &at.to_string());
    say(folder, &with(&line, "number", "9"), false);
}

/// The line of the release has its true hash beside other words; nothing is signed anew.
pub(super) fn redact_and_say(folder: &Path) {
    set(folder, "buildings.csv", ("retirement_reason", "agreed"), ("name", "Elsewhere"));
    rehash(folder);
    let sums = hex(&Sha256::digest(read(folder, "SHA256SUMS")));
    let line = lines(folder).into_iter().rfind(|line| is_of(line, "release")).unwrap();
    let own = with(&line, "sums", &format!("\"{sums}\""));
    let own = format!("{},\"redacted\":\"{}\"}}", own.strip_suffix('}').unwrap(), hash(&line));
    write(folder, LEDGER, &read(folder, LEDGER).replacen(&line, &own, 1));
}

use By::{Operator, Stranger};

/// Where a line stood in the ledger twice, or a field that is fixed differs, it is `record`.
pub(super) const ATTACKS: [Attack; 27] = [
    ("a true key vouched for", Stranger, vouch_backwards, "checkpoint: ", true),
    ("moved", Operator, |f| again(f, "capture", "taken", "1"), "another time, id or files", true),
    ("renamed", Operator, |f| again(f, "capture", "image_id", "\"x\""), "another time, id", true),
    (
        "other files",
        Operator,
        |f| again(f, "capture", "files", "[\"0\"]"),
        "another time, id",
        true,
    ),
    ("two numbers", Operator, |f| again(f, "capture", "number", "99"), "another number", true),
    ("ruled twice", Operator, |f| again(f, "ruling", "blind", "false"), "said before", false),
    ("disputed twice", Operator, |f| again(f, "dispute", "at", "1"), "said before", false),
    ("superseded twice", Operator, |f| again(f, "superseding", "at", "1"), "said before", true),
    ("judged twice", Operator, |f| again(f, "judgement", "sureness", "null"), "is missing", true),
    ("a ruling ignored", Operator, ignore_ruling, "a ruling is in force", true),
    ("a late quarantine", Operator, set_aside_before, "before the release was asked for", false),
    ("an answer out of sight", Operator, narrow, "an answer that counts names", false),
    ("counted twice", Operator, vote_twice, "counts twice for the building", true),
    ("no method", Operator, hide_campaign, "by which method", true),
    ("a line hidden", Operator, hide_line, "is in no line of the ledger", true),
    ("a doubled column", Operator, double_column, "line 1: its columns are not", true),
    (
        "a doubled member",
        Operator,
        |f| map(f, "\"properties\":{", "\"properties\":{\"status\":\"dated\","),
        "other columns",
        false,
    ),
    (
        "two objects of properties",
        Operator,
        |f| map(f, "\"properties\":", "\"properties\":{},\"properties\":"),
        "duplicate field",
        false,
    ),
    (
        "a foreign member",
        Operator,
        |f| map(f, "\"properties\":", "\"when\":\"2018\",\"properties\":"),
        "unknown field",
        false,
    ),
    (
        "taken back years later",
        Operator,
        |f| supersede(f, ("taken_back", "1900000000000")),
        "as none can be",
        true,
    ),
    ("a made-up reason", Operator, |f| supersede(f, ("odd", "1900000000000")), "as none can", true),
    (
        "cannot tell by a line",
        Operator,
        |f| supersede(f, ("cannot_tell", "1900000000000")),
        "as none can be",
        true,
    ),
    ("erased by nobody", Operator, |f| supersede(f, ("erased", "1900000000000")), "as none", true),
    ("images swapped", Operator, swap_images, "before the image above it", true),
    ("a moment in other words", Operator, other_zone, "captured_at is", true),
    ("no salts", Operator, |f| write(f, "salts", ""), "salts of its reasons are missing", false),
    ("an import undone", Operator, undo_import, "taken back with all of its import", false),
];

impl By {
    /// Signs whatever the package is now; a stranger lists the true key as well.
    pub(super) fn sign(self, folder: &Path, own: &Key) {
        rehash(folder);
        if self == Self::Operator {
            return forge(folder, own);
        }
        let keys = read(folder, "keys");
        forge(folder, &stranger());
        write(folder, "keys", &(keys + &read(folder, "keys")));
    }
}
