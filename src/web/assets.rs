//! Style and script, embedded, under addresses that hold the hash of their content.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::num::NonZeroU64;
use std::sync::{LazyLock, OnceLock};

use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use sha2::{Digest as _, Sha256};

use super::cache::Cache;
use super::squeeze;
use crate::access::token::hex;

const SCRIPT: &str = "text/javascript; charset=utf-8";
/// More rounds than these make nothing smaller.
const ROUNDS: u64 = 5;

struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: Cow<'static, [u8]>,
    url: String,
    zipped: OnceLock<Vec<u8>>,
}

impl Asset {
    /// As small as gzip can be, made once: weak links pay for every byte, every time.
    fn zipped(&self) -> &[u8] {
        self.zipped.get_or_init(|| {
            let rounds = NonZeroU64::new(ROUNDS).unwrap_or(NonZeroU64::MIN);
            let options = zopfli::Options { iteration_count: rounds, ..zopfli::Options::default() };
            let mut zipped = Vec::new();
            // Writing to memory cannot fail.
            let _ = zopfli::compress(options, zopfli::Format::Gzip, &*self.bytes, &mut zipped);
            zipped
        })
    }
}

macro_rules! assets {
    ($($name:literal: $mime:expr),* $(,)?) => {
        [$((
            $name,
            $mime,
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/static/", $name)).as_slice(),
        )),*]
    };
}

macro_rules! parts {
    ($($name:literal),* $(,)?) => {
        [$(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/static/js/", $name))),*]
    };
}

/// What a first answer needs. Plain scripts, no modules: the files of both parts share their names,
/// without a list of them.
static TASK: [&str; 7] = parts![
    "task/guide.js",
    "wide.js",
    "task/keep.js",
    "task/post.js",
    "task/stage.js",
    "task/screen.js",
    "task/main.js",
];

/// What comes after it, when there is time or somebody asks for it.
static MORE: [&str; 5] =
    parts!["more/film.js", "more/tools.js", "more/keys.js", "more/ahead.js", "more/beside.js"];

static WIPE: [&str; 2] = parts!["forget.js", "wipe.js"];

/// The worker, whose list of assets is empty.
static WORKER: [&str; 2] = parts!["forget.js", "sw.js"];

/// The files one after the other, as small as they can be read.
fn joined(files: &[&str]) -> String {
    let mut text = String::new();
    for line in files.iter().flat_map(|file| file.lines()) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", line.strip_prefix("export ").unwrap_or(line));
    }
    squeeze::script(&text)
}

/// A style sheet without comments and without the spaces that only people need.
fn squeezed(sheet: &str) -> String {
    let parts = sheet.split("/*").enumerate();
    let bare = parts.map(|(n, part)| match part.split_once("*/") {
        Some((_, rest)) if n > 0 => rest,
        _ => part,
    });
    let mut text = String::with_capacity(sheet.len());
    for word in bare.collect::<String>().split_whitespace() {
        if !text.ends_with(['{', '}', ';', ',', ':']) && !word.starts_with(['{', '}']) {
            text.push(' ');
        }
        text.push_str(word);
    }
    text.replace(";}", "}").trim_start().to_owned()
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let all = assets! {
        "css/aftermath.css": "text/css; charset=utf-8",
        "css/desk.css": "text/css; charset=utf-8",
        "css/front.css": "text/css; charset=utf-8",
        "css/more.css": "text/css; charset=utf-8",
        "css/task.css": "text/css; charset=utf-8",
        "vendor/maplibre-gl-6.17.0/maplibre-gl.css": "text/css; charset=utf-8",
        "vendor/maplibre-gl-6.17.0/maplibre-gl.mjs": "text/javascript; charset=utf-8",
        "vendor/maplibre-gl-6.17.0/maplibre-gl-worker.mjs": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    };
    let asset = |name: &'static str, mime: &'static str, bytes: Cow<'static, [u8]>| {
        let digest = Sha256::digest(&bytes);
        let url = format!("/static/{}/{name}", hex(digest.get(..8).unwrap_or(&digest)));
        Asset { name, mime, bytes, url, zipped: OnceLock::new() }
    };
    let [align, frame, live, map, places, review, watch, wide] = parts![
        "align.js",
        "frame.js",
        "live.js",
        "map.js",
        "places.js",
        "review.js",
        "watch.js",
        "wide.js",
    ];
    let [estimate, results] = parts!["estimate.js", "results.js"];
    let scripts: [(&str, &[&str]); 13] = [
        ("js/task.js", &TASK),
        ("js/more.js", &MORE),
        ("js/wipe.js", &WIPE),
        ("js/align.js", &[align]),
        ("js/estimate.js", &[estimate]),
        ("js/frame.js", &[frame]),
        ("js/live.js", &[live]),
        ("js/map.js", &[map]),
        ("js/places.js", &[places]),
        ("js/results.js", &[results]),
        ("js/review.js", &[review]),
        ("js/watch.js", &[watch]),
        ("js/wide.js", &[wide]),
    ];
    let script = |(name, files)| asset(name, SCRIPT, Cow::Owned(joined(files).into_bytes()));
    all.into_iter()
        .map(|(name, mime, bytes)| match std::str::from_utf8(bytes) {
            Ok(sheet) if name.starts_with("css/") => {
                asset(name, mime, Cow::Owned(squeezed(sheet).into_bytes()))
            }
            _ => asset(name, mime, Cow::Borrowed(bytes)),
        })
        .chain(scripts.map(script))
        .collect()
});

