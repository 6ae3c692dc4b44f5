//! The package of a release is checked from itself alone: its hashes, its ledger and checkpoint,
//! its rows against the ledger, and its findings against its rows.

use std::io;
use std::path::Path;

use crate::domain::ledger::{Checkpoint, Note, PublicKey};
use record::Record;
use replay::Replay;

mod files;
mod findings;
mod keys;
mod map;
mod record;
mod release;
mod replay;
mod rows;
mod rulings;
mod table;
pub mod zipped;

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
    let there = files::names(folder)?;
    let old = known.checkpoint.map(keys::stated).transpose();
    let old = old.map_err(|words| io::Error::other(format!("the older checkpoint: {words}")))?;
    let size = old.as_ref().map(|(_, old)| old.size);
    std::thread::scope(|scope| {
        // The files are large: they are hashed meanwhile.
        let files = scope.spawn(|| (files::files(folder, there), map::map(folder)));
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
const TOLD: [&str; 6] = [
    "buildings.csv: external_id, name, the place and how exactly it is told (location_precision), \
     which captures show a building (first_image_id, last_image_id), verdict_version, the columns \
     posterior_...; decided_at within bounds",
    "judgements.csv: gold, images_viewed, ui_version",
    "images.csv: all but image_id, captured_at, captured_precision, sha256_original, the offsets \
     and bad_votes",
    "the texts, manifest.json but for the release's number and the campaign's slug, \
     datapackage.json, exhibits.csv, references.csv, incidents.csv, links.csv, and the same data \
     in other formats and in others' columns (.parquet, .xlsx, .gpkg, unosat, zooniverse, \
     mapswipe): their hashes are checked, not what they say",
    "files that the list of hashes names and the program does not write, or that it lacks",
    "why a building is still asked about, lies before people or is withdrawn",
];

/// Checks what the ledger tells, and what follows from it.
fn told(
    folder: &Path,
    (record, known): (&Record, Known<'_>),
    old: Option<&(Note, Checkpoint)>,
    report: &mut Report,
) {
    add(report, "ledger", Ok(format!("{} lines", record.size)));
    let keys = keys::keys(folder, record, known.key);
    let check = keys::checkpoint(folder, record, &keys);
    let is_signed = check.is_ok();
    add(report, "checkpoint", check);
    if known.key.is_none() {
        let words =
            "whose key it is: the package's own was taken; give the one you know with --key";
        report.push((Verdict::NotTold, words.to_owned()));
    }
    match old {
        // Keys before the last count only where that signed what they say.
        Some(_) if !is_signed => {
            let words = "the package's own checkpoint is not as it should be";
            add(report, "older checkpoint", Err(words.to_owned()));
        }
        Some(old) => add(report, "older checkpoint", keys::consistent(old, record, &keys)),
        None => {
            let words = "whether the ledger was made anew: give a checkpoint that somebody kept \
                         with --checkpoint";
            report.push((Verdict::NotTold, words.to_owned()));
        }
    }
    let (check, release) = release::released(folder, record);
    add(report, "release", check);
    let Some(release) = release else { return };
    match release::left_out(folder, record, &release) {
        Err(words) => add(report, "release", Err(words)),
        Ok(kinds) if kinds.is_empty() => {}
        Ok(kinds) => {
            let words = "what these lines say, recorded after the release's data stood still and \
                         before its line";
            report.push((Verdict::NotTold, format!("{words}: {kinds}")));
        }
    }
    match Replay::new(record, &release) {
        Ok(replay) => rows(folder, (record, release.lines), replay, report),
        Err(words) => add(report, "record", Err(words)),
    }
}

/// Checks the tables against the first so many lines of the ledger.
fn rows(folder: &Path, of: (&Record, u64), mut replay: Replay<'_>, report: &mut Report) {
    let pictures = match rows::pictures(folder) {
        Ok(pictures) => pictures,
        Err(words) => return add(report, "images", Err(words)),
    };
    let (mut votes, mut ruled) = (rows::Votes::default(), rulings::Ruled::default());
    let mut left = findings::Left::default();
    let check = rows::judgements(folder, of, &mut replay, (&pictures, &mut votes));
    let all_told = (check.is_ok() && votes.untold == 0).then_some(&votes.bad);
    add(report, "judgements", check);
    add(report, "images", rows::images(folder, &replay, all_told));
    add(report, "rulings", rulings::rulings(folder, &mut replay, &mut ruled));
    let beside = (&pictures, &votes, &ruled);
    add(report, "findings", findings::buildings(folder, of, &mut replay, beside, &mut left));
    let (redacted, all) = of.0.redacted(of.1);
    let counts = [
        (redacted, "lines of those that the release follows are redacted: their hashes are here"),
        (replay.redacted, "of these stand for no row: known answers, what is withheld, or else"),
        (all - redacted, "lines after these are redacted"),
        (
            votes.untold,
            "judgements have no line that is told: how often images were called unusable \
             (bad_votes) is not checked either",
        ),
        (ruled.untold, "rulings have no line that is told"),
        (left.untold, "buildings have no line that is told"),
        (
            votes.earlier,
            "judgements count no longer since captures were added: which of them show a building \
             stands in no line",
        ),
        (
            votes.changed,
            "judgements were replaced by their authors: whether their buildings were settled by \
             then is not told",
        ),
        (
            left.unseen,
            "ends of answers are images that were moved, and ceased to show the building: they \
             count no longer",
        ),
        (
            left.by_others,
            "buildings were settled by another method than the newest in the record: by which \
             stands in no line",
        ),
        (
            left.unstopped,
            "buildings are open, before people or withdrawn, or a model had a say: the rule alone \
             does not tell so",
        ),
        (ruled.closed, "reasons of rulings and disputes have no salt here"),
    ];
    for (count, words) in counts.into_iter().filter(|(count, _)| *count > 0) {
        report.push((Verdict::NotTold, format!("{count} {words}")));
    }
}
