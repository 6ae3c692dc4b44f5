//! Style and script, embedded, under addresses that hold the hash of their content.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use actix_web::{HttpResponse, web};
use sha2::{Digest as _, Sha256};

use super::cache::Cache;
use crate::access::token::hex;

struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: Cow<'static, [u8]>,
    url: String,
}

macro_rules! assets {
    ($($name:literal: $mime:literal),* $(,)?) => {
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

/// What the pages of a task run, as one module: the files share their names.
static TASK: [&str; 8] = parts![
    "wide.js",
    "task/guide.js",
    "task/keep.js",
    "task/post.js",
    "task/stage.js",
    "task/screen.js",
    "task/keys.js",
    "task/main.js",
];

/// The worker, whose list of assets is empty.
static WORKER: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/static/js/sw.js"));

/// The files one after the other, without comments and indents, which the browser has no use for.
fn joined(files: &[&str]) -> String {
    let mut text = String::new();
    let lines = files.iter().flat_map(|file| file.lines()).map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", line.strip_prefix("export ").unwrap_or(line));
    }
    text
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let all = assets! {
        "css/aftermath.css": "text/css; charset=utf-8",
        "css/desk.css": "text/css; charset=utf-8",
        "css/more.css": "text/css; charset=utf-8",
        "css/task.css": "text/css; charset=utf-8",
        "js/align.js": "text/javascript; charset=utf-8",
        "js/frame.js": "text/javascript; charset=utf-8",
        "js/watch.js": "text/javascript; charset=utf-8",
        "js/wide.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    };
    let asset = |name: &'static str, mime: &'static str, bytes: Cow<'static, [u8]>| {
        let digest = Sha256::digest(&bytes);
        let url = format!("/static/{}/{name}", hex(digest.get(..8).unwrap_or(&digest)));
        Asset { name, mime, bytes, url }
    };
    let script = Cow::Owned(joined(&TASK).into_bytes());
    all.into_iter()
        .map(|(name, mime, bytes)| asset(name, mime, Cow::Borrowed(bytes)))
        .chain([asset("js/task.js", "text/javascript; charset=utf-8", script)])
        .collect()
});

/// The address of an asset by its name in `static/`.
#[must_use]
pub fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/missing", |asset| &asset.url)
}

/// The addresses of all of them.
fn urls() -> impl Iterator<Item = &'static str> {
    ASSETS.iter().map(|asset| asset.url.as_str())
}

/// `GET /static/{hash}/{name}`.
pub async fn serve(path: web::Path<(String, String)>) -> HttpResponse {
    let (hash, name) = path.into_inner();
    let wanted = format!("/static/{hash}/{name}");
    match ASSETS.iter().find(|asset| asset.url == wanted) {
        Some(asset) => HttpResponse::Ok()
            .content_type(asset.mime)
            .insert_header(Cache::PublicForever.header())
            .body(asset.bytes.as_ref()),
        None => HttpResponse::NotFound().finish(),
    }
}

/// `GET /sw.js`: the worker that lets a task's pages open without a connection, told what style
/// and script there is. At the root, whose pages it may serve.
pub async fn worker() -> HttpResponse {
    let list = serde_json::json!(urls().collect::<Vec<_>>()).to_string();
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header(Cache::Never.header())
        .body(WORKER.replace("const ASSETS = [];", &format!("const ASSETS = {list};")))
}