/// The address of an asset by its name in `static/`.
#[must_use]
pub fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/missing", |asset| &asset.url)
}

/// The addresses of those that a volunteer's pages may need: not of what the desk's map brings.
fn urls() -> impl Iterator<Item = &'static str> {
    let own = ASSETS.iter().filter(|asset| !asset.name.starts_with("vendor/"));
    own.map(|asset| asset.url.as_str())
}

/// `GET /static/{hash}/{name}`.
pub async fn serve(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (hash, name) = path.into_inner();
    let wanted = format!("/static/{hash}/{name}");
    let Some(asset) = ASSETS.iter().find(|asset| asset.url == wanted) else {
        return HttpResponse::NotFound().finish();
    };
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let mut answer = HttpResponse::Ok();
    answer.content_type(asset.mime).insert_header(Cache::PublicForever.header());
    if !accepted.is_some_and(|list| list.contains("gzip")) {
        return answer.body(asset.bytes.as_ref());
    }
    answer.insert_header((VARY, "Accept-Encoding")).insert_header((CONTENT_ENCODING, "gzip"));
    // The first time takes a tenth of a second.
    match web::block(|| asset.zipped()).await {
        Ok(zipped) => answer.body(zipped),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

/// `GET /sw.js`: the worker that lets a task's pages open without a connection, told what style
/// and script there is. At the root, whose pages it may serve.
pub async fn worker() -> HttpResponse {
    let list = serde_json::json!(urls().collect::<Vec<_>>()).to_string();
    HttpResponse::Ok()
        .content_type(SCRIPT)
        .insert_header(Cache::Never.header())
        .body(joined(&WORKER).replace("const ASSETS=[];", &format!("const ASSETS={list};")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_is_told_of_all_style_and_script() {
        assert_eq!(joined(&WORKER).matches("const ASSETS=[];").count(), 1);
    }

    #[test]
    fn no_script_declares_what_the_page_of_a_task_has_already() {
        let names = |files: &[&str]| -> Vec<String> {
            let lines = files.iter().flat_map(|file| file.lines());
            let words = ["const ", "let ", "function ", "async function "];
            lines
                .map(|line| line.strip_prefix("export ").unwrap_or(line))
                .filter_map(|line| words.iter().find_map(|word| line.strip_prefix(word)))
                .filter_map(|rest| rest.split([' ', '(', ';']).next().map(str::to_owned))
                .collect()
        };
        let mut all = [names(&TASK), names(&MORE)].concat();
        assert!(all.len() > 100, "only {} names were found", all.len());
        all.sort();
        let twice = all.windows(2).filter(|pair| pair.first() == pair.last()).count();
        assert_eq!(twice, 0, "{all:?}");
    }

    #[test]
    fn a_sheet_loses_what_only_people_need_and_no_more() {
        let sheet = "/* Who: all */\n.a > .b :is(p, q) {\n  margin: 0 auto; /* why */\n}\n\
            @media (min-width: 60rem) and (hover: hover) { .c::before { content: \"· \"; } }\n";
        assert_eq!(
            squeezed(sheet),
            ".a > .b :is(p,q){margin:0 auto}\
             @media (min-width:60rem) and (hover:hover){.c::before{content:\"· \"}}"
        );
    }
}
