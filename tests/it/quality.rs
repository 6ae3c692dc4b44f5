//! Experts audit a sample, and other rules are played to what was judged.

use aftermath::exchange::experts::{read_strata, write_sample};
use aftermath::journey::figures;
use aftermath::journey::publish::File;
use aftermath::journey::quality::{report, rows as table, sample};
use aftermath::journey::record::Record;
use aftermath::journey::whatif::what_if;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::measure::{answer, deal, join, rows};
use crate::support::{TestApp, Town};

/// Four volunteers judge every building; one of them is wrong about every fourth.
pub(crate) fn judged(app: &TestApp) -> Town {
    let town = app.town("raqqa", 20);
    for (number, name) in ["amina", "bram", "dana", "emre"].iter().enumerate() {
        let who = join(app, &town, name);
        let mut seed = 0;
        while let Some(dealt) = deal(app, &town, who, seed) {
            let at = town.buildings.iter().position(|id| *id == dealt.building).unwrap();
            let is_late = number == 0 && at % 4 == 0;
            answer(app, &town, &dealt, 1 + usize::from(is_late));
            seed += 1;
        }
    }
    town
}

#[actix_web::test]
async fn an_audit_says_how_many_windows_hold_what_the_expert_saw() {
    let app = TestApp::start().await;
    let town = judged(&app);
    let draw = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        app.store.read(|db| sample(db, &mut rng, &town.campaign, 200)).unwrap()
    };
    assert_eq!(draw(1), draw(1), "the same seed draws the same");
    let drawn = draw(1);
    let published = rows(&app, &town, File::BUILDINGS);
    let decided = published.iter().filter(|row| row["status"] == "dated").count();
    assert_eq!((decided, drawn.len()), (15, 15), "all of what is published");
    let (blind, strata) = write_sample(&table(&drawn)).unwrap();
    let blind = String::from_utf8(blind).unwrap();
    assert!(!blind.contains("dated") && !blind.contains("full"), "the experts' table is blind");
    let strata = read_strata(&strata).unwrap();
    assert_eq!(strata, table(&drawn));

    // The expert sees what most saw, but for one building, where nobody was right.
    let filled: String = blind
        .lines()
        .enumerate()
        .map(|(line, row)| match line {
            0 => format!("{row}\n"),
            1 => row.replace(",,,,", ",2017-05-15,2017-06-15,chen,\n"),
            _ => row.replace(",,,,", ",2017-02-15,2017-03-15,chen,\n"),
        })
        .collect();
    let audit =
        app.store.read(|db| report(db, &town.campaign, &strata, filled.as_bytes())).unwrap();
    assert!(audit.errors.is_empty(), "{:?}", audit.errors);
    assert_eq!((audit.coverage.holding.hits, audit.coverage.holding.of), (14, 15));
    assert!((audit.holding.accuracy - 14.0 / 15.0).abs() < 1e-9, "{:?}", audit.holding);
    assert!(audit.holding.interval.holds(audit.holding.accuracy));
    assert!(audit.lag.unwrap().intervals.mean < 0.0, "the crowd dates the one too early");
    let model = audit.model.unwrap();
    assert_eq!(model.temperature.audited, 15);
    assert!(model.reliability.ece > 0.0);

    let unknown = "external_id,last_intact_image_id,first_destroyed_image_id\nB-999,2017-02-15,\n";
    let said = app.store.read(|db| report(db, &town.campaign, &strata, unknown.as_bytes()));
    assert!(said.is_err(), "a stratum without an audit says nothing");
}

#[actix_web::test]
async fn other_rules_are_played_to_what_was_judged() {
    let app = TestApp::start().await;
    let town = judged(&app);
    let record = app.store.read(|db| Record::read(db, &town.campaign)).unwrap();
    let policies = ["fixed:1", "curtailed:4/5:3:9"].map(|words| words.parse().unwrap());
    let found = what_if(&record, &town.campaign, &policies, 2);
    assert_eq!(found.replayed.len(), 6, "the real order and two others of each");
    let first = &found.replayed[0];
    assert_eq!((first.judged, first.used), (20, 20));
    let own = found.replayed.iter().find(|run| run.policy == policies[1]).unwrap();
    assert_eq!(own.used, own.all, "the campaign's own rule would have asked for the same");
    assert!(own.changed.is_empty());
    let quality = figures::quality(&record);
    assert!(quality.answers.alpha_nominal.is_some());
}
