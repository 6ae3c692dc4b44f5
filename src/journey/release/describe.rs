//! What machines and readers are told of a release: Data Package, RO-Crate, citation, read-me.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::mime;
use super::package::Frozen;
use crate::domain::release::Audience;
use crate::exchange::columns::{
    BuildingRow, ExhibitRow, ImageRow, IncidentRow, JudgementRow, Kind, LinkRow, Record,
    ReferenceRow, RulingRow,
};
use crate::journey::publish::File;
use crate::store::releases::Kept;

/// The profile of Data Package 2.0.
const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";

/// `datapackage.json`: every table with the type of every column.
pub(super) fn data_package(frozen: &Frozen) -> Value {
    let asked = &frozen.release.asked;
    let resources: Vec<Value> = frozen.files.iter().map(resource).collect();
    let mut package = json!({
        "$schema": PROFILE,
        "name": frozen.name(),
        "title": asked.title,
        "description": description(frozen),
        "version": frozen.release.number.to_string(),
        "created": frozen.release.made_at,
        "resources": resources,
    });
    if is_licence_id(&asked.licence) {
        insert(&mut package, "licenses", json!([{ "name": asked.licence }]));
    }
    package
}

fn insert(value: &mut Value, name: &str, own: Value) {
    if let Some(map) = value.as_object_mut() {
        map.insert(name.to_owned(), own);
    }
}

fn description(frozen: &Frozen) -> String {
    let note = &frozen.release.asked.note;
    let about = &frozen.campaign.about;
    [note.as_str(), about.as_str()].into_iter().find(|text| !text.is_empty()).map_or_else(
        || format!("When buildings were destroyed: {}", frozen.campaign.title),
        str::to_owned,
    )
}

/// Whether it looks like an id of a licence, such as `CC-BY-4.0`.
fn is_licence_id(licence: &str) -> bool {
    !licence.is_empty()
        && licence.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._+".contains(&byte))
}

/// The columns of a table, and by which ones its rows are told apart and joined.
fn schema(file: File) -> Option<Value> {
    let about_a_building = json!([{
        "fields": ["building_id"],
        "reference": { "resource": "buildings", "fields": ["building_id"] },
    }]);
    let table = |fields: Vec<Value>, key: &str, joins: Option<&Value>| {
        let mut schema = json!({ "fields": fields, "missingValues": [""] });
        if !key.is_empty() {
            insert(&mut schema, "primaryKey", json!([key]));
        }
        if let Some(joins) = joins {
            insert(&mut schema, "foreignKeys", joins.clone());
        }
        schema
    };
    let joins = Some(&about_a_building);
    Some(match file {
        File::BUILDINGS => table(fields::<BuildingRow>(), "building_id", None),
        File::JUDGEMENTS => table(fields::<JudgementRow>(), "judgement_id", joins),
        File::IMAGES => table(fields::<ImageRow>(), "image_id", None),
        File::EXHIBITS => table(fields::<ExhibitRow>(), "", joins),
        File::REFERENCES => table(fields::<ReferenceRow>(), "", joins),
        File::RULINGS => table(fields::<RulingRow>(), "ruling_id", joins),
        File::INCIDENTS => table(fields::<IncidentRow>(), "incident_id", None),
        File::LINKS => table(fields::<LinkRow>(), "link_id", joins),
        _ => return None,
    })
}

fn fields<R: Record>() -> Vec<Value> {
    R::columns()
        .iter()
        .map(|column| {
            let (kind, limits) = match column.kind {
                // A month where only that is known is no date to a machine.
                Kind::Date => ("string", json!({ "pattern": r"\d{4}-\d{2}(-\d{2})?" })),
                Kind::Instant => ("datetime", Value::Null),
                Kind::Text if !column.words.is_empty() => {
                    let words: Vec<&str> = column.words.iter().map(|own| own.word).collect();
                    ("string", json!({ "enum": words }))
                }
                Kind::Text => ("string", Value::Null),
                Kind::Integer => ("integer", Value::Null),
                Kind::Number => ("number", Value::Null),
                Kind::Boolean => ("boolean", Value::Null),
            };
            let mut field =
                json!({ "name": column.name, "type": kind, "description": column.meaning });
            if !limits.is_null() {
                insert(&mut field, "constraints", limits);
            }
            field
        })
        .collect()
}

fn resource(kept: &Kept) -> Value {
    let file = File::parse(&kept.name);
    let (stem, format) = kept.name.rsplit_once('.').unwrap_or((&kept.name, "txt"));
    // Names of resources are lower-case and unique: both files of the buildings have one stem.
    let is_table = format == "csv";
    let name = if is_table { stem.to_owned() } else { kept.name.to_lowercase() };
    let mut resource = json!({
        "name": name,
        "path": kept.name,
        "format": format,
        "mediatype": mime(&kept.name).split(';').next(),
        "bytes": kept.bytes,
        "hash": format!("sha256:{}", kept.sha256),
    });
    if let Some(file) = file {
        insert(&mut resource, "description", json!(file.holds()));
    }
    if let Some(schema) = file.and_then(schema) {
        insert(&mut resource, "type", json!("table"));
        insert(&mut resource, "encoding", json!("utf-8"));
        insert(&mut resource, "schema", schema);
    }
    resource
}

