//! Findings frozen under a number: the same bytes for ever, for those who may see them.

use std::io::Read as _;

use aftermath::domain::campaign::Visibility;
use aftermath::domain::release::{Audience, Naming, Reader, State, Tier};
use aftermath::domain::role::Role;
use aftermath::journey::release::{self, Asked, Kept, Release, Shelf};
use aftermath::store::releases;
use chrono::Duration;

use crate::support::{Answer, Person, TestApp, Town};
use crate::volunteer::rng;

pub(crate) fn asked() -> Asked {
    Asked {
        title: "Spring".into(),
        note: "For the report.".into(),
        reason: "the report".into(),
        licence: "CC-BY-4.0".into(),
        audience: Audience::Researchers,
        precision: Tier::Exact,
        keeps_names: false,
        naming: Naming::Campaign,
        embargo_until: None,
    }
}

pub(crate) fn public() -> Asked {
    Asked { audience: Audience::Public, ..asked() }
}

/// Makes a release here and now; where the application's own thread took it first, that one does.
pub(crate) fn made(app: &TestApp, town: &Town, asked: &Asked) -> (Release, Vec<Kept>) {
    let (own, asked, by) = (town.campaign.clone(), asked.clone(), app.by());
    let made = app.store.write(move |db| release::create(db, by, &own, &asked)).unwrap();
    let clock = (&app.clock, &mut rng());
    release::make(&app.store, app.database.folder.path(), clock, &made).unwrap();
    let everything = (Reader::Coordinator, app.clock.now());
    let get = || app.store.read(|db| release::get(db, &town.campaign, made.number, everything));
    let (release, files) = (0..2_000)
        .map(|_| get().unwrap().unwrap())
        .find(|(release, _)| {
            let is_made = release.state != State::Making;
            std::thread::sleep(std::time::Duration::from_millis(if is_made { 0 } else { 10 }));
            is_made
        })
        .expect("it is made within 20 seconds");
    assert_eq!(release.state, State::Ready, "{}", release.said);
    (release, files)
}

pub(crate) fn bytes(app: &TestApp, kept: &Kept) -> Vec<u8> {
    std::fs::read(Shelf::of(app.database.folder.path()).path(&kept.sha256)).unwrap()
}

pub(crate) fn file(app: &TestApp, files: &[Kept], name: &str) -> String {
    let kept = files.iter().find(|kept| kept.name == name).unwrap();
    // Words in binary files stay words.
    String::from_utf8_lossy(&bytes(app, kept)).into_owned()
}

/// Three volunteers date every building to one picture.
pub(crate) async fn judged(app: &TestApp, town: &Town, position: usize) {
    for _ in 0..3 {
        let amina = app.volunteer(town.campaign.slug.as_str()).await;
        for _ in 0..town.buildings.len() {
            let first = town.captures[position].to_string();
            let form = [("verdict", "dated"), ("first_destroyed", first.as_str())];
            amina.answers(town.campaign.slug.as_str(), &form).await.is(303);
        }
    }
}

