//! Style and script, embedded, under addresses that hold the hash of their content.

use std::sync::LazyLock;

use actix_web::{HttpResponse, web};
use sha2::{Digest as _, Sha256};

use super::cache::Cache;
use crate::access::token::hex;

struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: &'static [u8],
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

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let all = assets! {
        "css/aftermath.css": "text/css; charset=utf-8",
        "js/align.js": "text/javascript; charset=utf-8",
        "js/frame.js": "text/javascript; charset=utf-8",
        "js/task.js": "text/javascript; charset=utf-8",
        "js/watch.js": "text/javascript; charset=utf-8",
        "js/wide.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    };
    let asset = |(name, mime, bytes): (&'static str, &'static str, &'static [u8])| {
        let digest = Sha256::digest(bytes);
        let url = format!("/static/{}/{name}", hex(digest.get(..8).unwrap_or(&digest)));
        Asset { name, mime, bytes, url }
    };
    all.into_iter().map(asset).collect()
});

/// The address of an asset by its name in `static/`.
#[must_use]
pub fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/missing", |asset| &asset.url)
}

/// `GET /static/{hash}/{name}`.
pub async fn serve(path: web::Path<(String, String)>) -> HttpResponse {
    let (hash, name) = path.into_inner();
    let wanted = format!("/static/{hash}/{name}");
    match ASSETS.iter().find(|asset| asset.url == wanted) {
        Some(asset) => HttpResponse::Ok()
            .content_type(asset.mime)
            .insert_header(Cache::PublicForever.header())
            .body(asset.bytes),
        None => HttpResponse::NotFound().finish(),
    }
}
