//! The whole journey, once: a town is painted, imported, cut, judged by a crowd of known skill and
//! exported; what is exported holds the truth, and the same seed tells the same story to the byte.

use std::collections::HashMap;

use aftermath::demo::build::{Wanted, build};
use aftermath::domain::campaign::Campaign;
use aftermath::journey::publish::{File, write};
use aftermath::store::Store;

use crate::support::TestDatabase;

const WANTED: Wanted = Wanted { seed: 11, buildings: 10, captures: 5, threads: 2 };

struct Told {
    database: TestDatabase,
    store: Store,
    campaign: Campaign,
}

fn tell() -> Told {
    let database = TestDatabase::new();
    let store = database.open();
    let vault = crate::support::app::open_vault(database.folder.path());
    let folder = database.folder.path().join("town");
    let campaign = build(&store, &vault, &folder, WANTED, &|_, _, _| ()).unwrap();
    Told { database, store, campaign }
}

impl Told {
    fn bytes(&self, file: File) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&self.store, &self.campaign, file, &mut bytes).unwrap();
        bytes
    }

    fn export(&self, file: File) -> String {
        String::from_utf8(self.bytes(file)).unwrap()
    }
}

fn rows(text: &str) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

#[test]
fn the_exported_windows_hold_the_truth_and_the_same_seed_tells_the_same_story() {
    let told = tell();
    let truth =
        std::fs::read_to_string(told.database.folder.path().join("town/truth.csv")).unwrap();
    let truth: HashMap<String, usize> = rows(&truth)
        .into_iter()
        .map(|row| (row["building_id"].clone(), row["y"].parse().unwrap()))
        .collect();
    let images = rows(&told.export(File::IMAGES));
    let position = |id: &str| images.iter().position(|row| row["image_id"] == id);
    let (mut settled, mut holds) = (0, 0);
    for row in rows(&told.export(File::BUILDINGS)) {
        let standing = truth[&row["external_id"]];
        let last = position(&row["last_intact_image_id"]);
        let first = position(&row["first_destroyed_image_id"]);
        let is_inside =
            last.is_none_or(|last| last < standing) && first.is_none_or(|first| standing <= first);
        match row["status"].as_str() {
            "open" | "undatable" => {}
            "not_destroyed" => {
                settled += 1;
                holds += usize::from(standing == images.len());
            }
            _ => {
                settled += 1;
                holds += usize::from(is_inside);
            }
        }
    }
    assert!(settled >= 5, "about half of 10 buildings should be settled, not {settled}");
    assert!(holds * 10 >= settled * 7, "{holds} of {settled} windows hold the truth");

    let again = tell();
    for file in File::all() {
        assert!(told.bytes(file) == again.bytes(file), "{} differs", file.name());
    }
}