#[actix_web::test]
async fn a_release_is_whole_the_same_when_made_again_and_never_changes() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 3);
    judged(&app, &town, 3).await;
    let (first, files) = made(&app, &town, &asked());
    let sums = file(&app, &files, "SHA256SUMS");
    let mut package =
        zip::ZipArchive::new(std::io::Cursor::new(bytes(&app, files.last().unwrap())));
    let package = package.as_mut().unwrap();
    assert_eq!(package.len(), files.len() - 1, "everything but itself is in the package");
    for (position, kept) in files.iter().take(files.len() - 1).enumerate() {
        let mut whole = Vec::new();
        package.by_index(position).unwrap().read_to_end(&mut whole).unwrap();
        assert_eq!(whole, bytes(&app, kept), "{}", kept.name);
        let line = format!("{}  {}\n", kept.sha256, kept.name);
        assert_eq!(sums.contains(&line), position + 6 < files.len(), "{line}");
    }
    let manifest: serde_json::Value =
        serde_json::from_str(&file(&app, &files, "manifest.json")).unwrap();
    assert_eq!(manifest["counts"]["buildings_by_status"]["dated"], 3);
    assert_eq!(manifest["counts"]["rows"]["judgements.csv"], 9);

    // Made again from the same state, in another folder: the same bytes.
    let again = tempfile::tempdir().unwrap();
    let before = files.clone();
    app.database.execute(
        "DELETE FROM release_files; UPDATE releases SET state = 'making', claimed_at = NULL",
    );
    release::make(&app.store, again.path(), (&app.clock, &mut rng()), &first).unwrap();
    let after = app.store.read(|db| releases::files(db, first.id)).unwrap();
    // But for what the record says since, and the package of both.
    let frozen = before.len() - 5;
    assert_eq!(after[..frozen], before[..frozen]);
    assert_eq!(before[frozen - 1].name, "SHA256SUMS");

    // More answers change what is exported, and nothing that was frozen.
    let amina = app.volunteer("raqqa").await;
    amina.task("raqqa").await;
    let rosa = app.staff("rosa", Role::Researcher).await;
    let at = "/c/raqqa/releases/1/buildings.csv";
    assert_eq!(rosa.get(at).await.is(200).text(), file(&app, &files, "buildings.csv"));
    let (second, _) = made(&app, &town, &asked());
    assert_eq!((first.number, second.number), (1, 2));
}

#[actix_web::test]
async fn coarse_and_withheld_places_leave_nothing_that_tells_them() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    judged(&app, &town, 3).await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let set = "/desk/raqqa/releases/places";
    let form = |ids: &'static str, tier: &'static str| {
        [("ids", ids), ("tier", tier), ("reason", "asked to")]
    };
    chen.post(set, &form("B-9", "withheld"))
        .await
        .is(422)
        .says("no building")
        .says("B-9</textarea>");
    chen.post(set, &form("B-2\nB-3", "withheld")).await.is(303);
    chen.post(set, &form("B-3", "neighbourhood")).await.is(303);
    assert!(!chen.get("/desk/raqqa/log").await.text().contains("B-2"), "the log names none");
    let (release, files) = made(&app, &town, &asked());
    assert_eq!(release.withheld, 1);
    let id = |building: usize| town.buildings[building].to_string();
    // B-2: no row anywhere; B-3: rows, and neither its id nor its place.
    for name in ["buildings.csv", "judgements.csv", "exhibits.csv", "references.csv", "rulings.csv"]
    {
        let text = file(&app, &files, name);
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let column = table.headers().unwrap().iter().position(|name| name == "building_id");
        for row in table.records() {
            assert_ne!(row.unwrap()[column.unwrap()], id(1), "{name}");
        }
    }
    assert!(file(&app, &files, "judgements.csv").contains(&format!(",{},", id(2))));
    for kept in files.iter().filter(|kept| kept.name != "package.zip") {
        let text = file(&app, &files, &kept.name);
        for planted in ["B-2", "B-3", "39.0001", "39.0002"] {
            assert!(!text.contains(planted), "{planted} is in {}", kept.name);
        }
    }
    let (_, coarse) = made(&app, &town, &Asked { precision: Tier::Grid, ..asked() });
    let text = file(&app, &coarse, "buildings.csv");
    assert_eq!(text.matches(",100m,").count(), 2, "{text}");
    assert_eq!(text.matches(",neighbourhood,").count(), 1, "{text}");
    assert!(!text.contains("B-1") && !text.contains("36,39,"), "{text}");
    let named = Asked { keeps_names: true, ..asked() };
    let (_, named) = made(&app, &town, &named);
    assert!(file(&app, &named, "buildings.csv").contains("B-3"));
}

