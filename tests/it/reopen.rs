//! New captures in an open window: exactly the buildings that they could narrow are asked again.

use aftermath::domain::campaign::Campaign;
use aftermath::domain::consensus::window::End;
use aftermath::domain::task::TaskState;
use aftermath::journey::campaign;
use aftermath::journey::log::{By, COMMAND_LINE};
use aftermath::journey::publish::File;
use aftermath::journey::reopen::{self, Chosen, Plan, ReopenError};
use aftermath::store::Db;
use chrono::{DateTime, Utc};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::judge::found;
use crate::measure::{answer, deal, rows};
use crate::places::agree;
use crate::support::town::add_held_capture;
use crate::support::{TestApp, Town};

fn reopen(db: &mut Db, now: DateTime<Utc>, campaign: &Campaign) -> Result<Plan, ReopenError> {
    let by = By { name: COMMAND_LINE, now };
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    reopen::reopen(db, by, &mut rng, campaign, (&Chosen::default(), ""))
}

fn close(app: &TestApp, town: &Town) {
    let (campaign, by) = (town.campaign.clone(), app.by());
    app.store.write(move |db| campaign::close(db, by, &campaign)).unwrap();
}

#[actix_web::test]
async fn a_new_capture_opens_exactly_the_windows_that_it_lies_in() {
    let app = TestApp::start().await;
    let mut town = app.town("raqqa", 4);
    agree(&app, &town);
    let before = rows(&app, &town, File::BUILDINGS);
    // Between the captures of February and March: only B-2 was agreed to fall there.
    let new = add_held_capture(&app.store, &town, "2017-03-01");
    assert_eq!(rows(&app, &town, File::BUILDINGS), before, "it waits unseen");
    let campaign = town.campaign.clone();
    let refused = app.store.write({
        let (campaign, now) = (campaign.clone(), app.clock.now());
        move |db| reopen(db, now, &campaign)
    });
    assert!(refused.unwrap_err().to_string().contains("close it"));
    close(&app, &town);
    let plan = app.store.read(|db| reopen::plan(db, &campaign, &Chosen::default())).unwrap();
    let names: Vec<_> = plan.narrowable.iter().map(|one| one.external_id.as_str()).collect();
    assert_eq!(names, ["B-2"]);
    assert_eq!(plan.narrowable[0].by, ["2017-03-01"]);
    let (now, owned) = (app.clock.now(), campaign.clone());
    let done = app.store.write(move |db| reopen(db, now, &owned));
    assert_eq!(done.unwrap(), plan);

    let after = rows(&app, &town, File::BUILDINGS);
    for (before, after) in before.iter().zip(&after) {
        let is_open = after["external_id"] == "B-2";
        assert_eq!(after["status"], if is_open { "open" } else { "dated" });
        if !is_open {
            assert_eq!(before["last_intact_date"], after["last_intact_date"]);
            assert_eq!(before["verdict_version"], after["verdict_version"]);
        }
    }
    let given = rows(&app, &town, File::JUDGEMENTS);
    let earlier = given.iter().filter(|row| row["exclusion_reason"] == "earlier captures");
    assert_eq!(earlier.count(), 3, "they stay, and are not counted");

    // The same three may be asked again, now on seven captures, and narrow it.
    let id = campaign.id;
    app.store
        .write(move |db| {
            aftermath::store::campaigns::set_phase(db, id, aftermath::domain::campaign::Phase::Open)
        })
        .unwrap();
    town.captures.insert(2, new);
    for (number, name) in ["amina", "bram", "dana"].into_iter().enumerate() {
        let who = {
            let id = i64::try_from(number).unwrap() + 1;
            let _ = name;
            aftermath::domain::id::VolunteerId(id)
        };
        let dealt = deal(&app, &town, who, 7).unwrap();
        assert_eq!((dealt.building, dealt.round), (town.buildings[1], 1));
        answer(&app, &town, &dealt, 1);
    }
    let found = found(&app, &town, 1);
    assert!(matches!(found.state, TaskState::Retired(_)));
    assert_eq!((found.last_standing, found.first_destroyed), (End::At(1), End::At(2)));
    let row = &rows(&app, &town, File::BUILDINGS)[1];
    assert_eq!(row["first_destroyed_image_id"], "2017-03-01");
}

#[actix_web::test]
async fn a_later_capture_opens_what_was_never_destroyed() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 5);
    agree(&app, &town);
    close(&app, &town);
    add_held_capture(&app.store, &town, "2017-08-01");
    let plan = app.store.read(|db| reopen::plan(db, &town.campaign, &Chosen::default())).unwrap();
    assert!(plan.narrowable.is_empty(), "all were destroyed before: {plan:?}");
}
