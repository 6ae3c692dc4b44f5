//! The shape of the code itself: who may use whom, what may be said where, how long things may get.
//! The rules are the tables below; a new rule is a new row. What a compiler or clippy can hold is
//! left to them. How a file is read is `tidy/source.rs`'s business.
//!
//! Every breach is printed as `path:line: rule - what to do instead`. The items that exist only in
//! tests (`#[cfg(test)]`, `tests.rs`, `*_tests.rs`) may use anything, but are measured like all.

#[path = "tidy/source.rs"]
mod source;

use source::Source;
use std::{fs, io, path::Path};

/// A part of `src/`, the parts below it that it may use, and how to mend a breach. `store::*Types`
/// stands for the types at the root of `store`. A file for which several rows speak may use what
/// any of them grants. What no row speaks of (`main.rs`, `lib.rs`, `cli`) may use everything.
const LAYERS: &[(&str, &[&str], &str)] = &[
    ("domain/", &[], "the domain knows nothing else; pass the value in"),
    ("store/", &["domain", "clock"], "let a leg in journey/ bring the two together"),
    ("imagery/", &["domain", "clock", "geodesy"], "let a leg in journey/ bring the two together"),
    ("exchange/", &["domain", "clock", "geodesy"], "let a leg in journey/ bring the two together"),
    ("access/", &["domain", "clock"], "let a leg in journey/ bring the two together"),
    (
        "journey/",
        &["domain", "store", "imagery", "exchange", "access", "clock"],
        "a leg does not know who calls it; return a value and let the caller show it",
    ),
    (
        "web/",
        &[
            "journey",
            "store::screens",
            "store::*Types",
            "imagery::vault",
            "access",
            "domain",
            "clock",
            "config",
            "i18n",
        ],
        "call a leg in journey/, or read through store::screens",
    ),
    ("web/pages/codebook.rs", &["exchange::columns"], "the codebook shows the columns only"),
    (
        "demo/",
        &["journey", "domain", "exchange", "imagery", "store", "access", "clock"],
        "the demo drives the legs in journey/ as any caller does",
    ),
    ("journey/whatif.rs", &["simulation"], "only the what-if plays judgements to policies"),
    ("journey/estimate.rs", &["simulation"], "only the estimate asks a made-up crowd"),
    ("journey/pilot.rs", &["simulation"], "only the pilot compares policies"),
    ("simulation/", &["domain"], "a simulation is pure; let a command read and write for it"),
    ("geodesy.rs", &["domain"], "projections know places only"),
    ("geodesy/", &["domain"], "projections know places only"),
    ("i18n/", &[], "a catalogue knows words only; pass the values in"),
    ("clock.rs", &[], "the clock knows nothing else"),
    (
        "config.rs",
        &["domain", "clock", "store::*Types", "access"],
        "settings become values; what they mean is decided elsewhere",
    ),
    ("telemetry.rs", &["config", "domain", "clock"], "logging knows no leg, table or page"),
];

/// Paths that only some places may name, and how to mend a breach. A path that begins with a small
/// letter begins at a crate's root; any other is looked for anywhere. `x::` wants something after.
const CONFINED: &[(&[&str], &[&str], &str)] = &[
    (&["diesel", "diesel_migrations"], &["store/"], "put the query in store/ and call it"),
    (&["actix_web", "actix_http"], &["web/", "cli.rs", "cli/"], "keep requests in web/"),
    (&["image::"], &["imagery/", "demo/"], "keep pixels in imagery/"),
    (
        &["Utc::now", "Local::now", "SystemTime::now", "Instant::now"],
        &["clock.rs", "telemetry.rs"],
        "take the time as an argument; only clock::Clock asks for it",
    ),
    (
        &["rand::rng", "rand::random"],
        &["cli.rs", "cli/", "web/mod.rs"],
        "take the random generator as an argument",
    ),
    (
        &["Db::Sqlite", "Db::Postgres"],
        &["store/dialect.rs", "store/migrations.rs", "store/connect.rs"],
        "give store/dialect.rs a function that differs, and call it",
    ),
];

