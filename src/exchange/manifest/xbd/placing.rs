//! Where the picture of a label lies: its outlines stand there twice, in pixels and in degrees.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use super::{Feature, ManifestError, whole};
use crate::exchange::json::Loose;

/// Pixels by which an outline may miss the fitted place.
const MISS_PX_MAX: f64 = 2.0;

#[derive(Deserialize)]
struct Label {
    features: Features,
}

#[derive(Deserialize)]
struct Features {
    #[serde(default)]
    lng_lat: Vec<Feature>,
    #[serde(default)]
    xy: Vec<Feature>,
}

/// A pair of numbers.
type Pair = (f64, f64);

/// The world file of a label's picture, in degrees of WGS 84 (EPSG:4326): the affine map of least
/// squares from the corners of its outlines in pixels to the same in degrees. `None` if there
/// are too few corners, or some corner is more than 2 pixels off.
///
/// # Errors
/// When the file cannot be read or is no label.
pub fn world_file(path: &Path) -> Result<Option<String>, ManifestError> {
    let (bytes, _) = whole(path)?;
    let Label { features } = serde_json::from_slice(&bytes)?;
    let mut degrees: HashMap<String, Vec<Pair>> = HashMap::new();
    for own in features.lng_lat {
        if let Some(id) = own.properties.uid.and_then(Loose::text) {
            degrees.insert(id, corners(&own.wkt));
        }
    }
    let mut pairs: Vec<(Pair, Pair)> = Vec::new();
    for own in features.xy {
        let found = own.properties.uid.and_then(Loose::text).and_then(|id| degrees.remove(&id));
        let pixels = corners(&own.wkt);
        if let Some(found) = found.filter(|found| found.len() == pixels.len()) {
            pairs.extend(pixels.into_iter().zip(found));
        }
    }
    Ok(fit(&pairs))
}

/// The corners of a polygon in well-known text.
fn corners(wkt: &str) -> Vec<Pair> {
    let pair = |text: &str| {
        let mut numbers = text.split_whitespace().map(str::parse::<f64>);
        let (Some(Ok(x)), Some(Ok(y))) = (numbers.next(), numbers.next()) else { return None };
        (x.is_finite() && y.is_finite()).then_some((x, y))
    };
    wkt.split(['(', ')', ',']).filter_map(pair).collect()
}

fn fit(pairs: &[(Pair, Pair)]) -> Option<String> {
    let count = f64::from(u32::try_from(pairs.len()).ok()?);
    let mean = |of: fn(&(Pair, Pair)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let middle = (mean(|p| p.0.0), mean(|p| p.0.1));
    let centre = (mean(|p| p.1.0), mean(|p| p.1.1));
    let sum = |of: &dyn Fn(Pair, Pair) -> f64| -> f64 {
        let apart = |one: Pair, other: Pair| (one.0 - other.0, one.1 - other.1);
        pairs.iter().map(|(px, deg)| of(apart(*px, middle), apart(*deg, centre))).sum()
    };
    let (xx, xy, yy) = (sum(&|p, _| p.0 * p.0), sum(&|p, _| p.0 * p.1), sum(&|p, _| p.1 * p.1));
    let determinant = xx * yy - xy * xy;
    if determinant.is_nan() || determinant <= 1e-6 * xx * yy {
        return None;
    }
    let slopes = |along_x: f64, along_y: f64| {
        ((along_x * yy - along_y * xy) / determinant, (along_y * xx - along_x * xy) / determinant)
    };
    let lon = slopes(sum(&|p, d| p.0 * d.0), sum(&|p, d| p.1 * d.0));
    let lat = slopes(sum(&|p, d| p.0 * d.1), sum(&|p, d| p.1 * d.1));
    let at = |x: f64, y: f64| {
        let (x, y) = (x - middle.0, y - middle.1);
        (centre.0 + lon.0 * x + lon.1 * y, centre.1 + lat.0 * x + lat.1 * y)
    };
    let pixel = lon.0.hypot(lon.1).max(lat.0.hypot(lat.1));
    let is_near = |(px, deg): &(Pair, Pair)| {
        let fitted = at(px.0, px.1);
        (fitted.0 - deg.0).hypot(fitted.1 - deg.1) <= MISS_PX_MAX * pixel
    };
    if !pairs.iter().all(is_near) {
        return None;
    }
    // A world file counts from the middle of the first pixel, the outlines from its corner.
    let first = at(0.5, 0.5);
    let lines = [lon.0, lat.0, lon.1, lat.1, first.0, first.1];
    Some(lines.map(|value| format!("{value:.12}\n")).concat())
}