#[actix_web::test]
async fn pseudonyms_of_a_release_lead_nowhere_else_and_the_public_reads_hours() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    app.clock.advance(Duration::minutes(17));
    judged(&app, &town, 3).await;
    let names = |files: &[Kept]| {
        let text = file(&app, files, "judgements.csv");
        let found = text.split(',').filter(|cell| cell.starts_with("v-"));
        found.map(str::to_owned).collect::<Vec<_>>()
    };
    let (_, campaign) = made(&app, &town, &asked());
    let own = Asked { naming: Naming::Release, audience: Audience::Public, ..asked() };
    let (_, first) = made(&app, &town, &own);
    let (_, second) = made(&app, &town, &own);
    assert_eq!(names(&campaign).len(), 3);
    for name in names(&campaign) {
        assert!(!names(&first).contains(&name) && !names(&second).contains(&name));
    }
    assert!(names(&first).iter().all(|name| !names(&second).contains(name)));
    assert!(file(&app, &campaign, "judgements.csv").contains(":17:"));
    for name in ["judgements.csv", "buildings.csv"] {
        assert!(!file(&app, &first, name).contains(":17:"), "{name}");
        assert!(file(&app, &first, name).contains("T09:00:00.000Z"), "{name}");
    }
}

async fn opens(person: &Person<'_>, path: &str) -> u16 {
    person.get(path).await.status.as_u16()
}

#[actix_web::test]
async fn who_may_see_a_release_when_it_is_open_and_the_latest_leads_there() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let rosa = app.staff("rosa", Role::Researcher).await;
    let chen = app.staff("chen", Role::Coordinator).await;
    let milan = app.staff("milan", Role::Moderator).await;
    let anybody = app.anybody();
    let until = (app.clock.now() + Duration::days(2)).date_naive();
    made(&app, &town, &public());
    made(&app, &town, &asked());
    made(&app, &town, &Asked { embargo_until: Some(until), ..asked() });
    let one = |number: i32| format!("/c/raqqa/releases/{number}");
    for (number, statuses) in [(1, [200; 4]), (2, [404, 404, 200, 200]), (3, [404, 404, 404, 200])]
    {
        for (who, status) in [&anybody, &milan, &rosa, &chen].iter().zip(statuses) {
            for path in [one(number), one(number) + "/buildings.csv"] {
                assert_eq!(opens(who, &path).await, status, "{path}");
            }
        }
    }
    let latest = "/c/raqqa/releases/latest";
    assert_eq!(anybody.get(latest).await.is(303).header("location"), one(1));
    assert_eq!(rosa.get(latest).await.is(303).header("location"), one(2));
    let led = rosa.get(&format!("{latest}/rulings.csv?why=x")).await;
    assert_eq!(led.is(303).header("location"), one(2) + "/rulings.csv?why=x");
    app.clock.advance(Duration::days(2));
    let rosa = app.signed_in("rosa").await;
    assert_eq!(rosa.get(latest).await.is(303).header("location"), one(3));
    // Other campaigns' releases are not there, nor is a hidden campaign.
    app.town("mosul", 1);
    assert_eq!(opens(&rosa, "/c/mosul/releases/1").await, 404);
    app.show(&town.campaign, Visibility::Private);
    assert_eq!(opens(&anybody, &one(1)).await, 404);
}

fn tag(answer: &Answer) -> String {
    answer.header("etag").to_owned()
}