/// Paths that some places may not name, and how to mend a breach.
const BANNED: &[(&str, &[&str], &str)] = &[
    (
        "domain/",
        &["actix_rt", "askama", "image", "tokio", "tracing"],
        "the domain decides on values; the caller fetches, shows and logs",
    ),
    (
        "domain/",
        &["std::fs", "std::io", "std::env", "std::net", "std::thread", "SystemTime"],
        "the domain decides on values; pass in what it needs",
    ),
    ("domain/", &["println!", "eprintln!", "print!", "eprint!"], "return the value"),
    ("journey/", &["askama"], "a leg returns values; web/pages/ shows them"),
    ("journey/", &["async"], "a leg is a plain function; web/door.rs does the waiting"),
];

/// What may stand nowhere in a Rust file, tests and comments included.
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("db", "g!("),
    concat!("to", "do!("),
];

/// Names that say nothing about what a file or folder holds.
const EMPTY_NAMES: &[&str] =
    &["utils", "util", "helpers", "common", "misc", "models", "services", "types"];

/// What may not stand in a template, written without blanks around `|`, and what to do instead.
const TEMPLATE_BANS: &[(&str, &str)] = &[
    ("|safe", "let askama escape it; markup belongs in the template"),
    (" style=", "use a class in static/css; the content policy blocks styles in a page"),
    ("<style", "use a file in static/css; the content policy blocks styles in a page"),
    (" onclick=", "listen in static/js; the content policy blocks scripts in a page"),
    (" onchange=", "listen in static/js; the content policy blocks scripts in a page"),
    (" onsubmit=", "listen in static/js; the content policy blocks scripts in a page"),
    (" onload=", "listen in static/js; the content policy blocks scripts in a page"),
];

/// Lines of a file, of a function, of code in a `mod.rs`; characters of a line.
const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const MOD_CODE_LINES_MAX: usize = 80;
const LINE_CHARACTERS_MAX: usize = 100;

#[test]
fn the_code_keeps_its_shape() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for folder in ["src", "templates", "tests"] {
        read_into(&mut sources, root, folder)?;
    }
    let rust = sources.iter().filter(|source| source.in_src().is_some()).count();
    assert!(rust > 5, "only {rust} files found below src/: is this the package's folder?");
    let breaches = breaches(&sources);
    assert!(breaches.is_empty(), "\n{}\n{} breaches\n", breaches.join("\n"), breaches.len());
    Ok(())
}

