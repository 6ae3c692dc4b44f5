//! How an installation is, and copies of its database that can be gone back to.

use aftermath::domain::role::Role;
use aftermath::journey::backup;
use aftermath::journey::health::BACKUPS;
use aftermath::journey::release::Shelf;
use aftermath::store::{Address, Store};
use chrono::Duration;
use diesel::prelude::*;

use crate::releases::{asked, made};
use crate::support::TestApp;

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

#[actix_web::test]
async fn a_copy_is_made_while_the_server_works_and_can_be_gone_back_to() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    app.account("chen", true);
    app.grant("chen", "raqqa", Role::Coordinator);
    let chen = app.signed_in("chen").await;
    chen.get("/site/health").await.is(200).says("How it is");
    let (_, files) = made(&app, &town, &asked());
    let made = chen.post("/site/backup", &[]).await;
    if app.database.is_postgres() {
        made.is(422).says("pg_dump");
        return;
    }
    made.is(303);
    let folder = app.database.folder.path().join(BACKUPS);
    let copies = backup::list(&folder).unwrap();
    let [copy] = copies.as_slice() else { panic!("{copies:?}") };
    let path = folder.join(&copy.name);
    assert_eq!(copy.sha256, aftermath::imagery::file_sha256(&path).unwrap().to_string());
    chen.get("/site/health").await.is(200).says(&copy.name).says(&copy.sha256);
    chen.get("/accounts/log").await.is(200).says("backed up");
    // The files of releases lie beside it, and lead to the release when they are put back.
    let (data, shelf) = (app.database.folder.path(), Shelf::of(&folder));
    assert!(files.len() > 10);
    for kept in &files {
        let (copied, sum) = (shelf.path(&kept.sha256), &kept.sha256);
        assert_eq!(&aftermath::imagery::file_sha256(&copied).unwrap().to_string(), sum);
    }
    std::fs::remove_dir_all(data.join("releases")).unwrap();
    let package = "/c/raqqa/releases/1/METHOD.md";
    assert!(!chen.get(package).await.status.is_success(), "it is gone");
    std::fs::rename(folder.join("releases"), data.join("releases")).unwrap();
    chen.get(package).await.is(200).says("# Method");
    assert_eq!(Shelf::of(data).copy_to(data).unwrap(), 0, "what is there stays");

    // In the same second there is one already, and it stays as it is.
    chen.post("/site/backup", &[]).await.is(422).says("is there already");
    assert_eq!(backup::list(&folder).unwrap(), copies);

    let before = app.store.read(aftermath::journey::look::campaigns).unwrap();
    app.database.execute("DELETE FROM tasks; DELETE FROM coverage");
    let back = Store::open(&Address::Sqlite(path.clone())).unwrap();
    assert_eq!(back.read(aftermath::journey::look::campaigns).unwrap(), before);
    drop(back);
    let mut plain = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
    let query = "SELECT count(*) AS number FROM tasks";
    let tasks: Counted = diesel::sql_query(query).get_result(&mut plain).unwrap();
    assert_eq!(tasks.number, 2, "nothing that was lost since is missing in it");
}

#[actix_web::test]
async fn a_clock_that_went_back_is_told() {
    let app = TestApp::start().await;
    app.account("chen", true);
    let chen = app.signed_in("chen").await;
    let page = chen.get("/site/health").await;
    assert!(!page.is(200).text().contains("before the newest entry"));
    app.clock.advance(Duration::seconds(-60));
    chen.get("/site/health").await.is(200).says("60 seconds before the newest entry");
}
