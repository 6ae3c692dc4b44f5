//! A map that the server is given, at the real program: below the desk's own, for its staff.

use std::path::Path;
use std::process::Command;

use aftermath::domain::role::Role;

use crate::crash::{Server, request};
use crate::live::sign_in;
use crate::support::TestApp;

const TILE: &str = "GET /desk/raqqa/basemap/0/0/0";

/// An archive of one tile, the whole world, with nothing packed.
fn archive(path: &Path) {
    let (root, tile) = ([1, 0, 1, 7, 1], b"picture");
    let said = br#"{"attribution":"&copy; <b>Example</b>"}"#;
    let mut file = vec![0; 127];
    file[..8].copy_from_slice(b"PMTiles\x03");
    for (place, part) in [(8, &root[..]), (24, &said[..]), (40, &said[..0]), (56, &tile[..])] {
        let [offset, length] = [file.len(), part.len()].map(|n| u64::try_from(n).unwrap());
        file[place..place + 8].copy_from_slice(&offset.to_le_bytes());
        file[place + 8..place + 16].copy_from_slice(&length.to_le_bytes());
        file.extend_from_slice(part);
    }
    file[97..100].copy_from_slice(&[1, 1, 2]);
    std::fs::write(path, file).unwrap();
}

#[actix_web::test]
async fn a_map_that_the_server_is_given_is_for_the_staff_of_a_campaign() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    app.town("aleppo", 1);
    app.account("chen", false);
    app.grant("chen", "raqqa", Role::Auditor);
    let path = app.database.folder.path().join("map.pmtiles");
    archive(&path);
    let server = Server::start_with(&app.database, &["--basemap".as_ref(), path.as_os_str()]);
    let cookie = sign_in(&server.host);
    let ask = |head: &str, cookie: &str| request(&server.host, head, cookie, "").unwrap();

    let map = ask("GET /desk/raqqa/map", &cookie);
    assert!(map.contains("value=\"/desk/raqqa/basemap/{z}/{x}/{y}?v="), "{map}");
    assert!(map.contains("Map below: © Example</p>"), "{map}");
    let tile = ask(TILE, &cookie);
    assert!(tile.starts_with("HTTP/1.1 200"), "{tile}");
    assert!(tile.contains("content-type: image/png"), "{tile}");
    assert!(tile.ends_with("picture"), "{tile}");
    assert!(ask(TILE, "").starts_with("HTTP/1.1 401"));
    assert!(ask("GET /desk/aleppo/basemap/0/0/0", &cookie).starts_with("HTTP/1.1 404"));
}

#[test]
fn a_file_that_is_no_such_map_ends_the_start_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.pmtiles");
    std::fs::write(&path, "something else").unwrap();
    let started = Command::new(env!("CARGO_BIN_EXE_aftermath"))
        .args(["serve", "--port", "0", "--data-dir"])
        .arg(folder.path())
        .arg("--basemap")
        .arg(&path)
        .output()
        .unwrap();
    assert!(!started.status.success());
    let said = String::from_utf8(started.stderr).unwrap();
    assert!(said.contains("map.pmtiles: it is no PMTiles archive"), "{said}");
}
