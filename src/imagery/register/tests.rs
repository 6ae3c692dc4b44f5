//! Made patches with known shifts, and Joplin before and after the tornado.

use std::path::{Path, PathBuf};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::domain::chip::ChipFrame;
use crate::domain::place::LonLat;
use crate::domain::reading::Reading;
use crate::imagery::{Raster, cut};

const SIDE: u32 = 128;
const METRES_PER_PX: f64 = 0.5;

/// Roofs of some colours on ground of another, seen by pixels of any size and place.
struct Town(Vec<([f64; 4], f64)>);

impl Town {
    fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let roof = |_| {
            let (x, y) = (rng.random_range(-20.0..150.0), rng.random_range(-20.0..150.0));
            let (width, height) = (rng.random_range(6.0..24.0), rng.random_range(6.0..24.0));
            ([x, y, x + width, y + height], rng.random_range(60.0..220.0))
        };
        Self((0..60).map(roof).collect())
    }

    /// The mean brightness of pixel (x, y) when all lies (dx, dy) pixels further east and south.
    fn pixel(&self, x: u32, y: u32, (dx, dy): (f64, f64)) -> f64 {
        let (x, y) = (f64::from(x) - dx, f64::from(y) - dy);
        let within =
            |low: f64, high: f64, at: f64| (high.min(at + 1.0) - low.max(at)).clamp(0.0, 1.0);
        self.0.iter().fold(110.0, |ground, ([west, north, east, south], roof)| {
            let share = within(*west, *east, x) * within(*north, *south, y);
            ground * (1.0 - share) + roof * share
        })
    }

    /// A picture with noise, at some contrast and brightness.
    fn seen(&self, shift: (f64, f64), noise: f64, contrast: f64, brightness: f64) -> Pixels {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut rgb = Vec::new();
        for y in 0..SIDE {
            for x in 0..SIDE {
                let clean = self.pixel(x, y, shift) * contrast + brightness;
                let level = clean + rng.random_range(-noise..=noise);
                #[expect(
                    clippy::as_conversions,
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "clamped"
                )]
                rgb.extend([level.round().clamp(0.0, 255.0) as u8; 3]);
            }
        }
        Pixels { side: SIDE, rgb, blank_share: 0.0 }
    }
}

fn measured(reference: &Pixels, moved: &Pixels) -> PatchShift {
    measure(reference, moved, METRES_PER_PX, 12.0).unwrap().unwrap()
}

fn is_near(found: PatchShift, wanted: (f64, f64), within: f64) -> bool {
    let off = (found.shift_m.0 - wanted.0).abs().max((found.shift_m.1 - wanted.1).abs());
    found.is_confident && off <= within
}

#[test]
fn a_known_shift_is_undone_to_a_quarter_of_a_pixel() {
    let town = Town::new(1);
    let reference = town.seen((0.0, 0.0), 4.0, 1.0, 0.0);
    for (dx, dy) in [(0.0, 0.0), (3.0, -5.0), (-7.5, 2.25), (0.4, 0.6), (-15.0, 12.0)] {
        let found = measured(&reference, &town.seen((dx, dy), 4.0, 1.0, 0.0));
        // What lies east by `dx` pixels must go west, and what lies south, north.
        let wanted = (-dx * METRES_PER_PX, dy * METRES_PER_PX);
        assert!(is_near(found, wanted, 0.25 * METRES_PER_PX), "{dx} {dy}: {found:?}");
    }
}

#[test]
fn the_shift_is_the_one_that_cutting_takes() {
    // A chip cut with a shift of east 2 m shows at its middle what lay 2 m west of it.
    let town = Town::new(2);
    let (still, moved) =
        (town.seen((0.0, 0.0), 0.0, 1.0, 0.0), town.seen((-4.0, 0.0), 0.0, 1.0, 0.0));
    assert!(is_near(measured(&still, &moved), (2.0, 0.0), 0.1));
}

#[test]
fn other_light_changes_little() {
    let town = Town::new(3);
    let reference = town.seen((0.0, 0.0), 6.0, 1.0, 0.0);
    for (contrast, brightness) in [(0.5, 0.0), (0.7, 70.0), (1.3, -60.0), (-0.8, 230.0)] {
        let found = measured(&reference, &town.seen((4.0, 3.0), 6.0, contrast, brightness));
        assert!(is_near(found, (-2.0, 1.5), 0.25), "{contrast} {brightness}: {found:?}");
    }
}

#[test]
fn ground_that_is_another_one_seldom_counts_and_never_suggests() {
    let patch = |seed: u64| {
        let before = Town::new(seed).seen((0.0, 0.0), 10.0, 1.0, 0.0);
        measured(&before, &Town::new(seed + 100).seen((0.0, 0.0), 10.0, 1.0, 0.0))
    };
    let patches: Vec<_> = (0..40).map(patch).collect();
    let counted: Vec<_> = patches.iter().filter(|patch| patch.is_confident).collect();
    assert!(counted.len() <= 2, "{counted:?}");
    assert!(matches!(suggest(&patches), Suggestion::NotEnoughAgreement { measured: 40, .. }));
}