fn read_into(sources: &mut Vec<Source>, root: &Path, folder: &str) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(root.join(folder))?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_into(sources, root, &path)?;
        } else if source::ending(&path) == "rs" || path.starts_with("templates/") {
            sources.push(Source::new(&path, &fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}

/// All breaches, in the order of the files.
fn breaches(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let mut report = |line: usize, rule: String, instead: &str| {
            found.push(format!("{}:{line}: {rule} - {instead}", source.path));
        };
        if source.ending() == "rs" {
            check_layers(source, &mut report);
            check_places(source, &mut report);
            check_sizes(source, &mut report);
            check_words(source, &mut report);
        } else {
            check_template(source, &mut report);
            check_page_struct(source, sources, &mut report);
        }
    }
    found
}

type Report<'report> = &'report mut dyn FnMut(usize, String, &str);

/// Whether `file` (inside `src/`) is the place or lies in it.
fn lies_in(file: &str, place: &str) -> bool {
    file == place || (place.ends_with('/') && file.starts_with(place))
}

fn check_layers(source: &Source, report: Report) {
    let Some(file) = source.in_src() else { return };
    let rows: Vec<_> = LAYERS.iter().filter(|(place, ..)| lies_in(file, place)).collect();
    let Some((_, _, instead)) = rows.first() else { return };
    let own = file.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    for named in source.named() {
        let Some(parts) = source.below_root(&named.path) else { continue };
        let granted = rows.iter().any(|row| row.1.iter().any(|grant| grants(grant, &parts)));
        if parts.first() != Some(&own) && !granted {
            report(named.line, format!("{own} may not use {}", named.path), instead);
        }
    }
}

/// Whether a row's grant covers the path with these parts.
fn grants(grant: &str, parts: &[&str]) -> bool {
    match grant.split_once("::") {
        None => parts.first() == Some(&grant),
        Some((part, "*Types")) => {
            let second = parts.get(1).unwrap_or(&"");
            parts.first() == Some(&part) && second.starts_with(char::is_uppercase)
        }
        Some((part, inner)) => parts.starts_with(&[part, inner]),
    }
}

fn check_places(source: &Source, report: Report) {
    let Some(file) = source.in_src() else { return };
    for named in source.named() {
        for (paths, places, instead) in CONFINED {
            let says = paths.iter().any(|path| names(&named.path, path));
            if says && !places.iter().any(|place| lies_in(file, place)) {
                let places = places.join(", ");
                report(named.line, format!("{} belongs in {places} only", named.path), instead);
            }
        }
        for (place, paths, instead) in BANNED {
            if lies_in(file, place) && paths.iter().any(|path| names(&named.path, path)) {
                report(named.line, format!("{} has no place in {place}", named.path), instead);
            }
        }
    }
}

/// Whether `path`, as written in the code, names what the table's `wanted` stands for.
fn names(path: &str, wanted: &str) -> bool {
    let fenced = format!("::{path}::");
    let bare = wanted.trim_end_matches("::");
    if wanted.starts_with(char::is_uppercase) {
        return fenced.contains(&format!("::{bare}::"));
    }
    fenced.starts_with(&format!("::{bare}::")) && (wanted == bare || path != bare)
}

fn check_sizes(source: &Source, report: Report) {
    let lines = source.text.lines().count();
    if lines > FILE_LINES_MAX {
        let rule = format!("{lines} lines, where {FILE_LINES_MAX} are allowed");
        report(FILE_LINES_MAX + 1, rule, "split the file by what changes together");
    }
    let is_list = |line: &str| line.ends_with(';') && line.contains("mod ");
    let code = source.code.lines().map(str::trim);
    let code = code.filter(|line| !line.is_empty() && !is_list(line)).count();
    if source.stem() == "mod" && code > MOD_CODE_LINES_MAX {
        let rule =
            format!("{code} lines of code in a mod.rs, where {MOD_CODE_LINES_MAX} are allowed");
        report(1, rule, "a mod.rs introduces its folder; move the work to a named file");
    }
    for (line, name, length) in source.functions() {
        if length > FUNCTION_LINES_MAX {
            let rule = format!("{name} has {length} lines of the {FUNCTION_LINES_MAX} allowed");
            report(line, rule, "give its steps names of their own");
        }
    }
    for (line, text) in source.lines() {
        let length = text.chars().count();
        if length > LINE_CHARACTERS_MAX {
            let rule = format!("{length} characters, where {LINE_CHARACTERS_MAX} are allowed");
            report(line, rule, "break the line");
        }
    }
}

fn check_words(source: &Source, report: Report) {
    if !source.text.starts_with("//!") {
        report(1, "no //! header".to_owned(), "say first what lives here and what does not");
    }
    for (line, text) in source.lines() {
        for word in UNFINISHED.iter().filter(|word| has_word(text, word)) {
            report(line, format!("{word} left behind"), "finish it, or file an issue");
        }
    }
    let folders = source.path.split('/').map(|part| part.trim_end_matches(".rs"));
    for name in folders.filter(|part| EMPTY_NAMES.contains(part)) {
        report(1, format!("\"{name}\" names nothing"), "name it after what it holds");
    }
}

/// Whether `word` stands in `text` with no letter joined to its first or last one.
fn has_word(text: &str, word: &str) -> bool {
    let joined = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = text.split_at(at);
        let after = after.strip_prefix(word).unwrap_or_default();
        !before.ends_with(joined) && (word.ends_with('(') || !after.starts_with(joined))
    })
}

fn check_template(source: &Source, report: Report) {
    for (line, text) in source.lines() {
        let close = text.replace("| ", "|").replace(" |", "|");
        for (word, instead) in TEMPLATE_BANS {
            if close.contains(word) {
                report(line, format!("{} in a template", word.trim()), instead);
            }
        }
    }
    let mut before = 0;
    for part in source.text.split_inclusive("</script>") {
        if let Some((head, script)) = part.split_once("<script") {
            let body = script.trim_end_matches("</script>").split_once('>').map_or("", |it| it.1);
            if !body.trim().is_empty() {
                let line = 1 + before + head.matches('\n').count();
                report(line, "a script's text in a template".to_owned(), "put it in static/js");
            }
        }
        before += part.matches('\n').count();
    }
}

/// A page and the struct that fills it are one thing in two files.
fn check_page_struct(template: &Source, sources: &[Source], report: Report) {
    let Some(page) = template.path.strip_prefix("templates/") else { return };
    if !page.starts_with("pages/") || template.ending() != "html" {
        return;
    }
    let says = format!("path=\"{page}\"");
    let pages = sources.iter().filter(|source| source.path.starts_with("src/web/pages/"));
    let count: usize = pages.map(|it| it.text.replace(' ', "").matches(&says).count()).sum();
    if count != 1 {
        let rule = format!("{count} structs in src/web/pages/ say path = \"{page}\"");
        report(1, rule, "a page has exactly one, in the file of the same name");
    }
}

