//! What must be true of the painted pixels.

use super::*;
use crate::demo::town::GSD_M;

fn pixels(picture: &RgbImage, body: &crate::demo::body::Body) -> Vec<f32> {
    let px = |metres: f32| u32::try_from(crate::demo::grain::cell(metres / GSD_M).0).unwrap();
    let (centre, radius) = (body.centre, body.radius());
    let mut found = Vec::new();
    for y in px(centre.1 - radius)..px(centre.1 + radius) {
        for x in px(centre.0 - radius)..px(centre.0 + radius) {
            let at = |place: u32| (f32::from(u16::try_from(place).unwrap()) + 0.5) * GSD_M;
            let (along, across) = body.local(at(x), at(y));
            if body.outside(along, across) < -1.0 {
                found.push(picture.get_pixel(x, y).0.iter().map(|v| f32::from(*v)).sum());
            }
        }
    }
    found
}

/// One minus the correlation of the pixels under a roof in two pictures: near 0 while the roof
/// keeps its pattern, whatever the light, near 1 when it is gone.
fn change(before: &[f32], after: &[f32]) -> f32 {
    let mean = |all: &[f32]| all.iter().sum::<f32>() / crate::demo::grain::count(all.len());
    let (a, b) = (mean(before), mean(after));
    let sum = |f: &dyn Fn(f32, f32) -> f32| -> f32 {
        before.iter().zip(after).map(|(x, y)| f(x - a, y - b)).sum()
    };
    1.0 - sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt().max(1e-6)
}

fn median(mut of: Vec<f32>) -> f32 {
    of.sort_by(f32::total_cmp);
    of[of.len() / 2]
}

#[test]
fn a_roof_changes_far_more_when_it_is_destroyed_than_when_it_is_not() {
    let mut town = Town::build(11, 26, 4).unwrap();
    for capture in &mut town.captures {
        capture.puffs.clear();
    }
    let painter = Painter::new(&town);
    let pictures: Vec<RgbImage> = (0..4).map(|place| painter.capture(place).unwrap()).collect();
    let (mut fallen, mut intact) = (Vec::new(), Vec::new());
    for building in &town.buildings {
        let seen: Vec<Vec<f32>> =
            pictures.iter().map(|picture| pixels(picture, &building.body)).collect();
        for pair in 1..4 {
            let changed = change(&seen[pair - 1], &seen[pair]);
            match building.fate.truth.standing {
                y if y == pair => fallen.push(changed),
                y if y > pair && building.fate.trap.is_none() => intact.push(changed),
                _ => {}
            }
        }
    }
    assert!(fallen.len() > 8 && intact.len() > 30, "{} {}", fallen.len(), intact.len());
    let (fallen, intact) = (median(fallen), median(intact));
    assert!(fallen > 2.0 * intact && fallen > 0.6, "{fallen} {intact}");
}

#[test]
fn the_painted_roof_lies_on_its_outline() {
    use proj4rs::{Proj, transform::transform};
    let utm = Proj::from_proj_string("+proj=utm +zone=37 +datum=WGS84 +units=m").unwrap();
    let degrees = Proj::from_proj_string("+proj=longlat +datum=WGS84").unwrap();
    let mut town = Town::build(8, 8, 2).unwrap();
    let straight = &mut town.captures[0];
    (straight.shift_px, straight.lean, straight.haze) = ((0.0, 0.0), (0.0, 0.0), 0.0);
    straight.puffs.clear();
    let found = town.buildings.iter_mut().find(|building| {
        building.body.roof == crate::demo::body::Roof::Pitched
            && building.fate.look(0) == Look::Standing(None)
    });
    let building = found.unwrap();
    building.body.colour = [255.0, 0.0, 255.0];
    let (outline, corner) = (building.footprint.clone(), town.corner_m());
    let picture = capture(&town, 0).unwrap();
    let (mut west, mut east, mut north, mut south) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
    for (x, y, pixel) in picture.enumerate_pixels() {
        let [red, green, blue] = pixel.0;
        if red.min(blue) > green.saturating_add(90) {
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            (west, east) = (west.min(x), east.max(x));
            (north, south) = (north.min(y), south.max(y));
        }
    }
    let (mut x_sum, mut y_sum) = (Vec::new(), Vec::new());
    for place in outline.corners() {
        let mut point = (place.lon().to_radians(), place.lat().to_radians(), 0.0);
        transform(&degrees, &utm, &mut point).unwrap();
        x_sum.push((point.0 - corner.0) / f64::from(GSD_M));
        y_sum.push((corner.1 - point.1) / f64::from(GSD_M));
    }
    let middle = |all: &[f64]| {
        let (low, high) = all.iter().fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
        f64::midpoint(low, high)
    };
    let off = (middle(&[west, east]) - middle(&x_sum), middle(&[north, south]) - middle(&y_sum));
    // Half a pixel is 0.25 m.
    assert!(off.0.abs() <= 0.5 && off.1.abs() <= 0.5, "{off:?}");
}

#[test]
fn clouds_hide_what_lies_under_them() {
    let mut town = Town::build(2, 4, 2).unwrap();
    let body = town.buildings[0].body.clone();
    let clear = Painter::new(&town).capture(1).unwrap();
    town.captures[1].puffs = vec![(body.centre.0, body.centre.1, 400.0)];
    let cloudy = Painter::new(&town).capture(1).unwrap();
    let mean = |picture: &RgbImage| {
        let under = pixels(picture, &body);
        under.iter().sum::<f32>() / crate::demo::grain::count(under.len()) / 3.0
    };
    assert!(mean(&cloudy) > 195.0 && mean(&cloudy) > mean(&clear) + 20.0);
}

#[test]
fn bands_meet_without_a_seam() {
    let town = Town::build(4, 2, 2).unwrap();
    let picture = Painter::new(&town).capture(0).unwrap();
    let line = u32::try_from(BAND_PX).unwrap();
    assert!(picture.height() > line + 8);
    let step = |row: u32| -> u32 {
        (0..picture.width())
            .map(|x| {
                let (a, b) = (picture.get_pixel(x, row - 1).0[1], picture.get_pixel(x, row).0[1]);
                u32::from(a.abs_diff(b))
            })
            .sum()
    };
    let usual = (line - 6..line + 6).filter(|row| *row != line).map(step).max().unwrap();
    assert!(step(line) <= usual * 11 / 10, "{} {usual}", step(line));
}

#[test]
fn the_smallest_town_can_be_painted_and_no_capture_is_made_up() {
    let town = Town::build(1, 1, 2).unwrap();
    assert!(capture(&town, 1).is_some());
    assert!(capture(&town, 2).is_none());
}