#[test]
fn destroyed_patches_do_not_move_the_suggestion() {
    let patch = |seed: u64| {
        let after = if seed.is_multiple_of(3) { Town::new(seed + 500) } else { Town::new(seed) };
        let before = Town::new(seed).seen((0.0, 0.0), 10.0, 1.0, 0.0);
        measured(&before, &after.seen((2.0, 2.0), 10.0, 0.9, 10.0))
    };
    let patches: Vec<_> = (0..15).map(patch).collect();
    let Suggestion::Agreed { shift_m, spread_m, patches } = suggest(&patches) else {
        panic!("{:?}", suggest(&patches));
    };
    assert!((shift_m.0 + 1.0).abs() < 0.1 && (shift_m.1 - 1.0).abs() < 0.1, "{shift_m:?}");
    assert!(spread_m.0 < 0.2 && spread_m.1 < 0.2 && (8..=10).contains(&patches));
}

fn patch(east: f64, north: f64, is_confident: bool) -> PatchShift {
    PatchShift { shift_m: (east, north), peak: 0.3, lead: 2.0, contrast: 6.0, is_confident }
}

#[test]
fn four_patches_or_five_that_disagree_suggest_nothing() {
    let four = vec![patch(1.0, 1.0, true); 4];
    let NotEnough { confident, .. } =
        not_enough(&[four.clone(), vec![patch(1.0, 1.0, false)]].concat());
    assert_eq!(confident, 4);
    let scattered: Vec<_> = [-8.0, -4.0, 0.0, 4.0, 8.0].map(|east| patch(east, 0.0, true)).to_vec();
    assert_eq!(not_enough(&scattered).spread_m, Some((4.0, 0.0)));
    assert_eq!(not_enough(&[]).spread_m, None);
    let five = [four, vec![patch(9.0, 1.0, true)]].concat();
    assert!(matches!(suggest(&five), Suggestion::Agreed { shift_m: (1.0, 1.0), patches: 5, .. }));
}

struct NotEnough {
    confident: usize,
    spread_m: Option<(f64, f64)>,
}

fn not_enough(patches: &[PatchShift]) -> NotEnough {
    match suggest(patches) {
        Suggestion::NotEnoughAgreement { confident, spread_m, .. } => {
            NotEnough { confident, spread_m }
        }
        agreed @ Suggestion::Agreed { .. } => panic!("{agreed:?}"),
    }
}

#[test]
fn what_cannot_be_measured_is_nothing_or_an_error() {
    let town = Town::new(1).seen((0.0, 0.0), 4.0, 1.0, 0.0);
    let flat = Pixels { side: SIDE, rgb: vec![9; town.rgb.len()], blank_share: 0.0 };
    let holed = Pixels { blank_share: 0.1, ..town.clone() };
    let short = Pixels { side: SIDE + 1, ..town.clone() };
    assert_eq!(measure(&flat, &town, 0.5, 12.0), Ok(None));
    assert!(measure(&town, &flat, 0.5, 12.0).unwrap().is_none_or(|found| !found.is_confident));
    assert_eq!(measure(&town, &holed, 0.5, 12.0), Ok(None));
    assert_eq!(measure(&town, &short, 0.5, 12.0), Err(RegisterError::Sides(128, 129)));
    for length in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(measure(&town, &town, length, 12.0), Err(RegisterError::Length(_))));
        assert!(matches!(measure(&town, &town, 0.5, length), Err(RegisterError::Length(_))));
    }
    assert!(measure(&town, &town, 1e-300, 1e300).is_ok(), "the radius is bounded by the patch");
}

fn joplin() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery/joplin_pair")
}

fn rasters(of: &str) -> Vec<Raster> {
    let files = std::fs::read_dir(joplin().join(of)).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| Raster::open(path, &Reading::default()).unwrap()).collect()
}

/// A corner of each labelled building.
fn buildings() -> Vec<LonLat> {
    let text = std::fs::read_to_string(joplin().join("labels/joplin.geojson")).unwrap();
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    let building = |feature: &serde_json::Value| {
        let mut corners = &feature["geometry"]["coordinates"];
        while corners[0][0].is_array() {
            corners = &corners[0];
        }
        let corner = &corners[0];
        LonLat::new(corner[0].as_f64()?, corner[1].as_f64()?).ok()
    };
    list["features"].as_array().unwrap().iter().filter_map(building).collect()
}

#[test]
fn joplin_agrees_on_half_a_metre_though_much_of_it_is_rubble() {
    let (mut pre, mut post) = (rasters("pre"), rasters("post"));
    let mut found = Vec::new();
    for centre in buildings().into_iter().step_by(5) {
        let frame = ChipFrame { centre, metres: 154, px: 128 };
        let before = cut(&mut pre, &frame, (0.0, 0.0)).unwrap();
        let after = cut(&mut post, &frame, (0.0, 0.0)).unwrap();
        found.extend(measure(&before, &after, frame.metres_per_px(), 12.0).unwrap());
    }
    let Suggestion::Agreed { shift_m, spread_m, patches } = suggest(&found) else {
        panic!("{:?}", suggest(&found));
    };
    // By eye, and by the larger patches of the paper: the capture after lies 0.3 to 0.6 m south.
    assert!(shift_m.0.abs() <= 0.6 && (0.2..=0.9).contains(&shift_m.1), "{shift_m:?}");
    assert!(spread_m.0.max(spread_m.1) <= 0.6 && patches >= 5, "{spread_m:?} {patches}");
    assert!(found.iter().any(|patch| !patch.is_confident), "rubble does not count");
}