/// Made-up files, each with the breach that must be reported for it.
fn offenders() -> Vec<(&'static str, String, &'static str)> {
    let head = |body: &str| format!("//! x\n{body}\n");
    let long = |lines: usize| head(&format!("fn long() {{\n{}}}", "    a();\n".repeat(lines)));
    vec![
        ("src/domain/a.rs", head("use crate::store::Db;"), ":2: domain may not use crate::store"),
        ("src/store/a.rs", head("use super::super::access::A;"), ":2: store may not use super"),
        ("src/web/a.rs", head("use crate::{\n store::{Db, tasks}};"), ":3: web may not use"),
        ("src/web/a.rs", head("crate::exchange::columns::ALL"), ":2: web may not use"),
        ("src/domain/a.rs", head("use std::{fmt, fs};"), ":2: std::fs has no place in domain/"),
        ("src/domain/a.rs", head("println!(\"a\");"), ":2: println! has no place in domain/"),
        ("src/journey/a.rs", head("pub async fn a() {}"), ":2: async has no place in journey/"),
        ("src/web/a.rs", head("use diesel::prelude::*;"), ":2: diesel::prelude::* belongs in"),
        ("src/journey/a.rs", head("#[actix_web::main]"), ":2: actix_web::main belongs in"),
        ("src/web/a.rs", head("image::load(b)"), ":2: image::load belongs in"),
        ("src/cli.rs", head("chrono::Utc::now()"), ":2: chrono::Utc::now belongs in"),
        ("src/demo/a.rs", head("use rand::{rng, Rng};"), ":2: rand::rng belongs in"),
        ("src/store/a.rs", head("Db::Sqlite(c) => c"), ":2: Db::Sqlite belongs in"),
        ("src/a.rs", long(400), ":401: 403 lines"),
        ("src/a.rs", long(69), ":2: long has 71 lines"),
        ("src/a/mod.rs", long(80), ":1: 82 lines of code in a mod.rs"),
        ("src/a.rs", head(&"a".repeat(101)), ":2: 101 characters"),
        ("src/a.rs", head(concat!("// TO", "DO: b")), concat!(":2: TO", "DO left")),
        ("src/a.rs", "fn a() {}".to_owned(), ":1: no //! header"),
        ("src/utils.rs", head(""), ":1: \"utils\" names nothing"),
        ("templates/a.html", "\n{{ a | safe }}".to_owned(), ":2: |safe in a template"),
        ("templates/a.html", "<p style=\"a\">".to_owned(), ":1: style= in a template"),
        ("templates/a.html", "\n<script>a()</script>".to_owned(), ":2: a script's text"),
        ("templates/pages/a.html", String::new(), ":1: 0 structs in src/web/pages/"),
    ]
}

#[test]
fn every_rule_reports_the_file_that_breaks_it() {
    for (path, text, expected) in offenders() {
        let found = breaches(&[Source::new(path, &text)]);
        let expected = format!("{path}{expected}");
        let said = found.iter().any(|breach| breach.starts_with(&expected));
        assert!(said, "wanted `{expected}`, got {found:#?}");
    }
}

#[test]
fn what_is_allowed_is_not_reported() {
    let allowed = [
        ("src/web/pages/codebook.rs", "use crate::exchange::columns;\n// crate::exchange::csv"),
        ("src/web/a.rs", "use crate::{store::{Db, screens}, web::page::Page};"),
        ("src/imagery/a.rs", "use image::RgbImage;"),
        ("src/exchange/a.rs", "let image = image.crop(); let a = \"crate::web, Utc::now\";"),
        ("src/domain/a.rs", "#[cfg(test)]\nmod tests {\n use crate::store::Db;\n}"),
        ("src/domain/a/tests.rs", "use crate::store::Db;"),
        ("src/web/pages/a.rs", "#[template(path = \"pages/a.html\")]"),
        ("templates/pages/a.html", "<script src=\"/a.js\" defer></script>"),
    ];
    let sources = allowed.map(|(path, text)| Source::new(path, &format!("//! x\n{text}\n")));
    assert_eq!(breaches(&sources), Vec::<String>::new());
}
