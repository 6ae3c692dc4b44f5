//! What a release holds beside its data, and the one package of all of it. A text more is one line
//! in [`TEXTS`]; a file of data more joins by being in `publish::File::RELEASED`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::make::MakeError;
use super::{Shelf, describe};
use crate::domain::campaign::Campaign;
use crate::domain::policy::{METHOD_VERSION, method_id};
use crate::journey::publish::File;
use crate::store::releases::{Kept, Release};

/// The name of the package.
pub const PACKAGE: &str = "package.zip";

/// The scripts that count and check, as they stand in the documentation.
const RECOMPUTE: &str = include_str!("../../../docs/recompute.py");
const VERIFY: &str = include_str!("../../../docs/verify.py");

/// A release as its texts are written: what is known of it, and its files so far.
pub(super) struct Frozen {
    pub(super) campaign: Campaign,
    pub(super) release: Release,
    pub(super) files: Vec<Kept>,
    pub(super) counts: BTreeMap<String, u64>,
    pub(super) withheld: i64,
    pub(super) note: String,
}

type Text = fn(&Frozen) -> Result<String, MakeError>;

/// The texts, in order: each may speak of those before it.
pub(super) const TEXTS: [(&str, Text); 9] = [
    ("README.md", |frozen| Ok(describe::readme(frozen))),
    ("METHOD.md", |frozen| Ok(frozen.note.clone())),
    ("CITATION.cff", |frozen| Ok(describe::citation(frozen))),
    ("recompute.py", |_| Ok(RECOMPUTE.to_owned())),
    ("verify.py", |_| Ok(VERIFY.to_owned())),
    ("datapackage.json", |frozen| pretty(&describe::data_package(frozen))),
    ("ro-crate-metadata.json", |frozen| pretty(&describe::crate_metadata(frozen))),
    ("manifest.json", |frozen| pretty(&manifest(frozen))),
    ("SHA256SUMS", |frozen| Ok(sums(frozen))),
];

fn pretty(value: &Value) -> Result<String, MakeError> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

impl Frozen {
    /// What the release is called in files.
    pub(super) fn name(&self) -> String {
        format!("{}-release-{}", self.campaign.slug, self.release.number)
    }
}

/// What was frozen, by which rule and program, and the hash of every file.
fn manifest(frozen: &Frozen) -> Value {
    let Frozen { campaign, release, files, counts, withheld, .. } = frozen;
    let (asked, method) = (&release.asked, campaign.policy.method());
    json!({
        "format": "aftermath-release/1",
        "campaign": { "slug": campaign.slug.as_str(), "title": campaign.title },
        "release": {
            "number": release.number,
            "title": asked.title,
            "note": asked.note,
            "asked_for_at": release.made_at,
            "licence": (!asked.licence.is_empty()).then_some(&asked.licence),
        },
        "program": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "rule": {
            "text": method,
            "method_id": method_id(&method),
            "method_version": METHOD_VERSION,
        },
        "location_precision": asked.precision.as_str(),
        "coarse_places_keep_names": asked.keeps_names,
        "pseudonyms_hold_for": asked.naming.as_str(),
        "counts": {
            "buildings_by_status": counts,
            "buildings_withheld": withheld,
            "rows": files.iter()
                .filter_map(|kept| Some((kept.name.clone(), kept.rows?)))
                .collect::<BTreeMap<_, _>>(),
        },
        "files": files,
    })
}

/// As `sha256sum --check` reads it.
fn sums(frozen: &Frozen) -> String {
    frozen.files.iter().fold(String::new(), |mut sums, kept| {
        // Writing to a String cannot fail.
        let _ = writeln!(sums, "{}  {}", kept.sha256, kept.name);
        sums
    })
}

/// Writes the package: the same bytes from the same files.
pub(super) fn zip(shelf: &Shelf, frozen: &Frozen, output: impl Write) -> Result<(), MakeError> {
    let mut zip = zip::ZipWriter::new_stream(output);
    for kept in &frozen.files {
        let options = zip::write::SimpleFileOptions::DEFAULT
            .compression_method(zip::CompressionMethod::Deflated)
            .compression_level(Some(6))
            .last_modified_time(zip::DateTime::DEFAULT)
            .unix_permissions(0o644)
            .large_file(kept.bytes >= i64::from(u32::MAX));
        zip.start_file(kept.name.as_str(), options)?;
        io::copy(&mut shelf.open(kept)?, &mut zip)?;
    }
    zip.finish()?;
    Ok(())
}

/// The media type of a file of a release.
#[must_use]
pub fn mime(name: &str) -> &'static str {
    if let Some(file) = File::parse(name) {
        return file.mime();
    }
    match name.rsplit_once('.') {
        Some((_, "zip")) => "application/zip",
        Some((_, "ndjson")) => "application/x-ndjson",
        Some((_, "json")) => "application/json",
        Some((_, "md")) => "text/markdown; charset=utf-8",
        Some((_, "csv")) => "text/csv; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}