/// `ro-crate-metadata.json` (RO-Crate 1.1).
pub(super) fn crate_metadata(frozen: &Frozen) -> Value {
    let asked = &frozen.release.asked;
    let files: Vec<Value> = frozen
        .files
        .iter()
        .map(|kept| {
            json!({
                "@id": kept.name,
                "@type": "File",
                "name": kept.name,
                "encodingFormat": mime(&kept.name).split(';').next(),
                "contentSize": kept.bytes.to_string(),
                "sha256": kept.sha256,
            })
        })
        .collect();
    let parts: Vec<Value> = frozen.files.iter().map(|kept| json!({ "@id": kept.name })).collect();
    let licence = if asked.licence.is_empty() {
        "No licence is stated; ask who made the release."
    } else {
        &asked.licence
    };
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": { "@id": "https://w3id.org/ro/crate/1.1" },
            "about": { "@id": "./" },
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": asked.title,
            "description": description(frozen),
            "datePublished": frozen.release.made_at.format("%Y-%m-%d").to_string(),
            "version": frozen.release.number.to_string(),
            "license": licence,
            "hasPart": parts,
        }),
        json!({
            "@id": "#aftermath",
            "@type": "SoftwareApplication",
            "name": "Aftermath",
            "version": env!("CARGO_PKG_VERSION"),
        }),
        json!({
            "@id": "#release",
            "@type": "CreateAction",
            "name": "Findings frozen",
            "instrument": { "@id": "#aftermath" },
            "result": { "@id": "./" },
            "endTime": frozen.release.made_at,
        }),
    ];
    graph.extend(files);
    json!({ "@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph })
}

/// `CITATION.cff` (Citation File Format 1.2.0).
pub(super) fn citation(frozen: &Frozen) -> String {
    let asked = &frozen.release.asked;
    // JSON strings are YAML strings.
    let quoted = |text: &str| Value::from(text).to_string();
    let mut cff = format!(
        "cff-version: 1.2.0\nmessage: \"Please cite this release by its number.\"\ntype: dataset\n\
         title: {}\nversion: \"{}\"\ndate-released: {}\nauthors:\n  - name: {}\n",
        quoted(&format!("{}: {}", frozen.campaign.title, asked.title)),
        frozen.release.number,
        frozen.release.made_at.format("%Y-%m-%d"),
        quoted(&format!("The campaign {}", frozen.campaign.title)),
    );
    if is_licence_id(&asked.licence) {
        // Writing to a String cannot fail.
        let _ = writeln!(cff, "license: {}", asked.licence);
    }
    cff
}

/// `README.md`.
pub(super) fn readme(frozen: &Frozen) -> String {
    let release = &frozen.release;
    let mut text = format!(
        "# {}: {}\n\nRelease {} of the campaign {}, asked for on {} (UTC). The data stood still at \
         one moment, then or\nshortly after; the files never change.\n\n",
        frozen.campaign.title,
        release.asked.title,
        release.number,
        frozen.campaign.slug,
        release.made_at.format("%Y-%m-%d %H:%M"),
    );
    if !release.asked.note.is_empty() {
        text += &release.asked.note;
        text += "\n\n";
    }
    text += "## Files\n\n";
    for kept in &frozen.files {
        let holds = File::parse(&kept.name).map_or("", File::holds);
        let rows = kept.rows.map(|rows| format!(" ({rows} rows)")).unwrap_or_default();
        let _ = writeln!(text, "- `{}`: {holds}{rows}", kept.name);
    }
    text += READ;
    let (precision, withheld) = (release.asked.precision, frozen.withheld);
    let _ = writeln!(
        text,
        "\n## Places and people\n\nPlaces are told at most as exactly as: {} ({}). \
         {withheld} buildings are withheld: no file has\na row about them. Pseudonyms of \
         volunteers hold for one {}. Rows that speak of the same answers can be\nmatched between \
         releases by what they say, whatever the pseudonyms.",
        precision.as_str(),
        precision.about(),
        release.asked.naming.as_str(),
    );
    if release.asked.audience == Audience::Public {
        text += "Moments of answers, rulings and results are told to the hour, rounded down, and \
                 not how long an\nanswer took. Buildings whose place is told coarsely come last, \
                 under numbers that say nothing of\ntheir place in the campaign's list.\n";
    }
    text
}

const READ: &str = "\
- `METHOD.md`: definitions, captures, rule, figures and limits
- `CITATION.cff`: how to cite the release
- `recompute.py`: counts every published window again (`python3 recompute.py .`)
- `verify.py`: checks all of this, from this package alone (`python3 verify.py .`)
- `datapackage.json`, `ro-crate-metadata.json`: the same description for machines
- `manifest.json`: what was frozen, by which rule and program
- `SHA256SUMS`: `sha256sum --check SHA256SUMS`
- `ledger.ndjson`: every line of the campaign's ledger up to the checkpoint. Of a line that would
  tell what is kept back here stands its hash alone
- `checkpoint`: how many lines the ledger has, and the root of its tree, signed
- `keys`: the public keys of checkpoints, the newest first
- `salts`: what opens the ledger's commitments to the reasons in `rulings.csv`

## How it hangs together

`SHA256SUMS` has the hash of every file above it. A line of kind `release` in the ledger has the
hash of `SHA256SUMS`, and how many lines there were when the data stood still. The hashes of all
lines make a tree, whose root is signed in the checkpoint. Whoever has an older checkpoint from
somewhere else can tell whether lines were changed or taken away since. `verify.py` and
`aftermath verify` check each of these. Whoever has a newer one asks the server for the proof that
this ledger is its beginning.

## Read this first

- Every date is an interval: destroyed after the last capture seen standing, at or before the first
  seen destroyed, in UTC.
- `not_destroyed` means not visibly destroyed in the captures. It does not mean undamaged.
- An end may be open because the evidence says so, or because volunteers disagree; two columns tell
  which.
";
