//! Real imagery: Joplin before and after the tornado of 22 May 2011. The files carry no dates;
//! those of the manifest here are assumed, and it says so. Reads test data beside the project and
//! is passed over, by name, where that is missing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use aftermath::domain::chip::ChipFrame;
use aftermath::domain::reading::Reading;
use aftermath::imagery::{Raster, cut};
use aftermath::journey::import::Manner;

use crate::import::Desk;

fn data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery/joplin_pair");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "{} must be there in CI", folder.display());
    aftermath::cli::tell(&format!("skipped: {} is not there", folder.display()));
    None
}

/// A folder with the pair and a manifest of assumed dates.
fn campaign_folder(data: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = String::from("capture_id,file,captured_at,note\n");
    let assumed = [
        ("before", "pre", "2011-05-01", "date assumed: before 22 May 2011"),
        ("after", "post", "2011-05-24", "date assumed: after 22 May 2011"),
    ];
    for (id, side, date, note) in assumed {
        std::fs::create_dir(folder.path().join(side)).unwrap();
        let mut files: Vec<_> = std::fs::read_dir(data.join(side))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for file in files {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            std::fs::copy(&file, folder.path().join(side).join(&name)).unwrap();
            writeln!(manifest, "{id},{side}/{name},{date},{note}").unwrap();
        }
    }
    std::fs::write(folder.path().join("captures.csv"), manifest).unwrap();
    folder
}

#[test]
fn every_footprint_inside_both_captures_becomes_a_building() {
    let Some(data) = data() else { return };
    let folder = campaign_folder(&data);
    let desk = Desk::new();
    let captures = desk.captures(&folder.path().join("captures.csv"), &Manner::default()).unwrap();
    assert_eq!(captures.added, 2);
    let list = data.join("labels/joplin.geojson");
    let buildings = desk.buildings(&list, Manner::default()).unwrap();
    assert_eq!((buildings.read, buildings.error_count), (2823, 0));
    assert_eq!(buildings.added + usize::try_from(buildings.outside.count).unwrap(), 2823);
    assert_eq!(buildings.added, 229, "footprints that lie whole inside both captures");
}

/// (longitude, latitude of the centre, mean of red, green and blue before, and after): the same to
/// the digit from GDAL's warper over the same ground when they were written down.
const REFERENCE: [(f64, f64, [f64; 3], [f64; 3]); 3] = [
    (-94.491_818_5, 37.066_902_5, [135.7, 132.8, 117.0], [101.2, 93.8, 90.0]),
    (-94.492_252_5, 37.067_109_5, [133.4, 130.6, 114.0], [106.9, 97.3, 93.5]),
    (-94.490_000_0, 37.067_000_0, [119.7, 121.0, 106.0], [82.5, 77.3, 72.9]),
];

#[test]
fn chips_show_the_ground_that_they_showed_before() {
    let Some(data) = data() else { return };
    let mut sides = Vec::new();
    for side in ["pre", "post"] {
        let mut files: Vec<_> = std::fs::read_dir(data.join(side))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        let rasters: Vec<_> =
            files.iter().map(|file| Raster::open(file, &Reading::default()).unwrap()).collect();
        sides.push(rasters);
    }
    let mut wrong = Vec::new();
    for (lon, lat, before, after) in REFERENCE {
        let centre = aftermath::domain::place::LonLat::new(lon, lat).unwrap();
        let frame = ChipFrame { centre, metres: 128, px: 256 };
        for (rasters, expected) in sides.iter_mut().zip([before, after]) {
            let pixels = cut(rasters, &frame, (0.0, 0.0)).unwrap();
            let count = f64::from(pixels.side * pixels.side);
            let mean = |band: usize| {
                let sum: f64 =
                    pixels.rgb.iter().skip(band).step_by(3).map(|value| f64::from(*value)).sum();
                sum / count
            };
            let means = [mean(0), mean(1), mean(2)];
            if means.iter().zip(expected).any(|(got, wanted)| (got - wanted).abs() > 1.0) {
                wrong.push(format!("{lon} {lat}: {means:.1?} instead of {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