#[actix_web::test]
async fn a_file_is_sent_whole_or_in_part_and_written_down_with_its_reason() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    let (_, files) = made(&app, &town, &asked());
    made(&app, &town, &public());
    let rosa = app.staff("rosa", Role::Researcher).await;
    let people = "/c/raqqa/releases/1/judgements.csv";
    rosa.get(people).await.is(422).says("say what it is for");
    rosa.get("/c/raqqa/releases/1/package.zip").await.is(422);
    rosa.get(&format!("{people}?why=the+spring+report")).await.is(200);
    let at = "/c/raqqa/releases/1/buildings.csv";
    let whole = rosa.get(at).await;
    assert!(whole.is(200).header("cache-control").starts_with("private"));
    assert!(whole.header("content-disposition").contains("raqqa-release-1-buildings.csv"));
    let text = file(&app, &files, "buildings.csv");
    let part = rosa.get_with(at, &[("Range", "bytes=5-9")]).await;
    assert_eq!(part.is(206).text(), text.get(5..10).unwrap());
    assert_eq!(part.header("content-range"), format!("bytes 5-9/{}", text.len()));
    let stale = [("Range", "bytes=5-9"), ("If-Range", "\"other\"")];
    assert_eq!(rosa.get_with(at, &stale).await.is(200).text(), text);
    rosa.get_with(at, &[("If-None-Match", &tag(&whole))]).await.is(304);
    let open = app.anybody().get("/c/raqqa/releases/2/judgements.csv").await;
    assert!(open.is(200).header("cache-control").starts_with("public"));
    let open = app.anybody();
    open.get("/c/raqqa/releases/latest/judgements.csv").await.is(303);
    let at_two = "/c/raqqa/releases/2/judgements.csv";
    open.get_with(at_two, &[("Range", "bytes=0-4")]).await.is(206);
    open.get_with(at_two, &[("Range", "bytes=5-9")]).await.is(206);
    let counted = "<td>2</td><th scope=\"row\">judgements.csv</th><td>2</td>";
    rosa.get("/desk/raqqa/exports").await.is(200).says(counted);
    let taken = rosa.get("/desk/raqqa/exports/taken.csv").await.text();
    assert!(taken.contains("rosa,exported,\"release 1: judgements.csv, page\",the spring report"));
    assert_eq!(taken.matches("release 1: buildings.csv").count(), 2, "{taken}");
}

#[actix_web::test]
async fn a_withdrawn_release_says_why_and_gives_no_file() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let (_, files) = made(&app, &town, &asked());
    let chen = app.staff("chen", Role::Coordinator).await;
    let rosa = app.staff("rosa", Role::Researcher).await;
    let withdraw = "/desk/raqqa/releases/withdraw";
    chen.post(withdraw, &[("number", "1")]).await.is(422).says("a reason");
    chen.post(withdraw, &[("number", "7"), ("reason", "x")]).await.is(422).says("no such release");
    let form = [("number", "1"), ("reason", "a capture had a wrong date")];
    chen.post(withdraw, &form).await.is(303);
    chen.post(withdraw, &form).await.is(422).says("only a release that is ready");
    let page = rosa.get("/c/raqqa/releases/1").await;
    assert!(!page.is(200).says("a capture had a wrong date").text().contains("buildings.csv"));
    rosa.get("/c/raqqa/releases/1/buildings.csv").await.is(410).says("a capture had a wrong date");
    rosa.get("/c/raqqa/releases/latest").await.is(404);
    assert!(!bytes(&app, &files[0]).is_empty(), "the file is kept");
    chen.get("/desk/raqqa/log").await.says("release withdrawn");
}

#[actix_web::test]
async fn what_is_asked_of_a_release_is_kept_when_it_cannot_be_made_so() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    let make = "/desk/raqqa/releases/make";
    let mut form = vec![("title", "Spring"), ("embargo", "2017-10-20"), ("reason", "r")];
    chen.post(make, &form).await.is(422).says("a day to come").says("value=\"Spring\"");
    form[1].1 = "soon";
    chen.post(make, &form).await.is(422).says("no day").says("value=\"Spring\"");
    form[1].1 = "";
    form.push(("precision", "withheld"));
    chen.post(make, &form).await.is(422).says("not all of them");
    form.pop();
    chen.post(make, &form[..2]).await.is(422).says("a reason");
    chen.post(make, &form).await.is(303);
    // The thread of the server makes it.
    let everything = (Reader::Coordinator, app.clock.now());
    let state = || app.store.read(|db| release::get(db, &town.campaign, 1, everything));
    while state().unwrap().unwrap().0.state == State::Making {
        actix_web::rt::task::yield_now().await;
    }
    chen.get("/c/raqqa/releases/1").await.is(200).says("package.zip");
    chen.get("/desk/raqqa/log").await.says("release made");
}
